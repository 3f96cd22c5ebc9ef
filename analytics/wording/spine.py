"""Where an area is among the others, in words, from a row of `indicators.spine`."""

from __future__ import annotations

import polars as pl

from analytics import formatting
from analytics.catalogue import catalogue, unit_of
from analytics.indicators.comparators import NEIGHBOURS
from analytics.wording.phrases import Row


def scale_ends(row: Row) -> tuple[str, str]:
    """What the two ends of a scale are called."""
    return ("worse", "better") if row["polarity"] in ("bigger", "smaller") else ("lower", "higher")


def rank_words(row: Row) -> str:
    """The rank from the better end, or why there is none: “5th of 6”, “joint 1st of 6”. It is no verdict, so nothing is
    called best or worst. Where neither way is better, the rank from the nearer end: “2nd lowest of 6”."""
    if row["no_scale"] is not None:
        return str(row["no_scale"])
    joint, of = "joint " * (row["alike"] > 1), f" of {row['areas']}"
    if scale_ends(row)[1] == "better":
        return f"{joint}{formatting.ordinal(row['rank_to'])}{of}"
    end, rank = min(("lowest", row["rank_from"]), ("highest", row["rank_to"]), key=lambda end: int(end[1]))
    return f"{joint}{f'{formatting.ordinal(rank)} ' * (rank > 1)}{end}{of}"


def spine_words(row: Row) -> str:
    """All that the drawing of a row shows: the figures, what is beyond an end, and the rank."""
    unit = unit_of(row["measure_id"])
    said = [f"{catalogue().area_name(row['locality'])} {unit.value(row['value'])}"]
    if row["whole_value"] is not None:
        said.append(f"the {catalogue().whole} {unit.value(row['whole_value'])}{_outside(row, 'whole_outside')}")
    if row["national"] is not None:
        who = "statistical neighbours’ median" if row["national_of"] == NEIGHBOURS else row["national_of"]
        figure = f"{unit.value(row['national'])} ({row['national_period']})"
        said.append(f"{who} {figure}{_outside(row, 'national_outside')}")
    few = " Few cases." if row["few_cases"] else ""
    return f"{', '.join(said)}. {formatting.capital(rank_words(row))}.{few}"


def _outside(row: Row, which: str) -> str:
    """That a figure is beyond an end of the scale."""
    return "" if row[which] is None else f", beyond the {scale_ends(row)[row[which] == 'to']} end"


def national_names(rows: pl.DataFrame) -> str:
    """Whose figures the national middle of some rows is; empty where none has one."""
    return formatting.either(sorted(rows["national_of"].drop_nulls().unique()))


def against_words(row: Row) -> str:
    """For a table: whether an area differs from the others. What is outside the limits of chance and in no list of its
    indicators is neither better nor worse."""
    if row["beyond"] is None:
        return "not judged"
    if row["few_cases"]:
        return "too few to tell"
    return str(row["stands" if row["in_list"] else "beyond"])
