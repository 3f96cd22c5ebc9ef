"""What people write beside a figure: what is behind it, and what is done about it."""

from __future__ import annotations

import dataframely as dy
import polars as pl

from analytics.extracts.contracts import Extract, a_month, known, one_of, optional, rule, split, written_text

STATUSES = ("open", "done", "dropped")  # of an action


class Comments(
    Extract,
    kind="comments",
    key=("measure_id", "area", "month"),
    cut_from="month",
    by_load=True,
):
    """One row is a comment on a figure: what is behind it, the action and by when, who wrote it (a role) and when.

    A later comment on the same indicator, area and month takes the place of the one before, which the history keeps.
    No text has names or identifiers: see `analytics.extracts.personal_details`.
    """

    measure_id = known("indicators")
    area = split("areas")
    month = a_month()
    comment = written_text()
    action = written_text(nullable=True)
    due_on = optional(dy.Date, {"reads": "date"})
    status = one_of(*STATUSES, nullable=True, metadata={"default": ""})
    written_by = written_text()
    written_on = dy.Date(metadata={"reads": "date"})

    @rule("status", f"goes with an action, and only with one. Write {', '.join(STATUSES)} where there is an action")
    def status_of_an_action(cls) -> pl.Expr:
        return pl.col("status").is_null() == pl.col("action").is_null()

    @rule("due_on", "goes with an action. An action that is open needs the day by which it is due")
    def due_where_open(cls) -> pl.Expr:
        due = pl.col("due_on").is_not_null()
        return (due & pl.col("action").is_not_null()) | (~due & (pl.col("status") != "open").fill_null(value=True))

    @rule("written_on", "is before the month that the comment is about")
    def written_after(cls) -> pl.Expr:
        return pl.col("written_on") >= pl.col("month")
