SELECT 'census_protection_plans' AS list, row, started AS day, previous_plans >= 1 AS met
FROM census_protection_plans
WHERE previous_plans IS NOT NULL
