"""What each door hands out has the columns of its schema, and no other, whether anything is held or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from analytics import audits, indicators
from analytics.audits import (
    actions,
    caseload,
    completion,
    legal_status,
    moderation,
    practice,
    programme,
    ratings,
    re_audits,
    sample,
    schemas,
    teams,
    voices,
)
from analytics.store import Store

MONTH = date(2021, 9, 1)


def timely(store: Store) -> pl.DataFrame:
    return audits.beside_timeliness(
        indicators.month_table(store, MONTH), audits.apart(store, MONTH), practice.three_months(store, MONTH), MONTH
    )


def place_timely(store: Store) -> pl.DataFrame:
    mine, council = (audits.three_months(store, MONTH, "known", place) for place in ("Wexley", "All"))
    return audits.place_beside_timeliness(indicators.beside_whole(store, MONTH, "Wexley"), mine, council)


ASKED: dict[str, tuple[type[dy.Schema], Callable[[Store, date], pl.DataFrame]]] = {
    "ratings.by_month": (schemas.RatingsByMonth, ratings.by_month),
    "ratings.trend": (schemas.Trend, ratings.trend),
    "ratings.by_quarter": (schemas.ByQuarter, ratings.by_quarter),
    "ratings.three_months": (schemas.ThreeMonths, ratings.three_months),
    "by_legal_status": (schemas.ByLegalStatus, legal_status.by_legal_status),
    "windows_compared": (schemas.WindowsCompared, legal_status.windows_compared),
    "apart": (schemas.Apart, legal_status.apart),
    "by_month_and_status": (schemas.ByMonthAndStatus, legal_status.by_month_and_status),
    "overall": (
        schemas.Overall,
        lambda store, month: legal_status.overall(legal_status.by_legal_status(store, month)),
    ),
    "moderation.by_month": (schemas.ModerationByMonth, moderation.by_month),
    "moderation.by_window": (schemas.ModerationByWindow, moderation.by_window),
    "moderation.by_group": (schemas.ModerationByGroup, moderation.by_group),
    "moderation.by_auditor": (schemas.ModerationByGroup, moderation.by_auditor),
    "moderation.anchors": (schemas.Anchors, moderation.anchors),
    "crossed": (schemas.Crossed, moderation.crossed),
    "practice.by_area": (schemas.PracticeAreas, practice.by_area),
    "ratings.then_and_now": (
        schemas.ThenAndNow,
        lambda store, month: ratings.then_and_now(store, date(2021, 6, 1), month),
    ),
    "practice.three_months": (schemas.PracticeThreeMonths, practice.three_months),
    "steps": (schemas.Steps, programme.steps),
    "took_part": (schemas.TookPart, programme.took_part),
    "by_place": (schemas.Places, teams.by_place),
    "by_team": (schemas.Teams, teams.by_team),
    "actions.by_month": (schemas.ActionsByMonth, actions.by_month),
    "by_age": (schemas.ActionsByAge, actions.by_age),
    "in_time": (schemas.InTime, actions.in_time),
    "concerns": (schemas.ChildrenOfConcern, actions.concerns),
    "completion.times": (schemas.TimeToComplete, completion.times),
    "completion.curves": (schemas.DoneBy, completion.curves),
    "completion.done_by": (
        schemas.DoneBy,
        lambda store, month: completion.done_by(completion.curves(store, month)),
    ),
    "audited_again": (schemas.AuditedAgain, re_audits.audited_again),
    "re_audits": (schemas.ReAudits, re_audits.re_audits),
    "voices": (schemas.Voices, voices.voices),
    "weighted_shares": (schemas.Weighted, caseload.weighted_shares),
    "audit_sample": (schemas.Sample, sample.table),
    "snapshot": (schemas.Snapshot, audits.snapshot),
    "printed_elsewhere": (schemas.PrintedShares, audits.printed_elsewhere),
    "beside_timeliness": (schemas.Timeliness, lambda store, _: timely(store)),
    "place_beside_timeliness": (schemas.PlaceTimeliness, lambda store, _: place_timely(store)),
}
ONLY_IN_THE_DEMONSTRATION = (
    "audited_again",
    "moderation.by_auditor",
    "moderation.anchors",
    "re_audits",
    "voices",
)  # the tests' council has no rows for them
DOOR = pytest.mark.parametrize(("schema", "door"), ASKED.values(), ids=ASKED)


def hands_out(found: pl.DataFrame, schema: type[dy.Schema]) -> None:
    """Rows, with the columns of a schema and no other."""
    assert not found.is_empty()
    assert list(found.schema.items()) == list(schema.create_empty().schema.items())
    schema.validate(found)


@pytest.mark.parametrize("name", [name for name in ASKED if name not in ONLY_IN_THE_DEMONSTRATION])
def test_a_door_hands_out_the_columns_of_its_schema(westshire: Store, name: str) -> None:
    schema, door = ASKED[name]
    hands_out(door(westshire, MONTH), schema)


@DOOR
def test_an_empty_store_gives_the_same_columns(
    empty: Store, schema: type[dy.Schema], door: Callable[[Store, date], pl.DataFrame]
) -> None:
    assert list(door(empty, MONTH).schema.items()) == list(schema.create_empty().schema.items())
