"""`demo --lists`: lists of children who do not exist, to try the door for lists with."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.commands import statutory
from analytics.store import Store, all_rows, held_catalogue


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    return Store(tmp_path / "store")


def test_a_store_begins_with_the_counts_of_made_up_lists_all_marked_as_simulated(
    store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "lists"
    assert main(["demo", "--lists", str(folder), "--load", "--children", "200", "--seed", "3"]) == 0
    assert "They say that they are made up" in capsys.readouterr().out
    assert {file.name for file in folder.iterdir()} >= {"annex-a.xlsx", "teams.csv", "areas.csv", "MADE-UP.txt"}
    rows = all_rows(store, "indicators")
    assert rows["simulated"].all()
    assert rows["measure_id"].n_unique() >= 40
    known = held_catalogue(store)
    assert known.council == statutory.MADE_UP
    assert set(rows["locality"]) - {"All"} == {*known.areas}
    assert main(["demo", "--lists", str(folder), "--load"]) == 1
    assert "has data already" in capsys.readouterr().err


def test_where_the_lists_cant_be_made_it_says_why(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["demo", "--lists", str(tmp_path / "lists"), "--children", "20"]) == 1
    assert "200 to 5,000" in capsys.readouterr().err
    monkeypatch.setattr(statutory, "DATA", tmp_path / "data")
    assert main(["demo", "--lists", str(tmp_path / "lists")]) == 1
    assert "not part of the installed package" in capsys.readouterr().err
    assert not store.ledger.history()
