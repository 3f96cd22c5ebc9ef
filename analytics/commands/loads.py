"""Commands that change what is held, and that say what was done: load, undo, check, recover, history, rebase ..."""

from __future__ import annotations

import argparse
import gzip
import sys
from pathlib import Path

import polars as pl

from analytics import formatting, indicators, months, sharing
from analytics.catalogue import ALL, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.commands.cli_helpers import (
    Commands,
    Stop,
    command,
    known_locality,
    known_measure,
    month,
    print_table,
    printing,
    tell_damage,
)
from analytics.extracts import EXTRACTS, MARKERS, Checked, Options, refusal_sentence
from analytics.store import (
    DamagedFile,
    Incoming,
    Store,
    check_files,
    check_ledger,
    damage,
    erase,
    history,
    prepare,
    recover,
    redo,
    replaced_damage,
    store_prepared,
    sweep,
    undo,
)
from analytics.store.content_store import SET_ASIDE

MOST_PRINTED = 50  # refused rows; a file has them all
DEMONSTRATION = DATA / "demonstration"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add these commands to a parser."""
    command(commands, "demo", _demo, "load the demonstration, published and simulated extracts, into an empty store")
    _add_load(commands)
    printing(command(commands, "history", _history, "list every load, newest first"))
    for name, does, about in (
        ("undo", _undo, "take a load back"),
        ("redo", _redo, "bring an undone load back"),
        ("erase", _erase, "remove the files of an undone load for good"),
    ):
        command(commands, name, does, about).add_argument("load_id", type=int)
    commands.choices["erase"].add_argument("--reason", required=True)
    about = "check the ledger and every stored file, and clear away what a killed load left behind"
    command(commands, "check", _check, about)
    about = "rebuild a lost or damaged ledger from the journal and the stored files"
    command(commands, "recover", _recover, about, without_ledger=True)
    about = "confirm a step change: recalculate an indicator's control limits from a month on"
    step = command(commands, "rebase", _rebase, about)
    step.add_argument("--measure", required=True)
    step.add_argument("--month", type=month, required=True, help="the first month of the new level, such as 2024-05")
    step.add_argument("--locality", default=ALL)
    step.add_argument("--reason", required=True, help="what changed in the service, without names of people")
    moved = command(commands, "restatements", _restatements, "list every figure that moved after it was first known")
    moved.add_argument("--measure")
    printing(moved)


def _add_load(commands: Commands[argparse.ArgumentParser]) -> None:
    loading = command(commands, "load", _load, "check extract files and store them")
    loading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    loading.add_argument("--kind", choices=list(EXTRACTS), help="the extract kind; found from the columns if not given")
    loading.add_argument("--cut", type=month, help="the month the extract describes, if it has no cut column")
    loading.add_argument("--source", help="a short name of where it comes from, if it has no source column")
    loading.add_argument("--dash", choices=list(MARKERS), help="what a dash in place of a value means in these files")
    about = "whether the percentages of these files are fractions of 1, to be multiplied by 100"
    loading.add_argument("--fractions", action=argparse.BooleanOptionalAction, help=about)
    loading.add_argument(
        "--fill-down", action="store_true", help="give the value of merged cells to each of their rows"
    )
    loading.add_argument("--accept-rest", action="store_true", help="store the good rows although others are refused")
    loading.add_argument("--refused-to", type=Path, metavar="FILE.csv", help="write the refused rows to a file")


def _account(checked: Checked) -> str:
    return (
        f"  {checked.file_name}: {checked.kind}, cut {months.words(checked.cut)}, source {checked.source}. "
        f"Rows in {checked.rows_in} = accepted {checked.accepted.height} + refused {checked.refused} "
        f"+ totals {checked.totals} + blank {checked.blank}."
    )


def _look_at(store: Store, checked: Checked) -> None:
    """Print what looks odd beside what is held. Damage there must not stop the load that mends it."""
    try:
        for warned in indicators.warnings(store, checked, indicators.changes(store, checked)):
            print(f"    Look at: {warned.sentence} [{warned.code}]")
    except DamagedFile as problem:
        print(f"    Not compared with what is held: {problem}")


def _load(store: Store, asked: argparse.Namespace) -> None:
    """Check, print the account of every file with its refused rows and warnings, and store."""
    saying = {name: getattr(asked, name) for name in ("kind", "cut", "source", "dash", "fractions", "fill_down")}
    options = Options(**saying)
    prepared = prepare(catalogue(), [Incoming.from_path(path) for path in asked.files], options)
    for checked in prepared.checked:
        print(_account(checked))
        for row, column, value, problem, _ in checked.refusals.head(MOST_PRINTED).rows():
            print(f"    {refusal_sentence(row, column, value, problem)}")
        if checked.refusals.height > MOST_PRINTED:
            print(f"    and {checked.refusals.height - MOST_PRINTED} more; --refused-to FILE.csv writes them all")
        for notice in checked.notices:
            print(f"    Note: {notice}")
        _look_at(store, checked)
    if asked.refused_to:
        refused = pl.concat([c.refusals.with_columns(file_name=pl.lit(c.file_name)) for c in prepared.checked])
        asked.refused_to.write_bytes(refused.write_csv().encode())
    if prepared.refused and not asked.accept_rest:
        rest = all(checked.accepted.height for checked in prepared.checked)
        raise Stop(
            "Rows were refused, so nothing was stored. Correct them and load again"
            f"{', or store the others with --accept-rest' if rest else ''}."
        )
    print(f"Stored as load {store_prepared(store, prepared, accept_rest=asked.accept_rest)}.")


def demonstration(part: str) -> list[Incoming]:
    """The extract files in a folder of the demonstration (published or simulated), by name; what is packed is unpacked.

    Raises Stop where the folder has none.
    """
    folder = DEMONSTRATION / part
    found = [Incoming.from_path(file) for file in sorted(folder.glob("*.csv"))]
    packed = sorted(folder.glob("*.csv.gz"))
    found += [Incoming(file.name.removesuffix(".gz"), gzip.decompress(file.read_bytes())) for file in packed]
    if not found:
        raise Stop(f"There is no extract file in {folder}, so there is no demonstration to load.")
    return found


def _demo(store: Store, _: argparse.Namespace) -> None:
    """Load the published extracts, then the simulated ones, into an empty store; leave a store with data alone."""
    if store.ledger.history():
        print(f"The store at {store.root} has data already; nothing was loaded.")
        return
    for part in ("published", "simulated"):
        incoming = demonstration(part)
        print(f"Loading {formatting.counted(len(incoming), f'{part} file', f'{part} files')} ...", flush=True)
        prepared = prepare(catalogue(), incoming)
        for checked in prepared.checked:
            print(_account(checked))
        print(f"Stored as load {store_prepared(store, prepared)}.", flush=True)
    print("Done. What was published is shown as it was published; what is simulated is marked wherever it is shown.")


def _undo(store: Store, asked: argparse.Namespace) -> None:
    undo(store, asked.load_id)
    print(f"Load {asked.load_id} is undone. `redo {asked.load_id}` brings it back.")


def _redo(store: Store, asked: argparse.Namespace) -> None:
    redo(store, asked.load_id)
    print(f"Load {asked.load_id} stands again.")


def _erase(store: Store, asked: argparse.Namespace) -> None:
    removed = erase(store, asked.load_id, asked.reason)
    files = formatting.counted(removed, "file", "files")
    print(f"Load {asked.load_id} is erased: {files} removed. The ledger keeps the reason.")


def _check(store: Store, _: argparse.Namespace) -> None:
    ledger, altered = check_ledger(store), sharing.log.verify(store)
    damaged = [*check_files(store), *sharing.packs.check_packs(store)]
    for said in (*ledger.mended, *ledger.problems, *damaged, *altered):
        print(said)
    swept = sweep(store)
    print(
        f"{formatting.counted(len(damaged), 'file', 'files')} damaged or missing. "
        f"{formatting.counted(swept.removed, 'temporary file', 'temporary files')} removed."
    )
    if swept.aside:
        unknown = formatting.counted(swept.aside, "file that no load names was", "files that no load names were")
        print(f"{unknown} moved to {store.root / SET_ASIDE}. Look at them before you delete them.")
    if ledger.problems or damaged:
        raise Stop("The store is damaged.")
    if altered:
        raise Stop("The log of who did what was changed.")


def _recover(store: Store, _: argparse.Namespace) -> None:
    """Rebuild the ledger; end as with damage where something could not be rebuilt."""
    recovered = recover(store, catalogue())
    for said in (*recovered.account, *recovered.problems):
        print(said)
    if recovered.problems:
        raise Stop("Not everything could be rebuilt. What is missing may be in the backup.")


def _rebase(store: Store, asked: argparse.Namespace) -> None:
    """Confirm a step change: limits are worked out afresh from the month on."""
    known_measure(asked.measure)
    known_locality(asked.locality)
    load_id = indicators.confirm_step(store, asked.measure, asked.month, asked.reason, asked.locality)
    name, area = catalogue().indicators[asked.measure].name, catalogue().area_name(asked.locality)
    print(f"Limits of “{name}”, {area}, are recalculated from {months.words(asked.month)}.")
    print(f"Stored as load {load_id}. `undo {load_id}` brings the former limits back.")


def _restatements(store: Store, asked: argparse.Namespace) -> None:
    known_measure(asked.measure)
    tell_damage(damage(store))
    for lost in replaced_damage(store):
        print(lost.replaced_sentence, file=sys.stderr)
    print_table(indicators.restatements(store, asked.measure), asked.format)


def _history(store: Store, asked: argparse.Namespace) -> None:
    print_table(history(store), asked.format)
