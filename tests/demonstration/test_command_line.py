"""The command line prints what the pages show, and says in a sentence why it can't."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.indicators import COLUMNS
from analytics.store import Store
from tests.making import copied
from tests.test_command_line import Printed, run


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, published: object) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))  # type: ignore[attr-defined]


def test_demo_loads_the_published_figures_once(capsys: Printed) -> None:
    code, out, _ = run(capsys, "demo")
    assert code == 0
    assert "Rows in 930 = accepted 930 + refused 0 + totals 0 + blank 0." in out
    code, out, _ = run(capsys, "demo")
    assert code == 0
    assert "nothing was loaded" in out
    _, out, _ = run(capsys, "history", "--format", "json")
    held = json.loads(out)
    assert len(held) == 52, "26 of the catalogue, 12 published files, 14 simulated"
    assert {row["load_id"] for row in held} == {1, 2, 3}
    assert "simulated-audits-2021-09.csv" in {row["file_name"] for row in held}, "unpacked"


@pytest.mark.usefixtures("loaded")
def test_table_indicators_has_the_agreed_columns(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "indicators", "--month", "2021-09")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == (*COLUMNS, "kind", "unit", "period", "expected_by_chance", "method")
    assert len(rows) == 93
    icpc = next(row for row in rows if row["measure_id"] == "icpc_15d")
    assert (icpc["value"], icpc["target"], icpc["rag"], icpc["change"]) == ("58.1", "80.0", "red", "-16.1")


@pytest.mark.usefixtures("loaded")
def test_table_headlines_has_those_of_the_overview(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "headlines", "--month", "2021-09", "--format", "json")
    rows = json.loads(out)
    ratings = {(r["headline"], r["what"]): r["number"] for r in rows if r["unit"] == "indicators"}
    assert [ratings["month_rating", rating] for rating in ("red", "amber", "green")] == [39, 17, 15]
    assert [ratings["overall_rating", rating] for rating in ("red", "amber", "green")] == [35, 4, 32]
    assert sum(r["headline"] == "worse and real" for r in rows) == 6
    furthest = next(r for r in rows if r["headline"] == "furthest")
    assert (furthest["measure_id"], furthest["number"], furthest["unit"]) == ("rha_timely", 64.6, "points")


def test_a_step_change_is_confirmed_and_taken_back(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(copied(published, tmp_path / "own").root))
    step = ("rebase", "--measure", "foster_supervision", "--month", "2021-03", "--reason")

    def latest() -> tuple[str, str]:
        _, out, _ = run(capsys, "table", "indicators", "--month", "2021-09", "--measure", "foster_supervision")
        (row,) = csv.DictReader(io.StringIO(out))
        return row["variation"], row["assurance"]

    assert latest() == ("common cause", "hit or miss")
    code, _, err = run(capsys, *step, " ")
    assert (code, err.startswith("Say why")) == (1, True)
    code, out, _ = run(capsys, *step, "A new form")
    assert code == 0
    assert (
        "“% of Foster Carers with an up-to-date supervision”, Gloucestershire, are recalculated from March 2021" in out
    )
    assert latest() == ("common cause", ""), "of limits on trial nothing is said of the target"
    run(capsys, "undo", "3")
    assert latest() == ("common cause", "hit or miss")
    code, _, err = run(capsys, *step, "A new form", "--locality", "Glos")
    assert (code, "not a locality in the catalogue" in err) == (1, True)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("name", "rows", "some"),
    [
        ("scorecard", 128, {"measure_id": "sc_initial_visits", "period": "2021-09-01", "status": "behind"}),
        ("risks", 20, {"risk_id": "SR7.5", "period": "2021-09-01", "score": 12, "change": 4}),
        ("placements", 435, {"series": "Total agency", "month": "2021-08-01", "value": 459, "change": 67}),
        ("budget", 66, {"service_area": "Children in Care", "total_variance_k": 12702.0, "percent": 37.7}),
        ("plan", 10, {"priority_id": "3b", "action_status": None, "marker": "x"}),
        ("questions", 20, {"question_id": "exploitation", "answered": "no", "link": None}),
    ],
)
def test_tables_of_the_quarterly_papers(capsys: Printed, name: str, rows: int, some: dict[str, object]) -> None:
    _, out, _ = run(capsys, "table", name, "--month", "2021-09", "--format", "json")
    table = json.loads(out)
    assert len(table) == rows
    assert any(some.items() <= row.items() for row in table)
    code, _, err = run(capsys, "table", name, "--locality", "Stroud")
    assert code == 1
    assert "is for the whole council" in err
