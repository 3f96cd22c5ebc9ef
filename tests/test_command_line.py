"""The command line prints what the pages show, and says in a sentence why it can't."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.indicators import COLUMNS

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, published: object) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))  # type: ignore[attr-defined]


def run(printed: Printed, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = printed.readouterr()
    return code, out, err


def test_demo_loads_the_published_figures_once(capsys: Printed) -> None:
    code, out, _ = run(capsys, "demo")
    assert code == 0
    assert "Rows in 930 = accepted 930 + refused 0 + totals 0 + blank 0." in out
    code, out, _ = run(capsys, "demo")
    assert code == 0
    assert "nothing was loaded" in out
    _, out, _ = run(capsys, "history", "--format", "json")
    assert len(json.loads(out)) == 3


@pytest.mark.usefixtures("loaded")
def test_table_indicators_has_the_agreed_columns(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "indicators", "--month", "2021-09")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == COLUMNS
    assert len(rows) == 77
    icpc = next(row for row in rows if row["measure_id"] == "icpc_15d")
    assert (icpc["value"], icpc["target"], icpc["rag"], icpc["change"]) == ("58.1", "80.0", "red", "-16.1")


@pytest.mark.usefixtures("loaded")
def test_csv_and_json_hold_the_same(capsys: Printed) -> None:
    _, as_json, _ = run(capsys, "table", "audits-by-legal-status", "--format", "json")
    _, as_csv, _ = run(capsys, "table", "audits-by-legal-status")
    from_json = [
        {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in r.items()} for r in json.loads(as_json)
    ]
    assert from_json == list(csv.DictReader(io.StringIO(as_csv)))
    assert sum(row["count"] for row in json.loads(as_json)) == 147


@pytest.mark.usefixtures("loaded")
def test_table_screening_and_one_indicator(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "screening", "--format", "json")
    assert {row["area"]: row["red"] for row in json.loads(out)}["Cheltenham"] == 40.0
    _, out, _ = run(capsys, "table", "indicator", "--measure", "icpc_15d", "--month", "2021-08", "--format", "json")
    assert [row["month"] for row in json.loads(out)][-1] == "2021-08-01"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--month", "2031-01"), "Nothing is held for January 2031"),
        (("--locality", "Glos"), "“Glos” is not a locality in the catalogue"),
        (("--measure", "nonsense"), "“nonsense” is not a measure in the catalogue"),
    ],
)
def test_what_is_not_there_ends_in_a_sentence(capsys: Printed, arguments: tuple[str, ...], said: str) -> None:
    code, out, err = run(capsys, "table", "indicators", *arguments)
    assert (code, out) == (1, "")
    assert said in err


@pytest.mark.usefixtures("loaded")
def test_the_indicator_table_asks_which_one(capsys: Printed) -> None:
    code, _, err = run(capsys, "table", "indicator")
    assert code == 1
    assert "--measure" in err


def test_an_empty_store_says_what_to_do(capsys: Printed) -> None:
    code, _, err = run(capsys, "table", "indicators")
    assert code == 1
    assert "demo" in err


def test_a_refused_load_prints_the_rows_and_stores_nothing(capsys: Printed, tmp_path: Path) -> None:
    file = tmp_path / "october.csv"
    file.write_text("cut,month,measure_id,value,source\n2021-10,2021-10,icpc_15,61,council\n")
    code, out, err = run(capsys, "load", str(file))
    assert code == 1
    assert "row 2, measure_id: “icpc_15” is not in the catalogue (indicators.csv); did you mean “icpc_15d”?" in out
    assert "nothing was stored" in err
    file.write_text(file.read_text().replace("icpc_15,", "icpc_15d,"))
    code, out, _ = run(capsys, "load", str(file))
    assert code == 0
    assert "Stored as load 1." in out


def test_a_file_that_is_not_there_is_named(capsys: Printed, tmp_path: Path) -> None:
    code, _, err = run(capsys, "load", str(tmp_path / "gone.csv"))
    assert code == 1
    assert "gone.csv" in err


def test_a_month_that_is_none_is_refused_by_the_arguments() -> None:
    with pytest.raises(SystemExit):
        main(["table", "indicators", "--month", "2021-13"])
