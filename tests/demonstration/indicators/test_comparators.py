"""What others report: it follows from the national figures, and the words from it."""

from __future__ import annotations

import re
from datetime import date

import polars as pl
import pytest

from analytics.catalogue import Catalogue
from analytics.indicators import month_table, others, peers, reported
from analytics.indicators.comparators import period_months
from analytics.percent import pooled
from analytics.store import Store
from analytics.wording import indicator_summaries
from tests.demonstration.making.printed import ORACLES
from tests.indicators.test_comparators import SEPTEMBER, sentence


@pytest.fixture(scope="module")
def held(published: Store) -> pl.DataFrame:
    return others(published)


# Two of the council's own claims hold against the neighbours' median. The one on repeat referrals (“better”) holds
# against England only, and nothing is held to check the one on section 20 with.
@pytest.mark.parametrize(
    ("measure", "said"),
    [
        ("cic_out_of_county_20_miles", "20.9% in September 2021 is similar to"),
        ("care_leavers_higher_education", "3.9% in September 2021 is worse than"),
        ("cic_s20", "There is no national figure to compare with. Legal statuses"),
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
            beside = peers(published, measure, SEPTEMBER)
            _, end = period_months(beside["period"][0]) or (None, date.min)
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


NEIGHBOURS = ["937", "938", "850", "802", "865", "895", "855", "931", "881", "885"]  # the Department's model of 2025


def of(rows: pl.DataFrame, **wanted: object) -> pl.DataFrame:
    return rows.filter(pl.col(name) == value for name, value in wanted.items())


def test_mean_and_median_differ_as_the_two_national_tools_do(held: pl.DataFrame) -> None:
    year = of(held, measure_id="repeat_referrals_12m", period="year to March 2025")
    near = of(year, comparator="Statistical neighbours")
    assert dict(near.select("statistic", "value").rows()) == {
        "mean": 20.9, "median": 17.8, "lowest": 15.4, "highest": 41.0
    }  # fmt: skip
    assert near["reporters"].to_list() == [10] * 4
    single = dict(of(year, statistic="value").select("comparator", "value").rows())
    assert single == {"England": 22.6, "South West": 22.1, "Gloucestershire": 22.4}


def test_neither_is_the_rate_of_the_neighbours_taken_together(published: Store) -> None:
    rows = of(reported(published), measure_id="repeat_referrals_12m", period="year to March 2025")
    near = rows.filter(pl.col("code").is_in(NEIGHBOURS))
    whole = near.select(share=pooled(pl.col("numerator").sum(), pl.col("denominator").sum()))
    assert (near.height, whole["share"].item()) == (10, 30.3)


def test_re_referrals_agree_with_another_publication_year_by_year(published: Store) -> None:
    """That one is a file of its own, made for the oracles of these tests."""
    other = pl.read_csv(ORACLES / "referrals.csv", infer_schema=False).select(
        period="year to March " + pl.col("time_period"),
        name=pl.coalesce("la_name", "region_name", pl.lit("England")),
        theirs=pl.col("rereferral_percent").cast(pl.Float64, strict=False),
    )
    both = of(reported(published), measure_id="repeat_referrals_12m").join(other, on=["period", "name"])
    assert both.height > 120
    assert both.filter(pl.col("value").ne_missing(pl.col("theirs"))).is_empty()


def test_a_counterpart_that_counts_the_opposite_is_turned_round(held: pl.DataFrame) -> None:
    """25.9% of the council's children in care missed a tenth of school in 2020-21, so 74.1% attended well."""
    rows = of(held, measure_id="cic_good_attendance", period="school year 2020-21")
    assert of(rows, comparator="Gloucestershire")["value"].item() == 74.1


def test_a_year_that_nobody_published_is_not_there(held: pl.DataFrame) -> None:
    periods = set(of(held, measure_id="cic_good_attendance")["period"])
    assert "school year 2018-19" in periods
    assert "school year 2019-20" not in periods


def test_two_reporters_are_too_few_for_a_figure_but_are_counted(held: pl.DataFrame) -> None:
    rows = of(held, measure_id="care_leavers_higher_education", period="year to March 2022")
    near = of(rows, comparator="Statistical neighbours")
    assert near["reporters"].to_list() == [2] * 4
    assert near["value"].null_count() == 4
    assert of(rows, comparator="England")["value"].item() == 7.0
    assert of(rows, comparator="Gloucestershire")["value"].item() is None
