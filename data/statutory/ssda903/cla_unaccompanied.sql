SELECT 'episodes' AS list, row, month_ends.day, true AS met
FROM month_ends JOIN episodes ON is_open(started, ended, month_ends.day)
WHERE legal_status IS DISTINCT FROM 'Short breaks or other'
  AND EXISTS (FROM uasc WHERE uasc.child_id = episodes.child_id AND (until IS NULL OR until > month_ends.day))
QUALIFY row_number() OVER (PARTITION BY child_id, month_ends.day ORDER BY started DESC) = 1
