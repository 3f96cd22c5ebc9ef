SELECT
  'adoption' AS list, row, the_day() AS day, coalesce(fostering_placement, placed) - entered_care AS amount
FROM adoption
WHERE adopted > year_before() AND coalesce(fostering_placement, placed) IS NOT NULL AND entered_care IS NOT NULL
