"""For everybody: axe, contrast, target sizes, a narrow screen, the keyboard, a quiet console."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser import measures
from tests.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser

VIEWS = {
    "overview": "/?month=2021-09",
    "indicator": "/indicator?month=2021-09&measure=icpc_15d",
    "year on year": "/indicator?month=2021-09&measure=icpc_15d&view=year",
    "rolling quarter": "/indicator?month=2021-09&measure=cic_s20&view=quarter",
    "audits": "/audits?month=2021-09",
    "screening": "/screening?month=2021-09&locality=Stroud",
    "corporate": "/corporate?month=2021-09",
    "board pack": "/board?month=2021-09",
    "data": "/data?month=2021-09",
    "methods": "/methods?month=2021-09",
    "bad link": "/indicator?month=2021-09&measure=nonsense",
}

# Streamlit asks for these two below the page's own path first, to find out under which path it is served, and asks
# at the root when the answer is 404. The browser writes each 404 into the console. (streamlit/streamlit#7074)
PROBES = ("/_stcore/health", "/_stcore/host-config")


@pytest.fixture(params=["light", "dark", "phone"])
def reader(request: pytest.FixtureRequest, browser: Browser) -> Iterator[BrowserContext]:
    """A context: light or dark on a desktop, or a phone."""
    width = 390 if request.param == "phone" else 1280
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme="dark" if request.param == "dark" else "light"
    )
    yield context
    context.close()


@pytest.mark.parametrize("view", VIEWS)
def test_nothing_is_at_fault_and_nothing_scrolls_sideways(server: str, reader: BrowserContext, view: str) -> None:
    page = open_page(reader, server + VIEWS[view])
    too_wide = page.evaluate("""() => {
        const main = document.querySelector('[data-testid="stMain"]');
        return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
    }""")
    assert max(too_wide) <= 1
    tabs = page.get_by_role("tab").all() or [page.locator("h1")]
    for tab in tabs:
        tab.click()
        for expander in page.locator('[data-testid="stMain"] [data-testid="stExpander"] summary').all():
            if expander.is_visible():
                expander.click()
        assert measures.faults(page) == []


@pytest.mark.parametrize("view", ["indicator", "year on year", "rolling quarter", "audits", "screening"])
def test_each_chart_is_named_by_a_sentence_with_figures(server: str, visitor: BrowserContext, view: str) -> None:
    page = open_page(visitor, server + VIEWS[view])
    names = page.locator('[role="graphics-document"]').evaluate_all("es => es.map(e => e.getAttribute('aria-label'))")
    assert names
    assert all(re.search(r"\d", name or "") for name in names)


def focus_stops(page: Page, most: int) -> list[str]:
    """What the tab key reaches, in order."""
    stops = []
    for _ in range(most):
        page.keyboard.press("Tab")
        stops.append(
            page.evaluate("""() => {
                const e = document.activeElement;
                return (e.getAttribute('aria-label') || e.innerText || e.value || e.tagName).trim().slice(0, 60);
            }""")
        )
    return stops


def test_the_keyboard_reaches_everything_from_top_to_bottom(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, server + VIEWS["indicator"])
    stops = focus_stops(page, 40)
    for wanted in ("Overview", "Copy link to this view", "Previous:", "Next:", "Table (CSV)", "Chart (PNG)"):
        assert any(stop.startswith(wanted) for stop in stops), f"{wanted} in {stops}"


def test_a_row_can_be_opened_with_the_keyboard(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/?month=2021-09&theme=Repeat%20Work")
    page.get_by_role("link", name="Repeat referrals").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Repeat referrals")


@pytest.mark.parametrize("view", VIEWS)
def test_the_console_stays_quiet_and_nothing_is_asked_of_the_outside(
    server: str, visitor: BrowserContext, view: str
) -> None:
    page = visitor.new_page()
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda m: said.append(f"{m.text} {m.location['url']}") if m.type == "error" else None)
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(server + VIEWS[view])
    settled(page)
    assert [line for line in said if not line.endswith(PROBES)] == []
    assert [url for url in asked if not url.startswith((server, server.replace("http", "ws"), "data:", "blob:"))] == []


def test_headings_come_in_order(server: str, visitor: BrowserContext) -> None:
    for view in VIEWS.values():
        page = open_page(visitor, server + view)
        levels = page.locator('[data-testid="stMain"] :is(h1, h2, h3, h4)').evaluate_all(
            "hs => hs.map(h => Number(h.tagName[1]))"
        )
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after - before <= 1 for before, after in pairwise(levels)), (view, levels)
        page.close()
