"""Localities: all indicators in all of them, one beside the whole council, and one indicator split further."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, Indicator, catalogue, unit_of
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.tables.indicators import of_period, overall_rating, rated
from analytics.tables.spine import rating_shape
from analytics.tables.table import NUMBER, VALUE, Column, Row, across, groups, sectioned, table
from analytics.units import PERCENT
from analytics.wording.phrases import to_target

MANY = 12  # localities, of which the table of all shows shapes alone
TOO_FEW = "too few to tell"
WITHIN = "within chance"


@cached_by_identity
def heat_map(
    rows: pl.DataFrame, whole: pl.DataFrame, month: date, links: dict[tuple[str, str], str], chosen: str = ""
) -> str:
    """Indicators down, localities across, the chosen one first: value, its colour as shape and word, and whether it is
    beyond chance; where there are MANY localities, shapes alone, each figure a link.

    `rows` are those of `indicators.by_place`, `whole` those of `indicators.month_table`, of the area that they are the
    parts of, in the order wanted; `links` has the address of each indicator in each locality.
    """
    known = catalogue()
    cells = {(r["measure_id"], r["locality"]): r for r in rows.iter_rows(named=True)}
    of = next(iter(whole["locality"]), ALL)
    places = sorted(rows["locality"].unique(maintain_order=True), key=lambda place: place != chosen)
    many = len(places) >= MANY

    def cell(place: str, indicator: Row) -> Html:
        row = cells.get((indicator["measure_id"], place))
        if row is None or row["value"] is None:
            why = html.why_missing(row["marker"] if row else "x")
            return html.hinted(formatting.NONE, why) if many else html.missing(why)
        if many:
            return _shaped(row, links[row["measure_id"], place])
        note = _against(row) if row["beyond"] not in (None, WITHIN) or row["few"] else ""
        return Html(rated(row) + (f" <small>{note}</small>" if note else ""))

    together = Column(
        known.area_name(of), lambda r: html.rag(r["rag"], unit_of(r["measure_id"]).value(r["value"]), nothing="")
    )
    columns = [
        Column("Indicator", lambda r: html.link(r["name"], links[r["measure_id"], of], of_period(r))),
        *across(places, lambda p: f"{known.area_name(p)}{' (chosen)' * (p == chosen)}", cell, "text"),
    ]
    columns.insert(2 if chosen in places else 1, together)
    part, parts = known.part if of == ALL else "area", known.parts_of(of)
    judged = rows.filter(pl.col("beyond").is_not_null() & ~pl.col("few")).height
    apart = f"a figure outside the 95% limits around all {parts} together"
    if len(places) == 2:
        apart = f"figures of the two {parts} that differ by more than chance"
    caption = (
        f"{formatting.counted(whole.height, 'indicator', 'indicators')} by {part}, {months.words(month)}. "
        f"“Worse” and “better” are said only of {apart}. "
    )
    caption += "" if many else (
        f"“{formatting.capital(TOO_FEW)}” marks percentages of fewer than {FEW}, and figures of which few cases are "
        "expected. "
    )  # fmt: skip
    caption += formatting.by_chance(judged)
    if many and rows["rag"].count():
        caption += f" {', '.join(formatting.rag(colour) for colour in formatting.SHAPES)}."
    sections = groups(whole, "theme") if whole["position"].is_sorted() else [("", whole)]
    style = f"los-heat{' los-across' * many}{' los-mine' * (chosen in places)}"
    return sectioned(marked(caption, rows), columns, sections, style=style)


def _shaped(row: Row, address: str) -> Html:
    """A figure of many: a link, its rating as a shape, and a word only if it is beyond chance."""
    value = unit_of(row["measure_id"]).value(row["value"])
    told = row["beyond"] not in (None, WITHIN) and not row["few"]
    rating = rating_shape(row) if row["rag"] else ""
    said = f"{catalogue().area_name(row['locality'])}: {_against(row)}"
    word = f"<b>{html.text(row['stands'])}</b>" if told else ""
    return Html(f'<span title="{html.text(said)}">{html.link(value, address)} {rating}{word}</span>')


@cached_by_identity
def of_one(
    rows: pl.DataFrame, indicator: Indicator, month: date, links: dict[str, str], chosen: str, parts: str
) -> str:
    """One indicator in all areas, first what is worse by more than chance; rows of `indicators.by_place`. `links` has
    the address of each area, `parts` says what the areas are."""
    ordered = rows.sort(
        pl.col("in_list"), pl.col("stands").replace_strict({"worse": 0, "higher": 1}, default=2), "p_value",
        descending=[True, False, False], nulls_last=True, maintain_order=True,
    )  # fmt: skip
    counts = [Column("Numerator", "numerator", "count"), Column("Denominator", "denominator", "count")]
    against = f"Against {'the other' if rows['beyond'].count() == 2 else 'all together'}"
    columns = [
        Column("Area", lambda r: html.link(catalogue().area_name(r["locality"]), links[r["locality"]])),
        Column(formatting.capital(months.of_period(indicator.frequency.newest(month), indicator.frequency.period)),
               rated, NUMBER),
        *(counts if indicator.unit.kind.divides else []),
        *([Column(against, lambda r: html.text(_against(r)))] if indicator.unit.kind.spread else []),
    ]  # fmt: skip
    caption = marked(f"{indicator.name} in all {parts}", rows)
    return sectioned(caption, columns, [("", ordered)], chosen=lambda r: r["locality"] == chosen)


@cached_by_identity
def locality(rows: pl.DataFrame, month: date, links: dict[str, str], area: str) -> str:
    """One locality's indicators beside the whole and beside itself a year ago; rows of `indicators.beside_whole`."""
    above = next((catalogue().above(place) for place in rows["locality"]), ALL)

    def year_before(row: Row) -> Html:
        meaning = formatting.better_or_worse(row["year_gap"], row["polarity"])
        return html.noted(unit_of(row["measure_id"]).value(row["year_ago"]), f"now {meaning}" if meaning else "")

    def against(row: Row) -> Html:
        if not row["few"] or row["low"] is None:
            return html.text(_against(row))
        unit = unit_of(row["measure_id"])
        return html.noted(_against(row), f"95% interval {unit.value(row['low'])} to {unit.value(row['high'])}")

    columns = [
        Column("Overall rating", overall_rating),
        Column("Indicator", lambda r: html.link(r["name"], links[r["measure_id"]], of_period(r)), names_row=True),
        Column(months.words(month), rated, NUMBER),
        Column("Of how many", lambda r: html.count(r["denominator"] or None), NUMBER),
        Column("To reach the target", lambda r: html.text(to_target(r))),
        Column(catalogue().council, "whole_value", VALUE),
        Column(f"Against the other {catalogue().parts_of(above)}", against),
        Column("A year before", year_before, NUMBER),
    ]
    caption = (
        f"{formatting.counted(rows.height, 'indicator', 'indicators')} of {area} beside the {catalogue().whole}, "
        f"{months.words(month)}. The rating beside a figure is that of this month."
    )
    return sectioned(
        marked(caption, rows),
        columns,
        groups(rows, "theme"),
        style="los-indicators",
        opens=lambda row: links[row["measure_id"]],
    )


@cached_by_identity
def quality(rows: pl.DataFrame, area: str) -> str:
    """Timeliness beside audits; rows of `audits.place_beside_timeliness`."""
    columns = [
        Column("What", "what"),
        Column(area, "share", PERCENT),
        Column("Of how many", lambda r: _small(f"{r['part']} of {r['whole']}", r["whole"] < FEW), NUMBER),
        Column("95% interval", lambda r: html.text(f"{PERCENT.value(r['low'])} to {PERCENT.value(r['high'])}")),
        Column(catalogue().council, "council", PERCENT),
        Column("Target", "target", PERCENT),
    ]
    return table(marked(f"Timely and good? {area}", rows), columns, rows)


@cached_by_identity
def split(rows: pl.DataFrame, name: str, indicator: Indicator, month: date, links: dict[str, str]) -> str:
    """One indicator by team or by a breakdown; rows of `indicators.split`. `links` has the addresses of the categories
    that lead on."""
    unit, period = indicator.unit, indicator.frequency.period
    newest = indicator.frequency.newest(month)

    def line(row: Row) -> Html:
        known = [v for v in row["spark_values"] if v is not None]
        span = f"{formatting.counted(len(known), period)} to {months.words(newest)}"
        said = f"{span}, from {unit.value(known[0])} to {unit.value(known[-1])}" if known else "no figures"
        return html.sparkline(row["spark_values"], said)

    def value(row: Row) -> Html:
        return html.figure(row["value"], unit, "" if row["value"] is not None else html.why_missing(row["marker"]))

    def interval(row: Row) -> Html:
        known = row["low"] is not None
        return html.text(f"{unit.value(row['low'])} to {unit.value(row['high'])}" if known else formatting.NONE)

    said = months.of_period(newest, period)
    counts = [
        Column("Numerator", "numerator", "count"),
        Column("Denominator", "denominator", "count"),
    ]

    def called(row: Row) -> Html:
        category = row["category"]
        return html.link(category, links[category], "their audits") if category in links else html.text(category)

    against = f"Against {'the other' if rows['beyond'].count() == 2 else 'all together'}"
    judged = [Column("95% interval", interval), Column(against, lambda r: html.text(_against(r)))]
    columns = [
        Column(name, called),
        Column("13 months" if period == "month" else f"To {months.words(newest)}", line),
        Column(formatting.capital(said), value, NUMBER),
        *(counts if unit.kind.divides else []),
        *(judged if unit.kind.spread else []),
    ]
    return table(marked(f"{indicator.name} by {name.lower()}, {said}", rows), columns, rows)


def _small(said: str, few: bool) -> Html:
    return html.noted(said, "small numbers") if few else html.text(said)


def _against(row: Row) -> str:
    """Whether a share lies outside the limits around all together, if there is enough to tell."""
    if row["beyond"] is None:
        return formatting.NONE
    if row["few"]:
        return TOO_FEW
    return WITHIN if row["beyond"] == WITHIN else f"{row['stands']}, {row['beyond']}"
