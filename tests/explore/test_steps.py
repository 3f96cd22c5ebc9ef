"""From one question to the next: a row leads to what it is made of, and the way back is there."""

from __future__ import annotations

import polars as pl
import pytest

from analytics.explore import SUBJECTS, ask_address, drilled, fitting, read, steps, trail, with_chart
from analytics.explore.question import Question
from analytics.store import Store

ONE = "indicator=icpc_due"


def asked(store: Store, address: str) -> Question:
    question, problems = read(store, SUBJECTS, address)
    assert not problems
    return question


def leads(store: Store, address: str, row: str = "", column: str = "") -> Question | None:
    question = asked(store, address)
    subject = SUBJECTS[question.subject]
    pressed = {of: code for of, code in ((question.rows, row), (question.columns, column)) if code}
    return drilled(subject, question, subject.dimensions(store), subject.months(store), pressed)


def test_an_area_leads_to_its_teams_and_a_team_to_its_months(westshire: Store) -> None:
    teams = leads(westshire, f"rows=area&{ONE}", "Wexley")
    assert teams
    assert (teams.rows, teams.chosen("area"), teams.chosen("indicator")) == ("team", ("Wexley",), ("icpc_due",))
    by_month = leads(westshire, teams.address(), "Wexley Safeguarding 1")
    assert by_month
    assert (by_month.rows, by_month.span) == ("month", 12)


def test_of_audits_a_team_leads_to_legal_statuses_and_these_to_ratings(westshire: Store) -> None:
    statuses = leads(westshire, "subject=audits&rows=team&span=6&order=high&most=5", "Team A")
    assert statuses
    assert (statuses.rows, statuses.order, statuses.most) == ("legal_status", "", 0)
    ratings = leads(westshire, "subject=audits&rows=legal_status&span=6", "CP")
    assert ratings
    assert (ratings.rows, ratings.chosen("legal_status"), ratings.span) == ("rating", ("CP",), 6)


def test_a_month_leads_to_its_areas_and_a_quarter_to_its_months(westshire: Store) -> None:
    areas = leads(westshire, f"rows=month&span=12&{ONE}&chart=line", "2021-08")
    assert areas
    assert (areas.month.month, areas.span, areas.rows, areas.chart) == (8, 1, "area", "bar")
    inside = leads(westshire, "subject=audits&rows=quarter&span=12", "2021-09")
    assert inside
    assert (inside.rows, inside.span, inside.month.month) == ("month", 3, 9)


def test_a_rating_leads_nowhere_finer_than_its_months_and_members_questions_nowhere(westshire: Store) -> None:
    months = leads(westshire, "subject=audits&rows=rating&columns=area", "Good")
    assert months
    assert months.rows == "month"
    assert leads(westshire, "subject=audits&rows=rating&columns=month&span=6", "Good") is None


def test_a_cell_leads_to_what_is_in_both_and_a_column_to_its_rows(westshire: Store) -> None:
    audits = "subject=audits&rows=area&columns=legal_status&measure=inadequate&span=6&chart=heat"
    both = leads(westshire, audits, "Wexley", "CP")
    assert both
    assert (both.chosen("area"), both.chosen("legal_status"), both.span) == (("Wexley",), ("CP",), 6)
    assert (both.rows, both.columns, both.chart) == ("service", "", "bar")
    column = leads(westshire, audits, column="CP")
    assert column
    assert (column.rows, column.columns, dict(column.where)) == ("area", "", {"legal_status": ("CP",)})


def test_a_cell_of_a_month_leads_to_that_month_and_of_a_quarter_to_its_months(westshire: Store) -> None:
    month = leads(westshire, "rows=indicator&columns=month&span=6&area=Wexley", "icpc_due", "2021-07")
    assert month
    assert (month.month.month, month.span, month.rows) == (7, 1, "team")
    assert dict(month.where) == {"indicator": ("icpc_due",), "area": ("Wexley",)}
    inside = leads(westshire, f"rows=area&columns=quarter&span=12&{ONE}", "Wexley", "2021-06")
    assert inside
    assert (inside.rows, inside.span, inside.month.month, inside.chosen("area")) == ("month", 3, 6, ("Wexley",))


def test_what_is_supposed_leads_to_what_was(westshire: Store) -> None:
    areas = leads(westshire, f"rows=month&span=6&{ONE}&more=2&goal=90", "2021-08")
    assert areas
    assert (areas.rows, areas.supposes) == ("area", False)


def test_every_place_of_an_answer_leads_to_a_question_that_can_be_asked(westshire: Store) -> None:
    answer = ask_address(westshire, "subject=audits&rows=team&columns=legal_status&span=6")
    found = steps.leads(westshire, answer)
    cells = answer.frame.select("panel", "row", "column").unique()
    assert {place for place in found if all(place[1:])} == set(cells.filter(pl.col("row") != "x").rows())
    assert all(not read(westshire, SUBJECTS, address)[1] for address in found.values())
    assert all(not ask_address(westshire, address).frame.is_empty() for place, address in found.items() if not place[2])


def test_the_way_back_is_of_the_question_and_keeps_what_is_coarser(westshire: Store) -> None:
    question = asked(westshire, f"rows=team&{ONE}&area=Wexley")
    subject = SUBJECTS["indicators"]
    (first, whole), (second, areas) = trail(subject, question, subject.dimensions(westshire))
    assert (first, whole.rows, whole.where) == ("indicator", "indicator", ())
    assert (second, areas.rows, areas.where) == ("area", "area", (("indicator", ("icpc_due",)),))


@pytest.mark.parametrize(
    ("address", "with_these", "without"),
    [
        (f"rows=area&{ONE}", {"bar", "dot"}, {"line", "index", "heat", "slope", "scatter", "calendar"}),
        (f"rows=month&span=12&{ONE}", {"line", "index", "calendar"}, {"scatter", "slope"}),
        (f"rows=area&{ONE}&measure=figure", {"funnel"}, set()),
        (f"rows=area&{ONE}&span=3", {"bar"}, {"funnel"}),
        (f"rows=area&{ONE}&area=Wexley&area=Dunmere", {"bar"}, {"funnel"}),
        (f"rows=area&{ONE}&beside=year-ago", {"slope"}, {"line"}),
        (f"rows=area&{ONE}&measure=cases&measure=of", {"scatter", "heat"}, {"line"}),
        ("rows=area&columns=indicator&indicator=icpc_due&indicator=referred_again", {"scatter", "heat"}, {"calendar"}),
        ("subject=screening&rows=area", {"bar", "dot"}, {"line", "scatter"}),
    ],
)
def test_charts_are_offered_where_they_fit(
    westshire: Store, address: str, with_these: set[str], without: set[str]
) -> None:
    question = asked(westshire, address)
    found = set(fitting(SUBJECTS[question.subject], question))
    assert with_these <= found
    assert not without & found
    assert "table" in found


def test_a_chart_that_fits_no_more_gives_way_to_one_that_does(westshire: Store) -> None:
    areas = asked(westshire, f"rows=area&{ONE}&chart=line")
    assert with_chart(SUBJECTS["indicators"], areas).chart == "bar"
