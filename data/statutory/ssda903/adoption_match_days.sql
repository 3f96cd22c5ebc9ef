-- Of children with a placement order. Given if the files say of all when it was made.
WITH adopted AS (
  FROM episodes WHERE ceased_reason = 'Adopted' AND ended > year_before() AND year_before() + 1 >= year_began()
), ordered AS (
  SELECT child_id, min(started) AS day, arg_min(reason, started) IN ('L', 'B', 'U', 'S') AS is_known
  FROM episodes
  WHERE legal_status = 'Placement order granted'
  GROUP BY child_id
)
SELECT
  'episodes' AS list, adopted.row, the_day() AS day,
  (SELECT max(matched) FROM ad1 WHERE ad1.child_id = adopted.child_id) - ordered.day AS amount
FROM adopted JOIN ordered USING (child_id)
QUALIFY bool_and(is_known) OVER ()
