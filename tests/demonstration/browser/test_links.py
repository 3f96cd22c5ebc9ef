"""One link for one view: on a fresh server, in another browser, and when the link is wrong."""

from __future__ import annotations

import re
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.demonstration.browser.conftest import choose, open_page, settled

pytestmark = pytest.mark.browser

DEEP = "/indicator?month=2021-08&measure=icpc_15d"


def asked(page: Page) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(page.url).query).items()}


def test_a_fresh_server_opens_a_deep_link_at_the_first_visit(own_server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, own_server + DEEP)
    assert page.inner_text("h1").startswith("Initial conferences")
    expect(page.locator(".st-key-facts")).to_contain_text("74.2%")
    assert asked(page) == {"month": "2021-08", "measure": "icpc_15d"}


@pytest.mark.parametrize(
    ("path", "heading", "figure"),
    [
        ("/", "Gloucestershire", "58.1%"),
        ("/overview?theme=Repeat+Work", "All indicators", "30.8%"),
        ("/indicator?measure=cic_s20", "Children in care by agreement (section 20)", "21.1%"),
        ("/audits?section=by-legal-status", "Audits", "57.6%"),
        ("/screening", "Screening of records", "16.33%"),
        ("/corporate", "Corporate papers", "9 of 21 measures are behind target"),
        ("/methods", "Methods", "half away from zero"),
    ],
)
def test_each_page_shows_its_figures(
    server: str, visitor: BrowserContext, path: str, heading: str, figure: str
) -> None:
    page = open_page(visitor, server + path)
    assert page.inner_text("h1").startswith(heading)
    expect(page.locator('[data-testid="stMain"]')).to_contain_text(figure)
    assert page.locator('[data-testid="stException"]').count() == 0


def test_an_anchor_opens_the_part_that_it_names(server: str, visitor: BrowserContext) -> None:
    """A rule that is folded away, and a paper that by now has a view of its own."""
    page = open_page(visitor, f"{server}/methods?month=2021-09#figures-of-others")
    expect(page.get_by_text("the ten statistical neighbours of the council")).to_be_visible()
    expect(page.get_by_role("heading", name="Figures of others")).to_be_in_viewport()
    page = open_page(visitor, f"{server}/corporate?month=2021-09#budget")
    expect(page.get_by_role("heading", name="Budget", exact=True)).to_be_visible()
    assert asked(page) == {"month": "2021-09", "paper": "budget"}


def test_a_filter_stands_in_the_address_on_every_page_and_opens_elsewhere(
    server: str, visitor: BrowserContext, browser: Browser
) -> None:
    page = open_page(visitor, f"{server}/overview")
    choose(page, "Month", "August 2021")
    choose(page, "Area", "Forest of Dean")
    page.get_by_role("combobox", name="Theme").press("ArrowDown")
    page.get_by_role("option", name="Repeat Work", exact=True).click()
    page.keyboard.press("Escape")
    settled(page)
    expected = {"month": "2021-08", "locality": "Forest of Dean", "theme": "Repeat Work"}
    assert asked(page) == expected
    for name in ("Audits", "Screening", "Methods", "All indicators"):
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_contain_text(name)
        settled(page)
        assert asked(page) == expected, name
    other = browser.new_context()
    again = open_page(other, page.url)
    assert again.inner_text("h1") == page.inner_text("h1") == "All indicators: August 2021"
    assert again.locator(".los-matrix li").count() == 3
    other.close()


def test_a_click_on_a_line_opens_the_indicator_and_back_returns(server: str, visitor: BrowserContext) -> None:
    """One step back, to the line that was opened: it has the focus, and stands where it stood."""
    page = open_page(visitor, f"{server}/overview?month=2021-09&theme=Response%20to%20Risk")
    row = page.locator(".los-matrix li", has_text="Initial conferences")
    row.scroll_into_view_if_needed()
    before, steps = row.bounding_box(), page.evaluate("history.length")
    row.get_by_role("link").click()
    expect(page.locator("h1")).to_contain_text("Initial conferences")
    settled(page)
    assert asked(page) == {"month": "2021-09", "theme": "Response to Risk", "measure": "icpc_15d"}
    assert page.evaluate("history.length") == steps + 1
    page.go_back()
    expect(page.locator("h1")).to_contain_text("All indicators")
    expect(row.get_by_role("link")).to_be_focused()
    settled(page)
    after = row.bounding_box()
    assert before is not None
    assert after is not None
    assert abs(after["y"] - before["y"]) < 3


def test_the_name_in_a_line_is_an_ordinary_link(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/overview?month=2021-09")
    link = page.locator(".los-matrix").get_by_role("link", name="Children in care by agreement (section 20)")
    elsewhere = open_page(visitor, f"{server}/{link.get_attribute('href')}")
    assert elsewhere.inner_text("h1") == "Children in care by agreement (section 20)"


def test_a_count_shows_only_its_indicators(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/overview")
    count = page.get_by_role("list", name="Overall rating").get_by_role("link", name="amber")
    number = int(count.inner_text().partition("(")[2].strip(")"))
    count.click()
    expect(page.locator(".los-matrix li")).to_have_count(number)
    settled(page)
    assert asked(page)["status"] == "amber"
    expect(count).to_be_focused()


def test_a_heading_sorts_by_the_keyboard_and_a_link_opens_the_table_as_it_was(
    server: str, visitor: BrowserContext, browser: Browser
) -> None:
    page = open_page(visitor, f"{server}/overview?month=2021-09&columns=figure,distance")
    page.get_by_role("link", name="Distance from target", exact=True).last.focus()
    page.keyboard.press("Enter")
    heading = page.get_by_role("columnheader", name="Furthest from target first")
    expect(heading).to_have_attribute("aria-sort", "descending")
    expect(heading.get_by_role("link")).to_be_focused()
    settled(page)
    assert asked(page) == {"month": "2021-09", "columns": "figure,distance", "order": "distance"}
    other = browser.new_context(viewport={"width": 1366, "height": 768})
    again = open_page(other, page.url)
    expect(again.get_by_role("columnheader", name="Furthest from target first")).to_be_visible()
    rows = again.locator(".los-indicators tbody th")
    assert rows.all_inner_texts() == page.locator(".los-indicators tbody th").all_inner_texts()
    rows.last.scroll_into_view_if_needed()
    stuck, box = (
        again.locator(".los-indicators thead th").first.bounding_box(),
        again.locator(".los-box").bounding_box(),
    )
    assert stuck is not None
    assert box is not None
    assert abs(stuck["y"] - box["y"]) < 2, "the headings stay where they can be seen"
    other.close()


def test_next_and_previous_go_through_the_theme(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/indicator?month=2021-09&theme=Repeat%20Work&measure=repeat_referrals_12m")
    page.get_by_role("link", name="Next:").click()
    expect(page.locator("h1")).to_contain_text("New protection plans")
    settled(page)
    assert asked(page)["theme"] == "Repeat Work"
    page.get_by_role("link", name="Previous:").click()
    expect(page.locator("h1")).to_contain_text("Referrals that are repeats")


def test_the_link_button_copies_this_view(server: str, visitor: BrowserContext) -> None:
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    page = open_page(visitor, server + DEEP)
    page.get_by_role("button", name="Copy link to this view").click()
    expect(page.locator("output")).to_have_text("Link copied")
    assert page.evaluate("navigator.clipboard.readText()") == page.url


def test_where_the_clipboard_is_forbidden_the_link_is_shown(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, server + DEEP)
    page.evaluate("() => { navigator.clipboard.writeText = () => Promise.reject(new Error('forbidden')); }")
    page.get_by_role("button", name="Copy link to this view").click()
    expect(page.get_by_label("Link to this view")).to_have_value(page.url)


@pytest.mark.parametrize(
    ("path", "said"),
    [
        ("/indicator?measure=nonsense", "nonsense"),
        ("/?month=2031-13", "2031-13"),
        ("/screening?locality=%3Cscript%3Ealert(1)%3C/script%3E", "scriptalert(1)/script"),
        ("/audits?month=%00%0A", "for which nothing is held"),
    ],
)
def test_a_bad_link_ends_in_a_sentence(server: str, visitor: BrowserContext, path: str, said: str) -> None:
    alarms: list[str] = []
    page = visitor.new_page()
    page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
    page.goto(server + path)
    settled(page)
    expect(page.locator('[data-testid="stAlert"]').first).to_contain_text(said)
    assert page.locator('[data-testid="stException"]').count() == 0
    assert asked(page)["month"] == "2021-09"
    assert alarms == []


def test_an_address_that_is_no_page_says_so_and_leads_to_the_first_one(server: str, visitor: BrowserContext) -> None:
    page = visitor.new_page()
    for path in ("nowhere", "nowhere/", "audits/nowhere"):
        answer = page.goto(f"{server}/{path}")
        assert answer is not None
        assert answer.status == 404
        assert page.inner_text("h1") == "There is no page at this address"
    page.get_by_role("link", name="go to the first page").click()
    expect(page.locator("h1")).to_contain_text("Gloucestershire")


def test_what_a_search_finds_wraps_on_a_phone(server: str, browser: Browser) -> None:
    """“LAC” is no word of the council's; the names of what it finds are read in full."""
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = open_page(phone, f"{server}/overview?month=2021-08")
    page.get_by_test_id("stExpandSidebarButton").click()
    page.get_by_label("Find an indicator, page or word").fill("LAC reviews")
    found = page.locator(".st-key-found-indicators a", has_text="took part in their review")
    expect(found).to_be_visible()
    box = found.bounding_box()
    assert box is not None
    assert box["x"] + box["width"] <= 390
    phone.close()


def test_search_leads_to_an_indicator(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/audits?month=2021-08")
    page.get_by_label("Find an indicator, page or word").fill("dental")
    page.get_by_role("link", name="% of children in care with an up-to-date dental check").click()
    expect(page.locator("h1")).to_contain_text("dental check")
    settled(page)
    assert asked(page) == {"month": "2021-08", "measure": "cic_dental_check"}


def test_a_page_of_the_menu_is_one_step_back(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/?month=2021-08")
    for name in ("Audits", "Screening"):
        before = page.evaluate("history.length")
        page.get_by_role("link", name=name, exact=True).click()
        expect(page.locator("h1")).to_contain_text(name)
        settled(page)
        assert page.evaluate("history.length") == before + 1
    page.go_back()
    expect(page.locator("h1")).to_contain_text("Audits: August 2021")


def test_a_section_is_one_step_and_what_is_unfolded_stays_so(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/audits?month=2021-09&section=ratings")
    page.locator("summary", has_text="All ratings, month by month").click()
    table = page.locator(".st-key-ratings-by-month .los-table")
    expect(table).to_be_visible()
    choose(page, "Month", "August 2021")
    assert asked(page) == {"month": "2021-08", "section": "ratings"}
    expect(table).to_be_visible()
    page.get_by_role("navigation", name="Sections").get_by_role("link", name="Areas of practice").click()
    expect(page.locator("h2").first).to_have_text("Areas of practice")
    settled(page)
    assert asked(page) == {"month": "2021-08", "section": "areas"}
    page.go_back()
    expect(page.locator("h2").first).to_have_text("Ratings")


def test_search_finds_a_section_by_what_it_is_about(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/?month=2021-08")
    page.get_by_label("Find an indicator, page or word").fill("children of concern")
    page.get_by_role("link", name="Audits: Did it help the child?").click()
    expect(page.locator("h2").first).to_have_text("Did it help the child?")
    settled(page)
    assert asked(page) == {"month": "2021-08", "section": "help"}


def test_on_a_phone_the_menu_makes_way_for_the_page_that_it_opens(server: str, browser: Browser) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 844}, has_touch=True)
    page = open_page(phone, f"{server}/overview?month=2021-08")
    page.get_by_test_id("stExpandSidebarButton").click()
    menu = page.get_by_role("navigation", name="Pages")
    expect(menu.get_by_role("link", name="All indicators")).to_have_attribute("aria-current", "page")
    menu.get_by_role("link", name="Audits").click()
    expect(page.locator("h1")).to_have_text("Audits: August 2021")
    expect(menu).not_to_be_in_viewport()
    phone.close()


def test_each_view_has_a_title_of_its_own(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, server + DEEP)
    expect(page).to_have_title(re.compile("initial conferences .*, August 2021 – Line of Sight"))
