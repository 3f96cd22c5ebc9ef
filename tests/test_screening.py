"""Screening by area: as printed while only shares are held, counted where records are held."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics import screening
from analytics.catalogue import Catalogue
from analytics.store import Incoming, Store, load

SEPTEMBER = date(2021, 9, 1)


def test_shares_are_shown_as_printed_without_counts(published: Store) -> None:
    areas = {row["area"]: row for row in screening.by_area(published, SEPTEMBER).to_dicts()}
    assert len(areas) == 9
    assert (areas["Cheltenham"]["red"], areas["Cheltenham"]["amber"], areas["Cheltenham"]["green"]) == (40, 59, 1)
    assert {area["records"] for area in areas.values()} == {None}


def test_rows_that_do_not_add_up_are_shown_as_they_are(published: Store) -> None:
    odd = {row["area"]: row["sum"] for row in screening.by_area(published, SEPTEMBER).to_dicts() if row["sum"] != 100}
    assert odd == {"Tewkesbury": 101, "DCYPS": 98}


def test_the_printed_total_is_the_unweighted_mean_and_the_share_of_records_unknown(published: Store) -> None:
    totals = {row["basis"]: row for row in screening.totals(published, SEPTEMBER).to_dicts()}
    expected = {"red": 16.33, "amber": 61.22, "green": 22.33}
    for basis in ("printed", "mean of areas"):
        assert {c: totals[basis][c] for c in expected} == expected
    assert totals["share of records"]["red"] is None
    said = screening.totals_sentence(screening.by_area(published, SEPTEMBER))
    assert "between 4% and 40%" in said


def test_another_month_holds_nothing(published: Store) -> None:
    assert screening.by_area(published, date(2021, 8, 1)).is_empty()
    assert screening.totals(published, date(2021, 8, 1)).is_empty()


@pytest.fixture
def with_records(empty: Store, the_catalogue: Catalogue, tmp_path: Path) -> Store:
    """Cheltenham 1 red of 5, one of them not rated; Stroud 1 red of 1."""
    rags = [("Cheltenham", r) for r in ("red", "amber", "amber", "green", "x")] + [("Stroud", "red")]
    lines = [f"2021-09,2021-09-1{n},r{n},{area},{rag},council" for n, (area, rag) in enumerate(rags)]
    text = "\n".join(["cut,screened_on,record_id,area,rag,source", *lines])
    load(empty, the_catalogue, [Incoming("screenings.csv", text.encode())])
    return empty


def test_records_are_counted_where_they_are_held(with_records: Store) -> None:
    areas = {row["area"]: row for row in screening.by_area(with_records, SEPTEMBER).to_dicts()}
    assert (areas["Cheltenham"]["records"], areas["Cheltenham"]["red"], areas["Cheltenham"]["sum"]) == (5, 20.0, 80.0)
    assert (areas["Stroud"]["records"], areas["Stroud"]["red"]) == (1, 100.0)


def test_the_share_of_records_weighs_each_record_the_same(with_records: Store) -> None:
    totals = {row["basis"]: row["red"] for row in screening.totals(with_records, SEPTEMBER).to_dicts()}
    assert totals == {"mean of areas": 60.0, "share of records": 33.3}
    assert "both are given" in screening.totals_sentence(screening.by_area(with_records, SEPTEMBER))


def test_the_finding_names_the_extremes(published: Store) -> None:
    assert screening.finding(screening.by_area(published, SEPTEMBER)) == (
        "From 4% red (Under 11s service) to 40% red (Cheltenham)"
    )


def test_as_first_published_comes_from_the_cut_of_the_month_itself(with_records: Store) -> None:
    assert screening.by_area(with_records, SEPTEMBER, "published").height == 2
    assert screening.by_area(with_records, date(2021, 10, 1), "published").is_empty()
    assert screening.by_area(with_records, date(2021, 10, 1)).height == 2
