"""What a share, its range, its target and its change look like in a table of audits.

Columns are named after the share they belong to: `good_or_better_share` has `good_or_better` of `audits` beside it.
"""

from __future__ import annotations

from analytics import formatting
from analytics.furniture import html
from analytics.furniture.html import Html
from analytics.intervals import FEW
from analytics.tables.localities import TOO_FEW
from analytics.tables.table import NUMBER, Column, Row
from analytics.units import PERCENT, Unit


def share(value: float | None, part: int | None, whole: int | None) -> Html:
    """A share over its counts, marked where it is of few."""
    if value is None:
        return html.missing("none" if whole == 0 else "not held")
    if part is None or whole is None:
        return html.percent(value)
    return html.percent(value, f"{part} of {whole}{', few' if whole < FEW else ''}")


def share_column(label: str, band: str, of: str = "audits", previous: str = "") -> Column:
    """The share of a band over its counts; `previous` is the prefix of the columns of another window."""
    return Column(
        label, lambda r: share(r[f"{previous}{band}_share"], r[f"{previous}{band}"], r[f"{previous}{of}"]), NUMBER
    )


def range_column(label: str, band: str) -> Column:
    """The interval of a band's share."""

    def interval(row: Row) -> Html:
        low, high = row[f"{band}_share_low"], row[f"{band}_share_high"]
        return html.text(formatting.NONE if low is None else f"{PERCENT.number(low)} to {PERCENT.number(high)}")

    return Column(label, interval, NUMBER)


def change_column(label: str, band: str, polarity: str) -> Column:
    """The change of a band's share."""
    return Column(label, lambda r: change_of(r, band, polarity), NUMBER)


def change_of(row: Row, band: str, polarity: str) -> Html:
    """The change of a band's share, of which fewer than 20 audits before or now are too few to tell."""
    few = min(row["audits"] or 0, row["previous_audits"] or 0) < FEW
    return change(row[f"{band}_share_change"], row[f"{band}_share_real"], polarity, few)


def target_column(share: str, aim: str, polarity: str = "bigger") -> Column:
    """Whether a share meets its target; both are columns."""

    def met(row: Row) -> bool | None:
        if row[aim] is None:
            return None
        return bool(row[share] >= row[aim] if polarity == "bigger" else row[share] <= row[aim])

    return Column("Target", lambda r: target(r[share], r[aim], met(r)))


def target(value: float | None, aim: float | None, met: bool | None, unit: Unit | None = PERCENT) -> Html:
    """Whether a target is met, as shape, word and tint, beside the target; of a plain count `unit` is None."""
    if aim is None:
        return html.missing("no target")
    said = f"{aim:g}" if unit is None else unit.as_printed(aim)
    if value is None or met is None:
        return html.text(said)
    colour, verdict = ("green", "● met") if met else ("red", "■ not met")
    return Html(f'<span class="los-target">{html.badge(colour, verdict, said)}</span>')


def change(points: float | None, real: bool | None, polarity: str | None, few: bool = False) -> Html:
    """A change in points: better or worse, and whether by more than chance, which can't be told of few."""
    if points is None:
        return html.missing("none held before")
    if few:
        return html.noted(PERCENT.signed(points), TOO_FEW)
    meaning = formatting.better_or_worse(points, polarity) if polarity else ""
    chance = {True: "more than chance", False: "within chance", None: ""}[real]
    said = ", ".join(filter(None, [meaning if real or points == 0 or real is None else "", chance]))
    return html.noted(PERCENT.signed(points), said)
