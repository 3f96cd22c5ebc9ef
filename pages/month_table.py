"""The table of a month's indicators: sorted by its headings, with the columns that are chosen, narrowed by counts."""

from __future__ import annotations

from functools import partial

from analytics import furniture, indicators, tables
from analytics.headlines import Headlines, Ratings
from pages import url_filters
from pages.downloads import Frame
from pages.filters import DEFAULT_COLUMNS, Chosen, Filter

Filters = tuple[str, ...]


def choices(now: Chosen, found: Headlines, rows: Frame) -> str:
    """How many have which rating, and how many are unlikely to be chance; each narrows the page."""
    return (
        _counted(now, Chosen.status, _ratings(found.overall_rating))
        + _counted(now, Chosen.rating, _ratings(found.month_rating))
        + _counted(now, Chosen.chance, indicators.counts_by_chance(rows))
    )


def _ratings(of: Ratings) -> dict[str, int]:
    return {"red": of.red, "amber": of.amber, "green": of.green, indicators.NO_TARGET: of.none}


def _counted(now: Chosen, one: Filter[Filters], counts: dict[str, int]) -> str:
    named = {code: (one.written(code), number) for code, number in counts.items()}
    addresses = {code: url_filters.switched("overview", now, one, code) for code in counts}
    return furniture.choices(one.label, named, addresses, one.parts(dict(now.codes)[one.key]), headed=True)


def drawn(
    now: Chosen,
    shown: Frame,
    chosen: Frame,
    sparks: dict[str, list[float | None]],
    links: dict[str, str],
    sections_by: str,
) -> str:
    """The table, under the columns that it can have; open where the address says anything of it. Of many rows one part
    is drawn (`shown` of `chosen`), with links to the others."""
    to = partial(url_filters.link, "overview", now)
    columns = {code: (label, None) for code, label in tables.indicators.MONTH_COLUMNS.items()}
    addresses = {code: url_filters.switched("overview", now, Chosen.columns, code) for code in columns}
    offered = furniture.choices(Chosen.columns.label, columns, addresses, now.columns, headed=True)
    # A heading sorts by its column, then the other way round, then no more.
    after = {now.order: "theme" if now.order.startswith("-") else f"-{now.order}"}
    by = now.order.removeprefix("-")
    sorts = {
        code: to(order=after[now.order] if code == by else code)
        for code in ("name", *tables.indicators.MONTH_COLUMNS)
        if code in indicators.ORDERS
    }
    table = tables.indicators.month(shown, sparks, now.month, links, sections_by, now.columns, sorts, now.order)
    parts = ""
    if (count := indicators.pages(chosen)) > 1:
        numbers = {str(number + 1): (f"Page {number + 1}", None) for number in range(count)}
        parts = furniture.choices(
            Chosen.page.label, numbers, {number: to(page=number) for number in numbers}, (str(min(now.page, count)),)
        )
    own = now.order != Chosen.order.default or dict(now.codes)["columns"] != DEFAULT_COLUMNS
    body = offered + furniture.boxed("Table of all indicators", table) + parts
    return furniture.folded("Table: sort by a heading, choose columns", body, unfolded=own)


def file(now: Chosen, rows: Frame) -> Frame:
    """What the download has: the rows and their order, with the columns that are chosen."""
    return tables.indicators.month_file(rows, () if dict(now.codes)["columns"] == DEFAULT_COLUMNS else now.columns)
