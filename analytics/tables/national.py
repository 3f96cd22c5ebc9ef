"""One authority among all of England: all its indicators, all authorities, its group, and its years."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting
from analytics.caching import cached_by_identity
from analytics.catalogue import Indicator, unit_of
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.indicators.localities import BEYOND_95, BEYOND_998
from analytics.national import GROUP, OWN, SAME_REGION
from analytics.simulated_label import marked
from analytics.tables.table import NUMBER, VALUE, Column, Row, sectioned, table
from analytics.units import Kind
from analytics.wording.national import ENGLAND, Others, change, gap, national_first, place, place_range, verdict


def _change(row: Row, name: str) -> Html:
    said, meaning = change(row, name)
    return html.noted(said, meaning) if row[name] is not None else html.text(said)


def _value(row: Row) -> Html:
    unit = unit_of(row["measure_id"])
    return html.figure(row["value"], unit, "" if row["value"] is not None else html.why_missing(row["marker"]))


def _placed(row: Row) -> Html:
    return html.below(place(row), place_range(row))


@cached_by_identity
def all_indicators(
    found: pl.DataFrame, names: dict[str, str], links: dict[str, str], month: date, group: Others, chosen: str
) -> str:
    """A row an indicator of `national.unlike_first`; names and links by measure_id."""

    def median(row: Row) -> Html:
        return html.below(unit_of(row["measure_id"]).value(row["median"]), gap(row))

    columns = [
        Column("Indicator", lambda r: html.link(names[r["measure_id"]], links[r["measure_id"]], r["period_words"])),
        Column("Here", _value, NUMBER),
        Column("Change", lambda r: _change(r, "change"), NUMBER),
        Column(f"Change in {ENGLAND}", lambda r: _change(r, "country_change"), NUMBER),
        Column("Place", _placed, NUMBER),
        Column(group.median, median),
        Column("Against all authorities", lambda r: html.text(verdict(r))),
    ]
    return sectioned(
        marked(national_first(found, month), found),
        columns,
        [("", found)],
        style="los-indicators",
        opens=lambda row: links[row["measure_id"]],
        chosen=lambda row: row["measure_id"] == chosen,
    )


@cached_by_identity
def all_authorities(every: pl.DataFrame, row: Row, indicator: Indicator, group: Others) -> str:
    """Everybody in one period, the better end first; rows of `national.everybody`."""
    who = {OWN: "this authority", GROUP: group.name, SAME_REGION: row["region"]}

    def against(one: Row) -> Html:
        if one["beyond"] is None:
            return html.text(formatting.NONE)
        if one["few"]:
            return html.text("too few to tell")
        outside = {BEYOND_95: "outside 95%", BEYOND_998: "outside 99.8%"}.get(one["beyond"])
        return html.text(f"{one['stands']}, {outside}" if outside else one["beyond"])

    columns = [
        Column("Place", "place", "count"),
        Column("Authority", lambda r: html.below(r["name"], who.get(r["who"], "")), names_row=True),
        Column("Figure", _value, NUMBER),
        *_counts(indicator),
        Column("Against all together", against),
    ]
    caption = f"{indicator.name}, {row['period']}: {formatting.counted(every.height, 'authority', 'authorities')}"
    return sectioned(
        marked(caption, every), columns, [("", every)], chosen=lambda one: one["who"] == OWN
    )  # fmt: skip


@cached_by_identity
def group_members(every: pl.DataFrame, members: pl.DataFrame, row: Row, indicator: Indicator, group: Others) -> str:
    """Each authority of a group (`national.members`) with its figure, in the group's own order; every: rows of
    `national.everybody`. One that the period does not name is left out, unless it is a neighbour."""
    figures = {r["code"]: r for r in every.iter_rows(named=True)}
    empty = dict.fromkeys(every.columns) | {"measure_id": indicator.measure_id}
    named = members.filter(pl.col("rank").is_not_null() | pl.col("code").is_in(list(figures)))
    rows = [figures.get(m["code"], empty) | m for m in named.iter_rows(named=True)]
    close = [Column("Closeness", "closeness")] if members["closeness"].count() else []
    columns = [
        Column("Authority", "name"), *close, Column("Figure", _value, NUMBER), *_counts(indicator),
        Column("Place", "place", "count"),
    ]  # fmt: skip
    caption = f"{formatting.capital(group.name)}: {indicator.name}, {row['period']}"
    return table(marked(caption, every), columns, rows)


def _counts(indicator: Indicator) -> list[Column]:
    if not indicator.unit.kind.divides:
        return []
    of = "Of how many" if indicator.unit.kind is Kind.PERCENTAGE else "Denominator"
    return [Column("Number", "numerator", "count"), Column(of, "denominator", "count")]


@cached_by_identity
def years(found: pl.DataFrame, row: Row, indicator: Indicator, group: Others) -> str:
    """Each period of one indicator, the newest first; found: rows of `Standpoint.over_time`, row: the chosen one."""
    name, region = row["name"], row["region"]

    def spread(row: Row) -> Html:
        if row["median"] is None:
            return html.text(formatting.NONE)
        unit = indicator.unit
        ends = f"{unit.number(row['lowest'])} to {unit.number(row['highest'])}"
        return html.below(unit.value(row["median"]), f"{ends}, {row['reporters']} of {row['asked']} reported")

    columns = [
        Column("Period", "period"), Column(name, _value, NUMBER), Column(ENGLAND, "country_value", VALUE),
        Column(region, "region_value", VALUE), Column(group.median, spread), Column("Place", _placed, NUMBER),
        Column("Change", lambda r: _change(r, "change"), NUMBER),
        Column(f"Change in {ENGLAND}", lambda r: _change(r, "country_change"), NUMBER),
        Column("Change against others", lambda r: html.text(r["unlike"] or formatting.NONE)),
    ]  # fmt: skip
    caption = marked(f"{indicator.name}: {name} and others, newest first", found)
    rows = found.sort("last", descending=True)
    return sectioned(caption, columns, [("", rows)], chosen=lambda one: one["period"] == row["period"])
