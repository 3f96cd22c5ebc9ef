"""The command line: python -m analytics COMMAND. It shows exactly what the pages show."""

from __future__ import annotations

import argparse
import io
import sys

from analytics import access
from analytics.commands import catalogues, exploring, loads, packs, recipes, rollups, statutory, tables, watching
from analytics.commands.cli_helpers import Stop, marks, since
from analytics.errors import UserFacingError
from analytics.store import one_moment, the_store
from analytics.store.afterwards import STOPPED, cause


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analytics", description="Line of Sight on the command line.")
    commands = parser.add_subparsers(required=True)
    for group in (catalogues, recipes, loads, statutory, watching, tables, exploring, packs, rollups):
        group.add(commands)
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 with a sentence on standard error if it could not be done."""
    asked = _arguments().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows console or pipe may not know every letter
            stream.reconfigure(errors="backslashreplace")
    try:
        # Whoever has a shell here has the files too. The ledger is looked up once, and again after a change.
        with access.acting_as(access.LOCAL), one_moment():
            store = the_store()
            before = marks(store)
            try:
                if not asked.without_ledger:
                    _ = store.version  # refuses where the ledger is lost
                asked.does(store, asked)
            except STOPPED as problem:
                said = since(store, before)
                raise Stop(f"The store can't be written or read ({cause(problem)}). {said}") from problem
    except UserFacingError as problem:
        print(problem, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
