"""What every command needs: how it stops, how it prints, how it names what it was asked for."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl

from analytics import formatting, months, sharing
from analytics.catalogue import ALL, catalogue
from analytics.columns import written
from analytics.errors import UserFacingError
from analytics.sign_in.user_roles import Register
from analytics.simulated_label import noted
from analytics.store import Damage, Store, damage_in_words
from analytics.store.afterwards import NOTHING, STOPPED, last_version, looked_up

Does = Callable[[Store, argparse.Namespace], None]
Commands = argparse._SubParsersAction  # argparse has no public name for it


class Stop(UserFacingError):
    """The command can't go on; the message says why and what to do."""


def command(
    commands: Commands[argparse.ArgumentParser], name: str, does: Does, about: str, *, without_ledger: bool = False
) -> argparse.ArgumentParser:
    """Add a command; returns its parser, for its arguments.

    It is refused for a store whose ledger is lost, unless it may do its work `without_ledger`: closing a link and
    taking a role away must not wait for a repair.
    """
    added = commands.add_parser(name, help=about)
    added.set_defaults(does=does, without_ledger=without_ledger)
    return added


def printing(parser: argparse.ArgumentParser) -> None:
    """Let a command that prints a table be asked for a format."""
    parser.add_argument("--format", choices=("csv", "json"), default="csv")


def month(text: str) -> date:
    """A month as it is typed. Raises argparse.ArgumentTypeError."""
    found = months.as_month(text)
    if found is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month such as 2024-09")
    return found


Marks = dict[str, Any]  # the last change of what a command can change, by where it is looked up; None if it can't be


def marks(store: Store) -> Marks:
    """How far the histories of a store have come."""
    return {
        "history": last_version(store),
        "share log": _seen(lambda: sharing.log.last_hash(store)),
        "people list": _seen(lambda: Register(store.root, database=store.database).people().rows())
        if (store.root / "people.sqlite").exists()
        else (),
    }


def _seen(look: Callable[[], object]) -> object:
    try:
        return look()
    except (*STOPPED, UserFacingError):
        return None


def since(store: Store, before: Marks) -> str:
    """What has changed since then, as it is looked up now, for somebody whose command broke off."""
    now = marks(store)
    said = looked_up(store, before["history"])
    unknown = [f"`{where}`" for where in ("share log", "people list") if None in (before[where], now[where])]
    others = [f"`{where}`" for where in ("share log", "people list") if before[where] != now[where]]
    if others:
        said = f"{formatting.joined(others)} says that something was changed all the same. {said}"
        return said.removesuffix(" Nothing was changed.")
    if unknown and said == NOTHING:
        return f"Nothing is new in `history`; look at {formatting.joined(unknown)} before you do it again."
    return said


def known_measure(asked: str | None) -> None:
    """Raises Stop unless the catalogue has the measure, if one was named."""
    _known("measure", asked, list(catalogue().indicators))


def known_locality(asked: str) -> None:
    """Raises Stop unless the catalogue has the area."""
    _known("locality", asked, [ALL, *catalogue().areas])


def known_policy(asked: str | None) -> None:
    """Raises Stop unless the catalogue has the disclosure policy, if one was named."""
    _known("policy", asked, list(catalogue().policies))


def _known(what: str, value: str | None, names: list[str]) -> None:
    if value is not None and value not in names:
        raise Stop(f"“{value}” is not a {what} in the catalogue. Known: {', '.join(names)}.")


def print_table(frame: pl.DataFrame, form: str) -> None:
    """Print a frame as it leaves, as CSV or JSON."""
    frame = written(noted(frame))
    if form == "json":
        print(json.dumps(frame.to_dicts(), default=str, ensure_ascii=False, indent=1))
    else:
        print(frame.write_csv(), end="")


def write_new(file: Path, content: bytes) -> None:
    """Write a file; never over one that is there, for somebody may have edited it. Raises Stop."""
    try:
        with file.open("xb") as new:
            new.write(content)
    except FileExistsError:
        raise Stop(f"{file} is there already. Name another file, or move it away.") from None
    except OSError as problem:
        raise Stop(f"{file} can't be written ({problem.strerror}).") from None


def tell_damage(damaged: Sequence[Damage]) -> None:
    """Say on standard error what is damaged."""
    if damaged:
        print(damage_in_words(damaged), file=sys.stderr)
