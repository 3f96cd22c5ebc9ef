"""The whole, or any area that is made of others, from its parts.

- Where a row of the area itself is held, it is shown as it was published. Where none is held, the numerators and the
  denominators of its parts are added up and divided once; counts and amounts are added up, scores never. The parts are
  those that stand behind it in the month; see `analytics.catalogue.areas`. One that has parts itself and no row is
  pooled from them first.
- A part without counts is missing, not nought: the figure is that of the others, and how many these are, of how many
  in force, goes with it to every page. Figures of different parts are never compared, see `figures`: where a part is
  missing, they are two series.
- The one part of an area, such as the area whose name it changed, gives it its row as it is.
- A published percentage without counts keeps its value, and takes numerator and denominator from the parts if all of
  them have counts, and pool to the very decimal that was printed.
- What was pooled, and what is simulated, is said beside every figure (`note`). Real and simulated parts are never
  pooled together: the rows of a measure and month come from one load.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import ALL, Catalogue, catalogue
from analytics.columns import case
from analytics.indicators.kinds import adds, counted, value_of_rows, with_meaning, with_population
from analytics.simulated_label import COUNTS, SPLIT, WHOLLY

_KEY = ["measure_id", "month"]
OF_PARTS = {"parts_with_figure": pl.Int64, "parts_in_force": pl.Int64, "parts_missing": pl.String}


def from_parts(rows: pl.DataFrame, parts: pl.DataFrame, area: str) -> pl.DataFrame:
    """One row a measure and month that any of an area's parts has, added up over them.

    `rows` are those of the `indicators` extract for the parts, of one load a measure and month, with what the catalogue
    says of them and OF_PARTS, which are null where a part's row is its own. `parts` has month and locality, one row a
    part in force. Returns the columns of the extract with locality = `area`; numerator and denominator are null, and
    marker says why, unless a part has counts. The marker is theirs if they agree, else `x`. parts_with_figure says how
    many of the parts_in_force have counts, parts_missing names the others.
    """
    of_parts = rows.join(parts, on=["month", "locality"], how="semi", maintain_order="left")
    wanted = of_parts.select(_KEY).unique(maintain_order=True).join(parts, on="month", maintain_order="left")
    has_counts = pl.col("counted")
    every = (
        wanted.join(rows, on=[*_KEY, "locality"], how="left", validate="1:1", maintain_order="left")
        .with_columns(
            counted=counted().fill_null(value=False),
            parts_in_force=pl.coalesce("parts_in_force", pl.lit(1)),
        )
        .with_columns(
            parts_with_figure=pl.when(has_counts).then(pl.coalesce("parts_with_figure", pl.lit(1))).otherwise(0),
            parts_missing=pl.when(has_counts).then(pl.coalesce("parts_missing", pl.lit(""))).otherwise("locality"),
        )
    )
    of_all = pl.col("parts_with_figure").sum() == pl.col("parts_in_force").sum()
    whole_known = pl.col("denominator").is_not_null() | ~has_counts
    shared = whole_known.all() & pl.col("denominator").is_not_null().any()
    nothing, alone = shared & (pl.col("denominator").sum() == 0), pl.len() == 1
    given = has_counts.any() & (of_all | ~nothing)  # where the others have no case, nothing is known of the whole
    markers = pl.col("marker").filter(pl.col("load_id").is_not_null())
    why_none = pl.when(markers.n_unique() == 1).then(markers.first()).fill_null("x")
    missing = pl.col("parts_missing").filter(pl.col("parts_missing") != "").str.join(", ")
    return every.group_by(_KEY, maintain_order=True).agg(
        pl.col("cut", "source", "load_id").drop_nulls().first(),
        pl.col("simulated").any(),
        numerator=pl.when(given).then(pl.col("numerator").filter("counted").sum()),
        denominator=pl.when(given & shared).then(pl.col("denominator").filter("counted").sum()),
        population_year=pl.when(given & shared).then(pl.col("population_year").max()),
        marker=pl.when(alone).then(markers.first()).when(~given).then(why_none).when(nothing).then(pl.lit("z")),
        locality=pl.lit(area),
        team=pl.lit(ALL),
        breakdown=pl.lit(ALL),
        category=pl.lit(ALL),
        value=pl.when(alone).then(pl.col("value").first()),
        parts_with_figure=pl.col("parts_with_figure").sum(),
        parts_in_force=pl.col("parts_in_force").sum(),
        parts_missing=pl.when(alone & pl.col("value").first().is_not_null()).then(pl.lit("")).otherwise(missing),
    )


def with_pooled(held: pl.DataFrame, rows: pl.DataFrame, area: str, known: Catalogue) -> pl.DataFrame:
    """The rows held for an area, completed from its parts: missing months, and counts that go with a printed value.

    `rows` are those of every area behind it. Columns: those of the `indicators` extract and of the catalogue's
    indicators, load_id, population_year, OF_PARTS, pooled (whether the value was added up) and counts_simulated
    (whether a real value has simulated counts beside it).
    """
    own, behind = (with_population(with_meaning(of, known), known) for of in (held, rows))
    return _completed(own, behind, area, known)


def _completed(held: pl.DataFrame, rows: pl.DataFrame, area: str, known: Catalogue) -> pl.DataFrame:
    own = {name: pl.lit(None, kind) for name, kind in OF_PARTS.items()}
    added_up = from_parts(*_parts(rows.with_columns(**own), area, known), area)
    together = with_population(with_meaning(added_up, known), known)
    missing = together.join(held, on=_KEY, how="anti").with_columns(pooled=pl.lit(True), counts_simulated=pl.lit(False))
    counts = together.filter(pl.col("denominator").is_not_null(), parts_missing="").select(
        *_KEY,
        n="numerator",
        d="denominator",
        gives=value_of_rows(),
        theirs="simulated",
    )
    same = (value_of_rows() == pl.col("gives")).fill_null(value=False)
    fits = pl.col("numerator").is_null() & pl.col("denominator").is_null() & ~adds() & same
    completed = held.join(counts, on=_KEY, how="left", maintain_order="left").with_columns(
        numerator=pl.when(fits).then("n").otherwise("numerator"),
        denominator=pl.when(fits).then("d").otherwise("denominator"),
        counts_simulated=fits & pl.col("theirs") & ~pl.col("simulated"),
        pooled=pl.lit(False),
        **own,
    )
    return pl.concat([completed.drop("n", "d", "gives", "theirs"), missing], how="diagonal_relaxed")


def _parts(rows: pl.DataFrame, area: str, known: Catalogue) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of an area's parts, those without a row of their own pooled, and which parts it has in each month."""
    held = rows["month"].unique().sort().to_list()
    parts = [(month, part) for month in held for part in known.members(area, month)]
    found = rows
    for part in dict.fromkeys(part for _, part in parts):
        if below := known.behind(part):
            own, of = rows.filter(locality=part), rows.filter(pl.col("locality").is_in(below))
            pooled_too = _completed(own.drop(OF_PARTS), of.drop(OF_PARTS), part, known).select(rows.columns)
            found = pl.concat([found.filter(pl.col("locality") != part), pooled_too], how="diagonal_relaxed")
    return found, pl.DataFrame(parts, schema={"month": pl.Date, "locality": pl.String}, orient="row")


def is_of_some() -> pl.Expr:
    """Whether a figure is that of some parts alone, from OF_PARTS."""
    return pl.col("parts_with_figure").is_between(1, pl.col("parts_in_force") - 1)


def of_some_parts() -> pl.Expr:
    """Of how many parts a figure of some parts alone is, from OF_PARTS: “11 of 12 localities”; null of others."""
    said = pl.format(f"{{}} of {{}} {catalogue().any_parts}", "parts_with_figure", "parts_in_force")
    return pl.when(is_of_some()).then(said)


def note(published: pl.Expr, took_place: pl.Expr | None = None, locality: str = ALL) -> pl.Expr:
    """What a reader must know of where a figure comes from, empty if it is as a real extract has it.

    `published` says whether a real figure of the whole is held for the measure and month, `took_place` what the area
    was in the months before it came into force, null in others.
    """
    split = case((published, SPLIT), otherwise=WHOLLY)
    whole = pl.coalesce(took_place, pl.lit(f"pooled from the {catalogue().parts_of(locality)}"))
    added = pl.when("pooled").then(pl.coalesce(pl.format("pooled from {}", of_some_parts()), whole))
    made_up = case((pl.col("simulated"), split), (pl.col("counts_simulated"), COUNTS))
    people = pl.format("population of mid-{}", "population_year")
    return pl.concat_str(added, made_up, people, separator="; ", ignore_nulls=True)
