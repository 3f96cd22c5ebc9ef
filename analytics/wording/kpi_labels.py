"""What the computed figures of one indicator mean, in the words that people use: headline first, the rest after it.

What takes a row of `kpi_facts`, or the frame of `series`, repeats what is in it; none works out a figure.
"""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.extracts.contracts import MARKERS
from analytics.indicators.events import RECALCULATED
from analytics.indicators.pooling import of_some_parts
from analytics.indicators.spc import suggested_rebase
from analytics.indicators.years import year_so_far
from analytics.intervals import FEW
from analytics.units import Kind
from analytics.wording.phrases import Row, fewer_or_more, for_information, now, to_target_unit
from analytics.wording.spc_labels import expected_range, signal_label

FIRST = 4  # facts that are shown before the rest is unfolded


class Fact(NamedTuple):
    """One fact of a month: its label, what it is, and what must be known of that. `rating` is one of red, amber and
    green; `unrated` says why it has none, and is null of what is not rated at all."""

    label: str
    headline: str
    rest: str
    rating: str | None = None
    unrated: str | None = None


_ASSURANCES = {
    "passes": ("Yes, at this level", "all of its expected range is on the right side"),
    "fails": ("No, unless something changes", "its expected range does not reach it"),
    "hit or miss": ("Sometimes", "the target is within its expected range"),
}


def kpi_facts(facts: pl.DataFrame) -> tuple[Fact, ...]:
    """The facts of one indicator in one month, from the one row of `indicators.kpi_facts`; the FIRST of them say what
    must be known of its figure."""
    row = facts.row(0, named=True)
    unit, none = unit_of(row["measure_id"]), "no target" if row["value"] is not None else "no figure"
    value = MARKERS[row["marker"] or "x"] if row["value"] is None else unit.value(row["value"])
    change = unit.signed(row["change"]) if row["change"] is not None else row["no_change"]
    period = row["period"]
    target = no_target(row)
    if for_information(row):
        none = "for information" if row["value"] is not None else none
        target = "for information"
    elif row["target"] is not None:
        target = f"target {unit.target(row['target'], row['target_to'])}"
    parts = facts.select(of_some_parts()).item() or ""
    remarks = filter(None, [f"rating this {period}" * bool(row["rag"]), parts, "simulated" * row["simulated"]])
    meaning = formatting.better_or_worse(row["change"], row["polarity"])
    reliable = ": ".join(filter(None, assurance_label(row)))
    return (
        Fact(formatting.capital(months.of_period(row["month"], period)), value, "; ".join(remarks), row["rag"], ""),
        Fact("Could it be chance", *_with_range(row)),
        _target_fact(row),
        Fact("Overall rating", "", f"Will we reliably meet the target? {reliable}", row["status"], none),
        Fact("Distance from target", unit.signed(row["distance"]), target),
        Fact(f"Change on the {period} before", change or formatting.NONE, meaning),
        Fact("Direction of travel", *direction_label(row)),
        *([Fact("Rolling quarter", *quarter_label(row))] if period == "month" else []),
    )


def _with_range(row: Row) -> tuple[str, str]:
    """Whether a figure could be chance, and the range that was expected of it."""
    said, rest = signal_label(row)
    known = row["signal"] is not None and row["lower"] is not None
    return said, f"{rest}; expected range {expected_range(row)}" if known else rest


def _target_fact(row: Row) -> Fact:
    """The target, and how many more or fewer would have met it; without counts, by how much it is missed."""
    unit, counted = unit_of(row["measure_id"]), _counted_in(row)
    known = row["numerator"] is not None and (row["kind"] == Kind.COUNT or row["denominator"] is not None)
    if for_information(row):
        if counted and known:
            return Fact(f"In {counted}", *to_target_label(row))
        return Fact("Target", "None", "for information")
    label = "Target" if row["target"] is None else f"Target {unit.target(row['target'], row['target_to'])}"
    if counted and known:
        headline, rest = to_target_label(row)
        return Fact(label, headline, f"{to_target_unit(row)} {rest}" if row["count_to_target"] else rest)
    unknown = to_target_label(row)[1] if counted else ""
    if row["distance"] is None:
        return Fact(label, "No figure" if row["target"] is not None else formatting.capital(no_target(row)), unknown)
    side = f"{unit.size(row['distance'])} {'above' if row['distance'] > 0 else 'below'}"
    return Fact(label, side if row["distance"] else "On target", unknown)


def assurance_label(row: Row) -> tuple[str, str]:
    """Whether the target can be relied on to be met, and why."""
    if row["assurance"]:
        return _ASSURANCES[row["assurance"]]
    if row["polarity"] == "information":
        return "Not judged", "for information"
    untold = no_target(row) if row["target"] is None else None
    plan = "plan is best" if row["polarity"] == "plan" else None
    return "Not judged", untold or plan or row["no_assurance"] or ""


def no_target(row: Row) -> str:
    """Why a month has no target: none was in force, or that is not known, for the start of the target is assumed."""
    return "not rated (start of the target not published)" if row["start_assumed"] else "no target in force"


def to_target_label(row: Row) -> tuple[str, str]:
    """How many more or fewer would have met the target, and how it is now."""
    kind = row["kind"]
    if row["numerator"] is None or (kind != Kind.COUNT and row["denominator"] is None):
        return "Not known", "no numerator and denominator are held"
    remarks = [
        now(row),
        f"small numbers, fewer than {FEW}" if kind == Kind.PERCENTAGE and row["denominator"] < FEW else "",
        "simulated counts" if row["counts_simulated"] or row["simulated"] else "",
    ]
    held = "; ".join(filter(None, remarks))
    if for_information(row):
        return formatting.quantity(row["numerator"]), held
    if row["count_to_target"] is None:
        return (formatting.capital(no_target(row)) if row["target"] is None else "No figure"), held
    if row["count_to_target"] == 0:
        return "Target met", held
    return f"{row['count_to_target']:,} {fewer_or_more(row)}", f"would have met the target; now {held}"


def _counted_in(row: Row) -> str:
    """What a distance from target is also counted in; empty where the distance itself says all there is to say."""
    if row["kind"] == Kind.MEAN:
        return unit_of(row["measure_id"]).summed
    said_already = row["kind"] in (Kind.AMOUNT, Kind.SCORE) or (row["kind"] == Kind.COUNT and row["target"] is None)
    return "" if said_already else str(row["counted"])


def quarter_label(row: Row) -> tuple[str, str]:
    """The rolling quarter and what it is made of, or why there is none."""
    if row["rolling_quarter"] is None:
        return "None", row["no_quarter"]
    value = unit_of(row["measure_id"]).value(row["rolling_quarter"])
    if row["window"] == "snapshot":
        made_up = "; simulated" if row["simulated"] else ""
        return value, f"a snapshot's quarter is its last month{made_up}"
    of = "in three months" if Kind(row["kind"]).adds else f"{_made_of(row, 'quarter')} in three months"
    made_up = "; simulated counts" if row["counts_simulated"] or row["simulated"] else ""
    return value, of + made_up


def direction_label(row: Row) -> tuple[str, str]:
    """Which way it goes, and for how long."""
    if row["direction"] is None:
        return "Not known", row["no_direction"] or ""
    return row["direction_word"].capitalize(), "; ".join(filter(None, [row["trend"], row["level"]]))


def notes_said(series: pl.DataFrame) -> str:
    """Where the figures come from, as far as it must be said: each note of `series` with its months; else empty."""
    noted = series.filter(pl.col("value").is_not_null() & (pl.col("note") != ""))
    return " ".join(
        f"{', '.join(months.runs(part['month'], part['period_months'][0]))}: {note}."
        for (note,), part in noted.group_by("note", maintain_order=True)
    )


@cached_by_identity
def simulated_sentence(series: pl.DataFrame, area: str) -> str:
    """What of the figures of an area (its name) is simulated, for the top of a page; empty if nothing is. `notes_said`
    tells how."""
    known = series.drop_nulls("value")
    if not (known["simulated"] | known["counts_simulated"]).any():
        return ""
    if known["simulated"].all():
        return f"All figures for {area} are simulated."
    made_up = {
        "figures": known.filter("simulated"), "counts": known.filter(pl.col("counts_simulated") & ~pl.col("simulated"))
    }  # fmt: skip
    said = [
        f"the {what} of {formatting.joined(months.runs(rows['month'], rows['period_months'][0]))}"
        for what, rows in made_up.items()
        if rows.height
    ]
    return f"Simulated: {' and '.join(said)}."


@cached_by_identity
def rebase_suggestion(series: pl.DataFrame) -> str:
    """From which month the limits might be worked out afresh, for the analyst to decide; empty without a reason."""
    since = suggested_rebase(series)
    if since is None:
        return ""
    charted = series.filter(pl.col("mean").is_not_null())
    latest = charted.drop_nulls("value").row(-1, named=True)
    side = "above" if latest["value"] > latest["mean"] else "below"
    return (
        f"From {months.words(since)} to {months.words(latest['month'])} every figure lies {side} the mean of "
        f"{unit_of(latest['measure_id']).value(latest['mean'])}. If something lasting changed then, the limits could "
        f"be worked out afresh from {months.words(since)}. "
        "This is a suggestion for the analyst; nothing has been changed."
    )


@cached_by_identity
def recalculation_sentences(events: pl.DataFrame) -> list[str]:
    """A sentence for each recalculation among the rows of `events_of`: since when, why, who confirmed it, the load."""
    return [
        f"Limits recalculated from {months.words(e['month'])}: {e['note'].removeprefix(RECALCULATED)} "
        f"({'simulated, ' if e['simulated'] else ''}confirmed by {_a(e['recorded_by_role'])}, load {e['load_id']})."
        for e in events.filter("rebase").iter_rows(named=True)
    ]


def _a(role: str) -> str:
    return f"{'an' if role[0] in 'aeiou' else 'a'} {role}"


@cached_by_identity
def year_to_date_sentence(series: pl.DataFrame, month: date) -> str:
    """The financial year to date, against last year's to the same month, or why either is not given."""
    row = year_so_far(series, month).row(0, named=True)
    this, last = _so_far(row, "ytd"), _so_far(row, "last_ytd")
    said = f"Financial year to date, April to {months.words(month)}: {this}."
    if row["ytd_value"] is None and row["no_ytd"] == row["no_last_ytd"]:
        return said
    said += f" Last year to {months.words(months.before(month, 12))}: {last}."
    if row["ytd_change"] is not None:
        meaning = formatting.better_or_worse(row["ytd_change"], row["polarity"])
        change = unit_of(row["measure_id"]).change(row["ytd_change"])
        said += f" A change of {change}" + (f", {meaning}." if meaning else ".")
    return said


def _so_far(row: Row, prefix: str) -> str:
    if row[f"{prefix}_value"] is None:
        return f"not given ({row[f'no_{prefix}']})"
    value = unit_of(row["measure_id"]).value(row[f"{prefix}_value"])
    return value if Kind(row["kind"]).adds else f"{value} ({_made_of(row, prefix)})"


def _made_of(row: Row, prefix: str) -> str:
    """What a figure of several months is made of, as `now` says of one."""
    return now(row | {"numerator": row[f"{prefix}_numerator"], "denominator": row[f"{prefix}_denominator"]})
