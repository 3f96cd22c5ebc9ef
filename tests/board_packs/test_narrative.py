"""What a pack says at its top, from the frames that may leave."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest

from analytics.board_packs import narrative
from analytics.disclosure import Publishable, Wanted, disclose
from analytics.store import Store


@pytest.fixture(scope="module")
def screening(published: Store) -> Publishable:
    return disclose(published, Wanted(date(2021, 9, 1), sections=("screening",)), None).publishables["screening"]


def test_the_range_of_red_records_is_of_all_areas(screening: Publishable) -> None:
    assert (
        narrative.screened(screening).text == "Screened records: from 5% red (Early Help service) to 40% red (Ashport)."
    )


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
