"""The first screen as people meet it: five questions answered without scrolling, and a phone's menu and memory."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from analytics.store import Store
from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser

PHONE, LAPTOP = {"width": 390, "height": 844}, {"width": 1366, "height": 768}
# What got worse first, with its figure; how many children; what is usual; is it beyond chance; is the work good.
ANSWERS = {
    ("month=2021-09", "Gloucestershire, September 2021"): ("return interview", "50.6%", "39 of 77 children", "77.9%"),
    ("month=2021-09&locality=Cheltenham", "Cheltenham, September 2021"): (
        "red",
        "40.0%",
        "154 of 385 records",
        "12.8%",
    ),
    ("month=2021-07&locality=Gloucester", "Gloucester, July 2021"): (),
}


@pytest.fixture(scope="module")
def held(demonstration: Store) -> Store:
    """What the server of this module holds: figures of the localities, too."""
    return demonstration


def on_screen(page: Page, height: int) -> str:
    """The text of the parts of the page that begin above the foot of the screen."""
    found: list[str] = page.evaluate(
        """height => [...document.querySelectorAll('h1, [data-testid=stMain] h3, .los-finding, .los-quiet')]
            .filter(part => part.getBoundingClientRect().top < height).map(part => part.innerText)""",
        height,
    )
    return "\n".join(found)


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
@pytest.mark.parametrize(("view", "answers"), ANSWERS.items(), ids=lambda of: str(of[0])[:40] if of else "")
def test_the_first_screen_says_what_got_worse_by_how_much_and_of_how_many(
    visitor: BrowserContext, own_server: str, size: dict[str, int], view: tuple[str, str], answers: tuple[str, ...]
) -> None:
    query, title = view
    page = visitor.new_page()
    page.set_viewport_size(size)
    page.goto(f"{own_server}/?{query}")
    said = on_screen(settled(page), size["height"])
    assert said.startswith(title)
    for answer in answers:
        assert answer in said
    if size is LAPTOP:  # the work is good, or not, beside it
        assert re.search(r"\d+ of \d+ timeliness indicators? on target\. [\d.]+% of audits good or better", said)


def test_on_a_phone_the_menu_has_its_name_closes_after_a_choice_and_is_out_of_the_way(
    visitor: BrowserContext, own_server: str
) -> None:
    page = visitor.new_page()
    page.set_viewport_size(PHONE)
    settled_page = open_on(page, f"{own_server}/?month=2021-09")
    menu = settled_page.get_by_test_id("stSidebar")
    expect(menu).to_be_hidden()
    settled_page.get_by_test_id("stExpandSidebarButton").click()
    expect(menu).to_be_visible()
    settled_page.get_by_role("combobox", name="Area").click()
    settled_page.get_by_role("option", name="Cheltenham", exact=True).click()
    expect(settled_page.locator("h1")).to_have_text("Cheltenham, September 2021")
    expect(menu).to_be_hidden()


def test_the_area_is_remembered_for_the_next_visit_and_a_link_still_opens_its_own(
    visitor: BrowserContext, own_server: str
) -> None:
    page = open_page(visitor, f"{own_server}/?month=2021-09")
    page.get_by_role("combobox", name="Area").click()
    page.get_by_role("option", name="Stroud", exact=True).click()
    expect(page.locator("h1")).to_have_text("Stroud, September 2021")
    page.wait_for_function("document.cookie.includes('area=Stroud')")
    expect(open_page(visitor, own_server).locator("h1")).to_have_text("Stroud, September 2021")
    expect(open_page(visitor, f"{own_server}/?month=2021-09").locator("h1")).to_have_text(
        "Gloucestershire, September 2021"
    )
    expect(open_page(visitor, own_server).locator("h1")).to_have_text("Stroud, September 2021")


def open_on(page: Page, address: str) -> Page:
    page.goto(address)
    return settled(page)
