"""Ten thousand random indicators, worked out three ways: Polars (the product), DuckDB, and plain fractions.

Each engine has only the rows and the rules in words; none sees the others' code.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date
from fractions import Fraction
from functools import cache
from math import floor

import duckdb
import polars as pl
import pytest

from analytics.catalogue import Target
from analytics.indicators import rolling_quarters
from analytics.indicators.figures import figures
from analytics.indicators.kinds import with_meaning
from tests.indicators.test_figures import a_catalogue, indicator, rows

pytestmark = pytest.mark.slow

TABLES = 10_000
MONTHS = [date(2021, month, 1) for month in range(1, 6)]
FIELDS = ("value", "rag", "change", "quarter_value", "count_to_target")


@cache
def tables() -> tuple[pl.DataFrame, dict[str, tuple[str, float]]]:
    """Extract rows of every indicator, some months missing, and each indicator's polarity and target."""
    chance = random.Random(20210901)
    found, about = [], {}
    for number in range(TABLES):
        measure = f"m{number}"
        target = chance.choice([chance.randint(0, 1000) / 10, float(chance.randint(0, 20) * 5)])
        about[measure] = chance.choice(["bigger", "smaller", "plan"]), target
        size = chance.choice([3, 20, 400])
        for month in MONTHS:
            if chance.random() < 0.9:
                whole = chance.randint(0, size)
                found.append(
                    {"measure_id": measure, "month": month, "numerator": chance.randint(0, whole), "denominator": whole}
                )
    return rows(*found), about


@cache
def by_polars() -> dict[tuple[str, date], tuple[object, ...]]:
    extract, about = tables()
    targets = tuple(Target(m, MONTHS[0], target, 5.0, "") for m, (_, target) in about.items())
    catalogue = a_catalogue(*(indicator(m, polarity) for m, (polarity, _) in about.items()), targets=targets)
    every = with_meaning(extract, catalogue).with_columns(parts_missing=pl.lit(""))
    worked_out = rolling_quarters(figures(every, catalogue.target_frame()))
    return {(r["measure_id"], r["month"]): tuple(r[f] for f in FIELDS) for r in worked_out.iter_rows(named=True)}


def _shown(tenths: int | None) -> float | None:
    return None if tenths is None else tenths / 10


def _tenths(part: int, whole: int) -> int | None:
    return floor(Fraction(1000 * part, whole) + Fraction(1, 2)) if whole else None


def _colour(tenths: int | None, target: int, polarity: str) -> str | None:
    if tenths is None:
        return None
    worse_by = {"bigger": target - tenths, "smaller": tenths - target, "plan": abs(tenths - target)}[polarity]
    if worse_by <= 0:
        return "green"
    return "amber" if Fraction(worse_by) <= Fraction(target) * Fraction(5, 100) else "red"


def _to_target(part: int, whole: int, target: int, polarity: str, colour: str | None) -> int | None:
    """By trying: the fewest cases more, or fewer, with which the exact share is not on the wrong side."""
    if colour is None or colour == "green":
        return None if colour is None else 0
    wanted = Fraction(target * whole, 1000)  # in cases
    rises = polarity == "bigger" or (polarity == "plan" and part < wanted)
    for moved in range(whole + 1):
        if part + moved >= wanted if rises else part - moved <= wanted:
            return moved
    return None


def by_fractions() -> Iterator[tuple[tuple[str, date], tuple[object, ...]]]:
    extract, about = tables()
    counts = {
        (m, at): (n, d) for m, at, n, d in extract.select("measure_id", "month", "numerator", "denominator").rows()
    }
    counts = {key: (int(n), int(d)) for key, (n, d) in counts.items()}
    for (measure, month), (n, d) in counts.items():
        polarity, target = about[measure][0], round(about[measure][1] * 10)
        value, colour = _tenths(n, d), _colour(_tenths(n, d), target, polarity)
        before = counts.get((measure, date(2021, month.month - 1, 1))) if month.month > 1 else None
        earlier = _tenths(*before) if before else None
        change = value - earlier if value is not None and earlier is not None else None
        window = [counts.get((measure, date(2021, at, 1))) for at in range(month.month - 2, month.month + 1) if at > 0]
        quarter = None
        if len(window) == 3 and None not in window:
            quarter = _tenths(sum(c[0] for c in window if c), sum(c[1] for c in window if c))
        yield (
            (measure, month),
            (
                _shown(value),
                colour,
                _shown(change),
                _shown(quarter),
                _to_target(n, d, target, polarity, colour),
            ),
        )


def by_duckdb() -> dict[tuple[str, date], tuple[object, ...]]:
    """Plain SQL over the same rows; decimals, so that nothing is rounded before it should be."""
    extract, about = tables()
    con = duckdb.connect()
    con.register("extract", extract.select("measure_id", "month", "numerator", "denominator").to_arrow())
    con.register(
        "about",
        pl.DataFrame(
            [(m, p, round(t * 10)) for m, (p, t) in about.items()],
            schema=["measure_id", "polarity", "target"],
            orient="row",
        ).to_arrow(),
    )
    found = con.sql(
        """
        WITH v AS (
            SELECT e.*, a.polarity, a.target,
                CAST(round(1000 * numerator::DECIMAL(18,9) / nullif(denominator, 0)) AS BIGINT) AS t
            FROM extract e JOIN about a USING (measure_id)
        ),
        w AS (
            SELECT *, CASE polarity WHEN 'bigger' THEN target - t WHEN 'smaller' THEN t - target
                ELSE abs(t - target) END AS worse
            FROM v
        )
        SELECT w.measure_id, w.month, w.t,
            CASE WHEN worse <= 0 THEN 'green' WHEN worse * 100 <= w.target * 5 THEN 'amber'
                WHEN worse > 0 THEN 'red' END,
            w.t - p.t,
            CASE WHEN p.month IS NOT NULL AND q.month IS NOT NULL THEN CAST(round(
                1000 * (w.numerator + p.numerator + q.numerator)::DECIMAL(18,9)
                / nullif(w.denominator + p.denominator + q.denominator, 0)) AS BIGINT) END
        FROM w
        LEFT JOIN v p ON p.measure_id = w.measure_id AND p.month = w.month - INTERVAL 1 MONTH
        LEFT JOIN v q ON q.measure_id = w.measure_id AND q.month = w.month - INTERVAL 2 MONTH
        """
    ).fetchall()
    return {
        (m, at): (_shown(t), colour, _shown(change), _shown(quarter)) for m, at, t, colour, change, quarter in found
    }


def test_polars_agrees_with_plain_fractions_on_every_figure() -> None:
    ours, plain = by_polars(), dict(by_fractions())
    assert len(ours) == len(plain) > 40_000
    assert [(key, ours[key], plain[key]) for key in plain if ours[key] != plain[key]][:3] == []


def test_polars_agrees_with_duckdb_on_value_colour_change_and_quarter() -> None:
    ours, theirs = by_polars(), by_duckdb()
    assert len(ours) == len(theirs)
    assert [(key, ours[key], theirs[key]) for key in theirs if ours[key][:4] != theirs[key]][:3] == []


@pytest.mark.parametrize("place", range(len(FIELDS)))
def test_the_tables_reach_every_kind_of_answer(place: int) -> None:
    answers = {figure[place] for figure in by_polars().values()}
    assert None in answers
    assert len(answers) >= (4 if FIELDS[place] == "rag" else 30)
