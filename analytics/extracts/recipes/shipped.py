"""Recipes for files that many authorities have. One of the same name in an authority's own catalogue goes first."""

from __future__ import annotations

from functools import cache

import polars as pl

from analytics.catalogue import Catalogue, build
from analytics.catalogue.catalogue import DATA
from analytics.catalogue.recipes import Recipe, recipes_of
from analytics.extracts.checking import Options, check
from analytics.extracts.kinds.recipes import RECIPE_KINDS
from analytics.extracts.reading import ExtractError, read_csv

FOLDER = DATA / "recipes"


@cache
def shipped() -> dict[str, Recipe]:
    """The recipes that come with the product, by name."""
    rows = []
    for kind in RECIPE_KINDS:
        file = FOLDER / f"{kind}.csv"
        checked = check(read_csv(file.read_bytes(), file.name), build({}), Options(kind=kind))
        assert not checked.refused, checked.refusals  # a test reads them
        rows.append([{n: "" if v is None else v for n, v in row.items()} for row in checked.accepted.rows(named=True)])
    return recipes_of(*rows)


def all_recipes(catalogue: Catalogue) -> dict[str, Recipe]:
    """The authority's own recipes, then those that come with the product."""
    return {**catalogue.recipes, **{n: r for n, r in shipped().items() if n not in catalogue.recipes}}


def recipe_list(catalogue: Catalogue) -> pl.DataFrame:
    """One row a recipe: recipe, kind, about, and whose it is (own, shipped)."""
    rows = [
        (name, recipe.kind, recipe.about, "own" if name in catalogue.recipes else "shipped")
        for name, recipe in all_recipes(catalogue).items()
    ]
    return pl.DataFrame(rows, schema=dict.fromkeys(("recipe", "kind", "about", "whose"), pl.String), orient="row")


def recipe_named(catalogue: Catalogue, name: str) -> Recipe:
    """Raises ExtractError where there is no such recipe."""
    known = all_recipes(catalogue)
    if name not in known:
        raise ExtractError(f"There is no recipe called “{name}”. There are: {', '.join(known)}.")
    return known[name]
