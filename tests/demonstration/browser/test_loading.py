"""An analyst loads a corrected September over a wrong one, sees what changed, and undoes it."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser

HEADER = "cut,month,measure_id,value,source\n"


def check_files(page: Page, *files: Path) -> None:
    page.locator("input[type=file]").last.set_input_files(files)
    expect(page.get_by_role("button", name="Check the files")).to_be_enabled()
    page.get_by_role("button", name="Check the files").click()
    settled(page)


def test_load_look_undo(own_server: str, visitor: BrowserContext, tmp_path: Path) -> None:
    file = tmp_path / "september.csv"
    file.write_text(f"{HEADER}2021-09,2021-08,icpc_15d,70,council\n2021-09,2021-09,icpc_15d,60.5,council\n")
    reader = open_page(visitor, f"{own_server}/indicator?month=2021-09&measure=icpc_15d")
    page = open_page(visitor, f"{own_server}/data?month=2021-09")
    check_files(page, file)
    expect(page.get_by_text("accepted 2 + refused 0")).to_be_visible()
    expect(page.locator(".los-folded", has_text="Show all changes")).to_contain_text("60.5%")
    settled(reader.reload() and reader)
    expect(reader.locator(".st-key-facts")).to_contain_text("58.1%")
    page.get_by_role("button", name="Store these files").click()
    expect(page.get_by_text("Stored as load 3")).to_be_visible()
    reader.reload()
    expect(reader.locator(".st-key-facts")).to_contain_text("60.5%")
    expect(reader.locator('[data-testid="stMain"]')).to_contain_text("load 3")
    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Undo load 3").click()
    expect(page.get_by_role("button", name="Redo load 3")).to_be_visible()
    reader.reload()
    expect(reader.locator(".st-key-facts")).to_contain_text("58.1%")


def test_a_file_that_cannot_be_read_ends_in_a_sentence_and_the_server_lives(
    own_server: str, visitor: BrowserContext, tmp_path: Path
) -> None:
    wrong = tmp_path / "paper.xlsx"
    wrong.write_bytes(b"%PDF-1.7")
    page = open_page(visitor, f"{own_server}/data")
    check_files(page, wrong)
    expect(page.get_by_text("paper.xlsx is a PDF")).to_be_visible()
    assert page.locator('[data-testid="stException"]').count() == 0
    assert open_page(visitor, own_server).inner_text("h1").startswith("Gloucestershire")


def test_refused_rows_can_be_taken_away_as_a_file(own_server: str, visitor: BrowserContext, tmp_path: Path) -> None:
    file = tmp_path / "wrong.csv"
    file.write_text(f"{HEADER}2021-09,2021-09,icpc_15x,60.5,council\n2021-09,2021-09,icpc_15d,60.5,council\n")
    page = open_page(visitor, f"{own_server}/data")
    check_files(page, file)
    with page.expect_download() as download:
        page.get_by_role("button", name="Table (CSV)").first.click()
    content = Path(download.value.path()).read_text(encoding="utf-8-sig")
    assert content.splitlines()[0] == "row_number,column,value,problem,code"
    assert "2,measure_id,icpc_15x" in content


def test_a_file_of_another_shape_is_shown_once_and_the_next_loads_by_itself(
    server: str, visitor: BrowserContext, tmp_path: Path
) -> None:
    """A month's table that somebody made by hand, with the town written short and a name of their own for the
    indicator."""
    august, september = tmp_path / "Towns Aug 2021.csv", tmp_path / "Towns Sep 2021.csv"
    august.write_text("Towns\n\nWhat;Town;In time;Of\nConferences;Glos;5;8\nConferences;Stroud;3;4\n")
    september.write_text("Towns\n\nWhat;Town;In time;Of\nConferences;Glos;6;8\nConferences;Stroud;2;4\n")
    page = open_page(visitor, f"{server}/data")
    check_files(page, august)
    step(page, "Show once how Towns Aug 2021.csv is read")
    step(page, "Next: the columns")
    choose(page, "What", "indicator")
    choose(page, "Town", "area")
    choose(page, "In time", "numerator")
    choose(page, "Of", "denominator")
    step(page, "Next: the words")
    choose(page, "“Conferences” as indicator", "% of initial conferences", of="icpc_15d")
    choose(page, "“Glos” as area", "Gloucester")
    expect(page.get_by_text("of 2 rows 2 are accepted")).to_be_visible()
    step(page, "Keep the recipe and read the file")
    expect(page.get_by_text("Rows in 2 = accepted 2 + refused 0")).to_be_visible()
    step(page, "Cancel")
    step(page, "Remove Towns Aug 2021.csv")
    check_files(page, september)
    expect(page.get_by_text("Rows in 2 = accepted 2 + refused 0")).to_be_visible()
    expect(page.get_by_text("cut September 2021")).to_be_visible()


def step(page: Page, label: str) -> None:
    page.get_by_role("button", name=label).click()
    settled(page)


def choose(page: Page, label: str, option: str, of: str = "") -> None:
    """Choose by typing, as the keyboard does."""
    box = page.get_by_role("combobox", name=label)
    box.click()
    box.fill(of or option)
    page.get_by_role("option", name=option).first.click()
    settled(page)
