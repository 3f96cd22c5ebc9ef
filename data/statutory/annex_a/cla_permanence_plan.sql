SELECT 'children_in_care' AS list, row, the_day() AS day, permanence_plan IS NOT NULL AS met
FROM children_in_care
WHERE is_open(started, ceased) AND started <= months_before(4)
