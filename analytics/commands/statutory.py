"""The command that counts statutory lists: what comes out is an extract, to be loaded as any other."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

from analytics import formatting, statutory
from analytics.catalogue import catalogue
from analytics.commands.cli_helpers import Commands, Stop, command, write_new
from analytics.store import Incoming, Store


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


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day such as 2025-09-30") from None


def _count(_: Store, asked: argparse.Namespace) -> None:
    files = [Incoming.from_path(file) for file in asked.files]
    teams = statutory.read_teams(Incoming.from_path(asked.teams), catalogue()) if asked.teams else None
    definitions = statutory.definitions(asked.definitions) if asked.definitions else None
    counted = statutory.count(files, catalogue(), day=asked.day, teams=teams, definitions=definitions)
    for said in statutory.sentences(counted, catalogue()):
        print(said)
    if asked.out and counted.counts.is_empty():
        raise Stop("Nothing could be counted, so no file was written.")
    if asked.out:
        write_new(asked.out, counted.incoming.content)
        print(f"Written to {asked.out}. `load {asked.out}` checks the counts and stores them.")
