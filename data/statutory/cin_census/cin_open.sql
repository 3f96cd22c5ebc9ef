-- A referral that was not taken up opens no case.
SELECT 'census_cases' AS list, row, month_ends.day, true AS met
FROM census_cases JOIN month_ends ON is_open(date_of_referral, closed, month_ends.day)
WHERE NOT coalesce(no_further_action, false)
QUALIFY row_number() OVER (PARTITION BY child_id, month_ends.day ORDER BY date_of_referral DESC, row) = 1
