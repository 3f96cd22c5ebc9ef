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

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import Counterpart, Indicator, Polarity, Window, unit_of
from analytics.extracts.dates import as_period
from analytics.store import Store, all_rows

NEIGHBOURS = "Statistical neighbours"
STATISTICS = ("mean", "median", "lowest", "highest")
ASKED = 10  # neighbours that the model names
SIMILAR_POINTS = 1
SIMILAR_SHARE = 10  # one part in so many of the median

# The months in which a figure that starts afresh each year covers the whole of it; schools are closed in August.
WHOLE_YEAR = {Window.ACADEMIC_YTD: (7, 8), Window.CALENDAR_YTD: (12,)}


def period_months(period: str) -> tuple[date, date] | None:
    """The first and last month of a period as extracts write it; of a day, its month. Years without a word, such as
    2023-24, run to March. None for anything else.

    >>> period_months("year to March 2024"), period_months("31 March 2024")
    ((datetime.date(2023, 4, 1), datetime.date(2024, 3, 1)), (datetime.date(2024, 3, 1), datetime.date(2024, 3, 1)))
    >>> period_months("2023-24") == period_months("year to March 2024"), period_months("lately")
    (True, None)
    """
    found = as_period(period)
    return found and (found.first, found.last)


def _standing(period: str, month: date) -> tuple[int, int, str]:
    """How a period stands to a month: its rank in the choice, how far it is, and the period in words."""
    span = period_months(period)
    if span is None:
        return 3, 0, period
    first, last = span
    apart = (last.year - month.year) * 12 + last.month - month.month
    said = formatting.counted(abs(apart), "month", "months")
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
    March 2024, 6 months earlier”.
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
    return f"{formatting.better_or_worse(apart, polarity)} than"


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
    others = formatting.joined([_who(row) for row in single.iter_rows(named=True)])
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
    return f"{row['comparator']}{statistic} {unit_of(row['measure_id']).value(row['value'])}"


def _neighbours_said(rows: pl.DataFrame, value: float | None, month: date, indicator: Indicator) -> str:
    held: dict[str, float | None] = dict(rows.select("statistic", "value").rows())
    median = held.get("median")
    counts = rows["reporters"].drop_nulls()
    reported = f"{counts[0]} of {ASKED} reported" if counts.len() else ""
    if median is None:
        return f"Of the statistical neighbours {reported}, too few for a median." if reported else ""
    unit = indicator.unit
    rest = [f"{name} {unit.value(held[name])}" for name in STATISTICS if name != "median" and name in held]
    detail = "; ".join(filter(None, [", ".join(rest), reported]))
    beside = f"statistical neighbours' median of {unit.value(median)}" + (f" ({detail})" if detail else "")
    if value is None:
        return f"There is no figure for {months.words(month)} to set beside the {beside}."
    ours = f"{unit.value(value)} in {months.words(month)}"
    if month.month not in WHOLE_YEAR.get(indicator.window, (month.month,)):
        return f"{ours} covers a part of the year only and is not judged against the {beside}, which is of a whole one."
    return f"{ours} is {compared(value, median, indicator.polarity)} the {beside}."
