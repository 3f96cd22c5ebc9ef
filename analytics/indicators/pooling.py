"""The whole, or a combined area, from its areas.

- Where a row of the area itself is held, it is shown as it was published. Where none is held, the numerators and the
  denominators of all areas that it is made of are added up and divided once. One of them without counts leaves it
  without a figure: it is missing, not nought.
- A published percentage without counts keeps its value, and takes numerator and denominator from the areas if they
  pool to the very decimal that was printed.
- What was pooled, and what is simulated, is said beside every figure. Real and simulated areas are never pooled
  together: the rows of a measure and month come from one source.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import catalogue
from analytics.columns import case
from analytics.percent import pooled, tenths
from analytics.simulated_label import COUNTS, SPLIT, WHOLLY

_KEY = ["measure_id", "month"]


def from_localities(rows: pl.DataFrame, places: tuple[str, ...], area: str) -> pl.DataFrame:
    """One row a measure and month that any of the places has, added up over them.

    `rows` are those of the `indicators` extract for the places, of one load a measure and month. Returns the columns
    of the rows with locality = `area`; numerator and denominator are null, and marker says why, unless every place has
    counts. The marker is theirs if they agree, else `x`.
    """
    counted = (pl.col("denominator").is_not_null().sum() == len(places)) & (
        pl.col("locality").n_unique() == len(places)
    )
    marker = pl.when(pl.col("marker").n_unique() == 1).then(pl.col("marker").first()).fill_null("x")
    return rows.group_by(_KEY).agg(
        pl.col("cut", "source", "load_id").first(),
        pl.col("simulated").any(),
        *(pl.when(counted).then(pl.col(column).sum()) for column in ("numerator", "denominator")),
        marker=pl.when(~counted).then(marker).when(pl.col("denominator").sum() == 0).then(pl.lit("z")),
        locality=pl.lit(area),
        team=pl.lit("All"),
        breakdown=pl.lit("All"),
        category=pl.lit("All"),
        value=pl.lit(None, pl.Float64),
    )


def with_pooled(held: pl.DataFrame, rows: pl.DataFrame, places: tuple[str, ...], area: str) -> pl.DataFrame:
    """The rows held for an area, completed from its places: missing months, and counts that go with a printed value.

    Columns: those of the `indicators` extract, load_id, pooled (whether the value was added up) and counts_simulated
    (whether a real value has simulated counts beside it).
    """
    together = from_localities(rows, places, area)
    missing = together.join(held, on=_KEY, how="anti").with_columns(pooled=pl.lit(True), counts_simulated=pl.lit(False))
    counts = together.drop_nulls("denominator").select(
        *_KEY,
        n="numerator",
        d="denominator",
        gives=pooled(pl.col("numerator"), pl.col("denominator")),
        theirs="simulated",
    )
    fits = pl.col("denominator").is_null() & (tenths(pl.col("value")) == tenths(pl.col("gives"))).fill_null(False)
    completed = held.join(counts, on=_KEY, how="left", maintain_order="left").with_columns(
        numerator=pl.when(fits).then("n").otherwise("numerator"),
        denominator=pl.when(fits).then("d").otherwise("denominator"),
        counts_simulated=fits & pl.col("theirs") & ~pl.col("simulated"),
        pooled=pl.lit(False),
    )
    return pl.concat([completed.drop("n", "d", "gives", "theirs"), missing], how="diagonal_relaxed")


def note(published: pl.Expr) -> pl.Expr:
    """What a reader must know of where a figure comes from, empty if it is as a real extract has it.

    `published` says whether a real figure of the whole is held for the measure and month.
    """
    split = case((published, SPLIT), otherwise=WHOLLY)
    added = case((pl.col("pooled"), f"pooled from the {catalogue().parts}"))
    made_up = case((pl.col("simulated"), split), (pl.col("counts_simulated"), COUNTS))
    return pl.concat_str(added, made_up, separator="; ", ignore_nulls=True)
