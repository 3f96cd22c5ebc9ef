"""What can be read on a page, as text: a line for each heading, sentence, row of a table, chart and control."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

from streamlit.testing.v1 import AppTest

CHART = "[chart] "
ROWS = 8  # of a table, with its head
_CELLS = {"td", "th"}
_LINES = {"p", "li", "tr", "h1", "h2", "h3", "h4", "div", "dt", "dd", "summary", "caption", "ul", "ol", "a"}
_UNREAD = {"style", "svg", "script", "title"}
_APART = {"span", "small", "b", "em"}  # that pages set apart by their style
_LOADED = re.compile(r"\b\d{1,2} [A-Z][a-z]+ 20(2[6-9]|[3-9]\d)(,? (at )?\d\d:\d\d)?")  # when the store was made


class _Text(HTMLParser):
    """The text of HTML, by line; the cells of a row in one."""

    def __init__(self, body: str) -> None:
        super().__init__()
        self.text, self._unread = "", 0
        self.feed(body)

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self._unread += tag in _UNREAD
        self.text += " | " if tag in _CELLS else "\n" if tag in _LINES else " " if tag in _APART else ""

    def handle_endtag(self, tag: str) -> None:
        self._unread -= tag in _UNREAD
        self.text += "\n" if tag in _LINES else " " if tag in _APART else ""

    def handle_data(self, data: str) -> None:
        self.text += "" if self._unread else data.replace("\n", " ")


def read(app: AppTest) -> str:
    """All text of a page between menu and foot, in its order; of a table its first rows. Days on which its store was
    loaded are left out."""
    drawn, lines, rows = "", list[str](), 0
    for node in app.main:
        for line in _said(node):
            tidy = re.sub(r"\s+([.,;:)”])", r"\1", re.sub(r"\s+", " ", line)).strip(" |")
            if not tidy or tidy == drawn:  # the description of a chart, for whoever can't see it, and then to copy
                continue
            rows = rows + 1 if " | " in tidy else 0
            if rows <= ROWS:
                lines.append(_LOADED.sub("[day]", tidy))
            drawn = tidy.removeprefix(CHART) if tidy.startswith(CHART) else drawn
    return "\n".join(lines) + "\n"


def _said(node: Any) -> Iterator[str]:
    proto = getattr(node, "proto", None)
    if node.type == "html":
        yield from _Text(proto.body).text.split("\n")
    elif node.type == "bidi_component":
        drawn = json.loads(proto.json)
        yield from _Text(drawn).text.split("\n") if isinstance(drawn, str) else []  # else it sets up a script
    elif node.type == "vega_lite_chart":
        yield CHART + json.loads(proto.spec)["description"]
    elif body := getattr(proto, "body", ""):
        for line in body.split("\n"):
            yield _Text(re.sub(r"^#+ |^ *- |[*`]", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", line))).text
    elif label := getattr(proto, "label", ""):
        yield f"[{node.type}] {label}"
