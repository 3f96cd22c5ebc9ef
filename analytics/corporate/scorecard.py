"""The corporate scorecard, quarter by quarter.

**Status** is the measure's value against its target: *on target* where it is on it or better; *within tolerance* where
it is worse by less than 5 % of the target; *behind* where it is worse by 5 % or more. Exactly 5 % off is behind;
for the monthly indicators it is amber. Where plan is best, either side counts as
worse. Values are compared in whole tenths, as they are printed. Without a target or a value there is no status.

A quarter without a target of its own is set against the newest target held, *for comparison*, which says how far the
measure has come and not how it was judged then.

Five **periods** are shown, up to the quarter that the month chooses: the latest one at or before it. A value is of the
reporting basis that stands beside it: the quarter, the day at its end (a snapshot), or a school year. School years have
periods of their own and are never counted among quarters.

A measure that a monthly indicator counts too is set beside it: a snapshot must be the last month's figure; a quarter
must lie between the lowest and the highest of its three months, for it pools them.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, corporate_catalogue, unit_of
from analytics.corporate.papers import held
from analytics.percent import from_tenths, shortfall_tenths, tenths
from analytics.store import DamagedFile, Shown, Store, indicator_rows
from analytics.units import PERCENT, Kind

ON, WITHIN, BEHIND = STATUSES = ("on target", "within tolerance", "behind")
COLOURS = {ON: "green", WITHIN: "amber", BEHIND: "red"}
TOLERANCE_PERCENT = 5
PERIODS = 5
YEARLY = "Academic Year"
COLUMNS = (
    *("scorecard", "section", "measure_id", "measure", "polarity", "reporting_basis", "unit", "period"),
    *("period_confidence", "value", "marker", "target", "status", "no_status", "distance", "compared_target"),
    *("compared_period", "compared_status", "previous_value", "change", "year_ago", "year_change", "comparator"),
    *("comparator_marker", "source", "cut", "load_id", "simulated"),
)


def status(value: str, target: str) -> pl.Expr:
    """One of STATUSES, or null, from the columns of these names and polarity."""
    short = shortfall_tenths(value, target)
    return (
        pl.when(short <= 0)
        .then(pl.lit(ON))
        .when(short * 100 < tenths(pl.col(target)).abs() * TOLERANCE_PERCENT)
        .then(pl.lit(WITHIN))
        .when(short.is_not_null())
        .then(pl.lit(BEHIND))
    )


def quarter_of(store: Store, month: date, shown: Shown = "known") -> date | None:
    """The last month of the newest quarter at or before a month of which the scorecard is held; None if none is."""
    return _newest_quarter(held(store, "scorecard", month, shown), month)


def _newest_quarter(rows: pl.DataFrame, month: date) -> date | None:
    found = [p for p, b in rows.select("period", "reporting_basis").rows() if b != YEARLY and p <= month]
    return max(found, default=None)


@cached_per_version
def measures(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The measures of everything that is held: see `measures_of`."""
    return measures_of(held(store, "scorecard", month, shown), month)


def measures_of(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """One row a measure and period, of the newest five up to the month, in the order of the paper, oldest first, from
    rows of the scorecard with load_id.

    Columns: COLUMNS. value, target, comparator in `unit`; distance is value minus target, change is from the period
    before and year_change from four quarters before (for a school year: no year_change). no_status says why there is no
    status. compared_target is the newest target of the rows, of compared_period. Empty where they have no quarter.
    """
    quarter = _newest_quarter(rows, month)
    newest = (
        rows.filter(pl.col("target").is_not_null())
        .sort("period")
        .group_by("measure_id")
        .agg(compared_target=pl.col("target").last(), compared_period=pl.col("period").last())
    )
    shown_rows = rows.filter(pl.col("period") <= pl.lit(quarter, pl.Date)).join(newest, on="measure_id", how="left")
    found = _against(_with_changes(shown_rows))
    yearly = pl.col("reporting_basis") == YEARLY
    recent = (
        pl.when(yearly)
        .then(pl.col("period").rank("dense", descending=True).over("measure_id") <= PERIODS)
        .otherwise(pl.col("period") > months.before(quarter or month, 3 * PERIODS))
    )
    return found.filter(recent).sort("line", "measure_id", "period", nulls_last=True).select(COLUMNS)


def _with_changes(rows: pl.DataFrame) -> pl.DataFrame:
    """Add previous_value and year_ago: of exactly one period, or one year, before."""
    step = pl.when(pl.col("reporting_basis") == YEARLY).then(pl.lit("12mo")).otherwise(pl.lit("3mo"))
    for name, back in (("previous_value", step), ("year_ago", pl.lit("12mo"))):
        earlier = rows.select("measure_id", pl.col("period").dt.offset_by(back), pl.col("value").alias(name))
        rows = rows.join(earlier, on=["measure_id", "period"], how="left")
    yearly = pl.col("reporting_basis") == YEARLY
    return rows.with_columns(year_ago=pl.when(~yearly).then("year_ago"))


def _against(rows: pl.DataFrame) -> pl.DataFrame:
    def difference(one: str, other: str) -> pl.Expr:
        return from_tenths(tenths(pl.col(one)) - tenths(pl.col(other)))

    return rows.with_columns(
        status=status("value", "target"),
        compared_status=status("value", "compared_target"),
        distance=difference("value", "target"),
        change=difference("value", "previous_value"),
        year_change=difference("value", "year_ago"),
    ).with_columns(
        no_status=pl.when(pl.col("value").is_null())
        .then(pl.lit("no figure"))
        .when(pl.col("compared_target").is_null())
        .then(pl.lit("no target printed"))
        .when(pl.col("target").is_null())
        .then(pl.lit("target of this period not printed"))
    )


def quarterly(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `measures` that are of quarters."""
    return frame.filter(pl.col("reporting_basis") != YEARLY)


def yearly(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `measures` that are of school years."""
    return frame.filter(pl.col("reporting_basis") == YEARLY)


def shares(frame: pl.DataFrame) -> pl.DataFrame:
    """How many measures stand where in each quarter, from a frame of `measures`.

    One row a quarter and status (of STATUSES), oldest first: period, against (`own target` where every measure counted
    has its own, else such as `target of March 2024, for comparison`), status, count, judged (all with a status), share
    (percent to one decimal), without (measures of the quarter that have none), simulated.
    """
    found = []
    for (period,), part in quarterly(frame).sort("period").group_by("period", maintain_order=True):
        own = part["target"].is_not_null().any()
        column = "status" if own else "compared_status"
        known = part.filter(pl.col(column).is_not_null())
        late = max(known["compared_period"].to_list(), default=None)
        against = "own target" if own else f"target of {months.words(late)}, for comparison" if late else "no target"
        for one in STATUSES:
            count = known.filter(pl.col(column) == one).height
            found.append(
                {
                    "period": period, "against": against, "status": one, "count": count, "judged": known.height,
                    "share": (count * 2000 + known.height) // (2 * known.height) / 10 if known.height else None,
                    "without": part.height - known.height, "simulated": bool(part["simulated"].any()),
                }
            )  # fmt: skip
    schema = {
        "period": pl.Date, "against": pl.String, "status": pl.String, "count": pl.Int64, "judged": pl.Int64,
        "share": pl.Float64, "without": pl.Int64, "simulated": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(found, schema=schema)


def on_the_edge(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows of `measures` that are exactly 5 % worse than the target: behind here, amber by the monthly rule."""
    aim = pl.coalesce("target", "compared_target")
    off = (tenths(pl.col("value")) - tenths(aim)).abs() * 100
    worse = pl.coalesce("status", "compared_status") == BEHIND
    return quarterly(frame).filter(worse & (off == tenths(aim).abs() * TOLERANCE_PERCENT))


def on_the_edge_sentence(frame: pl.DataFrame) -> str:
    """Which measures `on_the_edge` has; empty if it has none."""
    named = [f"{measure}, {months.words(p)}" for measure, p in on_the_edge(frame).select("measure", "period").rows()]
    start = "Exactly 5% off, so behind here and amber by the rule of the monthly indicators"
    return f"{start}: {'; '.join(named)}." if named else ""


def of_quarter(frame: pl.DataFrame) -> pl.DataFrame:
    """The newest quarter's rows of a frame of `measures`."""
    rows = quarterly(frame)
    return rows.filter(pl.col("period") == pl.col("period").max())


def finding(frame: pl.DataFrame) -> str:
    """How many measures are behind, within tolerance and on target, in one sentence without a full stop."""
    counts = {r["status"]: r for r in shares(frame).sort("period").tail(len(STATUSES)).iter_rows(named=True)}
    if not counts or not counts[BEHIND]["judged"]:
        return "No measure has a target"
    first = counts[BEHIND]
    are = formatting.out_of(first["count"], first["judged"], "measure", verb=("is", "are"))
    return (
        f"{formatting.capital(are)} behind target, {counts[WITHIN]['count']} within "
        f"tolerance and {counts[ON]['count']} on target in the quarter to {months.words(first['period'])}"
        + ("" if first["against"] == "own target" else f" (against the {first['against']})")
    )


def moved_sentences(frame: pl.DataFrame) -> list[str]:
    """What got worse and what got better on the quarter before: the largest moves, as part of the value before."""
    rows = [r for r in of_quarter(frame).iter_rows(named=True) if r["change"] and r["polarity"] != "plan"]
    said = []
    for meaning in ("worse", "better"):
        those = [r for r in rows if formatting.better_or_worse(r["change"], r["polarity"]) == meaning]
        those.sort(key=lambda r: -abs(r["change"]) / max(abs(r["previous_value"]), 1))
        if those:
            named = "; ".join(_moved(r) for r in those[:3])
            of_them = formatting.capital(formatting.out_of(len(those), len(rows), "measure"))
            said.append(
                f"{of_them} that moved got {meaning} on the quarter before. "
                f"{'Most, in proportion' if len(those) > 1 else 'It is'}: {named}."
            )
    return said


def amount(value: float | None, unit: str) -> str:
    """A value in the unit of its measure: `81.1%`, `13`, `26.6`."""
    if value is None:
        return formatting.NONE
    return (
        PERCENT.value(value) if unit == PERCENT.name else f"{value:g}" if unit == "number" else formatting.number(value)
    )


def _moved(row: dict[str, Any]) -> str:
    before, now = (amount(row[c], row["unit"]) for c in ("previous_value", "value"))
    return f"{row['measure']} ({before} to {now})"


@cached_per_version
def beside_monthly(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The newest quarter's measures that a monthly indicator counts too, beside its published figures.

    Columns: measure, measure_id (of the indicator), indicator, reporting_basis, value, lowest, highest (of the three
    months; of a snapshot the last month alone), agrees, said (why not, or what can't be compared), target,
    target_monthly (the indicator's target in force), simulated. Inverted indicators are turned round. Values are in
    the unit of the indicator; a percentage and a number are not compared.
    """
    of = corporate_catalogue().counted
    rows = [r for r in of_quarter(measures(store, month, shown)).iter_rows(named=True) if r["measure_id"] in of]
    figures: pl.DataFrame | None = None
    with suppress(DamagedFile):
        figures = indicator_rows(store, shown="known").filter(~pl.col("simulated"))
    found = [_beside(r, figures) for r in rows]
    schema = {
        "measure": pl.String, "measure_id": pl.String, "indicator": pl.String, "reporting_basis": pl.String,
        "value": pl.Float64, "lowest": pl.Float64, "highest": pl.Float64, "agrees": pl.Boolean, "said": pl.String,
        "target": pl.Float64, "target_monthly": pl.Float64, "simulated": pl.Boolean,
    }  # fmt: skip
    return pl.DataFrame(found, schema=schema)


def _beside(row: dict[str, Any], figures: pl.DataFrame | None) -> dict[str, Any]:
    counted, snapshot = corporate_catalogue().counted[row["measure_id"]], row["reporting_basis"] == "Snapshot"
    span = [months.before(row["period"], back) for back in range(1 if snapshot else 3)]
    values: Sequence[float] = []
    unit, alike = unit_of(counted.measure_id), _alike(row)
    if figures is not None and alike:
        one = figures.filter((pl.col("measure_id") == counted.measure_id) & pl.col("month").is_in(span))
        value = pl.coalesce("value", "numerator") if unit.kind.adds else pl.col("value")
        values = [_turned(v, counted.inverted) for v in one.select(value).to_series().drop_nulls()]
    low, high = (min(values), max(values)) if len(values) == len(span) else (None, None)
    agrees = None if low is None or high is None or row["value"] is None else low <= row["value"] <= high
    targets = [
        t
        for t in catalogue().targets
        if t.measure_id == counted.measure_id and t.area == ALL and t.valid_from <= row["period"]
    ]
    aim = max(targets, key=lambda t: t.valid_from).target if targets and alike else None
    said = "not every month is held" if agrees is None else "agrees"
    said = said if alike else "measured in another unit"
    if agrees is False:
        off = min(abs(row["value"] - value) for value in values)
        said = f"differs by {unit.size(off)}" if snapshot else "lies outside its three months"
    return {
        "measure": row["measure"], "measure_id": counted.measure_id,
        "indicator": catalogue().indicators[counted.measure_id].name,
        "reporting_basis": row["reporting_basis"], "value": row["value"], "lowest": low, "highest": high,
        "agrees": agrees, "said": said, "target": row["target"],
        "target_monthly": None if aim is None else _turned(aim, counted.inverted), "simulated": row["simulated"],
    }  # fmt: skip


def _alike(row: dict[str, Any]) -> bool:
    """Whether a measure of the scorecard and the monthly indicator that it is are both percentages, or neither."""
    unit = unit_of(corporate_catalogue().counted[row["measure_id"]].measure_id)
    return (row["unit"] == PERCENT.name) == (unit.kind is Kind.PERCENTAGE)


def _turned(value: float, inverted: bool) -> float:
    return round(100 - value, 1) if inverted else value


def judged_against(
    store: Store, measure_id: str, month: date, shown: Shown, target: float | None, comparators: pl.DataFrame
) -> pl.DataFrame:
    """What a monthly indicator's figure can be set against: what, value (in its unit, null where none is known), said.

    The target in force, the scorecard's target and comparator where it has the measure, others by statistic, and the
    aspiration, which no source prints for an indicator. `comparators` has comparator, statistic, value, period_words,
    not_compared.
    """
    rows: list[tuple[str, float | None, str]] = [
        ("Target in force", target, "used for the rating" if target is not None else "none, so no rating")
    ]
    for r in of_quarter(measures(store, month, shown)).iter_rows(named=True):
        of = corporate_catalogue().counted.get(r["measure_id"])
        if of is None or of.measure_id != measure_id or not _alike(r):
            continue
        until = f"corporate scorecard, quarter to {months.words(r['period'])}"
        until += ", as 100 minus its figure" if of.inverted else ""
        for what, column in (("Target of the scorecard", "target"), ("Comparator of the scorecard", "comparator")):
            value = None if r[column] is None else _turned(r[column], of.inverted)
            rows.append((what, value, until if value is not None else f"none printed; {until}"))
    for r in comparators.iter_rows(named=True):
        if r["statistic"] in ("mean", "median", "value") and r["comparator"] != catalogue().council:
            name = r["comparator"] if r["statistic"] == "value" else f"{r['comparator']}, {r['statistic']}"
            rows.append((name, r["value"], ", ".join(filter(None, [r["period_words"], r["not_compared"]]))))
    rows.append(("Aspiration", None, "none published"))
    return pl.DataFrame(rows, schema={"what": pl.String, "value": pl.Float64, "said": pl.String}, orient="row")


def beside_sentence(beside: pl.DataFrame) -> str:
    """How many of the measures that two papers print differ, and whose targets do."""
    tested = beside.filter(pl.col("agrees").is_not_null())
    apart = [
        f"{measure} ({said})" for measure, said in tested.filter(~pl.col("agrees")).select("measure", "said").rows()
    ]
    different = tenths(pl.col("target")) != tenths(pl.col("target_monthly"))
    aims = beside.filter(different).select("measure", "target", "target_monthly").rows()
    do = formatting.out_of(len(apart), tested.height, "measure", verb=("does", "do"))
    said = f"{formatting.capital(do)} not fit the monthly figures that were published"
    said += f": {'; '.join(apart)}." if apart else "."
    if aims:
        targets = [f"{measure} ({target:g} here, {monthly:g} there)" for measure, target, monthly in aims]
        said += f" The monthly report has another target for: {'; '.join(targets)}."
    return said
