"""What stands in a pack: the sections, each with its sentences, tables and charts, from publishable frames alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs import corporate, narrative
from analytics.board_packs.corporate_changes import corporate_changes
from analytics.board_packs.model import Column, Entry, Kind, Paper, Picture, Rows, Said, Section, Table
from analytics.board_packs.narrative import figure, is_whole
from analytics.catalogue import ALL, catalogue, unit_of, units_of
from analytics.charts import colours_by_theme, good_by_legal_status, screening_by_area, spark_said
from analytics.disclosure import AS_PRINTED, Disclosed, Publishable
from analytics.extracts.contracts import RAG
from analytics.headlines import OVERALL_RATING, headlines
from analytics.simulated_label import mark
from analytics.units import PERCENT, Unit

BETTER = {"bigger": "bigger is better", "smaller": "smaller is better", "plan": "nearest to plan is best"}
_CHANCE = {
    "concerning": "worse, more than chance",
    "improving": "better, more than chance",
    "neither": "more than chance",
    "common cause": "usual ups and downs",
}
# Not the file's name: somebody typed it, and it may name a child.
LOADS = {"load": "Load", "kind": "What it holds", "cut": "Cut", "source": "Source"}
_SCORECARD = (
    "The corporate scorecard has colours of its own: ● on target, ▲ within tolerance (worse by less than 5% of the "
    "target), ■ behind (worse by 5% or more)."
)
_NOT_COMPARED = {"areas": "areas", "audits": "audits", "screening of records": "screening"}
LEGEND = {
    "[c]": "hidden, because the number is so small that a child could be recognised, or could be worked out from it",
    "[z]": "not applicable",
    "[x]": "not available",
}


def paper(
    disclosed: Disclosed,
    provenance: Sequence[tuple[str, str]],
    loads: Sequence[Mapping[str, str]],
    previous: Mapping[str, pl.DataFrame] | None = None,
    previous_named: str = "",
) -> Paper:
    """The paper of what was disclosed.

    `provenance` says in words how it was made, `loads` has a line for each extract behind it (keys of LOADS).
    `previous` holds the publishable frames of the pack before, by name, and `previous_named` says which it was.
    """
    at, area = disclosed.wanted.month, catalogue().area_name(disclosed.wanted.locality)
    frames = disclosed.publishables
    sections = [_month(frames, at, area)]
    if "indicators" in frames:
        sections.append(_indicators(frames, at, area))
    if "areas" in frames:
        sections.append(_areas(frames["areas"], at))
    if "audits" in frames:
        sections.append(_audits(frames, at, area))
    if "screening" in frames:
        sections.append(_screening(frames["screening"], at))
    sections += corporate.sections(frames, at)
    sections.append(_changes(frames, previous, previous_named))
    if "indicators" in frames:
        sections.append(_definitions(frames["indicators"]))
    sections.append(_how_to_read(disclosed))
    sections.append(_sources(loads))
    return Paper(
        title=f"Children's services in {area}, {months.words(at)}",
        council=catalogue().council,
        area=area,
        month=months.words(at),
        mark=_mark(frames),
        sections=sections,
        provenance=provenance,
    )


def _mark(frames: Mapping[str, Publishable]) -> str:
    """Which parts of the paper are simulated; empty if none is."""
    named = {"indicators": "indicators", "areas": "areas", "audits": "audits by legal status", "screening": "screening"}
    named |= {name: heading.lower() for name, heading in corporate.HEADINGS.items()}
    named["plan"] = "statuses of the improvement plan"
    simulated = {name: said for name, said in named.items() if name in frames and frames[name].simulated}
    if not simulated:
        return ""
    marks = dict.fromkeys(mark(frames[name].frame) for name in simulated)
    return f"Simulated, not real: the {formatting.joined(list(simulated.values()))}. {' '.join(marks)}"


def _month(frames: Mapping[str, Publishable], at: date, area: str) -> Section:
    said = []
    if "indicators" in frames:
        indicators = frames["indicators"]
        of = headlines(indicators.frame)
        said += narrative.standing(of, at, area)
        if of.judged:
            said.append(narrative.real_changes(of.worse, "Worse by more than chance"))
            said.append(narrative.real_changes(of.better, "Better by more than chance"))
            said.append(narrative.ordinary(of))
        if _counted(indicators):
            said.append(narrative.too_few(indicators, area))
        said += [*narrative.furthest(of), *narrative.most_to_target(of.how_many), *narrative.not_given(of)]
    if "audits" in frames:
        said.append(narrative.good_practice(frames["audits"], window(at)))
    if "screening" in frames:
        said.append(narrative.screened(frames["screening"]))
    said += corporate.lead(frames)
    return Section("month", "What the month says", said)


def window(at: date) -> str:
    """The three months to a month, in words."""
    return f"{months.words(months.before(at, 2))} to {months.words(at)}"


def colour(rag: str | None, note: str | None = None) -> Entry:
    """A colour as shape and word, or why there is none."""
    return Entry(formatting.rag(rag, note or "no colour"), rag=rag)


def _overall(row: dict[str, Any]) -> Entry:
    """The overall rating, or why there is none."""
    return colour(row["status"], "withheld" if OVERALL_RATING in row["withheld"] else row["rag_note"])


def _figure(row: dict[str, Any], name: str, unit: Unit, *, whole: bool) -> Entry:
    value, marker = row[name], row[f"{name}_marker"]
    low, high = row.get(f"{name}_low"), row.get(f"{name}_high")
    between = f"{low:.0f} to {high:.0f}" if value is not None and low is not None and high is not None else ""
    return Entry(figure(value, marker, unit, whole=whole), value, small=between)


def _count(row: dict[str, Any], name: str) -> Entry:
    value, marker = row[name], row[f"{name}_marker"]
    if value is None:
        return Entry(f"[{marker}]" if marker else formatting.NONE)
    return Entry(f"{value:,}", value)


def _target(row: dict[str, Any]) -> Entry:
    target = row["target"]
    return Entry("none" if target is None else unit_of(row["measure_id"]).as_printed(target), target)


def _indicators(frames: Mapping[str, Publishable], at: date, area: str) -> Section:
    indicators = frames["indicators"]
    rounded = _counted(indicators)
    tables = [_rounded_table(indicators, at, area)] if rounded else _printed_tables(frames, at, area)
    rated = headlines(indicators.frame).month_rating
    title = (
        f"Rating this month: {rated.red} red, {rated.amber} amber and {rated.green} green of {indicators.frame.height}"
    )
    caption = f"{area}, {months.words(at)}: the month against its target. In brackets, how many indicators."
    drawn = [colours_by_theme(indicators, title, caption, narrow=narrow) for narrow in (True, False)]
    pictures = [Picture("colours-by-theme", *drawn)] if rated.red + rated.amber + rated.green else []
    return Section("indicators", "Indicators by theme", [], pictures, tables, indicators.notes)


def _counted(indicators: Publishable) -> bool:
    """Whether any figure comes from counts that are published, not from a percentage that was printed."""
    return bool((indicators.frame["basis"] != AS_PRINTED).any())


def _shared(frame: pl.DataFrame) -> Unit | None:
    """The unit of all the indicators of a frame; None if they have several."""
    units = units_of(frame["measure_id"])
    return units[0] if len(units) == 1 else None


def _by_theme(frame: pl.DataFrame, row_of: Any) -> list[Rows]:
    return [
        Rows(str(theme), [row_of(row) for row in part.iter_rows(named=True)])
        for (theme,), part in frame.group_by("theme", maintain_order=True)
    ]


def _printed_tables(frames: Mapping[str, Publishable], at: date, area: str) -> list[Table]:
    """The figures as the council printed them, and the thirteen months behind the small lines."""
    indicators, monthly = frames["indicators"], frames["indicator-months"].frame
    span = [months.before(at, back) for back in range(12, -1, -1)]
    lines = {
        str(measure): dict(part.select("month", "value").rows()) for (measure,), part in monthly.group_by("measure_id")
    }

    def row_of(row: dict[str, Any]) -> list[Entry]:
        line = tuple(lines.get(row["measure_id"], {}).get(m) for m in span)
        unit = unit_of(row["measure_id"])
        change = unit.signed(row["change"])
        return [
            Entry(row["name"]),
            Entry(spark_said(line, at, unit), line=line),
            _figure(row, "value", unit, whole=is_whole(row)),
            _target(row),
            colour(row["rag"], row["rag_note"]),
            _overall(row),
            Entry(change, row["change"], small=row["change_word"] or ""),
            Entry(row["direction_word"] or "–"),
            Entry(_CHANCE.get(row["variation"], "not judged")),
        ]

    unit = _shared(indicators.frame)
    columns = [
        Column("Indicator", names_row=True),
        Column("13 months", Kind.LINE),
        Column(months.words(at), Kind.VALUE, unit=unit),
        Column("Target", Kind.VALUE, unit=unit),
        Column("Rating this month"),
        Column("Overall rating"),
        Column("Change on the month before", Kind.DIFFERENCE, unit=unit),
        Column("Direction"),
        Column("Real or chance"),
    ]
    differences = formatting.joined([unit.differences for unit in units_of(indicators.frame["measure_id"])])
    caption = f"{area}, {months.words(at)}, as the council published it. Change is in {differences}."
    return [
        Table("indicators", caption, columns, _by_theme(indicators.frame, row_of)),
        _thirteen_months(indicators.frame, monthly, span, area),
    ]


def _thirteen_months(indicators: pl.DataFrame, monthly: pl.DataFrame, span: list[date], area: str) -> Table:
    found = {
        (m, at): (v, marker)
        for m, at, v, marker in monthly.select("measure_id", "month", "value", "value_marker").rows()
    }

    def row_of(row: dict[str, Any]) -> list[Entry]:
        figures = [found.get((row["measure_id"], at), (None, "x")) for at in span]
        unit = unit_of(row["measure_id"])
        return [Entry(row["name"]), *(Entry(figure(v, marker, unit, whole=False), v) for v, marker in figures)]

    unit = _shared(indicators)
    columns = [
        Column("Indicator", names_row=True),
        *(Column(at.strftime("%b %Y"), Kind.VALUE, unit=unit) for at in span),
    ]
    caption = f"{area}: the thirteen months behind the small lines"
    return Table("thirteen-months", caption, columns, _by_theme(indicators, row_of), folded=True)


def _rounded_table(indicators: Publishable, at: date, area: str) -> Table:
    """Counts and percentages as far as the policy lets: the month, and three months together; overall ratings if any
    may be given."""
    overall = indicators.frame["status"].count() > 0

    def row_of(row: dict[str, Any]) -> list[Entry]:
        return [
            Entry(row["name"], small=f"counted in {row['counted']}"),
            _count(row, "numerator"),
            _count(row, "denominator"),
            _figure(row, "value", unit_of(row["measure_id"]), whole=is_whole(row)),
            _count(row, "quarter_numerator"),
            _count(row, "quarter_denominator"),
            _figure(row, "quarter_value", unit_of(row["measure_id"]), whole=is_whole(row)),
            _target(row),
            colour(row["rag"] or row["quarter_rag"], row["rag_note"]),
            *([_overall(row)] if overall else []),
        ]

    unit = _shared(indicators.frame)
    columns = [
        Column("Indicator", names_row=True),
        Column("Met, month", Kind.COUNT),
        Column("Of, month", Kind.COUNT),
        Column("Month", Kind.VALUE, unit=unit),
        Column("Met, three months", Kind.COUNT),
        Column("Of, three months", Kind.COUNT),
        Column("Three months", Kind.VALUE, unit=unit),
        Column("Target", Kind.VALUE, unit=unit),
        Column("Rating"),
        *([Column("Overall rating")] if overall else []),
    ]
    caption = (
        f"{area}, {months.words(at)} and the three months to it. Counts are rounded, so they may not add up; the "
        "rating is this month's, or else that of the three months, where the rounding leaves only one."
    )
    return Table("indicators", caption, columns, _by_theme(indicators.frame, row_of))


def _areas(areas: Publishable, at: date) -> Section:
    """The areas side by side, each indicator over the period that gives more percentages."""
    periods = {"quarter": window(at), "month": months.words(at)}
    names = areas.frame["area_name"].unique(maintain_order=True).to_list()
    groups: dict[str, list[list[Entry]]] = {}
    for (theme, name), part in areas.frame.group_by("theme", "name", maintain_order=True):
        if part["value"].count() + part["rag"].count():
            period = max(periods, key=lambda p: part.filter(period=p)["value"].count())
            by_area = {row["area_name"]: row for row in part.filter(period=period).iter_rows(named=True)}
            row = [Entry(str(name)), Entry(periods[period]), *(_in_area(by_area[n]) for n in names)]
            groups.setdefault(str(theme), []).append(row)
    given, shown = areas.frame["value"].count(), sum(len(rows) for rows in groups.values())
    said = Said(
        f"{formatting.counted(given, 'percentage of a single area', 'percentages of single areas')} can be given; "
        f"{formatting.counted(areas.frame.height - given, 'rests', 'rest')} on too few children. "
        f"{areas.frame['name'].n_unique() - shown} indicators have neither a percentage nor a colour for any area and "
        "are left out."
    )
    columns = [Column("Indicator", names_row=True), Column("Period"), *(Column(str(n)) for n in names)]
    caption = "Indicators by area, from rounded counts; three months together where these give more."
    rows = [Rows(theme, found) for theme, found in groups.items()]
    return Section("areas", "Areas", [said], [], [Table("areas", caption, columns, rows, folded=True)], areas.notes)


def _in_area(row: dict[str, Any]) -> Entry:
    """An area's percentage with its colour, or as much of it as may be given."""
    value = figure(row["value"], row["value_marker"], unit_of(row["measure_id"]), whole=True)
    if row["rag"] is None:
        return Entry(value, row["value"])
    return Entry(
        f"{formatting.rag(row['rag'])} {value if row['value'] is not None else ''}".strip(), row["value"], row["rag"]
    )


def _audits(frames: Mapping[str, Publishable], at: date, area: str) -> Section:
    audits, scale = frames["audits"], catalogue().scale
    ratings = audits.frame["rating"].unique(maintain_order=True).to_list()
    rows = []
    for (_, name), part in audits.frame.group_by("legal_status", "name", maintain_order=True):
        by_rating = {row["rating"]: row for row in part.iter_rows(named=True)}
        good = by_rating[scale.good_row]
        rows.append(
            [
                Entry(str(name)),
                *(_count(by_rating[r], "count") for r in ratings),
                _figure(good, "share", PERCENT, whole=True),
            ]
        )
    columns = [
        Column("Legal status", names_row=True),
        *(Column("All audits" if rating == "All" else rating, Kind.COUNT) for rating in ratings),
        Column(f"Share {scale.good}", Kind.VALUE),
    ]
    caption = f"Completed case audits of {area}, {window(at)} together, by the child's legal status"
    tables = [Table("audits", caption, columns, [Rows("", rows)])]
    printed = frames.get("audits-printed")
    if printed is not None and not printed.frame.is_empty():
        tables.append(_printed_audits(printed))
    title = narrative.good_share(audits, window(at))
    pictured = audits.frame.filter((pl.col("rating") == scale.good_row) & pl.col("share").is_not_null())
    caption = (
        f"Share of audits rated {scale.good} after moderation, {area}, {window(at)}. The bar is the range that "
        "rounding leaves."
    )
    drawn = [good_by_legal_status(audits, title, caption, narrow=narrow) for narrow in (True, False)]
    pictures = [] if pictured.is_empty() else [Picture("audits-by-legal-status", *drawn)]
    return Section(
        "audits", "Quality of practice: audits by legal status", [narrative.good_practice(audits, window(at))],
        pictures, tables, audits.notes,
    )  # fmt: skip


def _printed_audits(printed: Publishable) -> Table:
    categories = printed.frame["category"].unique(maintain_order=True).to_list()
    rows = []
    for (name, span), part in printed.frame.group_by("name", "window", maintain_order=True):
        shares = dict(part.select("category", "value").rows())
        entries = [
            Entry("[x]" if shares.get(c) is None else PERCENT.as_printed(shares[c]), shares.get(c)) for c in categories
        ]
        rows.append([Entry(str(name)), Entry(str(span)), *entries])
    columns = [
        Column("Legal status", names_row=True),
        Column("Months"),
        *(Column(str(c).capitalize(), Kind.VALUE) for c in categories),
    ]
    reference = printed.frame["reference"][0]
    caption = f"Shares of audits as the council printed them ({reference})"
    return Table("audits-printed", caption, columns, [Rows("", rows)])


def _screening(screening: Publishable, at: date) -> Section:
    rows = []
    for (name,), part in screening.frame.group_by("area_name", maintain_order=True):
        by_colour = {row["rag"]: row for row in part.iter_rows(named=True)}
        shares = [_share(by_colour[c]) for c in RAG]
        rows.append([Entry(str(name)), *shares, *(_count(by_colour[c], "count") for c in RAG)])
    columns = [
        Column("Area", names_row=True),
        *(Column(formatting.rag(c), Kind.VALUE) for c in RAG),
        *(Column(f"{formatting.rag(c)}, records", Kind.COUNT) for c in RAG),
    ]
    caption = f"Screened records by rating, by the end of {months.words(at)}"
    said = narrative.screened(screening)
    drawn = [screening_by_area(screening, said.text.rstrip("."), f"{caption}.", narrow=n) for n in (True, False)]
    pictures = [Picture("screening", *drawn)] if screening.frame["share"].count() else []
    table = Table("screening", caption, columns, [Rows("", rows)])
    return Section("screening", "Screening of records by area", [said], pictures, [table], screening.notes)


def _share(row: dict[str, Any]) -> Entry:
    share = row["share"]
    return Entry(f"[{row['share_marker'] or 'x'}]" if share is None else PERCENT.as_printed(share), share)


def _changes(frames: Mapping[str, Publishable], previous: Mapping[str, pl.DataFrame] | None, named: str) -> Section:
    """From what both packs publish: the indicators, then the quarterly papers."""
    said, tables, left = [], [], []
    if previous and "indicators" in previous and "indicators" in frames:
        differing, compared = narrative.changed(previous["indicators"], frames["indicators"].frame)
        said.append(narrative.turned(differing, compared, named))
        tables += [_changed_indicators(differing, named)] if differing.height else []
    elif "indicators" in frames:
        left.append("indicators")
    more_said, more_tables = corporate_changes(previous or {}, frames, named)
    left += [name for name, frame in _NOT_COMPARED.items() if frame in frames]
    said += more_said
    if not said:
        said.append(Said("There is no earlier pack of this area to compare with."))
    elif left:
        said.append(Said(f"Not compared with the previous pack: {formatting.joined(left)}."))
    return Section("changes", "What changed since the previous pack", said, [], [*tables, *more_tables])


def _changed_indicators(differing: pl.DataFrame, named: str) -> Table:
    def row_of(row: dict[str, Any]) -> list[Entry]:
        unit = unit_of(row["measure_id"])
        then = figure(row["value_before"], row["marker_before"], unit, whole=row["basis_before"] != AS_PRINTED)
        return [
            Entry(row["name"]),
            Entry(then, row["value_before"]),
            colour(row["rag_before"]),
            Entry(figure(row["value"], row["value_marker"], unit, whole=is_whole(row)), row["value"]),
            colour(row["rag"]),
        ]

    unit = _shared(differing)
    columns = [
        Column("Indicator", names_row=True), Column(f"Before ({named})", Kind.VALUE, unit=unit),
        Column("Rating before"), Column("Now", Kind.VALUE, unit=unit), Column("Rating now"),
    ]  # fmt: skip
    caption = f"Indicators that differ from the pack of {named}"
    return Table("changes", caption, columns, _by_theme(differing, row_of), folded=True)


def _definitions(indicators: Publishable) -> Section:
    def row_of(row: dict[str, Any]) -> list[Entry]:
        return [Entry(row["name"]), Entry(row["definition"]), Entry(BETTER[row["polarity"]])]

    columns = [Column("Indicator", names_row=True), Column("What it counts"), Column("Read it so")]
    table = Table(
        "definitions", "What each indicator counts", columns, _by_theme(indicators.frame, row_of), folded=True
    )
    return Section("definitions", "Definitions", tables=[table])


def _sources(loads: Sequence[Mapping[str, str]]) -> Section:
    columns = [Column(label, names_row=key == "load") for key, label in LOADS.items()]
    rows = [[Entry(load[key]) for key in LOADS] for load in loads]
    table = Table("extracts", "Extracts that were held when the pack was made", columns, [Rows("", rows)], folded=True)
    return Section("extracts", "The extracts behind it", tables=[table])


def _how_to_read(disclosed: Disclosed) -> Section:
    said = [
        "● green: the target is met. ▲ amber: missed, by no more than the tolerance (5% of the target unless the "
        "definition says otherwise). ■ red: missed by more. No colour: no target is in force, there is no figure, or "
        "the rounding leaves more than one colour possible.",
        "The rating this month looks at this month alone. The overall rating takes earlier months into account.",
        "“Real or chance” is read from a control chart of the months before. Within the usual ups and downs a change, "
        "and a change of colour too, may be chance alone.",
        *(f"{symbol} {meaning}." for symbol, meaning in LEGEND.items()),
    ]
    if "scorecard" in disclosed.publishables:
        said.insert(2, _SCORECARD)
    if disclosed.wanted.locality == ALL:
        said.insert(0, "Percentages of the whole council are those that it has itself published.")
    return Section("reading", "How to read this", [Said(text) for text in said], tables=[_glossary()])


def _glossary() -> Table:
    """What the words mean, legal statuses among them."""
    known = catalogue()
    groups = [
        Rows(topic, [[Entry(term.term), Entry(term.meaning)] for term in terms])
        for topic, terms in known.terms_by_topic().items()
    ]
    statuses = [[Entry(status.name), Entry(f"{status.meaning}.")] for status in known.legal_statuses.values()]
    columns = [Column("Word", names_row=True), Column("What it means")]
    return Table("glossary", "The words used here", columns, [*groups, Rows("Legal statuses", statuses)], folded=True)
