"""From the text of cells to values: markers, numbers, days and names, and what is wrong with a cell that is none."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any

import dataframely as dy
import polars as pl

from analytics import formatting
from analytics.extracts.authorities import area_codes, authorities, key
from analytics.extracts.contracts import DASHES, MARKERS, WRITTEN_MARKERS, Extract, of_indicator
from analytics.extracts.dates import as_day, as_months, as_period

_COUNTS = ("numerator", "denominator")
_BOOLEANS = {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False}
_SHOULD_BE = {
    "month": "is not a month such as 2024-09 or Sep-24.",
    "date": "is not a date such as 30/09/2024, 30-Sep-24 or 2024-09-30. The day comes before the month.",
    "number": "is not a number.",
    "whole number": "is not a whole number.",
    "number of cases": "is not a number.",
    "yes or no": "is not true or false.",
    "period": "is not a period that can be read. Write one such as September 2024, Q1 2024/25, year to March 2025, "
    "2024/25, school year 2024-25, calendar year 2024 or 31 March 2025.",
    "comparator": "is not a known authority, region or group",
    "area code": "is not the code or name of a known authority, region or of England.",
}
_LIKE_A_NUMBER = re.compile(r"\(?[-−]?£?\d[\d,]*(\.\d+)?\s*%?\)?")
_MEANINGS = ", ".join(f"{marker} ({words})" for marker, words in MARKERS.items())
_DASH = (
    f"is a dash, which may mean several things. Write the marker that it means: {_MEANINGS}. Or say it once for the "
    "whole file: on the Data page, or with --dash."
)
# What is written in place of a number and is none: how it looks, what is wrong, and its code.
_NO_NUMBERS = [
    (re.compile("|".join(DASHES)), _DASH, "dash"),
    (
        re.compile(r"[~.#!†]+|\*{2,}"),
        f"is a symbol that sources use for different things. Write the marker that it means: {_MEANINGS}.",
        "symbol",
    ),
    (
        re.compile(
            r"[<>≤≥].*|(less|fewer|more|greater|under|over|below|above|at least|at most|up to)\b.*\d.*"
            r"|.*\d\s*%?\s*or (fewer|less|more|under|over|below|above)|\d+\s*(-|–|to)\s*\d+\s*%?",
            re.I,
        ),
        "is a range, not a number. Write the number, or c where it is suppressed.",
        "range",
    ),
    (re.compile(r"=.*"), "has no stored result. Open the workbook in Excel, save it, and load it again.", "no-result"),
    (re.compile(r"#.+"), "is an error of a formula. Correct the formula, or write x for not available.", "error"),
    (
        re.compile(r"-?£?[\d,]+(\.\d+)?\s*(k|m|bn|thousand|million)", re.I),
        "is a number with its unit. The unit is that of the indicator: write the number alone.",
        "note",
    ),
    (re.compile(r"-?£?\d+,\d+\s*%?"), "is not a number. Use a full stop as the decimal point, as in 61.5.", ""),
    (
        re.compile(r"-?[\d,]+(\.\d+)?\s*%?\s*(\*+|†|\[?[a-z]{1,3}\]?)", re.I),
        "is a number with a note after it. Write the number alone.",
        "note",
    ),
]


def metadata(column: dy.Column) -> dict[str, Any]:
    """What the contract says of a column besides its type; see `contracts`."""
    return column.metadata or {}


def reads(column: dy.Column) -> str:
    """How the text of a column is read."""
    kinds: dict[Any, str] = {dy.Int64: "whole number", dy.Float64: "number", dy.Bool: "yes or no"}
    return str(metadata(column).get("reads") or kinds.get(type(column), "text"))


def with_markers(data: pl.DataFrame, extract: type[Extract], dash: str | None) -> tuple[pl.DataFrame, list[str]]:
    """A symbol in the place of a figure goes to its marker column; and what was left out of the figures.

    A count goes with the other one of its share; where an indicator has no denominator, a symbol there says nothing.
    Where a kind has no marker, a symbol is no figure, and that is said.
    """
    written = WRITTEN_MARKERS | ({} if dash is None else dict.fromkeys(DASHES, dash))
    if "denominator" in data.columns and "measure_id" in data.columns:
        needless = ~of_indicator(lambda indicator: indicator.kind.divides and not indicator.population)
        says = pl.col("denominator").str.to_lowercase().is_in(list(written)) & pl.col("numerator").str.contains(r"\d")
        data = data.with_columns(denominator=pl.when(says & needless).then(pl.lit("")).otherwise("denominator"))
    columns = {name: metadata(column).get("marker") for name, column in extract.columns().items()}
    may_be_empty = [name for name, c in extract.columns().items() if c.nullable and "number" in reads(c)]
    markers = sorted({marker for marker in columns.values() if marker})
    symbols = {name: found for name in [*may_be_empty, *markers] if (found := _symbols(data[name], written))}
    if not symbols:
        return data, []
    meant = {
        name: pl.col(name).replace_strict(found, default=None, return_dtype=pl.String)
        for name, found in symbols.items()
    }
    empty = {name: meant[name].is_not_null() for name in symbols if name not in markers}
    said: list[str] = []
    if counts := [empty[name] for name in _COUNTS if name in empty]:
        either = pl.any_horizontal(counts)
        alone = either & pl.any_horizontal(pl.col(_COUNTS).str.contains(r"^\d"))
        if left_out := data.filter(alone).height:
            were = "was" if left_out == 1 else "were"
            how_many = formatting.counted(left_out, "count", "counts")
            said.append(f"{how_many} {were} left out, because the other count of the share is a symbol.")
        empty |= dict.fromkeys(_COUNTS, either)
    changed = {name: pl.when(to_empty).then(pl.lit("")).otherwise(name) for name, to_empty in empty.items()}
    for marker in markers:
        of = [name for name in ("value", "comparator", *_COUNTS) if columns.get(name) == marker]
        has_none = empty.get(of[0], pl.lit(False)) | (pl.col(of[0]) == "")
        instead = pl.coalesce(*(meant[name] for name in of if name in meant), pl.lit(""))
        own = pl.coalesce(*([meant[marker]] if marker in meant else []), marker)
        changed[marker] = pl.when((own == "") & has_none).then(instead).otherwise(own)
    for name in (name for name in symbols if name in may_be_empty and not columns[name]):
        cells = data.filter(empty[name]).height
        have, were = ("has", "was") if cells == 1 else ("have", "were")
        which = ", ".join(sorted(symbols[name]))
        told = f"{formatting.counted(cells, 'cell', 'cells')} of the column {name}"
        said.append(f"{told} {have} a symbol ({which}) and {were} read as no figure.")
    return data.with_columns(**changed), said


def _symbols(cells: pl.Series, written: Mapping[str, str]) -> dict[str, str]:
    """What stands for a marker among the cells, and for which."""
    odd = cells.filter(cells.str.contains(r"^\D")).unique()
    return {cell: written[cell.lower()] for cell in odd if cell.lower() in written}


def typed(column: dy.Column, name: str, cells: pl.Series, council: str, from_1904: bool) -> pl.Expr:
    """The column of this name as its contract types it; null where a text can't be read, and where it is empty."""
    how, cell = reads(column), pl.col(name)
    if "number" in how:
        return _number(cell, how)
    if how == "month":
        return cell.replace_strict(as_months(cells.unique(), from_1904), default=None, return_dtype=column.dtype)
    distinct: dict[str, Callable[[str], Any]] = {
        "date": partial(as_day, from_1904=from_1904),
        "yes or no": lambda text: _BOOLEANS.get(text.lower()),
        "period": lambda text: getattr(as_period(text), "words", None),
        "comparator": lambda text: comparators(council).get(key(text)),
        "area code": lambda text: area_codes().get(key(text)),
    }
    if how in distinct:  # they repeat, so that a million rows need a few readings
        found = {text: distinct[how](text) for text in cells.unique()}
        known = {text: value for text, value in found.items() if value is not None}
        return cell.replace_strict(known, default=None, return_dtype=column.dtype)
    if allowed := metadata(column).get("allowed"):
        lower = {text.lower(): text for text in allowed()}
        cell = cell.replace({text: lower[text.lower()] for text in cells.unique() if text.lower() in lower})
    return pl.when(cell != "").then(cell)


def _number(cell: pl.Expr, how: str) -> pl.Expr:
    """A number, also with a pound sign, with commas between thousands, and below 0 as accounts write it: (1,250)."""
    plain = cell.str.replace(r"\s*%$", "") if how == "number" else cell
    plain = plain.str.replace_all("\u00a0", "").str.replace(r"^−(£?\d)", "-$1")
    plain = plain.str.replace(r"^(£?)\((£?[\d,.]+)\)$", "-$1$2").str.replace(r"^(-?)£", "$1")
    grouped = pl.when(plain.str.contains(r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")).then(plain.str.replace_all(",", ""))
    plain = pl.coalesce(grouped, plain)
    number = pl.when(plain.str.contains(r"^-?[0-9]{1,15}(\.[0-9]+)?$")).then(plain).cast(pl.Float64, strict=False)
    if how != "whole number":
        return number
    return pl.when(number == number.floor()).then(number).cast(pl.Int64, strict=False)


def is_number(cell: str) -> bool:
    """Whether a cell looks like a number: with a pound or percent sign, with commas, in brackets."""
    return bool(_LIKE_A_NUMBER.fullmatch(cell.strip()))


def unreadable(cell: str, how: str) -> tuple[str, str]:
    """What is wrong with a cell that can't be read, and its code."""
    code = "not-a-" + how.replace(" ", "-")
    if how == "month" and as_period(cell):
        return "is not a month but a year or a quarter. Write a month such as Oct-09.", code
    if "number" in how:
        for looks, problem, own in _NO_NUMBERS:
            if looks.fullmatch(cell):
                return problem, own or code
    return _SHOULD_BE[how], code


@cache
def comparators(council: str) -> dict[str, str]:
    """Whose figures can be compared with, by a form of the name that all spellings share; the council is one."""
    known = {council: council} | {one.name: one.name for one in authorities()}
    known |= {also: one.name for one in authorities() for also in one.also}
    return {key(name): name_meant for name, name_meant in known.items()}
