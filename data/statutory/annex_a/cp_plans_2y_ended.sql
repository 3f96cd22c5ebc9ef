SELECT 'child_protection' AS list, row, ended AS day, ended >= started + INTERVAL 24 MONTHS AS met
FROM child_protection
WHERE ended IS NOT NULL
