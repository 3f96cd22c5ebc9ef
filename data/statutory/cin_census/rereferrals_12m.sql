-- A census has the referrals of its year and the cases that were open in it; referrals before are in the one before.
WITH referrals AS (
  SELECT child_id, date_of_referral FROM census_cases
  UNION ALL
  SELECT child_id, date_of_referral FROM census_of_the_year_before
)
SELECT 'census_cases' AS list, row, date_of_referral AS day,
  EXISTS (
    FROM referrals earlier
    WHERE earlier.child_id = census_cases.child_id AND earlier.date_of_referral < census_cases.date_of_referral
      AND earlier.date_of_referral >= months_before(12, census_cases.date_of_referral)
  ) AS met
FROM census_cases
