"""The command line: python -m analytics COMMAND. It shows exactly what the pages show."""

from __future__ import annotations

import argparse
import io
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path

import polars as pl

from analytics import audits, corporate, indicators, months, screening, simulation
from analytics.catalogue import ALL, CatalogueError, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.extracts import CONTRACTS, MARKERS, Checked, ExtractError, Options
from analytics.marking import noted
from analytics.store import (
    CantChange,
    Damage,
    DamagedFile,
    Incoming,
    Shown,
    Store,
    StoreTooNew,
    check_files,
    damage,
    damage_in_words,
    erase,
    history,
    months_held,
    prepare,
    redo,
    replaced_damage,
    store_prepared,
    sweep,
    the_store,
    undo,
    withheld,
)

MOST_PRINTED = 50  # refused rows; a file has them all
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


def _look_at(store: Store, checked: Checked) -> None:
    """Print what looks odd beside what is held. Damage there must not stop the load that mends it."""
    try:
        for warned in indicators.warnings(store, checked, indicators.changes(store, checked)):
            print(f"    Look at: {warned.sentence} [{warned.code}]")
    except DamagedFile as problem:
        print(f"    Not compared with what is held: {problem}")


def _tell_damage(damaged: Sequence[Damage]) -> None:
    if damaged:
        print(damage_in_words(damaged), file=sys.stderr)


def _load(store: Store, asked: argparse.Namespace) -> None:
    """Check, print the account of every file with its refused rows and warnings, and store."""
    options = Options(kind=asked.kind, cut=asked.cut, source=asked.source, dash=asked.dash)
    prepared = prepare(catalogue(), [Incoming.from_path(path) for path in asked.files], options)
    for checked in prepared.checked:
        print(_account(checked))
        for row, column, value, problem, code in checked.refusals.head(MOST_PRINTED).rows():
            print(f"    row {row}, {column}: “{value}” {problem} [{code}]")
        if checked.refusals.height > MOST_PRINTED:
            print(f"    and {checked.refusals.height - MOST_PRINTED} more; --refused-to FILE.csv writes them all")
        for notice in checked.notices:
            print(f"    Note: {notice}")
        _look_at(store, checked)
    if asked.refused_to:
        refused = pl.concat([c.refusals.with_columns(file_name=pl.lit(c.file_name)) for c in prepared.checked])
        asked.refused_to.write_bytes(refused.write_csv().encode())
    if prepared.refused and not asked.accept_rest:
        raise Stop(
            "Rows were refused, so nothing was stored. Correct them and load again, "
            "or store the others with --accept-rest."
        )
    print(f"Stored as load {store_prepared(store, prepared, accept_rest=asked.accept_rest)}.")


def _demo(store: Store, _: argparse.Namespace) -> None:
    """Load the published figures and their simulated splits into an empty store; leave a store with data alone."""
    if store.ledger.history():
        print(f"The store at {store.root} has data already; nothing was loaded.")
        return
    files = sorted(PUBLISHED.glob("*.csv"))
    print(f"Loading the published figures ({len(files)} files) ...", flush=True)
    _load_for_demo(store, [Incoming.from_path(file) for file in files])
    print(
        "Simulating the counts behind them, by locality and team (marked as simulated wherever shown) ...", flush=True
    )
    _load_for_demo(store, [Incoming(name, content) for name, content in simulation.files(PUBLISHED)])
    print("Done. September 2021 is shown as the council published it.")


def _load_for_demo(store: Store, incoming: list[Incoming]) -> None:
    prepared = prepare(catalogue(), incoming)
    for checked in prepared.checked:
        print(_account(checked))
    print(f"Stored as load {store_prepared(store, prepared)}.", flush=True)


def _simulate(_: Store, asked: argparse.Namespace) -> None:
    """Write the simulated splits as ordinary extract files; the store is not touched."""
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, content in simulation.files(PUBLISHED, asked.seed):
        (asked.out / name).write_bytes(content)
        print(asked.out / name)


def _undo(store: Store, asked: argparse.Namespace) -> None:
    undo(store, asked.load_id)
    print(f"Load {asked.load_id} is undone. `redo {asked.load_id}` brings it back.")


def _redo(store: Store, asked: argparse.Namespace) -> None:
    redo(store, asked.load_id)
    print(f"Load {asked.load_id} stands again.")


def _erase(store: Store, asked: argparse.Namespace) -> None:
    removed = erase(store, asked.load_id, asked.reason)
    print(f"Load {asked.load_id} is erased: {removed} files removed. The ledger keeps the reason.")


def _check(store: Store, _: argparse.Namespace) -> None:
    problems = check_files(store)
    for problem in problems:
        print(problem)
    stray = sweep(store)
    print(f"{len(problems)} files damaged or missing. {stray} stray files removed.")
    if problems:
        raise Stop("The store is damaged.")


def _restatements(store: Store, asked: argparse.Namespace) -> None:
    _known("measure", asked.measure, list(catalogue().indicators))
    _tell_damage(damage(store))
    for lost in replaced_damage(store):
        print(lost.replaced_sentence, file=sys.stderr)
    _print(indicators.restatements(store, asked.measure), asked.format)


def _history(store: Store, asked: argparse.Namespace) -> None:
    _print(history(store), asked.format)


def _indicator(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    if asked.measure is None:
        raise Stop("Name the indicator with --measure, for example --measure icpc_15d.")
    series = indicators.series(store, asked.measure, asked.month, asked.locality, asked.shown)
    return series.filter(pl.col("month") <= asked.month).select(*indicators.COLUMNS, *indicators.LIMITS)


def _indicators(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    table = indicators.month_table(store, asked.month, asked.locality, asked.shown).select(indicators.COLUMNS)
    return table if asked.measure is None else table.filter(pl.col("measure_id") == asked.measure)


def _localities(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    table = indicators.by_place(store, asked.month, asked.shown).select(indicators.PLACE_COLUMNS)
    for column, wanted in (("measure_id", asked.measure), ("locality", asked.locality)):
        if wanted not in (None, ALL):
            table = table.filter(pl.col(column) == wanted)
    return table


def _of_audits(
    table: Callable[[Store, date, Shown, str], pl.DataFrame],
) -> Callable[[Store, argparse.Namespace], pl.DataFrame]:
    """A table of the Audits page, which counts the audits of one area or of the whole council."""

    def ask(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
        if audits.area_held(store, asked.month, asked.shown, asked.locality) != asked.locality:
            raise Stop(f"No audit is held for {asked.locality} alone. Leave out --locality for the whole council.")
        return table(store, asked.month, asked.shown, asked.locality)

    return ask


TABLES: dict[str, Callable[[Store, argparse.Namespace], pl.DataFrame]] = {
    "indicators": _indicators,
    "indicator": _indicator,
    "localities": _localities,
    "audits": _of_audits(audits.by_month),
    "audits-by-legal-status": _of_audits(audits.by_legal_status),
    "audits-by-team": _of_audits(audits.teams.by_team),
    "audits-by-area": _of_audits(audits.practice.by_area),
    "audit-snapshot": _of_audits(audits.snapshot),
    "moderation": _of_audits(audits.moderation.by_month),
    "audit-actions": _of_audits(audits.actions.by_month),
    "screening": lambda store, asked: screening.by_area(store, asked.month, asked.shown),
    "screening-by-month": lambda store, asked: screening.by_month(store, asked.month, shown=asked.shown),
    "scorecard": lambda store, asked: corporate.scorecard.measures(store, asked.month, asked.shown),
    "risks": lambda store, asked: corporate.risks.register(store, asked.month, asked.shown),
    "placements": lambda store, asked: corporate.placements.by_month(store, asked.month, asked.shown),
    "budget": lambda store, asked: corporate.budget.lines(store, asked.month, asked.shown),
    "plan": lambda store, asked: corporate.plan.priorities(store, asked.month, asked.shown),
    "questions": lambda store, asked: corporate.questions.register(),
}
WHOLE_COUNCIL = (
    *("screening", "screening-by-month", "scorecard", "risks", "placements", "budget", "plan", "questions"),
)


def _known(what: str, value: str | None, names: list[str]) -> None:
    if value is not None and value not in names:
        raise Stop(f"“{value}” is not a {what} in the catalogue. Known: {', '.join(names)}.")


def _table(store: Store, asked: argparse.Namespace) -> None:
    _known("locality", asked.locality, [ALL, *catalogue().areas])
    _known("measure", asked.measure, list(catalogue().indicators))
    held, damaged = months_held(store), damage(store)
    _tell_damage(damaged)
    if not held and damaged:
        raise Stop("No other figures are held.")
    if not held:
        raise Stop("The store is empty. Load extracts with `python -m analytics load FILE`, or run `demo`.")
    asked.month = asked.month or held[0]
    if asked.month in withheld(store) and asked.month not in held:
        raise Stop(f"Everything that is held for {months.words(asked.month)} is withheld.")
    if asked.month not in held:
        first, last = months.code(held[-1]), months.code(held[0])
        raise Stop(f"Nothing is held for {months.words(asked.month)}; held are {first} to {last}.")
    if asked.name not in ("indicators", "indicator", "localities") and asked.measure:
        raise Stop(f"The table {asked.name} is not of one indicator; --measure does not apply to it.")
    if asked.name in WHOLE_COUNCIL and asked.locality != ALL:
        raise Stop(f"The table {asked.name} is for the whole council; --locality does not apply to it.")
    table = TABLES[asked.name](store, asked)
    if table.is_empty():
        print("The table has no row: nothing of it is held for this month, area and version.", file=sys.stderr)
    _print(table, asked.format)


def _print(frame: pl.DataFrame, form: str) -> None:
    frame = noted(frame)
    if form == "json":
        print(json.dumps(frame.to_dicts(), default=str, ensure_ascii=False, indent=1))
    else:
        print(frame.write_csv(), end="")


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analytics", description="Line of Sight on the command line.")
    commands = parser.add_subparsers(required=True)

    def command(name: str, does: Callable[[Store, argparse.Namespace], None], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about)
        added.set_defaults(does=does)
        return added

    command("demo", _demo, "load the published figures and their simulated splits into an empty store")
    simulated = command("simulate", _simulate, "write the simulated splits as extract files, to be loaded like others")
    simulated.add_argument("--seed", type=int, default=simulation.SEED, help="the same seed gives the same bytes")
    simulated.add_argument("--out", type=Path, required=True, metavar="DIR")
    loading = command("load", _load, "check extract files and store them")
    loading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    loading.add_argument(
        "--kind", choices=list(CONTRACTS), help="the extract kind; found from the columns if not given"
    )
    loading.add_argument("--cut", type=_month, help="the month the extract describes, if it has no cut column")
    loading.add_argument("--source", help="a short name of where it comes from, if it has no source column")
    loading.add_argument("--dash", choices=list(MARKERS), help="what a dash in place of a value means in these files")
    loading.add_argument("--accept-rest", action="store_true", help="store the good rows although others are refused")
    loading.add_argument("--refused-to", type=Path, metavar="FILE.csv", help="write the refused rows to a file")
    listed = command("history", _history, "list every load, newest first")
    for name, does, about in (
        ("undo", _undo, "take a load back"),
        ("redo", _redo, "bring an undone load back"),
        ("erase", _erase, "remove the files of an undone load for good"),
    ):
        command(name, does, about).add_argument("load_id", type=int)
    commands.choices["erase"].add_argument("--reason", required=True)
    command("check", _check, "check every stored file, and remove what a killed load left behind")
    moved = command("restatements", _restatements, "list every figure that moved after it was first known")
    table = command("table", _table, "print the table that a page shows")
    table.add_argument("name", choices=list(TABLES))
    table.add_argument("--month", type=_month, help="such as 2021-09; the newest held if not given")
    table.add_argument("--locality", default=ALL)
    table.add_argument(
        "--as",
        dest="shown",
        choices=("known", "published"),
        default="known",
        help="as now known, or as first published",
    )
    for printing in (table, moved):
        printing.add_argument("--measure")
    for printing in (listed, table, moved):
        printing.add_argument("--format", choices=("csv", "json"), default="csv")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 with a sentence on standard error if it could not be done."""
    asked = _arguments().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows console or pipe may not know every letter
            stream.reconfigure(errors="backslashreplace")
    try:
        asked.does(the_store(), asked)
    except (CantChange, CatalogueError, DamagedFile, ExtractError, Stop, StoreTooNew) as problem:
        print(problem, file=sys.stderr)
        return 1
    except (sqlite3.Error, OSError) as problem:
        print(f"The store can't be written or read ({problem}). Nothing was changed.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
