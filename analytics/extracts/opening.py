"""From a file, whatever it is, to its tables: CSV is one, a workbook has one in each sheet."""

from __future__ import annotations

from analytics.extracts.reading import ExtractError, Sheet, read_csv, read_rows
from analytics.extracts.workbook import is_workbook, read_workbook, refuse_foreign

# Sheets by these names explain the others and hold no figures.
_EXPLAINING = ("cover", "contents", "notes", "read me", "readme", "lookups", "glossary")


def read_file(content: bytes, file_name: str) -> list[Sheet]:
    """The tables of a file, with what was left out said in their notices.

    Raises ExtractError, with a sentence that says what it is and what to do, for anything that can't be read.
    """
    refuse_foreign(content, file_name)
    if not is_workbook(content):
        return [read_csv(content, file_name)]
    left_out: list[str] = []
    found: list[Sheet] = []
    for raw in read_workbook(content, file_name):
        if not raw.rows:
            continue
        if raw.hidden or raw.name.strip().lower() in _EXPLAINING:
            why = "it is hidden" if raw.hidden else "its name says that it explains the others"
            left_out.append(f"{file_name}: the sheet “{raw.name}” was not read, because {why}.")
            continue
        name = f"{file_name}, sheet {raw.name}"
        found.append(read_rows(enumerate(raw.rows, 1), name, tuple(left_out)))
        left_out.clear()
    if not found:
        raise ExtractError(f"{file_name} has no visible sheet with figures. Unhide the sheet, or export it as CSV.")
    return found
