"""Fractions where percentages are wanted: 0.581 for 58.1%.

- With counts, a value is a fraction if it lies nearer to numerator ÷ denominator than to 100 times that.
- A value between 0 and 1 without counts or a percent sign is taken for a fraction where nothing of the same indicator
  lies above 1, or everything that does is 10 or more; or where a month has two indicators or more and nothing above 1.
  A value of that indicator which its counts or a percent sign prove to be a percentage below 1 clears the others.
- 0 and 1 alone tell nothing.
"""

from __future__ import annotations

from decimal import Decimal

import polars as pl

from analytics import formatting
from analytics.catalogue import Catalogue
from analytics.extracts.cells import metadata
from analytics.extracts.contracts import Extract
from analytics.extracts.reading import ROW, Sheet, listed
from analytics.units import PERCENT

FAR_ABOVE = 10  # nobody's indicator jumps from below 1% to this and back


def columns(extract: type[Extract]) -> list[str]:
    """The columns of a kind that may hold percentages."""
    return [name for name, column in extract.columns().items() if "percent" in metadata(column)]


def may_be_fractions(name: str, extract: type[Extract], catalogue: Catalogue) -> pl.Expr:
    """Which rows have a percentage in this column, and write it without a percent sign. Reads text cells."""
    of = metadata(extract.columns()[name])["percent"]
    shares = [i.measure_id for i in catalogue.indicators.values() if i.unit is PERCENT]
    tells = {"measure_id": pl.col("measure_id").is_in(shares), "unit": pl.col("unit") == PERCENT.name}
    return tells.get(of, pl.lit(True)) & ~pl.col(name).str.ends_with("%")


def multiplied(text: pl.DataFrame, parsed: pl.DataFrame, extract: type[Extract], catalogue: Catalogue) -> pl.DataFrame:
    """The parsed rows with fractions as percentages, to the digit: 0.581 is 58.1."""
    for name in columns(extract):
        rows = text.select(parsed[name], written=name, share=may_be_fractions(name, extract, catalogue))
        decimals = rows.filter(pl.col("share") & pl.col(name).is_not_null())["written"].unique()
        exact = {cell: float(Decimal(cell.replace(",", "").replace("\u00a0", "")) * 100) for cell in decimals}
        times = pl.col("written").replace_strict(exact, default=None, return_dtype=pl.Float64)
        parsed = parsed.with_columns(rows.select(pl.when("share").then(times).otherwise(name).alias(name))[name])
    return parsed


def suspected(
    text: pl.DataFrame, parsed: pl.DataFrame, name: str, extract: type[Extract], catalogue: Catalogue
) -> pl.Series:
    """Which rows have a fraction in this column, as the module says."""
    of = metadata(extract.columns()[name])["percent"]
    series = "measure_id" if of == "unit" else of
    month = "month" if extract.WIDE else None
    value, counted = pl.col("_value"), pl.lit(None, pl.Float64)
    if not parsed[name].is_between(0, 1, closed="right").any():
        return pl.Series([False]).new_from_index(0, parsed.height)
    if name == "value" and "denominator" in extract.columns():
        counted = pl.when(pl.col("denominator") > 0).then(pl.col("numerator") / pl.col("denominator"))
    rows = parsed.with_columns(
        text.select(_bare=may_be_fractions(name, extract, catalogue))["_bare"], _value=parsed[name], _share=counted
    ).with_columns(
        _fraction=pl.col("_bare") & (pl.col("_share") > 0) & (value > 0) & (value <= 1)
        & ((value - pl.col("_share")).abs() < (value - 100 * pl.col("_share")).abs()),
    )  # fmt: skip
    small = (value > 0) & (value < 1)
    proved = small & (~pl.col("_bare") | ((pl.col("_share") > 0) & ~pl.col("_fraction")).fill_null(False))
    above = value.filter(value > 1).min()
    unlike = (above.is_null() | (above >= FAR_ABOVE)) if series == "measure_id" else above.is_null()
    alone = (unlike & ~proved.any()).over(series)
    if month:
        several = pl.col("measure_id").filter(small & pl.col("_bare")).n_unique() > 1
        alone |= (above.is_null() & several & ~proved.any()).over(month)
    open_question = small & pl.col("_bare") & pl.col("_share").is_null() & alone
    return rows.select((pl.col("_fraction") | open_question).fill_null(False).alias("fraction"))["fraction"]


def asked(
    text: pl.DataFrame, parsed: pl.DataFrame, sheet: Sheet, extract: type[Extract], catalogue: Catalogue
) -> list[str]:
    """What to ask about cells that look like fractions: a sentence for each column that has any."""
    said = []
    for name in columns(extract):
        where = suspected(text, parsed, name, extract, catalogue)
        if not where.any():
            continue
        cells = text.filter(where).select(ROW, name)
        if sheet.places is None:
            places = [f"row {row} “{cell}”" for row, cell in cells.rows()]
        else:
            placed = cells.join(sheet.places, on=ROW, how="left", maintain_order="left")
            places = [
                f"row {row}, {month} “{cell}”" for row, month, cell in placed.select("row", "column_name", name).rows()
            ]
        said.append(
            f"{formatting.counted(cells.height, 'percentage')} in the column {name} may be "
            f"{'fractions' if cells.height > 1 else 'a fraction'} of 1, where 58.1% is written 58.1: {listed(places)}. "
            "Say whether they are fractions: on the Data page, or with --fractions or --no-fractions."
        )
    return said
