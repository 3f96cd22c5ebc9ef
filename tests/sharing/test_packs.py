"""A pack is what was frozen, byte for byte, or it is refused in a sentence."""

from __future__ import annotations

import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.sharing import CantShare, DamagedPack, log
from analytics.sharing.links import create, links, opened, revoke
from analytics.sharing.packs import check_packs, erase, exported, finish_erasures, keep, packs, private, read
from analytics.store import Store
from analytics.store.content_store import sha256
from tests.sharing.conftest import ABOUT, CELLS, OTHER_PAGE, PAGE, Clock, Shared

LEADER = Viewer(Role.LEADER)


def file_of(store: Store, pack_id: str, content: bytes, ending: str = ".html") -> Path:
    return store.root / "packs" / pack_id / (sha256(content) + ending)


def test_what_is_read_is_what_was_kept(empty: Store, pack_id: str) -> None:
    assert read(empty, pack_id, "pack.html") == PAGE
    assert read(empty, pack_id, "pack.xlsx") == b"PK the workbook"
    (pack,) = packs(empty)
    assert (pack.pack_id, pack.kept_by, pack.about, pack.exported) == (pack_id, "analyst", ABOUT, False)
    assert pack.files == ("indicators.csv", "pack.html", "pack.xlsx")


def test_the_name_says_all_that_is_in_it(empty: Store) -> None:
    files, cells = {"pack.html": PAGE}, {"cells.csv": CELLS}
    several = [
        keep(empty, ABOUT, files, cells),
        keep(empty, ABOUT | {"policy": "open"}, files, cells),
        keep(empty, ABOUT, {"pack.html": PAGE + b" "}, cells),
        keep(empty, ABOUT, files, {"cells.csv": CELLS + b" "}),
        keep(empty, ABOUT, files, {"other.csv": CELLS}),
        keep(empty, ABOUT, files | {"cells.csv": CELLS}, {}),
    ]
    assert len(set(several)) == 6
    assert {len(pack_id) for pack_id in several} == {64}
    assert keep(empty, dict(reversed(ABOUT.items())), files, cells) == several[0], "order says nothing"
    assert len(packs(empty)) == 6


@pytest.mark.parametrize(
    ("files", "cells", "said"),
    [
        ({"pack.csv": b""}, {}, "needs its page"),
        ({"pack.html": b"", "../x.csv": b""}, {}, "can't be the name"),
        ({"pack.html": b"", ".hidden.csv": b""}, {}, "can't be the name"),
        ({"pack.html": b"", "a/b.csv": b""}, {}, "can't be the name"),
        ({"pack.html": b"", 'a".csv': b""}, {}, "can't be the name"),
        ({"pack.html": b"", "a.csv\n": b""}, {}, "can't be the name"),
        ({"pack.html": b"", "cells.parquet": b""}, {}, "can't leave"),
        ({"pack.html": b"", "script.js": b""}, {}, "can't leave"),
        ({"pack.html": b"", "cells.csv": b""}, {"cells.csv": b""}, "both leave and stay"),
        ({"pack.html": b""}, {"../cells.csv": b""}, "can't be the name"),
    ],
)
def test_names_that_make_no_pack_are_refused(
    empty: Store, files: dict[str, bytes], cells: dict[str, bytes], said: str
) -> None:
    with pytest.raises(CantShare, match=said):
        keep(empty, ABOUT, files, cells)
    assert not (empty.root / "packs").exists()


@pytest.mark.parametrize(
    "name", ["cells.csv", "", ".", "..", "../pack.html", "PACK.HTML", "pack.html\0", "nothing.csv"]
)
def test_a_name_that_does_not_leave_is_not_read(empty: Store, pack_id: str, name: str) -> None:
    with pytest.raises(CantShare, match="has no file"):
        read(empty, pack_id, name)
    with pytest.raises(CantShare, match="There is no pack"):
        read(empty, "../" + pack_id)


@given(flipped=st.integers(0, 8 * len(PAGE) - 1))
def test_any_flipped_bit_is_found(flipped: int, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = Store(tmp_path_factory.mktemp("flipped"))
    pack = keep(store, ABOUT, {"pack.html": PAGE}, {})
    damaged = bytearray(PAGE)
    damaged[flipped // 8] ^= 1 << flipped % 8
    file_of(store, pack, PAGE).write_bytes(bytes(damaged))
    with pytest.raises(DamagedPack, match="is damaged"):
        read(store, pack)


def test_a_missing_file_is_named_and_keeping_the_pack_again_mends_it(empty: Store, clock: Clock) -> None:
    pack = keep(empty, ABOUT, {"pack.html": PAGE}, {"cells.csv": CELLS}, now=clock)
    assert check_packs(empty) == []
    file_of(empty, pack, CELLS, ".csv").unlink()
    (problem,) = check_packs(empty)
    assert problem.startswith("cells.csv: The pack ")
    assert "is missing a file" in problem
    assert keep(empty, ABOUT, {"pack.html": PAGE}, {"cells.csv": CELLS}) == pack
    assert check_packs(empty) == []
    assert len(packs(empty)) == 1


def test_a_page_put_in_the_place_of_another_is_refused(empty: Store, pack_id: str) -> None:
    """A link on disk to the private cells, and a row that names them as the page."""
    page = file_of(empty, pack_id, PAGE)
    page.unlink()
    page.symlink_to(file_of(empty, pack_id, CELLS, ".csv"))
    with pytest.raises(DamagedPack):
        read(empty, pack_id)
    with sqlite3.connect(empty.root / "sharing.sqlite") as database:
        database.execute("DROP TRIGGER files_update")
        database.execute("UPDATE files SET private = 0 WHERE name = 'cells.csv'")
    database.close()
    with pytest.raises(DamagedPack, match="is damaged"):
        read(empty, pack_id, "cells.csv")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE packs SET about = '{}'",
        "DELETE FROM packs",
        "UPDATE files SET private = 0",
        "DELETE FROM files",
        "DELETE FROM links",
        "UPDATE links SET expires_at = '2099-01-01'",
        "UPDATE links SET token_sha256 = 'x'",
    ],
)
def test_the_database_refuses_to_change_what_is_frozen(shared: Shared, change: str) -> None:
    database = sqlite3.connect(shared.store.root / "sharing.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match=r"never changed|only be revoked|never removed"):
        database.execute(change)
    database.close()


def test_a_revoked_link_stays_revoked(shared: Shared) -> None:
    revoke(shared.store, 1)
    database = sqlite3.connect(shared.store.root / "sharing.sqlite")
    with pytest.raises(sqlite3.IntegrityError, match="only be revoked, once"):
        database.execute("UPDATE links SET revoked_at = NULL")
    database.close()


def test_a_write_that_fails_leaves_no_pack(empty: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError("no space left")

    monkeypatch.setattr("analytics.store.content_store.os.replace", full)
    with pytest.raises(OSError, match="no space"):
        keep(empty, ABOUT, {"pack.html": PAGE}, {})
    assert packs(empty) == []
    assert not list((empty.root / "packs").rglob("*.html"))
    assert not list((empty.root / "packs").rglob(".new-*"))


def test_the_cells_of_what_somebody_may_have_seen_are_handed_to_the_check(empty: Store, clock: Clock) -> None:
    kept = [keep(empty, {"n": n}, {"pack.html": PAGE}, {"cells.csv": b"%d" % n}, now=clock) for n in range(5)]
    never, handed_out, opened_once, open_now, ran_out = kept
    exported(empty, handed_out)
    opened(empty, create(empty, opened_once, 1, now=clock)[0], now=clock)
    create(empty, ran_out, 1, now=clock)
    create(empty, open_now, 3, now=clock)
    clock.forward(days=2)
    assert private(empty, "cells.csv", now=clock) == [(handed_out, b"1"), (opened_once, b"2"), (open_now, b"3")]
    assert [p.pack_id for p in packs(empty) if p.exported] == [handed_out]
    assert never not in dict(private(empty, "cells.csv", now=clock))
    file_of(empty, handed_out, b"1", ".csv").unlink()
    with pytest.raises(DamagedPack, match="is missing a file"):
        private(empty, "cells.csv", now=clock)


def test_only_roles_that_share_may_do_any_of_it(shared: Shared) -> None:
    for attempt in (
        lambda: keep(shared.store, ABOUT, {"pack.html": PAGE}, {}),
        lambda: read(shared.store, shared.pack_id),
        lambda: packs(shared.store),
        lambda: private(shared.store, "cells.csv"),
        lambda: exported(shared.store, shared.pack_id),
        lambda: create(shared.store, shared.pack_id),
        lambda: links(shared.store),
        lambda: revoke(shared.store, 1),
    ):
        with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed, match="link viewer"):
            attempt()


def test_an_erased_pack_opens_nothing_and_leaves_the_rest(shared: Shared) -> None:
    opened(shared.store, shared.token, now=shared.clock)
    with pytest.raises(CantShare, match="Say why"):
        erase(shared.store, shared.pack_id, " ")
    with acting_as(LEADER), pytest.raises(NotAllowed):
        erase(shared.store, shared.pack_id, "why")
    erase(shared.store, shared.pack_id, "The law asks for it", now=shared.clock)
    assert not (shared.store.root / "packs" / shared.pack_id).exists()
    assert (shared.ask(f"/s/{shared.token}").status, shared.ask(f"/s/{shared.other_token}").body) == (404, OTHER_PAGE)
    assert {p.pack_id: p.erased for p in packs(shared.store)} == {shared.pack_id: True, shared.other_id: False}
    assert [pack_id for pack_id, _ in private(shared.store, "cells.csv", now=shared.clock)] == [shared.other_id]
    assert check_packs(shared.store) == []
    noted = log.entries(shared.store, now=shared.clock).filter(what="pack erased")["about"].to_list()
    assert noted == [f"pack {shared.pack_id[:12]}, reason The law asks for it"]


def test_an_erased_pack_can_not_be_brought_back(empty: Store) -> None:
    """Its old links would open again, and no check would know of it."""
    pack = keep(empty, ABOUT, {"pack.html": PAGE}, {})
    erase(empty, pack, "why")
    with pytest.raises(CantShare, match="was erased"):
        keep(empty, ABOUT, {"pack.html": PAGE}, {})
    assert not (empty.root / "packs" / pack).exists()


def test_an_erasure_that_breaks_off_opens_nothing_any_more_and_is_finished_later(
    shared: Shared, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("analytics.sharing.packs.shutil.rmtree", lambda *_, **__: None)
        with pytest.raises(CantShare, match=r"noted as erased.+can't be removed"):
            erase(shared.store, shared.pack_id, "why", now=shared.clock)
    assert {p.pack_id: p.erased for p in packs(shared.store)} == {shared.pack_id: True, shared.other_id: False}
    assert shared.ask(f"/s/{shared.token}").status == 404
    assert finish_erasures(shared.store) == 1
    assert not (shared.store.root / "packs" / shared.pack_id).exists()
    assert finish_erasures(shared.store) == 0


@pytest.mark.parametrize("days", [0, -1, 366])
def test_a_link_works_for_a_day_to_a_year(shared: Shared, days: int) -> None:
    with pytest.raises(CantShare, match="1 to 365 days"):
        create(shared.store, shared.pack_id, days)


def test_no_link_is_made_to_a_damaged_or_unknown_pack(shared: Shared) -> None:
    file_of(shared.store, shared.pack_id, PAGE).write_bytes(b"")
    with pytest.raises(DamagedPack):
        create(shared.store, shared.pack_id)
    with pytest.raises(CantShare, match="There is no pack"):
        create(shared.store, 64 * "0")
    assert links(shared.store, now=shared.clock).height == 2


def test_the_list_says_who_made_a_link_and_how_often_it_was_opened(shared: Shared) -> None:
    with acting_as(LEADER):
        create(shared.store, shared.pack_id, 1, now=shared.clock)
    shared.clock.forward(days=1)
    first = shared.clock()
    for name in ("pack.html", "pack.html", "pack.xlsx"):
        opened(shared.store, shared.token, name, now=shared.clock)
    opened(shared.store, shared.token, look_only=True, now=shared.clock)
    revoke(shared.store, 2, now=shared.clock)
    listed = links(shared.store, now=shared.clock)
    assert listed.select("link_id", "made_by", "state", "opened", "downloaded", "last_opened").rows() == [
        (3, "leader", "expired", 0, 0, None),
        (2, "analyst", "revoked", 0, 0, None),
        (1, "analyst", "open", 2, 1, first),
    ]
    assert listed["expires_at"].to_list()[-1] == first + timedelta(days=59)
    assert shared.token not in str(listed.to_dicts())


@pytest.mark.parametrize(("link_id", "said"), [(9, "There is no link 9"), (1, "is revoked already")])
def test_revoking_what_is_not_open_says_so(shared: Shared, link_id: int, said: str) -> None:
    revoke(shared.store, 1)
    with pytest.raises(CantShare, match=said):
        revoke(shared.store, link_id)


def test_no_token_lies_in_the_store(shared: Shared) -> None:
    opened(shared.store, shared.token, now=shared.clock)
    files = [file for file in shared.store.root.rglob("*") if file.is_file()]
    assert any(file.name == "sharing.sqlite" for file in files)
    for file in files:
        assert shared.token.encode() not in file.read_bytes()
        assert shared.token[:20].encode() not in file.read_bytes()
