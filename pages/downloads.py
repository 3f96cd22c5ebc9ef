"""What can be taken away: tables as CSV, charts as SVG and PNG, sentences as text."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial

import polars as pl
import streamlit as st

from analytics import charts
from analytics.charts import Chart, Drawing
from analytics.columns import written
from analytics.simulated_label import noted

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
Frame = pl.DataFrame  # what rooms give and pages hand on; no page computes on it


def csv(frame: Frame) -> bytes:
    """A frame as people open it in a spreadsheet: UTF-8 with a byte order mark."""
    return b"\xef\xbb\xbf" + written(noted(frame)).write_csv().encode()


def once(mime: str) -> str:
    """A media type with a random part, which gives the file an address of its own that nobody can guess.

    Streamlit makes the address from a hash of name, type and content, above 1 MiB of some of the content only: so
    small files could be guessed, and a corrected large one would be answered with the bytes before it.
    """
    return f"{mime}; once={secrets.token_hex(16)}"


def button(label: str, file_name: str, content: bytes | Callable[[], bytes], mime: str, key: str) -> None:
    """A button that hands out a file; one that is a function is made when it is asked for."""
    st.download_button(label, content, file_name=file_name, mime=once(mime), key=key, on_click="ignore")


def text(name: str, title: str, sections: dict[str, list[str]]) -> None:
    """A button that hands out sections of sentences as plain text, under a title."""
    parts = ["\n".join([heading, *(f"- {line}" for line in lines)]) for heading, lines in sections.items()]
    content = "\n\n".join([title, *parts, ""]).encode()
    button("Summary (text)", f"{name}.txt", content, "text/plain", f"{name}-txt")


def buttons(name: str, frame: Frame, drawing: Drawing | None = None) -> None:
    """Buttons that hand out the table as CSV and the chart as SVG and PNG. It is always drawn for light paper."""
    with st.container(horizontal=True) if drawing else nullcontext():
        button("Table (CSV)", f"{name}.csv", lambda: csv(frame), "text/csv", f"{name}-csv")
        if drawing:
            chart(name, drawing)


def chart(name: str, drawing: Drawing, number: str = "") -> None:
    """Buttons that hand out a chart as SVG and PNG; `number` tells it from others."""
    for kind, mime, make in (("svg", "image/svg+xml", charts.as_svg), ("png", "image/png", charts.as_png)):
        content = partial(_chart, drawing, make)
        button(f"Chart{number} ({kind.upper()})", f"{name}.{kind}", content, mime, f"{name}-{kind}")


def _chart(drawing: Drawing, make: Callable[[Chart], bytes]) -> bytes:
    return make(charts.drawn(drawing, False))
