-- In months of which the files have the 12 months before, too: an early end of an episode says from which year.
WITH care AS (FROM episodes WHERE legal_status IS DISTINCT FROM 'Short breaks or other')
SELECT
  'episodes' AS list, row, started AS day,
  EXISTS (
    FROM care before
    WHERE before.child_id = care.child_id
      AND before.started < care.started
      AND before.ended BETWEEN months_before(12, care.started) AND care.started
      AND before.ceased_reason IS DISTINCT FROM 'Not ceased'
  ) AS met
FROM care
WHERE reason = 'S'
  AND months_before(12, date_trunc('month', started)) >= (SELECT year_began(quantile_disc(ended, 0.01)) FROM episodes)
