"""Localities side by side: pooling, the limits of chance, splits."""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from math import sqrt

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import ALL, Catalogue, catalogue
from analytics.indicators import (
    beside_county,
    beyond_sentence,
    by_place,
    funnel_curve,
    month_table,
    one_scale,
    place_sentences,
    series_by_place,
    split,
    splits_held,
)
from analytics.indicators.places import BEYOND_998, WITHIN, judged
from analytics.percent import pooled
from analytics.store import Incoming, Store, load, split_rows

SEPTEMBER = date(2021, 9, 1)
COUNTS = st.integers(0, 200).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


def rows(*counts: tuple[int | None, int | None], polarity: str = "bigger") -> pl.DataFrame:
    return pl.DataFrame(
        {"numerator": [n for n, _ in counts], "denominator": [d for _, d in counts]},
        schema={"numerator": pl.Int64, "denominator": pl.Int64},
    ).with_columns(polarity=pl.lit(polarity), of=pl.lit("one"))


def test_limits_are_those_of_the_pooled_share_by_hand() -> None:
    found = judged(rows((10, 100), (30, 100), (60, 200)), ["of"]).to_dicts()
    m, n = 100 / 400, 100
    assert [r["together"] for r in found] == [25.0] * 3
    assert found[0]["low_95"] == pytest.approx(100 * (m - 1.959963984540054 * sqrt(m * (1 - m) / n)))
    assert found[0]["high_998"] == pytest.approx(100 * (m + 3.090232306167813 * sqrt(m * (1 - m) / n)))
    assert [(r["beyond"], r["stands"]) for r in found] == [
        (BEYOND_998, "worse"),
        (WITHIN, "better"),
        (WITHIN, "better"),
    ]


def test_better_and_worse_follow_polarity_and_few_is_below_twenty() -> None:
    for polarity, expected in (("bigger", "worse"), ("smaller", "better"), ("plan", "lower")):
        found = judged(rows((1, 19), (60, 100), polarity=polarity), ["of"]).row(0, named=True)
        assert (found["stands"], found["few"]) == (expected, True)
    assert not judged(rows((1, 20), (60, 100)), ["of"])["few"][0]


def test_limits_are_rough_where_few_cases_are_to_be_expected() -> None:
    """139 of 140 beside 3,000 of 3,001: by far not one case is expected to miss, so one that does says little."""
    assert judged(rows((139, 140), (3000, 3001)), ["of"])["few"].to_list() == [True, True]
    assert judged(rows((120, 140), (2700, 3000)), ["of"])["few"].to_list() == [False, False]


def test_a_row_without_counts_is_neither_within_nor_beyond() -> None:
    found = judged(rows((None, None), (0, 0), (5, 10)), ["of"])
    assert found["beyond"].to_list() == [None, None, WITHIN]
    assert found["stands"].to_list() == [None, None, None]


@given(st.lists(COUNTS, min_size=1, max_size=8))
def test_together_is_pooled_whatever_the_split(counts: list[tuple[int, int]]) -> None:
    found = judged(rows(*counts), ["of"])
    whole = sum(d for _, d in counts)
    if whole:
        assert found["together"][0] == pytest.approx(float(Fraction(100 * sum(n for n, _ in counts), whole)))
    else:
        assert found["together"].null_count() == len(counts)


def test_the_localities_pool_to_the_county_in_every_month(demonstration: Store) -> None:
    for month in (SEPTEMBER, date(2021, 3, 1), date(2020, 9, 1), date(2019, 6, 1)):
        county = month_table(demonstration, month).drop_nulls("denominator")
        places = by_place(demonstration, month).group_by("measure_id").agg(pl.col("numerator", "denominator").sum())
        both = county.join(places, on="measure_id", suffix="_places")
        assert both.height > 60
        assert both.filter(
            pooled(pl.col("numerator_places"), pl.col("denominator_places")) != pl.col("value")
        ).is_empty()


def test_a_locality_without_data_is_missing_and_not_nought(empty: Store, the_catalogue: Catalogue) -> None:
    text = "cut,month,measure_id,locality,numerator,denominator\n2021-09,2021-09,icpc_15d,Stroud,6,10\n"
    load(empty, the_catalogue, [Incoming("stroud.csv", text.encode())])
    held = by_place(empty, SEPTEMBER).filter(measure_id="icpc_15d").select("locality", "value", "marker", "beyond")
    assert held.rows() == [("Stroud", 60.0, None, WITHIN)]
    assert month_table(empty, SEPTEMBER).filter(measure_id="icpc_15d")["value"].to_list() == [None]


def test_one_locality_beside_the_county_and_itself_a_year_ago(demonstration: Store) -> None:
    found = beside_county(demonstration, SEPTEMBER, "Forest of Dean")
    visits = found.filter(measure_id="initial_visits_timescale_all").row(0, named=True)
    assert (visits["value"], visits["county_value"], visits["county_gap"]) == (52.0, 64.8, -12.8)
    assert visits["year_gap"] == pytest.approx(visits["value"] - visits["year_ago"])
    assert found.height == 77


def test_what_stands_out_is_said_with_its_counts(demonstration: Store) -> None:
    said = place_sentences(beside_county(demonstration, SEPTEMBER, "Forest of Dean"))
    worse = "\n".join(said["Worse than elsewhere, beyond chance"])
    assert "Initial visits that were within timescale (All): 52.0% (39 of 75 visits), the county 64.8%" in worse
    assert all(len(sentences) in range(1, 6) for sentences in said.values())
    assert "would have met" in said["Furthest from target, counted"][0]


def test_who_differs_is_said_in_words() -> None:
    def of(*counts: tuple[int | None, int | None]) -> str:
        found = judged(rows(*counts), ["of"]).with_columns(value=pl.col("numerator") * 100 / pl.col("denominator"))
        return beyond_sentence(found.with_columns(name_of_row=pl.int_range(pl.len()).cast(pl.String)))

    assert of((10, 100), (60, 100)) == (
        "0 (10.0%, worse, beyond 99.8%) and 1 (60.0%, better, beyond 99.8%) differ by more than chance from all "
        "localities together."
    )
    assert of((50, 100), (52, 100)) == "No difference between the localities is more than chance."
    assert of((5, 10)) == "There is only one of the localities, so there is nothing to set it against."
    assert "Without counts" in of((None, None), (None, None))
    assert of((50, 100), (52, 100), (None, None)).endswith("more than chance. Not judged, for want of counts: 2.")


def test_the_funnel_narrows_as_numbers_grow() -> None:
    curve = funnel_curve(judged(rows((10, 100), (60, 100)), ["of"]))
    wide = (curve["high_95"] - curve["low_95"]).to_list()
    assert wide == sorted(wide, reverse=True)
    assert (curve["low_998"] < curve["low_95"]).all()
    assert curve["denominator"].to_list()[-1] >= 100
    assert funnel_curve(judged(rows((None, None)), ["of"])).is_empty()


def test_one_scale_holds_every_value_and_target(demonstration: Store) -> None:
    series = series_by_place(demonstration, "icpc_15d", SEPTEMBER)
    low, high = one_scale(series)
    assert set(series["locality"]) == set(catalogue().members(ALL))
    assert 0 <= low <= min(series["value"].drop_nulls()) <= max(series["value"].drop_nulls()) <= high <= 100
    assert series["month"].n_unique() == 25


@pytest.mark.parametrize("name", ["Team", "Age band", "Missing from"])
@pytest.mark.parametrize("locality", [ALL, "Gloucester"])
def test_every_split_adds_up_to_the_whole(demonstration: Store, name: str, locality: str) -> None:
    found = split(demonstration, "missing_return_interview_done", SEPTEMBER, name, locality)
    whole = month_table(demonstration, SEPTEMBER, locality).filter(measure_id="missing_return_interview_done")
    assert found["numerator"].sum() == whole["numerator"].item()
    assert found["denominator"].sum() == whole["denominator"].item()
    assert found.filter((pl.col("low") > pl.col("value") + 0.05) | (pl.col("high") < pl.col("value") - 0.05)).is_empty()
    assert found["simulated"].all()


def test_only_the_splits_that_an_indicator_has_are_offered(demonstration: Store) -> None:
    def held(measure: str) -> list[str]:
        return splits_held(split_rows(demonstration, measure, SEPTEMBER, SEPTEMBER))

    assert held("cic_s20") == ["Team", "Age band", "Reason for care"]
    assert held("icpc_15d") == ["Team"]
    assert held("pre_proceedings_completed_26w") == []
    assert split(demonstration, "icpc_15d", SEPTEMBER, "Age band").is_empty()


def test_real_and_simulated_localities_of_one_load_are_never_added_up(empty: Store, the_catalogue: Catalogue) -> None:
    def extract(source: str, numerator: int) -> Incoming:
        header = "cut,month,measure_id,locality,numerator,denominator,source,simulated"
        simulated = str(source == "simulated").lower()
        places = catalogue().members(ALL)
        lines = [f"2021-09,2021-09,icpc_15d,{place},{numerator},20,{source},{simulated}" for place in places]
        return Incoming(f"{source}.csv", "\n".join([header, *lines]).encode())

    load(empty, the_catalogue, [extract("simulated", 5), extract("council", 10)])
    row = month_table(empty, SEPTEMBER).filter(measure_id="icpc_15d").row(0, named=True)
    assert (row["numerator"], row["denominator"], row["simulated"]) == (60, 120, False)


def test_age_bands_stand_in_the_order_of_age(demonstration: Store) -> None:
    in_care = split(demonstration, "cic_s20", SEPTEMBER, "Age band")["category"].to_list()
    assert in_care == ["0-4", "5-9", "10-15", "16-17"]
    referred = split(demonstration, "repeat_referrals_12m", SEPTEMBER, "Age band")["category"].to_list()
    assert referred[0] == "Unborn"


def test_a_locality_without_figures_is_not_praised(demonstration: Store) -> None:
    rows = beside_county(demonstration, SEPTEMBER, "Stroud").with_columns(value=pl.lit(None, pl.Float64))
    assert list(place_sentences(rows)) == ["Nothing can be judged"]
