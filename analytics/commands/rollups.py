"""The command that makes the figures of county and localities, and of several authorities together."""

from __future__ import annotations

import argparse
from pathlib import Path
from tempfile import TemporaryDirectory

from analytics import rollup
from analytics.catalogue import catalogue
from analytics.commands.cli_helpers import Commands, Stop, command
from analytics.store import Store, detail_files
from analytics.store.content_store import TEMPORARY

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
    names = [folder.resolve().name for folder in asked.stores]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise Stop(f"Two folders are called {twice[0]}, and so would their authorities be. Rename one.")
    if asked.engine != DUCKDB and not asked.engine.startswith("spark://"):
        raise Stop(f"“{asked.engine}” is not an engine. Known: duckdb, spark://HOST:PORT.")
    asked.out.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=asked.out, prefix=TEMPORARY) as made:  # which the workers of a cluster see too
        Path(made).chmod(0o755)
        authorities = [_authority(folder.resolve(), Path(made)) for folder in asked.stores]
        if asked.engine == DUCKDB:
            rollup.on_duckdb(authorities, catalogue(), asked.out)
        else:
            rollup.on_spark(asked.engine, authorities, catalogue(), asked.out)
    for step in (rollup.LOCALITIES, rollup.AUTHORITIES):
        print(asked.out / f"{step}.parquet")


def _authority(folder: Path, made: Path) -> rollup.Authority:
    """What readers of a store see now, in a file that is `made` where loads are laid over each other; every Parquet
    file of a folder that is no store."""
    store = Store(folder)
    if not (store.ledger.is_there or store.parquet.exists()):
        files = sorted(folder.glob("*.parquet"))
    else:
        if damaged := store.parts("indicators")[1]:
            raise Stop(damaged[0].sentence)
        held = detail_files(store)
        files = held if isinstance(held, list) else [made / f"{folder.name}.parquet"]
        if not isinstance(held, list):
            held.write_parquet(files[0])
    if not files:
        raise Stop(f"{folder} holds no indicators: it is neither a store that has any nor a folder of Parquet files.")
    return rollup.Authority(folder.name, tuple(files))
