"""What a server holds while extracts are loaded: python -m benchmarks.memory [--loads 60]

Starts the app on the demonstration data, with one reader who opens every page for some months and areas. Then the
newest extract of simulated indicators, 65,000 rows of three years, is loaded from the command line again and again,
each time with another month restated, and the reader comes back after each load. Prints the resident memory after each
fifth load; exit code 1 if the last is more than a tenth above the first of these.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
from itertools import product
from pathlib import Path

import polars as pl

from analytics.store import Store
from benchmarks.client import Visitor, visiting
from benchmarks.serving import ROOT, Server, demonstration, serving
from benchmarks.table import Line, load, machine, written

PAGES = {
    "": "",
    "indicator": "",
    "localities": "",
    "audits": "&section=everything",
    "screening": "",
    "corporate": "",
    "board": "",
    "data": "",
    "methods": "",
}  # and what their address has besides month and area
FIRST_MONTHS, FIRST_AREAS = ("2021-09", "2021-08", "2021-06", "2020-12"), ("All", "Stroud", "Cheltenham")
MONTHS, AREAS = ("2021-09", "2021-08"), ("All",)  # after each load
EACH = 5
MOST = 10.0  # per cent


async def visit(reader: Visitor, months: tuple[str, ...], areas: tuple[str, ...]) -> None:
    """Open every page for each month and area."""
    for (page, more), month, area in product(PAGES.items(), months, areas):
        reader.kept.clear()  # as a browser, which keeps what it was sent for two runs
        await reader.open(page, f"month={month}&locality={area}{more}")


def newest_extract(store: Path) -> pl.DataFrame:
    """The simulated indicators of the newest cut as they were loaded: text, a row a figure."""
    parts = [entry.part for entry in Store(store).ledger.history()]
    newest = max((p for p in parts if (p.kind, p.source) == ("indicators", "simulated")), key=lambda part: part.cut)
    return pl.read_csv(store / "originals" / newest.original, infer_schema=False)


def restate(store: Path, file: Path, rows: pl.DataFrame, month: str, more: int) -> None:
    """Load the extract with so many more in every denominator of a month, as an analyst who corrects it does."""
    counted = (pl.col("month") == month) & pl.col("marker").is_null()
    restated = pl.when(counted).then(pl.col("denominator").cast(pl.Int64) + more).otherwise("denominator")
    rows.with_columns(denominator=restated).write_csv(file)
    environment = os.environ | {"LINE_OF_SIGHT_STORE": str(store)}
    command = [sys.executable, "-m", "analytics", "load", str(file)]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)


async def reading_and_loading(server: Server, store: Path, folder: Path, loads: int) -> list[Line]:
    rows = newest_extract(store)
    months = rows["month"].unique(maintain_order=True).to_list()
    async with visiting(server.address) as reader:
        await visit(reader, FIRST_MONTHS, FIRST_AREAS)
        opened = "every page opened for four months and three areas"
        lines = [Line(opened, server.memory(), "MB", None, "", f"load {load():.1f}")]
        for number in range(1, loads + 1):
            await asyncio.to_thread(
                restate, store, folder / "restated.csv", rows, months[-number % len(months)], number
            )
            await visit(reader, MONTHS, AREAS)
            if number % EACH == 0:
                lines.append(Line(f"after {number} loads", server.memory(), "MB"))
                print(f"{lines[-1].what}: {lines[-1].value:.0f} MB", flush=True)
    grown = 100 * (lines[-1].value / lines[1].value - 1)
    return [*lines, Line(f"growth from the {EACH}th load to the last", grown, "%", MOST)]


def measure(loads: int) -> list[Line]:
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as name:
        folder = Path(name)
        store = demonstration(folder)
        with serving("app.py", ROOT, folder / "app.log", LINE_OF_SIGHT_STORE=str(store)) as app:
            app.rest()
            return asyncio.run(reading_and_loading(app, store, folder, loads))


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.memory", description=__doc__.splitlines()[0])
    parser.add_argument("--loads", type=int, default=60)
    asked = parser.parse_args()
    print(machine(), f"Load {load():.1f} at the start.\n", flush=True)
    lines = measure(asked.loads)
    print(written("Memory while extracts are loaded", lines))
    return int(any(line.met == "MISSED" for line in lines))


if __name__ == "__main__":
    sys.exit(main())
