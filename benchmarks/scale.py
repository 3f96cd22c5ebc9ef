"""What the store does with many rows: python -m benchmarks.scale [--rows 10000000] [--folder DIR]

Writes seeded monthly extracts of indicators by team and breakdown (one cut a month, each with its own month), loads
them through the real loader, and asks what pages ask. Each question is asked of the store, of a bare DuckDB scan, and
of Polars, in one run. The scans fetch the same columns and rows, and open only the files that hold the answer: the
rollups for figures of county and localities, the detail of the months asked for otherwise. The store is asked as a page
asks, with the ledger read once; choosing files and the cut of each month, and putting rows in order, is what it may
take longer for. The load of each month is timed: it must grow with the month, not with what is held already.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from inspect import unwrap
from pathlib import Path

import duckdb
import numpy as np
import polars as pl

from analytics.catalogue import ALL, Frequency, catalogue
from analytics.commands.loads import demonstration
from analytics.months import before, code
from analytics.store import Store, one_moment, queries, split_rows, the_store
from analytics.store import load as load_extracts
from analytics.store.database import STORE_SETTING
from analytics.units import Kind
from benchmarks.serving import ROOT
from benchmarks.table import Line, load, machine, median, written

TEAMS = 40
AGES = 20  # categories of each breakdown
BREAKDOWN = "Breakdown 0"
LAST = date(2021, 9, 1)
TIMES = 7
MOST, MOST_TIMES = 50.0, 3.0


def monthly_shares() -> list[str]:
    """The indicators of the catalogue that have a numerator and a denominator every month."""
    every = catalogue().indicators.values()
    return [one.measure_id for one in every if one.kind is Kind.PERCENTAGE and one.frequency is Frequency.MONTH]


def month_frame(month: date, copies: int, seed: int) -> pl.DataFrame:
    """One month's extract: every monthly share and locality, as a whole, by team, and by each breakdown.

    `copies` breakdowns of AGES categories make it as large as wanted.
    """
    chance = np.random.default_rng(seed)
    splits = [(ALL, ALL, ALL), *((f"Team {t:02}", ALL, ALL) for t in range(TEAMS))]
    splits += [(ALL, f"Breakdown {b}", f"Category {c:02}") for b in range(copies) for c in range(AGES)]
    parts = pl.DataFrame(splits, schema=["team", "breakdown", "category"], orient="row")
    rows = (
        pl.DataFrame({"measure_id": monthly_shares()})
        .join(pl.DataFrame({"locality": list(catalogue().members(ALL, month))}), how="cross")
        .join(parts, how="cross")
    )
    whole = pl.Series("denominator", chance.integers(20, 400, rows.height))
    part = pl.Series("numerator", (whole.to_numpy() * chance.random(rows.height)).astype(np.int64))
    return rows.with_columns(
        cut=pl.lit(code(month)), month=pl.lit(code(month)), numerator=part, denominator=whole,
        source=pl.lit("council"), simulated=pl.lit("true"),
    )  # fmt: skip


def loaded(folder: Path, months: int, copies: int) -> list[tuple[int, float]]:
    """Load one month after the other as the command line does. Returns rows and seconds of each."""
    taken = []
    for back in reversed(range(months)):
        month = before(LAST, back)
        frame = month_frame(month, copies, back)
        file = folder / f"{code(month)}.csv"
        frame.write_csv(file)
        began = time.perf_counter()
        subprocess.run(
            [sys.executable, "-m", "analytics", "load", str(file), "--kind", "indicators"],
            cwd=ROOT, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
        taken.append((frame.height, time.perf_counter() - began))
        file.unlink()
        for original in (folder / "store" / "originals").iterdir():
            original.unlink()  # only the Parquet files are asked; a hundred million rows of CSV would fill the disk
    return taken


def timed(ask: Callable[[], object]) -> float:
    """The median milliseconds of asking, after having asked once."""
    ask()
    taken = []
    for _ in range(TIMES):
        began = time.perf_counter()
        ask()
        taken.append((time.perf_counter() - began) * 1000)
    return median(taken)


def questions(store: Store) -> dict[str, tuple[Callable[[], object], list[str], str, pl.Expr]]:
    """By name: how the store is asked, the files that hold the answer, and its rows, in SQL and for Polars."""
    parts = [part for _, part in store.ledger.live("indicators")]
    rollups = [str(store.parquet / part.rollup) for part in parts]

    def detail(first: date) -> list[str]:
        return [str(store.parquet / part.parquet) for part in parts if part.months[-1] >= first]

    measure, places = monthly_shares()[0], catalogue().members(ALL, LAST)
    unsplit_rows = unwrap(queries._unsplit)  # what is behind figures_held, without what it remembers of a version
    year = before(LAST, 12)
    unsplit = (pl.col("team") == ALL) & (pl.col("breakdown") == ALL)
    return {
        "the figures of all localities, every month (the overview)": (
            lambda: unsplit_rows(store, places, "known", ("measure_id", "month", "locality")), rollups,
            "team = 'All' AND breakdown = 'All'", unsplit,
        ),
        "one indicator, 13 months, by team": (
            lambda: split_rows(store, measure, year, LAST, breakdown=ALL), detail(year),
            f"measure_id = '{measure}' AND month >= DATE '{year}' AND team <> 'All' AND breakdown = 'All'",
            (pl.col("measure_id") == measure) & (pl.col("month") >= year)
            & (pl.col("team") != ALL) & (pl.col("breakdown") == ALL),
        ),
        "one indicator, 13 months, by each category of a breakdown": (
            lambda: split_rows(store, measure, year, LAST, breakdown=BREAKDOWN), detail(year),
            f"measure_id = '{measure}' AND month >= DATE '{year}' AND breakdown = '{BREAKDOWN}'",
            (pl.col("measure_id") == measure) & (pl.col("month") >= year) & (pl.col("breakdown") == BREAKDOWN),
        ),
        "one indicator, one month, by team and breakdown": (
            lambda: split_rows(store, measure, LAST, LAST), detail(LAST),
            f"measure_id = '{measure}' AND month = DATE '{LAST}' AND (team = 'All') <> (breakdown = 'All')",
            (pl.col("measure_id") == measure) & (pl.col("month") == LAST)
            & ((pl.col("team") == ALL) != (pl.col("breakdown") == ALL)),
        ),
    }  # fmt: skip


def asked(store: Store) -> list[Line]:
    bare = duckdb.connect()
    lines = []
    for name, (ask, files, where, wanted) in questions(store).items():
        with one_moment():
            ours = timed(ask)
        scan = timed(lambda f=files, where=where: bare.sql(f"SELECT * FROM read_parquet({f}) WHERE {where}").pl())
        polars = timed(lambda f=files, wanted=wanted: pl.scan_parquet(f).filter(wanted).collect())
        remark = f"bare scan {scan:.1f} ms, Polars {polars:.1f} ms"
        lines.append(Line(name, ours, "ms", min(MOST, MOST_TIMES * scan), f"{ours / scan:.1f} × bare scan", remark))
    files = [str(store.parquet / part.parquet) for _, part in store.ledger.live("indicators")]
    total = "SELECT measure_id, month, sum(numerator), sum(denominator) FROM read_parquet({}) GROUP BY ALL"
    whole = timed(lambda: bare.sql(total.format(files)).pl())
    group = pl.scan_parquet(files).group_by("measure_id", "month").agg(pl.col("numerator", "denominator").sum())
    lines.append(Line("full aggregation, bare DuckDB", whole, "ms"))
    lines.append(Line("full aggregation, Polars", timed(group.collect), "ms"))
    return lines


def measure(rows: int, months: int, folder: Path) -> list[Line]:
    os.environ[STORE_SETTING] = str(folder / "store")
    store = the_store()
    if not store.ledger.history():
        load_extracts(store, catalogue(), demonstration("catalogue"))
    each = len(monthly_shares()) * len(catalogue().members(ALL, LAST))
    copies = max(1, round((rows / months / each - 1 - TEAMS) / AGES))
    taken = loaded(folder, months, copies)
    first, last = median(s for _, s in taken[:3]), median(s for _, s in taken[-3:])
    size = sum(file.stat().st_size for file in store.parquet.iterdir()) / 1024**2
    held = sum(count for count, _ in taken)
    return [
        Line("rows held", held, "", None, "", f"{months} months, {size:,.0f} MB of Parquet; load {load():.1f}"),
        Line("loading a month, first three", first, "s", None, "", f"{taken[0][0]:,} rows"),
        Line("loading a month, last three", last, "s", 1.5 * first, f"{last / first:.2f} × the first"),
        *asked(store),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.scale", description=__doc__.splitlines()[0])
    parser.add_argument("--rows", type=int, default=10_000_000)
    parser.add_argument("--months", type=int, default=36)
    parser.add_argument("--folder", type=Path, help="where the store is made and left; else it is thrown away")
    given = parser.parse_args()
    print(machine(), f"Load {load():.1f} at the start.\n")
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as name:
        folder = given.folder or Path(name)
        folder.mkdir(parents=True, exist_ok=True)
        print(written("Many rows", measure(given.rows, given.months, folder)))


if __name__ == "__main__":
    main()
