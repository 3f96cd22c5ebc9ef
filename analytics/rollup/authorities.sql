-- From the rollups of several authorities to one row a measure and month, over all of them.
-- Plain SQL, the same text on every engine. Tables: rollups (as localities.sql gives it), measures (see
-- `figures.measures`), places (authority, locality, and the months valid_from to valid_to in which it is a part of the
-- authority).
WITH figures AS (
    SELECT *
    FROM rollups
    WHERE team = 'All' AND breakdown = 'All'
),
-- As now known: of each source the newest cut that has the measure and month at all, split or not.
newest AS (
    SELECT authority, source, measure_id, month, max(cut) AS cut
    FROM rollups
    GROUP BY authority, source, measure_id, month
),
known AS (
    SELECT
        figures.authority, figures.measure_id, figures.month, figures.locality, figures.source, figures.cut,
        CASE WHEN measures.sums THEN COALESCE(figures.numerator, figures.value) ELSE figures.numerator END AS numerator,
        figures.denominator, figures.value, figures.marker,
        CASE WHEN figures.simulated THEN 1 ELSE 0 END AS made_up
    FROM figures
    JOIN measures ON measures.measure_id = figures.measure_id
    JOIN newest ON newest.authority = figures.authority AND newest.source = figures.source
        AND newest.measure_id = figures.measure_id AND newest.month = figures.month AND newest.cut = figures.cut
),
-- An authority's own figure of the whole: a real one before a simulated one, then the newest cut.
own AS (
    SELECT
        authority, measure_id, month, numerator, denominator, value, marker, made_up,
        row_number() OVER (PARTITION BY authority, measure_id, month ORDER BY made_up, cut DESC, source) AS place
    FROM known
    WHERE locality = 'All'
),
-- Where it has none, all its localities added up, of one source and cut; one without counts leaves it without a figure.
by_place AS (
    SELECT
        known.authority, known.measure_id, known.month, known.numerator, known.denominator, known.made_up,
        rank() OVER (
            PARTITION BY known.authority, known.measure_id, known.month
            ORDER BY known.made_up, known.cut DESC, known.source
        ) AS place
    FROM known
    JOIN places ON places.authority = known.authority AND places.locality = known.locality
        AND known.month BETWEEN places.valid_from AND places.valid_to
),
expected AS (
    SELECT places.authority, held.month, count(*) AS localities
    FROM places
    JOIN (SELECT DISTINCT month FROM known) AS held ON held.month BETWEEN places.valid_from AND places.valid_to
    GROUP BY places.authority, held.month
),
together AS (
    SELECT
        by_place.authority, by_place.measure_id, by_place.month,
        sum(by_place.numerator) AS numerator,
        sum(by_place.denominator) AS denominator,
        max(by_place.made_up) AS made_up
    FROM by_place
    JOIN measures ON measures.measure_id = by_place.measure_id
    JOIN expected ON expected.authority = by_place.authority AND expected.month = by_place.month
    WHERE by_place.place = 1
    GROUP BY by_place.authority, by_place.measure_id, by_place.month
    HAVING count(by_place.numerator) = max(expected.localities) AND (
        count(by_place.denominator) = max(expected.localities)
        OR (count(by_place.denominator) = 0 AND max(CASE WHEN measures.divides THEN 1 ELSE 0 END) = 0)
    )
),
one_each AS (
    SELECT authority, measure_id, month, numerator, denominator, value, marker, made_up
    FROM own
    WHERE place = 1
    UNION ALL
    SELECT
        authority, measure_id, month, numerator, denominator,
        CAST(NULL AS DOUBLE) AS value, CAST(NULL AS STRING) AS marker, made_up
    FROM together
    WHERE NOT EXISTS (
        SELECT 1 FROM own
        WHERE own.authority = together.authority AND own.measure_id = together.measure_id
            AND own.month = together.month
    )
),
-- A marked figure is none, whatever stands beside it. Counts go before the value that was printed with them.
valued AS (
    SELECT
        one_each.measure_id, month, made_up, numerator, denominator, kind, unit, per, sums,
        CASE WHEN sums THEN numerator
            WHEN denominator IS NULL THEN value
            ELSE per * numerator / NULLIF(denominator, 0) END AS figure
    FROM one_each
    JOIN measures ON measures.measure_id = one_each.measure_id
    WHERE marker IS NULL
),
pooled AS (
    SELECT
        measure_id, month, kind, unit, per, sums,
        sum(CASE WHEN figure IS NOT NULL AND (sums OR denominator IS NOT NULL) THEN numerator END) AS numerator,
        sum(CASE WHEN figure IS NOT NULL THEN denominator END) AS denominator,
        CAST(count(figure) AS BIGINT) AS authorities,
        CAST(count(CASE WHEN figure IS NOT NULL AND (sums OR denominator IS NOT NULL) THEN 1 END) AS BIGINT) AS with_counts,
        min(figure) AS lowest,
        max(figure) AS highest,
        max(CASE WHEN figure IS NOT NULL THEN made_up ELSE 0 END) = 1 AS simulated
    FROM valued
    GROUP BY measure_id, month, kind, unit, per, sums
),
-- Percentages, rates and means are pooled from their counts, counts and amounts added up, and scores neither.
answered AS (
    SELECT *, CASE WHEN sums THEN numerator ELSE per * numerator / NULLIF(denominator, 0) END AS value
    FROM pooled
    WHERE authorities > 0
)
SELECT
    measure_id, month, numerator, denominator, CASE WHEN kind = 'percentage' THEN value END AS percent,
    authorities, with_counts, lowest, highest, simulated, value, kind, unit
FROM answered
ORDER BY measure_id, month
