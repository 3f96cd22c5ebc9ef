"""What each door hands out has the columns of its schema, and no other, whether anything is held or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from analytics import indicators, wording
from analytics.catalogue import ALL, catalogue
from analytics.disclosure.area_counts import public_rows
from analytics.indicators import pipeline, schemas
from analytics.indicators.years import year_so_far
from analytics.store import Incoming, Store, prepare, proposed

FIRST, MONTH, MEASURE = date(2018, 9, 1), date(2021, 9, 1), "icpc_due"


def series(store: Store) -> pl.DataFrame:
    return indicators.series(store, MEASURE, MONTH)


def account(store: Store) -> pl.DataFrame:
    restated = b"cut,month,measure_id,value,source\n2021-10,2021-09,icpc_due,11,council\n"
    offered = proposed(store, prepare(catalogue(), [Incoming("one.csv", restated)]))
    return indicators.account(store, indicators.what_moves(offered.whole))


DOORS: dict[str, tuple[type[dy.Schema], Callable[[Store], pl.DataFrame]]] = {
    "month_table": (schemas.MonthTable, lambda store: indicators.month_table(store, MONTH)),
    "headline_figures": (schemas.HeadlineFigures, lambda store: indicators.headline_figures(store, MONTH, "Wexley")),
    "priorities": (schemas.Priorities, lambda store: pipeline.priorities(store, MONTH)),
    "attention": (schemas.Attention, lambda store: wording.attention(store, MONTH)),
    "series": (schemas.Series, series),
    "kpi_facts": (schemas.KpiFacts, lambda store: indicators.kpi_facts(store, MEASURE, MONTH)),
    "values_known": (schemas.Values, lambda store: pipeline.values_known(store, ALL, MONTH)),
    "printed_figures": (
        schemas.PrintedFigures,
        lambda store: pipeline.printed_figures(store, public_rows(store), MONTH),
    ),
    "series_by_place": (schemas.PlaceMonths, lambda store: indicators.series_by_place(store, MEASURE, MONTH)),
    "by_place": (schemas.Places, lambda store: indicators.by_place(store, MONTH)),
    "beside_whole": (schemas.BesideWhole, lambda store: indicators.beside_whole(store, MONTH, "Wexley")),
    "spine": (schemas.Spine, lambda store: indicators.spine(store, MONTH, "Wexley")),
    "split": (schemas.Split, lambda store: indicators.split(store, MEASURE, MONTH, "Team")),
    "funnel_curve": (
        schemas.FunnelCurve,
        lambda store: indicators.funnel_curve(indicators.by_place(store, MONTH).filter(measure_id=MEASURE)),
    ),
    "since_last_month": (schemas.Change, lambda store: indicators.since_last_month(store, MONTH)),
    "status_by_theme": (
        schemas.StatusByTheme,
        lambda store: indicators.status_by_theme(indicators.month_table(store, MONTH)),
    ),
    "then_and_now": (schemas.ThenAndNow, lambda store: indicators.then_and_now(store, FIRST, MONTH, "Wexley")),
    "financial_years": (schemas.FinancialYears, lambda store: indicators.financial_years(series(store), MONTH)),
    "quarters_to": (schemas.Quarters, lambda store: indicators.quarters_to(series(store), MONTH)),
    "year_so_far": (schemas.YearToDate, lambda store: year_so_far(series(store), MONTH)),
    "quality": (schemas.Quality, indicators.quality),
    "restatements": (schemas.Restatements, indicators.restatements),
    "printed_beside": (schemas.PrintedExamples, indicators.printed_beside),
    "peers": (schemas.Comparators, lambda store: indicators.peers(store, MEASURE, MONTH)),
    "comments_held": (schemas.Comments, lambda store: indicators.comments_held(store, ALL, MONTH)),
    "newest_comments": (schemas.Comments, lambda store: indicators.newest_comments(store, ALL, MONTH)),
    "uncommented": (schemas.Uncommented, lambda store: indicators.uncommented(store, MONTH)),
    "events_held": (schemas.Events, lambda store: indicators.events_held(store, MEASURE, ALL, FIRST, MONTH)),
    "account": (schemas.Account, account),
}
DOOR = pytest.mark.parametrize(("schema", "door"), DOORS.values(), ids=DOORS)


@DOOR
def test_a_door_hands_out_the_columns_of_its_schema(
    westshire: Store, schema: type[dy.Schema], door: Callable[[Store], pl.DataFrame]
) -> None:
    found = door(westshire)
    assert list(found.schema.items()) == list(schema.create_empty().schema.items())
    schema.validate(found)


@DOOR
def test_an_empty_store_gives_the_same_columns(
    empty: Store, schema: type[dy.Schema], door: Callable[[Store], pl.DataFrame]
) -> None:
    assert list(door(empty).schema.items()) == list(schema.create_empty().schema.items())
