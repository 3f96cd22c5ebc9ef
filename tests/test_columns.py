"""What leaves as a file: nothing in it is taken for a formula, and nothing else in it changes."""

from __future__ import annotations

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.columns import inert, written


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", " =1"])
def test_what_a_spreadsheet_takes_for_a_formula_is_text(text: str) -> None:
    frame = written(pl.DataFrame({text: [text, "Dunmere"]}))
    assert frame.columns == [inert(text)]
    assert inert(text).startswith("'")
    assert frame.to_series().to_list() == [inert(text), "Dunmere"]


@pytest.mark.parametrize("text", ["-5", "+3.2", "-1,234.5", "-4%", "Dunmere", "a=b", "− 3 points", ""])
def test_numbers_and_ordinary_words_stay_as_they_are(text: str) -> None:
    assert written(pl.DataFrame({"said": [text]}))["said"].item() == inert(text) == text


@given(st.text(max_size=12))
def test_a_frame_and_a_single_text_are_made_inert_in_the_same_way(text: str) -> None:
    assert written(pl.DataFrame({"said": [text]}))["said"].item() == inert(text)


def test_control_characters_are_spaces_in_what_leaves() -> None:
    assert inert("a\x01b\x1fc\nd") == "a b c\nd"
