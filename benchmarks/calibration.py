"""How often the control charts cry wolf, and what they see: `python -m benchmarks.calibration`.

Series with a known truth are simulated, and judged by the product's own charts and by a plain XmR chart (the newest
figure in its own limits, all rules, whatever the figure is). In the first half nothing ever changes, so that every
signal of the newest month is false; in the second the newest month is worse by so many percentage points. As the lists
of the product do, a signal of fewer than five cases is not counted for ours.

- *flow*: the cases of each month are others. *Snapshot*: so many of the statuses of each month are carried over.
- *over-dispersed*: the true share itself moves from month to month, by a standard deviation of as much as chance gives.
- *counts*: numbers of a month, such as referrals, that spread 2.6 times as much as chance alone makes them.
- *season*: a yearly wave, of shares by as much as one standard deviation, of counts by a tenth; and one month of the
  year that is lower, by as much again. The newest month is any of the year.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from analytics import months
from analytics.indicators.spc import control_charts, every_figure
from analytics.intervals import SMALL

RESULTS = Path(__file__).parents[1] / "analytics" / "indicators" / "calibration.csv"
DROPS = (5, 10, 20)
NEWEST = date(2021, 9, 1)
SPREAD = 2.6  # variance of a month's count to its mean, as measured of the referrals of 134 authorities


@dataclass(frozen=True)
class Truth:
    """What a series is: `carried` is the part of the statuses that is carried over, None of a flow; `level` is a share
    of 1, None of counts, of which `cases` is the mean."""

    carried: float | None
    cases: int
    level: float | None
    months: int
    season: bool = False
    dispersed: bool = False
    counted: bool = True

    @property
    def process(self) -> str:
        if self.level is None:
            return "counts"
        counts = "" if self.counted else ", without counts"
        return f"flow{counts}" if self.carried is None else f"snapshot{counts}, {100 * self.carried:.0f}% carried over"


def wave(truth: Truth, series: int, chance: np.random.Generator) -> np.ndarray:
    """The season, from about -2 to 1, of each series, whose year begins with any month; 0 without one."""
    if not truth.season:
        return np.zeros((series, truth.months))
    at = (np.arange(truth.months) + chance.integers(0, 12, (series, 1))) % 12
    return np.sin(2 * np.pi * at / 12) - (at == 9)


def numerators(truth: Truth, series: int, drop: float, chance: np.random.Generator) -> np.ndarray:
    """So many series of numerators, a row each; in the newest month the share (of counts, the mean) is lower by `drop`
    (0 to 1)."""
    n, length = truth.cases, truth.months
    if truth.level is None:
        mean = n * (1 + wave(truth, series, chance) / 10)
        mean[:, -1] *= 1 - drop
        return chance.negative_binomial(mean / (SPREAD - 1), 1 / SPREAD)
    sd = np.sqrt(truth.level * (1 - truth.level) / n)
    share = truth.level + sd * wave(truth, series, chance)
    carried = truth.carried or 0.0
    if truth.dispersed:
        drift = np.zeros(series)
        for at in range(length):
            fresh = chance.normal(0, sd, series)
            drift = fresh if at == 0 else carried * drift + np.sqrt(1 - carried**2) * fresh
            share[:, at] += drift
    share = share.clip(0, 1)
    found = np.empty((series, length), int)
    found[:, 0] = chance.binomial(n, share[:, 0])
    for at in range(1, length):
        stay, anew = found[:, at - 1], (1 - carried) * share[:, at]
        found[:, at] = chance.binomial(stay, carried + anew) + chance.binomial(n - stay, anew)
    if drop:
        left = np.clip(1 - drop / share[:, -1].clip(1e-9), 0, 1)
        found[:, -1] = chance.binomial(found[:, -1], left)
    return found


def frame(truth: Truth, counts: np.ndarray) -> pl.DataFrame:
    """The series as the product's charts read them."""
    series, length = counts.shape
    held = [months.before(NEWEST, length - 1 - at) for at in range(length)]
    n, shares = truth.cases, truth.level is not None
    return pl.DataFrame(
        {
            "measure_id": np.repeat(np.arange(series), length).astype(str),
            "month": held * series,
            "numerator": counts.ravel().astype(float),
            "denominator": np.full(series * length, float(n) if shares else np.nan),
            "value": counts.ravel() * 100 / n if shares else counts.ravel().astype(float),
        },
        nan_to_null=True,
    ).with_columns(
        polarity=pl.lit("bigger"),
        window=pl.lit("month" if truth.carried is None else "snapshot"),
        kind=pl.lit("percentage" if shares else "count"),
        per=pl.lit(100.0 if shares else 1.0),
        counted=pl.lit("cases"),
        counts_simulated=pl.lit(not truth.counted),
        period=pl.lit("month"),
        period_months=pl.lit(1, pl.Int64),
        of_part=pl.lit(n < 500),
    )


def ours(rows: pl.DataFrame) -> float:
    """The share of series of which the newest month has a signal of five cases or more, or any where none are known."""
    newest = control_charts(rows, {}).filter(pl.col("month") == NEWEST)
    cases = (pl.col("value") - pl.col("mean")).abs() * (rows["denominator"][0] or 100) / 100
    least = 0 if rows["counts_simulated"][0] else SMALL
    return newest.select((pl.col("signal").is_not_null() & (cases >= least)).mean()).item()


def plain(rows: pl.DataFrame) -> float:
    """The same of plain XmR charts."""
    bare = rows.with_columns(numerator=None, denominator=None, window=pl.lit("month"))
    newest = control_charts(bare.cast({"numerator": pl.Float64, "denominator": pl.Float64}), {}, every_figure())
    return newest.filter(pl.col("month") == NEWEST).select(pl.col("signal").is_not_null().mean()).item()


def truths() -> Iterator[Truth]:
    processes = (None, 0.0, 0.5, 0.8, 0.9, 0.95)
    sizes, levels = (5, 20, 50, 200, 1000, 5000), (0.03, 0.5, 0.9, 0.99)
    for carried, cases, level, length in product(processes, sizes, levels, (13, 24, 36)):
        of = Truth(carried, cases, level, length)
        yield of
        if length == 24:
            yield replace(of, dispersed=True)
        if carried is None:
            yield replace(of, season=True)
    for carried, length in product((None, 0.5, 0.8, 0.9, 0.95), (13, 24)):
        yield Truth(carried, 1000, 0.9, length, counted=False)
    for cases, length in product((1, 3, 10, 30, 100, 500), (13, 24, 36, 60)):
        yield Truth(None, cases, None, length)
        yield Truth(None, cases, None, length, season=True)


def measured(truth: Truth, series: int, chance: np.random.Generator) -> dict[str, object]:
    """A row of the table: what was simulated, and for each drop the share of series with a signal, in percent."""
    found: dict[str, object] = {
        "process": truth.process, "cases": truth.cases, "level": truth.level and 100 * truth.level,
        "months": truth.months, "season": truth.season, "over_dispersed": truth.dispersed,
    }  # fmt: skip
    for drop in (0, *DROPS):
        possible = truth.level is None or drop < 100 * truth.level
        rows = frame(truth, numerators(truth, series, drop / 100, chance)) if possible else None
        for name, judge in (("ours", ours), ("plain", plain)):
            found[f"{name}_{drop}"] = None if rows is None else round(100 * judge(rows), 1)
    return found


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--series", type=int, default=1000, help="series of each kind (default 1000)")
    parser.add_argument("--every", type=int, default=1, help="only every so-many-th kind, for a quick look")
    parser.add_argument("--to", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    chance = np.random.default_rng(20211130)
    rows = []
    for number, truth in enumerate(list(truths())[:: chosen.every]):
        rows.append(measured(truth, chosen.series, chance))
        print(number, rows[-1], file=sys.stderr, flush=True)
    pl.DataFrame(rows, infer_schema_length=None).write_csv(chosen.to)


if __name__ == "__main__":
    main()
