SELECT
  'children_in_care' AS list, row, the_day() AS day,
  last_health_assessment >= CASE WHEN age < 5 THEN months_before(6) ELSE months_before(12) END AS met
FROM children_in_care
WHERE is_open(started, ceased) AND started <= months_before(12)
