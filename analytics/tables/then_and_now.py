"""An area in two months side by side: its indicators, its audits and its screened records."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.simulated_label import marked
from analytics.tables.table import NUMBER, Column, Row, groups, sectioned, table
from analytics.units import PERCENT
from analytics.wording import cases_words


@cached_by_identity
def indicators(rows: pl.DataFrame, then: date, now: date, links: dict[str, str]) -> str:
    """The rows of `indicators.then_and_now` by theme; `links` has the address of each indicator in depth."""

    def figure(when: str) -> Column:
        def written(row: Row) -> Html:
            value, month = row[f"{when}value"], row[f"{when}month"]
            if value is None:
                return html.missing(html.why_missing(row[f"{when}marker"]))
            said = unit_of(row["measure_id"]).value(value)
            return html.below(said, "" if row["period"] == "month" else months.of_period(month, row["period"]))

        return Column(months.words(then if when else now), written, NUMBER)

    def rating(when: str) -> Column:
        def written(row: Row) -> Html:
            return html.rag(row[f"{when}rag"], nothing="no target" if row[f"{when}target"] is None else formatting.NONE)

        return Column("Rating then" if when else "Rating now", written)

    def difference(row: Row) -> Html:
        if row["difference"] is None:
            return html.missing(row["no_comparison"])
        unit = unit_of(row["measure_id"])
        ends = "" if row["low"] is None else f"{unit.signed(row['low'])} to {unit.signed(row['high'])}"
        return html.below(unit.signed(row["difference"]), ends)

    def verdict(row: Row) -> Html:
        return html.below(row["verdict"], "definition changed in between" if row["definition_changed"] else "")

    columns = [
        Column("Indicator", lambda r: html.link(r["name"], links[r["measure_id"]]), names_row=True),
        figure("then_"), figure(""),
        Column("Difference, 95% range", difference, NUMBER),
        Column("By more than chance?", verdict),
        Column("In cases", lambda r: html.text(cases_words(r)), NUMBER),
        rating("then_"), rating(""),
    ]  # fmt: skip
    caption = f"{formatting.counted(rows.height, 'indicator')}, {months.words(then)} and {months.words(now)}"
    return sectioned(
        marked(caption, rows), columns, groups(rows, "theme"), style="los-indicators",
        opens=lambda row: links[row["measure_id"]],
    )  # fmt: skip


@cached_by_identity
def audits(rows: pl.DataFrame) -> str:
    """The rows of `audits.then_and_now`: audits good or better in the three months to each month."""

    def share(row: Row) -> Html:
        return html.below(
            PERCENT.value(row["good_or_better_share"]), formatting.of(row["good_or_better"], row["audits"])
        )

    def ends(row: Row) -> Html:
        low, high = (row[f"good_or_better_share_{end}"] for end in ("low", "high"))
        return html.text(f"{low:.1f} to {PERCENT.value(high)}")

    columns = [
        Column("Three months to", "month", "month", names_row=True),
        Column(f"Audits {catalogue().scale.good}", share, NUMBER),
        Column("95% range", ends, NUMBER),
    ]
    return table(marked(f"Audits {catalogue().scale.good}", rows), columns, rows)


@cached_by_identity
def screened(rows: pl.DataFrame) -> str:
    """The rows of `screening.by_month` of the two months."""

    def red(row: Row) -> Html:
        return html.below(PERCENT.value(row["red"]), formatting.of(row["red_count"], row["records"]))

    columns = [Column("By the end of", "month", "month", names_row=True), Column("Records red", red, NUMBER)]
    return table(
        marked("Screened records rated red; the later month has those of the earlier, too", rows), columns, rows
    )
