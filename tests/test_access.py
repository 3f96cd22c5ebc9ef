"""Whoever may not read gets nothing of the store, from whichever function, remembered or not."""

from __future__ import annotations

import inspect
import types
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

import analytics.store
from analytics import access, audits, corporate, indicators, screening
from analytics.access import LOCAL, NotAllowed, Role, Viewer, acting_as
from analytics.store import Store, held_catalogue, months_held, the_store

SEPTEMBER = date(2021, 9, 1)
GIVEN: dict[str, Any] = {
    "span": 3,
    "month": SEPTEMBER, "first": SEPTEMBER, "last": SEPTEMBER, "measure_id": "icpc_due", "kind": "risks",
    "kinds": "indicators", "localities": ["All"], "places": ["All"],
    "load_id": 1, "shown": "known",
}  # fmt: skip
OF_THE_STORE = [
    function
    for room in (analytics.store, indicators, audits, screening, corporate)
    for function in vars(room).values()
    if isinstance(function, types.FunctionType)
    and next(iter(inspect.signature(function).parameters), None) == "store"
    and not {"incoming", "prepared", "checked", "frame", "moved", "together", "accounts"}
    & set(inspect.signature(function).parameters)
    and function is not held_catalogue  # which says no figure, and names the council to everybody
]


def asked(function: Callable[..., object], store: Store) -> object:
    """Call a function of the store with something for everything that it must be given."""
    _, *others = inspect.signature(function).parameters.values()
    needed = [p for p in others if p.default is p.empty]
    return function(store, *(GIVEN.get(p.name, "All") for p in needed))


def test_the_functions_are_found() -> None:
    assert {f.__name__ for f in OF_THE_STORE} >= {"months_held", "indicator_rows", "undo", "erase", "month_table"}


@pytest.mark.parametrize("function", OF_THE_STORE, ids=lambda f: f.__name__)
def test_a_link_viewer_reads_nothing(function: Callable[..., object], published: Store) -> None:
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        asked(function, published)


def test_what_is_remembered_is_not_told_to_others(published: Store) -> None:
    assert months_held(published)
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        months_held(published)


@pytest.mark.parametrize("part", ["ledger", "version"])
def test_the_ledger_is_no_way_round(published: Store, part: str) -> None:
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        getattr(published, part)


def test_nor_is_a_query(published: Store) -> None:
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        published.query("SELECT 1")


def test_a_leader_reads(published: Store) -> None:
    with acting_as(Viewer(Role.LEADER)):
        assert months_held(published)


def test_where_people_sign_in_nobody_known_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(access, "_asking", access._unasked)
    assert access.viewer() == LOCAL
    monkeypatch.setenv("LINE_OF_SIGHT_SIGN_IN_ISSUER", "https://identity.council.test")
    with pytest.raises(NotAllowed, match="Nobody is signed in"):
        months_held(the_store())


def test_acting_ends_with_its_block(published: Store) -> None:
    with pytest.raises(ZeroDivisionError), acting_as(Viewer(Role.LINK_VIEWER)):
        _ = 1 / 0
    assert months_held(published)
