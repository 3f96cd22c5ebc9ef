"""The audit programme: the snapshot, ratings by period, legal statuses. Counts stand beside every share."""

from __future__ import annotations

import re
from datetime import date
from functools import partial

import polars as pl

from analytics import formatting, months
from analytics.audits.caseload import kind
from analytics.caching import cached_by_identity
from analytics.catalogue import GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.tables import audit_cells
from analytics.tables.audit_cells import change_column, range_column, share_column, target_column
from analytics.tables.table import NUMBER, Column, Row, across, newest, pivot, sectioned, table
from analytics.units import PERCENT


@cached_by_identity
def snapshot(
    now: pl.DataFrame, series: dict[str, list[float | None]], month: date, council: pl.DataFrame | None
) -> str:
    """The measures of a month from `audits.snapshot`; `council` has those of the whole council beside an area."""
    whole = {} if council is None else {r["measure"]: r for r in council.iter_rows(named=True)}

    def is_share(row: Row) -> bool:
        return bool(row["measure"] != "audits_accepted")

    def line(row: Row) -> Html:
        known = [v for v in series[row["measure"]] if v is not None]
        ends = [PERCENT.as_printed(v) if is_share(row) else f"{v:g}" for v in (known[0], known[-1])]
        span = f"{formatting.counted(len(known), 'month', 'months')} to {months.words(month)}"
        return html.sparkline(series[row["measure"]], f"{span}, from {ends[0]} to {ends[1]}")

    def target(row: Row) -> Html:
        if whole and not is_share(row):
            return html.missing("counted for the council")
        return audit_cells.target(row["value"], row["target"], row["met"], PERCENT if is_share(row) else None)

    def distance(row: Row) -> Html:
        return html.text(formatting.signed(row["distance"]) if is_share(row) or not whole else formatting.NONE)

    def few(row: Row) -> bool:
        return is_share(row) and min(row["whole"] or 0, row["previous_whole"] or 0) < FEW

    columns = [
        Column("Measure", "name"),
        Column("12 months", line),
        Column(months.words(month), _measured, NUMBER),
        Column(
            "Whole council",
            lambda r: _measured(whole[r["measure"]]) if r["measure"] in whole else html.missing("not held"),
            NUMBER,
        ),
        Column("Target", target),
        Column("Distance", distance, NUMBER),
        Column(
            "Change on the month before",
            lambda r: audit_cells.change(r["value_change"], r["value_real"], r["polarity"], few(r)),
            NUMBER,
        ),
    ]
    caption = f"Snapshot of the audit programme, {months.words(month)}. Distance and change are in"
    shown = [c for c in columns if whole or c.label != "Whole council"]
    return table(marked(f"{caption} {PERCENT.differences}.", now), shown, now, style="los-snapshot")


def _measured(row: Row) -> Html:
    if row["whole"] is None:
        return html.count(row["part"])
    return audit_cells.share(row["value"], row["part"], row["whole"])


@cached_by_identity
def snapshot_by_month(measures: pl.DataFrame) -> str:
    """The snapshot month by month: one row a measure, the months across."""

    def cell(month: date, line: dict[date, Row]) -> Html:
        row = line.get(month)
        if row is None:
            return html.text(formatting.NONE)
        return html.count(row["part"]) if row["whole"] is None else html.percent(row["value"])

    columns = [
        Column("Measure", lambda line: html.text(newest(line)["name"])),
        *across(measures["month"].unique().sort(), "{:%b %Y}".format, cell),
    ]
    caption = marked("The snapshot month by month", measures)
    return table(caption, columns, pivot(measures, "name", "month"), style="los-tight")


@cached_by_identity
def rating_by_period(frame: pl.DataFrame, band: str, caption: str) -> str:
    """One band (good_or_better, inadequate) by month or quarter, from `audits.trend` or `audits.by_quarter`."""
    polarity, rolling = "smaller" if band == INADEQUATE else "bigger", f"{band}_rolling"
    period, kind = ("quarter", "text") if "quarter" in frame.columns else ("month", "month")
    columns = [
        Column(period.capitalize(), period, kind),
        share_column(formatting.capital(catalogue().scale.names[band]), band),
        range_column("Range", band),
        target_column(f"{band}_share", f"{band}_target", polarity),
        change_column(f"Change on the {period} before", band, polarity),
    ]
    if rolling in frame.columns:
        note = "not all held"
        columns.append(
            Column(
                "Three months pooled", lambda r: html.percent(r[rolling], note if r[rolling] is None else ""), NUMBER
            )
        )
    return table(marked(caption, frame), columns, frame)


@cached_by_identity
def legal_statuses_tested(apart: pl.DataFrame, month: date) -> str:
    """Legal statuses in three months beside the three months before, tested; from `audits.apart`."""
    scale = catalogue().scale
    columns = [
        Column("Legal status", "name"),
        share_column(f"Three months to {months.words(month)}", "band"),
        range_column("Range", "band"),
        share_column(f"Three months to {months.words(months.before(month, 3))}", "band", previous="previous_"),
        Column("Change", lambda r: audit_cells.change_of(r, "band", r["way"]), NUMBER),
    ]
    sections = [
        (heading, apart.rename(partial(re.sub, band, "band")).with_columns(way=pl.lit(polarity)))
        for band, heading, polarity in (
            (GOOD_OR_BETTER, scale.good_row, "bigger"),
            (INADEQUATE, scale.inadequate_row, "smaller"),
        )
    ]
    caption = f"Three months to {months.words(month)} beside the three months before, which have no audit in common"
    return sectioned(marked(caption, apart), columns, sections)


@cached_by_identity
def legal_statuses_by_month(cells: pl.DataFrame) -> str:
    """Good or better by month and legal status, counts only, and the pooled three months as a line."""

    def rolled(line: dict[date, Row]) -> Html:
        values = [r["good_or_better_rolling"] for r in line.values()]
        known = [v for v in values if v is not None]
        said = f"from {PERCENT.value(known[0])} to {PERCENT.value(known[-1])}" if known else "no three months held"
        return html.sparkline(values, said)

    columns = [
        Column("Legal status", lambda line: html.text(catalogue().legal_statuses[newest(line)["legal_status"]].name)),
        Column("Three months pooled", rolled),
        *across(
            cells["month"].unique().sort(),
            "{:%b %Y}".format,
            lambda month, line: html.text(f"{line[month]['good_or_better']} of {line[month]['audits']}"),
        ),
    ]
    caption = marked(f"Audits {catalogue().scale.good}, of all, by month and legal status", cells)
    return table(caption, columns, pivot(cells, "legal_status", "month"), style="los-tight")


@cached_by_identity
def by_month(frame: pl.DataFrame) -> str:
    """Counts and shares of audit ratings, a row a month."""

    def cell(rating: str, line: dict[str, Row]) -> Html:
        row = line[rating]
        lower = "" if row["lower_end"] is None else f", {row['lower_end']} at the lower end"
        return html.noted(str(row["count"]), f"{PERCENT.value(row['share'])}{lower}")

    columns = [
        Column("Month", lambda line: html.text(months.words(newest(line)["month"]))),
        *across(catalogue().scale.grades, str, cell),
        Column("Audits", lambda line: html.count(newest(line)["audits"]), NUMBER),
    ]
    caption = marked("Completed audits by rating and month: count, and share of the month", frame)
    return table(caption, columns, pivot(frame, "month", "rating"))


@cached_by_identity
def by_legal_status(compared: pl.DataFrame, counts: pl.DataFrame, month: date) -> str:
    """Counts by rating for each legal status, its pooled shares, and those of the window ending a month earlier."""
    earlier, scale = f"three months to {months.words(months.before(month))}", catalogue().scale
    by_rating = {(r["legal_status"], r["rating"]): r["count"] for r in counts.iter_rows(named=True)}

    def share(label: str, share: str, printed: str) -> Column:
        def cell(row: Row) -> Html:
            if row[share] is None:
                return html.missing("not printed" if row[printed] else "not held")
            if row[printed]:
                return html.noted(PERCENT.as_printed(row[share]), "as printed")
            return html.percent(row[share])

        return Column(label, cell, NUMBER)

    inadequate = f"{scale.inadequate_row} share"
    columns = [
        Column("Legal status", "name"),
        Column("Audits", "audits", "count"),
        *across(scale.grades, str, lambda rating, row: html.count(by_rating.get((row["legal_status"], rating)))),
        share(scale.good_row, "good_or_better_share", "printed"),
        share(f"{scale.good_row}, {earlier}", "previous_good_or_better_share", "previous_is_printed"),
        share(inadequate, "inadequate_share", "printed"),
        share(f"{inadequate}, {earlier}", "previous_inadequate_share", "previous_is_printed"),
    ]
    window = f"{months.words(months.before(month, 2))} to {months.words(month)}"
    return table(marked(f"Completed audits by legal status, {window} counted together", counts), columns, compared)


@cached_by_identity
def weighted(shares: pl.DataFrame, caption: str) -> str:
    """The share as audited, and weighted in each way or why not; from `audits.caseload.weighted_shares`."""

    def interval(row: Row, name: str) -> str:
        return f"{PERCENT.number(row[f'{name}_low'])} to {PERCENT.number(row[f'{name}_high'])}"

    def found(row: Row) -> Html:
        if row["weighted_share"] is None:
            return html.missing(row["why_not"])
        return html.noted(PERCENT.value(row["weighted_share"]), interval(row, "weighted_share"))

    def audited(row: Row) -> Html:
        return html.noted(PERCENT.value(row["good_or_better_share"]), interval(row, "good_or_better_share"))

    columns = [
        Column("Weighted by", lambda r: html.text(kind(r["by"]))),
        Column("As audited", audited, NUMBER),
        Column("Weighted to the caseload", found, NUMBER),
        Column("Why they differ", lambda r: html.text(r["because"] or formatting.NONE)),
        Column("Counted together", lambda r: html.count(r["together"] if (r["together"] or 0) > 1 else None), NUMBER),
        Column("Audits", "audits", "count"),
        Column("Open cases", "open_cases", "count"),
    ]
    return table(caption, columns, shares)
