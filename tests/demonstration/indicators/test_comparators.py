"""What others report: the extract follows from the national figures, and the words from the extract."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from analytics.catalogue import Catalogue
from analytics.indicators import month_table, peers
from analytics.indicators.comparators import period_months
from analytics.store import Store, all_rows
from analytics.wording import indicator_summaries
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


def test_a_median_of_2024_is_no_measure_of_2021(published: Store, held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    values = dict(month_table(published, SEPTEMBER).select("measure_id", "value").rows())
    measure = "cic_under_3_sw_12m"
    summary = indicator_summaries(published, SEPTEMBER)[measure][-1].text
    for said in (summary, sentence(held, the_catalogue, measure, SEPTEMBER, values[measure])):
        assert said.startswith("58.3% in September 2021. Statistical neighbours' median 72.0% (year to March 2024")
        assert "too far apart in time to compare" in said
        assert not re.search("better|worse|similar|above|below", said)


def test_only_what_others_report_of_a_period_within_a_year_is_called_better_or_worse(published: Store) -> None:
    checked = 0
    for measure, (*_, last) in indicator_summaries(published, SEPTEMBER).items():
        if "neighbours" in last.text:
            others = peers(published, measure, SEPTEMBER)
            _, end = period_months(others["period"][0]) or (None, date.min)
            near = abs((end.year - 2021) * 12 + end.month - 9) <= 12
            verdict = re.match("(better|worse|similar|above|below) ", last.text, re.IGNORECASE)
            assert near or not verdict, last.text
            checked += 1
    assert checked >= 20


def test_too_few_reporters_are_said(held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    said = sentence(held, the_catalogue, "care_leavers_higher_education", date(2022, 4, 1), 4.0)
    assert said.startswith(
        "Of the statistical neighbours 2 of 10 reported, too few for a median. In the same statistics"
    )
