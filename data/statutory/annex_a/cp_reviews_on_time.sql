-- The list has the latest review alone, so that earlier ones that came late are not known.
SELECT 'child_protection' AS list, row, the_day() AS day, last_review >= months_before(6) AS met
FROM child_protection
WHERE is_open(started, ended) AND started + INTERVAL 3 MONTHS <= the_day()
