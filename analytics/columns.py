"""Columns of the frames that packages hand out, and words chosen by rule. Belongs to no room; any may import it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import new_class
from typing import Any

import dataframely as dy
import polars as pl
import polars.selectors as cs


@dataclass(frozen=True)
class Columns:
    """The columns that the frames of a package may have, by kind: names with spaces between them. All may be null."""

    texts: str
    numbers: str
    counts: str
    flags: str
    days: str

    def schema(self, name: str, columns: str, /, **others: dy.Column) -> type[dy.Schema]:
        """A schema of some of them, in the order given here; `others` have another kind in this frame."""
        kinds = {dy.String: self.texts, dy.Float64: self.numbers, dy.Int64: self.counts, dy.Bool: self.flags}
        known: dict[str, dy.Column] = {
            column: kind(nullable=True) for kind, of in {**kinds, dy.Date: self.days}.items() for column in of.split()
        }
        own = {column: (known | others)[column] for column in columns.split()}
        return new_class(name, (dy.Schema,), exec_body=lambda body: body.update(own))


def projected(frame: pl.DataFrame, to: type[dy.Schema]) -> pl.DataFrame:
    """The columns of a schema, in its order, and no other; their values are checked in tests."""
    return frame.select(to.column_names())


def case(*whens: tuple[pl.Expr, str | pl.Expr], otherwise: str | pl.Expr | None = None) -> pl.Expr:
    """The words, or the expression, that go with the first condition that holds, else `otherwise`."""
    chain: Any = pl
    for condition, value in whens:
        chain = chain.when(condition).then(pl.lit(value) if isinstance(value, str) else value)
    found: pl.Expr = chain.otherwise(pl.lit(otherwise) if isinstance(otherwise, str) else otherwise)
    return found


_SIDES = ("numerator", "denominator")


# What a spreadsheet program takes for a formula, the full-width forms included, unless it is a number.
_FORMULA = r"^\s*[=+\-@＝＋－＠]|^[\t\r\n]"
_NUMBER = r"^[+-]?\d[\d,.]*%?$"
_CONTROL = r"[\x00-\x08\x0b\x0c\x0e-\x1f]"  # which no workbook, slide or page may hold


def inert(text: str) -> str:
    """Text that no spreadsheet program takes for a formula, without control characters.

    >>> inert("=1+1"), inert(" @SUM(A1)"), inert("-5"), inert("Assessments")
    ("'=1+1", "' @SUM(A1)", '-5', 'Assessments')
    """
    said = re.sub(_CONTROL, " ", text)
    return f"'{said}" if re.search(_FORMULA, said) and not re.fullmatch(_NUMBER, said) else said


def written(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame as it is written to a file: a column of numerators or denominators of which all are whole has whole
    numbers, 45 and not 45.0; texts and headings are `inert`."""
    texts = cs.string().str.replace_all(_CONTROL, " ")
    formula = texts.str.contains(_FORMULA) & ~texts.str.contains(_NUMBER)
    return (
        frame.with_columns(
            frame[name].cast(pl.Int64)
            for name, kind in frame.schema.items()
            if kind == pl.Float64 and name.endswith(_SIDES) and (frame[name].is_null() | (frame[name] % 1 == 0)).all()
        )
        .with_columns(pl.when(formula).then(texts.str.replace("^", "'")).otherwise(texts))
        .rename(inert)
    )
