"""What others report: the extract follows from the national figures, and the words from the extract."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.catalogue import Catalogue
from analytics.indicators import month_table
from analytics.store import Store, all_rows
from tests.indicators.test_comparators import SEPTEMBER, sentence


@pytest.fixture(scope="module")
def held(published: Store) -> pl.DataFrame:
    return all_rows(published, "comparators")


# Two of the council's own claims hold against the neighbours' median. The one on repeat referrals (“better”) holds
# against England only, and nothing is held to check the one on section 20 with.
@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("cic_out_of_county_20_miles", "20.9% in September 2021 is similar to"),
        ("care_leavers_higher_education", "3.9% in September 2021 is worse than"),
        ("cic_s20", "No national figure stands beside it. Legal statuses"),
    ],
)
def test_what_the_council_said_of_its_peers(
    published: Store, held: pl.DataFrame, the_catalogue: Catalogue, measure: str, said: str
) -> None:
    values = dict(month_table(published, SEPTEMBER).select("measure_id", "value").rows())
    assert sentence(held, the_catalogue, measure, SEPTEMBER, values[measure]).startswith(said)


def test_too_few_reporters_are_said(held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    said = sentence(held, the_catalogue, "care_leavers_higher_education", date(2022, 4, 1), 4.0)
    assert said.startswith(
        "Of the statistical neighbours 2 of 10 reported, too few for a median. In the same statistics"
    )
