"""What packs of the demonstration say of simulated rows, month by month."""

from __future__ import annotations

from datetime import date

import pytest

from analytics import board_packs
from analytics.disclosure import Wanted, disclose
from analytics.simulated_label import SPLIT_SENTENCE
from analytics.store import Store


@pytest.mark.parametrize(
    ("month", "audits", "screening"),
    [
        (date(2021, 5, 1), "Wholly simulated", "Wholly simulated"),
        (date(2021, 8, 1), "In part simulated split", "Wholly simulated"),
        (date(2021, 9, 1), "Simulated split", "Shares are as printed"),
    ],
)
def test_a_pack_of_months_of_which_nothing_was_published_says_so(
    demonstration: Store, month: date, audits: str, screening: str
) -> None:
    """Audits and screening were published for July to September 2021, and for September 2021."""
    made = disclose(demonstration, Wanted(month, "All", ("audits", "screening")), None)
    paper = board_packs.paper(made, [], [])
    remarks = {section.anchor: " ".join(section.remarks) for section in paper.sections}
    assert audits in remarks["audits"]
    assert screening in remarks["screening"]
    assert ("Wholly simulated" in paper.mark) == (month != date(2021, 9, 1))
    assert (SPLIT_SENTENCE in paper.mark) == (month != date(2021, 5, 1))
    assert "In part" not in paper.mark, "each kind is named once"
