"""What is committed is what the generator writes."""

from __future__ import annotations

import gzip
import os
import subprocess
import sys
from pathlib import Path

from analytics.catalogue import Catalogue
from analytics.catalogue.catalogue import DATA
from analytics.extracts import check, read_file
from tools.demonstration.writing import NOTE, POPULATION, SIMULATED, files


def content(file: Path) -> bytes:
    """The file unpacked: builds of zlib may pack the same bytes otherwise."""
    return gzip.decompress(file.read_bytes()) if file.suffix == ".gz" else file.read_bytes()


def test_the_committed_files_are_those_that_the_generator_writes(tmp_path: Path) -> None:
    for name, written in files():
        (tmp_path / Path(name).name).write_bytes(written)
    others = (NOTE, POPULATION, "demonstration/published/comparators-2025-09.csv")
    committed = [*(DATA / SIMULATED).iterdir(), *(DATA / other for other in others)]
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
    kinds_of_one_file = ["audit_actions", "audit_areas", "audits", "concerns", "plan", "screenings"]
    assert sorted(kinds) == sorted([*kinds_of_one_file, *["indicators"] * 5])


def test_the_same_seed_writes_the_same_bytes_in_another_process(tmp_path: Path) -> None:
    def written(seed: int, hashing: str) -> dict[str, bytes]:
        out = tmp_path / f"{seed}-{hashing}"
        command = [sys.executable, "-m", "tools.demonstration", "--seed", str(seed), "--out", str(out)]
        subprocess.run(
            command, cwd=DATA.parent, env=os.environ | {"PYTHONHASHSEED": hashing}, check=True, capture_output=True
        )
        return {file.name: file.read_bytes() for file in (out / SIMULATED).iterdir()}

    once = written(7, "1")
    assert once == written(7, "2")
    assert all(once[name] != other for name, other in written(8, "1").items())
