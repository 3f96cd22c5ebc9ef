"""What is said of the council's own papers is on the pages where there are notes on them, and nowhere without."""

from __future__ import annotations

import re
import shutil
from datetime import date
from html import unescape
from importlib import import_module
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import audits
from analytics.catalogue import CatalogueError, build
from analytics.store import Store
from tests.demonstration.council import FOLDER, catalogue, notes
from tests.pages.test_pages import SHELL, at, html

PLACES = {  # where each text is shown, in the demonstration's newest month
    ("Overview", "Simulated"): ("overview.py", {"locality": "Stroud"}),
    ("Localities", "Simulated"): ("localities.py", {"measure": "icpc_15d"}),
    ("Audits", "Simulated"): ("audits.py", {}),
    ("Audits", "Areas of practice"): ("audits.py", {"section": "areas"}),
    ("Screening", "Simulated"): ("screening.py", {}),
    ("Screening", "Definitions"): ("screening.py", {}),
    ("Corporate", "Scorecard"): ("corporate.py", {}),
    ("Corporate", "Improvement plan"): ("corporate.py", {"paper": "plan"}),
}


def shown(app: AppTest) -> str:
    ribbons = [unescape(part.proto.body) for part in app.get("html") if "los-ribbon" in part.proto.body]
    return "\n".join([*(block.value for block in (*app.markdown, *app.info, *app.caption)), *ribbons])


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, demonstration: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(demonstration.root))
    return AppTest.from_file(SHELL, default_timeout=60)


@pytest.fixture
def own_notes(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """The folder of a catalogue that has no notes yet."""
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue", ignore=shutil.ignore_patterns("note_*"))
    monkeypatch.setenv("LINE_OF_SIGHT_CATALOGUE", str(folder))
    return Path(folder)


@pytest.mark.parametrize("place", PLACES, ids="-".join)
def test_a_text_is_shown_where_it_belongs(demo: AppTest, place: tuple[str, str]) -> None:
    page, address = PLACES[place]
    assert notes().said(*place)
    assert notes().said(*place) in shown(at(demo, page, **{"month": "2021-09"} | address))


def test_the_number_of_screened_records_is_shown_where_they_are_not_held(
    monkeypatch: pytest.MonkeyPatch, published: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "screening.py", month="2021-09")
    assert notes().said("Screening", "Total") in shown(app)


def test_every_other_text_and_note_is_on_the_methods_page(demo: AppTest) -> None:
    app = at(demo, "methods.py")
    others = notes().texts.filter(pl.col("page") == "Methods")
    assert notes().texts.height == others.height + len(PLACES) + 1
    found = [*others["text"], *notes().simulated["how_made"], *notes().unreproducible["why"]]
    said = shown(app)
    assert [text for text in (*found, *notes().summary_claims["found"]) if text not in said] == []
    assert any("beside 52 indicators" in part.label for part in app.expander)
    assert html(app, "printed-examples").count('role="rowheader"') == 52


def test_without_notes_no_page_speaks_of_one_councils_papers(demo: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    bare = build({kind: rows for kind, rows in catalogue().rows.items() if not kind.startswith("note_")})
    monkeypatch.setattr(import_module("analytics.catalogue.catalogue"), "_reading", lambda: bare)
    app = at(demo, "methods.py", month="2021-09")
    headings = [*re.findall("<h3>(.*?)</h3>", shown(app)), *(part.label for part in app.expander)]
    assert "Rounding" in headings
    for part in ("Simulated figures", "analysts printed beside", "published summary"):
        assert not [heading for heading in headings if part in heading]
    assert "2021" not in shown(app)
    for page, address in PLACES.values():
        assert not at(demo, page, **{"month": "2021-09"} | address).exception
    app = at(demo, "audits.py", month="2021-09", section="everything")
    assert not any("papers" in heading.value for heading in app.header)
    assert "section=papers" not in html(app, "sections")


def test_a_figure_that_the_rows_have_no_rule_for_is_named(own_notes: Path, empty: Store) -> None:
    header = "papers,figure,month,statuses,named,printed,why\n"
    (own_notes / "note_discrepancies.csv").write_text(
        f"{header}2021-09,colour,2021-09,,What,1,Why.\n", encoding="utf-8"
    )
    with pytest.raises(CatalogueError, match="figure: “colour” is not one of audits, good or better"):
        audits.papers_differ(empty, date(2021, 9, 1))
