SELECT 'care_leavers' AS list, row, the_day() AS day, in_touch = 'In touch' AS met
FROM care_leavers
WHERE age BETWEEN 19 AND 21 AND in_touch IS DISTINCT FROM 'Exclude'
