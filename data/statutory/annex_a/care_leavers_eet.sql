SELECT 'care_leavers' AS list, row, the_day() AS day, activity[1] IN ('F', 'P') AS met
FROM care_leavers
WHERE age BETWEEN 19 AND 21
