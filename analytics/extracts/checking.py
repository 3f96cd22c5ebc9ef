"""Holding a sheet against the contract of its kind: every row is accounted for."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

import dataframely as dy
import polars as pl

from analytics import months
from analytics.catalogue import ALL, Catalogue
from analytics.extracts.contracts import (
    CONTRACTS,
    KEYS,
    SENTENCES,
    TOTAL_COLUMNS,
    TOTAL_WORDS,
    Extract,
)
from analytics.extracts.reading import ROW, ExtractError, Sheet

_FINDING = {ROW: pl.Int64, "column": pl.String, "value": pl.String, "problem": pl.String, "code": pl.String}


@dataclass(frozen=True)
class Checked:
    """The account of one file: rows_in = accepted + refused + totals + blank.

    `accepted` has the typed columns of the contract. `refusals` has one row a problem: row_number, column,
    value, problem (a sentence), code; a row with two problems stands there twice.
    """

    file_name: str
    kind: str
    source: str
    cut: date
    rows_in: int
    accepted: pl.DataFrame
    refusals: pl.DataFrame
    totals: int
    blank: int
    notices: tuple[str, ...]

    @property
    def refused(self) -> int:
        return self.refusals[ROW].n_unique()


def check(sheet: Sheet, catalogue: Catalogue, kind: str | None = None, cut: date | None = None) -> Checked:
    """Hold a sheet against a contract and account for each of its rows.

    `kind` is found from the header if it is not given. `cut` serves files without a cut column.
    Raises ExtractError where the file as a whole can't be used: wrong columns, several cuts or sources.
    """
    kind = kind or _kind_of(sheet)
    contract = CONTRACTS[kind]
    text = _complete(sheet, kind, contract, cut)
    blank = pl.all_horizontal(pl.col(sheet.header) == "")
    total_columns = [c for c in TOTAL_COLUMNS if c in contract.columns()]
    total = pl.any_horizontal(pl.col(total_columns).str.to_lowercase().is_in(TOTAL_WORDS))
    told = text.select(
        ROW,
        rest=pl.when(blank).then(pl.lit("blank")).when(total).then(pl.lit("total")).otherwise(pl.lit("data")),
    )
    data = text.filter(told["rest"] == "data")
    parsed, findings = _parse(data, contract)
    findings += _unknown_names(data, contract, catalogue)
    findings += _broken_rules(parsed, data, contract, {f[0] for f in findings})
    findings += _duplicates(parsed, kind)
    refusals = pl.DataFrame(sorted(set(findings)), schema=_FINDING, orient="row")
    accepted = parsed.filter(~pl.col(ROW).is_in(refusals[ROW].to_list()))
    source, the_cut = _one_source_and_cut(sheet, data, parsed)
    return Checked(
        file_name=sheet.file_name,
        kind=kind,
        source=source,
        cut=the_cut,
        rows_in=text.height,
        accepted=accepted.drop(ROW),
        refusals=refusals,
        totals=told.filter(pl.col("rest") == "total").height,
        blank=told.filter(pl.col("rest") == "blank").height,
        notices=sheet.notices,
    )


def _file_columns(contract: type[Extract]) -> dict[str, Any]:
    return {name: column for name, column in contract.columns().items() if name != ROW}


def _reads(column: Any) -> str:
    given = (column.metadata or {}).get("reads")
    kinds: dict[Any, str] = {dy.Int64: "whole number", dy.Float64: "number", dy.Bool: "yes or no"}
    return str(given or kinds.get(type(column), "text"))


def _required(contract: type[Extract]) -> set[str]:
    return {n for n, c in _file_columns(contract).items() if "default" not in (c.metadata or {})}


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else ""


def _kind_of(sheet: Sheet) -> str:
    header = set(sheet.header)
    fitting = [kind for kind, contract in CONTRACTS.items() if _required(contract) - {"cut"} <= header]
    if len(fitting) == 1:
        return fitting[0]
    closest = max(CONTRACTS, key=lambda kind: len(header & _file_columns(CONTRACTS[kind]).keys()))
    missing = sorted(_required(CONTRACTS[closest]) - header)
    raise ExtractError(
        f"{sheet.file_name}: its columns fit no extract kind ({', '.join(CONTRACTS)}). "
        f"The closest is {closest}, for which it lacks {', '.join(missing)}. Name the kind, or add the columns."
    )


def _complete(sheet: Sheet, kind: str, contract: type[Extract], cut: date | None) -> pl.DataFrame:
    """The sheet with every column of the contract, those that it lacks filled with their default."""
    columns = _file_columns(contract)
    unknown = [name for name in sheet.header if name not in columns]
    if unknown:
        raise ExtractError(
            f"{sheet.file_name}: the column “{unknown[0]}” does not belong to the kind {kind}"
            f"{_nearest(unknown[0], columns)} Rename it or take it out."
        )
    given = {} if cut is None else {"cut": months.code(cut)}
    missing = [name for name in columns if name not in sheet.header and name not in given]
    lacking = [name for name in missing if name in _required(contract)]
    if lacking:
        hint = " Name the cut with --cut 2021-09." if lacking == ["cut"] else ""
        raise ExtractError(f"{sheet.file_name}: the kind {kind} needs the column {', '.join(lacking)}.{hint}")
    filled = {name: columns[name].metadata["default"] for name in missing} | given
    return sheet.cells.with_columns(
        *(pl.lit(value).alias(name) for name, value in filled.items() if name not in sheet.header)
    )


def _as_type(reads: str, cell: pl.Expr) -> pl.Expr:
    if reads in ("month", "date"):
        whole = pl.when(cell.str.contains(r"^\d{4}-\d{2}$")).then(cell + "-01").otherwise(cell)
        day = whole if reads == "month" else cell
        return pl.coalesce(
            day.str.to_date("%Y-%m-%d", strict=False, exact=True),
            day.str.to_date("%d/%m/%Y", strict=False, exact=True),
        )
    if reads == "yes or no":
        return cell.str.to_lowercase().replace_strict(
            {"true": True, "yes": True, "false": False, "no": False}, default=None, return_dtype=pl.Boolean
        )
    if reads in ("number", "whole number"):
        plain = cell.str.replace_all("[,\u00a0]", "").str.strip_suffix("%").str.strip_chars()
        number = pl.when(plain.str.contains(r"^-?\d+(\.\d+)?$")).then(plain).cast(pl.Float64, strict=False)
        if reads == "number":
            return number
        return pl.when(number == number.floor()).then(number).cast(pl.Int64, strict=False)
    return pl.when(cell != "").then(cell)


_SHOULD_BE = {
    "month": "is not a month such as 2021-09",
    "date": "is not a date such as 2021-09-30 or 30/09/2021",
    "number": "is not a number",
    "whole number": "is not a whole number",
    "yes or no": "is not true or false",
}

_Finding = tuple[int, str, str, str, str]


def _parse(text: pl.DataFrame, contract: type[Extract]) -> tuple[pl.DataFrame, list[_Finding]]:
    columns = _file_columns(contract)
    parsed = text.select(ROW, *(_as_type(_reads(c), pl.col(n)).alias(n) for n, c in columns.items()))
    findings: list[_Finding] = []
    for name, column in columns.items():
        reads = _reads(column)
        wrong = text.filter((text[name] != "") & parsed[name].is_null())
        code = "not-a-" + reads.replace(" ", "-")
        findings += [(row, name, cell, f"{_SHOULD_BE[reads]}.", code) for row, cell in wrong.select(ROW, name).rows()]
    return parsed.cast({ROW: pl.Int64}), findings


def _unknown_names(text: pl.DataFrame, contract: type[Extract], catalogue: Catalogue) -> list[_Finding]:
    findings: list[_Finding] = []
    for name, column in _file_columns(contract).items():
        listed = (column.metadata or {}).get("names")
        if listed is None:
            continue
        known = list(getattr(catalogue, listed)) + ([] if listed == "indicators" else [ALL])
        unknown = text.filter(~pl.col(name).is_in(known) & (pl.col(name) != ""))
        for row, cell in unknown.select(ROW, name).rows():
            problem = f"is not in the catalogue ({listed}.csv){_nearest(cell, known) or '.'}"
            findings.append((row, name, cell, problem, f"{name.replace('_', '-')}-unknown"))
    return findings


def _sentence(rule: str, column: Any) -> str:
    if rule == "nullability":
        return "is empty, and must be filled in."
    if rule == "min":
        return f"must not be below {column.min:g}."
    if rule == "max":
        return f"must not be above {column.max:g}."
    if rule == "check__first_day":
        return "is not the first day of a month; a month is written 2021-09 or 2021-09-01."
    if rule == "check__one_of":
        return f"is not one of {', '.join(column.metadata['allowed'])}."
    return "must be a short name in lower case, such as council or published."


def _broken_rules(
    parsed: pl.DataFrame, text: pl.DataFrame, contract: type[Extract], unreadable: set[int]
) -> list[_Finding]:
    """What the contract itself finds; rows that could not even be read are not judged a second time."""
    _, failed = contract.filter(parsed.filter(~pl.col(ROW).is_in(list(unreadable))))
    details = failed.details()
    cells = {row[ROW]: row for row in text.join(details.select(ROW), on=ROW).iter_rows(named=True)}
    findings: list[_Finding] = []
    for rule in (name for name in details.columns if name not in contract.columns()):
        column, _, of_column = rule.partition("|")
        if of_column:
            problem, code = _sentence(of_column, contract.columns()[column]), f"{column}-{of_column}"
        else:
            column, problem, code = SENTENCES[rule][0], SENTENCES[rule][1] + ".", rule
        code = code.replace("check__", "").replace("_", "-")
        for row in details.filter(pl.col(rule) == "invalid")[ROW]:
            findings.append((row, column, cells[row][column], problem, code))
    return findings


def _duplicates(parsed: pl.DataFrame, kind: str) -> list[_Finding]:
    key = list(KEYS[kind])
    repeated = (
        parsed.with_columns(rows=pl.col(ROW).implode().over(key))
        .filter(pl.col("rows").list.len() > 1)
        .select(ROW, "rows")
    )
    return [
        (
            row,
            key[-1],
            "",
            f"has the same key as row {', '.join(str(r) for r in rows if r != row)}.",
            "duplicate-key",
        )
        for row, rows in repeated.rows()
    ]


def _one_source_and_cut(sheet: Sheet, text: pl.DataFrame, parsed: pl.DataFrame) -> tuple[str, date]:
    cuts = sorted(parsed["cut"].drop_nulls().unique())
    sources = sorted(set(text["source"]) - {""})
    if not cuts or not sources:
        raise ExtractError(f"{sheet.file_name}: no row names a readable {'source' if cuts else 'cut'}.")
    if len(cuts) > 1 or len(sources) > 1:
        several = ", ".join(sources if len(cuts) == 1 else [months.code(cut) for cut in cuts])
        raise ExtractError(
            f"{sheet.file_name}: holds several cuts or sources ({several}). "
            "A file holds one cut of one source; split it and load the parts together."
        )
    return sources[0], cuts[0]
