"""Whatever month and area: every sentence about an indicator is borne out by the rows that were loaded."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import months
from analytics.store import Store, indicator_rows
from analytics.wording import attention, indicator_summaries
from tests.westshire import FOLDER, MONTHS, PLACES
from tests.wording.sentence_checker import CLAIMS, Known, Row, check, share

AREAS = ("All", "Dunmere", "Wexley", "Cold Ferry")
SEEN: Counter[str] = Counter()


def table(name: str) -> list[dict[str, str]]:
    with (FOLDER / f"{name}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


POLARITIES = {row["measure_id"]: row["polarity"] for row in table("definitions")}
TARGETS = sorted(table("targets"), key=lambda row: row["valid_from"])


def known_of(measure: str, area: str, month: date) -> Known:
    def in_force(at: date) -> dict[str, str] | None:
        of_measure = [row for row in TARGETS if row["measure_id"] == measure]
        return next((row for row in reversed(of_measure) if date.fromisoformat(row["valid_from"]) <= at), None)

    now = in_force(month)
    return Known(
        rows=ROWS[area].get(measure) or {},
        month=month,
        polarity=POLARITIES[measure],
        target=lambda at: Decimal(aim["target"]) if (aim := in_force(at)) else None,
        tolerance=Decimal(now["tolerance_percent"] or 5) if now else Decimal(5),
    )


ROWS: dict[str, dict[str, dict[date, Row]]] = {}


def rows_of(store: Store, area: str) -> dict[str, dict[date, Row]]:
    found: dict[str, dict[date, Row]] = {}
    for r in indicator_rows(store, area).iter_rows(named=True):
        n, d = (None if r[side] is None else int(r[side]) for side in ("numerator", "denominator"))
        value = share(n or 0, d) if d else None if r["value"] is None else Decimal(str(r["value"]))
        found.setdefault(r["measure_id"], {})[r["month"]] = Row(value, n, d, r["simulated"])
    return found


def together(places: list[Row | None]) -> Row | None:
    """What the places of the whole add up to; None where one of them has no counts."""
    if not all(row and row.denominator is not None for row in places):
        return None
    n, d = (sum(getattr(row, side) for row in places) for side in ("numerator", "denominator"))
    return Row(share(n, d) if d else None, n, d, simulated=True)


@pytest.fixture(scope="module", autouse=True)
def _rows(westshire: Store) -> None:
    for area in {*AREAS, *PLACES}:
        ROWS[area] = rows_of(westshire, area)
    for measure in POLARITIES:
        whole = ROWS["All"].setdefault(measure, {})
        for month in MONTHS:
            added = together([ROWS[place].get(measure, {}).get(month) for place in PLACES])
            own = whole.get(month)
            if added and own:
                whole[month] = Row(own.value, added.numerator, added.denominator, own.simulated)
            elif added:
                whole[month] = added


@given(month=st.sampled_from(MONTHS[6:]), area=st.sampled_from(AREAS))
def test_every_sentence_of_any_month_and_area_holds(westshire: Store, month: date, area: str) -> None:
    for measure, said in indicator_summaries(westshire, month, area).items():
        for sentence in said:
            check(sentence.text, known_of(measure, area, month), SEEN)
    for row in attention(westshire, month, area).iter_rows(named=True):
        check(row["reason"], known_of(row["measure_id"], area, month), SEEN)


FALLING = Known(
    rows={months.before(MONTHS[-1], 6 - at): Row(Decimal(90 - 2 * at), 90 - 2 * at, 100, False) for at in range(7)},
    month=MONTHS[-1],
    polarity="bigger",
    target=lambda _: Decimal(80),
    tolerance=Decimal(5),
)


STEADY = replace(FALLING, rows={at: replace(row, value=Decimal(100)) for at, row in FALLING.rows.items()})
FELL = replace(STEADY, rows=STEADY.rows | {FALLING.month: FALLING.now})
MISSED_TWICE = replace(FALLING, rows=dict(list(FALLING.rows.items())[-2:]), target=lambda _: Decimal(90))


def test_the_checker_knows_a_range_of_one_figure_and_two_months() -> None:
    check("Could be chance: expected to stay at 100.0% (trial limits)", STEADY, SEEN)
    check("Below the expected 100.0% (trial limits)", FELL, SEEN)
    check("missed in both months judged", MISSED_TWICE, SEEN)
    for untrue, known in (
        ("above the expected 100.0% (trial limits)", FELL),
        ("expected to stay at 100.0% (trial limits)", FALLING),
        ("missed in both months judged", FALLING),
    ):
        with pytest.raises(AssertionError):
            check(untrue, known, SEEN)


@pytest.mark.parametrize(
    ("true", "untrue"),
    [
        ("78.0% in September 2021", "79.0% in September 2021"),
        ("down 12.0 points in 6 months, since March 2021, which is worse", "which is better"),
        ("Getting worse: down 4.0 points since July 2021", "Getting better: down 4.0 points since July 2021"),
        ("Six or more falls in a row", "Six or more rises in a row"),
        ("2 more of 100 visits would have met the target", "3 more of 100 visits would have met the target"),
        ("78.0% in September 2021, 2.0 points below the target of 80.0%: amber, within tolerance", "and 5 others"),
    ],
)
def test_the_checker_tells_true_from_untrue(true: str, untrue: str) -> None:
    check(true, FALLING, SEEN)
    with pytest.raises(AssertionError):
        check(
            untrue if untrue[0].isupper() or untrue[0].isdigit() else f"{true.split(', which')[0]}, {untrue}",
            FALLING,
            SEEN,
        )


def test_every_kind_of_claim_was_met(westshire: Store) -> None:
    for area in AREAS[:2]:
        for month in months.up_to(MONTHS[-1], 8):
            for measure, said in indicator_summaries(westshire, month, area).items():
                for sentence in said:
                    check(sentence.text, known_of(measure, area, month), SEEN)
            for row in attention(westshire, month, area).iter_rows(named=True):
                check(row["reason"], known_of(row["measure_id"], area, month), SEEN)
    check("down 12.0 points in 6 months, since March 2021, which is worse", FALLING, SEEN)  # the run of a trend
    check("Below the expected 100.0% (trial limits)", FELL, SEEN)
    check("missed in both months judged", MISSED_TWICE, SEEN)
    assert {pattern for pattern, _ in CLAIMS} <= set(SEEN)
