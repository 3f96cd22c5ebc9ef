"""The command line: python -m analytics COMMAND. It shows exactly what the pages show."""

from __future__ import annotations

import argparse
import io
import json
import sqlite3
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from analytics import access, audits, corporate, disclosure, indicators, months, screening, sharing, simulation
from analytics.access import NotAllowed, Role
from analytics.catalogue import ALL, CatalogueError, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.disclosure import CannotPublish, SignOff, Wanted
from analytics.extracts import CONTRACTS, MARKERS, Checked, ExtractError, Options
from analytics.marking import noted
from analytics.sharing.register import GRANTED, Person, Register
from analytics.store import (
    CantChange,
    Damage,
    DamagedFile,
    Incoming,
    Shown,
    Store,
    StoreTooNew,
    check_files,
    damage,
    damage_in_words,
    erase,
    history,
    months_held,
    prepare,
    redo,
    replaced_damage,
    store_prepared,
    sweep,
    the_store,
    undo,
    withheld,
)

MOST_PRINTED = 50  # refused rows; a file has them all
PUBLISHED = DATA / "published"


class Stop(Exception):
    """The command can't go on; the message says why and what to do."""


REFUSED = (
    CannotPublish,
    CantChange,
    CatalogueError,
    DamagedFile,
    ExtractError,
    NotAllowed,
    sharing.CantShare,
    sharing.DamagedPack,
    Stop,
    StoreTooNew,
)  # what says in a sentence why nothing was done


def _month(text: str) -> date:
    month = months.as_month(text)
    if month is None:
        raise argparse.ArgumentTypeError(f"“{text}” is not a month such as 2021-09")
    return month


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


def _tell_damage(damaged: Sequence[Damage]) -> None:
    if damaged:
        print(damage_in_words(damaged), file=sys.stderr)


def _load(store: Store, asked: argparse.Namespace) -> None:
    """Check, print the account of every file with its refused rows and warnings, and store."""
    options = Options(kind=asked.kind, cut=asked.cut, source=asked.source, dash=asked.dash)
    prepared = prepare(catalogue(), [Incoming.from_path(path) for path in asked.files], options)
    for checked in prepared.checked:
        print(_account(checked))
        for row, column, value, problem, code in checked.refusals.head(MOST_PRINTED).rows():
            print(f"    row {row}, {column}: “{value}” {problem} [{code}]")
        if checked.refusals.height > MOST_PRINTED:
            print(f"    and {checked.refusals.height - MOST_PRINTED} more; --refused-to FILE.csv writes them all")
        for notice in checked.notices:
            print(f"    Note: {notice}")
        _look_at(store, checked)
    if asked.refused_to:
        refused = pl.concat([c.refusals.with_columns(file_name=pl.lit(c.file_name)) for c in prepared.checked])
        asked.refused_to.write_bytes(refused.write_csv().encode())
    if prepared.refused and not asked.accept_rest:
        raise Stop(
            "Rows were refused, so nothing was stored. Correct them and load again, "
            "or store the others with --accept-rest."
        )
    print(f"Stored as load {store_prepared(store, prepared, accept_rest=asked.accept_rest)}.")


def _demo(store: Store, _: argparse.Namespace) -> None:
    """Load the published figures and their simulated splits into an empty store; leave a store with data alone."""
    if store.ledger.history():
        print(f"The store at {store.root} has data already; nothing was loaded.")
        return
    files = sorted(PUBLISHED.glob("*.csv"))
    print(f"Loading the published figures ({len(files)} files) ...", flush=True)
    _load_for_demo(store, [Incoming.from_path(file) for file in files])
    print(
        "Simulating the counts behind them, by locality and team (marked as simulated wherever shown) ...", flush=True
    )
    _load_for_demo(store, [Incoming(name, content) for name, content in simulation.files(PUBLISHED)])
    print("Done. September 2021 is shown as the council published it.")


def _load_for_demo(store: Store, incoming: list[Incoming]) -> None:
    prepared = prepare(catalogue(), incoming)
    for checked in prepared.checked:
        print(_account(checked))
    print(f"Stored as load {store_prepared(store, prepared)}.", flush=True)


def _simulate(_: Store, asked: argparse.Namespace) -> None:
    """Write the simulated splits as ordinary extract files; the store is not touched."""
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, content in simulation.files(PUBLISHED, asked.seed):
        (asked.out / name).write_bytes(content)
        print(asked.out / name)


def _undo(store: Store, asked: argparse.Namespace) -> None:
    undo(store, asked.load_id)
    print(f"Load {asked.load_id} is undone. `redo {asked.load_id}` brings it back.")


def _redo(store: Store, asked: argparse.Namespace) -> None:
    redo(store, asked.load_id)
    print(f"Load {asked.load_id} stands again.")


def _erase(store: Store, asked: argparse.Namespace) -> None:
    removed = erase(store, asked.load_id, asked.reason)
    print(f"Load {asked.load_id} is erased: {removed} files removed. The ledger keeps the reason.")


def _check(store: Store, _: argparse.Namespace) -> None:
    problems, altered = [*check_files(store), *sharing.packs.check_packs(store)], sharing.log.verify(store)
    for problem in (*problems, *altered):
        print(problem)
    stray = sweep(store)
    print(f"{len(problems)} files damaged or missing. {stray} stray files removed.")
    if problems:
        raise Stop("The store is damaged.")
    if altered:
        raise Stop("The log of who did what was changed.")


def _rebase(store: Store, asked: argparse.Namespace) -> None:
    """Confirm a step change: limits are worked out afresh from the month on."""
    _known("measure", asked.measure, list(catalogue().indicators))
    _known("locality", asked.locality, [ALL, *catalogue().areas])
    load_id = indicators.confirm_step(store, asked.measure, asked.month, asked.reason, asked.locality)
    name, area = catalogue().indicators[asked.measure].name, catalogue().area_name(asked.locality)
    print(f"Limits of “{name}”, {area}, are recalculated from {months.words(asked.month)}.")
    print(f"Stored as load {load_id}. `undo {load_id}` brings the former limits back.")


def _restatements(store: Store, asked: argparse.Namespace) -> None:
    _known("measure", asked.measure, list(catalogue().indicators))
    _tell_damage(damage(store))
    for lost in replaced_damage(store):
        print(lost.replaced_sentence, file=sys.stderr)
    _print(indicators.restatements(store, asked.measure), asked.format)


def _history(store: Store, asked: argparse.Namespace) -> None:
    _print(history(store), asked.format)


def _people(store: Store, asked: argparse.Namespace) -> None:
    """Give or take a role, or list who has one. It holds from the next click of whoever it is about."""
    register = Register(store.root)
    if asked.what == "list":
        _print(register.people(), asked.format)
        return
    person = Person(asked.issuer, asked.tenant, asked.subject)
    if asked.what == "grant":
        register.grant(person, asked.role)
        print(f"{person.subject} is {asked.role} from now on.")
    elif register.revoke(person):
        print(f"{person.subject} has no role any more.")
    else:
        raise Stop("Nobody with this issuer, tenant and subject has a role; `people list` shows who has.")


def _indicator(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    if asked.measure is None:
        raise Stop("Name the indicator with --measure, for example --measure icpc_15d.")
    series = indicators.series(store, asked.measure, asked.month, asked.locality, asked.shown)
    return series.filter(pl.col("month") <= asked.month).select(*indicators.COLUMNS, *indicators.LIMITS)


def _indicators(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    table = indicators.month_table(store, asked.month, asked.locality, asked.shown).select(indicators.COLUMNS)
    return table if asked.measure is None else table.filter(pl.col("measure_id") == asked.measure)


def _localities(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    table = indicators.by_place(store, asked.month, asked.shown).select(indicators.PLACE_COLUMNS)
    for column, wanted in (("measure_id", asked.measure), ("locality", asked.locality)):
        if wanted not in (None, ALL):
            table = table.filter(pl.col(column) == wanted)
    return table


def _of_audits(
    table: Callable[[Store, date, Shown, str], pl.DataFrame],
) -> Callable[[Store, argparse.Namespace], pl.DataFrame]:
    """A table of the Audits page, which counts the audits of one area or of the whole council."""

    def ask(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
        if audits.area_held(store, asked.month, asked.shown, asked.locality) != asked.locality:
            raise Stop(f"No audit is held for {asked.locality} alone. Leave out --locality for the whole council.")
        return table(store, asked.month, asked.shown, asked.locality)

    return ask


TABLES: dict[str, Callable[[Store, argparse.Namespace], pl.DataFrame]] = {
    "indicators": _indicators,
    "indicator": _indicator,
    "localities": _localities,
    "audits": _of_audits(audits.by_month),
    "audits-by-legal-status": _of_audits(audits.by_legal_status),
    "audits-by-team": _of_audits(audits.teams.by_team),
    "audits-by-area": _of_audits(audits.practice.by_area),
    "audit-snapshot": _of_audits(audits.snapshot),
    "moderation": _of_audits(audits.moderation.by_month),
    "audit-actions": _of_audits(audits.actions.by_month),
    "screening": lambda store, asked: screening.by_area(store, asked.month, asked.shown),
    "screening-by-month": lambda store, asked: screening.by_month(store, asked.month, shown=asked.shown),
    "scorecard": lambda store, asked: corporate.scorecard.measures(store, asked.month, asked.shown),
    "risks": lambda store, asked: corporate.risks.register(store, asked.month, asked.shown),
    "placements": lambda store, asked: corporate.placements.by_month(store, asked.month, asked.shown),
    "budget": lambda store, asked: corporate.budget.lines(store, asked.month, asked.shown),
    "plan": lambda store, asked: corporate.plan.priorities(store, asked.month, asked.shown),
    "questions": lambda store, asked: corporate.questions.register(),
}
WHOLE_COUNCIL = (
    *("screening", "screening-by-month", "scorecard", "risks", "placements", "budget", "plan", "questions"),
)


def _known(what: str, value: str | None, names: list[str]) -> None:
    if value is not None and value not in names:
        raise Stop(f"“{value}” is not a {what} in the catalogue. Known: {', '.join(names)}.")


def _table(store: Store, asked: argparse.Namespace) -> None:
    _known("locality", asked.locality, [ALL, *catalogue().areas])
    _known("measure", asked.measure, list(catalogue().indicators))
    held, damaged = months_held(store), damage(store)
    _tell_damage(damaged)
    if not held and damaged:
        raise Stop("No other figures are held.")
    if not held:
        raise Stop("The store is empty. Load extracts with `python -m analytics load FILE`, or run `demo`.")
    asked.month = asked.month or held[0]
    if asked.month in withheld(store) and asked.month not in held:
        raise Stop(f"Everything that is held for {months.words(asked.month)} is withheld.")
    if asked.month not in held:
        first, last = months.code(held[-1]), months.code(held[0])
        raise Stop(f"Nothing is held for {months.words(asked.month)}; held are {first} to {last}.")
    if asked.name not in ("indicators", "indicator", "localities") and asked.measure:
        raise Stop(f"The table {asked.name} is not of one indicator; --measure does not apply to it.")
    if asked.name in WHOLE_COUNCIL and asked.locality != ALL:
        raise Stop(f"The table {asked.name} is for the whole council; --locality does not apply to it.")
    table = TABLES[asked.name](store, asked)
    if table.is_empty():
        print("The table has no row: nothing of it is held for this month, area and version.", file=sys.stderr)
    _print(table, asked.format)


def _print(frame: pl.DataFrame, form: str) -> None:
    frame = noted(frame)
    if form == "json":
        print(json.dumps(frame.to_dicts(), default=str, ensure_ascii=False, indent=1))
    else:
        print(frame.write_csv(), end="")


def _pack(store: Store, asked: argparse.Namespace) -> None:
    """Make a pack, write its files into a folder, and note it as exported."""
    locality = asked.locality
    _known("locality", locality, [ALL, *catalogue().areas])
    may = [s for s in disclosure.SECTIONS if locality == ALL or s in disclosure.OF_ONE_AREA]
    if beyond := sorted(set(asked.sections or ()) - set(may)):
        raise Stop(f"{', '.join(beyond)}: not for one area. Choose from {', '.join(may)}, or leave out --locality.")
    may = [s for s in may if s in (asked.sections or may)]
    chosen = {section: asked.policy or disclosure.DEFAULTS[section] for section in may}
    sign_off = SignOff(str(access.viewer().role), datetime.now(UTC).date(), asked.reason) if asked.reason else None
    wanted = Wanted(asked.month, locality, tuple(may), chosen, sign_off)
    told: dict[str, None] = {}

    def tell(_: float, what: str) -> None:
        if what not in told:
            told[what] = None
            print(what, file=sys.stderr)

    made = sharing.making.draft(store, wanted, tell)
    pack_id = sharing.making.freeze(store, made)
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, content in sharing.making.export(store, pack_id).items():
        (asked.out / name).write_bytes(content)
        print(asked.out / name)
    hidden = made.disclosed.hidden.height
    print(f"Pack {pack_id}: {hidden:,} figures hidden. {made.disclosed.audit_said}", file=sys.stderr)


def _share_create(store: Store, asked: argparse.Namespace) -> None:
    """Print a new link, this once: only its hash is kept."""
    base = urlsplit(asked.base_url)
    if base.scheme not in ("http", "https") or not base.netloc or base.query or base.fragment:
        raise Stop(f"“{asked.base_url}” is not an address such as https://figures.example.gov.uk.")
    token = sharing.making.share(store, asked.pack_id, asked.days)
    link = f"{asked.base_url.rstrip('/')}/s/{token}"
    print(link)
    pack = next(pack for pack in sharing.packs.packs(store) if pack.pack_id == asked.pack_id)
    for name in pack.files:
        if name != sharing.packs.PAGE:
            print(f"{link}/{name}")
    print(f"Keep it: it is not shown again. It works for {asked.days} days, for whoever has it.", file=sys.stderr)


def _share_revoke(store: Store, asked: argparse.Namespace) -> None:
    sharing.links.revoke(store, asked.link_id)
    print(f"Link {asked.link_id} is revoked and opens nothing any more.")


def _share_erase(store: Store, asked: argparse.Namespace) -> None:
    sharing.packs.erase(store, asked.pack_id, asked.reason)
    print(f"The pack {asked.pack_id[:12]}… is erased; its links open nothing any more. The log keeps the reason.")


def _share_list(store: Store, asked: argparse.Namespace) -> None:
    _print(sharing.links.links(store), asked.format)


def _share_packs(store: Store, asked: argparse.Namespace) -> None:
    rows = [
        {
            "pack_id": pack.pack_id,
            "kept_at": pack.kept_at,
            "kept_by": pack.kept_by,
            "about": json.dumps(pack.about, ensure_ascii=False),
            "files": " ".join(pack.files),
            "exported": pack.exported,
            "erased": pack.erased,
        }
        for pack in sharing.packs.packs(store)
    ]
    _print(pl.DataFrame(rows), asked.format)


def _share_log(store: Store, asked: argparse.Namespace) -> None:
    """Print the log; say on standard error whether its chain is whole."""
    _print(sharing.log.entries(store), asked.format)
    if problems := sharing.log.verify(store):
        raise Stop("\n".join(problems))
    lines, last = sharing.log.last_hash(store)
    print(f"The chain of {lines} lines is whole. Its last hash is {last}.", file=sys.stderr)


def _share_arguments(sharing_parser: argparse.ArgumentParser) -> None:
    commands = sharing_parser.add_subparsers(required=True)
    for name, does, about in (
        ("packs", _share_packs, "list every frozen pack"),
        ("create", _share_create, "make a link to a pack and print it, this once"),
        ("list", _share_list, "list every link, with how often it was opened"),
        ("revoke", _share_revoke, "close a link for good"),
        ("erase", _share_erase, "remove the files of a pack for good"),
        ("log", _share_log, "print who did what, and check that nobody changed it"),
    ):
        added = commands.add_parser(name, help=about)
        added.set_defaults(does=does)
        if name in ("packs", "list", "log"):
            added.add_argument("--format", choices=("csv", "json"), default="csv")
    for name in ("create", "erase"):
        commands.choices[name].add_argument("pack_id", metavar="PACK_ID")
    commands.choices["erase"].add_argument("--reason", required=True)
    creating = commands.choices["create"]
    creating.add_argument("--days", type=int, default=60, help="how long it works, 1 to 365; 60 if not given")
    creating.add_argument("--base-url", default="http://localhost:8501", help="where readers reach the app")
    commands.choices["revoke"].add_argument("link_id", type=int, metavar="LINK_ID")


def _people_arguments(people: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """`grant`, `revoke` and `list`. Returns the parser of the list."""
    parts = people.add_subparsers(dest="what", required=True)
    grant, revoke, listed = (parts.add_parser(what) for what in ("grant", "revoke", "list"))
    for about in (grant, revoke):
        about.add_argument("--issuer", required=True, help="the identity provider, as the page without a role says it")
        about.add_argument("--tenant", default="", help="the tenant, where the issuer has several")
        about.add_argument("--subject", required=True, help="the identifier of the person's account")
    grant.add_argument("--role", required=True, type=Role, choices=GRANTED)
    return listed


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m analytics", description="Line of Sight on the command line.")
    commands = parser.add_subparsers(required=True)

    def command(name: str, does: Callable[[Store, argparse.Namespace], None], about: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=about)
        added.set_defaults(does=does)
        return added

    command("demo", _demo, "load the published figures and their simulated splits into an empty store")
    simulated = command("simulate", _simulate, "write the simulated splits as extract files, to be loaded like others")
    simulated.add_argument("--seed", type=int, default=simulation.SEED, help="the same seed gives the same bytes")
    simulated.add_argument("--out", type=Path, required=True, metavar="DIR")
    loading = command("load", _load, "check extract files and store them")
    loading.add_argument("files", nargs="+", type=Path, metavar="FILE")
    loading.add_argument(
        "--kind", choices=list(CONTRACTS), help="the extract kind; found from the columns if not given"
    )
    loading.add_argument("--cut", type=_month, help="the month the extract describes, if it has no cut column")
    loading.add_argument("--source", help="a short name of where it comes from, if it has no source column")
    loading.add_argument("--dash", choices=list(MARKERS), help="what a dash in place of a value means in these files")
    loading.add_argument("--accept-rest", action="store_true", help="store the good rows although others are refused")
    loading.add_argument("--refused-to", type=Path, metavar="FILE.csv", help="write the refused rows to a file")
    listed = command("history", _history, "list every load, newest first")
    for name, does, about in (
        ("undo", _undo, "take a load back"),
        ("redo", _redo, "bring an undone load back"),
        ("erase", _erase, "remove the files of an undone load for good"),
    ):
        command(name, does, about).add_argument("load_id", type=int)
    commands.choices["erase"].add_argument("--reason", required=True)
    command("check", _check, "check every stored file, and remove what a killed load left behind")
    sharer = commands.add_parser("share", help="links to frozen packs, and the log of who did what")
    _share_arguments(sharer)
    packing = command("pack", _pack, "make a board pack and write its files into a folder")
    packing.add_argument("--month", type=_month, required=True, help="such as 2021-09")
    packing.add_argument("--locality", default=ALL)
    packing.add_argument(
        "--sections", nargs="+", choices=disclosure.SECTIONS, help="all that the area has, if not given"
    )
    packing.add_argument("--policy", choices=list(disclosure.policies()), help="for every section; else each its own")
    packing.add_argument("--reason", default="", help="why figures may leave unprotected, where the policy asks for it")
    packing.add_argument("--out", type=Path, required=True, metavar="DIR")
    step = command(
        "rebase", _rebase, "confirm a step change: recalculate an indicator's control limits from a month on"
    )
    step.add_argument("--measure", required=True)
    step.add_argument("--month", type=_month, required=True, help="the first month of the new level, such as 2021-05")
    step.add_argument("--locality", default=ALL)
    step.add_argument("--reason", required=True, help="what changed in the service, without names of people")
    moved = command("restatements", _restatements, "list every figure that moved after it was first known")
    people = _people_arguments(command("people", _people, "say who may sign in to a served app, and in which role"))
    table = command("table", _table, "print the table that a page shows")
    table.add_argument("name", choices=list(TABLES))
    table.add_argument("--month", type=_month, help="such as 2021-09; the newest held if not given")
    table.add_argument("--locality", default=ALL)
    table.add_argument(
        "--as",
        dest="shown",
        choices=("known", "published"),
        default="known",
        help="as now known, or as first published",
    )
    for printing in (table, moved):
        printing.add_argument("--measure")
    for printing in (listed, table, moved, people):
        printing.add_argument("--format", choices=("csv", "json"), default="csv")
    return parser


def main(arguments: list[str] | None = None) -> int:
    """Run one command. Returns 0, or 1 with a sentence on standard error if it could not be done."""
    asked = _arguments().parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):  # a Windows console or pipe may not know every letter
            stream.reconfigure(errors="backslashreplace")
    try:
        with access.acting_as(access.LOCAL):  # whoever has a shell here has the files too
            asked.does(the_store(), asked)
    except REFUSED as problem:
        print(problem, file=sys.stderr)
        return 1
    except (sqlite3.Error, OSError) as problem:
        print(f"The store can't be written or read ({problem}). Nothing was changed.", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
