-- Within 10 working days, as most local procedures require.
SELECT 'child_protection' AS list, row, the_day() AS day, working_days(last_visit, the_day()) <= 10 AS met
FROM child_protection
WHERE is_open(started, ended)
  AND age IS NOT NULL  -- born
  AND (last_visit IS NOT NULL OR working_days(started, the_day()) > 10)
