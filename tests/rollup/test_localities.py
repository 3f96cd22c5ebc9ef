"""Figures of county and localities from detail rows: what is taken as it is, what is added up, and what is not."""

from __future__ import annotations

from datetime import date
from itertools import groupby

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analytics.catalogue import Catalogue, Window
from analytics.rollup import is_split, localities, summed
from tests.extracts.test_kinds_of_figure import known
from tests.rollup.made import MEASURES, SCHEMA, rows
from tests.westshire import catalogue

MONTH = date(2021, 9, 1)
ICPC, MISSING = "icpc_due", "missing_in_year"  # of a month, and of twelve


def row(
    locality: str = "Wexley",
    team: str = "All",
    counts: tuple[float | None, float | None] = (None, None),
    marker: str | None = None,
    value: float | None = None,
    breakdown: str = "All",
    measure: str = ICPC,
    simulated: bool = False,
) -> dict[str, object]:
    return {
        "cut": MONTH, "source": "council", "simulated": simulated, "month": MONTH, "measure_id": measure,
        "locality": locality, "team": team, "breakdown": breakdown, "category": "All" if breakdown == "All" else "0-4",
        "numerator": counts[0], "denominator": counts[1], "value": value, "marker": marker,
    }  # fmt: skip


def rolled(*given: dict[str, object]) -> pl.DataFrame:
    return localities(pl.DataFrame(given, schema=SCHEMA), catalogue())


def figures(*given: dict[str, object]) -> list[tuple[object, ...]]:
    """Locality, numerator, denominator, value, marker, and how many teams were added up."""
    columns = ("locality", "numerator", "denominator", "value", "marker", "teams")
    return rolled(*given).filter(pl.col("team") == "All").select(columns).rows()


def test_what_the_extract_gives_unsplit_is_taken_as_it_is() -> None:
    whole = [row("All", value=58.1), row("Wexley", counts=(3, 4)), row("Dunmere", marker="c")]
    team = row("Dunmere", "Team A", (1, 2))
    assert figures(*whole, team) == [
        ("All", None, None, 58.1, None, 0),
        ("Dunmere", None, None, None, "c", 0),
        ("Wexley", 3, 4, None, None, 0),
    ]


def test_teams_are_added_up_where_the_locality_is_not_there() -> None:
    given = [row(team="A", counts=(3, 4)), row(team="B", counts=(0, 0), marker="z"), row(team="C", counts=(7, 16))]
    made = rolled(*given)
    assert figures(*given) == [("Wexley", 10, 20, None, None, 3)]
    assert summed(made) == 1
    assert made.columns == [*SCHEMA, "teams"]


def test_nothing_is_made_of_no_children() -> None:
    assert figures(row(team="A", counts=(0, 0), marker="z")) == [("Wexley", 0, 0, None, "z", 1)]


@pytest.mark.parametrize(
    "lacking",
    [row(team="B", marker="c"), row(team="B", value=50.0), row(team="B", counts=(1, 2), simulated=True)],
    ids=["suppressed", "a percentage alone", "simulated among real ones"],
)
def test_a_team_that_cannot_be_added_leaves_the_locality_without_a_figure(lacking: dict[str, object]) -> None:
    assert figures(row(team="A", counts=(3, 4)), lacking) == []
    assert figures(row(team="A", counts=(3, 4)), {**lacking, "locality": "Dunmere"})[-1][:3] == ("Wexley", 3, 4)


def test_teams_of_other_kinds_are_added_up_as_their_kind_is() -> None:
    """Counts and money are one number each, of a rate by population the children alone; a score is never added up."""
    given = [
        row("East", "A", (412, None), measure="referrals"),
        row("East", "B", value=3, measure="referrals"),
        row("East", "A", (-312.4, None), measure="spend"),
        row("East", "B", (12.1, None), measure="spend"),
        row("East", "A", (60, None), measure="in_care"),
        row("East", "B", (66, None), measure="in_care"),
        row("East", "A", (81.5, 9), measure="days"),
        row("East", "B", (0.25, 1), measure="days"),
        row("East", "A", value=61.2, measure="survey"),
        row("West", "A", (5, None), measure="referrals"),
        row("West", "B", marker="c", measure="referrals"),
    ]
    schema = SCHEMA | {"numerator": pl.Float64, "denominator": pl.Float64}
    made = localities(pl.DataFrame(given, schema=schema, strict=False), known()).filter(team="All")
    assert made.select("measure_id", "locality", "numerator", "denominator", "value").rows() == [
        ("days", "East", 81.75, 10, None),
        ("in_care", "East", 126, None, None),
        ("referrals", "East", 415, None, None),
        ("spend", "East", -300.3, None, None),
    ]


def test_categories_are_never_added_up() -> None:
    assert figures(row(breakdown="Age", counts=(3, 4))) == []


def test_teams_of_no_locality_are_the_county_only_where_no_locality_is_told_of() -> None:
    county = [row("All", "A", (1, 2)), row("All", "B", (2, 3))]
    assert figures(*county) == [("All", 3, 5, None, None, 2)]
    assert figures(*county, row("Wexley", counts=(3, 4))) == [("Wexley", 3, 4, None, None, 0)]
    assert figures(*county, row("Wexley", "C", (3, 4))) == [("Wexley", 3, 4, None, None, 1)]
    assert ("Wexley", 3, 4) in [found[:3] for found in figures(*county, row("Wexley", counts=(3, 4), measure=MISSING))]


def test_over_more_than_a_month_nobody_is_counted_in_two_teams(the_catalogue: Catalogue) -> None:
    assert the_catalogue.indicators[MISSING].window is Window.ROLLING_12M
    assert figures(row(team="A", counts=(3, 4), measure=MISSING)) == []


def test_what_is_split_is_named_without_a_figure() -> None:
    made = rolled(row(team="A", marker="c"), row(breakdown="Age", counts=(3, 4))).filter(pl.col("team") == "")
    assert made.select("locality", "breakdown", "category", "numerator", "value", "marker").rows() == [
        ("", "Age", "All", None, None, "x"),
        ("", "All", "", None, None, "x"),
    ], "the locality is empty where localities are split, the category where teams are"


def test_rows_lie_in_the_order_in_which_they_are_asked_for() -> None:
    frame = rows(MONTH, [MONTH, date(2021, 8, 1)], seed=3)
    made = localities(frame, catalogue())
    assert is_split(frame)
    assert made.equals(made.sort("measure_id", "month", "locality", "team", "breakdown", "category"))
    assert made.equals(localities(frame.sample(fraction=1, shuffle=True, seed=1), catalogue())), "whatever order comes"


COUNTS = st.one_of(st.none(), st.integers(0, 9).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d))))


@st.composite
def extracts(draw: st.DrawFn) -> list[dict[str, object]]:
    """Rows with no key twice; counts or a suppressed mark."""
    keys = st.tuples(
        st.sampled_from([ICPC, MISSING]), st.sampled_from(["All", "Wexley", "Dunmere"]),
        st.sampled_from(["All", "A", "B"]), st.sampled_from(["All", "All", "Age"]),
    )  # fmt: skip
    found = []
    for measure, locality, team, breakdown in draw(st.lists(keys, unique=True, min_size=1, max_size=14)):
        counts = draw(COUNTS)
        marker = None if counts else "c"
        found.append(row(locality, team, counts or (None, None), marker, None, breakdown, measure))
    return found


@settings(max_examples=50)
@given(extracts())
def test_the_sql_agrees_with_the_rules_in_plain_python(given: list[dict[str, object]]) -> None:
    wanted = []
    grain = [r for r in given if r["breakdown"] == "All"]
    for key, group in groupby(sorted(grain, key=_place), key=_place):
        measure, locality = key
        held = list(group)
        placed = any(r["locality"] != "All" for r in grain if r["measure_id"] == measure)
        if whole := [r for r in held if r["team"] == "All"]:
            wanted.append((*key, whole[0]["numerator"], whole[0]["denominator"]))
        elif all(r["marker"] is None for r in held) and measure == ICPC and not (locality == "All" and placed):
            wanted.append((*key, sum(r["numerator"] for r in held), sum(r["denominator"] for r in held)))  # type: ignore[misc]
    made = rolled(*given).filter(pl.col("team") == "All")
    assert made.select("measure_id", "locality", "numerator", "denominator").rows() == sorted(
        wanted, key=lambda r: r[:2]
    )


def _place(one: dict[str, object]) -> tuple[str, str]:
    return str(one["measure_id"]), str(one["locality"])


def test_many_made_rows_agree_with_polars() -> None:
    """A real extract's size; sums of the teams of each place, left out where any has no counts."""
    frame = rows(MONTH, [MONTH], seed=5)
    made = localities(frame, catalogue())
    key = ["measure_id", "month", "locality"]
    windows = pl.DataFrame({"measure_id": MEASURES, "w": [i.window for i in catalogue().indicators.values()]})
    whole = frame.filter(team="All", breakdown="All")
    teams = (
        frame.filter(pl.col("team") != "All", breakdown="All")
        .join(windows.filter(pl.col("w").is_in(["month", "snapshot"])), on="measure_id")
        .group_by(key)
        .agg(pl.col("numerator", "denominator").sum(), lacking=pl.col("numerator").null_count())
        .filter(pl.col("lacking") == 0, pl.col("locality") != "All")
        .join(whole, on=key, how="anti")
    )
    wanted = pl.concat([whole.select(*key, "numerator", "denominator"), teams.drop("lacking")]).sort(key)
    assert teams.height > 50
    assert made.filter(team="All").select(wanted.columns).equals(wanted)
