"""The words of every page, as somebody has read and approved them: Cheltenham in September 2021.

Each file in `golden` is the text of one page. Where a page is meant to say something else, write them anew, and read
what changed: `LINE_OF_SIGHT_GOLDEN=write pytest tests/demonstration/pages/test_golden.py`, then `git diff`.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
import textstat
from streamlit.testing.v1 import AppTest

from analytics.store import Store
from tests.demonstration.pages.golden_text import read
from tests.pages.test_pages import SHELL, at

# The Flesch-Kincaid grade, a school year of the United States: a reading age of about 12. docs/accessibility.md has the
# grade of each page.
MOST = 7.0
LONGEST = 25  # words of a sentence
GOLDEN = Path(__file__).with_name("golden")
VIEWS: dict[str, dict[str, str]] = {
    "home": {},
    "overview": {},
    "indicator": {"measure": "initial_visits_s17_5d"},
    "localities": {},
    "compare": {},
    "audits": {"section": "everything"},
    "screening": {},
    "corporate": {},
    "board": {},
    "data": {},
    "methods": {},
}


@pytest.mark.parametrize("page", VIEWS)
def test_a_page_says_what_was_approved(monkeypatch: pytest.MonkeyPatch, demonstration: Store, page: str) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(demonstration.root))
    app = AppTest.from_file(SHELL, default_timeout=120)
    said = read(at(app, f"{page}.py", month="2021-09", locality="Cheltenham", **VIEWS[page]))
    file = GOLDEN / f"{page}.txt"
    if os.environ.get("LINE_OF_SIGHT_GOLDEN") == "write":
        file.write_text(said, encoding="utf-8")
    assert said.splitlines() == file.read_text(encoding="utf-8").splitlines(), "see the head of this file"


def parts_of(page: str) -> list[str]:
    """The sentences of a page and the items of its lists, without figures, brackets and the names of indicators."""
    lines = (GOLDEN / f"{page}.txt").read_text(encoding="utf-8").splitlines()
    prose = [one for one in dict.fromkeys(lines) if " | " not in one and not one.startswith("[") and one[-1] in ".?!"]
    plain = [re.sub(r"“[^”]*”|\([^)]*\)|\S*\d\S*\b", "it", one) for one in prose]
    return [part for one in plain for part in re.split(r"[.;:?!](?: |$)", one) if len(part.split()) > 2]


@pytest.mark.parametrize("page", VIEWS)
def test_a_page_can_be_read_at_twelve(page: str) -> None:
    assert textstat.flesch_kincaid_grade("".join(f"{part}. " for part in parts_of(page))) <= MOST


@pytest.mark.parametrize("page", ["home", "overview", "indicator", "localities", "audits", "screening"])
def test_no_sentence_of_a_leaders_page_is_long(page: str) -> None:
    assert [part for part in parts_of(page) if len(part.split()) > LONGEST] == []


@pytest.mark.parametrize("page", VIEWS)
def test_no_page_has_a_long_dash(page: str) -> None:
    assert "—" not in (GOLDEN / f"{page}.txt").read_text(encoding="utf-8")
