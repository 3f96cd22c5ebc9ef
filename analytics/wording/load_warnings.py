"""What a load would change, and what looks odd in it, before it is stored.

Nothing here refuses a row: a figure may be odd and right. Each warning names what to look at. Figures are compared
with what is held now, and within the file:
- `localities-sum`: the localities pooled do not give the county figure of the same month, where all have counts;
- `counts-disagree`: the value differs from its numerator and denominator by more than rounding;
- `outside-limits`: a month is outside the expected range that the control chart of the months before it has, where
  twelve or more of them have figures since its limits were last recalculated; only for figures of a month or of a
  month's end, where neighbouring figures do not overlap;
- `moved-much`: 10 points or more from what an earlier cut said of the same month;
- `row-count`: the newest month has fewer or more rows than the month before it;
- `vanished`, `new`: indicators that the newest cut held has and this one has not, and the other way round;
- `missing-month`: a month is left out between others of the same indicator;
- `fewer-localities`: the cut has fewer localities than the one before.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from analytics import formatting, months
from analytics.catalogue import ALL, Window, catalogue, unit_of, units_of
from analytics.extracts import Checked
from analytics.indicators.events import limits_since
from analytics.indicators.figures import value_of_rows
from analytics.indicators.load_changes import figures_shown
from analytics.indicators.spc import control_charts
from analytics.percent import pooled, tenths
from analytics.store import Store, held_before, indicator_rows

MOVED_MUCH = 10.0
BASELINE = 12


@dataclass(frozen=True)
class Warned:
    """Something to look at before the load is confirmed: a short code, and a sentence."""

    code: str
    sentence: str


def changes_sentence(changed: pl.DataFrame) -> str:
    """How many figures would move, be new, and take the place of simulated ones, from a frame of `changes` with rows;
    without a full stop."""
    moved, instead = changed["value_now"].count(), changed.filter("instead_of_simulated").height
    new = changed.height - moved - instead
    said = (
        f"What would change: {formatting.counted(moved, 'figure moves', 'figures move')}, "
        f"{formatting.counted(new, 'is new or had no value', 'are new or had no value')}"
    )
    if instead:
        said += f", {formatting.counted(instead, 'takes', 'take')} the place of simulated figures, not compared"
    return said


def warnings(store: Store, checked: Checked, changed: pl.DataFrame) -> list[Warned]:
    """What looks odd in one checked table of indicators, in the order of the module's list.

    `changed` is the frame of `changes` for the same table.
    """
    if checked.kind != "indicators" or checked.accepted.is_empty():
        return []
    rows = checked.accepted.with_columns(shown=value_of_rows())
    whole = figures_shown(checked.accepted).with_columns(shown=value_of_rows())
    held = held_before(store, checked.source, checked.cut)
    return [
        *_counts_disagree(rows),
        *_localities_sum(whole),
        *_outside_limits(store, whole),
        *_moved_much(changed),
        *_row_count(rows),
        *_vanished_or_new(held, rows),
        *_missing_months(rows),
        *_fewer_localities(held, rows),
    ]


def _listed(items: list[str]) -> str:
    return "; ".join(items[:5]) + (f"; and {len(items) - 5} more" if len(items) > 5 else "")


def _one(code: str, before: str, items: list[str], after: str) -> list[Warned]:
    return [Warned(code, f"{before} {_listed(items)}. {after}")] if items else []


def _name(measure_id: str) -> str:
    return catalogue().indicators[measure_id].name


def _counts_disagree(rows: pl.DataFrame) -> list[Warned]:
    odd = rows.filter(
        pl.col("denominator").is_not_null() & ((tenths(pl.col("value")) - tenths(pl.col("shown"))).abs() > 1)
    )
    items = [
        f"{_name(r['measure_id'])}, {months.words(r['month'])}, {r['locality']}: "
        f"{unit_of(r['measure_id']).as_printed(r['value'])} written, "
        f"{unit_of(r['measure_id']).value(r['shown'])} from {r['numerator']} of {r['denominator']}"
        for r in odd.iter_rows(named=True)
    ]
    return _one("counts-disagree", "Values that differ from their counts:", items, "The counts are used.")


def _localities_sum(whole: pl.DataFrame) -> list[Warned]:
    """Where one of them has no counts, or a single one is there, they can't give it."""
    key = ["measure_id", "month"]
    places = catalogue().members(ALL)  # what the county is pooled from; services cut across them
    together = (
        whole.filter(pl.col("locality").is_in(places))
        .group_by(key)
        .agg(
            pl.col("numerator", "denominator").sum(), all_counted=pl.col("denominator").is_not_null().all(), of=pl.len()
        )
        .filter(pl.col("all_counted") & (pl.col("of") > 1))
        .with_columns(together=pooled(pl.col("numerator"), pl.col("denominator")))
    )
    county = whole.filter(pl.col("locality") == ALL).select(*key, "shown")
    odd = together.join(county, on=key).filter((tenths(pl.col("together")) - tenths(pl.col("shown"))).abs() > 1)
    items = [
        f"{_name(r['measure_id'])}, {months.words(r['month'])}: {_localities(r['of'])} "
        f"{unit_of(r['measure_id']).value(r['together'])}, county {unit_of(r['measure_id']).value(r['shown'])}"
        for r in odd.sort("month", "measure_id", descending=[True, False]).iter_rows(named=True)
    ]
    return _one(
        "localities-sum", "The localities do not give the county figure:", items, "Both are stored as they are."
    )


def _localities(held: int) -> str:
    every = len(catalogue().members(ALL))
    return "localities together" if held == every else f"{held} of {every} localities together"


def _outside_limits(store: Store, whole: pl.DataFrame) -> list[Warned]:
    judged = [m for m, i in catalogue().indicators.items() if i.window in (Window.MONTH, Window.SNAPSHOT)]
    county = whole.filter((pl.col("locality") == ALL) & pl.col("measure_id").is_in(judged))
    newest = county.filter(pl.col("month") == pl.col("month").max().over("measure_id"))
    held = indicator_rows(store).with_columns(shown=value_of_rows()).drop_nulls("shown")
    known = pl.concat([county, held.select(pl.col(county.columns))]).unique(
        ["measure_id", "month", "simulated"], keep="first"
    )
    now = newest.drop_nulls("shown").select("measure_id", "simulated", "shown", at="month")
    before = known.select("measure_id", "simulated", "month", value="shown").join(now, on=["measure_id", "simulated"])
    # The month itself is a gap in its chart, so that it has limits without a part in them.
    months_before = before.filter(pl.col("month") < pl.col("at")).select("measure_id", "month", "value")
    itself = now.select("measure_id", month="at", value=pl.lit(None, pl.Float64))
    polarities = catalogue().indicator_frame().select("measure_id", "polarity")
    charts = control_charts(pl.concat([months_before, itself]).join(polarities, on="measure_id"), limits_since(store))
    limits = charts.with_columns(figures=pl.col("value").count().over("measure_id", "group"))
    # Rounded, for the mean of one value twelve times over need not be the very same float.
    usual = pl.col("shown").is_between(pl.col("lower").round(9), pl.col("upper").round(9))
    outside = now.join(
        limits, left_on=["measure_id", "at"], right_on=["measure_id", "month"], maintain_order="left"
    ).filter((pl.col("figures") >= BASELINE) & ~usual)
    items = []
    for row in outside.iter_rows(named=True):
        unit = unit_of(row["measure_id"])
        low, high = (unit.value(unit.within(row[end])) for end in ("lower", "upper"))
        items.append(
            f"{_name(row['measure_id'])}, {months.words(row['at'])}: {unit.value(row['shown'])}, usual {low} to {high}"
        )
    return _one("outside-limits", "Outside what the months before would lead one to expect:", items, "It may be real.")


def _moved_much(changed: pl.DataFrame) -> list[Warned]:
    moved = changed.filter(pl.col("difference").abs() >= MOVED_MUCH)
    items = [
        f"{r['name']}, {months.words(r['month'])}, {r['locality']}: from "
        f"{unit_of(r['measure_id']).value(r['value_now'])} to {unit_of(r['measure_id']).value(r['value_then'])}"
        for r in moved.iter_rows(named=True)
    ]
    differences = formatting.joined([unit.many for unit in units_of(moved["measure_id"])])
    return _one(
        "moved-much",
        f"Moved by {MOVED_MUCH:g} {differences} or more:",
        items,
        "Check whether late recording explains it.",
    )


def _row_count(rows: pl.DataFrame) -> list[Warned]:
    counts = rows.group_by("month").len().sort("month", descending=True)
    if counts.height < 2:
        return []
    (newest, rows_now), (earlier, rows_then) = counts.rows()[:2]
    if rows_now == rows_then:
        return []
    return [
        Warned(
            "row-count",
            f"{months.words(newest)} has {formatting.counted(rows_now, 'row')}, {months.words(earlier)} {rows_then}. "
            "Check that the export is complete.",
        )
    ]


def _vanished_or_new(held: pl.DataFrame, rows: pl.DataFrame) -> list[Warned]:
    if held.is_empty():
        return []
    before, now = set(held["measure_id"]), set(rows["measure_id"])
    cut = months.words(held["cut"][0])
    gone = [_name(m) for m in catalogue().indicators if m in before - now]
    added = [_name(m) for m in catalogue().indicators if m in now - before]
    return [
        *_one("vanished", f"In the cut {cut}, but not in this one:", gone, "Their earlier months stay as they are."),
        *_one("new", f"In this cut, but not in the cut {cut}:", added, "Check that they are meant."),
    ]


def _missing_months(rows: pl.DataFrame) -> list[Warned]:
    items = []
    spans = rows.group_by("measure_id", maintain_order=True).agg(pl.col("month").unique().sort())
    for measure_id, held in spans.rows():
        span = (held[-1].year - held[0].year) * 12 + held[-1].month - held[0].month
        gaps = [m for m in (months.before(held[-1], back) for back in range(1, span)) if m not in held]
        if gaps:
            items.append(f"{_name(measure_id)}: {formatting.joined([months.words(m) for m in reversed(gaps)])}")
    return _one("missing-month", "Months left out between others:", items, "They are shown as not available.")


def _fewer_localities(held: pl.DataFrame, rows: pl.DataFrame) -> list[Warned]:
    gone = sorted(set(held["locality"]) - set(rows["locality"]))
    return _one(
        "fewer-localities", "In the cut before, but not in this one:", gone, "Check that the export is complete."
    )
