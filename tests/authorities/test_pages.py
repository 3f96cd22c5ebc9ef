"""Every page of an authority opens, for every kind of month and area, and names nobody else."""

from __future__ import annotations

import csv
from html import escape
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics.catalogue.catalogue import DATA
from analytics.explore import offered
from analytics.store import Store, undo
from tests.authorities.making import Authority, in_use
from tests.authorities.reading import foreign_words, page_text
from tests.pages.test_pages import SHELL, at, html

PAGES = (
    *(
        "home.py",
        "overview.py",
        "then_and_now.py",
        "indicator.py",
        "localities.py",
        "audits.py",
        "screening.py",
        "corporate.py",
        "explore.py",
        "board.py",
    ),
    *("data.py", "methods.py"),
)


@pytest.fixture
def app(held: Store) -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=120)


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_and_names_nobody_else(
    app: AppTest, authority: Authority, foreign: frozenset[str], page: str
) -> None:
    newest, older = authority.codes
    addresses = [
        {"month": newest},
        {"month": older},
        {"month": newest, "locality": authority.area, "measure": authority.measure},
        {"month": newest, "as": "published", "section": "everything"},
        {"month": older, "section": "everything", "locality": authority.area},
    ]
    for address in addresses:
        opened = at(app, page, **address)
        assert not opened.error
        assert len(opened.title) == 1
        assert not foreign_words(page_text(opened), foreign)


def test_any_subject_can_be_explored_by_any_of_its_dimensions(
    app: AppTest, held: Store, authority: Authority, foreign: frozenset[str]
) -> None:
    for code, subject in offered(held).items():
        opened = at(app, "explore.py", subject=code)
        assert not opened.error
        assert not foreign_words(page_text(opened), foreign)
        for rows in subject.dimensions(held):
            answered_or_refused = at(app, "explore.py", subject=code, rows=rows, chart="bar")
            assert not answered_or_refused.error


def test_the_overview_names_the_authority_and_its_indicators(app: AppTest, authority: Authority) -> None:
    text = page_text(at(app, "overview.py", month=authority.codes[0]))
    assert authority.name in text
    assert "No figures yet" not in text


@pytest.mark.parametrize("word", ["plan", "seen", "audit", "red", "zzz", "snapshot"])
def test_a_search_finds_what_is_there_or_says_that_there_is_nothing(
    app: AppTest, authority: Authority, foreign: frozenset[str], word: str
) -> None:
    opened = at(app, "overview.py", month=authority.codes[0])
    opened.text_input(key="find").set_value(word).run()
    assert not opened.exception
    assert not opened.error
    assert not foreign_words(page_text(opened), foreign)
    assert any("No results" in c.value for c in opened.caption) == (word == "zzz")


def test_a_search_finds_an_indicator_of_its_own(app: AppTest, authority: Authority) -> None:
    opened = at(app, "overview.py", month=authority.codes[0])
    opened.text_input(key="find").set_value(authority.own_indicator).run()
    assert f">{escape(authority.own_indicator)}</a>" in html(opened, "found-indicators")


@pytest.mark.parametrize("page", ["audits.py", "corporate.py", "methods.py", "screening.py"])
def test_no_note_of_the_demonstration_is_on_a_page(app: AppTest, authority: Authority, page: str) -> None:
    text = page_text(at(app, page, month=authority.codes[0], section="everything"))
    notes = [cell for file in sorted((DATA / "demonstration" / "catalogue").glob("note_*.csv")) for cell in _long(file)]
    assert len(notes) > 50
    assert not [note for note in notes if note in text]


def _long(file: Path) -> list[str]:
    """Parts of the texts of a file that say enough to be nobody else's."""
    with file.open(encoding="utf-8") as opened:
        cells = [cell for row in csv.DictReader(opened) for cell in row.values()]
    lines = [line for cell in cells for line in cell.splitlines()]
    return [line[:45] for line in lines if len(line) > 45 and line[:45].isascii() and not {'"', "'"} & set(line[:45])]


@pytest.mark.parametrize("batches", [0, 1], ids=["init alone", "a catalogue and no figures"])
@pytest.mark.parametrize("page", PAGES)
def test_a_store_without_figures_opens_every_page(
    begun: dict[int, Path], authority: Authority, foreign: frozenset[str], page: str, batches: int
) -> None:
    with in_use(begun[batches]):
        app = AppTest.from_file(SHELL, default_timeout=120).run()
        if page != "overview.py":
            app.switch_page(page).run()
        assert not app.exception
        assert not app.error
        assert len(app.title) == 1
        assert not foreign_words(page_text(app), foreign)


@pytest.fixture(scope="session")
def begun(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> dict[int, Path]:
    """Stores that hold no figure: as `init` leaves them, and with the catalogue that follows."""
    return {n: authority.begun(tmp_path_factory.mktemp("begun") / "store", n).root for n in (0, 1)}


@pytest.mark.parametrize("page", PAGES)
def test_a_page_opens_while_the_catalogue_is_taken_back(own: Store, authority: Authority, page: str) -> None:
    """Figures are held, of indicators and areas that nothing defines any more."""
    undo(own, 2)
    app = at(AppTest.from_file(SHELL, default_timeout=120), page, month=authority.codes[0])
    assert not app.error
    assert len(app.title) == 1
