SELECT 'children_in_care' AS list, row, the_day() AS day, placements_12m >= 3 AS met
FROM children_in_care
WHERE is_open(started, ceased) AND placements_12m IS NOT NULL
