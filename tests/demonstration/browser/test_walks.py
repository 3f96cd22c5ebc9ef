"""Four people: a leader and a board member on a phone with two minutes each, an analyst with her first extract, and
somebody without a mouse.

What the leader should find is counted here from the files that were loaded, not asked of the app.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import duckdb
import openpyxl
import pikepdf
import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from analytics import access
from analytics.catalogue import ALL
from analytics.commands.loads import demonstration as extract_files
from analytics.disclosure import Wanted
from analytics.sharing import links, pack_service
from analytics.store import Store
from tests.demonstration.browser.conftest import open_page, settled
from tests.demonstration.browser.measures import Clock
from tests.making import copied
from tests.serving import free_port, serving

pytestmark = pytest.mark.browser

SEPTEMBER = date(2021, 9, 1)
CHELTENHAM = "month=2021-09&locality=Cheltenham"
VISITS = "% of first visits to children in need within 5 working days"
TITLED = "First visits to children in need within 5 working days"
LIMIT = 120  # seconds for the leader, and for the board member
MOST_SHEETS = 50  # of paper for the whole county's pack


@pytest.fixture(scope="module")
def kept(demonstration: Store, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """The demonstration set, in a store that this module may add to."""
    root = tmp_path_factory.mktemp("walks") / "store"
    copied(demonstration, root)
    return Store(root)


@pytest.fixture(scope="module")
def server(kept: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Started as a person starts it, which works ahead while somebody reads."""
    log = tmp_path_factory.mktemp("log") / "server.log"
    with serving(kept.root, log, free_port(), works_ahead=True) as address:
        yield address


@pytest.fixture(scope="module")
def extracts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The simulated extracts as files, as an analyst could count them."""
    folder = tmp_path_factory.mktemp("extracts")
    for file in extract_files("simulated"):
        (folder / file.file_name).write_bytes(file.content)
    return folder


@pytest.fixture(scope="module")
def link(kept: Store, server: str) -> str:
    """A link to the county's September pack."""
    with access.acting_as(access.LOCAL):
        pack_id = pack_service.freeze(kept, pack_service.draft(kept, Wanted(SEPTEMBER, ALL, ("indicators", "audits"))))
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
    worse = page.locator(".los-finding", has_text=VISITS.removeprefix("% of "))
    expect(worse).to_contain_text("Got worse")
    expect(worse).to_contain_text(f"{met} of {of} visits")
    clock = Clock('[data-testid="stMain"]')
    clock.reads(worse)
    clock.presses_on(worse.get_by_role("link").first)
    expect(page.locator("h1")).to_have_text(TITLED)
    facts = page.locator(".st-key-facts")
    expect(facts).to_contain_text(f"{100 * met / of:.1f}%")
    expect(facts).to_contain_text("Below the expected range")
    expect(facts).to_contain_text(f"{more} more")
    expect(facts).to_contain_text(f"now {met} of {of}")
    settled(page)
    clock.reads(facts)
    clock.presses_on(page.get_by_role("link", name="Audits", exact=True))
    main = page.locator('[data-testid="stMain"]')
    expect(main).to_contain_text(f"{100 * good / audited:.1f}% of audits were good or better in July 2021 to September")
    answer = main.locator("p", has_text="Is practice improving?")
    expect(answer).to_contain_text(f"({good} of {audited})")
    clock.reads(answer)
    assert clock.presses == 2
    assert clock.seconds < LIMIT, clock


def test_the_board_members_three_questions_on_a_phone_without_a_script(link: str, browser: Browser) -> None:
    """What got worse and is it real, what is being done about it, what does this word mean?"""
    context = browser.new_context(viewport={"width": 320, "height": 700}, java_script_enabled=False)
    page = context.new_page()
    page.goto(link)
    expect(page.locator(".ratings")).to_contain_text("39 of 93 indicators red, 17 amber, 15 green")
    said = page.locator("section", has=page.get_by_role("heading", name="What got worse"))
    expect(said).to_contain_text("6 indicators got worse, and it is unlikely to be chance")
    card = said.get_by_role("listitem").filter(has_text="had a return interview")
    expect(card).to_contain_text("50.6%")
    expect(card).to_contain_text("Action: Share the interviews between the locality teams")
    clock = Clock("main")
    clock.reads(said)
    clock.presses_on(page.get_by_role("navigation", name="Contents").get_by_role("link", name="How to read this"))
    clock.presses_on(page.locator("summary", has_text="The words used here"))
    word = page.get_by_role("row").filter(has=page.get_by_role("rowheader", name="Control chart", exact=True))
    expect(word).to_be_visible()
    expect(word).to_contain_text("It tells what is unlikely to be chance from ordinary ups and downs.")
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


def first_extract(file: Path) -> None:
    """As a spreadsheet exports it: a title, a row that is wrong, a total."""
    book = openpyxl.Workbook()
    sheet = book.active
    month = datetime(2021, 9, 1)
    for row in (
        ["Initial conferences, September 2021"],
        [],
        ["Cut", "Month", "Measure ID", "Locality", "Numerator", "Denominator"],
        [month, month, "icpc_15d", "All", 50, 80],
        [month, month, "icpc_15d", "Glocester", 21, 30],
        ["Total", None, None, None, 71, 110],
    ):
        sheet.append(row)
    book.save(file)


def test_the_analysts_first_extract_from_the_file_to_why_the_figure_changed(
    server: str, visitor: BrowserContext, tmp_path: Path
) -> None:
    """What became of each row, what is wrong with one, what moved, why, and how is it taken back?"""
    first_extract(tmp_path / "mine.xlsx")
    page = open_page(visitor, f"{server}/data?month=2021-09")
    page.locator("input[type=file]").last.set_input_files(tmp_path / "mine.xlsx")
    page.get_by_role("button", name="Check the files").click()
    expect(page.get_by_text("Rows in 3 = accepted 1 + refused 1 + totals 1 + blank 0.")).to_be_visible()
    expect(page.get_by_text("row 1 above the header was taken for titles")).to_be_visible()
    refused = page.locator(".los-table", has_text="Refused rows (1)")
    expect(refused.get_by_role("row").last).to_contain_text("Glocester")
    expect(refused.get_by_role("row").last).to_contain_text("Did you mean “Gloucester”?")
    moves = page.locator(".los-folded", has_text="Show all changes").locator("tr").last
    expect(moves).to_contain_text("58.1%")
    expect(moves).to_contain_text("62.5%")
    page.get_by_role("button", name="Store without the 1 refused row").click()
    expect(page.get_by_role("link", name="Open September 2021")).to_be_visible()

    reader = open_page(visitor, f"{server}/indicator?month=2021-09&measure=icpc_15d")
    expect(reader.locator(".st-key-facts")).to_contain_text("62.5%")
    why = reader.locator('[data-part="restated"]')
    expect(why).to_contain_text("58.1% in the cut September 2021 of published")
    expect(why).to_contain_text("then 62.5% in the cut September 2021 of council")
    expect(why).to_contain_text("another source")

    page.get_by_role("tab", name="History").click()
    page.get_by_role("button", name="Undo load").click()
    expect(page.get_by_text("is undone.")).to_be_visible()
    settled(reader.reload() and reader)
    expect(reader.locator(".st-key-facts")).to_contain_text("58.1%")


def tab_to(page: Page, name: str, keys: str = "Tab", most: int = 90) -> None:
    """Press the tab key until what has the focus begins with a name, and can be seen to have it."""
    for _ in range(most):
        page.keyboard.press(keys)
        named, outlined = page.evaluate("""() => {
            const e = document.activeElement, style = getComputedStyle(e);
            const seen = style.outlineStyle !== 'none' || style.boxShadow !== 'none';
            return [(e.getAttribute('aria-label') || e.innerText || '').trim(), seen];
        }""")
        if named.startswith(name):
            assert outlined, f"{name} does not show that it has the focus"
            return
    raise AssertionError(f"{name} was not reached with {most} tabs")


def test_from_the_first_screen_to_a_pack_without_a_mouse(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/?{CHELTENHAM}")
    tab_to(page, TITLED)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(TITLED)
    for name, heading in (
        ("Localities", "Cheltenham among the localities: September 2021"),
        ("Board pack", "Board pack"),
    ):
        settled(page)
        tab_to(page, name, "Shift+Tab")  # the focus is on the heading, the menu before it
        page.keyboard.press("Enter")
        expect(page.locator("h1")).to_have_text(heading)
    settled(page)
    tab_to(page, "Preview")


def test_a_screen_of_320_pixels_scrolls_in_one_direction_only(server: str, browser: Browser) -> None:
    """A desktop of 1,280 pixels at 400 % zoom."""
    context = browser.new_context(viewport={"width": 320, "height": 256}, reduced_motion="reduce")
    for path in (f"/?{CHELTENHAM}", f"/overview?{CHELTENHAM}", f"/indicator?{CHELTENHAM}&measure=icpc_15d"):
        page = open_page(context, server + path)
        wide = page.locator('[data-testid="stMain"]').evaluate("e => e.scrollWidth - e.clientWidth")
        assert wide <= 1, path
        page.close()
    context.close()
