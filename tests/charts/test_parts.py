"""A chart with a name above each bar comes in parts that hold every bar once, and otherwise as it is."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ET
from io import BytesIO

import polars as pl
from PIL import Image

from analytics.charts import Chart, figure_png, figure_svg, in_parts
from analytics.charts.packs import good_by_legal_status, screening_by_area
from analytics.disclosure import Publishable
from analytics.furniture.html import spark_svg, sparkline

AREAS = [f"Area {letter}" for letter in "ABCDEFG"]


def bars() -> Chart:
    rows = [
        {"area": a, "area_name": a, "rag": rag, "share": share, "basis": "from rounded counts"}
        for a in AREAS
        for rag, share in (("red", 12.0), ("amber", 38.0), ("green", 50.0))
    ]
    frame = Publishable("screening", "open", pl.DataFrame(rows), (), False)
    return screening_by_area(frame, "Title", "Caption", narrow=False)


def dots() -> Chart:
    rows = [
        {"name": a, "rating": "Good or better", "share": 40.0, "share_low": 38.0, "share_high": 42.0} for a in AREAS
    ]
    frame = Publishable("audits", "open", pl.DataFrame(rows), (), False)
    return good_by_legal_status(frame, "Title", "Caption", narrow=False)


def named(chart: Chart) -> list[str]:
    drawn = figure_svg(chart, 400)
    return [area for area in AREAS if f">{area}</text>" in drawn]


def test_the_parts_hold_every_bar_once_and_in_order() -> None:
    for chart in (bars(), dots()):
        parts = in_parts(chart, 3)
        assert [named(part) for part in parts] == [AREAS[:3], AREAS[3:6], AREAS[6:]]
        assert all(part.alt == chart.alt and part.title == chart.title for part in parts)
        assert sum(part.spec["height"] for part in parts) <= chart.spec["height"]


def test_parts_are_about_the_same_size() -> None:
    assert [len(named(part)) for part in in_parts(bars(), 6)] == [4, 3]


def test_a_part_has_the_labels_of_its_bars_alone() -> None:
    first = in_parts(bars(), 4)[0]
    assert figure_svg(first, 400).count(">■ 12</text>") == 4
    assert "Area E" not in json.dumps(first.spec["layer"])


def test_the_axis_of_a_part_is_that_of_the_whole() -> None:
    for part in in_parts(bars(), 3):
        assert ">100</text>" in figure_svg(part, 400)


def test_a_chart_of_few_bars_or_of_none_stays_as_it_is() -> None:
    assert in_parts(bars(), 7) == [bars()]
    line = Chart("Title", "Caption", "Alt", {"mark": "line", "encoding": {"y": {"field": "value"}}})
    assert in_parts(line, 1) == [line]


def test_a_png_is_twice_the_size_on_white() -> None:
    drawn = Image.open(BytesIO(figure_png(bars(), 400))).convert("RGBA")
    assert drawn.width >= 800
    assert drawn.getpixel((0, 0)) == (255, 255, 255, 255)


def test_a_small_line_is_the_same_on_a_page_and_alone() -> None:
    values = [20.1, None, 21.4, 19.0]
    alone = ET.fromstring(spark_svg(values, "#12436D"))
    on_page = ET.fromstring(sparkline(values, "said"))
    path, end = list(alone)
    assert [path.get("d"), end.get("cx"), end.get("cy")] == [
        on_page[0].get("d"), on_page[1].get("cx"), on_page[1].get("cy")
    ]  # fmt: skip
    assert path.get("stroke") == "#12436D"
