-- From the start that the list gives: the day of the referral is in another list.
SELECT 'assessments' AS list, row, authorised AS day, working_days(started, authorised) AS amount
FROM assessments
WHERE authorised IS NOT NULL
