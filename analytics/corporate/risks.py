"""Strategic risks: likelihood × impact, the level it means, and how it moved.

The score is likelihood × impact, each from 1 to 5; the register's thresholds make it Low, Moderate or High. *Inherent*
is the risk as it would be if nothing were done about it, *current* as it is now. Risks are drawn by their scores:
a register may print the score alone, and 12 may be 3 × 4 or 4 × 3. Likelihood and impact are given where printed. Five
quarters are shown, up to the newest at or before the month.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_per_version
from analytics.catalogue import corporate_catalogue
from analytics.corporate.papers import held
from analytics.store import Shown, Store

QUARTERS = 5
COLOURS = {"Low": "green", "Moderate": "amber", "High": "red"}  # by level
COLUMNS = (
    *("risk_id", "risk_group", "title", "inherent_level", "inherent_score", "period", "level", "score"),
    *("likelihood", "impact", "level_by_score", "previous_score", "change", "source", "cut", "load_id", "simulated"),
)


@cached_per_version
def register(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """One row a risk and quarter, of the five up to the newest at or before the month, oldest first.

    Columns: COLUMNS. level_by_score is what the thresholds make of the score; change is from the quarter before, in
    points of the score.
    """
    rows = held(store, "risks", month, shown).filter(pl.col("period") <= month)
    earlier = rows.select("risk_id", pl.col("period").dt.offset_by("3mo"), previous_score="score")
    newest = rows["period"].max()
    since = months.before(newest, 3 * QUARTERS) if isinstance(newest, date) else month
    level = [corporate_catalogue().level(score) for score in rows["score"]]
    return (
        rows.with_columns(pl.Series("level_by_score", level, pl.String))
        .join(earlier, on=["risk_id", "period"], how="left")
        .with_columns(change=pl.col("score") - pl.col("previous_score"))
        .filter(pl.col("period") > since)
        .sort("risk_id", "period")
        .select(COLUMNS)
    )


def current(frame: pl.DataFrame) -> pl.DataFrame:
    """The newest quarter's rows of a frame of `register`."""
    return frame.filter(pl.col("period") == frame["period"].max())


def scores(frame: pl.DataFrame) -> pl.DataFrame:
    """The risks of the newest quarter, highest score first, from a frame of `register`: risk_id, title, period, level,
    score, inherent_level, inherent_score, previous_score, square (likelihood × impact in words; null where they are not
    printed), simulated."""
    cells = {(c.likelihood, c.impact): c for c in corporate_catalogue().matrix}
    rows = current(frame).sort("score", "risk_id", descending=[True, False]).to_dicts()
    found = [cells.get((r["likelihood"], r["impact"])) for r in rows]
    square = [cell and f"{cell.likelihood_label} × {cell.impact_label}".lower() for cell in found]
    columns = ("risk_id", "title", "period", "level", "score", "inherent_level", "inherent_score", "previous_score")
    return pl.DataFrame(rows, schema=frame.schema).select(*columns, pl.Series("square", square, pl.String), "simulated")


def finding(frame: pl.DataFrame) -> str:
    """Which risks moved in the newest quarter, and how many are at each level; without a full stop."""
    rows = current(frame).to_dicts()
    up = [r for r in rows if (r["change"] or 0) > 0]
    down = [r for r in rows if (r["change"] or 0) < 0]
    parts = [
        f"{formatting.joined([_step(r) for r in those])} went {way}"
        for those, way in ((up, "up"), (down, "down"))
        if those
    ]
    levels = {level.level: sum(r["level"] == level.level for r in rows) for level in corporate_catalogue().levels}
    counted = formatting.joined([f"{count} of {len(rows)} {level}" for level, count in levels.items() if count])
    moved = "; ".join(parts) or "No risk moved"
    return f"{moved} in the quarter to {months.words(rows[0]['period'])}; risks now: {counted}"


def moved_sentences(frame: pl.DataFrame) -> list[str]:
    """Each risk whose score moved in the newest quarter, with its title, one sentence each."""
    moved = current(frame).filter(pl.col("change") != 0).iter_rows(named=True)
    return [f"{_step(r)}: {r['title'].rstrip('.')}." for r in moved]


def _step(row: dict[str, Any]) -> str:
    return f"{row['risk_id']} ({row['previous_score']} to {row['score']})"


def disagreements(frame: pl.DataFrame) -> list[str]:
    """Where a printed level is not the one that the thresholds make of the score, one sentence each."""
    return [
        f"{r['risk_id']}, {months.words(r['period'])}: printed {r['level']}, but {r['score']} is {r['level_by_score']}."
        for r in frame.filter(pl.col("level") != pl.col("level_by_score")).iter_rows(named=True)
    ]
