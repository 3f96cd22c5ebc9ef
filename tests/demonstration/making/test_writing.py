"""What is committed is what the generator writes."""

from __future__ import annotations

import gzip
import sys
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue
from analytics.catalogue.catalogue import DATA
from analytics.extracts import check, read_file
from tools.demonstration import __main__ as writer
from tools.demonstration.writing import NOTE, POPULATION, SIMULATED, files


def content(file: Path) -> bytes:
    """The file unpacked: builds of zlib may pack the same bytes otherwise."""
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_the_committed_files_are_those_that_the_generator_writes(tmp_path: Path) -> None:
    """To the byte, although another process wrote them, which hashed with other numbers."""
    for name, written in files():
        (tmp_path / Path(name).name).write_bytes(written)
    committed = [*(DATA / SIMULATED).iterdir(), *(DATA / other for other in (NOTE, POPULATION))]
    assert {file.name for file in committed} == {file.name for file in tmp_path.iterdir()}
    differing = [file.name for file in committed if content(file) != content(tmp_path / file.name)]
    assert differing == [], "run python -m tools.demonstration"


def test_every_file_loads_without_a_refused_row(the_catalogue: Catalogue) -> None:
    kinds = []
    for file in sorted((DATA / SIMULATED).iterdir()):
        for sheet in read_file(content(file), file.stem):
            checked = check(sheet, the_catalogue)
            assert (checked.refused, checked.source) == (0, "simulated")
            assert checked.accepted["simulated"].all()
            kinds.append(checked.kind)
    kinds_of_one_file = [
        "audit_actions",
        "audit_areas",
        "audits",
        "comments",
        "concerns",
        "open_cases",
        "plan",
        "screenings",
        "voices",
    ]
    assert sorted(kinds) == sorted([*kinds_of_one_file, *["indicators"] * 5])


def test_the_command_writes_what_a_seed_gives_into_a_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writer, "files", lambda seed: [("simulated/counts.csv", f"seed {seed}".encode())])
    monkeypatch.setattr(sys, "argv", ["tools.demonstration", "--seed", "7", "--out", str(tmp_path)])
    writer.main()
    assert (tmp_path / "simulated" / "counts.csv").read_text() == "seed 7"
