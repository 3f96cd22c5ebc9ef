SELECT 'care_leavers' AS list, row, the_day() AS day, activity IN ('F1', 'P1') AS met
FROM care_leavers
WHERE age BETWEEN 19 AND 21
