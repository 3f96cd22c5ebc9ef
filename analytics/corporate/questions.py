"""The register of questions that members asked, each with the view that answers it, or why none does.

The register is a file of the catalogue; its words are ours. `meeting` names the papers that answer a
question, for minutes are not held.
"""

from __future__ import annotations

import polars as pl

from analytics import formatting
from analytics.catalogue import corporate_catalogue

COLUMNS = ("question_id", "topic", "question", "meeting", "answered", "link", "note")


def register() -> pl.DataFrame:
    """One row a question, in the order of the file: COLUMNS. `link` is null where no view answers it."""
    rows = [tuple(getattr(q, column) for column in COLUMNS) for q in corporate_catalogue().questions]
    frame = pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row")
    return frame.with_columns(pl.when(pl.col("link") != "").then("link").alias("link"))


def finding(frame: pl.DataFrame) -> str:
    """How many questions are answered, in part, or not; without a full stop."""
    counts = dict(frame["answered"].value_counts().rows())
    answered = counts.get("yes", 0)
    are = formatting.out_of(answered, frame.height, "question", verb=("is", "are"))
    return (
        f"{formatting.capital(are)} answered here, {counts.get('in part', 0)} in part; "
        f"{counts.get('no', 0)} can't be answered from the data"
    )
