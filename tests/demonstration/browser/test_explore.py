"""A question is asked by choosing, by brushing months and by pressing what is shown, and Back undoes each."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.demonstration.browser.conftest import choose, open_page, settled

pytestmark = pytest.mark.browser


def asked(page: Page) -> dict[str, list[str]]:
    return parse_qs(urlsplit(page.url).query)


def test_a_question_is_changed_brushed_drilled_and_taken_back(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/explore?rows=month&indicator=icpc_15d&span=12&chart=line")
    expect(page.get_by_role("heading", level=2)).to_contain_text("by month, October 2020 to September 2021")
    first = page.url
    choose(page, "Months", "24 months")
    expect(page.get_by_role("heading", level=2)).to_contain_text("October 2019 to September 2021")
    assert asked(page)["span"] == ["24"]
    page.go_back()
    expect(page.get_by_role("heading", level=2)).to_contain_text("October 2020 to September 2021")
    assert page.url == first
    expect(page.get_by_role("combobox", name="Months")).to_have_value("12 months")

    box = settled(page).get_by_test_id("stVegaLiteChart").bounding_box()
    assert box
    middle = box["y"] + box["height"] / 2
    page.mouse.move(box["x"] + box["width"] * 0.5, middle)
    expect(page.get_by_role("button", name="Fullscreen")).to_be_visible()
    expect(page.get_by_role("button", name="Download as")).to_have_count(0)  # which would have no marks
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.8, middle, steps=4)
    page.mouse.up()
    expect(page.get_by_role("heading", level=2)).not_to_contain_text("September 2021")
    assert 2 <= int(asked(page)["span"][0]) <= 6

    settled(page).locator(".los-table").get_by_role("link").first.click()
    page.wait_for_url("**rows=area**")
    expect(settled(page).get_by_role("heading", level=2)).to_contain_text("by area")
    assert (asked(page)["rows"], "span" in asked(page)) == (["area"], False)

    choose(page, "Columns", "Month")
    choose(page, "Months", "3 months")
    cell = settled(page).locator(".los-table td").get_by_role("link").last
    cell.focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**rows=team**")
    assert ("area" in asked(page), "span" in asked(page), "columns" in asked(page)) == (True, False, False)
