"""How simulated rows are marked wherever they are shown: on pages, charts, tables and in every export.

This module belongs to no room; any may import it.
"""

from __future__ import annotations

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity

SPLIT = "simulated split of the published figure"
SPLIT_SENTENCE = f"{formatting.capital(SPLIT)}."
COUNTS = f"numerator and denominator are a {SPLIT}"
WHOLLY = "wholly simulated: nothing was published"
STATUSES_NOT_HELD = "simulated statuses: those of the published plan are not held"
COMMENTS = "simulated comments: nobody wrote them"
_KINDS = (SPLIT, WHOLLY, STATUSES_NOT_HELD, COMMENTS)


def _by_kind(frame: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """The simulated rows of a frame by what is said of them; a row is of two kinds where its note says both."""
    made_up = frame.filter("simulated")
    if "note" not in frame.columns:
        return {SPLIT: made_up} if made_up.height else {}
    says = {said: pl.col("note").str.contains(said, literal=True).fill_null(False) for said in _KINDS}
    says[SPLIT] |= ~pl.any_horizontal(*says.values())
    return {said: rows for said, is_so in says.items() if (rows := made_up.filter(is_so)).height}


def kinds(frame: pl.DataFrame) -> list[str]:
    """A sentence for each kind of simulated rows that a frame has: split of something published, or not."""
    return [f"{formatting.capital(said)}." for said in _by_kind(frame)]


@cached_by_identity
def mark(frame: pl.DataFrame) -> str:
    """What goes with the simulated rows of a frame; empty if it has none. Where some are a split of something published
    and nothing was for others, each kind is named with its months, if the frame has them."""
    parts = _by_kind(frame)
    if len(parts) < 2:
        return "".join(kinds(frame))
    if "month" not in frame.columns:
        return f"In part {'; in part '.join(parts)}."
    return " ".join(f"{formatting.joined(months.runs(rows['month']))}: {said}." for said, rows in parts.items())


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
