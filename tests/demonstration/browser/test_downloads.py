"""What is handed out is what is shown."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from xml.etree import ElementTree

import pytest
from playwright.sync_api import BrowserContext, Page

from analytics.__main__ import main
from analytics.store import Store
from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser


def handed_out(page: Page, label: str, key: str = "") -> tuple[str, bytes]:
    """What a download button gives: the first of the label, or the one with a key, which may be folded away."""
    place = page.locator(f".st-key-{key}") if key else page.locator("body")
    for folded in page.locator("details:not([open])", has=place).all():
        folded.locator("summary").first.click()
    settled(page)  # a button that still moves is pressed beside itself
    with page.expect_download() as download:
        place.get_by_role("button", name=label).first.click()
    return download.value.suggested_filename, Path(download.value.path()).read_bytes()


@pytest.mark.parametrize(
    ("path", "name", "table"),
    [
        ("/overview?month=2021-09", "indicators-2021-09.csv", ("indicators", "--month", "2021-09")),
        ("/indicator?month=2021-09&measure=icpc_15d", "icpc_15d-2021-09.csv", ("indicator", "--measure", "icpc_15d")),
        ("/audits?month=2021-09", "audit-snapshot-2021-09.csv", ("audit-snapshot",)),
        ("/screening?month=2021-09", "screening-2021-09.csv", ("screening",)),
    ],
)
def test_the_table_is_byte_for_byte_what_the_command_line_prints(
    server: str,
    visitor: BrowserContext,
    published: Store,
    monkeypatch: pytest.MonkeyPatch,
    capsysbinary: pytest.CaptureFixture[bytes],
    path: str,
    name: str,
    table: tuple[str, ...],
) -> None:
    file_name, content = handed_out(open_page(visitor, server + path), "Table (CSV)", name.replace(".", "-"))
    assert file_name == name
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    capsysbinary.readouterr()
    assert main(["table", *table]) == 0
    assert content == b"\xef\xbb\xbf" + capsysbinary.readouterr().out


def test_the_table_on_the_page_has_the_figures_of_the_file(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/indicator?month=2021-09&measure=icpc_15d")
    page.locator("summary", has_text="Month by month").click()
    months = page.locator(".los-table", has=page.locator("caption", has_text="month by month"))
    shown = [row.inner_text() for row in months.locator("tbody tr td:nth-child(2)").all()]
    _, content = handed_out(page, "Table (CSV)")
    rows = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
    assert shown == [f"{float(row['value']):.1f}%" for row in reversed(rows)]


def test_the_chart_leaves_on_light_paper_with_its_sentence(server: str, visitor: BrowserContext) -> None:
    """Also where the page is dark."""
    page = visitor.new_page()
    page.emulate_media(color_scheme="dark")
    page.goto(f"{server}/indicator?month=2021-09&measure=icpc_15d")
    page.get_by_role("button", name="Chart (SVG)").wait_for()
    name, content = handed_out(page, "Chart (SVG)")
    assert name == "icpc_15d-2021-09.svg"
    svg = ElementTree.fromstring(content)
    assert (svg.findtext("{http://www.w3.org/2000/svg}title") or "").startswith("58.1% in September 2021")
    assert b"#12436D" in content
    _, png = handed_out(page, "Chart (PNG)")
    assert png.startswith(b"\x89PNG")
