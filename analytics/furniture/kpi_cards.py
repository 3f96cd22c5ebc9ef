"""What one month of one indicator says, large and words first; and the events that are numbered on its chart."""

from __future__ import annotations

from html import escape
from typing import Any

import polars as pl

from analytics import formatting, indicators, months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, Indicator, catalogue, unit_of
from analytics.furniture import html
from analytics.furniture.html import why_missing
from analytics.store import Load


@cached_by_identity
def month_facts(row: dict[str, Any]) -> str:
    """The facts of one indicator in one month; `row` is a row of `indicators.series`."""
    none = "no target" if row["value"] is not None else "no figure"
    unit = unit_of(row["measure_id"])
    value = unit.value(row["value"]) if row["value"] is not None else why_missing(row["marker"])
    change = unit.signed(row["change"]) if row["change"] is not None else row["no_change"]
    target = "no target in force" if row["target"] is None else f"target {unit.value(row['target'])}"
    said = [
        (
            months.words(row["month"]),
            value,
            "; ".join(filter(None, ["rating this month" * bool(row["rag"]), "simulated" * row["simulated"]])),
            html.rag(row["rag"], nothing=""),
        ),
        ("Distance from target", unit.signed(row["distance"]), target, ""),
        (f"In {row['counted']}", *indicators.to_target_said(row), ""),
        (
            "Change on the month before",
            change or formatting.NONE,
            formatting.better_or_worse(row["change"], row["polarity"]),
            "",
        ),
        ("Direction of travel", *indicators.direction_said(row), ""),
        ("Real change or chance", *indicators.signal_said(row), ""),
        ("Can the target be relied on", *indicators.assurance_said(row), ""),
        ("Rolling quarter", *indicators.quarter_said(row), ""),
        ("Overall rating", "", "", html.rag(row["status"], nothing=none)),
    ]
    return f'<dl class="los-facts">{"".join(_fact(*one) for one in said)}</dl>'


def _fact(label: str, headline: str, rest: str, colour: str) -> str:
    size = "" if len(headline) <= 14 else ' class="los-words"'
    large = f"<b{size}>{escape(headline)}</b> " if headline else ""
    small = f"<span>{escape(rest)}</span>" if rest else ""
    return f"<div><dt>{escape(label)}</dt><dd>{large}{colour}{small}</dd></div>"


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
        f"**Time covered by a figure:** {indicator.window.words}",
        f"**Which way is better:** {indicator.polarity.words} ({printed})",
        *(
            f"**Target:** {indicator.unit.value(t.target)}, tolerance {t.tolerance_percent:g}% of it, from "
            f"{months.words(t.valid_from)}. {t.reason}."
            for t in targets
        ),
        f"**Where this figure came from:** {came}",
    ]


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
