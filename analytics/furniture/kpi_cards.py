"""What one month of one indicator says, large and words first; and the events that are numbered on its chart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, Indicator, Target, catalogue
from analytics.furniture import html
from analytics.store import Load
from analytics.wording import Fact, finding_sentence
from analytics.wording.phrases import Row

LONGEST = 16  # letters of a headline that has room in large type, as “159.5 per 10,000” has


@cached_by_identity
def month_facts(facts: Sequence[Fact]) -> str:
    """The facts of one indicator in one month."""
    return f'<dl class="los-facts">{"".join(map(_fact, facts))}</dl>'


def _fact(fact: Fact) -> str:
    size = "" if len(fact.headline) <= LONGEST else ' class="los-words"'
    large = f"<b{size}>{escape(fact.headline)}</b> " if fact.headline else ""
    colour = "" if fact.unrated is None else html.rag(fact.rating, nothing=fact.unrated)
    small = f"<span>{escape(fact.rest)}</span>" if fact.rest else ""
    return f"<div><dt>{escape(fact.label)}</dt><dd>{large}{colour}{small}</dd></div>"


def finding(row: Row, area: str) -> str:
    """What the row of `headline_figures` of one indicator says of an area (its name), and whether that is simulated."""
    made_up = "simulated" if row["simulated"] else "simulated counts" if row["counts_simulated"] else ""
    chip = f' <em class="los-chip">{made_up}</em>' if made_up else ""
    return f'<p class="los-lead"><b>{escape(area)}.</b> {escape(finding_sentence(row))}{chip}</p>'


@cached_by_identity
def benchmarks(judged: pl.DataFrame, indicator: Indicator, target_to: float | None) -> str:
    """What a figure is set against: rows of `corporate.scorecard.judged_against`, of which the first is the target in
    force, that may be a range up to `target_to`. What is said of several that follow each other is said once."""
    unit, groups = indicator.unit, judged.group_by(pl.col("said").rle_id(), maintain_order=True)
    parts = []
    for _, rows in groups:
        pairs = []
        for row in rows.iter_rows(named=True):
            shown = formatting.NONE if row["value"] is None else unit.value(row["value"])
            if row["what"] == judged["what"][0] and target_to is not None:
                shown = unit.target(row["value"], target_to)
            pairs.append(f"<dt>{escape(row['what'])}</dt><dd>{escape(shown)}</dd>")
        note = escape(formatting.capital(rows["said"][0]))
        parts.append(f'<div>{"".join(pairs)}<dd class="los-note">{note}</dd></div>')
    return f'<dl class="los-benchmarks">{"".join(parts)}</dl>'


def provenance(indicator: Indicator, origin: Load | None) -> list[str]:
    """What an indicator counts, its targets over time, and the load that a figure came from, as lines in Markdown."""
    printed = "printed in the source" if indicator.polarity_basis == "printed" else "ours; the source does not print it"
    came = "no load has a figure for this month"
    if origin:
        came = (
            f"load {origin.load_id} of {origin.loaded_at:%d %B %Y}, file `{origin.part.file_name}`, cut "
            f"{months.words(origin.part.cut)}, source {origin.part.source}"
        )
    targets = [t for t in catalogue().targets if t.measure_id == indicator.measure_id]
    return [
        f"**Published as:** “{indicator.printed_name}”",
        f"**Definition:** {indicator.definition}",
        f"**Theme:** {indicator.theme}",
        *([f"**Owner:** {indicator.owner}"] if indicator.owner else []),
        f"**Counted:** {indicator.counted}",
        f"**Kind of figure:** {_kind(indicator)}",
        f"**How often there is a figure:** {indicator.frequency.words}",
        f"**Time covered by a figure:** {indicator.time_covered}",
        f"**Which way is better:** {indicator.polarity.words} ({printed})",
        *(
            f"**Target{'' if t.area == ALL else ' of ' + catalogue().area_name(t.area)}:** "
            f"{indicator.unit.target(t.target, t.target_to)}, tolerance {_tolerance(indicator, t)}, "
            f"{t.start_words}. {t.reason}."
            for t in targets
        ),
        f"**Where this figure came from:** {came}",
    ]


def _kind(indicator: Indicator) -> str:
    """What a figure is, in what, and of how many people if it is a rate of the population."""
    kind = indicator.kind.value
    of = f", of the population “{indicator.population}”" if indicator.population else ""
    yearly = ", as a rate for a year" if indicator.yearly else ""
    return f"{kind}{f' ({indicator.unit.name})' if indicator.unit.name not in ('', kind) else ''}{of}{yearly}"


def _tolerance(indicator: Indicator, target: Target) -> str:
    if target.tolerance is not None:
        return indicator.unit.size(target.tolerance)
    return f"{target.tolerance_percent:g}% of it"


@cached_by_identity
def event_list(events: pl.DataFrame, *, named: bool = False) -> str:
    """The rows of `indicators.events_of` as a numbered list, with what and where each is said of; an indicator by its
    name (`named`), or as “this”."""
    said = []
    for event in events.iter_rows(named=True):
        what = "all indicators" if event["measure_id"] == ALL else "this indicator"
        if named and event["measure_id"] != ALL:
            what = catalogue().indicators[event["measure_id"]].name
        remarks = [what, catalogue().area_name(event["locality"]), f"recorded by {event['recorded_by_role']}"]
        remarks += ["simulated"] if event["simulated"] else []
        said.append(
            f"<li><b>{months.words(event['month'])}</b>: {escape(event['note'])} "
            f"<small>({escape(', '.join(remarks))})</small></li>"
        )
    return f'<ol class="los-events">{"".join(said)}</ol>'
