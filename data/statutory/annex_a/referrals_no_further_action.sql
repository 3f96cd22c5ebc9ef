SELECT 'referrals' AS list, row, date_of_referral AS day, no_further_action AS met
FROM referrals
WHERE no_further_action IS NOT NULL
