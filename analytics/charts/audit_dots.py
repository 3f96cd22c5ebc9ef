"""Audits as dots: legal statuses, places, areas of practice, and who took part, each with the range of chance."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.catalogue import GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.charts.chart import Chart
from analytics.charts.dot_plots import Dot, Drawn, share_dots, share_trend
from analytics.intervals import FEW


def _band(band: str) -> Drawn:
    """The trend of a band of the audit scale."""
    return Drawn(f"{band}_share", f"Audits rated {catalogue().scale.names[band]}", f"{band}_target", f"{band}_rolling")


def good_trend(frame: pl.DataFrame, title: str, area: str, county: pl.DataFrame | None, dark: bool) -> Chart:
    """Good or better by month, from `audits.trend`; `county` is the same of the whole council, or None."""
    return share_trend(frame, _band(GOOD_OR_BETTER), title, area, county, dark)


def inadequate_trend(frame: pl.DataFrame, title: str, area: str, county: pl.DataFrame | None, dark: bool) -> Chart:
    """Inadequate by month, from `audits.trend`; `county` as in `good_trend`."""
    return share_trend(frame, _band(INADEQUATE), title, area, county, dark)


def moderation_trend(frame: pl.DataFrame, title: str, area: str, expected: tuple[int, int], dark: bool) -> Chart:
    """Ratings changed by moderation, month by month, from `audits.moderation.by_month`."""
    of = "Ratings that moderation changed, of those moderated"
    return share_trend(frame, Drawn("changed_share", of, expected=expected), title, area, None, dark)


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
    caption = (
        f"Completed audits rated {catalogue().scale.good}, localities first, then services. In brackets, the counts."
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
