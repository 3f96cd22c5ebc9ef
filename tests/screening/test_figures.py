"""Screening by area: as printed while only shares are held, counted where records are held."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import screening
from analytics.catalogue import Catalogue
from analytics.screening.figures import counted, with_shares
from analytics.simulated_label import SPLIT, WHOLLY
from analytics.store import Incoming, Store, load

SEPTEMBER = date(2021, 9, 1)


def test_shares_are_shown_as_printed_without_counts(published: Store) -> None:
    areas = {row["area"]: row for row in screening.by_area(published, SEPTEMBER).to_dicts()}
    assert len(areas) == 7
    assert (areas["Ashport"]["red"], areas["Ashport"]["amber"], areas["Ashport"]["green"]) == (40, 59, 1)
    assert {area["records"] for area in areas.values()} == {None}


def test_rows_that_do_not_add_up_are_shown_as_they_are(published: Store) -> None:
    odd = {row["area"]: row["sum"] for row in screening.by_area(published, SEPTEMBER).to_dicts() if row["sum"] != 100}
    assert odd == {"Dunmere": 101, "STARS": 83}


def test_the_printed_total_is_the_unweighted_mean_and_the_share_of_records_unknown(published: Store) -> None:
    totals = {row["basis"]: row for row in screening.totals(published, SEPTEMBER).to_dicts()}
    expected = {"red": 18.29, "amber": 61.71, "green": 17.71}
    for basis in ("printed", "mean of areas"):
        assert {c: totals[basis][c] for c in expected} == expected
    assert totals["share of records"]["red"] is None


def test_another_month_holds_nothing(published: Store) -> None:
    assert screening.by_area(published, date(2021, 8, 1)).is_empty()
    assert screening.totals(published, date(2021, 8, 1)).is_empty()


def extract(lines: list[str], name: str = "screenings.csv") -> Incoming:
    """An extract with the columns cut, screened_on, record_id, area, rag."""
    rows = [f"{line},council" for line in lines]
    return Incoming(name, "\n".join(["cut,screened_on,record_id,area,rag,source", *rows]).encode())


@pytest.fixture
def with_records(empty: Store, the_catalogue: Catalogue) -> Store:
    """Ashport 1 red of 5, one of them not rated; Wexley 1 red of 1."""
    rags = [("Ashport", r) for r in ("red", "amber", "amber", "green", "x")] + [("Wexley", "red")]
    load(empty, the_catalogue, [extract([f"2021-09,2021-09-1{n},r{n},{a},{rag}" for n, (a, rag) in enumerate(rags)])])
    return empty


def test_records_are_counted_where_they_are_held(with_records: Store) -> None:
    areas = {row["area"]: row for row in screening.by_area(with_records, SEPTEMBER).to_dicts()}
    assert (areas["Ashport"]["records"], areas["Ashport"]["red"], areas["Ashport"]["sum"]) == (5, 20.0, 80.0)
    assert (areas["Wexley"]["records"], areas["Wexley"]["red"]) == (1, 100.0)


def test_a_record_without_a_rating_counts_among_the_records_and_under_no_colour(with_records: Store) -> None:
    row = screening.by_area(with_records, SEPTEMBER).row(by_predicate=pl.col("area") == "Ashport", named=True)
    counts = [row[f"{name}_count"] for name in ("red", "amber", "green", "unrated")]
    assert (counts, row["unrated"], row["small"]) == ([1, 2, 1, 1], 20.0, True)
    assert (row["red_low"], row["red_high"]) == (3.6, 62.4)  # Wilson 95 % of 1 in 5, as in any table of it


def test_the_share_of_records_weighs_each_record_the_same(with_records: Store) -> None:
    """2 of 6 records are red; 20 % and 100 % have the mean 60 %."""
    totals = {row["basis"]: row for row in screening.totals(with_records, SEPTEMBER).to_dicts()}
    assert {basis: row["red"] for basis, row in totals.items()} == {"mean of areas": 60.0, "share of records": 33.3}
    assert totals["share of records"]["records"] == 6


def test_no_record_of_a_colour_is_a_share_of_0_and_not_missing(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract(["2021-09,2021-09-10,r1,Wexley,red"])])
    every = screening.totals(empty, SEPTEMBER).row(-1, named=True)
    assert (every["red"], every["amber"], every["green"]) == (100.0, 0.0, 0.0)


def test_the_finding_names_the_extremes(published: Store) -> None:
    assert screening.finding(screening.by_area(published, SEPTEMBER)) == (
        "From 5% red (Early Help service) to 40% red (Ashport)"
    )


def test_areas_with_the_same_share_are_all_named(published: Store) -> None:
    areas = screening.by_area(published, SEPTEMBER)
    as_high = areas.with_columns(red=pl.when(area="Dunmere").then(40.0).otherwise("red"))
    assert screening.finding(as_high).endswith("to 40% red (Dunmere and Ashport)")
    assert screening.finding(areas.filter(area="Ashport")) == "40% red (Ashport)"


def test_as_first_published_comes_from_the_cut_of_the_month_itself(with_records: Store) -> None:
    assert screening.by_area(with_records, SEPTEMBER, "published").height == 2
    assert screening.by_area(with_records, date(2021, 10, 1), "published").is_empty()
    assert screening.by_area(with_records, date(2021, 10, 1)).height == 2


RESCREENED = [
    "2021-09,2021-04-06,a,Wexley,red",
    "2021-09,2021-04-07,b,Wexley,amber",
    "2021-09,2021-06-01,c,Dunmere,green",
    "2021-09,2021-06-30,d,Dunmere,red",
    "2021-09,2021-08-02,a,Dunmere,green",  # screened again, in another area
]


@pytest.fixture
def rescreened(empty: Store, the_catalogue: Catalogue) -> Store:
    load(empty, the_catalogue, [extract(RESCREENED)])
    return empty


def test_an_earlier_month_shows_what_was_screened_by_its_end_as_the_newest_cut_tells_it(rescreened: Store) -> None:
    """Record a was red in June, and is now in Dunmere."""
    june = screening.by_area(rescreened, date(2021, 6, 1))
    assert june.select("area", "records", "red_count").rows() == [("Dunmere", 3, 2), ("Wexley", 1, 0)]
    assert june["cut"].unique().to_list() == [SEPTEMBER]
    assert screening.by_area(rescreened, date(2021, 3, 1)).is_empty()


def test_a_record_screened_twice_counts_once_with_its_last_rating(rescreened: Store) -> None:
    september = screening.by_area(rescreened, SEPTEMBER)
    assert september.select("area", "records", "red_count", "green_count").rows() == [
        ("Dunmere", 3, 1, 2),
        ("Wexley", 1, 0, 0),
    ]


def test_records_are_told_month_by_month_of_those_in_the_extract(rescreened: Store) -> None:
    """4 records: 2 screened first in April, 2 in June. In August one is only screened again."""
    rows = screening.by_month(rescreened, SEPTEMBER).select("month", "screened", "records", "so_far", "red").rows()
    assert [(month.month, *rest) for month, *rest in rows] == [
        (4, 2, 2, 50.0, 50.0),
        (5, 0, 2, 50.0, 50.0),
        (6, 2, 4, 100.0, 50.0),
        (7, 0, 4, 100.0, 50.0),
        (8, 0, 4, 100.0, 25.0),
        (9, 0, 4, 100.0, 25.0),
    ]


def test_the_months_of_one_area_are_of_the_records_it_has(rescreened: Store) -> None:
    rows = screening.by_month(rescreened, date(2021, 6, 1), "Dunmere")
    assert rows.select("screened", "records", "in_extract", "so_far").rows() == [
        (1, 1, 3, 33.3),
        (0, 1, 3, 33.3),
        (2, 3, 3, 100.0),
    ]


def test_no_month_is_told_after_the_cut_before_the_first_screening_or_without_records(
    rescreened: Store, published: Store
) -> None:
    assert screening.by_month(rescreened, date(2022, 1, 1))["month"][-1] == SEPTEMBER
    assert screening.by_month(rescreened, date(2021, 3, 1)).is_empty()
    assert screening.by_month(rescreened, SEPTEMBER, "Ashport").is_empty()
    assert screening.by_month(published, SEPTEMBER).is_empty()


def test_a_newer_cut_tells_earlier_months_and_first_published_keeps_the_older(
    rescreened: Store, the_catalogue: Catalogue
) -> None:
    june = date(2021, 6, 1)
    load(rescreened, the_catalogue, [extract(["2021-06,2021-06-01,c,Dunmere,amber"], "june.csv")])
    assert screening.by_area(rescreened, june)["records"].sum() == 4
    first = screening.by_area(rescreened, june, "published")
    assert first.select("area", "records", "amber_count").rows() == [("Dunmere", 1, 1)]


def test_a_place_is_told_by_what_it_is_reported_with(published: Store) -> None:
    areas = screening.by_area(published, SEPTEMBER)
    told = {place: screening.covering(areas, place) for place in ("All", "Wexley", "Ashport", "Early Help")}
    assert told == {
        "All": (),
        "Wexley": ("Bracksea & Wexley",),
        "Ashport": ("Ashport",),
        "Early Help": ("Early Help",),
    }


def test_the_total_of_simulated_records_lies_beside_the_printed_one(westshire: Store) -> None:
    totals = {row["basis"]: row for row in screening.totals(westshire, SEPTEMBER).to_dicts()}
    assert [totals["printed"][c] for c in ("red", "amber", "green")] == [18.29, 61.71, 17.71]
    areas = screening.by_area(westshire, SEPTEMBER)
    assert totals["share of records"]["red"] == round(100 * areas["red_count"].sum() / areas["records"].sum(), 1)
    assert "printed" not in screening.totals(westshire, date(2021, 6, 1))["basis"]


def test_simulated_months_before_the_cut_are_wholly_made_up(westshire: Store) -> None:
    assert screening.by_area(westshire, SEPTEMBER)["note"].unique().to_list() == [SPLIT]
    assert screening.by_area(westshire, date(2021, 6, 1))["note"].unique().to_list() == [WHOLLY]
    assert screening.by_month(westshire, SEPTEMBER)["note"].to_list() == [*[WHOLLY] * 5, SPLIT]


SCREENED = st.lists(
    st.tuples(st.sampled_from(["red", "amber", "green", "x"]), st.integers(0, 6)), min_size=1, max_size=80
)


@given(SCREENED)
def test_any_split_of_the_records_pools_to_the_whole(screened: list[tuple[str, int]]) -> None:
    records = pl.DataFrame(screened, schema=["rag", "part"], orient="row").with_columns(
        simulated=False, load_id=1, cut=SEPTEMBER, whole=0
    )
    counts = ["records", "red_count", "amber_count", "green_count", "unrated_count"]
    pooled = with_shares(counted(records, "part").select(pl.col(counts).sum()))
    whole = with_shares(counted(records, "whole"))
    assert pooled.equals(whole.select(pooled.columns))
    row = pooled.row(0, named=True)
    assert row["records"] == len(screened) == sum(row[name] for name in counts[1:])
    for colour in ("red", "amber", "green"):
        assert 0 <= row[f"{colour}_low"] <= row[colour] <= row[f"{colour}_high"] <= 100
