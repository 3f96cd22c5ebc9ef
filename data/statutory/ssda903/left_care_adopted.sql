SELECT 'episodes' AS list, row, the_day() AS day, ceased_reason = 'Adopted' AS met
FROM episodes
WHERE ended > year_before()
  AND ceased_reason IS DISTINCT FROM 'Not ceased'
  AND legal_status IS DISTINCT FROM 'Short breaks or other'
  AND year_before() + 1 >= year_began()  -- the files are of the whole year
