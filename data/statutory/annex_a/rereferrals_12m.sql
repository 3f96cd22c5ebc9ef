SELECT 'referrals' AS list, row, date_of_referral AS day, referrals_12m >= 1 AS met
FROM referrals
WHERE referrals_12m IS NOT NULL
