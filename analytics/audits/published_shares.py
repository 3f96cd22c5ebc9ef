"""What the council printed beside the case audits, without rows that could give it.

Audits of fostering, early help and youth support, what children and parents said of the help they had, and what young
people made of the audits they read. These are shares as printed: they are shown, never pooled or tested. Where the
source prints a count it stands at the end of the category (“Good: 1 of 8”).
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.audits.inclusion import HALF_YEAR
from analytics.audits.schemas import PrintedShares
from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.store import Shown, Store, share_rows

SUBJECTS = {
    "fostering audits": "Fostering audits",
    "early help audits": "Early help audits",
    "youth support audits": "Youth support audits",
    "children's feedback": "What children said of the help they had",
    "parents' feedback": "What parents said of the help they had",
    "ambassadors' review": "What young people found in the audits they reviewed",
}


@cached_per_version
def printed_elsewhere(store: Store, month: date, shown: Shown = "known") -> pl.DataFrame:
    """The printed shares of SUBJECTS in the six months to `month`, in the order of the subjects, newest month first;
    columns of `PrintedShares`."""
    parts = [
        share_rows(store, subject, months.before(month, back), shown)
        .filter(pl.col("months") == 1)
        .with_columns(name=pl.lit(name))
        for subject, name in SUBJECTS.items()
        for back in range(HALF_YEAR)
    ]
    pieces = pl.col("category").str.split_exact(": ", 1)
    found = pl.concat(parts).with_columns(
        category=pieces.struct.field("field_0"), counted=pieces.struct.field("field_1")
    )
    known = {category: n for n, category in enumerate((*catalogue().scale.grades, "rated positive", "mixed"))}
    order = {subject: n for n, subject in enumerate(SUBJECTS)}
    ordered = found.sort(
        pl.col("subject").replace_strict(order),
        pl.col("month"),
        pl.col("category").replace_strict(known, default=len(known)),
        "category",
        descending=[False, True, False, False],
    )
    return projected(ordered, PrintedShares)
