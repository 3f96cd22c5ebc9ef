SELECT 'children_in_care' AS list, row, the_day() AS day, ceased_reason = 'Adopted' AS met
FROM children_in_care
WHERE ceased > year_before()
