-- At month ends of which the files have the 12 months before, too: an early end of an episode says from which year.
-- A home begins with new carers (S, P, B). What is recorded as temporary is none, and a return to the same kind of
-- placement after it is no new one.
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
)
SELECT
  'episodes' AS list, row, month_ends.day,
  (
    SELECT count(*)
    FROM homes
    WHERE homes.child_id = episode.child_id AND began <= month_ends.day AND left_on > year_before(month_ends.day) + 1
  ) >= 3 AS met
FROM month_ends JOIN episode ON is_open(started, ended, month_ends.day)
WHERE year_before(month_ends.day) + 1 >= (SELECT year_began(quantile_disc(ended, 0.01)) FROM episodes)
QUALIFY row_number() OVER (PARTITION BY child_id, month_ends.day ORDER BY started DESC) = 1
