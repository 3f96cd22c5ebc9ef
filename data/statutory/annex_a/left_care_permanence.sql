SELECT
  'children_in_care' AS list, row, the_day() AS day,
  ceased_reason IN (
    'Adopted', 'Returned home to live with parents or relatives', 'Residence order granted',
    'Special Guardianship Orders'
  ) AS met
FROM children_in_care
WHERE ceased > year_before()
  AND ceased < date_of_birth + INTERVAL 18 YEARS
  AND ceased_reason IS DISTINCT FROM 'Died'
