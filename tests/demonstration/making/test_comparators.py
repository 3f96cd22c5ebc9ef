"""The comparators follow from the national statistics."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import Catalogue, Counterpart, PeriodKind
from analytics.indicators.comparators import STATISTICS, period_months
from analytics.percent import pooled
from tests.demonstration.making.printed import ORACLES
from tools.demonstration.comparators import (
    OTHERS,
    authority_figures,
    comparator_rows,
    comparators,
    dictionary,
    last_month,
    national,
    neighbour_statistics,
    neighbours,
    period_name,
)


@pytest.fixture(scope="module")
def figures(the_catalogue: Catalogue) -> pl.DataFrame:
    return authority_figures(national(), dictionary(), the_catalogue.counterparts.values())


@pytest.fixture(scope="module")
def held(the_catalogue: Catalogue) -> pl.DataFrame:
    return comparators(the_catalogue)


def of(rows: pl.DataFrame, **wanted: object) -> pl.DataFrame:
    return rows.filter(pl.col(name) == value for name, value in wanted.items())


def test_the_extract_has_28_measures_and_is_as_new_as_its_newest_figure(
    figures: pl.DataFrame, held: pl.DataFrame
) -> None:
    assert (held.height, held["measure_id"].n_unique()) == (1827, 28)
    assert set(held["cut"]) == {f"{figures['last'].max():%Y-%m}"} == {"2025-09"}


def test_mean_and_median_differ_as_the_two_national_tools_do(figures: pl.DataFrame) -> None:
    year = of(figures, measure_id="repeat_referrals_12m", period="year to March 2025")
    exact = neighbour_statistics(year.filter(pl.col("code").is_in(neighbours()))).row(0, named=True)
    assert (round(exact["mean"], 6), round(exact["median"], 6)) == (20.87, 17.75)
    assert (exact["lowest"], exact["highest"], exact["reporters"]) == (15.4, 41.0, 10)
    rounded = comparator_rows(year, neighbours(), OTHERS)
    assert rounded["value"].to_list() == [20.9, 17.8, 15.4, 41.0, 22.6, 22.1, 22.4]


def test_neither_is_the_rate_of_the_neighbours_taken_together() -> None:
    counts = pl.read_csv(ORACLES / "referrals.csv", infer_schema=False).filter(
        (pl.col("time_period") == "2025") & pl.col("old_la_code").is_in([str(code) for code in neighbours()])
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


def test_every_year_type_fits_its_period(the_catalogue: Catalogue) -> None:
    year_types = dict(dictionary().select("Measure_short", "Year_Type").rows())
    for counterpart in the_catalogue.counterparts.values():
        if counterpart.national_measure:
            school = counterpart.period_kind is PeriodKind.SCHOOL_YEAR
            assert (year_types[counterpart.national_measure] == "Academic Year") == school, counterpart.measure_id
            september = counterpart.period_kind is PeriodKind.SEPTEMBER
            year_type = year_types[counterpart.national_measure]
            assert (year_type == "Annual (end of Sept)") == september, counterpart.measure_id


def test_a_counterpart_that_counts_the_opposite_is_turned_round(held: pl.DataFrame) -> None:
    missed = (
        national()
        .filter(
            (pl.col("Short Desc") == "LAC_Pers_Abs")
            & (pl.col("Years") == "2021")
            & pl.col("LA Number").is_in(neighbours())
        )["Values"]
        .cast(pl.Float64)
    )
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
    last = date(year, {PeriodKind.SCHOOL_YEAR: 7, PeriodKind.SEPTEMBER: 9}.get(kind, 3), 1)
    span = period_months(period_name(last, kind))
    assert span is not None
    assert span[1] == last
    first = {
        PeriodKind.YEAR: (year - 1, 4),
        PeriodKind.DAY: (year, 3),
        PeriodKind.SCHOOL_YEAR: (year - 1, 9),
        PeriodKind.SEPTEMBER: (year, 9),
    }[kind]
    assert (span[0].year, span[0].month) == first
