"""Areas on pages: those of the month are offered and shown, one level at a time; what has ended can be looked up."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from tests.areas import APRIL, MARCH, area, counted, in_use
from tests.pages.test_pages import SHELL, at, html

DISTRICTS = (
    area("North"), area("South"), area("Harbour", parent="North"), area("Moor", parent="North"),
    area("Fen", parent="South"), area("Old town", valid_to=MARCH, succeeded_by="New town"),
    area("New town", valid_from=APRIL),
)  # fmt: skip


@pytest.fixture
def app(empty: Store, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    known = in_use(monkeypatch, *DISTRICTS)
    sent: dict[str, tuple[int, int] | None] = {"Harbour": (1, 10), "Moor": (3, 10), "Fen": (8, 10)}
    counted(empty, known, {MARCH: {**sent, "Old town": (5, 10)}, APRIL: {**sent, "Fen": None, "New town": (6, 10)}})
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def across(app: AppTest) -> list[str]:
    """The headings of the table of all indicators: the areas side by side, and the one that they are parts of."""
    heat = html(app, "heat")
    heads = re.findall(r'scope="col">([^<]+)</th>', heat)
    return heads[1:]


def test_localities_are_shown_one_level_at_a_time(app: AppTest) -> None:
    assert across(at(app, "localities.py", month="2026-03")) == ["Westshire", "North", "South", "Old town"]
    assert across(at(app, "localities.py", month="2026-03", locality="North")) == ["North", "Harbour", "Moor"]
    assert across(at(app, "localities.py", month="2026-03", locality="Moor")) == ["Moor (chosen)", "North", "Harbour"]
    assert across(at(app, "localities.py", month="2026-04")) == ["Westshire", "North", "South", "New town"]


def test_the_area_filter_offers_what_the_month_knows(app: AppTest) -> None:
    march = at(app, "overview.py", month="2026-03").selectbox(key="locality").options
    assert march == [
        "Westshire (all)", "North", "South", "Harbour", "Moor", "Fen", "New town", "Old town (until March 2026)",
    ]  # fmt: skip
    april = at(app, "overview.py", month="2026-04").selectbox(key="locality").options
    assert april == ["Westshire (all)", "North", "South", "Harbour", "Moor", "Fen", "New town"]


def test_a_page_says_what_an_area_was(app: AppTest) -> None:
    page = at(app, "indicator.py", month="2026-04", measure="icpc_due", locality="New town")
    assert "Until March 2026 the figures of Old town." in [one.value for one in page.caption]
    assert "50.0%" in html(page, "months"), "its series goes on"


def test_how_many_areas_a_figure_is_of_stands_beside_it_on_the_overview(app: AppTest) -> None:
    assert "<small>3 of 4 areas</small>" in html(at(app, "overview.py", month="2026-04"), "indicators")
    assert "of 4 areas" not in html(at(app, "overview.py", month="2026-03"), "indicators")


def test_how_many_areas_a_figure_is_of_stands_among_its_facts(app: AppTest) -> None:
    assert "3 of 4 areas" in html(at(app, "indicator.py", month="2026-04", measure="icpc_due"), "facts")
