"""`explore … --to FILE` writes what the page hands out."""

from __future__ import annotations

import io
from pathlib import Path

import openpyxl
import polars as pl
import pytest
from docx import Document
from pptx import Presentation

from analytics.__main__ import main
from analytics.explore import ask_address
from analytics.store import Store

ASKED = "subject=indicators&indicator=icpc_due&rows=area"


@pytest.fixture(autouse=True)
def _loaded(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))


def test_each_format_has_the_view(westshire: Store, tmp_path: Path) -> None:
    files = {ending: tmp_path / f"view.{ending}" for ending in ("pptx", "docx", "csv", "xlsx")}
    for file in files.values():
        assert main(["explore", f"https://figures.example.gov.uk/explore?{ASKED}", "--to", str(file)]) == 0
    answer = ask_address(westshire, ASKED)
    assert Presentation(str(files["pptx"])).slides[0].shapes.title.text_frame.text == answer.sentence
    document = Document(str(files["docx"]))
    assert document.paragraphs[0].text == answer.sentence
    assert document.paragraphs[-1].hyperlinks[0].address.startswith("https://figures.example.gov.uk/explore?subject=")
    book = openpyxl.load_workbook(files["xlsx"])
    assert [row[0].value for row in book["Table"].iter_rows(min_row=2)] == answer.frame["row_name"].to_list()
    written = pl.read_csv(io.BytesIO(files["csv"].read_bytes()))
    assert written["value"].to_list() == answer.frame["value"].to_list()
    assert "note" in written.columns  # that figures are simulated


@pytest.mark.parametrize(("name", "said"), [("view.odt", "ends in none of"), ("there.csv", "is there already")])
def test_what_can_not_be_written_is_said(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, name: str, said: str
) -> None:
    (tmp_path / "there.csv").write_text("mine", encoding="utf-8")
    assert main(["explore", ASKED, "--to", str(tmp_path / name)]) == 1
    assert said in capsys.readouterr().err
    assert (tmp_path / "there.csv").read_text(encoding="utf-8") == "mine"


def test_saved_questions_are_printed_as_a_table(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, westshire: Store
) -> None:
    assert main(["table", "saved-questions"]) == 0
    assert capsys.readouterr().out.startswith("name,address,note,saved_by,saved_on,missing")
