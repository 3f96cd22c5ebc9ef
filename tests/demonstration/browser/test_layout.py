"""Pages as the eye meets them: labels of charts that can be read, on a phone and on a wide screen, and short pages."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from analytics.store import Store
from tests.demonstration.browser import measures
from tests.demonstration.browser.conftest import settled
from tests.demonstration.browser.test_access import opened_all

pytestmark = pytest.mark.browser

WIDTHS = {"home": (1920, 1366, 820, 390), "line": (1920, 1366, 820, 390)}  # of the others the two that differ most
LAPTOP_AND_PHONE = (1366, 390)
SCREEN, SCREENS = 768, 3  # a laptop's height in pixels, and how many of it a page may have before anything is unfolded
MONTH = "month=2021-09"
CHARTED = {  # each with the charts of its kind
    "home": f"/?{MONTH}&locality=Cheltenham",
    "line": f"/indicator?{MONTH}&measure=icpc_15d",
    "earlier month": "/indicator?month=2021-03&measure=missing_return_interview_done&locality=Cheltenham",
    "count": f"/indicator?{MONTH}&measure=referrals",
    "localities": f"/localities?{MONTH}&measure=initial_visits_s17_5d&locality=Cheltenham",
    "screening": "/screening?month=2021-06&locality=Cheltenham",
    "compared": f"/compare?{MONTH}",
    "audits": f"/audits?{MONTH}&section=everything",
    "corporate": f"/corporate?{MONTH}&paper=everything",
    "then and now": f"/then_and_now?{MONTH}&then=2020-09",
}
IN_SECTIONS = ("audits", "corporate")  # which show one at a time unless they are asked for everything


@pytest.fixture(scope="module")
def held(demonstration: Store) -> Store:
    """What the server of this module holds: figures of the localities, too."""
    return demonstration


def on(page: Page, address: str) -> Page:
    page.goto(address)
    return settled(page)


def test_no_label_is_cut_or_covered_nor_hides_a_point_and_no_page_is_long(own_server: str, page: Page) -> None:
    found, long = [], []
    for view, query in CHARTED.items():
        widths = WIDTHS.get(view, LAPTOP_AND_PHONE)
        page.set_viewport_size({"width": widths[0], "height": 1000})
        on(page, own_server + query)
        assert page.locator("svg.marks").count(), view
        for width in widths:
            page.set_viewport_size({"width": width, "height": 1000})
            found += [(view, width, *clash) for clash in measures.clashes(settled(page))]
            if width == LAPTOP_AND_PHONE[0]:
                long += [(view, *one) for one in measures.lengths(page, in_sections=view in IN_SECTIONS)]
    assert found == []
    assert [one for one in long if one[-1] > SCREENS * SCREEN] == []


def test_at_four_times_the_size_nothing_scrolls_sideways_but_tables_in_their_own_place(
    own_server: str, page: Page
) -> None:
    """WCAG 2.2, 1.4.10: a window of 1280 by 1024 pixels at 400% has room for 320 by 256."""
    page.set_viewport_size({"width": 320, "height": 256})
    charted = [CHARTED[view] for view in ("home", "line", "localities", "screening")]
    for query in (*charted, f"/overview?{MONTH}", f"/board?{MONTH}", f"/data?{MONTH}"):
        opened_all(on(page, own_server + query))
        too_wide = page.get_by_test_id("stMain").evaluate("e => e.scrollWidth - e.clientWidth")
        assert too_wide <= 1, query


def test_labels_that_clash_are_found(page: Page) -> None:
    """The measure finds what it is there to find, and leaves a label with a rim of paper over a thin line."""
    page.set_content("""<svg class="marks" width="200" height="100" font-size="13">
        <g class="mark-rule role-mark"><line x1="0" x2="200" y1="25" y2="25" stroke="black"/></g>
        <g class="mark-text"><text x="10" y="30" stroke="white" stroke-width="4">on a line</text>
        <text x="10" y="30">on a line</text><text x="10" y="60">one</text><text x="20" y="62">other</text>
        <text x="170" y="80">beyond</text><text x="100" y="60">hidden</text></g>
        <g class="mark-symbol role-mark"><path d="M105,50h12v12h-12Z" fill="black"/></g></svg>""")
    assert measures.clashes(page) == [("one", "other"), ("beyond", "cut"), ("hidden", "point")]
