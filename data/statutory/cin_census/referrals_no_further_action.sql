SELECT 'census_cases' AS list, row, date_of_referral AS day, no_further_action AS met
FROM census_cases
WHERE no_further_action IS NOT NULL
