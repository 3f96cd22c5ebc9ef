"""What the pages list: narrowed, in order and counted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.catalogue import Catalogue, using
from analytics.indicators import (
    NO_TARGET,
    PART,
    VARIATIONS,
    counts_by_chance,
    narrowed,
    ordered,
    page,
    pages,
    sorted_upwards,
    status_by_theme,
)
from analytics.indicators.calendar import every_indicator_and_month
from analytics.indicators.pipeline import _area_rows, why_no_variation
from analytics.indicators.spc import control_charts
from analytics.simulated_label import SPLIT, WHOLLY
from analytics.store import Incoming, Store, load
from tests.kinds import of_kind
from tests.westshire import catalogue

COLUMNS = {
    "measure_id": pl.String, "position": pl.Int64, "theme": pl.String, "status": pl.String, "polarity": pl.String,
    "value": pl.Float64, "target": pl.Float64, "change": pl.Float64, "group": pl.Int64, "simulated": pl.Boolean,
    "rag": pl.String, "variation": pl.String, "few": pl.Boolean,
}  # fmt: skip
TABLE = of_kind(
    pl.DataFrame(
        [
            ("a", 0, "One", "green", "bigger", 90.0, 80.0, 5.0, 3, False, "green", "improving", False),
            ("b", 1, "Two", "red", "bigger", 60.0, 80.0, -10.0, None, False, "amber", "concerning", False),
            ("c", 2, "One", "red", "smaller", 50.0, 20.0, 12.0, 1, False, "red", "common cause", False),
            ("d", 3, "One", None, "bigger", 60.0, None, None, 1, False, None, None, False),
            ("e", 4, "Two", "amber", "plan", 75.0, 80.0, -11.0, 2, False, "red", "neither", False),
            ("f", 5, "Two", "green", "smaller", 20.0, 20.0, -3.0, 2, False, "green", None, True),
        ],
        schema=COLUMNS,
        orient="row",
    )
)


def ids(table: pl.DataFrame) -> str:
    return "".join(table["measure_id"])


@pytest.mark.parametrize(
    ("wanted", "left"),
    [
        ({"theme": ("One",)}, "acd"),
        ({"theme": ("One", "Two")}, "abcdef"),
        ({"theme": ("Three",)}, ""),
        ({"status": ("red",)}, "bc"),
        ({"status": ("red", "amber")}, "bce"),
        ({"status": (NO_TARGET,)}, "d"),
        ({"theme": ("One",), "status": ("red",)}, "c"),
        ({"rating": ("red",)}, "ce"),
        ({"status": ("red",), "rating": ("amber", NO_TARGET)}, "b"),
        ({"chance": ("worse", "changed")}, "be"),
        ({"chance": ("too few to tell",)}, "f"),
        ({"chance": ("not judged",)}, "d"),
    ],
)
def test_a_table_is_narrowed_by_theme_ratings_and_chance(wanted: dict[str, tuple[str, ...]], left: str) -> None:
    assert ids(narrowed(TABLE, **wanted)) == left


def test_what_is_unlikely_to_be_chance_is_counted() -> None:
    assert counts_by_chance(TABLE) == dict.fromkeys(VARIATIONS, 1)


def test_by_default_nothing_is_left_out() -> None:
    assert ids(narrowed(TABLE)) == "abcdef"


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("theme", "abcdef"),
        ("distance", "cbefad"),  # 30, 20, 5 and 0 points off, 10 better, no target
        ("group", "cdefab"),
        ("-distance", "afebcd"),
        ("change", "cbfaed"),  # 12 and 10 worse, 3 and 5 better, plan is best by its sign, none
        ("-change", "eafbcd"),
        ("status", "bceafd"),
        ("-status", "afebcd"),  # those of one rating keep the order of the catalogue
        ("chance", "becadf"),
        ("figure", "aebdcf"),
        ("-target", "cfabed"),
    ],
)
def test_a_table_is_put_in_order(order: str, expected: str) -> None:
    assert ids(ordered(TABLE, order)) == expected


@pytest.mark.parametrize(
    ("order", "upwards"), [("name", True), ("-name", False), ("distance", False), ("-distance", True), ("rating", True)]
)
def test_a_heading_says_which_way_it_is_sorted(order: str, upwards: bool) -> None:
    assert sorted_upwards(order) is upwards


def test_many_rows_are_drawn_in_pages() -> None:
    many = pl.DataFrame({"row": range(PART + 5)})
    assert (pages(many), pages(many.head(PART)), pages(many.clear())) == (2, 1, 1)
    assert page(many, 2)["row"].to_list() == list(range(PART, PART + 5))
    assert page(many, 9).equals(page(many, 2)), "one that there is no more"


def test_what_is_equally_far_keeps_the_order_of_the_catalogue() -> None:
    same = TABLE.with_columns(
        value=pl.lit(60.0), target=pl.lit(80.0), change=pl.lit(-1.0), group=pl.lit(1)
    ).with_columns(polarity=pl.lit("bigger"))
    for order in ("distance", "group", "change"):
        assert ids(ordered(same, order)) == "abcdef"


def test_statuses_are_counted_by_theme_with_their_shares() -> None:
    third = 100 / 3
    found = status_by_theme(TABLE)
    assert found.columns == ["theme", "status", "count", "share", "simulated"]
    assert found.select("theme", "status", "count").rows() == [
        ("One", "red", 1),
        ("One", "amber", 0),
        ("One", "green", 1),
        ("One", NO_TARGET, 1),
        ("Two", "red", 1),
        ("Two", "amber", 1),
        ("Two", "green", 1),
        ("Two", NO_TARGET, 0),
    ]
    assert found["share"].to_list() == pytest.approx([third, 0, third, third, third, third, third, 0])
    assert found.schema["count"] == pl.Int64
    assert set(found["simulated"]) == {False}


def test_themes_stand_in_the_order_of_the_table() -> None:
    names = [f"Theme {number * 7 % 40}" for number in range(40)]
    many = pl.DataFrame({"theme": names, "status": "red", "simulated": False})
    assert status_by_theme(many)["theme"].unique(maintain_order=True).to_list() == names


def test_one_simulated_figure_marks_the_whole_count() -> None:
    one = TABLE.with_columns(simulated=pl.Series([None, False, True, False, False, False]))
    assert set(status_by_theme(one)["simulated"]) == {True}


def test_every_indicator_has_every_month_between_the_first_and_the_last() -> None:
    rows = pl.DataFrame(
        {
            "measure_id": ["icpc_due", "icpc_due", "care_s20"],
            "month": [date(2021, 7, 1), date(2021, 9, 1), date(2021, 9, 1)],
            "locality": "Wexley",
            "value": [50.0, 60.0, 20.0],
            "marker": pl.Series([None, None, None], dtype=pl.String),
            "period_months": pl.Series([1, 1, 1], dtype=pl.Int64),
        }
    )
    known = ("icpc_due", "care_s20", "sdq_current", "teeth_checked")
    found = every_indicator_and_month(rows, "Wexley", known)
    assert found.height == len(known) * 3
    assert found.head(3).select(rows.columns).equals(rows)
    of_one = found.filter(measure_id="icpc_due").sort("month").select("month", "locality", "value", "marker").rows()
    assert of_one == [
        (date(2021, 7, 1), "Wexley", 50.0, None),
        (date(2021, 8, 1), "Wexley", None, "x"),
        (date(2021, 9, 1), "Wexley", 60.0, None),
    ]
    assert set(found.filter(measure_id="sdq_current")["marker"]) == {"x"}
    assert every_indicator_and_month(rows.clear(), "Wexley", known).is_empty()


def test_a_month_before_or_after_an_indicator_was_in_use_is_no_gap() -> None:
    rows = pl.DataFrame({"measure_id": "care_s20", "month": [date(2021, 6, 1), date(2021, 9, 1)], "value": 20.0})
    july, august = date(2021, 7, 1), date(2021, 8, 1)
    used = replace(catalogue().indicators["icpc_due"], in_use_from=july, in_use_to=august)
    with using(replace(catalogue(), indicators=dict(catalogue().indicators) | {"icpc_due": used})):
        monthly = rows.with_columns(marker=pl.lit(""), period_months=pl.lit(1, pl.Int64))
        found = every_indicator_and_month(monthly, "All", ("icpc_due", "care_s20"))
    assert found.filter(measure_id="icpc_due")["month"].to_list() == [july, august]


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ({}, "the chart's reason"),
        ({"variation": "common cause"}, None),
        ({"window": "snapshot"}, "the chart's reason"),
        ({"window": "rolling_12m", "value": None}, "each figure also covers months before it"),
        ({"window": "calendar_ytd"}, "each figure also covers months before it"),
        ({"value": None, "month": date(2021, 10, 1)}, "no figure this month"),
        ({"month": date(2021, 10, 1)}, "comes after the month that is shown"),
        ({"no_variation": None}, "real and simulated months are judged apart"),
        ({"parts_missing": "Wexley"}, "not pooled from the same areas as other months"),
        ({"parts_missing": "Wexley", "charted": "Wexley"}, "the chart's reason"),
    ],
)
def test_what_stands_first_in_the_way_is_the_reason_why_a_month_is_not_judged(
    told: dict[str, object], why: str | None
) -> None:
    september = date(2021, 9, 1)
    row = {
        "month": september,
        "window": "month",
        "value": 50.0,
        "variation": None,
        "no_variation": "the chart's reason",
        "parts_missing": "",
        "charted": "",
    }
    schema = {"value": pl.Float64, "variation": pl.String, "no_variation": pl.String}
    assert (
        of_kind(pl.DataFrame([row | told], schema_overrides=schema))
        .with_columns(measure_id=pl.lit("m"))
        .select(why_no_variation(september))
        .item()
        == why
    )


def test_each_indicator_has_the_limits_of_its_own_recalculation() -> None:
    """The mean of the eleven before December, which are 705 together; of the five from July, which are 402."""
    held = [date(2020, number, 1) for number in range(1, 13)]
    values = [50.0, 51.0] * 3 + [80.0, 81.0] * 3
    known = pl.concat(
        pl.DataFrame({"measure_id": name, "month": held, "value": values, "polarity": "bigger"}) for name in "cab"
    )
    charts = control_charts(of_kind(known), {"b": (held[6],), "none": (held[1],)})
    assert charts.select("measure_id", "month").rows() == [(name, month) for name in "abc" for month in held]
    assert charts["recalculated"].to_list() == [None] * 18 + [held[6]] * 6 + [None] * 12
    assert charts["mean"].to_list() == pytest.approx(
        [64.0909] * 12 + [50.5] * 6 + [80.4] * 6 + [64.0909] * 12, abs=0.0001
    )


def extract(cut: str, *lines: str) -> Incoming:
    header = "cut,month,measure_id,locality,numerator,denominator,value,source,simulated"
    return Incoming(f"{cut}.csv", "\n".join([header, *(f"{cut},{line}" for line in lines)]).encode())


def test_an_area_is_pooled_from_the_rows_of_the_same_cut_and_says_so(empty: Store, the_catalogue: Catalogue) -> None:
    """August first as it was published, then as September's cut restates it."""

    def of_august(cut: str, part: int, county: int) -> Incoming:
        return extract(
            cut,
            f"2021-08,icpc_due,Bracksea,{part},4,,council,false",
            "2021-08,icpc_due,Wexley,5,20,,council,false",
            f"2021-08,icpc_due,All,,,{county},council,false",
        )

    load(empty, the_catalogue, [of_august("2021-08", 1, 50)])
    load(empty, the_catalogue, [of_august("2021-09", 2, 60)])
    both, columns = "Bracksea & Wexley", ("locality", "numerator", "denominator", "note")
    assert _area_rows(empty, both, "known").select(columns).rows() == [(both, 7, 24, "pooled from the localities")]
    assert _area_rows(empty, both, "published").select(columns).rows() == [(both, 6, 24, "pooled from the localities")]
    assert _area_rows(empty, "All", "known").select("value", "note").rows() == [(60.0, "")]
    assert _area_rows(empty, "All", "published").select("value", "note").rows() == [(50.0, "")]


def test_a_simulated_row_says_whether_anything_was_published_for_its_month(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [extract("2021-09", "2021-09,icpc_due,All,,,50,council,false")])
    made_up = [f"2021-09,{measure},Wexley,5,10,,simulated,true" for measure in ("icpc_due", "care_s20")]
    load(empty, the_catalogue, [extract("2021-09", *made_up)])
    assert dict(_area_rows(empty, "Wexley", "known").select("measure_id", "note").rows()) == {
        "icpc_due": SPLIT,
        "care_s20": WHOLLY,
    }
