"""Attacks packs of made-up authorities with a solver of its own: python -m benchmarks.disclosure

What the attackers know is said in tests/demonstration/disclosure/attack.py, and of those who subtract
(`--subtract N`: so many authorities, each with a sequence of packs under mixed policies) in
tests/disclosure/subtraction/attacker.py. Prints how many small counts there were, and how many were worked out. Exit
code 1 if any were.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.disclosure", description=__doc__.splitlines()[0])
    parser.add_argument("--stores", type=int, default=200)
    parser.add_argument("--first", type=int, default=0, help="the seed of the first store")
    from tests.demonstration.disclosure.attack import HIDDEN
    from tests.demonstration.disclosure.made_up import attacked

    parser.add_argument("--policies", nargs="+", choices=list(HIDDEN), default=list(HIDDEN))
    parser.add_argument("--subtract", type=int, help="authorities whose packs are attacked by subtraction, alone")
    asked = parser.parse_args()
    if asked.subtract:
        return subtracted(range(asked.first, asked.first + asked.subtract))
    began, found, hidden = time.perf_counter(), 0, 0
    for seed in range(asked.first, asked.first + asked.stores):
        for policy in asked.policies:
            with tempfile.TemporaryDirectory(prefix="line-of-sight-") as folder:
                recovered, small = attacked(Path(folder), seed, policy)
            found, hidden = found + len(recovered), hidden + small
            for count in recovered:
                print(f"store {seed}, policy {policy}: {', '.join(count)}", flush=True)
        print(f"to store {seed}: {found} of {hidden} small counts recovered", file=sys.stderr, flush=True)
    took = time.perf_counter() - began
    said = f"{asked.stores} stores under {', '.join(asked.policies)} in {took:.0f} s"
    print(f"{said}: {found} of {hidden} small counts recovered.")
    return 1 if found else 0


def subtracted(seeds: range) -> int:
    """Attack the packs of made-up authorities by subtraction; 1 if a small count was worked out."""
    from tests.disclosure.subtraction.attacker import recovered
    from tests.disclosure.subtraction.worlds import handed_out, made_up

    began, found, there, packs = time.perf_counter(), 0, 0, 0
    for seed in seeds:
        world = made_up(seed)
        with tempfile.TemporaryDirectory(prefix="line-of-sight-") as folder:
            handed = handed_out(world, Path(folder))
        names, small = recovered(world, handed)
        found, there, packs = found + len(names), there + small, packs + len(handed)
        for name in sorted(names):
            print(f"authority {seed}: {name}", flush=True)
    took = time.perf_counter() - began
    print(f"{len(seeds)} authorities, {packs} packs in {took:.0f} s: {found} of {there} small counts recovered.")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
