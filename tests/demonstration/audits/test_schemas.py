"""What the audits hand out where only the demonstration has rows: each frame has the columns of its schema."""

from __future__ import annotations

import pytest

from analytics.store import Store
from tests.audits.test_schemas import ASKED, MONTH, ONLY_IN_THE_DEMONSTRATION, hands_out


@pytest.mark.parametrize("name", ONLY_IN_THE_DEMONSTRATION)
def test_a_door_hands_out_the_columns_of_its_schema(demonstration: Store, name: str) -> None:
    schema, door = ASKED[name]
    hands_out(door(demonstration, MONTH), schema)
