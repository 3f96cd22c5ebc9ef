SELECT 'section_47' AS list, row, conference AS day, working_days(strategy_discussion, conference) <= 15 AS met
FROM section_47
WHERE conference IS NOT NULL AND strategy_discussion IS NOT NULL
