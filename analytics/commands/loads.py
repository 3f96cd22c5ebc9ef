"""Commands that change what is held, and that say what was done: load, undo, check, recover, history, rebase ..."""

from __future__ import annotations

import argparse
import gzip
import shlex
import sys
from collections.abc import Sequence
from pathlib import Path

import polars as pl

from analytics import formatting, indicators, months, sharing, statutory, wording
from analytics.catalogue import ALL, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.columns import written
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
from analytics.commands.statutory import made_up_lists
from analytics.extracts import EXTRACTS, MARKERS, Checked, Options, mistake_sentence, to_correct
from analytics.sign_in.user_roles import Register
from analytics.store import (
    DamagedFile,
    Incoming,
    Prepared,
    Proposed,
    Store,
    adopt_catalogue,
    already_sentence,
    check_files,
    check_ledger,
    damage,
    erase,
    history,
    prepare,
    proposed,
    recover,
    redo,
    replaced_damage,
    restated_cases,
    store_prepared,
    sweep,
    undo,
)
from analytics.store.content_store import SET_ASIDE
from analytics.store.proposal import Move
from analytics.store.scope import PART, WHOLE

MOST_LISTED = 50  # lines of what changes
MOST_PRINTED = 50  # refused rows; a file has them all
DEMONSTRATION = DATA / "demonstration"


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add these commands to a parser."""
    about = "load the demonstration, published and simulated, into an empty store; or make up lists of children"
    demo = command(commands, "demo", _demo, about)
    lists = demo.add_argument_group("made-up child-level lists, to try how they are counted")
    lists.add_argument("--lists", type=Path, metavar="FOLDER", help="write them into this folder, with areas and teams")
    lists.add_argument("--return", dest="of", metavar="NAME", help="of which return they are; annex_a if not given")
    lists.add_argument("--children", type=int, metavar="N", help="of how many children, 200 to 5,000")
    lists.add_argument("--seed", type=int, help="the same seed gives the same lists")
    lists.add_argument("--load", action="store_true", help="begin an empty store with their counts")
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
    moved = command(
        commands, "restatements", _restatements, "list every figure, audit or screening that moved after it was known"
    )
    moved.add_argument("--measure")
    moved.add_argument("--kind", choices=("indicators", "audits", "screenings"), default="indicators")
    printing(moved)


def _add_load(commands: Commands[argparse.ArgumentParser]) -> None:
    load_arguments(command(commands, "load", _load, "check extract files and store them"))


def load_arguments(loading: argparse.ArgumentParser) -> None:
    """Let a command be told of files what `load` is."""
    loading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    loading.add_argument("--recipe", metavar="NAME", help="the recipe to read them with; recognised if not given")
    loading.add_argument("--kind", choices=list(EXTRACTS), help="the extract kind; found from the columns if not given")
    loading.add_argument("--cut", type=month, help="the month the extract describes, if it has no cut column")
    loading.add_argument("--source", help="a short name of where it comes from, if it has no source column")
    loading.add_argument("--dash", choices=list(MARKERS), help="what a dash in place of a value means in these files")
    whole = loading.add_mutually_exclusive_group()
    whole.add_argument(
        "--whole", dest="scope", action="store_const", const=WHOLE,
        help="the files state all there is of what they name; what else is held of it disappears",
    )  # fmt: skip
    whole.add_argument(
        "--part", dest="scope", action="store_const", const=PART,
        help="the files add or correct the rows that they have; nothing else changes",
    )  # fmt: skip
    loading.add_argument("--list", action="store_true", help="list each figure that appears, changes or disappears")
    loading.add_argument("--list-to", type=Path, metavar="FILE.csv", help="write that list to a file")
    about = "whether the percentages of these files are fractions of 1, to be multiplied by 100"
    loading.add_argument("--fractions", action=argparse.BooleanOptionalAction, help=about)
    loading.add_argument(
        "--fill-down", action="store_true", help="give the value of merged cells to each of their rows"
    )
    loading.add_argument("--accept-rest", action="store_true", help="store the good rows although others are refused")
    loading.add_argument("--refused-to", type=Path, metavar="FILE.csv", help="write the refused rows to a file")


def print_checked(prepared: Prepared, most: int, to_see_all: str = "") -> None:
    """Print the account of every table, with its refused rows (`most` of them) and what there is to note."""
    for checked in prepared.checked:
        print(_account(checked))
        for said in to_correct(checked, most, to_see_all):
            print(f"    {said}")
        for notice in checked.notices:
            print(f"    Note: {notice}")


def _account(checked: Checked) -> str:
    of = "" if EXTRACTS[checked.kind].OF_CATALOGUE else f", cut {months.words(checked.cut)}, source {checked.source}"
    return (
        f"  {checked.file_name}: {checked.kind}{of}. "
        f"Rows in {checked.rows_in} = accepted {checked.accepted.height} + refused {checked.refused} "
        f"+ totals {checked.totals} + blank {checked.blank}."
    )


def _look_at(store: Store, prepared: Prepared, lines: pl.DataFrame) -> None:
    """Print what looks odd in the tables of each kind, source and cut."""
    for together in prepared.statements:
        for warned in wording.warnings(store, together, lines):
            print(f"    Look at: {warned.sentence}")


def _print_account(store: Store, asked: argparse.Namespace, heading: str, moved: Sequence[Move]) -> None:
    """What would move, by kind, and one by one where that was asked."""
    print(heading)
    for said in (*wording.counts_sentences(moved), wording.gone_sentence(moved)):
        if said:
            print(f"  {said}")
    if asked.list:
        lines = indicators.account(store, moved, MOST_LISTED)
        for line in lines.head(MOST_LISTED).iter_rows(named=True):
            print(f"    {wording.line_sentence(line)}")
        if (more := sum(move.rows.height for move in moved) - MOST_LISTED) > 0:
            print(f"    and {more:,} more; --list-to FILE.csv writes them all")


def _offer(store: Store, asked: argparse.Namespace, prepared: Prepared) -> Proposed | None:
    """Print what the load would do, and what looks odd; None where that can't be known, for damage must not stop the
    load that mends it. Raises Stop where somebody has to say whether the files are the whole or a part."""
    try:
        offered = proposed(store, prepared)
        if offered.already and asked.scope != WHOLE:
            return offered
        said_so = asked.scope or prepared.remembered
        moved = indicators.what_moves(offered.under(said_so))
        _look_at(store, prepared, indicators.account(store, moved, MOST_LISTED))
        changed = indicators.what_changes(store, prepared.checked, said_so or WHOLE)
    except DamagedFile as problem:
        print(f"    Not compared with what is held: {problem}")
        return None
    ask = offered.undecided and said_so is None and not (prepared.refused and not asked.accept_rest)
    heading = "As the whole of what the files name:" if ask else "What this load does to what is shown:"
    if said_so and not asked.scope:
        print(f"    Taken as {'the whole' if said_so == WHOLE else 'a part'}, as the recipe says.")
    _print_account(store, asked, heading, moved)
    if said := wording.pages_sentence(changed):
        print(f"  {said}")
        for line in changed.head(MOST_LISTED if asked.list else 0).iter_rows(named=True):
            print(f"    {wording.line_sentence(line)}")
    if asked.list_to:
        asked.list_to.write_bytes(written(pl.concat([indicators.account(store, moved), changed])).write_csv().encode())
    if ask:
        part = indicators.what_moves(offered.part)
        _print_account(store, asked, "As a part, which adds or corrects:", part)
        again = shlex.join(["python", "-m", "analytics", "load", *map(str, asked.files), *_said(asked)])
        raise Stop(
            "Something that is shown now would disappear, and nothing says that it should, so nothing was stored. "
            f"Choose one:\n  {again} --whole\n  {again} --part"
        )
    return offered


def _said(asked: argparse.Namespace) -> list[str]:
    """What was said of the files, as it was typed."""
    said = [
        ("--recipe", asked.recipe),
        ("--kind", asked.kind),
        ("--cut", asked.cut and months.code(asked.cut)),
        ("--source", asked.source),
        ("--dash", asked.dash),
    ]
    given = [word for option, value in said if value for word in (option, value)]
    flags = {
        "--fractions": asked.fractions,
        "--no-fractions": asked.fractions is False,
        "--fill-down": asked.fill_down,
        "--accept-rest": asked.accept_rest,
    }
    return [*given, *(flag for flag, said_so in flags.items() if said_so)]


def _load(store: Store, asked: argparse.Namespace) -> None:
    adopt_catalogue(store)
    load_files(store, asked, [Incoming.from_path(path) for path in asked.files])


def load_files(store: Store, asked: argparse.Namespace, incoming: list[Incoming]) -> int:
    """Check, print the account of every file with its refused rows and warnings and what would change, and store.
    Returns the load_id of the load that has them.

    `asked` has the `load_arguments`; its files are those that the account says to load again. Raises Stop or
    ExtractError where nothing was stored because of the files.
    """
    told = ("recipe", "kind", "cut", "source", "dash", "fractions", "fill_down")
    options = Options(**{name: getattr(asked, name) for name in told})
    prepared = prepare(catalogue(), incoming, options)
    statutory.check_definitions(prepared)
    print_checked(prepared, MOST_PRINTED, "; --refused-to FILE.csv writes them all")
    if asked.refused_to:
        refused = pl.concat([c.refusals.with_columns(file_name=pl.lit(c.file_name)) for c in prepared.checked])
        asked.refused_to.write_bytes(written(refused).write_csv().encode())
    offered = _offer(store, asked, prepared)
    if prepared.refused and not asked.accept_rest:
        rest = all(checked.accepted.height for checked in prepared.checked)
        raise Stop(
            "Rows were refused, so nothing was stored. Correct them and load again"
            f"{', or store the others with --accept-rest' if rest else ''}."
        )
    if offered and offered.already and asked.scope != WHOLE:
        print(already_sentence(offered.already))
        return offered.already.load_id
    load_id = store_prepared(store, prepared, accept_rest=asked.accept_rest, scope=asked.scope, offered=offered)
    print(f"Stored as load {load_id}.")
    return load_id


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


def _demo(store: Store, asked: argparse.Namespace) -> None:
    """Load the catalogue, the published and the simulated extracts into an empty store; leave one with data alone. Or
    make up lists."""
    if asked.lists:
        made_up_lists(store, asked)
        return
    if store.ledger.history():
        print(f"The store at {store.root} has data already; nothing was loaded.")
        return
    for part in ("catalogue", "published", "simulated"):
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
    print(f"Load {asked.load_id} has been restored.")


def _erase(store: Store, asked: argparse.Namespace) -> None:
    removed = erase(store, asked.load_id, asked.reason)
    files = formatting.counted(removed, "file", "files")
    print(f"Load {asked.load_id} is erased: {files} removed. The ledger keeps the reason.")


def _check(store: Store, _: argparse.Namespace) -> None:
    ledger = check_ledger(store)
    if unreadable := [*sharing.problems(store), *Register(store.root, database=store.database).problems()]:
        print("\n".join([*ledger.mended, *ledger.problems, *check_files(store), *unreadable]))
        raise Stop("The store is damaged.")
    altered = sharing.log.verify(store)
    if removed := sharing.packs.finish_erasures(store):
        gone = formatting.counted(removed, "pack was", "packs were")
        print(f"Finished: an erasure that broke off; the files of {gone} removed.")
    damaged = [*check_files(store), *sharing.packs.check_packs(store)]
    for said in (*ledger.mended, *ledger.problems, *damaged, *altered):
        print(said)
    for mistake in () if ledger.problems or damaged else catalogue().mistakes:
        print(f"Left out until it is put right: {mistake_sentence(mistake)}")
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
    recovered = recover(store)
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
    if asked.kind != "indicators":
        tell_damage(damage(store))
        print_table(restated_cases(store, asked.kind), asked.format)
        return
    known_measure(asked.measure)
    tell_damage(damage(store))
    for lost in replaced_damage(store):
        print(lost.replaced_sentence, file=sys.stderr)
    found = indicators.restatements(store, asked.measure)
    if not indicators.anything_to_compare(store, asked.measure):
        print("Whether a figure has moved is not known: no two loads of one can be compared.", file=sys.stderr)
    print_table(found, asked.format)


def _history(store: Store, asked: argparse.Namespace) -> None:
    print_table(history(store), asked.format)
