"""The turns of phrase that the sentences share, each made from a row of `headline_figures`."""

from __future__ import annotations

from datetime import date
from typing import Any

from analytics import formatting, months
from analytics.catalogue import unit_of
from analytics.indicators.rag import COLOURS
from analytics.intervals import FEW
from analytics.wording.cited_sentence import DIFFERENCE, MONTH, MONTHS, VALUE, Figure, Parts

Row = dict[str, Any]

WAYS = {"concerning": "for the worse", "improving": "for the better", "neither": "either way"}


def figure(row: Row, name: str, unit: str) -> Figure:
    """A column of the row as a figure."""
    return Figure(name, row[name], unit, row["measure_id"], row["month"])


def at(month: date) -> Figure:
    """A month that is named."""
    return Figure("month", month, MONTH, "All", month)


def named(row: Row) -> str:
    """The indicator's name in quotation marks, without the unit that its figure says already."""
    name = unit_of(row["measure_id"]).without(str(row["name"]))
    return f"“{formatting.capital(name)}”"


def behind(row: Row) -> Parts:
    """How many stand behind the figure, and whether they are simulated."""
    made_up = " (simulated counts)" if row["simulated"] or row["counts_simulated"] else ""
    of = formatting.unit(row["denominator"] or 0, row["counted"])
    return [figure(row, "denominator", row["counted"]), f" {of}{made_up}"]


def small(row: Row) -> Parts:
    """That few stand behind the figure, and what one of them moves; empty where there are enough or none are known."""
    if not row["denominator"] or row["denominator"] >= FEW:
        return []
    one = Figure("one_moves", row["per"] / row["denominator"], DIFFERENCE, row["measure_id"], row["month"])
    return [
        "only ",
        *behind(row),
        f" {'stands' if row['denominator'] == 1 else 'stand'} behind it, so that a single one moves it by ",
        one,
    ]


def moved(row: Row) -> Parts:
    """How far it moved, since when: over its run, or on the month before; empty where that is not known."""
    if (row["run_months"] or 0) >= 2:
        run = row["run_change"]
        return [
            *("up " if run > 0 else "down ", figure(row, "run_change", DIFFERENCE), " in "),
            *(figure(row, "run_months", MONTHS), ", since ", figure(row, "run_since", MONTH)),
        ]
    return moved_in_month(row)


def moved_in_month(row: Row) -> Parts:
    """How far it moved on the month before; empty where that is not known."""
    if row["change"] is None:
        return []
    before = at(months.before(row["month"]))
    if row["change"] == 0:
        return ["unchanged on ", before]
    return ["up " if row["change"] > 0 else "down ", figure(row, "change", DIFFERENCE), " on ", before]


def going(row: Row) -> Parts:
    """Which way it goes, since when and by how much; or why no direction can be told."""
    if row["direction"] is None:
        return [f"no direction: {row['no_direction']}"]
    if row["direction"] == "static":  # said of this month's move, so that is the one beside it
        return [row["direction_word"], *([", ", *how] if (how := moved_in_month(row)) else [])]
    how = moved(row)
    if row["direction"] in ("improving", "declining") and row["change"] is not None:
        better = (row["change"] > 0) == (row["polarity"] == "bigger")
        if row["change"] == 0 or better != (row["direction"] == "improving"):
            return [f"{row['direction']} over three months, though ", *how]
    return [row["direction_word"], ", ", *how]


def from_usual(row: Row) -> Parts:
    """What a signal is measured from: the run behind a trend, or else the usual figure."""
    return moved(row) if row["signal"] == "trend" else ["usually ", figure(row, "usual", VALUE)]


def missed(row: Row) -> Parts:
    """For how long the target has been missed; empty where it is not."""
    count, since = row["missed_months"], figure(row, "missed_since", MONTH)
    if not count:
        return []
    if row["missed_always"]:  # nor is it known since when the target has been in force
        if count == 1:
            return ["missed in ", since, ", the first month judged"]
        return ["missed in all ", figure(row, "missed_months", MONTHS), " judged so far, since ", since]
    if count == 1:
        return ["newly missed"] if row["earlier_rag"] else ["missed in ", since]
    return ["missed for ", figure(row, "missed_months", MONTHS), ", since ", since]


def missed_label(measure_id: str, of: int, since: date, always: bool, earlier_rag: str | None) -> str:
    """For how many months a target has been missed, as text; the arguments are the columns of `headlines.history`."""
    row = {"measure_id": measure_id, "month": since, "missed_months": of, "missed_since": since}
    parts = missed(row | {"missed_always": always, "earlier_rag": earlier_rag})
    return "".join(part.printed if isinstance(part, Figure) else part for part in parts)


def has_worse_colour(row: Row) -> bool:
    """Whether the month's colour is worse than that of the month before."""
    colours = [row["earlier_rag"], row["rag"]]
    return None not in colours and COLOURS.index(colours[1]) > COLOURS.index(colours[0])


def colours(row: Row) -> str:
    """From which colour to which."""
    return f"{row['earlier_rag']} to {row['rag']}"
