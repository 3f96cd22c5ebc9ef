"""What a chart is, and how it leaves as a file."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from html import escape
from typing import Any, ClassVar

import altair as alt
import vl_convert
from altair.utils.schemapi import disable_debug_mode

from analytics.caching import cached_by_identity
from analytics.charts.theme import Ink, config

disable_debug_mode()  # Altair would validate each part of a chart when it is made; the tests validate every chart
SVG = {"embedOptions": {"renderer": "svg"}}  # a canvas would leave a screen reader with nothing but the alt


@dataclass(frozen=True)
class Chart:
    """A drawn chart: the finding as title, what it shows as caption, its figures in one sentence, the spec."""

    title: str
    caption: str
    alt: str
    spec: dict[str, Any]

    def titled(self) -> dict[str, Any]:
        """The specification with the finding as its title, for a chart too small for a heading of its own."""
        return self.spec | {"title": {"text": self.title, "fontSize": 14, "offset": 8}}


@dataclass(frozen=True)
class Drawing:
    """A chart that can be drawn, on light or on dark paper.

    Two drawings are the same if they are of the same name, ledger version and `of` (what else they depend on);
    how they are drawn does not count, so that a drawn one can be kept and never needs a frame as its key.
    """

    name: str
    version: Hashable
    of: tuple[Hashable, ...]
    draw: Callable[[bool], Chart] = field(compare=False)


@cached_by_identity
def drawn(drawing: Drawing, dark: bool) -> Chart:
    """The chart, drawn once."""
    return drawing.draw(dark)


@dataclass(frozen=True)
class Layers:
    """Charts over one another, the first at the bottom, with one scale for all; colours may have one a layer.

    Altair's own layers copy all their parts several times, for the sake of parameters that no chart here has.
    """

    parts: tuple[alt.Chart | Layers, ...]
    own_colours: bool = False

    def spec(self) -> dict[str, Any]:
        """The specification; validating it would cost a hundred milliseconds, and the tests validate every chart."""
        layers = [
            part.spec() if isinstance(part, Layers) else part.to_dict(validate=False, context={"top_level": False})
            for part in self.parts
        ]
        return {"layer": layers} | ({"resolve": {"scale": {"color": "independent"}}} if self.own_colours else {})


def layered(*parts: alt.Chart | Layers, own_colours: bool = False) -> Layers:
    return Layers(parts, own_colours)


def finish(chart: Layers | dict[str, Any], i: Ink, *, title: str, caption: str, description: str, height: int) -> Chart:
    """Give a layered chart, or what is already a specification, the theme, and let it fill its container's width."""
    spec = (chart.spec() if isinstance(chart, Layers) else chart) | {
        "$schema": alt.SCHEMA_URL,
        "width": "container",
        "height": height,
        "description": description,
        "config": config(i),
        "autosize": {"type": "fit-x", "contains": "padding"},
        "usermeta": SVG,
    }
    return Chart(title, caption, description, spec)


def _for_paper(chart: Chart) -> dict[str, Any]:
    """The specification with a fixed size, its title and caption on it, on opaque white paper."""
    title = {"text": textwrap.wrap(chart.title, 80), "subtitle": textwrap.wrap(chart.caption, 110), "offset": 16}
    spec = chart.spec | {"width": 800, "title": title, "background": "#FFFFFF", "padding": 16}
    spec.pop("autosize")
    return spec


def as_svg(chart: Chart) -> bytes:
    """The chart as SVG, with its finding as the image's title and its alt sentence as the description."""
    svg: str = vl_convert.vegalite_to_svg(_for_paper(chart))
    root, rest = svg.split(">", 1)
    said = f"<title>{escape(chart.title)}</title><desc>{escape(chart.alt)}</desc>"
    return f'{root} role="img">{said}{rest}'.encode()


def _bare(chart: Chart, width: int) -> dict[str, Any]:
    """The specification with a fixed width in pixels, without its title and caption."""
    return {key: value for key, value in chart.spec.items() if key != "autosize"} | {"width": width, "padding": 4}


def figure_svg(chart: Chart, width: int) -> str:
    """The chart as an SVG element for a page that says title and caption itself; the alt sentence is its name."""
    svg: str = vl_convert.vegalite_to_svg(_bare(chart, width))
    start, rest = svg.split(">", 1)
    box = re.search(r'viewBox="[^"]+"', start)
    assert box  # every drawing has one
    return f'<svg xmlns="http://www.w3.org/2000/svg" {box[0]} role="img" aria-label="{escape(chart.alt)}">{rest}'


def spark_png(svg: str) -> bytes:
    """A small line as a PNG at four times its size."""
    png: bytes = vl_convert.svg_to_png(svg, scale=4)
    return png


def figure_png(chart: Chart, width: int) -> bytes:
    """The chart as a PNG at twice the size, for a document that says title and caption itself."""
    png: bytes = vl_convert.vegalite_to_png(_bare(chart, width) | {"background": "#FFFFFF"}, scale=2)
    return png


def as_png(chart: Chart) -> bytes:
    """The chart as a PNG at twice the size on screen."""
    png: bytes = vl_convert.vegalite_to_png(_for_paper(chart), scale=2)
    return png


class _Rows:
    """Rows of a chart. Altair copies and walks through every list it is given, several times a chart; not this."""

    _schema: ClassVar[dict[str, Any]] = {"type": "array"}  # by this and to_dict Altair knows what writes itself

    def __init__(self, rows: list[dict[str, Any]]):
        self.rows = rows

    def to_dict(self) -> list[dict[str, Any]]:
        return self.rows


def values(rows: list[dict[str, Any]]) -> alt.Data:
    """The rows as a chart's data: texts, numbers, truths and nulls."""
    return alt.Data(values=_Rows(rows))


def local_day(day: Any) -> str:
    """A date as Vega reads it in the reader's own time zone; a bare date would slip a day west of Greenwich."""
    return f"{day.isoformat()}T00:00:00"


# Horizontal bars carry their names above them and not beside them, so that they keep their width on a phone.
ROW = 50
_MOST_LETTERS = 54  # in a line of a name, which a phone has room for
BAR: dict[str, Any] = {"height": 24, "yOffset": 9}


def stacked(rows: list[dict[str, Any]], field: str) -> list[dict[str, Any]]:
    """Parts of bars with where each starts, ends and has its middle: from the left, in their order within a bar.

    Each row has its share (percent) and, in `field`, its bar.
    """
    ends: dict[Any, float] = {}
    placed = []
    for row in rows:
        start = ends.get(row[field], 0.0)
        ends[row[field]] = start + row["share"]
        placed.append(row | {"from": start, "to": ends[row[field]], "middle": start + row["share"] / 2})
    return placed


def tinted_bars(
    rows: list[dict[str, Any]], field: str, names: list[str], x: alt.X, tooltip: list[alt.Tooltip], least: float, i: Ink
) -> Layers:
    """Stacked bars on pale tints, one for each of `names`, with a label in every part of at least `least` percent.

    Each row is a part of the bar that `field` names: share, label, tint.
    """
    rows = stacked(rows, field)
    y = alt.Y(field=field, type="nominal", title=None, sort=names, axis=None)
    bars = (
        alt.Chart(values(rows))
        .mark_bar(stroke=i.muted, strokeWidth=1, **BAR)
        .encode(
            x=x, x2=alt.X2(field="to"), y=y, color=alt.Color(field="tint", type="nominal", scale=None), tooltip=tooltip
        )
    )
    text = (
        alt.Chart(values([row for row in rows if row["share"] >= least]))
        .mark_text(color=i.text, fontSize=13, yOffset=BAR["yOffset"])
        .encode(x=alt.X(field="middle", type="quantitative"), y=y, text=alt.Text(field="label", type="nominal"))
    )
    return layered(bars, text, names_above(names, field, y))


def names_above(names: list[str], field: str, y: alt.Y) -> alt.Chart:
    """The name of each bar as text above it, from the left edge; a long one in two lines."""
    rows = [{field: name, "lines": textwrap.wrap(name, _MOST_LETTERS)} for name in names]
    return (
        alt.Chart(values(rows))
        .mark_text(align="left", baseline="bottom", fontSize=13, lineHeight=14, yOffset=-7)
        .encode(y=y, x=alt.XValue(0), text=alt.Text(field="lines", type="nominal"))
    )
