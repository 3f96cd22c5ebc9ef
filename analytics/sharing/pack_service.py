"""Making a pack: disclosed, checked against everything that was handed out before, written in every format, frozen.

A pack is checked twice: when it is made, and again before a link to it can exist or it is exported, because another
pack may have been handed out in between. It may repeat figures of an earlier pack, to say what changed; then it holds
that one's cells too, so that they count whatever becomes of the earlier pack.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from io import BytesIO
from typing import Any

import polars as pl

from analytics import board_packs, formatting, months
from analytics.access import require_reader
from analytics.catalogue import catalogue
from analytics.disclosure import (
    CELLS,
    PACK_SECTIONS,
    CannotPublish,
    Disclosed,
    Leaving,
    Wanted,
    disclose,
    find_exposed,
    policies,
    smallest,
)
from analytics.errors import UserFacingError
from analytics.extracts import CATALOGUE_KINDS
from analytics.sharing import links, packs
from analytics.sharing.database import Clock, utc_now
from analytics.store import Store, in_one_moment

_log = logging.getLogger(__name__)

_CELLS = "cells.parquet"
_FRAME = "frame-"
AT_ONCE = 1  # packs that are worked out at once in a process; one takes a core for as long as it takes
LONGEST_WAIT, LOOKS_AGAIN = 300.0, 1.0  # seconds in the queue, and between two looks whether it has moved on
_AGAINST = "checked_against"  # the packs that it was checked with when it was made
_COMMENTED = (
    "Comments are the words of those who wrote them, read by the maker of the pack and not by this check. One with "
    "numbers is given only beside a figure that is published exactly."
)
# The same words whatever the check found: how many counts it had to look at could tell one of them.
_CHECKED = "Beside everything that was handed out before, this pack gives no further hidden count away."
Progress = Callable[[float, str], None]


def unheard(_: float, __: str) -> None:
    """Progress that nobody listens to."""


@dataclass(frozen=True)
class _Previous:
    """An earlier pack that may be compared with: its frames by name, its cells, and its month in words."""

    frames: Mapping[str, pl.DataFrame]
    cells: bytes
    named: str


@dataclass(frozen=True)
class Draft:
    """A pack that is not frozen yet: what leaves (`files`), what never does (`private`), and what is said of it."""

    disclosed: Disclosed
    paper: board_packs.Paper
    about: Mapping[str, Any]
    files: Mapping[str, bytes]
    private: Mapping[str, bytes]


_room = threading.BoundedSemaphore(AT_ONCE)
_drafting: set[str] = set()  # for whom a pack is being worked out
_of_drafting = threading.Lock()


class BusyDrafting(UserFacingError):
    """Somebody asks for a pack while their last one is still being worked out, or none can begin for too long."""


@contextmanager
def turn_to_draft(person: str, waits: Callable[[], object]) -> Iterator[None]:
    """Wait until a pack may be worked out: one at a time for each person, AT_ONCE in this process. `waits` is called
    each second in the queue, and may raise to leave it. Raises BusyDrafting."""
    with _of_drafting:
        if person in _drafting:
            raise BusyDrafting(
                "Your last pack is still being worked out, perhaps in another tab. Wait until it is there, then press "
                "Preview again."
            )
        _drafting.add(person)
    try:
        until = time.monotonic() + LONGEST_WAIT
        while not _room.acquire(timeout=LOOKS_AGAIN):
            waits()
            if time.monotonic() > until:
                raise BusyDrafting("Other people's packs are being worked out. Press Preview again in a few minutes.")
        try:
            yield
        finally:
            _room.release()
    finally:
        with _of_drafting:
            _drafting.discard(person)


@in_one_moment
def draft(store: Store, wanted: Wanted, progress: Progress = unheard, *, now: Clock = utc_now) -> Draft:
    """Everything that a pack would hold. Nothing is kept. Raises NotAllowed, CannotPublish, DamagedPack."""
    viewer = require_reader()
    handed_out = _handed_out(store, now)
    disclosed = disclose(store, wanted, _joined(handed_out.values()), progress)
    if not any(p.frame.height for p in disclosed.publishables.values()):
        raise CannotPublish(
            f"Nothing is held for {months.words(wanted.month)} that could stand in a pack. Choose another month."
        )
    unsure = _unsure(packs.forgotten(store), len(packs.unlisted(store)))
    written = disclosed.publishables["comments"].frame.height if "comments" in disclosed.publishables else 0
    disclosed = replace(disclosed, check_said=" ".join([disclosed.check_said, *_to_read(written), *unsure]))
    previous = _previous(store, wanted, handed_out)
    made, loads, sign = now(), _loads(store), wanted.sign_off
    about = {
        "title": f"{months.words(wanted.month)}, {catalogue().area_name(wanted.locality)}",
        "month": months.code(wanted.month),
        "area": wanted.locality,
        "sections": list(wanted.sections),
        "policies": {section: wanted.policy(section) for section in wanted.sections},
        "signed_off": f"by the {sign.role} on {sign.on.day} {sign.on:%B %Y}: {sign.reason}" if sign else "",
        "catalogue": _catalogue_used(store),
        "loads": loads,
        "made_at": made.isoformat(timespec="seconds"),
        "made_by": str(viewer.role),
        "dropped": list(disclosed.dropped),
        "comments": written,
        _AGAINST: sorted(handed_out),
    }
    progress(0.96, "Writing the page, the PDF, the Word document, the slides and the workbook")
    before, named = (previous.frames, previous.named) if previous else (None, "")
    paper = board_packs.paper(disclosed, _provenance(about, made), loads, before, named)
    about["mark"] = paper.mark
    files = {
        packs.PAGE: board_packs.page(paper),
        "pack.pdf": board_packs.document(paper),
        "pack.docx": board_packs.word(paper),
        "pack.pptx": board_packs.slides(paper),
        "pack.xlsx": board_packs.workbook(paper),
        **board_packs.csv_files(paper),
    }
    frames = {f"{_FRAME}{name}.parquet": _parquet(p.frame) for name, p in disclosed.publishables.items()}
    cells = _joined([_parquet(disclosed.cells), *([previous.cells] if previous else [])])
    assert cells is not None  # its own at least
    return Draft(disclosed, paper, about, files, {_CELLS: _parquet(cells), **frames})


def freeze(store: Store, made: Draft, *, now: Clock = utc_now) -> str:
    """Keep a draft for good; returns the pack's id. Raises NotAllowed."""
    return packs.keep(store, made.about, made.files, made.private, now=now)


def share(store: Store, pack_id: str, days: int = 60, progress: Progress = unheard, *, now: Clock = utc_now) -> str:
    """Make a link to a pack once it has been checked again; returns the token, which is shown this once.

    Raises NotAllowed, CantShare, DamagedPack, and CannotPublish if it would now give a hidden figure away.
    """
    token, link_id = links.create(store, pack_id, days, now=now)
    try:  # the link stands already, so that of two that are made at once each is checked against the other
        _check_again(store, pack_id, progress, now)
    except BaseException:
        links.revoke(store, link_id, now=now)  # nobody has its token
        raise
    return token


def export(store: Store, pack_id: str, progress: Progress = unheard, *, now: Clock = utc_now) -> dict[str, bytes]:
    """The files of a pack to hand out, once it has been checked again, noted as exported. Raises as `share` does."""
    against = _check_again(store, pack_id, progress, now)
    found = next(pack for pack in packs.packs(store) if pack.pack_id == pack_id)
    files = {name: packs.read(store, pack_id, name) for name in found.files}
    packs.exported(store, pack_id, now=now)
    # From here on every other check sees this pack; what was handed out while it was checked has not been seen by it.
    if not _handed_out(store, now, pack_id).keys() <= against:
        _check_again(store, pack_id, progress, now)
    return files


def _handed_out(store: Store, now: Clock, but: str = "") -> dict[str, bytes]:
    """The cells of every pack that somebody outside may have seen, but one, by pack id, oldest first; last those of
    packs that are not listed any more, known by their columns."""
    lying = [(made, file) for made in packs.unlisted(store) for file in packs.unlisted_private(store, made)]
    cells = [(made, file) for made, file in lying if pl.read_parquet_schema(BytesIO(file)).keys() == CELLS.keys()]
    return {made: file for made, file in (*packs.private(store, _CELLS, now=now), *cells) if made != but}


def _check_again(store: Store, pack_id: str, progress: Progress, now: Clock) -> frozenset[str]:
    """Raises CannotPublish if the pack, with all that was handed out since it was made, betrays a hidden count.

    Where nothing was, the check of its making stands. Returns the ids of the packs that it has been checked against.
    """
    own = packs.private_of(store, pack_id)[_CELLS]
    others = _handed_out(store, now, pack_id)
    about = next(pack.about for pack in packs.packs(store) if pack.pack_id == pack_id)
    if _AGAINST in about and others.keys() <= set(about[_AGAINST]):
        return frozenset(others)
    mine = _joined([own])
    every = _joined([own, *others.values()])
    if mine is None or every is None or mine.is_empty():
        return frozenset(others)
    began = time.perf_counter()
    others_alone = _joined(others.values())
    known_then = _joined([own, *(others[made] for made in about.get(_AGAINST, ()) if made in others)])
    known = [cells for cells in (others_alone, known_then) if cells is not None]
    named = policies()
    most = smallest(named[policy] for policy in about.get("policies", {}).values() if policy in named)
    touched = frozenset(mine["statement"])
    found = find_exposed(every, touched, set(), progress, leaving=Leaving(every, touched, most, known))
    _log.info(
        "Disclosure check of %s, before the pack is handed out: %s; hidden counts %d, steps 1, %.1f s",
        ", ".join(f"{section} ({policy})" for section, policy in about.get("policies", {}).items()),
        "not passed" if found.exposed else "passed",
        found.checked,
        time.perf_counter() - began,
    )
    if found.exposed:
        raise CannotPublish(
            "With what has been handed out since this pack was made, a hidden figure could be worked out. Make the "
            "pack again: it will be checked against those, and leave out what it must."
        )
    return frozenset(others)


def _joined(cells: Iterable[bytes]) -> pl.DataFrame | None:
    """The cells of several packs; a statement that two of them make is one."""
    frames = [pl.read_parquet(BytesIO(content)) for content in cells]
    return pl.concat(frames).unique(maintain_order=True) if frames else None


def _parquet(frame: pl.DataFrame) -> bytes:
    out = BytesIO()
    frame.write_parquet(out)
    return out.getvalue()


def _previous(store: Store, wanted: Wanted, handed_out: Mapping[str, bytes]) -> _Previous | None:
    """The pack of the area to compare with, of the month or an earlier one and of those that somebody outside may have
    seen: the newest of those that share most of what is compared, and only the frames that it protects in the same way.

    What was signed for is repeated nowhere: it was signed for its own readers. Nor does a pack show what its own
    policy would have hidden.
    """
    about = {pack.pack_id: pack.about for pack in packs.packs(store)}
    shared = {
        pack_id: _compared(wanted, about[pack_id])
        for pack_id in reversed(list(handed_out))
        if about.get(pack_id, {}).get("area") == wanted.locality
        and about[pack_id]["month"] <= months.code(wanted.month)
    }
    chosen = max(shared, key=lambda pack_id: len(shared[pack_id]), default=None)
    if chosen is None or not shared[chosen]:
        return None
    names = [name for section in shared[chosen] for name in PACK_SECTIONS[section].frames]
    private = packs.private_of(store, chosen)
    files = {name: private.get(f"{_FRAME}{name}.parquet") for name in names}
    frames = {name: pl.read_parquet(BytesIO(content)) for name, content in files.items() if content is not None}
    month = months.as_month(about[chosen]["month"])
    assert month is not None  # packs are made with one
    return _Previous(frames, handed_out[chosen], months.words(month))


def _compared(wanted: Wanted, earlier: Mapping[str, Any]) -> list[str]:
    """The sections that can be compared, and that both packs have under one policy, which nobody need sign for."""
    then, known = earlier.get("policies", {}), policies()
    now = {s: wanted.policy(s) for s in wanted.sections if board_packs.WRITERS[s].changes}
    return [s for s, policy in now.items() if then.get(s) == policy and not known[policy].signed_off]


def _unsure(erased: int, unlisted: int) -> list[str]:
    """What the maker is told where packs can't be taken into account, or nobody knows which were handed out."""
    gone = formatting.counted(erased, "pack that was handed out has", "packs that were handed out have")
    lie = formatting.counted(unlisted, "pack in the store is", "packs in the store are")
    said = {
        f"But {gone} been erased since: whoever kept a copy may work out more with it than was checked.": erased,
        f"But {lie} not listed: sharing.sqlite is lost or too old, so every pack in the store was taken for one that "
        "was handed out. Restore it from the backup.": unlisted,
    }
    return [sentence for sentence, holds in said.items() if holds]


def _to_read(comments: int) -> list[str]:
    """What the maker is told of comments, which are people's words."""
    if not comments:
        return []
    said = formatting.counted(comments, "comment is", "comments are")
    return [f"{said} in the pack. The check does not read words: read each, and leave out or rewrite what tells more."]


def _loads(store: Store) -> list[dict[str, str]]:
    """The extracts that readers see now, one line each. Keys of board_packs.LOADS leave; the rest stays with us:
    somebody typed the file's name, and with its hash a guess at the counts of a small extract could be proved right.
    """
    figures = [held for held in store.ledger.live() if held[1].kind not in CATALOGUE_KINDS]
    live = sorted(figures, key=lambda held: (held[0], held[1].kind, held[1].cut))
    return [
        {
            "file": part.file_name,
            "kind": part.kind.replace("_", " "),
            "cut": months.words(part.cut),
            "source": part.source,
            "load": str(load_id),
            "sha256": part.file_sha256[:12],
        }
        for load_id, part in live
    ]


def _catalogue_used(store: Store) -> str:
    """Which state of the catalogue a pack is made with."""
    of_catalogue = [load for load in store.ledger.history() if load.live and load.part.kind in CATALOGUE_KINDS]
    if not of_catalogue:
        return ""
    newest = max(of_catalogue, key=lambda load: load.load_id)
    at = newest.loaded_at
    return f"definitions, targets and areas as of load {newest.load_id}, {at.day} {at:%B %Y}"


def _provenance(about: Mapping[str, Any], made: datetime) -> list[tuple[str, str]]:
    """What the paper says of where it comes from."""
    known = policies()
    used = [
        f"{section}: {known[policy].title}. {known[policy].meaning}" for section, policy in about["policies"].items()
    ]
    return [
        ("Made", f"{made.day} {made:%B %Y, %H:%M} UTC, by the {about['made_by']}"),
        *([("Send questions to", catalogue().replies_to)] if catalogue().replies_to else []),
        ("Month and area", about["title"]),
        *([("Catalogue", about["catalogue"])] if about["catalogue"] else []),
        *(("Protection of small numbers", said) for said in used),
        *([("Signed off", about["signed_off"])] if about["signed_off"] else []),
        ("Checked", _CHECKED),
        *([("Comments", _COMMENTED)] if about["comments"] else []),
        *(("Left out", said) for said in about["dropped"]),
    ]
