"""The first screen as a page: her area, what to look at first, and what is not news."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from tests.pages.test_pages import SHELL, alts, at, components, html

SEPTEMBER = {"month": "2021-09"}


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def test_it_is_called_after_the_area_and_the_month(app: AppTest) -> None:
    assert at(app, "home.py", **SEPTEMBER).title[0].value == "Westshire, September 2021"
    assert at(app, "home.py", locality="Ashport", **SEPTEMBER).title[0].value == "Ashport, September 2021"


def test_a_card_leads_to_its_indicator_and_to_its_localities(app: AppTest) -> None:
    cards = html(at(app, "home.py", **SEPTEMBER), "findings")
    first = cards.partition("</li>")[0]
    assert "41.9%" in first
    assert 'href="indicator?month=2021-09&amp;measure=icpc_due"' in first
    assert 'href="localities?month=2021-09&amp;measure=icpc_due#indicator"' in first
    assert "Which localities?" in first
    assert 'href="screening?month=2021-09' in cards
    assert "section=ratings" in cards


def test_made_up_counts_are_marked_on_the_card(app: AppTest) -> None:
    cards = html(at(app, "home.py", **SEPTEMBER), "findings")
    assert cards.count("simulated counts") == 2
    assert cards.count(">simulated<") == 2


def test_few_words_come_before_the_first_figure(app: AppTest) -> None:
    """The title and the ribbon, at most; sixty words would be too many."""
    opened = at(app, "home.py", locality="Ashport", **SEPTEMBER)
    before = f"{opened.title[0].value} {html(opened, 'ribbon')} {html(opened, 'findings').partition('<b>')[0]}"
    assert len(re.sub(r"<[^>]*>", " ", before).split()) <= 60


def test_what_is_no_news_is_one_sentence_with_the_way_to_all_indicators(app: AppTest) -> None:
    quiet = html(at(app, "home.py", **SEPTEMBER), "quiet")
    assert "23 of 31 indicators" in quiet
    assert 'href="overview?month=2021-09"' in quiet


def test_the_picture_names_the_area_and_has_its_figures_in_words(app: AppTest) -> None:
    opened = at(app, "home.py", locality="Dunmere", **SEPTEMBER)
    (said,) = alts(opened)
    assert "Dunmere 0.0%, 0 of 3 on target, audits 65.9%, 29 of 44" in said


def test_an_area_without_findings_says_so(app: AppTest) -> None:
    opened = at(app, "home.py", locality="Wexley", **SEPTEMBER)
    assert any("unlikely to be chance" in m.value for m in opened.markdown)
    assert html(opened, "matrix").count("<li>") == 31, "all there is, as nothing comes first"


def test_the_area_chosen_is_kept_for_the_next_visit(app: AppTest) -> None:
    opened = at(app, "home.py", **SEPTEMBER)
    opened.selectbox(key="locality").set_value("Wexley").run()
    assert any('"cookie": "area", "area": "Wexley"' in part.json for part in components(opened))
