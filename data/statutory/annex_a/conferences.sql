SELECT 'section_47' AS list, row, conference AS day, true AS met
FROM section_47
WHERE conference IS NOT NULL
