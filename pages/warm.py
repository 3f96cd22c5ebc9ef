"""What the newest month's pages are made from, worked out before the first person asks."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any

from analytics import audits, indicators, screening
from analytics.audits import actions, moderation, practice, programme, ratings, teams
from analytics.store import DamagedFile, Store, months_held

# Each is asked with the store and the month. The Overview's come first, for most people begin there.
ASKED: tuple[Callable[..., Any], ...] = (
    indicators.month_summary,
    indicators.attention,
    indicators.since_last_month,
    indicators.executive_summary,
    indicators.indicator_summaries,
    indicators.sparklines,
    indicators.by_place,
    audits.answers,
    audits.snapshot,
    audits.windows_compared,
    audits.by_month_and_status,
    ratings.by_quarter,
    ratings.trend,
    teams.by_place,
    teams.by_team,
    practice.by_area,
    moderation.by_month,
    moderation.crossed,
    programme.coverage,
    programme.took_part,
    actions.by_month,
    actions.by_age,
    actions.in_time,
    actions.audited_again,
    audits.printed_elsewhere,
    screening.by_area,
)


def newest_month(store: Store) -> None:
    """Work out the newest month for the whole council. What can't be is left to the page, which says why."""
    held = months_held(store)
    for asked in ASKED if held else ():
        try:
            asked(store, held[0])
        except DamagedFile:
            logging.getLogger(__name__).exception("%s can't be worked out in advance", asked.__name__)
