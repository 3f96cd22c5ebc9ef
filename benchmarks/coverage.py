"""How often the intervals of audit shares hold the true share: `python -m benchmarks.coverage`.

Caseloads with a known truth are audited without replacement, and the intervals of the product are held against the
truth: the share of all audits, corrected for the finite population, where they are drawn from the caseload as a whole;
the share weighted to the caseload, where its parts are audited unevenly. True shares of the parts are drawn anew each
time around a mean: alike, a little apart, or far apart (Beta with 1,000, 20 or 4 as its two parameters together).
Beside them the plain interval of the audited share, which knows neither the caseload nor how unevenly it was sampled.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import polars as pl

from analytics import formatting
from analytics.intervals import weighted, wilson

RESULTS = Path(__file__).with_suffix(".md")
MEANS = (0.1, 0.25, 0.4, 0.6, 0.8)
APART = {"alike": 1000.0, "a little apart": 20.0, "far apart": 4.0}
CASELOADS: dict[str, tuple[list[int], list[int]]] = {  # cases of each part, and how many of them are audited
    "one part, a twentieth audited": ([4000], [200]),
    "one part, a third audited": ([150], [50]),
    "one part, two thirds audited": ([75], [50]),
    "six legal statuses, 147 audits": ([778, 1532, 737, 834, 352, 102], [22, 42, 26, 33, 11, 13]),
    "court team with 40 % of audits, 15 % of cases": ([850, 150], [60, 40]),
    "twelve teams, 114 audits": ([60, 70, 80, 90, 100, 110] * 2, [5, 6, 5, 20, 8, 5, 7, 5, 5, 12, 6, 30]),
    "largest part hardly audited": ([400, 300, 200, 100, 60, 40], [5, 25, 8, 30, 5, 6]),
    "four small teams, a quarter audited": ([60, 50, 40, 30], [10, 20, 8, 12]),
}


def held(
    cases: list[int], audits: list[int], mean: float, together: float, times: int, seed: int
) -> tuple[float, float]:
    """How often (0 to 1) the product's interval holds the true share, and how often the plain one does."""
    chance = np.random.default_rng(seed)
    population, sampled = np.array(cases), np.array(audits)
    shares = chance.beta(mean * together, (1 - mean) * together, (times, len(cases)))
    good = chance.binomial(population, shares)
    drawn = chance.hypergeometric(good, population - good, np.broadcast_to(sampled, good.shape))
    truth = good.sum(axis=1) / population.sum()
    plain = pl.DataFrame({"x": drawn.sum(axis=1), "truth": truth}).with_columns(n=pl.lit(int(sampled.sum())))
    low, high = wilson(pl.col("x"), pl.col("n"))
    without = plain.select(pl.col("truth").is_between(low, high).mean()).item()
    inside = 0
    for x, true in zip(drawn, truth, strict=True):
        _, lower, upper = weighted(pl.DataFrame({"part": x, "whole": sampled, "population": population}))
        inside += lower - 1e-9 <= true <= upper + 1e-9
    return inside / times, without


def measured(times: int) -> list[tuple[str, str, float, float, float, float]]:
    """A row a caseload and distance between its parts: their names, the lowest, mean and highest coverage of the
    product's interval over MEANS, and the mean of the plain one."""
    found = []
    for name, (cases, audits) in CASELOADS.items():
        for how, together in APART.items():
            each = [held(cases, audits, mean, together, times, seed) for seed, mean in enumerate(MEANS)]
            ours, plain = zip(*each, strict=True)
            found.append((name, how, min(ours), sum(ours) / len(ours), max(ours), sum(plain) / len(plain)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=4000, help="caseloads of each kind and true share")
    asked = parser.parse_args()
    rows = measured(asked.times)
    means = formatting.joined([f"{100 * mean:.0f}" for mean in MEANS])
    figures = (f"| {name} | {how} | " + " | ".join(f"{100 * of:.1f}" for of in found) for name, how, *found in rows)
    mean_of_all = 100 * sum(row[3] for row in rows) / len(rows)
    lines = [
        "# How often the intervals of audit shares hold the true share",
        "",
        f"`python -m benchmarks.coverage --times {asked.times}`: {asked.times:,} simulated caseloads at each of the",
        f"true shares {means} %. In how many percent of them the 95 % interval holds the truth: lowest, mean",
        "and highest of the five shares; and the mean of a plain Wilson interval, unweighted and uncorrected.",
        "",
        "| Caseload | Parts | Lowest | Mean | Highest | Plain |",
        "|---|---|---|---|---|---|",
        *(f"{line} |" for line in figures),
        "",
        f"Mean of all: {mean_of_all:.1f} %. Audits are whole numbers: a single true share has a little more or less.",
    ]
    RESULTS.write_text("\n".join([*lines, ""]), encoding="utf-8")
    print("\n".join(lines))


if __name__ == "__main__":
    main()
