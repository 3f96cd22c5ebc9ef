WITH adopted AS (
  FROM episodes WHERE ceased_reason = 'Adopted' AND ended > year_before() AND year_before() + 1 >= year_began()
)
SELECT
  'episodes' AS list, adopted.row, the_day() AS day,
  (SELECT max(matched - decided) FROM ad1 WHERE ad1.child_id = adopted.child_id) AS amount
FROM adopted
