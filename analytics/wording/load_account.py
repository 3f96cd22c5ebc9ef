"""What a load would do to what readers are shown, in words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.catalogue import catalogue
from analytics.store.proposal import APPEARS, CHANGES, DISAPPEARS, FIGURES, WAS, Move


def counts_sentences(moved: Sequence[Move]) -> list[str]:
    """What appears, changes and disappears of each table, a sentence each; one sentence where nothing does."""
    said = []
    for move in sorted(moved, key=lambda one: one.published):
        of = "figures of the whole council and its areas" if move.table == FIGURES else move.table
        view = ", as first published alone" if move.published else ""
        words = [
            formatting.counted(move.count(what), one, many)
            for what, one, many in (
                (APPEARS, "appears", "appear"), (CHANGES, "changes", "change"), (DISAPPEARS, "disappears", "disappear"),
            )
            if move.count(what)
        ]  # fmt: skip
        said.append(f"{formatting.capital(of)}{view}: {formatting.joined(words)}.{_instead(move)}")
    return said or ["Nothing that is shown would change."]


def _instead(move: Move) -> str:
    """How many rows take the place of those of another source, in a sentence; empty if none does."""
    if f"{WAS}source" not in move.rows.columns:
        return ""
    others = move.rows.filter(pl.col("source") != pl.col(f"{WAS}source"))
    if others.is_empty():
        return ""
    sources = formatting.joined(others[f"{WAS}source"].unique().sort().to_list())
    return f" {formatting.counted(others.height, 'takes', 'take')} the place of what {sources} has."


def gone_sentence(moved: Sequence[Move]) -> str:
    """Of which indicators, months and areas something disappears, in a sentence; empty if nothing does."""
    gone = [move.rows.filter(what=DISAPPEARS) for move in moved]

    def values(name: str) -> list[Any]:
        every = [rows[name].drop_nulls() for rows in gone if name in rows.columns]
        return sorted({value for one in every for value in one.unique()})

    indicators = [i.name for i in catalogue().indicators.values() if i.measure_id in values("measure_id")]
    parts = [
        indicators,
        [months.words(month) for month in values("month")],
        [catalogue().area_name(area) for area in values("locality")],
        values("audit_id") or values("record_id"),
    ]
    if not any(rows.height for rows in gone):
        return ""
    named = [formatting.joined(_first(part)) for part in parts if part]
    return f"What would disappear: {'; '.join(named or [move.table for move in moved if move.count(DISAPPEARS)])}."


def _first(names: list[str], most: int = 5) -> list[str]:
    return names if len(names) <= most else [*names[:most], f"{len(names) - most} more"]


def pages_sentence(changed: pl.DataFrame) -> str:
    """What `indicators.what_changes` found, in a sentence; empty if there is nothing."""
    if changed.is_empty():
        return ""
    turned = changed.filter(pl.col("what") == CHANGES, pl.col("rating_was").ne_missing(pl.col("rating_becomes")))
    sides = (pl.col(f"rating_{side}").fill_null("no colour") for side in ("was", "becomes"))
    ways = turned.select(way=pl.concat_str(*sides, separator=" to "))["way"].value_counts(sort=True, name="n").rows()
    other = changed.filter(what=CHANGES).height - turned.height
    said: list[str] = []
    if ways:
        each = ", ".join(f"{number:,} {way}" for way, number in ways)
        said.append(f"{formatting.counted(turned.height, 'rating turns', 'ratings turn')} ({each})")
    for rows, one, many in (
        (other, "figure changes", "figures change"),
        (changed.filter(what=APPEARS).height, "figure appears", "figures appear"),
        (changed.filter(what=DISAPPEARS).height, "figure vanishes", "figures vanish"),
    ):
        if rows:
            said.append(formatting.counted(rows, one, many))
    return f"On the pages, over all months and areas: {formatting.joined(said)}."


def line_sentence(line: dict[str, Any]) -> str:
    """One line of `account` in words."""
    of = [line["name"] or line["table"], line["item"], line["month"] and months.words(line["month"])]
    if line["locality"]:
        of.append(catalogue().area_name(line["locality"]))
    was, becomes = (_rated(line, side) for side in ("was", "becomes"))
    said = {APPEARS: f"appears, {becomes}", DISAPPEARS: f"disappears, was {was}", CHANGES: f"{was} becomes {becomes}"}
    view = " (as first published)" if line["published"] else ""
    sources = ""
    if line["source_was"] and line["source"] and line["source_was"] != line["source"]:
        sources = f", from {line['source']} in the place of {line['source_was']}"
    if not was and not becomes:
        said = {APPEARS: "appears", DISAPPEARS: "disappears", CHANGES: "changes"}
    return f"{', '.join(part for part in of if part)}{view}: {said[line['what']]}{sources}."


def value_said(line: dict[str, Any], side: str) -> str:
    """What a line of `account` was or becomes (`side`): a value in the unit of its indicator, or words as they are."""
    said, indicator = line[side], catalogue().indicators.get(line["measure_id"])
    if said is None or indicator is None:  # that of a definition that comes in is not held yet
        return said or ""
    try:
        return indicator.unit.value(float(said))
    except ValueError:  # why there is none
        return str(said)


def _rated(line: dict[str, Any], side: str) -> str:
    said, rating = value_said(line, side), line[f"rating_{side}"]
    return f"{said} ({rating})" if rating else said
