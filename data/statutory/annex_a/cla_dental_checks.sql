SELECT 'children_in_care' AS list, row, the_day() AS day, last_dental_check >= months_before(12) AS met
FROM children_in_care
WHERE is_open(started, ceased) AND started <= months_before(12)
