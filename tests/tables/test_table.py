"""Tables are real tables, and nothing that came from outside is taken for HTML."""

from __future__ import annotations

from analytics.furniture import html
from analytics.tables import NUMBER, Column, sectioned
from analytics.units import PERCENT
from tests.furniture.test_html import HOSTILE, parsed


def test_a_table_has_a_caption_and_headers_with_scope() -> None:
    columns = [Column("Value", "value", PERCENT), Column("Month", "month", names_row=True)]
    shown = parsed(sectioned("The caption", columns, [("Theme", [{"value": 81.1, "month": "May"}]), ("None", [])]))
    assert shown.findtext("caption") == "The caption"
    assert [cell.get("scope") for cell in shown.iter("th")] == ["col", "col", "colgroup", "row"]
    assert [cell.get("class") for cell in shown.iter("td")] == ["los-number"]
    assert "".join(shown.find("tbody/tr[2]/td").itertext()) == "81.1%"  # type: ignore[union-attr]


def test_text_is_escaped_everywhere() -> None:
    columns = [
        Column(HOSTILE, "text"),
        Column(HOSTILE, lambda row: html.link(row["text"], row["text"], row["text"])),
        Column(HOSTILE, lambda row: html.missing(row["text"])),
        Column(HOSTILE, lambda row: html.noted(row["text"], row["text"])),
        Column(HOSTILE, lambda row: html.below(row["text"], row["text"]), NUMBER),
        Column(HOSTILE, lambda row: html.badge("red", row["text"], row["text"])),
    ]
    text = sectioned(HOSTILE, columns, [(HOSTILE, [{"text": HOSTILE}])], opens=lambda row: row["text"])
    assert "<script" not in text
    assert parsed(text).findtext("caption") == HOSTILE


def test_a_row_that_opens_a_view_and_a_chosen_one_are_marked() -> None:
    columns = [Column("Area", "area")]
    rows = [{"area": "Stroud"}, {"area": "Cotswolds"}]
    shown = parsed(
        sectioned(
            "Areas", columns, [("", rows)], opens=lambda r: f"?l={r['area']}", chosen=lambda r: r["area"] == "Stroud"
        )
    )
    lines = shown.findall("tbody/tr")
    assert [(line.get("data-opens"), line.get("class")) for line in lines] == [
        ("?l=Stroud", "los-chosen"),
        ("?l=Cotswolds", None),
    ]
