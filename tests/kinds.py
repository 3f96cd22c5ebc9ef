"""What the catalogue says of the indicator of each row, for frames that a test makes by hand."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics.catalogue import Frequency
from analytics.units import Kind, Unit

_TYPES = {
    "decimals": pl.Int64, "per": pl.Float64, "period_months": pl.Int64, "last_month": pl.Int64,
    "yearly": pl.Boolean, "target_to": pl.Float64, "tolerance": pl.Float64, "numerator": pl.Float64,
    "denominator": pl.Float64, "counts_simulated": pl.Boolean, "of_part": pl.Boolean,
    "start_assumed": pl.Boolean,
}  # fmt: skip


def of_kind(
    frame: pl.DataFrame,
    kind: Kind = Kind.PERCENTAGE,
    unit: str = "%",
    decimals: int = 1,
    frequency: Frequency = Frequency.MONTH,
    **others: Any,
) -> pl.DataFrame:
    """The rows with the columns that say what their figures are: percentages of each month unless the test says
    otherwise. Columns that the frame has stay."""
    said: dict[str, Any] = {
        "kind": kind.value,
        "unit": unit,
        "decimals": decimals,
        "per": Unit(kind, unit, decimals).per,
        "population": "",
        "yearly": False,
        "period": frequency.period,
        "period_months": frequency.months,
        "last_month": frequency.last_month,
        "target_to": None,
        "tolerance": None,
        "start_assumed": False,
        "window": "month",
        "counted": "cases",
        "numerator": None,
        "denominator": None,
        "counts_simulated": False,
        "of_part": False,
    } | others
    absent = {name: value for name, value in said.items() if name not in frame.columns or name in others}
    return frame.with_columns(pl.lit(value, _TYPES.get(name, pl.String)).alias(name) for name, value in absent.items())


# What a figure is of, which control charts read besides.
_OF_A_MONTH = ("window", "counted", "numerator", "denominator", "counts_simulated", "of_part")
# What a row that a test makes by hand says of its indicator.
PERCENTAGES: dict[str, Any] = of_kind(pl.DataFrame({"row": [1]})).drop("row", *_OF_A_MONTH).row(0, named=True)
