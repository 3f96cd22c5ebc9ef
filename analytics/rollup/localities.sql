-- From the rows of indicators extracts (detail) to the figures of the whole and its localities.
-- Plain SQL, the same text on every engine. Tables: detail, measures (measure_id, adds: a count or an amount, of_people:
-- a rate that takes its denominator from the population, by_team: whether its teams may be added up, per).
WITH whole AS (
    SELECT authority, source, cut, month, measure_id, locality, numerator, denominator, value, marker, simulated
    FROM detail
    WHERE team = 'All' AND breakdown = 'All'
),
-- A team without counts leaves its locality without a figure: nothing is made of the others. Real and simulated teams
-- are never added up. A count or an amount is one number, the numerator or the value; of a rate by population the
-- numerators alone may be there. Sums are rounded, so that no order of adding decimals shows.
teams AS (
    SELECT
        detail.authority, detail.source, detail.cut, detail.month, detail.measure_id, detail.locality,
        CASE WHEN measures.adds THEN coalesce(detail.numerator, detail.value) ELSE detail.numerator END AS numerator,
        CASE WHEN measures.adds THEN NULL ELSE detail.denominator END AS denominator,
        CASE WHEN measures.adds OR measures.of_people THEN 1 ELSE 0 END AS alone,
        CASE WHEN detail.simulated THEN 1 ELSE 0 END AS made_up
    FROM detail
    JOIN measures ON measures.measure_id = detail.measure_id AND measures.by_team
    WHERE detail.team <> 'All' AND detail.breakdown = 'All'
),
added AS (
    SELECT
        authority, source, cut, month, measure_id, locality,
        round(sum(numerator), 6) AS numerator,
        round(sum(denominator), 6) AS denominator,
        max(made_up) = 1 AS simulated,
        count(*) AS teams
    FROM teams
    GROUP BY authority, source, cut, month, measure_id, locality
    HAVING count(numerator) = count(*) AND min(made_up) = max(made_up)
        AND (count(denominator) = count(*) OR (count(denominator) = 0 AND min(alone) = 1))
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
