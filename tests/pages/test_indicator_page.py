"""The Indicator page in each of its views, for the county and an area, with simulated figures and without."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import access
from analytics.catalogue import Catalogue
from analytics.indicators import confirm_step
from analytics.store import Incoming, Store, load, undo
from pages.rebase_form import FORM
from tests import westshire as council
from tests.indicators.test_rebase import HELD, VALUES
from tests.making import copied
from tests.pages.test_pages import SHELL, alts, at, html
from tests.westshire import catalogue

HERE = {"month": "2021-09", "measure": "icpc_due"}


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def said(app: AppTest) -> str:
    return " ".join(e.value for e in [*app.markdown, *app.info, *app.caption, *app.header, *app.subheader])


@pytest.mark.parametrize(
    ("view", "title"),
    [
        ("line", "41.9% in September 2021, 38.1 points below the target of 80.0%"),
        ("year", "41.9% in September 2021, 36.8 points below September 2020"),
        ("quarter", "67.2% in the three months to September 2021"),
    ],
)
def test_each_view_opens_from_its_link(opened: AppTest, view: str, title: str) -> None:
    app = at(opened, "indicator.py", view=view, **HERE)
    assert not app.error
    assert app.radio(key="view").value == view
    assert title in [h.value for h in app.header]
    assert len(alts(app)) == 1
    assert "simulated split of the published figure" in alts(app)[0]


@pytest.mark.parametrize("view", ["line", "year", "quarter"])
@pytest.mark.parametrize("measure", ["icpc_due", "care_s20", "missing_in_year", "school_attended"])
def test_an_area_in_every_view_is_said_to_be_simulated(opened: AppTest, view: str, measure: str) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure=measure, locality="Cold Ferry", view=view)
    assert not app.error
    assert "All figures for Cold Ferry are simulated." in html(app, "ribbon")
    assert "(simulated)" in app.header[0].value or "No rolling quarter" in app.header[0].value
    assert "simulated" in html(app, "months")


def test_the_view_that_is_chosen_stands_in_the_address_and_in_the_links(opened: AppTest) -> None:
    app = at(opened, "indicator.py", **HERE)
    assert "view" not in app.query_params
    app.radio(key="view").set_value("year").run()
    assert app.query_params["view"] in ("year", ["year"])
    app.selectbox(key="measure").set_value("care_s20").run()
    assert app.radio(key="view").value == "year"
    assert html(app, "neighbours").count("view=year") == 4, "two links, each for keyboard and mouse"
    app.radio(key="view").set_value("line").run()
    assert "view" not in app.query_params


def test_a_view_that_is_none_is_answered_in_a_sentence(opened: AppTest) -> None:
    app = at(opened, "indicator.py", view="pie", **HERE)
    assert "“`pie`”, which is none of line, year, quarter" in app.warning[0].value
    assert "**Month by month** is shown instead" in app.warning[0].value


def test_the_page_says_near_the_top_what_is_simulated(opened: AppTest) -> None:
    app = at(opened, "indicator.py", **HERE)
    assert "the counts of September 2020 to September 2021" in html(app, "ribbon")
    assert "simulated counts" in html(app, "finding")
    assert "numerator and denominator are a simulated split of the published figure" in said(app)


def test_a_quarter_that_no_month_has_is_refused_in_words(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure="missing_in_year", view="quarter")
    assert not alts(app)
    assert "No rolling quarter to September 2021" in said(app)
    assert "each month already covers twelve months" in said(app)


def test_others_stand_below_with_period_and_difference(opened: AppTest) -> None:
    app = at(opened, "indicator.py", **HERE)
    assert "is worse than the statistical neighbours' median of 82.3%" in said(app)
    assert "Period: year to March 2021, 6 months earlier." in said(app)
    assert "The national figure is for a whole year, ours for one month." in said(app)
    assert html(app, "comparators").count('role="rowheader"') == 6
    assert "not of areas within one" not in said(app)
    app = at(opened, "indicator.py", locality="Wexley", **HERE)
    assert "not of areas within one" in said(app)


def test_an_indicator_without_a_counterpart_says_why(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure="first_visits_all")
    assert "There is no national figure to compare with. No national statistic counts this." in said(app)


def test_quarters_and_the_year_to_date_come_with_their_reasons(opened: AppTest) -> None:
    app = at(opened, "indicator.py", **HERE)
    assert "April to September 2021: 74.8% (285 of 381)" in said(app)
    assert "simulated: July 2020, August 2020" in html(app, "quarters")


def test_new_limits_are_only_suggested(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure="carers_supervised")
    assert "This is a suggestion for the analyst; nothing has been changed." in html(app, "limits")
    assert "suggestion for the analyst" not in html(at(opened, "indicator.py", **HERE), "limits")


@pytest.fixture
def own_store(monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path) -> Store:
    """A store with the published figures that a test may change."""
    store = copied(published, tmp_path / "own")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    return store


def confirm(app: AppTest, reason: str) -> AppTest:
    """Give a reason and press the button."""
    (why,) = [box for box in app.text_input if box.label.startswith("Why")]
    why.set_value(reason)
    (button,) = [button for button in app.button if button.label == "Recalculate the limits"]
    return button.click().run()


@pytest.fixture
def step_store(monkeypatch: pytest.MonkeyPatch, empty: Store, the_catalogue: Catalogue) -> Store:
    """A store of conferences whose share rose in February 2021."""
    shares = zip(HELD, VALUES, strict=True)
    rows = [f"2021-09,{month:%Y-%m},icpc_due,{value}" for month, value in shares]
    load(empty, the_catalogue, [Incoming("step.csv", "\n".join(["cut,month,measure_id,value", *rows]).encode())])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    return empty


def test_an_analyst_confirms_a_step_change_and_the_page_says_so(step_store: Store) -> None:
    stepped = {"month": "2021-09", "measure": "icpc_due"}
    app = at(AppTest.from_file(SHELL, default_timeout=60), "indicator.py", **stepped)
    assert "Above the expected range" in html(app, "facts")
    app.session_state[FORM] = True  # opened
    app.run()
    (month,) = [box for box in app.selectbox if box.label == "First month of the new level"]
    assert month.value == date(2021, 2, 1), "the month that is suggested"
    assert "No names of people here" in said(app)
    app = confirm(app, " ")
    assert app.error[0].value.startswith("Say why the limits are recalculated")
    assert step_store.version[0] == 1
    app = confirm(app, "A <b>new</b> form")
    assert not app.error
    assert app.success[0].value == "Stored as load 2. It can be undone on the Data page, under History."
    assert (
        "Limits recalculated from February 2021: A &lt;b&gt;new&lt;/b&gt; form (confirmed by an analyst, load 2)."
        in (html(app, "limits"))
    )
    assert "Could be chance" in html(app, "facts")
    assert "Events: 1 February 2021: Limits recalculated: A <b>new</b> form." in alts(app)[0]
    assert "This is a suggestion" not in html(app, "limits")
    undo(step_store, 2)
    app = at(app, "indicator.py", **stepped)
    assert "Above the expected range" in html(app, "facts")


def test_a_leader_reads_of_step_changes_and_has_no_form(own_store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    confirm_step(own_store, "carers_supervised", date(2021, 3, 1), "A new form")
    monkeypatch.setattr("pages.current_user.asking", lambda: access.Viewer(access.Role.LEADER))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "indicator.py", month="2021-09", measure="carers_supervised")
    assert "Limits recalculated from March 2021: A new form" in html(app, "limits")
    assert not [button for button in app.button if button.label == "Recalculate the limits"]


def test_every_table_can_be_taken_away(opened: AppTest) -> None:
    app = at(opened, "indicator.py", **HERE)
    keys = {button.proto.id.rsplit("-icpc_due", 1)[1] for button in app.get("download_button")}
    assert keys == {"-2021-09-csv", "-2021-09-svg", "-2021-09-png", "-2021-09-comparators-csv", "-2021-09-quarters-csv"}


def test_events_are_numbered_on_the_chart_and_listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    store = Store(tmp_path / "events")
    text = b"measure_id,locality,month,note,recorded_by_role\nAll,All,2021-01,A lockdown began,leader\n"
    load(store, catalogue(), council.published())
    load(store, catalogue(), [Incoming("events.csv", text)])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "indicator.py", **HERE)
    assert "A lockdown began" in html(app, "events")
    assert "Events: 1 January 2021: A lockdown began." in alts(app)[0]


def test_the_page_says_why_its_figure_changed(own_store: Store) -> None:
    """The council's own September over the published one: 58.1 % becomes 60.1 %."""
    app = at(AppTest.from_file(SHELL, default_timeout=60), "indicator.py", **HERE)
    assert "load 1 alone has the figure of September 2021" in html(app, "restated")
    own = b"cut,month,measure_id,value\n2021-09,2021-09,icpc_due,60.1\n"
    load(own_store, catalogue(), [Incoming("september.csv", own)])
    told = html(app.run(), "restated")
    assert "60.1%" in html(app, "facts")
    assert "41.9% in the cut September 2021 of published (load 1), then 60.1% in the cut September 2021 of" in told
    assert "council (load 2): another source" in told


def test_the_first_screen_has_a_plain_name_a_finding_and_four_facts(opened: AppTest) -> None:
    app = at(opened, "indicator.py", **HERE)
    name = catalogue().indicators["icpc_due"].name
    assert name.startswith("% of ")
    assert not app.title[0].value.startswith("%")
    assert f"“{name}”" in said(app), "as it was published, under About"
    assert "Worse, and unlikely to be chance: 41.9%" in html(app, "finding")
    assert "26 of 62 conferences" in html(app, "finding")
    assert html(app, "facts").count("<dt>") == 4
    assert "Rolling quarter" in html(app, "summary")


def test_what_the_figure_is_compared_with_stands_beside_it(opened: AppTest) -> None:
    judged = html(at(opened, "indicator.py", **HERE), "judged")
    assert "<dt>Target in force</dt><dd>80.0%</dd>" in judged
    assert "<dt>Statistical neighbours, median</dt><dd>82.3%</dd>" in judged
    assert judged.count("ear to March 2021, 6 months earlier") == 1, "said once of all who have it"


def test_links_lead_to_its_areas_its_teams_and_the_audits_of_the_same_children(opened: AppTest) -> None:
    timely = next(iter(catalogue().timeliness.values()))[0]
    links = html(at(opened, "indicator.py", month="2021-09", measure=timely), "links")
    assert f"measure={timely}#indicator" in links
    assert f"measure={timely}#splits" in links
    assert "section=by-legal-status" in links
    assert "section=by-legal-status" not in html(at(opened, "indicator.py", **HERE), "links")
    wexley = html(at(opened, "indicator.py", locality="Wexley", **HERE), "links")
    assert "#indicator" not in wexley, "Wexley has no areas of its own"
