-- A child counts once, with the latest of their episodes of care.
SELECT
  'episodes' AS list, arg_max(row, started) AS row, the_day() AS day,
  child_id IN (
    SELECT child_id FROM missing WHERE absence = 'Missing' AND (ended IS NULL OR ended > year_before())
  ) AS met
FROM episodes
WHERE (ended IS NULL OR ended > year_before())
  AND legal_status IS DISTINCT FROM 'Short breaks or other'
  AND year_before() + 1 >= year_began()  -- the files are of the whole year
GROUP BY child_id
