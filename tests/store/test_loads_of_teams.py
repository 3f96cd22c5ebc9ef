"""An analyst loads what five teams send, in any order, corrects one, and adds a late audit: the screen says beforehand
exactly what then happens, and nothing else does."""

from __future__ import annotations

import csv
import random
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.__main__ import main
from analytics.catalogue import build
from analytics.store import Store, audit_rows, figures_held, load, split_rows, the_store
from tests.westshire import catalogue, catalogue_files

SEPTEMBER = date(2021, 9, 1)
MEASURE = "icpc_due"
TEAMS = {  # the locality, and 1 of 4 and the like
    "A": ("Wexley", 1, 4),
    "B": ("Wexley", 2, 4),
    "C": ("Ashport", 3, 4),
    "D": ("Ashport", 4, 4),
    "E": ("Dunmere", 0, 4),
}
ANSWERS = "lower_end child_spoken_to family_spoken_to worker_included manager_included reviewer_included submitted_late"
KINDS = ("council", "definitions", "areas", "legal_statuses", "audit_form")  # by which these files are checked
LEGAL = next(iter(catalogue().legal_statuses))


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Path]:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    load(the_store(), build({}), catalogue_files(*KINDS))
    return {team: team_file(tmp_path, team, *of) for team, of in TEAMS.items()}


def team_file(folder: Path, team: str, locality: str, numerator: int, denominator: int) -> Path:
    file = folder / f"team-{team}.csv"
    header = "cut,month,measure_id,locality,team,numerator,denominator"
    file.write_text(f"{header}\n2021-09,2021-09,{MEASURE},{locality},{team},{numerator},{denominator}\n")
    return file


def audit_file(folder: Path, name: str, *audits: tuple[str, str], cut: str = "2021-09") -> Path:
    file = folder / name
    header = f"cut,month,audit_id,record_key,status,legal_status,auditor_rating,rating,{ANSWERS.replace(' ', ',')}"
    answers = ",".join(["x"] * len(ANSWERS.split()))
    rows = [f"{cut},{month},{code},r,completed,{LEGAL},Good,Good,{answers}" for code, month in audits]
    file.write_text("\n".join([header, *rows, ""]))
    return file


Tables = dict[str, dict[tuple[str, ...], object]]


def shown(store: Store) -> Tables:
    """By table what is shown of each figure, team and audit."""
    places = sorted({place for place, _, _ in TEAMS.values()})
    figures = figures_held(store, places).select("locality", "month", "numerator", "denominator").rows()
    teams = split_rows(store, MEASURE, SEPTEMBER, SEPTEMBER).select("team", "month", "numerator", "denominator").rows()
    audits = audit_rows(store, date(2021, 1, 1), SEPTEMBER).select("audit_id", "month", "rating").rows()
    named = {"figures": figures, "split figures": teams, "audits": audits}
    return {table: {(row[0], str(row[1])): row[2:] for row in rows} for table, rows in named.items()}


def moved(before: Tables, after: Tables) -> set[tuple[str, ...]]:
    found = set()
    for table in before:
        one, other = before[table], after[table]
        for key in one.keys() | other.keys():
            if one.get(key) != other.get(key):
                what = "appears" if key not in one else "disappears" if key not in other else "changes"
                found.add((table, what, *key))
    return found


def announced(file: Path) -> set[tuple[str, ...]]:
    with file.open() as lines:
        every = [line for line in csv.DictReader(lines) if line["published"] == "false"]
    places = {place for place, _, _ in TEAMS.values()}
    return {
        (line["table"], line["what"], line["item"] or line["locality"], line["month"])
        for line in every
        if line["table"] != "figures" or line["locality"] in places  # what is pooled of them is asked elsewhere
    }


def load_as_said(capsys: pytest.CaptureFixture[str], tmp_path: Path, files: Sequence[Path]) -> str:
    """Load as an analyst does: where it asks, as a part. What was said is what happens."""
    store, listed = the_store(), tmp_path / "list.csv"
    before, version = shown(store), store.version
    arguments = ["load", *map(str, files), "--list-to", str(listed)]
    code = main(arguments)
    out, err = capsys.readouterr()
    if code:
        assert "would disappear" in err
        assert f"{' '.join(map(str, files))} --part" in err
        assert (shown(store), store.version) == (before, version)
        assert main([*arguments, "--part"]) == 0
        out, _ = capsys.readouterr()
    assert announced(listed) == moved(before, shown(store))
    return out


@pytest.mark.parametrize("seed", [None, 1])
def test_five_teams_in_any_order_or_together(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str], seed: int | None
) -> None:
    teams = sorted(TEAMS)
    if seed is None:
        load_as_said(capsys, tmp_path, [files[team] for team in teams])
    else:
        random.Random(seed).shuffle(teams)
        for team in teams:
            load_as_said(capsys, tmp_path, [files[team]])
    store = the_store()
    assert shown(store)["figures"] == {
        ("Wexley", str(SEPTEMBER)): (3, 8),
        ("Ashport", str(SEPTEMBER)): (7, 8),
        ("Dunmere", str(SEPTEMBER)): (0, 4),
    }
    team_file(tmp_path, "B", "Wexley", 4, 4)
    load_as_said(capsys, tmp_path, [files["B"]])
    assert shown(store)["figures"]["Wexley", str(SEPTEMBER)] == (5, 8)
    version = store.version
    assert main(["load", str(files["B"])]) == 0
    assert "Already loaded as load" in capsys.readouterr().out
    assert store.version == version


def test_a_late_audit_takes_no_other_away_and_says_who_brought_it(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    august = [(f"A{n}", "2021-08") for n in range(4)]
    load_as_said(capsys, tmp_path, [audit_file(tmp_path, "august.csv", *august, cut="2021-08")])
    late = audit_file(tmp_path, "late.csv", ("A9", "2021-08"), ("B1", "2021-09"))
    load_as_said(capsys, tmp_path, [late])
    assert {code for code, _ in shown(the_store())["audits"]} == {"A0", "A1", "A2", "A3", "A9", "B1"}
    assert main(["restatements", "--kind", "audits"]) == 0
    (line,) = csv.DictReader(capsys.readouterr().out.splitlines())
    assert (line["what"], line["code"], line["month"], line["by_load"]) == ("appears", "A9", "2021-08-01", "3")
    assert (line["loaded_by"], line["file_name"]) == ("analyst", "late.csv")


def test_the_whole_may_take_away_what_it_leaves_out(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    load_as_said(capsys, tmp_path, [files["A"], files["B"]])
    listed, store = tmp_path / "list.csv", the_store()
    before = shown(store)
    team_file(tmp_path, "B", "Wexley", 4, 4)
    assert main(["load", str(files["B"]), "--whole", "--list-to", str(listed)]) == 0
    assert announced(listed) == moved(before, shown(store))
    assert shown(store)["figures"] == {("Wexley", str(SEPTEMBER)): (4, 4)}
    main(["undo", "3"])
    assert shown(store) == before


def test_the_rollup_of_several_authorities_counts_each_team_once(
    files: dict[str, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for team in sorted(TEAMS):
        load_as_said(capsys, tmp_path, [files[team]])
    team_file(tmp_path, "B", "Wexley", 4, 4)
    load_as_said(capsys, tmp_path, [files["B"]])
    assert main(["rollup", str(tmp_path / "store"), "--out", str(tmp_path / "out")]) == 0
    made = pl.read_parquet(tmp_path / "out" / "localities.parquet").filter(team="All", breakdown="All")
    assert sorted(made.select("locality", "numerator", "denominator").rows()) == [
        ("Ashport", 7, 8),
        ("Dunmere", 0, 4),
        ("Wexley", 5, 8),
    ]
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["authorities.parquet", "localities.parquet"]
