SELECT 'assessments' AS list, row, authorised AS day, working_days(started, authorised) <= 45 AS met
FROM assessments
WHERE authorised IS NOT NULL
