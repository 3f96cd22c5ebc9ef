"""The indicators in a pack, of the whole council or of one area, and of all its areas side by side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs import narrative
from analytics.board_packs.entries import (
    Cells,
    across,
    counts,
    drawn,
    each,
    figure_entry,
    names,
    table,
    under,
    value_entry,
    window,
)
from analytics.board_packs.model import Column, Entry, Kind, Said, Section, Table
from analytics.board_packs.narrative import figure_word, is_whole, of_period
from analytics.board_packs.section_writer import Changes, Frames, SectionWriter
from analytics.catalogue import unit_of, units_of
from analytics.charts.packs import colours_by_theme
from analytics.disclosure import AS_PRINTED, Publishable
from analytics.furniture.html import spark_said
from analytics.headlines import CHANGED, OVERALL_RATING, SIGNAL, headlines
from analytics.units import Kind as Figure
from analytics.units import Unit
from analytics.wording import (
    LIST_HEADINGS,
    action_state,
    comment_paragraph,
    differences_in,
    rating_sentences,
    signal_briefly,
    unlikely_to_be_chance,
    written_when,
)

_POLARITIES = {"bigger": "bigger is better", "smaller": "smaller is better", "plan": "nearest to plan is best",
          "information": "for information: neither way is better"}  # fmt: skip


def colour(rag: str | None, note: str | None = None) -> Entry:
    """A colour as shape and word, or why there is none."""
    return Entry(formatting.rag(rag, note or "no colour"), rag=rag)


def _overall(row: dict[str, Any]) -> Entry:
    return colour(row["status"], "withheld" if OVERALL_RATING in row["withheld"] else row["rag_note"])


def _target(unit: Unit | None) -> Cells:
    def entry(row: dict[str, Any]) -> Entry:
        own, target, to = unit_of(row["measure_id"]), row["target"], row["target_to"]
        said = "none" if target is None else own.as_printed(target)
        return Entry(
            said if to is None else f"{target:g} to {own.as_printed(to)}", target if to is None else None, unit=own
        )

    return Column("Target", Kind.VALUE, unit=unit), entry


def _lead(frames: Frames, at: date, area: str) -> list[Said]:
    indicators = frames["indicators"]
    of = headlines(indicators.frame)
    comments = {row["measure_id"]: comment_paragraph(row["written"], row["month"] or at) for row in _written(frames)}
    said = [Said(sentence.text) for sentence in rating_sentences(of, at, area)]
    for which, listed in unlikely_to_be_chance(of).items():
        if of.judged or which == CHANGED:
            said.append(narrative.real_changes(listed, LIST_HEADINGS[which], comments))
    if of.judged:
        said.append(narrative.ordinary(of))
    if _counted(indicators):
        said.append(narrative.too_few(indicators, area))
    return [*said, *narrative.furthest(of), *narrative.most_to_target(of.how_many), *narrative.not_given(of)]


def _indicators(frames: Frames, at: date, area: str) -> list[Section]:
    indicators = frames["indicators"]
    rounded = _counted(indicators)
    tables = _rounded_tables(frames, at, area) if rounded else _printed_tables(frames, at, area)
    if written := _written(frames):
        tables = [_comments(written, area, at), *tables]
    rated = headlines(indicators.frame).month_rating
    title = (
        f"Rating this month: {rated.red} red, {rated.amber} amber and {rated.green} green of {indicators.frame.height}"
    )
    caption = f"{area}, {months.words(at)}: the month against its target. In brackets, how many indicators."
    is_drawn = rated.red + rated.amber + rated.green > 0
    pictures = drawn("colours-by-theme", colours_by_theme, indicators, title, caption) if is_drawn else []
    return [Section("indicators", "Indicators by theme", [], pictures, tables, indicators.notes)]


def _written(frames: Frames) -> list[dict[str, Any]]:
    """The rows of the indicators on which somebody wrote, each with the row of the comment (written)."""
    if "comments" not in frames:
        return []
    rows = {row["measure_id"]: row for row in frames["indicators"].frame.iter_rows(named=True)}
    return [rows[c["measure_id"]] | {"written": c} for c in frames["comments"].frame.iter_rows(named=True)]


def _comments(written: list[dict[str, Any]], area: str, at: date) -> Table:
    """What people wrote of the figures, each with its figure and rating."""
    cells: list[Cells] = [
        _names("Indicator", of_period),
        (
            Column("Figure"),
            lambda row: value_entry(row["value"], row["value_marker"], unit_of(row["measure_id"]), whole=is_whole(row)),
        ),
        (Column("Rating this month"), lambda row: colour(row["rag"], row["rag_note"])),
        (Column("What is behind it"), lambda row: Entry(row["written"]["comment"])),
        (Column("Action"), lambda row: Entry(row["written"]["action"] or "none", small=action_state(row["written"]))),
        (
            Column("Written by"),
            lambda row: Entry(row["written"]["written_by"], small=written_when(row["written"], row["month"] or at)),
        ),
    ]
    caption = f"{area}, {months.words(at)}: comments of those who answer for a figure, in their own words."
    return table("comments", caption, [("", written)], cells)


def _counted(indicators: Publishable) -> bool:
    """Whether any figure comes from counts that are published, not from a percentage that was printed."""
    return bool((indicators.frame["basis"] != AS_PRINTED).any())


def _shared(frame: pl.DataFrame) -> Unit | None:
    """The unit of all the indicators of a frame; None if they have several."""
    units = units_of(frame["measure_id"])
    return units[0] if len(units) == 1 else None


def _names(label: str, small: Callable[[dict[str, Any]], str]) -> Cells:
    """The names of indicators, each with something in small."""
    return Column(label, names_row=True), lambda row: Entry(row["name"], small=small(row))


def _figures(label: str, name: str, unit: Unit | None) -> Cells:
    """A column of figures with the bounds that rounding leaves them; `unit` is the one that all of them have."""
    return (
        Column(label, Kind.VALUE, unit=unit),
        lambda row: figure_entry(row, name, unit_of(row["measure_id"]), whole=is_whole(row)),
    )


def _printed_tables(frames: Frames, at: date, area: str) -> list[Table]:
    """The figures as the council printed them, and the thirteen months behind the small lines."""
    indicators = frames["indicators"].frame
    unit = _shared(indicators)
    line, change, behind = _trend(frames, at, area)
    cells: list[Cells] = [
        _names("Indicator", of_period),
        line,
        _figures(months.words(at), "value", unit),
        _target(unit),
        (Column("Rating this month"), lambda row: colour(row["rag"], row["rag_note"])),
        (Column("Overall rating"), _overall),
        *change,
    ]
    caption = f"{area}, {months.words(at)}, as the council published it.{_counted_in(indicators)}"
    return [table("indicators", caption, under(indicators, "theme"), cells), behind]


def _counted_in(indicators: pl.DataFrame) -> str:
    """What changes are counted in; empty where there is none."""
    said = differences_in(indicators, "change")
    return f" Change is in {said}." if said else ""


def _trend(frames: Frames, at: date, area: str) -> tuple[Cells, list[Cells], Table]:
    """The columns that rest on the months published: their small line, and which way it goes; and a table of them."""
    indicators, monthly = frames["indicators"].frame, frames["indicator-months"].frame
    span = [months.before(at, back) for back in range(12, -1, -1)]
    by_month: dict[str, dict[date, dict[str, Any]]] = {}
    for row in monthly.iter_rows(named=True):
        by_month.setdefault(row["measure_id"], {})[row["month"]] = row

    def line(row: dict[str, Any]) -> Entry:
        values = tuple(by_month.get(row["measure_id"], {}).get(m, {}).get("value") for m in span)
        return Entry(spark_said(values, at, unit_of(row["measure_id"])), line=values)

    def of_month(row: dict[str, Any], month: date) -> Entry:
        found = by_month.get(row["measure_id"], {}).get(month, {"value": None, "value_marker": "x"})
        return value_entry(found["value"], found["value_marker"], unit_of(row["measure_id"]), whole=False)

    def change(row: dict[str, Any]) -> Entry:
        own = unit_of(row["measure_id"])
        return Entry(own.signed(row["change"]), row["change"], small=row["change_word"] or "", unit=own)

    def by_chance(row: dict[str, Any]) -> Entry:
        return Entry("withheld") if SIGNAL in row["withheld"] else Entry(signal_briefly(row))

    unit = _shared(indicators)
    going: list[Cells] = [
        (Column("Change on the month before", Kind.DIFFERENCE, unit=unit), change),
        (Column("Direction"), lambda row: Entry(row["direction_word"] or formatting.NONE)),
        (Column("Could it be chance"), by_chance),
    ]
    all_months: list[Cells] = [
        (Column(m.strftime("%b %Y"), Kind.VALUE, unit=unit), partial(of_month, month=m)) for m in span
    ]
    caption = f"{area}: the thirteen months behind the small lines"
    by_theme = under(indicators.filter(pl.col("measure_id").is_in(list(by_month))), "theme")
    behind = table("thirteen-months", caption, by_theme, [names("Indicator"), *all_months], folded=True)
    return (Column("13 months", Kind.LINE), line), going, behind


def _rounded_tables(frames: Frames, at: date, area: str) -> list[Table]:
    """Counts, percentages and ratings as far as the policy lets: of the month, of three months together, and overall
    ratings and the months before if any may be given. Headlines count the ratings of the month alone, and so does each
    column."""
    indicators = frames["indicators"].frame

    def of_quarter(row: dict[str, Any]) -> Entry:
        of_none = row["quarter_value_marker"] == "z"
        return colour(row["quarter_rag"], "not applicable" if of_none else row["quarter_rag_note"])

    unit = _shared(indicators)
    cells: list[Cells] = [
        _names("Indicator", lambda row: ", ".join(filter(None, [f"counted in {row['counted']}", of_period(row)]))),
        counts("Met, month", "numerator"),
        counts("Of, month", "denominator"),
        _figures("Month", "value", unit),
        counts("Met, three months", "quarter_numerator"),
        counts("Of, three months", "quarter_denominator"),
        _figures("Three months", "quarter_value", unit),
        _target(unit),
        (Column("Rating this month"), lambda row: colour(row["rag"], row["rag_note"])),
        (Column("Rating, three months"), of_quarter),
    ]
    if indicators["status"].count():
        cells.append((Column("Overall rating"), _overall))
    caption = (
        f"{area}, {months.words(at)} and the three months to it. Counts are rounded, so they may not add up; a rating "
        "is given where the rounding leaves only one."
    )
    more = []
    if frames["indicator-months"].frame.height:
        line, change, behind = _trend(frames, at, area)
        cells, more, caption = [cells[0], line, *cells[1:], *change], [behind], caption + _counted_in(indicators)
    return [table("indicators", caption, under(indicators, "theme"), cells), *more]


def _changes(before: Mapping[str, pl.DataFrame], now: Frames, previous: str) -> Changes:
    if "indicators" not in before:
        return [], []
    differing, compared = narrative.changed(before["indicators"], now["indicators"].frame)
    tables = [_changed_indicators(differing, previous)] if differing.height else []
    return [narrative.turned(differing, compared, previous)], tables


def _changed_indicators(differing: pl.DataFrame, named: str) -> Table:
    def before_of(row: dict[str, Any]) -> dict[str, Any]:
        return {"measure_id": row["measure_id"], "basis": row["basis_before"], "value": row["value_before"]}

    def before(row: dict[str, Any]) -> Entry:
        unit, value = unit_of(row["measure_id"]), row["value_before"]
        whole = row["basis_before"] != AS_PRINTED and (unit.kind is Figure.PERCENTAGE or is_whole(before_of(row)))
        return value_entry(value, row["marker_before"], unit, whole=whole)

    unit = _shared(differing)
    cells: list[Cells] = [
        names("Indicator"),
        (Column(f"Before ({named})", Kind.VALUE, unit=unit), before),
        (Column("Rating before"), lambda row: colour(row["rag_before"])),
        _figures("Now", "value", unit),
        (Column("Rating now"), lambda row: colour(row["rag"])),
    ]
    caption = f"Indicators that differ from the pack of {named}"
    return table("changes", caption, under(differing, "theme"), cells, folded=True)


def _definitions(frames: Frames, _: date, __: str) -> list[Section]:
    cells: list[Cells] = [
        names("Indicator"),
        (Column("What it counts"), lambda row: Entry(row["definition"])),
        (Column("Read it so"), lambda row: Entry(_POLARITIES[row["polarity"]])),
    ]
    by_theme = under(frames["indicators"].frame, "theme")
    tables = [table("definitions", "What each indicator counts", by_theme, cells, folded=True)]
    return [Section("definitions", "Definitions", tables=tables)]


INDICATORS = SectionWriter(
    "indicators",
    {"indicators": "indicators", "comments": "comments"},
    _indicators,
    lead=_lead,
    changes=_changes,
    not_compared="indicators",
    appendix=_definitions,
)


def _areas(frames: Frames, at: date, _: str) -> list[Section]:
    """The areas side by side, each indicator over the period that gives more percentages, or else more ratings."""
    areas, periods = frames["areas"], {"quarter": window(at), "month": months.words(at)}
    groups: list[tuple[str, list[dict[Any, Any]]]] = []
    for (theme,), of_theme in areas.frame.group_by("theme", maintain_order=True):
        rows = []
        for __, part in of_theme.group_by("name", maintain_order=True):
            given = {p: part.filter(period=p).select("value", "rag").count().row(0) for p in periods}
            period = max(periods, key=lambda p: given[p])
            if any(given[period]):
                rows += across(part.filter(period=period), "name", key="area_name")
        groups += [(str(theme), rows)] if rows else []
    shown = [row for _, rows in groups for row in rows]
    in_cells = [entry for row in shown for at, entry in row.items() if isinstance(at, tuple)]
    few = sum(entry["value_marker"] == "c" for entry in in_cells)
    left_out = areas.frame["name"].n_unique() - len(shown)
    word = figure_word(areas.frame)
    given_in = sum(entry["value"] is not None for entry in in_cells)
    said = Said(
        f"{formatting.counted(given_in, f'{word} of a single area is', f'{word}s of single areas are')} given; "
        f"{formatting.counted(few, 'is', 'are')} withheld to protect children. "
        f"{formatting.counted(left_out, 'indicator has', 'indicators have')} neither a {word} nor a colour for any "
        f"area and {'is' if left_out == 1 else 'are'} left out."
    )
    cells: list[Cells] = [
        names("Indicator"),
        (Column("Period"), lambda row: Entry(of_period(row) or periods[row["period"]])),
        *each(areas.frame["area_name"].unique(maintain_order=True), Column, _in_area),
    ]
    caption = "Indicators by area, from rounded counts; three months together where these give more."
    tables = [table("areas", caption, groups, cells, folded=True)]
    return [Section("areas", "Areas", [said], [], tables, areas.notes)]


def _in_area(row: dict[str, Any]) -> Entry:
    """An area's figure with its colour, or as much of it as may be given."""
    unit = unit_of(row["measure_id"])
    of_shares = {"value": None} if unit.kind is Figure.PERCENTAGE else {}  # which are given whole here
    whole = is_whole(row | {"basis": None} | of_shares)
    value = value_entry(row["value"], row["value_marker"], unit, whole=whole)
    if row["rag"] is None:
        return value
    given = value.text if row["value"] is not None else ""
    return Entry(f"{formatting.rag(row['rag'])} {given}".strip(), row["value"], row["rag"])


AREAS = SectionWriter("areas", {"areas": "areas"}, _areas, not_compared="areas")
