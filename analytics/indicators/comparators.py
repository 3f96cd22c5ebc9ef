"""What others report, beside the council's own figure.

- Counterparts: which national measure stands beside an indicator, and how it differs, is in the catalogue. Where the
  national figure counts the opposite, each authority's figure is taken from 100 first.
- Neighbours: the ten statistical neighbours of the council (model of 2025), the same ten in every period. Mean,
  median, lowest and highest are those of the authorities' published percentages, without weights, to one decimal.
  How many reported stands beside them; with fewer than three there is no figure.
- Period: beside a month stands the newest period that had ended by then, for that is what was known of others;
  else the one that was running; else the nearest later one. A school year ends with July.
- Better, worse: by polarity, against the neighbours' median. A difference of up to one point is similar, for many
  national figures are published in whole percent, unless it is more than a tenth of the median, for one point is
  much where 2% is usual. A figure that starts afresh each year is judged at its end only.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date
from typing import Any

import polars as pl

from analytics import months, words
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import Counterpart, Indicator, PeriodKind, Polarity, Window
from analytics.extracts.dates import as_month
from analytics.percent import from_tenths, tenths
from analytics.store import Store, all_rows

NEIGHBOURS = "Statistical neighbours"
STATISTICS = ("mean", "median", "lowest", "highest")
ASKED = 10  # neighbours that the model names
FEWEST = 3
SIMILAR_POINTS = 1
SIMILAR_SHARE = 10  # one part in so many of the median

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
_YEARS = re.compile(r"(school year )?(\d{4})[-/](\d{2})")
_NAMED = re.compile(r"(year to|\d{1,2}) (\w+ \d{4})")
# The months in which a figure that starts afresh each year covers the whole of it; schools are closed in August.
WHOLE_YEAR = {Window.ACADEMIC_YTD: (7, 8), Window.CALENDAR_YTD: (12,)}


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


def period_months(period: str) -> tuple[date, date] | None:
    """The first and last month of a period as extracts write it; of a day, its month. Years without a word, such as
    2020-21, run to March. None for anything else.

    >>> period_months("year to March 2021"), period_months("31 March 2021")
    ((datetime.date(2020, 4, 1), datetime.date(2021, 3, 1)), (datetime.date(2021, 3, 1), datetime.date(2021, 3, 1)))
    >>> period_months("2020-21") == period_months("year to March 2021"), period_months("lately")
    (True, None)
    """
    if (match := _YEARS.fullmatch(period)) and int(match[3]) == (int(match[2]) + 1) % 100:
        start, end = (9, 7) if match[1] else (4, 3)
        return date(int(match[2]), start, 1), date(int(match[2]) + 1, end, 1)
    if (match := _NAMED.fullmatch(period)) and (last := as_month(match[2])):
        return months.before(last, 11) if match[1] == "year to" else last, last
    return None


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


def _standing(period: str, month: date) -> tuple[int, int, str]:
    """How a period stands to a month: its rank in the choice, how far it is, and the period in words."""
    span = period_months(period)
    if span is None:
        return 3, 0, period
    first, last = span
    apart = (last.year - month.year) * 12 + last.month - month.month
    said = words.counted(abs(apart), "month", "months")
    if apart <= 0:
        return 0, -apart, f"{period}, {said} earlier" if apart else period
    if first <= month:
        return 1, apart, f"{period}, which had not ended"
    return 2, apart, f"{period}, {said} later"


@cached_by_identity
def beside(comparators: pl.DataFrame, month: date) -> pl.DataFrame:
    """The comparators to set beside a month: for each measure those of one period, chosen as the module says.

    `comparators` are live rows of that extract. Of one figure held more than once, a real one goes before a simulated
    one, then the newest cut. Returns measure_id, comparator, period, statistic, value (percent), reporters, source,
    simulated and period_words: the period, and how far it is from the month where it is another, such as “year to
    March 2021, 6 months earlier”.
    """
    key = ["measure_id", "comparator", "period", "statistic"]
    held = comparators.sort("simulated", "cut", "source", descending=[False, True, False], maintain_order=True).unique(
        key, keep="first", maintain_order=True
    )
    known = held.drop_nulls("value").select("measure_id", "period").unique()
    standing = pl.DataFrame(
        [(period, *_standing(period, month)) for period in known["period"].unique()],
        schema={"period": pl.String, "rank": pl.Int64, "apart": pl.Int64, "period_words": pl.String},
        orient="row",
    )
    chosen = (
        known.join(standing, on="period")
        .sort("rank", "apart", "period")
        .unique("measure_id", keep="first")
        .select("measure_id", "period", "period_words")
    )
    return held.join(chosen, on=["measure_id", "period"], maintain_order="left").select(
        *key, "value", "reporters", "source", "simulated", "period_words"
    )


@cached_per_version
def peers(store: Store, measure_id: str, month: date) -> pl.DataFrame:
    """The comparators to set beside one measure in a month: its rows of `beside`."""
    return beside(all_rows(store, "comparators"), month).filter(measure_id=measure_id)


def compared(value: float, median: float, polarity: Polarity) -> str:
    """“better than”, “worse than” or “similar to”; “above” and “below” where plan is best. Compares whole tenths.

    >>> compared(21.4, 22.5, Polarity.SMALLER), compared(21.4, 22.4, Polarity.SMALLER)
    ('better than', 'similar to')
    >>> compared(2.2, 1.3, Polarity.SMALLER)
    'worse than'
    """
    apart, of = round((value - median) * 10), round(median * 10)
    if abs(apart) <= SIMILAR_POINTS * 10 and abs(apart) * SIMILAR_SHARE <= of:
        return "similar to"
    if polarity is Polarity.PLAN:
        return "above" if apart > 0 else "below"
    return f"{words.better_or_worse(apart, polarity)} than"


@cached_by_identity
def peers_sentence(
    rows: pl.DataFrame, value: float | None, month: date, indicator: Indicator, counterpart: Counterpart | None
) -> str:
    """What others report beside one indicator's figure for a month (percent): the neighbours' statistics and how many
    reported, England and the rest, the period, and how the definition differs; or why there is nothing to set beside
    it. `rows` are those of `beside` for the month."""
    rows = rows.filter(pl.col("measure_id") == indicator.measure_id)
    difference = counterpart.difference if counterpart else ""
    if rows.is_empty():
        none = counterpart is not None and counterpart.national_measure is None
        return f"No national figure stands beside it. {difference}" if none else "No figures of others are held."
    single = rows.filter(pl.col("comparator") != NEIGHBOURS).drop_nulls("value")
    others = words.joined([_who(row) for row in single.iter_rows(named=True)])
    said = [
        _neighbours_said(rows.filter(pl.col("comparator") == NEIGHBOURS), value, month, indicator),
        f"In the same statistics: {others}." if others else "",
        f"Period: {rows['period_words'][0]}.",
        difference,
        "The figures of others are simulated." if rows["simulated"].any() else "",
    ]
    return " ".join(filter(None, said))


def _who(row: dict[str, Any]) -> str:
    statistic = "" if row["statistic"] == "value" else f" ({row['statistic']})"
    return f"{row['comparator']}{statistic} {words.percent(row['value'])}"


def _neighbours_said(rows: pl.DataFrame, value: float | None, month: date, indicator: Indicator) -> str:
    held: dict[str, float | None] = dict(rows.select("statistic", "value").rows())
    median = held.get("median")
    counts = rows["reporters"].drop_nulls()
    reported = f"{counts[0]} of {ASKED} reported" if counts.len() else ""
    if median is None:
        return f"Of the statistical neighbours {reported}, too few for a median." if reported else ""
    rest = [f"{name} {words.percent(held[name])}" for name in STATISTICS if name != "median" and name in held]
    detail = "; ".join(filter(None, [", ".join(rest), reported]))
    beside = f"statistical neighbours' median of {words.percent(median)}" + (f" ({detail})" if detail else "")
    if value is None:
        return f"There is no figure for {months.words(month)} to set beside the {beside}."
    ours = f"{words.percent(value)} in {months.words(month)}"
    if month.month not in WHOLE_YEAR.get(indicator.window, (month.month,)):
        return f"{ours} covers a part of the year only and is not judged against the {beside}, which is of a whole one."
    return f"{ours} is {compared(value, median, indicator.polarity)} the {beside}."
