SELECT 'census_protection_plans' AS list, row, started AS day, true AS met
FROM census_protection_plans
