"""Lists with a row for each child are refused at the door of extracts, whose files are kept and shown.

They are known by the headings of the statutory returns (the `*_columns.csv` of `data/statutory`): what says who a row
is about, and the date without which no row of that list can be used, or many headings of it. How such lists are read
and counted belongs in `statutory`.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from itertools import islice

from analytics.catalogue.catalogue import DATA
from analytics.extracts.reading import ExtractError

HEADER_WITHIN = 25  # rows
HEADINGS = 3  # that make a row the header of a list, the id among them
_ENOUGH = 5  # of a list in which no date is needed
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_NOT_A_WORD = re.compile(r"[^a-z0-9]+")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "–": "-", "\u00a0": " "})


class ChildLevelLists(ExtractError):
    """A file has a row for each child. The message names the file, quotes nothing of it, and says where it belongs."""

    def __init__(self, file_name: str):
        super().__init__(
            f"{file_name} has a row for each child, as statutory lists do, and was not read further. Such files are "
            "counted and not kept: choose it under “Child-level lists” on the Data page, or count it with `count`."
        )


def plain(text: str) -> str:
    """A name by its letters and figures alone.

    >>> plain(" Team 1 (North)"), plain("team_1 - NORTH")
    ('team 1 north', 'team 1 north')
    """
    return _NOT_A_WORD.sub(" ", text.translate(_QUOTES).casefold().replace("'", "")).strip()


def heading(text: str) -> str:
    """The same of a heading or a title, without what is in brackets.

    >>> heading("Referral NFA?"), heading("Was the child offered one (Y/N)?")
    ('referral nfa', 'was the child offered one')
    """
    return plain(_IN_BRACKETS.sub(" ", text))


def refuse_child_level(tables: Iterable[Iterable[list[str]]], file_name: str) -> None:
    """Raises ChildLevelLists if one of the tables, each given by its first rows, is a list of children."""
    if any(_is_child_level(rows) for rows in tables):
        raise ChildLevelLists(file_name)


def _is_child_level(rows: Iterable[list[str]]) -> bool:
    for line in islice(rows, HEADER_WITHIN):
        headings = {heading(cell) for cell in line if cell}
        for roles in _roles().values():
            found = {column: role for name in headings & roles.keys() for column, role in [roles[name]]}
            certain = "needed" in found.values() or len(found) >= _ENOUGH
            if "id" in found.values() and len(found) >= HEADINGS and certain:
                return True
    return False


@cache
def _roles() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """Of each list the column and its role, by every heading that it may have."""
    found: defaultdict[str, dict[str, tuple[str, str]]] = defaultdict(dict)
    for file in sorted((DATA / "statutory").glob("*_columns.csv")):
        for row in csv.DictReader(file.read_text(encoding="utf-8").splitlines()):
            for name in (row["heading"], *filter(None, row["also"].split(";"))):
                found[row["list"]][heading(name)] = row["column"], row["role"]
    return found
