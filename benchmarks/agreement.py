"""How often the intervals of agreement hold the truth: `python -m benchmarks.agreement`.

Files with a known truth are simulated and put to `analytics.audits.agreement`. *Two readers*: the first gives each
grade its share, the second agrees with it so often, else moves one grade down or up. *Several readers*: a file has a
grade, and each reader gives that grade so often, else one next to it. The truth is that of a hundred million files of
the same kind (several readers: 200,000). *Change*: two groups of the same kind, between which nothing changed.
*Shrunk shares*: auditors whose true shares come from a beta distribution; how much further from the truth the plain
shares are than the shrunk ones (mean squares).
"""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import polars as pl

from analytics.audits.agreement import Estimate, Numbers, ac2, changed, of_two, shrunk

RESULTS = Path(__file__).parent / "agreement.md"
MANY = 1e8  # files that stand for all


@dataclass(frozen=True)
class Truth:
    """What two readers do: the first one's share of each grade, how often the second agrees, and how often it goes down
    where it does not."""

    name: str
    shares: tuple[float, ...]
    agrees: float
    down: float

    def table(self) -> Numbers:
        """The chance of each pair of grades, the first reader's down."""
        grades = len(self.shares)
        found = np.diag(np.array(self.shares)) * self.agrees
        for at, share in enumerate(self.shares):
            ways = {to: way for to, way in ((at + 1, self.down), (at - 1, 1 - self.down)) if 0 <= to < grades}
            for to, way in ways.items():
                found[at, to] += share * (1 - self.agrees) * way / sum(ways.values())
        return found


TRUTHS = (
    Truth("four grades, moderation changes 17%", (0.03, 0.42, 0.40, 0.15), 0.83, 0.9),
    Truth("four grades, moderation changes 5%", (0.05, 0.40, 0.40, 0.15), 0.95, 0.6),
    Truth("four grades, moderation changes 40%", (0.10, 0.40, 0.35, 0.15), 0.60, 0.6),
    Truth("four grades, nine in ten the same", (0.01, 0.04, 0.90, 0.05), 0.90, 0.7),
    Truth("two grades", (0.70, 0.30), 0.85, 0.8),
    Truth("two grades, one of them rare", (0.93, 0.07), 0.93, 0.7),
    Truth("three grades", (0.30, 0.50, 0.20), 0.85, 0.7),
    Truth("ten grades", (0.10,) * 10, 0.60, 0.7),
)
SIZES = (20, 30, 50, 100, 150, 300)


def holds(of: Estimate | None, truth: float) -> float:
    """Whether an interval holds the truth; NaN where there is none."""
    return float("nan") if of is None else float(of.low <= truth <= of.high)


def two_readers(truth: Truth, files: int, times: int, chance: np.random.Generator) -> tuple[float, float, float]:
    """In percent: how often the intervals of AC2 and kappa hold the truth, and how often a change is found in AC2 that
    there is not."""
    table = truth.table()
    whole = [of.value for of in of_two(table * MANY) if of]
    held, found = [], []
    before: Estimate | None = None
    for counts in chance.multinomial(files, table.ravel(), times):
        both = of_two(counts.reshape(table.shape).astype(np.float64))
        held.append([holds(of, value) for of, value in zip(both, whole, strict=True)])
        if both[0] and before:
            found.append(changed(both[0], before))
        before = both[0]
    first, second = 100 * np.nanmean(np.array(held), axis=0)
    return float(first), float(second), 100 * float(np.mean(found))


def readings(
    shares: tuple[float, ...], agrees: float, readers: int, files: int, chance: np.random.Generator
) -> Numbers:
    """How many readers gave each file each grade."""
    grades = len(shares)
    true = chance.choice(grades, p=shares, size=(files, 1))
    step = np.where(chance.random((files, readers)) < 0.5, 1, -1)
    beside = np.where((true + step < 0) | (true + step >= grades), true - step, true + step)
    given = np.where(chance.random((files, readers)) < agrees, true, beside)
    return np.asarray((given[:, :, None] == np.arange(grades)).sum(axis=1), dtype=np.float64)


def several(truth: Truth, readers: int, files: int, times: int, chance: np.random.Generator) -> float:
    """In percent, how often the interval of AC2 of several readers holds the truth."""
    of_all = ac2(readings(truth.shares, truth.agrees, readers, 200_000, chance))
    whole = of_all.value if of_all else float("nan")
    found = [holds(ac2(readings(truth.shares, truth.agrees, readers, files, chance)), whole) for _ in range(times)]
    return 100 * float(np.nanmean(found))


def evened_out(mean: float, strength: float, times: int, chance: np.random.Generator) -> float:
    """How many times as far from the truth as shrunk shares plain ones are: fourteen auditors, 10 to 60 audits each."""
    plain = drawn = 0.0
    for _ in range(times):
        true = chance.beta(mean * strength, (1 - mean) * strength, 14)
        n = chance.integers(10, 61, 14)
        x = chance.binomial(n, true)
        closer = pl.DataFrame({"x": x, "n": n}).select(shrunk(pl.col("x"), pl.col("n"))).to_series().to_numpy()
        plain, drawn = plain + float(((x / n - true) ** 2).sum()), drawn + float(((closer - true) ** 2).sum())
    return plain / drawn


def report(times: int, chance: np.random.Generator) -> Iterator[str]:
    yield "# Agreement: how often the intervals hold the truth\n"
    yield f"{__doc__.split(chr(10), 2)[2].strip()}\n" if __doc__ else ""
    yield (
        f"Made by `python -m benchmarks.agreement`, {times:,} times each; 95% is aimed at, and chance moves a figure "
        f"by {196 * (0.95 * 0.05 / times) ** 0.5:.1f} points. A change is looked for at 5%.\n"
    )
    yield "## Two readers\n"
    yield "| truth | files | AC2 held | kappa held | change found |\n|---|--:|--:|--:|--:|"
    for truth, files in product(TRUTHS, SIZES):
        first, second, found = two_readers(truth, files, times, chance)
        yield f"| {truth.name} | {files} | {first:.1f}% | {second:.1f}% | {found:.1f}% |"
    yield "\n## Several readers\n"
    yield "| truth | readers of a file | files | AC2 held |\n|---|--:|--:|--:|"
    for truth, readers, files in product((TRUTHS[0], TRUTHS[3], TRUTHS[4]), (3, 5), (10, 20, 40)):
        held = several(truth, readers, files, times, chance)
        yield f"| {truth.name} | {readers} | {files} | {held:.1f}% |"
    yield "\n## Shrunk shares\n"
    yield "| true shares | plain shares, as far from the truth |\n|---|--:|"
    for name, strength in (
        ("15% of all", 1e6),
        ("15%, most within 9 to 22%", 30.0),
        ("15%, most within 4 to 28%", 8.0),
    ):
        yield f"| {name} | {evened_out(0.15, strength, times, chance):.1f} × |"
    yield (
        "\nWhere one grade is rare and files are few, kappa's interval is too short: many samples have none of that "
        "grade, and nothing in them tells how much kappa would move. AC2's is right from 30 files on, or a little wide."
    )


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=2000, help="samples of each kind (default 2000)")
    parser.add_argument("--to", type=Path, default=RESULTS)
    chosen = parser.parse_args(arguments)
    lines = report(chosen.times, np.random.default_rng(20211130))
    chosen.to.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
