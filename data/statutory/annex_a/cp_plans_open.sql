SELECT 'child_protection' AS list, row, the_day() AS day, true AS met
FROM child_protection
WHERE is_open(started, ended)
