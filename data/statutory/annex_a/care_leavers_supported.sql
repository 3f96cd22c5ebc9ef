SELECT 'care_leavers' AS list, row, the_day() AS day, true AS met
FROM care_leavers
WHERE age BETWEEN 18 AND 25
