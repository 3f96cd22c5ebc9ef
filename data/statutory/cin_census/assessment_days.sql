SELECT 'census_assessments' AS list, row, authorised AS day, working_days(started, authorised) AS amount
FROM census_assessments
WHERE authorised IS NOT NULL
