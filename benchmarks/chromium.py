"""How long a person waits in Chromium: python -m benchmarks.chromium

From the click on an option of a filter to the last change of a chart on the page, and from a link to a drawn page with
an empty cache. The server has shown each view before; the browser computes on the same cores.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks.serving import ROOT, demonstration, serving
from benchmarks.table import Line, load, machine, median, written

CHROMIUM = "/usr/bin/chromium"
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"]'
CHART = '[data-testid="stVegaLiteChart"]'
QUIET = 700  # milliseconds without a change, after which a chart is taken to be drawn
WATCH = f"""() => {{
    window.clicked = 0; window.drawn = 0;
    addEventListener("click", () => {{ window.clicked = performance.now(); }}, true);
    new MutationObserver(changes => {{
        if (changes.some(change => change.target.closest?.('{CHART}'))) window.drawn = performance.now();
    }}).observe(document.body, {{subtree: true, childList: true, attributes: true}});
}}"""
DRAWN = f"() => window.drawn > window.clicked && performance.now() - window.drawn > {QUIET}"
VIEWS = {
    "Indicator": ("indicator?month=2021-09&measure=icpc_15d", "Month", 180.0),
    "My area": ("?month=2021-09", "Month", 300.0),
    "All indicators": ("overview?month=2021-09", "Month", 300.0),
    "Localities": ("localities?month=2021-09", "Month", None),
    "Audits": ("audits?month=2021-09&section=by-legal-status", "Month", None),
    "Audits, all sections": ("audits?month=2021-09&section=everything", "Month", None),
}
OPTIONS = ("August 2021", "September 2021")
FIRST_VIEW = 2.5


def choose(page: Page, label: str, option: str) -> float:
    """Milliseconds from the click on an option to the last change of a chart."""
    page.locator('[data-testid="stSelectbox"]', has_text=label).first.locator("input").click()
    page.get_by_role("option", name=option, exact=True).click()
    page.wait_for_function(DRAWN)
    page.wait_for_selector(IDLE)
    return float(page.evaluate("window.drawn - window.clicked"))


def first_view(browser: Browser, address: str) -> float:
    """Seconds from a link, with an empty cache, to the first chart."""
    context = browser.new_context()
    page = context.new_page()
    page.goto(address, wait_until="commit")
    page.wait_for_selector(f"{CHART} svg")
    taken = float(page.evaluate("performance.now()")) / 1000
    context.close()
    return taken


def measure(times: int) -> list[Line]:
    lines = []
    with tempfile.TemporaryDirectory(prefix="line-of-sight-") as name, sync_playwright() as driver:
        store = str(demonstration(Path(name)))
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        with serving("app.py", ROOT, Path(name) / "app.log", LINE_OF_SIGHT_STORE=store) as app:
            app.rest()
            for view, (address, label, most) in VIEWS.items():
                link = f"{app.address}/{address}"
                seen = [first_view(browser, link) for _ in range(4)][1:]
                page = browser.new_page()
                page.goto(link)
                page.wait_for_selector(f"{CHART} svg")
                page.wait_for_selector(IDLE)
                page.evaluate(WATCH)
                taken = [choose(page, label, OPTIONS[n % 2]) for n in range(2 * times + 2)][2:]
                page.close()
                what = f"Chromium, {view}: {label.lower()} chosen to chart drawn"
                lines.append(Line(what, median(taken), "ms", most, "", f"load {load():.1f}"))
                first = f"Chromium, {view}: link to first chart, empty cache"
                lines.append(Line(first, median(seen), "s", FIRST_VIEW, "", f"load {load():.1f}"))
        browser.close()
    return lines


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.chromium", description=__doc__.splitlines()[0])
    parser.add_argument("--times", type=int, default=10, help="how often each of two months is chosen")
    asked = parser.parse_args()
    print(machine(), f"Load {load():.1f} at the start.\n")
    print(written("Pages in Chromium", measure(asked.times)))


if __name__ == "__main__":
    main()
