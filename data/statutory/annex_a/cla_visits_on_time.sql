-- Every 6 weeks; every 3 months after a year in a placement that is meant to last.
SELECT
  'children_in_care' AS list, row, the_day() AS day,
  last_visit >= the_day() - 42
    OR (last_visit >= months_before(3)
        AND placement_started <= months_before(12)
        AND permanence_plan IN ('Long-term fostering', 'Long-term residential placement')) AS met
FROM children_in_care
WHERE is_open(started, ceased) AND (last_visit IS NOT NULL OR started <= the_day() - 7)
