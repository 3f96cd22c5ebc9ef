"""What a pack says at its top, from the frames that may leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.board_packs import narrative
from analytics.disclosure import Publishable, Wanted, disclose
from analytics.headlines import CHANGED, headlines
from analytics.store import Store
from analytics.wording import LIST_HEADINGS
from tests.headlines.made import figures, row


@pytest.fixture(scope="module")
def screening(published: Store) -> Publishable:
    return disclose(published, Wanted(date(2021, 9, 1), sections=("screening",)), None).publishables["screening"]


def test_the_range_of_red_records_is_of_all_areas(screening: Publishable) -> None:
    assert (
        narrative.screened(screening).text == "Screened records: from 5% red (Early Help service) to 40% red (Ashport)."
    )


def test_areas_with_the_same_share_are_all_named(screening: Publishable) -> None:
    share = pl.when(pl.col("area_name") == "Dunmere").then(40.0).otherwise("share")
    said = narrative.screened(replace(screening, frame=screening.frame.with_columns(share=share))).text
    assert said == "Screened records: from 5% red (Early Help service) to 40% red (Dunmere and Ashport)."


def test_withheld_shares_are_named_beside_the_range(screening: Publishable) -> None:
    """Ashport's 40% is withheld, so that nobody can say what the largest share is."""
    share = pl.when(pl.col("area_name") != "Ashport").then("share")
    said = narrative.screened(replace(screening, frame=screening.frame.with_columns(share=share))).text
    assert "Ashport" not in said
    assert said.endswith("Withheld: the shares of 1 area.")


def test_one_share_is_no_range(screening: Publishable) -> None:
    share = pl.when(pl.col("area_name") == "Ashport").then("share")
    said = narrative.screened(replace(screening, frame=screening.frame.with_columns(share=share))).text
    assert said == "Screened records: 40% red (Ashport). Withheld: the shares of 6 areas."


@pytest.mark.parametrize(
    ("told", "said"),
    [
        ({"signal": "outside"}, "Contacts: 90.0%, 10.0 points above the usual"),
        ({"signal": "trend", "run_change": -12.0}, "Contacts: 90.0%, 12.0 points below March 2021, in a run"),
    ],
)
def test_what_changed_and_is_neither_better_nor_worse_is_named(told: dict[str, object], said: str) -> None:
    free = {"polarity": "information", "target": None, "rag": None, "status": None, "variation": "neither"}
    figure = {"value": 90.0, "value_marker": None, "basis": "as printed", "run_since": date(2021, 3, 1)}
    (contacts,) = figures(row("Contacts", **free, **figure, **told)).to_dicts()
    of = headlines(figures(contacts | {"measure_id": "first_visits_all"})).changed
    assert narrative.real_changes(of, LIST_HEADINGS[CHANGED], {}).items == [said]


def placements(*counts: tuple[int, int | None, str | None]) -> Publishable:
    """Total agency placements of months of 2021: month, count, marker; children's homes have a number each month."""
    rows = [("Total agency", date(2021, month, 1), count, marker) for month, count, marker in counts]
    rows += [("Residential agency", date(2021, month, 1), 50, None) for month, _, _ in counts]
    frame = pl.DataFrame(rows, ["series", "month", "count", "count_marker"], orient="row").with_columns(
        pl.col("count").cast(pl.Int64),
        pl.lit(None, pl.Int64).alias("change"),
        pl.lit(None, pl.Float64).alias("change_percent"),
        basis=pl.lit("as printed"),
    )
    return Publishable("placements", "nhs", frame, (), False)


def test_a_number_that_is_withheld_is_told_from_one_that_is_not_there() -> None:
    august = "Agency placements in August 2021: 459."
    assert narrative.placed(placements((8, 459, None))).text == august
    withheld = narrative.placed(placements((8, 459, None), (9, None, "c"))).text
    assert withheld == f"{august} The newest number may not be given."
    missing = narrative.placed(placements((8, 459, None), (9, None, "x"))).text
    assert missing == f"{august} None is held for September 2021."
    assert narrative.placed(placements((9, None, "c"))).text == "The number of agency placements may not be given."
    assert narrative.placed(placements((9, None, "x"))).text == "No number of agency placements is held."


def test_areas_without_records_are_not_said_to_be_withheld(screening: Publishable) -> None:
    none = screening.frame.with_columns(share=pl.lit(None, pl.Float64))
    absent, hidden = (
        narrative.screened(replace(screening, frame=none.with_columns(share_marker=pl.lit(marker)))).text
        for marker in ("x", "c")
    )
    assert absent == "No area's share of red records is held."
    assert hidden == "No area's share of red records may be given."


@pytest.mark.parametrize(
    ("marker", "said"),
    [("c", "July: the audits are too few for a share rated good"), ("z", "July: no audit was completed")],
)
def test_audits_that_were_not_made_are_not_too_few(westshire: Store, marker: str, said: str) -> None:
    audits = disclose(westshire, Wanted(date(2021, 9, 1), sections=("audits",)), None).publishables["audits"]
    none = audits.frame.with_columns(share=pl.lit(None, pl.Float64), share_marker=pl.lit(marker))
    assert narrative.good_share(replace(audits, frame=none), "July").startswith(said)
    assert narrative.good_practice(replace(audits, frame=none.clear()), "July").text == (
        "July: the audits of these months are not all held."
    )
