SELECT 'care_leavers' AS list, row, the_day() AS day, suitability = 'Suitable' AS met
FROM care_leavers
WHERE age BETWEEN 19 AND 21 AND suitability IS DISTINCT FROM 'Exclude'
