SELECT 'child_protection' AS list, row, the_day() AS day, started + INTERVAL 24 MONTHS <= the_day() AS met
FROM child_protection
WHERE is_open(started, ended)
