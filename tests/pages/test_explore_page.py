"""The Explore page: the address is the question, and the form changes both."""

from __future__ import annotations

from datetime import UTC, datetime
from urllib.parse import parse_qs

import pytest
from streamlit.testing.v1 import AppTest

from analytics.explore import SUBJECTS, read
from analytics.store import Store
from pages import waiting
from tests.pages.test_pages import SHELL, all_html, alts, html

AREAS = "subject=indicators&rows=area&indicator=icpc_due"


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def at(app: AppTest, address: str = "") -> AppTest:
    app.switch_page("explore.py")
    for key, values in parse_qs(address).items():
        app.query_params[key] = values
    app.run()
    assert not app.exception
    assert not app.error
    return app


@pytest.mark.parametrize("subject", sorted(SUBJECTS.keys() - {"national"}))  # of which nothing is held
def test_each_subject_opens_with_its_sentence_and_its_table(app: AppTest, subject: str) -> None:
    at(app, f"subject={subject}")
    assert app.selectbox(key="explore-subject").value == subject
    assert 'role="rowheader"' in html(app, "answer-table")
    assert app.header[0].value in html(app, "answer-table")


def test_without_a_question_one_indicator_is_drawn_and_there_are_others_to_start_from(app: AppTest) -> None:
    at(app, "month=2021-08")
    assert "by month, September 2019 to August 2021" in app.header[0].value
    assert len(alts(app)) == 1
    assert "explore?subject=audits&amp;rows=team" in html(app, "examples")
    assert not [p for p in app.get("popover") if p.proto.popover.label.startswith("Narrow (")]


def test_a_choice_asks_another_question_by_another_address(app: AppTest) -> None:
    at(app, AREAS)
    before = html(app, "answer-table")
    app.selectbox(key="explore-rows").set_value("month").run()
    app.selectbox(key="explore-span").set_value("12").run()
    assert app.query_params["rows"] == "month"
    assert app.query_params["span"] == "12"
    assert "by month, October 2020 to September 2021" in app.header[0].value
    assert html(app, "answer-table") != before
    app.selectbox(key="explore-chart").set_value("line").run()
    assert len(alts(app)) == 1


def test_several_values_of_a_choice_are_all_in_the_address(app: AppTest) -> None:
    at(app, AREAS)
    app.multiselect(key="explore-in-area").set_value(["All", "Wexley"]).run()
    assert app.query_params["area"] == ["All", "Wexley"]
    table = html(app, "answer-table")
    assert "Wexley" in table
    assert "Cold Ferry" not in table


def test_rows_that_are_chosen_as_columns_change_places_with_nothing(app: AppTest) -> None:
    at(app, f"{AREAS}&columns=month&span=3")
    app.selectbox(key="explore-rows").set_value("month").run()
    assert "columns" not in app.query_params
    assert not app.warning


def test_a_bad_link_is_told_and_the_rest_of_it_is_shown(app: AppTest) -> None:
    at(app, f"{AREAS}&area=Atlantis&chart=pie")
    assert len(app.warning) == 2
    assert "Atlantis" in " ".join(w.value for w in app.warning)
    assert "Wexley" in html(app, "answer-table")


def test_what_can_t_be_asked_says_why_with_the_form_still_there(app: AppTest) -> None:
    at(app, "subject=indicators&rows=area")
    assert "never added up" in app.info[0].value
    app.multiselect(key="explore-in-indicator").set_value(["icpc_due"]).run()
    assert not app.info
    assert "41.9%" in html(app, "answer-table")


def test_a_chart_that_does_not_fit_is_told_and_the_table_is_shown(app: AppTest) -> None:
    at(app, f"{AREAS}&chart=line")
    assert "does not fit" in app.info[0].value
    assert app.selectbox(key="explore-chart").value == "table"
    assert "41.9%" in html(app, "answer-table")


def test_simulated_figures_are_marked_on_the_page_and_real_ones_are_not(app: AppTest) -> None:
    at(app, AREAS)
    assert "Simulated split" in html(app, "ribbon")
    assert "Simulated split" in html(app, "answer-table")


def test_a_drilled_question_has_its_way_back(app: AppTest) -> None:
    at(app, "subject=indicators&rows=team&indicator=icpc_due&area=Wexley")
    assert "All by area" in html(app, "trail")


def test_the_table_as_a_grid_has_numbers_and_the_address_stays(app: AppTest) -> None:
    at(app, AREAS)
    app.toggle(key="explore-grid").set_value(True).run()
    assert not app.exception
    assert app.dataframe[0].value["Figure (%)"].iloc[0] == 41.9
    assert app.query_params["rows"] == "area"


def test_another_page_keeps_its_filters_while_a_question_is_asked(app: AppTest) -> None:
    """The words of a question, such as its measure, are none of theirs."""
    at(app, f"{AREAS}&order=high&measure=cases")
    app.switch_page("overview.py")
    app.query_params.clear()
    app.run()
    assert not app.warning
    assert not app.exception


def test_brushed_months_are_those_asked_about(westshire: Store) -> None:
    from pages.explore_form import over_months

    question, _ = read(westshire, SUBJECTS, "rows=month&span=12&indicator=icpc_due")
    ends = [datetime(2021, month, 10, tzinfo=UTC).timestamp() * 1000 for month in (3, 6)]
    found, _ = read(westshire, SUBJECTS, over_months(question, ends))
    assert (found.first.month, found.month.month) == (4, 6)


def test_a_question_that_was_stopped_has_no_answer_until_it_is_asked_again(
    app: AppTest, westshire: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(waiting, "AT_ONCE", 0.0)  # so that it can be stopped at all
    at(app, AREAS)
    assert "rowheader" in all_html(app)
    assert not [button for button in app.button if button.label == "Stop"]  # there is an answer
    app.session_state[waiting.STOPPED] = read(westshire, SUBJECTS, AREAS)[0].address()
    app.run()
    assert "rowheader" not in all_html(app)
    next(button for button in app.button if button.label == "Ask it again").click().run()
    assert "rowheader" in all_html(app)
