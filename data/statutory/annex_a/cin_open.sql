-- Care leavers are open too, and most are in their own list alone.
SELECT 'children_in_need' AS list, row, the_day() AS day, true AS met
FROM children_in_need
WHERE is_open(started, closed)
UNION ALL
SELECT 'care_leavers', row, the_day(), true
FROM care_leavers
WHERE child_id NOT IN (SELECT child_id FROM children_in_need WHERE is_open(started, closed))
