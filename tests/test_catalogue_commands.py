"""The commands about the catalogue: what an analyst types to edit it in Excel."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from analytics.__main__ import main
from analytics.store import Store, held_catalogue

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def begun(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Printed) -> Store:
    """A store that was begun for an authority, with the templates of its areas and targets."""
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "own"))
    assert main(["init", "--council", "Westshire"]) == 0
    assert main(["load", "data/templates/areas.csv", "data/templates/targets.csv"]) == 0
    capsys.readouterr()
    return Store(tmp_path / "own")


def run(printed: Printed, *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    out, err = printed.readouterr()
    return code, out, err


@pytest.fixture
def exported(begun: Store, tmp_path: Path, capsys: Printed) -> Path:
    file = tmp_path / "catalogue.xlsx"
    code, out, _ = run(capsys, "catalogue", "export", file)
    assert code == 0
    assert f"The catalogue of Westshire is in {file}" in out
    return file


def test_what_was_exported_changes_nothing_when_it_is_loaded(exported: Path, begun: Store, capsys: Printed) -> None:
    before = held_catalogue(begun)
    code, out, _ = run(capsys, "load", exported)
    assert code == 0
    assert "Nothing that is shown would change." in out
    after = held_catalogue(begun)
    assert after.indicators == before.indicators
    assert (after.areas, after.targets, after.glossary) == (before.areas, before.targets, before.glossary)
    _, out, _ = run(capsys, "load", exported)
    assert "Already loaded as load 3" in out


def test_a_workbook_is_never_written_over_another(exported: Path, capsys: Printed) -> None:
    written = exported.read_bytes()
    code, _, err = run(capsys, "catalogue", "export", exported)
    assert (code, exported.read_bytes()) == (1, written)
    assert "is there already" in err


def test_check_says_every_mistake_and_stores_nothing(exported: Path, begun: Store, capsys: Printed) -> None:
    book = openpyxl.load_workbook(exported)
    book["Definitions"]["E2"] = "biger"
    book["Areas"]["C3"] = "hamlet"
    book["Areas"]["A2"] = None
    book.save(exported)
    code, out, err = run(capsys, "catalogue", "check", exported)
    assert code == 1
    assert "row 2, polarity: “biger” is not one of bigger, smaller, plan, information." in out
    assert "row 3, kind: “hamlet” is not one of place, service, combined." in out
    assert "row 2, area: is empty. Fill it in." in out
    assert "3 rows would be refused. Nothing was stored." in err
    assert begun.version[0] == 2


def test_check_says_what_loading_would_change(exported: Path, begun: Store, capsys: Printed) -> None:
    book = openpyxl.load_workbook(exported)
    book["Targets"]["C2"] = 0.9
    book["Targets"]["C2"].number_format = "0%"
    book["Areas"].append(["East", "East", "place"])
    book.save(exported)
    code, out, _ = run(capsys, "catalogue", "check", exported)
    assert code == 0
    assert "Areas: 1 appears." in out
    assert "Targets: 1 changes." in out
    assert "There is no mistake. Nothing was stored." in out
    assert begun.version[0] == 2
    run(capsys, "load", exported)
    assert held_catalogue(begun).targets[0].target == 90
    assert "East" in held_catalogue(begun).areas


def test_what_loading_a_new_indicator_changes_is_listed(exported: Path, begun: Store, capsys: Printed) -> None:
    book = openpyxl.load_workbook(exported)
    of = ["new_one", "% of new ones", None, "Care", "bigger", "inferred", "percentage", "%", None, "month", "month",
          "visits", "Of the visits."]  # fmt: skip
    book["Definitions"].append(of)
    book["Targets"].append(["new_one", "Apr-26", 90, 5, "Agreed by the board"])
    book.save(exported)
    code, out, _ = run(capsys, "load", "--list", exported)
    assert code == 0
    assert "% of new ones: appears." in out
    assert "2026-04-01: appears, target 90.0." in out
    assert held_catalogue(begun).targets[-1].measure_id == "new_one"


def test_check_says_what_a_row_that_was_deleted_would_do(exported: Path, begun: Store, capsys: Printed) -> None:
    book = openpyxl.load_workbook(exported)
    book["Areas"].delete_rows(3)
    book.save(exported)
    code, out, _ = run(capsys, "catalogue", "check", exported)
    assert code == 0
    assert "As the whole of what the files name (--whole), loading would do this:\n  Areas: 1 disappears." in out
    assert "What would disappear: areas." in out
    assert "As a part, which adds or corrects (--part), it would do this:\n  Nothing that is shown would change." in out
    run(capsys, "load", "--whole", exported)
    assert list(held_catalogue(begun).areas) == ["North"]


def test_a_store_without_a_catalogue_has_none_to_export(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: Printed
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "new"))
    monkeypatch.setattr("analytics.commands.catalogues.catalogue", lambda: held_catalogue(Store(tmp_path / "new")))
    code, _, err = run(capsys, "catalogue", "export", tmp_path / "catalogue.xlsx")
    assert code == 1
    assert "has no catalogue yet. Begin one: python -m analytics init" in err
