"""Overall ratings by theme as stacked shares with numbers: word and shape first, a pale tint second."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months, simulated_label
from analytics.charts.chart import ROW, Chart, finish, tinted_bars
from analytics.charts.line_axes import value_tooltip
from analytics.charts.theme import ink
from analytics.units import PERCENT


def status_by_theme(
    frame: pl.DataFrame, month: date, area: str, title: str, simulated: pl.DataFrame, dark: bool
) -> Chart:
    """Bars of `indicators.status_by_theme`, one a theme; `simulated` is the frame whose rows were counted."""
    i = ink(dark)
    tints = {"red": i.red_tint, "amber": i.amber_tint, "green": i.green_tint}
    rows: list[dict[str, Any]] = []
    names, said = [], []
    for (theme,), part in frame.group_by("theme", maintain_order=True):
        names.append(f"{theme} ({part['count'].sum()})")
        said.append(
            f"{theme}: {', '.join(f'{n} {status}' for status, n in part.select('status', 'count').rows() if n)}"
        )
        for row in part.iter_rows(named=True):
            shape = formatting.SHAPES.get(row["status"], "")
            rows.append(
                {
                    "theme": names[-1], "status": row["status"], "count": row["count"], "share": row["share"],
                    "label": f"{shape} {row['count']}".strip(), "tint": tints.get(row["status"], i.paper),
                }
            )  # fmt: skip
    x = alt.X(
        field="from",
        type="quantitative",
        title=[
            PERCENT.headed("Share of the theme's indicators") + ":",
            "■ red  ▲ amber  ● green, then no target or figure",
        ],
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], grid=False),
    )
    tooltip = [
        alt.Tooltip(field="theme", type="nominal", title="Theme"),
        alt.Tooltip(field="status", type="nominal", title="Overall rating"),
        alt.Tooltip(field="count", type="quantitative", title="Indicators"),
        value_tooltip(PERCENT, "Share", "share"),
    ]
    return finish(
        tinted_bars(rows, "theme", names, x, tooltip, 5, i),
        i,
        title=title,
        caption=simulated_label.marked(
            f"{area}, {months.words(month)}. Overall rating; in brackets, how many indicators.", simulated
        ),
        description=simulated_label.marked(
            f"Stacked bars of overall ratings by theme, {area}, {months.words(month)}. {'; '.join(said)}.", simulated
        ),
        height=ROW * len(names),
    )
