"""The Screening page in its states: with records, of an earlier month, of an area, of printed shares alone."""

from __future__ import annotations

import pytest
from streamlit.testing.v1 import AppTest

from analytics.simulated_label import WHOLLY
from analytics.store import Incoming, Store, load
from tests.pages.test_pages import SHELL, alts, at, html
from tests.westshire import catalogue


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def said(app: AppTest) -> str:
    return " ".join(element.value for element in [*app.markdown, *app.info, *app.header, *app.subheader])


def test_with_records_the_page_has_four_charts_each_with_its_table(demo: AppTest) -> None:
    app = at(demo, "screening.py", month="2021-09")
    assert len(alts(app)) == 4
    for key in ("screening-table", "screening-limits", "screening-months", "totals", "definitions"):
        assert "<table" in html(app, key)
    assert "1,510 records were screened by the end of September 2021" in said(app)
    assert "Three different totals, and why" in said(app)
    assert html(app, "totals").count("18.29%") == 1
    assert "Drawn from 7 comparisons. At most about 1 in 20 of those named is there by chance." in said(app)


def test_an_earlier_month_shows_what_was_screened_by_then(demo: AppTest) -> None:
    app = at(demo, "screening.py", month="2021-06")
    text = said(app)
    assert "of the 1,510 records that the newest extract (cut September 2021) has" in text
    assert WHOLLY[1:] in html(app, "ribbon")
    assert html(app, "screening-months").count('role="rowheader"') == 3
    assert "18.29%" not in html(app, "totals")


def test_an_area_with_few_records_is_too_few_to_tell(demo: AppTest) -> None:
    app = at(demo, "screening.py", month="2021-04")
    assert "Too few records to tell: Youth service (Ashport) (15.0% of 20) and Disabled children (STARS)" in said(app)
    assert html(app, "screening-limits").count("too few records to tell") == 2
    assert "which could be chance among 5 areas: Early Help service" in said(app)


def test_the_chosen_area_is_marked_and_set_against_the_rest(demo: AppTest) -> None:
    app = at(demo, "screening.py", month="2021-09", locality="Ashport")
    text = said(app)
    assert "**Ashport**, 250 records" in text
    assert "in the other areas together: above the 99.8% limit, more than chance explains" in text
    assert "Month by month: Ashport" in text
    for key in ("screening-table", "screening-limits"):
        assert html(app, key).count("los-chosen") == 1


def test_a_place_within_a_combined_area_is_told_by_it(demo: AppTest) -> None:
    app = at(demo, "screening.py", month="2021-09", locality="Wexley")
    assert "as Bracksea and Wexley" in said(app)
    assert "Month by month: Bracksea and Wexley" in said(app)


def test_a_month_before_the_first_screening_holds_nothing(demo: AppTest) -> None:
    app = at(demo, "screening.py", month="2021-03")
    assert "There is no screening for March 2021" in said(app)
    assert not alts(app)


def test_printed_shares_alone_are_shown_without_chance_or_months(
    monkeypatch: pytest.MonkeyPatch, published: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "screening.py", month="2021-09", locality="Ashport")
    assert len(alts(app)) == 1
    assert "can’t be told" in said(app)
    assert "Two different totals, and why" in said(app)


def test_a_month_after_the_newest_cut_says_what_is_not_in_it(monkeypatch: pytest.MonkeyPatch, empty: Store) -> None:
    screened = b"cut,screened_on,record_id,area,rag,source\n2021-09,2021-09-10,a,Wexley,red,council\n"
    later = b"cut,month,measure_id,value,source\n2021-10,2021-10,icpc_due,61,council\n"
    load(empty, catalogue(), [Incoming("screenings.csv", screened), Incoming("october.csv", later)])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "screening.py", month="2021-10")
    assert "The newest extract describes September 2021" in said(app)
    assert "small numbers" in html(app, "screening-table")
