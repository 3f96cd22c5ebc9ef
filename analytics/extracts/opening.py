"""From files, whatever they are, to the account of each table: CSV or Parquet is one, a workbook has one a sheet."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

import polars as pl

from analytics import formatting
from analytics.catalogue import Catalogue, CatalogueError, build, using
from analytics.catalogue.recipes import Recipe
from analytics.extracts.catalogue_rows import Overlaid
from analytics.extracts.checking import Checked, Options, check, kind_of, refused_rows, without
from analytics.extracts.child_level import ChildLevelLists, refuse_child_level
from analytics.extracts.kinds import CATALOGUE_KINDS, EXTRACTS
from analytics.extracts.kinds.audits import WITHIN_AUDITS
from analytics.extracts.kinds.context import NationalFigures
from analytics.extracts.kinds.recipes import DELIMITERS
from analytics.extracts.national import is_national, read_national
from analytics.extracts.reading import (
    HEADER_WITHIN,
    ExtractError,
    NoRows,
    Sheet,
    Table,
    csv_rows,
    decoded,
    delimiter_of,
    headed,
    letters,
    listed,
    read_csv,
    read_rows,
)
from analytics.extracts.recipes import (
    Grid,
    Match,
    all_recipes,
    drift,
    drifted,
    matched_tables,
    read_with,
    recipe_named,
    recognised,
)
from analytics.extracts.workbook import RawSheet, is_workbook, read_workbook, refuse_foreign

# Sheets by these names explain the others and hold no figures; but for one by the name of a kind that has its columns.
_EXPLAINING = ("cover", "contents", "notes", "read me", "readme", "lookups", "glossary")
_AS_IT_LOOKS = Recipe("", "")
_Place = tuple[int, int]  # of a table: the number of its file, and its own in it


def check_files(
    files: Iterable[tuple[str, bytes]], catalogue: Catalogue, options: Options | None = None
) -> tuple[list[tuple[Checked, ...]], Catalogue]:
    """The accounts of the tables of each file (its name and content), in the order of the files; and the catalogue that
    they were checked by: with the rows of the catalogue that come in laid over those that are held.

    Raises ExtractError where any file as a whole can't be used; it says what is wrong with all of them.
    """
    options = options or Options()
    tables: dict[_Place, Sheet] = {}
    problems: dict[_Place, str] = {}
    files = list(files)
    for number, (name, content) in enumerate(files):
        for at, table in enumerate(_read(name, content, catalogue, options)):
            if isinstance(table, ExtractError):
                problems[number, at] = str(table)
            else:
                tables[number, at] = table
    overlaid = Overlaid(catalogue)
    accounts: dict[_Place, Checked] = {}
    for place in sorted(tables, key=lambda place: (_turn(tables[place], options), place)):
        sheet = tables.pop(place)
        try:
            with using(overlaid.catalogue):  # by which rules of a contract are held against rows, too
                accounts[place] = check(sheet, overlaid.catalogue, options, overlaid.refused)
            overlaid.lay(place, accounts[place])
        except ExtractError as problem:
            problems[place] = str(problem)
        overlaid.note_refused(sheet, _kind(sheet, options))
    accounts, wrong = overlaid.held_against_each_other(accounts)
    in_order = {place: accounts[place] for place in sorted(accounts)}
    if problems or wrong:
        told = [problems[place] for place in sorted(problems)] + wrong
        told += [said for account in in_order.values() if (said := refused_rows(account))]
        raise ExtractError("\n\n".join(told))
    found = [tuple(a for (of, _), a in in_order.items() if of == n) for n in range(len(files))]
    return [_with_their_audits(of_file) for of_file in found], overlaid.catalogue


def _with_their_audits(accounts: tuple[Checked, ...]) -> tuple[Checked, ...]:
    """The tables of a file that a recipe reads as audits and as what is within them: of an audit that is refused, no
    area of practice and no person is taken in."""
    audits = [account for account in accounts if account.kind == "audits" and account.recipe]
    if not any(account.refused for account in audits):
        return accounts
    there = pl.concat(account.accepted["audit_id"] for account in audits)
    return tuple(
        without(account, ~account.accepted["audit_id"].is_in(there.implode()), "audit_id", "audits")
        if account.kind in WITHIN_AUDITS and account.recipe
        else account
        for account in accounts
    )


def _turn(sheet: Sheet, options: Options) -> int:
    """When a table is checked: kinds of the catalogue first, for the others are checked by what they say."""
    kind = _kind(sheet, options)
    return CATALOGUE_KINDS.index(kind) if kind in CATALOGUE_KINDS else len(CATALOGUE_KINDS)


def _kind(sheet: Sheet, options: Options) -> str:
    try:
        return kind_of(sheet, options).KIND
    except ExtractError:  # which `check` raises
        return ""


def _read(name: str, content: bytes, catalogue: Catalogue, options: Options) -> list[Sheet | ExtractError]:
    """The tables of a file, or why one of them, or the file, can't be read. One without rows is a problem where the
    file has no other; else the account of another says so."""
    try:
        tables = read_file(content, name, catalogue, options)
    except ChildLevelLists:  # is said of no other file, so that all can be forgotten at once
        raise
    except ExtractError as problem:
        return [problem]
    bare = [table for table in tables if isinstance(table, NoRows)]
    first = next((table for table in tables if isinstance(table, Sheet)), None)
    if not bare or first is None:
        return tables
    where = formatting.joined([table.file_name.removeprefix(f"{name}, ") for table in bare])
    said = f"{name}: there is only a header, which changes nothing, in {where}."
    told = replace(first, notices=(*first.notices, said))
    return [told if table is first else table for table in tables if not isinstance(table, NoRows)]


def catalogue_of(files: Iterable[tuple[str, bytes]]) -> Catalogue:
    """The catalogue that files make by themselves. Raises ExtractError where a file can't be used, and CatalogueError
    where a row is wrong."""
    accounts, catalogue = check_files(files, build({}))
    if wrong := [said for of_file in accounts for account in of_file if (said := refused_rows(account))]:
        raise CatalogueError("\n\n".join(wrong))
    return catalogue


def read_file(
    content: bytes, file_name: str, catalogue: Catalogue | None = None, options: Options | None = None
) -> list[Sheet | ExtractError]:
    """The tables of a file, with what was left out said in their notices, or why one of them can't be read. The recipes
    are those of the catalogue; without one, a file is read as it is laid out.

    Raises ExtractError, with a sentence that says what it is and what to do, for a file that can't be read.
    """
    options = options or Options()
    refuse_foreign(content, file_name)
    raws = _visible(content, file_name) if is_workbook(content) else []
    if catalogue is None or options.kind in CATALOGUE_KINDS:
        return list(_tables(content, file_name, raws, options))
    recipes = all_recipes(catalogue)
    national = [recipe for recipe in recipes.values() if recipe.kind == NationalFigures.KIND]
    cells = _cells(content, file_name, raws)
    named = recipe_named(catalogue, options.recipe) if options.recipe else None
    if (named is None or named.kind == NationalFigures.KIND) and any(map(is_national, cells(_AS_IT_LOOKS))):
        return _national(cells(_AS_IT_LOOKS), [named] if named else national, catalogue, file_name)
    if named:
        return _by_recipe(named, content, file_name, raws, catalogue)
    others = [recipe for recipe in recipes.values() if recipe not in national]
    own = [recipe for recipe in others if recipe.recipe in catalogue.recipes]
    others = [recipe for recipe in others if recipe not in own]
    if found := recognised(catalogue, cells, file_name, own):
        _refuse_child_level(cells(found[0]), file_name, found[1])
        return read_with(*found, file_name, cells(found[0]))
    _refuse_child_level(cells(_AS_IT_LOOKS), file_name)
    try:
        tables = list(_tables(content, file_name, raws, options))
    except ExtractError as problem:  # of a text, which is one table
        tables = [problem]
    if all(map(_fits, tables)):
        return tables
    if near := drift(catalogue, cells, own):
        return [ExtractError(f"{file_name}: {drifted(*near)}")]
    if found := recognised(catalogue, cells, file_name, others):
        read = read_with(*found, file_name, cells(found[0]))
        return read if all(isinstance(sheet, Sheet) and not sheet.problems for sheet in read) else tables
    near = drift(catalogue, cells, others)
    return [_near(table, drifted(*near)) for table in tables] if near else tables


def _national(
    tables: Sequence[Grid], recipes: Sequence[Recipe], catalogue: Catalogue, file_name: str
) -> list[Sheet | ExtractError]:
    """The tables of a file of national statistics, or why one of them can't be read."""
    found: list[Sheet | ExtractError] = []
    for grid in filter(is_national, tables):
        name = f"{file_name}, sheet {grid.name}" if grid.name else file_name
        try:
            found += read_national(grid, recipes, catalogue, name)
        except ExtractError as problem:
            found.append(problem)
    return found


def grids(content: bytes, file_name: str, recipe: Recipe | None = None) -> list[Grid]:
    """The tables of a file as they stand: the sheets of a workbook that people see and that don't explain the others.

    Text is parted and encoded as the recipe says, or as it looks. Raises ExtractError where the file can't be read.
    """
    refuse_foreign(content, file_name)
    in_workbook = is_workbook(content)
    found = _grids(_visible(content, file_name), file_name) if in_workbook else [_text_grid(content, file_name, recipe)]
    _refuse_child_level(found, file_name)
    return found


def nearest_recipe(content: bytes, file_name: str, catalogue: Catalogue) -> Recipe | None:
    """The authority's own recipe that a file nearly fits; None if there is none."""
    raws = _visible(content, file_name) if is_workbook(content) else []
    own = [recipe for recipe in catalogue.recipes.values() if recipe.kind != NationalFigures.KIND]
    near = drift(catalogue, _cells(content, file_name, raws), own)
    return near[0] if near else None


def _cells(
    content: bytes, file_name: str, raws: Sequence[tuple[RawSheet, list[str]]]
) -> Callable[[Recipe], list[Grid]]:
    """What gives the tables of a file, parted and encoded as a recipe says."""
    in_workbook = _grids(raws, file_name)
    texts: dict[tuple[str, str], list[Grid]] = {}

    def cells(recipe: Recipe) -> list[Grid]:
        if in_workbook:
            return in_workbook
        of = recipe.encoding, recipe.delimiter
        if of not in texts:
            texts[of] = [_text_grid(content, file_name, recipe)]
        return texts[of]

    return cells


def _by_recipe(
    recipe: Recipe,
    content: bytes,
    file_name: str,
    raws: Sequence[tuple[RawSheet, list[str]]],
    catalogue: Catalogue,
) -> list[Sheet | ExtractError]:
    """The tables of a file as one recipe reads them. Raises ExtractError where it does not fit."""
    tables = _grids(raws, file_name) if raws else [_text_grid(content, file_name, recipe)]
    matched = matched_tables(recipe, tables, catalogue)
    _refuse_child_level(tables, file_name, matched)
    if not matched:
        raise ExtractError(f"{file_name} has no sheet that the recipe “{recipe.recipe}” reads ({recipe.sheets}).")
    if unlike := [(grid, of) for grid, of in matched if not of.fits]:
        raise ExtractError(f"{file_name}: {drifted(recipe, unlike)}")
    return read_with(recipe, matched, file_name, tables)


def _near(table: Sheet | ExtractError, near: str) -> Sheet | ExtractError:
    """What has the columns of no kind, as a mistake that says which recipe it nearly fits."""
    if isinstance(table, Sheet):
        return table if headed(table.header) else ExtractError(f"{table.file_name}: {near}")
    return table if isinstance(table, NoRows) else ExtractError(f"{table}\n\n{near}")


def _fits(table: Sheet | ExtractError) -> bool:
    """Whether a table has the columns of some kind, and no others."""
    if isinstance(table, ExtractError):
        return False
    header = set(table.header)
    fitting = any(header <= extract.columns().keys() for extract in headed(table.header))
    return fitting and not table.problems


def _text_grid(content: bytes, file_name: str, recipe: Recipe | None = None) -> Grid:
    encoding, delimiter = (recipe.encoding, DELIMITERS.get(recipe.delimiter)) if recipe else ("", None)
    text, notices = decoded(content, file_name, encoding)
    return Grid("", partial(csv_rows, text, file_name, delimiter or delimiter_of(text)), notices=notices)


def _refuse_child_level(tables: Sequence[Grid], file_name: str, matched: Sequence[tuple[Grid, Match]] = ()) -> None:
    """Raises ChildLevelLists if a table has a row for each child, unless a recipe of the authority's own fits it: it
    says which columns are left out."""
    read = [grid for grid, of in matched if of.fits]
    refuse_child_level((grid.top for grid in tables if grid not in read), file_name)


def _grids(raws: Sequence[tuple[RawSheet, list[str]]], file_name: str) -> list[Grid]:
    return [
        Grid(raw.name, partial(_numbered, raw), raw.merged, raw.from_1904, True, tuple(notices))
        for raw, notices in raws
    ]


def _numbered(raw: RawSheet) -> Iterator[tuple[int, list[str]]]:
    return iter(enumerate(raw.rows, 1))


def _visible(content: bytes, file_name: str) -> list[tuple[RawSheet, list[str]]]:
    """The sheets of a workbook that are read, with what there is to say of them and of those that are not."""
    filled = [raw for raw in read_workbook(content, file_name) if raw.rows]
    tables = [raw for raw in filled if not raw.hidden and not _explains(raw)]
    refuse_child_level((raw.rows for raw in filled if raw not in tables), file_name)
    if not tables:
        raise ExtractError(f"{file_name} has no visible sheet with figures. Unhide the sheet, or export it as CSV.")
    left_out = [
        f"{file_name}: the sheet “{raw.name}” was not read, because "
        f"{'it is hidden' if raw.hidden else 'its name says that it explains the others'}."
        for raw in filled
        if raw not in tables
    ]
    return [
        (raw, [*(left_out if number == 0 else []), *_hidden(raw, f"{file_name}, sheet {raw.name}")])
        for number, raw in enumerate(tables)
    ]


def _tables(
    content: bytes, file_name: str, raws: Sequence[tuple[RawSheet, list[str]]], options: Options
) -> Iterator[Sheet | ExtractError]:
    """The tables of a file that is laid out as an extract, or why one of them can't be read. Raises ExtractError where
    the file can't."""
    if not raws:
        yield read_csv(content, file_name)
    for raw, notices in raws:
        name = f"{file_name}, sheet {raw.name}" if raw.name else file_name
        try:
            table = Table(name, [*notices], True, raw.merged, options.fill_down, raw.from_1904)
            yield read_rows(enumerate(raw.rows, 1), table)
        except ExtractError as problem:
            yield problem


def _explains(raw: RawSheet) -> bool:
    """Whether a sheet explains the others, by its name; the glossary of a catalogue has the columns of one."""
    name = raw.name.strip().lower()
    own = EXTRACTS.get(name)
    return name in _EXPLAINING and not (own and any(own in headed(line) for line in raw.rows[:HEADER_WITHIN]))


def _hidden(raw: RawSheet, name: str) -> list[str]:
    """That rows and columns which people do not see were read all the same."""
    width = max(map(len, raw.rows))
    rows = listed(raw.hidden_rows)
    columns = listed([letters(column) for column in raw.hidden_columns if column <= width])
    said = [f"{what} {which}" for what, which in (("row", rows), ("column", columns)) if which]
    return [f"{name}: hidden in the workbook, and read like the others: {' and '.join(said)}."] if said else []
