SELECT 'section_47' AS list, row, strategy_discussion AS day, true AS met
FROM section_47
