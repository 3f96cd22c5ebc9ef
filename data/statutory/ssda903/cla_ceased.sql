SELECT 'episodes' AS list, row, ended AS day, true AS met
FROM episodes
WHERE ended IS NOT NULL
  AND ceased_reason IS DISTINCT FROM 'Not ceased'
  AND legal_status IS DISTINCT FROM 'Short breaks or other'
