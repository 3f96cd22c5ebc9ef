"""Text is measured as wide as it is."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.board_packs.text_metrics import lines, width


def test_letters_are_as_wide_as_arial() -> None:
    # Arial's own widths, in thousandths of its size: H 722, e 556, l 222, o 556.
    assert width("Hello", 10) == pytest.approx((722 + 556 + 2 * 222 + 556) / 100, abs=0.2)
    assert width("Hello", 10, bold=True) > width("Hello", 10)


@given(st.text(alphabet="abW .", max_size=200), st.integers(30, 300))
def test_no_line_is_wider_than_its_room_and_no_letter_is_lost(text: str, room: int) -> None:
    found = lines(text, 20, room)
    assert all(width(line, 20) <= room for line in found)
    assert "".join("".join(found).split()) == "".join(text.split())
