"""Holding a sheet against the contract of its kind: every row is accounted for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

import dataframely as dy
import polars as pl

from analytics import months
from analytics.catalogue import ALL, Catalogue
from analytics.extracts.contracts import DASHES, TOTAL_COLUMNS, TOTAL_WORDS, WRITTEN_MARKERS, Extract
from analytics.extracts.dates import as_day, as_month
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.reading import ROW, ExtractError, Sheet

_FINDING = {ROW: pl.Int64, "column": pl.String, "value": pl.String, "problem": pl.String, "code": pl.String}
_NAMED_ROWS = 5  # of the rows that share a key, so many are named


class _Finding(NamedTuple):
    """One problem of one row; a row of `Checked.refusals`."""

    row_number: int
    column: str
    value: str
    problem: str
    code: str


@dataclass(frozen=True)
class Options:
    """What the analyst says about a file that the file does not say itself.

    `dash` is the marker that a dash stands for; without it a dash is refused, because it may mean no cases, not
    available, or zero. `today` is the day against which a cut lies in the future.
    """

    kind: str | None = None
    cut: date | None = None
    source: str | None = None
    dash: str | None = None
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Checked:
    """The account of one table: rows_in = accepted + refused + totals + blank.

    `accepted` has the typed columns of the contract. `refusals` has one row a problem: row_number, column,
    value, problem (a sentence), code; a row with two problems stands there twice. In the wide shape a row is a
    figure: row_number and column are its place in the file, and blank counts the empty cells.
    """

    file_name: str
    kind: str
    source: str
    cut: date
    rows_in: int
    accepted: pl.DataFrame
    refusals: pl.DataFrame
    refused: int
    totals: int
    blank: int
    notices: tuple[str, ...]


def check(sheet: Sheet, catalogue: Catalogue, options: Options | None = None) -> Checked:
    """Hold a sheet against a contract and account for each of its rows.

    Raises ExtractError where the file as a whole can't be used: wrong columns, several cuts or sources.
    """
    options = options or Options()
    extract = EXTRACTS[options.kind] if options.kind else _extract_of(sheet)
    text = _complete(sheet, extract, options)
    told = text.select(ROW, what=_what_a_row_is(sheet, extract))
    data = text.filter(told["what"] == "data")
    if data.is_empty():
        raise ExtractError(f"{sheet.file_name} has no rows besides blank ones and totals. Check the export.")
    if sheet.places is not None:
        data = _named(data, catalogue)
    data = _with_markers(data, extract, options.dash)
    parsed, findings = _parse(data, extract)
    findings += _unknown_names(data, extract, catalogue)
    readable = _but(parsed, findings)
    findings += _broken_rules(readable, data, extract)
    findings += _beyond_bounds(readable, data, extract, catalogue)
    findings += _duplicates(_but(parsed, findings), extract)
    source, cut = _one_source_and_cut(sheet, data, parsed)
    findings += _in_the_future(parsed, options.today)
    accepted = _but(parsed, findings)
    return Checked(
        file_name=sheet.file_name,
        kind=extract.KIND,
        source=source,
        cut=cut,
        rows_in=text.height,
        accepted=accepted.drop(ROW),
        refusals=_placed(pl.DataFrame(sorted(set(findings)), schema=_FINDING, orient="row"), sheet),
        refused=parsed.height - accepted.height,
        totals=told.filter(pl.col("what") == "total").height,
        blank=told.filter(pl.col("what") == "blank").height,
        notices=sheet.notices + _targets_that_differ(sheet, catalogue, cut),
    )


def _but(rows: pl.DataFrame, findings: list[_Finding]) -> pl.DataFrame:
    """The rows of which nothing was found."""
    return rows.filter(~pl.col(ROW).is_in(list({finding.row_number for finding in findings})))


def _metadata(column: dy.Column) -> dict[str, Any]:
    """What the contract says of a column besides its type; see `contracts`."""
    return column.metadata or {}


def _reads(column: dy.Column) -> str:
    given = _metadata(column).get("reads")
    kinds: dict[Any, str] = {dy.Int64: "whole number", dy.Float64: "number", dy.Bool: "yes or no"}
    return str(given or kinds.get(type(column), "text"))


def _nearest(word: str, known: Iterable[str]) -> str:
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"; did you mean “{near[0]}”?" if near else "."


def _extract_of(sheet: Sheet) -> type[Extract]:
    """The kind whose columns the header fits; `cut` may be told apart from the file."""
    if sheet.places is not None:
        return next(extract for extract in EXTRACTS.values() if extract.WIDE)
    header = set(sheet.header)
    enough = [extract for extract in EXTRACTS.values() if not _lacking(extract, header)]
    fitting = [extract for extract in enough if header <= extract.columns().keys()]
    if fitting or enough:
        return max(fitting or enough, key=lambda extract: len(header & extract.columns().keys()))
    closest = max(
        EXTRACTS.values(),
        key=lambda extract: len(header & extract.columns().keys()) - len(_lacking(extract, header)),
    )
    columns = closest.columns()
    strange = [f"“{n}”{_nearest(n, columns).rstrip('.').replace(';', ',')}" for n in sheet.header if n not in columns]
    raise ExtractError(
        f"{sheet.file_name}: its columns fit no extract kind. The closest is {closest.KIND}, for which it lacks "
        f"{', '.join(sorted(_lacking(closest, header)))}"
        + (f". It has no column {'; no '.join(strange)}" if strange else "")
        + f". The columns of {closest.KIND} are {', '.join(columns)}. Rename the file's columns, or add them."
    )


def _lacking(extract: type[Extract], header: set[str]) -> set[str]:
    return extract.required() - {"cut"} - header


def _complete(sheet: Sheet, extract: type[Extract], options: Options) -> pl.DataFrame:
    """The sheet with every column of the contract; what it lacks comes from the options or a default."""
    columns = extract.columns()
    unknown = [name for name in sheet.header if name not in columns]
    if unknown:
        raise ExtractError(
            f"{sheet.file_name}: the column “{unknown[0]}” does not belong to the kind {extract.KIND}"
            f"{_nearest(unknown[0], columns)} Rename it or take it out."
        )
    told = {"cut": months.code(options.cut) if options.cut else None, "source": options.source}
    for name, value in told.items():
        if value is not None and name in sheet.header:
            raise ExtractError(f"{sheet.file_name} has a column {name} of its own. Load it without naming the {name}.")
    filled: dict[str, str] = {}
    for name in (name for name in columns if name not in sheet.header):
        if told.get(name) is not None:
            filled[name] = str(told[name])
        elif name == "cut" and (cut := _newest(sheet, "month" if sheet.places is not None else extract.CUT_FROM)):
            filled[name] = months.code(cut)
        elif name in extract.required():
            hint = f" Name the month it describes {_ON_THE_PAGE}, or with --cut 2024-09." if name == "cut" else ""
            raise ExtractError(f"{sheet.file_name}: the kind {extract.KIND} needs the column {name}.{hint}")
        else:
            filled[name] = _metadata(columns[name])["default"]
    return sheet.cells.with_columns(*(pl.lit(value).alias(name) for name, value in filled.items()))


def _newest(sheet: Sheet, column: str | None) -> date | None:
    if column is None or column not in sheet.header:
        return None
    found = [as_month(cell) for cell in sheet.cells[column].unique()]
    days = [day for day in found if day is not None]
    return max(days).replace(day=1) if days else None


def _what_a_row_is(sheet: Sheet, extract: type[Extract]) -> pl.Expr:
    """`blank` (or the header once more), `total`, or `data`."""
    blank = pl.all_horizontal(pl.col(sheet.header) == "")
    # A header in mid-table repeats its own names; two columns of it tell, and cost little in a million rows.
    again = pl.all_horizontal(pl.col(n).str.to_lowercase().str.replace_all(" ", "_") == n for n in sheet.header[:2])
    columns, first = extract.columns(), sheet.header[0]
    total_columns = [name for name in TOTAL_COLUMNS if name in columns]
    if _reads(columns[first]) != "text":  # a spreadsheet writes “Total” into its first column, though it holds months
        total_columns.append(first)
    total = pl.any_horizontal(pl.lit(False), *(pl.col(c).str.to_lowercase().is_in(TOTAL_WORDS) for c in total_columns))
    return pl.when(blank | again).then(pl.lit("blank")).when(total).then(pl.lit("total")).otherwise(pl.lit("data"))


def _named(data: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """The wide shape names indicators as people read them; only exact names and confirmed aliases are known."""
    return data.with_columns(measure_id=pl.col("measure_id").replace(dict(catalogue.names)))


def _with_markers(data: pl.DataFrame, extract: type[Extract], dash: str | None) -> pl.DataFrame:
    """A marker written in the place of the value goes to the marker column."""
    if not {"value", "marker"} <= extract.columns().keys():
        return data
    written = WRITTEN_MARKERS | ({} if dash is None else dict.fromkeys(DASHES, dash))
    meant = pl.col("value").str.to_lowercase().replace_strict(written, default=None, return_dtype=pl.String)
    moves = meant.is_not_null() & pl.col("marker").is_in(["", *WRITTEN_MARKERS])
    return data.with_columns(
        marker=pl.when(moves & (pl.col("marker") == "")).then(meant).otherwise("marker"),
        value=pl.when(moves).then(pl.lit("")).otherwise("value"),
    )


def _distinct(read: Callable[[str], date | None], cells: pl.Series) -> dict[str, date]:
    """How each distinct text is read; days repeat, so that a million rows need a few readings."""
    found = {text: read(text) for text in cells.unique()}
    return {text: day for text, day in found.items() if day is not None}


def _as_type(reads: str, cell: pl.Expr, cells: pl.Series) -> pl.Expr:
    if reads in ("month", "date"):
        days = _distinct(as_month if reads == "month" else as_day, cells)
        return cell.replace_strict(days, default=None, return_dtype=pl.Date)
    if reads == "yes or no":
        return cell.str.to_lowercase().replace_strict(
            {"true": True, "yes": True, "1": True, "false": False, "no": False, "0": False},
            default=None,
            return_dtype=pl.Boolean,
        )
    if reads in ("number", "whole number"):
        plain = cell.str.replace(r"\s*%$", "") if reads == "number" else cell
        plain = plain.str.replace_all("\u00a0", "")
        grouped = pl.when(plain.str.contains(r"^-?[0-9]{1,3}(,[0-9]{3})+(\.[0-9]+)?$")).then(
            plain.str.replace_all(",", "")
        )
        plain = pl.coalesce(grouped, plain)
        number = pl.when(plain.str.contains(r"^-?[0-9]{1,15}(\.[0-9]+)?$")).then(plain).cast(pl.Float64, strict=False)
        if reads == "number":
            return number
        return pl.when(number == number.floor()).then(number).cast(pl.Int64, strict=False)
    return pl.when(cell != "").then(cell)


_SHOULD_BE = {
    "month": "is not a month such as 2024-09.",
    "date": "is not a date such as 2024-09-30 or 30/09/2024.",
    "number": "is not a number.",
    "whole number": "is not a whole number.",
    "yes or no": "is not true or false.",
}
_ON_THE_PAGE = "on the Data page under “What the files do not say themselves”"
_DASH = (
    "is a dash, which may mean suppressed, not available or nothing to count: write c, x or z in its place, or say "
    f"which it means {_ON_THE_PAGE}, or with --dash."
)
_DECIMAL_COMMA = "is not a number; before decimals stands a full stop, as in 61.5."


def _parse(text: pl.DataFrame, extract: type[Extract]) -> tuple[pl.DataFrame, list[_Finding]]:
    columns = extract.columns()
    parsed = text.select(ROW, *(_as_type(_reads(c), pl.col(n), text[n]).alias(n) for n, c in columns.items()))
    findings: list[_Finding] = []
    for name, column in columns.items():
        reads = _reads(column)
        wrong = text.filter((text[name] != "") & parsed[name].is_null())
        for row, cell in wrong.select(ROW, name).rows():
            problem, code = _SHOULD_BE[reads], "not-a-" + reads.replace(" ", "-")
            if cell in DASHES and name == "value":
                problem, code = _DASH, "dash"
            elif reads == "number" and re.fullmatch(r"-?\d+,\d+\s*%?", cell):
                problem = _DECIMAL_COMMA
            findings.append(_Finding(row, name, cell[:80], problem, code))
    return parsed, findings


def _unknown_names(text: pl.DataFrame, extract: type[Extract], catalogue: Catalogue) -> list[_Finding]:
    findings: list[_Finding] = []
    for name, column in extract.columns().items():
        metadata = _metadata(column)
        if "names" not in metadata:
            continue
        known = [*getattr(catalogue, metadata["names"]), *([ALL] if metadata["or_all"] else [])]
        unknown = text.filter(~pl.col(name).is_in(known) & (pl.col(name) != ""))
        offered = {cell: _nearest(cell, [*known, *catalogue.names]) for cell in unknown[name].unique()}
        for row, cell in unknown.select(ROW, name).rows():
            problem = f"is not in the catalogue ({metadata['names']}.csv){offered[cell]}"
            findings.append(_Finding(row, name, cell[:80], problem, f"{name.replace('_', '-')}-unknown"))
    return findings


def _beyond_bounds(
    readable: pl.DataFrame, text: pl.DataFrame, extract: type[Extract], catalogue: Catalogue
) -> list[_Finding]:
    """Figures that lie outside the bounds of their indicator's unit."""
    findings: list[_Finding] = []
    for name in (n for n, column in extract.columns().items() if _metadata(column).get("of_unit")):
        cells = text.select(ROW, cell=name)
        for end, code, far in (("lowest", "min", "below"), ("highest", "max", "above")):
            bounds = {measure_id: getattr(i.unit, end) for measure_id, i in catalogue.indicators.items()}
            bound = pl.col("measure_id").replace_strict(bounds, return_dtype=pl.Float64)
            rows = readable.select(ROW, name, bound=bound).join(cells, on=ROW)
            beyond = rows.filter(pl.col(name) < pl.col("bound") if end == "lowest" else pl.col(name) > pl.col("bound"))
            for row, cell, of in beyond.select(ROW, "cell", "bound").rows():
                findings.append(_Finding(row, name, cell[:80], f"must not be {far} {of:g}.", f"{name}-{code}"))
    return findings


def _sentence(rule: str, column: Any) -> str:
    """What is wrong, for the rules that dataframely makes of a column's options."""
    if rule == "nullability" and _metadata(column).get("default") == ALL:
        return f"is empty; write {ALL} where a row is not split by it, such as a figure of the whole council."
    if rule == "nullability":
        return "is empty, and must be filled in."
    if rule in ("min", "max"):
        return f"must not be {'below' if rule == 'min' else 'above'} {getattr(column, rule):g}."
    if rule == "max_length":
        return f"is longer than {column.max_length} characters."
    if rule == "check__first_day":
        return "is not the first day of a month; a month is written 2024-09 or 2024-09-01."
    if rule == "check__one_of":
        return f"is not one of {', '.join(column.metadata['allowed']())}."
    return "must be a short name in lower case, such as council or published."


def _broken_rules(readable: pl.DataFrame, text: pl.DataFrame, extract: type[Extract]) -> list[_Finding]:
    """What the contract itself finds; rows that could not even be read are not judged a second time."""
    contract = extract.numbered(ROW)
    _, failed = contract.filter(readable)
    if len(failed) == 0:
        return []
    details = failed.details()
    findings: list[_Finding] = []
    for rule in failed.counts():
        column, _, of_column = rule.partition("|")
        if of_column:
            problem, code = _sentence(of_column, contract.columns()[column]), f"{column}-{of_column}"
        else:
            column, said = extract.sentence(rule)
            problem, code = said + ".", rule
        code = code.replace("check__", "").replace("_", "-")
        broken = text.select(ROW, column).join(details.filter(pl.col(rule) == "invalid"), on=ROW, how="semi")
        findings += [_Finding(row, column, cell[:80], problem, code) for row, cell in broken.rows()]
    return findings


def _duplicates(readable: pl.DataFrame, extract: type[Extract]) -> list[_Finding]:
    """Rows with one key are all refused, and name each other: nobody can know which is meant."""
    key = ["source", "cut", *extract.KEY]
    shared = (
        readable.group_by(key)
        .agg(rows=pl.col(ROW).head(_NAMED_ROWS + 1), how_many=pl.len())
        .filter(pl.col("how_many") > 1)
    )
    findings: list[_Finding] = []
    repeated = readable.join(shared, on=key, nulls_equal=True).sort(ROW)
    for row, rows, how_many in repeated.select(ROW, "rows", "how_many").rows():
        others = [str(other) for other in rows if other != row][:_NAMED_ROWS]
        more = f" and {how_many - 1 - len(others)} more" if how_many - 1 > len(others) else ""
        findings.append(
            _Finding(row, "", "", f"says the same figure as row {', '.join(others)}{more}.", "duplicate-key")
        )
    return findings


def _in_the_future(parsed: pl.DataFrame, today: date) -> list[_Finding]:
    ahead = parsed.filter(pl.col("cut") > today)
    problem = "lies in the future; a cut describes a month that has begun."
    return [
        _Finding(row, "cut", months.code(cut), problem, "cut-in-future") for row, cut in ahead.select(ROW, "cut").rows()
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


def _placed(refusals: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """The place in the file that a person looks at: in the wide shape, the row and the month's column."""
    if sheet.places is None:
        return refusals
    return refusals.join(sheet.places, on=ROW, how="left", maintain_order="left").select(
        pl.col("row").alias(ROW),
        pl.when(pl.col("column") == "measure_id").then(pl.lit("Indicator")).otherwise("column_name").alias("column"),
        "value",
        "problem",
        "code",
    )


def _targets_that_differ(sheet: Sheet, catalogue: Catalogue, cut: date) -> tuple[str, ...]:
    """A wide table carries targets along; they are compared with the catalogue and never stored from there."""
    differing = []
    for name, written in sheet.targets:
        measure_id = catalogue.names.get(name)
        in_force = [t for t in catalogue.targets if t.measure_id == measure_id and t.valid_from <= cut]
        known = f"{max(in_force, key=lambda t: t.valid_from).target:g}" if in_force else "none"
        if measure_id and written.rstrip("% ").removesuffix(".0") != known:
            differing.append(f"{name} ({written} in the file, {known} in the catalogue)")
    if not differing:
        return ()
    return (
        f"{sheet.file_name}: {len(differing)} targets differ from the catalogue, which is kept: "
        f"{'; '.join(differing[:5])}{'; and more' if len(differing) > 5 else ''}.",
    )
