"""What others report: the extract follows from the national figures, and the words from the extract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import months
from analytics.catalogue import Catalogue, Polarity, Window
from analytics.indicators import peers
from analytics.indicators.comparators import beside, compared, period_months
from analytics.store import Store, all_rows
from analytics.units import PERCENT
from analytics.wording import peers_sentence

SEPTEMBER = date(2021, 9, 1)


@pytest.fixture(scope="module")
def held(published: Store) -> pl.DataFrame:
    return all_rows(published, "comparators")


@pytest.mark.parametrize("number", [1, 4, 5])
def test_as_many_periods_as_there_are_columns_are_read_by_row(number: int) -> None:
    held = rows(*((f"year to March {2020 - back}", float(back)) for back in range(number)))
    assert beside(held, SEPTEMBER)["period_words"].to_list() == ["year to March 2020, 18 months earlier"]


# Periods


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2020-21", date(2020, 4, 1), date(2021, 3, 1)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 1)),
        ("school year 2020-21", date(2020, 9, 1), date(2021, 7, 1)),
        ("year to March 2021", date(2020, 4, 1), date(2021, 3, 1)),
        ("31 March 2021", date(2021, 3, 1), date(2021, 3, 1)),
        ("1 May 2021", date(2021, 5, 1), date(2021, 5, 1)),
        ("Q2 2021-22", date(2021, 7, 1), date(2021, 9, 1)),
    ],
)
def test_the_months_of_a_period(period: str, first: date, last: date) -> None:
    assert period_months(period) == (first, last)


@pytest.mark.parametrize("period", ["", "2021", "2020-22", "year to Mars 2021", "Q2 2021"])
def test_what_is_no_period(period: str) -> None:
    assert period_months(period) is None


# Beside a month


def rows(
    *given: tuple[str, float | None], measure: str = "icpc_due", cut: str = "2021-09", **same: object
) -> pl.DataFrame:
    return pl.DataFrame(
        [(measure, "England", period, "value", value, None) for period, value in given],
        schema={
            **dict.fromkeys(("measure_id", "comparator", "period", "statistic"), pl.String),
            "value": pl.Float64,
            "reporters": pl.Int64,
        },
        orient="row",
    ).with_columns(
        source=pl.lit(same.get("source", "dfe")),
        simulated=pl.lit(same.get("simulated", False)),
        cut=pl.lit(date(int(cut[:4]), int(cut[5:]), 1)),
    )


YEARS = rows(*[(f"year to March {year}", float(year)) for year in range(2019, 2025)])


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (date(2021, 9, 1), "year to March 2021, 6 months earlier"),
        (date(2021, 4, 1), "year to March 2021, 1 month earlier"),
        (date(2021, 3, 1), "year to March 2021"),
        (date(2021, 2, 1), "year to March 2020, 11 months earlier"),
        (date(2030, 1, 1), "year to March 2024, 70 months earlier"),
        (date(2018, 12, 1), "year to March 2019, which had not ended"),
        (date(2018, 3, 1), "year to March 2019, 12 months later"),
    ],
)
def test_the_period_beside_a_month(month: date, said: str) -> None:
    chosen = beside(YEARS.reverse(), month)
    assert chosen["period_words"].to_list() == [said]
    assert said.startswith(chosen["period"].item())


def test_each_measure_has_its_own_period() -> None:
    both = pl.concat([YEARS, rows(("31 March 2022", 1.0), ("31 March 2023", 2.0), measure="long_plans")])
    chosen = dict(beside(both, SEPTEMBER).select("measure_id", "period_words").rows())
    assert chosen["icpc_due"] == "year to March 2021, 6 months earlier"
    assert chosen["long_plans"] == "31 March 2022, 6 months later"


@pytest.mark.parametrize(
    ("month", "said"),
    [
        (SEPTEMBER, "year to March 2022, which had not ended"),  # though the day is nearer
        (date(2021, 4, 1), "year to March 2022, which had not ended"),
        (date(2021, 3, 1), "31 December 2021, 9 months later"),
        (date(2021, 12, 1), "31 December 2021"),
    ],
)
def test_a_running_period_goes_before_a_later_one_from_its_first_month_on(month: date, said: str) -> None:
    held = rows(("year to March 2022", 1.0), ("31 December 2021", 2.0))
    assert beside(held, month)["period_words"].to_list() == [said]


def test_of_two_periods_equally_near_the_same_one_is_always_chosen() -> None:
    held = rows(("year to March 2021", 1.0), ("31 March 2021", 2.0), ("2020-21", 3.0))
    for given_rows in (held, held.reverse()):
        assert beside(given_rows, SEPTEMBER)["period"].to_list() == ["2020-21"]


def test_what_stands_beside_a_month_keeps_its_source() -> None:
    found = beside(rows(("2020-21", 1.0), source="own", simulated=True), SEPTEMBER)
    assert found.to_dicts() == [
        {
            "measure_id": "icpc_due", "comparator": "England", "period": "2020-21", "statistic": "value", "value": 1.0,
            "reporters": None, "source": "own", "simulated": True, "period_words": "2020-21, 6 months earlier",
            "not_compared": "",
        }
    ]  # fmt: skip


def test_of_two_sources_of_one_cut_the_first_by_name_is_shown() -> None:
    one, other = rows(("2020-21", 1.0), source="a"), rows(("2020-21", 2.0), source="b")
    for given_rows in ([one, other], [other, one]):
        assert beside(pl.concat(given_rows), SEPTEMBER)["value"].to_list() == [1.0]


def test_a_period_without_any_figure_or_that_cannot_be_read_gives_way() -> None:
    assert beside(rows(("year to March 2021", None), ("2019-20", 1.0)), SEPTEMBER)["period"].to_list() == ["2019-20"]
    assert beside(rows(("lately", 1.0), ("2023-24", 2.0)), SEPTEMBER)["period"].to_list() == ["2023-24"]
    (unread,) = beside(rows(("lately", 1.0)), SEPTEMBER).to_dicts()
    assert unread["period_words"] == "lately"
    assert "not known" in unread["not_compared"]


def test_a_real_figure_goes_before_a_simulated_one_and_a_newer_cut_before_an_older() -> None:
    old = rows(("2020-21", 1.0), cut="2021-12")
    new = rows(("2020-21", 2.0), cut="2022-12")
    simulated = rows(("2020-21", 3.0), cut="2023-12", simulated=True, source="simulated")
    assert beside(pl.concat([old, simulated, new]), SEPTEMBER)["value"].to_list() == [2.0]


def test_nothing_held_gives_nothing() -> None:
    assert beside(YEARS.clear(), SEPTEMBER).is_empty()


# Words


@pytest.mark.parametrize(
    ("value", "median", "polarity", "said"),
    [
        (80.0, 79.0, Polarity.BIGGER, "similar to"),
        (80.1, 79.0, Polarity.BIGGER, "better than"),
        (77.9, 79.0, Polarity.BIGGER, "worse than"),
        (22.1, 21.0, Polarity.SMALLER, "worse than"),
        (19.9, 21.0, Polarity.SMALLER, "better than"),
        (5.5, 5.0, Polarity.SMALLER, "similar to"),
        (5.6, 5.0, Polarity.SMALLER, "worse than"),
        (0.0, 0.0, Polarity.SMALLER, "similar to"),
        (0.1, 0.0, Polarity.SMALLER, "worse than"),
        (8.9, 9.9, Polarity.SMALLER, "better than"),  # one point is more than a tenth of 9.9
        (9.0, 10.0, Polarity.SMALLER, "similar to"),
        (0.1, 0.0, Polarity.PLAN, "above"),
        (0.0, 0.1, Polarity.PLAN, "below"),
        (81.0, 79.0, Polarity.PLAN, "above"),
        (77.0, 79.0, Polarity.PLAN, "below"),
    ],
)
def test_better_worse_similar(value: float, median: float, polarity: Polarity, said: str) -> None:
    assert compared(value, median, polarity, PERCENT) == said


def sentence(
    held: pl.DataFrame, catalogue: Catalogue, measure: str, month: date, value: float | None, **changed: Window
) -> str:
    indicator = replace(catalogue.indicators[measure], **changed)  # type: ignore[arg-type]
    return peers_sentence(beside(held, month), value, month, indicator, catalogue.counterparts[measure])


def test_the_sentence_names_statistic_reporters_period_and_difference(
    held: pl.DataFrame, the_catalogue: Catalogue
) -> None:
    assert sentence(held, the_catalogue, "referred_again", SEPTEMBER, 21.4) == (
        "21.4% in September 2021 is better than the statistical neighbours' median of 27.3% (mean 27.6%, lowest 19.6%, "
        "highest 44.6%; 10 of 10 reported). In the same statistics: England 28.1% and Westshire 25.6%. Period: year to "
        "March 2021, 6 months earlier. The national figure is for a whole year, ours for one month."
    )


def test_part_of_a_year_is_not_judged_against_a_whole_one(held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    in_july = sentence(held, the_catalogue, "school_excluded", date(2021, 7, 1), 15.0)
    assert in_july.startswith("15.0% in July 2021 is worse than the statistical neighbours' median of 7.3%")
    assert "Period: school year 2020-21. " in in_july
    in_september = sentence(held, the_catalogue, "school_excluded", SEPTEMBER, 3.0)
    assert "covers a part of the year only and is not judged against" in in_september
    calendar = sentence(held, the_catalogue, "icpc_due", SEPTEMBER, 3.0, window=Window.CALENDAR_YTD)
    assert "is not judged against" in calendar


@given(back=st.integers(-60, 60))
def test_a_verdict_is_given_of_periods_at_most_a_year_apart(back: int, the_catalogue: Catalogue) -> None:
    end = months.before(SEPTEMBER, back)
    own = neighbours_only(median=60.0, mean=61.0).with_columns(period=pl.lit(f"1 {end:%B %Y}"))
    said = peers_sentence(beside(own, SEPTEMBER), 58.1, SEPTEMBER, the_catalogue.indicators["icpc_due"], None)
    assert ("worse than" in said) == (abs(back) <= 12)
    assert ("too far apart in time" in said) == (abs(back) > 12)
    assert said.startswith("58.1% in September 2021")
    assert "60.0%" in said
    assert f"1 {end:%B %Y}" in said


def test_a_missing_figure_or_none_of_others_is_said(held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    missing = sentence(held, the_catalogue, "icpc_due", SEPTEMBER, None)
    assert missing.startswith("There is no figure for September 2021 to set beside the statistical neighbours' median")
    nothing = sentence(held.clear(), the_catalogue, "icpc_due", SEPTEMBER, 58.1)
    assert nothing == "No comparator data has been loaded."


def test_own_comparators_need_no_counterpart_and_simulated_ones_say_so(the_catalogue: Catalogue) -> None:
    own = rows(("2020-21", 55.0), simulated=True).with_columns(
        comparator=pl.lit("Family group"), statistic=pl.lit("mean")
    )
    said = peers_sentence(beside(own, SEPTEMBER), 58.1, SEPTEMBER, the_catalogue.indicators["icpc_due"], None)
    assert said == (
        "In the same statistics: Family group (mean) 55.0%. Period: 2020-21, 6 months earlier. "
        "The figures of others are simulated."
    )


def neighbours_only(**statistics: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("icpc_due", "Statistical neighbours", "2020-21", name, value, 4, "dfe", False, SEPTEMBER)
            for name, value in statistics.items()
        ],
        schema={**rows().schema, "reporters": pl.Int64, "source": pl.String, "simulated": pl.Boolean, "cut": pl.Date},
        orient="row",
    )


@pytest.mark.parametrize(
    ("statistics", "said"),
    [
        (
            {"median": 60.0},
            "58.1% in September 2021 is worse than the statistical neighbours' median of 60.0% (4 of 10 reported).",
        ),
        (
            {"mean": 61.0, "median": 60.0, "lowest": 50.0, "highest": 70.0},
            "58.1% in September 2021 is worse than the statistical neighbours' median of 60.0% (mean 61.0%, lowest "
            "50.0%, highest 70.0%; 4 of 10 reported).",
        ),
    ],
)
def test_the_neighbours_alone(statistics: dict[str, float], said: str, the_catalogue: Catalogue) -> None:
    held = beside(neighbours_only(**statistics), SEPTEMBER)
    indicator = the_catalogue.indicators["icpc_due"]
    assert peers_sentence(held, 58.1, SEPTEMBER, indicator, None) == f"{said} Period: 2020-21, 6 months earlier."


def test_a_median_may_come_without_the_number_that_reported(the_catalogue: Catalogue) -> None:
    held = neighbours_only(median=60.0).with_columns(reporters=pl.lit(None, pl.Int64))
    said = peers_sentence(beside(held, SEPTEMBER), 61.0, SEPTEMBER, the_catalogue.indicators["icpc_due"], None)
    assert said.startswith("61.0% in September 2021 is similar to the statistical neighbours' median of 60.0%. Period")


def test_the_peers_of_an_indicator_are_its_own_and_no_others(published: Store, held: pl.DataFrame) -> None:
    found = peers(published, "three_homes", SEPTEMBER)
    assert set(found["measure_id"]) == {"three_homes"}
    assert found.equals(beside(held, SEPTEMBER).filter(measure_id="three_homes"))
