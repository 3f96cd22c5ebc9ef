"""A thousand attempts to harm a store or to be told something that is not so: python -m benchmarks.faults

What is looked for is said in the tests that make the same attempts, some of each: loads killed at random moments
(tests/store/test_faults.py), every step of a load, an undo, an erasure and an upgrade killed or failed
(tests/store/breaking_off.py), bits turned in the three databases, and small CSV files that ask for much memory
(tests/extracts/test_small_files_that_grow.py). Prints what was wrong. Exit code 1 if anything was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path


def kills(folder: Path, number: int, seed: int) -> list[str]:
    from tests.store.test_faults import REACHED, kill_loads

    killed = kill_loads(folder, number, seed)
    print(f"{'how far the load had come':<30}{'loads':>7}{'from ms':>9}{'to ms':>7}{'wrong':>7}")
    for reached in REACHED:
        those = [kill for kill in killed if kill.reached == reached]
        after = [kill.after for kill in those] or [0.0]
        wrong = sum(bool(kill.problems) for kill in those)
        print(f"{reached:<30}{len(those):>7}{min(after):>9.0f}{max(after):>7.0f}{wrong:>7}")
    return [f"killed after {kill.after:.1f} ms: {problem}" for kill in killed for problem in kill.problems]


def steps(folder: Path) -> list[str]:
    from tests.store.breaking_off import DEEDS, broken_off, made

    whole, wrong = made(folder / "whole" / "store"), []
    for deed in DEEDS:
        last = broken_off(deed, whole, folder / deed).steps
        for how in ("kill", "fail"):
            for step in range(1, last + 1):
                one = broken_off(deed, whole, folder / f"{deed} {how} {step}", step, how)
                wrong += [f"{deed}, {how} at step {step}: {problem}" for problem in one.problems]
        print(f"{deed}: {2 * last} attempts")
    return wrong


def flips(folder: Path, number: int, seed: int) -> list[str]:
    from tests.store.turned_bits import turned

    wrong = turned(folder, number, seed)
    print(f"bits turned in the databases: {number} attempts")
    return wrong


def files(number: int) -> list[str]:
    from tests.extracts.test_small_files_that_grow import MOST_MB, most_memory

    grown = most_memory(number)
    print(f"small CSV files: {number} attempts, {grown} MB at most")
    return [f"small files took {grown} MB"] if grown > MOST_MB else []


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--flips", type=int, default=1000)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    began, wrong = time.perf_counter(), files(asked.files)
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as name:
        folder = Path(name)
        wrong += steps(folder / "steps")
        wrong += flips(folder / "flips", asked.flips, asked.seed)
        wrong += kills(folder / "kills", asked.kills, asked.seed)
    print("".join(f"\n{said}" for said in wrong[:20]))
    print(f"{len(wrong)} problems in {time.perf_counter() - began:.0f} seconds.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
