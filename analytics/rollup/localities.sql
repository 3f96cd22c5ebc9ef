-- From the rows of indicators extracts (detail) to the figures of the whole and its localities.
-- Plain SQL, the same text on every engine. Tables: detail, measures (see `figures.measures`).
WITH whole AS (
    SELECT
        authority, source, cut, month, measure_id, locality, CAST(numerator AS DOUBLE) AS numerator,
        CAST(denominator AS DOUBLE) AS denominator, value, marker, simulated
    FROM detail
    WHERE team = 'All' AND breakdown = 'All'
),
-- A team without counts leaves its locality without a figure: nothing is made of the others. Real and simulated teams
-- are never added up.
-- A count or an amount may stand in the value; it has no denominator, and a rate of a population needs none.
added AS (
    SELECT
        authority, source, cut, month, detail.measure_id, locality,
        CAST(sum(CASE WHEN sums THEN COALESCE(numerator, value) ELSE numerator END) AS DOUBLE) AS numerator,
        CAST(sum(denominator) AS DOUBLE) AS denominator,
        max(CASE WHEN simulated THEN 1 ELSE 0 END) = 1 AS simulated,
        count(*) AS teams
    FROM detail
    JOIN measures ON measures.measure_id = detail.measure_id AND measures.addable
    WHERE team <> 'All' AND breakdown = 'All'
    GROUP BY authority, source, cut, month, detail.measure_id, locality
    HAVING count(CASE WHEN sums THEN COALESCE(numerator, value) ELSE numerator END) = count(*)
        AND (count(denominator) = count(*) OR (count(denominator) = 0 AND max(CASE WHEN divides THEN 1 ELSE 0 END) = 0))
        AND min(CASE WHEN simulated THEN 1 ELSE 0 END) = max(CASE WHEN simulated THEN 1 ELSE 0 END)
),
-- Teams of no locality are the whole only where nothing is said of any locality.
placed AS (
    SELECT DISTINCT authority, source, cut, month, measure_id
    FROM detail
    WHERE locality <> 'All' AND breakdown = 'All'
),
-- Which splits there are, without their figures: readers learn from them what else to look up in the detail. The
-- locality is empty where localities are split, the category where teams are.
splits AS (
    SELECT DISTINCT
        authority, source, cut, month, measure_id, breakdown, simulated,
        CASE WHEN locality = 'All' THEN 'All' ELSE '' END AS locality,
        CASE WHEN team = 'All' THEN 'All' ELSE '' END AS category
    FROM detail
    WHERE team <> 'All' OR breakdown <> 'All'
)
SELECT
    authority, source, cut, month, measure_id, locality, 'All' AS team, 'All' AS breakdown, 'All' AS category,
    numerator, denominator, value, marker, simulated, CAST(0 AS BIGINT) AS teams
FROM whole
UNION ALL
SELECT
    authority, source, cut, month, measure_id, locality, 'All' AS team, 'All' AS breakdown, 'All' AS category,
    numerator, denominator, CAST(NULL AS DOUBLE) AS value,
    CASE WHEN denominator = 0 THEN 'z' END AS marker, simulated, CAST(teams AS BIGINT) AS teams
FROM added
WHERE NOT EXISTS (
    SELECT 1 FROM whole
    WHERE whole.authority = added.authority AND whole.source = added.source AND whole.cut = added.cut
        AND whole.month = added.month AND whole.measure_id = added.measure_id AND whole.locality = added.locality
) AND (locality <> 'All' OR NOT EXISTS (
    SELECT 1 FROM placed
    WHERE placed.authority = added.authority AND placed.source = added.source AND placed.cut = added.cut
        AND placed.month = added.month AND placed.measure_id = added.measure_id
))
UNION ALL
SELECT
    authority, source, cut, month, measure_id, locality, '' AS team, breakdown, category,
    CAST(NULL AS DOUBLE) AS numerator, CAST(NULL AS DOUBLE) AS denominator, CAST(NULL AS DOUBLE) AS value,
    'x' AS marker, simulated, CAST(0 AS BIGINT) AS teams
FROM splits
ORDER BY measure_id, month, locality, team, breakdown, category, authority, source, cut, simulated
