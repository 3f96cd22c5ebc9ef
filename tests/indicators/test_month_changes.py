"""What changed since last month's cut."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.catalogue import Catalogue
from analytics.indicators import restatements, since_last_month
from analytics.indicators.month_changes import _restated, _turned
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.schemas import Change
from analytics.store import Incoming, Store, load
from tests.kinds import of_kind

SEPTEMBER = date(2021, 9, 1)
AUGUST = date(2021, 8, 1)
HEADER = "cut,month,measure_id,locality,team,breakdown,category,numerator,denominator,value,marker,source,simulated"


def extract(cut: str, values: dict[str, float]) -> Incoming:
    rows = [f"{cut},{month},icpc_due,All,All,All,All,,,{value},,council,false" for month, value in values.items()]
    return Incoming(f"indicators-{cut}.csv", "\n".join([HEADER, *rows]).encode())


def test_colours_and_statuses_that_changed_agree_with_the_two_months(published: Store) -> None:
    frame, held = since_last_month(published, SEPTEMBER), figures_by_month(published)
    assert frame.columns == Change.column_names()
    for what, column in (("rating this month", "rag"), ("overall rating", "status")):
        now, then = (
            dict(held.filter(pl.col("month") == month).select("measure_id", column).rows())
            for month in (SEPTEMBER, AUGUST)
        )
        changed = {m: (then[m], now[m]) for m in now if now[m] and then[m] and now[m] != then[m]}
        found = frame.filter(what=what).select("measure_id", "earlier", "later").rows()
        assert {measure: (earlier, later) for measure, earlier, later in found} == changed
        assert changed


def test_a_change_says_its_figures_and_its_signal(published: Store) -> None:
    frame = since_last_month(published, SEPTEMBER).filter(what="rating this month")
    row = frame.filter(measure_id="icpc_due").row(0, named=True)
    assert (row["earlier"], row["later"], row["better_or_worse"]) == ("amber", "red", "worse")
    assert (row["earlier_value"], row["later_value"], row["difference"]) == (78.1, 41.9, -36.2)
    assert (row["signal"], row["variation"]) == ("outside", "concerning")
    assert frame.filter(measure_id="same_home")["better_or_worse"].item() == "better"


def test_targets_that_begin_change_no_colour(published: Store) -> None:
    assert since_last_month(published, date(2021, 4, 1)).is_empty()


def test_what_this_cut_restates_is_named_and_what_an_earlier_one_did_is_not(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [extract("2021-08", {"2021-07": 88.2, "2021-08": 70.0})])
    load(empty, the_catalogue, [extract("2021-09", {"2021-07": 88.2, "2021-08": 74.2, "2021-09": 58.1})])
    row = since_last_month(empty, SEPTEMBER).filter(what="restated").row(0, named=True)
    assert (row["measure_id"], row["month"], row["earlier"], row["later"]) == ("icpc_due", AUGUST, "70.0%", "74.2%")
    assert (row["difference"], row["better_or_worse"], row["theme"]) == (4.2, "better", "First Response")
    assert since_last_month(empty, AUGUST).filter(what="restated").is_empty()


def test_only_the_area_s_own_rows_are_named(westshire: Store) -> None:
    found = since_last_month(westshire, SEPTEMBER, "Wexley").filter(what="restated")
    own = restatements(westshire).filter(locality="Wexley", later_cut=SEPTEMBER)
    assert found.height == own.height > 0
    assert sorted(found["later_value"]) == sorted(own["later_value"])
    assert since_last_month(westshire, SEPTEMBER).filter(what="restated").is_empty()


def test_a_colour_that_turned_says_both_values_and_which_way() -> None:
    rows = pl.DataFrame(
        [
            ("a", "red", "amber", 70.0, 75.5, "outside", "concerning", False, True),
            ("b", "green", "red", 90.0, 60.0, None, "common cause", True, False),
            ("c", "amber", "green", 78.0, None, None, None, False, False),
            ("d", "red", "red", 70.0, 71.0, None, None, False, False),
            ("e", None, "red", None, 71.0, None, None, False, False),
            ("f", "red", None, 70.0, None, None, None, False, False),
        ],
        schema=["measure_id", "rag", "earlier_rag", "value", "month_ago", "signal", "variation", "few", "small"],
        orient="row",
    ).with_columns(
        name=pl.format("Name {}", "measure_id"),
        theme=pl.lit("Theme"),
        locality=pl.lit("Wexley"),
        month=pl.lit(SEPTEMBER),
        polarity=pl.lit("bigger"),
        simulated=pl.lit(False),
    )
    found = _turned(of_kind(rows), "rating this month", "rag", "earlier_rag")
    assert found.columns == Change.column_names()
    assert set(found["what"]) == {"rating this month"}
    about = ("Theme", "Wexley", SEPTEMBER, "month")
    assert found.drop("what").rows() == [
        ("a", "Name a", *about, "amber", "red", 75.5, 70.0, -5.5, "worse", "outside", "concerning", False, True, False),
        ("b", "Name b", *about, "red", "green", 60.0, 90.0, 30.0, "better", None, "common cause", True, False, False),
        ("c", "Name c", *about, "green", "amber", None, 78.0, None, "", None, None, False, False, False),
    ]


def test_restated_figures_are_said_in_full_in_the_catalogues_order(empty: Store, the_catalogue: Catalogue) -> None:
    def of_two(cut: str, first: float, second: float, later: float) -> Incoming:
        rows = [
            f"{cut},2021-07,care_s20,All,All,All,All,,,{second},,council,false",
            f"{cut},2021-08,icpc_due,All,All,All,All,,,{first},,council,false",
            f"{cut},2021-07,icpc_due,All,All,All,All,,,{later},,council,false",
        ]
        return Incoming(f"{cut}.csv", "\n".join([HEADER, *rows]).encode())

    load(empty, the_catalogue, [of_two("2021-08", 50.0, 20.0, 40.0)])
    load(empty, the_catalogue, [of_two("2021-09", 45.0, 15.0, 40.1)])
    load(empty, the_catalogue, [of_two("2021-09", 45.0, 14.0, 40.1)])
    found = _restated(empty, SEPTEMBER, "All")
    assert found.columns == Change.column_names()
    names = {m: the_catalogue.indicators[m].name for m in ("icpc_due", "care_s20")}
    risk, stable = "First Response", "A Settled Home"
    july = date(2021, 7, 1)
    nothing_judged = (None, None, None, None, False)
    assert found.drop("name").rows() == [
        ("restated", of, theme, "All", month, "month", f"{then}%", f"{now}%", then, now, by, way, *nothing_judged)
        for of, theme, month, then, now, by, way in (
            ("icpc_due", risk, july, 40.0, 40.1, 0.1, "better"),
            ("icpc_due", risk, AUGUST, 50.0, 45.0, -5.0, "worse"),
            ("care_s20", stable, july, 20.0, 15.0, -5.0, "better"),
            ("care_s20", stable, july, 15.0, 14.0, -1.0, "better"),
        )
    ]
    assert found["name"].to_list() == [names[m] for m in found["measure_id"]]
    assert (found.schema["signal"], found.schema["variation"]) == (pl.String, pl.String)
    nothing = _restated(empty, SEPTEMBER, "Wexley")
    assert nothing.is_empty()
    assert nothing.schema == found.schema
    assert _restated(empty, AUGUST, "All").is_empty()
