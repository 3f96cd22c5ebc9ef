"""What a page costs, in counts that no machine's speed changes: queries, rows read, bytes sent, looks at the ledger.

A bound that is missed by a new feature may be raised, knowingly; these are there so that nobody does it unawares.
"""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics.explore import ask_address
from analytics.store import Store, the_store
from analytics.store.ledger import Ledger
from analytics.store.store import _at
from pages import prewarm

PAGES = (
    "home.py", "overview.py", "then_and_now.py", "indicator.py", "localities.py", "audits.py", "explore.py"
)  # fmt: skip


@pytest.fixture
def counted(westshire: Store, monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """Counts what a run asks of a store that this process has not read before."""
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    _at.cache_clear()
    seen: Counter[str] = Counter()
    query, rows = Store.query, Ledger._rows

    def counting_query(store: Store, sql: str, *params: Any, tables: dict[str, pl.DataFrame]) -> pl.DataFrame:
        found = query(store, sql, *params, tables=tables)
        seen.update(queries=1, rows=found.height)
        return found

    def counting_rows(ledger: Ledger, sql: str, **params: object) -> list[tuple[Any, ...]]:
        if threading.current_thread() is not threading.main_thread():  # where AppTest itself writes the options anew
            seen.update(ledger=1)
        return rows(ledger, sql, **params)

    monkeypatch.setattr(Store, "query", counting_query)
    monkeypatch.setattr(Ledger, "_rows", counting_rows)
    return seen


def opened(page: str) -> AppTest:
    """A page, with all the sections that it has."""
    shell = AppTest.from_file("../../pages/shell.py", default_timeout=120)
    shell.query_params["section"] = "everything"
    return (shell if page == PAGES[0] else shell.switch_page(page)).run()


def sent(at: AppTest) -> int:
    """Bytes of everything that the page shows."""
    protos = [node.proto for node in (*at.main, *at.sidebar) if getattr(node, "proto", None) is not None]
    return sum(proto.ByteSize() for proto in protos)


@pytest.mark.parametrize("page", PAGES)
def test_a_view_seen_before_asks_no_query_and_the_ledger_once(page: str, counted: Counter[str]) -> None:
    at = opened(page)
    assert not at.exception
    assert counted["queries"], "nothing was counted"
    counted.clear()
    at.run()
    assert counted["queries"] == 0
    assert counted["ledger"] <= 1


@pytest.mark.parametrize(
    ("page", "queries", "rows"),
    [
        ("home.py", 30, 70_000),
        ("overview.py", 15, 65_000),
        ("then_and_now.py", 16, 15_000),
        ("indicator.py", 20, 70_000),
        ("localities.py", 48, 85_000),
        ("audits.py", 90, 105_000),
        ("explore.py", 30, 70_000),
    ],
)
def test_a_new_view_asks_few_queries_and_reads_few_rows(
    page: str, queries: int, rows: int, counted: Counter[str]
) -> None:
    opened(page)
    assert counted["queries"] <= queries
    assert counted["rows"] <= rows


def test_questions_one_after_another_read_only_what_the_ones_before_did_not(counted: Counter[str]) -> None:
    for question, queries, rows in (
        ("rows=indicator&columns=area", 26, 18_000),
        ("rows=indicator&columns=area&span=12", 0, 0),
        ("rows=team&columns=indicator", 2, 600),  # however many indicators there are
        ("rows=team&columns=area&indicator=icpc_due", 1, 50),
        ("subject=audits&rows=team&columns=legal_status&span=6", 1, 1_000),
        ("subject=screening&rows=area&columns=month", 1, 1_800),
    ):
        counted.clear()
        assert not ask_address(the_store(), question).frame.is_empty()
        assert counted["queries"] <= queries, question
        assert counted["rows"] <= rows, question


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("overview.py", 400_000),
        ("then_and_now.py", 150_000),
        ("indicator.py", 200_000),
        ("localities.py", 250_000),
        ("audits.py", 700_000),
        ("explore.py", 100_000),
    ],
)
def test_a_page_sends_no_more_than_it_did(page: str, most: int, counted: Counter[str]) -> None:
    size = sent(opened(page))
    assert most / 10 < size <= most


def test_views_that_were_worked_out_ahead_ask_next_to_nothing(
    counted: Counter[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is asked ahead must stay what pages ask for."""
    monkeypatch.setattr(time, "sleep", lambda seconds: None)  # nobody else wants to compute
    monkeypatch.setattr(prewarm, "MONTHS", 2)  # both that are looked at below
    prewarm.newest_month(the_store())
    prewarm.everything_likely(the_store())
    for view in ({"month": "2021-09", "locality": "Wexley"}, {"month": "2021-08"}):
        view["section"] = "everything"
        at = AppTest.from_file("../../pages/shell.py", default_timeout=120)
        for key, code in view.items():
            at.query_params[key] = code
        for page in PAGES:
            counted.clear()
            shown = at.run() if page == PAGES[0] else at.switch_page(page).run()
            assert not shown.exception
            assert counted["queries"] <= 2, (page, view)
