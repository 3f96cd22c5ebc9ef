"""A control chart's signal in words, for every chart, table and sentence that names one.

What takes a row, of `series` or `headline_figures`, repeats what is in it; none works out a figure.
"""

from __future__ import annotations

import polars as pl

from analytics.indicators.spc import FULL_LIMITS
from analytics.wording.cited_sentence import VALUE, Parts
from analytics.wording.phrases import Row, figure

_SIGNALS = {
    ("outside", "high"): "above the upper limit",
    ("outside", "low"): "below the lower limit",
    ("trend", "high"): "seven or more {}s rising",
    ("trend", "low"): "seven or more {}s falling",
    ("two of three", "high"): "two of three {}s near the upper limit",
    ("two of three", "low"): "two of three {}s near the lower limit",
    ("shift", "high"): "seven or more {}s above the mean",
    ("shift", "low"): "seven or more {}s below the mean",
}
_MEANINGS = {
    "improving": "an improvement that is more than chance",
    "concerning": "a decline that is more than chance",
    "neither": "more than chance; {}, so neither better nor worse",
}
_NEITHER = {"plan": "plan is best", "information": "for information"}


def signal_words(signal: str, side: str, period: str = "month") -> str:
    """A control chart's signal in words; `period` is what its figures are of.

    >>> signal_words("outside", "low"), signal_words("shift", "high", "quarter")
    ('below the lower limit', 'seven or more quarters above the mean')
    """
    return _SIGNALS[signal, side].format(period)


def signal_labels(rows: pl.DataFrame) -> list[tuple[str, str]]:
    """Of each row, signal or no signal, and what that means; or that it can't be judged, and why."""
    return [signal_label(row) for row in rows.iter_rows(named=True)]


def signal_label(row: Row) -> tuple[str, str]:
    """The same of one row."""
    if row["variation"] is None:
        return "Not judged", row["no_variation"]
    trial = f"; trial limits, fewer than {FULL_LIMITS} figures" if row["trial"] else ""
    if row["signal"] is None:
        return "No signal", f"within its usual ups and downs{trial}"
    meaning = _MEANINGS[row["variation"]].format(_NEITHER.get(row["polarity"]))
    return f"Signal: {signal_words(row['signal'], row['side'], row['period'])}", f"{meaning}{trial}"


def signal_briefly(signal: str | None, variation: str | None) -> str:
    """For a table: which way the signal points, no signal, or not judged."""
    if variation is None:
        return "not judged"
    if signal is None:
        return "no signal"
    return "signal: neither better nor worse" if variation == "neither" else f"signal: {variation}"


def signal_parts(row: Row) -> Parts:
    """The signal of a row with the line it is about, for a sentence; empty without one."""
    if row["signal"] is None:
        return []
    said = signal_words(row["signal"], row["side"], row["period"])
    if row["signal"] == "trend":
        return [said]
    line = "usual" if row["signal"] == "shift" else {"high": "upper", "low": "lower"}[row["side"]]
    return [f"{said} of ", figure(row, line, VALUE), _trial(row)]


def no_signal_parts(row: Row) -> Parts:
    """That there is no signal, or why none can be read, for a sentence."""
    if row["variation"] is None:
        return [f"not judged against chance: {row['no_variation']}"]
    lower, upper = (figure(row, name, VALUE) for name in ("lowest_usual", "highest_usual"))
    return ["no signal, within the usual ups and downs of ", lower, " to ", upper, _trial(row)]


def _trial(row: Row) -> str:
    return " (trial limits)" if row["trial"] else ""
