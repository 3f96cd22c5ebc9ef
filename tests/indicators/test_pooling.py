"""The county from its localities: added up and divided once, never guessed, and never of two loads."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.catalogue import Area
from analytics.indicators.pooling import OF_PARTS, note, with_pooled
from analytics.simulated_label import COUNTS as COUNTED
from analytics.simulated_label import SPLIT, WHOLLY
from tests.indicators.test_figures import indicator, rows
from tests.westshire import catalogue

PLACES = {name: Area(name, name, "place", ()) for name in ("Wexley", "Ashport")}
BOTH = Area("Both", "Both", "combined", ("Wexley", "Ashport"))
MEASURES = {name: indicator(name) for name in ("m", "other")}
KNOWN = replace(catalogue(), areas={**PLACES, "Both": BOTH}, indicators=MEASURES)
AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
COUNTS = ("numerator", "denominator", "value", "marker")


def place(name: str = "Wexley", part: int | None = None, whole: int | None = None, **more: object) -> dict[str, object]:
    return {"locality": name, "numerator": part, "denominator": whole, **more}


def together(*given: dict[str, object]) -> pl.DataFrame:
    return with_pooled(rows(), rows(*given), "Both", KNOWN).sort("measure_id", "month")


def test_numerators_and_denominators_are_added_up_by_measure_and_month() -> None:
    found = together(
        place("Wexley", 1, 4),
        place("Ashport", 5, 10),
        place("Wexley", 7, 8, month=AUGUST),
        place("Ashport", 0, 1, month=AUGUST),
        place("Wexley", 2, 2, measure_id="other"),
        place("Ashport", 1, 2, measure_id="other"),
    )
    assert found.select("measure_id", "month", *COUNTS).rows() == [
        ("m", AUGUST, 7, 9, None, None),
        ("m", SEPTEMBER, 6, 14, None, None),
        ("other", SEPTEMBER, 3, 4, None, None),
    ]


def test_the_row_of_an_area_says_where_it_comes_from() -> None:
    found = together(place("Wexley", 1, 4, load_id=7), place("Ashport", 5, 10, load_id=7, simulated=True))
    about = ["cut", "source", "load_id", "simulated", "locality", "team", "breakdown", "category"]
    assert found.select(about).row(0) == (SEPTEMBER, "council", 7, True, "Both", "All", "All", "All")
    assert {*rows().columns, *OF_PARTS, "pooled", "counts_simulated"} <= set(found.columns)
    assert found.schema["value"] == pl.Float64


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ([place("Wexley", 1, 4), place("Ashport")], (1, 4, None, None, 1, "Ashport")),  # one has no counts
        ([place("Wexley", 1, 4)], (1, 4, None, None, 1, "Ashport")),  # one sent nothing
        ([place("Wexley", marker="c"), place("Ashport", 1, 4)], (1, 4, None, None, 1, "Wexley")),
        ([place("Wexley", marker="c"), place("Ashport", marker="c")], (None, None, None, "c", 0, "Wexley, Ashport")),
        ([place("Wexley", marker="c"), place("Ashport", marker="z")], (None, None, None, "x", 0, "Wexley, Ashport")),
        ([place("Wexley", 0, 0), place("Ashport", 0, 0)], (0, 0, None, "z", 2, "")),  # nothing to count
        ([place("Wexley", 0, 0), place("Ashport", 0, 1)], (0, 1, None, None, 2, "")),
        ([place("Wexley", 0, 0)], (None, None, None, "x", 1, "Ashport")),  # what Ashport has is not known
    ],
)
def test_a_locality_without_counts_is_missing_from_the_area_and_named(
    given: list[dict[str, object]], expected: tuple[object, ...]
) -> None:
    found = together(*given).select(*COUNTS, "parts_with_figure", "parts_missing", "parts_in_force").row(0)
    assert found == (*expected, 2)


def test_two_rows_of_one_locality_are_not_two_localities() -> None:
    with pytest.raises(pl.exceptions.ComputeError):
        together(place("Wexley", 1, 4), place("Wexley", 2, 4))


def completed(held: dict[str, object], *localities: dict[str, object]) -> pl.DataFrame:
    return with_pooled(rows(held), rows(*localities), "All", KNOWN)


QUARTER = (place("Wexley", 1, 4), place("Ashport", 5, 20))  # together 6 of 24, 25.0 %


def test_a_month_that_the_area_has_not_is_added_up_and_one_that_it_has_is_kept() -> None:
    found = completed(
        {"value": 60.0}, *QUARTER, place("Wexley", 1, 2, month=AUGUST), place("Ashport", 0, 2, month=AUGUST)
    )
    assert found.select("month", "locality", *COUNTS, "pooled", "counts_simulated").rows() == [
        (SEPTEMBER, "All", None, None, 60.0, None, False, False),
        (AUGUST, "All", 1, 4, None, None, True, False),
    ]
    assert {*rows().columns, *OF_PARTS, "pooled", "counts_simulated"} <= set(found.columns)


@pytest.mark.parametrize(
    ("held", "counts"),
    [
        ({"value": 25.0}, (6, 24)),
        ({"value": 25.04}, (6, 24)),  # is printed as 25.0
        ({"value": 25.1}, (None, None)),
        ({"marker": "c"}, (None, None)),
        ({"value": 25.0, "numerator": 1, "denominator": 4}, (1, 4)),  # its own counts stay
    ],
)
def test_counts_go_with_a_printed_value_only_where_they_give_the_very_decimal(
    held: dict[str, object], counts: tuple[int | None, int | None]
) -> None:
    found = completed(held, *QUARTER)
    assert found.select("numerator", "denominator", "pooled").rows() == [(*counts, False)]


def test_a_printed_value_takes_no_counts_of_some_localities_alone() -> None:
    found = completed({"value": 25.0}, place("Wexley", 1, 4))
    assert found.select("numerator", "denominator", "pooled").rows() == [(None, None, False)]


@pytest.mark.parametrize(
    ("held", "of_places", "expected"),
    [
        ({"value": 25.0}, True, True),
        ({"value": 25.0}, False, False),
        ({"value": 25.0, "simulated": True}, True, False),  # wholly simulated, and said so elsewhere
        ({"value": 26.0}, True, False),  # they do not fit, so they are not used
        ({"value": 25.0, "numerator": 1, "denominator": 4}, True, False),
    ],
)
def test_simulated_counts_beside_a_real_value_are_marked(
    held: dict[str, object], of_places: bool, expected: bool
) -> None:
    assert completed(held, *(row | {"simulated": of_places} for row in QUARTER))["counts_simulated"].to_list() == [
        expected
    ]


def test_without_localities_the_rows_stay_as_they_are() -> None:
    found = completed({"value": 60.0})
    assert found.select(*COUNTS, "pooled", "counts_simulated").rows() == [(None, None, 60.0, None, False, False)]


@pytest.mark.parametrize(
    ("pooled", "simulated", "counts_simulated", "published", "said"),
    [
        (False, False, False, True, ""),
        (True, False, False, True, "pooled from the localities"),
        (False, True, False, True, SPLIT),
        (False, True, False, False, WHOLLY),
        (False, False, True, True, COUNTED),
        (True, True, False, False, f"pooled from the localities; {WHOLLY}"),
    ],
)
def test_a_note_says_what_was_pooled_and_what_is_simulated(
    pooled: bool, simulated: bool, counts_simulated: bool, published: bool, said: str
) -> None:
    frame = pl.DataFrame({"pooled": [pooled], "simulated": [simulated], "counts_simulated": [counts_simulated],
                          "population_year": pl.Series([None], dtype=pl.Int64)})  # fmt: skip
    parts = {"parts_with_figure": pl.lit(12), "parts_in_force": pl.lit(12)}
    assert frame.with_columns(**parts).select(note(pl.lit(published))).item() == said


@pytest.mark.parametrize(("with_figure", "said"), [(11, "pooled from 11 of 12 localities"), (12, "the sum of A and B")])
def test_a_note_says_of_how_many_parts_a_figure_is(with_figure: int, said: str) -> None:
    about = {"pooled": True, "simulated": False, "counts_simulated": False, "parts_with_figure": with_figure}
    frame = pl.DataFrame([about | {"parts_in_force": 12}]).with_columns(population_year=pl.lit(None, pl.Int64))
    assert frame.select(note(pl.lit(value=True), pl.lit("the sum of A and B"))).item() == said
