"""The diffs of CONTRIBUTING.md fit the files as they are."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[1]
DIFFS = re.findall(r"^```diff\n(.*?)^```", (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8"), re.M | re.S)
FILES = [part for diff in DIFFS for part in re.split(r"^(?=--- )", diff, flags=re.M) if part]


def hunks(part: str) -> tuple[str, list[str]]:
    """The file that a diff is of (without its a/), and the lines that each of its hunks expects there."""
    before, _, *body = part.splitlines()
    expected = "\n".join(line for line in body if not line.startswith("+"))
    found = re.split(r"^@@.*$", expected, flags=re.M)[1:]
    texts = ["\n".join(line[1:] for line in hunk.strip("\n").split("\n")) for hunk in found]
    return before.removeprefix("--- ").removeprefix("a/"), texts


def test_every_line_that_a_diff_expects_stands_where_it_expects_it() -> None:
    changed = [hunks(part) for part in FILES if not part.startswith("--- /dev/null")]
    assert {"analytics/extracts/contracts.py", "pages/shell.py", "data/catalogue/indicators.csv"} <= {
        file for file, _ in changed
    }
    for file, texts in changed:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert texts
        assert [expected for expected in texts if expected not in text] == [], file


def test_a_new_file_is_not_there_yet() -> None:
    new = [part.splitlines()[1].removeprefix("+++ b/") for part in FILES if part.startswith("--- /dev/null")]
    assert new
    assert not [file for file in new if (ROOT / file).exists()]
