-- Not known when placed: the first episode with the adopters begins with a change of the legal status alone.
WITH adopted AS (
  FROM episodes WHERE ceased_reason = 'Adopted' AND ended > year_before() AND year_before() + 1 >= year_began()
), placed AS (
  SELECT child_id, min(started) AS day
  FROM episodes
  WHERE placement = 'Placed for adoption'
  GROUP BY child_id
  HAVING arg_min(reason, started) IN ('P', 'B', 'T', 'U', 'S')
)
SELECT
  'episodes' AS list, row, the_day() AS day,
  placed.day <= (SELECT max(decided) FROM ad1 WHERE ad1.child_id = adopted.child_id) + INTERVAL 12 MONTHS AS met
FROM adopted JOIN placed USING (child_id)
