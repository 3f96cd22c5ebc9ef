SELECT 'oc3' AS list, row, the_day() AS day, in_touch = 'In touch' AS met
FROM oc3
WHERE age BETWEEN 19 AND 21
  AND in_touch IS DISTINCT FROM 'Exclude'
  AND year_before() + 1 >= year_began()  -- the files are of the whole year
