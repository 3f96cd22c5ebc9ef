-- At month ends of which the files have the 12 months before, too.
SELECT
  'episodes' AS list, row, month_ends.day,
  (
    SELECT count(DISTINCT worker)
    FROM social_workers allocated
    WHERE allocated.child_id = episodes.child_id
      AND allocated.started <= month_ends.day
      AND (allocated.ended IS NULL OR allocated.ended > year_before(month_ends.day) + 1)
  ) >= 3 AS met
FROM month_ends JOIN episodes ON is_open(started, ended, month_ends.day)
WHERE legal_status IS DISTINCT FROM 'Short breaks or other'
  AND year_before(month_ends.day) + 1 >= (SELECT year_began(quantile_disc(ended, 0.01)) FROM social_workers)
QUALIFY row_number() OVER (PARTITION BY child_id, month_ends.day ORDER BY started DESC) = 1
