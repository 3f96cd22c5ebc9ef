-- The last assessment of a case says why the case was closed; one that led to early help is a further service.
SELECT 'census_assessments' AS list, assessed.row, authorised AS day,
  reason_for_closure = 'Closed after assessment, no further action'
    AND authorised = max(authorised) OVER (PARTITION BY case_number) AS met
FROM census_assessments assessed LEFT JOIN census_cases USING (case_number)
WHERE authorised IS NOT NULL
