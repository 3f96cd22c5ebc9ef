"""From files, whatever they are, to the account of each table: CSV is one, a workbook has one in each sheet."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from analytics.catalogue import Catalogue
from analytics.extracts.checking import Checked, Options, check, refused_rows
from analytics.extracts.reading import ExtractError, Sheet, Table, letters, listed, read_csv, read_rows
from analytics.extracts.workbook import RawSheet, is_workbook, read_workbook, refuse_foreign

# Sheets by these names explain the others and hold no figures.
_EXPLAINING = ("cover", "contents", "notes", "read me", "readme", "lookups", "glossary")


def check_files(
    files: Iterable[tuple[str, bytes]], catalogue: Catalogue, options: Options | None = None
) -> list[tuple[Checked, ...]]:
    """The accounts of the tables of each file (its name and content), in the order of the files.

    Raises ExtractError where any file as a whole can't be used; it says what is wrong with all of them.
    """
    options = options or Options()
    accounts: list[tuple[Checked, ...]] = []
    problems: list[str] = []
    for name, content in files:
        found: list[Checked] = []
        try:
            for sheet in _tables(content, name, options.fill_down):
                try:
                    found.append(check(_read(sheet), catalogue, options))
                except ExtractError as problem:
                    problems.append(str(problem))
        except ExtractError as problem:
            problems.append(str(problem))
        accounts.append(tuple(found))
    if problems:
        problems += [said for found in accounts for account in found if (said := refused_rows(account))]
        raise ExtractError("\n\n".join(problems))
    return accounts


def read_file(content: bytes, file_name: str, *, fill_down: bool = False) -> list[Sheet]:
    """The tables of a file, with what was left out said in their notices. `fill_down` is that of `Options`.

    Raises ExtractError, with a sentence that says what it is and what to do, for anything that can't be read.
    """
    return [_read(table) for table in _tables(content, file_name, fill_down)]


def _read(table: Sheet | ExtractError) -> Sheet:
    if isinstance(table, ExtractError):
        raise table
    return table


def _tables(content: bytes, file_name: str, fill_down: bool) -> Iterator[Sheet | ExtractError]:
    """The tables of a file, or why one of them can't be read. Raises ExtractError where the file can't."""
    refuse_foreign(content, file_name)
    if not is_workbook(content):
        yield read_csv(content, file_name)
        return
    filled = [raw for raw in read_workbook(content, file_name) if raw.rows]
    tables = [raw for raw in filled if not raw.hidden and raw.name.strip().lower() not in _EXPLAINING]
    if not tables:
        raise ExtractError(f"{file_name} has no visible sheet with figures. Unhide the sheet, or export it as CSV.")
    left_out = [
        f"{file_name}: the sheet “{raw.name}” was not read, because "
        f"{'it is hidden' if raw.hidden else 'its name says that it explains the others'}."
        for raw in filled
        if raw not in tables
    ]
    for number, raw in enumerate(tables):
        name = f"{file_name}, sheet {raw.name}"
        try:
            notices = [*(left_out if number == 0 else []), *_hidden(raw, name)]
            table = Table(name, notices, True, raw.merged, fill_down, raw.from_1904)
            yield read_rows(enumerate(raw.rows, 1), table)
        except ExtractError as problem:
            yield problem


def _hidden(raw: RawSheet, name: str) -> list[str]:
    """That rows and columns which people do not see were read all the same."""
    width = max(map(len, raw.rows))
    rows = listed(raw.hidden_rows)
    columns = listed([letters(column) for column in raw.hidden_columns if column <= width])
    said = [f"{what} {which}" for what, which in (("row", rows), ("column", columns)) if which]
    return [f"{name}: hidden in the workbook, and read like the others: {' and '.join(said)}."] if said else []
