-- Of a plan that is older, reviews before the census's year need not be given: the first one in it is due when six
-- months of the year are over, at the latest. The next review counts as held on the day, so that it may not be overdue.
WITH plans AS (
  SELECT row, plan_number, started,
    CASE WHEN started + INTERVAL 3 MONTHS < year_began() THEN year_began() - 1 + INTERVAL 6 MONTHS
      ELSE started + INTERVAL 3 MONTHS END AS first_due
  FROM census_protection_plans
  WHERE is_open(started, ended) AND started + INTERVAL 3 MONTHS <= the_day()
), held AS (
  SELECT plan_number, reviewed FROM census_reviews
  UNION ALL
  SELECT plan_number, the_day() FROM plans
), due AS (
  SELECT row, reviewed,
    coalesce(lag(reviewed) OVER (PARTITION BY plan_number ORDER BY reviewed) + INTERVAL 6 MONTHS, first_due) AS due
  FROM plans JOIN held USING (plan_number)
)
SELECT 'census_protection_plans' AS list, row, the_day() AS day, bool_and(reviewed <= due) AS met
FROM due
WHERE reviewed >= year_began()
GROUP BY row
