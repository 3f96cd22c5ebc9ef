"""The diffs of CONTRIBUTING.md work as they stand: applied to a copy of the repository, the tests they bring pass."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
DIFFS = re.findall(r"^```diff\n(.*?)^```", PAGE, re.M | re.S)
COPIES = re.findall(r"^    cp -r (\S+) (\S+)$", PAGE, re.M)
# What holds whoever adds something to what the rest of the repository asks of it.
REGISTERED = ["tests/test_imports.py", "tests/extracts/test_kinds.py", "tests/demonstration/extracts/test_examples.py"]

pytestmark = pytest.mark.skipif(
    not (ROOT / ".git").exists() or not shutil.which("git"), reason="git says which files belong to the repository"
)


def git(folder: Path, *asked: str, given: str = "") -> subprocess.CompletedProcess[str]:
    """Run git on a folder alone, whatever repository lies around it."""
    alone = os.environ | {"GIT_CEILING_DIRECTORIES": str(folder.parent)}
    return subprocess.run(["git", *asked], cwd=folder, env=alone, input=given, capture_output=True, text=True)


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The files of the repository as they are, those that were not committed yet among them."""
    names = git(ROOT, "ls-files", "--cached", "--others", "--exclude-standard", "-z").stdout.split("\0")
    for name in names:
        if (ROOT / name).is_file():
            (tmp_path / "copy" / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / name, tmp_path / "copy" / name)
    for original, other in COPIES:
        if not (tmp_path / "copy" / other).exists():
            shutil.copytree(tmp_path / "copy" / original, tmp_path / "copy" / other)
    return tmp_path / "copy"


def follow(diff: str, copy: Path) -> None:
    """Apply a diff, unless whoever tries the page out has done so already."""
    if git(copy, "apply", "--reverse", "--check", given=diff).returncode:
        applied = git(copy, "apply", given=diff)
        assert not applied.returncode, applied.stderr


@pytest.mark.parametrize("number", range(3), ids=["an indicator", "a kind of extract", "a page"])
def test_whoever_follows_a_diff_has_its_tests_pass(number: int, copy: Path) -> None:
    for diff in DIFFS[: number + 1]:  # the page shows the kind of extract that the diff before adds
        follow(diff, copy)
    brought = re.findall(r"^\+\+\+ b/(tests/\S+)", DIFFS[number], re.M)
    assert brought
    held_to = REGISTERED if DIFFS[: number + 1] == DIFFS else []  # once, where all of the page has been followed
    options = ["-q", "-p", "no:cacheprovider", "-p", "no:randomly"]
    outside = {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "LINE_OF_SIGHT_"))}
    run = subprocess.run(
        [sys.executable, "-m", "pytest", *options, *brought, *held_to],
        cwd=copy,
        env=outside,
        capture_output=True,
        text=True,
    )
    assert run.returncode == 0, run.stdout
