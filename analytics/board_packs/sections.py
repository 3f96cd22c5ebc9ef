"""What stands in a pack: its sections, each written by its own module, and what holds of all of them, from publishable
frames alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from analytics import formatting, months
from analytics.board_packs.audit_section import AUDITS
from analytics.board_packs.compared_section import COMPARED
from analytics.board_packs.corporate_changes import CORPORATE
from analytics.board_packs.entries import WORDS
from analytics.board_packs.indicator_sections import AREAS, INDICATORS
from analytics.board_packs.model import Column, Entry, Paper, Rows, Said, Section, Table
from analytics.board_packs.screening_section import SCREENING
from analytics.board_packs.section_writer import Frames, SectionWriter
from analytics.board_packs.summary import rules, summary
from analytics.catalogue import ALL, catalogue
from analytics.disclosure import PACK_SECTIONS, Disclosed
from analytics.simulated_label import kinds

# One for each of PACK_SECTIONS, by its name.
WRITERS: dict[str, SectionWriter] = {
    writer.name: writer for writer in (INDICATORS, AREAS, COMPARED, AUDITS, SCREENING, CORPORATE)
}
# Not the file's name: somebody typed it, and it may name a child.
LOADS = {"load": "Load", "kind": "What it holds", "cut": "Cut", "source": "Source"}
_WITHHELD = (
    "Withheld: to protect children. The number is so small that a child could be recognised, or such a number could be "
    "worked out from it. So is a figure without counts that was not published before."
)


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
    present = [WRITERS[name] for name, section in PACK_SECTIONS.items() if section.frames.keys() & frames.keys()]
    said_once = rules(frames)  # in the summary
    sections = [
        Section("month", "The month in detail", [said for one in present for said in one.lead(frames, at, area)]),
        *(section for one in present for section in one.write(frames, at, area)),
        _changes(present, frames, previous or {}, previous_named),
        *(section for one in present for section in one.appendix(frames, at, area)),
        _how_to_read(disclosed, [text for one in present for text in one.reading]),
        _sources(loads),
    ]
    return Paper(
        title=f"Children's services in {area}, {months.words(at)}",
        council=catalogue().council,
        area=area,
        month=months.words(at),
        mark=_mark(present, frames),
        sections=[replace(one, remarks=[said for said in one.remarks if said not in said_once]) for one in sections],
        provenance=provenance,
        summary=summary(frames, at, area, previous or {}, previous_named),
    )


def _mark(present: Sequence[SectionWriter], frames: Frames) -> str:
    """Which parts of the paper are simulated; empty if none is."""
    simulated = {
        name: said
        for one in present
        for name, said in one.simulated.items()
        if name in frames and frames[name].simulated
    }
    if not simulated:
        return ""
    marks = dict.fromkeys(said for name in simulated for said in kinds(frames[name].frame))
    return f"Simulated, not real: the {formatting.joined(list(simulated.values()))}. {' '.join(marks)}"


def _changes(
    present: Sequence[SectionWriter], frames: Frames, previous: Mapping[str, pl.DataFrame], named: str
) -> Section:
    """From what both packs publish."""
    said: list[Said] = []
    tables: list[Table] = []
    left = []
    for one in present:
        found, more = one.changes(previous, frames, named) if one.changes else ([], [])
        said += found
        tables += more
        if one.not_compared and not found:
            left.append(one.not_compared)
    if not said:
        said.append(Said("There is no earlier pack of this area to compare with."))
    elif left:
        said.append(Said(f"Not compared with the previous pack: {formatting.joined(left)}."))
    return Section("changes", "What changed since the previous pack", said, [], tables)


def _sources(loads: Sequence[Mapping[str, str]]) -> Section:
    columns = [Column(label, names_row=key == "load") for key, label in LOADS.items()]
    rows = [[Entry(load[key]) for key in LOADS] for load in loads]
    table = Table("extracts", "Extracts that were held when the pack was made", columns, [Rows("", rows)], folded=True)
    return Section("extracts", "Extracts used", tables=[table])


def _how_to_read(disclosed: Disclosed, of_sections: Sequence[str]) -> Section:
    said = [
        "● green: the target is met. ▲ amber: missed, by no more than the tolerance (5% of the target unless the "
        "definition says otherwise). ■ red: missed by more. Not rated: no target is in force, there is no figure, or "
        "it is rounded too much to tell.",
        "The rating this month looks at this month alone. The overall rating takes earlier months into account.",
        *of_sections,
        "“Could it be chance” compares a figure with its own earlier months. A change of rating that could be chance "
        "is no evidence of better or worse work, nor is it evidence that nothing changed.",
        _WITHHELD,
        f"In the workbook and the CSV files: {formatting.joined([f'[{m}] {word}' for m, word in WORDS.items()])}.",
    ]
    if disclosed.wanted.locality == ALL and catalogue().publications:
        said.insert(0, "Percentages of the whole council are those that it has itself published, where it has.")
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
