"""Recipes: how a kind of file that is not laid out as an extract becomes one.

A recipe names the columns of a file by their headings and says which field of an extract each of them is, and what the
words in them mean. A heading may hold the value of another field: “{month}” stands for any month, “{locality} / Num”
for the name of any area over “Num”.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

LEAVE_OUT = "leave out"  # a field: of a column that is not read; a meaning: of a row that is not
TARGET_FIELD = "target"  # the targets that a dashboard carries along, which are compared and never stored
ABOVE_BELOW = " / "  # between the two headings of a column that has two
# What a heading may stand for several of; other curly brackets are its own.
PLACEHOLDER = re.compile(r"\{(month|measure_id|locality|team|area|legal_status|category|person)\}")
NEWEST, SHEET, FILE, CELL = "newest", "sheet", "file", "cell"
FORMER_NAMES = {"lower_ri": "lower_end"}  # fields that had another name before, in files and recipes
FIRST, EVERY, WITH_MONTH = "first", "every", "with a month"
A_CELL = re.compile(r"cell ([A-Z]{1,3})([1-9]\d{0,3})")


class Written(StrEnum):
    """How the cells of a column are written, where it is not the usual way."""

    FRACTIONS = "fractions"  # 0.581 for 58.1%
    DECIMAL_COMMA = "decimal comma"  # 1.204,5
    MONTH_FIRST = "month first"  # 9/30/2024


@dataclass(frozen=True)
class RecipeColumn:
    """One heading, and the field of an extract that the cells below it are.

    `says` are fields whose value the heading itself says. A column that is not `needed` may be absent. `fill_down`
    gives the value of a cell to the empty ones below it. `only_where` are other columns, by their headings, and what
    must stand in them; national statistics alone have it.
    """

    kind: str
    heading: str
    field: str
    says: Mapping[str, str] = dataclasses.field(default_factory=dict)
    needed: bool = True
    written: Written | None = None
    fill_down: bool = False
    only_where: Mapping[str, str] = dataclasses.field(default_factory=dict)

    @cached_property
    def said(self) -> str:
        """The heading as headings are compared."""
        return tidied(self.heading).casefold()

    @cached_property
    def placeholders(self) -> tuple[str, ...]:
        return tuple(PLACEHOLDER.findall(self.heading))

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """What a heading must look like, after `tidied`; * stands for anything."""
        parts = PLACEHOLDER.split(tidied(self.heading))  # every other one is the name of a field
        said = (f"(?P<{p}>.+)" if i % 2 else re.escape(p).replace(r"\*", ".*") for i, p in enumerate(parts))
        return re.compile("".join(said), re.I)

    @property
    def literal(self) -> int:
        """How many characters of a heading the pattern says."""
        return len(PLACEHOLDER.sub("", self.heading).replace("*", ""))

    @property
    def across(self) -> bool:
        """Whether the heading says the value of a field, so that a row of the file is several rows of the extract."""
        return bool(self.says or self.placeholders)


@dataclass(frozen=True)
class Recipe:
    """How a kind of file is read.

    `sheets` are those of a workbook that are read: the first, every one, those with a month in their name, or those of
    a name, in which * stands for anything. A month that no column has is that of `month_from`, and the cut that of
    `cut_from`: the name of the sheet or file, or a cell (“cell B2”); the cut may be the newest month, too. `words` are,
    by field, what the written words mean, in lower case; nothing written is what stands in empty cells and absent
    columns.
    """

    recipe: str
    kind: str
    about: str = ""
    sheets: str = FIRST
    header_rows: int = 1
    month_from: str = ""
    cut_from: str = ""
    source: str = ""
    whole_or_part: str = ""
    delimiter: str = ""
    encoding: str = ""
    columns: tuple[RecipeColumn, ...] = ()
    words: Mapping[str, Mapping[str, str]] = dataclasses.field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of extract that a file becomes, its own first."""
        read = (column.kind for column in self.columns if column.field != LEAVE_OUT)
        return tuple(dict.fromkeys((self.kind, *read)))

    @cached_property
    def exact(self) -> Mapping[str, tuple[RecipeColumn, ...]]:
        """The columns by their headings, as headings are compared."""
        found: dict[str, list[RecipeColumn]] = {}
        for column in self.columns:
            found.setdefault(column.said, []).append(column)
        return {heading: tuple(of) for heading, of in found.items()}

    @cached_property
    def patterns(self) -> tuple[RecipeColumn, ...]:
        """The columns whose headings stand for several, what says most first."""
        patterns = [c for c in self.columns if c.placeholders or "*" in c.heading]
        return tuple(sorted(patterns, key=lambda c: (-c.literal, c.heading)))


def tidied(text: str) -> str:
    """A heading or a word as it is compared: without space around it, with one blank between words.

    >>> tidied("  Number of\\n children ")
    'Number of children'
    """
    return " ".join(text.split())


def recipes_of(
    recipes: Iterable[Mapping[str, Any]], columns: Iterable[Mapping[str, Any]], words: Iterable[Mapping[str, Any]]
) -> dict[str, Recipe]:
    """The recipes that rows of the three kinds make, by name; texts that are not there are empty."""
    of: dict[str, list[RecipeColumn]] = {}
    for row in columns:
        of.setdefault(row["recipe"], []).append(_column(row))
    meanings: dict[str, dict[str, dict[str, str]]] = {}
    for row in words:
        fields = meanings.setdefault(row["recipe"], {})
        fields.setdefault(_now(row["field"]), {})[tidied(row["written"]).casefold()] = row["means"]
    return {row["recipe"]: _recipe(row, of.get(row["recipe"], []), meanings.get(row["recipe"], {})) for row in recipes}


def _recipe(row: Mapping[str, Any], columns: list[RecipeColumn], words: dict[str, dict[str, str]]) -> Recipe:
    given = {name: row[name] for name in Recipe.__dataclass_fields__ if name in row}
    return Recipe(**given | {"source": row["from_source"], "columns": tuple(columns), "words": words})


def _column(row: Mapping[str, Any]) -> RecipeColumn:
    return RecipeColumn(
        kind=row["kind"],
        heading=row["heading"],
        field=_now(row["field"]),
        says=_pairs(row["says"]),
        needed=row["needed"],
        written=Written(row["written"]) if row["written"] else None,
        fill_down=row["fill_down"],
        only_where=_pairs(row["only_where"]),
    )


def _now(field: str) -> str:
    return FORMER_NAMES.get(field, field)


def _pairs(written: str) -> dict[str, str]:
    """What is written as name=text; name=text."""
    pairs = (said.split("=", 1) for said in written.split(";") if said.strip())
    return {name.strip(): text.strip() for name, text in pairs}
