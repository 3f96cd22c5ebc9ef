"""The catalogue, or one recipe, as one workbook, a sheet for each kind, which people edit and load again.

The same catalogue gives the same bytes. Headings are in words, months are dates, and what is not changed is read back
as it was.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from io import BytesIO

import polars as pl
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, Cell, MergedCell
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from analytics.catalogue import ALL, Catalogue, build
from analytics.extracts.catalogue_fields import Field, as_text, fields, heading
from analytics.extracts.checking import Options, check
from analytics.extracts.kinds import EXTRACTS, listed_kinds
from analytics.extracts.kinds.context import NationalFigures
from analytics.extracts.kinds.recipes import RECIPE_KINDS
from analytics.extracts.reading import read_csv
from analytics.extracts.recipes import recipe_named
from analytics.extracts.recipes.shipped import FOLDER

READ_ME, LOOKUPS = "Read me", "Lookups"  # sheets that are not read
_ABOUT = (
    "This workbook is the catalogue of {council}: what its figures mean. Change it, save it, and load it.",
    "Load it on the Data page, or with: python -m analytics load FILE.xlsx",
    "Nothing is stored before you have seen what would change. Every load can be undone.",
    "Each sheet is a list. The first row has its headings: keep them, and hold the pointer over one to read its note.",
    "One row is one line of the list. Where cells offer a choice, choose from it.",
    "To add a line, write it below the others. To change one, write over it.",
    "To take a line away, delete its row. The load then asks whether the file is the whole: say that it is.",
    "A line that is called otherwise (by its Measure ID, its area, its term) is a new line.",
    "A sheet with nothing below its headings changes nothing. You may delete sheets that you don't change.",
    "Write months as 01/04/2026 (Excel takes Apr-26 for a day in April), and percentages as 85 or 85%.",
)
_OF_ANY_LIST = slice(1, 7)  # what of this is so of a recipe too
_ABOUT_RECIPE = (
    "This workbook is the recipe “{name}”: how files of one shape are read. Change it, save it, and load it."
)
_ABOUT_NATIONAL = (
    "Each row of Recipe columns is a figure of the file: its heading, and under Only where what its filters must say.",
    "Field says what the figure is. value: a percentage or rate. numerator: a number. denominator: what it is out of.",
    "Says names the national measure, and what the year is: national_measure=ReReferral; period=year to March.",
    "The sheet Lookups has the national measure of each indicator. What is filled in is guessed from names: check it.",
    "A row without national_measure is not read. Delete it, or write “leave out” as its field.",
)
_MONTH, _TEXT = "mmm yyyy", "@"
_ROWS = 2_000  # as far down as cells offer their choices
_NARROWEST, _WIDEST = 11, 60  # characters
_LONGEST_LIST = 255  # characters of a list of choices, in Excel
_THEN = datetime(2000, 1, 1)  # when every workbook was written, as it says of itself
_WRITTEN = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def workbook(catalogue: Catalogue) -> bytes:
    """The catalogue as XLSX bytes. Notes and recipes have a sheet only where there are any."""
    about = [line.format(council=catalogue.council) for line in _ABOUT]
    return _book(f"Catalogue of {catalogue.council}", about, catalogue.rows, listed_kinds(catalogue.rows))


def recipe_workbook(catalogue: Catalogue, name: str) -> bytes:
    """One recipe as XLSX bytes: the authority's own, else the one that is shipped. Raises ExtractError where there is
    none of this name."""
    recipe = recipe_named(catalogue, name)
    rows = catalogue.rows if name in catalogue.recipes else {kind: _shipped(kind) for kind in RECIPE_KINDS}
    of_recipe = {kind: rows[kind].filter(recipe=name) for kind in RECIPE_KINDS if kind in rows}
    about = [_ABOUT_RECIPE.format(name=name), *_ABOUT[_OF_ANY_LIST]]
    if recipe.kind != NationalFigures.KIND:
        return _book(f"Recipe {name}", about, of_recipe, RECIPE_KINDS)
    measures = [(one.name, catalogue.national_measure(one.measure_id)) for one in catalogue.indicators.values()]
    return _book(f"Recipe {name}", [*about, *_ABOUT_NATIONAL], of_recipe, RECIPE_KINDS, measures)


def _shipped(kind: str) -> pl.DataFrame:
    file = FOLDER / f"{kind}.csv"
    return check(read_csv(file.read_bytes(), file.name), build({}), Options(kind=kind)).accepted


def _book(
    title: str,
    said: Sequence[str],
    rows: Mapping[str, pl.DataFrame],
    kinds: Sequence[str],
    measures: Sequence[tuple[str, ...]] = (),
) -> bytes:
    book = Workbook()
    book.properties.title = title
    book.properties.creator = "Line of Sight"
    book.properties.created = _THEN
    about = book.active
    assert isinstance(about, Worksheet)  # a new workbook has a sheet
    about.title = READ_ME
    about.column_dimensions["A"].width = 2 * _WIDEST
    for line in said:
        about.append([line])
    for kind in kinds:
        _fill(book.create_sheet(heading(kind)), kind, rows.get(kind), kinds)
    if measures:
        lookups = book.create_sheet(LOOKUPS)
        for pair in (("Indicator", "National measure"), *measures):
            lookups.append(pair)
        for letter in "AB":
            lookups.column_dimensions[letter].width = _WIDEST
    out = BytesIO()
    book.save(out)
    return _dated(out)


def _fill(sheet: Worksheet, kind: str, rows: pl.DataFrame | None, kinds: Sequence[str]) -> None:
    sheet.freeze_panes = "A2"
    for place, field in enumerate(fields(kind), 1):
        held = rows[field.name].to_list() if rows is not None else []
        head = sheet.cell(1, place)
        head.value = field.heading
        head.font = Font(bold=True)
        head.comment = Comment(note(field), "Line of Sight", height=140, width=320)
        for number, value in enumerate(held, 2):
            _write(sheet.cell(number, place), value)
        letter = get_column_letter(place)
        column = sheet.column_dimensions[letter]
        if (shown := _format(field)) is not None:
            for cell in (column, *sheet[letter][1:]):
                cell.number_format = shown
        longest = max(len(text) for text in (field.heading, *map(as_text, held)))
        column.width = min(max(longest, _NARROWEST), _WIDEST) + 2
        if (choices := _choices(field, kinds)) is not None:
            choices.add(f"{letter}2:{letter}{max(_ROWS, len(held) + 1)}")
            sheet.add_data_validation(choices)


def note(field: Field) -> str:
    """What goes into a field, whether it may be empty, and how it is written."""
    said = [field.note]
    if field.reads == "month":
        said.append("A month, such as 01/04/2026.")
    if field.required and field.usual:
        said.append(f"Left empty: {field.usual}.")
    else:
        said.append("Must be filled in." if field.required else "May be empty.")
    return " ".join(said)


def _format(field: Field) -> str | None:
    """The number format of cells that are still to be filled in: a short name is text, whatever it looks like."""
    if field.reads == "month":
        return _MONTH
    return _TEXT if field.reads == "text" and (field.key or field.names) else None


def _choices(field: Field, kinds: Sequence[str]) -> DataValidation | None:
    """The list that a cell offers: all there is to choose from, or the lines of another sheet, which may get more."""
    listed = ",".join(field.choices)
    if field.choices and len(listed) <= _LONGEST_LIST:
        offered = DataValidation("list", formula1=f'"{listed}"', allow_blank=not field.required, showErrorMessage=True)
        offered.errorTitle, offered.error = field.heading, f"Choose one of: {listed.replace(',', ', ')}."
        return offered
    if field.names in kinds:
        named = [f.name for f in fields(field.names)].index(EXTRACTS[field.names].KEY[0]) + 1
        letter = get_column_letter(named)
        source = f"{quote_sheetname(heading(field.names))}!${letter}$2:${letter}${_ROWS}"
        warned = field.usual != ALL  # which no sheet lists
        offered = DataValidation("list", formula1=source, allow_blank=True, showErrorMessage=warned)
        offered.errorStyle, offered.errorTitle = "warning", field.heading
        offered.error = f"This is not on the sheet {heading(field.names)}. Add it there too."
        return offered
    return None


def _write(cell: Cell | MergedCell, value: object) -> None:
    """A value as Excel has it; text stays text, though it looks like a formula or an error."""
    if value is None:
        return
    if isinstance(value, bool):
        cell.value = as_text(value)
    elif isinstance(value, date | int | float):
        cell.value = value
    else:
        text = ILLEGAL_CHARACTERS_RE.sub("", str(value))
        cell.value, cell.data_type = text, "s"
        cell.quotePrefix = text.startswith(("=", "+", "-", "@"))
        if len(text) > _WIDEST:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def _dated(written: BytesIO) -> bytes:
    """The workbook without the moment at which it was written."""
    out = BytesIO()
    with zipfile.ZipFile(written) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _WRITTEN.sub(rb"\g<1>2000-01-01T00:00:00Z", content)
            part = zipfile.ZipInfo(name)
            part.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(part, content)
    return out.getvalue()
