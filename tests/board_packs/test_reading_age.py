"""How hard the words of a pack are to read: the Flesch-Kincaid grade, a school year of the United States; the reading
age is about five years more. Names that the council printed are not ours to shorten, and are left out."""

from __future__ import annotations

from datetime import date

import pytest
import textstat

from analytics import board_packs
from analytics.disclosure import Wanted, disclose
from analytics.store import Store
from tests.westshire import catalogue

MOST = 8.0  # a reading age of about 13
MOST_OF_ONE = 12.0  # of a single sentence, which may hold names of areas


def grade(texts: list[str]) -> float:
    """Of texts together; what leads to a list ends there, as a reader pauses there."""
    ended = [text if text.endswith(".") else f"{text.rstrip(':')}." for text in texts]
    return float(textstat.flesch_kincaid_grade(" ".join(ended)))


@pytest.fixture(scope="module")
def said(published: Store) -> list[str]:
    """Every sentence of ours in a pack of the whole council."""
    wanted = Wanted(date(2021, 9, 1), "All", ("indicators", "audits", "screening", "corporate"))
    paper = board_packs.paper(disclose(published, wanted, None), [], [])
    texts = [text for part in paper.sections for text in (*(s.text for s in part.sentences), *part.remarks)]
    return [text for text in dict.fromkeys(texts) if "s printed: " not in text]


def test_a_pack_can_be_read_at_thirteen(said: list[str]) -> None:
    assert len(said) > 20
    assert grade(said) <= MOST


def test_no_single_sentence_is_much_harder(said: list[str]) -> None:
    assert [text for text in said if len(text.split()) > 5 and grade([text]) > MOST_OF_ONE] == []


def test_what_words_mean_is_said_in_easier_ones() -> None:
    assert grade([term.meaning for term in catalogue().glossary]) <= MOST


def test_a_hard_text_is_found_hard() -> None:
    hard = "Notwithstanding statistically insignificant intermunicipal heterogeneity, prioritisation necessitates care."
    assert grade([hard]) > MOST_OF_ONE
