"""An analyst confirms a step change in a real browser; who reads the page sees the new limits."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser


def test_a_step_change_is_typed_confirmed_and_read(own_server: str, visitor: BrowserContext) -> None:
    address = f"{own_server}/indicator?month=2021-09&measure=cpp_8plus_my_views_form"
    page = open_page(visitor, address)
    expect(page.locator(".st-key-facts")).to_contain_text("Seven or more months above the usual")
    page.get_by_text("Reset the expected range from a month").click()
    page.get_by_label("Why: what changed in the service (required)").fill("A new form for children")
    page.get_by_role("button", name="Recalculate the limits", exact=True).click()
    settled(page)
    reader = open_page(visitor, address)
    for shown in (page, reader):
        expect(shown.locator(".st-key-facts")).to_contain_text("Could be chance")
        told = "Limits recalculated from March 2021: A new form for children (confirmed by an analyst, load 3)."
        expect(shown.get_by_text(told)).to_be_visible()
