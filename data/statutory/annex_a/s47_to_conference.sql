-- An enquiry counts in the month of its strategy discussion, because the list doesn't say when it ended.
SELECT 'section_47' AS list, row, strategy_discussion AS day, conference IS NOT NULL AS met
FROM section_47
WHERE conference IS NOT NULL OR conference_unnecessary
