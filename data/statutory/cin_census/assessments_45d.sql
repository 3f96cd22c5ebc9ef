SELECT 'census_assessments' AS list, row, authorised AS day, working_days(started, authorised) <= 45 AS met
FROM census_assessments
WHERE authorised IS NOT NULL
