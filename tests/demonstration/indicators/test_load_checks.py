"""What a load would change and what looks odd in it, before it is stored; and what moved afterwards."""

from __future__ import annotations

from analytics.indicators import (
    quality,
)
from analytics.store import Store


def test_data_quality_by_indicator(published: Store) -> None:
    rows = {row["measure_id"]: row for row in quality(published).to_dicts()}
    assert len(rows) == 93
    attendance = rows["cic_good_attendance"]
    assert (attendance["figures"], attendance["missing"], attendance["marked"]) == (10, 2, 1)
    assert (attendance["first_published"], attendance["with_counts"]) == (1, 0)
