-- A child counts once, with the latest of their periods in care.
SELECT
  'children_in_care' AS list, arg_max(row, (started, row)) AS row, the_day() AS day,
  coalesce(bool_or(missing_12m >= 1), false) AS met
FROM children_in_care
GROUP BY child_id
