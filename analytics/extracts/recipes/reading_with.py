"""Reading the tables of a file by a recipe: columns become fields, words what they mean, a wide row several rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import islice
from pathlib import PurePath

import polars as pl
import polars.selectors as cs

from analytics import formatting, months
from analytics.catalogue.recipes import (
    A_CELL,
    FILE,
    LEAVE_OUT,
    NEWEST,
    SHEET,
    TARGET_FIELD,
    Recipe,
    RecipeColumn,
    Written,
    tidied,
)
from analytics.extracts.cells import reads
from analytics.extracts.dates import as_months, months_in
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.reading import (
    ROW,
    ExtractError,
    NoRows,
    Sheet,
    Table,
    Told,
    letters,
    listed,
    padded,
    refusal,
    unmerged,
)
from analytics.extracts.recipes.matching import Grid, Match

FIGURES = ("value", "numerator", "denominator")
_CHUNK = 20_000
_GROUP = "_group"
_LONGEST_QUOTE = 40  # characters of a title
_TITLE_WIDTH = 3  # a table so wide has no row in which one cell alone says something


@dataclass
class _Left:
    """What was not read of a table, to be said."""

    titles: list[tuple[int, str]] = field(default_factory=list)
    words: dict[tuple[str, str], int] = field(default_factory=dict)


def read_with(
    recipe: Recipe, tables: Sequence[tuple[Grid, Match]], file_name: str, every: Sequence[Grid]
) -> list[Sheet | ExtractError]:
    """The tables of a file as sheets of fields, one for each kind that the recipe makes of it; or why one of them can't
    be read. Of `every` table of the file, those are said that the recipe does not read.

    Each match must fit. A row with one filled cell is a title or a note, and is left out; the notices say which rows.
    """
    found: list[Sheet | ExtractError] = []
    for grid, matched in tables:
        name = f"{file_name}, sheet {grid.name}" if grid.name else file_name
        try:
            found += _sheets(recipe, grid, matched, name)
        except ExtractError as unreadable:
            found.append(unreadable)
    if unread := [f"“{grid.name}”" for grid in every if grid not in [read for read, _ in tables]]:
        were = "were" if unread[1:] else "was"
        said = f"{file_name}: {listed(unread)} {were} not read, because the recipe does not read such sheets."
        found[0] = replace(found[0], notices=(*found[0].notices, said)) if isinstance(found[0], Sheet) else found[0]
    sheets = [sheet for sheet in found if isinstance(sheet, Sheet)]
    cut, problem = _cut(recipe, tables[0][0], [grid.name for grid, _ in tables], file_name, sheets)
    return [_told(sheet, recipe, cut, problem) if isinstance(sheet, Sheet) else sheet for sheet in found]


def _told(sheet: Sheet, recipe: Recipe, cut: date | None, problem: str) -> Sheet:
    assert sheet.told is not None
    told = replace(sheet.told, cut=None if "cut" in sheet.header else cut)
    return replace(sheet, told=told, problems=(*sheet.problems, *([problem] if problem else [])))


def _cut(
    recipe: Recipe, first: Grid, names: Sequence[str], file_name: str, sheets: Sequence[Sheet]
) -> tuple[date | None, str]:
    """The cut that the recipe finds, and what is wrong where it finds none."""
    if recipe.cut_from == NEWEST:
        texts = {text for sheet in sheets if "month" in sheet.header for text in sheet.cells["month"].unique()}
        found = as_months(texts - {""}, first.from_1904).values()
        return max(found, default=date.min).replace(day=1) if found else None, ""
    if recipe.cut_from == SHEET:
        either = [_month_of(recipe.cut_from, replace(first, name=name), file_name) for name in names]
        days = [day for day, _ in either if day is not None]
        return max(days, default=None), next((problem for day, problem in either if day is None), "")
    return _month_of(recipe.cut_from, first, file_name)


def _month_of(place: str, grid: Grid, file_name: str) -> tuple[date | None, str]:
    """The month in the name of a sheet or a file, or in a cell; and what is wrong where there is not one."""
    if not place:
        return None, ""
    if place == SHEET:
        where, text = f"The name of the sheet “{grid.name}”", grid.name
    elif place == FILE:
        where, text = "The name of the file", PurePath(file_name).stem
    else:
        cell = A_CELL.fullmatch(place)
        assert cell is not None  # the contract of recipes
        row, column = int(cell[2]), _number(cell[1])
        line = grid.top[row - 1] if row <= len(grid.top) else []
        where, text = f"The cell {cell[1]}{cell[2]}", line[column - 1] if column <= len(line) else ""
    found = months_in(text, grid.from_1904)
    if len(found) == 1:
        return found[0], ""
    said = "several months" if found else "no month"
    return (
        None,
        f"{where} says {said} (“{text[:80]}”), and the recipe looks for one there. Write it so, such as Sep 2024.",
    )


def _number(letter: str) -> int:
    return next(n for n in range(1, 26**3 + 1000) if letters(n) == letter)


def _sheets(recipe: Recipe, grid: Grid, matched: Match, name: str) -> Iterator[Sheet]:
    """The sheets of one table, one for each kind of extract."""
    table = Table(name, [*grid.notices], grid.workbook, from_1904=grid.from_1904)
    left = _Left()
    month, problem = _month_of(recipe.month_from, grid, name)
    if problem:
        table.problems.append(problem)
    rows = _rows(recipe, grid, matched, table, left)
    made: dict[str, list[pl.DataFrame]] = {kind: [] for kind in recipe.kinds}
    targets: list[tuple[str, str]] = []
    makers = {kind: _maker(recipe, kind, matched, month) for kind in recipe.kinds}
    while chunk := list(islice(rows, _CHUNK)):
        cells = _frame(chunk, len(matched.headings))
        for kind, make in makers.items():
            made[kind].append(make(cells))
    for number, kind in enumerate(recipe.kinds):
        frames = [frame for frame in made[kind] if frame.height]
        if not frames:
            raise NoRows(name) if not table.problems else refusal(name, table.problems)
        cells = _without_figure(_in_words(pl.concat(frames), recipe, left), recipe)
        if TARGET_FIELD in cells.columns:
            pairs = (
                cells.select("measure_id", TARGET_FIELD).filter(pl.col(TARGET_FIELD) != "").unique(maintain_order=True)
            )
            targets, cells = pairs.rows(), cells.drop(TARGET_FIELD)
        cells, places = _placed(cells, matched, kind)
        columns = [column for found in matched.columns.values() for column, _ in found]
        fractions = any(column.written is Written.FRACTIONS and column.kind == kind for column in columns)
        yield Sheet(
            name,
            tuple(cells.columns[1:]),
            cells,
            (*table.notices, *_said(recipe, name, left)) if number == 0 else (),
            places=places,
            targets=tuple(targets),
            problems=tuple(table.problems),
            from_1904=grid.from_1904,
            told=Told(
                recipe=recipe.recipe,
                kind=kind,
                cut=None,
                source=recipe.source or None,
                fractions=fractions or None,
                scope=recipe.whole_or_part or None,
                leaves_out=any(column.field == LEAVE_OUT for column in columns),
            ),
            called=_called(matched, kind),
        )


def _said(recipe: Recipe, name: str, left: _Left) -> Iterator[str]:
    """That a recipe was used, and what was not read."""
    yield f"{name}: read with the recipe “{recipe.recipe}”."
    if left.titles:
        rows = listed([f"row {number} (“{text}”)" for number, text in left.titles], 8)
        yield f"{name}: titles or notes, in which one cell alone is filled, were not read: {rows}."
    for (of, written), times in left.words.items():
        rows = formatting.counted(times, "row", "rows")
        yield f"{name}: left out, as the recipe says: {rows} with “{written}” as {of.replace('_', ' ')}."


def _called(matched: Match, kind: str) -> dict[str, str]:
    """What the file calls the columns of a kind, where each row has one cell of it."""
    return {
        column.field: matched.headings[number]
        for number, found in matched.columns.items()
        for column, says in found
        if column.kind == kind and not says
    }


def _rows(recipe: Recipe, grid: Grid, matched: Match, table: Table, left: _Left) -> Iterator[tuple[int, list[str]]]:
    """The rows below the header that hold more than a title, as wide as the header, with cells filled down."""
    header = list(matched.headings)
    of = {number: [column for column, _ in found] for number, found in matched.columns.items()}
    fill = [number for number, columns in of.items() if any(column.fill_down for column in columns)]
    body: Iterator[tuple[int, list[str]]] = (row for row in grid.rows() if row[0] > matched.header_row)
    read = [number for number, columns in of.items() if any(column.field != LEAVE_OUT for column in columns)]
    merged = [m for m in grid.merged if m.first_row > matched.header_row and m.first_column - 1 in read]
    if merged:
        figures = {n for n in read if n not in fill and any(_is_figure(column) or column.says for column in of[n])}
        table.fill_down = all(m.first_column - 1 in fill or m.first_column - 1 in figures for m in merged)
        table.merged = merged
        body = unmerged(body, matched.header_row, header, table, figures)
    last = dict.fromkeys(fill, "")
    wide = len(header) >= _TITLE_WIDTH
    for number, line in padded(body, header, table, titles=wide):
        filled = [column for column, cell in enumerate(line) if cell.strip()]
        if not filled or [tidied(cell) for cell in line] == header:
            continue
        for column in fill:
            last[column] = line[column] = line[column] if line[column].strip() else last[column]
        if wide and len(filled) == 1:
            text = tidied(line[filled[0]])
            left.titles.append((number, text if len(text) <= _LONGEST_QUOTE else f"{text[:_LONGEST_QUOTE]} …"))
            continue
        yield number, line


def _is_figure(column: RecipeColumn) -> bool:
    contract = EXTRACTS[column.kind].columns()
    return column.field in contract and "number" in reads(contract[column.field])


def _frame(chunk: Sequence[tuple[int, list[str]]], width: int) -> pl.DataFrame:
    numbers, lines = zip(*chunk, strict=True)
    columns = zip(*lines, strict=True)
    cells = [pl.Series(str(n), column, pl.String) for n, column in zip(range(width), columns, strict=True)]
    return pl.DataFrame([pl.Series(ROW, numbers, pl.Int64), *cells]).with_columns(cs.string().str.strip_chars())


def _maker(recipe: Recipe, kind: str, matched: Match, month: date | None) -> Callable[[pl.DataFrame], pl.DataFrame]:
    """What makes rows of an extract of a chunk of rows of a table: one frame for each value that headings say, put
    together in the order of the table."""
    columns = EXTRACTS[kind].columns()
    plain: dict[str, pl.Expr] = {}
    groups: dict[tuple[tuple[str, str], ...], dict[str, pl.Expr]] = {}
    for number, found in matched.columns.items():
        for column, says in found:
            if column.kind != kind or column.field == LEAVE_OUT:
                continue
            cell = _written(pl.col(str(number)), column)
            of = groups.setdefault(tuple(sorted(says.items())), {}) if says else plain
            of[column.field] = cell
    given = {} if month is None or "month" not in columns else {"month": pl.lit(months.code(month))}
    absent = {
        field: pl.lit("")
        for field, words in recipe.words.items()
        if "" in words and field in columns and field != "marker"
    }
    names = list(
        dict.fromkeys([*plain, *(n for says, of in groups.items() for n in (*dict(says), *of)), *given, *absent])
    )

    def make(cells: pl.DataFrame) -> pl.DataFrame:
        frames = []
        for number, (says, of) in enumerate((groups or {(): {}}).items()):
            said = {name: pl.lit(text) for name, text in says}
            either = absent | given | plain | said | of
            frames.append(
                cells.select(
                    ROW, pl.lit(number if groups else None, pl.Int32).alias(_GROUP),
                    *(either.get(name, pl.lit("")).alias(name) for name in names),
                )
            )  # fmt: skip
        return pl.concat(frames).sort(ROW, _GROUP, maintain_order=True)

    return make


def _written(cell: pl.Expr, column: RecipeColumn) -> pl.Expr:
    """A cell in the usual way of writing."""
    if column.written is Written.DECIMAL_COMMA:
        number = cell.str.contains(r"^[-−(£]*\d[\d. ]*(,\d+)?\s*[%)]*$")
        return pl.when(number).then(cell.str.replace_all(r"[. ]", "").str.replace(",", ".")).otherwise(cell)
    if column.written is Written.MONTH_FIRST:
        return cell.str.replace(r"^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{4}|\d{2})\b", "$3$2$1$2$4")
    return cell


def _in_words(cells: pl.DataFrame, recipe: Recipe, left: _Left) -> pl.DataFrame:
    """The cells with what their words mean, without the rows that the recipe leaves out."""
    for name, words in recipe.words.items():
        if name not in cells.columns:
            continue
        if name == "marker":  # of which nothing written is for rows without a figure
            words = {text: means for text, means in words.items() if text}
        found = {text: words[key] for text in cells[name].unique() if (key := tidied(text).casefold()) in words}
        out = [text for text, means in found.items() if means == LEAVE_OUT]
        for text in out:
            rows = cells.filter(pl.col(name) == text)[ROW].n_unique()
            left.words[name, text] = left.words.get((name, text), 0) + rows
        cells = cells.filter(~pl.col(name).is_in(out)) if out else cells
        cells = cells.with_columns(pl.col(name).replace({t: m for t, m in found.items() if m != LEAVE_OUT}))
    return cells


def _without_figure(cells: pl.DataFrame, recipe: Recipe) -> pl.DataFrame:
    """The cells with the marker that the recipe gives to rows in which every figure is empty."""
    means = recipe.words.get("marker", {}).get("")
    figures = [name for name in FIGURES if name in cells.columns]
    if means is None or not figures:
        return cells
    none = pl.all_horizontal(pl.col(name) == "" for name in figures)
    held = pl.col("marker") if "marker" in cells.columns else pl.lit("")
    return cells.with_columns(marker=pl.when(none & (held == "")).then(pl.lit(means)).otherwise(held))


def _placed(cells: pl.DataFrame, matched: Match, kind: str) -> tuple[pl.DataFrame, pl.DataFrame | None]:
    """The cells with the place of each: where a row of the file is several, they are counted, and a row without any
    figure is blank."""
    if cells[_GROUP].null_count():
        return cells.drop(_GROUP), None
    of_group: dict[tuple[tuple[str, str], ...], list[str]] = {}
    fields: set[str] = set()
    for number, found in matched.columns.items():
        for column, says in found:
            if column.kind == kind and says and column.field != LEAVE_OUT:
                of_group.setdefault(tuple(sorted(says.items())), []).append(matched.headings[number])
                fields.add(column.field)
    heading = {number: headings[0] for number, headings in enumerate(of_group.values())}
    said = pl.any_horizontal(pl.col(name) != "" for name in fields)
    texts = [name for name in cells.columns if name not in (ROW, _GROUP)]
    cells = cells.with_row_index("_n", 1).with_columns(
        pl.when(said).then(name).otherwise(pl.lit("")).alias(name) for name in texts
    )
    places = cells.select(
        pl.col("_n").cast(pl.Int64).alias(ROW),
        row=ROW,
        column_name=pl.col(_GROUP).replace_strict(heading, return_dtype=pl.String),
    )
    return cells.select(pl.col("_n").cast(pl.Int64).alias(ROW), *texts), places
