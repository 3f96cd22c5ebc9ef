"""Attacks packs of made-up authorities with a solver of its own: python -m benchmarks.disclosure

What the attacker knows is said in tests/demonstration/disclosure/attack.py. Prints how many small counts the packs hid,
and how many of them she worked out. Exit code 1 if she worked out any.
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
    asked = parser.parse_args()
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


if __name__ == "__main__":
    sys.exit(main())
