"""The Audits page in its states: a report in full, one area, counts alone, damaged files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.store import Incoming, Store, load
from tests.making import copied
from tests.pages.test_pages import SHELL, alts, at, harm, html
from tests.westshire import catalogue

ALL_OF_IT = {"month": "2021-09", "section": "everything"}


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def said(app: AppTest) -> str:
    return " ".join(e.value for e in [*app.markdown, *app.info, *app.caption])


def row(table: str, name: str) -> str:
    return next(r for r in table.split("<tr") if name in r)


def test_the_first_screen_answers_three_questions_and_shows_the_snapshot(demo: AppTest) -> None:
    app = at(demo, "audits.py", **ALL_OF_IT)
    first = [m.value for m in app.markdown[:3]]
    assert first[0].startswith("**Is practice improving?** **No: it is getting weaker.** 47.8%")
    assert "**No group is clearly weaker**: the lowest is care leavers, 27.3% good or better (3 of 11)" in first[1]
    assert "Moderators found 1 of the 9 inadequate audits" in first[2]
    table = html(app, "snapshot")
    assert table.count('role="rowheader"') == 14
    assert "53.5% <small>23 of 43</small>" in row(table, "Rated Good or Outstanding")
    assert "● met" in row(table, "Rated Inadequate")
    assert "● met" in row(table, "Social worker included")


def test_a_section_that_there_is_not_ends_in_a_sentence(demo: AppTest) -> None:
    app = at(demo, "audits.py", month="2021-09", section="gossip")
    assert "the section “`gossip`”, which the page does not have. **Snapshot** is shown instead" in app.warning[0].value


def test_another_month_keeps_the_section(demo: AppTest) -> None:
    app = at(demo, "audits.py", month="2021-09", section="trust")
    app.selectbox(key="month").set_value("2021-08").run()
    assert [heading.value for heading in app.header] == ["Can the grades be trusted?"]
    assert app.query_params["section"] in ("trust", ["trust"])


def test_every_chart_of_the_report_has_figures_and_the_mark_in_its_words(demo: AppTest) -> None:
    found = alts(at(demo, "audits.py", **ALL_OF_IT))
    assert len(found) == 11
    assert all(re.search(r"\d", alt) and "Simulated split" in alt for alt in found)


def test_each_section_that_names_what_differs_says_of_how_many_comparisons(demo: AppTest) -> None:
    app = at(demo, "audits.py", month="2021-09", section="by-legal-status")
    assert "Drawn from 4 comparisons." in said(app)
    assert "1 more is too few to tell." in said(app)
    assert "about 1 in 20 comparisons would look different by chance alone" in said(app)
    areas = at(demo, "audits.py", month="2021-09", section="areas")
    assert re.search(r"Drawn from \d+ comparisons\.", said(areas))
    teams = at(demo, "audits.py", month="2021-09", section="teams")
    assert "Drawn from 5 comparisons." in said(teams)
    assert "The list is a count of audits. Its teams have too few to tell them from the others." in said(teams)


def test_of_an_area_only_its_audits_are_shown_beside_the_whole_council(demo: AppTest) -> None:
    app = at(demo, "audits.py", **ALL_OF_IT, locality="Dunmere")
    assert "In the whole council it was 47.8% (65 of 136)." in app.markdown[0].value
    good = row(html(app, "snapshot"), "Rated Good or Outstanding")
    assert "76.5% <small>13 of 17, few</small>" in good
    assert "53.5% <small>23 of 43</small>" in good
    assert "Ashport" not in html(app, "teams")


def test_a_service_that_audits_do_not_name_shows_the_whole_council_and_says_so(demo: AppTest) -> None:
    app = at(demo, "audits.py", **ALL_OF_IT, locality="Youth (Ashport)")
    assert "No audit is held for Youth (Ashport) alone" in app.info[0].value
    assert "(65 of 136)" in app.markdown[0].value


def test_where_only_counts_are_held_each_section_says_what_is_not(
    monkeypatch: pytest.MonkeyPatch, published: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", **ALL_OF_IT)
    text = said(app)
    for missing in (
        "**Can the grades be trusted?** **Not known**: these audits have no auditor's grade beside the final one",
        "do not say which locality, service or team",
        "No ratings of areas of practice are held",
        "The steps are not held",
        "No agreed actions are held",
        "No numbers of children of concern are held",
        "No file audited in the year to September 2021 was audited before",
        "No answers of children, families or workers are held for Westshire",
    ):
        assert missing in text
    assert "1 of 8" in html(app, "printed")
    assert html(app, "snapshot").count('role="rowheader"') == 4


def test_how_long_actions_take_by_kind_and_what_is_not_held_of_them(demo: AppTest) -> None:
    app = at(demo, "audits.py", month="2021-09", section="help")
    assert app.subheader[0].value.startswith("Half of the actions agreed in the year to September 2021 are done within")
    assert "the day of agreement is not held" in said(app)
    assert "Whether completed actions have evidence is not held" in said(app)
    table = html(app, "action-times")
    assert table.count('role="rowheader"') == 3
    assert "Care planning" in table
    assert "By day 90" in html(app, "actions-by-day")


VOICES = (
    b"month,who,theme,answer,asked,answered,said\n2021-09,child,listened,yes,60,30,24\n"
    b"2021-09,child,listened,no,60,30,6\n2021-09,worker,waiting,named,9,8,3\n"
)


def test_what_people_said_and_before_it_is_held_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, westshire: Store
) -> None:
    copied(westshire, tmp_path / "own")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "own"))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", month="2021-09", section="voices")
    assert "load it on the Data page" in said(app)
    assert [button.label for button in app.get("download_button")] == ["Template: voices.csv"]
    load(Store(tmp_path / "own"), catalogue(), [Incoming("voices.csv", VOICES)])
    app.run()
    assert "**Children**: 30 of 60 asked answered (50.0%). Most said yes to “I was listened to”, 80.0%" in said(app)
    table = html(app, "voices-table")
    assert "80.0% <small>24 of 30</small>" in row(table, "I was listened to")
    assert "37.5% <small>3 of 8, few</small>" in row(table, "Waiting too long")


def test_a_damaged_file_of_actions_leaves_the_rest_of_the_page(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, westshire: Store
) -> None:
    copied(westshire, tmp_path / "harmed")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "harmed"))
    for kind in ("audit_actions", "audit_areas", "concerns"):
        harm(Store(tmp_path / "harmed"), kind, 2)
    app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", **ALL_OF_IT)
    assert not app.error
    assert "no audit actions can be shown" in app.warning[0].value
    assert "No agreed actions are held" in said(app)
    assert html(app, "snapshot").count('role="rowheader"') == 10


def test_what_to_audit_next_answers_first_and_keeps_what_is_chosen_in_the_address(demo: AppTest) -> None:
    app = at(demo, "audits.py", month="2021-09", section="sample")
    first = [m.value for m in app.markdown[:4]]
    assert first[0].startswith("**How many next month?** **66 audits in October 2021**, of 2,500 open cases.")
    assert "for each of " in first[1]
    assert "found 8 times in 10" in first[2]
    assert "**44 audits find only changes of " in first[3]
    assert row(html(app, "sample-units"), "Dunmere Duty 1")
    assert "Care leavers" in html(app, "sample-statuses")
    app.selectbox(key="points").set_value("20").run()
    assert "**16 audits in October 2021**" in app.markdown[0].value
    assert app.query_params["points"] in ("20", ["20"])


def test_without_open_cases_they_can_be_typed_and_nothing_is_stored(
    monkeypatch: pytest.MonkeyPatch, published: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", month="2021-09", section="sample")
    assert "Load a file of open cases by team and legal status on the Data page" in said(app)
    app.text_area[0].set_value("Court,Care,oops")
    app.button[0].click().run()
    assert "row 2, open_cases: “oops”" in app.error[0].value
    before = published.version
    app.text_area[0].set_value("Court,Care,300\nEast,Help,700")
    app.button[0].click().run()
    assert "of 1,000 open cases" in said(app)
    assert published.version == before


def test_the_weighted_share_stands_with_the_ratings(demo: AppTest) -> None:
    app = at(demo, "audits.py", month="2021-09", section="ratings")
    assert any("weighted to the caseload by legal status it is" in heading.value for heading in app.subheader)
    assert row(html(app, "audits-weighted"), "legal status")
