"""What the queries hand out has the columns that they promise, whether anything is held or not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from analytics import store as asked
from analytics.extracts import EXTRACTS
from analytics.store import Store
from analytics.store.queries import MeasuresHeld, Versions

FIRST, MONTH = date(2021, 5, 1), date(2021, 9, 1)
KINDS = {kind: extract.held() for kind, extract in EXTRACTS.items()}
QUERIES: dict[str, tuple[type[dy.Schema], Callable[[Store], pl.DataFrame]]] = {
    "indicator_rows": (KINDS["indicators"], lambda store: asked.indicator_rows(store, "Wexley", "published")),
    "figures_held": (KINDS["indicators"], lambda store: asked.figures_held(store, ["All", "Wexley"])),
    "place_rows": (KINDS["indicators"], lambda store: asked.place_rows(store, ["Dunmere", "Wexley"])),
    "split_rows": (KINDS["indicators"], lambda store: asked.split_rows(store, "icpc_due", FIRST, MONTH)),
    "versions": (Versions, asked.versions),
    "held_before": (MeasuresHeld, lambda store: asked.held_before(store, "published", MONTH)),
    "audit_rows": (KINDS["audits"], lambda store: asked.audit_rows(store, FIRST, MONTH)),
    "area_rows": (KINDS["audit_areas"], asked.area_rows),
    "action_rows": (KINDS["audit_actions"], lambda store: asked.action_rows(store, MONTH)),
    "concern_rows": (KINDS["concerns"], lambda store: asked.concern_rows(store, FIRST, MONTH)),
    "open_case_rows": (KINDS["open_cases"], lambda store: asked.open_case_rows(store, MONTH)),
    "screening_rows": (KINDS["screenings"], lambda store: asked.screening_rows(store, MONTH)),
    "share_rows": (KINDS["shares"], lambda store: asked.share_rows(store, "screening", MONTH)),
    "budget_rows": (KINDS["budget"], lambda store: asked.budget_rows(store, MONTH)),
}
for paper in ("scorecard", "risks", "placements", "plan"):
    QUERIES[f"paper_rows {paper}"] = KINDS[paper], lambda store, paper=paper: asked.paper_rows(store, paper, MONTH)
QUERY = pytest.mark.parametrize(("schema", "query"), QUERIES.values(), ids=QUERIES)


def dtypes(schema: type[dy.Schema]) -> pl.Schema:
    return schema.create_empty().schema


@QUERY
def test_rows_of_the_demonstration_keep_every_rule_of_their_schema(
    westshire: Store, schema: type[dy.Schema], query: Callable[[Store], pl.DataFrame]
) -> None:
    found = query(westshire)
    assert not found.is_empty()
    assert list(found.schema.items()) == list(dtypes(schema).items())
    schema.validate(found)


@QUERY
def test_an_empty_store_answers_with_the_same_columns(
    empty: Store, schema: type[dy.Schema], query: Callable[[Store], pl.DataFrame]
) -> None:
    assert list(query(empty).schema.items()) == list(dtypes(schema).items())


@pytest.mark.parametrize("kind", EXTRACTS)
def test_every_live_row_of_a_kind_keeps_the_contract_and_names_its_load(westshire: Store, kind: str) -> None:
    found = asked.all_rows(westshire, kind)
    assert list(found.schema) == [*EXTRACTS[kind].column_names(), "load_id"]
    KINDS[kind].validate(found)


def test_the_columns_of_versions_stand_in_the_order_of_what_makes_a_version() -> None:
    assert Versions.column_names() == [
        "source", "simulated", "measure_id", "month", "locality", "cut", "load_id",
        "numerator", "denominator", "value", "marker",
    ]  # fmt: skip
