-- Conferences of enquiries: those of plans that another authority passed on stand in CINdetails.
SELECT 'census_section_47' AS list, row, conference AS day, true AS met
FROM census_section_47
WHERE conference IS NOT NULL
