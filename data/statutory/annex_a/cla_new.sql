SELECT 'children_in_care' AS list, row, started AS day, true AS met
FROM children_in_care
