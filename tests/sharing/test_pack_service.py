"""Packs from the wish to the link: what leaves does not depend on what is hidden, and no two packs betray a count."""

from __future__ import annotations

import logging
import re
import shutil
import sqlite3
import threading
import zipfile
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics import board_packs
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.disclosure import CannotPublish, SignOff, Wanted
from analytics.extracts import Options
from analytics.sharing import links, log, pack_service, packs
from analytics.sharing.links import opened
from analytics.sharing.pack_service import Draft, draft, export, freeze, share
from analytics.store import Incoming, Store, load
from analytics.units import PERCENT
from tests.making import copied
from tests.westshire import PAPERS, catalogue

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
NOON = datetime(2021, 10, 4, 12, tzinfo=UTC)
HEADER = "cut,month,measure_id,locality,numerator,denominator,source\n"
PLACES = ("Dunmere", "Cold Ferry", "Ashport", "Wexley", "Bracksea")


def noon() -> datetime:
    return NOON


def own_store(folder: Path, small: int) -> Store:
    """A council's own counts of one indicator, never published before; Ashport's numerator is `small`."""
    store = Store(folder)
    load_own(store, "2021-09", small, 240)
    return store


def load_own(store: Store, month: str, met: int, of: int) -> None:
    """Ashport's counts of a month among those of the other places."""
    counts = dict.fromkeys(PLACES, (120, 240)) | {"Ashport": (met, of)}
    rows = "".join(f"{month},{month},icpc_due,{place},{n},{d},own\n" for place, (n, d) in counts.items())
    load(store, catalogue(), [Incoming(f"own-{month}.csv", (HEADER + rows).encode())], Options())


def sqlite_copy(file: Path) -> bytes:
    """The database as a backup has it."""
    with closing(sqlite3.connect(file)) as database:
        return database.serialize()


def made(store: Store, wanted: Wanted) -> Draft:
    return draft(store, wanted, now=noon)


@pytest.fixture(scope="module")
def ashport(westshire: Store) -> Draft:
    return made(westshire, Wanted(SEPTEMBER, "Ashport"))


@pytest.fixture(scope="module")
def corporate(westshire: Store) -> Draft:
    return made(westshire, Wanted(SEPTEMBER, "All", ("corporate",)))


@pytest.fixture
def without_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF, the Word document and the slides of packs are a line each, for a test that reads none of them: their
    charts take most of the time of a pack."""
    for name in ("document", "word", "slides"):
        monkeypatch.setattr(board_packs, name, lambda paper: b"not drawn")


def contents(name: str, file: bytes) -> object:
    """What a file says: of packed ones each part, without the time that the packing notes."""
    if not name.endswith((".xlsx", ".pptx", ".docx")):
        return file
    with zipfile.ZipFile(BytesIO(file)) as packed:
        return {part: packed.read(part) for part in packed.namelist() if part != "docProps/core.xml"}


@pytest.mark.parametrize("locality", ["All", "Ashport"])
def test_no_byte_that_leaves_depends_on_a_hidden_count(tmp_path: Path, locality: str) -> None:
    wanted = Wanted(SEPTEMBER, locality, ("indicators", "areas") if locality == "All" else ("indicators",))
    # 603 and 607 of 1,440 round alike, so what is published is the same.
    one, other = (made(own_store(tmp_path / str(small), small), wanted) for small in (3, 7))
    assert one.disclosed.cells.rows() != other.disclosed.cells.rows(), "the counts differ"
    assert one.files.keys() == other.files.keys()
    for name in one.files:
        assert contents(name, one.files[name]) == contents(name, other.files[name]), name


@pytest.mark.parametrize("which", ["ashport", "corporate"])
def test_every_format_has_the_same_tables(which: str, request: pytest.FixtureRequest) -> None:
    of: Draft = request.getfixturevalue(which)
    assert {"pack.html", "pack.pdf", "pack.docx", "pack.pptx", "pack.xlsx", "extracts.csv"} <= of.files.keys()
    page = unescape(of.files["pack.html"].decode())
    book = zipfile.ZipFile(BytesIO(of.files["pack.xlsx"]))
    strings = unescape("".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/")))
    for table in of.paper.tables:
        written = of.files[f"{table.name}.csv"].decode("utf-8-sig")
        for _, row in table.rows:
            for entry in row:
                assert entry.text in page
                if entry.value is None and entry.text and not entry.line:
                    in_cell = entry.symbol or entry.text
                    assert in_cell.replace('"', '""') in written
                    assert in_cell in strings


def test_the_files_are_named_for_what_they_hold(ashport: Draft, corporate: Draft) -> None:
    assert {"indicators.csv", "audits.csv"} <= ashport.files.keys()
    assert {"scorecard.csv", "risks.csv", "placements.csv", "budget.csv", "plan.csv"} <= corporate.files.keys()


def test_percentages_on_the_page_are_whole_unless_they_were_printed(ashport: Draft) -> None:
    section = ashport.files["pack.html"].decode().split('id="indicators"')[1].split('id="changes"')[0]
    text = re.sub(r"<[^>]*>", " ", section)
    targets = {PERCENT.as_printed(t) for t in ashport.disclosed.publishables["indicators"].frame["target"].drop_nulls()}
    assert set(re.findall(r"[\d.]+\.\d%", text)) <= targets
    assert re.findall(r"\d%", text)


@pytest.mark.usefixtures("without_pictures")
def test_a_pack_is_shared_read_and_closed(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    with acting_as(Viewer(Role.LEADER)):
        pack_id = freeze(store, made(store, wanted), now=noon)
        token = share(store, pack_id, 7, now=noon)
        assert opened(store, token, now=noon) == packs.read(store, pack_id)
        links.revoke(store, 1, now=noon)
    assert opened(store, token, now=noon) is None
    (kept,) = packs.packs(store)
    assert (kept.title, kept.kept_by, kept.about["policies"]) == (
        "September 2021, Ashport",
        "leader",
        {"indicators": "nhs"},
    )
    assert kept.about["loads"][0]["file"] == "own-2021-09.csv"


def test_no_name_of_a_file_leaves(tmp_path: Path) -> None:
    """Somebody typed it: it may name a child, or hold what no paper can print."""
    store = own_store(tmp_path, 2)
    rows = HEADER + "2021-08,2021-08,icpc_due,Ashport,225,240,own\n"
    load(store, catalogue(), [Incoming("for Jane Smith\x0b.csv", rows.encode())], Options())
    found = made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    assert "Jane Smith" in str(found.about["loads"]), "it stays with us"
    assert found.files["extracts.csv"].decode().count("indicators") == 2
    for name, file in found.files.items():
        assert "Jane" not in str(contents(name, file)), name


def test_whoever_has_a_link_alone_makes_nothing(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",)))


def open_wish(locality: str, month: date = SEPTEMBER) -> Wanted:
    signed = SignOff("director", SEPTEMBER, "Asked for by the partners")
    return Wanted(month, locality, ("indicators",), {"indicators": "open"}, signed)


@pytest.mark.usefixtures("without_pictures")
def test_a_pack_that_would_betray_one_handed_out_since_gets_no_link(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    store = own_store(tmp_path, 2)
    hidden = freeze(store, made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",))), now=noon)
    bare = freeze(store, made(store, open_wish("Ashport")), now=noon)
    export(store, hidden, now=noon)
    with pytest.raises(CannotPublish, match="Make the pack again"):
        share(store, bare, now=noon)
    (line,) = [record.getMessage() for record in caplog.records if "before the pack" in record.getMessage()]
    assert line.startswith(
        "Disclosure check of indicators (open), before the pack is handed out: not passed; hidden counts 1, steps 1, "
    )
    with pytest.raises(CannotPublish, match="Make the pack again"):
        export(store, bare, now=noon)
    assert [row["state"] for row in links.links(store, now=noon).iter_rows(named=True)] == ["revoked"]
    assert {p.pack_id: p.exported for p in packs.packs(store)} == {hidden: True, bare: False}
    with pytest.raises(CannotPublish):
        made(store, open_wish("Ashport"))


def test_figures_unprotected_carry_who_signed_for_them(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    signed = made(store, open_wish("Ashport"))
    page = signed.files["pack.html"].decode()
    assert "Asked for by the partners" in page
    assert "director" in page
    assert "[c] withheld" in page, "the legend stands even where nothing is hidden"
    freeze(store, signed, now=noon)
    (noted,) = log.entries(store, now=noon).filter(what="policy signed off")["about"]
    assert "director" in noted
    assert "Asked for by the partners" in noted


@pytest.mark.usefixtures("without_pictures")
def test_a_pack_is_not_compared_with_one_of_a_later_month(tmp_path: Path) -> None:
    store = own_store(tmp_path, 100)
    export(store, freeze(store, made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",))), now=noon), now=noon)
    load_own(store, "2021-08", 100, 240)
    earlier = made(store, Wanted(AUGUST, "Ashport", ("indicators",)))
    assert "There is no earlier pack" in earlier.files["pack.html"].decode()


def test_the_next_pack_says_what_changed_since_the_one_handed_out(tmp_path: Path) -> None:
    store = own_store(tmp_path, 100)
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    first = made(store, wanted)
    assert "There is no earlier pack" in first.files["pack.html"].decode()
    export(store, freeze(store, first, now=noon), now=noon)
    rows = HEADER + "2021-09,2021-09,icpc_due,Ashport,225,240,own\n"
    load(store, catalogue(), [Incoming("again.csv", rows.encode())], Options(), scope="whole")
    page = unescape(made(store, wanted).files["pack.html"].decode())
    assert "the rating this month got worse in 0 indicators and better in 1" in page
    assert "Before (September 2021)" in page


def test_the_next_pack_compares_the_quarterly_papers_too(westshire: Store, tmp_path: Path) -> None:
    """Only with a pack of the same protection, and from its frames: what the store holds since does not count."""
    copied(westshire, tmp_path / "store")
    store, wanted = Store(tmp_path / "store"), Wanted(SEPTEMBER, "All", ("corporate",))
    export(store, freeze(store, made(store, wanted), now=noon), now=noon)
    header, *lines = (PAPERS / "risks-2021-09.csv").read_text(encoding="utf-8").splitlines()
    (line,) = (text for text in lines if text.startswith("2021-09,R1") and ",2021-09,Moderate,8," in text)
    restated = line.replace(",Moderate,8,2,4,", ",High,20,4,5,").replace("published", "council")
    load(store, catalogue(), [Incoming("risks.csv", f"{header}\n{restated}\n".encode())])
    after = made(store, wanted)
    assert "that both packs have, 1 differs." in unescape(after.files["pack.html"].decode())
    (table,) = (table for table in after.paper.tables if table.name == "changes-corporate")
    assert [[e.text[:2] for e in cells] for _, cells in table.rows] == [["R1", "8 ", "20"]]
    stricter = made(store, Wanted(SEPTEMBER, "All", ("corporate",), {"corporate": "strict"}))
    assert "There is no earlier pack" in stricter.files["pack.html"].decode()


@pytest.mark.usefixtures("without_pictures")
def test_what_was_signed_for_is_repeated_in_no_later_pack(tmp_path: Path) -> None:
    store = own_store(tmp_path, 120)
    load_own(store, "2021-08", 2, 17)
    bare = made(store, open_wish("Ashport", AUGUST))
    assert "11.8%" in bare.files["pack.html"].decode()
    export(store, freeze(store, bare, now=noon), now=noon)
    for policy in ("nhs", "dfe"):
        after = made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",), {"indicators": policy}))
        assert "There is no earlier pack" in after.files["pack.html"].decode()


@pytest.mark.usefixtures("without_pictures")
def test_a_pack_is_compared_with_one_of_the_same_protection_alone(tmp_path: Path) -> None:
    store = own_store(tmp_path, 120)
    load_own(store, "2021-08", 100, 240)
    exact = made(store, Wanted(AUGUST, "Ashport", ("indicators",), {"indicators": "dfe"}))
    export(store, freeze(store, exact, now=noon), now=noon)
    after = made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    assert "There is no earlier pack" in after.files["pack.html"].decode()


@pytest.mark.usefixtures("without_pictures")
def test_figures_that_a_pack_repeats_count_though_the_earlier_pack_never_does(tmp_path: Path) -> None:
    """Its link is closed before anybody opens it, but what it says stands in the next pack."""
    store = own_store(tmp_path, 120)
    load_own(store, "2021-08", 100, 240)
    first = made(store, Wanted(AUGUST, "Ashport", ("indicators",)))
    share(store, freeze(store, first, now=noon), now=noon)
    second = made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    assert "Before (August 2021)" in second.files["pack.html"].decode()
    links.revoke(store, 1, now=noon)
    kept = freeze(store, second, now=noon)
    export(store, kept, now=noon)
    ((counted, cells),) = packs.private(store, "cells.parquet", now=noon)
    assert counted == kept
    said = set(pl.read_parquet(BytesIO(cells))["statement"])
    assert said > set(first.disclosed.cells["statement"])


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("harm", ["lost", "emptied", "older"])
def test_what_was_handed_out_counts_though_the_list_of_packs_is_gone(tmp_path: Path, harm: str) -> None:
    """The pack that hides Ashport's 2 left the house; one that shows the rest would now give it away."""
    store = own_store(tmp_path, 2)
    listed = store.root / "sharing.sqlite"
    before = freeze(store, made(store, open_wish("Ashport")), now=noon)
    older = sqlite_copy(listed)
    export(store, freeze(store, made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",))), now=noon), now=noon)
    with pytest.raises(CannotPublish):
        made(store, open_wish("Ashport"))
    for file in store.root.glob("sharing.sqlite*"):
        file.unlink()
    if harm != "lost":
        listed.write_bytes(b"" if harm == "emptied" else older)
    with pytest.raises(CannotPublish):
        made(store, open_wish("Ashport"))
    if harm == "older":
        with pytest.raises(CannotPublish, match="Make the pack again"):
            share(store, before, now=noon)
    again = made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    assert f"{1 if harm == 'older' else 2} pack" in again.disclosed.check_said
    assert "Restore it from the backup" in again.disclosed.check_said
    problems = packs.check_packs(store)
    assert len(problems) == (1 if harm == "older" else 2)
    assert all("sharing.sqlite does not list it" in said for said in problems)


@pytest.mark.usefixtures("without_pictures")
@pytest.mark.parametrize("harm", ["changed", "missing"])
def test_no_pack_is_made_beside_an_unlisted_one_that_is_damaged(tmp_path: Path, harm: str) -> None:
    store = own_store(tmp_path, 2)
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    pack_id = freeze(store, made(store, wanted), now=noon)
    (store.root / "sharing.sqlite").unlink()
    for file in (store.root / "packs" / pack_id).glob("*.parquet"):
        file.write_bytes(b"") if harm == "changed" else file.unlink()
    with pytest.raises(packs.DamagedPack, match=r"can't be taken into account.*from the backup"):
        made(store, wanted)


@pytest.mark.usefixtures("without_pictures")
def test_a_pack_that_was_killed_before_its_end_counts_for_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody can have seen it: its page is written last."""
    store = own_store(tmp_path, 2)
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    keep = packs.keep_file

    def killed(content: bytes, folder: Path, ending: str) -> str:
        if ending == ".html":
            raise KeyboardInterrupt
        return keep(content, folder, ending)

    draft_of_it = made(store, wanted)
    with monkeypatch.context() as patched:
        patched.setattr(packs, "keep_file", killed)
        with pytest.raises(KeyboardInterrupt):
            freeze(store, draft_of_it, now=noon)
    assert list((store.root / "packs").glob("*/*.pdf"))
    assert "not listed" not in made(store, wanted).disclosed.check_said
    assert packs.check_packs(store) == []


def test_how_many_counts_were_checked_does_not_leave(tmp_path: Path) -> None:
    """The number depends on true counts: one that was restated is looked at beside the one before."""
    store = own_store(tmp_path, 2)
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    draft_of_it = made(store, wanted)
    assert draft_of_it.disclosed.checked
    assert not re.search(r"\d+ hidden counts", str(draft_of_it.paper.provenance))
    assert "gives no further hidden count away" in draft_of_it.files["pack.html"].decode()


@pytest.mark.usefixtures("without_pictures")
def test_of_two_packs_handed_out_at_once_the_later_is_checked_against_the_earlier(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = own_store(tmp_path, 2)
    hidden = freeze(store, made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",))), now=noon)
    bare = freeze(store, made(store, open_wish("Ashport")), now=noon)
    note, order = packs.exported, []

    def another_comes_first(store: Store, pack_id: str, *, now: object) -> None:
        if not order:  # the other was checked, and is noted before this one
            order.append("other")
            note(store, hidden, now=noon)
        note(store, pack_id, now=noon)

    monkeypatch.setattr(packs, "exported", another_comes_first)
    with pytest.raises(CannotPublish, match="Make the pack again"):
        export(store, bare, now=noon)


@pytest.mark.usefixtures("without_pictures")
def test_a_pack_is_not_checked_again_while_nothing_else_is_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A check takes minutes where many packs are out, and each file of a pack is handed out by itself."""
    store = own_store(tmp_path, 2)
    kept = freeze(store, made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",))), now=noon)
    other = freeze(store, made(store, Wanted(SEPTEMBER, "Wexley", ("indicators",))), now=noon)
    checks: list[int] = []
    real = pack_service.find_exposed

    def counted(*given: Any, **more: Any) -> Any:
        checks.append(1)
        return real(*given, **more)

    monkeypatch.setattr(pack_service, "find_exposed", counted)
    export(store, kept, now=noon)
    share(store, kept, now=noon)
    assert not checks
    export(store, other, now=noon)
    assert len(checks) == 1, "the first has been handed out since"


@pytest.mark.usefixtures("without_pictures")
def test_the_maker_is_told_of_packs_that_can_not_be_checked_any_more(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    first = freeze(store, made(store, wanted), now=noon)
    export(store, first, now=noon)
    assert "erased" not in made(store, wanted).disclosed.check_said
    packs.erase(store, first, "The law asks for it", now=noon)
    again = made(store, wanted)
    assert "1 pack that was handed out has been erased since" in again.disclosed.check_said
    assert "erased" not in again.files["pack.html"].decode()


@pytest.mark.parametrize("reason", ["a\x07b", "a" * 501, "\ufffe"])
def test_a_reason_that_no_paper_can_print_is_refused(tmp_path: Path, reason: str) -> None:
    signed = SignOff("director", SEPTEMBER, reason)
    with pytest.raises(CannotPublish, match="can't be printed"):
        made(own_store(tmp_path, 2), replace(open_wish("Ashport"), sign_off=signed))


def test_a_reason_is_text_wherever_it_stands(tmp_path: Path) -> None:
    signed = SignOff("director", SEPTEMBER, "=1+1\n<script>alert(1)</script>")
    files = made(own_store(tmp_path, 2), replace(open_wish("Ashport"), sign_off=signed)).files
    assert "<script" not in files["pack.html"].decode()
    assert files.keys() >= {"pack.pdf", "pack.docx", "pack.pptx", "pack.xlsx"}


def test_printed_figures_alone_are_handed_out_whatever_else_was(tmp_path: Path) -> None:
    """They say nothing of a hidden count, so there is nothing to check."""
    store = own_store(tmp_path, 2)
    load(store, catalogue(), [Incoming.from_path(PAPERS / "placements-2021-09.csv")])
    wishes = (Wanted(SEPTEMBER, "All", ("corporate",)), Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    printed, other = (freeze(store, made(store, wish), now=noon) for wish in wishes)
    export(store, other, now=noon)
    assert "placements.csv" in export(store, printed, now=noon)


def test_a_month_without_figures_makes_no_pack(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    with pytest.raises(CannotPublish, match="Nothing is held for May 2019"):
        made(store, Wanted(date(2019, 5, 1), "Ashport", ("indicators",)))


def test_a_pack_outlives_the_load_it_was_made_from(tmp_path: Path) -> None:
    store = own_store(tmp_path / "one", 2)
    pack_id = freeze(store, made(store, Wanted(SEPTEMBER, "Ashport", ("indicators",))), now=noon)
    before = packs.read(store, pack_id)
    shutil.rmtree(store.root / "parquet")
    assert packs.read(Store(store.root), pack_id) == before


def test_packs_are_worked_out_one_at_a_time_a_person_and_in_a_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pack_service, "LOOKS_AGAIN", 0.01)
    monkeypatch.setattr(pack_service, "LONGEST_WAIT", 60.0)
    in_queue, done = threading.Event(), threading.Event()

    def second() -> None:
        with pack_service.turn_to_draft("Bob", in_queue.set):
            done.set()

    with pack_service.turn_to_draft("Ada", lambda: None):
        other = threading.Thread(target=second)
        other.start()
        assert in_queue.wait(30)
        for person in ("Ada", "Bob"):  # working, and waiting
            with (
                pytest.raises(pack_service.BusyDrafting, match="perhaps in another tab"),
                pack_service.turn_to_draft(person, lambda: None),
            ):
                pass
        assert not done.is_set()
    other.join(30)
    assert done.is_set()
    with pack_service.turn_to_draft("Ada", lambda: None):
        pass


def test_nobody_waits_for_a_pack_for_ever_and_who_leaves_the_queue_is_forgotten(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(pack_service, "LOOKS_AGAIN", 0.01)
    monkeypatch.setattr(pack_service, "LONGEST_WAIT", 0.02)

    def leaves() -> None:
        raise ZeroDivisionError

    with pack_service.turn_to_draft("Ada", lambda: None):
        with pytest.raises(pack_service.BusyDrafting, match="in a few minutes"), pack_service.turn_to_draft("Bob", int):
            pass
        with pytest.raises(ZeroDivisionError), pack_service.turn_to_draft("Bob", leaves):
            pass
    with pack_service.turn_to_draft("Bob", leaves):
        pass
