"""What a definition may be: a SELECT over the lists, run where no file can be reached."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pytest

from analytics.catalogue import Catalogue
from analytics.statutory import Definition, DefinitionError, check_definitions, count, counting, definitions
from analytics.statutory.layout import columns
from analytics.store import Incoming, Store, held_catalogue, prepare, store_prepared, undo
from tests.statutory.lists import DAY, counted, rows_of, whole, workbook

BANK_HOLIDAYS = (date(2025, 4, 18), date(2025, 4, 21))
CASES = "SELECT 'contacts' AS list, row, date_of_contact AS day, true AS met FROM contacts"
RECORDS = [
    {"Child Unique ID": "C1", "Gender": "M", "Date of Contact": date(2025, 9, 1), "Contact Source": "6: Police"},
    {"Child Unique ID": "C2", "Gender": "F", "Date of Contact": date(2025, 9, 2), "Contact Source": "2A: Schools"},
]


@pytest.fixture
def empty_frames() -> Iterator[duckdb.DuckDBPyConnection]:
    with counting.connected(columns(), date(2025, 9, 30), BANK_HOLIDAYS) as connection:
        yield connection


def own(sql: str, **more: tuple[tuple[str, str], ...]) -> Definition:
    return Definition("contacts_received", 6, True, sql, **more)


def test_an_analysts_own_query_is_counted_as_ours_are(starter: Catalogue) -> None:
    lists = workbook({"List 1": rows_of("List 1", *RECORDS)})
    police = own(f"{CASES} WHERE contact_source = 'Police'")
    found = counted(starter, lists, definitions=[police])
    assert whole(found, "contacts_received") == (1, None)


@pytest.mark.parametrize(
    ("sql", "said"),
    [
        ("DELETE FROM contacts", "SELECT"),
        ("COPY contacts TO 'contacts.csv'", "SELECT"),
        (f"{CASES}; {CASES}", "single SELECT"),
        (f"{CASES}, read_csv('/etc/passwd')", "read_csv"),
        (f"{CASES}, '/etc/passwd'", "no list"),
        (f"{CASES} JOIN duckdb_settings() ON true", "duckdb_settings"),
        (f"{CASES} WHERE child_id IN (SELECT table_name FROM information_schema.tables)", "no list"),
        ("SELECT row, date_of_contact AS day, true AS met FROM contacts", "must give list"),
        ("SELECT child_id AS list, row, date_of_contact AS day, ethnicity AS met FROM contacts", "yes or no"),
        ("SELECT nonsense FROM contacts", "nonsense"),
    ],
)  # fmt: skip
def test_what_is_no_select_over_the_lists_is_refused(
    empty_frames: duckdb.DuckDBPyConnection, sql: str, said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        counting.needs(empty_frames, own(sql), "count", columns())


def test_nothing_can_be_split_by_what_names_a_person(empty_frames: duckdb.DuckDBPyConnection) -> None:
    for column in ("child_id", "worker", "date_of_birth"):
        with pytest.raises(DefinitionError, match=column):
            counting.needs(empty_frames, own(CASES, breakdowns=(("Sex", column),)), "count", columns())


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM read_text('/etc/passwd')",
        "COPY contacts TO '{folder}/contacts.csv'",
        "ATTACH '{folder}/other.db'",
        "SET enable_external_access = true",
        "SET temp_directory = '{folder}'",
    ],
)
def test_the_database_reaches_no_file_and_no_setting(
    empty_frames: duckdb.DuckDBPyConnection, sql: str, tmp_path: Path
) -> None:
    with pytest.raises(duckdb.Error):
        empty_frames.execute(sql.replace("{folder}", str(tmp_path)))
    assert list(tmp_path.iterdir()) == []


def test_working_days_leave_out_weekends_and_bank_holidays(empty_frames: duckdb.DuckDBPyConnection) -> None:
    asked = (
        "SELECT working_days(DATE '2025-04-17', DATE '2025-04-22'), working_days(DATE '2025-09-05', DATE '2025-09-08')"
    )
    assert empty_frames.execute(asked).fetchall() == [(1, 1)]  # Thursday to Tuesday over Easter; Friday to Monday


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2025, 9, 30), date(2025, 4, 1), date(2025, 9, 1)),
        (date(2025, 9, 15), date(2025, 4, 1), date(2025, 8, 1)),  # September isn't over
        (date(2025, 2, 28), date(2024, 9, 1), date(2025, 2, 1)),
    ],
)
def test_events_are_counted_in_months_that_are_wholly_in_the_list(day: date, first: date, last: date) -> None:
    assert counting.months_of(Definition("m", 6, True, ""), day) == (first, last)
    assert counting.months_of(Definition("m", 1, False, ""), day) == (day.replace(day=1), day.replace(day=1))


@pytest.mark.parametrize(
    ("day", "first", "last"),
    [
        (date(2025, 3, 31), date(2024, 4, 1), date(2025, 3, 1)),
        (date(2025, 4, 30), date(2025, 4, 1), date(2025, 4, 1)),
        (date(2024, 11, 14), date(2024, 4, 1), date(2024, 11, 1)),  # its figures are of the 14th
    ],
)
def test_a_return_is_counted_at_each_month_end_since_april(day: date, first: date, last: date) -> None:
    at_month_ends = Definition("m", 0, False, "", at_month_ends=True)
    assert counting.months_of(at_month_ends, day) == (first, last)
    with counting.connected(columns(), day, ()) as connection:
        ends = [one for (one,) in connection.execute("SELECT day FROM month_ends ORDER BY day").fetchall()]
    assert ends[-1] == day
    assert all((one + timedelta(1)).day == 1 for one in ends[:-1])
    assert ends[0] < first


def test_the_macros_take_another_day_than_the_lists(empty_frames: duckdb.DuckDBPyConnection) -> None:
    asked = """SELECT
        year_before(DATE '2025-02-28'), months_before(6, DATE '2024-08-31'), year_began(DATE '2025-03-31'),
        year_began(), is_open(DATE '2024-01-01', DATE '2024-05-31', DATE '2024-05-30')"""
    (found,) = empty_frames.execute(asked).fetchall()
    assert found == (date(2024, 2, 29), date(2024, 2, 29), date(2024, 4, 1), date(2025, 4, 1), True)


def test_every_definition_of_ours_can_be_run_and_names_what_it_needs(
    empty_frames: duckdb.DuckDBPyConnection, starter: Catalogue
) -> None:
    assert len(definitions()) >= 30
    for one in definitions():
        kind = starter.indicators[one.measure_id].kind.value
        assert counting.needs(empty_frames, one, kind, columns())
    used = {one.sql for one in definitions()}
    folder = Path(__file__).parents[2] / "data" / "statutory"
    assert {file.read_text(encoding="utf-8") for file in folder.glob("*/*.sql")} == used


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("m,0,event,q,child", "months"),
        ("m,6,sometimes,q,child", "event, snapshot or month ends"),
        ("m,6,event,../q,child", "query"),
        ("m,6,event,q,Sex", "breakdowns"),
        ("m,6,event,missing,child", "can't be read"),
    ],
)
def test_a_wrong_line_of_definitions_is_named(tmp_path: Path, line: str, said: str) -> None:
    file = tmp_path / "own.csv"
    file.write_text(f"measure_id,months,rows,query,breakdowns\n{line}\n", encoding="utf-8")
    with pytest.raises(DefinitionError, match=said):
        definitions(file)


OWN = (
    "measure_id,months,rows,breakdowns,sql\n"
    "{measure},6,event,child,\"SELECT 'contacts' AS list, row, date_of_contact AS day, {met} AS met\nFROM contacts\"\n"
)


def loaded(measure: str, met: str) -> Incoming:
    return Incoming("list_definitions.csv", OWN.format(measure=measure, met=met).encode())


def test_an_authority_counts_by_a_definition_that_it_has_loaded_until_the_load_is_undone(
    starter: Catalogue, empty: Store
) -> None:
    records = [{"Child Unique ID": f"C{n}", "Gender": "FM"[n % 2], "Date of Contact": DAY} for n in range(5)]
    lists = workbook({"List 1": rows_of("List 1", *records)})
    assert whole(count([lists], starter, day=DAY), "contacts_received") == (5, None)
    prepared = prepare(starter, [loaded("contacts_received", "sex = 'female'")])
    check_definitions(prepared)
    load_id = store_prepared(empty, prepared)
    assert whole(count([lists], held_catalogue(empty), day=DAY), "contacts_received") == (3, None)
    undo(empty, load_id)
    assert whole(count([lists], held_catalogue(empty), day=DAY), "contacts_received") == (5, None)


@pytest.mark.parametrize(
    ("measure", "met", "said"),
    [
        ("contacts_received", "gender = 'F'", "The query of contacts_received is wrong: .*gender"),
        ("contacts_received", "row", "must give list"),
        ("contacts_received", "(SELECT true FROM read_text('/etc/passwd'))", "calls read_text, which is not allowed"),
    ],
)
def test_a_definition_that_cant_be_used_is_refused_before_it_is_stored(
    starter: Catalogue, measure: str, met: str, said: str
) -> None:
    with pytest.raises(DefinitionError, match=said):
        check_definitions(prepare(starter, [loaded(measure, met)]))


def test_a_definition_needs_an_indicator(starter: Catalogue) -> None:
    (checked,) = prepare(starter, [loaded("no_such_indicator", "true")]).checked
    assert checked.refused == 1
