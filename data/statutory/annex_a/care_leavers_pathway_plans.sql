SELECT 'care_leavers' AS list, row, the_day() AS day, pathway_plan_review >= months_before(6) AS met
FROM care_leavers
WHERE age >= 18
