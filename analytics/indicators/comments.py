"""What people wrote beside a figure, and what is red and has no comment.

A comment is about one figure: an indicator in an area (or the whole) and a month. It is taken in like any extract, by a
file or from the page: checked against the contract, listed in the history, and taken back by undoing its load. A later
one of the same figure takes its place; what it replaced stays readable.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import months
from analytics.access import require_writer
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.columns import projected
from analytics.extracts import EXTRACTS, Options
from analytics.extracts.catalogue_fields import csv_content
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.rag import red_for
from analytics.indicators.schemas import Comments, Uncommented
from analytics.months import of_month
from analytics.simulated_label import COMMENTS
from analytics.store import CantChange, DamagedFile, Incoming, Refused, Shown, Store, comment_rows, load

SHOWN_FOR = 12  # months after which a comment is no longer shown beside later figures
RED_FOR = 3  # months
FIELDS = {
    "comment": "What is behind it",
    "action": "Action",
    "due_on": "Due",
    "status": "Status",
    "written_by": "Written by (role)",
}


@dataclass(frozen=True)
class Comment:
    """What somebody writes about a figure. Where there is no action, `due_on` and `status` are None."""

    comment: str
    written_by: str
    action: str = ""
    due_on: date | None = None
    status: str | None = None


@cached_per_version
def comments_held(store: Store, area: str, month: date, measure_id: str | None = None) -> pl.DataFrame:
    """Every comment on figures of an area (and of one indicator) up to a month, those that were replaced too: the
    newest month first, and of it the one that is shown, then the newest load. Columns of `Comments`.

    None while a file of comments is damaged, which is told on every page.
    """
    rows = EXTRACTS["comments"].held().create_empty().with_columns(replaced=pl.lit(False))
    with suppress(DamagedFile):
        rows = comment_rows(store)
    measure = pl.lit(True) if measure_id is None else pl.col("measure_id") == measure_id
    note = pl.when("simulated").then(pl.lit(COMMENTS)).otherwise(pl.lit(""))
    found = rows.filter(pl.col("month") <= month, measure, area=area).with_columns(note=note)
    order = ["month", "replaced", "load_id", "measure_id"]
    return projected(found.sort(order, descending=[True, False, True, False]), Comments)


@cached_per_version
def newest_comments(store: Store, area: str, month: date) -> pl.DataFrame:
    """The newest comment of each indicator of an area that has one in the SHOWN_FOR months to `month`; columns of
    `Comments`."""
    since = months.before(month, SHOWN_FOR - 1)
    rows = comments_held(store, area, month).filter(~pl.col("replaced"), pl.col("month") >= since)
    return rows.unique("measure_id", keep="first", maintain_order=True)


@cached_per_version
def uncommented(store: Store, month: date, area: str = ALL, shown: Shown = "known") -> pl.DataFrame:
    """The indicators rated red in each of the RED_FOR months to `month` (see `red_for`) without a comment on any of
    these figures. Columns of `Uncommented`, in the catalogue's order."""
    red = red_for(figures_by_month(store, area, shown), month, RED_FOR)
    written = red.join(comments_held(store, area, month), on=["measure_id", "month"], how="semi")
    silent = red.filter(of_month(month)).join(written, on="measure_id", how="anti", maintain_order="left")
    owners = {i.measure_id: i.owner for i in catalogue().indicators.values()}
    return projected(silent.with_columns(area=pl.lit(area), owner=pl.col("measure_id").replace(owners)), Uncommented)


def write_comment(store: Store, measure_id: str, area: str, month: date, said: Comment, on: date | None = None) -> int:
    """Keep a comment on a figure, written `on` a day, else today. Returns the load_id; undoing it takes it back.

    Raises NotAllowed for anyone but analysts and leaders, and CantChange where a field will not do; the message says
    which and why, and quotes nothing of it.
    """
    require_writer(["comments"])
    written: dict[str, str] = {
        "measure_id": measure_id,
        "area": area,
        "month": months.code(month),
        "comment": " ".join(said.comment.split()),
        "action": " ".join(said.action.split()),
        "due_on": said.due_on.isoformat() if said.due_on else "",
        "status": said.status or "",
        "written_by": " ".join(said.written_by.split()),
        "written_on": (on or date.today()).isoformat(),
    }
    named = f"comment-{measure_id}-{area.replace(' ', '-')}-{months.code(month)}.csv"
    try:
        return load(store, catalogue(), [Incoming(named, csv_content([written]))], Options(kind="comments"))
    except Refused as refused:
        wrong = refused.checked[0].refusals.select("column", "problem").rows()
        raise CantChange(" ".join(f"{FIELDS.get(column, column)}: {problem}" for column, problem in wrong)) from None
