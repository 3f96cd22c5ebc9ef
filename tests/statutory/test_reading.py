"""Lists as case systems write them: names of sheets and columns, dates, codes, ages; and what becomes of every row."""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO

import pytest
from openpyxl import Workbook

from analytics.catalogue import Catalogue
from analytics.statutory import count, read_teams
from analytics.statutory.layout import codes, columns, lists
from analytics.statutory.reading import (
    BACKWARDS,
    LATER,
    NO_CODE,
    NO_DATE,
    NO_ID,
    NO_RESULT,
    NOT_A_DATE,
    TWICE,
    Layout,
    Read,
    heading,
    read,
)
from analytics.store import Incoming
from tests.extracts.test_ods import cell, parts, row, table, text, zipped
from tests.statutory.lists import AREAS, HEADINGS, counted, rows_of, split, workbook

DAY = date(2025, 9, 30)
HEAD = "Child ID,Sex,Ethnic group,DOB,Age,Date Of Referral,NFA,Team"


def reading(*files: Incoming, day: date | None = DAY) -> Read:
    layout = Layout(lists(), columns(), codes(), {"harbour": ("Harbour team", "Harbour")}, day, date(2026, 1, 15))
    return read([(file.file_name, file.content) for file in files], layout)


def referrals(*lines: str, head: str = HEAD) -> Read:
    return reading(Incoming("Referrals.csv", "\n".join([head, *lines]).encode()))


@pytest.mark.parametrize(
    ("title", "of"),
    [
        ("List 3", "referrals"), ("list_3", "referrals"), ("LIST 3 - Referrals", "referrals"),
        ("Referrals", "referrals"), ("3. Referrals", "referrals"), ("Annex A List 3", "referrals"),
        ("List 12", "referrals"), ("Open work", "referrals"),
    ],
)  # fmt: skip
def test_a_sheet_is_known_by_its_number_or_name_else_by_its_headings(title: str, of: str | None) -> None:
    rows: list[list[object]] = [
        ["Annex A"],
        [None],
        *rows_of("List 3", {"Child Unique ID": "C1", "Date of referral": date(2025, 9, 1)}),
    ]
    assert list(reading(workbook({title: rows})).frames) == ([of] if of else [])


def test_a_sheet_with_the_headings_of_a_list_that_is_there_is_not_counted_with_it() -> None:
    rows = rows_of("List 3", {"Child Unique ID": "C1", "Date of referral": date(2025, 9, 1)})
    found = reading(workbook({"Copy of last month's": rows, "List 3": rows}))
    assert found.accounts["referrals"].rows == 1
    assert found.others == 1


def test_headings_are_known_whatever_their_case_marks_and_synonyms() -> None:
    (row,) = referrals("C1,F,WBRI,01/02/2015,10.6,1-Sep-25,no,harbour").frames["referrals"]
    assert (row["sex"], row["ethnicity"], row["age"], row["no_further_action"]) == ("female", "White", 10, False)
    assert (row["date_of_referral"], row["team"], row["area"]) == (date(2025, 9, 1), "Harbour team", "Harbour")
    assert heading("Referral NFA?") == heading(" referral  nfa (Y/N)")


@pytest.mark.parametrize("written", ["01/09/2025", "1-Sep-25", "2025-09-01", "2025-09-01 00:00:00", "45901"])
def test_dates_are_read_as_case_systems_write_them(written: str) -> None:
    (row,) = referrals(f"C1,F,,,,{written},,").frames["referrals"]
    assert row["date_of_referral"] == date(2025, 9, 1)


@pytest.mark.parametrize(
    ("born", "age", "years", "band"),
    [
        ("30/09/2015", "", 10, "10 to 15"), ("01/10/2015", "", 9, "5 to 9"), ("", "0.5", 0, "Under 1"),
        ("", "Unborn", None, "Not known"), ("", "", None, "Not known"), ("01/12/2025", "", None, "Not known"),
        ("", "16 years", 16, "16 and over"), ("", "<1", 0, "Under 1"), ("", "4.99", 4, "1 to 4"),
    ],
)  # fmt: skip
def test_ages_are_completed_years_on_the_lists_day(born: str, age: str, years: int | None, band: str) -> None:
    (row,) = referrals(f"C1,F,,{born},{age},01/09/2025,,").frames["referrals"]
    assert (row["age"], row["age_band"]) == (years, band)


@pytest.mark.parametrize(
    ("of", "texts", "word"),
    [
        ("sex", ("a) Male", "M", "male", "1", "1 - Male"), "male"), ("sex", ("b) Female", "F", "2"), "female"),
        ("sex", ("Not stated/recorded (or unborn)", "d) Neither", "Indeterminate"), "other or not known"),
        ("ethnicity", ("a) White", "WBRI", "White - Irish", "a) WBRI", "Gypsy/Roma"), "White"),
        ("ethnicity", ("MWBC", "Mixed - White and Asian", "White and Black Caribbean"), "Mixed"),
        ("ethnicity", ("APKN", "k) APKN", "Asian or Asian British - Indian"), "Asian"),
        ("ethnicity", ("BAFR", "d) Black or black British"), "Black"), ("ethnicity", ("OOTH", "Chinese"), "Other"),
        ("ethnicity", ("NOBT", "REFU", "f) Not stated", "Unborn"), "Not known"),
        ("disability", ("a) Yes", "Y", "AUT", "Learning"), "yes"), ("disability", ("b) No", "None", "0"), "no"),
        ("placement", ("U1 - Foster placement with relative or friend", "U4"), "Foster placement"),
        ("placement", ("K2 - Children's Homes", "h) Children’s Homes"), "Children’s Homes"),
        ("ceased reason", ("E12 - Adopted - consent dispensed with", "a) Adopted"), "Adopted"),
        ("ceased reason", ("E4A - Return home", "E4"), "Returned home to live with parents or relatives"),
        ("ceased reason", ("E45 - Special guardianship made to carers",), "Special Guardianship Orders"),
        ("in touch", ("a) Yes", "1 - Yes, resident in the UK"), "In touch"), ("in touch", ("RHOM", "Died"), "Exclude"),
        ("activity", ("F1: Full time in higher education", "F1"), "F1"), ("activity", ("G5",), "G5"),
        ("legal status", ("C2: FCO", "Full care order"), "Full care orders"),
        ("case status", ("CIN", "c) Child in need plan"), "Child in need plan"),
    ],
)  # fmt: skip
def test_codes_become_the_standard_words(of: str, texts: tuple[str, ...], word: str) -> None:
    column = next(column for column in columns() if column.type == of and column.of != "adopters")
    title = f"List {next(one.number for one in lists() if one.name == column.of)}"
    dates = dict.fromkeys((heading for heading in HEADINGS[title] if "Date" in heading), date(2025, 9, 1))
    records = [{**dates, "Child Unique ID": f"C{n}", column.heading: text} for n, text in enumerate(texts)]
    found = reading(workbook({title: [[*HEADINGS[title]], *([r.get(h) for h in HEADINGS[title]] for r in records)]}))
    assert [row[column.name] for row in found.frames[column.of]] == [word] * len(texts)


def test_every_row_is_used_or_left_out_for_a_reason() -> None:
    found = referrals(
        "C1,F,,,,01/09/2025,,", ",F,,,,01/09/2025,,", "C3,F,,,,,,", "C4,F,,,,soon,,", "C5,F,,,,01/10/2025,,", ",,,,,,,"
    )
    account = found.accounts["referrals"]
    assert (account.rows, account.used, account.blank) == (5, 1, 1)
    assert account.left_out == {NO_ID: 1, NO_DATE: 2, LATER: 1}
    assert account.unreadable == {("date_of_referral", NOT_A_DATE): 1}


def test_an_end_before_the_start_and_a_second_open_plan_are_left_out() -> None:
    start, end = "Child Protection Plan Start Date", "Child Protection Plan End Date"
    records: list[dict[str, object]] = [
        {"Child Unique ID": "C1", start: date(2025, 5, 1), end: date(2025, 4, 1)},
        {"Child Unique ID": "C2", start: date(2025, 5, 1)},
        {"Child Unique ID": "C2", start: date(2025, 6, 1)},
        {"Child Unique ID": "C2", start: date(2024, 6, 1), end: date(2025, 3, 1)},
        {"Child Unique ID": "C3", start: date(2025, 5, 1), end: date(2025, 12, 1)},  # still open on the lists' day
    ]
    found = reading(workbook({"List 7": rows_of("List 7", *records)}))
    assert found.accounts["child_protection"].left_out == {BACKWARDS: 1, TWICE: 1}
    assert [row["ended"] for row in found.frames["child_protection"]] == [None, date(2025, 3, 1), None]


def test_cells_that_cannot_be_read_are_counted_by_column_and_kind() -> None:
    records: list[dict[str, object]] = [
        {"Child Unique ID": "C1", "Date of Contact": "=A2+1"},
        {"Child Unique ID": "C2", "Date of Contact": date(2025, 9, 1), "Gender": "green"},
    ]
    account = reading(workbook({"List 1": rows_of("List 1", *records)})).accounts["contacts"]
    assert account.unreadable == {("date_of_contact", NO_RESULT): 1, ("sex", NO_CODE): 1}


@pytest.mark.parametrize(
    ("latest", "day"),
    [("26/09/2025", date(2025, 9, 26)), ("27/09/2025", DAY), ("30/09/2025", DAY), ("12/09/2025", date(2025, 9, 12))],
)
def test_the_lists_day_is_the_latest_date_if_nobody_says_it(latest: str, day: date) -> None:
    file = Incoming("referrals.csv", f"{HEAD}\nC1,F,,,,{latest},,\nC2,F,,,,01/02/2099,,\n".encode())
    assert reading(file, day=None).day == day


def test_a_slip_of_the_year_does_not_move_the_lists_day() -> None:
    lines = [f"C{n},F,,,,{1 + n % 29:02}/09/2025,," for n in range(150)]
    file = Incoming("referrals.csv", "\n".join([HEAD, *lines, "C9,F,,,,12/12/2025,,"]).encode())
    found = reading(file, day=None)
    assert found.day == DAY
    assert found.accounts["referrals"].left_out == {LATER: 1}


def test_two_files_of_a_list_are_one_list() -> None:
    files = [Incoming(name, f"{HEAD}\nC1,F,,,,01/09/2025,,\n".encode()) for name in ("list_3.csv", "Referrals.csv")]
    found = reading(*files)
    assert [row["row"] for row in found.frames["referrals"]] == [1, 2]
    assert found.accounts["referrals"].tables == 2


def test_a_hidden_sheet_is_not_read() -> None:
    book = Workbook()
    for title in ("List 3", "List 3 old"):
        sheet = book.active if title == "List 3" else book.create_sheet(title)
        assert sheet
        sheet.title = title
        for line in rows_of("List 3", {"Child Unique ID": "C1", "Date of referral": date(2025, 9, 1)}):
            sheet.append(line)
    book["List 3 old"].sheet_state = "hidden"
    book.save(out := BytesIO())
    assert len(reading(Incoming("annex-a.xlsx", out.getvalue())).frames["referrals"]) == 1


def test_days_that_count_from_1904_and_times_of_day_are_read() -> None:
    rows: list[list[object]] = [["Child ID", "Sex", "Date of contact"], ["C1", "F", datetime(2025, 9, 1, 14, 30)]]
    (row,) = reading(workbook({"Contacts": rows})).frames["contacts"]
    assert row["date_of_contact"] == date(2025, 9, 1)


def test_an_opendocument_spreadsheet_is_read_too() -> None:
    heads = row(*(text(name) for name in ("Child ID", "Sex", "Date of contact")))
    one = row(text("C1"), text("F"), cell("date", "2025-09-01", "01/09/25"))
    content = zipped(parts(table(heads, one, name="List 1")))
    (found,) = reading(Incoming("annex-a.ods", content)).frames["contacts"]
    assert (found["sex"], found["date_of_contact"]) == ("female", date(2025, 9, 1))


def test_teams_that_differ_in_brackets_alone_are_two(starter: Catalogue) -> None:
    teams = read_teams(Incoming("teams.csv", b"team,area\nDuty (Harbour),Harbour\nDuty (Moor),Moor\n"), starter)
    records = [{"Child Unique ID": "C1", "Date of referral": date(2025, 9, 1), "Allocated Team": "DUTY (MOOR)"}]
    found = count([workbook({"List 3": rows_of("List 3", *records)})], starter, day=DAY, teams=teams)
    assert split(found, "referrals_received", locality="Moor", team="Duty (Moor)") == (1, None)


def test_a_team_that_is_called_as_an_area_counts_there(starter: Catalogue) -> None:
    assert b"Harbour" in AREAS
    records = [{"Child Unique ID": "C1", "Date of referral": date(2025, 9, 1), "Allocated Team": "HARBOUR"}]
    found = counted(starter, workbook({"List 3": rows_of("List 3", *records)}))
    assert split(found, "referrals_received", locality="Harbour") == (1, None)
