SELECT 'census_protection_plans' AS list, row, month_ends.day, true AS met
FROM census_protection_plans JOIN month_ends ON is_open(started, ended, month_ends.day)
QUALIFY row_number() OVER (PARTITION BY child_id, month_ends.day ORDER BY started DESC, row) = 1
