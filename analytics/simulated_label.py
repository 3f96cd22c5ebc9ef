"""How simulated rows are marked wherever they are shown: on pages, charts, tables and in every export.

This module belongs to no room; any may import it.
"""

from __future__ import annotations

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity

SPLIT = "simulated split of the published county figure"
SPLIT_SENTENCE = f"{SPLIT[0].upper()}{SPLIT[1:]}."
COUNTS = f"numerator and denominator are a {SPLIT}"
WHOLLY = "wholly simulated: nothing was published for this month"
STATUSES_NOT_HELD = "simulated statuses: those of the published plan are not held"
_KINDS = (SPLIT, WHOLLY, STATUSES_NOT_HELD)


@cached_by_identity
def mark(frame: pl.DataFrame) -> str:
    """What goes with the simulated rows of a frame, in a sentence; empty if it has none.

    Rows whose note says that nothing was published for them, or that it is not held, are told apart from a split of
    something published: where a frame has both, each kind by its months.
    """
    made_up = frame.filter("simulated")
    if "note" not in frame.columns or made_up.is_empty():
        return "" if made_up.is_empty() else SPLIT_SENTENCE
    says = {said: pl.col("note").str.contains(said, literal=True).fill_null(False) for said in _KINDS}
    unsaid = ~pl.any_horizontal(*says.values())
    parts = {said: made_up.filter(is_so | unsaid if said == SPLIT else is_so) for said, is_so in says.items()}
    kinds = [said for said, rows in parts.items() if rows.height]
    if len(kinds) > 1 and "month" in frame.columns:
        return " ".join(f"{formatting.joined(months.runs(parts[said]['month']))}: {said}." for said in kinds)
    said = "; in part ".join(kinds)
    return f"{said[0].upper()}{said[1:]}." if len(kinds) == 1 else f"In part {said}."


@cached_by_identity
def marked(text: str, frame: pl.DataFrame) -> str:
    """A caption, with the mark at its end if any row of the frame is simulated."""
    said = mark(frame)
    return f"{text.rstrip('.')}. {said}" if said else text


def noted(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as it leaves: with a column note that marks its simulated rows, if it has any and no note yet."""
    if "simulated" not in frame.columns or "note" in frame.columns or not mark(frame):
        return frame
    return frame.with_columns(note=pl.when("simulated").then(pl.lit(SPLIT)).otherwise(pl.lit("")))
