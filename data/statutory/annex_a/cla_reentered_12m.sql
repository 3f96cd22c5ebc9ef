SELECT 'children_in_care' AS list, row, started AS day, second_period AS met
FROM children_in_care
WHERE second_period IS NOT NULL
