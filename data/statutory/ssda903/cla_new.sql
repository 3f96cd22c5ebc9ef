SELECT 'episodes' AS list, row, started AS day, true AS met
FROM episodes
WHERE reason = 'S' AND legal_status IS DISTINCT FROM 'Short breaks or other'
