"""The catalogue as a workbook: what is not edited comes back as it was, what is edited is read as Excel writes it, and
every mistake is named."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import date, datetime

import openpyxl
import polars as pl
import pytest
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from analytics.catalogue import ALL, Catalogue, build
from analytics.extracts import CATALOGUE_KINDS, EXTRACTS, Checked, Extract, ExtractError, check_files, to_correct
from analytics.extracts.catalogue_book import workbook
from analytics.extracts.catalogue_fields import heading
from analytics.extracts.kinds.catalogue_notes import NAMES, NOTES
from tests.extracts.sending import saved
from tests.westshire import catalogue

SPRING = date(2026, 4, 1)


@pytest.fixture(scope="module")
def exported() -> bytes:
    return workbook(catalogue())


@pytest.fixture
def book(exported: bytes) -> Workbook:
    return openpyxl.load_workbook(io.BytesIO(exported))


def read(book: Workbook, *others: tuple[str, bytes]) -> tuple[dict[str, Checked], Catalogue]:
    """The account of each sheet by its kind, and the catalogue that they make."""
    accounts, made = check_files([("book.xlsx", saved(book)), *others], catalogue())
    return {account.kind: account for of_file in accounts for account in of_file}, made


def refused(book: Workbook) -> str:
    with pytest.raises(ExtractError) as problem:
        read(book)
    return str(problem.value)


def cell(sheet: Worksheet, row: int, name: str) -> openpyxl.cell.Cell:
    """The cell of a row under a heading."""
    (found,) = [head.column for head in sheet[1] if head.value == name]
    return sheet.cell(row, found)


def add(sheet: Worksheet, **values: object) -> int:
    """A row below the others, by its columns; the number that it has."""
    row = sheet.max_row + 1
    for name, value in values.items():
        cell(sheet, row, heading(name)).value = value
    return row


def row_of(sheet: Worksheet, first: str) -> int:
    return next(row for row in range(2, sheet.max_row + 1) if sheet.cell(row, 1).value == first)


def test_what_nobody_edited_is_read_back_as_it_was(book: Workbook) -> None:
    accounts, made = read(book)
    assert made.mistakes == ()
    held = {kind: rows for kind, rows in catalogue().rows.items() if not rows.is_empty()}
    assert accounts.keys() == held.keys()
    for kind, rows in held.items():
        own = [name for name in EXTRACTS[kind].column_names() if name not in Extract.columns()]
        assert accounts[kind].accepted.select(own).equals(rows.select(own)), kind
        assert accounts[kind].refused == accounts[kind].totals == accounts[kind].blank == 0


def test_the_same_catalogue_gives_the_same_bytes(monkeypatch: pytest.MonkeyPatch) -> None:
    first = workbook(catalogue())

    class Later(datetime):
        @classmethod
        def now(cls, tz: object = None) -> datetime:
            return datetime(2031, 5, 6)

    monkeypatch.setattr("openpyxl.writer.excel.datetime.datetime", Later)
    monkeypatch.setattr("zipfile.time.time", lambda: 1_900_000_000.0)
    assert workbook(catalogue()) == first


def test_each_kind_has_a_sheet_in_its_order_and_notes_only_where_there_are_some(book: Workbook) -> None:
    aside = ("note_", "recipe", "list_", "saved_")
    without_notes = [heading(kind) for kind in CATALOGUE_KINDS if not kind.startswith(aside)]
    assert book.sheetnames == ["Read me", *without_notes]
    assert book["Read me"].max_row == 10
    text = pl.DataFrame({"page": ["Methods"], "part": ["Targets"], "text": ["They are *ours*."]})
    noted = build({**catalogue().rows, "note_texts": text})
    assert openpyxl.load_workbook(io.BytesIO(workbook(noted))).sheetnames == [
        "Read me", *without_notes, "Note texts",
    ]  # fmt: skip


def test_an_empty_catalogue_is_a_workbook_of_headings() -> None:
    bare = openpyxl.load_workbook(io.BytesIO(workbook(build({}))))
    assert [head.value for head in bare["Targets"][1]] == [
        "Measure ID", "Valid from", "Target", "Tolerance percent", "Reason", "Area", "Target to", "Tolerance",
        "Start assumed",
    ]  # fmt: skip
    assert bare["Targets"].max_row == 1
    assert "book.xlsx, sheet Targets: The file has a header but no rows" in refused(bare)


def test_every_column_has_a_note_and_every_heading_shows_it(book: Workbook) -> None:
    for kind in CATALOGUE_KINDS:
        assert NOTES[kind].keys() == EXTRACTS[kind].columns().keys() - Extract.columns().keys(), kind
    assert all((kind, column) in {(k, c) for k in NOTES for c in NOTES[k]} for kind, column in NAMES)
    target = book["Targets"]
    assert cell(target, 1, "Valid from").comment.text == (
        "The first month in which the target is in force. A month, such as 01/04/2026. Must be filled in."
    )
    assert cell(target, 1, "Tolerance percent").comment.text.endswith("Left empty: 5.")
    assert cell(book["Areas"], 1, "Parent").comment.text.endswith("May be empty.")
    assert {sheet.freeze_panes for sheet in book.worksheets[1:]} == {"A2"}


def offered(sheet: Worksheet, row: int, name: str) -> str:
    at = cell(sheet, row, name).coordinate
    (found,) = [choices.formula1 for choices in sheet.data_validations.dataValidation if at in choices.sqref]
    return str(found)


def test_cells_offer_their_choices_and_the_lines_of_other_sheets(book: Workbook) -> None:
    assert offered(book["Definitions"], 2, "Polarity") == '"bigger,smaller,plan,information"'
    assert offered(book["Areas"], 900, "Counts in whole") == '"yes,no"'
    assert offered(book["Targets"], 2, "Measure ID") == "'Definitions'!$A$2:$A$2000"
    assert offered(book["Areas"], 2, "Parent") == "'Areas'!$A$2:$A$2000"
    assert offered(book["Counterparts"], 2, "Inverted") == '"yes,no"'


def test_months_are_dates_numbers_numbers_and_yes_is_a_word(book: Workbook) -> None:
    targets, grades = book["Targets"], book["Audit form"]
    since = cell(targets, 2, "Valid from")
    assert (since.value, since.number_format) == (datetime(2021, 4, 1), "mmm yyyy")
    assert targets.column_dimensions["B"].number_format == "mmm yyyy", "for months that are still to be typed"
    assert cell(targets, 2, "Target").value == 90
    assert [cell(grades, row, "Good enough").value for row in (2, 3, 4)] == ["yes", "yes", "no"]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    meaning = "=1+1 is how a formula begins"
    odd = catalogue().rows["glossary"].with_columns(term=pl.lit("-"), meaning=pl.lit(meaning)).head(1)
    made = openpyxl.load_workbook(io.BytesIO(workbook(build({**catalogue().rows, "glossary": odd}))))
    assert cell(made["Glossary"], 2, "Meaning").data_type == "s"
    accounts, _ = read(made)
    assert accounts["glossary"].accepted.select("term", "meaning").rows() == [("-", meaning)]


@pytest.mark.parametrize(
    ("written", "shown", "is_read"),
    [(0.9, "0%", 90.0), (0.585, "0.0%", 58.5), (90, "General", 90.0), ("90%", "General", 90.0), ("90 %", "@", 90.0)],
)
def test_targets_are_read_as_excel_writes_them(book: Workbook, written: object, shown: str, is_read: float) -> None:
    row = add(
        book["Targets"], measure_id="icpc_due", valid_from=SPRING, target=written, tolerance_percent=5, reason="B"
    )
    cell(book["Targets"], row, "Target").number_format = shown
    assert read(book)[0]["targets"].accepted.filter(measure_id="icpc_due", valid_from=SPRING)["target"].to_list() == [
        is_read
    ]


def test_a_target_that_may_be_a_fraction_is_asked_about(book: Workbook) -> None:
    add(book["Targets"], measure_id="worker_in_2_weeks", valid_from=SPRING, target=0.9, tolerance_percent=5, reason="B")
    kept = [row for row in range(2, 32) if book["Targets"].cell(row, 1).value == "worker_in_2_weeks"]
    for row in kept:
        book["Targets"].delete_rows(row)
    said = refused(book)
    assert "sheet Targets: 1 percentage in the column target may be a fraction of 1" in said
    assert "Write 58.1 for 0.581" in said


@pytest.mark.parametrize("written", ["01/04/2026", "Apr-26", "April 2026", "2026-04", datetime(2026, 4, 1), 46113])
def test_months_are_read_as_people_type_them(book: Workbook, written: object) -> None:
    row = row_of(book["Areas"], "Dunmere")
    cell(book["Areas"], row, "Valid from").value = written
    assert read(book)[1].areas["Dunmere"].valid_from == SPRING


@pytest.mark.parametrize("written", [True, "Yes", "yes", "TRUE", 1])
def test_yes_is_read_however_it_is_written(book: Workbook, written: object) -> None:
    row = row_of(book["Areas"], "STARS")
    cell(book["Areas"], row, "Counts in whole").value = written
    assert read(book)[1].areas["STARS"].counts_in_whole is True


def test_a_sheet_with_its_header_alone_changes_nothing_and_says_so(book: Workbook) -> None:
    accounts, made = read(book)
    assert made.aliases == catalogue().aliases
    said = " ".join(notice for account in accounts.values() for notice in account.notices)
    assert "there is only a header, which changes nothing, in sheet Neighbours" in said
    assert "the sheet “Read me” was not read" in said


def test_the_glossary_is_read_and_another_sheet_of_that_name_is_not(book: Workbook) -> None:
    add(book["Glossary"], topic="Front door", term="MASH", meaning="Where contacts arrive.")
    assert [term.term for term in read(book)[1].glossary][-1] == "MASH"
    cell(book["Glossary"], 1, "Topic").value = "Heading"
    accounts, _ = read(book)
    assert "glossary" not in accounts
    assert any("“Glossary” was not read" in notice for notice in accounts["council"].notices)


def _polarity(book: Workbook) -> None:
    cell(book["Definitions"], 3, "Polarity").value = "biger"


def _empty(book: Workbook) -> None:
    cell(book["Targets"], 2, "Measure ID").value = None


def _unknown(book: Workbook) -> None:
    cell(book["Targets"], 4, "Measure ID").value = "icpc_dew"


def _day(book: Workbook) -> None:
    cell(book["Targets"], 5, "Valid from").value = datetime(2026, 4, 26)


def _twice(book: Workbook) -> None:
    add(book["Glossary"], topic="A", term="Target", meaning="Said twice.")


def _words(book: Workbook) -> None:
    cell(book["Targets"], 6, "Target").value = "about 90"


def _same_name(book: Workbook) -> None:
    cell(book["Definitions"], 4, "Name").value = cell(book["Definitions"], 5, "Name").value


def _parent(book: Workbook) -> None:
    cell(book["Areas"], row_of(book["Areas"], "Wexley"), "Parent").value = "Atlantis"


MISTAKES: list[tuple[Callable[[Workbook], None], str, str]] = [
    (_polarity, "definitions", "row 3, polarity: “biger” is not one of bigger, smaller, plan, information."),
    (_empty, "targets", "row 2, measure_id: is empty. Fill it in."),
    (
        _unknown,
        "targets",
        "row 4, measure_id: “icpc_dew” is not in the catalogue (definitions). Did you mean “icpc_due”?",
    ),
    (
        _day,
        "targets",
        "row 5, valid_from: “2026-04-26” is not the first day of a month. Write a month as 2024-09 or 2024-09-01.",
    ),
    (_words, "targets", "row 6, target: “about 90” is not a number."),
    (_twice, "glossary", "row 2: is about the same thing as row 16. Keep one of them."),
    (_same_name, "definitions", "is the name of another indicator too."),
    (_parent, "areas", "parent: “Atlantis” is not among the areas."),
]


@pytest.mark.parametrize(("make", "kind", "said"), MISTAKES, ids=[make.__name__ for make, _, _ in MISTAKES])
def test_a_mistake_is_named_with_its_row_column_and_remedy(
    book: Workbook, make: Callable[[Workbook], None], kind: str, said: str
) -> None:
    make(book)
    accounts, _ = read(book)
    told = {of: to_correct(account, 50, "") for of, account in accounts.items()}
    assert any(said in one for one in told[kind])
    others = [line for of, lines in told.items() if of != kind for line in lines]
    assert all("for what is refused elsewhere" in line for line in others), "one mistake is said once"
    assert accounts[kind].file_name == f"book.xlsx, sheet {heading(kind)}"


def test_all_mistakes_are_said_at_once(book: Workbook) -> None:
    for make, _, _ in MISTAKES:
        make(book)
    accounts, _ = read(book)
    told = [line for account in accounts.values() for line in to_correct(account, 50, "")]
    assert all(any(said in line for line in told) for _, _, said in MISTAKES)


def new_indicator(book: Workbook, polarity: str) -> None:
    add(
        book["Definitions"], measure_id="new_one", name="% of new ones", theme="Care", polarity=polarity,
        polarity_basis="inferred", unit="%", window="month", counted="visits", definition="Of the visits.",
    )  # fmt: skip
    add(book["Targets"], measure_id="new_one", valid_from="Apr-26", target=90, tolerance_percent=5, reason="Board")
    add(book["Aliases"], alias="New ones", measure_id="new_one")


FIGURES = (
    "figures.csv",
    f"cut,month,measure_id,locality,numerator,denominator\n2021-09,2021-09,new_one,{ALL},1,4\n".encode(),
)


def test_a_new_indicator_comes_with_its_target_its_alias_and_its_figures(book: Workbook) -> None:
    new_indicator(book, "bigger")
    accounts, made = read(book, FIGURES)
    assert sum(account.refused for account in accounts.values()) == 0
    assert accounts["indicators"].accepted.height == 1
    assert made.names["New ones"] == "new_one"


def test_what_names_a_refused_row_waits_for_it_and_is_no_mistake_of_its_own(book: Workbook) -> None:
    new_indicator(book, "biger")
    accounts, made = read(book, FIGURES)
    told = {kind: to_correct(account, 50, "") for kind, account in accounts.items() if account.refused}
    wait = ["1 row waits for what is refused elsewhere in these files; nothing else is wrong there."]
    row = book["Definitions"].max_row
    assert told == {
        "definitions": [f"row {row}, polarity: “biger” is not one of bigger, smaller, plan, information."],
        "targets": wait,
        "aliases": wait,
        "indicators": wait,
    }
    assert made.mistakes == ()
    assert accounts["targets"].rows_in == accounts["targets"].accepted.height + 1, "the row is accounted for"
    assert accounts["targets"].refusals["problem"].to_list() == [
        "is refused in the definitions. This row waits for it."
    ]


def test_what_names_a_row_that_contradicts_another_waits_for_it(book: Workbook) -> None:
    """Two indicators of one name are two mistakes, not one more for each of their targets."""
    new_indicator(book, "bigger")
    cell(book["Definitions"], book["Definitions"].max_row, "Name").value = cell(book["Definitions"], 2, "Name").value
    accounts, _ = read(book)
    assert [len(to_correct(accounts[kind], 50, "")) for kind in ("definitions", "targets", "aliases")] == [2, 1, 1]
    assert "waits for" in to_correct(accounts["aliases"], 50, "")[0]


def test_a_sheet_without_a_column_it_needs_is_said_beside_the_other_mistakes(book: Workbook) -> None:
    new_indicator(book, "bigger")
    cell(book["Definitions"], 1, "Theme").value = "Thema"
    _unknown(book)
    said = refused(book)
    assert "sheet Definitions" in said
    assert "“thema” (perhaps theme)" in said
    assert "row 4, measure_id: “icpc_dew” is not in the catalogue" in said
    assert "new_one” is not in the catalogue" not in said
