"""All indicators of an area, one line each: its rating, its place among the areas, and whether it is chance."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, furniture, months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.furniture import html, icons
from analytics.furniture.html import Html
from analytics.indicators.comparators import NEIGHBOURS
from analytics.simulated_label import marked
from analytics.tables.indicators import of_period, unrated
from analytics.tables.table import NUMBER, Column, Row, groups, sectioned
from analytics.wording import against_words, rank_words, scale_ends


@cached_by_identity
def matrix(
    rows: pl.DataFrame, month: date, links: dict[str, str], themes: dict[str, str], only: tuple[str, ...]
) -> str:
    """The rows of `indicators.spine` by theme; `links` has the address of each indicator in depth, `themes` that of
    each theme alone, or of all where it is the only one that was chosen (`only`)."""
    area = rows["locality"][0]

    def heading(theme: str) -> Html:
        return html.link(f"{theme} (show all themes)" if only == (theme,) else theme, themes[theme])

    def name(row: Row) -> Html:
        return Html(f"{html.link(row['name'], links[row['measure_id']])} <small>{html.text(of_period(row))}</small>")

    marks = [Column("Rating", rating_shape), Column("Indicator", name, names_row=True)]
    figure = Column(months.words(month), lambda r: html.text(unit_of(r["measure_id"]).value(r["value"])), NUMBER)
    signs = [Column("Chance?", icons.variation), Column("Target?", icons.assurance)]
    among = [
        Column("Place among areas", _scale),
        Column("Against other areas", _against),
    ]
    others = [Column("England, or else neighbours", _national)]
    said = ["The rating is that of this month."]
    if area != ALL:
        ranged = any(scale_ends(row)[1] == "higher" for row in rows.iter_rows(named=True))
        beyond = rows["beyond"].str.starts_with("beyond").any()
        said += ["On the lines right is better.", *["On dotted lines right is higher."] * ranged]
        said += ["Of many figures, some are beyond 95% by chance alone."] * beyond
    of = f"{formatting.counted(rows.height, 'indicator')} of {catalogue().area_name(area)}, {months.words(month)}"
    return sectioned(
        marked(f"{of}. {' '.join(said)}", rows),
        [*marks, figure, *signs, *(others if area == ALL else among)],
        groups(rows, "theme"),
        style="los-spine",
        opens=lambda row: links[row["measure_id"]],
        headed=heading,
    )


def rating_shape(row: Row) -> Html:
    """The shape of a rating, its word for whoever can't see it or points at it."""
    said = row["rag"] or unrated(row)
    shape = formatting.SHAPES.get(row["rag"], formatting.NONE)
    style = f"los-rag los-{row['rag']}" if row["rag"] else "los-none"
    said = html.text(said)
    return Html(f'<span class="{style}" role="img" aria-label="{said}" title="{said}">{shape}</span>')


def _scale(row: Row) -> Html:
    """The drawing, and on a phone the rank in words, which a screen reader has from the drawing."""
    rank = f'<small class="los-rank" aria-hidden="true">{html.text(rank_words(row))}</small>'
    return Html(f"{furniture.spine_drawing(row)} {rank if row['no_scale'] is None else ''}")


def _against(row: Row) -> Html:
    said = html.text(against_words(row))
    return Html(f"<b>{said}</b>" if row["in_list"] else f'<span class="los-within">{said}</span>')


def _national(row: Row) -> Html:
    if row["national"] is None:
        return html.missing("none")
    who = "neighbours, " if row["national_of"] == NEIGHBOURS else ""
    return html.noted(unit_of(row["measure_id"]).value(row["national"]), f"{who}{row['national_period']}")
