SELECT 'children_in_care' AS list, row, the_day() AS day, placement_type = 'Foster placement' AS met
FROM children_in_care
WHERE is_open(started, ceased)
