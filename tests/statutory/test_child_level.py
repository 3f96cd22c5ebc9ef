"""Lists with a row for each child are refused where extracts come in, and nothing of them is quoted."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.catalogue import Catalogue
from analytics.extracts import EXTRACTS, ChildLevelLists, ExtractError, check_files
from analytics.extracts.child_level import refuse_child_level
from analytics.store import Store
from tests.statutory.lists import CHILD, northmere, rows_of, workbook

MARK = "zqx"
LEAVER = {"Child Unique ID": f"{MARK}1", "Gender": "Female", "LA in Touch": "Yes"}
CONTACT = {"Child Unique ID": f"{MARK}2", "Gender": "Female", "Date of Contact": date(2025, 9, 1)}
CSV = f"A title\nPerson ID;Sex;Date of referral\n{MARK}3;F;01/09/2025\n".encode()
FIGURES = [["month", "measure_id", "numerator", "denominator"], ["2025-09", "icpc_15d", 1, 2]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("annex-a.xlsx", workbook({"List 1": rows_of("List 1", CONTACT), "List 9": rows_of("List 9", LEAVER)}).content),
        ("leavers.xlsx", workbook({"Sheet1": rows_of("List 9", LEAVER)}).content),
        ("figures.xlsx", workbook({"Figures": FIGURES, "Notes": rows_of("List 1", CONTACT)}).content),
        ("list_3.csv", CSV),
    ],
)
def test_a_list_of_children_is_refused_whatever_stands_beside_it(starter: Catalogue, name: str, content: bytes) -> None:
    dashboard = b"Indicator,Sep-25\nNo indicator of ours,4.5%\n"
    with pytest.raises(ChildLevelLists) as refused:
        check_files([("dashboard.csv", dashboard), (name, content)], starter)
    assert f"{name} has a row for each child" in str(refused.value)
    assert "“Child-level lists” on the Data page" in str(refused.value)
    assert MARK not in str(refused.value)


def test_no_kind_of_extract_is_taken_for_one() -> None:
    refuse_child_level([[list(extract.columns())] for extract in EXTRACTS.values()], "extract.csv")


def test_what_is_said_of_children_without_saying_who_is_no_list(starter: Catalogue) -> None:
    refuse_child_level([[[*CHILD[1:], "Date of Contact"]]], "of-nobody.csv")
    with pytest.raises(ExtractError, match="are not those of any kind"):
        check_files([("of-nobody.csv", b"Gender,Ethnicity,Date of Contact\nF,White,01/09/2025\n")], starter)


@pytest.mark.parametrize(
    "asked",
    [["load", "{list}"], ["recipe", "new", "{list}", "{folder}/recipe.xlsx"], ["watch", "{folder}/in", "--once"]],
)
def test_no_command_shows_a_cell_of_a_list(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("analytics.commands.watching.SETTLED", 0)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    northmere(Store(tmp_path / "store"))
    (tmp_path / "in").mkdir()
    (given := tmp_path / "in" / "list_3.csv").write_bytes(CSV)
    assert main([word.format(list=given, folder=tmp_path) for word in asked]) == 1
    said = "".join(capsys.readouterr()) + "".join(f.read_text() for f in tmp_path.rglob("*.account.txt"))
    assert "list_3.csv has a row for each child" in said
    assert MARK not in said
    kept = [file for file in (tmp_path / "store").rglob("*") if file.is_file()]
    assert not [file for file in kept if MARK.encode() in file.read_bytes()]
