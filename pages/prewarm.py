"""What pages are made from, worked out before somebody asks."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from typing import Any

from analytics import audits, explore, home, indicators, months, national, screening, wording
from analytics.audits import (
    actions,
    caseload,
    completion,
    moderation,
    practice,
    programme,
    ratings,
    re_audits,
    sample,
    teams,
    voices,
)
from analytics.catalogue import ALL, catalogue
from analytics.store import DamagedFile, Store, damage, damage_in_words, months_held, one_moment
from pages.filters import Chosen

MONTHS = 13  # a year back, and the newest


def _beside_a_year_ago(store: Store, month: date, area: str) -> None:
    """What Then and now opens with."""
    indicators.then_and_now(store, months.before(month, 12), month, area)


# Asked with the store, the month and the area. Those of the first screen come first, for most people begin there.
OF_INDICATORS: tuple[Callable[..., Any], ...] = (
    home.cards,
    home.timely_and_good,
    wording.month_summary,
    wording.attention,
    indicators.since_last_month,
    wording.executive_summary,
    wording.indicator_summaries,
    indicators.sparklines,
    indicators.spine,
    _beside_a_year_ago,
)
OF_AUDITS: tuple[Callable[..., Any], ...] = (
    audits.answers,
    audits.snapshot,
    audits.windows_compared,
    audits.apart,
    audits.by_month_and_status,
    ratings.by_quarter,
    ratings.trend,
    teams.by_place,
    teams.by_team,
    practice.by_area,
    moderation.by_window,
    caseload.weighted_shares,
    sample.designed,
    moderation.by_month,
    moderation.crossed,
    moderation.by_group,
    programme.steps,
    programme.coverage,
    programme.took_part,
    actions.by_month,
    actions.by_age,
    actions.in_time,
    completion.times,
    completion.curves,
    re_audits.re_audits,
    voices.voices,
)


def _beside_all_authorities(store: Store, month: date) -> None:
    national.standpoint(indicators.reported(store)).in_month(month)


def _explored(store: Store, month: date) -> None:
    """What Explore opens with."""
    if subjects := explore.offered(store):
        explore.ask_address(store, f"month={months.code(month)}&{explore.opening(store, subjects)}")


# Asked with the store and the month alone.
OF_ALL_AREAS: tuple[Callable[..., Any], ...] = (
    indicators.by_place,
    audits.printed_elsewhere,
    screening.by_area,
    _beside_all_authorities,
    _explored,
)


def newest_month(store: Store) -> None:
    """Work out the newest month for the whole council, at once. What is damaged in the store goes into the log."""
    if damaged := damage(store):
        logging.getLogger(__name__).warning(damage_in_words(damaged))
    for month in months_held(store)[:1]:
        for asked, of in _questions(store, month, ALL):
            _ask(asked, store, *of)


def everything_likely(store: Store) -> None:
    """Work out the newest month of each area, and the months of a year for the whole council; half of the time somebody
    else may compute. The figures of all areas go first, for a table of areas needs every one of them."""
    held = months_held(store)[:MONTHS]
    areas = [(month, area) for month in held[:1] for area in catalogue().members(ALL, month)]
    questions: list[tuple[Callable[..., Any], tuple[Any, ...]]] = [(indicators.month_table, view) for view in areas]
    for view in (*areas, *((month, ALL) for month in held[1:])):
        questions += _questions(store, *view)
    for asked, of in questions:
        began = time.perf_counter()
        _ask(asked, store, *of)
        time.sleep(time.perf_counter() - began)


def _questions(store: Store, month: date, area: str) -> list[tuple[Callable[..., Any], tuple[Any, ...]]]:
    """What is asked of a month and area: functions, and what each is asked with besides the store."""
    then = Chosen.then.first(store, {Chosen.month.key: months.code(month)})
    compared = (date.fromisoformat(f"{then}-01"), month) if then else ()
    return [
        *((asked, (month, area)) for asked in OF_INDICATORS),
        *((asked, (month,)) for asked in OF_ALL_AREAS if area == ALL),
        *((asked, (month, Chosen.shown.default, area)) for asked in OF_AUDITS),
        *((asked, (*compared, area)) for asked in (indicators.then_and_now, screening.then_and_now) if compared),
        *((asked, (*compared, Chosen.shown.default, area)) for asked in (ratings.then_and_now,) if compared),
    ]


def _ask(asked: Callable[..., Any], store: Store, *of: Any) -> None:
    """What a damaged file takes away is left to the page, which says so."""
    with suppress(DamagedFile), one_moment():
        asked(store, *of)
