"""The comments beside the indicators of a pack, as they were when it was made.

They are people's own words, which no check of counts reads. So a comment leaves only if nothing in it looks like a
personal detail, and with numbers only beside a figure that is published exactly: beside one that is rounded or withheld
a number in words could be the very count that is hidden. The maker reads the rest in the preview.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.disclosure.publishable import FROM_ROUNDED, HIDDEN, LISTED
from analytics.extracts.personal_details import has_numbers, personal_details
from analytics.indicators import newest_comments
from analytics.store import Store

COMMENT = "comment"
NUMBERS = "it has numbers, and its figure is rounded or withheld: write it without"
PERSONAL = "something in it may tell who somebody is: write it without"
_WRITTEN = (
    "measure_id",
    "month",
    "comment",
    "action",
    "due_on",
    "status",
    "written_by",
    "written_on",
    "simulated",
    "note",
)


def comments_beside(store: Store, month: date, locality: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The comments that may stand beside the rows of a frame of indicators, in its order, and those that may not, as
    LISTED."""
    figures = frame.select("measure_id", "name", "basis", "value", "value_low")
    written = newest_comments(store, locality, month).select(_WRITTEN)
    rows = figures.join(written, on="measure_id", maintain_order="left")
    exact = pl.col("value").is_not_null() & pl.col("value_low").is_null() & (pl.col("basis") != FROM_ROUNDED)
    texts = rows.select(text=pl.concat_str("comment", "action", "written_by", separator="\n", ignore_nulls=True))[
        "text"
    ]
    may_not = rows.with_columns(
        reason=pl.when(pl.Series([bool(personal_details(text)) for text in texts], dtype=pl.Boolean))
        .then(pl.lit(PERSONAL))
        .when(~exact & pl.Series([has_numbers(text) for text in texts], dtype=pl.Boolean))
        .then(pl.lit(NUMBERS))
    )
    listed = may_not.drop_nulls("reason").select(
        section=pl.lit("indicators"), row="name", figure=pl.lit(COMMENT), marker=pl.lit(HIDDEN), reason="reason"
    )
    return may_not.filter(pl.col("reason").is_null()).select(_WRITTEN), listed.select(list(LISTED))
