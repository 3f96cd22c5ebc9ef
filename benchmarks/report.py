"""Runs all measurements and writes benchmarks/RESULTS.md: python -m benchmarks.report [--minutes 15] [--rows 10000000]

Nothing else should run meanwhile: before each of its parts it waits up to ten minutes for a load under 1.5, and says
what the load was. Exit code 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from benchmarks import chromium, interact, memory, scale
from benchmarks.table import load, machine, written

RESULTS = Path(__file__).with_name("RESULTS.md")
QUIET, PATIENCE = 1.5, 600
ABOUT = """# What was measured

Made by `python -m benchmarks.report`; the modules say how each figure is taken. A ratio is to an empty Streamlit page
with one widget, as Streamlit comes, measured before and after on the same machine in the same run; targets of a filter
change are four times that page. The app has turned off what costs that page most (collecting garbage after every run),
so the remark has the ratio to an empty page with the app's settings too. The people who click choose among twelve
options of a filter, most of which nobody has opened before. All of it is of a server that has run for half a minute and
has worked ahead what people are likely to ask. They, the browser and the server share the cores. The long
run of 50 people: `python -m benchmarks.interact --minutes 120`.
"""


def wait_for_quiet(most: float) -> None:
    until = time.monotonic() + most
    while load() > QUIET and time.monotonic() < until:
        time.sleep(10)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.report", description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=15.0, help="how long 50 people click")
    parser.add_argument("--rows", type=int, default=10_000_000, help="rows of benchmarks.scale (100000000 for all)")
    parser.add_argument("--months", type=int, default=36, help="months of benchmarks.scale")
    parser.add_argument("--loads", type=int, default=60, help="loads of benchmarks.memory")
    parser.add_argument("--times", type=int, default=10, help="changes in Chromium")
    parser.add_argument("--wait", type=float, default=PATIENCE, help="seconds to wait for a quiet machine")
    asked = parser.parse_args()
    about = f"{ABOUT}\n{machine()} A load over {QUIET} makes figures worse.\n"
    tables, missed = [about], False
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as folder:
        for heading, measure in (
            ("Pages over the websocket", lambda: interact.measure(asked.minutes, 50)),
            ("Pages in Chromium", lambda: chromium.measure(asked.times)),
            ("Memory while extracts are loaded", lambda: memory.measure(asked.loads)),
            ("Many rows", lambda: scale.measure(asked.rows, asked.months, Path(folder))),
        ):
            wait_for_quiet(asked.wait)
            lines = measure()
            tables.append(written(heading, lines))
            missed = missed or any(line.met == "MISSED" for line in lines)
            print(tables[-1], flush=True)
    RESULTS.write_text("\n".join(tables), encoding="utf-8")
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
