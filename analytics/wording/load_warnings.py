"""What looks odd in a load, before it is stored. What it would change, `load_account` says.

Nothing here refuses a row: a figure may be odd and right. Each warning names what to look at. Figures are compared
with what is held now, and within the file:
- `parts-sum`: the areas that the whole is pooled from do not give its figure of the same month, where all have counts;
- `counts-disagree`: the value differs from its numerator and denominator by more than rounding;
- `outside-limits`: the newest month is outside the expected range of its control chart, the one that pages draw, where
  twelve or more months before it have figures since its limits were last recalculated; only for figures of a month or
  of a month's end, where neighbouring figures do not overlap;
- `moved-much`: 10 points or more, of others than percentages 10 percent, from what is shown of the same month;
- `row-count`: the newest month has fewer or more rows than the month before it;
- `vanished`, `new`: indicators that the newest cut held (which may be the same) has and this load has not, and the
  other way round;
- `missing-month`: a month is left out between others of the same indicator; of one with a figure a quarter or a year,
  the last month of one;
- `fewer-parts`: the load has fewer areas than the newest cut held.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.catalogue import ALL, Window, catalogue, unit_of
from analytics.extracts import Checked
from analytics.indicators.events import limits_since
from analytics.indicators.figures import difference
from analytics.indicators.kinds import counted, with_values
from analytics.indicators.load_account import figures_shown
from analytics.indicators.reported import monthly
from analytics.indicators.spc import control_charts
from analytics.store import Store, figures_held, held_before, indicator_rows
from analytics.store.proposal import DISAPPEARS, FIGURES
from analytics.units import Kind, steps
from analytics.wording.spc_labels import season_words

MOVED_MUCH = 10.0
BASELINE = 12


@dataclass(frozen=True)
class Warned:
    """Something to look at before the load is confirmed: a short code, and a sentence."""

    code: str
    sentence: str


def warnings(store: Store, together: Sequence[Checked], lines: pl.DataFrame) -> list[Warned]:
    """What looks odd in the checked tables of one kind, source and cut, in the order of the module's list.

    `lines` is what `account` gave for the load as it would be done.
    """
    tables = [checked for checked in together if not checked.accepted.is_empty()]
    if not tables or tables[0].kind != "indicators":
        return []
    accepted = pl.concat(checked.accepted for checked in tables)
    rows = with_values(accepted, catalogue(), "shown")
    whole = with_values(figures_shown(accepted), catalogue(), "shown")
    held, cut = held_before(store, tables[0].source, tables[0].cut), tables[0].cut
    return [
        *_counts_disagree(rows),
        *_localities_sum(whole),
        *_outside_limits(store, whole),
        *_moved_much(lines),
        *_row_count(rows),
        *_vanished_or_new(held, rows, cut),
        *_missing_months(store, rows),
        *_fewer_localities(held, rows, cut, lines),
    ]


def _listed(items: list[str]) -> str:
    return "; ".join(items[:5]) + (f"; and {len(items) - 5} more" if len(items) > 5 else "")


def _one(code: str, before: str, items: list[str], after: str) -> list[Warned]:
    return [Warned(code, f"{before} {_listed(items)}. {after}")] if items else []


def _name(measure_id: str) -> str:
    return catalogue().indicators[measure_id].name


def _counts_disagree(rows: pl.DataFrame) -> list[Warned]:
    apart = (steps(pl.col("value")) - steps(pl.col("shown"))).abs()
    odd = rows.filter(pl.col("denominator").is_not_null() & (apart > 1))
    items = [
        f"{_name(r['measure_id'])}, {months.words(r['month'])}, {catalogue().area_name(r['locality'])}: "
        f"{unit_of(r['measure_id']).as_printed(r['value'])} written, "
        f"{unit_of(r['measure_id']).value(r['shown'])} from {formatting.of(r['numerator'], r['denominator'])}"
        for r in odd.iter_rows(named=True)
    ]
    return _one("counts-disagree", "Values that differ from their counts:", items, "The counts are used.")


def _localities_sum(whole: pl.DataFrame) -> list[Warned]:
    """Where one of them has no counts, or a single one is there, they can't give it."""
    key = ["measure_id", "month"]
    held = whole["month"].unique()
    # What the whole is pooled from in each month; services cut across it.
    known = catalogue()
    places = pl.DataFrame(
        [(month, place) for month in held for place in known.members(ALL, month)],
        schema={"month": pl.Date, "locality": pl.String},
        orient="row",
    )
    none = {"value": pl.lit(None, pl.Float64), "marker": pl.lit(None, pl.String), "locality": pl.lit(ALL)}
    together = (
        whole.join(places, on=["month", "locality"], how="semi")
        .group_by(key)
        .agg(
            pl.col("numerator").sum(),
            pl.when(pl.col("denominator").is_not_null().all()).then(pl.col("denominator").sum()),
            all_counted=counted().all(),
            of=pl.len(),
            **none,
        )
        .filter(pl.col("all_counted") & (pl.col("of") > 1))
        .pipe(with_values, known, "together")
    )
    stated = whole.filter(pl.col("locality") == ALL).select(*key, "shown")
    apart = (steps(pl.col("together")) - steps(pl.col("shown"))).abs()
    odd = together.join(stated, on=key).filter(apart > 1)
    items = [
        f"{_name(r['measure_id'])}, {months.words(r['month'])}: {_localities(r['of'], r['month'])} "
        f"{unit_of(r['measure_id']).value(r['together'])}, {known.whole} {unit_of(r['measure_id']).value(r['shown'])}"
        for r in odd.sort("month", "measure_id", descending=[True, False]).iter_rows(named=True)
    ]
    before = f"The {known.parts} do not give the {known.whole} figure:"
    return _one("parts-sum", before, items, "Both are stored as they are.")


def _localities(held: int, month: date) -> str:
    every, parts = len(catalogue().members(ALL, month)), catalogue().parts
    return f"{parts} together" if held == every else f"{held} of {every} {parts} together"


def _outside_limits(store: Store, whole: pl.DataFrame) -> list[Warned]:
    judged = [m for m, i in catalogue().indicators.items() if i.window in (Window.MONTH, Window.SNAPSHOT)]
    of_whole = whole.filter((pl.col("locality") == ALL) & pl.col("measure_id").is_in(judged))
    newest = of_whole.filter(pl.col("month") == pl.col("month").max().over("measure_id"))
    held = with_values(indicator_rows(store), catalogue(), "shown").drop_nulls("shown")
    known = pl.concat([of_whole, held.select(pl.col(of_whole.columns))]).unique(
        ["measure_id", "month", "simulated"], keep="first"
    )
    now = newest.drop_nulls("shown").select("measure_id", "simulated", at="month")
    rows = (
        known.join(now, on=["measure_id", "simulated"])
        .filter(pl.col("month") <= pl.col("at"))
        .with_columns(value="shown", of_part=pl.lit(False), counts_simulated=pl.lit(False))
    )
    charts = control_charts(rows, limits_since(store), national=monthly(store)).join(
        now, left_on=["measure_id", "month"], right_on=["measure_id", "at"]
    )
    outside = charts.filter((pl.col("baseline") >= BASELINE) & (pl.col("signal") == "outside"))
    items = []
    for row in outside.iter_rows(named=True):
        unit, at = unit_of(row["measure_id"]), f"{_name(row['measure_id'])}, {months.words(row['month'])}"
        low, high = (unit.value(unit.within(row[end])) for end in ("lower", "upper"))
        season = f", {season_words(row)}" if row["season_source"] else ""
        items.append(f"{at}: {unit.value(row['value'])}, expected {low} to {high}{season}")
    return _one("outside-limits", "Outside the range that the months before lead to expect:", items, "It may be real.")


def _moved_much(lines: pl.DataFrame) -> list[Warned]:
    """Real and simulated figures are no measure of the same thing, and are not compared."""
    one, other = pl.col("was").cast(pl.Float64, strict=False), pl.col("becomes").cast(pl.Float64, strict=False)
    figures = lines.filter(~pl.col("published"), pl.col("simulated") == pl.col("simulated_was"), table=FIGURES)
    about = catalogue().indicator_frame().select("measure_id", "kind", "decimals")
    compared = figures.with_columns(was=one, becomes=other).join(about, on="measure_id", maintain_order="left")
    by = difference("becomes", "was").abs()
    percent = 100 * by / pl.when(pl.col("was") != 0).then(pl.col("was").abs())
    is_percentage = pl.col("kind") == Kind.PERCENTAGE.value
    moved = compared.filter(pl.when(is_percentage).then(by).otherwise(percent) >= MOVED_MUCH)
    items = [
        f"{r['name']}, {months.words(r['month'])}, {catalogue().area_name(r['locality'])}: from "
        f"{unit_of(r['measure_id']).value(r['was'])} to {unit_of(r['measure_id']).value(r['becomes'])}"
        for r in moved.iter_rows(named=True)
    ]
    differences = [
        f"{MOVED_MUCH:g} {what}"
        for what, is_so in (("points", is_percentage), ("percent", ~is_percentage))
        if not moved.filter(is_so).is_empty()
    ]
    return _one(
        "moved-much",
        f"Moved by {formatting.either(differences)} or more:" if differences else "",
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


def _before(held: pl.DataFrame, cut: date) -> str:
    """What this load is compared with: the same cut as it is held, or an earlier one."""
    earlier = held["cut"][0]
    return f"the data of {months.words(cut)} as they are held" if earlier == cut else f"the cut {months.words(earlier)}"


def _vanished_or_new(held: pl.DataFrame, rows: pl.DataFrame, cut: date) -> list[Warned]:
    if held.is_empty():
        return []
    before, now = set(held["measure_id"]), set(rows["measure_id"])
    gone = [_name(m) for m in catalogue().indicators if m in before - now]
    added = [_name(m) for m in catalogue().indicators if m in now - before]
    of = _before(held, cut)
    return [
        *_one("vanished", f"In {of}, but not in this load:", gone, "What is held of them stays as it is."),
        *_one("new", f"In this load, but not in {of}:", added, "Check that they are meant."),
    ]


def _missing_months(store: Store, rows: pl.DataFrame) -> list[Warned]:
    places = rows["locality"].unique().sort().to_list()
    held = set(figures_held(store, places).select("measure_id", "month").rows())
    none: list[str] = []
    others: list[str] = []
    spans = rows.group_by("measure_id", maintain_order=True).agg(pl.col("month").unique().sort())
    for measure_id, named in spans.rows():
        span = (named[-1].year - named[0].year) * 12 + named[-1].month - named[0].month
        apart = catalogue().indicators[measure_id].frequency.months
        between = (months.before(named[-1], back) for back in range(span - apart, 0, -apart))
        gaps = [month for month in between if month not in named]
        for found, is_held in ((none, False), (others, True)):
            if said := [months.words(month) for month in gaps if ((measure_id, month) in held) is is_held]:
                found.append(f"{_name(measure_id)}: {formatting.joined(said)}")
    before = "Months left out between others"
    return [
        *_one("missing-month", f"{before}:", none, "They are shown as not available."),
        *_one("missing-month", f"{before}, which are held:", others, "What is held of them stays as it is."),
    ]


def _fewer_localities(held: pl.DataFrame, rows: pl.DataFrame, cut: date, lines: pl.DataFrame) -> list[Warned]:
    gone = sorted(set(held["locality"]) - set(rows["locality"]))
    if not gone:
        return []
    lost = lines.filter(pl.col("locality").is_in(gone), ~pl.col("published"), what=DISAPPEARS).height
    said = "What is held of them stays as it is."
    if lost:
        said = f"{formatting.counted(lost, 'figure of them would disappear', 'figures of them would disappear')}."
    names = [catalogue().area_name(area) for area in gone]
    before = f"In {_before(held, cut)}, but not in this load:"
    return _one("fewer-parts", before, names, f"{said} Check that the export is complete.")
