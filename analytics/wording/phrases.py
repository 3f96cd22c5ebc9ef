"""The turns of phrase that the sentences share, each made from a row of `headline_figures`."""

from __future__ import annotations

import math
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.catalogue import frequency_of, unit_of, units_of
from analytics.indicators.rag import COLOURS
from analytics.intervals import FEW
from analytics.units import PERCENT, Kind
from analytics.wording.cited_sentence import DIFFERENCE, MONTH, TEXT, VALUE, Figure, Parts

Row = dict[str, Any]
MOST_UNITS = 3  # that a caption names

CHANGES = {
    "concerning": "worse, and unlikely to be chance",
    "improving": "better, and unlikely to be chance",
    "neither": "changed, and unlikely to be chance",
}


def verdict(row: Row) -> str:
    """What a signal says in a sentence that has `going` too, which may say already whether that is better or worse."""
    said = CHANGES[row["variation"]]
    better_or_worse, _, beyond_chance = said.partition(", and ")
    of_direction = str(row["direction_word"] or "").lower()
    return f"{beyond_chance if better_or_worse in of_direction else said}{', but small' if row['small'] else ''}"


def figure(row: Row, name: str, unit: str) -> Figure:
    """A column of the row as a figure."""
    return Figure(name, row[name], unit, row["measure_id"], row["month"])


def at(month: date) -> Figure:
    """A month that is named."""
    return Figure("month", month, MONTH, "All", month)


def of_period(row: Row, last: Figure | None = None) -> Parts:
    """What a figure is of, or one of another period of its kind: the month, or the quarter or year to it."""
    to = last or at(row["month"])
    return [to] if row["period"] == "month" else [f"the {row['period']} to ", to]


def value(row: Row) -> Parts:
    """The figure, with its quarter or year where it is not of a month."""
    said = figure(row, "value", VALUE)
    return [said] if row["period"] == "month" else [said, " in ", *of_period(row)]


def target(row: Row) -> Figure:
    """The target in force, or the range that it is."""
    if row["target_to"] is None:
        return figure(row, "target", VALUE)
    said = unit_of(row["measure_id"]).target(row["target"], row["target_to"])
    return Figure("target", said, TEXT, row["measure_id"], row["month"])


def periods(row: Row, name: str) -> Figure:
    """How many months, quarters or years a column says."""
    return figure(row, name, f"{row['period']}s")


def for_information(row: Row) -> bool:
    """Whether nothing about a figure is better or worse, see `headlines.for_information`."""
    return row["polarity"] == "information" or (row["polarity"] == "plan" and row["target"] is None)


def named(row: Row) -> str:
    """The indicator's name in quotation marks, without the unit that its figure says already."""
    name = unit_of(row["measure_id"]).without(str(row["name"]))
    return f"“{formatting.capital(name)}”"


def behind(row: Row) -> Parts:
    """How many cases a figure is of, and whether they are simulated."""
    made_up = " (simulated counts)" if row["simulated"] or row["counts_simulated"] else ""
    of = formatting.unit(row["denominator"] or 0, row["counted"])
    return [figure(row, "denominator", row["counted"]), f" {of}{made_up}"]


def in_cases(row: Row, name: str, more_or_fewer: str) -> Parts:
    """By how many cases a figure is more or fewer, of how many if it is a percentage of them."""
    count = figure(row, name, row["counted"])
    if row["kind"] == Kind.PERCENTAGE:
        return [count, f" {more_or_fewer} of ", *behind(row)]
    return [count, f" {more_or_fewer} {formatting.unit(abs(row[name]), row['counted'])}"]


def to_target_unit(row: Row) -> str:
    """What is counted of what would have met a target: cases, or of a mean its days or pounds."""
    kind, count = row["kind"], row["count_to_target"]
    return formatting.unit(count, unit_of(row["measure_id"]).summed if kind == Kind.MEAN else row["counted"])


def to_target(row: Row) -> str:
    """By how much a figure misses its target, as a table says it: in cases, in the total of a mean, or in money."""
    if row["value"] is None or row["target"] is None or row["rag"] is None:
        return formatting.NONE
    unit = unit_of(row["measure_id"])
    if row["kind"] == Kind.AMOUNT and row["rag"] != "green":
        return f"{unit.size(row['distance'])} {'over' if row['distance'] > 0 else 'under'}"
    if row["count_to_target"] is None:
        return "met" if row["rag"] == "green" else formatting.NONE
    if row["count_to_target"] == 0:
        return "met"
    return f"{row['count_to_target']:,} {fewer_or_more(row)} {to_target_unit(row)}"


def fewer_or_more(row: Row) -> str:
    """What a figure off its target needed."""
    return "fewer" if row["distance"] > 0 else "more"


def now(row: Row) -> str:
    """What a figure is made of: 24 of 1,045; 24 children, population 12,300; 340 days, 20 children."""
    unit, n, d = unit_of(row["measure_id"]), row["numerator"], row["denominator"]
    if row["kind"] == Kind.PERCENTAGE:
        return formatting.of(n, d)
    if row["kind"] == Kind.MEAN:
        return f"{unit.total(n)}, {formatting.quantity(d)} {formatting.unit(d, row['counted'])}"
    cases = f"{formatting.quantity(n)} {formatting.unit(n, row['counted'])}"
    if row["kind"] == Kind.RATE:
        return f"{cases}, {'population' if row['population'] else 'denominator'} {formatting.quantity(d)}"
    return cases


def cases(row: Row) -> str:
    """How many cases a figure is of: 36 of 62 conferences; empty where it is a number of cases itself, or they are not
    known."""
    if row["kind"] in (Kind.COUNT, Kind.AMOUNT, Kind.SCORE) or row["numerator"] is None or row["denominator"] is None:
        return ""
    if row["kind"] != Kind.PERCENTAGE:
        return now(row)
    return f"{now(row)} {formatting.unit(row['denominator'], row['counted'])}"


def small(row: Row) -> Parts:
    """That a percentage is of few, and by how much one more changes it; empty where there are enough, or none known."""
    if row["kind"] != Kind.PERCENTAGE or not row["denominator"] or row["denominator"] >= FEW:
        return []
    tenths = math.floor(10 * row["per"] / row["denominator"] + 0.5)  # of a point, half a tenth up
    one = Figure("one_moves", tenths / 10, DIFFERENCE, row["measure_id"], row["month"])
    return ["only ", *behind(row), ": one more or fewer changes the figure by ", one]


def moved(row: Row) -> Parts:
    """How far it moved, and since when: over its run, or on the month before; empty where that is not known. Whether
    that is better or worse, the verdict before it says."""
    if (row["run_months"] or 0) < 2:
        return moved_in_month(row)
    since = of_period(row, figure(row, "run_since", MONTH))
    return [*_way(row, "run_change"), " in ", periods(row, "run_months"), ", since ", *since]


def moved_in_month(row: Row) -> Parts:
    """How far it moved on the period before; empty where that is not known."""
    if row["change"] is None:
        return []
    before = of_period(row, at(months.before(row["month"], row["period_months"])))
    return ["unchanged on ", *before] if row["change"] == 0 else [*_way(row, "change"), " on ", *before]


def going(row: Row) -> Parts:
    """Which way it goes, with the change that says so; or why no direction can be told."""
    if row["direction"] is None:
        return [f"no direction: {row['no_direction']}"]
    word, this = row["direction_word"], f"this {row['period']}"
    if row["direction"] == "static":
        return [word, ", ", *moved_in_month(row)]
    meaning = formatting.better_or_worse(row["change"], row["polarity"])
    if row["direction"] == "fluctuating":
        if row["change"] == 0:
            return [word, f", unchanged {this}"]
        return [word, f", {this} ", *_way(row, "change"), f", which is {meaning}"]
    return [word, ": ", *how_far(row)]


def how_far(row: Row) -> Parts:
    """The change of what gets better or worse. The longer run and this month's move are told apart where they went
    opposite ways."""
    this, meaning = f"this {row['period']}", formatting.better_or_worse(row["change"], row["polarity"])
    longer = [*_way(row, "net_change"), " since ", *of_period(row, figure(row, "net_since", MONTH))]
    apart = row["change"] * row["net_change"] < 0
    if abs(row["change"]) >= abs(row["net_change"]):
        return [*moved_in_month(row), *([", but ", *longer] if apart else [])]
    if row["change"] == 0:
        return [*longer, f", but unchanged {this}"]
    return [*longer, *([f", but {meaning} {this}, ", *_way(row, "change")] if apart else [])]


def _way(row: Row, name: str) -> Parts:
    return ["up " if row[name] > 0 else "down ", figure(row, name, DIFFERENCE)]


def from_usual(row: Row) -> Parts:
    """What a signal is measured from: the run behind a trend, or else the usual figure."""
    return moved(row) if row["signal"] == "trend" else ["usually ", figure(row, "usual", VALUE)]


def missed(row: Row) -> Parts:
    """For how long the target has been missed; empty where it is not. Where it was missed in every month judged, it is
    not said since when: nothing tells whether the target began then."""
    count = row["missed_months"]
    if not count:
        return []
    since = of_period(row, figure(row, "missed_since", MONTH))
    if row["missed_always"]:
        if count == 1:
            return ["missed in ", *since, f", the first {row['period']} judged"]
        if count == 2:
            return [f"missed in both {row['period']}s judged"]
        return ["missed in all ", periods(row, "missed_months"), " judged"]
    if count == 1:
        return ["newly missed"] if row["earlier_rag"] else ["missed in ", *since]
    return ["missed for ", periods(row, "missed_months"), ", since ", *since]


def missed_label(measure_id: str, of: int, since: date, always: bool, earlier_rag: str | None) -> str:
    """For how many months, quarters or years a target has been missed, as text; the arguments are the columns of
    `headlines.history`."""
    row = {"measure_id": measure_id, "month": since, "missed_months": of, "missed_since": since}
    row["period"] = frequency_of(measure_id).period
    parts = missed(row | {"missed_always": always, "earlier_rag": earlier_rag})
    return "".join(part.printed if isinstance(part, Figure) else part for part in parts)


def differences_in(frame: pl.DataFrame, *columns: str) -> str:
    """What differences are counted in, of the rows with one in any of the columns; empty if none has."""
    rows = frame.filter(pl.any_horizontal(pl.col(columns).is_not_null()))
    every = list(dict.fromkeys(unit.differences for unit in units_of(rows["measure_id"])))
    if len(every) <= MOST_UNITS:
        return formatting.joined(every)
    points = f", of percentages in {PERCENT.differences}" if PERCENT.differences in every else ""
    return f"the unit of each figure{points}"


def has_worse_colour(row: Row) -> bool:
    """Whether the month's colour is worse than that of the month before."""
    colours = [row["earlier_rag"], row["rag"]]
    return None not in colours and COLOURS.index(colours[1]) > COLOURS.index(colours[0])


def colours(row: Row) -> str:
    """From which colour to which."""
    return f"{row['earlier_rag']} to {row['rag']}"
