"""Which areas lie outside the funnel limits: as an independent program says, and by hand."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics import screening
from analytics.screening.chance import OUTSIDE, WITHIN, differs, rest
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)
FUNNELS = pl.read_csv(Path(__file__).parents[1] / "oracles" / "funnel_proportions.csv")


def test_the_same_areas_lie_outside_the_limits_as_in_the_reference() -> None:
    theirs = ("High (0.001)", "High (0.025)", "Low (0.025)", "Low (0.001)", "Not significant")
    expected = FUNNELS["significance"].replace_strict(dict(zip(theirs, (*OUTSIDE, WITHIN), strict=True)))
    ours = FUNNELS.select(differs(pl.col("numerator"), pl.col("denominator")).over("funnel")).to_series()
    assert ours.to_list() == expected.to_list()
    assert len(set(ours)) >= 4


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
        red_differs=differs(pl.col("red_count"), pl.col("records")),
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
    assert curve["records"][-1] == pytest.approx(70.4)
    width = curve["high_998"] - curve["low_998"]
    assert width.is_sorted(descending=True)
    near = curve.filter((pl.col("records") - 64).abs() < 1).row(0, named=True)
    assert (near["low_95"], near["high_95"]) == pytest.approx((10.2, 29.8), abs=0.1)


def test_nothing_is_drawn_where_only_shares_were_printed(published: Store) -> None:
    printed = screening.by_area(published, SEPTEMBER)
    assert screening.funnel_curve(printed).is_empty()
    assert screening.red_limits(printed).is_empty()
    assert printed["red_differs"].null_count() == printed.height


def test_the_rest_are_all_other_areas_counted_together() -> None:
    those = areas(("A", 1, 10), ("B", 3, 10), ("C", 5, 90))
    assert rest(those, "A", "red") == 8.0
    assert rest(areas(("A", 1, 10)), "A", "red") is None
