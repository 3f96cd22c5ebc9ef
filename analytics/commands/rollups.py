"""The command that makes the figures of county and localities, and of several authorities together."""

from __future__ import annotations

import argparse
from pathlib import Path

from analytics import rollup
from analytics.catalogue import catalogue
from analytics.commands.cli_helpers import Commands, Stop, command
from analytics.store import Store

DUCKDB = "duckdb"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add this command to a parser."""
    about = "make the figures of county and localities of one or more authorities, and of all of them together"
    rolling = command(commands, "rollup", _rollup, about, without_ledger=True)  # it asks the stores that are named
    rolling.add_argument(
        "stores",
        nargs="+",
        type=Path,
        metavar="STORE",
        help="a store, or a folder of Parquet files of indicators; the authority is called as the folder is",
    )
    rolling.add_argument("--engine", default=DUCKDB, metavar="duckdb|spark://HOST:PORT")
    rolling.add_argument("--out", type=Path, required=True, metavar="FOLDER")


def _rollup(_: Store, asked: argparse.Namespace) -> None:
    authorities = [_authority(folder.resolve()) for folder in asked.stores]
    names = [authority.name for authority in authorities]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Stop(f"Two folders are called {twice[0]}, and so would their authorities be. Rename one.")
    if asked.engine == DUCKDB:
        rollup.on_duckdb(authorities, catalogue(), asked.out)
    elif asked.engine.startswith("spark://"):
        rollup.on_spark(asked.engine, authorities, catalogue(), asked.out)
    else:
        raise Stop(f"“{asked.engine}” is not an engine. Known: duckdb, spark://HOST:PORT.")
    for step in (rollup.LOCALITIES, rollup.AUTHORITIES):
        print(asked.out / f"{step}.parquet")


def _authority(folder: Path) -> rollup.Authority:
    """What readers of a store see now; every Parquet file of a folder that is no store."""
    store = Store(folder)
    if not (store.ledger.is_there or store.parquet.exists()):
        files = sorted(folder.glob("*.parquet"))
    else:
        parts, damaged = store.parts("indicators")
        if damaged:
            raise Stop(damaged[0].sentence)
        files = [store.parquet / part.parquet for _, part in parts]
    if not files:
        raise Stop(f"{folder} holds no indicators: it is neither a store that has any nor a folder of Parquet files.")
    return rollup.Authority(folder.name, tuple(files))
