-- Within 20 working days; local procedures may say otherwise.
SELECT 'children_in_need' AS list, row, the_day() AS day, working_days(last_seen, the_day()) <= 20 AS met
FROM children_in_need
WHERE is_open(started, closed)
  AND case_status = 'Child in need plan'
  AND age IS NOT NULL  -- born
  AND (last_seen IS NOT NULL OR working_days(started, the_day()) > 20)
