"""The tables of the Audits page, each from one frame. Counts stand beside every share; few audits are marked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from html import escape
from typing import Any

import polars as pl

from analytics import months, words
from analytics.catalogue import catalogue
from analytics.charts import html
from analytics.charts.html import Cell, Column, Row, Section
from analytics.extracts.contracts import ACTION_STATUSES, RATINGS
from analytics.marking import marked

FEW = 20  # as the rows' own mark: below this one audit moves a share by more than five points


def _share(value: float | None, part: int | None, whole: int | None) -> Cell:
    """A share over its counts, marked where few stand behind it."""
    if value is None:
        return html.percent(None, "none" if whole == 0 else "not held")
    if part is None or whole is None:
        return html.percent(value)
    few = ", few" if whole < FEW else ""
    return Cell(f"{words.percent(value)} <small>{part} of {whole}{few}</small>")


def _target(value: float | None, target: float | None, met: bool | None, unit: str = "%") -> Cell:
    """Whether a target is met, as shape, word and tint, beside the target."""
    if target is None:
        return html.percent(None, "no target")
    if value is None or met is None:
        return html.text(f"{target:g}{unit}")
    colour, said = ("green", "● met") if met else ("red", "■ not met")
    return Cell(f'{target:g}{unit} <span class="los-rag los-{colour}">{said}</span>')


def _moved(change: float | None, real: bool | None, polarity: str | None = "bigger") -> Cell:
    """A change in points: better or worse, and whether by more than chance."""
    if change is None:
        return html.percent(None, "none held before")
    meaning = words.better_or_worse(change, polarity) if polarity else ""
    chance = {True: "more than chance", False: "within chance", None: ""}[real]
    said = ", ".join(filter(None, [meaning if real or change == 0 or real is None else "", chance]))
    return Cell(f"{words.signed(change)} <small>{escape(said)}</small>")


def snapshot_table(
    now: pl.DataFrame, series: dict[str, list[float | None]], month: date, county: pl.DataFrame | None
) -> str:
    """The measures of a month from `audits.snapshot`; `county` has those of the whole council beside an area."""
    whole = {} if county is None else {r["measure"]: r for r in county.iter_rows(named=True)}
    columns = [
        Column("Measure", names_row=True),
        Column("12 months"),
        Column(months.words(month), numeric=True),
        *([Column("Whole council", numeric=True)] if whole else []),
        Column("Target"),
        Column("Distance", numeric=True),
        Column("Change on the month before", numeric=True),
    ]
    rows = []
    for r in now.iter_rows(named=True):
        known = [v for v in series[r["measure"]] if v is not None]
        unit = "" if r["measure"] == "audits_accepted" else "%"
        described = f"{len(known)} months to {months.words(month)}, from {known[0]:g}{unit} to {known[-1]:g}{unit}"
        target = (
            html.percent(None, "counted for the council")
            if whole and not unit
            else _target(r["value"], r["target"], r["met"], unit)
        )
        cells = [
            html.text(r["name"]),
            html.sparkline(series[r["measure"]], described),
            _measured(r),
            *(
                [_measured(whole[r["measure"]]) if r["measure"] in whole else html.percent(None, "not held")]
                if whole
                else []
            ),
            target,
            html.text(words.signed(r["distance"]) if unit or not whole else words.NONE),
            _moved(r["value_change"], r["value_real"], r["polarity"]),
        ]
        rows.append(Row(cells))
    caption = f"Snapshot of the audit programme, {months.words(month)}. Distance and change are in percentage points."
    return html.table(marked(caption, now), columns, [Section("", rows)])


def _measured(row: dict[str, Any]) -> Cell:
    return html.count(row["part"]) if row["whole"] is None else _share(row["value"], row["part"], row["whole"])


def snapshot_months_table(measures: pl.DataFrame) -> str:
    """The snapshot month by month: one row a measure, the months across."""
    held = measures["month"].unique().sort().to_list()
    columns = [Column("Measure", names_row=True), *(Column(f"{m:%b %Y}", numeric=True) for m in held)]
    rows = []
    for (name,), part in measures.group_by("name", maintain_order=True):
        by_month = {r["month"]: r for r in part.iter_rows(named=True)}
        cells = [html.text(words.NONE) if m not in by_month else _briefly(by_month[m]) for m in held]
        rows.append(Row([html.text(str(name)), *cells]))
    return html.table(marked("The snapshot month by month", measures), columns, [Section("", rows)])


def _briefly(row: dict[str, Any]) -> Cell:
    return html.count(row["part"]) if row["whole"] is None else html.percent(row["value"])


def periods_table(frame: pl.DataFrame, names: Sequence[str], caption: str, first: str) -> str:
    """Good or better and inadequate by month or quarter, from `audits.trend` or `audits.by_quarter`."""
    columns = [
        Column(first, names_row=True),
        *(
            Column(f"{band}{what}", numeric=what != ": target")
            for band in ("Good or better", "Inadequate")
            for what in ("", ": range", ": target", ": change")
        ),
    ]
    rows = []
    for name, r in zip(names, frame.iter_rows(named=True), strict=True):
        cells = [html.text(name)]
        for band, polarity in (("good_or_better", "bigger"), ("inadequate", "smaller")):
            share, target = r[f"{band}_share"], r[f"{band}_target"]
            met = None if target is None else share >= target if polarity == "bigger" else share <= target
            cells += [
                _share(share, r[band], r["audits"]),
                _range(r, f"{band}_share"),
                _target(share, target, met),
                _moved(r[f"{band}_share_change"], r[f"{band}_share_real"], polarity),
            ]
        rows.append(Row(cells))
    return html.table(marked(caption, frame), columns, [Section("", rows)])


def _range(row: dict[str, Any], share: str) -> Cell:
    low, high = row[f"{share}_low"], row[f"{share}_high"]
    return html.text(words.NONE if low is None else f"{words.number(low)} to {words.number(high)}")


def apart_table(apart: pl.DataFrame, month: date) -> str:
    """Legal statuses in three months beside the three months before, tested; from `audits.apart`."""
    before = months.words(months.before(month, 3))
    columns = [
        Column("Legal status", names_row=True),
        *(
            Column(f"{band}{what}", numeric=True)
            for band in ("Good or better", "Inadequate")
            for what in ("", f", three months to {before}", ": change")
        ),
    ]
    rows = []
    for r in apart.iter_rows(named=True):
        cells = [html.text(r["name"])]
        for band, polarity in (("good_or_better", "bigger"), ("inadequate", "smaller")):
            cells += [
                _share(r[f"{band}_share"], r[band], r["audits"]),
                _share(r[f"previous_{band}_share"], r[f"previous_{band}"], r["previous_audits"]),
                _moved(r[f"{band}_share_change"], r[f"{band}_share_real"], polarity),
            ]
        rows.append(Row(cells))
    caption = f"Three months to {months.words(month)} beside the three months before, which have no audit in common"
    return html.table(marked(caption, apart), columns, [Section("", rows)])


def status_months_table(cells: pl.DataFrame) -> str:
    """Good or better by month and legal status, counts only, and the pooled three months as a line."""
    held = cells["month"].unique().sort().to_list()
    columns = [
        Column("Legal status", names_row=True),
        Column("Three months pooled"),
        *(Column(f"{m:%b %Y}", numeric=True) for m in held),
    ]
    rows = []
    for (status,), part in cells.group_by("legal_status", maintain_order=True):
        rolled = part["good_or_better_rolling"].to_list()
        known = [v for v in rolled if v is not None]
        described = f"from {words.percent(known[0])} to {words.percent(known[-1])}" if known else "no three months held"
        counts = [html.text(f"{good} of {n}") for good, n in part.select("good_or_better", "audits").rows()]
        name = catalogue().legal_statuses[str(status)].name
        rows.append(Row([html.text(name), html.sparkline(rolled, described), *counts]))
    caption = marked("Audits good or better, of all, by month and legal status", cells)
    return html.table(caption, columns, [Section("", rows)])


def places_table(places: pl.DataFrame, month: date) -> str:
    """Localities and services, six months pooled, from `audits.teams.by_place`."""
    columns = [
        Column("Place", names_row=True),
        *(
            Column(f"{band}{what}", numeric=True)
            for band in ("Good or better", "Inadequate")
            for what in ("", ": range")
        ),
    ]
    sections = []
    for kind, heading in (("locality", "Localities"), ("service", "Services")):
        rows = [
            Row(
                [
                    html.text(r["place"]),
                    _share(r["good_or_better_share"], r["good_or_better"], r["audits"]),
                    _range(r, "good_or_better_share"),
                    _share(r["inadequate_share"], r["inadequate"], r["audits"]),
                    _range(r, "inadequate_share"),
                ]
            )
            for r in places.filter(kind=kind).iter_rows(named=True)
        ]
        if rows:
            sections.append(Section(heading, rows))
    return html.table(marked(f"Completed audits of the six months to {months.words(month)}", places), columns, sections)


def team_list_table(teams: pl.DataFrame, name: str, caption: str) -> str:
    """The teams on one list of `audits.teams.by_team`, longest first, and those that left it."""
    counted = {"good": "good_or_better", "poor": "inadequate", "weak": "weak"}[name]
    columns = [
        Column("Team", names_row=True),
        Column("Audits", numeric=True),
        Column({"good": "Good or better", "poor": "Inadequate", "weak": "Inadequate or lower end"}[name], numeric=True),
        Column("Months on the list", numeric=True),
    ]
    sections = []
    for heading, which in (("", f"on_{name}"), ("On the list a month before, and no longer", f"removed_{name}")):
        found = teams.filter(pl.col(which)).sort(f"months_on_{name}", "team", descending=[True, False])
        rows = [
            Row([html.text(r["team"]), html.count(r["audits"]), html.count(r[counted]), _on_list(r, name)])
            for r in found.iter_rows(named=True)
        ]
        if rows:
            sections.append(Section(heading, rows))
    return html.table(marked(caption, teams), columns, sections)


def _on_list(row: dict[str, Any], name: str) -> Cell:
    months_on = row[f"months_on_{name}"]
    new = " <small>new</small>" if row[f"added_{name}"] else ""
    return Cell(f"{months_on}{' or more' if months_on > 6 else ''}{new}" if months_on else words.NONE)


def areas_table(areas: pl.DataFrame, month: date, county: pl.DataFrame | None) -> str:
    """Areas of practice in a month beside the month before, from `audits.practice.by_area`."""
    whole = {} if county is None else {r["area"]: r for r in county.iter_rows(named=True)}
    columns = [
        Column("Area of practice", names_row=True),
        Column("Good or better", numeric=True),
        *([Column("Whole council", numeric=True)] if whole else []),
        Column("Month before", numeric=True),
        Column("Change", numeric=True),
        Column("Target"),
        Column("Inadequate", numeric=True),
        Column("Month before, inadequate", numeric=True),
        Column("Change, inadequate", numeric=True),
    ]
    rows = []
    for r in areas.iter_rows(named=True):
        share, target = r["good_or_better_share"], r["good_or_better_target"]
        beside = whole.get(r["area"])
        county_cell = (
            html.text(words.NONE)
            if beside is None
            else _share(beside["good_or_better_share"], beside["good_or_better"], beside["audits"])
        )
        cells = [
            html.text(r["area"]),
            _share(share, r["good_or_better"], r["audits"]),
            *([county_cell] if whole else []),
            _share(r["previous_good_or_better_share"], r["previous_good_or_better"], r["previous_audits"]),
            _moved(r["good_or_better_share_change"], r["good_or_better_share_real"]),
            _target(share, target, None if target is None else share >= target),
            _share(r["inadequate_share"], r["inadequate"], r["audits"]),
            _share(r["previous_inadequate_share"], r["previous_inadequate"], r["previous_audits"]),
            _moved(r["inadequate_share_change"], r["inadequate_share_real"], "smaller"),
        ]
        rows.append(Row(cells))
    caption = f"Areas of practice, {months.words(month)}, of the audits to which each applies"
    return html.table(marked(caption, areas), columns, [Section("", rows)])


def moderation_cross_table(crossed: pl.DataFrame, window: str) -> str:
    """The auditor's rating down, the rating after moderation across, from `audits.moderation.crossed`."""
    columns = [
        Column("Auditor's rating", names_row=True),
        *(Column(f"{r} after moderation", numeric=True) for r in RATINGS),
        Column("All", numeric=True),
    ]
    rows = []
    for (auditor,), part in crossed.group_by("auditor_rating", maintain_order=True):
        cells = []
        for after, count in part.select("rating", "count").rows():
            way = (
                ""
                if after == auditor or not count
                else "up"
                if RATINGS.index(after) < RATINGS.index(str(auditor))
                else "down"
            )
            cells.append(Cell(f"{count} <small>{way}</small>"))
        rows.append(Row([html.text(str(auditor)), *cells, html.count(int(part["count"].sum()))]))
    caption = marked(f"Ratings before and after moderation, {window}", crossed)
    return html.table(caption, columns, [Section("", rows)])


def moderation_months_table(frame: pl.DataFrame) -> str:
    """What moderation did each month, newest first, from `audits.moderation.by_month`."""
    heads = ("Changed", "Upgraded", "Downgraded", "Inadequate found by the moderator")
    columns = [Column("Month", names_row=True), *(Column(head, numeric=True) for head in heads)]
    rows = [
        Row(
            [
                html.text(months.words(r["month"])),
                *(_share(r[f"{p}_share"], r[p], r["moderated"]) for p in ("changed", "upgraded", "downgraded")),
                _share(r["directed_share"], r["directed"], r["inadequate"]),
            ]
        )
        for r in frame.reverse().iter_rows(named=True)
    ]
    return html.table(marked("Moderation by month, newest first", frame), columns, [Section("", rows)])


def took_part_table(people: pl.DataFrame, month: date) -> str:
    """Who took part in a month and the month before, from `audits.programme.took_part`."""
    before = months.before(month)
    earlier = {r["measure"]: r for r in people.filter(month=before).iter_rows(named=True)}
    columns = [
        Column("Who", names_row=True),
        Column(months.words(month), numeric=True),
        Column("Target"),
        Column(months.words(before), numeric=True),
    ]
    rows = []
    for r in people.filter(month=month).iter_rows(named=True):
        was = earlier.get(r["measure"])
        rows.append(
            Row(
                [
                    html.text(r["name"]),
                    _share(r["share"], r["yes"], r["asked"]),
                    _target(r["share"], r["target"], None if r["target"] is None else r["share"] >= r["target"]),
                    html.text(words.NONE) if was is None else _share(was["share"], was["yes"], was["asked"]),
                ]
            )
        )
    caption = marked("Who took part in the audits, of the completed audits to which it applies", people)
    return html.table(caption, columns, [Section("", rows)])


def actions_table(by_age: pl.DataFrame) -> str:
    """What became of the agreed actions, by kind and age, from `audits.actions.by_age`."""
    columns = [
        Column("Audits of", names_row=True),
        Column("Agreed", numeric=True),
        *(Column(status.capitalize(), numeric=True) for status in ACTION_STATUSES),
    ]
    sections = []
    for (kind,), part in by_age.group_by("kind", maintain_order=True):
        rows = []
        for (age,), cells in part.group_by("age", maintain_order=True):
            counted = [
                Cell(f"{r['count']} <small>{words.percent(r['share'])}</small>") for r in cells.iter_rows(named=True)
            ]
            rows.append(Row([html.text(str(age)), html.count(cells["agreed"][0]), *counted]))
        sections.append(Section(f"{str(kind).capitalize()} actions", rows))
    return html.table(marked("Agreed actions by kind, age and what became of them", by_age), columns, sections)


def triangulation_table(both: pl.DataFrame, month: date) -> str:
    """Timeliness indicators beside audits, a section a legal status, from `audits.beside_timeliness`."""
    columns = [
        Column("Indicator", names_row=True),
        Column(months.words(month), numeric=True),
        Column("Target", numeric=True),
        Column("Audits good or better, three months", numeric=True),
        Column("Range", numeric=True),
    ]
    sections = []
    for (name,), part in both.group_by("status_name", maintain_order=True):
        rows = [
            Row(
                [
                    html.text(r["name"]),
                    html.rag(r["rag"], words.percent(r["value"]), nothing=""),
                    html.text(words.percent(r["target"])),
                    _share(r["good_or_better_share"], r["good_or_better"], r["audits"]),
                    _range(r, "good_or_better_share"),
                ]
            )
            for r in part.iter_rows(named=True)
        ]
        sections.append(Section(str(name), rows))
    caption = marked("Was the work in time, and was it good? Indicators beside the audits of the same children", both)
    return html.table(caption, columns, sections)


def differences_table(found: Sequence[Any]) -> str:
    """Figures that the papers print in two ways, and what the rows give; from `audits.papers_differ`."""
    columns = [Column("Figure", names_row=True), Column("As printed"), Column("From the rows"), Column("Why")]
    rows = [Row([html.text(d.what), html.text(d.printed), html.text(d.rows), html.text(d.why)]) for d in found]
    return html.table("Where the papers of September 2021 differ from themselves", columns, [Section("", rows)])


def printed_table(frame: pl.DataFrame) -> str:
    """Printed shares that no row gives, a section a subject, from `audits.printed_elsewhere`."""
    columns = [
        Column("What was printed", names_row=True),
        Column("Month"),
        Column("Share", numeric=True),
        Column("Count", numeric=True),
    ]
    sections = [
        Section(
            str(name),
            [
                Row(
                    [
                        html.text(r["category"]),
                        html.text(months.words(r["month"])),
                        html.text(words.NONE if r["value"] is None else words.as_printed(r["value"])),
                        html.text(r["counted"] or "not printed"),
                    ]
                )
                for r in part.iter_rows(named=True)
            ],
        )
        for (name,), part in frame.group_by("name", maintain_order=True)
    ]
    return html.table(marked("Shares as printed, not counted from rows", frame), columns, sections)
