SELECT 'child_protection' AS list, row, started AS day, previous_plans >= 1 AS met
FROM child_protection
WHERE previous_plans IS NOT NULL
