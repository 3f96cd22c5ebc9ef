"""An analyst writes a comment in a real browser; whoever opens the first screen reads the action on its card."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser


def test_a_comment_with_a_name_is_refused_and_without_it_is_read_by_all(
    own_server: str, visitor: BrowserContext
) -> None:
    page = open_page(visitor, f"{own_server}/indicator?month=2021-09&measure=icpc_15d")
    page.get_by_text("Comment for September 2021, Gloucestershire").click()
    reason = page.get_by_label("What is behind it")
    reason.fill("Jane Smith was away")
    page.get_by_label("Written by (role)").fill("Head of Safeguarding")
    page.get_by_role("button", name="Store the comment").click()
    expect(page.get_by_text("“Jane Smith” may be somebody's name")).to_be_visible()
    reason.fill("Too few chairs were on duty")
    page.get_by_role("button", name="Store the comment").click()
    settled(page)
    expect(page.locator(".st-key-comments")).to_contain_text("Too few chairs were on duty")
    card = open_page(visitor, f"{own_server}/?month=2021-09").locator(
        ".los-finding", has_text="nitial conferences held within 15 working days"
    )
    expect(card.locator(".los-comment")).to_contain_text("Too few chairs were on duty. (Head of Safeguarding")
