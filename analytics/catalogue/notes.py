"""Notes on a council's own papers: what is a fact of one council, and shown beside the rules that hold for all.

They lie in the folder `notes` of the catalogue, a CSV file each, in UTF-8. A file that is not there, or has no row, is
an empty frame, and pages leave out what it would fill.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import polars as pl

from analytics.catalogue.catalogue import Catalogue, CatalogueError, catalogue, folder
from analytics.months import as_month

_TEXT, _MONTH = pl.String(), pl.Date()
_COLUMNS: dict[str, dict[str, pl.DataType]] = {
    "texts": {"page": _TEXT, "part": _TEXT, "text": _TEXT},
    "simulated": {"text": _TEXT},
    "summary_claims": dict.fromkeys(("claim_id", "paragraph", "measure_id", "claimed", "found"), _TEXT),
    "printed_examples": {
        "month": _MONTH, "measure_id": _TEXT, "printed_group": pl.Int64(), "printed_dot": _TEXT,
        "printed_trend": _TEXT, "printed_change": pl.Float64(), "printed_distance": pl.Float64(),
    },
    "unreproducible": dict.fromkeys(("rows_of", "subject", "where", "printed", "why"), _TEXT),
    "discrepancies": {
        "papers": _MONTH, "figure": _TEXT, "month": _MONTH, "statuses": _TEXT, "what": _TEXT, "printed": _TEXT,
        "why": _TEXT,
    },
}  # fmt: skip


@dataclass(frozen=True)
class Notes:
    """The notes of one council, a frame each; rows in the order of the file, null where a field is empty.

    - `texts`: a text in Markdown, the page it is shown on, and the part of the page (a rule's heading on Methods).
    - `simulated`: how simulated rows were made, a text in Markdown.
    - `summary_claims`: claims of a published summary that its own figures do not bear out: paragraph, measure_id, what
      is claimed, and what was found.
    - `printed_examples`: what analysts printed beside an indicator of a month: group, words of direction (dot, trend),
      change and distance (points).
    - `unreproducible`: printed figures that rows (of indicators, audits or screening) can't give: table (where), row
      (subject), as printed, and why not.
    - `discrepancies`: figures of the audits that papers (of a month) print in two ways; `figure` and `month` say how
      the rows give it (see `audits.papers_differ`).
    """

    texts: pl.DataFrame
    simulated: pl.DataFrame
    summary_claims: pl.DataFrame
    printed_examples: pl.DataFrame
    unreproducible: pl.DataFrame
    discrepancies: pl.DataFrame

    def said(self, page: str, part: str) -> str:
        """The texts for a part of a page, with a blank line between two; empty if there are none."""
        return "\n\n".join(self.texts.filter(page=page, part=part)["text"])


def read_notes(folder: Path, known: Catalogue) -> Notes:
    """Read and check the notes in a folder. Raises CatalogueError naming the file, and what is wrong with it."""
    return Notes(**{name: _read(folder / f"{name}.csv", columns, known) for name, columns in _COLUMNS.items()})


def _read(file: Path, columns: dict[str, pl.DataType], known: Catalogue) -> pl.DataFrame:
    if not file.is_file():
        return pl.DataFrame(schema=columns)
    months = [name for name, kind in columns.items() if kind == _MONTH]
    try:
        frame = pl.read_csv(file, schema_overrides=columns | dict.fromkeys(months, pl.String))
    except (OSError, pl.exceptions.PolarsError) as problem:
        raise CatalogueError(f"notes/{file.name} can't be read: {problem}.") from None
    if frame.columns != list(columns):
        raise CatalogueError(
            f"notes/{file.name}, line 1: the columns must be {', '.join(columns)}; found {', '.join(frame.columns)}."
        )
    for name in months:
        for text in frame[name]:
            if as_month(text or "") is None:
                raise CatalogueError(f"notes/{file.name}, field {name}: “{text or ''}” is not a month such as 2024-05.")
        frame = frame.with_columns(pl.col(name).map_elements(as_month, pl.Date))
    if "measure_id" in columns:
        for measure in frame["measure_id"]:
            if measure not in known.indicators:
                raise CatalogueError(f"notes/{file.name}, field measure_id: “{measure}” is not in indicators.csv.")
    return frame


@cache
def _read_once(folder: Path) -> Notes:
    return read_notes(folder / "notes", catalogue())


def notes() -> Notes:
    """The notes that lie with the catalogue, read once."""
    return _read_once(folder())
