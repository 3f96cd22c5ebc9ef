"""The council of the demonstration: its catalogue, and what it has published."""

from __future__ import annotations

from functools import cache

from analytics.catalogue import Catalogue, Corporate, Notes
from analytics.catalogue.catalogue import DATA
from analytics.commands.loads import DEMONSTRATION
from tests.westshire import catalogue_in

FOLDER = DATA / "demonstration" / "catalogue"
PUBLISHED = DEMONSTRATION / "published"


@cache
def catalogue() -> Catalogue:
    return catalogue_in(FOLDER)


@cache
def corporate_catalogue() -> Corporate:
    return catalogue().corporate


@cache
def notes() -> Notes:
    return catalogue().notes
