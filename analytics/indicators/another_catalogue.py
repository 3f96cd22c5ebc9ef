"""What another catalogue would change on the pages: figures that appear, change or vanish, and ratings that turn."""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from analytics.caching import apart
from analytics.catalogue import ALL, Catalogue, catalogue, using
from analytics.columns import projected
from analytics.extracts import Checked
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.schemas import Account
from analytics.store import Store, catalogue_after
from analytics.store.proposal import APPEARS, CHANGES, DISAPPEARS
from analytics.store.scope import Scope

FIGURES_WITH_RATING = "figures and ratings"
_MATTER = (
    "council",
    "definitions",
    "areas",
    "targets",
    "population",
)  # kinds that say how a figure is worked out or rated
_KEY = ("measure_id", "month", "locality")


def what_changes(store: Store, accounts: Sequence[Checked], scoped: Scope) -> pl.DataFrame:
    """What loading some tables of the catalogue would change on the pages; columns of `Account`, a line a figure.

    Every month of every area is worked out with the catalogue as it is and as it would be. Empty where no table says
    how figures are worked out or rated.
    """
    if not {account.kind for account in accounts} & set(_MATTER):
        return Account.create_empty()
    other = catalogue_after(store, accounts, scoped)
    before = _figures(store)
    with using(other), apart():
        after = _figures(store)
    both = before.join(after, on=_KEY, how="full", coalesce=True, suffix="_after")
    what = (
        pl.when(pl.col("said").is_null())
        .then(pl.lit(APPEARS))
        .when(pl.col("said_after").is_null())
        .then(pl.lit(DISAPPEARS))
        .otherwise(pl.lit(CHANGES))
    )
    differs = pl.col("said").ne_missing(pl.col("said_after")) | pl.col("rag").ne_missing(pl.col("rag_after"))
    lines = both.filter(differs).select(
        *_KEY,
        what=what,
        table=pl.lit(FIGURES_WITH_RATING),
        published=pl.lit(value=False),
        name=pl.coalesce("name_after", "name"),
        was="said",
        becomes="said_after",
        rating_was="rag",
        rating_becomes="rag_after",
    )
    absent = {name: pl.lit(None, of) for name, of in Account.create_empty().schema.items() if name not in lines.columns}
    order = {"what": False, "month": True, "measure_id": False, "locality": False}
    return projected(lines.with_columns(**absent).sort(list(order), descending=[*order.values()]), Account)


def _figures(store: Store) -> pl.DataFrame:
    """Every figure that is shown, of the whole and of every area."""
    known: Catalogue = catalogue()
    columns = ("measure_id", "month", "name", "rag")
    frames = [
        figures_by_month(store, area)
        .filter(pl.col("value").is_not_null())
        .select(*columns, said=pl.col("value").cast(pl.String), locality=pl.lit(area))
        for area in (ALL, *known.areas)
    ]
    return pl.concat(frames)
