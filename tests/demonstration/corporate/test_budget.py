"""The budget: every sum of the paper worked out again, the pandemic's share, and placements beside their cost."""

from __future__ import annotations

from analytics.corporate import budget
from analytics.store import Store
from tests.corporate.rows import printed
from tests.corporate.test_budget import SEPTEMBER


def test_the_published_paper_is_shown_as_printed_and_its_sums_looked_at(published: Store) -> None:
    lines = budget.lines(published, SEPTEMBER)
    for row, asked in zip(lines.iter_rows(named=True), printed("revenue_budget"), strict=True):
        assert (row["attachment"], row["service_area"], row["row_type"]) == (
            asked["attachment"],
            asked["service_area"],
            asked["row_type"],
        )
        for column in (*budget.AMOUNTS, "percent"):
            assert row[column] == (float(asked[column]) if asked[column] else None), (row["service_area"], column)
    found = budget.checks(lines)
    assert len(found) == 191
    bad = {(c.what, c.printed, c.worked_out) for c in budget.broken(found)}
    assert bad == {
        ("forecast: as Young People Services in Attachment 1", 4182.0, 4181.0),
        ("other variance: as Young People Services in Attachment 1", 147.0, 146.0),
        ("total variance: as Young People Services in Attachment 1", 147.0, 146.0),
    }
