"""Indicators: all of a month, one month by month, what is new in a month, and what was printed beside them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from itertools import groupby

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.furniture import html, icons
from analytics.furniture.html import Html
from analytics.indicators import CHANCE, COLUMNS, ORDERS, UNIT, sorted_upwards
from analytics.indicators.pipeline import SPARK_MONTHS
from analytics.indicators.pooling import of_some_parts
from analytics.simulated_label import marked
from analytics.tables.table import DIFFERENCE, NUMBER, VALUE, Column, Row, groups, sectioned, table
from analytics.wording import signal_briefly, signal_words
from analytics.wording.phrases import differences_in, for_information, to_target


def rated(row: Row, column: str = "value") -> Html:
    """A figure with its rating this month, or why there is none."""
    if row[column] is None:
        return html.missing(html.why_missing(row["marker"]))
    return html.rag(row["rag"], unit_of(row["measure_id"]).value(row[column]), nothing="")


def unrated(row: Row) -> str:
    """Why a row has no rating."""
    if row["value"] is None:
        return "no figure"
    return "for information" if for_information(row) else "no target"


def overall_rating(row: Row) -> Html:
    return html.rag(row["status"], nothing=unrated(row))


def of_period(row: Row) -> str:
    """The quarter or year that a figure is of; empty where it is of a month, which the heading names."""
    return "" if row["period"] == "month" else months.of_period(row["month"], row["period"])


def before(frame: pl.DataFrame) -> str:
    """What the figures of a frame are compared with: those of the month before, or of the period if it is not always a
    month."""
    found = set(frame["period"])
    return f"{found.pop() if len(found) == 1 else 'period'} before"


def figures_back(frame: pl.DataFrame) -> str:
    """The heading of the small lines of a frame."""
    found = set(frame["period"])
    return f"{SPARK_MONTHS} {found.pop() + 's' if len(found) == 1 else 'periods'}"


def _change(row: Row) -> Html:
    if row["change"] is None:
        return html.missing(row["no_change"] or "")
    meaning = formatting.better_or_worse(row["change"], row["polarity"])
    return html.noted(unit_of(row["measure_id"]).signed(row["change"]), meaning)


def _brief_signal(row: Row) -> str:
    return signal_briefly(row)


def _signal(row: Row) -> Html:
    """Why a signal can't be told stands beside it, but not where there is no figure, for another cell says so."""
    why = "" if row["value"] is None else row["no_variation"] or ""
    return Html(f"{icons.variation(row, worded=True)} <small>{html.text(why)}</small>")


def _distance(row: Row) -> Html:
    if row["target"] is None:
        return html.text(formatting.NONE)
    unit = unit_of(row["measure_id"])
    return html.noted(unit.signed(row["distance"]), f"of {unit.target(row['target'], row['target_to'])}")


# The columns of the table of a month that a reader can choose, and what of a row each takes to a file.
MONTH_COLUMNS = {
    "status": "Overall rating", "rating": "Rating this month", "sparkline": "Trend", "figure": "Figure",
    "target": "Target", "change": "Change", "direction": "Direction", "chance": "Chance?", "assurance": "Target?",
    "distance": "Distance from target", "children": "Cases to target", "group": "Group",
}  # fmt: skip
_NAMES = ("measure_id", "name", "theme", "locality", "month")
_NOTES = ("simulated", "note")
_TO_FILE = {
    "status": ("status",), "rating": ("rag",), "figure": ("value", "marker", "numerator", "denominator"),
    "target": ("target", "tolerance_percent"), "change": ("change",), "direction": ("direction", "run_months", "trend"),
    "chance": ("variation", "no_variation", *CHANCE), "assurance": ("assurance",), "distance": ("distance",),
    "children": ("count_to_target", "counted"), "group": ("group",),
}  # fmt: skip


def month_file(frame: pl.DataFrame, chosen: Sequence[str]) -> pl.DataFrame:
    """What a reader takes home of the table of a month: with the columns that she chose, of MONTH_COLUMNS, or all that
    is known where she chose none."""
    every = (*COLUMNS, *UNIT, *CHANCE)
    wanted = {*_NAMES, *UNIT, *_NOTES, *(column for code in chosen for column in _TO_FILE.get(code, ()))}
    return frame.select(column for column in every if column in wanted or not chosen)


@cached_by_identity
def month(
    frame: pl.DataFrame,
    sparks: dict[str, list[float | None]],
    month: date,
    links: dict[str, str],
    sections_by: str,
    chosen: tuple[str, ...],
    sorts: dict[str, str],
    order: str,
) -> str:
    """The indicators of a month in the order of the frame; `links` has the address of each in depth.

    Neighbouring rows of one theme or group (`sections_by`) stand under its heading; where they are not of one theme,
    it stands beside the name. `chosen` are columns of MONTH_COLUMNS; `sorts` has the address that sorts by each, and
    `order` is the one of ORDERS that the frame is in.
    """

    frame = frame.with_columns(of_parts=of_some_parts())

    def figure(row: Row) -> Html:
        if row["value"] is None:
            return html.missing(html.why_missing(row["marker"]))
        notes = filter(None, [of_period(row), row["of_parts"]])
        said = html.text(unit_of(row["measure_id"]).value(row["value"]))
        return Html(" ".join([said, *(f"<small>{html.text(note)}</small>" for note in notes)]))

    def line(row: Row) -> Html:
        values = sparks.get(row["measure_id"], [])
        return html.sparkline(values, html.spark_said(values, row["month"], unit_of(row["measure_id"]), row["period"]))

    def target(row: Row) -> Html:
        known = row["target"] is not None
        return html.text(
            unit_of(row["measure_id"]).target(row["target"], row["target_to"]) if known else formatting.NONE
        )

    def direction(row: Row) -> Html:
        return html.noted(row["direction_word"] or formatting.NONE, row["trend"] or "")

    def name(row: Row) -> Html:
        return html.link(row["name"], links[row["measure_id"]], "" if sections_by == "theme" else row["theme"])

    shown: dict[str, tuple[str, Callable[[Row], Html], str]] = {
        "status": ("Overall rating", overall_rating, "text"),
        "rating": ("Rating this month", lambda r: html.rag(r["rag"], nothing=unrated(r)), "text"),
        "sparkline": (figures_back(frame), line, "text"),
        "figure": (months.words(month), figure, NUMBER),
        "target": ("Target", target, NUMBER),
        "change": (f"Change on the {before(frame)}", _change, NUMBER),
        "direction": ("Direction", direction, "text"),
        "chance": ("Chance?", _signal, "text"),
        "assurance": ("Target?", partial(icons.assurance, worded=True), "text"),
        "distance": ("Distance from target", _distance, NUMBER),
        "children": ("To meet the target", lambda r: html.text(to_target(r)), NUMBER),
        "group": ("Group", lambda r: html.count(r["group"]), NUMBER),
    }  # fmt: skip
    by = order.removeprefix("-")

    def column(code: str, label: str, shows: Callable[[Row], Html], kind: str) -> Column:
        sorted_as = ORDERS[order] if code == by else ""
        sort = (sorts.get(code, ""), sorted_as, sorted_upwards(order))
        return Column(label, shows, kind, code == "name", *sort)

    columns = [column("name", "Indicator", name, "text"), *(column(code, *shown[code]) for code in chosen)]
    sections = frame.group_by(sections_by, maintain_order=True) if sections_by else [(("",), frame)]
    counted_in = differences_in(frame, *({"change", "distance"} & {*chosen}))
    caption = (
        f"{formatting.counted(frame.height, 'indicator', 'indicators')}, {months.words(month)}. "
        f"{f'Change and distance are in {counted_in}. ' if counted_in else ''}“Worse”, “better” and “changed” under "
        "“Chance?” mean unlikely to be chance. Choose a row to see the indicator in depth, or a heading to sort by it."
    )
    return sectioned(
        marked(caption, frame),
        columns,
        [(heading_words(sections_by, heading), part) for (heading,), part in sections],
        style="los-indicators",
        opens=lambda row: links[row["measure_id"]],
    )


def heading_words(sections_by: str, heading: object) -> str:
    """What stands over the rows of one theme or of one performance group."""
    if sections_by != "group":
        return str(heading)
    return "No performance group" if heading is None else f"Performance group {heading}"


def calibration(frame: pl.DataFrame) -> str:
    """How often the charts cry wolf and what they see, from `indicators.false_and_true_signals`."""

    def share(column: str) -> Column:
        return Column(_SIGNALS[column], lambda r: html.text(f"{r[column]:.1f}"), NUMBER)

    columns = [
        Column("Series", "process", names_row=True),
        Column("Months", "months", "count"),
        Column("Season", lambda r: html.text("yes" if r["season"] else "no")),
        *map(share, _SIGNALS),
    ]
    return table("Of 100 simulated series, how many have a signal in their newest month", columns, frame)


_SIGNALS = {
    "ours": "Nothing changed", "most": "At most", "plain": "Nothing changed, plain XmR", "fall_5": "Fell by 5 points",
    "fall_10": "By 10 points", "fall_20": "By 20 points",
}  # fmt: skip


@cached_by_identity
def month_by_month(series: pl.DataFrame, name: str) -> str:
    """The months of one indicator, newest first, under the note that says where they come from, if there is one.

    Numerator, denominator, quarter and signal stand there only if any month has one. Of an indicator with a figure a
    quarter or a year, the months are the last of these.
    """
    period = next(iter(series["period"]), "month")

    def value(row: Row) -> Html:
        why = "" if row["value"] is not None else html.why_missing(row["marker"])
        return html.figure(row["value"], unit_of(row["measure_id"]), why)

    def rating(column: str) -> Callable[[Row], Html]:
        return lambda r: html.rag(r[column], nothing=unrated(r))

    def target(row: Row) -> Html:
        if row["target"] is None:
            return html.text(formatting.NONE)
        return html.text(unit_of(row["measure_id"]).target(row["target"], row["target_to"]))

    optional = {
        "numerator": Column("Numerator", "numerator", "count"),
        "denominator": Column("Denominator", "denominator", "count"),
        "rolling_quarter": Column("Rolling quarter", "rolling_quarter", VALUE),
        "signal": Column(
            "Signal", lambda r: html.text(signal_words(r["signal"], r["side"], period) if r["signal"] else "")
        ),
    }
    columns = [
        Column("Month" if period == "month" else f"{formatting.capital(period)} to", "month", "month"),
        Column("Value", value, NUMBER),
        Column(f"Rating this {period}", rating("rag")),
        Column("Overall rating", rating("status")),
        Column(f"Change on the {period} before", _change, NUMBER),
        Column("Target", target, NUMBER),
        Column("Distance from target", "distance", DIFFERENCE),
        *(shown for column, shown in optional.items() if series[column].count()),
    ]
    sections = groupby(series.reverse().iter_rows(named=True), key=lambda r: r["note"] or "")
    return sectioned(
        f"{name}, {period} by {period}, newest first",
        columns,
        ((formatting.capital(note), part) for note, part in sections),
        style="los-months",
    )


_CHANGES = {
    "rating this month": ("rating this month changed", "ratings this month changed"),
    "overall rating": ("overall rating changed", "overall ratings changed"),
    "restated": ("earlier figure restated", "earlier figures restated"),
}  # what changed, of one and of many


def changes_summary(frame: pl.DataFrame, month: date, compared: int, stated_again: bool) -> str:
    """How many of each kind changed, in a sentence; `compared` is how many ratings can be compared, `stated_again`
    whether any figure was loaded more than once."""
    if frame.is_empty():
        before = months.words(months.before(month))
        rating = "No rating changed."
        if not compared:
            rating = f"Whether a rating changed is not known: none of {before} can be compared."
        restated = "No earlier figure was restated."
        if not stated_again:
            restated = "Whether an earlier figure was restated is not known: no two loads of one can be compared."
        return f"{rating} {restated}"
    counts = {what: part.height for what, part in groups(frame, "what")}
    return "; ".join(f"{number} {_CHANGES[what][number > 1]}" for what, number in counts.items()).capitalize() + "."


@cached_by_identity
def changes(frame: pl.DataFrame, month: date, links: dict[str, str], simulated: pl.DataFrame) -> str:
    """What changed since last month's cut; rows of `indicators.since_last_month`."""

    def state(when: str, row: Row) -> Html:
        said, value = row[when], unit_of(row["measure_id"]).value(row[f"{when}_value"])
        return html.rag(said, value) if said in formatting.SHAPES else html.text(said or value)

    def difference(row: Row) -> Html:
        return html.noted(unit_of(row["measure_id"]).signed(row["difference"]), row["better_or_worse"] or "")

    columns = [
        Column("Indicator", lambda r: html.link(r["name"], links[r["measure_id"]])),
        Column("What", "what"),
        Column("Figure of", lambda r: html.text(formatting.capital(months.of_period(r["month"], r["period"])))),
        Column("Before", partial(state, "earlier")),
        Column("Now", partial(state, "later")),
        Column("Change", difference, NUMBER),
        Column(
            "Signal",
            lambda r: html.text("" if r["what"] == "restated" else _brief_signal(r)),
        ),
    ]
    return table(marked(f"What changed since {months.words(months.before(month))}", simulated), columns, frame)


def printed_examples(printed: pl.DataFrame) -> str:
    """What was printed beside what is worked out, from `indicators.printed_beside`."""

    def differing(what: str, row: Row) -> Html:
        def write(value: float) -> str:
            return f"{value:g}" if what == "group" else unit_of(row["measure_id"]).signed(value)

        said = "not printed" if row[f"printed_{what}"] is None else write(row[f"printed_{what}"])
        differs = what in row["differs"].split(", ")
        return html.noted(said, f"worked out: {write(row[what])}") if differs else html.text(said)

    columns = [
        Column("Indicator", "name"),
        Column(formatting.joined([months.words(month) for month in sorted(set(printed["month"]))]), "value", VALUE),
        *(Column(what.capitalize(), partial(differing, what), NUMBER) for what in ("group", "change", "distance")),
        Column("Direction, printed", lambda r: html.text(r["printed_direction"] or formatting.NONE)),
        Column("Direction, worked out", lambda r: html.text(r["direction_word"] or formatting.NONE)),
        Column("Differs in", lambda r: html.text(r["differs"] or formatting.NONE)),
    ]
    caption = "Printed by the council's analysts, and worked out from the printed values where that differs"
    return table(caption, columns, printed, style="los-tight")
