-- The census doesn't give a conference's decision: a plan begins on the day of the conference that decided on it.
SELECT 'census_section_47' AS list, row, conference AS day,
  EXISTS (
    FROM census_protection_plans plan
    WHERE plan.case_number = census_section_47.case_number AND plan.started BETWEEN conference AND conference + 14
  ) AS met
FROM census_section_47
WHERE conference IS NOT NULL
