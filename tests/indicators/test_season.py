"""A count of less than three years has the season of national monthly figures: an authority that has just begun."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import numpy as np
import polars as pl
import pytest

from analytics import months
from analytics.catalogue import using
from analytics.charts.indicator import limit_caption
from analytics.extracts import Options
from analytics.indicators import season
from analytics.indicators.pipeline import series
from analytics.indicators.reported import monthly
from analytics.indicators.season import NATIONAL, detrended, factors, national_factors
from analytics.indicators.spc import control_charts
from analytics.intervals import SMALL
from analytics.store import Incoming, Store, begin, held_catalogue, load
from analytics.units import Kind
from analytics.wording import season_measures
from benchmarks.calibration import NEWEST, SPREAD, Truth, frame
from tests.indicators.test_spc_methods import EXACT, SEASONS, values

# Each month of a year beside the mean of it, January first, as England's referrals have it.
OF_ENGLAND = [1.02, 0.95, 1.06, 0.89, 1.04, 1.09, 1.06, 0.84, 1.02, 1.06, 1.08, 0.89]
# One that is lower in August alone.
OF_HOLIDAYS = [1.02] * 7 + [0.78] + [1.02] * 4
AUGUST = date(2024, 8, 1)
ENGLAND, REGION, OWN = 3, 2, 1


def from_april(year: int, years: int) -> list[date]:
    return [months.before(date(year, 4, 1), -after) for after in range(12 * years)]


def national(
    of_month: Sequence[float] = OF_ENGLAND,
    *,
    first: int = 2014,
    years: int = 10,
    level: float = 50_000,
    rank: int = ENGLAND,
    without: Sequence[date] = (),
) -> pl.DataFrame:
    """Monthly figures of the years from an April on, with ups and downs of 1%; months without one are null."""
    held, chance = from_april(first, years), np.random.default_rng(5)
    of = [level * chance.normal(1, 0.01) * of_month[month.month - 1] for month in held]
    rows = [
        ("one", rank, f"Figures {rank}", "Department", month, None if month in without else value)
        for month, value in zip(held, of, strict=True)
    ]
    return pl.DataFrame(rows, NATIONAL, orient="row")


def own(
    length: int, kind: Kind = Kind.COUNT, level: float = 500, of_month: Sequence[float] = OF_ENGLAND
) -> pl.DataFrame:
    """Months up to an August with a season, and ups and downs of 2%."""
    held = [months.before(AUGUST, back) for back in reversed(range(length))]
    of = [level * of_month[month.month - 1] * (1.02 if month.month % 2 else 0.98) for month in held]
    return values([round(value) for value in of], kind).with_columns(month=pl.Series(held))


def newest(rows: pl.DataFrame, *figures: pl.DataFrame) -> dict[str, object]:
    found = control_charts(rows, {}, national=pl.concat(figures) if figures else None)
    return found.row(-1, named=True)


# ---- the factors


@pytest.mark.parametrize("case", [case for case in SEASONS if "multiplicative" in case[0]], ids=lambda case: case[0])
def test_national_factors_are_those_of_the_reference(case: tuple[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """Of twelve years, had they all a part, they are R's; rounding to 10 moves them by less than the least figure."""
    points = SEASONS[case].select("value", month=pl.Series(from_april(2012, 12)))
    reference = SEASONS[case]["seasonal"].to_numpy()[:12]
    of_ten = national_factors(points)
    assert of_ten is not None
    assert of_ten[1] == [date(year, 4, 1) for year in range(2014, 2024)]
    assert of_ten[0] == pytest.approx(
        factors(detrended(points["value"].to_numpy()[24:] * 1.0, ratios=True), ratios=True)
    )
    monkeypatch.setattr(season, "MOST_YEARS", 12)
    of_twelve = national_factors(points)
    in_tens = national_factors(points.with_columns(value=10 * (pl.col("value") / 10).round()))
    assert of_twelve is not None
    assert in_tens is not None
    assert of_twelve[0] == pytest.approx(reference, rel=EXACT)
    assert in_tens[0] == pytest.approx(of_twelve[0], abs=5 / min(points["value"]))


def test_a_year_with_a_marker_is_left_out() -> None:
    """Hackney's attack: nothing is said of December 2020, and the figures of that year count for nothing."""
    whole, holed = national(), national(without=[date(2020, 12, 1)])
    wild = holed.with_columns(
        value=pl.when(pl.col("month") == date(2020, 11, 1)).then(9e6).otherwise("value")  # of the same year
    )
    found, of_holed, of_wild = (national_factors(of) for of in (whole, holed, wild))
    assert found
    assert of_holed
    assert of_wild
    assert of_holed[1] == [date(year, 4, 1) for year in range(2014, 2024) if year != 2020]
    assert list(of_wild[0]) == list(of_holed[0])
    assert list(of_holed[0]) == pytest.approx(list(found[0]), abs=0.01)


@pytest.mark.parametrize(
    "figures",
    [
        national(years=2),
        national(years=3, without=[date(2015, 8, 1)]),
        national(years=5, without=[date(2015, 8, 1), date(2017, 8, 1)]),  # three years that stand alone have no trend
        national([1.0] * 12),
        national(level=0),
    ],
    ids=["two years", "three with a hole", "single years", "no season", "nothing"],
)
def test_fewer_than_three_years_or_no_season_give_no_factors(figures: pl.DataFrame) -> None:
    assert national_factors(figures) is None


# ---- the chart


@pytest.mark.parametrize("length", [8, 11])
def test_an_august_like_every_august_is_no_signal_in_the_first_year(length: int) -> None:
    """Without the national figures it is one, for no August before it is held."""
    rows = own(length, of_month=OF_HOLIDAYS)
    alone, beside = newest(rows), newest(rows, national(OF_HOLIDAYS))
    assert (alone["signal"], alone["seasonal"], alone["season_source"]) == ("outside", False, None)
    assert (beside["signal"], beside["variation"], beside["seasonal"]) == (None, "common cause", True)
    assert beside["season_source"] == "Figures 3, April 2014 to March 2024 (Department)"
    assert beside["mean"] == pytest.approx(500 * 0.78, rel=0.02)


def test_a_true_fall_is_seen_in_a_narrower_range() -> None:
    """A tenth fewer than an August has: the range of figures with their season in them is too wide to tell."""
    rows = own(24)
    fallen = rows.with_columns(value=pl.when(month=AUGUST).then(0.85 * pl.col("value")).otherwise("value"))
    assert newest(fallen)["signal"] is None
    found = newest(fallen, national())
    assert (found["signal"], found["side"]) == ("outside", "low")


def test_the_authority_goes_before_its_region_and_its_region_before_england() -> None:
    flat = [1.0] * 12
    cases = [
        ([national(rank=OWN), national(rank=REGION)], "Figures 1"),
        ([national(flat, rank=OWN), national(rank=REGION)], "Figures 2"),
        ([national(rank=OWN, years=2), national(flat, rank=REGION), national()], "Figures 3"),
    ]
    for figures, first in cases:
        assert str(newest(own(13), *figures)["season_source"]).startswith(f"{first}, ")
    assert newest(own(13), national(flat))["seasonal"] is False


def test_a_rate_has_the_season_of_its_count() -> None:
    """As what each 10,000 children would come to in a year: a tenth of the number, and all lines with it."""
    count, rate = newest(own(13), national()), newest(own(13, Kind.RATE, level=50), national())
    assert rate["season_source"] == count["season_source"]
    assert 10 * rate["mean"] == pytest.approx(count["mean"], rel=0.02)  # type: ignore[operator]


def test_the_month_that_is_judged_has_no_part_in_its_factor() -> None:
    """Years that had not ended before the newest figure do not count, and so nothing later changes its range."""
    later = national(first=2022, years=6)
    doubled = later.with_columns(value=pl.when(pl.col("month") >= date(2024, 4, 1)).then(2.0).otherwise(1.0) * "value")
    until = national(first=2014, years=8)
    found = [newest(own(13), until, of) for of in (later, doubled)]
    assert found[0] == found[1]
    assert "to March 2024" in str(found[0]["season_source"])


@pytest.mark.parametrize(
    "rows",
    [
        own(36),
        own(60),
        own(36).with_columns(value=pl.when(month=date(2023, 8, 1)).then(None).otherwise("value")),
        own(13, Kind.PERCENTAGE, level=50),
        own(13, Kind.AMOUNT),
        own(13).with_columns(window=pl.lit("snapshot")),
        own(13).with_columns(measure_id=pl.lit("two")),
        own(13, level=3),
    ],
    ids=["three years", "five", "a gap in three", "percentage", "amount", "month's end", "no counterpart", "rare"],
)
def test_nothing_changes_for_others(rows: pl.DataFrame) -> None:
    assert control_charts(rows, {}).equals(control_charts(rows, {}, national=national()))


def test_rounding_to_ten_changes_no_range() -> None:
    exact = national(level=600, rank=OWN)
    in_tens = exact.with_columns(value=10 * (pl.col("value") / 10).round())
    found = [newest(own(13), of) for of in (exact, in_tens)]
    assert [of["signal"] for of in found] == [None, None]
    for line in ("mean", "lower", "upper"):
        assert found[0][line] == pytest.approx(found[1][line], rel=0.01)


@pytest.mark.parametrize("length", [8, 13, 24])
def test_false_signals_of_the_lowest_month_and_true_ones(length: int) -> None:
    """Series with England's season, whose newest month is the lowest of the year: few false signals with the national
    figures, fewer than without in the first year; and a fall of a fifth in 1,000 is seen more often."""
    chance, series_made, cases = np.random.default_rng(length), 300, 1000
    at = NEWEST.month - 8  # as if the newest were an August
    held = [months.before(NEWEST, back) for back in reversed(range(length))]
    of_month = np.array([OF_ENGLAND[(month.month - 1 - at) % 12] for month in held])
    figures = national([OF_ENGLAND[(month - at) % 12] for month in range(12)], first=2011)
    figures = pl.concat([figures.with_columns(measure_id=pl.lit(str(one))) for one in range(series_made)])

    def signals(fall: float, beside: pl.DataFrame | None) -> float:
        mean = np.tile(cases * of_month, (series_made, 1))
        mean[:, -1] *= 1 - fall
        rows = frame(Truth(None, cases, None, length), chance.negative_binomial(mean / (SPREAD - 1), 1 / SPREAD))
        found = control_charts(rows, {}, national=beside).filter(month=NEWEST)
        large = (pl.col("value") - pl.col("mean")).abs() >= SMALL
        return float(100 * found.select((pl.col("signal").is_not_null() & large).mean()).item())

    false, seen = signals(0, figures), signals(0.2, figures)
    assert false <= 5
    if length == 8:
        assert false < signals(0, None)
    else:
        assert seen > 2 * signals(0.2, None)
    assert seen > 50


# ---- the store


HEADER = "national_measure,code,period,numerator,denominator,value,marker"


def figures_of(code: str, first: int, years: int, level: float) -> list[str]:
    figures = national(OF_HOLIDAYS, first=first, years=years, level=level)
    in_tens = figures.select("month", 10 * (pl.col("value") / 10).round()).rows()
    return [f"Referrals by month,{code},{months.words(month)},,,{value:.0f}," for month, value in in_tens]


def wide_file(figures: pl.DataFrame) -> Incoming:
    """Referrals as a dashboard has them."""
    held = [f"{month:%b-%y}" for month in figures["month"]], [f"{value:.0f}" for value in figures["value"]]
    text = "\n".join([",".join(["Indicator", *held[0]]), ",".join(["Referrals received", *held[1]])])
    return Incoming("own.csv", text.encode())


def began(store: Store, *lines: str, own_months: int = 11) -> Store:
    """Kent, which has just begun, with the starter catalogue, its own months and national figures."""
    begin(store, "Kent")
    load(store, held_catalogue(store), [wide_file(own(own_months, of_month=OF_HOLIDAYS))], Options(source="own"))
    if lines:
        content = "\n".join([HEADER, *lines]).encode()
        load(store, held_catalogue(store), [Incoming("national.csv", content)], Options(source="dfe"))
    return store


ENGLANDS = figures_of("E92000001", 2014, 10, 50_000)


def test_the_starter_catalogue_names_the_figures_and_the_chart_says_whose_season_it_is(empty: Store) -> None:
    lines = [*ENGLANDS, *figures_of("886", 2022, 2, 1800)]
    held = began(empty, *lines, "Referrals by month,E92000001,31 March 2024,,,7,", "Other,E92000001,May 2024,,,7,")
    with using(held_catalogue(held)):
        figures = monthly(held).filter(measure_id="referrals_received")
        assert dict(figures.group_by("figures").len().rows()) == {
            "England's referrals by month": 120,
            "Kent's referrals by month": 24,
        }
        rows = series(held, "referrals_received", AUGUST).to_dicts()
        assert rows[-1]["signal"] is None
        caption = limit_caption(rows)
        (said,) = season_measures(held_catalogue(held))
    said_so = "England's referrals by month, April 2014 to March 2024 (Department for Education)"
    assert f"the season taken out with the factors of {said_so}" in caption
    assert "Referrals received" in said
    assert "Referrals by month" in said


def test_without_national_figures_a_beginner_is_judged_as_before(empty: Store) -> None:
    held = began(empty)
    with using(held_catalogue(held)):
        assert monthly(held).is_empty()
        assert series(held, "referrals_received", AUGUST)["signal"].to_list()[-1] == "outside"


def test_simulated_national_figures_have_no_season(empty: Store) -> None:
    held = began(empty)
    made_up = "\n".join([f"{HEADER},simulated", *(f"{line},true" for line in ENGLANDS)]).encode()
    load(held, held_catalogue(held), [Incoming("national.csv", made_up)], Options(source="simulated"))
    with using(held_catalogue(held)):
        assert monthly(held).is_empty()


def test_a_damaged_file_of_national_figures_takes_no_figure_with_it(empty: Store) -> None:
    held = began(empty, *ENGLANDS)
    (part,) = (part for _, part in held.ledger.live("national_figures"))
    (held.parquet / part.parquet).unlink()
    harmed = Store(held.root)
    with using(held_catalogue(harmed)):
        assert series(harmed, "referrals_received", AUGUST)["seasonal"].to_list()[-1] is False
    (lost,) = harmed.parts()[1]
    assert "no season is taken out by their factors" in lost.sentence
