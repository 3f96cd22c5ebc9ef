"""The command `explore`: the table of a question, given as the address of a view of the Explore page."""

from __future__ import annotations

import argparse
import sys
from urllib.parse import urlsplit

from analytics.commands.cli_helpers import Commands, command, print_table, printing, tell_damage
from analytics.explore import ask_address
from analytics.store import Store, damage


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    explore = command(commands, "explore", _explore, "answer a question, as the Explore page does")
    explore.add_argument("question", help='a link to the page, or what follows its ?: "subject=audits&rows=team"')
    printing(explore)


def _explore(store: Store, asked: argparse.Namespace) -> None:
    tell_damage(damage(store))
    address = urlsplit(asked.question)
    answer = ask_address(store, address.query or asked.question)
    for said in (f"{answer.sentence}.", *answer.notes, *answer.problems):
        print(said, file=sys.stderr)
    print_table(answer.frame, asked.format)
