"""What people meet besides the pages themselves: a load that is checked, refused or stored, forms, a pack and its link,
a search, an empty store, paper. Each is held to what `measures` looks at, in light and dark."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from analytics.store import Store
from tests.demonstration.browser import measures
from tests.demonstration.browser.conftest import open_page, settled
from tests.demonstration.browser.test_loading import HEADER, check_files
from tests.serving import free_port, serving

pytestmark = pytest.mark.browser

SEPTEMBER = "month=2021-09"
STROUD = f"{SEPTEMBER}&locality=Stroud"


@pytest.fixture(scope="module")
def held(demonstration: Store) -> Store:
    return demonstration


@pytest.fixture(params=["light", "dark"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme=request.param)
    yield context
    context.close()


def checked(page: Page, folder: Path) -> None:
    file = folder / "september.csv"
    file.write_text(f"{HEADER}2021-09,2021-08,icpc_15d,70,council\n2021-09,2021-09,icpc_15d,60.5,council\n")
    check_files(page, file)


def refused(page: Page, folder: Path) -> None:
    file = folder / "wrong.csv"
    file.write_text(f"{HEADER}2021-09,2021-09,icpc_15x,60.5,council\n")
    check_files(page, file)


def unreadable(page: Page, folder: Path) -> None:
    file = folder / "paper.xlsx"
    file.write_bytes(b"%PDF-1.7")
    check_files(page, file)


def history(page: Page, _: Path) -> None:
    page.get_by_role("tab", name="History").click()


def step_change(page: Page, _: Path) -> None:
    page.get_by_text("Reset the expected range from a month").click()


def searched(page: Page, _: Path) -> None:
    page.get_by_label("Find an indicator, page or word").fill("placements")
    expect(page.get_by_text("Questions that members asked")).to_be_visible()


def pack_with_a_link(page: Page, _: Path) -> None:
    """For one area, which is quick; only what stands around the preview is measured here."""
    page.get_by_role("button", name="Preview").click()
    page.get_by_role("button", name="Make this pack").click(timeout=60_000)
    page.get_by_text("Share it or download").wait_for()
    settled(page)
    page.locator("summary").filter(has_text="September 2021, Stroud").first.click()
    page.get_by_role("button", name="Make a link").first.click()
    page.locator("code").filter(has_text="/s/").first.wait_for()


STATES: dict[str, tuple[str, Callable[[Page, Path], object]]] = {
    "an area": (f"localities?{STROUD}&theme=Repeat%20Work", lambda *_: None),
    "all authorities": (f"compare?{SEPTEMBER}&national=repeat_referrals_12m", lambda *_: None),
    "a search": (f"?{STROUD}", searched),
    "a load that is checked": (f"data?{SEPTEMBER}", checked),
    "a load that is refused": (f"data?{SEPTEMBER}", refused),
    "a file that can't be read": (f"data?{SEPTEMBER}", unreadable),
    "loads": (f"data?{SEPTEMBER}", history),
    "the form of a step change": (f"indicator?{SEPTEMBER}&measure=foster_supervision", step_change),
    "a pack and its link": (f"board?{STROUD}", pack_with_a_link),
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_can_be_read_and_used(own_server: str, visitor: BrowserContext, tmp_path: Path, state: str) -> None:
    path, reach = STATES[state]
    page = open_page(visitor, f"{own_server}/{path}")
    reach(page, tmp_path)
    settled(page)
    assert measures.faults(page) == []
    assert measures.faint(measures.turned_dark(page)) == []


def test_an_empty_store_says_what_to_do(visitor: BrowserContext, tmp_path: Path) -> None:
    with serving(tmp_path / "store", tmp_path / "server.log", free_port()) as address:
        for path, said in (("", "Which authority is this?"), ("data", "Data")):
            page = open_page(visitor, f"{address}/{path}")
            expect(page.locator("h1")).to_have_text(said)
            assert measures.faults(page) == []
            assert measures.faint(measures.turned_dark(page)) == []


def test_a_page_on_paper_is_dark_on_white_without_the_menu(own_server: str, reader: BrowserContext) -> None:
    page = open_page(reader, f"{own_server}/?{STROUD}")
    page.emulate_media(media="print")
    for away in ('[data-testid="stSidebar"]', '[data-testid="stDownloadButton"]', ".los-folded > div"):
        expect(page.locator(away).first).to_be_hidden()
    folded = page.locator(".los-folded > summary").first
    expect(folded).to_be_visible()
    assert "folded" in folded.evaluate("e => getComputedStyle(e, '::after').content")
    kept = page.locator('[data-testid="stElementContainer"]:has(h2, h3)').first
    expect(kept).to_have_css("break-after", "avoid")
    expect(page.locator(".los-ribbon").first).to_contain_text("Simulated")
    assert measures.faint(measures.grown(page)) == []


def test_a_table_stays_a_table_where_it_fits(own_server: str, browser: Browser) -> None:
    """Four short columns fit on a phone, six with small lines do not."""
    for width, snapshot in ((1280, "table"), (390, "block")):
        context = browser.new_context(viewport={"width": width, "height": 900})
        page = open_page(context, f"{own_server}/data?{SEPTEMBER}")
        page.get_by_role("tab", name="Log").click()
        expect(page.locator(".st-key-log .los-table")).to_have_css("display", "table")
        page = open_page(context, f"{own_server}/audits?{SEPTEMBER}")
        expect(page.locator(".st-key-snapshot .los-table")).to_have_css("display", snapshot)
        context.close()


def test_with_forced_colours_a_choice_still_shows(own_server: str, browser: Browser) -> None:
    """By a filled mark, whose colours are kept: with the reader's own two, made and not made would look the same."""
    context = browser.new_context(forced_colors="active")
    for path, mark in (
        (f"board?{STROUD}", '[data-testid="stCheckbox"] [data-selected="true"] div:has(> svg)'),
        (f"indicator?{SEPTEMBER}", '[data-testid="stRadioOption"][data-selected="true"] > div > div >> nth=0'),
    ):
        chosen = open_page(context, f"{own_server}/{path}").locator(mark).first
        expect(chosen).to_have_css("forced-color-adjust", "none")
        expect(chosen).not_to_have_css("background-color", "rgb(255, 255, 255)")
    page = open_page(context, f"{own_server}/data?{SEPTEMBER}")
    expect(page.get_by_role("tab", selected=True)).to_have_css("outline-style", "solid")
    edges = page.locator(".los-menu a").evaluate_all("all => all.map(e => getComputedStyle(e).borderLeftColor)")
    assert len(set(edges)) == 2  # the page that is open, and all others
    context.close()
