"""What became of audits: how long actions take, the grades of files that were audited again, and what people said."""

from __future__ import annotations

import polars as pl

from analytics import formatting
from analytics.audits.completion import DAYS, EVERY, days_words
from analytics.audits.voices import PEOPLE
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.tables import audit_cells
from analytics.tables.localities import TOO_FEW
from analytics.tables.table import NUMBER, Column, Row, across, groups, pivot, sectioned, table
from analytics.units import PERCENT


@cached_by_identity
def times(times: pl.DataFrame, heading: str) -> str:
    """How long actions take, from `audits.completion.times`; `heading` says what they are parted by."""

    def median(row: Row) -> Html:
        said = "not reached" if row["median"] is None else f"{row['median']}"
        few = ", few" if row["followed"] < FEW else ""
        return html.noted(said, f"{days_words(row['median_low'], row['median_high'])}{few}")

    def compared(row: Row) -> Html:
        if row["name"] == EVERY or row["too_few"] is None:
            return html.text(formatting.NONE)
        if row["too_few"]:
            return html.text(TOO_FEW)
        return html.noted(row["way"], "beyond chance") if row["in_list"] else html.text("could be chance")

    columns = [
        Column(heading, lambda row: html.text(formatting.capital(row["name"]))),
        Column("Agreed", "agreed", "count"),
        Column("Done", "completed", "count"),
        Column("Open past their time", "open", "count"),
        Column("Days until half are done", median, NUMBER),
        Column("Against all others", compared),
        Column(
            "With evidence",
            lambda row: (
                audit_cells.share(row["share"], row["evidenced"], row["evidence_known"])
                if row["evidence_known"]
                else html.missing("not held")
            ),
            NUMBER,
        ),
    ]
    caption = "How long agreed actions take: days until half are done, and the 95% interval"
    return table(marked(caption, times), columns, times)


@cached_by_identity
def done_by(found: pl.DataFrame, heading: str) -> str:
    """Actions done by some days, from `audits.completion.done_by`."""

    def cell(day: int, line: dict[int, Row]) -> Html:
        if day not in line:
            return html.missing("not followed so long")
        row = line[day]
        return html.noted(PERCENT.value(row["share"]), f"{_range(row)}; {row['at_risk']} followed on")

    columns = [
        Column(heading, lambda line: html.text(formatting.capital(next(iter(line.values()))["name"]))),
        *across(DAYS, "By day {}".format, cell),
    ]
    caption = "Actions done by a day, the 95% interval, and how many are open and followed after it"
    return table(marked(caption, found), columns, pivot(found, "name", "day"))


@cached_by_identity
def grades_again(again: pl.DataFrame) -> str:
    """The grade before down, the grade now across, from `audits.re_audits.audited_again`."""
    scale, counts = catalogue().scale, {(r["before"], r["after"]): r["count"] for r in again.iter_rows(named=True)}
    outcomes = {(r["before"], r["after"]): r["outcome"] for r in again.iter_rows(named=True)}

    def cell(after: str, before: str) -> Html:
        found = outcomes.get((before, after), "")
        return html.noted(str(counts.get((before, after), 0)), "" if found == "the same" else found)

    columns = [
        Column("Grade before", lambda before: html.text(before)),
        *across(scale.grades, "{} now".format, cell),
        Column("All", lambda before: html.count(sum(counts.get((before, g), 0) for g in scale.grades)), NUMBER),
    ]
    return table(marked("Files audited again in the year: grade before and now", again), columns, scale.grades)


@cached_by_identity
def voices(found: pl.DataFrame, window: str) -> str:
    """What people said, a section for each group who were asked, from `audits.voices.voices`."""

    def change(row: Row) -> Html:
        if row["share_change"] is None:
            return html.missing("none held before")
        few = row["too_few"]
        verdict = TOO_FEW if few else "beyond chance" if row["in_list"] else "could be chance"
        return html.noted(PERCENT.signed(row["share_change"]), verdict)

    columns = [
        Column("Question or theme", "name"),
        Column("Said yes, or named it", lambda r: audit_cells.share(r["share"], r["said"], r["answered"]), NUMBER),
        Column("Range", lambda r: html.text(_range(r)), NUMBER),
        Column("Partly", "partly", "count"),
        Column("No", "no", "count"),
        Column(
            "Three months before",
            lambda r: audit_cells.share(r["previous_share"], r["previous_said"], r["previous_answered"]),
            NUMBER,
        ),
        Column("Change", change, NUMBER),
        Column("Asked", "asked", "count"),
        Column("Answered, of asked", "response", PERCENT),
    ]
    sections = [(PEOPLE[who], rows) for who, rows in groups(found, "who")]
    return sectioned(marked(f"What people said, {window}", found), columns, sections)


def _range(row: Row) -> str:
    if row["share_low"] is None:
        return formatting.NONE
    return f"{PERCENT.number(row['share_low'])} to {PERCENT.number(row['share_high'])}"
