"""Holding the headings of a table against the columns of a recipe."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from itertools import islice

from analytics import months
from analytics.catalogue import Catalogue
from analytics.catalogue.recipes import ABOVE_BELOW, LEAVE_OUT, Recipe, RecipeColumn, tidied
from analytics.extracts.cells import metadata
from analytics.extracts.dates import NOT_MONTHS, headings
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.reading import HEADER_WITHIN, Merged, listed

Rows = Iterator[tuple[int, list[str]]]


@dataclass(frozen=True)
class Grid:
    """The text cells of one table as they stand, with titles and blank rows; `rows` reads them anew, numbered from 1.

    `name` is that of the sheet, empty where a file is one table. `notices` is what there is to say of it already.
    """

    name: str
    rows: Callable[[], Rows]
    merged: Sequence[Merged] = ()
    from_1904: bool = False
    workbook: bool = False
    notices: tuple[str, ...] = ()

    @cached_property
    def top(self) -> list[list[str]]:
        """The first rows, in which a header is looked for; the first is row 1."""
        found: list[list[str]] = []
        for number, line in islice(self.rows(), HEADER_WITHIN):
            found.extend([] for _ in range(number - 1 - len(found)))
            found.append(line)
        return found[:HEADER_WITHIN]


Assigned = tuple[RecipeColumn, Mapping[str, str]]  # a column of the recipe, and what the heading says


@dataclass(frozen=True)
class Match:
    """What the columns of a table are by a recipe: `columns` by their number from 0.

    Of `needed` columns `missing` are the headings that the table lacks, `strange` those that the recipe does not know;
    `problems` is what else is wrong with the header. `header_row` is the last row of it, numbered from 1.
    """

    header_row: int
    headings: tuple[str, ...]
    columns: Mapping[int, Sequence[Assigned]]
    needed: int = 1
    missing: tuple[str, ...] = ()
    strange: tuple[str, ...] = ()
    problems: tuple[str, ...] = field(default=())

    @property
    def fits(self) -> bool:
        return not (self.missing or self.strange or self.problems)

    @property
    def known(self) -> int:
        """How many headings the recipe knows."""
        return len(self.columns)

    @property
    def share(self) -> float:
        """Of the columns that the recipe needs, the share that is there."""
        return 1 - len(self.missing) / self.needed


def match(recipe: Recipe, grid: Grid, catalogue: Catalogue) -> Match:
    """The first header in which a recipe finds all it needs; else the one that comes closest to it."""
    best: Match | None = None
    for last in range(recipe.header_rows - 1, len(grid.top)):
        found = _assigned(recipe, joined_headings(grid, last, recipe.header_rows), last + 1, grid, catalogue)
        if found.fits:
            return found
        if best is None or found.known > best.known:
            best = found
    return best or Match(0, (), {}, missing=("",))


def joined_headings(grid: Grid, last: int, rows: int) -> tuple[str, ...]:
    """The headings in a row, numbered from 0; of two rows, what stands above goes with each cell that it spans."""
    below = [tidied(cell) for cell in grid.top[last]]
    if rows == 1:
        return tuple(below)
    above = [tidied(cell) for cell in grid.top[last - 1]]
    width = max(len(above), len(below))
    above, below = ([*line, *[""] * (width - len(line))] for line in (above, below))
    spans = {m.first_column - 1: m.last_column - 1 for m in grid.merged if m.first_row == last}
    over = ""
    ends = -1
    joined = []
    for column, (upper, lower) in enumerate(zip(above, below, strict=True)):
        if upper:
            over, ends = upper, spans.get(column, width if not spans else column)
        elif column > ends:
            over = ""
        joined.append(ABOVE_BELOW.join(filter(None, (over if lower or upper else "", lower))))
    return tuple(joined)


def _assigned(recipe: Recipe, header: tuple[str, ...], row: int, grid: Grid, catalogue: Catalogue) -> Match:
    columns: dict[int, list[Assigned]] = {}
    strange: list[str] = []
    times: dict[int, list[tuple[RecipeColumn, dict[str, str]]]] = {}  # columns whose headings may be months
    for number, heading in enumerate(header):
        if not heading:
            continue
        found = columns_of(recipe, heading, catalogue)
        if any("month" in says for _, says in found):
            times[number] = found
        elif found:
            columns[number] = list(found)
        else:
            strange.append(heading)
    problems = _with_months(times, columns, strange, header, grid)
    repeated = [
        heading for heading, times_there in Counter(h.casefold() for h in header if h).items() if times_there > 1
    ]
    if repeated:
        problems.append(f"The header names {listed(repeated)} twice. Each column needs its own name.")
    problems += _same_twice(columns, header)
    needed = _needed(recipe)
    there = {id(column) for assigned in columns.values() for column, _ in assigned}
    lacking = [
        " or ".join(dict.fromkeys(c.heading for c in same)) for same in needed if not any(id(c) in there for c in same)
    ]
    missing = tuple(dict.fromkeys(lacking))
    return Match(
        row, header, dict(sorted(columns.items())), max(len(needed), 1), missing, tuple(strange), tuple(problems)
    )


def columns_of(recipe: Recipe, heading: str, catalogue: Catalogue) -> list[tuple[RecipeColumn, dict[str, str]]]:
    """The columns of a recipe that a heading is: by its very words, else by the pattern that says most of it."""
    if exact := recipe.exact.get(heading.casefold()):
        return [(column, dict(column.says)) for column in exact]
    for column in recipe.patterns:
        found = column.pattern.fullmatch(heading)
        if found and all(_is_known(recipe, column, name, text, catalogue) for name, text in found.groupdict().items()):
            same = [other for other in recipe.patterns if other.heading == column.heading]
            return [(other, dict(other.says) | found.groupdict()) for other in same]
    return []


def _is_known(recipe: Recipe, column: RecipeColumn, name: str, text: str, catalogue: Catalogue) -> bool:
    """Whether a text in a heading may be the value of a field: a month, or a name that the recipe or catalogue has."""
    if text.casefold() in recipe.words.get(name, {}):
        return True
    if name == "month":
        return headings([text])[0] is not None
    listed = metadata(EXTRACTS[column.kind].columns()[name]).get("names")
    return listed is None or text.casefold() in catalogue.meant[listed]


def _with_months(
    times: Mapping[int, list[tuple[RecipeColumn, dict[str, str]]]],
    columns: dict[int, list[Assigned]],
    strange: list[str],
    header: tuple[str, ...],
    grid: Grid,
) -> list[str]:
    """Put the columns of months in their places; returns what is wrong with headings that should be months."""
    texts = [found[0][1]["month"] for found in times.values()]
    problems: dict[str, list[str]] = {}
    for (number, found), when in zip(times.items(), headings(texts, grid.from_1904), strict=True):
        if isinstance(when, date):
            columns[number] = [(column, says | {"month": months.code(when)}) for column, says in found]
        elif when is None:
            strange.append(header[number])
        else:
            problems.setdefault(when, []).append(f"“{header[number]}”")
    return [f"Headings that are {what}: {', '.join(of)}. {NOT_MONTHS[what]}" for what, of in problems.items()]


def _same_twice(columns: Mapping[int, Sequence[Assigned]], header: tuple[str, ...]) -> Iterator[str]:
    """Two columns that would be the same field of the same row."""
    seen: dict[tuple[object, ...], int] = {}
    for number, assigned in columns.items():
        for column, says in assigned:
            if column.field == LEAVE_OUT:
                continue
            is_for = column.kind, column.field, tuple(sorted(says.items()))
            if is_for in seen:
                yield f"“{header[seen[is_for]]}” and “{header[number]}” are both {column.field}. Take one of them out."
            seen[is_for] = number


def _needed(recipe: Recipe) -> list[list[RecipeColumn]]:
    """The columns that a recipe needs. Several headings of one field are spellings of it: one is enough."""
    spellings: dict[tuple[object, ...], list[RecipeColumn]] = {}
    for column in recipe.columns:
        if column.needed and column.field != LEAVE_OUT:
            one = column.heading if column.across else ""
            spellings.setdefault((column.kind, column.field, one), []).append(column)
    return [*spellings.values()]
