SELECT 'missing' AS list, row, started AS day, true AS met
FROM missing
WHERE absence = 'Missing'
