SELECT 'referrals' AS list, row, date_of_referral AS day, true AS met
FROM referrals
