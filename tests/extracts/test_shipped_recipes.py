"""Each recipe that comes with the product reads a file of its shape; a file in which one thing is changed gives the
same figures, or is refused. It never gives other figures without a word."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date

import pytest
from openpyxl import Workbook

from analytics.catalogue import Catalogue
from analytics.extracts import ExtractError, check_files
from analytics.extracts.kinds.recipes import fields_of
from analytics.extracts.recipes import shipped
from analytics.store import Incoming, prepare
from tests.westshire import catalogue

Lines = list[list[str]]  # the cells of a table
Figures = list[tuple[object, ...]]

ON_TIME, DECIDED = "icpc_due", "contacts_decided_1d"


def _name(measure: str) -> str:
    return catalogue().indicators[measure].name


DASHBOARD: Lines = [
    ["Westshire dashboard", "", "", "", "", "", "", "", "", ""],
    ["Ref", "Indicator", "Target", "Tolerance", "Jul-21", "Aug-21", "Sep-21", "RAG", "DoT", "Comment"],
    ["Front door", "", "", "", "", "", "", "", "", ""],
    ["1.1", _name(DECIDED), "90", "5", "81.4", "n/a", "84.2", "Red", "up", "staffing"],
    ["1.2", _name(ON_TIME), "85", "5", "71.2", "68.9", "70.3", "Red", "down", ""],
    ["Source: case system", "", "", "", "", "", "", "", "", ""],
]
EXPORT: Lines = [
    ["Period", "KPI_ID", "Area", "Num", "Den", "Outturn"],
    ["01/08/2021 00:00:00", ON_TIME, "Wexley", "7", "9", "77.8"],
    ["01/08/2021 00:00:00", ON_TIME, "Westshire", "44", "62", "71.0"],
    ["01/09/2021 00:00:00", ON_TIME, "Wexley", "8", "11", "72.7"],
    ["01/09/2021 00:00:00", ON_TIME, "Westshire", "45", "63", "71.4"],
]
SHEETS = {
    "Aug 21": [["Indicator", "Wexley", "Ashport"], [_name(ON_TIME), "71.4", "66.7"], [_name(DECIDED), "82.1", "84.0"]],
    "Sep 21": [["Indicator", "Wexley", "Ashport"], [_name(ON_TIME), "75.0", "60.0"], [_name(DECIDED), "80.9", "83.3"]],
}
FORMS: Lines = [
    ["ID", "Start time", "Completion time", "Email", "Name", "What is the case reference?", "Which locality?",
     "What is the legal status?", "Which month is it?", "What is your overall grade?",
     "How good is the assessment?", "Was the child spoken to?"],
    ["1", "9/1/21 9:00", "9/1/21 9:30", "anonymous", "", "R-1", "Wexley", "Plan", "September 2021", "Good",
     "Outstanding", "Yes"],
    ["2", "9/2/21 9:00", "9/2/21 9:30", "anonymous", "", "R-2", "Ashport", "Care", "September 2021",
     "Requires Improvement", "Good", "No"],
]  # fmt: skip
QUERY: Lines = [
    ["ind_cd", "loc_cd", "per", "n", "d"],
    [ON_TIME, "Wexley", "202108", "7", "9"],
    [ON_TIME, "NULL", "202108", "44", "62"],
    [DECIDED, "Ashport", "202109", "310", "402"],
]


def _csv(lines: Lines) -> tuple[str, bytes]:
    return "file.csv", "\n".join(",".join(f'"{cell}"' for cell in line) for line in lines).encode()


def _book(sheets: dict[str, Lines]) -> tuple[str, bytes]:
    book = Workbook()
    book.remove(book.active)
    for name, lines in sheets.items():
        sheet = book.create_sheet(name)
        for line in lines:
            sheet.append([float(cell) if cell.replace(".", "", 1).isdigit() else cell or None for cell in line])
    content = io.BytesIO()
    book.save(content)
    return "file.xlsx", content.getvalue()


def _national(name: str) -> Lines:
    """A file of statistics as a recipe for them reads it: two authorities, with every figure and filter it names."""
    columns = shipped()[name].columns
    filters = list(dict.fromkeys(heading for column in columns for heading in column.only_where))
    figures = list(dict.fromkeys(column.heading for column in columns))
    wheres = list(dict.fromkeys(tuple(column.only_where.values()) for column in columns))
    lines = [[*STANDARD, *filters, *figures]]
    for code, area in (("886", "Kent"), ("878", "Devon")):
        place = ["2021", "Reporting year", "Local authority", "E92000001", "England", "", "", code, area]
        lines += [[*place, *where, *(f"{n}" for n, _ in enumerate(figures, 10))] for where in wheres]
    return lines


STANDARD = (
    *("time_period", "time_identifier", "geographic_level", "country_code", "country_name", "region_code"),
    *("region_name", "old_la_code", "la_name"),
)
NATIONAL = [name for name, recipe in shipped().items() if recipe.kind == "national_figures"]
OUTCOMES: Lines = [
    ["Local authority inspection judgements", "", "", "", "", ""],
    ["Web link", "Local authority area code", "Local authority name", "Inspection date", "Publication date",
     "Overall effectiveness"],
    ["Page", "E10000016", "Kent", "2021-05-09", "2021-07-08", "Outstanding"],
    ["Page", "E10000008", "Devon", "2021-09-13", "2021-11-12", "Requires improvement to be good"],
]  # fmt: skip
TABLES = {
    "Dashboard with months across": (DASHBOARD, _csv),
    "Power BI or Tableau export": (EXPORT, _csv),
    "A sheet a month with areas across": (SHEETS["Sep 21"], lambda lines: _book(SHEETS | {"Sep 21": lines})),
    "Microsoft Forms audits": (FORMS, _csv),
    "SQL result with coded names": (QUERY, _csv),
    **{name: (_national(name), _csv) for name in NATIONAL},
    "Inspection outcomes (Ofsted)": (OUTCOMES, lambda lines: _book({"Inspections_as_at_31_March": lines})),
}
# What changes the figures, for a file may have fewer months, areas or questions: then the load says what is gone.
FEWER = {
    "Dashboard with months across": ["Jul-21 taken out", "Aug-21 taken out", "Sep-21 taken out"],
    "A sheet a month with areas across": ["Wexley taken out", "Ashport taken out"],
    "Microsoft Forms audits": ["Was the child spoken to? taken out"],
    "Inspection outcomes (Ofsted)": ["Publication date taken out"],
}
ANY_TEXT = ("ID", "What is the case reference?", "Web link", "Local authority name")
FILTERS = ("population_type", "cla_group", "sw_stability", "age_group")  # of which a file has others, too
RECIPES = pytest.mark.parametrize("name", shipped())


def read(file: tuple[str, bytes], known: Catalogue) -> Figures:
    """What a file gives, row by row; raises ExtractError where it, or a row of it, is refused."""
    (accounts,), _ = check_files([file], known)
    if any(account.refused for account in accounts):
        raise ExtractError("rows are refused")
    return sorted((a.kind, *map(str, row)) for a in accounts for row in a.accepted.drop("cut").iter_rows())


def changes(lines: Lines) -> Iterator[tuple[str, Lines]]:
    """The table with one part changed: each heading, each column, each row, and each cell below the header."""
    header = next(i for i, line in enumerate(lines) if sum(map(bool, line)) > 2)
    for column, heading in enumerate(lines[header]):
        yield f"{heading} renamed", _with(lines, header, column, f"{heading} (new)")
        yield f"{heading} without a name", _with(lines, header, column, "")
        yield f"{heading} taken out", [[*line[:column], *line[column + 1 :]] for line in lines]
        yield f"{heading} twice", [[*line, line[column]] for line in lines]
        yield f"{heading} in months", _with(lines, header, column, "Q2 2021/22")
    yield "a column more", [[*line, "Extra" if i == header else "9"] for i, line in enumerate(lines)]
    yield "a row more", [*lines, lines[-1]]
    for row in range(header + 1, len(lines)):
        if sum(map(bool, lines[row])) < 2:
            continue
        for column, cell in enumerate(lines[row]):
            if lines[header][column] in (*ANY_TEXT, *FILTERS):
                continue
            yield f"{cell} unreadable", _with(lines, row, column, f"{cell}?!")


def _with(lines: Lines, row: int, column: int, cell: str) -> Lines:
    changed = [list(line) for line in lines]
    changed[row][column] = cell
    return changed


@RECIPES
def test_a_file_of_its_shape_is_read_by_it(name: str, the_catalogue: Catalogue) -> None:
    lines, written = TABLES[name]
    (accounts,), _ = check_files([written(lines)], the_catalogue)
    assert {account.recipe for account in accounts} == {name}
    assert [account.refused for account in accounts] == [0] * len(accounts)
    assert {account.cut.year for account in accounts} == {2021}


@RECIPES
def test_a_file_with_one_thing_changed_gives_the_same_figures_or_is_refused(
    name: str, the_catalogue: Catalogue
) -> None:
    lines, written = TABLES[name]
    right = read(written(lines), the_catalogue)
    other: list[str] = []
    for what, changed in changes(lines):
        try:
            found = read(written(changed), the_catalogue)
        except ExtractError:
            continue
        if found != right:
            other.append(what)
    assert other == FEWER.get(name, [])


@RECIPES
def test_what_a_recipe_leaves_out_is_no_figure(name: str) -> None:
    """Only what people write beside figures is left out; names and addresses of people always are."""
    recipe = shipped()[name]
    for column in recipe.columns:
        assert column.field in fields_of(column.kind)
    left_out = {column.said for column in recipe.columns if column.field == "leave out"}
    assert not left_out & {"num", "den", "value", "outturn", "n", "d", "area", "district"}


def test_a_sheet_that_says_no_month_of_its_own_is_not_read_as_another(the_catalogue: Catalogue) -> None:
    """Twice August is refused; a sheet without a month in its name is none of the months."""
    august = {"Aug 21": SHEETS["Aug 21"]}
    with pytest.raises(ExtractError, match="the same figure"):
        prepare(the_catalogue, [Incoming(*_book({**august, "Aug 2021": SHEETS["Sep 21"]}))])
    prepared = prepare(the_catalogue, [Incoming(*_book({**august, "Working": SHEETS["Sep 21"]}))])
    assert prepared.checked[0].accepted["month"].unique().to_list() == [date(2021, 8, 1)]
    assert any("“Working” was not read" in notice for notice in prepared.checked[0].notices)
