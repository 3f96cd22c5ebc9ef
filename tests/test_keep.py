"""What is kept is given for the very same question alone."""

from __future__ import annotations

import gc

import polars as pl

from analytics.keep import MOST_KEPT, kept


def test_the_same_frame_is_asked_once_and_an_equal_one_again() -> None:
    asked: list[pl.DataFrame] = []

    @kept
    def height(frame: pl.DataFrame, more: int = 0) -> int:
        asked.append(frame)
        return frame.height + more

    frame = pl.DataFrame({"n": [1, 2]})
    assert (height(frame), height(frame), height(frame, more=1)) == (2, 2, 3)
    assert len(asked) == 2
    assert height(frame.clone()) == 2
    assert len(asked) == 3


def test_frames_that_come_and_go_never_get_anothers_answer() -> None:
    @kept
    def first(frame: pl.DataFrame) -> int:
        return int(frame["n"][0])

    for n in range(3 * MOST_KEPT):
        assert first(pl.DataFrame({"n": [n]})) == n
        gc.collect(0)


def test_what_python_calls_equal_but_is_written_differently_is_told_apart() -> None:
    said = kept(lambda value: repr(value))
    assert [said(1), said(True), said(1.0)] == ["1", "True", "1.0"]
    assert [said([1]), said((1,)), said([True])] == ["[1]", "(1,)", "[True]"]
    assert [said({"a": 1}), said({"a": True})] == ["{'a': 1}", "{'a': True}"]


def test_a_list_that_grew_since_is_another_question() -> None:
    asked = [1]
    total = kept(lambda numbers: sum(numbers))
    assert total(asked) == 1
    asked.append(2)
    assert total(asked) == 3
