"""Financial years beside each other, quarters and the year to date: each of one series, up to the month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics import months
from analytics.indicators import financial_years, quarters_to, series
from analytics.store import Store
from analytics.wording import year_to_date_sentence
from tests.kinds import of_kind

SEPTEMBER = date(2021, 9, 1)


@pytest.fixture(scope="module")
def county(westshire: Store) -> pl.DataFrame:
    return series(westshire, "icpc_due", SEPTEMBER)


def test_a_financial_year_runs_from_april_to_march(county: pl.DataFrame) -> None:
    places = {
        month: (year, place)
        for month, year, place in financial_years(county, SEPTEMBER).select("month", "financial_year", "place").rows()
    }
    assert places[date(2021, 3, 1)] == ("2020/21", 11)
    assert places[date(2021, 4, 1)] == ("2021/22", 0)
    assert places[date(2019, 12, 1)] == ("2019/20", 8)


def test_there_are_four_years_up_to_that_of_the_month(county: pl.DataFrame) -> None:
    def years(month: date) -> list[str]:
        return financial_years(county, month)["financial_year"].unique(maintain_order=True).to_list()

    assert years(SEPTEMBER) == ["2018/19", "2019/20", "2020/21", "2021/22"]
    assert years(date(2021, 3, 1)) == ["2018/19", "2019/20", "2020/21"]


def test_a_published_month_is_not_set_against_a_simulated_one(county: pl.DataFrame) -> None:
    rows = {r["month"]: r for r in financial_years(county, SEPTEMBER).to_dicts()}
    assert rows[SEPTEMBER]["year_change"] == -36.8, "41.9 after 78.7"
    assert rows[date(2021, 8, 1)]["year_change"] is None
    assert rows[date(2021, 8, 1)]["no_year_change"] == (
        "real and simulated months are not taken together; simulated: August 2020"
    )
    assert rows[date(2020, 8, 1)]["year_change"] == pytest.approx(2.4), "75.4 after 73.0, both simulated"


def test_quarters_come_newest_first_with_their_note_or_the_reason(county: pl.DataFrame) -> None:
    quarters = quarters_to(county, SEPTEMBER)
    assert quarters["quarter"].to_list() == [
        "Q2 2021/22", "Q1 2021/22", "Q4 2020/21", "Q3 2020/21", "Q2 2020/21", "Q1 2020/21", "Q4 2019/20", "Q3 2019/20",
    ]  # fmt: skip
    newest, mixed, old = (quarters.row(i, named=True) for i in (0, 4, 5))
    assert (newest["quarter_numerator"], newest["quarter_denominator"], newest["quarter_value"]) == (127, 189, 67.2)
    assert newest["remark"] == "numerator and denominator are a simulated split of the published figure"
    assert mixed["quarter_value"] is None
    assert mixed["remark"] == "real and simulated months are not taken together; simulated: July 2020, August 2020"
    assert "wholly simulated" in old["remark"]


def test_a_quarter_that_has_not_ended_is_refused(county: pl.DataFrame) -> None:
    newest = quarters_to(county, date(2021, 8, 1)).row(0, named=True)
    assert (newest["quarter"], newest["quarter_value"]) == ("Q2 2021/22", None)
    assert newest["remark"] == "no figure for September 2021"


def test_the_year_to_date_is_pooled_and_set_against_last_years(westshire: Store) -> None:
    place = series(westshire, "icpc_due", SEPTEMBER, "Wexley")
    half = place.filter(pl.col("month").is_between(date(2021, 4, 1), SEPTEMBER))
    n, d = half["numerator"].sum(), half["denominator"].sum()
    said = year_to_date_sentence(place, SEPTEMBER)
    assert f"April to September 2021: {round(100 * n / d, 1)}% ({n:g} of {d:g})." in said
    assert "Last year to September 2020: " in said
    assert said.endswith((" worse.", " better.", " no change."))


def test_the_year_to_date_is_refused_in_words(county: pl.DataFrame, published: Store) -> None:
    said = year_to_date_sentence(county, SEPTEMBER)
    assert "74.8% (285 of 381)" in said
    assert (
        "Last year to September 2020: not given (real and simulated months are not taken together; simulated: Apr"
        in said
    )
    without_counts = series(published, "icpc_due", SEPTEMBER)
    said = year_to_date_sentence(without_counts, SEPTEMBER)
    assert "printed without counts, and percentages are not averaged" in said
    snapshot = year_to_date_sentence(series(published, "care_s20", SEPTEMBER), SEPTEMBER)
    assert snapshot == (
        "Financial year to date, April to September 2021: not given (a snapshot says how things stand at the end of a "
        "month, so months are not added up)."
    )


# ---- by hand, without a store

COLUMNS = {
    "measure_id": pl.String, "month": pl.Date, "numerator": pl.Int64, "denominator": pl.Int64, "value": pl.Float64,
    "marker": pl.String, "window": pl.String, "polarity": pl.String, "simulated": pl.Boolean, "note": pl.String,
}  # fmt: skip


def by_hand(
    first: date,
    counts: list[tuple[int, int] | None],
    polarity: str = "bigger",
    window: str = "month",
    simulated: int = 0,
) -> pl.DataFrame:
    """Months one after the other; the first so many are wholly simulated; None is a gap that no extract has."""
    made = [
        ("m", months.before(first, -i), *(pair or (None, None)), None, None if pair else "x", window, polarity)
        + ((None, None) if pair is None else (i < simulated, "wholly simulated" if i < simulated else ""))
        for i, pair in enumerate(counts)
    ]
    frame = pl.DataFrame(made, schema=COLUMNS, orient="row").with_columns(
        target=pl.lit(None, pl.Float64),
        counted=pl.lit("visits"),
        counts_simulated=pl.lit(False),
        parts_missing=pl.lit(""),
    )
    return of_kind(frame)


MARCH = date(2020, 3, 1)


def test_years_of_one_series_stand_beside_each_other_by_place() -> None:
    counted = by_hand(MARCH, [(i, 100) for i in range(1, 20)])  # March 2020 to September 2021
    found = financial_years(counted, SEPTEMBER)
    assert found.select("financial_year", "place").rows() == [
        ("2019/20", 11),
        *(("2020/21", place) for place in range(12)),
        *(("2021/22", place) for place in range(6)),
    ]
    assert found.schema["place"] == pl.Int64
    assert found["year_change"].to_list() == [None] * 12 + [12.0] * 7
    assert found["no_year_change"].to_list()[11:13] == ["no figure for February 2020", None]


def test_only_the_newest_years_up_to_that_of_the_month_are_shown() -> None:
    five = by_hand(date(2016, 4, 1), [(1, 2)] * 66)

    def years(month: date) -> list[str]:
        return financial_years(five, month)["financial_year"].unique(maintain_order=True).to_list()

    assert years(SEPTEMBER) == years(date(2021, 4, 1)) == ["2018/19", "2019/20", "2020/21", "2021/22"]
    assert years(date(2021, 3, 1)) == ["2017/18", "2018/19", "2019/20", "2020/21"]


def test_a_gap_belongs_to_the_series_before_it() -> None:
    counted = by_hand(MARCH, [(1, 10), None, (3, 10)] + [(4, 10)] * 10, simulated=1)
    assert financial_years(counted, date(2021, 3, 1))["simulated"].to_list() == [True, True, *[False] * 11]


def test_quarters_up_to_the_month_newest_first_and_no_more_than_wanted() -> None:
    counted = by_hand(date(2020, 10, 1), [(i, 100) for i in range(1, 13)])  # October 2020 to September 2021
    found = quarters_to(counted, SEPTEMBER)
    assert found.select("quarter", "quarter_value", "remark").rows() == [
        ("Q2 2021/22", 11.0, None),
        ("Q1 2021/22", 8.0, None),
        ("Q4 2020/21", 5.0, None),
        ("Q3 2020/21", 2.0, None),
    ]
    assert quarters_to(by_hand(date(2018, 4, 1), [(1, 2)] * 30), date(2020, 9, 1)).height == 8
    to_june = quarters_to(counted, date(2021, 6, 1))
    assert to_june["quarter"].to_list() == ["Q1 2021/22", "Q4 2020/21", "Q3 2020/21"]
    unfinished = quarters_to(counted, date(2021, 8, 1)).row(0, named=True)
    assert (unfinished["quarter_value"], unfinished["remark"]) == (None, "no figure for September 2021")


def test_a_quarter_of_both_kinds_is_that_of_its_published_months() -> None:
    counted = by_hand(date(2021, 4, 1), [(1, 10), (2, 10), (3, 10), (4, 10), (5, 10), (6, 10)], simulated=4)
    newest, older = quarters_to(counted, SEPTEMBER).to_dicts()
    assert (newest["simulated"], newest["quarter_months"]) == (False, 2)
    assert newest["remark"] == "real and simulated months are not taken together; simulated: July 2021"
    assert (older["simulated"], older["quarter_value"], older["remark"]) == (True, 20.0, "wholly simulated")


def test_a_quarter_that_begins_with_a_gap_is_that_of_its_figures() -> None:
    newest = quarters_to(by_hand(date(2021, 7, 1), [None, (2, 10), (3, 10)]), SEPTEMBER).row(0, named=True)
    assert (newest["quarter_months"], newest["simulated"]) == (2, False)


def test_a_published_month_has_no_year_ago_that_is_simulated() -> None:
    counted = by_hand(date(2020, 4, 1), [(i, 100) for i in range(1, 19)], simulated=13)
    found = financial_years(counted, SEPTEMBER).filter(pl.col("month") >= date(2021, 4, 1))
    assert found["year_change"].to_list() == [12.0] + [None] * 5
    assert found["no_year_change"].to_list()[:2] == [
        None, "real and simulated months are not taken together; simulated: May 2020",
    ]  # fmt: skip


def test_a_quarter_has_the_note_of_its_last_month() -> None:
    counted = by_hand(date(2021, 7, 1), [(1, 10), (2, 10), (3, 10)]).with_columns(
        note=pl.Series(["first", "second", "third"])
    )
    assert quarters_to(counted, SEPTEMBER)["remark"].to_list() == ["third"]


LAST_YEAR = [(10, 20)] * 6  # April to September 2020: 60 of 120, 50.0 %
BETWEEN = [(10, 10)] * 6


@pytest.mark.parametrize(
    ("polarity", "this_year", "said"),
    [
        ("bigger", [(2000, 4000)] * 6, "50.0% (12,000 of 24,000). Last year to September 2020: 50.0% (60 of 120). "
         "A change of 0.0 points, no change."),
        ("bigger", [(6, 10)] * 6, "60.0% (36 of 60). Last year to September 2020: 50.0% (60 of 120). "
         "A change of +10.0 points, better."),
        ("smaller", [(6, 10)] * 6, "60.0% (36 of 60). Last year to September 2020: 50.0% (60 of 120). "
         "A change of +10.0 points, worse."),
        ("plan", [(4, 10)] * 6, "40.0% (24 of 60). Last year to September 2020: 50.0% (60 of 120). "
         "A change of −10.0 points."),
        ("bigger", [(6, 10), None, *[(6, 10)] * 4], "not given (no figure for May 2021). "
         "Last year to September 2020: 50.0% (60 of 120)."),
    ],
)  # fmt: skip
def test_the_year_to_date_in_words(polarity: str, this_year: list[tuple[int, int] | None], said: str) -> None:
    counted = by_hand(date(2020, 4, 1), [*LAST_YEAR, *BETWEEN, *this_year], polarity)
    assert year_to_date_sentence(counted, SEPTEMBER) == f"Financial year to date, April to September 2021: {said}"


def test_a_simulated_last_year_is_not_set_against_a_published_one_and_a_missing_one_is_said() -> None:
    counted = [*LAST_YEAR, *BETWEEN, *[(6, 10)] * 6]
    first = date(2020, 4, 1)
    start = "Financial year to date, April to September 2021: 60.0% (36 of 60). Last year to September 2020: not given "
    half = "April 2020, May 2020, June 2020, July 2020, August 2020, September 2020)."
    mixed = by_hand(first, counted, simulated=12)
    assert year_to_date_sentence(mixed, SEPTEMBER) == (
        f"{start}(real and simulated months are not taken together; simulated: {half}"
    )
    assert year_to_date_sentence(mixed.filter(~pl.col("simulated")), SEPTEMBER) == f"{start}(no figure for {half}"


def test_what_has_no_year_to_date_says_so_once() -> None:
    snapshot = by_hand(date(2020, 4, 1), [(1, 2)] * 18, window="snapshot")
    assert year_to_date_sentence(snapshot, SEPTEMBER) == (
        "Financial year to date, April to September 2021: not given (a snapshot says how things stand at the end of a "
        "month, so months are not added up)."
    )
