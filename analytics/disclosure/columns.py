"""The columns that the frames of several sections have in common."""

from __future__ import annotations

from typing import Any

import polars as pl


def text_columns(*names: str) -> dict[str, Any]:
    """Columns of text."""
    return dict.fromkeys(names, pl.String)


def count_columns(name: str) -> dict[str, Any]:
    """A count, and why it is null."""
    return {name: pl.Int64, f"{name}_marker": pl.String}


def figure_columns(name: str) -> dict[str, Any]:
    """A figure in the unit of its row, the bounds that the publication leaves it, and why it is null."""
    return {**dict.fromkeys((name, f"{name}_low", f"{name}_high"), pl.Float64), f"{name}_marker": pl.String}
