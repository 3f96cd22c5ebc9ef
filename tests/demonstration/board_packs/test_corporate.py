"""The corporate papers in a pack: the sentences and tables say what was printed, in every format, and mark the rest."""

from __future__ import annotations

import re

import pytest

from analytics.board_packs import Paper
from analytics.store import Store
from tests.board_packs.test_corporate import disclosed, row, said, section, table, written


@pytest.fixture(scope="module")
def paper(demonstration: Store) -> Paper:
    return written(disclosed(demonstration))


def test_each_section_names_what_is_off(paper: Paper) -> None:
    scorecard = said(section(paper, "scorecard"))
    assert "% Children in Care persistently absent: 18.4%, target 5.0%" in scorecard
    assert "% Initial visits in time (79.2% to 69.5%)" in scorecard
    assert "SR7.5 (8 to 12): Insufficient workforce capacity" in said(section(paper, "risks"))
    assert "Children in Care: £12.7m over budget (37.7%)" in said(section(paper, "budget"))
    assert re.search(r"\d\w? .+: action [\w ]+, impact at risk", said(section(paper, "plan")))


def test_tables_hold_the_printed_figures(paper: Paper) -> None:
    assert row(table(paper, "scorecard"), "% Initial visits in time") == [
        "% Initial visits in time",
        "69.5%",
        "85.0%",
        "■ behind",
        "−9.7",
        "−16.2",
    ]
    assert row(table(paper, "risks"), "SR7.5")[1:] == ["16", "8", "8", "8", "8", "12", "▲ Moderate"]
    assert row(table(paper, "placements"), "August 2021")[1:] == ["459", "121", "215", "no figure"]
    assert row(table(paper, "placements-years"), "August 2012")[1] == "126"
    assert row(table(paper, "budget"), "Children in Care")[1:] == ["33,683", "46,385", "+12,702", "0", "+37.7%"]
    assert len(table(paper, "plan").rows) == 10
