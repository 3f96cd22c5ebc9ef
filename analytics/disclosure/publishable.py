"""The frames that may leave, with their columns, and what goes with them. Only this room makes them.

A figure is a column `x`; `x_low` and `x_high` are the bounds that the publication leaves (null if it is exact), and
`x_marker` says why it is null: `c` hidden, `z` not applicable, `x` not available.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

import polars as pl

from analytics.disclosure.columns import text_columns
from analytics.errors import UserFacingError

HIDDEN, NOT_APPLICABLE, NOT_AVAILABLE = "c", "z", "x"
PUBLIC = "public"  # in place of a policy, of a frame that has been published as it is
AS_PRINTED, FROM_ROUNDED, FROM_EXACT = "as printed", "from rounded counts", "from counts"
AS_IT_IS = "counts no cases"  # so that no policy has anything to hide of it

# What packs publish about counts: `statement` (a linear one, named by its content) says that the sum over its rows of
# coefficient times the true count of `part` lies from low to high (null: open). `truth` is that true count, `hidden`
# marks statements about a hidden count.
CELLS: Mapping[str, Any] = MappingProxyType(
    {
        "statement": pl.String,
        "part": pl.String,
        "truth": pl.Int64,
        "coefficient": pl.Int64,
        "low": pl.Int64,
        "high": pl.Int64,
        "hidden": pl.Boolean,
    }
)
LISTED: Mapping[str, Any] = MappingProxyType(text_columns("section", "row", "figure", "marker", "reason"))


class CannotPublish(UserFacingError):
    """The pack may not be made; the message says what the analyst can do."""


@dataclass(frozen=True)
class Publishable:
    """A frame that may leave, under a policy. `notes` are sentences that belong beside it."""

    name: str
    policy: str
    frame: pl.DataFrame
    notes: tuple[str, ...]
    simulated: bool
