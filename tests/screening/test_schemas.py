"""What each door hands out has the columns of its schema, and no other: from records, as printed, or with nothing."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import dataframely as dy
import polars as pl
import pytest

from analytics import screening
from analytics.screening.schemas import ByArea, ByMonth, FunnelCurve, RedLimits, Totals
from analytics.store import Store

MONTH = date(2021, 9, 1)
DOORS: dict[str, tuple[type[dy.Schema], Callable[[Store], pl.DataFrame]]] = {
    "by_area": (ByArea, lambda store: screening.by_area(store, MONTH)),
    "by_month": (ByMonth, lambda store: screening.by_month(store, MONTH)),
    "totals": (Totals, lambda store: screening.totals(store, MONTH)),
    "red_limits": (RedLimits, lambda store: screening.red_limits(screening.by_area(store, MONTH))),
    "funnel_curve": (FunnelCurve, lambda store: screening.funnel_curve(screening.by_area(store, MONTH))),
}


@pytest.mark.parametrize(("schema", "door"), DOORS.values(), ids=DOORS)
def test_a_door_hands_out_the_columns_of_its_schema(
    demonstration: Store,
    published: Store,
    empty: Store,
    schema: type[dy.Schema],
    door: Callable[[Store], pl.DataFrame],
) -> None:
    for store in (demonstration, published, empty):
        found = door(store)
        assert list(found.schema.items()) == list(schema.create_empty().schema.items())
        schema.validate(found)
    assert not door(demonstration).is_empty()
