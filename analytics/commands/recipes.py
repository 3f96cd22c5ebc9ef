"""Commands about recipes: list and show say how files of other shapes are read, export writes one as a workbook that
people edit and load again."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from analytics import formatting
from analytics.catalogue import catalogue
from analytics.catalogue.recipes import (
    EVERY,
    FILE,
    FIRST,
    LEAVE_OUT,
    NEWEST,
    SHEET,
    TARGET_FIELD,
    WITH_MONTH,
    Recipe,
    RecipeColumn,
)
from analytics.commands.cli_helpers import Commands, command, print_table, printing, write_new
from analytics.extracts import MARKERS, check_files
from analytics.extracts.catalogue_book import recipe_workbook
from analytics.extracts.kinds.context import NationalFigures
from analytics.extracts.opening import grids
from analytics.extracts.recipes import Grid, drafting, drafting_national, recipe_list, recipe_named
from analytics.store import Incoming, Store
from analytics.store.scope import PART, WHOLE

_STATES: dict[str, str] = {WHOLE: "the whole of what it names", PART: "a part, which adds or corrects"}
_SHEETS = {FIRST: "the first", EVERY: "every one", WITH_MONTH: "those with a month in their name"}
_PLACES = {NEWEST: "the newest month in the file", SHEET: "the name of the sheet", FILE: "the name of the file"}


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add these commands to a parser."""
    parts = commands.add_parser("recipe", help="how files of other shapes are read").add_subparsers(required=True)
    printing(command(parts, "list", _list, "list the recipes, your own and those that are shipped"))
    drafting_one = command(parts, "new", _new, "guess a recipe for a file, and write it as a workbook to correct")
    drafting_one.add_argument("like", type=Path, metavar="FILE", help="a file that the recipe is for")
    drafting_one.add_argument("file", type=Path, metavar="FILE.xlsx")
    drafting_one.add_argument("--name", help="what the recipe is called; like the file if not given")
    showing = command(parts, "show", _show, "say how files are read by a recipe")
    exporting = command(parts, "export", _export, "write a recipe as a workbook; `load` takes it back")
    for about in (showing, exporting):
        about.add_argument("name", metavar="NAME")
    exporting.add_argument("file", type=Path, metavar="FILE.xlsx")


def _list(_: Store, asked: argparse.Namespace) -> None:
    print_table(recipe_list(catalogue()), asked.format)


def _show(_: Store, asked: argparse.Namespace) -> None:
    for line in _account(recipe_named(catalogue(), asked.name)):
        print(line)


def _new(_: Store, asked: argparse.Namespace) -> None:
    """Write what is guessed of a file, and say what nobody has explained."""
    known, file = catalogue(), Incoming.from_path(asked.like)
    tables = grids(file.content, file.file_name)
    national = drafting_national.begun(tables, file.file_name, known)
    if national:
        recipe = drafting_national.drafted(national, file.file_name, known)
    else:
        recipe = drafting.drafted(tables, file.file_name, known)
    recipe = replace(recipe, recipe=asked.name or recipe.recipe)
    with_new = check_files(drafting.files_of(recipe), known)[1]
    write_new(asked.file, recipe_workbook(with_new, recipe.recipe))
    print(f"A first recipe “{recipe.recipe}” is in {asked.file}. It reads {file.file_name} like this:")
    for line in [*_account(recipe)][1:]:
        print(line)
    open_questions = _of_national(national) if national else _of_others(recipe, tables, file.file_name)
    for line in open_questions:
        print(f"  {line}")
    print(f"Correct it, then: python -m analytics load {asked.file}")


def _of_national(draft: drafting_national.Draft) -> Iterator[str]:
    new = drafting_national.renamed(draft)
    for heading in draft.missing:
        now = f"It seems to be called “{new[heading]}” now" if heading in new else "Write what it is called now"
        yield f"Not in the file: “{heading}”. {now}."
    yield "The indicators are guessed from the headings: check each. A figure without a national measure is not read."


def _of_others(recipe: Recipe, tables: Sequence[Grid], file_name: str) -> Iterator[str]:
    for _kind, name in drafting.absent(recipe):
        yield f"Not in the file: {name}. Add it to the sheet Recipe words, with nothing written."
    for word in drafting.unknown_words(recipe, tables, file_name, catalogue()):
        of = formatting.joined(word.fields)
        yield f"Not known: “{word.written}” as {of} ({word.times}). Add it to the sheet Recipe words."


def _export(_: Store, asked: argparse.Namespace) -> None:
    """Write the workbook; one of a shipped recipe is the authority's own once it is loaded."""
    write_new(asked.file, recipe_workbook(catalogue(), asked.name))
    print(f"The recipe “{asked.name}” is in {asked.file}. Edit it, then:")
    print(f"  python -m analytics catalogue check {asked.file}")
    print(f"  python -m analytics load {asked.file}")


def _whose(name: str) -> str:
    return "own" if name in catalogue().recipes else "shipped"


def _account(recipe: Recipe) -> Iterator[str]:
    yield f"{recipe.recipe} ({_whose(recipe.recipe)})"
    if recipe.about:
        yield f"  {recipe.about}"
    if recipe.kind == NationalFigures.KIND:
        yield "  Files of the Department, from which these figures are read:"
        yield from _measures(recipe)
        return
    yield f"  Files become: {formatting.joined(recipe.kinds)}."
    yield f"  Sheets of a workbook that are read: {_SHEETS.get(recipe.sheets, f'those called “{recipe.sheets}”')}."
    yield f"  Month: {_place(recipe.month_from) or 'from a column or heading below'}."
    yield f"  Data month (cut): {_place(recipe.cut_from) or 'from a column, or named with --cut'}."
    yield f"  Source: {recipe.source or 'council, unless another is named with --source'}."
    yield f"  A file states: {_STATES.get(recipe.whole_or_part) or 'not said, so a load asks where it matters'}."
    if recipe.delimiter or recipe.encoding:
        yield f"  Text is read with: {', '.join(filter(None, (recipe.delimiter, recipe.encoding)))}."
    yield f"  Headings{', one above another,' if recipe.header_rows > 1 else ''} and what stands below them:"
    for columns in _spellings(recipe.columns):
        headings = dict.fromkeys(f"“{column.heading}”" for column in columns)
        yield f"    {formatting.either([*headings])}: {_column(columns[0], recipe)}."
    if recipe.words:
        yield "  Words and what they mean, whether in capitals or not:"
        for field, words in recipe.words.items():
            for written, means in words.items():
                yield f"    {field}: {f'“{written}”' if written else 'an empty cell'} means {_meaning(means)}."


def _measures(recipe: Recipe) -> Iterator[str]:
    """The figures of each national measure, and the headings that are not read."""
    of: dict[tuple[str, str], list[RecipeColumn]] = {}
    for column in recipe.columns:
        if column.field != LEAVE_OUT:
            says = column.says.get("national_measure", ""), column.says.get("period", "")
            of.setdefault(says, []).append(column)
    for (measure, stretch), columns in of.items():
        shown = formatting.joined([f"“{one.name}”" for one in catalogue().beside(measure)]) or "no indicator"
        name = f"{measure}, for {shown}" if measure else "Not read until somebody writes the national measure"
        yield f"    {name}{stretch and f', {stretch}'}:"
        for column in columns:
            where = formatting.joined([f"{heading} is “{text}”" for heading, text in column.only_where.items()])
            yield f"      {column.field}: “{column.heading}”{where and f', where {where}'}."
    if rest := [f"“{column.heading}”" for column in recipe.columns if column.field == LEAVE_OUT]:
        yield f"    Not read: {formatting.joined(rest)}."


def _place(place: str) -> str:
    return _PLACES.get(place, f"in the {place}" if place else "")


def _spellings(columns: Iterable[RecipeColumn]) -> Sequence[list[RecipeColumn]]:
    """The columns of a recipe, those together that are one column under several headings."""
    found: dict[object, list[RecipeColumn]] = {}
    for number, column in enumerate(columns):
        of = column.kind, column.field, column.needed, column.written, column.fill_down
        found.setdefault((number,) if column.across else of, []).append(column)
    return [*found.values()]


def _column(column: RecipeColumn, recipe: Recipe) -> str:
    """What a column is, and what is unusual about it."""
    if column.field == LEAVE_OUT:
        return "not read"
    said = [f"{TARGET_FIELD}, which is compared and not stored" if column.field == TARGET_FIELD else column.field]
    if column.kind != recipe.kind:
        said.append(f"of {column.kind}")
    said += [f"where {{{name}}} is any {name}" for name in column.placeholders]
    said += [f"where {name} is {text}" for name, text in column.says.items()]
    if column.written:
        said.append(f"written as {column.written}")
    if column.fill_down:
        said.append("an empty cell has the value above it")
    if not column.needed:
        said.append("may be absent")
    return ", ".join(said)


def _meaning(means: str) -> str:
    if means == LEAVE_OUT:
        return "that the row is not read"
    if means in MARKERS:
        return f"{means} ({MARKERS[means]})"
    return f"“{means}”" if means else "nothing"
