"""The catalogue of a store from before catalogues were loaded: a folder of CSV files, some under other names. And the
parts of the audit form, which were the same for everybody before they were loaded."""

from __future__ import annotations

import csv
import io
import os
from functools import cache
from pathlib import Path, PurePosixPath

from analytics.catalogue import Catalogue, CatalogueError
from analytics.catalogue.catalogue import DATA
from analytics.extracts import catalogue_of
from analytics.extracts.catalogue_fields import csv_content

SETTING = "LINE_OF_SIGHT_CATALOGUE"
_NAMES = {
    "indicators": "definitions", "audit_scale": "audit_form", "notes/texts": "note_texts",
    "notes/simulated": "note_simulated", "notes/summary_claims": "note_claims",
    "notes/printed_examples": "note_examples", "notes/unreproducible": "note_unreproducible",
    "notes/discrepancies": "note_discrepancies",
}  # fmt: skip
_COLUMNS = {
    "publications": {"source": "of_source", "file": "file_name"},
    "audit_targets": {"source": "reference"},
    "note_simulated": {"text": "how_made"},
    "note_discrepancies": {"what": "named"},
}
# What the first edition called the whole and its parts on every page.
_CALLED = {"whole": "county", "part": "locality", "parts": "localities"}
FORMER_PARTS = DATA / "starter" / "audit_parts.csv"  # of an audit form whose store was told nothing of its parts
_DEMONSTRATION = DATA / "demonstration" / "catalogue"


def former_catalogue() -> Catalogue:
    """The catalogue that the files make. Raises CatalogueError where they are missing or wrong."""
    return _read(_folder())


def former_files() -> list[tuple[str, bytes]]:
    """The files as kinds of the catalogue have them: name and content. Raises CatalogueError where there are none."""
    return _files(_folder())


def _files(folder: Path) -> list[tuple[str, bytes]]:
    found = {str(file.relative_to(folder).with_suffix("").as_posix()): file for file in folder.rglob("*.csv")}
    files: list[tuple[str, bytes]] = []
    for name, file in sorted(found.items()):
        kind = _NAMES.get(name, name)
        rows = list(csv.DictReader(io.StringIO(file.read_text(encoding="utf-8-sig"), newline="")))
        if kind == "areas" and any(row["kind"] == "whole" for row in rows):
            whole = [row for row in rows if row["kind"] == "whole"]
            files.append(("council.csv", csv_content([{"council": whole[0]["name"], **_CALLED}])))
            rows = [row for row in rows if row not in whole]
        for old, new in _COLUMNS.get(kind, {}).items():
            rows = [{new if column == old else column: cell for column, cell in row.items()} for row in rows]
        if kind == "publications":
            rows = [row | {"file_name": PurePosixPath(row["file_name"]).name} for row in rows]
        if rows:
            files.append((f"{kind}.csv", csv_content(rows)))
    if "audit_form.csv" in dict(files) and FORMER_PARTS.name not in dict(files):
        files.append((FORMER_PARTS.name, FORMER_PARTS.read_bytes()))
    return files


@cache
def _read(folder: Path) -> Catalogue:
    return catalogue_of(_files(folder))


def _folder() -> Path:
    """What the setting names, or the folder where the catalogue lay; the demonstration's where there is none."""
    named = os.environ.get(SETTING)
    folder = Path(named) if named else DATA / "catalogue"
    if not any(folder.glob("*.csv")):
        if named:
            raise CatalogueError(f"There is no catalogue in {folder}, which {SETTING} names.")
        return _DEMONSTRATION
    return folder
