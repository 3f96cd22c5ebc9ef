"""What the computed figures of one month mean, in the words that people use: headline first, the rest after it.

Every function takes a row (or the frame) of `series` and repeats what stands there; none works out a figure.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.indicators.spc import Options, suggested_rebase
from analytics.intervals import FEW

_ASSURANCES = {
    "passes": ("Can be expected to meet the target", "even its usual ups and downs stay on the right side"),
    "fails": ("Will miss the target unless something changes", "its usual ups and downs do not reach it"),
    "hit or miss": ("May do either", "the target lies within its usual ups and downs"),
}


def assurance_said(row: dict[str, Any]) -> tuple[str, str]:
    """Whether the target can be relied on to be met, and why. `row` is a row of `series`."""
    if row["assurance"]:
        return _ASSURANCES[row["assurance"]]
    no_target = "no target in force" if row["target"] is None else None
    plan = "plan is best" if row["polarity"] == "plan" else None
    return "Not judged", no_target or plan or row["no_variation"] or ""


def to_target_said(row: dict[str, Any]) -> tuple[str, str]:
    """How many more or fewer would have met the target, and how it is now. `row` is a row of `series`."""
    if row["denominator"] is None:
        return "Not known", "no numerator and denominator are held"
    remarks = [
        f"{row['numerator']:,} of {row['denominator']:,}",
        f"small numbers, fewer than {FEW}" if row["denominator"] < FEW else "",
        "simulated counts" if row["counts_simulated"] or row["simulated"] else "",
    ]
    now = "; ".join(filter(None, remarks))
    if row["count_to_target"] is None:
        return ("No target in force" if row["target"] is None else "No figure"), now
    if row["count_to_target"] == 0:
        return "Target met", now
    fewer = row["distance"] > 0  # off the target and above it: too many
    return f"{row['count_to_target']:,} {'fewer' if fewer else 'more'}", f"would have met the target; now {now}"


def quarter_said(row: dict[str, Any]) -> tuple[str, str]:
    """The rolling quarter and what it is made of, or why there is none. `row` is a row of `series`."""
    if row["rolling_quarter"] is None:
        return "None", row["no_quarter"] or "no figure this month"
    value = unit_of(row["measure_id"]).value(row["rolling_quarter"])
    if row["window"] == "snapshot":
        made_up = "; simulated" if row["simulated"] else ""
        return value, f"a snapshot's quarter is its last month{made_up}"
    of = f"{row['quarter_numerator']:,} of {row['quarter_denominator']:,} in three months"
    made_up = "; simulated counts" if row["counts_simulated"] or row["simulated"] else ""
    return value, of + made_up


def direction_said(row: dict[str, Any]) -> tuple[str, str]:
    """Which way it goes, and for how long. `row` is a row of `series`."""
    if row["direction"] is None:
        return "Not known", row["no_direction"] or ""
    return row["direction_word"].capitalize(), "; ".join(filter(None, [row["trend"], row["level"]]))


def notes_said(series: pl.DataFrame) -> str:
    """Where the figures come from, as far as it must be said: each note of `series` with its months; else empty."""
    noted = series.filter(pl.col("value").is_not_null() & (pl.col("note") != ""))
    return " ".join(
        f"{', '.join(months.runs(part['month']))}: {note}."
        for (note,), part in noted.group_by("note", maintain_order=True)
    )


@cached_by_identity
def simulated_said(series: pl.DataFrame, area: str) -> str:
    """What of the figures of an area (its name) is simulated, for the top of a page; empty if nothing is."""
    known = series.drop_nulls("value")
    if not (known["simulated"] | known["counts_simulated"]).any():
        return ""
    part = f"All figures for {area} are simulated" if known["simulated"].all() else "Part of what follows is simulated"
    return f"{part}. {notes_said(series)}"


@cached_by_identity
def rebase_suggested(series: pl.DataFrame) -> date | None:
    """The month from which the limits of a frame of `series` might be worked out afresh, beside those confirmed."""
    charted = series.filter(pl.col("mean").is_not_null())
    confirmed = Options(rebase=tuple(charted["recalculated"].drop_nulls().unique()))
    return suggested_rebase(charted.select("month", "value"), confirmed) if charted.height else None


@cached_by_identity
def rebase_said(series: pl.DataFrame) -> str:
    """From which month the limits might be worked out afresh, for the analyst to decide; empty without a reason."""
    since = rebase_suggested(series)
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
