"""Whole publications of the demonstration: what stands in them, and that together they give nothing away."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics import audits, screening
from analytics.catalogue import ALL
from analytics.disclosure import (
    Disclosed,
    Wanted,
    disclose,
)
from analytics.disclosure.reidentification import find_exposed
from analytics.indicators import month_table
from analytics.store import Store, figures_held
from tests.demonstration.council import catalogue
from tests.disclosure.test_disclose import FRAMES, SEPTEMBER, SIGNED, again, frame, under

# What printed percentages would give away, whatever is hidden of it.
LEFT_OUT = ("readmitted_to_care_12m", "allocated_worker_2w", "initial_visits_s47_2d")


@pytest.fixture(scope="module")
def county(demonstration: Store) -> Disclosed:
    return disclose(demonstration, Wanted(SEPTEMBER), None)


@pytest.fixture(scope="module")
def stroud(demonstration: Store) -> Disclosed:
    return disclose(demonstration, Wanted(SEPTEMBER, "Stroud"), None)


def test_rows_are_as_agreed(county: Disclosed, stroud: Disclosed) -> None:
    measures = list(catalogue().indicators)
    assert frame(county, "indicators")["measure_id"].to_list() == measures
    assert frame(stroud, "indicators")["measure_id"].to_list() == measures
    assert frame(county, "areas").height == len(measures) * 6 * 2
    assert frame(stroud, "areas").is_empty()
    assert frame(stroud, "indicator-months").is_empty()
    assert frame(county, "audits").height == (len(catalogue().legal_statuses) + 1) * 6
    assert frame(county, "screening").height == 9 * 3
    assert set(frame(stroud, "screening")["area"]) == {"Cotswolds & Stroud"}


def test_no_frame_holds_a_true_count(county: Disclosed, stroud: Disclosed) -> None:
    """By default every count that leaves is a multiple of 5, nought included; most true ones are not. The corporate
    papers here have been printed, all of them; how many people live somewhere is no count of cases."""
    by_population = [measure for measure, indicator in catalogue().indicators.items() if indicator.population]
    no_counts_of_cases = ("run_months", "missed_months", "decimals")
    seen = 0
    for made in (county, stroud):
        for name, columns in FRAMES.items():
            if made.publishables[name].policy == "public":
                continue
            held = frame(made, name)
            if "measure_id" in columns:
                people = pl.col("measure_id").is_in(by_population)
                held = held.with_columns(pl.when(~people).then(pl.col("^.*denominator$")).name.keep())
            for column in (c for c, kind in columns.items() if kind == pl.Int64 and c not in no_counts_of_cases):
                seen += held[column].count()
                assert (held[column].drop_nulls() % 5 == 0).all(), (name, column)
    assert seen > 1000


def test_printed_figures_are_as_printed(county: Disclosed, demonstration: Store) -> None:
    table = month_table(demonstration, SEPTEMBER)
    shown = frame(county, "indicators")
    for column in ("value", "rag", "change", "direction", "run_months"):
        assert shown[column].to_list() == table[column].to_list(), column
    first = shown.row(0, named=True)
    assert (first["value"], first["change"], first["change_word"]) == (80.1, -1.0, "worse")
    assert first["signal_said"].startswith("Six or more falls in a row")
    assert "25 November 2021" in first["reference"]
    (in_need,) = shown.filter(measure_id="cin_rate").to_dicts()
    assert (in_need["value"], in_need["numerator"]) == (295.1, None), "3,753 of 127,161 children, both published"
    of_months = shown.filter(window="month", period="month", kind="percentage")
    assert of_months["quarter_value"].null_count() == 23, "made from simulated counts"
    months = frame(county, "indicator-months")
    assert months["month"].min() == date(2020, 9, 1)
    assert months["month"].max() == SEPTEMBER


def test_counts_and_colours_of_areas_are_true(county: Disclosed, demonstration: Store) -> None:
    rows = frame(county, "areas").filter(period="month")
    held = figures_held(demonstration, list(catalogue().behind(ALL))).filter(month=SEPTEMBER)
    joined = rows.join(
        held.select("measure_id", area="locality", n="numerator", d="denominator"), on=["measure_id", "area"]
    )
    joined = joined.join(catalogue().indicator_frame().select("measure_id", "per"), on="measure_id")
    by_kind = dict(joined.group_by("kind").len().rows())
    assert by_kind == {"percentage": 75 * 6, "count": 6, "rate": 6, "mean": 6}, "referrals, their rate, and caseloads"
    shown = joined.drop_nulls("numerator")
    assert ((shown["numerator"] - shown["n"]).abs() <= 2).all()
    assert set(joined.filter(numerator_marker="c")["n"]) <= set(range(1, 8)) | set(
        joined.filter(pl.col("measure_id").is_in(LEFT_OUT))["n"]
    ), "of these even the large counts are left out"
    whole = pl.coalesce("d", "denominator")  # of a rate the population, which is published
    true = joined.with_columns(share=pl.col("n") * pl.col("per") / whole).drop_nulls("value_low")
    assert true.height > 50
    assert true.filter(~pl.col("share").is_between("value_low", "value_high")).is_empty()
    colours = [month_table(demonstration, SEPTEMBER, place) for place in catalogue().behind(ALL)]
    true_colours = pl.concat(colours).select("measure_id", area="locality", true="rag")
    coloured = rows.join(true_colours, on=["measure_id", "area"]).drop_nulls("rag")
    assert coloured.height > 100
    assert coloured.filter(pl.col("rag") != pl.col("true")).is_empty()


@pytest.mark.parametrize("which", ["published", "demonstration"])
def test_audit_shares_never_tell_another_story(which: str, request: pytest.FixtureRequest) -> None:
    """Over every window held: the true share lies within the published interval, or none is published."""
    store: Store = request.getfixturevalue(which)
    windows = 0
    for month in (date(2020, 12, 1), date(2021, 3, 1), date(2021, 6, 1), SEPTEMBER):
        true = audits.by_legal_status(store, month)
        made = disclose(store, Wanted(month, sections=("audits",)), None)
        shown = frame(made, "audits")
        assert shown.is_empty() == true.is_empty()
        if true.is_empty():
            continue
        windows += 1
        every = pl.concat([true, true.with_columns(legal_status=pl.lit(ALL))], how="vertical")
        sums = every.group_by("legal_status", "rating").agg(pl.col("count").sum())
        totals = sums.group_by("legal_status").agg(audits=pl.col("count").sum())
        joined = shown.join(sums, on=["legal_status", "rating"], suffix="_true").join(totals, on="legal_status")
        assert joined.filter((pl.col("count") - pl.col("count_true")).abs() > 2).is_empty()
        assert (joined.filter(count_marker="c")["count_true"] <= 7).all()
        shares = joined.drop_nulls("share").with_columns(true=pl.col("count_true") * 100 / pl.col("audits"))
        assert shares.filter(~pl.col("true").is_between("share_low", "share_high")).is_empty()
        assert shares.filter((pl.col("share") - pl.col("true")).abs() > 5).is_empty()
    assert windows == (1 if which == "published" else 4)


def test_no_legal_status_of_september_2021_has_a_share(published: Store) -> None:
    """Rounded, 9 of 22 (41 %) would read 10 of 20: on a target of 50 %."""
    shown = frame(disclose(published, Wanted(SEPTEMBER, sections=("audits",)), None), "audits")
    one = shown.filter(legal_status="Assessment")
    assert dict(one.select("rating", "count").rows())["Good or better"] == 10
    assert shown.filter(pl.col("legal_status") != ALL)["share"].null_count() == shown.height - 6
    assert shown.filter(legal_status=ALL, rating="Good or better")["share"].to_list() == [38.0]


def test_screening_shares_are_printed_and_counts_rounded(county: Disclosed, demonstration: Store) -> None:
    shown = frame(county, "screening")
    assert set(shown["basis"]) == {"as printed"}
    cheltenham = shown.filter(area="Cheltenham").select("rag", "share", "count", "count_marker").rows()
    assert cheltenham == [("red", 40.0, 155, None), ("amber", 59.0, 225, None), ("green", 1.0, None, "c")]
    areas = screening.by_area(demonstration, SEPTEMBER).unpivot(
        ["red_count", "amber_count", "green_count"], index="area", variable_name="rag", value_name="true"
    )
    areas = areas.with_columns(pl.col("rag").str.strip_suffix("_count"))
    both = shown.join(areas, on=["area", "rag"]).drop_nulls("count")
    assert ((both["count"] - both["true"]).abs() <= 2).all()


def test_printed_audit_shares_stand_beside(county: Disclosed) -> None:
    rows = frame(county, "audits-printed")
    assert rows.height == 10
    assert set(rows["window"]) == {"June 2021 to August 2021"}
    assert rows.row(0)[:4] == ("Assessment", "Assessment", "good or better", 50.0)


def test_a_printed_percentage_that_gives_a_count_away_takes_its_counts_out(county: Disclosed) -> None:
    """One child in one place, none elsewhere, and the county's percentage printed: only silence hides that."""
    rows = frame(county, "areas").filter(measure_id="readmitted_to_care_12m")
    assert rows["numerator"].null_count() == rows.height
    assert rows["denominator"].null_count() == rows.height
    assert any("printed percentage" in said for said in county.dropped)
    assert "each keeps at least 3" in county.check_said
    assert county.checked > 100


def test_a_small_rest_that_a_printed_percentage_gives_away_takes_its_counts_out(county: Disclosed) -> None:
    """Nearly all have a worker: from about 95 of about 100 and 99.4% of the county, who has none could be counted."""
    rows = frame(county, "areas").filter(measure_id="allocated_worker_2w")
    assert rows["numerator"].null_count() == rows["denominator"].null_count() == rows.height
    assert county.cells.filter(pl.col("hidden") & (pl.col("coefficient") == -1)).height > 50


def test_a_strict_pack_after_an_open_one_hides_nothing_that_is_known(demonstration: Store) -> None:
    wish = Wanted(SEPTEMBER, sections=("audits",), policies=under("open"), sign_off=SIGNED)
    first = disclose(demonstration, wish, None)
    second = disclose(demonstration, Wanted(SEPTEMBER, sections=("audits",)), first.cells)
    assert any("earlier publications would give away: audits" in said for said in second.dropped)
    assert "17 can be worked out from what has been published already" in second.check_said
    cells = pl.concat([first.cells, second.cells])
    assert not find_exposed(cells, frozenset(cells["statement"]), set()).exposed


def test_dfe_has_no_totals_and_hides_what_gives_small_counts_away(demonstration: Store) -> None:
    made = disclose(demonstration, Wanted(SEPTEMBER, sections=("areas", "audits"), policies=under("dfe")), None)
    totals = frame(made, "audits").filter(
        (pl.col("legal_status") == ALL) | pl.col("rating").is_in([ALL, "Good or better"])
    )
    assert totals["count"].null_count() == totals.height
    areas = frame(made, "areas")
    flows = [i.measure_id for i in catalogue().indicators.values() if i.window == "month"]
    assert areas.filter((pl.col("period") == "quarter") & pl.col("measure_id").is_in(flows))["numerator"].count() == 0
    shown = areas["numerator"].drop_nulls()
    assert not set(shown) & {1, 2, 3, 4, 5}
    assert 0 in set(shown)
    assert any("would give a small one away" in said for said in made.dropped)
    again(made)
    rests = areas.filter(pl.col("numerator") > 0)
    rests = rests["denominator"] - rests["numerator"]
    assert not set(rests) & {1, 2, 3, 4, 5}, "97 of 98 says that one is missing"
    assert len(rests) > 20
