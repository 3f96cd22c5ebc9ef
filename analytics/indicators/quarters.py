"""Quarters, the year before, and the financial year to date.

A quarter is three months: the **rolling quarter** ends with the month itself, the **financial quarters** are April to
June (Q1), July to September (Q2), October to December (Q3) and January to March (Q4). What a quarter's figure is
depends on what a month's figure covers:

- a **month's** figures are pooled: the numerators of the three months are added, and so are the denominators, and the
  two sums are divided once. Percentages, rates and means are never averaged; counts and amounts are added up;
- a rate whose denominator is a **population** takes the sum of the numerators over the mean of the populations, for
  the same people live there in each month: of a rate that is yearly, what a year of such months would come to;
- a **snapshot** says how things stood at the end of a month, so a quarter's figure is that of its last month;
- figures of the **last twelve months** and of the **year so far** have no quarter: each month already covers the
  months before it, and adding them would count the same case more than once. A figure of a **quarter** is that
  quarter's; a figure of a **year** has no quarter. A **score** is never added up, so only its last month says anything.

A quarter is refused, with the reason, where a month of it has no figure or was printed without counts, or where some of
its months are real and others simulated, or pooled from other parts of the area.

**Year on year** compares a month with the same month last year, in the unit. The **financial year to date** pools the
months from April to this one, and is set against the same months of last year; it is given only for monthly figures,
and only where every month has counts.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from analytics.columns import case
from analytics.indicators.calendar import one_row_a_month
from analytics.indicators.figures import difference
from analytics.indicators.kinds import adds, counted, of_population, value_of_rows
from analytics.units import Kind, quotient, rounded

# Why a window has no quarter, and no financial year to date.
NO_QUARTER = {
    "rolling_12m": "each month already covers twelve months, so a quarter would count the same case more than once",
    "calendar_ytd": "each month already covers the year since January, so it has no quarter of its own",
    "academic_ytd": "each month already covers the year since September, so it has no quarter of its own",
    "financial_ytd": "each month already covers the year since April, so it has no quarter of its own",
}
NO_YEAR_TO_DATE = {
    **{window: reason.split(",")[0] for window, reason in NO_QUARTER.items()},
    "snapshot": "a snapshot says how things stand at the end of a month, so months are not added up",
}
# What of an indicator decides how its months are added up; the same in all rows of a measure.
_MEANING = ("window", "kind", "decimals", "per", "population", "yearly", "period", "period_months", "last_month")

YEAR = 12


def rolling_quarters(frame: pl.DataFrame, *, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """Add the quarter that ends with each row's month.

    `frame` has measure_id, month (the first day), numerator, denominator, value, marker and what the catalogue says of
    the indicator (`kinds`), one row a month for each combination of `by`. Adds quarter_numerator, quarter_denominator,
    quarter_value (in the unit), quarter_months (how many of the three months have what the quarter needs),
    quarter_as_at (the last of them) and no_quarter (the reason where there is none). Raises ValueError where two rows
    are of the same month.
    """
    keys = list(by)
    covered = _covered(frame.select(*keys, *_MEANING, target="month"), 2)
    quarters = _answered(_gathered(covered, frame, keys), NO_QUARTER, "quarter of its own")
    return _added(frame, quarters, keys, "quarter")


def financial_quarters(frame: pl.DataFrame, *, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """One row a financial quarter that any row of `frame` lies in, for each combination of `by`, in order.

    `frame` is as for `rolling_quarters`. Columns: those of `by`, quarter_start (its first month),
    quarter (such as “Q2 2024/25”), window, and those that `rolling_quarters` adds.
    Raises ValueError where two rows are of the same month.
    """
    keys = list(by)
    start = pl.col("month").dt.truncate("3mo")
    quarters = frame.select(*keys, *_MEANING, quarter_start=start).unique().sort(*keys, "quarter_start")
    covered = _covered(quarters.with_columns(target=pl.col("quarter_start").dt.offset_by("2mo")), 2)
    answers = _answered(_gathered(covered, frame, keys), NO_QUARTER, "quarter of its own")
    # A financial year begins in April: three months earlier is the calendar year that it is named after.
    april = pl.col("quarter_start").dt.offset_by("-3mo")
    name = pl.format("Q{} {}/{}", april.dt.quarter(), april.dt.year(), april.dt.offset_by("1y").dt.to_string("%y"))
    named = quarters.select(
        *keys, "quarter_start", "window", quarter=name, month=pl.col("quarter_start").dt.offset_by("2mo")
    )
    return _added(named, answers, keys, "quarter").drop("month")


def year_on_year(frame: pl.DataFrame, *, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """Add year_ago (the value of the same month last year), year_change and no_year_change (the reason).

    `frame` is as for `rolling_quarters`. Any window may be compared with its own month a year before.
    Raises ValueError where two rows are of the same month.
    """
    keys = list(by)
    one_row_a_month(frame, keys)
    # Rows of `figures` have the same year_ago already.
    this_year = frame.drop("year_ago", strict=False).with_columns(this_value=value_of_rows())
    last_year = this_year.select(*keys, month=pl.col("month").dt.offset_by("1y"), year_ago="this_value")
    then = pl.col("month").dt.offset_by("-1y").dt.to_string("%B %Y")
    nothing_then = case(
        (pl.col("of_other_kind"), _never_together(then, keys)),
        (pl.col("of_other_parts"), pl.format("not pooled from the same areas: {}", then)),
        otherwise=pl.format("no figure for {}", then),
    )
    other_kind = _of_other_kind(frame, keys).with_columns(pl.col("month").dt.offset_by("1y"))
    back = this_year.select(*keys, month=pl.col("month").dt.offset_by("-1y"))
    other_parts = _with_other_parts(back, frame, keys).with_columns(pl.col("month").dt.offset_by("1y"))
    return (
        this_year.join(last_year, on=[*keys, "month"], how="left", maintain_order="left")
        .join(other_kind, on=[*keys, "month"], how="left", maintain_order="left")
        .join(other_parts, on=[*keys, "month"], how="left", maintain_order="left")
        .with_columns(
            year_change=difference("this_value", "year_ago"),
            no_year_change=pl.when(pl.col("this_value").is_null())
            .then(pl.format("no figure this {}", "period"))
            .when(pl.col("year_ago").is_null())
            .then(nothing_then),
        )
        .drop("this_value", "of_other_kind", "of_other_parts")
    )


def year_to_date(frame: pl.DataFrame, *, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """Add the financial year to date, and last year's to the same month.

    `frame` is as for `rolling_quarters`. Adds ytd_numerator, ytd_denominator, ytd_value, ytd_months, ytd_as_at and
    no_ytd (the reason); the same with last_ytd for ytd; and ytd_change, the difference of the two.
    Raises ValueError where two rows are of the same month.
    """
    keys = list(by)
    for prefix, years in (("ytd", 0), ("last_ytd", -1)):
        rows = frame.select(*keys, *_MEANING, target=pl.col("month").dt.offset_by(f"{years}y"))
        months_back = (pl.col("target").dt.month() + 8) % 12
        covered = _covered(rows, months_back)
        answers = _answered(_gathered(covered, frame, keys), NO_YEAR_TO_DATE, "year to date")
        back = answers.with_columns(target=pl.col("target").dt.offset_by(f"{-years}y"))
        frame = _added(frame, back, keys, prefix)
    return frame.with_columns(
        ytd_change=difference("ytd_value", "last_ytd_value"),
    )


def pooled_over(frame: pl.DataFrame, last: date, span: int, *, by: Sequence[str] = ("measure_id",)) -> pl.DataFrame:
    """One row for each combination of `by` that has a row in the month `last`: the `span` months up to it, added up as
    those of a quarter are.

    `frame` is as for `rolling_quarters`. Columns: those of the row of that month, and those that `rolling_quarters`
    adds, with pooled for quarter. Raises ValueError where two rows are of the same month.
    """
    keys = list(by)
    rows = frame.filter(pl.col("month") == last)
    covered = _covered(rows.select(*keys, *_MEANING, target="month"), span - 1)
    not_for = {window: reason.split(",")[0] for window, reason in NO_QUARTER.items()}
    return _added(rows, _answered(_gathered(covered, frame, keys), not_for, "figure of several months"), keys, "pooled")


def _covered(rows: pl.DataFrame, months_back: pl.Expr | int) -> pl.DataFrame:
    """The months that lie behind each target and have figures: one row a target and month, the target itself being the
    last."""
    first = pl.col("target").dt.offset_by(pl.format("-{}mo", months_back))
    apart = pl.col("period_months")
    of_period = pl.col("month").dt.month() % apart == pl.col("last_month") % apart
    return rows.with_columns(month=pl.date_ranges(first, "target", "1mo")).explode("month").filter(of_period)


def _of_other_kind(frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """Of a series, the months that have a figure only of the other kind: a real one where it is simulated, or the other
    way round. Columns: keys, month, of_other_kind; empty unless `simulated` is among the keys."""
    known = frame.filter(value_of_rows().is_not_null()).select(*keys, "month", of_other_kind=True)
    return known.with_columns(~pl.col("simulated")) if "simulated" in keys else known.clear()


def _never_together(months: pl.Expr, keys: Sequence[str]) -> pl.Expr:
    """Why months of the other kind are left out; empty where `simulated` is not among the keys, so that none are."""
    if "simulated" not in keys:
        return pl.lit("")
    kind = case((pl.col("simulated"), "real"), otherwise="simulated")
    return pl.format("real and simulated months are not taken together; {}: {}", kind, months)


def _with_other_parts(rows: pl.DataFrame, frame: pl.DataFrame, keys: Sequence[str]) -> pl.DataFrame:
    """The rows (keys, month) with of_other_parts: whether the month has a figure of other parts of the area alone;
    never unless `parts_missing` is among the keys."""
    if "parts_missing" not in keys:
        return rows.with_columns(of_other_parts=pl.lit(value=False))
    others = [*(key for key in keys if key != "parts_missing"), "month"]
    known = frame.filter(value_of_rows().is_not_null()).select(*others, found="parts_missing")
    found = rows.join(known, on=others, how="left", maintain_order="left")
    other = (pl.col("found") != pl.col("parts_missing")).fill_null(value=False)
    return found.with_columns(of_other_parts=other).drop("found")


def _gathered(covered: pl.DataFrame, frame: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """One row a target: what the months behind it add up to, which is the last of them, and what is missing."""
    one_row_a_month(frame, keys)
    # A month in which nothing was counted has its counts, 0 of 0, though no value.
    of_nothing = pl.col("denominator") == 0
    has_counts = (pl.col("marker").is_null() | of_nothing) & counted() & (value_of_rows().is_not_null() | of_nothing)
    needed = pl.when(pl.col("window") == "snapshot").then(pl.col("value").is_not_null()).otherwise(pl.col("has_counts"))
    months = frame.select(
        *keys,
        "month",
        *("numerator", "denominator"),
        value=value_of_rows(),
        has_counts=has_counts,
    )
    summed = [pl.col(name).filter("held") for name in ("numerator", "denominator")]
    lacks = ~pl.col("held") & ((pl.col("window") != "snapshot") | (pl.col("month") == pl.col("target")))
    other_kind, other_parts = pl.col("of_other_kind").fill_null(value=False), pl.col("of_other_parts")

    def of(which: pl.Expr) -> pl.Expr:
        return pl.col("month").filter(lacks & which).dt.to_string("%B %Y").str.join(", ")

    return (
        _with_other_parts(covered, frame, keys)
        .join(months, on=[*keys, "month"], how="left", maintain_order="left")
        .join(_of_other_kind(frame, keys), on=[*keys, "month"], how="left", maintain_order="left")
        .with_columns(held=needed.fill_null(value=False))
        .group_by(*dict.fromkeys([*keys, *_MEANING]), "target")
        .agg(
            *(amount.sum() for amount in summed),
            *(amount.last().name.prefix("last_") for amount in summed),
            last_value=pl.col("value").filter("held").last(),
            months=pl.col("held").sum().cast(pl.Int64),
            as_at=pl.col("month").filter("held").last(),
            without_counts=(pl.col("value").is_not_null() & ~pl.col("held")).any(),
            missing=of(~other_kind & ~other_parts),
            of_other_kind=of(other_kind),
            of_other_parts=of(other_parts & ~other_kind),
        )
    )


def _answered(gathered: pl.DataFrame, not_for: dict[str, str], span: str) -> pl.DataFrame:
    """From what was gathered to a figure or the reason why there is none."""
    snapshot = pl.col("window") == "snapshot"
    absent = pl.concat_str("missing", "of_other_kind", "of_other_parts") != ""
    of_other_kind = _never_together(pl.col("of_other_kind"), gathered.columns)
    reason = (
        pl.col("window")
        .replace_strict(not_for, default=None, return_dtype=pl.String)
        .fill_null(
            case(
                (pl.col("period_months") == YEAR, f"each figure covers a year, so it has no {span}"),
                (~snapshot & (pl.col("kind") == Kind.SCORE.value), "a score is never added up"),
                (
                    absent & ~snapshot & pl.col("without_counts"),
                    pl.format("printed without counts, and {}s are not averaged", "kind"),
                ),
                (absent & (pl.col("missing") != ""), pl.format("no figure for {}", "missing")),
                (
                    pl.col("of_other_parts") != "",
                    pl.format("not pooled from the same areas: {}", "of_other_parts"),
                ),
                (absent, of_other_kind),
                (~snapshot & ~adds() & (pl.col("denominator") == 0), "nothing was counted in these months"),
            )
        )
    )
    given = pl.col("reason").is_null()
    periods = pl.col("months")
    summed = pl.col("denominator") / pl.when(of_population()).then(periods).otherwise(1)
    n, d = (
        pl.when(snapshot).then(f"last_{name}").otherwise(total)
        for name, total in (("numerator", pl.col("numerator")), ("denominator", summed))
    )
    per = pl.col("per") / pl.when("yearly").then(periods).otherwise(1)
    together = pl.when(adds()).then(rounded(pl.col("numerator"))).otherwise(quotient(pl.col("numerator"), summed, per))
    value = pl.when(snapshot).then("last_value").otherwise(together)
    return gathered.with_columns(reason=reason).with_columns(
        numerator=pl.when(given).then(n),
        denominator=pl.when(given & ~adds()).then(d),
        value=pl.when(given).then(value),
        as_at=pl.when(given).then("as_at"),
    )


def _added(frame: pl.DataFrame, answers: pl.DataFrame, keys: list[str], prefix: str) -> pl.DataFrame:
    """The answers beside the rows whose month is their target, under the prefix."""
    named = answers.select(
        *keys,
        pl.col("target").alias("month"),
        *(pl.col(name).name.prefix(f"{prefix}_") for name in ("numerator", "denominator", "value", "months", "as_at")),
        pl.col("reason").alias(f"no_{prefix}"),
    )
    return frame.join(named, on=[*keys, "month"], how="left", maintain_order="left")
