"""Three people with two minutes each: a leader, a board member on a phone, and somebody without a mouse.

What the leader should find is counted here from the files that were loaded, not asked of the app.
"""

from __future__ import annotations

import math
import shutil
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import duckdb
import pikepdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from analytics import access, simulation
from analytics.catalogue import ALL
from analytics.disclosure import DEFAULTS, Wanted
from analytics.sharing import links, making
from analytics.store import Store
from tests.browser.conftest import open_page, settled
from tests.conftest import PUBLISHED
from tests.serving import free_port, serving

pytestmark = pytest.mark.browser

SEPTEMBER = date(2021, 9, 1)
CHELTENHAM = "month=2021-09&locality=Cheltenham"
VISITS = "% of Initial visits that were within 5 w.days of referral (S17)"
SLOWLY = 30_000  # milliseconds that a page may take on a busy machine
MOST_SHEETS = 50  # of paper for the whole county's pack


@pytest.fixture(scope="module")
def kept(demonstration: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration set, in a store that this module may add to."""
    root = tmp_path_factory.mktemp("walks") / "store"
    shutil.copytree(demonstration.root, root)
    return Store(root)


@pytest.fixture(scope="module")
def server(kept: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving(kept.root, tmp_path_factory.mktemp("log") / "server.log", free_port()) as address:
        yield address


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated extracts as files, as an analyst could count them."""
    folder = tmp_path_factory.mktemp("extracts")
    for name, content in simulation.files(PUBLISHED):
        (folder / name).write_bytes(content)
    return folder


@pytest.fixture(scope="module")
def link(kept: Store, server: str) -> str:
    """A link to the county's September pack."""
    with access.acting_as(access.LOCAL):
        pack_id = making.freeze(kept, making.draft(kept, Wanted(SEPTEMBER, ALL, ("indicators", "audits"), DEFAULTS)))
        token, _ = links.create(kept, pack_id)
    return f"{server}/s/{token}"


def test_the_leaders_four_questions_about_cheltenham(server: str, visitor: BrowserContext, extracts: Path) -> None:
    """What got worse, is it real, how many children, is the work good?"""
    met, of = duckdb.execute(
        "SELECT sum(numerator::INT), sum(denominator::INT) FROM read_csv(?, all_varchar = true) "
        "WHERE month = '2021-09' AND measure_id = 'initial_visits_s17_5d' AND locality = 'Cheltenham' "
        "AND team = 'All' AND breakdown = 'All'",
        [str(extracts / "simulated-indicators-2021-09.csv")],
    ).fetchall()[0]  # fmt: skip
    more = math.ceil(of * 85 / 100) - met
    good, audited = duckdb.execute(
        "SELECT count(*) FILTER (rating IN ('Good', 'Outstanding')), count(*) FROM read_csv(?, all_varchar = true) "
        "WHERE month BETWEEN '2021-07' AND '2021-09' AND locality = 'Cheltenham' AND status = 'completed'",
        [str(extracts / "simulated-audits-2021-09.csv")],
    ).fetchall()[0]  # fmt: skip

    page = open_page(visitor, f"{server}/?{CHELTENHAM}")
    worse = page.locator(".st-key-first-worse-and-real li", has_text=VISITS)
    expect(worse).to_contain_text("Below the lower limit")
    expect(worse).to_contain_text(f"of {of} visits (simulated counts)")
    worse.get_by_role("link").click()
    expect(page.locator("h1")).to_have_text(VISITS, timeout=SLOWLY)
    facts = page.locator(".los-facts")
    expect(facts).to_contain_text(f"{100 * met / of:.1f}%")
    expect(facts).to_contain_text("Signal: below the lower limit")
    expect(facts).to_contain_text(f"{more} more")
    expect(facts).to_contain_text(f"now {met} of {of}")
    settled(page)
    page.get_by_role("link", name="Audits", exact=True).click()
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text(
        f"{100 * good / audited:.1f}% of audits were good or better in July 2021 to September", timeout=SLOWLY
    )
    expect(main).to_contain_text(f"({good} of {audited})")


def test_the_board_members_three_questions_on_a_phone_without_a_script(link: str, browser: Browser) -> None:
    """How do we stand, what got worse and is it real, what does this word mean?"""
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    said = page.locator("section", has=page.get_by_role("heading", name="What the month says"))
    expect(said).to_contain_text("of 77 indicators, 39 ■ red, 17 ▲ amber and 14 ● green")
    expect(said).to_contain_text("Worse by more than chance: 12 indicators")
    expect(said).to_contain_text("had at least 1 return interview: 50.6%, target 82%")
    page.get_by_role("navigation", name="Contents").get_by_role("link", name="How to read this").click()
    page.locator("summary", has_text="The words used here").click()
    word = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Control chart", exact=True))
    expect(word).to_be_visible()
    expect(word).to_contain_text("It tells a real change from ordinary ups and downs.")
    expect(page.get_by_role("rowheader", name="Care leavers", exact=True).last).to_be_visible()
    widest = page.locator("main section").evaluate_all("all => Math.max(...all.map(e => e.scrollWidth))")
    assert widest <= 320
    context.close()


def test_a_pack_on_paper_keeps_its_tables_and_opens_what_is_folded(link: str, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    page.goto(link)
    with pikepdf.open(BytesIO(page.pdf(format="A4"))) as printed:
        assert len(printed.pages) < MOST_SHEETS
    page.set_viewport_size({"width": 700, "height": 900})  # about as wide as the paper between its margins
    page.emulate_media(media="print")
    table = page.locator(".los-table", has_text="Control chart")
    assert table.evaluate("e => getComputedStyle(e).display") == "table"
    expect(table).to_be_visible()


def tab_to(page: Page, name: str, most: int = 90) -> None:
    """Press the tab key until what has the focus begins with a name, and can be seen to have it."""
    for _ in range(most):
        page.keyboard.press("Tab")
        named, outlined = page.evaluate("""() => {
            const e = document.activeElement, style = getComputedStyle(e);
            const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
            return [(e.getAttribute('aria-label') || e.innerText || '').trim(), seen];
        }""")
        if named.startswith(name):
            assert outlined, f"{name} does not show that it has the focus"
            return
    raise AssertionError(f"{name} was not reached with {most} tabs")


def test_from_the_overview_to_a_pack_without_a_mouse(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/?{CHELTENHAM}")
    tab_to(page, "First to look at")
    page.keyboard.press("Enter")
    tab_to(page, VISITS)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(VISITS, timeout=SLOWLY)
    for name, heading in (("Localities", "Localities: September 2021"), ("Board pack", "Board pack")):
        settled(page)
        page.evaluate("document.activeElement.blur()")
        tab_to(page, name)
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(heading, timeout=SLOWLY)
    settled(page)
    tab_to(page, "Preview")


def test_a_screen_of_320_pixels_scrolls_in_one_direction_only(server: str, browser: Browser) -> None:
    """A desktop of 1,280 pixels at 400 % zoom."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, reduced_motion="reduce")
    for path in (f"/?{CHELTENHAM}", f"/indicator?{CHELTENHAM}&measure=icpc_15d"):
        page = open_page(context, server + path)
        wide = page.locator('[data-testid="stMain"]').evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 1, path
        page.close()
    context.close()
