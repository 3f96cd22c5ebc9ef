-- One case a worker, who may work part of the week: the lists have no full-time equivalents.
SELECT 'children_in_need' AS list, min(row) AS row, the_day() AS day, count(*) AS amount
FROM children_in_need
WHERE is_open(started, closed) AND worker IS NOT NULL
GROUP BY worker
