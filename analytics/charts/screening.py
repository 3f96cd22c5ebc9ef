"""Screening RAG by area as stacked bars: word and shape first, a pale tint second."""

from __future__ import annotations

from datetime import date

import altair as alt
import polars as pl

from analytics import months, words
from analytics.charts.chart import BAR, ROW, Chart, finish, names_above, values
from analytics.charts.theme import ink
from analytics.extracts.contracts import RAG
from analytics.marking import marked


def screening_bars(frame: pl.DataFrame, month: date, chosen: tuple[str, ...], title: str, dark: bool) -> Chart:
    """Bars of `screening.by_area`, most red first; the labels of the areas in `chosen` are marked with an arrow."""
    i = ink(dark)
    ordered = frame.sort("red", "amber", descending=True)
    tints = {"red": i.red_tint, "amber": i.amber_tint, "green": i.green_tint}
    rows, labels, said = [], [], []
    for area in ordered.iter_rows(named=True):
        label = f"► {area['name']}" if area["area"] in chosen else area["name"]
        labels.append(label)
        said.append(
            f"{area['name']} {', '.join(f'{words.as_printed(area[c])} {c}' for c in RAG if area[c] is not None)}"
        )
        start = 0.0
        for colour in RAG:
            share = area[colour]
            if share is None:
                continue
            rows.append(
                {
                    "area": label,
                    "rating": words.rag(colour),
                    "share": share,
                    "from": start,
                    "to": start + share,
                    "middle": start + share / 2,
                    "label": f"{words.SHAPES[colour]} {share:g}",
                    "tint": tints[colour],
                }
            )
            start += share
    y = alt.Y("area", type="nominal", title=None, sort=labels, axis=None)
    x = alt.X(
        "from",
        type="quantitative",
        title="Share of screened records (%): ■ red  ▲ amber  ● green",
        scale=alt.Scale(domain=[0, max(100, *ordered["sum"].drop_nulls())], nice=False),
        axis=alt.Axis(values=[0, 25, 50, 75, 100], grid=False),
    )
    tooltip = [
        alt.Tooltip("area", type="nominal", title="Area"),
        alt.Tooltip("rating", type="nominal", title="Rated"),
        alt.Tooltip("share", type="quantitative", title="Share (%)", format=".1f"),
    ]
    bars = (
        alt.Chart(values(rows))
        .mark_bar(stroke=i.muted, strokeWidth=1, **BAR)
        .encode(x=x, x2=alt.X2("to"), y=y, color=alt.Color("tint", type="nominal", scale=None), tooltip=tooltip)
    )
    text = (
        alt.Chart(values([r for r in rows if r["share"] >= 9]))
        .mark_text(color=i.text, fontSize=13, yOffset=BAR["yOffset"])
        .encode(x=alt.X("middle", type="quantitative"), y=y, text=alt.Text("label", type="nominal"))
    )
    printed = ordered["records"].null_count() > 0
    return finish(
        alt.layer(bars, text, names_above(labels, "area", y)),
        i,
        title=title,
        caption=marked(
            f"Records screened by {months.words(month)}, "
            + ("shares as the council printed them; it printed no counts." if printed else "counted from the records."),
            frame,
        ),
        description=marked(f"Stacked bars of screening by area, most red first. {'; '.join(said)}.", frame),
        height=ROW * len(labels),
    )
