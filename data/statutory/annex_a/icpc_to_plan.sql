SELECT 'section_47' AS list, row, conference AS day, led_to_plan AS met
FROM section_47
WHERE conference IS NOT NULL AND led_to_plan IS NOT NULL
