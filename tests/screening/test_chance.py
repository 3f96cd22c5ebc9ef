"""Which areas lie outside the funnel limits, and which are named: as an independent program says, and by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics import screening
from analytics.screening.chance import OUTSIDE, WITHIN, comparisons, differs, rest
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)
FUNNELS = pl.read_csv(Path(__file__).parents[1] / "oracles" / "funnel_proportions.csv")


def test_the_same_areas_lie_outside_the_limits_as_in_the_reference_where_enough_are_expected() -> None:
    theirs = ("High (0.001)", "High (0.025)", "Low (0.025)", "Low (0.001)", "Not significant")
    funnels = FUNNELS.filter(funnel="areas_40")
    expected = funnels["significance"].replace_strict(dict(zip(theirs, (*OUTSIDE, WITHIN), strict=True)))
    ours = funnels.select(differs(pl.col("numerator"), pl.col("denominator"))).to_series()
    assert ours.to_list() == expected.to_list()
    assert len(set(ours)) >= 4


def test_few_records_are_judged_exactly() -> None:
    """The normal limits say of 0 of 4 and 7 of 7 beside a share of 52 % that they lie outside; their tails are 0.055
    and 0.0098."""
    found = FUNNELS.filter(funnel="tiny_5").select(differs(pl.col("numerator"), pl.col("denominator"))).to_series()
    assert found.to_list() == [WITHIN, WITHIN, WITHIN, WITHIN, "above the 95% limit"]


def test_nothing_is_said_of_an_area_without_records() -> None:
    frame = pl.DataFrame({"part": [0, 3], "whole": [0, 10]})
    assert frame.select(differs(pl.col("part"), pl.col("whole"))).to_series().to_list() == [None, WITHIN]


def areas(*rows: tuple[str, int, int]) -> pl.DataFrame:
    """Area, red records, records."""
    frame = pl.DataFrame(rows, schema=["area", "red_count", "records"], orient="row")
    return frame.with_columns(
        name=pl.col("area"),
        kind=pl.lit("place"),
        red=100 * pl.col("red_count") / pl.col("records"),
        **comparisons("red"),
        small=pl.col("records") < 20,
        simulated=pl.lit(False),
        note=pl.lit(""),
    )


def test_limits_stand_round_the_share_of_all_records() -> None:
    """20 of 100 are red. At 64 records the 95 % limits are 20 ± 1.96 × 5, the 99.8 % limits 20 ± 3.09 × 5."""
    limits = screening.red_limits(areas(("A", 6, 64), ("B", 14, 36))).row(0, named=True)
    assert limits["all_areas"] == 20.0
    assert (limits["low_95"], limits["high_95"]) == (10.2, 29.8)
    assert (limits["low_998"], limits["high_998"]) == (4.5, 35.5)
    assert limits["red_differs"] == "below the 95% limit"


def test_limits_are_cut_off_at_0_and_100() -> None:
    limits = screening.red_limits(areas(("A", 0, 4), ("B", 8, 12)))
    assert limits["low_998"].to_list() == [0.0, 5.4]
    assert limits["high_998"].to_list() == [100.0, 94.6]


def test_the_lines_to_draw_meet_the_limits_of_an_area_and_draw_together() -> None:
    those = areas(("A", 6, 64), ("B", 14, 36))
    curve = screening.funnel_curve(those)
    assert curve["records"][0] == 1
    assert curve["records"][-1] == 70
    enough = curve.filter(pl.col("records") * 0.2 >= 5)  # where few are expected the limits are a staircase
    width = enough["high_998"] - enough["low_998"]
    assert width.is_sorted(descending=True)
    own = curve.filter(records=64).row(0, named=True)
    assert (own["low_95"], own["high_95"]) == pytest.approx((10.2, 29.8), abs=0.05)
    few = curve.filter(records=10).row(0, named=True)
    assert (few["low_95"], few["high_95"]) == (0, 50), "six of ten at 20 % have a tail of 0.006, five 0.033"


def test_of_an_area_with_few_records_there_is_too_little_to_tell() -> None:
    """At 20 % red five of 25 are to be expected, and of 24 fewer."""
    found = areas(("A", 5, 25), ("B", 5, 24), ("C", 90, 451), ("D", 0, 0))
    assert found["red_too_few"].to_list() == [False, True, False, None]
    assert set(found["red_compared"]) == {2}
    far = areas(("A", 12, 19), ("B", 188, 981))
    assert far["red_differs"][0] == "above the 99.8% limit"
    assert not far["red_in_list"][0]


def test_the_areas_that_are_named_are_fewer_than_lie_outside() -> None:
    """30 of 100 beside 20 %: 0.012 by itself, and one of ten."""
    found = areas(("A", 30, 100), ("B", 40, 100), *((letter, 17, 100) for letter in "CDEFGHIJ"))
    assert found["red_differs"].to_list()[:2] == ["above the 95% limit", "above the 99.8% limit"]
    assert found["red_in_list"].to_list() == [False, True, *[False] * 8]
    assert screening.chance_finding(found) == "More red records than chance explains in B"
    said = screening.chance_sentences(found)
    assert said[1] == "Above the 95% limit, which could be chance among 10 areas: A (30.0% of 100)."
    assert "Drawn from 10 comparisons" in screening.chance_note(found)


def test_nothing_is_drawn_where_only_shares_were_printed(published: Store) -> None:
    printed = screening.by_area(published, SEPTEMBER)
    assert screening.funnel_curve(printed).is_empty()
    assert screening.red_limits(printed).is_empty()
    assert printed["red_differs"].null_count() == printed.height


def test_the_rest_are_all_other_areas_counted_together() -> None:
    those = areas(("A", 1, 10), ("B", 3, 10), ("C", 5, 90))
    assert rest(those, "A", "red") == 8.0
    assert rest(areas(("A", 1, 10)), "A", "red") is None
