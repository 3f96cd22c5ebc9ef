"""From the standard frames to counts: each definition's cases, summed up by month, area, team and breakdown.

DuckDB runs the queries without files, network, settings or room on the disk. What a query may be is checked before
(`needs`), on frames without a row, so that what it says of a mistake has nothing of a child in it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from analytics import months
from analytics.catalogue import ALL
from analytics.statutory.layout import OF_A_CHILD, Column, Definition, DefinitionError
from analytics.statutory.reading import NOT_KNOWN, Row

MEMORY, THREADS = "512MB", 1
FIRST_DAY = date(1990, 1, 1)  # the earliest day that is read
_MOST_MONTHS = 19  # that a definition may reach back

_TYPES = {"date": "DATE", "number": "INTEGER", "age": "INTEGER", "yes or no": "BOOLEAN"}
_UNCODED = {"text", *_TYPES}
_RESULTS = {"met": "BOOLEAN", "amount": r"(TINY|SMALL|BIG|HUGE)?INT(EGER)?|DOUBLE|DECIMAL.*"}
_OWN = {"row": "INTEGER", "area": "VARCHAR", "age_band": "VARCHAR"}  # of every frame, besides its columns
_TABLE_FUNCTIONS = {"range", "generate_series", "unnest"}
_MACROS = """
CREATE MACRO the_day() AS DATE '{day}';
CREATE MACRO months_before(n, day := the_day()) AS CAST(day - to_months(n) AS DATE);
CREATE MACRO year_before(day := the_day()) AS
  CASE WHEN day = last_day(day) THEN last_day(months_before(12, day)) ELSE months_before(12, day) END;
CREATE MACRO year_began(day := the_day()) AS make_date(year(day) - (month(day) < 4)::INTEGER, 4, 1);
CREATE MACRO is_open(started, ended, day := the_day()) AS started <= day AND (ended IS NULL OR ended > day);
CREATE MACRO working_days(a, b) AS
  (SELECT n FROM days WHERE days.day = b) - (SELECT n FROM days WHERE days.day = a);
"""

Count = tuple[str, str, str, str, str, str, float, float | None]  # measure, month, locality, team, breakdown ...
Case = tuple[str, str, str, float | None]  # list, identifier, day, and the amount of a mean


@dataclass(frozen=True)
class Behind:
    """What is asked about the figure of an indicator in a month: the cases in its numerator, or those in the `gap`
    between numerator and denominator; all cases of a mean."""

    measure_id: str
    month: date
    gap: bool = False
    locality: str = ALL
    team: str = ALL


def connected(columns: Sequence[Column], day: date, bank_holidays: Iterable[date]) -> duckdb.DuckDBPyConnection:
    """A database with the frames, without a row, and the macros; nothing else can be reached from it.

    `working_days(a, b)` is how many there are after a, up to and including b: Monday to Friday but bank holidays.
    """
    connection = duckdb.connect(
        ":memory:", config={"memory_limit": MEMORY, "threads": THREADS, "temp_directory": "",
                            "python_enable_replacements": False, "autoinstall_known_extensions": False}
    )  # fmt: skip
    for of in dict.fromkeys(column.of for column in columns):
        own = {column.name: _TYPES.get(column.type, "VARCHAR") for column in columns if column.of == of}
        named = ", ".join(f"{name} {kind}" for name, kind in (own | {"team": "VARCHAR"} | _OWN).items())
        connection.execute(f"CREATE TABLE {of} ({named})")
    connection.execute("CREATE TABLE month_ends (day DATE)")
    _fill(connection, "month_ends", [(one,) for one in _month_ends(day)])
    connection.execute("CREATE TABLE days (day DATE, n INTEGER)")
    _fill(connection, "days", _days(day, set(bank_holidays)))
    connection.execute(_MACROS.format(day=day.isoformat()))
    connection.execute("SET enable_external_access = false")
    connection.execute("SET lock_configuration = true")
    return connection


def fill(connection: duckdb.DuckDBPyConnection, frames: Mapping[str, Sequence[Row]]) -> None:
    """Put the rows into their frames."""
    for of, rows in frames.items():
        names = [name for name, *_ in connection.execute(f"DESCRIBE {of}").fetchall()]
        _fill(connection, of, [[row.get(name) for name in names] for row in rows])


def _fill(connection: duckdb.DuckDBPyConnection, table: str, rows: Sequence[Sequence[Any]]) -> None:
    if not rows:
        return
    types = [kind for _, kind, *_ in connection.execute(f"DESCRIBE {table}").fetchall()]
    columns = ", ".join(f"unnest(?::{kind}[])" for kind in types)
    connection.execute(f"INSERT INTO {table} SELECT {columns}", [list(column) for column in zip(*rows, strict=True)])


def _days(day: date, bank_holidays: set[date]) -> list[tuple[date, int]]:
    """Every day with the number of working days up to and including it."""
    found, number = [], 0
    for one in (FIRST_DAY + timedelta(days) for days in range((day - FIRST_DAY).days + 1)):
        number += one.weekday() < 5 and one not in bank_holidays
        found.append((one, number))
    return found


def _month_ends(day: date) -> list[date]:
    """The day, and the ends of the months before it, as many as a definition may count."""
    return [day, *(first - timedelta(1) for first in months.up_to(day, _MOST_MONTHS))]


def result_of(kind: str) -> str:
    """What a query gives for each case of an indicator of this kind: whether it is met, or its amount."""
    return "amount" if kind == "mean" else "met"


def lacking(needed: Iterable[Sequence[str]], missing: Mapping[str, Sequence[str]]) -> list[tuple[str, str]]:
    """What is needed (lists and columns) and isn't there, given the `missing` columns of the lists that are."""
    return [(of, name) for of, name in needed if of not in missing or name in missing[of]]


def needs(
    connection: duckdb.DuckDBPyConnection, definition: Definition, kind: str, columns: Sequence[Column]
) -> list[tuple[str, str]]:
    """The columns that a query reads, by list: it can be computed from lists that have them.

    Raises DefinitionError unless it is a single SELECT that reads the frames alone and gives list, row, day, and met or
    amount.
    """
    where = f"The query of {definition.measure_id}"
    tree = json.loads(connection.execute("SELECT json_serialize_sql(?::VARCHAR)", [definition.sql]).fetchall()[0][0])
    if tree["error"]:
        raise DefinitionError(f"{where} can't be read as a SELECT: {tree['error_message']}")
    if len(tree["statements"]) != 1:
        raise DefinitionError(f"{where} must be a single SELECT.")
    known = {column.of for column in columns}
    readable = {*known, "days", "month_ends"}
    nodes = list(_nodes(tree))
    within = {entry["key"] for node in nodes for entry in (node.get("cte_map") or {}).get("map", ())}
    tables = {tuple(node["qualified_name"]["path"]) for node in nodes if node.get("type") == "BASE_TABLE"}
    if strange := sorted(".".join(path) for path in tables if path[0] not in readable | within or path[1:]):
        raise DefinitionError(f"{where} reads {strange[0]}, which is no list. Lists: {', '.join(sorted(known))}.")
    called = {
        str(node["function"].get("function_name", "")).lower() for node in nodes if node.get("type") == "TABLE_FUNCTION"
    }
    if called - _TABLE_FUNCTIONS:
        raise DefinitionError(f"{where} calls {min(called - _TABLE_FUNCTIONS)}, which is not allowed.")
    try:
        described = connection.execute(f"DESCRIBE {definition.sql}").fetchall()
    except duckdb.Error as problem:
        raise DefinitionError(f"{where} is wrong: {str(problem).strip().splitlines()[0]}") from None
    given = {name: of for name, of, *_ in described}
    result = result_of(kind)
    wanted = {"list": "VARCHAR", "row": "INTEGER", "day": "DATE", result: _RESULTS[result]}
    if not all(re.fullmatch(of, given.get(name, "")) for name, of in wanted.items()):
        raise DefinitionError(
            f"{where} must give list (text), row (a whole number), day (a date) and {result} "
            f"({'a number' if result == 'amount' else 'yes or no'})."
        )
    coded = {column for _, column in OF_A_CHILD}  # which a return may lack
    coded |= {column.name for column in columns if column.type not in _UNCODED}
    if strange := [column for _, column in definition.breakdowns if column not in coded]:
        raise DefinitionError(f"{definition.measure_id} can't be split by {strange[0]}, which is no column of codes.")
    referred = {str(node["column_names"][-1]).lower() for node in nodes if node.get("type") == "COLUMN_REF"}
    read = {path[0] for path in tables}
    return [(c.of, c.name) for c in columns if c.of in read and (c.name in referred or c.role in ("id", "needed"))]


def _people(of: str, own: Sequence[str], there: Collection[str]) -> str:
    """What the rows of a list can be split by, further columns among them where the list has them."""
    split = [*_OWN, "team", *(column for _, column in OF_A_CHILD if column not in _OWN), *own]
    words = {column: f"coalesce({column}, '{NOT_KNOWN}')" for column in own}
    known = {*_OWN, "team", *there}
    named = [f"{words.get(name, name) if name in known else 'NULL::VARCHAR'} AS {name}" for name in split]
    return f"SELECT '{of}' AS list, {', '.join(named)} FROM {of}"


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from _nodes(part)


def months_of(definition: Definition, day: date) -> tuple[date, date]:
    """The first and the last month that a definition gives figures of: for events those that are wholly within the
    list, for a snapshot that of the lists' day, and at month ends those and that of the lists' day."""
    month = day.replace(day=1)
    if not (definition.is_event or definition.at_month_ends):
        return month, month
    is_whole = definition.at_month_ends or (day + timedelta(1)).day == 1
    back = definition.months or (month.month - 4) % 12 + 1
    return months.before(month, back - 1), month if is_whole else months.before(month)


def _cases(definition: Definition, kind: str, lists: Sequence[str], columns: Sequence[Column], day: date) -> str:
    """The beginning of a query: the cases of a definition in the months that it gives figures of, with what they can
    be split by."""
    first, last = months_of(definition, day)
    by = definition.breakdowns if kind != "rate" else ()
    own = [column for name, column in by if (name, column) not in OF_A_CHILD]
    people = " UNION ALL ".join(_people(of, own, {c.name for c in columns if c.of == of}) for of in lists)
    return f"""
        WITH cases AS MATERIALIZED (
          SELECT people.*, made.day, date_trunc('month', made.day)::DATE AS month, made.{result_of(kind)}
          FROM ({definition.sql.rstrip().rstrip(";")}
          ) made JOIN ({people}) people USING (list, row)
          WHERE made.day BETWEEN DATE '{first}' AND last_day(DATE '{last}')
        )
    """


def behind(
    connection: duckdb.DuckDBPyConnection,
    definition: Definition,
    kind: str,
    lists: Sequence[str],
    columns: Sequence[Column],
    day: date,
    asked: Behind,
) -> list[Case]:
    """The cases behind a figure that `counted` gives of the same arguments, by day. Raises duckdb.Error."""
    identifiers = {c.of: c.name for c in columns if c.role == "id"}
    who = " UNION ALL ".join(f"SELECT '{of}' AS list, row, {identifiers[of]} AS identifier FROM {of}" for of in lists)
    which = "amount IS NOT NULL" if kind == "mean" else "met IS NOT TRUE" if asked.gap else "met"
    query = f"""{_cases(definition, kind, lists, columns, day)}
        SELECT list, identifier, day, {"amount" if kind == "mean" else "NULL"} FROM cases JOIN ({who}) USING (list, row)
        WHERE {which} AND month = ? AND (? = '{ALL}' OR area = ?) AND (? = '{ALL}' OR team = ?)
        ORDER BY day, list, identifier
    """
    given = [asked.month, asked.locality, asked.locality, asked.team, asked.team]
    return [
        (of, identifier, on.isoformat(), None if amount is None else float(amount))
        for of, identifier, on, amount in connection.execute(query, given).fetchall()
    ]


def counted(
    connection: duckdb.DuckDBPyConnection,
    definition: Definition,
    kind: str,
    lists: Sequence[str],
    columns: Sequence[Column],
    day: date,
) -> list[Count]:
    """The counts of one definition, by month: of all, of each area, of each team, and of all by breakdown.

    `kind` is that of the indicator (percentage, mean, count, rate), `columns` are those that the lists have. A group
    without a case has no row; a count of all is 0 then, from the first month that has a case. Raises duckdb.Error.
    """
    amount = "sum(amount)" if kind == "mean" else "count(*) FILTER (met)"
    of = {"mean": "count(amount)", "percentage": "count(*)"}.get(kind, "NULL")
    splits = [(f"'{ALL}'", f"'{ALL}'", f"'{ALL}'", f"'{ALL}'", "true")]
    splits += [("area", f"'{ALL}'", f"'{ALL}'", f"'{ALL}'", "area IS NOT NULL")]
    splits += [(f"coalesce(area, '{ALL}')", "team", f"'{ALL}'", f"'{ALL}'", "team IS NOT NULL")]
    by = definition.breakdowns if kind != "rate" else ()
    splits += [(f"'{ALL}'", f"'{ALL}'", f"'{name}'", column, f"{column} IS NOT NULL") for name, column in by]
    asked = _cases(definition, kind, lists, columns, day) + " UNION ALL ".join(
        f"SELECT month, {area}, {team}, {breakdown}, {category}, {amount}, {of} FROM cases WHERE {which} GROUP BY ALL"
        for area, team, breakdown, category, which in splits
    )
    found = [
        (definition.measure_id, month.isoformat(), area, team, breakdown, category[0].upper() + category[1:],
         float(numerator), None if denominator is None else float(denominator))
        for month, area, team, breakdown, category, numerator, denominator in connection.execute(asked).fetchall()
        if numerator is not None and (denominator or (denominator is None and numerator))
    ]  # fmt: skip
    if kind in ("count", "rate"):
        first, last = months_of(definition, day)
        whole = {month for _, month, area, team, breakdown, *_ in found if (area, team, breakdown) == (ALL, ALL, ALL)}
        # Nobody knows whether a list has something of the months before its first one.
        begun = not (definition.is_event or definition.at_month_ends)
        for month in (m for m in reversed(months.up_to(last, _MOST_MONTHS)) if m >= first):
            begun = begun or month.isoformat() in whole
            if begun and month.isoformat() not in whole:
                found.append((definition.measure_id, month.isoformat(), ALL, ALL, ALL, ALL, 0.0, None))
    return sorted(found)
