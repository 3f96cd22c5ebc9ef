"""Audits drawn: ratings as stacked bars; shares as trends and as dots, each with the range of chance."""

from __future__ import annotations

from datetime import date
from typing import Any

import altair as alt
import polars as pl

from analytics import formatting, months
from analytics.audits import window_in_words
from analytics.catalogue import GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.charts.chart import BAR, ROW, Chart, Layers, finish, layered, names_above, values
from analytics.charts.dot_plots import Dot, Drawn, share_dots, share_trend
from analytics.charts.line_axes import value_tooltip
from analytics.charts.theme import Ink, ink
from analytics.intervals import FEW
from analytics.simulated_label import marked
from analytics.units import PERCENT

_DARK_TEXT, _LIGHT_TEXT = "#0B0C0C", "#FFFFFF"
_LIGHT_ORANGE, _LIGHT_PLUM = "#FBC9A8", "#F0CFDF"
_LEGIBLE, _BOTH = 4, 8  # percent of a bar in which a number can be read, and a letter with it
_TOLD_APART = 5  # parts of a bar that colours tell apart; of more, each has a letter too


def _fills(shown: list[str], i: Ink) -> dict[str, tuple[str, str]]:
    """The fill of each part, best first, by its place in its band, and a text colour with at least 4.5:1 on it."""
    bands = catalogue().scale.bands
    good, poor = bands[GOOD_OR_BETTER], bands[INADEQUATE]
    between = [part for part in shown if part not in (*good, *poor)]
    fills = {
        **dict(zip(good, _shades(i.blue, i.teal, len(good)), strict=True)),
        **dict(zip(reversed(between), _shades(i.orange, _LIGHT_ORANGE, len(between)), strict=True)),
        **dict(zip(reversed(poor), _shades(i.plum, _LIGHT_PLUM, len(poor)), strict=True)),
    }
    return {part: (fill, _text_on(fill)) for part, fill in fills.items()}


def _shades(first: str, last: str, number: int) -> list[str]:
    """So many colours in equal steps from the first to the last; of one, the first."""
    ends = [[int(colour[at : at + 2], 16) for at in (1, 3, 5)] for colour in (first, last)]
    steps = [n / max(number - 1, 1) for n in range(number)]
    return ["#" + "".join(f"{round(a + (b - a) * step):02X}" for a, b in zip(*ends, strict=True)) for step in steps]


def _text_on(fill: str) -> str:
    """Whichever text has the greater contrast with a colour, by the formula of WCAG 2.2."""

    def luminance(colour: str) -> float:
        parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
        red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    there = luminance(fill) + 0.05
    return _LIGHT_TEXT if (1.05 / there) > there / (luminance(_DARK_TEXT) + 0.05) else _DARK_TEXT


def _stacked(rows: list[dict[str, Any]], order: list[str], i: Ink) -> Layers:
    """One bar a group, parted by rating in the order of the ratings, with the count in each part; of many ratings, a
    letter that the legend has too."""
    shown = [part for part in catalogue().scale.parts if part in {row["rating"] for row in rows}]
    fills = _fills(shown, i)
    letters = {part: f"{formatting.letters(n)} " if len(shown) > _TOLD_APART else "" for n, part in enumerate(shown, 1)}
    for row in rows:
        before = [r["share"] for r in rows if r["group"] == row["group"] and r["position"] < row["position"]]
        row |= {"from": sum(before), "to": sum(before) + row["share"], "ink": fills[row["rating"]][1]}
        letter = letters[row["rating"]]
        said = letter.strip() if letter and row["share"] < _BOTH else f"{letter}{row['count']}"
        row |= {"said": said, "rating": f"{letter}{row['rating']}"}
        row["middle"] = (row["from"] + row["to"]) / 2
    y = alt.Y(field="group", type="nominal", title=None, sort=order, axis=None)
    x = alt.X(
        field="from",
        type="quantitative",
        title=f"{PERCENT.headed('Share of audits')}; the number in each part is its count of audits",
        scale=alt.Scale(domain=[0, 100], nice=False),
        axis=alt.Axis(tickCount=5, grid=False),
    )
    named = [f"{letters[part]}{part}" for part in shown]
    colour = alt.Color(
        field="rating",
        type="nominal",
        title=None,
        sort=named,
        scale=alt.Scale(domain=named, range=[fills[part][0] for part in shown]),
        legend=alt.Legend(orient="top", columns=2, symbolType="square", labelLimit=200),
    )
    tooltip = [
        alt.Tooltip(field="group", type="nominal", title="Audits"),
        alt.Tooltip(field="rating", type="nominal", title="Rating"),
        alt.Tooltip(field="count", type="quantitative", title="Count"),
        value_tooltip(PERCENT, "Share", "share"),
    ]
    base = alt.Chart(values(rows))
    bars = base.mark_bar(stroke=i.paper, strokeWidth=1.5, **BAR).encode(
        x=x, x2=alt.X2(field="to"), y=y, color=colour, tooltip=tooltip
    )
    counts = (
        alt.Chart(values([r for r in rows if r["share"] >= _LEGIBLE]))
        .mark_text(fontSize=13, fontWeight="bold", yOffset=BAR["yOffset"])
        .encode(
            x=alt.X(field="middle", type="quantitative"),
            y=y,
            text=alt.Text(field="said", type="nominal"),
            color=alt.Color(field="ink", type="nominal", scale=None),
        )
    )
    return layered(bars, counts, names_above(order, "group", y), own_colours=True)


def _rows(frame: pl.DataFrame, group: str, names: dict[Any, str]) -> list[dict[str, Any]]:
    parts = catalogue().scale.parts
    return [
        {
            "group": f"{names[r[group]]} ({r['audits']})",
            "rating": rating,
            "position": parts.index(rating),
            "count": count,
            "share": (r["share"] or 0.0) * count / max(r["count"], 1),
        }
        for r in frame.iter_rows(named=True)
        for rating, count in _parts(r)
    ]


def _parts(row: dict[str, Any]) -> list[tuple[str, int]]:
    """The rating and its count; the grade that has a lower end in two where it is known."""
    lower = row.get("lower_end")
    if lower is None:
        return [(row["rating"], row["count"])]
    return [(row["rating"], row["count"] - lower), (catalogue().scale.lower_end, lower)]


def _counts_in_words(frame: pl.DataFrame, group: str, names: dict[Any, str]) -> str:
    said = []
    for (value,), part in frame.group_by(group, maintain_order=True):
        parts = [pair for row in part.iter_rows(named=True) for pair in _parts(row)]
        counts = [f"{count} {rating}" for rating, count in parts if count]
        said.append(f"{names[value]}: {', '.join(counts) or 'none'}, of {part['audits'][0]}")
    return "; ".join(said)


def ratings_by_month(frame: pl.DataFrame, title: str, dark: bool) -> Chart:
    """Bars of `audits.by_month`, one a month."""
    i, held = ink(dark), frame["month"].unique(maintain_order=True).to_list()
    names = {m: months.words(m) for m in held}
    rows = _rows(frame, "month", names)
    return finish(
        _stacked(rows, list(dict.fromkeys(r["group"] for r in rows)), i),
        i,
        title=title,
        caption=marked(
            f"Completed case audits by rating{catalogue().form.rated}. In brackets, the number of audits in the month.",
            frame,
        ),
        description=marked(f"Stacked bars, audits by month. {_counts_in_words(frame, 'month', names)}.", frame),
        height=60 + ROW * len(held),
    )


def ratings_by_legal_status(frame: pl.DataFrame, month: date, title: str, dark: bool) -> Chart:
    """Bars of `audits.by_legal_status`, one a legal status."""
    i = ink(dark)
    names = {s.legal_status: s.name for s in catalogue().legal_statuses.values()}
    rows = _rows(frame, "legal_status", names)
    window = f"{months.words(months.before(month, 2))} to {months.words(month)}"
    return finish(
        _stacked(rows, list(dict.fromkeys(r["group"] for r in rows)), i),
        i,
        title=title,
        caption=marked(f"Completed case audits, {window} counted together. In brackets, the number of audits.", frame),
        description=marked(
            f"Stacked bars, audits by legal status, {window}. {_counts_in_words(frame, 'legal_status', names)}.", frame
        ),
        height=60 + ROW * len(names),
    )


def _band(band: str) -> Drawn:
    """The trend of a band of the audit scale."""
    return Drawn(f"{band}_share", f"Audits rated {catalogue().scale.names[band]}", f"{band}_target", f"{band}_rolling")


def good_trend(frame: pl.DataFrame, title: str, area: str, council: pl.DataFrame | None, dark: bool) -> Chart:
    """Good or better by month, from `audits.trend`; `council` is the same of the whole council, or None."""
    return share_trend(frame, _band(GOOD_OR_BETTER), title, area, council, dark)


def inadequate_trend(frame: pl.DataFrame, title: str, area: str, council: pl.DataFrame | None, dark: bool) -> Chart:
    """Inadequate by month, from `audits.trend`; `council` as in `good_trend`."""
    return share_trend(frame, _band(INADEQUATE), title, area, council, dark)


def moderation_dots(windows: pl.DataFrame, title: str, dark: bool) -> Chart:
    """Grades that moderators lowered and raised, three months at a time, from `audits.moderation.by_window`."""
    dots = [
        Dot(
            f"{window_in_words(r['ends'])} ({r['downgraded']} lowered, {r['upgraded']} raised, of {r['moderated']})",
            r["downgraded_share"],
            r["downgraded_share_low"],
            r["downgraded_share_high"],
            [("raised", r["upgraded_share"])],
        )
        for r in windows.iter_rows(named=True)
    ]
    caption = "Grades that moderators lowered and raised, of the audits moderated. In brackets, the counts."
    return share_dots(dots, windows, "lowered", title, caption, dark)


def in_time_trend(frame: pl.DataFrame, title: str, area: str, dark: bool) -> Chart:
    """Actions of the month before completed in time, from `audits.actions.in_time`."""
    return share_trend(
        frame, Drawn("share", "Actions of the month before completed in time", "target"), title, area, None, dark
    )


def legal_status_dots(compared: pl.DataFrame, apart: pl.DataFrame, month: date, title: str, dark: bool) -> Chart:
    """Good or better by legal status: three months, the three that end a month earlier, the three before.

    `compared` is a frame of `audits.windows_compared`, `apart` of `audits.apart`.
    """
    overlapping = f"to {months.words(months.before(month))}"
    before = f"to {months.words(months.before(month, 3))}"
    earlier = dict(compared.select("legal_status", "previous_good_or_better_share").rows())
    target = catalogue().audit_target("good_or_better", month)
    dots = [
        Dot(
            _counted(r["name"], r["good_or_better"], r["audits"]),
            r["good_or_better_share"],
            r["good_or_better_share_low"],
            r["good_or_better_share_high"],
            [
                (kind, value)
                for kind, value in (
                    (overlapping, earlier.get(r["legal_status"])),
                    (before, r["previous_good_or_better_share"]),
                )
                if value is not None
            ],
            None if target is None else target.target,
        )
        for r in apart.iter_rows(named=True)
    ]
    caption = (
        f"Completed audits rated {catalogue().scale.good}, three months counted together. In brackets, the counts."
    )
    return share_dots(dots, apart, f"three months to {months.words(month)}", title, caption, dark)


def place_dots(places: pl.DataFrame, month: date, title: str, dark: bool) -> Chart:
    """Good or better by locality and service, six months pooled, from `audits.teams.by_place`."""
    target = catalogue().audit_target("good_or_better", month)
    dots = [
        Dot(
            _counted(r["place"], r["good_or_better"], r["audits"]),
            r["good_or_better_share"],
            r["good_or_better_share_low"],
            r["good_or_better_share_high"],
            target=None if target is None else target.target,
        )
        for r in places.iter_rows(named=True)
    ]
    known = catalogue()
    caption = (
        f"Completed audits rated {known.scale.good}, {known.any_parts} first, then services. In brackets, the counts."
    )
    return share_dots(dots, places, f"six months to {months.words(month)}", title, caption, dark)


def area_dots(areas: pl.DataFrame, month: date, title: str, dark: bool) -> Chart:
    """Good or better by area of practice in a month, beside the month before, from `audits.practice.by_area`."""
    before = months.words(months.before(month))
    dots = [
        Dot(
            _counted(r["area"], r["good_or_better"], r["audits"]),
            r["good_or_better_share"],
            r["good_or_better_share_low"],
            r["good_or_better_share_high"],
            [] if r["previous_good_or_better_share"] is None else [(before, r["previous_good_or_better_share"])],
            r["good_or_better_target"],
        )
        for r in areas.iter_rows(named=True)
    ]
    caption = (
        f"Areas of practice rated {catalogue().scale.good}, of the audits to which they apply. In brackets, the counts."
    )
    return share_dots(dots, areas, months.words(month), title, caption, dark)


def took_part_dots(people: pl.DataFrame, month: date, title: str, dark: bool) -> Chart:
    """Who took part in the audits of a month, from `audits.programme.took_part`."""
    before = months.words(months.before(month))
    earlier = dict(people.filter(month=months.before(month)).select("measure", "share").rows())
    now = people.filter(month=month)
    dots = [
        Dot(
            _counted(r["name"], r["yes"], r["asked"]),
            r["share"],
            r["share_low"],
            r["share_high"],
            [(before, earlier[r["measure"]])] if r["measure"] in earlier else [],
            r["target"],
        )
        for r in now.iter_rows(named=True)
    ]
    caption = "Completed audits in which each took part, of those to which it applies. In brackets, the counts."
    return share_dots(dots, now, months.words(month), title, caption, dark)


def _counted(name: str, part: int, whole: int) -> str:
    return f"{name} ({part} of {whole}{', few' if whole < FEW else ''})"
