SELECT 'census_cases' AS list, row, date_of_referral AS day, true AS met
FROM census_cases
