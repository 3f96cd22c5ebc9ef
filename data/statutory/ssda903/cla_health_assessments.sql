-- Children who have no row in OC2 are not known to have had one.
WITH care AS (
  SELECT child_id, arg_max(row, started) AS row, arg_max(age, started) AS age,
    coalesce(max(started) FILTER (reason = 'S'), min(started)) AS began
  FROM episodes
  WHERE legal_status IS DISTINCT FROM 'Short breaks or other'
  GROUP BY child_id
  HAVING bool_or(is_open(started, ended))
)
SELECT 'episodes' AS list, care.row, the_day() AS day, health_assessment AS met
FROM care LEFT JOIN oc2 USING (child_id)
WHERE began <= months_before(12)
  AND year_before() + 1 >= year_began()  -- the files are of the whole year
