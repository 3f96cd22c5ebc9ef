"""What others report, beside the council's own figure.

- Counterparts: which national measure stands beside an indicator, and how it differs, is in the catalogue. Where the
  national figure counts the opposite, each authority's figure is taken from 100 first.
- Neighbours: the ten statistical neighbours of the council (model of 2025), the same ten in every period. Mean,
  median, lowest and highest are those of the authorities' published percentages, without weights, to one decimal.
  How many reported stands beside them; with fewer than three there is no figure.
- Period: beside a month stands the newest period that had ended by then, for that is what was known of others;
  else the one that was running; else the nearest later one. A school year ends with July.
- Too far apart: a figure whose period ends more than twelve months before or after the month is shown with its
  period, and neither of the two is called better or worse.
- Better, worse: by polarity, against the neighbours' median. A difference of up to one point is similar, for many
  national figures are published in whole percent, unless it is more than a tenth of the median, for one point is much
  where 2% is usual. Of figures that are no percentages, one of up to a twentieth of the median is similar. A figure
  that starts afresh each year is judged at its end only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from analytics import formatting
from analytics.caching import cached_by_identity
from analytics.catalogue import Polarity, Window
from analytics.columns import projected
from analytics.extracts.dates import as_period
from analytics.indicators.schemas import Comparators
from analytics.units import Kind, Unit

NEIGHBOURS = "Statistical neighbours"
STATISTICS = ("mean", "median", "lowest", "highest")
ASKED = 10  # neighbours that the model names
MONTHS_APART = 12  # at most, from a month to the end of the period that it is compared with
SIMILAR_POINTS = 1
SIMILAR_SHARE = 10  # one part in so many of the median
SIMILAR_OF_OTHERS = 20  # the same for figures that are no percentages

# The months in which a figure that starts afresh each year covers the whole of it; schools are closed in August.
WHOLE_YEAR = {Window.ACADEMIC_YTD: (7, 8), Window.CALENDAR_YTD: (12,), Window.FINANCIAL_YTD: (3,)}


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


def _standing(period: str, month: date) -> tuple[int, int, str, str]:
    """How a period stands to a month: its rank in the choice, how far it is, the period in words, and why the month is
    not judged by it, if it is not."""
    span = period_months(period)
    if span is None:
        return 3, 0, period, "not compared, because the period is not known"
    first, last = span
    apart = (last.year - month.year) * 12 + last.month - month.month
    said = formatting.counted(abs(apart), "month", "months")
    why_not = "too far apart in time to compare" if abs(apart) > MONTHS_APART else ""
    if apart <= 0:
        return 0, -apart, f"{period}, {said} earlier" if apart else period, why_not
    if first <= month:
        return 1, apart, f"{period}, which had not ended", why_not
    return 2, apart, f"{period}, {said} later", why_not


def standings(periods: Iterable[str], month: date) -> pl.DataFrame:
    """How each period stands to a month, one row a period: period, rank and apart (the lowest of both is the period to
    set beside the month), period_words, and not_compared, which says why the month is not judged by it."""
    return pl.DataFrame(
        [(period, *_standing(period, month)) for period in periods],
        schema={
            "period": pl.String,
            "rank": pl.Int64,
            "apart": pl.Int64,
            "period_words": pl.String,
            "not_compared": pl.String,
        },
        orient="row",
    )


@cached_by_identity
def beside(comparators: pl.DataFrame, month: date) -> pl.DataFrame:
    """The comparators to set beside a month: for each measure those of one period, chosen as the module says; columns
    of `Comparators`.

    `comparators` are live rows of that extract. Of one figure held more than once, a real one goes before a simulated
    one, then the newest cut.
    """
    key = ["measure_id", "comparator", "period", "statistic"]
    held = comparators.sort("simulated", "cut", "source", descending=[False, True, False], maintain_order=True).unique(
        key, keep="first", maintain_order=True
    )
    known = held.drop_nulls("value").select("measure_id", "period").unique()
    standing = standings(known["period"].unique(), month)
    chosen = (
        known.join(standing, on="period")
        .sort("rank", "apart", "period")
        .unique("measure_id", keep="first")
        .select("measure_id", "period", "period_words", "not_compared")
    )
    return projected(held.join(chosen, on=["measure_id", "period"], maintain_order="left"), Comparators)


def compared(value: float, median: float, polarity: Polarity, unit: Unit) -> str:
    """“better than”, “worse than” or “similar to”; “above” and “below” where neither way is better. Compares whole
    steps of the last decimal of the unit. Only for figures that `beside` does not call too far apart.

    >>> from analytics.units import PERCENT
    >>> compared(21.4, 22.5, Polarity.SMALLER, PERCENT), compared(21.4, 22.4, Polarity.SMALLER, PERCENT)
    ('better than', 'similar to')
    >>> compared(2.2, 1.3, Polarity.SMALLER, PERCENT)
    'worse than'
    >>> compared(420, 410, Polarity.SMALLER, Unit(Kind.MEAN, "days", 0))
    'similar to'
    """
    scale = 10**unit.decimals
    apart, of = round((value - median) * scale), round(abs(median) * scale)
    if unit.kind is Kind.PERCENTAGE:
        similar = abs(apart) <= SIMILAR_POINTS * scale and abs(apart) * SIMILAR_SHARE <= of
    else:
        similar = abs(apart) * SIMILAR_OF_OTHERS <= of
    if similar:
        return "similar to"
    if polarity in (Polarity.PLAN, Polarity.INFORMATION):
        return "above" if apart > 0 else "below"
    return f"{formatting.better_or_worse(apart, polarity)} than"
