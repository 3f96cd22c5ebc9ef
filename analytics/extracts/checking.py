"""Holding a sheet against the contract of its kind: every row is accounted for, and all that is wrong is said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

import polars as pl

from analytics import formatting, months
from analytics.catalogue import ALL, Catalogue
from analytics.extracts import fractions, oddities
from analytics.extracts.cells import comparators, metadata, reads, typed, unreadable, with_markers
from analytics.extracts.contracts import TOTAL, TOTAL_COLUMNS, TOTALS, Extract
from analytics.extracts.dates import as_month, as_period
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.reading import NAME_COLUMNS, ROW, ExtractError, Sheet, listed, perhaps, plain, refusal
from analytics.units import Kind, Unit

FINDING = {ROW: pl.Int64, "column": pl.String, "value": pl.String, "problem": pl.String, "code": pl.String}
_OF_ALL = Extract.columns().keys()  # which say nothing of a kind
_NAMED_ROWS = 5  # of the rows that share a key, so many are named
WAITS = "waits"  # the code of a row that names a row which is refused
_SAID_ROWS = 20  # of the rows of a file that can't be used, so many are told of


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
    available, or zero. `fractions` says whether percentages are written as fractions of 1, which are then multiplied by
    100; without it, what looks like them is asked about. `fill_down` gives the value of merged cells to each of their
    rows. `recipe` names the recipe that the files are read with. `today` is the day against which a cut is in the
    future.
    """

    kind: str | None = None
    cut: date | None = None
    source: str | None = None
    dash: str | None = None
    fractions: bool | None = None
    fill_down: bool = False
    recipe: str | None = None
    today: date = field(default_factory=date.today)


@dataclass(frozen=True)
class Checked:
    """The account of one table: rows_in = accepted + refused + totals + blank.

    `accepted` has the typed columns of the contract, `accepted_from` the row of the file that each came from.
    `refusals` has one row a problem: row_number, column, value, problem (a sentence), code; a row with two problems
    stands there twice, and what may be somebody's words has no value there. In the wide shape a row is a figure:
    row_number and column are its place in the file, and blank counts the empty cells. `recipe` is the one that it was
    read with, and `scope` what that says that the table states, whole or part; `read` has the text cells to keep in
    place of the file, where a recipe leaves out columns, or where rows that may have somebody's words were refused.
    """

    file_name: str
    kind: str
    source: str
    cut: date
    rows_in: int
    accepted: pl.DataFrame
    accepted_from: pl.Series
    refusals: pl.DataFrame
    refused: int
    totals: int
    blank: int
    notices: tuple[str, ...]
    scope: str | None = None
    recipe: str | None = None
    read: pl.DataFrame | None = None


def refusal_sentence(row: int, column: str, value: str, problem: str) -> str:
    """One problem of one row as people read it."""
    return f"row {row}{f', {column}' if column else ''}: {f'“{value}” ' if value else ''}{problem}"


def refused_rows(checked: Checked) -> str:
    """The refused rows of a table, the first of many; empty if there are none."""
    said = to_correct(checked, _SAID_ROWS, "")
    return "\n- ".join([f"{checked.file_name}, rows to correct:", *said]) if said else ""


def to_correct(checked: Checked, most: int, to_see_all: str) -> list[str]:
    """What is wrong with the rows of a table, in sentences, `most` of them and then how many more there are, and how to
    see all. Of rows that wait for another one it says how many there are."""
    waits = pl.col("code") == WAITS
    wrong = checked.refusals.filter(~waits)
    said = [refusal_sentence(*row[:-1]) for row in wrong.head(most).rows()]
    if wrong.height > most:
        said.append(f"and {wrong.height - most:,} more{to_see_all}.")
    if waiting := checked.refusals.group_by(ROW).agg(waits.all()).filter("code").height:
        wait = formatting.counted(waiting, "row waits", "rows wait")
        said.append(f"{wait} for what is refused elsewhere in these files; nothing else is wrong there.")
    return said


def check(
    sheet: Sheet, catalogue: Catalogue, options: Options | None = None, refused: Mapping[str, set[str]] | None = None
) -> Checked:
    """Hold a sheet against a contract and account for each of its rows.

    `refused` are, by kind of the catalogue, names whose rows came in and were refused. Raises ExtractError where the
    file as a whole can't be used, such as for wrong columns, several cuts or sources; it says everything that is wrong
    with the file, its rows too where the columns allow to judge them.
    """
    options = as_told(sheet, options or Options())
    extract = kind_of(sheet, options)
    text, problems = _complete(sheet, extract, options)
    told = text.select(ROW, what=_what_a_row_is(sheet, extract, catalogue))
    data = _as_usual(text.filter(told["what"] == "data"), extract)
    if data.is_empty():
        none = "The file has no rows but blank ones and totals. Write All where a row is of all areas or teams."
        raise refusal(sheet.file_name, [*problems, none])
    data, left_out = with_markers(_named(data, sheet, extract, catalogue), extract, options.dash)
    parsed, findings = _parse(data, sheet, extract, catalogue)
    if options.fractions:
        parsed = fractions.multiplied(data, parsed, extract, catalogue)
    findings += _unknown_names(data, extract, catalogue, refused or {})
    findings += _broken_rules(parsed, data, extract, findings)
    findings += _beyond_bounds(parsed, data, extract, catalogue, options)
    findings += _of_another_unit(data, extract, catalogue)
    findings += _duplicates(_but(parsed, findings, ["source", "cut", *extract.KEY]), sheet, extract)
    findings += _in_the_future(parsed, options.today)
    if not options.fractions:
        proved_alone = options.fractions is False
        problems += fractions.asked(data, parsed, sheet, extract, catalogue, proved_alone=proved_alone)
    source, cut = _source_and_cut(data, parsed, problems)
    accepted = _but(parsed, findings)
    worth_a_look = [*left_out, *oddities.found(sheet, accepted, catalogue, cut, options.fractions)]
    checked = Checked(
        file_name=sheet.file_name,
        kind=extract.KIND,
        source=source,
        cut=cut,
        rows_in=text.height,
        accepted=accepted.drop(ROW),
        accepted_from=_rows_of_file(accepted[ROW], sheet),
        refusals=_placed(pl.DataFrame(sorted(set(_unquoted(findings, extract))), schema=FINDING, orient="row"), sheet),
        refused=parsed.height - accepted.height,
        totals=told.filter(pl.col("what") == "total").height,
        blank=told.filter(pl.col("what") == "blank").height,
        notices=(*sheet.notices, *(f"{sheet.file_name}: {said}" for said in worth_a_look)),
        scope=sheet.told.scope if sheet.told else None,
        recipe=sheet.told.recipe if sheet.told else None,
        read=_kept(sheet, extract, accepted, parsed),
    )
    if problems:
        said = str(refusal(sheet.file_name, problems)), refused_rows(checked)
        raise ExtractError("\n\n".join(filter(None, said)))
    return checked


def as_told(sheet: Sheet, options: Options) -> Options:
    """The options with what a recipe says of the sheet, where nobody said otherwise."""
    told = sheet.told
    if told is None:
        return options
    return replace(
        options,
        kind=options.kind or told.kind,
        cut=options.cut or told.cut,
        source=options.source or told.source,
        fractions=told.fractions if options.fractions is None else options.fractions,
    )


def _quotable(name: str, extract: type[Extract]) -> bool:
    column = extract.columns().get(name)
    return column is None or "unquoted" not in metadata(column)


def _unquoted(findings: list[_Finding], extract: type[Extract]) -> list[_Finding]:
    return [found if _quotable(found.column, extract) else found._replace(value="") for found in findings]


def _kept(sheet: Sheet, extract: type[Extract], accepted: pl.DataFrame, parsed: pl.DataFrame) -> pl.DataFrame | None:
    """The cells to keep where the file is not kept as it is."""
    if accepted.height < parsed.height and not all(_quotable(name, extract) for name in extract.columns()):
        return sheet.cells.filter(pl.col(ROW).is_in(accepted[ROW].to_list()))
    return sheet.cells if sheet.told and sheet.told.leaves_out else None


def _but(rows: pl.DataFrame, findings: list[_Finding], columns: Sequence[str] = ()) -> pl.DataFrame:
    """The rows of which nothing was found, or nothing in these columns."""
    wrong = {finding.row_number for finding in findings if not columns or finding.column in columns}
    return rows.filter(~pl.col(ROW).is_in(list(wrong)))


def kind_of(sheet: Sheet, options: Options) -> type[Extract]:
    """The kind that was said, or whose columns the header fits, or that a sheet is called by; `cut` may be told apart
    from the file.

    Raises ExtractError where it fits none.
    """
    if options.kind:
        return EXTRACTS[options.kind]
    if sheet.places is not None:
        return next(extract for extract in EXTRACTS.values() if extract.WIDE)
    header = set(sheet.header)
    enough = [extract for extract in EXTRACTS.values() if not _lacking(extract, header)]
    fitting = [extract for extract in enough if header <= extract.columns().keys()]
    if fitting or enough:
        return max(fitting or enough, key=lambda extract: len(header & extract.columns().keys()))
    named = EXTRACTS.get(plain(sheet.file_name.rpartition(", sheet ")[2]))  # a sheet of the catalogue's workbook
    if named and named.OF_CATALOGUE and header & (named.columns().keys() - _OF_ALL):
        return named
    closest = max(
        (e for e in EXTRACTS.values() if not e.OF_CATALOGUE or len(header & (e.columns().keys() - _OF_ALL)) > 1),
        key=lambda extract: len(header & extract.columns().keys()) - len(_lacking(extract, header)),
    )
    columns = closest.columns()
    strange = [perhaps(n, [c for c in columns if c not in header]) for n in sheet.header if n not in columns]
    problem = (
        "The columns are not those of any kind of extract. Show once how such files are read, on the Data page or with "
        "“recipe new”, or rename the columns. "
        f"The closest kind is {closest.KIND}, whose columns are {', '.join(columns)}. "
        f"The file lacks {formatting.joined(sorted(_lacking(closest, header)))}. "
    )
    if strange:
        problem += f"Not understood: {listed(strange)}. "
    if header & set(NAME_COLUMNS):
        problem += "In a table with a column for each month, the headings must be months such as Jul-21."
    raise refusal(sheet.file_name, [problem.strip(), *sheet.problems])


def _lacking(extract: type[Extract], header: set[str]) -> frozenset[str]:
    return extract.required() - {"cut"} - header


def _complete(sheet: Sheet, extract: type[Extract], options: Options) -> tuple[pl.DataFrame, list[str]]:
    """The sheet with every column of the contract, and what is wrong with its columns; what it lacks comes from the
    options or a default.

    Raises ExtractError where a column is missing without which no row can be judged.
    """
    columns = extract.columns()
    problems = list(sheet.problems)
    spare = [name for name in columns if name not in sheet.header]
    unknown = [perhaps(name, spare) for name in sheet.header if name not in columns]
    if unknown:
        problems.append(
            f"Columns that the kind {extract.KIND} does not have: {listed(unknown)}. Rename them or take them out."
        )
    told = {"cut": months.code(options.cut) if options.cut else None, "source": options.source}
    for name, value in told.items():
        if value is not None and name in sheet.header:
            problems.append(f"The file has a column {name} of its own. Load it without naming the {name}.")
    filled: dict[str, str] = {}
    missing: list[str] = []
    for name in (name for name in columns if name not in sheet.header):
        if told.get(name) is not None:
            filled[name] = str(told[name])
        elif name == "cut" and extract.OF_CATALOGUE:
            filled[name] = months.code(options.today.replace(day=1))
        elif name == "cut" and (cut := _newest(sheet, "month" if sheet.places is not None else extract.CUT_FROM)):
            filled[name] = months.code(cut)
        elif name in extract.required():
            missing.append(name)
        else:
            filled[name] = metadata(columns[name])["default"]
    if missing:
        hint = " Name the month that it describes on the Data page, or with --cut 2024-09." if "cut" in missing else ""
        problems.append(f"The file lacks {formatting.joined(missing)}, which the kind {extract.KIND} needs.{hint}")
    if missing == ["cut"]:  # the rows can be judged without it, by a month that nobody uses
        filled["cut"] = months.code(_newest(sheet, extract.MONTH) or options.today)
    elif missing:
        raise refusal(sheet.file_name, problems)
    return sheet.cells.with_columns(*(pl.lit(value).alias(name) for name, value in filled.items())), problems


def _as_usual(data: pl.DataFrame, extract: type[Extract]) -> pl.DataFrame:
    """A list of the catalogue with what is usual in cells that are left empty and must not be."""
    if not extract.OF_CATALOGUE:
        return data
    usual = {n: metadata(c).get("default") for n, c in extract.columns().items() if not c.nullable}
    return data.with_columns(
        pl.when(pl.col(name) == "").then(pl.lit(value)).otherwise(name).alias(name)
        for name, value in usual.items()
        if value
    )


def _newest(sheet: Sheet, column: str | None) -> date | None:
    if column is None or column not in sheet.header:
        return None
    cells = sheet.cells[column].unique()
    found = [as_month(cell, sheet.from_1904) or getattr(as_period(cell), "last", None) for cell in cells]
    days = [day for day in found if day is not None]
    return max(days).replace(day=1) if days else None


def _what_a_row_is(sheet: Sheet, extract: type[Extract], catalogue: Catalogue) -> pl.Expr:
    """`blank` (or the header once more), `total`, or `data`."""
    blank = pl.all_horizontal(pl.col(sheet.header) == "")
    # A header in mid-table repeats its own names; two columns of it tell, and cost little in a million rows.
    again = pl.all_horizontal(pl.col(n).str.to_lowercase().str.replace_all(" ", "_") == n for n in sheet.header[:2])
    columns, first = extract.columns(), sheet.header[0]
    total_columns = [name for name in TOTAL_COLUMNS if name in columns]
    if first in columns and reads(columns[first]) != "text":  # “Total” stands in the first column, though it has months
        total_columns.append(first)
    if extract.OF_CATALOGUE:  # which has no totals, but may name what is called so
        total_columns = []
    total = pl.any_horizontal(
        pl.lit(False),
        *(pl.col(c).is_in(_totals(sheet.cells[c], catalogue)) for c in total_columns if c in sheet.header),
    )
    return pl.when(blank | again).then(pl.lit("blank")).when(total).then(pl.lit("total")).otherwise(pl.lit("data"))


def _totals(cells: pl.Series, catalogue: Catalogue) -> list[str]:
    """What says in these cells that its row is a total. The name of an indicator may end with the word."""
    words, names = TOTAL if cells.name == "measure_id" else TOTALS, cells.unique()
    return [n for n in names.filter(names.str.to_lowercase().str.contains(words)) if n not in catalogue.areas]


def _named(data: pl.DataFrame, sheet: Sheet, extract: type[Extract], catalogue: Catalogue) -> pl.DataFrame:
    """The wide shape names indicators as people read them; only exact names and confirmed aliases are known, but for
    what is read by a recipe (see `Catalogue.meant`). The council's own name is the whole of it."""
    if sheet.places is not None and "measure_id" in data.columns:
        data = data.with_columns(measure_id=pl.col("measure_id").replace(dict(catalogue.names)))
    for name, column in extract.columns().items():
        listed_as = metadata(column).get("names") or ""
        if listed_as == "areas" and metadata(column)["or_all"]:
            whole = pl.col(name).str.to_lowercase() == catalogue.council.lower()
            data = data.with_columns(pl.when(whole).then(pl.lit(ALL)).otherwise(name).alias(name))
        if sheet.told and listed_as in catalogue.meant:
            meant = catalogue.meant[listed_as]
            found = {text: meant[text.casefold()] for text in data[name].unique() if text.casefold() in meant}
            data = data.with_columns(pl.col(name).replace(found))
    return data


def _parse(
    text: pl.DataFrame, sheet: Sheet, extract: type[Extract], catalogue: Catalogue
) -> tuple[pl.DataFrame, list[_Finding]]:
    columns = extract.columns()
    parsed = text.select(
        ROW, *(typed(c, n, text[n], catalogue.council, sheet.from_1904).alias(n) for n, c in columns.items())
    )
    findings: list[_Finding] = []
    unread = {name: (pl.lit(text[name]) != "") & pl.lit(parsed[name]).is_null() for name in columns}
    some = pl.select(holds.any().alias(name) for name, holds in unread.items()).row(0, named=True)
    for name, column in columns.items():
        if not some[name]:
            continue
        how = reads(column)
        for row, cell in text.filter(unread[name]).select(ROW, name).rows():
            problem, code = unreadable(cell, how)
            if how == "comparator":
                problem += formatting.nearest(cell, set(comparators(catalogue.council).values()))
            findings.append(_Finding(row, name, cell[:80], problem, code))
    return parsed, findings


def waiting(kind: str) -> str:
    """What is wrong with a row that names a row of a kind which is refused."""
    return f"is refused in the {EXTRACTS[kind].IN_WORDS}. This row waits for it."


def without(account: Checked, waits: pl.Series, column: str, kind: str) -> Checked:
    """The account with those of its accepted rows refused that wait for a row of another kind, which is refused."""
    rows = zip(account.accepted_from.filter(waits), account.accepted[column].filter(waits), strict=True)
    found = [(row, column, value, waiting(kind), WAITS) for row, value in rows]
    return replace(
        account,
        accepted=account.accepted.filter(~waits),
        accepted_from=account.accepted_from.filter(~waits),
        refusals=pl.concat([account.refusals, pl.DataFrame(found, schema=FINDING, orient="row")]).unique().sort(ROW),
        refused=account.refused + len(found),
    )


def _unknown_names(
    text: pl.DataFrame, extract: type[Extract], catalogue: Catalogue, refused: Mapping[str, set[str]]
) -> list[_Finding]:
    findings: list[_Finding] = []
    for name, column in extract.columns().items():
        about = metadata(column)
        if "names" not in about:
            continue
        kind = {"indicators": "definitions"}.get(about["names"], about["names"])
        whole = [ALL, catalogue.council] if about["or_all"] and about["names"] == "areas" else []
        known = [*getattr(catalogue, about["names"]), *([ALL] if about["or_all"] else [])]
        names = catalogue.names if about["names"] == "indicators" else ()
        unknown = text.filter(~pl.col(name).is_in(known) & (pl.col(name) != ""))
        offered = {cell: formatting.nearest(cell, [*known, *names, *whole]) for cell in unknown[name].unique()}
        for row, cell in unknown.select(ROW, name).rows():
            if cell in refused.get(kind, ()):
                findings.append(_Finding(row, name, cell[:80], waiting(kind), WAITS))
                continue
            problem = f"is not in the catalogue ({kind.replace('_', ' ')}){offered[cell]}"
            findings.append(_Finding(row, name, cell[:80], problem, f"{name.replace('_', '-')}-unknown"))
    return findings


def _with_units(extract: type[Extract], catalogue: Catalogue) -> Iterator[tuple[str, str, dict[str, Unit]]]:
    """The columns of figures of indicators or national measures, the column that names those, and their units."""
    for name, column in extract.columns().items():
        of = metadata(column).get("percent", "")
        if units := catalogue.units(of):
            yield name, of, units


def _beyond_bounds(
    parsed: pl.DataFrame, text: pl.DataFrame, extract: type[Extract], catalogue: Catalogue, options: Options
) -> list[_Finding]:
    """Figures that lie outside the bounds of their indicator's unit."""
    findings: list[_Finding] = []
    for name, of, units in _with_units(extract, catalogue):
        for end, code, far in (("lowest", "min", "below"), ("highest", "max", "above")):
            bounds = {named: getattr(unit, end) for named, unit in units.items()}
            bound = pl.col(of).replace_strict(bounds, default=None, return_dtype=pl.Float64)
            outside = pl.col(name) < bound if end == "lowest" else pl.col(name) > bound
            beyond = parsed.filter(outside).select(ROW, bound=bound).join(text.select(ROW, cell=name), on=ROW)
            for row, cell, limit in beyond.select(ROW, "cell", "bound").rows():
                problem = f"must not be {far} {limit:g}."
                if options.fractions and far == "above":
                    problem = "is not a fraction of 1. Load the file without saying that it has fractions."
                findings.append(_Finding(row, name, cell[:80], problem, f"{name}-{code}"))
    return findings


def _of_another_unit(text: pl.DataFrame, extract: type[Extract], catalogue: Catalogue) -> list[_Finding]:
    """Figures whose text has a sign that is not that of their indicator: a percentage where a rate is wanted."""
    findings: list[_Finding] = []
    for name, of, units in _with_units(extract, catalogue):
        signed = text.filter(pl.col(name).str.contains("[%£]"), pl.col(of).is_in(list(units)))
        for row, named, cell in signed.select(ROW, of, name).rows():
            unit = units[named]
            percent = "%" in cell
            if percent != (unit.kind is Kind.PERCENTAGE) or (not percent and not unit.name.startswith("£")):
                problem = f"is {'a percentage' if percent else 'money'}, and the indicator is {unit.described}."
                findings.append(
                    _Finding(row, name, cell[:80], f"{problem} Write it in that unit.", f"{name}-of-another-unit")
                )
    return findings


def _sentence(rule: str, column: Any) -> str:
    """What is wrong, for the rules that dataframely makes of a column's options."""
    if rule == "nullability" and metadata(column).get("default") == ALL:
        return f"is empty. Write {ALL} where a row is not split by it, such as a figure of the whole council."
    if rule == "nullability":
        return "is empty. Fill it in."
    if rule in ("min", "max"):
        return f"must not be {'below' if rule == 'min' else 'above'} {getattr(column, rule):g}."
    if rule == "max_length":
        return f"is longer than {column.max_length} characters."
    if rule == "check__first_day":
        return "is not the first day of a month. Write a month as 2024-09 or 2024-09-01."
    if problem := metadata(column).get("problems", {}).get(rule.removeprefix("check__")):
        return str(problem)
    if rule == "check__one_of":
        return f"is not one of {', '.join(column.metadata['allowed']())}."
    return "must be a short name in lower case, such as council or published."


def _broken_rules(
    parsed: pl.DataFrame, text: pl.DataFrame, extract: type[Extract], wrong: list[_Finding]
) -> list[_Finding]:
    """What the contract itself finds; a cell that could not even be read is not judged a second time."""
    contract = extract.numbered(ROW)
    _, failed = contract.filter(parsed)
    if len(failed) == 0:
        return []
    details = failed.details()
    findings: list[_Finding] = []
    for rule in failed.counts():
        column, _, of_column = rule.partition("|")
        if of_column:
            problem, code = _sentence(of_column, contract.columns()[column]), f"{column}-{of_column}"
            looks_at = [column]
        else:
            looks_at = extract.columns_of(rule)
            column, said = extract.sentence(rule)
            problem, code = said + ".", rule
        code = code.replace("check__", "").replace("_", "-")
        broken = text.select(ROW, column).join(details.filter(pl.col(rule) == "invalid"), on=ROW, how="semi")
        broken = _but(broken, wrong, looks_at)
        findings += [_Finding(row, column, cell[:80], problem, code) for row, cell in broken.rows()]
    return findings


def _duplicates(readable: pl.DataFrame, sheet: Sheet, extract: type[Extract]) -> list[_Finding]:
    """Rows with one key are all refused, and name each other: nobody can know which is meant."""
    key = ["source", "cut", *extract.KEY]
    shared = (
        readable.group_by(key)
        .agg(rows=pl.col(ROW).head(_NAMED_ROWS + 1), how_many=pl.len())
        .filter(pl.col("how_many") > 1)
    )
    findings: list[_Finding] = []
    repeated = readable.join(shared, on=key, nulls_equal=True).sort(ROW)
    place = dict(sheet.places.select(ROW, "row").rows()) if sheet.places is not None and shared.height else {}
    for row, rows, how_many in repeated.select(ROW, "rows", "how_many").rows():
        others = [place.get(other, other) for other in rows if other != row][:_NAMED_ROWS]
        more = f" and {how_many - 1 - len(others)} more" if how_many - 1 > len(others) else ""
        problem = f"is about the same thing as row {', '.join(map(str, others))}{more}. Keep one of them."
        findings.append(_Finding(row, "", "", problem, "duplicate-key"))
    return findings


def _in_the_future(parsed: pl.DataFrame, today: date) -> list[_Finding]:
    ahead = parsed.filter(pl.col("cut") > today)
    problem = "is in the future. The data month (the cut) must have begun."
    return [
        _Finding(row, "cut", months.code(cut), problem, "cut-in-future") for row, cut in ahead.select(ROW, "cut").rows()
    ]


def _source_and_cut(text: pl.DataFrame, parsed: pl.DataFrame, problems: list[str]) -> tuple[str, date]:
    """The one source and cut of the file; if there is none, or more than one, that is a problem."""
    cuts = sorted(parsed["cut"].drop_nulls().unique())
    sources = sorted(set(text["source"]) - {""})
    for what, found in (("data month (cut)", [months.code(cut) for cut in cuts]), ("source", sources)):
        if not found:
            problems.append(f"No row has a readable {what}.")
        elif found[1:]:
            problems.append(
                f"The file has more than one {what}: {listed(found)}. Split it and load the parts together."
            )
    return sources[0] if sources else "", cuts[0] if cuts else date.min


def _rows_of_file(rows: pl.Series, sheet: Sheet) -> pl.Series:
    """The rows of the file in which the rows of a sheet stand: in the wide shape, several stand in one."""
    if sheet.places is None:
        return rows
    return rows.to_frame().join(sheet.places, on=ROW, how="left", maintain_order="left")["row"]


def _placed(refusals: pl.DataFrame, sheet: Sheet) -> pl.DataFrame:
    """The place in the file that a person looks at, by the names of its own columns: where a row of the file is
    several, the row and the column of the figure."""
    called = pl.col("column").replace_strict(dict(sheet.called), default=None, return_dtype=pl.String)
    if sheet.places is None:
        return refusals.with_columns(column=pl.coalesce(called, "column")) if sheet.called else refusals
    return (
        refusals.join(sheet.places, on=ROW, how="left", maintain_order="left")
        .select(
            pl.col("row").alias(ROW), pl.coalesce(called, "column_name").alias("column"), "value", "problem", "code"
        )
        .unique(maintain_order=True)
    )  # a name is wrong once, not in each month
