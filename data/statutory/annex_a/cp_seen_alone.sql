SELECT 'child_protection' AS list, row, the_day() AS day, seen_alone AS met
FROM child_protection
WHERE is_open(started, ended) AND last_visit IS NOT NULL AND age >= 1
