"""The example extracts: what their page says of each is what happens."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue
from analytics.extracts import CATALOGUE_KINDS, EXTRACTS, ExtractError, check, read_file, refusal_sentence

EXAMPLES = Path(__file__).parents[3] / "data" / "examples"
PAGE = (EXAMPLES / "README.md").read_text(encoding="utf-8")
LINES = dict(re.findall(r"^\| `([^`]+)` \| (.+) \|$", PAGE, flags=re.MULTILINE))
FILES = sorted(file for folder in ("correct", "wrong") for file in (EXAMPLES / folder).iterdir())


def test_the_page_names_every_file_and_no_other() -> None:
    assert set(LINES) == {file.name for file in FILES}


@pytest.mark.parametrize("file", [f for f in FILES if f.parent.name == "correct"], ids=lambda f: f.name)
def test_a_correct_file_is_accepted_whole(file: Path, the_catalogue: Catalogue) -> None:
    for sheet in read_file(file.read_bytes(), file.name):
        account = check(sheet, the_catalogue)
        assert account.refused == 0
        assert account.accepted.height + account.totals + account.blank == account.rows_in
        assert account.accepted.height > 0


@pytest.mark.parametrize("kind", [kind for kind in EXTRACTS if kind not in CATALOGUE_KINDS])
def test_every_kind_has_a_correct_file_that_is_named_by_it(kind: str, the_catalogue: Catalogue) -> None:
    files = [file for file in FILES if re.fullmatch(kind.replace("_", "-") + r"(-\w+)?\.csv", file.name)]
    found = {check(sheet, the_catalogue).kind for file in files for sheet in read_file(file.read_bytes(), file.name)}
    assert found == {kind}


@pytest.mark.parametrize("file", [f for f in FILES if f.parent.name == "wrong"], ids=lambda f: f.name)
def test_a_wrong_file_ends_in_the_message_on_the_page(file: Path, the_catalogue: Catalogue) -> None:
    try:
        (sheet,) = read_file(file.read_bytes(), file.name)
        said = refusal_sentence(*check(sheet, the_catalogue).refusals.row(0)[:-1])
    except ExtractError as refused:
        said = str(refused)
    assert said == LINES[file.name]
