"""The first screen as people meet it: five questions answered without scrolling, and a phone's menu and memory."""

from __future__ import annotations

import re
from datetime import date

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from analytics import access, headlines, indicators
from analytics.audits import ratings
from analytics.store import Store
from tests.demonstration.browser.conftest import choose, open_page, settled

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
            .filter(part => part.getBoundingClientRect().top < height).map(part => part.innerText ?? "")""",
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


MONTHS = (date(2021, 9, 1), date(2021, 7, 1), date(2021, 2, 1))  # of the last no target was in force
AREAS = ("All", "Cheltenham", "Gloucester")


def expected(store: Store, month: date, area: str) -> dict[str, list[str]]:
    """The answers to a leader's questions, from the headlines and the audits, not from the page."""
    figures = indicators.headline_figures(store, month, area)
    found = headlines.headlines(figures)
    worst = found.worse.rows.head(1).to_dicts()
    pooled = ratings.three_months(store, month, "known", area).row(0, named=True)
    return {
        "what got worse, of how many": [
            said
            for row in worst
            for said in (f"{row['value']:.1f}%", f"{row['numerator']:,.0f} of {row['denominator']:,.0f}")
        ],
        "is it more than chance": ["Got worse"] if worst else [],
        "is the work good": [f"{pooled['good_or_better']} of {pooled['audits']}"],
        "what is not news": [f"{found.usual} of {found.indicators} indicators" if found.judged else "can't be told"],
        "ratings": [f"{found.month_rating.none} not rated"] if found.month_rating.none else [],
    }


@pytest.mark.parametrize("size", [LAPTOP, PHONE], ids=["laptop", "phone"])
def test_five_questions_are_answered_on_the_first_screen_or_by_one_press(
    page: Page, own_server: str, demonstration: Store, size: dict[str, int]
) -> None:
    with access.acting_as(access.LOCAL):
        answers = {(month, area): expected(demonstration, month, area) for month in MONTHS for area in AREAS}
    assert sum(len(of["is it more than chance"]) for of in answers.values()) >= 3  # so that there is something to ask
    page.set_viewport_size(size)
    for (month, area), of in answers.items():
        open_on(page, f"{own_server}/?month={month:%Y-%m}&locality={area}")
        said = on_screen(page, size["height"])
        first = [*of["what got worse, of how many"], *of["is it more than chance"]]
        later = [*of["is the work good"], *of["what is not news"], *of["ratings"]]
        assert [answer for answer in first if answer not in said] == [], (month, area)
        if page.locator(".los-finding").count():
            assert page.locator(".los-finding > a").first.bounding_box()["y"] < size["height"]  # what to do next
        for link in page.locator(".los-jumps a:visible").all():
            link.click()
            expect(page.locator(link.get_attribute("href") or "")).to_be_in_viewport()
            said += on_screen(page, size["height"])
        assert [answer for answer in later if answer not in said] == [], (month, area)


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
    choose(settled_page, "Area", "Cheltenham")
    expect(settled_page.locator("h1")).to_have_text("Cheltenham, September 2021")
    expect(menu).to_be_hidden()


def test_the_area_is_remembered_for_the_next_visit_and_a_link_still_opens_its_own(
    visitor: BrowserContext, own_server: str
) -> None:
    page = open_page(visitor, f"{own_server}/?month=2021-09")
    page.get_by_role("link", name="September 2020", exact=True).click()
    expect(page.locator("h1")).to_have_text("Then and now: September 2020 and September 2021")
    expect(page.locator("[data-part=summary]")).to_contain_text("Gloucestershire, September 2020 to September 2021")
    page.go_back()
    expect(page.locator("h1")).to_have_text("Gloucestershire, September 2021")
    settled(page)
    choose(page, "Area", "Stroud")
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
