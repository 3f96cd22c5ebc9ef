"""The commands about recipes, and what `load` does with them: what an analyst of Northmoor types each month."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import openpyxl
import pytest

from analytics.__main__ import main
from analytics.catalogue import catalogue
from analytics.store import Incoming, Store, all_rows, history, load, prepare, the_store
from analytics.store.scope import PART, WHOLE
from tests.authorities.making import in_use
from tests.files_as_they_come import northmoor
from tests.files_as_they_come.material import Month
from tests.files_as_they_come.recipes import RECIPES, recipe

Printed = pytest.CaptureFixture[str]
EXPORT = northmoor.POWER_BI_EXPORT
RECIPE = EXPORT.build.__name__
COLUMNS = [
    ("Period", "month"), ("KPI_ID", "measure_id"), ("Area", "locality"), ("Num", "numerator"), ("Den", "denominator"),
    ("Outturn", "value", "written=fractions"),
]  # fmt: skip


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that has the catalogue of Northmoor and the recipe of one of its files."""
    store = northmoor.AUTHORITY.begun(tmp_path_factory.mktemp("recipes") / "store", 1)
    with in_use(store.root):
        load(the_store(), catalogue(), RECIPES[RECIPE])
    return store.root


@pytest.fixture
def store(made: Path, tmp_path: Path) -> Iterator[Store]:
    """A copy of that store, in use."""
    shutil.copytree(made, tmp_path / "store")
    with in_use(tmp_path / "store"):
        yield the_store()


def run(printed: Printed, *arguments: object) -> tuple[int, str, str]:
    code = main([str(argument) for argument in arguments])
    out, err = printed.readouterr()
    return code, out, err


def put(folder: Path, month: Month) -> Path:
    """An edition of the file, in a folder."""
    name, content = EXPORT.build(month)
    (folder / name).write_bytes(content)
    return folder / name


def figures(store: Store) -> int:
    """How many figures the newest load has."""
    return int(history(store).filter(kind="indicators")["accepted"][0])


def test_the_file_of_the_next_month_loads_by_its_name_alone(store: Store, tmp_path: Path, capsys: Printed) -> None:
    for month in (Month.FIRST, Month.NEXT):
        code, out, err = run(capsys, "load", put(tmp_path, month))
        assert (code, err) == (0, "")
        assert f"read with the recipe “{RECIPE}”" in out
        assert figures(store) == len(EXPORT.editions[month].figures)


def test_a_recipe_that_is_named_reads_the_file_or_says_what_differs(
    store: Store, tmp_path: Path, capsys: Printed
) -> None:
    code, out, _ = run(capsys, "load", put(tmp_path, Month.FIRST), "--recipe", "Power BI or Tableau export")
    assert code == 1  # it has no codes of Northmoor, so every row is told of
    assert "read with the recipe “Power BI or Tableau export”" in out
    assert "CSC-014" in out
    code, _, err = run(capsys, "load", put(tmp_path, Month.FIRST), "--recipe", "Dashboard with months across")
    assert code == 1
    assert "“Dashboard with months across”" in err
    code, _, err = run(capsys, "load", put(tmp_path, Month.FIRST), "--recipe", "power_by")
    assert code == 1
    assert f"no recipe called “power_by”. There are: {RECIPE}" in err


def shortened(folder: Path) -> Path:
    """The first edition once more, without the children on plans in Dunnerley in its newest month."""
    file = put(folder, Month.FIRST)
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(b"".join(line for line in lines if b"01/11/2023 00:00:00,CSC-031,WS04" not in line))
    return file


def test_the_question_whole_or_part_repeats_the_recipe(store: Store, tmp_path: Path, capsys: Printed) -> None:
    assert run(capsys, "load", put(tmp_path, Month.FIRST))[0] == 0
    file = shortened(tmp_path)
    code, _, err = run(capsys, "load", file, "--recipe", RECIPE)
    assert code == 1
    assert f"load '{file}' --recipe {RECIPE} --whole" in err


@pytest.mark.parametrize(("said", "gone"), [(WHOLE, 1), (PART, 0)])
def test_a_recipe_remembers_whether_its_files_are_the_whole_or_a_part(
    store: Store, tmp_path: Path, capsys: Printed, said: str, gone: int
) -> None:
    load(store, catalogue(), recipe(EXPORT, COLUMNS, whole_or_part=said))
    assert run(capsys, "load", put(tmp_path, Month.FIRST))[0] == 0
    code, out, err = run(capsys, "load", shortened(tmp_path))
    assert (code, err) == (0, "")
    assert f"Taken as {'the whole' if said == WHOLE else 'a part'}, as the recipe says." in out
    assert ("1 disappears" in out) == bool(gone)
    assert history(store)["scope"][0] == said


def test_what_is_said_goes_before_what_the_recipe_remembers(store: Store, tmp_path: Path, capsys: Printed) -> None:
    load(store, catalogue(), recipe(EXPORT, COLUMNS, whole_or_part="whole"))
    run(capsys, "load", put(tmp_path, Month.FIRST))
    code, out, _ = run(capsys, "load", shortened(tmp_path), "--part")
    assert code == 0
    assert "disappear" not in out
    assert "as the recipe says" not in out
    assert history(store)["scope"][0] == PART


def test_the_same_file_again_is_not_stored_again_though_the_recipe_says_whole(
    store: Store, tmp_path: Path, capsys: Printed
) -> None:
    load(store, catalogue(), recipe(EXPORT, COLUMNS, whole_or_part="whole"))
    file = put(tmp_path, Month.FIRST)
    run(capsys, "load", file)
    assert "Already loaded as load" in run(capsys, "load", file)[1]


def test_files_of_which_one_says_nothing_have_nothing_remembered(store: Store, tmp_path: Path) -> None:
    load(store, catalogue(), recipe(EXPORT, COLUMNS, whole_or_part="part"))
    tidy = b"cut,month,measure_id,locality,value\n2023-10,2023-10,cp_visits,Alderfell,50.5\n"
    by_recipe, by_itself = Incoming(*EXPORT.build(Month.FIRST)), Incoming("tidy.csv", tidy)
    assert prepare(catalogue(), [by_recipe]).remembered == PART
    assert prepare(catalogue(), [by_itself]).remembered is None
    assert prepare(catalogue(), [by_recipe, by_itself]).remembered is None


def test_the_list_has_the_authoritys_own_recipes_and_those_that_are_shipped(store: Store, capsys: Printed) -> None:
    code, out, _ = run(capsys, "recipe", "list", "--format", "json")
    assert code == 0
    whose = {row["recipe"]: (row["kind"], row["whose"]) for row in json.loads(out)}
    assert whose[RECIPE] == ("indicators", "own")
    assert whose["Microsoft Forms audits"] == ("audits", "shipped")


def test_show_says_what_each_heading_and_each_word_is(store: Store, capsys: Printed) -> None:
    code, out, _ = run(capsys, "recipe", "show", RECIPE)
    assert code == 0
    for said in (
        "the first",
        "the newest month in the file",
        "“Area”: locality.",
        "“Outturn”: value, written as fractions.",
        "locality: “ws01” means “Alderfell”.",
    ):
        assert said in out
    _, out, _ = run(capsys, "recipe", "show", "Dashboard with months across")
    assert "“Measure”, “KPI” or “Performance indicator”: measure_id." in out
    assert "“{month}”: value, where {month} is any month." in out
    assert "value: “not available” means x (not available)." in out
    _, out, _ = run(capsys, "recipe", "show", "Microsoft Forms audits")
    assert "status: an empty cell means “completed”." in out


def test_a_recipe_that_is_not_there_can_be_neither_shown_nor_exported(
    store: Store, tmp_path: Path, capsys: Printed
) -> None:
    for asked in (["show", "Payroll"], ["export", "Payroll", tmp_path / "payroll.xlsx"]):
        code, _, err = run(capsys, "recipe", *asked)
        assert code == 1
        assert "no recipe called “Payroll”" in err
    assert not (tmp_path / "payroll.xlsx").exists()


def test_what_was_exported_is_the_same_recipe_when_it_is_loaded(store: Store, tmp_path: Path, capsys: Printed) -> None:
    before, file = catalogue().recipes[RECIPE], tmp_path / "recipe.xlsx"
    assert run(capsys, "recipe", "export", RECIPE, file)[0] == 0
    code, out, _ = run(capsys, "load", file)
    assert code == 0
    assert "Nothing that is shown would change." in out
    assert catalogue().recipes[RECIPE] == before
    written = file.read_bytes()
    code, _, err = run(capsys, "recipe", "export", RECIPE, file)
    assert (code, file.read_bytes()) == (1, written)
    assert "is there already" in err


def test_a_shipped_recipe_that_is_changed_and_loaded_is_the_authoritys_own(
    store: Store, tmp_path: Path, capsys: Printed
) -> None:
    name, file = "Power BI or Tableau export", tmp_path / "recipe.xlsx"
    run(capsys, "recipe", "export", name, file)
    book = openpyxl.load_workbook(file)
    book["Recipe columns"].append([name, "indicators", "Ward", "locality", None, "yes", None, "no"])
    book["Recipe words"].append([name, "measure_id", "CSC-014", "assess_45d"])
    book.save(file)
    assert run(capsys, "load", file)[0] == 0
    own = catalogue().recipes[name]
    assert own.words == {"measure_id": {"csc-014": "assess_45d"}}
    assert {"Ward", "District"} <= {column.heading for column in own.columns if column.field == "locality"}
    assert f"{name},indicators" in run(capsys, "recipe", "list")[1]
    assert f"{name} (own)" in run(capsys, "recipe", "show", name)[1]
    wards = tmp_path / "wards.csv"
    wards.write_text("Period,KPI_ID,Ward,Num,Den,Outturn\n2023-11,CSC-014,Alderfell,9,10,90\n", encoding="utf-8")
    code, out, _ = run(capsys, "load", wards)
    assert code == 0
    assert f"recipe “{name}”" in out
    assert history(store).filter(kind="indicators")["cut"].to_list() == [date(2023, 11, 1)]


def test_a_recipe_for_a_file_of_the_department_is_drafted_corrected_and_loaded(
    store: Store, tmp_path: Path, capsys: Printed
) -> None:
    file, book = tmp_path / "care.csv", tmp_path / "care.xlsx"
    header = "time_period,time_identifier,geographic_level,old_la_code,la_name,sex,cla_rate,children,repeats"
    rows = (
        f"2025,Reporting year,Local authority,886,Kent,{sex},59,1980,{n}" for sex, n in (("Total", 30), ("Male", 9))
    )
    file.write_text("\n".join((header, *rows)), encoding="utf-8")
    assert run(capsys, "load", file)[0] == 1
    code, out, _ = run(capsys, "recipe", "new", file, book, "--name", "Care (DfE)")
    assert code == 0
    assert "cla_rate, for “" in out
    assert "value: “cla_rate”, where sex is “Total”." in out
    assert "Not read until somebody writes the national measure" in out
    workbook = openpyxl.load_workbook(book)
    assert "cla_rate" in [row[1] for row in workbook["Lookups"].values]
    heading, says = (next(c.column for c in workbook["Recipe columns"][1] if c.value == n) for n in ("Heading", "Says"))
    for row in workbook["Recipe columns"].iter_rows():
        if row[heading - 1].value == "children":
            row[says - 1].value = "national_measure=cla_rate; period=year to March"
    workbook.save(book)
    assert run(capsys, "load", book)[0] == 0
    code, out, _ = run(capsys, "load", file)
    assert (code, "read with the recipe “Care (DfE)”" in out) == (0, True)
    held = all_rows(store, "national_figures").select("national_measure", "period", "numerator", "value").rows()
    assert held == [("cla_rate", "year to March 2025", 1980, 59)]
    assert "for “" in run(capsys, "recipe", "show", "Care (DfE)")[1]
