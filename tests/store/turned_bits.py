"""Bits turned in the databases of a store: whatever is asked answers as before, or a sentence says what is damaged."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analytics.access import Role
from analytics.errors import UserFacingError
from analytics.sharing import links, log, packs
from analytics.sign_in.user_roles import Person, Register
from analytics.store import Store, check_files, check_ledger, history, indicator_rows
from tests.making import copied
from tests.store.breaking_off import made

QUESTIONS: dict[str, Callable[[Store], Any]] = {
    "figures": lambda store: indicator_rows(store).rows(),
    "history": lambda store: history(store).rows(),
    "check of the ledger": check_ledger,
    "check of the files": check_files,
    "packs": packs.packs,
    "check of the packs": packs.check_packs,
    "links": lambda store: links.links(store).rows(),
    "log": lambda store: log.entries(store).rows(),
    "check of the log": log.verify,
    "people": lambda store: Register(store.root).people().rows(),
}
SILENT = ("figures", "history")  # which must never answer otherwise than before


def turned(folder: Path, number: int, seed: int = 1) -> list[str]:
    """Turn a bit that is not zero bytes' in a database, so many times, and ask everything. Returns what was wrong."""
    chance, problems = random.Random(seed), []
    whole = made(folder / "whole")
    pack = packs.keep(whole, {"title": "September 2021"}, {"pack.html": b"<p>"}, {"cells.csv": b"a"})
    links.create(whole, pack)
    Register(whole.root).grant(Person("issuer", "", "ada-7"), Role.LEADER)
    before = {asked: ask(whole) for asked, ask in QUESTIONS.items()}
    for attempt in range(number):
        root = folder / str(attempt)
        copied(whole, root)
        file = root / f"{chance.choice(('ledger', 'sharing', 'people'))}.sqlite"
        content = bytearray(file.read_bytes())
        at = chance.choice([place for place, byte in enumerate(content) if byte and place >= 100])
        content[at] ^= 1 << chance.randrange(8)
        file.write_bytes(content)
        store = Store(root)
        for asked, ask in QUESTIONS.items():
            try:
                answer = ask(store)
            except UserFacingError:
                continue
            except Exception as problem:
                problems.append(f"{file.name}, byte {at}: {asked} raises {problem!r}"[:300])
                continue
            if asked in SILENT and answer != before[asked]:
                problems.append(f"{file.name}, byte {at}: other {asked} without a word")
        store.close()
        shutil.rmtree(root)
    return problems
