"""What a figure is, by its kind: what the catalogue says of its indicator, the population of a rate, and its value.

- A percentage, a rate and a mean with counts are worked out from them, a count and an amount are the numerator, or the
  value where a row has that alone. Without counts, the value is what the source printed.
- A rate whose indicator names an age group takes its denominator from the population where a row has none: that of the
  area, in the newest year whose middle, the end of June, is not after the month.
- A rate of months that is `yearly` says what twelve such months would come to.

Every value is held to the decimals of its indicator, rounded half away from zero: what is compared is what is printed.
"""

from __future__ import annotations

import polars as pl

from analytics.catalogue import Catalogue
from analytics.units import Kind, quotient, rounded

_MID_YEAR = 6  # the end of June
_ADDS = [kind.value for kind in Kind if kind.adds]


def adds() -> pl.Expr:
    """Whether figures are added up themselves: counts and amounts. Reads kind."""
    return pl.col("kind").is_in(_ADDS)


def of_population() -> pl.Expr:
    """Whether the denominator is a population. Reads population."""
    return pl.col("population") != ""


def with_meaning(rows: pl.DataFrame, known: Catalogue) -> pl.DataFrame:
    """The rows of indicators that the catalogue defines, with the columns of `Catalogue.indicator_frame`, and a count
    or an amount in the numerator."""
    found = rows.join(known.indicator_frame(), on="measure_id", maintain_order="left")
    own = pl.when(adds()).then(pl.coalesce("numerator", "value")).otherwise("numerator")
    return found.with_columns(numerator=own)


def with_population(rows: pl.DataFrame, known: Catalogue) -> pl.DataFrame:
    """The rows of `with_meaning` with the denominator of a rate from the population where they have none.

    population_year is the year of it, null where it is not taken from there; where rows have one already, as those that
    were added up from parts, it stays.
    """
    if "population_year" not in rows.columns:
        rows = rows.with_columns(population_year=pl.lit(None, pl.Int64))
    if known.population.is_empty():
        return rows
    month = pl.col("month")
    newest = month.dt.year().cast(pl.Int64) - (month.dt.month() < _MID_YEAR).cast(pl.Int64)
    held = known.population.select(
        locality="area",
        population="age_group",
        year="year",
        of_year="year",
        people=pl.col("number").cast(pl.Float64),
    )
    wanted = pl.col("denominator").is_null() & of_population() & pl.col("numerator").is_not_null()
    found = (
        rows.with_row_index("row")
        .with_columns(year=newest)
        .sort("year")
        .join_asof(
            held.sort("year"), on="year", by=["locality", "population"], strategy="backward", check_sortedness=False
        )
        .sort("row")
        .drop("row", "year")
    )
    return found.with_columns(
        denominator=pl.when(wanted).then("people").otherwise("denominator"),
        population_year=pl.when(wanted).then("of_year").otherwise("population_year"),
    ).drop("people", "of_year")


def with_values(rows: pl.DataFrame, known: Catalogue, name: str = "value") -> pl.DataFrame:
    """The rows of indicators that the catalogue defines with the value of each under this name, and what `with_meaning`
    and `with_population` add."""
    return with_population(with_meaning(rows, known), known).with_columns(value_of_rows().alias(name))


def counted() -> pl.Expr:
    """Whether a row has what is added up over areas and months. Reads kind, population, numerator and denominator."""
    with_both = pl.col("denominator").is_not_null() & pl.col("numerator").is_not_null()
    return pl.when(adds() | of_population()).then(pl.col("numerator").is_not_null()).otherwise(with_both)


def value_of_rows() -> pl.Expr:
    """The value of the rows of `with_meaning`, in the unit of the indicator; null where nothing was counted, where a
    rate has no population, or where the row is marked."""
    from_counts = quotient(pl.col("numerator"), pl.col("denominator"), pl.col("per"))
    own = rounded(pl.when(adds()).then("numerator").otherwise("value"))
    return pl.when(pl.col("marker").is_null()).then(
        pl.when(pl.col("denominator").is_not_null()).then(from_counts).otherwise(own)
    )
