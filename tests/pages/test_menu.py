"""The menu has the pages for which something is loaded; the others open by their address, and say what brings them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue import build
from analytics.store import Incoming, Store, load
from pages.menu import Page, pages
from tests.making import copied
from tests.pages.test_pages import SHELL, all_html, at, html
from tests.westshire import catalogue, of_audits

WITHOUT_FIGURES = ["My area", "Board pack", "Data", "Methods"]
WHOLE = b"cut,month,measure_id,value\n2021-09,2021-09,icpc_due,41.9\n"
OF_A_PLACE = b"cut,month,measure_id,locality,value\n2021-09,2021-09,icpc_due,Wexley,50\n"
NATIONAL = b"national_measure,code,period,value,source\nReReferral,916,year to March 2021,21.5,dfe\n"
PLACEMENTS = b"cut,month,series,value\n2021-09,2021-09,Total Agency Placements,120\n"


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch, empty: Store) -> Store:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    return empty


def opened() -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=60)


def menu() -> list[str]:
    return re.findall(r"<a [^>]*>([^<]*)</a>", html(opened().run(), "menu"))


def left_out() -> str:
    """What the Data page says of pages that are not in the menu."""
    said = [m.value for m in at(opened(), "data.py").markdown if m.value.startswith("Not in the menu")]
    return said[0] if said else ""


def test_an_empty_store_has_the_pages_that_need_nothing_loaded(own: Store) -> None:
    assert menu() == WITHOUT_FIGURES
    assert left_out() == (
        "Not in the menu, because nothing of their kind is loaded: All indicators (load indicators), Then and now "
        "(load indicators), Indicator (load indicators), Localities (load indicators by locality), Compared with "
        "others (load national figures), Audits (load audits), Screening (load screenings or shares), Corporate (load "
        "scorecard, risks, placements, budget or plan) and Explore (load indicators, audits or screenings)."
    )


def test_pages_come_into_the_menu_with_their_kind_of_extract(own: Store) -> None:
    """Members' questions, which are the catalogue's, are on the Corporate page."""
    load(own, catalogue(), [Incoming("whole.csv", WHOLE)])
    of_indicators = ["My area", "All indicators", "Then and now", "Indicator"]
    assert menu() == [*of_indicators, "Corporate", "Explore", "Board pack", "Data", "Methods"]
    load(own, catalogue(), [Incoming("place.csv", OF_A_PLACE)])
    assert menu()[:6] == [*of_indicators, "Localities", "Corporate"]
    load(own, catalogue(), of_audits()[:1])
    assert menu()[:6] == [*of_indicators, "Localities", "Audits"]
    assert left_out() == (
        "Not in the menu, because nothing of their kind is loaded: Compared with others (load national figures) and "
        "Screening (load screenings or shares)."
    )


def test_a_store_of_everything_leaves_nothing_out(
    monkeypatch: pytest.MonkeyPatch, westshire: Store, tmp_path: Path
) -> None:
    store = copied(westshire, tmp_path / "everything")
    load(store, catalogue(), [Incoming("national.csv", NATIONAL)])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    assert menu() == [page.title for page in pages()]
    assert left_out() == ""


@pytest.mark.parametrize("page", [page for page in pages() if page.kinds], ids=lambda page: page.name)
def test_the_address_of_a_page_that_is_left_out_opens_it(own: Store, page: Page) -> None:
    load(own, catalogue(), of_audits()[-1:])  # children of concern, of which no page is made
    app = at(opened(), page.file, month="2021-09", locality="Wexley")
    assert not app.error
    assert app.title[0].value == "Westshire: steps to the first figures"
    assert any("Loaded so far: concerns." in m.value for m in app.markdown)


@pytest.mark.parametrize(
    ("page", "said"),
    [
        ("overview.py", "Load indicators on the Data page"),
        ("localities.py", "Load indicators by locality on the Data page"),
        ("screening.py", "Load screenings or shares on the Data page"),
    ],
)
def test_beside_other_figures_it_says_which_kind_it_needs(own: Store, page: str, said: str) -> None:
    load(own, catalogue(), of_audits()[:1])
    app = at(opened(), page, month="2021-09")
    assert (len(app.title), app.title[0].value) == (1, next(p.title for p in pages() if p.file == page))
    assert said in app.markdown[0].value


@pytest.mark.parametrize("wanted", ["audit", "overspend", "load", "zzz"])
def test_the_search_works_in_an_empty_store_and_finds_what_is_in_the_menu(own: Store, wanted: str) -> None:
    app = opened().run()
    app.text_input(key="find").set_value(wanted).run()
    assert not app.error
    assert re.findall("Page: [^<]+", all_html(app)) == (["Page: Data"] if wanted == "load" else [])


def test_a_link_to_a_month_of_an_empty_store_says_that_nothing_is_held_of_it(own: Store) -> None:
    app = at(opened(), "overview.py", month="2021-09")
    assert app.warning[0].value == "The link asks for the month “`2021-09`”, for which nothing is held."
    assert "month" not in app.query_params


def test_packs_and_links_can_be_looked_after_in_an_empty_store(own: Store) -> None:
    app = at(opened(), "board.py")
    assert [header.value for header in app.header] == ["Make a pack", "Packs", "Links"]
    assert "no figures of a month are loaded yet" in app.markdown[0].value


def test_papers_alone_are_named_where_there_is_no_month_to_show_them_in(own: Store) -> None:
    load(own, catalogue(), [Incoming("placements.csv", PLACEMENTS)])
    app = at(opened(), "corporate.py")
    assert any("Loaded so far: placements." in m.value for m in app.markdown)
    assert menu() == WITHOUT_FIGURES


def test_the_rules_stand_without_notes_words_or_audits(own: Store) -> None:
    load(own, build({}), [Incoming("council.csv", b"council,whole,part,parts\nNorthmere,city,ward,wards\n")])
    app = at(opened(), "methods.py")
    text = "".join(part.value for part in app.markdown)
    assert "<h3>The whole from its areas</h3>" in text
    assert not [
        part for part in ("Simulated figures", "Legal statuses", "The words used here") if f"<h3>{part}" in text
    ]
    assert not app.error
