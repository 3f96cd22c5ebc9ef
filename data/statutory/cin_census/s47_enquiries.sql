SELECT 'census_section_47' AS list, row, started AS day, true AS met
FROM census_section_47
