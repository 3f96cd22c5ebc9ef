"""The sections behind the ratings: places, teams, practice, moderation, actions, other papers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from functools import partial

import polars as pl

from analytics import formatting, months
from analytics.audits import Difference
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.extracts.contracts import ACTION_STATUSES
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.tables import audit_cells
from analytics.tables.audit_cells import change_column, range_column, share_column, target_column
from analytics.tables.localities import TOO_FEW
from analytics.tables.table import NUMBER, VALUE, Column, Row, across, groups, newest, pivot, sectioned, table
from analytics.units import PERCENT


@cached_by_identity
def places(places: pl.DataFrame, month: date) -> str:
    """Localities and services, six months pooled, from `audits.teams.by_place`."""
    good, poor = catalogue().scale.good_row, catalogue().scale.inadequate_row
    columns = [
        Column("Place", "place"),
        share_column(good, "good_or_better"),
        range_column(f"{good}: range", "good_or_better"),
        share_column(poor, "inadequate"),
        range_column(f"{poor}: range", "inadequate"),
    ]
    headings = {"locality": formatting.capital(catalogue().any_parts), "service": "Services"}
    sections = [(heading, places.filter(kind=kind)) for kind, heading in headings.items()]
    caption = f"Completed audits of the six months to {months.words(month)}"
    return sectioned(marked(caption, places), columns, sections)


@cached_by_identity
def team_list(teams: pl.DataFrame, name: str, caption: str) -> str:
    """The teams on one list of `audits.teams.by_team`, longest first, and those that left it."""
    scale = catalogue().scale
    poor = scale.inadequate_row
    counts, heading = {
        "good": ("good_or_better", scale.good_row),
        "poor": ("inadequate", poor),
        "weak": ("weak", f"{poor} or lower end" if scale.lower else poor),
    }[name]

    def on_list(row: Row) -> Html:
        months_on = row[f"months_on_{name}"]
        long = f"{months_on}{' or more' * (months_on > 6)}" if months_on else formatting.NONE
        return html.noted(long, "new" if row[f"added_{name}"] else "")

    columns = [
        Column("Team", "team"),
        Column("Audits", "audits", "count"),
        Column(heading, counts, "count"),
        Column("Months on the list", on_list, NUMBER),
    ]
    sections = [
        (heading, teams.filter(pl.col(which)).sort(f"months_on_{name}", "team", descending=[True, False]))
        for heading, which in (("", f"on_{name}"), ("On the list a month before, and no longer", f"removed_{name}"))
    ]
    return sectioned(marked(caption, teams), columns, [part for part in sections if part[1].height])


@cached_by_identity
def practice_areas(areas: pl.DataFrame, month: date, council: pl.DataFrame | None) -> str:
    """Areas of practice in a month beside the month before, from `audits.practice.by_area`; with `council` the whole
    council stands beside an area, and gives up a column for it."""
    whole = {} if council is None else {r["area"]: r for r in council.iter_rows(named=True)}
    scale, good, poor = catalogue().scale, "good_or_better", "inadequate"

    def of_council(row: Row) -> Html:
        found = whole.get(row["area"])
        if found is None:
            return html.text(formatting.NONE)
        return audit_cells.share(found[f"{good}_share"], found[good], found["audits"])

    before = share_column(f"Month before, {scale.inadequate}", poor, previous="previous_")
    columns = [
        Column("Area of practice", "area"),
        share_column(scale.good_row, good),
        *([Column("Whole council", of_council, NUMBER)] if whole else []),
        share_column("Month before", good, previous="previous_"),
        change_column("Change", good, "bigger"),
        target_column(f"{good}_share", f"{good}_target"),
        share_column(scale.inadequate_row, poor),
        *([] if whole else [before]),
        change_column(f"Change, {scale.inadequate}", poor, "smaller"),
    ]
    caption = f"Areas of practice, {months.words(month)}, of the audits to which each applies"
    return table(marked(caption, areas), columns, areas, style="los-tight")


@cached_by_identity
def moderation_cross(crossed: pl.DataFrame, window: str) -> str:
    """The auditor's rating down, the rating after moderation across, from `audits.moderation.crossed`."""
    steps = catalogue().scale.steps()

    def cell(after: str, line: dict[str, Row]) -> Html:
        count, auditor = line[after]["count"], line[after]["auditor_rating"]
        way = "" if after == auditor or not count else "up" if steps[after] > steps[auditor] else "down"
        return html.noted(str(count), way)

    columns = [
        Column("Auditor's rating", lambda line: html.text(next(iter(line.values()))["auditor_rating"])),
        *across(catalogue().scale.grades, "{} after moderation".format, cell),
        Column("All", lambda line: html.count(sum(r["count"] for r in line.values())), NUMBER),
    ]
    caption = marked(f"Ratings before and after moderation, {window}", crossed)
    return table(caption, columns, pivot(crossed, "auditor_rating", "rating"))


@cached_by_identity
def moderation_by_window(windows: pl.DataFrame) -> str:
    """Agreement and direction, three months at a time, newest first, from `audits.moderation.by_window`."""
    columns = [
        Column("Three months to", "ends", "month"),
        Column("Same grade", _same, NUMBER),
        *_moved(),
        *(
            Column(label, partial(_agreement, name), NUMBER)
            for label, name in (("Agreement: AC2", "ac2"), ("Agreement: weighted kappa", "kappa"))
        ),
    ]
    caption = (
        "Agreement of auditor and moderator: 1 is full agreement, 0 no more than chance; in small, the 95% interval"
    )
    return table(marked(caption, windows), columns, windows)


def _same(row: Row) -> Html:
    return audit_cells.share(100 - row["changed_share"], row["moderated"] - row["changed"], row["moderated"])


def _agreement(name: str, row: Row) -> Html:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if value is None or row["moderated"] < FEW:
        return html.missing("one grade only" if value is None and row["moderated"] >= FEW else TOO_FEW)
    return html.noted(f"{value:.2f}", f"{low:.2f} to {high:.2f}")


def _moved() -> list[Column]:
    """Grades that moderators lowered and raised, and inadequate audits that they found."""
    return [
        share_column("Lowered", "downgraded", "moderated"),
        share_column("Raised", "upgraded", "moderated"),
        share_column(f"{catalogue().scale.inadequate_row} found by the moderator", "directed", "inadequate"),
    ]


@cached_by_identity
def moderation_by_month(frame: pl.DataFrame) -> str:
    """What moderation did each month, newest first, from `audits.moderation.by_month`."""
    columns = [Column("Month", "month", "month"), share_column("Changed", "changed", "moderated"), *_moved()]
    return table(marked("Moderation by month, newest first", frame), columns, frame.reverse())


@cached_by_identity
def moderation_by_group(groups: pl.DataFrame, headings: Mapping[str, str], month: date) -> str:
    """Which way moderators move the grades of areas, teams or auditors, a section a kind of `headings`, from
    `audits.moderation.by_group` or `by_auditor`."""

    def shrunk(way: str, row: Row) -> Html:
        return html.missing("too few") if row["too_few"] else html.percent(row[f"{way}_share"])

    def direction(row: Row) -> Html:
        if row["direction_too_few"]:
            return html.missing(TOO_FEW)
        way = "down" if row["downgraded"] > row["upgraded"] else "up"
        return html.text(f"more often {way}" if row["direction_in_list"] else "could be chance")

    def against(row: Row) -> Html:
        if row["downgraded_rest_too_few"] is not False:
            return html.missing(TOO_FEW)
        if not row["downgraded_rest_in_list"]:
            return html.text("could be chance")
        higher = row["downgraded"] * 100 > row["downgraded_rest_share"] * row["moderated"]
        return html.text(f"lowered {'more' if higher else 'less'} often")

    columns = [
        Column("Audits of", "place"),
        Column("Moderated", "moderated", "count"),
        Column("Lowered", "downgraded", "count"),
        Column("Raised", "upgraded", "count"),
        *(
            Column(f"Share {label}, evened out", partial(shrunk, way), NUMBER)
            for way, label in (("downgraded", "lowered"), ("upgraded", "raised"))
        ),
        Column("Which way", direction),
        Column("Against the others", against),
    ]
    caption = (
        f"Grades that moderators lowered and raised in the year to {months.words(month)}. A share evened out is drawn "
        "towards the mean of all, the more the fewer audits there are"
    )
    sections = [(heading, groups.filter(kind=kind)) for kind, heading in headings.items()]
    return sectioned(marked(caption, groups), columns, sections)


@cached_by_identity
def anchors(read: pl.DataFrame, month: date) -> str:
    """How many auditors gave each anchor file each grade, from `audits.moderation.anchors`."""
    columns = [
        Column("Anchor file", lambda line: html.text(newest(line)["anchor_code"])),
        Column("Readers", lambda line: html.count(newest(line)["readings"]), NUMBER),
        *across(catalogue().scale.grades, str, lambda grade, line: html.count(line[grade]["count"])),
    ]
    caption = f"Blind re-reads of anchor files in the year to {months.words(month)}, by the grade that readers gave"
    return table(marked(caption, read), columns, pivot(read, "anchor_code", "rating"))


@cached_by_identity
def took_part(people: pl.DataFrame, month: date) -> str:
    """Who took part in a month and the month before, from `audits.programme.took_part`."""
    before = months.before(month)

    def share(month: date, line: dict[date, Row]) -> Html:
        if month not in line:
            return html.text(formatting.NONE)
        return audit_cells.share(*(line[month][column] for column in ("share", "yes", "asked")))

    now, earlier = across((month, before), months.words, share)
    aim = target_column("share", "target")
    columns = [
        Column("Who", lambda line: html.text(line[month]["name"])),
        now,
        Column(aim.label, lambda line: aim.cell(line[month])),
        earlier,
    ]
    caption = marked("Who took part in the audits, of the completed audits to which it applies", people)
    return table(caption, columns, [line for line in pivot(people, "measure", "month") if month in line])


@cached_by_identity
def actions(by_age: pl.DataFrame) -> str:
    """What became of the agreed actions, by kind and age, from `audits.actions.by_age`."""
    columns = [
        Column("Audits of", lambda line: html.text(next(iter(line.values()))["age"])),
        Column("Agreed", lambda line: html.count(next(iter(line.values()))["agreed"]), NUMBER),
        *across(
            ACTION_STATUSES,
            str.capitalize,
            lambda status, line: html.noted(str(line[status]["count"]), PERCENT.value(line[status]["share"])),
        ),
    ]
    sections = [(f"{kind.capitalize()} actions", pivot(part, "age", "status")) for kind, part in groups(by_age, "kind")]
    return sectioned(marked("Agreed actions by kind, age and what became of them", by_age), columns, sections)


@cached_by_identity
def triangulation(both: pl.DataFrame, month: date) -> str:
    """Timeliness indicators beside audits, a section a legal status, from `audits.beside_timeliness`."""
    columns = [
        Column("Indicator", "name"),
        Column(
            months.words(month),
            lambda r: html.rag(r["rag"], unit_of(r["measure_id"]).value(r["value"]), nothing=""),
            NUMBER,
        ),
        Column("Target", "target", VALUE),
        share_column(f"Audits {catalogue().scale.good}, three months", "good_or_better"),
        range_column("Range", "good_or_better"),
    ]
    caption = marked("Timely and good? Indicators and audits of the same children", both)
    return sectioned(caption, columns, groups(both, "of_name"))


@cached_by_identity
def discrepancies(found: Sequence[Difference]) -> str:
    """Figures that the papers print in two ways, and what the rows give; from `audits.papers_differ`."""
    columns = [
        Column("Figure", lambda d: html.text(d.what)),
        Column("As printed", lambda d: html.text(d.printed)),
        Column("From the rows", lambda d: html.text(d.rows)),
        Column("Why", lambda d: html.text(d.why)),
    ]
    papers = formatting.joined([months.words(month) for month in sorted({d.papers for d in found})])
    return table(f"Figures that the papers of {papers} print in two ways", columns, found)


@cached_by_identity
def printed(frame: pl.DataFrame) -> str:
    """Printed shares that no row gives, a section a subject, from `audits.printed_elsewhere`."""
    columns = [
        Column("What was printed", "category"),
        Column("Month", "month", "month"),
        Column("Share", "value", "percent as printed"),
        Column("Count", lambda r: html.text(r["counted"] or "not printed"), NUMBER),
    ]
    return sectioned(marked("Shares as printed, not counted from rows", frame), columns, groups(frame, "name"))
