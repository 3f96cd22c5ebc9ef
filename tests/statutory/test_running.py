"""The child process: what it is believed, what it may not do, and how a file ends that can't be read."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest

from analytics import access
from analytics.__main__ import main
from analytics.catalogue import Catalogue
from analytics.errors import UserFacingError
from analytics.extracts import ExtractError
from analytics.statutory import CantCount, count, read_teams, running
from analytics.store import Incoming, Store, held_catalogue, load
from tests.statutory.lists import DAY, counted, northmere, rows_of, whole, workbook

RECORDS = [{"Child Unique ID": f"C{n}", "Gender": "M", "Date of Contact": date(2025, 9, 1 + n)} for n in range(7)]
LISTS = workbook({"List 1": rows_of("List 1", *RECORDS)})


def stating(tmp_path: Path, counts: str = "[]", accounts: str = "{}", more: str = '"done": true') -> Path:
    """A child that answers this, whatever it is asked."""
    told = '"day": "2025-09-30", "day_said": true, "made_up": false, "others": 0, "failed": [], "behind": []'
    told = told if '"unknown"' in more else f'{told}, "unknown": []'
    said = f'{{{told}, "counts": {counts}, '
    said += f'"accounts": {accounts}, {more}}}'
    file = tmp_path / "child.py"
    file.write_text(f"import sys\nsys.stdin.buffer.read()\nprint({said!r})\n", encoding="utf-8")
    return file


@pytest.mark.parametrize(
    ("counts", "accounts"),
    [
        ('[["contacts_received", "2025-09-01", "All", "All", "Sex", "Jo Bloggs", 1, null]]', "{}"),
        ('[["contacts_received", "2025-09-01", "All", "Jo Bloggs", "All", "All", 1, null]]', "{}"),
        ('[["contacts_received", "2025-09-01", "Jo Bloggs", "All", "All", "All", 1, null]]', "{}"),
        ('[["Jo Bloggs", "2025-09-01", "All", "All", "All", "All", 1, null]]', "{}"),
        ('[["contacts_received", "Jo Bloggs", "All", "All", "All", "All", 1, null]]', "{}"),
        ('[["contacts_received", "2025-09-01", "All", "All", "All", "All", "Jo Bloggs", null]]', "{}"),
        ("[]", '{"contacts": [1, 1, 1, 0, 0, [["Jo Bloggs", 1]], [], []]}'),
        ("[]", '{"contacts": [1, 1, 1, 0, 0, [], [["Jo Bloggs", "not a date", 1]], []]}'),
        ("[]", '{"contacts": [1, "Jo Bloggs", 1, 0, 0, [], [], []]}'),
        ("[]", '{"Jo Bloggs": [1, 1, 1, 0, 0, [], [], []]}'),
        ("[]", '{"contacts": [1, 1, 1, 0, 0, [], [], ["Jo Bloggs"]]}'),
    ],
)
def test_an_answer_in_words_of_its_own_is_refused(
    starter: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, counts: str, accounts: str
) -> None:
    monkeypatch.setattr(running, "_CHILD", stating(tmp_path, counts, accounts))
    with pytest.raises(CantCount, match="the reader stopped") as refused:
        count([LISTS], starter)
    assert "Bloggs" not in str(refused.value)


def test_an_element_of_xml_by_a_name_of_its_own_is_refused_too(
    starter: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_CHILD", stating(tmp_path, more='"unknown": [["Jo Bloggs", 1]], "done": true'))
    with pytest.raises(CantCount, match="the reader stopped"):
        count([LISTS], starter)


@pytest.mark.parametrize("more", ['"done": false', '"half": true'])
def test_an_answer_that_breaks_off_is_not_believed(
    starter: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, more: str
) -> None:
    monkeypatch.setattr(running, "_CHILD", stating(tmp_path, more=more))
    with pytest.raises(CantCount, match="the reader stopped"):
        count([LISTS], starter)


def test_an_answer_in_known_words_is_believed(
    starter: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    counts = '[["contacts_received", "2025-09-01", "All", "All", "All", "All", 7, null]]'
    accounts, more = '{"contacts": [1, 7, 7, 0, 0, [], [], []]}', '"unknown": [["CINdetails", 2]], "done": true'
    monkeypatch.setattr(running, "_CHILD", stating(tmp_path, counts, accounts, more))
    found = count([LISTS], starter)
    assert (whole(found, "contacts_received"), found.unknown) == ((7, None), {"CINdetails": 2})


def test_a_refusal_in_words_of_its_own_is_not_passed_on(
    starter: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running, "_CHILD", stating(tmp_path, more='"refused": "Jo Bloggs", "file": 0'))
    with pytest.raises(CantCount, match="the reader stopped"):
        count([LISTS], starter)


def test_a_child_that_takes_too_long_is_stopped(
    starter: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = tmp_path / "child.py"
    slow.write_text("import time\ntime.sleep(60)\n", encoding="utf-8")
    monkeypatch.setattr(running, "_CHILD", slow)
    monkeypatch.setattr(running, "SECONDS", 1)
    with pytest.raises(CantCount, match="too long"):
        count([LISTS], starter)


def truncated() -> bytes:
    return LISTS.content[: len(LISTS.content) // 2]


def without_parts() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/workbook.xml", "<workbook><sheets><sheet/></sheets></workbook>")
    return out.getvalue()


def broken_sheet() -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(BytesIO(LISTS.content)) as given, zipfile.ZipFile(out, "w") as archive:
        for name in given.namelist():
            content = given.read(name)
            archive.writestr(name, content[:-40] if "sheet1" in name else content)
    return out.getvalue()


@pytest.mark.parametrize(
    "content",
    [truncated, without_parts, broken_sheet, lambda: b"%PDF-1.7", lambda: b"\x00\x01\x02" * 50, lambda: b"PAR1...PAR1"],
)
def test_a_malformed_file_ends_in_a_sentence(starter: Catalogue, content: Callable[[], bytes]) -> None:
    with pytest.raises(UserFacingError, match=r"annex-a\.xlsx.*\.$"):
        count([Incoming("annex-a.xlsx", content())], starter)


def test_a_workbook_without_a_list_is_refused(starter: Catalogue) -> None:
    with pytest.raises(CantCount, match="no sheet or file is a list"):
        count([workbook({"Budget": [["Line", "Amount"], ["Staff", 12]]})], starter)


def test_which_of_several_files_is_wrong_is_said(starter: Catalogue) -> None:
    with pytest.raises(CantCount, match=r"^list_2\.csv "):
        count([Incoming("list_1.csv", b"Child ID,Sex,Date of contact\n"), Incoming("list_2.csv", b'a,"b\n')], starter)


def test_nobody_but_an_analyst_counts(starter: Catalogue) -> None:
    with access.acting_as(access.Viewer(access.Role.LEADER)), pytest.raises(access.NotAllowed):
        count([LISTS], starter)


def test_an_indicator_that_the_catalogue_lacks_is_named(the_catalogue: Catalogue) -> None:
    found = count([LISTS], the_catalogue, day=DAY)
    assert found.counts.is_empty()
    assert found.not_computed["contacts_received"] == "it is not in the catalogue"


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"team,place\nA,Harbour\n", "columns team and area"), (b"team,area\nA,Nowhere\n", "“Nowhere” is no area")],
)
def test_a_file_of_teams_names_known_areas(starter: Catalogue, content: bytes, said: str) -> None:
    with pytest.raises(CantCount, match=said):
        read_teams(Incoming("teams.csv", content), starter)


def test_the_counts_are_loaded_as_any_extract(empty: Store) -> None:
    catalogue = northmere(empty)
    found = counted(catalogue, LISTS)
    assert whole(found, "contacts_received") == (7, None)
    load(empty, catalogue, [found.incoming])
    (kept,) = (file for file in (empty.root / "originals").iterdir() if b"contacts_received,All" in file.read_bytes())
    assert found.hashes[0] in kept.read_text(encoding="utf-8")
    assert held_catalogue(empty).council == "Northmere"


def test_the_command_writes_counts_once_and_never_over_a_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "store"))
    northmere(Store(tmp_path / "store"))
    (tmp_path / "annex-a.xlsx").write_bytes(LISTS.content)
    asked = ["count", str(tmp_path / "annex-a.xlsx"), "--day", "2025-09-30", "--out", str(tmp_path / "counts.csv")]
    assert main(asked) == 0
    printed = capsys.readouterr().out
    assert "List 1 (contacts): rows in 7 = used 7." in printed
    assert "Contacts received: September 2025" in printed
    assert "List 2 (early help): not there." in printed
    assert main([*asked[:2], "--day", "2025-09-12"]) == 0
    assert "September 2025 was not over" in capsys.readouterr().out
    assert main(asked) == 1
    assert "is there already" in capsys.readouterr().err
    assert main(["load", str(tmp_path / "counts.csv")]) == 0


def test_a_file_that_is_not_there_is_named(tmp_path: Path, starter: Catalogue) -> None:
    with pytest.raises(ExtractError, match=r"no\.xlsx"):
        count([Incoming.from_path(tmp_path / "no.xlsx")], starter)
