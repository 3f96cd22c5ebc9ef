SELECT 'assessments' AS list, row, authorised AS day, NOT needs_support AS met
FROM assessments
WHERE authorised IS NOT NULL AND needs_support IS NOT NULL
