"""A store is one folder: copied elsewhere it is all there; and what its ledger has lost comes back."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analytics.catalogue import catalogue
from analytics.disclosure import Wanted
from analytics.months import as_month, code
from analytics.sharing import packs
from analytics.sharing.links import opened
from analytics.sharing.pack_service import draft, freeze, share
from analytics.store import Incoming, Store, held_catalogue, load, the_store
from tests.authorities.making import Authority, in_use, sent
from tests.authorities.test_commands import Printed, rows_of, run

TABLES = ("indicators", "localities", "headlines", "audits", "audits-by-legal-status", "scorecard", "risks")


def printed_tables(printed: Printed, authority: Authority) -> dict[tuple[str, str], str]:
    """What the tables of the store in use say, of an older month and the newest."""
    return {
        (name, month): run(printed, "table", name, "--month", month)[1] for name in TABLES for month in authority.codes
    }


def next_month(authority: Authority) -> Incoming:
    """The month after the newest: one indicator in one area."""
    newest = authority.months[-1]
    cut = code(newest.replace(month=newest.month + 1))
    row = [cut, cut, authority.measure, authority.area, 8, 10]
    return sent("next.csv", "cut,month,measure_id,locality,numerator,denominator", [row])


def test_a_copy_of_the_folder_is_the_whole_store(
    capsys: Printed, authority: Authority, own: Store, tmp_path: Path
) -> None:
    month = as_month(authority.codes[0])
    assert month is not None
    pack_id = freeze(own, draft(own, Wanted(month)))
    token = share(own, pack_id)
    before, page = printed_tables(capsys, authority), packs.read(own, pack_id)
    known = dict(held_catalogue(own).rows)

    shutil.copytree(own.root, tmp_path / "elsewhere" / "restored")
    shutil.rmtree(own.root)
    with in_use(tmp_path / "elsewhere" / "restored"):
        assert catalogue().council == authority.name
        assert known.keys() == catalogue().rows.keys()
        assert all(known[kind].equals(rows) for kind, rows in catalogue().rows.items())
        assert printed_tables(capsys, authority) == before
        assert opened(the_store(), token) == page
        assert run(capsys, "check")[0] == 0
        load(the_store(), catalogue(), [next_month(authority)])
        _, out, _ = run(capsys, "table", "indicators", "--locality", authority.area)
        assert [row["value"] for row in rows_of(out) if row["measure_id"] == authority.measure] == ["80.0"]
        assert run(capsys, "check")[0] == 0


@pytest.mark.parametrize("journal", [True, False], ids=["with its journal", "from the stored files alone"])
def test_a_lost_ledger_comes_back_with_the_catalogue(
    capsys: Printed, authority: Authority, own: Store, *, journal: bool
) -> None:
    before = printed_tables(capsys, authority)
    known = held_catalogue(own)
    for file in own.root.glob("ledger.sqlite*"):
        file.unlink()
    if not journal:
        shutil.rmtree(own.root / "journal")
    code_, _, err = run(capsys, "table", "indicators")
    assert code_ == 1
    assert "recover" in err
    code_, out, err = run(capsys, "recover")
    assert code_ == 0, out + err
    found = catalogue()
    assert found.council == authority.name
    assert found.whole == authority.whole
    assert not found.mistakes
    if journal:
        assert found.indicators == known.indicators
        assert printed_tables(capsys, authority) == before
    assert set(known.indicators) <= set(found.indicators)
    assert run(capsys, "check")[0] == 0


def test_the_catalogue_is_taken_back_and_brought_again(capsys: Printed, authority: Authority, own: Store) -> None:
    """Without its catalogue a store shows the figures that the starter knows; with it again all is as it was."""
    before = printed_tables(capsys, authority)
    assert run(capsys, "undo", "2")[0] == 0
    assert catalogue().whole == "council"
    assert not catalogue().areas
    printed_tables(capsys, authority)
    assert run(capsys, "redo", "2")[0] == 0
    assert catalogue().whole == authority.whole
    assert printed_tables(capsys, authority) == before
    assert run(capsys, "check")[0] == 0
