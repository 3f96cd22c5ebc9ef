"""A pack made in the browser and read on a phone through its link, without an account, until the link is closed."""

from __future__ import annotations

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, expect

from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser

VIEW = "board?month=2021-09"


def test_the_link_to_a_pack_opens_it_on_a_phone_until_it_is_revoked(
    visitor: BrowserContext, own_server: str, browser: Browser
) -> None:
    page = open_page(visitor, f"{own_server}/{VIEW}")
    page.get_by_role("button", name="Preview").click()
    frame = page.frame_locator("iframe").first
    title = frame.get_by_role("heading", level=1)
    expect(title).to_have_text("Children's services in Gloucestershire, September 2021", timeout=60_000)
    page.get_by_role("button", name="Make this pack").click()
    page.get_by_text("Share it or download").wait_for()
    settled(page)
    page.locator("summary").filter(has_text="September 2021, Gloucestershire").first.click()
    page.get_by_role("button", name="Make a link").first.click()
    link = page.locator("code").filter(has_text="/s/").first.inner_text()
    visitor.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Copy the link").click()
    page.get_by_text("Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()") == link

    reader = browser.new_context(viewport={"width": 390, "height": 844})
    try:
        phone = reader.new_page()
        said: list[str] = []
        phone.on("console", lambda message: said.append(message.text))
        asked: list[str] = []
        phone.on("request", lambda request: asked.append(request.url))
        answer = phone.goto(link)
        assert answer is not None
        assert answer.status == 200
        assert len(answer.body()) < 1_000_000
        assert asked == [link], "the page asks for nothing else"
        assert said == []
        assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth")
        for scheme in ("light", "dark"):
            phone.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            assert Axe().run(phone).response["violations"] == []
        assert reader.cookies() == []
        settled(page)
        page.get_by_role("button", name="Revoke it").click()
        page.get_by_text("is revoked. It no longer works").wait_for()
        closed = phone.goto(link)
        assert closed is not None
        assert closed.status == 404
    finally:
        reader.close()
