SELECT 'census_protection_plans' AS list, row, ended AS day, ended >= started + INTERVAL 24 MONTHS AS met
FROM census_protection_plans
WHERE ended IS NOT NULL
