"""Commands about the catalogue of an authority: init begins a store with one."""

from __future__ import annotations

import argparse

from analytics import formatting
from analytics.catalogue import catalogue
from analytics.commands.cli_helpers import Commands, command
from analytics.store import Store, begin


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add these commands to a parser."""
    beginning = command(commands, "init", _init, "begin an empty store for an authority, with a starter catalogue")
    beginning.add_argument("--council", required=True, metavar="NAME", help="what the authority is called")
    beginning.add_argument("--region", default="", help="its region, where national statistics don't know the name")


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
