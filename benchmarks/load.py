"""How long a large load takes, and how much memory: python -m benchmarks.load

Makes, always alike, a tidy CSV of a million indicator rows and a tidy workbook of 50,000, and loads each with
`python -m analytics load` into a new store, on two cores; then the CSV once more with every figure restated. Prints
the seconds, the seconds of computing (which other work on the machine changes less) and the peak memory (of the
largest process) beside the targets. Exit code 1 if a target is missed.
"""

from __future__ import annotations

import argparse
import csv
import os
import platform
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from importlib.metadata import version
from itertools import islice
from pathlib import Path

from analytics.catalogue import ALL, catalogue

ROOT = Path(__file__).parents[1]
HEADER = (
    "cut", "month", "measure_id", "locality", "team", "breakdown", "category",
    "numerator", "denominator", "value", "marker", "source", "simulated",
)  # fmt: skip
CUT = "2021-09"
MONTHS = [f"{2016 + m // 12}-{m % 12 + 1:02}" for m in range(9, 69)]  # October 2016 to September 2021
CSV_ROWS, WORKBOOK_ROWS = 1_000_000, 50_000
LIBRARIES = ("polars", "duckdb", "dataframely", "openpyxl")


def rows(seed: int = 1) -> Iterator[tuple[object, ...]]:
    """Figures that fit together: teams add up to their locality, and places to the county. The newest come first."""
    chance = random.Random(seed)
    known = catalogue()
    teams = [f"Team {n:02}" for n in range(1, 31)]

    def row(month: str, measure: str, locality: str, team: str, part: int, whole: int) -> tuple[object, ...]:
        value = round(100 * part / whole, 1)
        return CUT, month, measure, locality, team, ALL, ALL, part, whole, value, "", "council", "true"

    for month in reversed(MONTHS):
        for measure in known.indicators:
            county_part = county_whole = 0
            for area in known.areas.values():
                counts = [(chance.randint(5, whole), whole) for whole in chance.choices(range(5, 400), k=len(teams))]
                part, whole = sum(p for p, _ in counts), sum(w for _, w in counts)
                for team, (p, w) in zip(teams, counts, strict=True):
                    yield row(month, measure, area.area, team, p, w)
                yield row(month, measure, area.area, ALL, part, whole)
                if area.kind == "place":
                    county_part, county_whole = county_part + part, county_whole + whole
            yield row(month, measure, ALL, ALL, county_part, county_whole)


def make_files(folder: Path) -> None:
    """The files to load. In a process of its own, for its memory must not count as the load's."""
    from openpyxl import Workbook

    for seed, name in ((1, "million.csv"), (2, "restated.csv")):
        with (folder / name).open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            writer.writerows(islice(rows(seed), CSV_ROWS))
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Indicators")
    for line in (HEADER, *islice(rows(), WORKBOOK_ROWS)):
        sheet.append(line)
    workbook.save(folder / "workbook.xlsx")


def timed_load(file: Path, store: Path) -> tuple[float, float, float]:
    """Seconds, seconds of computing, and peak memory in GB. Stops if the load fails."""
    said = store.with_suffix(".txt")
    began = time.perf_counter()
    with said.open("wb") as output:
        child = subprocess.Popen(
            [sys.executable, "-m", "analytics", "load", str(file)],
            cwd=ROOT,
            env=os.environ | {"LINE_OF_SIGHT_STORE": str(store)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        _, status, used = os.wait4(child.pid, 0)
        seconds = time.perf_counter() - began
        child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        sys.exit(f"Loading {file.name} failed:\n{said.read_text(encoding='utf-8')}")
    kilobytes = used.ru_maxrss / (1024 if sys.platform == "darwin" else 1)
    return seconds, used.ru_utime + used.ru_stime, kilobytes / 1024**2


def machine() -> str:
    """The processor, the cores that are used, the memory, and the versions of what does the work."""
    name, memory = platform.processor() or platform.machine(), os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    if (info := Path("/proc/cpuinfo")).exists():
        models = [line.partition(":")[2].strip() for line in info.read_text().splitlines() if "model name" in line]
        name = models[0] if models else name
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    libraries = ", ".join(f"{library} {version(library)}" for library in LIBRARIES)
    return (
        f"{platform.system()} {platform.release()}, {name}, {cores} cores used, {memory / 1024**3:.0f} GB; "
        f"load average {os.getloadavg()[0]:.1f} at the start\nPython {platform.python_version()}, {libraries}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.load", description=__doc__.splitlines()[0])
    parser.add_argument("--make", type=Path, metavar="FOLDER", help="only write the files to load to this folder")
    asked = parser.parse_args()
    if asked.make:
        asked.make.mkdir(parents=True, exist_ok=True)
        make_files(asked.make)
        return 0
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:2])
    print(machine())
    missed = 0
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as name:
        folder = Path(name)
        subprocess.run([sys.executable, "-m", "benchmarks.load", "--make", name], cwd=ROOT, check=True)
        print(f"\n{'load':<44}{'MB':>5}{'seconds':>9}{'target':>8}{'computing':>11}{'GB':>6}{'target':>8}")
        for what, file, store, most_seconds, most_memory in (
            ("CSV, 1,000,000 rows, empty store", "million.csv", "one", 15.0, 1.5),
            ("workbook, 50,000 rows, empty store", "workbook.xlsx", "two", 10.0, None),
            ("CSV, 1,000,000 rows, every figure restated", "restated.csv", "one", None, None),
        ):
            seconds, computing, memory = timed_load(folder / file, folder / store)
            size = (folder / file).stat().st_size / 1024**2
            took = f"{seconds:>9.1f}{most_seconds or '–':>8}{computing:>11.1f}"
            print(f"{what:<44}{size:>5.0f}{took}{memory:>6.2f}{most_memory or '–':>8}", flush=True)
            missed += bool((most_seconds and seconds > most_seconds) or (most_memory and memory > most_memory))
    print(f"\n{missed} loads missed a target." if missed else "\nEvery target is met.")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
