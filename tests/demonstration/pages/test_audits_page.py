"""The Audits page in its states: a report in full, one area, counts alone, damaged files."""

from __future__ import annotations

import re

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from pages import filters
from pages.audit_sections import SECTIONS
from tests.pages.test_audits_page import ALL_OF_IT, row, said
from tests.pages.test_pages import SHELL, at, html


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, demonstration: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(demonstration.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def test_the_first_screen_answers_three_questions_and_shows_the_snapshot(demo: AppTest) -> None:
    app = at(demo, "audits.py", **ALL_OF_IT)
    first = [m.value for m in app.markdown[:3]]
    assert first[0].startswith("**Is practice improving?** **No clear change.** 38.8%")
    assert "the lowest is care leavers, 9.1% good or better (1 of 11), too few audits to tell" in first[1]
    assert "Moderators found 9 of the 14 inadequate audits" in first[2]
    table = html(app, "snapshot")
    assert table.count('role="rowheader"') == 14
    assert "37.0% <small>17 of 46</small>" in row(table, "Rated Good or Outstanding")
    assert "■ not met" in row(table, "Rated Inadequate")
    assert "● met" in row(table, "Social worker included")


def test_every_section_has_its_own_link_and_stands_alone(demo: AppTest) -> None:
    every = [heading.proto.anchor for heading in at(demo, "audits.py", **ALL_OF_IT).header]
    assert every == list(SECTIONS) == list(filters.sections())[:-1]
    for section in every:
        app = at(demo, "audits.py", month="2021-09", section=section)
        assert [heading.proto.anchor for heading in app.header] == [section]
        links = re.findall(r'href="([^"]+)"( aria-current="page")?', html(app, "sections"))
        assert [link for link, here in links if here] == [
            "audits?month=2021-09" + (f"&amp;section={section}" if section != "snapshot" else "")
        ]
        assert len(links) == len(SECTIONS) + 1


def test_the_note_on_the_papers_stands_beside_their_month(demo: AppTest) -> None:
    july = row(html(at(demo, "audits.py", **ALL_OF_IT), "differences"), "July 2021")
    assert "51, and 52 by rating" in july
    assert "their three months are not in view" in said(at(demo, "audits.py", **ALL_OF_IT | {"month": "2021-06"}))
