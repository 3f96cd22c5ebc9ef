"""The command line: python -m analytics COMMAND. It shows exactly what the pages show."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import polars as pl

from analytics import audits, indicators, months, screening
from analytics.catalogue import ALL, CatalogueError, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.extracts import CONTRACTS, Checked, ExtractError
from analytics.store import (
    DamagedFile,
    Incoming,
    LoadReport,
    Refused,
    Store,
    StoreTooNew,
    load,
    months_held,
    the_store,
)

PUBLISHED = DATA / "published"


class Stop(Exception):
    """The command can't go on; the message says why and what to do."""


def _month(text: str) -> date:
    month = months.as_month(text)
    if month is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month such as 2021-09")
    return month


def _account(checked: Checked) -> str:
    return (
        f"  {checked.file_name}: {checked.kind}, cut {months.words(checked.cut)}, source {checked.source}. "
        f"Rows in {checked.rows_in} = accepted {checked.accepted.height} + refused {checked.refused} "
        f"+ totals {checked.totals} + blank {checked.blank}."
    )


def _load(store: Store, paths: list[Path], kind: str | None, cut: date | None) -> LoadReport:
    try:
        report = load(store, catalogue(), [Incoming.from_path(path) for path in paths], kind=kind, cut=cut)
    except Refused as refused:
        for checked in refused.checked:
            print(_account(checked))
            for row, column, value, problem, code in checked.refusals.rows():
                print(f"    row {row}, {column}: “{value}” {problem} [{code}]")
        raise Stop("Rows were refused, so nothing was stored. Correct them and load again.") from None
    for checked in report.checked:
        print(_account(checked))
        for notice in checked.notices:
            print(f"    Note: {notice}")
    return report


def demo(store: Store) -> None:
    """Load the published figures into an empty store; leave a store with data alone."""
    if store.version:
        print(f"The store at {store.root} has data already; nothing was loaded.")
        return
    files = sorted(PUBLISHED.glob("*.csv"))
    print(f"Loading the published figures ({len(files)} files) ...", flush=True)
    report = _load(store, files, None, None)
    print(f"Done: load {report.load_id}. September 2021 is shown as the council published it.")


def _history(store: Store) -> pl.DataFrame:
    rows = [
        {
            "load_id": entry.load_id,
            "loaded_at": entry.loaded_at.isoformat(),
            "loaded_by": entry.loaded_by,
            "file_name": entry.part.file_name,
            "kind": entry.part.kind,
            "source": entry.part.source,
            "cut": entry.part.cut,
            "rows_in": entry.part.rows_in,
            "accepted": entry.part.accepted,
            "refused": entry.part.refused,
            "totals": entry.part.totals,
            "blank": entry.part.blank,
            "live": entry.live,
            "file_sha256": entry.part.file_sha256,
        }
        for entry in store.ledger.history()
    ]
    return pl.DataFrame(rows)


def _indicator(store: Store, month: date, locality: str, measure: str | None) -> pl.DataFrame:
    if measure is None:
        raise Stop("Name the indicator with --measure, for example --measure icpc_15d.")
    series = indicators.series(store, measure, locality)
    return series.filter(pl.col("month") <= month).select(indicators.COLUMNS)


def _indicators(store: Store, month: date, locality: str, measure: str | None) -> pl.DataFrame:
    table = indicators.month_table(store, month, locality).select(indicators.COLUMNS)
    return table if measure is None else table.filter(pl.col("measure_id") == measure)


TABLES: dict[str, Callable[[Store, date, str, str | None], pl.DataFrame]] = {
    "indicators": _indicators,
    "indicator": _indicator,
    "audits": lambda store, month, locality, measure: audits.by_month(store, month),
    "audits-by-legal-status": lambda store, month, locality, measure: audits.by_legal_status(store, month),
    "screening": lambda store, month, locality, measure: screening.by_area(store, month),
}


def _known(what: str, value: str | None, names: list[str]) -> None:
    if value is not None and value not in names:
        raise Stop(f"“{value}” is not a {what} in the catalogue. Known: {', '.join(names)}.")


def _table(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    _known("locality", asked.locality, [ALL, *catalogue().areas])
    _known("measure", asked.measure, list(catalogue().indicators))
    held = months_held(store)
    if not held:
        raise Stop("The store is empty. Load extracts with `python -m analytics load FILE`, or run `demo`.")
    month = asked.month or held[0]
    if month not in held:
        raise Stop(f"Nothing is held for {months.words(month)}; held are {months.code(held[-1])} to "
                   f"{months.code(held[0])}.")  # fmt: skip
    return TABLES[asked.name](store, month, asked.locality, asked.measure)


def _print(frame: pl.DataFrame, form: str) -> None:
    if form == "json":
        print(json.dumps(frame.to_dicts(), default=str, ensure_ascii=False, indent=1))
    else:
        print(frame.write_csv(), end="")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analytics", description="Line of Sight on the command line.")
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("demo", help="load the published figures into an empty store")
    loading = commands.add_parser("load", help="check extract files and store them")
    loading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    loading.add_argument(
        "--kind", choices=list(CONTRACTS), help="the extract kind; found from the columns if not given"
    )
    loading.add_argument("--cut", type=_month, help="the month the extract describes, if it has no cut column")
    history = commands.add_parser("history", help="list every load, newest first")
    table = commands.add_parser("table", help="print the table that a page shows")
    table.add_argument("name", choices=list(TABLES))
    table.add_argument("--month", type=_month, help="such as 2021-09; the newest held if not given")
    table.add_argument("--locality", default=ALL)
    table.add_argument("--measure")
    for command in (history, table):
        command.add_argument("--format", choices=("csv", "json"), default="csv")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 with a sentence on standard error if it could not be done."""
    asked = _arguments().parse_args(arguments)
    store = the_store()
    try:
        if asked.command == "demo":
            demo(store)
        elif asked.command == "load":
            report = _load(store, asked.files, asked.kind, asked.cut)
            print(f"Stored as load {report.load_id}.")
        elif asked.command == "history":
            _print(_history(store), asked.format)
        else:
            _print(_table(store, asked), asked.format)
    except (CatalogueError, DamagedFile, ExtractError, Stop, StoreTooNew) as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
