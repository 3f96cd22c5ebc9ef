"""Fractions where percentages are wanted: 0.581 for 58.1%.

- With counts, a value is a fraction if it lies nearer to numerator ÷ denominator than to 100 times that.
- A value between 0 and 1 without counts or a percent sign is taken for a fraction where nothing of the same indicator
  lies above 1, or everything that does is 10 or more; or where a month has two indicators or more and nothing above 1.
  A value of that indicator which its counts or a percent sign prove to be a percentage below 1 clears the others.
- 0 and 1 alone tell nothing.
"""

from __future__ import annotations

import re
from decimal import Decimal

import polars as pl

from analytics import formatting
from analytics.catalogue import Catalogue
from analytics.extracts.cells import metadata
from analytics.extracts.contracts import Extract
from analytics.extracts.reading import ROW, Sheet, listed
from analytics.units import PERCENT, Kind

FAR_ABOVE = 10  # nobody's indicator jumps from below 1% to this and back


def columns(extract: type[Extract]) -> list[str]:
    """The columns of a kind that may hold percentages."""
    return [name for name, column in extract.columns().items() if "percent" in metadata(column)]


def _percentages(name: str, extract: type[Extract], catalogue: Catalogue) -> pl.Expr:
    """Which rows have a percentage in this column. Reads text cells."""
    of = metadata(extract.columns()[name])["percent"]
    shares = pl.col(of).is_in([named for named, unit in catalogue.units(of).items() if unit.kind is Kind.PERCENTAGE])
    tells = {"measure_id": shares, "national_measure": shares, "unit": pl.col("unit") == PERCENT.name}
    return tells.get(of, pl.lit(True)) & ~pl.col(name).str.contains("[£()]")


def _evidence(
    text: pl.DataFrame, parsed: pl.DataFrame, name: str, extract: type[Extract], catalogue: Catalogue
) -> pl.DataFrame:
    """The parsed rows with value, written, percentage (whether it is one), bare (one without its sign), and what the
    counts say where they say anything: by_counts is `fraction`, `percentage` or null."""
    value, share = pl.col("_value"), pl.lit(None, pl.Float64)
    if name == "value" and "denominator" in extract.columns():
        share = pl.when((pl.col("denominator") > 0) & (pl.col("numerator") > 0)).then(
            pl.col("numerator") / pl.col("denominator")
        )
    near = (value - share).abs() < (value - 100 * share).abs()
    told = pl.when(share.is_not_null() & (value > 0) & (value <= 1))
    percentage = _percentages(name, extract, catalogue)
    return parsed.with_columns(
        text.select(_written=name, _percentage=percentage, _bare=percentage & ~pl.col(name).str.ends_with("%")),
        _value=parsed[name],
    ).with_columns(_by_counts=told.then(pl.when(near).then(pl.lit("fraction")).otherwise(pl.lit("percentage"))))


def multiplied(text: pl.DataFrame, parsed: pl.DataFrame, extract: type[Extract], catalogue: Catalogue) -> pl.DataFrame:
    """The parsed rows with fractions as percentages, to the digit: 0.581 is 58.1. What counts prove to be a percentage
    stays."""
    for name in columns(extract):
        rows = _evidence(text, parsed, name, extract, catalogue)
        is_fraction = pl.col("_bare") & pl.col("_value").is_not_null() & pl.col("_by_counts").ne_missing("percentage")
        written = rows.filter(is_fraction)["_written"].unique()
        exact = {cell: float(Decimal(re.sub("[,\u00a0]", "", cell).replace("−", "-")) * 100) for cell in written}
        times = pl.col("_written").replace_strict(exact, default=None, return_dtype=pl.Float64)
        parsed = parsed.with_columns(rows.select(pl.when(is_fraction).then(times).otherwise(name).alias(name)))
    return parsed


def suspected(
    text: pl.DataFrame, parsed: pl.DataFrame, name: str, extract: type[Extract], catalogue: Catalogue
) -> pl.DataFrame:
    """The cells that have a fraction in this column, as the module says: row_number, cell, and proved (by counts)."""
    if not parsed[name].is_between(0, 1, closed="right").any():
        return pl.DataFrame(schema={ROW: pl.Int64, "cell": pl.String, "proved": pl.Boolean})
    of = metadata(extract.columns()[name])["percent"]
    series = "measure_id" if of == "unit" else of
    value, bare = pl.col("_value"), pl.col("_bare")
    small = (value > 0) & (value < 1)
    cleared = (small & (~bare | pl.col("_by_counts").eq_missing("percentage"))).any()
    above = value.filter(value > 1).min()
    unlike = (above.is_null() | (above >= FAR_ABOVE)) if series == "measure_id" else above.is_null()
    alone = (unlike & ~cleared).over(series)
    if extract.WIDE:
        several = pl.col("measure_id").filter(small & bare).n_unique() > 1
        alone |= (above.is_null() & several & ~cleared).over("month")
    proved = bare & pl.col("_by_counts").eq_missing("fraction")
    return (
        _evidence(text, parsed, name, extract, catalogue)
        .filter("_percentage")
        .filter(proved | (small & bare & pl.col("_by_counts").is_null() & alone))
        .select(ROW, cell="_written", proved=proved)
    )


def asked(
    text: pl.DataFrame,
    parsed: pl.DataFrame,
    sheet: Sheet,
    extract: type[Extract],
    catalogue: Catalogue,
    *,
    proved_alone: bool,
) -> list[str]:
    """What to ask about cells that look like fractions, or (`proved_alone`) that are by their counts: a sentence for
    each column that has any."""
    said = []
    for name in columns(extract):
        cells = suspected(text, parsed, name, extract, catalogue)
        if proved_alone:
            cells = cells.filter("proved")
        if cells.is_empty():
            continue
        places = [f"row {row} “{cell}”" for row, cell in cells.select(ROW, "cell").rows()]
        if sheet.places is not None:
            placed = cells.join(sheet.places, on=ROW, how="left", maintain_order="left")
            places = [
                f"row {row}, {month} “{cell}”"
                for row, month, cell in placed.select("row", "column_name", "cell").rows()
            ]
        many = cells.height > 1
        if cells["proved"].all():
            what = f"{'are fractions' if many else 'is a fraction'} of 1 by the counts in the row"
        else:
            what = f"may be {'fractions' if many else 'a fraction'} of 1"
        remedy = "Write 58.1 for 0.581, or say that they are fractions: on the Data page, or with --fractions."
        if not cells["proved"].any():
            remedy = (
                "Write 58.1 for 0.581, or say whether they are: on the Data page, or with --fractions or "
                "--no-fractions."
            )
        said.append(
            f"{formatting.counted(cells.height, 'percentage')} in the column {name} {what}: {listed(places)}. {remedy}"
        )
    return said
