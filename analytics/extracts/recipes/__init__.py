"""Recipes at work: which recipe fits a file, and what the file is as extracts when it is read by one."""

from analytics.extracts.recipes.matching import Grid, Match, match
from analytics.extracts.recipes.reading_with import read_with
from analytics.extracts.recipes.recognising import Matched, chosen, drift, drifted, matched_tables, recognised
from analytics.extracts.recipes.shipped import all_recipes, recipe_list, recipe_named, shipped

__all__ = [
    "Grid",
    "Match",
    "Matched",
    "all_recipes",
    "chosen",
    "drift",
    "drifted",
    "match",
    "matched_tables",
    "read_with",
    "recipe_list",
    "recipe_named",
    "recognised",
    "shipped",
]
