"""The extract of comparators, from the national statistics in `data/open`; its rules stand in
`analytics/indicators/comparators.py`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

import polars as pl

from analytics import months
from analytics.catalogue import Catalogue, Counterpart, PeriodKind
from analytics.catalogue.catalogue import DATA
from analytics.indicators.comparators import NEIGHBOURS, STATISTICS
from analytics.percent import from_tenths, tenths

OPEN = DATA / "open"
OTHERS = ["England", "South West", "Gloucestershire"]
FEWEST = 3  # neighbours that reported, for a figure of theirs
NOT_PUBLISHED = "-"
_LAST_MONTHS = {
    "Annual - January": 1,
    "Annual": 3,
    "Financial Year": 3,
    "Academic Year": 7,
    "Annual (end of Sept)": 9,
    "Calendar Year": 12,
}
_ACROSS_TWO_YEARS = ("Financial Year", "Academic Year")
_LABEL = re.compile(r"(\d{4})(?:[-/](\d{2}))?(?: \([A-Za-z]+\))?")


def comparators(known: Catalogue) -> pl.DataFrame:
    """The extract, for the counterparts of a catalogue; its cut is the newest month that it describes."""
    figures = authority_figures(national(), dictionary(), known.counterparts.values())
    newest: date = figures["last"].max()  # type: ignore[assignment]
    return comparator_rows(figures, neighbours(), OTHERS).select(
        pl.lit(months.code(newest)).alias("cut"), pl.all(), source=pl.lit("dfe"), simulated=pl.lit("false")
    )


def national() -> pl.DataFrame:
    """What every authority published, as `authority_figures` takes it."""
    return pl.read_csv(OPEN / "national_indicators.csv", schema_overrides={"Years": pl.String, "Values": pl.String})


def dictionary() -> pl.DataFrame:
    """The national tool's description of its measures."""
    return pl.read_csv(OPEN / "national_dictionary.csv")


def neighbours() -> list[int]:
    """The codes of the statistical neighbours."""
    every = pl.read_csv(OPEN / "statistical_neighbours.csv")
    return every.filter(la_name="Gloucestershire")["sn_la_code"].to_list()


def last_month(label: str, year_type: str) -> date | None:
    """The last month of a period of the national statistics, from its label and the dictionary's Year_Type.

    A note in brackets, such as “(prov)”, is no part of the period. None for a label that is not of one year. Raises
    ValueError for a Year_Type that the dictionary does not use.

    >>> last_month("2024", "Financial Year"), last_month("2024-25", "Financial Year")
    (datetime.date(2024, 3, 1), datetime.date(2025, 3, 1))
    >>> last_month("2025 (prov)", "Academic Year"), last_month("2014-16", "Calendar Year")
    (datetime.date(2025, 7, 1), None)
    """
    if year_type not in _LAST_MONTHS:
        raise ValueError(f"“{year_type}” is not one of {', '.join(_LAST_MONTHS)}.")
    match = _LABEL.fullmatch(label.strip())
    if match is None:
        return None
    year = int(match[1])
    if match[2]:
        year += 1
        if year_type not in _ACROSS_TWO_YEARS or int(match[2]) != year % 100:
            return None
    return date(year, _LAST_MONTHS[year_type], 1)


def period_name(last: date, kind: PeriodKind) -> str:
    """A period as extracts write it.

    >>> period_name(date(2021, 3, 1), PeriodKind.YEAR), period_name(date(2021, 7, 1), PeriodKind.SCHOOL_YEAR)
    ('year to March 2021', 'school year 2020-21')
    """
    if kind is PeriodKind.SCHOOL_YEAR:
        return f"{kind} {last.year - 1}-{last.year % 100:02}"
    return f"{kind} {last.year}"


def neighbour_statistics(figures: pl.DataFrame) -> pl.DataFrame:
    """One row a measure_id and period: mean, median, lowest, highest (percent, not rounded; null if none reported)
    and reporters, from one row an authority with its value (percent, null if not published)."""
    value = pl.col("value")
    return figures.group_by("measure_id", "period", maintain_order=True).agg(
        mean=value.mean(), median=value.median(), lowest=value.min(), highest=value.max(), reporters=value.count()
    )


def authority_figures(
    national: pl.DataFrame, dictionary: pl.DataFrame, counterparts: Iterable[Counterpart]
) -> pl.DataFrame:
    """What every authority published of the measures that have a counterpart, turned the indicator's way round.

    `national` has the columns Short Desc, Years, LA and Regions, LA Number, Values (text); `dictionary` has
    Measure_short and Year_Type. Returns measure_id, position (of the counterpart), last (month), period, authority,
    code, value (percent, as published; null if not published). Periods for which nobody published anything are left
    out. Raises ValueError for a label that is no year, and where a figure stands twice.
    """
    pairs = _pairs(counterparts)
    wanted = national.join(pairs, on="Short Desc")
    value = pl.col("Values").replace(NOT_PUBLISHED, None).cast(pl.Float64)
    figures = wanted.join(_periods(wanted, dictionary), on=["Short Desc", "Years"]).select(
        *("measure_id", "position", "last", "period"),
        authority="LA and Regions",
        code="LA Number",
        value=pl.when("inverted").then(100 - value).otherwise(value),
    )
    twice = figures.filter(pl.struct("measure_id", "period", "authority").is_duplicated())
    for row in twice.iter_rows(named=True):
        raise ValueError(f"{row['measure_id']}: {row['authority']} has two figures for {row['period']}.")
    return figures.filter(pl.col("value").is_not_null().any().over("measure_id", "period"))


def _pairs(counterparts: Iterable[Counterpart]) -> pl.DataFrame:
    rows = [
        (c.national_measure, c.measure_id, position, c.inverted, c.period_kind)
        for position, c in enumerate(counterparts)
        if c.national_measure
    ]
    names = {"Short Desc": pl.String, "measure_id": pl.String, "position": pl.Int64, "inverted": pl.Boolean}
    return pl.DataFrame(rows, schema={**names, "period_kind": pl.String}, orient="row")


def _periods(wanted: pl.DataFrame, dictionary: pl.DataFrame) -> pl.DataFrame:
    """The last month and the name of every period that a measure is labelled with."""
    year_types = dict(dictionary.select("Measure_short", "Year_Type").rows())
    found = []
    for measure, label, kind in wanted.select("Short Desc", "Years", "period_kind").unique().rows():
        last = last_month(label, year_types[measure])
        if last is None:
            raise ValueError(f"{measure}: “{label}” is not one year.")
        found.append((measure, label, last, period_name(last, PeriodKind(kind))))
    schema = {"Short Desc": pl.String, "Years": pl.String, "last": pl.Date, "period": pl.String}
    return pl.DataFrame(found, schema=schema, orient="row")


def comparator_rows(figures: pl.DataFrame, neighbours: list[int], others: list[str]) -> pl.DataFrame:
    """The rows of a `comparators` extract: measure_id, comparator, period, statistic, value (percent, one decimal),
    reporters.

    `figures` are those of `authority_figures`; `neighbours` are codes, `others` the names of single authorities,
    regions or England. The neighbours' rows have no value where fewer than three reported, and the number says so; a
    single comparator has none where it published none. In the counterparts' order, then by period.
    """
    index = ["measure_id", "position", "last", "period"]
    whose = figures.select(index).unique()
    statistics = neighbour_statistics(figures.filter(pl.col("code").is_in(neighbours))).with_columns(
        pl.when(pl.col("reporters") >= FEWEST).then(pl.col(STATISTICS))
    )
    theirs = (
        whose.join(statistics, on=["measure_id", "period"])
        .unpivot(on=STATISTICS, index=[*index, "reporters"], variable_name="statistic")
        .with_columns(comparator=pl.lit(NEIGHBOURS))
    )
    single = figures.filter(pl.col("authority").is_in(others)).select(
        *index,
        reporters=pl.lit(None, pl.UInt32),
        statistic=pl.lit("value"),
        value="value",
        comparator="authority",
    )
    order = pl.Enum([NEIGHBOURS, *others]), pl.Enum([*STATISTICS, "value"])
    return (
        pl.concat([theirs, single.select(theirs.columns)])
        .sort("position", "last", pl.col("comparator").cast(order[0]), pl.col("statistic").cast(order[1]))
        .select(
            *("measure_id", "comparator", "period", "statistic"),
            from_tenths(tenths(pl.col("value"))),
            pl.col("reporters").cast(pl.Int64),
        )
    )
