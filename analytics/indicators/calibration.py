"""How often the control charts cry wolf, and what they see, as `benchmarks/calibration.py` measured it.

Series with a known truth were simulated and judged by these charts, and by a plain XmR chart beside them.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import polars as pl

from analytics.catalogue import Window
from analytics.columns import case

_MEASURED = Path(__file__).parent / "calibration.csv"
# Of fewer there are most often too few to tell.
_JUDGED = (pl.col("cases") >= 50) & (pl.col("level").is_null() | pl.col("level").is_between(10, 90))


@cache
def calibration() -> pl.DataFrame:
    """One row a kind of series: process, cases (a month; of counts, their mean), level (percent), months, season,
    over_dispersed; then ours_0 and plain_0, the share of series in which nothing changed and whose newest month has a
    signal, and ours_5, plain_5 to plain_20, the share with one after a fall of 5, 10 or 20 points (of counts, percent),
    all in percent; null where a share can't fall so far."""
    return pl.read_csv(_MEASURED)


@cache
def false_and_true_signals() -> pl.DataFrame:
    """The table in short, of series in which there is enough to tell: process, months, season; ours and plain (the mean
    share of series with a false signal), most (the highest of ours), and fall_5, fall_10, fall_20 (the mean share of
    those with a signal after such a fall), in percent."""
    falls = [pl.col(f"ours_{points}").mean().alias(f"fall_{points}") for points in (5, 10, 20)]
    return (
        calibration()
        .filter(_JUDGED)
        .group_by("process", "months", "season", maintain_order=True)
        .agg(
            pl.col("ours_0").mean().alias("ours"),
            pl.col("plain_0").mean().alias("plain"),
            *falls,
            most=pl.col("ours_0").max(),
        )
        .sort("season", maintain_order=True)
    )


@cache
def _false_signals(process: str, *, counted: bool) -> float:
    without = pl.col("process").str.contains("without counts")
    rows = calibration().filter(_JUDGED, ~pl.col("season"), pl.col("process").str.starts_with(process))
    return float(rows.filter(~without if counted else without)["ours_0"].mean()) / 100  # type: ignore[arg-type]


def expected_by_chance() -> pl.Expr:
    """How likely a signal of a figure's newest month is if nothing has changed, 0 to 1, by simulation. Reads window,
    denominator and counts_simulated."""
    rates = {Window.SNAPSHOT.value: "snapshot", Window.MONTH.value: "flow"}
    own = pl.col("denominator").is_not_null() & ~pl.col("counts_simulated").fill_null(value=False)
    return case(
        *(
            ((pl.col("window") == window) & (own if counted else ~own), pl.lit(_false_signals(of, counted=counted)))
            for window, of in rates.items()
            for counted in (True, False)
        )
    )
