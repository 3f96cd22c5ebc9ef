"""The Corporate page in its states, and the links of the register of questions."""

from __future__ import annotations

import re
from html import escape as html_text
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from pages.corporate_sections import SECTIONS
from pages.filters import PAPERS
from tests.making import copied
from tests.pages.test_pages import SHELL, all_html, alts, at, harm, html
from tests.westshire import corporate_catalogue

LINKS = {q.question_id: q.link for q in corporate_catalogue().questions if q.link}


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def said(app: AppTest) -> str:
    return " ".join(e.value for e in [*app.markdown, *app.info, *app.caption, *app.subheader])


def test_the_first_screen_says_what_each_paper_says(demo: AppTest) -> None:
    app = at(demo, "corporate.py", month="2021-09")
    first = [m.value for m in app.markdown[:4]]
    assert first[0].startswith("**Scorecard.** 4 of 7 measures are behind target")
    assert "% of audits that are not inadequate (87.0% to 90.0%)" in first[0]
    assert "R2 (8 to 12): Too few social workers" in first[1]
    assert "105 placements in September 2021, 2 more" in first[2]
    assert "£7.5m over budget" in first[3]


def everything(app: AppTest, **address: str) -> AppTest:
    return at(app, "corporate.py", **address, paper="everything")


def test_each_paper_has_a_view_of_its_own_and_a_link_to_it(demo: AppTest) -> None:
    for paper in SECTIONS:
        app = at(demo, "corporate.py", month="2021-09", paper=paper)
        assert [heading.proto.anchor for heading in app.header] == [paper]
        links = html(app, "sections")
        assert links.count("<a") == len(SECTIONS) + 1
        assert f'aria-current="page">{html_text(PAPERS[paper])}<' in links


def test_all_papers_are_on_one_page_and_every_chart_has_its_words(demo: AppTest) -> None:
    app = everything(demo, month="2021-09")
    assert [heading.proto.anchor for heading in app.header] == list(SECTIONS)
    found = alts(app)
    assert len(found) == 9
    assert all(re.search(r"\d", alt) for alt in found)


def test_the_plan_is_marked_as_simulated_and_the_papers_beside_it_are_not(demo: AppTest) -> None:
    app = everything(demo, month="2021-09")
    assert "Simulated statuses: those of the published plan are not held." in html(app, "ribbon")
    assert "Simulated" in html(app, "plan")
    for key in ("scorecard", "risks", "budget"):
        assert "imulated" not in html(app, key)


def test_a_month_within_a_quarter_shows_the_quarter_before_it(demo: AppTest) -> None:
    app = everything(demo, month="2021-08")
    assert "Quarter to June 2021, with the four before" in said(app)
    assert "Sep 2021" not in html(app, "scorecard")
    assert "No budget is held up to August 2021" in said(app)
    assert "needs both the budget and the placements" in said(app)


def test_before_any_paper_each_section_says_what_is_not_held(demo: AppTest) -> None:
    app = everything(demo, month="2019-10")
    for what in ("scorecard", "risk register", "budget", "improvement plan"):
        assert f"No {what} is held up to October 2019" in said(app)
    assert "placements in October 2019" in said(app), "placements reach back to 2018"


def test_as_first_published_names_the_earliest_cut(demo: AppTest) -> None:
    app = everything(demo, **{"month": "2021-06", "as": "published"})
    assert "No scorecard is held up to June 2021 as first published. Earliest held: cut September 2021." in said(app)


def test_an_area_is_told_that_the_papers_are_not_split(demo: AppTest) -> None:
    app = everything(demo, month="2021-09", locality="Wexley")
    assert "not split by area" in app.info[0].value


def test_without_statuses_the_plan_shows_the_priorities_alone(
    monkeypatch: pytest.MonkeyPatch, published: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = everything(AppTest.from_file(SHELL, default_timeout=60), month="2021-09")
    assert "3 priorities; no status is held." in said(app)
    assert "not available" in html(app, "plan")


def test_a_damaged_file_leaves_the_rest_of_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, published: Store
) -> None:
    copied(published, tmp_path / "harmed")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "harmed"))
    harm(Store(tmp_path / "harmed"), "scorecard", 1)
    app = everything(AppTest.from_file(SHELL, default_timeout=60), month="2021-09")
    assert not app.error
    assert "no scorecard can be shown" in app.warning[0].value
    assert "No scorecard is held" in said(app)
    assert "R2" in html(app, "risks")


@pytest.mark.parametrize("link", sorted(set(LINKS.values())))
def test_a_link_of_the_register_opens_its_view_and_is_written_as_the_address_bar_does(demo: AppTest, link: str) -> None:
    page, _, rest = link.partition("?")
    query, _, anchor = rest.partition("#")
    asked = dict(parse_qsl(query))
    app = at(demo, f"{page}.py", **asked)
    assert not app.error
    assert not app.warning
    shown = {key: value[0] if isinstance(value, list) else value for key, value in app.query_params.items()}
    assert list(shown.items()) == list(asked.items())
    headings = {h.proto.anchor for h in [*app.header, *app.subheader]}
    folded = [heading for m in app.markdown for heading in re.findall("<h3>(.*?)</h3>", m.value)]
    names = {re.sub(r"\W+", "-", said.lower()) for said in (*(h.value for h in app.header), *folded)}
    assert not anchor or anchor in headings | names


def test_the_answers_are_there(demo: AppTest) -> None:
    reasons = at(demo, "localities.py", **dict(parse_qsl(LINKS["reasons_for_care"].partition("?")[2])))
    assert "Abuse or neglect" in all_html(reasons)
    missing = at(demo, "localities.py", **dict(parse_qsl(LINKS["missing_from"].partition("?")[2])))
    assert "Missing from" in all_html(missing) + said(missing)
    stability = at(demo, "indicator.py", month="2021-09", measure="same_home")
    judged = html(stability, "judged")
    for what in ("Target in force", "Comparator of the scorecard", "68.0%", "Statistical neighbours", "Aspiration"):
        assert what in judged
    assert "● green" in html(stability, "facts")
