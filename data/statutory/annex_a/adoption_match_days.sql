SELECT 'adoption' AS list, row, the_day() AS day, matched - placement_order AS amount
FROM adoption
WHERE adopted > year_before() AND placement_order IS NOT NULL AND matched IS NOT NULL
