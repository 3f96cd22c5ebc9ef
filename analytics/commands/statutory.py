"""The command that counts statutory lists: what comes out is an extract, to be loaded as any other."""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from analytics import formatting, sharing, statutory
from analytics.catalogue import ALL, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.commands.cli_helpers import Commands, Stop, command, known_locality, known_measure, month, write_new
from analytics.store import Incoming, Store, begin, load

MADE_UP = "Made-up authority"
_BESIDE = {"areas.csv", "teams.csv", "truth.csv", "flaws.csv", "MADE-UP.txt"}  # made with the lists


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add this command to a parser."""
    names = formatting.joined([one.name for one in statutory.returns()])
    about = f"count indicators from the lists of {names}, of which nothing is kept, and write the counts as an extract"
    counting = command(commands, "count", _count, about)
    of = "a workbook, a CSV file for each list, or XML (of the census, add the year before's)"
    counting.add_argument("files", nargs="+", type=Path, metavar="FILE", help=of)
    counting.add_argument(
        "--day", type=_day, help="the day that the lists are of; found from a header or their dates if not given"
    )
    counting.add_argument("--teams", type=Path, metavar="TEAMS.csv", help="teams with their areas: team,area")
    counting.add_argument("--definitions", type=Path, metavar="FILE.csv", help="definitions in place of ours")
    counting.add_argument("--out", type=Path, metavar="COUNTS.csv", help="where the counts go; only told if not given")
    who = counting.add_argument_group("who is behind one figure, which is logged; --out names the file of identifiers")
    who.add_argument("--who", metavar="MEASURE", help="the indicator whose cases are listed instead of counts")
    who.add_argument("--month", type=month, help="the month of the figure")
    who.add_argument("--gap", action="store_true", help="the cases that are not in the numerator")
    who.add_argument("--locality", default=ALL)
    who.add_argument("--team", default=ALL)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day such as 2025-09-30") from None


def _count(store: Store, asked: argparse.Namespace) -> None:
    files = [Incoming.from_path(file) for file in asked.files]
    teams = statutory.read_teams(Incoming.from_path(asked.teams), catalogue()) if asked.teams else None
    definitions = statutory.definitions(asked.definitions) if asked.definitions else None
    if asked.who:
        _who(store, asked, files, teams, definitions)
        return
    counted = statutory.count(files, catalogue(), day=asked.day, teams=teams, definitions=definitions)
    for said in statutory.sentences(counted, catalogue()):
        print(said)
    if asked.out and counted.counts.is_empty():
        raise Stop("Nothing could be counted, so no file was written.")
    if asked.out:
        write_new(asked.out, counted.incoming.content)
        print(f"Written to {asked.out}. `load {asked.out}` checks the counts and stores them.")


def _who(
    store: Store,
    asked: argparse.Namespace,
    files: list[Incoming],
    teams: statutory.Teams | None,
    definitions: Sequence[statutory.Definition] | None,
) -> None:
    """Write the identifiers behind one figure to a file, and that into the log."""
    if not asked.month or not asked.out:
        raise Stop("Name the month of the figure with --month, and the file for the identifiers with --out.")
    known_measure(asked.who)
    known_locality(asked.locality)
    behind = statutory.Behind(asked.who, asked.month, asked.gap, asked.locality, asked.team)
    cases = statutory.identifiers(files, catalogue(), behind, day=asked.day, teams=teams, definitions=definitions)
    write_new(asked.out, sharing.identifiers.written(store, behind, cases))
    print(f"{formatting.counted(cases.height, 'identifier')} written to {asked.out}, which is in the log.")


def made_up_lists(store: Store, asked: argparse.Namespace) -> None:
    """Write lists of children who do not exist into the folder `asked.lists`; with `asked.load`, begin an empty store
    with them. Raises Stop where what makes them is not there, as in an installed package, or the store has data."""
    root = DATA.parent
    if not (root / "tools" / "lists").is_dir():
        raise Stop("What makes up lists is not part of the installed package. Run this in a copy of the repository.")
    if asked.children is not None and not 200 <= asked.children <= 5_000:
        raise Stop("The lists can be of 200 to 5,000 children.")
    if asked.load and store.ledger.history():
        raise Stop(f"The store at {store.root} has data already. Name an empty one, or leave out --load.")
    told = {"--return": asked.of, "--children": asked.children, "--seed": asked.seed, "--out": asked.lists.resolve()}
    said = [str(word) for option, value in told.items() if value is not None for word in (option, value)]
    making = subprocess.run(
        [sys.executable, "-m", "tools.lists", *said], cwd=root, capture_output=True, text=True, check=False
    )
    if making.returncode:
        raise Stop(f"The lists could not be made: {making.stderr.strip().splitlines()[-1]}")
    made = [Path(line) for line in making.stdout.splitlines()]
    lists = [file for file in made if file.name not in _BESIDE]
    beside = {file.name: Incoming.from_path(file) for file in made if file not in lists}
    print(f"Made up, in {asked.lists}: {formatting.joined([file.name for file in made])}.")
    if not asked.load:
        print("Load areas.csv, if it is there, into a store begun with `init`. Then count the lists on the Data page,")
        print("under “Child-level lists”, or with `count`. What that should find is in truth.csv.")
        return
    begin(store, MADE_UP)
    if "areas.csv" in beside:  # returns have none
        load(store, catalogue(), [beside["areas.csv"]])
    mapping = statutory.read_teams(beside["teams.csv"], catalogue()) if "teams.csv" in beside else None
    counted = statutory.count([Incoming.from_path(file) for file in lists], catalogue(), teams=mapping)
    load_id = load(store, catalogue(), [counted.incoming])
    for line in statutory.sentences(counted, catalogue()):
        print(line)
    print(f"Stored as load {load_id}. All of it is marked as simulated wherever it is shown.")
