"""How figures are drawn: one builder a chart, one theme, one sentence of alternative text a chart.

A builder takes frames that are already computed and gives back a Vega-Lite specification with its title, caption and
description. It chooses colours, shapes and words and computes no figure. Tables do not belong here (see
`analytics.tables`), nor what else is drawn on a page (see `analytics.furniture`), nor anything that knows about pages.
"""

from analytics.charts import (
    audits,
    corporate,
    explore,
    follow_up,
    home,
    indicator,
    localities,
    national,
    packs,
    screening,
    themes,
    then_and_now,
    years,
)
from analytics.charts.chart import Chart, Drawing, as_png, as_svg, drawn, figure_png, figure_svg, spark_png

__all__ = [
    "Chart", "Drawing", "as_png", "as_svg", "audits", "corporate", "drawn", "explore", "figure_png", "figure_svg",
    "follow_up", "home", "indicator", "localities", "national", "packs", "screening", "spark_png", "themes",
    "then_and_now", "years",
]  # fmt: skip
