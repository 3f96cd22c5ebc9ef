-- An enquiry counts in the month of its start, because the census doesn't say when it ended.
SELECT 'census_section_47' AS list, row, started AS day, conference IS NOT NULL AS met
FROM census_section_47
WHERE conference IS NOT NULL OR conference_unnecessary
