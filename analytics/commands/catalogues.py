"""Commands about the catalogue of an authority: init begins a store with one, export writes it as a workbook that
people edit, check says what is wrong with it before it is loaded."""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics import formatting, indicators, statutory, wording
from analytics.catalogue import catalogue
from analytics.commands.cli_helpers import Commands, Stop, command, write_new
from analytics.commands.loads import print_checked
from analytics.extracts.catalogue_book import workbook
from analytics.store import DamagedFile, Incoming, Prepared, Store, already_sentence, begin, prepare, proposed
from analytics.store.proposal import Outcome

MOST_PRINTED = 1_000  # mistakes of a table


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add these commands to a parser."""
    beginning = command(commands, "init", _init, "begin an empty store for an authority, with a starter catalogue")
    beginning.add_argument("--council", required=True, metavar="NAME", help="what the authority is called")
    beginning.add_argument("--region", default="", help="its region, where national statistics don't know the name")
    parts = commands.add_parser("catalogue", help="the catalogue as a workbook to edit").add_subparsers(required=True)
    exporting = command(parts, "export", _export, "write the catalogue as a workbook; `load` takes it back")
    exporting.add_argument("file", type=Path, metavar="FILE.xlsx")
    checking = command(parts, "check", _check, "say what is wrong with files, and what loading them would change")
    checking.add_argument("files", type=Path, nargs="+", metavar="FILE")


def _init(store: Store, asked: argparse.Namespace) -> None:
    """Load the starter catalogue, and say what comes next."""
    load_id = begin(store, asked.council, asked.region)
    known = catalogue()
    begun = formatting.counted(len(known.indicators), "indicator", "indicators")
    print(f"{known.council} is set up in {store.root}, with {begun} to begin with (load {load_id}).")
    if known.neighbours:
        print(f"  Region: {known.region}. Statistical neighbours: {formatting.joined(known.neighbours)}.")
    else:
        print("  National statistics know no authority of this name, so no statistical neighbours are known.")
    print("Next: load your areas, your targets and a first extract. The templates are in data/templates:")
    for name in ("areas", "targets", "indicators"):
        print(f"  python -m analytics load {name}.csv")
    print("Or edit the whole catalogue as one workbook, and load that:")
    print("  python -m analytics catalogue export catalogue.xlsx")


def _export(store: Store, asked: argparse.Namespace) -> None:
    """Write the workbook, which people edit and load."""
    known = catalogue()
    if not known.rows:
        raise Stop(
            f"The store at {store.root} has no catalogue yet. Begin one: python -m analytics init --council NAME"
        )
    write_new(asked.file, workbook(known))
    print(f"The catalogue of {known.council} is in {asked.file}. Edit it, then:")
    print(f"  python -m analytics catalogue check {asked.file}")
    print(f"  python -m analytics load {asked.file}")


def _check(store: Store, asked: argparse.Namespace) -> None:
    """Print the account, every mistake, and what loading would change. Raises Stop if there is a mistake."""
    prepared = prepare(catalogue(), [Incoming.from_path(path) for path in asked.files])
    statutory.check_definitions(prepared)
    print_checked(prepared, MOST_PRINTED)
    if prepared.refused:
        raise Stop(f"{formatting.counted(prepared.refused, 'row', 'rows')} would be refused. Nothing was stored.")
    try:
        offered = proposed(store, prepared)
    except DamagedFile as problem:
        print(f"Not compared with what is held: {problem}")
        return
    if offered.already:
        print(already_sentence(offered.already))
        return
    if offered.undecided:
        heading = "As the whole of what the files name (--whole), loading would do this:"
        _print_changes(store, prepared, heading, offered.whole)
        _print_changes(store, prepared, "As a part, which adds or corrects (--part), it would do this:", offered.part)
    else:
        _print_changes(store, prepared, "Loading would do this:", offered.whole)
    print("There is no mistake. Nothing was stored.")


def _print_changes(store: Store, prepared: Prepared, heading: str, outcome: Outcome) -> None:
    print(heading)
    moved = indicators.what_moves(outcome)
    pages = wording.pages_sentence(indicators.what_changes(store, prepared.checked, outcome.scope))
    for said in (*wording.counts_sentences(moved), wording.gone_sentence(moved), pages):
        if said:
            print(f"  {said}")
