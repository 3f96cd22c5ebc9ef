"""Commands about what leaves and who may see it: packs, links, the log, people and their roles."""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import polars as pl

from analytics import access, disclosure, formatting, sharing
from analytics.access import Role
from analytics.catalogue import ALL
from analytics.commands.cli_helpers import (
    Commands,
    Stop,
    command,
    known_locality,
    known_policy,
    month,
    print_table,
    printing,
)
from analytics.disclosure import SignOff, Wanted
from analytics.sign_in.user_roles import GRANTED, Person, Register
from analytics.store import Store


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add these commands to a parser."""
    packing = command(commands, "pack", _pack, "make a board pack and write its files into a folder")
    packing.add_argument("--month", type=month, required=True, help="such as 2024-09")
    packing.add_argument("--locality", default=ALL)
    sections = list(disclosure.PACK_SECTIONS)
    packing.add_argument("--sections", nargs="+", choices=sections, help="all that the area has, if not given")
    packing.add_argument("--policy", help="for every section; else each its own")
    packing.add_argument("--reason", default="", help="why figures may leave unprotected, where the policy asks for it")
    packing.add_argument("--no-comments", action="store_true", help="leave out what people wrote on its indicators")
    packing.add_argument("--out", type=Path, required=True, metavar="DIR")
    _add_share(commands.add_parser("share", help="links to frozen packs, and the log of who did what"))
    about = "say who may sign in to a served app, and in which role"
    _add_people(command(commands, "people", _people, about, without_ledger=True))


def _add_share(share: argparse.ArgumentParser) -> None:
    commands = share.add_subparsers(required=True)
    for name, does, about, without_ledger in (
        ("packs", _share_packs, "list every frozen pack", False),
        ("list", _share_list, "list every link, with how often it was opened", True),
        ("log", _share_log, "print who did what, and check that nobody changed it", False),
    ):
        printing(command(commands, name, does, about, without_ledger=without_ledger))
    creating = command(commands, "create", _share_create, "make a link to a pack and print it, this once")
    creating.add_argument("pack_id", metavar="PACK_ID")
    creating.add_argument("--days", type=int, default=60, help="how long it works, 1 to 365; 60 if not given")
    creating.add_argument("--base-url", default="http://localhost:8501", help="where readers reach the app")
    revoking = command(commands, "revoke", _share_revoke, "close a link for good", without_ledger=True)
    revoking.add_argument("link_id", type=int, metavar="LINK_ID")
    erasing = command(commands, "erase", _share_erase, "remove the files of a pack for good")
    erasing.add_argument("pack_id", metavar="PACK_ID")
    erasing.add_argument("--reason", required=True)


def _add_people(people: argparse.ArgumentParser) -> None:
    parts = people.add_subparsers(dest="what", required=True)
    grant, revoke, listed = (parts.add_parser(what) for what in ("grant", "revoke", "list"))
    for about in (grant, revoke):
        about.add_argument("--issuer", required=True, help="the identity provider, as the page without a role says it")
        about.add_argument("--tenant", default="", help="the tenant, where the issuer has several")
        about.add_argument("--subject", required=True, help="the identifier of the person's account")
    grant.add_argument("--role", required=True, type=Role, choices=GRANTED)
    printing(listed)


def _pack(store: Store, asked: argparse.Namespace) -> None:
    """Make a pack, write its files into a folder, and note it as exported."""
    locality = asked.locality
    known_locality(locality)
    known_policy(asked.policy)
    may = disclosure.sections_of(store, locality)
    if beyond := sorted(set(asked.sections or ()) - set(may)):
        why = "nothing of it is loaded" if locality == ALL else "not for one area"
        raise Stop(f"{', '.join(beyond)}: {why}. Choose from {', '.join(may)}.")
    sections = tuple(s for s in may if s in (asked.sections or may))
    chosen = dict.fromkeys(sections, asked.policy) if asked.policy else {}
    sign_off = SignOff(str(access.viewer().role), datetime.now(UTC).date(), asked.reason) if asked.reason else None
    wanted = Wanted(asked.month, locality, sections, chosen, sign_off, not asked.no_comments)
    told: dict[str, None] = {}

    def tell(_: float, what: str) -> None:
        if what not in told:
            told[what] = None
            print(what, file=sys.stderr)

    made = sharing.pack_service.draft(store, wanted, tell)
    pack_id = sharing.pack_service.freeze(store, made)
    asked.out.mkdir(parents=True, exist_ok=True)
    for name, content in sharing.pack_service.export(store, pack_id).items():
        (asked.out / name).write_bytes(content)
        print(asked.out / name)
    hidden = made.disclosed.hidden.height
    print(
        f"Pack {pack_id}: {formatting.counted(hidden, 'figure', 'figures')} hidden. {made.disclosed.check_said}",
        file=sys.stderr,
    )


def _share_create(store: Store, asked: argparse.Namespace) -> None:
    """Print a new link, this once: only its hash is kept."""
    base = urlsplit(asked.base_url)
    if base.scheme not in ("http", "https") or not base.netloc or base.query or base.fragment:
        raise Stop(f"“{asked.base_url}” is not an address such as https://figures.example.gov.uk.")
    token = sharing.pack_service.share(store, asked.pack_id, asked.days)
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
    print_table(sharing.links.links(store), asked.format)


def _share_packs(store: Store, asked: argparse.Namespace) -> None:
    rows = [
        {**asdict(pack), "about": json.dumps(pack.about, ensure_ascii=False), "files": " ".join(pack.files)}
        for pack in sharing.packs.packs(store)
    ]
    print_table(pl.DataFrame(rows), asked.format)


def _share_log(store: Store, asked: argparse.Namespace) -> None:
    """Print the log; say on standard error whether its chain is whole."""
    print_table(sharing.log.entries(store), asked.format)
    if problems := sharing.log.verify(store):
        raise Stop("\n".join(problems))
    lines, last = sharing.log.last_hash(store)
    print(
        f"The chain of {formatting.counted(lines, 'line', 'lines')} is whole. Its last hash is {last}.", file=sys.stderr
    )


def _people(store: Store, asked: argparse.Namespace) -> None:
    """Give or take a role, or list who has one. It holds from the next click of whoever it is about."""
    register = Register(store.root, database=store.database)
    if asked.what == "list":
        print_table(register.people(), asked.format)
        return
    person = Person(asked.issuer, asked.tenant, asked.subject)
    if asked.what == "grant":
        register.grant(person, asked.role)
        print(f"{person.subject} is {asked.role} from now on.")
    elif register.revoke(person):
        print(f"{person.subject} has no role any more.")
    else:
        raise Stop("Nobody with this issuer, tenant and subject has a role; `people list` shows who has.")
