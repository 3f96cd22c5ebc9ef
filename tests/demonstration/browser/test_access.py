"""For everybody: axe, contrast, target sizes, a narrow screen, the keyboard, a quiet console."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.demonstration.browser import measures
from tests.demonstration.browser.conftest import open_page, settled

pytestmark = pytest.mark.browser

VIEWS = {
    "home": "/?month=2021-09",
    "overview": "/overview?month=2021-09",
    "indicator": "/indicator?month=2021-09&measure=icpc_15d",
    "year on year": "/indicator?month=2021-09&measure=icpc_15d&view=year",
    "rolling quarter": "/indicator?month=2021-09&measure=cic_s20&view=quarter",
    "audits": "/audits?month=2021-09&section=everything",
    "screening": "/screening?month=2021-09&locality=Stroud",
    "corporate": "/corporate?month=2021-09",
    "explore": "/explore?month=2021-09&rows=area&indicator=icpc_15d&beside=year-ago&chart=bar",
    "board pack": "/board?month=2021-09",
    "data": "/data?month=2021-09",
    "methods": "/methods?month=2021-09",
    "bad link": "/indicator?month=2021-09&measure=nonsense",
}
CHARTED = VIEWS.keys() - {"board pack", "data", "methods"}

# Streamlit asks for these two below the page's own path first, to find out under which path it is served, and asks
# at the root when the answer is 404. The browser writes each 404 into the console. (streamlit/streamlit#7074)
PROBES = ("/_stcore/health", "/_stcore/host-config")


def opened_all(page: Page) -> None:
    """Open whatever is folded; that a person can do it, by mouse and keyboard, is shown elsewhere."""
    page.locator('[data-testid="stMain"] details:not([open]) > summary').evaluate_all(
        "all => all.forEach(e => e.click())"
    )
    page.wait_for_timeout(300)


def of_every_tab(page: Page, faults: Callable[[Page], list[tuple[object, ...]]]) -> list[tuple[object, ...]]:
    found = []
    for tab in page.get_by_role("tab").all() or [page.locator("h1")]:
        tab.click()
        opened_all(page)
        found += faults(page)
    return found


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_quiet_in_order_and_without_fault_in_light_and_dark(
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

    headings = page.locator('[data-testid="stMain"] :is(h1, h2, h3, h4)')
    levels = headings.evaluate_all("hs => hs.map(h => Number(h.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels

    names = page.locator('[role="graphics-document"]').evaluate_all("es => es.map(e => e.getAttribute('aria-label'))")
    assert bool(names) == (view in CHARTED)
    assert all(re.search(r"\d", name or "") for name in names), names

    assert of_every_tab(page, measures.faults) == []
    assert of_every_tab(measures.turned_dark(page), measures.faults_of_colour) == []


@pytest.mark.parametrize("view", VIEWS)
def test_a_page_is_without_fault_on_a_phone_and_nothing_scrolls_sideways(
    server: str, browser: Browser, view: str
) -> None:
    phone = browser.new_context(viewport={"width": 390, "height": 900})
    page = open_page(phone, server + VIEWS[view])
    too_wide = page.evaluate("""() => {
        const main = document.querySelector('[data-testid="stMain"]');
        return [document.documentElement.scrollWidth - innerWidth, main.scrollWidth - main.clientWidth];
    }""")
    assert max(too_wide) <= 1
    assert of_every_tab(page, measures.faults) == []
    phone.close()


def test_what_is_too_faint_is_found_where_axe_finds_it(server: str, visitor: BrowserContext) -> None:
    """Contrast is left to our own measure, so it must find what the reference finds, and leave what that leaves."""
    page = open_page(visitor, f"{server}/methods?month=2021-09")
    page.locator("h1").evaluate("""h => {
        const add = (said, style) => h.parentElement.append(Object.assign(
            document.createElement("p"), { textContent: said, style }));
        add("faint on white", "color: #777; background: #fff");
        add("enough on white", "color: #767676; background: #fff");
        add("large and enough", "color: #949494; background: #fff; font-size: 24px");
        add("large and faint", "color: #959595; background: #fff; font-size: 24px");
        add("faint by its veil", "color: #000; background: #fff; opacity: 0.5");
    }""")
    measures.grown(page)
    options = {"runOnly": {"type": "rule", "values": ["color-contrast"]}}
    (broken,) = Axe().run(page, options=options).response["violations"]
    ours = [said for said, _, _ in measures.faint(page)]
    assert ours == ["faint on white", "large and faint", "faint by its veil"]
    assert [re.sub("<[^>]*>", "", node["html"]) for node in broken["nodes"]] == ours


@pytest.mark.parametrize("view", ["overview", "indicator"])
def test_a_page_that_is_opened_in_the_dark_is_without_fault(server: str, browser: Browser, view: str) -> None:
    """Above, pages turn dark while they stand open, and their charts are drawn anew."""
    night = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="dark")
    page = open_page(night, server + VIEWS[view])
    expect(page.get_by_test_id("stApp")).to_have_css("background-color", measures.DARK)
    assert of_every_tab(page, measures.faults_of_colour) == []
    night.close()


def test_what_is_too_small_is_found_where_axe_finds_it(server: str, visitor: BrowserContext) -> None:
    """So are target sizes, which take axe half of its time."""
    page = open_page(visitor, f"{server}/methods?month=2021-09")
    page.locator("h1").evaluate("""h => {
        const row = (names, style, apart) => {
            const place = document.createElement("div");
            place.style = `display: flex; gap: ${apart}px; margin: 40px`;
            place.append(...names.map(name => Object.assign(document.createElement("button"), {
                ariaLabel: name, style: `min-height: 0; padding: 0; border: 0; ${style}` })));
            h.parentElement.append(place);
        };
        row(["small and near", "its neighbour"], "width: 16px; height: 16px", 2);
        row(["small, and alone"], "width: 16px; height: 16px", 0);
        row(["small, and far", "from the other"], "width: 16px; height: 16px", 30);
        row(["large enough", "and near"], "width: 24px; height: 24px", 1);
    }""")
    measures.grown(page)
    options = {"runOnly": {"type": "rule", "values": ["target-size"]}}
    (broken,) = Axe().run(page, options=options).response["violations"]
    ours = [said for said, _, _ in measures.small(page)]
    assert ours == ["small and near", "its neighbour"]
    assert [re.search('aria-label="([^"]*)"', node["html"])[1] for node in broken["nodes"]] == ours


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
    stops = focus_stops(page, 60)
    for wanted in ("All indicators", "Copy link to this view", "Previous:", "Next:", "Table (CSV)", "Chart (PNG)"):
        assert any(stop.startswith(wanted) for stop in stops), f"{wanted} in {stops}"


def test_a_row_can_be_opened_with_the_keyboard(server: str, visitor: BrowserContext) -> None:
    page = open_page(visitor, f"{server}/overview?month=2021-09&theme=Repeat%20Work")
    page.get_by_role("link", name="Referrals that are repeats").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("Referrals that are repeats")
    expect(page.locator("h1")).to_be_focused()
