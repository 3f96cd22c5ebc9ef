"""Kills a thousand loads at random moments and looks at the store after each: python -m benchmarks.faults

What is looked for is said in tests/store/test_faults.py, which kills twenty in each run of the tests. Prints how far
the killed loads had come, and what was wrong after them. Exit code 1 if anything was.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.faults", description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    from tests.store.test_faults import REACHED, kill_loads

    began = time.perf_counter()
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as folder:
        killed = kill_loads(Path(folder), asked.kills, asked.seed)
    print(f"{len(killed)} loads killed with SIGKILL in {time.perf_counter() - began:.0f} seconds\n")
    print(f"{'how far the load had come':<30}{'loads':>7}{'from ms':>9}{'to ms':>7}{'wrong':>7}")
    for reached in REACHED:
        those = [kill for kill in killed if kill.reached == reached]
        after = [kill.after for kill in those] or [0.0]
        wrong = sum(bool(kill.problems) for kill in those)
        print(f"{reached:<30}{len(those):>7}{min(after):>9.0f}{max(after):>7.0f}{wrong:>7}")
    problems = [(kill.after, problem) for kill in killed for problem in kill.problems]
    print("".join(f"\nkilled after {after:.1f} ms: {problem}" for after, problem in problems[:20]))
    print(f"{len(problems)} problems." if problems else "Nothing was lost, nothing half stored, nothing damaged.")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
