SELECT 'child_protection' AS list, row, started AS day, true AS met
FROM child_protection
