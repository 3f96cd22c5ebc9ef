"""What is said of simulated rows: a split of something published, or nothing published at all, month by month."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.simulated_label import COUNTS, SPLIT, SPLIT_SENTENCE, WHOLLY, mark, marked, noted


def rows(*told: tuple[int, bool, str]) -> pl.DataFrame:
    """Months of 2021: month, whether simulated, note."""
    found = [(date(2021, month, 1), simulated, note) for month, simulated, note in told]
    return pl.DataFrame(found, ["month", "simulated", "note"], orient="row")


@pytest.mark.parametrize(
    ("told", "said"),
    [
        (rows((5, False, ""), (6, False, COUNTS)), ""),
        (rows((5, False, ""), (6, True, SPLIT)), SPLIT_SENTENCE),
        (rows((5, False, ""), (6, True, f"pooled from the localities; {WHOLLY}")), f"W{WHOLLY[1:]}."),
        (
            rows((4, True, WHOLLY), (5, True, WHOLLY), (6, True, SPLIT), (7, False, "")),
            f"June 2021: {SPLIT}. April 2021 to May 2021: {WHOLLY}.",
        ),
        (rows((4, True, WHOLLY), (6, True, SPLIT)).drop("month"), f"In part {SPLIT}; in part {WHOLLY}."),
    ],
)
def test_each_month_is_labelled_by_what_was_published_for_it(told: pl.DataFrame, said: str) -> None:
    assert mark(told) == said
    assert marked("Visits.", told) == (f"Visits. {said}" if said else "Visits.")
    assert noted(told)["note"].equals(told["note"]), "an export says it in each row"
