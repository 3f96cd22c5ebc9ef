"""The command `explore`: the table of a question, given as the address of a view of the Explore page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from urllib.parse import urlsplit

from analytics import exports
from analytics.columns import written
from analytics.commands.cli_helpers import Commands, Stop, command, print_table, printing, tell_damage, write_new
from analytics.explore import ask_address, grid
from analytics.exports import Export
from analytics.simulated_label import noted
from analytics.store import Store, damage

_FILES: Mapping[str, Callable[[Export], bytes]] = {
    ".pptx": exports.slide,
    ".docx": exports.page,
    ".xlsx": lambda view: grid.workbook(view.answer, view.said),
    ".csv": lambda view: b"\xef\xbb\xbf" + written(noted(view.answer.frame)).write_csv().encode(),
}


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    explore = command(commands, "explore", _explore, "answer a question, as the Explore page does")
    explore.add_argument("question", help='a link to the page, or what follows its ?: "subject=audits&rows=team"')
    explore.add_argument("--to", type=Path, metavar="FILE", help=f"write it to a new file: {', '.join(_FILES)}")
    printing(explore)


def _explore(store: Store, asked: argparse.Namespace) -> None:
    tell_damage(damage(store))
    address = urlsplit(asked.question)
    answer = ask_address(store, address.query or asked.question)
    for said in (f"{answer.sentence}.", *answer.notes, *answer.problems):
        print(said, file=sys.stderr)
    if asked.to is None:
        print_table(answer.frame, asked.format)
        return
    make = _FILES.get(asked.to.suffix.lower())
    if make is None:
        raise Stop(f"“{asked.to.name}” ends in none of {', '.join(_FILES)}.")
    at = address._replace(query=answer.question.address(), fragment="").geturl() if address.netloc else ""
    write_new(asked.to, make(exports.export(store, answer, at or f"explore?{answer.question.address()}")))
