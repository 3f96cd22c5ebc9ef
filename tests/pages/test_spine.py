"""All indicators of an area in a line each, on the Localities page, and the filter that keeps some of them."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest
from streamlit.testing.v1 import AppTest

from analytics.indicators import by_place, kept_counts, spine
from analytics.store import Store
from pages import filters
from tests.furniture.test_html import parsed
from tests.indicators.test_spine import SEPTEMBER
from tests.pages.test_pages import SHELL, at, html

AREA = "Cold Ferry"


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


def part(app: AppTest) -> ElementTree.Element:
    return parsed(f"<div>{html(app, 'spine')}</div>")


def names(app: AppTest) -> list[str]:
    return [head.findtext("span/a") or "" for head in part(app).iter("th") if head.get("scope") == "row"]


def row(app: AppTest, name: str) -> ElementTree.Element:
    return next(line for line in part(app).iter("tr") if name in "".join(line.itertext()))


def cells(line: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {cell.get("data-label") or "": cell for cell in line}


def choices(app: AppTest) -> dict[str, ElementTree.Element]:
    return {str(link.text): link for link in next(part(app).iter("ul")).iter("a")}


def test_every_indicator_of_an_area_has_a_line_under_its_theme(demo: AppTest, westshire: Store) -> None:
    app = at(demo, "localities.py", month="2021-09", locality=AREA)
    rows = spine(westshire, SEPTEMBER, AREA)
    assert names(app) == rows["name"].to_list()
    heads = [head for head in part(app).iter("th") if head.get("scope") == "colgroup"]
    assert ["".join(head.itertext()) for head in heads] == list(dict.fromkeys(rows["theme"]))
    assert all(head.get("scope") for head in part(app).iter("th"))


def test_a_spine_cell_has_its_figures_and_rank_as_text(demo: AppTest, westshire: Store) -> None:
    app = at(demo, "localities.py", month="2021-09", locality=AREA)
    line = cells(row(app, "% of first visits made in time (All)"))
    drawing = line["Place among areas"].find(".//svg")
    assert drawing is not None
    assert drawing.get("role") == "img"
    figures = by_place(westshire, SEPTEMBER).filter(measure_id="first_visits_all")["value"]
    assert figures.min() == 53.3, "else another rank"
    assert drawing.get("aria-label") == f"{AREA} 53.3%, the county 72.8%. 5th of 5."
    assert drawing.findtext("title") == drawing.get("aria-label")
    assert "".join(line["Against other areas"].itertext()) == "worse"
    assert line["Chance?"].find(".//svg").get("aria-label")  # type: ignore[union-attr]
    assert line["Rating"].find(".//span[@role='img']").get("aria-label") == "red"  # type: ignore[union-attr]


def test_a_choice_keeps_rows_here_and_in_the_tables_below_and_is_in_the_address(
    demo: AppTest, westshire: Store
) -> None:
    counts = kept_counts(spine(westshire, SEPTEMBER, AREA))
    assert 0 < counts["differs"] < counts["off-target"] < counts["all"]
    app = at(demo, "localities.py", month="2021-09", locality=AREA, keep="differs")
    assert len(names(app)) == counts["differs"]
    assert app.query_params["keep"] in ("differs", ["differs"])
    for table in ("mine", "heat"):
        assert html(app, table).count('scope="row"') == counts["differs"]
    given = choices(app)
    assert [int(re.sub(r"\D", "", name)) for name in given] == list(counts.values())
    chosen = [name for name, link in given.items() if link.get("aria-current")]
    assert chosen == [f"Differs from other areas ({counts['differs']})"]
    back = next(link for name, link in given.items() if name.startswith("All"))
    assert "keep=" not in str(back.get("href"))
    app = at(demo, "localities.py", month="2021-09", locality=AREA)
    assert len(names(app)) == counts["all"]


def test_a_theme_s_heading_shows_it_alone_and_again_all(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality=AREA)
    link = next(a for a in part(app).iter("a") if a.text == "Coming Back")
    assert "theme=Coming%20Back" in str(link.get("href"))
    app = at(demo, "localities.py", month="2021-09", locality=AREA, theme="Coming Back")
    assert len(names(app)) == 3
    link = next(a for a in part(app).iter("a") if str(a.text).startswith("Coming Back"))
    assert "all themes" in str(link.text)
    assert "theme=" not in str(link.get("href"))


def test_the_whole_has_no_areas_beside_it_and_says_where_they_are_compared(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09")
    heads = ["".join(head.itertext()) for head in part(app).iter("th") if head.get("scope") == "col"]
    assert "Place among areas" not in heads
    assert "England, or else neighbours" in heads
    assert not any(name.startswith("Differs") for name in choices(app))
    assert any("are compared on the page of each locality" in said.value for said in app.caption)


def test_a_choice_that_nothing_fits_says_so_and_can_be_left(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", keep="differs")
    assert "No indicator fits this choice." in "".join(part(app).itertext())
    assert any(name.startswith("All") for name in choices(app))
    assert "differs" not in filters.Chosen.keep.options(None, {"locality": "All"})  # type: ignore[arg-type]
