SELECT 'census_section_47' AS list, row, conference AS day, working_days(started, conference) <= 15 AS met
FROM census_section_47
WHERE conference IS NOT NULL
