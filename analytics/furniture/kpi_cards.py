"""What one month of one indicator says, large and words first; and the events that are numbered on its chart."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, Indicator, Target, catalogue
from analytics.furniture import html
from analytics.store import Load
from analytics.wording import Fact

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
def event_list(events: pl.DataFrame) -> str:
    """The rows of `indicators.events_of` as a numbered list, with what and where each is said of."""
    said = []
    for event in events.iter_rows(named=True):
        what = "all indicators" if event["measure_id"] == ALL else "this indicator"
        remarks = [what, catalogue().area_name(event["locality"]), f"recorded by {event['recorded_by_role']}"]
        remarks += ["simulated"] if event["simulated"] else []
        said.append(
            f"<li><b>{months.words(event['month'])}</b>: {escape(event['note'])} "
            f"<small>({escape(', '.join(remarks))})</small></li>"
        )
    return f'<ol class="los-events">{"".join(said)}</ol>'
