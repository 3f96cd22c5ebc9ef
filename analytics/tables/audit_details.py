"""Tables of the sections behind the ratings: places, teams, practice, moderation, actions, other papers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.audits import Difference
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.extracts.contracts import ACTION_STATUSES
from analytics.furniture import html
from analytics.furniture.html import Cell
from analytics.simulated_label import marked
from analytics.tables import audit_cells
from analytics.tables.table import Column, Row, Section, table
from analytics.units import PERCENT


@cached_by_identity
def places(places: pl.DataFrame, month: date) -> str:
    """Localities and services, six months pooled, from `audits.teams.by_place`."""
    scale = catalogue().scale
    columns = [
        Column("Place", names_row=True),
        *(
            Column(f"{band}{what}", numeric=True)
            for band in (scale.good_row, scale.inadequate.capitalize())
            for what in ("", ": range")
        ),
    ]
    sections = []
    for kind, heading in (("locality", "Localities"), ("service", "Services")):
        rows = [
            Row(
                [
                    html.text(r["place"]),
                    audit_cells.share(r["good_or_better_share"], r["good_or_better"], r["audits"]),
                    audit_cells.spread(r, "good_or_better_share"),
                    audit_cells.share(r["inadequate_share"], r["inadequate"], r["audits"]),
                    audit_cells.spread(r, "inadequate_share"),
                ]
            )
            for r in places.filter(kind=kind).iter_rows(named=True)
        ]
        if rows:
            sections.append(Section(heading, rows))
    return table(marked(f"Completed audits of the six months to {months.words(month)}", places), columns, sections)


@cached_by_identity
def team_list(teams: pl.DataFrame, name: str, caption: str) -> str:
    """The teams on one list of `audits.teams.by_team`, longest first, and those that left it."""
    scale = catalogue().scale
    poor = scale.inadequate.capitalize()
    counted, said = {
        "good": ("good_or_better", scale.good_row),
        "poor": ("inadequate", poor),
        "weak": ("weak", f"{poor} or lower end" if scale.lower else poor),
    }[name]
    columns = [
        Column("Team", names_row=True),
        Column("Audits", numeric=True),
        Column(said, numeric=True),
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
    return table(marked(caption, teams), columns, sections)


def _on_list(row: dict[str, Any], name: str) -> Cell:
    months_on = row[f"months_on_{name}"]
    new = " <small>new</small>" if row[f"added_{name}"] else ""
    return Cell(f"{months_on}{' or more' if months_on > 6 else ''}{new}" if months_on else formatting.NONE)


@cached_by_identity
def practice_areas(areas: pl.DataFrame, month: date, county: pl.DataFrame | None) -> str:
    """Areas of practice in a month beside the month before, from `audits.practice.by_area`; with `county` the whole
    council stands beside an area, and gives up a column for it."""
    whole = {} if county is None else {r["area"]: r for r in county.iter_rows(named=True)}
    scale = catalogue().scale
    columns = [
        Column("Area of practice", names_row=True),
        Column(scale.good_row, numeric=True),
        *([Column("Whole council", numeric=True)] if whole else []),
        Column("Month before", numeric=True),
        Column("Change", numeric=True),
        Column("Target"),
        Column(scale.inadequate.capitalize(), numeric=True),
        *([] if whole else [Column(f"Month before, {scale.inadequate}", numeric=True)]),
        Column(f"Change, {scale.inadequate}", numeric=True),
    ]
    rows = []
    for r in areas.iter_rows(named=True):
        share, target = r["good_or_better_share"], r["good_or_better_target"]
        beside = whole.get(r["area"])
        county_cell = (
            html.text(formatting.NONE)
            if beside is None
            else audit_cells.share(beside["good_or_better_share"], beside["good_or_better"], beside["audits"])
        )
        cells = [
            html.text(r["area"]),
            audit_cells.share(share, r["good_or_better"], r["audits"]),
            *([county_cell] if whole else []),
            audit_cells.share(r["previous_good_or_better_share"], r["previous_good_or_better"], r["previous_audits"]),
            audit_cells.moved(r["good_or_better_share_change"], r["good_or_better_share_real"]),
            audit_cells.target(share, target, None if target is None else share >= target),
            audit_cells.share(r["inadequate_share"], r["inadequate"], r["audits"]),
            *(
                []
                if whole
                else [audit_cells.share(r["previous_inadequate_share"], r["previous_inadequate"], r["previous_audits"])]
            ),
            audit_cells.moved(r["inadequate_share_change"], r["inadequate_share_real"], "smaller"),
        ]
        rows.append(Row(cells))
    caption = f"Areas of practice, {months.words(month)}, of the audits to which each applies"
    return table(marked(caption, areas), columns, [Section("", rows)], style="los-tight")


@cached_by_identity
def moderation_cross(crossed: pl.DataFrame, window: str) -> str:
    """The auditor's rating down, the rating after moderation across, from `audits.moderation.crossed`."""
    steps = catalogue().scale.steps()
    columns = [
        Column("Auditor's rating", names_row=True),
        *(Column(f"{r} after moderation", numeric=True) for r in catalogue().scale.grades),
        Column("All", numeric=True),
    ]
    rows = []
    for (auditor,), part in crossed.group_by("auditor_rating", maintain_order=True):
        cells = []
        for after, count in part.select("rating", "count").rows():
            way = "" if after == auditor or not count else "up" if steps[after] > steps[str(auditor)] else "down"
            cells.append(Cell(f"{count} <small>{way}</small>"))
        rows.append(Row([html.text(str(auditor)), *cells, html.count(int(part["count"].sum()))]))
    caption = marked(f"Ratings before and after moderation, {window}", crossed)
    return table(caption, columns, [Section("", rows)])


@cached_by_identity
def moderation_by_month(frame: pl.DataFrame) -> str:
    """What moderation did each month, newest first, from `audits.moderation.by_month`."""
    inadequate = catalogue().scale.inadequate.capitalize()
    heads = ("Changed", "Upgraded", "Downgraded", f"{inadequate} found by the moderator")
    columns = [Column("Month", names_row=True), *(Column(head, numeric=True) for head in heads)]
    rows = [
        Row(
            [
                html.text(months.words(r["month"])),
                *(
                    audit_cells.share(r[f"{p}_share"], r[p], r["moderated"])
                    for p in ("changed", "upgraded", "downgraded")
                ),
                audit_cells.share(r["directed_share"], r["directed"], r["inadequate"]),
            ]
        )
        for r in frame.reverse().iter_rows(named=True)
    ]
    return table(marked("Moderation by month, newest first", frame), columns, [Section("", rows)])


@cached_by_identity
def took_part(people: pl.DataFrame, month: date) -> str:
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
                    audit_cells.share(r["share"], r["yes"], r["asked"]),
                    audit_cells.target(
                        r["share"], r["target"], None if r["target"] is None else r["share"] >= r["target"]
                    ),
                    html.text(formatting.NONE)
                    if was is None
                    else audit_cells.share(was["share"], was["yes"], was["asked"]),
                ]
            )
        )
    caption = marked("Who took part in the audits, of the completed audits to which it applies", people)
    return table(caption, columns, [Section("", rows)])


@cached_by_identity
def actions(by_age: pl.DataFrame) -> str:
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
                Cell(f"{r['count']} <small>{PERCENT.value(r['share'])}</small>") for r in cells.iter_rows(named=True)
            ]
            rows.append(Row([html.text(str(age)), html.count(cells["agreed"][0]), *counted]))
        sections.append(Section(f"{str(kind).capitalize()} actions", rows))
    return table(marked("Agreed actions by kind, age and what became of them", by_age), columns, sections)


@cached_by_identity
def triangulation(both: pl.DataFrame, month: date) -> str:
    """Timeliness indicators beside audits, a section a legal status, from `audits.beside_timeliness`."""
    columns = [
        Column("Indicator", names_row=True),
        Column(months.words(month), numeric=True),
        Column("Target", numeric=True),
        Column(f"Audits {catalogue().scale.good}, three months", numeric=True),
        Column("Range", numeric=True),
    ]
    sections = []
    for (name,), part in both.group_by("status_name", maintain_order=True):
        rows = [
            Row(
                [
                    html.text(r["name"]),
                    html.rag(r["rag"], unit_of(r["measure_id"]).value(r["value"]), nothing=""),
                    html.figure(r["target"], unit_of(r["measure_id"])),
                    audit_cells.share(r["good_or_better_share"], r["good_or_better"], r["audits"]),
                    audit_cells.spread(r, "good_or_better_share"),
                ]
            )
            for r in part.iter_rows(named=True)
        ]
        sections.append(Section(str(name), rows))
    caption = marked("Was the work in time, and was it good? Indicators beside the audits of the same children", both)
    return table(caption, columns, sections)


@cached_by_identity
def discrepancies(found: Sequence[Difference]) -> str:
    """Figures that the papers print in two ways, and what the rows give; from `audits.papers_differ`."""
    columns = [Column("Figure", names_row=True), Column("As printed"), Column("From the rows"), Column("Why")]
    rows = [Row([html.text(d.what), html.text(d.printed), html.text(d.rows), html.text(d.why)]) for d in found]
    papers = formatting.joined([months.words(month) for month in sorted({d.papers for d in found})])
    return table(f"Where the papers of {papers} differ from themselves", columns, [Section("", rows)])


@cached_by_identity
def printed(frame: pl.DataFrame) -> str:
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
                        html.text(formatting.NONE if r["value"] is None else PERCENT.as_printed(r["value"])),
                        html.text(r["counted"] or "not printed"),
                    ]
                )
                for r in part.iter_rows(named=True)
            ],
        )
        for (name,), part in frame.group_by("name", maintain_order=True)
    ]
    return table(marked("Shares as printed, not counted from rows", frame), columns, sections)
