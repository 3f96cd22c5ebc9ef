"""What others report beside one indicator's figure, in words."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import Counterpart, Indicator, unit_of
from analytics.indicators.comparators import ASKED, NEIGHBOURS, STATISTICS, WHOLE_YEAR, compared


@cached_by_identity
def peers_sentence(
    rows: pl.DataFrame, value: float | None, month: date, indicator: Indicator, counterpart: Counterpart | None
) -> str:
    """What others report beside one indicator's figure for a month (percent): the neighbours' statistics and how many
    reported, England and the rest, the period, and how the definition differs; or why there is nothing to set beside
    it, or why it is not judged. `rows` are those of `beside` for the month."""
    rows = rows.filter(pl.col("measure_id") == indicator.measure_id)
    difference = counterpart.difference if counterpart else ""
    if rows.is_empty():
        none = counterpart is not None and counterpart.national_measure is None
        return (
            f"There is no national figure to compare with. {difference}"
            if none
            else "No comparator data has been loaded."
        )
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
        period = indicator.frequency.period
        of = months.of_period(month, period) if period == "month" else f"the {months.of_period(month, period)}"
        return f"There is no figure for {of} to set beside the {beside}."
    ours = f"{unit.value(value)} {months.in_period(month, indicator.frequency.period)}"
    if why := rows["not_compared"][0]:
        detail = "; ".join(filter(None, [rows["period"][0], detail]))
        return f"{ours}. Statistical neighbours' median {unit.value(median)} ({detail}), {why}."
    if month.month not in WHOLE_YEAR.get(indicator.window, (month.month,)):
        return f"{ours} covers a part of the year only and is not judged against the {beside}, which is of a whole one."
    return f"{ours} is {compared(value, median, indicator.polarity, unit)} the {beside}."
