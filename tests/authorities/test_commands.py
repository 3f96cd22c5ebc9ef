"""Every command of the command line, asked in the store of each authority."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.commands.tables import TABLES, WHOLE_COUNCIL
from analytics.store import Store
from tests.authorities import borough, county
from tests.authorities.making import Authority
from tests.authorities.reading import foreign_words

Printed = pytest.CaptureFixture[str]
# What an authority holds nothing of: these tables are empty, and say so.
PAPERS = {"screening", "screening-by-month", "scorecard", "risks"}
EMPTY = {
    "borough": PAPERS | {"audits-by-area", "audit-actions", "action-times", "re-audits", "red-without-comment"},
    "county": {"re-audits"},
    "metropolitan borough": PAPERS,
    "island": PAPERS
    | {"audits-by-team", "moderation", "audit-actions", "action-times", "re-audits", "red-without-comment"},
}
NEVER = {
    *("placements", "budget", "plan", "questions", "compared"),
    *("audit-sample", "audits-weighted", "voices", "comments", "events", "saved-questions"),
}


def run(printed: Printed, *arguments: str) -> tuple[int, str, str]:
    code = main(list(arguments))
    out, err = printed.readouterr()
    return code, out, err


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("name", TABLES)
def test_every_table_is_printed_for_the_whole_and_an_area(
    capsys: Printed, authority: Authority, foreign: frozenset[str], name: str
) -> None:
    of = ["--measure", authority.measure] if name == "indicator" else []
    for month in authority.codes:
        code, out, err = run(capsys, "table", name, "--month", month, *of)
        assert code == 0, err
        assert not foreign_words(out, foreign)
    newest = ["--month", authority.codes[0]]
    code, out, err = run(capsys, "table", name, *newest, *of)
    nothing = name in NEVER | EMPTY[authority.whole]
    assert (not rows_of(out)) == nothing == ("The table has no row" in err)
    code, out, err = run(capsys, "table", name, *newest, *of, "--locality", authority.area)
    assert (code, "for the whole council" in err) == ((1, True) if name in WHOLE_COUNCIL else (0, False))
    code, out, err = run(capsys, "table", name, *newest, *of, "--as", "published", "--format", "json")
    assert code == 0
    assert isinstance(json.loads(out), list)


@pytest.mark.usefixtures("held")
def test_the_table_of_indicators_has_those_of_the_authority(capsys: Printed, authority: Authority) -> None:
    _, out, _ = run(capsys, "table", "indicators")
    names = [row["name"] for row in rows_of(out) if row["value"]]
    assert len(names) == {"borough": 15, "county": 20, "metropolitan borough": 7, "island": 5}[authority.whole]
    assert authority.own_indicator in names


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("what", [["history"], ["check"], ["share", "packs"], ["share", "list"], ["share", "log"],
                                  ["people", "list"], ["restatements"], ["restatements", "--kind", "audits"],
                                  ["restatements", "--kind", "screenings"]])  # fmt: skip
def test_what_lists_and_checks_ends_well(
    capsys: Printed, authority: Authority, foreign: frozenset[str], what: list[str]
) -> None:
    code, out, err = run(capsys, *what)
    assert code == 0, err
    assert not foreign_words(out + err, foreign)


@pytest.mark.usefixtures("held")
@pytest.mark.parametrize("authority", [borough.AUTHORITY, county.AUTHORITY], indirect=True, ids=lambda one: one.name)
def test_a_month_that_a_later_cut_corrected_is_listed(capsys: Printed, authority: Authority) -> None:
    """The first cut of a month lacks cases that were recorded late; the next one has them."""
    code, out, _ = run(capsys, "restatements", "--measure", authority.measure)
    assert code == 0
    assert {row["measure_id"] for row in rows_of(out)} == {authority.measure}
    places = {row["locality"] for row in rows_of(out)}
    assert places
    assert places <= {"All", *authority.names}


@pytest.mark.usefixtures("held")
def test_what_the_catalogue_does_not_have_is_told_with_what_it_has(capsys: Printed, authority: Authority) -> None:
    code, _, err = run(capsys, "table", "indicators", "--locality", "Nowhere")
    assert code == 1
    assert authority.area in err
    code, _, err = run(capsys, "table", "indicator")
    assert code == 1
    assert "--measure" in err


def test_limits_are_rebased_taken_back_and_brought_again(capsys: Printed, authority: Authority, own: Store) -> None:
    month = authority.codes[1]
    asked = ["--measure", authority.measure, "--month", month, "--reason", "Another team"]
    code, _, err = run(capsys, "rebase", *asked)
    assert code == 0, err
    load_id = own.ledger.history()[0].load_id
    for what in ("undo", "redo"):
        code, _, err = run(capsys, what, str(load_id))
        assert code == 0, err


def test_init_is_refused_where_there_is_data(capsys: Printed, own: Store) -> None:
    code, _, err = run(capsys, "init", "--council", "Somebody else")
    assert code == 1
    assert "has data already" in err


def test_authorities_are_rolled_up_together(capsys: Printed, authority: Authority, own: Store, tmp_path: Path) -> None:
    code, out, err = run(capsys, "rollup", str(own.root), "--out", str(tmp_path / "together"))
    assert code == 0, err
    assert "authorities.parquet" in out


def test_a_pack_is_made_shared_and_closed(
    capsys: Printed, authority: Authority, own: Store, foreign: frozenset[str], tmp_path: Path
) -> None:
    newest = authority.codes[0]
    code, out, err = run(capsys, "pack", "--month", newest, "--out", str(tmp_path / "pack"))
    assert code == 0, err
    assert {file.suffix for file in (tmp_path / "pack").iterdir()} == {
        ".html",
        ".pdf",
        ".docx",
        ".pptx",
        ".xlsx",
        ".csv",
    }
    _, out, _ = run(capsys, "share", "packs")
    (pack,) = rows_of(out)
    code, out, err = run(capsys, "share", "create", pack["pack_id"])
    assert code == 0, err
    assert not foreign_words(out + err, foreign)
    code, out, _ = run(capsys, "share", "list")
    assert len(rows_of(out)) == 1
    code, _, err = run(capsys, "share", "revoke", "1")
    assert code == 0, err
    code, _, err = run(capsys, "share", "log")
    assert code == 0, err
