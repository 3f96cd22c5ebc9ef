"""How files that are not laid out as extracts are read: a recipe, its columns and its words.

They are part of the catalogue. A load states all of the recipes that it names, and leaves the others as they are.
"""

from __future__ import annotations

from typing import Any

import dataframely as dy
import polars as pl

from analytics.catalogue.recipes import FORMER_NAMES, LEAVE_OUT, PLACEHOLDER, TARGET_FIELD, Written
from analytics.extracts.contracts import EXTRACTS, Extract, one_of, one_of_now, optional, rule

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "pipe": "|"}
ENCODINGS = ("utf-8", "cp1252", "utf-16", "latin-1")
_PLACE = r"sheet|file|cell [A-Z]{1,3}[1-9][0-9]{0,3}"
_NAME: Any = {"max_length": 60}


def kinds_of_files() -> tuple[str, ...]:
    """The kinds of extract that are not part of the catalogue."""
    return tuple(kind for kind, extract in EXTRACTS.items() if not extract.OF_CATALOGUE)


def fields_of(kind: str) -> tuple[str, ...]:
    """What a column of a file may be in a kind of extract."""
    extract = EXTRACTS[kind]
    names = [name for name in extract.column_names() if name != "simulated"]
    return (*names, *([TARGET_FIELD] if extract.WIDE else []), LEAVE_OUT)


class Recipes(Extract, kind="recipes", key=("recipe",), states=("recipe",), by_load=True):
    """One row is a recipe: which sheets of a file are read, and where its month and its cut stand."""

    OF_CATALOGUE = True

    recipe = dy.String(**_NAME)
    kind = one_of_now(kinds_of_files)
    about = optional(dy.String)
    sheets = dy.String(metadata={"default": "first"})
    header_rows = dy.Int64(min=1, max=2, metadata={"default": "1"})
    month_from = optional(dy.String, regex=rf"^({_PLACE})$")
    cut_from = optional(dy.String, regex=rf"^(newest|{_PLACE})$")
    from_source = optional(dy.String, regex=r"^[a-z][a-z0-9 -]{0,39}$")
    whole_or_part = one_of("whole", "part", nullable=True, metadata={"default": ""})
    delimiter = one_of(*DELIMITERS, nullable=True, metadata={"default": ""})
    encoding = one_of(*ENCODINGS, nullable=True, metadata={"default": ""})


class RecipeColumns(
    Extract,
    kind="recipe_columns",
    key=("recipe", "kind", "heading", "field", "says", "only_where"),
    states=("recipe",),
    by_load=True,
    later={"only_where": "NULL::VARCHAR"},
):
    """One row is a column of the files of a recipe: its heading, and the field that it is."""

    OF_CATALOGUE = True

    recipe = dy.String(**_NAME)
    kind = one_of_now(kinds_of_files)
    heading = dy.String()
    field = dy.String()
    says = optional(dy.String)
    needed = dy.Bool(metadata={"default": "yes"})
    written = one_of(*Written, nullable=True, metadata={"default": ""})
    fill_down = dy.Bool(metadata={"default": "no"})
    only_where = optional(dy.String, regex=r"^\s*[^=;]+=[^=;]+(;[^=;]+=[^=;]+)*$")

    @rule("field", f"is no column of the kind of extract. Write one of its columns, or “{LEAVE_OUT}”")
    def field_of_kind(cls) -> pl.Expr:
        return _fields(pl.concat_list("field"))

    @rule("heading", "names in curly brackets what is no column of the kind of extract")
    def placeholders_of_kind(cls) -> pl.Expr:
        names = pl.element().str.strip_chars("{}")
        return _fields(pl.col("heading").str.extract_all(PLACEHOLDER.pattern).list.eval(names))

    @rule("says", "is not written as field=value; field=value, with columns of the kind of extract")
    def says_of_kind(cls) -> pl.Expr:
        written = pl.col("says").str.contains(r"^\s*\w+\s*=[^=;]+(;\s*\w+\s*=[^=;]+)*$").fill_null(True)
        named = pl.col("says").fill_null("").str.extract_all(r"(\w+)\s*=").list.eval(
            pl.element().str.strip_chars("= ")
        )  # fmt: skip
        return written & _fields(named)


class RecipeWords(Extract, kind="recipe_words", key=("recipe", "field", "written"), states=("recipe",), by_load=True):
    """One row is what a word in the files of a recipe means; nothing written stands for empty cells."""

    OF_CATALOGUE = True

    recipe = dy.String(**_NAME)
    field = dy.String()
    written = optional(dy.String)
    means = optional(dy.String)


RECIPE_KINDS = (Recipes.KIND, RecipeColumns.KIND, RecipeWords.KIND)


def _fields(named: pl.Expr) -> pl.Expr:
    """Whether all names in a list are fields of the kind of the row."""
    checks = pl.lit(False)
    for kind in kinds_of_files():
        checks = (
            pl.when(pl.col("kind") == kind)
            .then(named.list.eval(pl.element().is_in([*fields_of(kind), *FORMER_NAMES])).list.all())
            .otherwise(checks)
        )
    return checks
