"""Pieces of HTML say colours in words and shapes, and take nothing that came from outside for HTML."""

from __future__ import annotations

from xml.etree import ElementTree

import polars as pl
import pytest

from analytics import furniture
from analytics.furniture import html
from analytics.wording import Standing

HOSTILE = '<script>alert("1")</script>&'


def parsed(text: str) -> ElementTree.Element:
    """Pieces are written so that XML parsers read them too, which catches tags that do not close."""
    return ElementTree.fromstring(text)


def test_a_colour_is_a_word_and_a_shape() -> None:
    assert "■ red" in html.rag("red")
    assert "▲ amber" in html.rag("amber")
    assert "● green" in html.rag("green")
    assert "no target" in html.rag(None)


def test_a_value_that_is_missing_has_its_reason() -> None:
    assert "suppressed" in html.missing("suppressed")
    assert "0" not in html.missing("suppressed")


def test_a_sparkline_breaks_where_a_month_is_missing() -> None:
    svg = parsed(html.sparkline([1.0, 2.0, None, 3.0], "four months"))
    path = svg.find("path").get("d")  # type: ignore[union-attr]
    assert path is not None
    assert path.count("M") == 2
    assert svg.get("aria-label") == "four months"


@pytest.mark.parametrize("values", [[5.0], [5.0, 5.0, 5.0], [None, 5.0]])
def test_a_sparkline_of_one_value_or_no_change_is_drawn(values: list[float | None]) -> None:
    svg = parsed(html.sparkline(values, "few"))
    assert "nan" not in ElementTree.tostring(svg, encoding="unicode")
    assert svg.find("circle") is not None


def test_a_sparkline_without_values_says_so() -> None:
    assert html.sparkline([None, None], "no figures") == '<span class="los-none">no figures</span>'


def test_the_menu_names_the_page_that_is_shown() -> None:
    menu = parsed(furniture.menu([("Overview", "./?month=2021-09"), (HOSTILE, HOSTILE)], "Overview"))
    assert [(a.text, a.get("href"), a.get("aria-current")) for a in menu.iter("a")] == [
        ("Overview", "./?month=2021-09", "page"),
        (HOSTILE, HOSTILE, None),
    ]


def test_a_charts_note_is_its_caption_and_folded_its_description() -> None:
    note = parsed(furniture.note(HOSTILE, "58.1% in September 2021"))
    assert note.findtext("p") == HOSTILE
    assert note.findtext("details/p") == "58.1% in September 2021"


def test_lists_stand_under_their_headings_and_fold_what_comes_after_the_first() -> None:
    def of(*names: str) -> pl.DataFrame:
        columns = ("measure_id", "name", "reason")
        return pl.DataFrame(dict.fromkeys(columns, names), schema=dict.fromkeys(columns, pl.String))

    lists = [Standing("Worse (3)", of("a", "b", HOSTILE), ""), Standing("Watch (0)", of(), "Nothing this month.")]
    shown = parsed(furniture.attention_lists(lists, dict.fromkeys(("a", "b", HOSTILE), HOSTILE), 2))
    assert [h.text for h in shown.iter("h3")] == ["Worse (3)", "Watch (0)"]
    assert [a.text for a in shown.iter("a")] == ["a", "b", HOSTILE]
    (rest,) = shown.iter("details")
    assert rest.findtext("summary") == "1 more"
    assert [a.text for a in rest.iter("a")] == [HOSTILE]
    assert [one.get("start") for one in shown.iter("ol")] == ["1", "3"]
    assert shown.findtext("div/p") == "Nothing this month."
