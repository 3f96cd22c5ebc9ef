-- Up to the day on which the child came to the carers who adopted them. Given if the files say of all when care began:
-- else those who came in lately would stand for all.
WITH episode AS (
  SELECT
    *, placement IS NOT DISTINCT FROM 'Temporary placement' AS is_temporary,
    lag(is_temporary) OVER before AS after_temporary,
    last_value(CASE WHEN NOT is_temporary THEN upper(place) END IGNORE NULLS)
      OVER (before ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS place_before
  FROM episodes
  WHERE legal_status IS DISTINCT FROM 'Short breaks or other'
  WINDOW before AS (PARTITION BY child_id ORDER BY started)
), part AS (
  SELECT
    *,
    count(*) FILTER (
      reason = 'S'
      OR (reason IN ('P', 'B') AND NOT (after_temporary AND upper(place) = place_before IS TRUE))
    ) OVER (PARTITION BY child_id ORDER BY started) AS home
  FROM episode
  WHERE NOT is_temporary
), homes AS (
  SELECT child_id, home, min(started) AS began, max(coalesce(ended, the_day() + 1)) AS left_on
  FROM part
  GROUP BY child_id, home
), adopted AS (
  FROM part WHERE ceased_reason = 'Adopted' AND ended > year_before() AND year_before() + 1 >= year_began()
)
SELECT
  'episodes' AS list, row, the_day() AS day,
  (SELECT max(began) FROM homes WHERE homes.child_id = adopted.child_id AND homes.home = adopted.home) - (
    SELECT max(started) FROM episode WHERE episode.child_id = adopted.child_id AND reason = 'S'
  ) AS amount
FROM adopted
QUALIFY bool_and(amount IS NOT NULL) OVER ()
