SELECT 'children_in_care' AS list, row, the_day() AS day, placement_started <= months_before(24) AS met
FROM children_in_care
WHERE is_open(started, ceased) AND age < 16 AND started <= months_before(30)
