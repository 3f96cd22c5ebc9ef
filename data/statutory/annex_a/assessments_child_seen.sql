SELECT 'assessments' AS list, row, authorised AS day, child_seen AS met
FROM assessments
WHERE authorised IS NOT NULL
  AND age IS NOT NULL  -- born, as far as the list says
  AND (date_of_birth IS NULL OR date_of_birth <= authorised)
