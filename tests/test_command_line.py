"""The command line prints what the pages show, and says in a sentence why it can't."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import polars as pl
import pytest

from analytics import indicators
from analytics.__main__ import main
from analytics.commands import loads
from analytics.indicators import COLUMNS
from analytics.simulated_label import WHOLLY
from analytics.store import Incoming, Store, load
from analytics.store.store import _at
from tests import westshire as council
from tests.making import as_before, copied
from tests.national import made

Printed = pytest.CaptureFixture[str]


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch, published: object) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))  # type: ignore[attr-defined]


def run(printed: Printed, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = printed.readouterr()
    return code, out, err


def test_demo_says_where_it_looked_for_files(capsys: Printed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(loads, "DEMONSTRATION", tmp_path)
    code, _, err = run(capsys, "demo")
    assert code == 1
    assert f"no extract file in {tmp_path / 'catalogue'}" in err


@pytest.mark.usefixtures("loaded")
def test_table_indicators_has_the_agreed_columns(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "indicators", "--month", "2021-09")
    rows = list(csv.DictReader(io.StringIO(out)))
    assert tuple(rows[0]) == (*COLUMNS, "kind", "unit", "period", "expected_by_chance", "method")
    assert len(rows) == len(council.catalogue().indicators)
    icpc = next(row for row in rows if row["measure_id"] == "icpc_due")
    assert (icpc["value"], icpc["target"], icpc["rag"], icpc["change"]) == ("41.9", "80.0", "red", "-36.2")
    assert (icpc["kind"], icpc["unit"]) == ("percentage", "%")


@pytest.mark.parametrize("form", ["csv", "json"])
def test_numbers_of_cases_are_written_whole(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, empty: Store, form: str
) -> None:
    counts = b"cut,month,measure_id,locality,numerator,denominator\n2021-09,2021-09,icpc_due,Wexley,45,48\n"
    load(empty, council.catalogue(), [Incoming("own.csv", counts)])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    _, out, _ = run(capsys, "table", "localities", "--measure", "icpc_due", "--format", form)
    rows = list(csv.DictReader(io.StringIO(out))) if form == "csv" else json.loads(out)
    assert list(rows[0])[-6:] == ["kind", "unit", "period", "p_value", "in_list", "compared"]
    (row,) = (row for row in rows if row["locality"] == "Wexley")
    assert (str(row["numerator"]), str(row["denominator"]), str(row["value"])) == ("45", "48", "93.8")


@pytest.mark.usefixtures("loaded")
def test_csv_and_json_hold_the_same(capsys: Printed) -> None:
    _, as_json, _ = run(capsys, "table", "audits-by-legal-status", "--format", "json")
    _, as_csv, _ = run(capsys, "table", "audits-by-legal-status")
    from_json = [
        {k: str(v).lower() if isinstance(v, bool) else str(v) for k, v in r.items()} for r in json.loads(as_json)
    ]
    assert from_json == list(csv.DictReader(io.StringIO(as_csv)))
    assert sum(row["count"] for row in json.loads(as_json)) == 136


@pytest.mark.usefixtures("loaded")
def test_table_headlines_has_those_of_the_overview(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "headlines", "--month", "2021-09", "--format", "json")
    rows = json.loads(out)
    ratings = {(r["headline"], r["what"]): r["number"] for r in rows if r["unit"] == "indicators"}
    assert [ratings["month_rating", rating] for rating in ("red", "amber", "green")] == [19, 4, 6]
    assert [ratings["overall_rating", rating] for rating in ("red", "amber", "green")] == [14, 5, 10]
    assert sum(r["headline"] == "worse and real" for r in rows) == 2
    furthest = next(r for r in rows if r["headline"] == "furthest")
    assert (furthest["measure_id"], furthest["number"], furthest["unit"]) == ("reviews_of_health", 60.6, "points")


@pytest.mark.usefixtures("loaded")
def test_table_compared_has_those_unlike_the_others_first(capsys: Printed, monkeypatch: pytest.MonkeyPatch) -> None:
    held = made.reported().filter(pl.col("last").dt.year() <= 2021)
    monkeypatch.setattr(indicators, "reported", lambda *_: held)
    monkeypatch.setattr("analytics.national.comparison.own_code", lambda: made.WESTSHIRE)
    _, out, _ = run(capsys, "table", "compared", "--month", "2021-09", "--format", "json")
    rows = json.loads(out)
    assert [row["measure_id"] for row in rows if row["in_list"]] == ["icpc_due", "referred_again"]
    assert (rows[0]["place"], rows[0]["ranked"], rows[0]["stands"]) == (150, 150, "worse")


@pytest.mark.usefixtures("loaded")
def test_table_screening_and_one_indicator(capsys: Printed) -> None:
    _, out, _ = run(capsys, "table", "screening", "--format", "json")
    assert {row["area"]: row["red"] for row in json.loads(out)}["Ashport"] == 40.0
    _, out, _ = run(capsys, "table", "indicator", "--measure", "icpc_due", "--month", "2021-08", "--format", "json")
    assert [row["month"] for row in json.loads(out)][-1] == "2021-08-01"


def test_table_screening_by_month_counts_what_was_screened(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, westshire: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    _, out, _ = run(capsys, "table", "screening-by-month", "--month", "2021-06", "--format", "json")
    rows = json.loads(out)
    assert [row["month"] for row in rows] == ["2021-04-01", "2021-05-01", "2021-06-01"]
    assert rows[-1]["records"] == sum(row["screened"] for row in rows)
    assert {row["note"] for row in rows} == {WHOLLY}


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("--month", "2031-01"), "Nothing is held for January 2031"),
        (("--locality", "Westland"), "“Westland” is not a locality in the catalogue"),
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
    file.write_text("cut,month,measure_id,value,source\n2021-10,2021-10,icpc_du,61,council\n")
    code, out, err = run(capsys, "load", str(file))
    assert code == 1
    assert "row 2, measure_id: “icpc_du” is not in the catalogue (definitions). Did you mean “icpc_due”?" in out
    assert "nothing was stored" in err
    file.write_text(file.read_text().replace("icpc_du,", "icpc_due,"))
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


@pytest.fixture
def october(tmp_path: Path) -> Path:
    file = tmp_path / "october.csv"
    file.write_text("cut,month,measure_id,value,source\n2021-10,2021-10,icpc_due,61,council\n")
    return file


def test_undo_redo_erase_and_check(capsys: Printed, october: Path) -> None:
    run(capsys, "load", str(october))
    assert run(capsys, "undo", "1")[:2] == (0, "Load 1 is undone. `redo 1` brings it back.\n")
    assert run(capsys, "table", "indicators")[0] == 1
    assert run(capsys, "redo", "1")[0] == 0
    code, _, err = run(capsys, "erase", "1", "--reason", "asked for")
    assert code == 1
    assert "Undo it before it is erased" in err
    run(capsys, "undo", "1")
    assert "2 files removed" in run(capsys, "erase", "1", "--reason", "asked for")[1]
    assert run(capsys, "check")[:2] == (0, "0 files damaged or missing. 0 temporary files removed.\n")
    assert run(capsys, "undo", "7")[2] == "There is no load 7; `history` lists them.\n"


def test_check_ends_with_1_when_a_file_is_damaged(capsys: Printed, october: Path, tmp_path: Path) -> None:
    run(capsys, "load", str(october))
    (file,) = (tmp_path / "no store" / "parquet").iterdir()
    file.write_bytes(b"")
    code, out, err = run(capsys, "check")
    assert code == 1
    assert "Load 1, october.csv: The stored file" in out
    assert "damaged" in err
    assert "damaged" in run(capsys, "table", "indicators")[2]


def test_an_extract_whose_file_is_damaged_can_be_loaded_again(capsys: Printed, october: Path, tmp_path: Path) -> None:
    run(capsys, "load", str(october))
    (file,) = (tmp_path / "no store" / "parquet").iterdir()
    file.unlink()
    assert "is missing" in run(capsys, "restatements")[2]
    assert run(capsys, "load", str(october))[0] == 0
    assert run(capsys, "table", "indicators")[0::2] == (0, "")
    as_before(Store(tmp_path / "no store"), "UPDATE parts SET months = ''")
    file.unlink()
    _at.cache_clear()  # as in a new process, which has not found the file whole before
    code, out, _ = run(capsys, "load", str(october))
    assert code == 0
    assert "Not compared with what is held: The stored file" in out
    assert run(capsys, "table", "indicators")[0::2] == (0, "")


def test_the_rest_can_be_stored_and_the_refused_written_to_a_file(
    capsys: Printed, october: Path, tmp_path: Path
) -> None:
    october.write_text(october.read_text() + "2021-10,2021-10,icpc_dux,61,council\n")
    refused = tmp_path / "refused.csv"
    assert run(capsys, "load", str(october), "--refused-to", str(refused))[0] == 1
    (row,) = csv.DictReader(io.StringIO(refused.read_text()))
    assert (row["row_number"], row["code"], row["file_name"]) == ("3", "measure-id-unknown", "october.csv")
    code, out, _ = run(capsys, "load", str(october), "--accept-rest")
    assert code == 0
    assert "accepted 1 + refused 1" in out


def test_what_a_file_does_not_say_can_be_said(capsys: Printed, tmp_path: Path) -> None:
    file = tmp_path / "f.csv"
    file.write_text("month,measure_id,value\n2021-10,icpc_due,-\n")
    code, _, err = run(capsys, "load", str(file))
    assert code == 1
    assert "--cut 2024-09" in err
    assert run(capsys, "load", str(file), "--cut", "2021-10")[0] == 1
    assert run(capsys, "load", str(file), "--cut", "2021-10", "--dash", "x", "--source", "other")[0] == 0
    _, out, _ = run(capsys, "table", "indicator", "--measure", "icpc_due", "--format", "json")
    assert (json.loads(out)[0]["value"], json.loads(out)[0]["marker"]) == (None, "x")


def test_restatements_and_first_published(capsys: Printed, october: Path, tmp_path: Path) -> None:
    later = tmp_path / "november.csv"
    later.write_text(october.read_text().replace("2021-10,2021-10,icpc_due,61", "2021-11,2021-10,icpc_due,55"))
    run(capsys, "load", str(october))
    code, out, _ = run(capsys, "load", str(later))
    assert code == 0
    _, out, _ = run(capsys, "restatements", "--measure", "icpc_due", "--format", "json")
    (moved,) = json.loads(out)
    assert (moved["earlier_value"], moved["later_value"], moved["difference"]) == (61.0, 55.0, -6.0)
    for shown, value in (("known", 55.0), ("published", 61.0)):
        _, out, _ = run(capsys, "table", "indicator", "--measure", "icpc_due", "--as", shown, "--format", "json")
        assert json.loads(out)[0]["value"] == value


def test_warnings_are_printed_with_the_account(capsys: Printed, october: Path) -> None:
    october.write_text("cut,month,measure_id,numerator,denominator,value\n2021-10,2021-10,icpc_due,3,4,80\n")
    _, out, _ = run(capsys, "load", str(october))
    assert "Look at: Values that differ from their counts:" in out
    assert "[counts-disagree]" not in out, "codes are not for people"


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("screening", "--locality", "Wexley"), "is for the whole council"),
        (("audits", "--measure", "icpc_due"), "is not of one indicator"),
        (("audits", "--locality", "Wexley"), "No audit is held for Wexley alone"),
    ],
)
def test_an_option_that_a_table_does_not_have_is_refused(
    capsys: Printed, arguments: tuple[str, ...], said: str
) -> None:
    code, out, err = run(capsys, "table", *arguments)
    assert (code, out) == (1, "")
    assert said in err


def test_the_tables_of_the_audits_page_are_printed_for_one_area(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, westshire: Store
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    expected = {
        "audits": {"month", "rating", "count", "audits", "share", "simulated"},
        "audits-by-legal-status": {"legal_status", "rating", "count"},
        "audits-by-team": {"team", "locality", "service", "on_good", "months_on_good", "too_few"},
        "audits-by-area": {"area", "audits", "good_or_better_share", "inadequate_share"},
        "audit-snapshot": {"measure", "value", "target", "met"},
        "moderation": {"month", "moderated", "upgraded_share", "downgraded_share", "directed_share"},
        "audit-actions": {"month", "kind", "status", "count", "agreed"},
    }
    for name, columns in expected.items():
        for locality in ("All", "Dunmere"):
            code, out, _ = run(capsys, "table", name, "--month", "2021-09", "--locality", locality, "--format", "json")
            assert code == 0
            rows = json.loads(out)
            assert columns <= set(rows[0]), name
            assert all("simulated" in row["note"] for row in rows if row["simulated"]), name
    _, out, _ = run(capsys, "table", "audits-by-legal-status", "--month", "2021-09", "--format", "json")
    assert sum(row["count"] for row in json.loads(out)) == 136


def test_a_store_that_is_no_store_ends_in_a_sentence(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, october: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "file"))
    code, _, err = run(capsys, "load", str(october))
    assert code == 1
    assert "can't be written or read" in err
    (tmp_path / "store").mkdir()
    (tmp_path / "store" / "ledger.sqlite").write_bytes(b"no ledger" * 200)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    code, _, err = run(capsys, "history")
    assert code == 1
    assert "is damaged, so nothing is shown or changed" in err


def test_a_step_change_is_confirmed_and_taken_back(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(copied(published, tmp_path / "own").root))
    step = ("rebase", "--measure", "carers_supervised", "--month", "2021-02", "--reason")

    def said() -> tuple[str, str]:
        """Whether May is a signal after the step, and of September whether the target can be relied on."""
        rows = []
        for month in ("2021-05", "2021-09"):
            _, out, _ = run(capsys, "table", "indicators", "--month", month, "--measure", "carers_supervised")
            rows += csv.DictReader(io.StringIO(out))
        return rows[0]["variation"], rows[1]["assurance"]

    assert said() == ("improving", "hit or miss")
    code, _, err = run(capsys, *step, " ")
    assert (code, err.startswith("Say why")) == (1, True)
    code, out, _ = run(capsys, *step, "A new form")
    assert code == 0
    assert "“% of foster carers with a supervision in date”, Westshire, are recalculated from February 2021" in out
    assert said() == ("", ""), "three figures before May are too few, and seven before September are on trial"
    run(capsys, "undo", "2")
    assert said() == ("improving", "hit or miss")
    code, _, err = run(capsys, *step, "A new form", "--locality", "Westland")
    assert (code, "not a locality in the catalogue" in err) == (1, True)


@pytest.mark.usefixtures("loaded")
@pytest.mark.parametrize(
    ("name", "rows", "some"),
    [
        ("scorecard", 16, {"measure_id": "card_first_visits", "period": "2021-09-01", "status": "behind"}),
        ("risks", 6, {"risk_id": "R2", "period": "2021-09-01", "score": 12, "change": 4}),
        ("placements", 167, {"series": "Total agency", "month": "2021-09-01", "value": 105, "change": 2}),
        ("budget", 14, {"service_area": "Children in Care", "total_variance_k": 3000.0, "percent": 25.0}),
        ("plan", 3, {"priority_id": "3", "action_status": None, "marker": "x"}),
        ("questions", 9, {"question_id": "exploitation", "answered": "no", "link": None}),
    ],
)
def test_tables_of_the_quarterly_papers(capsys: Printed, name: str, rows: int, some: dict[str, object]) -> None:
    _, out, _ = run(capsys, "table", name, "--month", "2021-09", "--format", "json")
    table = json.loads(out)
    assert len(table) == rows
    assert any(some.items() <= row.items() for row in table)
    code, _, err = run(capsys, "table", name, "--locality", "Wexley")
    assert code == 1
    assert "is for the whole council" in err


def test_pack_makes_the_sections_that_are_asked_for(
    capsys: Printed, monkeypatch: pytest.MonkeyPatch, published: Store, tmp_path: Path
) -> None:
    copied(published, tmp_path / "store")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    asked = ("pack", "--month", "2021-09", "--sections", "corporate", "--out", str(tmp_path / "out"))
    code, out, _ = run(capsys, *asked)
    assert code == 0
    assert {Path(line).name for line in out.splitlines()} >= {"pack.html", "scorecard.csv", "placements.csv"}
    assert "indicators.csv" not in out
    code, _, err = run(capsys, *asked, "--locality", "Wexley")
    assert code == 1
    assert err.startswith("corporate: not for one area. Choose from indicators, audits")
    code, _, err = run(capsys, "pack", "--month", "2021-09", "--sections", "compared", "--out", str(tmp_path / "out"))
    assert code == 1
    assert err.startswith("compared: nothing of it is loaded. Choose from indicators, areas, audits")
