"""A finding of an indicator as the first screen says it: its plain name, what is usual and the target, how many."""

from __future__ import annotations

import math

import polars as pl

from analytics import formatting
from analytics.catalogue import unit_of
from analytics.headlines import Headlines, Ratings, rating_step
from analytics.units import Kind
from analytics.wording.cited_sentence import Parts, sentence
from analytics.wording.phrases import CHANGES, Row, cases, from_usual, moved, of_period, value
from analytics.wording.spc_labels import NOT_JUDGED


def plain_name(row: Row) -> str:
    """The name of an indicator without the unit that its figure says already."""
    return formatting.capital(unit_of(row["measure_id"]).without(str(row["name"])))


def finding_sentence(row: Row) -> str:
    """What the figure of one indicator says: whether it is unlikely to be chance, what is usual, of how many."""
    if row["value"] is None:
        return sentence(["There is no figure for ", *of_period(row), "."]).text
    if row["variation"] is None:
        verdict = "too few to tell" if row["few"] else "not judged against chance"
    else:
        verdict = CHANGES.get(row["variation"], "could be chance") + (", but small" if row["small"] else "")
    known = row["signal"] == "trend" or row["usual"] is not None
    usual: Parts = [", ", *from_usual(row)] if known else []
    said = sentence([f"{formatting.capital(verdict)}: ", *value(row), *usual, "."]).text
    return f"{said} {in_children(row)}".strip()


def usual_and_target(row: Row) -> str:
    """What is usual, or how far the run behind a trend went; and the target. Rows are those of `headline_figures`."""
    unit = unit_of(row["measure_id"])
    of_trend = moved(row) if row["signal"] == "trend" else []
    said = formatting.capital(sentence(of_trend).text) if of_trend else f"Usually {unit.value(row['usual'])}"
    aimed = "" if row["target"] is None else f", target {unit.target(row['target'], row['target_to'])}"
    return f"{said}{aimed}."


def in_children(row: Row) -> str:
    """How many cases a figure is of and, of a percentage, how many would be usual; empty where it is a number of cases
    itself, or they are not known."""
    if not (said := cases(row)):
        return ""
    if row["kind"] != Kind.PERCENTAGE or row["signal"] == "trend" or row["usual"] is None:
        return f"{formatting.capital(said)}."
    usual = math.floor(row["usual"] * row["denominator"] / row["per"] + 0.5)
    return f"{said}. About {usual:,} would be usual."


def quiet_sentence(rows: pl.DataFrame, of: Headlines) -> str:
    """What is no news: how many indicators are within their expected range, and how many ratings changed that could be
    chance. `rows` are those of `headline_figures`, `of` their headlines."""
    if not of.judged:
        return f"What is chance and what is not can't be told: {NOT_JUDGED} this month."
    said = f"Not news: {formatting.out_of(of.usual, of.indicators, 'indicator', verb=('is', 'are'))} in the usual range"
    changed = rows.filter(rating_step() != 0)
    if not changed.height:
        return f"{said}."
    chance = changed.filter(variation="common cause").height
    ratings = formatting.out_of(chance, changed.height, "rating")
    return f"{said}; {ratings} that changed this month could be chance."


def ratings_briefly(of: Ratings, indicators: int) -> str:
    """How many indicators have which rating this month: “35 red, 4 amber, 31 green, 7 not rated of 77 indicators”."""
    numbers = {"red": of.red, "amber": of.amber, "green": of.green, "not rated": of.none}
    said = ", ".join(f"{number} {rating}" for rating, number in numbers.items() if number)
    return f"{said} of {formatting.counted(indicators, 'indicator')}"
