"""Columns of the frames that rooms hand out, which may be null. This module belongs to no room; any may import it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from types import new_class

import dataframely as dy
import polars as pl

text = partial(dy.String, nullable=True)
number = partial(dy.Float64, nullable=True)
count = partial(dy.Int64, nullable=True)
flag = partial(dy.Bool, nullable=True)
day = partial(dy.Date, nullable=True)


def some_of(of: type[dy.Schema], *names: str) -> dict[str, dy.Column]:
    """Some columns of a schema, in the order given here."""
    return {name: of.columns()[name] for name in names}


def schema(name: str, *parts: Mapping[str, dy.Column]) -> type[dy.Schema]:
    """A schema of the columns of several parts, in their order."""
    return new_class(name, (dy.Schema,), exec_body=lambda body: [body.update(part) for part in parts])


def projected(frame: pl.DataFrame, to: type[dy.Schema]) -> pl.DataFrame:
    """The columns of a schema, in its order, and no other; their values are checked in tests."""
    return frame.select(to.column_names())
