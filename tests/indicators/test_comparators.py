"""What others report: the extract follows from the national figures, and the words from the extract."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import Catalogue, Counterpart, PeriodKind, Polarity, Window
from analytics.catalogue.catalogue import DATA
from analytics.indicators import authority_figures, beside, comparator_rows, month_table, peers, peers_sentence
from analytics.indicators.comparators import (
    STATISTICS,
    compared,
    last_month,
    neighbour_statistics,
    period_months,
    period_name,
)
from analytics.percent import pooled
from analytics.store import Store, all_rows

OPEN = DATA / "open"
ORACLES = Path(__file__).parents[1] / "oracles"
OTHERS = ["England", "South West", "Gloucestershire"]
SEPTEMBER = date(2021, 9, 1)


@pytest.fixture(scope="module")
def neighbours() -> list[int]:
    return pl.read_csv(OPEN / "statistical_neighbours.csv")["sn_la_code"].to_list()


@pytest.fixture(scope="module")
def national() -> pl.DataFrame:
    return pl.read_csv(OPEN / "national_indicators.csv", schema_overrides={"Years": pl.String, "Values": pl.String})


@pytest.fixture(scope="module")
def dictionary() -> pl.DataFrame:
    return pl.read_csv(OPEN / "national_dictionary.csv")


@pytest.fixture(scope="module")
def figures(national: pl.DataFrame, dictionary: pl.DataFrame, the_catalogue: Catalogue) -> pl.DataFrame:
    return authority_figures(national, dictionary, the_catalogue.counterparts.values())


@pytest.fixture(scope="module")
def held(published: Store) -> pl.DataFrame:
    return all_rows(published, "comparators")


def of(rows: pl.DataFrame, **wanted: object) -> pl.DataFrame:
    return rows.filter(pl.col(name) == value for name, value in wanted.items())


# The extract


def test_the_extract_follows_from_the_national_figures(
    figures: pl.DataFrame, neighbours: list[int], held: pl.DataFrame
) -> None:
    made = comparator_rows(figures, neighbours, OTHERS)
    assert made.height == 1204
    assert made["measure_id"].n_unique() == 19
    key = ["measure_id", "comparator", "period", "statistic"]
    assert made.sort(key).equals(held.select(made.columns).sort(key))
    assert set(held["source"]) == {"dfe"}
    assert not held["simulated"].any()
    assert set(held["cut"]) == {figures["last"].max()}


def test_mean_and_median_differ_as_the_two_national_tools_do(figures: pl.DataFrame, neighbours: list[int]) -> None:
    year = of(figures, measure_id="repeat_referrals_12m", period="year to March 2025")
    exact = neighbour_statistics(year.filter(pl.col("code").is_in(neighbours))).row(0, named=True)
    assert (round(exact["mean"], 6), round(exact["median"], 6)) == (20.87, 17.75)
    assert (exact["lowest"], exact["highest"], exact["reporters"]) == (15.4, 41.0, 10)
    rounded = comparator_rows(year, neighbours, OTHERS)
    assert rounded["value"].to_list() == [20.9, 17.8, 15.4, 41.0, 22.6, 22.1, 22.4]


def test_neither_is_the_rate_of_the_neighbours_taken_together(neighbours: list[int]) -> None:
    counts = pl.read_csv(ORACLES / "referrals.csv", infer_schema=False).filter(
        (pl.col("time_period") == "2025") & pl.col("old_la_code").is_in([str(code) for code in neighbours])
    )
    part, whole = (counts[name].cast(pl.Int64).sum() for name in ("rereferral_count", "referral_count"))
    assert round(100 * part / whole, 2) == 30.28
    assert pl.select(pooled(pl.lit(part), pl.lit(whole))).item() == 30.3


def test_re_referrals_agree_with_another_publication_year_by_year(figures: pl.DataFrame) -> None:
    """That one counts reporting years to March, which settles what the labels of the first one mean."""
    other = pl.read_csv(ORACLES / "referrals.csv", infer_schema=False).select(
        period="year to March " + pl.col("time_period"),
        authority=pl.coalesce(
            "la_name",
            pl.when(pl.col("geographic_level") == "Regional").then("region_name").otherwise(pl.lit("England")),
        ),
        theirs=pl.col("rereferral_percent").cast(pl.Float64, strict=False),
    )
    both = of(figures, measure_id="repeat_referrals_12m").join(other, on=["period", "authority"])
    assert both.height == 130
    assert both.filter(pl.col("value").ne_missing(pl.col("theirs"))).is_empty()


def test_every_year_type_fits_its_period(dictionary: pl.DataFrame, the_catalogue: Catalogue) -> None:
    year_types = dict(dictionary.select("Measure_short", "Year_Type").rows())
    for counterpart in the_catalogue.counterparts.values():
        if counterpart.national_measure:
            school = counterpart.period_kind is PeriodKind.SCHOOL_YEAR
            assert (year_types[counterpart.national_measure] == "Academic Year") == school, counterpart.measure_id


def test_a_counterpart_that_counts_the_opposite_is_turned_round(
    figures: pl.DataFrame, national: pl.DataFrame, neighbours: list[int], held: pl.DataFrame
) -> None:
    missed = national.filter(
        (pl.col("Short Desc") == "LAC_Pers_Abs") & (pl.col("Years") == "2021") & pl.col("LA Number").is_in(neighbours)
    )["Values"].cast(pl.Float64)
    rows = of(held, measure_id="cic_good_attendance", period="school year 2020-21")
    got = dict(rows.select("statistic", "value").rows())
    assert got["lowest"] == round(100 - float(missed.max()), 1)  # type: ignore[arg-type]
    assert got["highest"] == round(100 - float(missed.min()), 1)  # type: ignore[arg-type]
    assert of(rows, comparator="Gloucestershire")["value"].item() == 74.1


def test_a_year_that_nobody_published_is_left_out(held: pl.DataFrame) -> None:
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


def one_measure(values: list[str], label: str = "2021", measure: str = "M") -> pl.DataFrame:
    return pl.DataFrame(
        [(measure, label, f"Authority {code}", code, value) for code, value in enumerate(values)],
        schema=["Short Desc", "Years", "LA and Regions", "LA Number", "Values"],
        orient="row",
    )


YEARLY = pl.DataFrame({"Measure_short": ["M"], "Year_Type": ["Financial Year"]})
BESIDE_M = Counterpart("icpc_15d", "M", False, PeriodKind.YEAR, "None.")


@given(st.lists(st.one_of(st.none(), st.integers(0, 1000)), min_size=1, max_size=10))
def test_statistics_of_any_neighbours(tenths: list[int | None]) -> None:
    national = one_measure(["-" if t is None else f"{t / 10:.1f}" for t in tenths])
    figures = authority_figures(national, YEARLY, [BESIDE_M])
    got = comparator_rows(figures, list(range(10)), [])
    known = sorted(t for t in tenths if t is not None)
    if not known:
        assert got.is_empty()
        return
    assert got["reporters"].to_list() == [len(known)] * 4
    if len(known) < 3:
        assert got["value"].null_count() == 4
        return
    middle = known[(len(known) - 1) // 2] + known[len(known) // 2]
    mean = (2 * sum(known) + len(known)) // (2 * len(known))  # in whole tenths, halves up
    expected = [mean / 10, (middle + 1) // 2 / 10, known[0] / 10, known[-1] / 10]
    assert got["value"].to_list() == expected


@pytest.mark.parametrize("number", [1, 4, 5])
def test_as_many_measures_as_there_are_columns_are_read_by_row(number: int) -> None:
    """Polars takes a square of values for columns unless it is told otherwise."""
    measures = ["icpc_15d", "cic_sdq", "cic_s20", "cic_dental_check", "cic_iro_casenote_6m"][:number]
    national = pl.concat([one_measure(["1"], measure=measure) for measure in measures])
    yearly = pl.DataFrame({"Measure_short": measures, "Year_Type": ["Financial Year"] * number})
    counterparts = [Counterpart(m, m, False, PeriodKind.YEAR, "None.") for m in measures]
    found = authority_figures(national, yearly, counterparts)
    assert sorted(found["measure_id"]) == sorted(measures)
    assert set(found["period"]) == {"year to March 2021"}


@pytest.mark.parametrize("number", [1, 4, 5])
def test_as_many_periods_as_there_are_columns_are_read_by_row(number: int) -> None:
    held = rows(*((f"year to March {2020 - back}", float(back)) for back in range(number)))
    assert beside(held, SEPTEMBER)["period_words"].to_list() == ["year to March 2020, 18 months earlier"]


def test_statistics_stand_in_the_order_in_which_the_measures_come() -> None:
    names = [str(number * 7 % 40) for number in range(40)]
    figures = pl.DataFrame({"measure_id": names, "period": "2020-21", "value": [1.0] * 40})
    assert neighbour_statistics(figures)["measure_id"].to_list() == names


def test_the_extract_is_in_the_counterparts_order_then_by_period_and_statistic() -> None:
    """Four authorities; of measure B two periods, the later sent first."""
    national = pl.concat(
        [
            one_measure(["1", "3", "8", "2.05"], "2021", "A"),
            one_measure(["10", "20", "30", "40"], "2021", "B"),
            one_measure(["50", "50", "-", "-"], "2020", "B"),
        ]
    )
    yearly = pl.DataFrame({"Measure_short": ["A", "B"], "Year_Type": ["Financial Year"] * 2})
    counterparts = [
        Counterpart("icpc_15d", None, False, PeriodKind.YEAR, "None."),
        Counterpart("cic_sdq", "B", True, PeriodKind.DAY, "None."),
        Counterpart("cic_s20", "A", False, PeriodKind.YEAR, "None."),
    ]
    figures = authority_figures(national.reverse(), yearly, counterparts)
    got = comparator_rows(figures, [0, 1, 2], ["Authority 3", "Authority 1"])
    assert got.schema["reporters"] == pl.Int64
    ours = "Statistical neighbours"
    assert got.rows() == [
        *(("cic_sdq", ours, "31 March 2020", statistic, None, 2) for statistic in STATISTICS),
        ("cic_sdq", "Authority 3", "31 March 2020", "value", None, None),
        ("cic_sdq", "Authority 1", "31 March 2020", "value", 50.0, None),
        ("cic_sdq", ours, "31 March 2021", "mean", 80.0, 3),
        ("cic_sdq", ours, "31 March 2021", "median", 80.0, 3),
        ("cic_sdq", ours, "31 March 2021", "lowest", 70.0, 3),
        ("cic_sdq", ours, "31 March 2021", "highest", 90.0, 3),
        ("cic_sdq", "Authority 3", "31 March 2021", "value", 60.0, None),
        ("cic_sdq", "Authority 1", "31 March 2021", "value", 80.0, None),
        ("cic_s20", ours, "year to March 2021", "mean", 4.0, 3),
        ("cic_s20", ours, "year to March 2021", "median", 3.0, 3),
        ("cic_s20", ours, "year to March 2021", "lowest", 1.0, 3),
        ("cic_s20", ours, "year to March 2021", "highest", 8.0, 3),
        ("cic_s20", "Authority 3", "year to March 2021", "value", 2.1, None),
        ("cic_s20", "Authority 1", "year to March 2021", "value", 3.0, None),
    ]


def test_a_figure_that_stands_twice_is_an_error() -> None:
    national = pl.concat([one_measure(["1"]), one_measure(["2"], "2020-21")])
    with pytest.raises(ValueError, match="icpc_15d: Authority 0 has two figures for year to March 2021"):
        authority_figures(national, YEARLY, [BESIDE_M])


def test_a_label_of_several_years_is_an_error() -> None:
    with pytest.raises(ValueError, match="M: “2014-16” is not one year"):
        authority_figures(one_measure(["1"], "2014-16"), YEARLY, [BESIDE_M])


# Periods


@pytest.mark.parametrize(
    ("label", "year_type", "last"),
    [
        ("2024", "Financial Year", date(2024, 3, 1)),
        ("2024-25", "Financial Year", date(2025, 3, 1)),
        ("2023/24", "Academic Year", date(2024, 7, 1)),
        ("2025 (prov)", "Academic Year", date(2025, 7, 1)),
        ("2016-17 (OT)", "Financial Year", date(2017, 3, 1)),
        ("2024", "Annual", date(2024, 3, 1)),
        ("2024", "Annual (end of Sept)", date(2024, 9, 1)),
        ("2024", "Annual - January", date(2024, 1, 1)),
        ("2024", "Calendar Year", date(2024, 12, 1)),
        ("1999-00", "Financial Year", date(2000, 3, 1)),
        ("2015-16", "Calendar Year", None),
        ("2014-16", "Financial Year", None),
        ("2013/14-15/16", "Financial Year", None),
        ("0", "Financial Year", None),
    ],
)
def test_labels_of_the_national_statistics(label: str, year_type: str, last: date | None) -> None:
    assert last_month(label, year_type) == last


def test_an_unknown_kind_of_year_is_an_error() -> None:
    with pytest.raises(ValueError, match="“Lunar Year” is not one of Annual - January, Annual, Financial Year, "):
        last_month("2024", "Lunar Year")


@given(st.integers(1990, 2098), st.sampled_from(PeriodKind))
def test_a_period_is_read_as_it_is_written(year: int, kind: PeriodKind) -> None:
    last = date(year, 7 if kind is PeriodKind.SCHOOL_YEAR else 3, 1)
    span = period_months(period_name(last, kind))
    assert span is not None
    assert span[1] == last
    first = {PeriodKind.YEAR: (year - 1, 4), PeriodKind.DAY: (year, 3), PeriodKind.SCHOOL_YEAR: (year - 1, 9)}[kind]
    assert (span[0].year, span[0].month) == first


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2020-21", date(2020, 4, 1), date(2021, 3, 1)),
        ("1999/00", date(1999, 4, 1), date(2000, 3, 1)),
        ("school year 2020-21", date(2020, 9, 1), date(2021, 7, 1)),
        ("year to March 2021", date(2020, 4, 1), date(2021, 3, 1)),
        ("31 March 2021", date(2021, 3, 1), date(2021, 3, 1)),
        ("1 May 2021", date(2021, 5, 1), date(2021, 5, 1)),
    ],
)
def test_the_months_of_a_period(period: str, first: date, last: date) -> None:
    assert period_months(period) == (first, last)


@pytest.mark.parametrize("period", ["", "2021", "2020-22", "year to Mars 2021", "Q2 2021-22"])
def test_what_is_no_period(period: str) -> None:
    assert period_months(period) is None


# Beside a month


def rows(
    *given: tuple[str, float | None], measure: str = "icpc_15d", cut: str = "2021-09", **same: object
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
    both = pl.concat([YEARS, rows(("31 March 2022", 1.0), ("31 March 2023", 2.0), measure="cpp_over_2_years")])
    chosen = dict(beside(both, SEPTEMBER).select("measure_id", "period_words").rows())
    assert chosen["icpc_15d"] == "year to March 2021, 6 months earlier"
    assert chosen["cpp_over_2_years"] == "31 March 2022, 6 months later"


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
            "measure_id": "icpc_15d", "comparator": "England", "period": "2020-21", "statistic": "value", "value": 1.0,
            "reporters": None, "source": "own", "simulated": True, "period_words": "2020-21, 6 months earlier",
        }
    ]  # fmt: skip


def test_of_two_sources_of_one_cut_the_first_by_name_is_shown() -> None:
    one, other = rows(("2020-21", 1.0), source="a"), rows(("2020-21", 2.0), source="b")
    for given_rows in ([one, other], [other, one]):
        assert beside(pl.concat(given_rows), SEPTEMBER)["value"].to_list() == [1.0]


def test_a_period_without_any_figure_or_that_cannot_be_read_gives_way() -> None:
    assert beside(rows(("year to March 2021", None), ("2019-20", 1.0)), SEPTEMBER)["period"].to_list() == ["2019-20"]
    assert beside(rows(("lately", 1.0), ("2023-24", 2.0)), SEPTEMBER)["period"].to_list() == ["2023-24"]
    assert beside(rows(("lately", 1.0)), SEPTEMBER)["period_words"].to_list() == ["lately"]


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
    assert compared(value, median, polarity) == said


def sentence(
    held: pl.DataFrame, catalogue: Catalogue, measure: str, month: date, value: float | None, **changed: Window
) -> str:
    indicator = replace(catalogue.indicators[measure], **changed)  # type: ignore[arg-type]
    return peers_sentence(beside(held, month), value, month, indicator, catalogue.counterparts[measure])


def test_the_sentence_names_statistic_reporters_period_and_difference(
    held: pl.DataFrame, the_catalogue: Catalogue
) -> None:
    assert sentence(held, the_catalogue, "repeat_referrals_12m", SEPTEMBER, 21.4) == (
        "21.4% in September 2021 is similar to the statistical neighbours' median of 21.1% (mean 22.1%, lowest 15.5%, "
        "highest 34.5%; 10 of 10 reported). In the same statistics: England 22.7%, South West 22.7% and "
        "Gloucestershire 30.2%. Period: year to March 2021, 6 months earlier. The national figure is for referrals of "
        "a whole year, ours for those of one month; both look back 12 months."
    )


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


def test_part_of_a_year_is_not_judged_against_a_whole_one(held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    in_july = sentence(held, the_catalogue, "cic_fixed_term_excluded", date(2021, 7, 1), 15.0)
    assert in_july.startswith("15.0% in July 2021 is worse than the statistical neighbours' median of 10.2%")
    assert "Period: school year 2020-21. " in in_july
    in_september = sentence(held, the_catalogue, "cic_fixed_term_excluded", SEPTEMBER, 3.0)
    assert "covers a part of the year only and is not judged against" in in_september
    calendar = sentence(held, the_catalogue, "icpc_15d", SEPTEMBER, 3.0, window=Window.CALENDAR_YTD)
    assert "is not judged against" in calendar


def test_a_missing_figure_or_none_of_others_is_said(held: pl.DataFrame, the_catalogue: Catalogue) -> None:
    missing = sentence(held, the_catalogue, "icpc_15d", SEPTEMBER, None)
    assert missing.startswith("There is no figure for September 2021 to set beside the statistical neighbours' median")
    nothing = sentence(held.clear(), the_catalogue, "icpc_15d", SEPTEMBER, 58.1)
    assert nothing == "No figures of others are held."


def test_own_comparators_need_no_counterpart_and_simulated_ones_say_so(the_catalogue: Catalogue) -> None:
    own = rows(("2020-21", 55.0), simulated=True).with_columns(
        comparator=pl.lit("Family group"), statistic=pl.lit("mean")
    )
    said = peers_sentence(beside(own, SEPTEMBER), 58.1, SEPTEMBER, the_catalogue.indicators["icpc_15d"], None)
    assert said == (
        "In the same statistics: Family group (mean) 55.0%. Period: 2020-21, 6 months earlier. "
        "The figures of others are simulated."
    )


def neighbours_only(**statistics: float | None) -> pl.DataFrame:
    return pl.DataFrame(
        [
            ("icpc_15d", "Statistical neighbours", "2020-21", name, value, 4, "dfe", False, SEPTEMBER)
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
    indicator = the_catalogue.indicators["icpc_15d"]
    assert peers_sentence(held, 58.1, SEPTEMBER, indicator, None) == f"{said} Period: 2020-21, 6 months earlier."


def test_a_median_may_come_without_the_number_that_reported(the_catalogue: Catalogue) -> None:
    held = neighbours_only(median=60.0).with_columns(reporters=pl.lit(None, pl.Int64))
    said = peers_sentence(beside(held, SEPTEMBER), 61.0, SEPTEMBER, the_catalogue.indicators["icpc_15d"], None)
    assert said.startswith("61.0% in September 2021 is similar to the statistical neighbours' median of 60.0%. Period")


def test_the_peers_of_an_indicator_are_its_own_and_no_others(published: Store, held: pl.DataFrame) -> None:
    found = peers(published, "cic_3plus_placements_12m", SEPTEMBER)
    assert set(found["measure_id"]) == {"cic_3plus_placements_12m"}
    assert found.equals(beside(held, SEPTEMBER).filter(measure_id="cic_3plus_placements_12m"))
