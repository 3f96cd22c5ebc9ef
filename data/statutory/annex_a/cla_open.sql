SELECT 'children_in_care' AS list, row, the_day() AS day, true AS met
FROM children_in_care
WHERE is_open(started, ceased)
