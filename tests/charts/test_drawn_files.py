"""Charts as files, and small lines, away from a page."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from io import BytesIO

import polars as pl
from PIL import Image

from analytics.charts import Chart, figure_png
from analytics.charts.packs import screening_by_area
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
