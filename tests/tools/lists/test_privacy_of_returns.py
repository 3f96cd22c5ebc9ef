"""Nothing of a child or of a worker comes out of the files of a return: not on a screen, in a file, or in a message."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest

from analytics.__main__ import main
from analytics.store import Store
from tests.statutory.lists import files_in, northmere
from tests.statutory.test_privacy import MARK, texts
from tools.lists.ssda903 import HEADINGS

DATED = {"DOB": "11/11/2011", "DECOM": "08/09/2024", "REVIEW": "08/09/2024", "MIS_START": "08/09/2024",
         "SW_DECOM": "08/09/2024", "DATE_INT": "08/09/2024", "DATE_PLACED": "08/09/2024"}  # fmt: skip
COUNTED = {"RNE": "S", "LS": "C2", "PLACE": "U6", "SEX": "F", "ETHNIC": "WBRI", "REVIEW_CODE": "PN1", "MISSING": "M"}
OPEN = ("DEC", "MIS_END", "SW_DEC", "DATE_PLACED_CEASED")


def test_no_text_of_any_file_is_found_anywhere_afterwards(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Each file has a row whose codes count, and one whose codes are markers; every other field is one of its own."""
    (rest := tmp_path / "rest").mkdir()
    (temporary := rest / "temporary").mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    monkeypatch.setattr(tempfile, "tempdir", None)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(rest / "store"))
    marks = 0
    files: list[str] = []
    for name, headings in HEADINGS.items():
        lines = [",".join([*headings, f"{MARK}heading"])]
        for child, coded in enumerate((COUNTED, {})):
            cells = []
            for heading in headings:
                marks += 1
                known = {"CHILD": f"{MARK}child{child}", **DATED, **coded, **dict.fromkeys(OPEN, "")}
                cells.append(known.get(heading, f"{MARK}{marks:04}"))
            lines.append(",".join([*cells, f"{MARK}more"]))
        file = tmp_path / f"SSDA903_2025_{name}.csv"
        file.write_text("\n".join(lines), encoding="utf-8")
        files.append(str(file))
    northmere(Store(rest / "store"))
    counts = rest / "counts.csv"
    assert main(["count", *files, "--day", "2025-03-31", "--out", str(counts)]) == 0
    assert main(["load", str(counts)]) == 0
    assert main(["table", "indicators", "--month", "2025-03"]) == 0
    printed = "".join(capfd.readouterr())
    assert "cla_open,All,All,All,All,2," in counts.read_text(encoding="utf-8")
    found = [printed, *(text for one in files_in(rest) for text in texts(one))]
    assert [text[:200] for text in found if MARK in text.casefold()] == []
    assert [text[:200] for text in found if "2011-11-11" in text or "11/11/2011" in text] == []
