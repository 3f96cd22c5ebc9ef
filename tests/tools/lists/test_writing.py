"""The files of made-up lists: the same bytes for the same seed, each says that it is made up, flaws are counted."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from datetime import date
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tools.lists.flaws import Flaws, spoil
from tools.lists.lists import List, lists
from tools.lists.lives import authority
from tools.lists.writing import files

ROOT = Path(__file__).parents[3]
DAY = date(2025, 9, 30)


def made(seed: int = 7, flaws: Flaws = Flaws.NONE) -> dict[str, bytes]:
    return dict(files(seed, 200, DAY, flaws, with_csv=True))


@pytest.mark.parametrize("flaws", list(Flaws))
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(flaws: Flaws) -> None:
    first, again, other = made(flaws=flaws), made(flaws=flaws), made(8, flaws)
    assert first == again
    same = {name for name in first if first[name] == other[name]}
    assert same == {"teams.csv", "areas.csv"}


def test_the_workbook_has_a_sheet_a_list_as_the_csvs_have_it_and_says_that_it_is_made_up() -> None:
    written = made()
    book = load_workbook(BytesIO(written["annex-a.xlsx"]))
    assert book.sheetnames == [*(f"List {number}" for number in range(1, 12)), "Made up"]
    assert "Made up" in (book.properties.title or "")
    for number in range(1, 12):
        sheet = book[f"List {number}"]
        assert "Made up" in (sheet.oddHeader.center.text or "")
        rows = list(csv.reader(StringIO(written[f"list_{number}.csv"].decode())))
        cells = [["" if v is None else str(v).removesuffix(" 00:00:00") for v in row] for row in sheet.values]
        assert cells == rows
    assert book["Made up"]["A1"].value.startswith("Made up: no child")
    assert written["MADE-UP.txt"].startswith(b"Made up: no child")


def cells(of: list[List]) -> Counter[tuple[int, str]]:
    return Counter((each.number, str(row)) for each in of for row in each.rows)


def test_other_spellings_are_counted_cell_by_cell_and_leave_every_row() -> None:
    clean = lists(authority(7, 400, DAY))
    spoiled, flaws = spoil(clean, 7, DAY, Flaws.SPELLING)
    pairs = [(a, b) for one, two in zip(clean, spoiled, strict=True) for a, b in zip(one.rows, two.rows, strict=True)]
    changed = sum(a != b for row, other in pairs for a, b in zip(row, other, strict=True))
    in_cells = [flaw for flaw in flaws if not flaw.what.startswith(("rows of titles", "a column by"))]
    assert sum(flaw.how_many for flaw in in_cells) == changed > 500
    assert {flaw.what for flaw in in_cells} == {
        "a code in another spelling",
        "a date as Excel's number of days",
        "a date as dd-mmm-yy text",
        "a date as dd/mm/yyyy text",
        "an age as a fraction",
        "an age as “Unborn”",
    }
    titled = {each.number for each in spoiled if each.titles}
    assert titled == {flaw.list for flaw in flaws if flaw.what.startswith("rows of titles")}


@pytest.mark.parametrize("seed", range(5))
def test_wrong_values_are_counted_and_the_truth_is_not_of_them(seed: int) -> None:
    written = made(seed, Flaws.ALL)
    assert written["truth.csv"] == made(seed)["truth.csv"]
    found = list(csv.DictReader(StringIO(written["flaws.csv"].decode())))
    count: Counter[str] = Counter()
    for row in found:
        count[row["what"]] += int(row["how_many"])
    book = load_workbook(BytesIO(written["annex-a.xlsx"]))
    typed = Counter(cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row)
    assert typed["f"] == count["a formula instead of a date"] > 0
    assert typed["e"] == 2 * count["#N/A as a team and a worker"] > 0
    assert count["an end before its start"] > 0
    assert count["a date in the future"] > 0
    assert any(what.startswith("a blank column") for what in count)
    assert any(what.startswith("a column renamed") for what in count)
    rows = {number: len(written[f"list_{number}.csv"].splitlines()) for number in (6, 7, 8)}
    before = {number: len(made(seed)[f"list_{number}.csv"].splitlines()) for number in (6, 7, 8)}
    titles = sum(int(row["how_many"]) for row in found if row["what"].startswith("rows of") and row["list"] == "8")
    twice = count["a child in two states at once"]
    assert sum(rows.values()) - sum(before.values()) - titles == twice > 0


def test_the_command_writes_into_a_new_folder(tmp_path: Path) -> None:
    asked = [sys.executable, "-m", "tools.lists", "--seed", "7", "--children", "200", "--day", "2025-09-30", "--flaws"]
    subprocess.run([*asked, "--out", str(tmp_path / "new")], cwd=ROOT, check=True, capture_output=True)
    assert {file.name: file.read_bytes() for file in (tmp_path / "new").iterdir()} == dict(
        files(7, 200, DAY, Flaws.ALL)
    )
