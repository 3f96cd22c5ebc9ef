"""The revenue budget: what is forecast to be spent against what was planned, in thousands of pounds.

Variance is forecast minus budget, so a positive one is an overspend; its percentage is of the budget, with the
budget's sign. The part that falls on the Dedicated Schools Grant stands apart from the rest. Printed figures are shown
as printed; every sum that they should give is worked out again, and one that does not is listed with both figures.
A line “Roundings”, which makes totals of rounded lines add up, is counted in.

**Placements and cost**: the forecast for external placements divided by the average number of agency placements in the
months of the financial year held so far. It is rough: the forecast covers the year and the average only its first
months, and the budget line may pay for more than the placements that are counted.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting
from analytics.caching import cached_per_version
from analytics.corporate import placements
from analytics.corporate.papers import held
from analytics.store import Shown, Store
from analytics.units import PERCENT

AMOUNTS = {
    "full_year_budget_k": "budget",
    "forecast_outturn_k": "forecast",
    "variance_dsg_k": "grant variance",
    "variance_non_dsg_k": "other variance",
    "total_variance_k": "total variance",
}
ATTACHMENTS = {
    "Attachment 1": "Forecast against budget by service, £000 (attachment 1)",
    "Attachment 2": "Areas of high risk, which cut across the services above, £000 (attachment 2)",
    "Attachment 4": "Variance outside the schools grant once more, as attachment 4 prints it, £000",
}
MAIN, HIGH_RISK, OTHER_AGAIN = ATTACHMENTS
EXTERNAL = "External Placements"
# Taken to be one line, for both have the same budget: attachment 2 breaks it down.
TWICE = ((HIGH_RISK, "Youth Support - Leaving Care / After Care"), (MAIN, "Young People Services"))
COLUMNS = (
    *("line", "attachment", "group", "service_area", "code", "row_type", *AMOUNTS, "pandemic_variance_k", "percent"),
    *("variance_k", "variance_percent", "source", "cut", "load_id", "simulated"),
)


@dataclass(frozen=True)
class Check:
    """A sum of the paper: where, of what, as printed, and worked out again. In thousands of pounds, or percent."""

    where: str
    what: str
    printed: float
    worked_out: float

    @property
    def difference(self) -> float:
        return round(self.printed - self.worked_out, 1)


@cached_per_version
def lines(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The lines of the newest budget paper up to the month, in its order: COLUMNS, with variance_k and variance_percent
    (one decimal) worked out again where budget and forecast are printed."""
    spent, planned = pl.col("forecast_outturn_k"), pl.col("full_year_budget_k")
    return (
        held(store, "budget", month, shown)
        .with_columns(variance_k=spent - planned)
        .with_columns(
            variance_percent=pl.when(planned != 0).then(
                (100 * pl.col("variance_k") / planned).round(1, mode="half_away_from_zero")
            )
        )
        .select(COLUMNS)
    )


def services(lines: pl.DataFrame) -> pl.DataFrame:
    """The lines of the main attachment that stand for a service, largest overspend first: without subtotals, totals,
    parts of lines and roundings."""
    one = (pl.col("attachment") == MAIN) & (pl.col("row_type") == "line") & (pl.col("service_area") != "Roundings")
    return lines.filter(one).sort("total_variance_k", descending=True, nulls_last=True, maintain_order=True)


def total(lines: pl.DataFrame) -> dict[str, Any] | None:
    """The total line of the main attachment, or None."""
    found = lines.filter(pl.col("attachment") == MAIN, pl.col("row_type") == "total")
    return None if found.is_empty() else found.row(0, named=True)


def checks(lines: pl.DataFrame) -> list[Check]:
    """Every sum that the paper should give: within a line, of a line's parts, of a group, of an attachment, and the
    same line in two attachments."""
    return [*_within(lines), *_parts_of_lines(lines), *_groups(lines), *_totals(lines), *_printed_twice(lines)]


def _where(row: dict[str, Any]) -> str:
    return f"{row['attachment']}, {row['service_area']}"


def _within(lines: pl.DataFrame) -> Iterator[Check]:
    for r in lines.iter_rows(named=True):
        if r["variance_k"] is not None and r["total_variance_k"] is not None:
            yield Check(_where(r), "total variance = forecast − budget", r["total_variance_k"], r["variance_k"])
            if r["variance_dsg_k"] is not None and r["variance_non_dsg_k"] is not None:
                split = r["variance_dsg_k"] + r["variance_non_dsg_k"]
                yield Check(_where(r), "total variance = grant + other", r["total_variance_k"], split)
        if r["percent"] is not None and r["variance_percent"] is not None:
            yield Check(_where(r), "percent = variance ÷ budget", r["percent"], r["variance_percent"])


def _parts_of_lines(lines: pl.DataFrame) -> Iterator[Check]:
    """A line that is followed by its sub-lines."""
    above: dict[str, Any] | None = None
    parts: list[dict[str, Any]] = []
    for r in [*lines.iter_rows(named=True), {"row_type": "end"}]:
        if r["row_type"] == "sub-line":
            parts.append(r)
            continue
        if above is not None and parts:
            yield from _sums(_where(above), "sum of its parts", above, pl.DataFrame(parts))
        above, parts = (r, []) if r["row_type"] != "end" else (None, [])


def _groups(lines: pl.DataFrame) -> Iterator[Check]:
    for (_, _), part in lines.group_by("attachment", "group", maintain_order=True):
        for r in part.filter(pl.col("row_type") == "subtotal").iter_rows(named=True):
            yield from _sums(_where(r), "sum of the group's lines", r, part.filter(pl.col("row_type") == "line"))


def _totals(lines: pl.DataFrame) -> Iterator[Check]:
    """A total is that of the subtotals, and of the lines of groups that have none."""
    for (_,), part in lines.group_by("attachment", maintain_order=True):
        grouped = part.filter(pl.col("row_type") == "subtotal")
        alone = part.filter(pl.col("row_type") == "line", ~pl.col("group").is_in(grouped["group"].to_list()))
        for r in part.filter(pl.col("row_type") == "total").iter_rows(named=True):
            yield from _sums(_where(r), "sum of the attachment", r, pl.concat([grouped, alone]))


def _sums(where: str, what: str, row: dict[str, Any], parts: pl.DataFrame) -> Iterator[Check]:
    for column, name in AMOUNTS.items():
        printed = row[column]
        if isinstance(printed, float) and not parts[column].null_count() and not parts.is_empty():
            yield Check(where, f"{name}: {what}", printed, float(parts[column].sum()))


def _printed_twice(lines: pl.DataFrame) -> Iterator[Check]:
    """Attachment 4 prints the variance outside the grant once more, and attachment 2 one line of attachment 1."""
    main = lines.filter(pl.col("attachment") == MAIN).select("service_area", main="variance_non_dsg_k")
    again = lines.filter(pl.col("attachment") == OTHER_AGAIN).select("service_area", again="variance_non_dsg_k")
    both = again.join(main, on="service_area", maintain_order="left").drop_nulls(["again", "main"])
    for r in both.iter_rows(named=True):
        yield Check(f"{OTHER_AGAIN}, {r['service_area']}", f"other variance, as in {MAIN}", r["again"], r["main"])
    again, main = (lines.filter(pl.col("attachment") == a, pl.col("service_area") == s) for a, s in TWICE)
    for r in again.iter_rows(named=True):
        yield from _sums(_where(r), f"as {TWICE[1][1]} in {MAIN}", r, main)


def broken(found: list[Check]) -> list[Check]:
    """The sums that do not come out as printed."""
    return [check for check in found if check.difference]


def checks_frame(found: list[Check]) -> pl.DataFrame:
    """One row a check: where, what, printed, worked_out, difference."""
    rows = [(c.where, c.what, c.printed, c.worked_out, c.difference) for c in found]
    schema = {"where": pl.String, "what": pl.String, "printed": pl.Float64, "worked_out": pl.Float64,
              "difference": pl.Float64}  # fmt: skip
    return pl.DataFrame(rows, schema=schema, orient="row")


def checks_sentence(found: list[Check]) -> str:
    """How many sums were worked out again, and how many do not come out."""
    bad = broken(found)
    sums = formatting.counted(len(found), "sum of the paper was", "sums of the paper were")
    said = f"{sums} worked out again, with its lines “Roundings” counted in"
    return f"{said}; {len(bad)} {'does' if len(bad) == 1 else 'do'} not come out as printed."


def in_thousands(thousands: float | None, *, signed: bool = False) -> str:
    """Thousands of pounds as a table in £000 has them: `31,149`, `+15,091`, `−521`."""
    return formatting.NONE if thousands is None else f"{_sign(thousands, signed)}{abs(thousands):,.0f}"


def in_words(thousands: float | None, *, signed: bool = False) -> str:
    """An amount given in thousands of pounds as people say it: `£15.1m`, `£521,000`; `−£521,000` where it is signed."""
    if thousands is None:
        return formatting.NONE
    amount = abs(thousands)
    said = f"£{amount / 1000:,.1f}m" if amount >= 1000 else f"£{amount * 1000:,.0f}"
    return _sign(thousands, signed) + said if signed else said


def _sign(thousands: float, signed: bool) -> str:
    return formatting.MINUS if thousands < 0 else "+" if signed and thousands > 0 else ""


def variance_in_words(row: dict[str, Any]) -> str:
    """The total variance of a line as people say it, with its size in percent of the budget: `£12.7m over budget
    (37.7%)`. A budget below 0 is of income, and a variance above 0 then means less income than planned."""
    variance, share = row["total_variance_k"], row["percent"]
    if variance is None:
        return "variance not printed"
    if not variance:
        return "on budget"
    if (row["full_year_budget_k"] or 0) < 0:
        way = f"{'less' if variance > 0 else 'more'} income than planned"
    else:
        way = f"{'over' if variance > 0 else 'under'} budget"
    return f"{in_words(variance)} {way}" + (f" ({PERCENT.value(abs(share))})" if share is not None else "")


def percent(value: float | None) -> str:
    """A percentage with its sign: `+28.0%`."""
    return formatting.NONE if value is None else f"{PERCENT.signed(value)}{PERCENT.symbol}"


def is_split(row: dict[str, Any]) -> bool:
    """Whether a line says what of its variance falls on the schools grant, and what elsewhere."""
    return row["variance_dsg_k"] is not None and row["variance_non_dsg_k"] is not None


def finding(lines: pl.DataFrame) -> str:
    """The total variance, what of it falls on the grant, and the largest overspend outside it; where the paper does
    not split it, the largest overspend of all."""
    every = total(lines)
    column = "variance_non_dsg_k" if every and is_split(every) else "total_variance_k"
    over = services(lines).drop_nulls(column).sort(column, descending=True, maintain_order=True)
    if every is None or over.is_empty():
        return "No total is held"
    first = over.row(0, named=True)
    largest = f"the largest part in {first['service_area']} ({in_words(first[column])})"
    if not is_split(every):
        return f"{variance_in_words(every)}, {largest}" if first[column] > 0 else variance_in_words(every)
    return (
        f"{variance_in_words(every)}: {in_words(every['variance_dsg_k'])} on the schools grant, "
        f"{in_words(every['variance_non_dsg_k'])} elsewhere, {largest}"
    )


def pandemic_sentence(lines: pl.DataFrame) -> str:
    """What of the variance the source puts down to the pandemic, as printed; or that it is not held."""
    every = total(lines)
    if every is None or every["pandemic_variance_k"] is None:
        return (
            "The part put down to the pandemic is not in the data. An extract that has it gives it in the column "
            "pandemic_variance_k."
        )
    share = in_words(every["pandemic_variance_k"], signed=True)
    return f"Of the total variance the source puts {share} down to the pandemic."


@cached_per_version
def placements_and_cost(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One row for external placements, or none where either side is not held or has no figure.

    Columns: budget_k, forecast_k, variance_k, percent, financial_year, months, placements (average of these months),
    placements_before (same months a year before), forecast_for_one_k (forecast ÷ placements, one decimal),
    paid_for (whole placements that the budget would pay for at that cost, rounded down), simulated.
    """
    line = lines(store, month, shown).filter(pl.col("service_area") == EXTERNAL)
    years = placements.by_year(store, month, shown).filter(pl.col("series") == placements.TOTAL).tail(1)
    both = line.drop_nulls(["forecast_outturn_k", "full_year_budget_k"]).join(years, how="cross")
    both = both.filter(pl.col("forecast_outturn_k") > 0, pl.col("average") > 0)
    one = pl.col("forecast_outturn_k") / pl.col("average")
    return both.select(
        "financial_year",
        "months",
        budget_k="full_year_budget_k",
        forecast_k="forecast_outturn_k",
        variance_k="total_variance_k",
        percent="percent",
        placements="average",
        placements_before="average_before",
        forecast_for_one_k=one.round(1, mode="half_away_from_zero"),
        paid_for=(pl.col("full_year_budget_k") / one).floor().cast(pl.Int64),
        simulated=pl.col("simulated") | pl.col("simulated_right"),
    )


def cost_sentence(row: dict[str, Any]) -> str:
    """Placements and their cost in two sentences, from a row of `placements_and_cost`."""
    before = formatting.NONE if row["placements_before"] is None else formatting.number(row["placements_before"])
    return (
        f"{formatting.number(row['placements'])} agency placements on average in the "
        f"{formatting.counted(row['months'], 'month', 'months')} of "
        f"{row['financial_year']} so far, against {before} in the same months a year before. "
        f"The forecast of {in_words(row['forecast_k'])} is about £{row['forecast_for_one_k'] * 1000:,.0f} for each. "
        f"At that cost the budget of {in_words(row['budget_k'])} pays for {row['paid_for']:,}."
    )
