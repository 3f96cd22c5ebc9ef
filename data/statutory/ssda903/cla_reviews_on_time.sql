-- Due: on the 20th working day in care, 3 months after the first review, 6 months after any other. In months of which the
-- files have the reviews of the 6 months before, too.
WITH care AS (FROM episodes WHERE legal_status IS DISTINCT FROM 'Short breaks or other'),
since AS (SELECT year_began(quantile_disc(held, 0.01)) AS day FROM reviews),
begun AS (SELECT child_id, started AS day, months_before(-1, started) AS first_by FROM care WHERE reason = 'S'),
reviewed AS (
  SELECT
    child_id, held AS day,
    (SELECT arg_max(begun, begun.day) FROM begun WHERE begun.child_id = reviews.child_id AND begun.day <= held) AS start
  FROM reviews
), anchors AS (
  SELECT
    child_id, day,
    (SELECT min(days.day) FROM days WHERE n = (SELECT n + 20 FROM days WHERE days.day = begun.day)) AS due
  FROM begun
  UNION ALL
  SELECT
    child_id, day,
    months_before(
      CASE
        WHEN (start.day >= (SELECT day FROM since) OR day <= start.first_by)
          AND row_number() OVER (PARTITION BY child_id, start.day ORDER BY day) = 1 THEN -3
        ELSE -6
      END,
      day
    )
  FROM reviewed
)
SELECT
  'episodes' AS list, care.row, due AS day,
  EXISTS (
    FROM reviews WHERE reviews.child_id = anchors.child_id AND held > anchors.day AND held <= due
  ) AS met
FROM anchors JOIN care ON care.child_id = anchors.child_id AND is_open(care.started, care.ended, due)
WHERE due <= the_day()
  AND months_before(6, date_trunc('month', due)) >= (SELECT day FROM since)
  AND NOT EXISTS (
    FROM begun WHERE begun.child_id = anchors.child_id AND begun.day > anchors.day AND begun.day <= due
  )
QUALIFY row_number() OVER (PARTITION BY anchors.child_id, anchors.day ORDER BY care.started DESC) = 1
