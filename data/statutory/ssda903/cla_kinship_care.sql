SELECT 'episodes' AS list, row, month_ends.day, regexp_matches(place, '^U[123]', 'i') AS met
FROM month_ends JOIN episodes ON is_open(started, ended, month_ends.day)
WHERE legal_status IS DISTINCT FROM 'Short breaks or other'
QUALIFY row_number() OVER (PARTITION BY child_id, month_ends.day ORDER BY started DESC) = 1
