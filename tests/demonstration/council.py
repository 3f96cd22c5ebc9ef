"""The council of the demonstration: its catalogue, and what it has published."""

from __future__ import annotations

from functools import cache

from analytics.catalogue import Catalogue, Corporate, Notes, read_catalogue, read_corporate, read_notes
from analytics.catalogue.catalogue import DATA
from analytics.commands.loads import DEMONSTRATION

FOLDER = DATA / "catalogue"
PUBLISHED = DEMONSTRATION / "published"


@cache
def catalogue() -> Catalogue:
    return read_catalogue(FOLDER)


@cache
def corporate_catalogue() -> Corporate:
    return read_corporate(FOLDER, catalogue())


@cache
def notes() -> Notes:
    return read_notes(FOLDER / "notes", catalogue())
