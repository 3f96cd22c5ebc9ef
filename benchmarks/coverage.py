"""How often the intervals of audit shares hold the true share: `python -m benchmarks.coverage`.

Caseloads with a known truth are audited without replacement, and the intervals of the product are held against the
truth: the share of all audits, corrected for the finite population, where they are drawn from the caseload as a whole;
the share weighted to the caseload, where its parts are audited unevenly. True shares of the parts are drawn anew each
time around a mean: alike, a little apart, or far apart (Beta with 1,000, 20 or 4 as its two parameters together); or
they fall from the first part to the last, or rise. Beside them the plain interval of the audited share, which knows
neither the caseload nor how unevenly it was sampled.
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
FIXED = {"60 % falling to 15 %": (0.6, 0.15), "15 % rising to 60 %": (0.15, 0.6)}  # of the first part and of the last
CASELOADS: dict[str, tuple[list[int], list[int]]] = {  # cases of each part, and how many of them are audited
    "one part, a twentieth audited": ([4000], [200]),
    "one part, a third audited": ([150], [50]),
    "one part, two thirds audited": ([75], [50]),
    "six legal statuses, 147 audits": ([778, 1532, 737, 834, 352, 102], [22, 42, 26, 33, 11, 13]),
    "court team with 40 % of audits, 15 % of cases": ([850, 150], [60, 40]),
    "twelve teams, 157 audits": ([60, 70, 80, 90, 100, 110] * 2, [10, 12, 10, 20, 12, 10, 11, 10, 10, 12, 10, 30]),
    "largest part hardly audited": ([400, 300, 200, 100, 60, 40], [10, 25, 12, 30, 10, 11]),
    "four small teams, 52 of 180 audited": ([60, 50, 40, 30], [10, 20, 10, 12]),
}


def held(cases: list[int], audits: list[int], shares: np.ndarray, chance: np.random.Generator) -> tuple[float, float]:
    """How often (0 to 1) the product's interval holds the true share, and how often the plain one does; `shares` has a
    row a caseload and a column a part."""
    population, sampled = np.array(cases), np.array(audits)
    good = chance.binomial(population, shares)
    drawn = chance.hypergeometric(good, population - good, np.broadcast_to(sampled, good.shape))
    truth = good.sum(axis=1) / population.sum()
    plain = pl.DataFrame({"x": drawn.sum(axis=1), "truth": truth}).with_columns(n=pl.lit(int(sampled.sum())))
    low, high = wilson(pl.col("x"), pl.col("n"))
    without = plain.select(pl.col("truth").is_between(low, high).mean()).item()
    _, lower, upper = weighted(drawn, sampled, population)
    return float(((lower - 1e-9 <= truth) & (truth <= upper + 1e-9)).mean()), without


def measured(times: int) -> list[tuple[str, str, float, float, float, float]]:
    """A row a caseload and distance between its parts: their names, the lowest, mean and highest coverage of the
    product's interval over MEANS, and the mean of the plain one."""
    found = []
    chance = np.random.default_rng(1)
    for name, (cases, audits) in CASELOADS.items():
        parts = (times, len(cases))
        truths = {
            how: [chance.beta(mean * together, (1 - mean) * together, parts) for mean in MEANS]
            for how, together in APART.items()
        }
        if len(cases) > 1:
            truths |= {how: [np.broadcast_to(np.linspace(*ends, len(cases)), parts)] for how, ends in FIXED.items()}
        for how, shares in truths.items():
            ours, plain = zip(*(held(cases, audits, each, chance) for each in shares), strict=True)
            found.append((name, how, min(ours), sum(ours) / len(ours), max(ours), sum(plain) / len(plain)))
    return found


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=20_000, help="caseloads of each kind and true share")
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
