"""Which recipe a file is read with, and how a file differs from the recipe that comes closest to it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from fnmatch import fnmatchcase

from analytics import formatting
from analytics.catalogue import Catalogue
from analytics.catalogue.recipes import EVERY, FIRST, WITH_MONTH, Recipe
from analytics.extracts.dates import months_in
from analytics.extracts.reading import ExtractError
from analytics.extracts.recipes.matching import Grid, Match, match

Matched = list[tuple[Grid, Match]]
_NEAR = 0.6  # of the headings that a recipe needs; below it, a file has another shape


def chosen(recipe: Recipe, grids: Sequence[Grid]) -> list[Grid]:
    """The sheets that a recipe reads, of those that may be read."""
    if recipe.sheets == FIRST:
        return [*grids[:1]]
    if recipe.sheets == WITH_MONTH:
        return [grid for grid in grids if months_in(grid.name)]
    name = "*" if recipe.sheets == EVERY else recipe.sheets.casefold()
    return [grid for grid in grids if fnmatchcase(grid.name.casefold(), name)]


def matched_tables(recipe: Recipe, grids: Sequence[Grid], catalogue: Catalogue) -> Matched:
    """The sheets that a recipe reads, each held against its columns."""
    return [(grid, match(recipe, grid, catalogue)) for grid in chosen(recipe, grids)]


def recognised(
    catalogue: Catalogue, grids: Callable[[Recipe], Sequence[Grid]], file_name: str, recipes: Iterable[Recipe]
) -> tuple[Recipe, Matched] | None:
    """The recipe that finds all its columns in a file, and nothing else; None if there is none. `grids` gives the
    tables of the file, read as a recipe says.

    Raises ExtractError where several do, for nobody can know which is meant.
    """
    found = []
    for recipe in recipes:
        matched = matched_tables(recipe, grids(recipe), catalogue)
        if matched and all(of.fits for _, of in matched):
            found.append((recipe, matched))
    if not found:
        return None
    most = max(sum(of.known for _, of in matched) for _, matched in found)
    best = [one for one in found if sum(of.known for _, of in one[1]) == most]
    if best[1:]:
        names = formatting.joined([f"“{recipe.recipe}”" for recipe, _ in best])
        raise ExtractError(
            f"{file_name} fits the recipes {names}. Say which one is meant: on the Data page, or with --recipe."
        )
    return best[0]


def drift(
    catalogue: Catalogue, grids: Callable[[Recipe], Sequence[Grid]], recipes: Iterable[Recipe]
) -> tuple[Recipe, Matched] | None:
    """The recipe that a file nearly fits, with the sheets in which something is missing or strange; None if it is near
    none."""
    nearest: tuple[float, Recipe, Matched] | None = None
    for recipe in recipes:
        matched = matched_tables(recipe, grids(recipe), catalogue)
        if not matched:
            continue
        share = min(of.share for _, of in matched)
        if share >= _NEAR and (nearest is None or share > nearest[0]):
            nearest = share, recipe, [(grid, of) for grid, of in matched if not of.fits]
    return nearest[1:] if nearest else None


def drifted(recipe: Recipe, matched: Matched) -> str:
    """What of a file is not as its recipe says, in a sentence for each sheet."""
    said = []
    for grid, of in matched:
        parts = []
        if of.missing:
            parts.append(f"it has no column {formatting.joined([f'“{heading}”' for heading in of.missing])}")
        if of.strange:
            parts.append(f"the recipe does not know {formatting.joined([f'“{heading}”' for heading in of.strange])}")
        where = f"In the sheet “{grid.name}”, " if grid.name else ""
        told = [f"{where}{formatting.joined(parts)}."] if parts else []
        sentence = " ".join([*told, *of.problems])
        said.append(sentence[0].upper() + sentence[1:])
    return f"This looks like the recipe “{recipe.recipe}”, but: {' '.join(said)} Change the recipe, or the file."
