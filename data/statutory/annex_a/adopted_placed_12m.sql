SELECT 'adoption' AS list, row, the_day() AS day, placed <= decision + INTERVAL 12 MONTHS AS met
FROM adoption
WHERE adopted > year_before() AND placed IS NOT NULL
