"""Packs from the wish to the link: what leaves does not depend on what is hidden, and no two packs betray a count."""

from __future__ import annotations

import re
import shutil
import zipfile
from datetime import UTC, date, datetime
from html import unescape
from io import BytesIO
from pathlib import Path

import pytest

from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.catalogue import catalogue
from analytics.disclosure import CannotPublish, SignOff, Wanted
from analytics.extracts import Options
from analytics.sharing import links, packs
from analytics.sharing.links import opened
from analytics.sharing.making import Draft, draft, export, freeze, share
from analytics.store import Incoming, Store, load
from analytics.words import as_printed

SEPTEMBER = date(2021, 9, 1)
NOON = datetime(2021, 10, 4, 12, tzinfo=UTC)
HEADER = "cut,month,measure_id,locality,numerator,denominator,source\n"
PLACES = ("Gloucester", "Forest of Dean", "Cheltenham", "Tewkesbury", "Stroud", "Cotswolds")


def noon() -> datetime:
    return NOON


def own_store(folder: Path, small: int) -> Store:
    """A council's own counts of one indicator, never published before; Cheltenham's numerator is `small`."""
    counts = dict.fromkeys(PLACES, (120, 240)) | {"Cheltenham": (small, 240)}
    rows = "".join(f"2021-09,2021-09,icpc_15d,{place},{n},{d},own\n" for place, (n, d) in counts.items())
    store = Store(folder)
    load(store, catalogue(), [Incoming("own.csv", (HEADER + rows).encode())], Options())
    return store


def made(store: Store, wanted: Wanted) -> Draft:
    return draft(store, wanted, now=noon)


@pytest.fixture(scope="module")
def cheltenham(demonstration: Store) -> Draft:
    return made(demonstration, Wanted(SEPTEMBER, "Cheltenham"))


@pytest.fixture(scope="module")
def corporate(demonstration: Store) -> Draft:
    return made(demonstration, Wanted(SEPTEMBER, "All", ("corporate",)))


def contents(name: str, file: bytes) -> object:
    """What a file says: of packed ones each part, without the time that the packing notes."""
    if not name.endswith((".xlsx", ".pptx")):
        return file
    with zipfile.ZipFile(BytesIO(file)) as packed:
        return {part: packed.read(part) for part in packed.namelist() if part != "docProps/core.xml"}


@pytest.mark.parametrize("locality", ["All", "Cheltenham"])
def test_no_byte_that_leaves_depends_on_a_hidden_count(tmp_path: Path, locality: str) -> None:
    wanted = Wanted(SEPTEMBER, locality, ("indicators", "areas") if locality == "All" else ("indicators",))
    # 603 and 607 of 1,440 round alike, so what is published is the same.
    one, other = (made(own_store(tmp_path / str(small), small), wanted) for small in (3, 7))
    assert one.disclosed.cells.rows() != other.disclosed.cells.rows(), "the counts differ"
    assert one.files.keys() == other.files.keys()
    for name in one.files:
        assert contents(name, one.files[name]) == contents(name, other.files[name]), name


@pytest.mark.parametrize("which", ["cheltenham", "corporate"])
def test_every_format_has_the_same_tables(which: str, request: pytest.FixtureRequest) -> None:
    of: Draft = request.getfixturevalue(which)
    assert {"pack.html", "pack.pdf", "pack.pptx", "pack.xlsx", "extracts.csv"} <= of.files.keys()
    page = unescape(of.files["pack.html"].decode())
    book = zipfile.ZipFile(BytesIO(of.files["pack.xlsx"]))
    strings = "".join(book.read(n).decode() for n in book.namelist() if n.startswith("xl/"))
    for table in of.paper.tables:
        written = of.files[f"{table.name}.csv"].decode("utf-8-sig")
        for _, row in table.rows:
            for entry in row:
                assert entry.text in page
                if entry.value is None and entry.text and not entry.line:
                    assert entry.text.replace('"', '""') in written
                    assert entry.text in unescape(strings)


def test_the_files_are_named_for_what_they_hold(cheltenham: Draft, corporate: Draft) -> None:
    assert {"indicators.csv", "audits.csv"} <= cheltenham.files.keys()
    assert {"scorecard.csv", "risks.csv", "placements.csv", "budget.csv", "plan.csv"} <= corporate.files.keys()


def test_percentages_on_the_page_are_whole_unless_they_were_printed(cheltenham: Draft) -> None:
    section = cheltenham.files["pack.html"].decode().split('id="indicators"')[1].split('id="changes"')[0]
    text = re.sub(r"<[^>]*>", " ", section)
    targets = {as_printed(t) for t in cheltenham.disclosed.publishables["indicators"].frame["target"].drop_nulls()}
    assert set(re.findall(r"[\d.]+\.\d%", text)) <= targets
    assert re.findall(r"\d%", text)


def test_a_pack_is_shared_read_and_closed(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    wanted = Wanted(SEPTEMBER, "Cheltenham", ("indicators",))
    with acting_as(Viewer(Role.LEADER)):
        pack_id = freeze(store, made(store, wanted), now=noon)
        token = share(store, pack_id, 7, now=noon)
        assert opened(store, token, now=noon) == packs.read(store, pack_id)
        links.revoke(store, 1, now=noon)
    assert opened(store, token, now=noon) is None
    (kept,) = packs.packs(store)
    assert (kept.title, kept.kept_by, kept.about["policies"]) == (
        "September 2021, Cheltenham",
        "leader",
        {"indicators": "nhs"},
    )
    assert kept.about["loads"][0]["file"] == "own.csv"


def test_whoever_has_a_link_alone_makes_nothing(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        made(store, Wanted(SEPTEMBER, "Cheltenham", ("indicators",)))


def open_wish(locality: str) -> Wanted:
    signed = SignOff("director", SEPTEMBER, "Asked for by the partners")
    return Wanted(SEPTEMBER, locality, ("indicators",), {"indicators": "open"}, signed)


def test_a_pack_that_would_betray_one_handed_out_since_gets_no_link(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    hidden = freeze(store, made(store, Wanted(SEPTEMBER, "Cheltenham", ("indicators",))), now=noon)
    bare = freeze(store, made(store, open_wish("Cheltenham")), now=noon)
    export(store, hidden, now=noon)
    with pytest.raises(CannotPublish, match="Make the pack again"):
        share(store, bare, now=noon)
    with pytest.raises(CannotPublish, match="Make the pack again"):
        export(store, bare, now=noon)
    assert [row["state"] for row in links.links(store, now=noon).iter_rows(named=True)] == ["revoked"]
    assert {p.pack_id: p.exported for p in packs.packs(store)} == {hidden: True, bare: False}
    with pytest.raises(CannotPublish):
        made(store, open_wish("Cheltenham"))


def test_figures_unprotected_carry_who_signed_for_them(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    signed = made(store, open_wish("Cheltenham"))
    page = signed.files["pack.html"].decode()
    assert "Asked for by the partners" in page
    assert "director" in page
    assert "[c] hidden" in page, "the legend stands even where nothing is hidden"


def test_the_next_pack_says_what_changed_since_the_one_handed_out(tmp_path: Path) -> None:
    store = own_store(tmp_path, 100)
    wanted = Wanted(SEPTEMBER, "Cheltenham", ("indicators",))
    first = made(store, wanted)
    assert "There is no earlier pack" in first.files["pack.html"].decode()
    export(store, freeze(store, first, now=noon), now=noon)
    rows = HEADER + "2021-09,2021-09,icpc_15d,Cheltenham,225,240,own\n"
    load(store, catalogue(), [Incoming("again.csv", rows.encode())], Options())
    page = unescape(made(store, wanted).files["pack.html"].decode())
    assert "the colour got worse in 0 indicators and better in 1" in page
    assert "Before (September 2021)" in page


def test_a_month_without_figures_makes_no_pack(tmp_path: Path) -> None:
    store = own_store(tmp_path, 2)
    with pytest.raises(CannotPublish, match="Nothing is held for May 2019"):
        made(store, Wanted(date(2019, 5, 1), "Cheltenham", ("indicators",)))


def test_a_pack_outlives_the_load_it_was_made_from(tmp_path: Path) -> None:
    store = own_store(tmp_path / "one", 2)
    pack_id = freeze(store, made(store, Wanted(SEPTEMBER, "Cheltenham", ("indicators",))), now=noon)
    before = packs.read(store, pack_id)
    shutil.rmtree(store.root / "parquet")
    assert packs.read(Store(store.root), pack_id) == before
