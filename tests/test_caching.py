"""What is remembered: for the very same question alone, of the current ledger alone, within the budget."""

from __future__ import annotations

import gc
import os
import shutil
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from contextvars import copy_context
from datetime import date
from pathlib import Path
from typing import Any
from weakref import ref

import polars as pl
import pytest

from analytics import caching
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.caching import LARGEST, Answers, cached_by_identity, cached_per_version
from analytics.catalogue import Catalogue
from analytics.indicators import month_table, narrowed
from analytics.simulated_label import mark
from analytics.store import Incoming, Store, load, one_moment, undo

SEPTEMBER = date(2021, 9, 1)
LONG = 60  # seconds after which a test that waits has failed


@pytest.fixture(autouse=True)
def answers(monkeypatch: pytest.MonkeyPatch) -> Answers:
    """A cache of its own for each test, and a thread that has read nothing."""
    fresh = Answers()
    monkeypatch.setattr(caching, "ANSWERS", fresh)
    monkeypatch.setattr(caching, "_run", threading.local())
    return fresh


def extract(value: float) -> Incoming:
    rows = f"cut,month,measure_id,value\n2021-09,2021-09,icpc_due,{value}\n2021-09,2021-08,icpc_due,50.0\n"
    return Incoming("october.csv", rows.encode())


def look(store: Store) -> float:
    """What a reader sees: a page's table, and what is made of its frame."""
    table = narrowed(month_table(store, SEPTEMBER), ("Timeliness of Intervention",))
    mark(table)
    return float(month_table(store, SEPTEMBER).filter(measure_id="icpc_due")["value"][0])


# --- questions ------------------------------------------------------------------------------------------------------


def test_the_same_frame_is_asked_once_and_an_equal_one_again() -> None:
    asked: list[pl.DataFrame] = []

    @cached_by_identity
    def height(frame: pl.DataFrame, more: int = 0) -> int:
        asked.append(frame)
        return frame.height + more

    frame = pl.DataFrame({"n": [1, 2]})
    assert (height(frame), height(frame), height(frame, more=1)) == (2, 2, 3)
    assert len(asked) == 2
    assert height(frame.clone()) == 2
    assert len(asked) == 3


def test_frames_that_come_and_go_never_get_anothers_answer_and_leave_nothing(answers: Answers) -> None:
    @cached_by_identity
    def first(frame: pl.DataFrame) -> int:
        return int(frame["n"][0])

    for n in range(1000):
        assert first(pl.DataFrame({"n": [n]})) == n
        gc.collect(0)
    assert len(answers) <= 2


def test_a_few_rows_that_a_page_takes_do_not_keep_the_whole_table_alive() -> None:
    listing = cached_by_identity(lambda rows, caption: f"{caption}: {rows.height} rows")
    table = pl.DataFrame({"n": range(1000)})
    newest = table.head(10)
    assert listing(newest, "The newest") == "The newest: 10 rows"
    there = ref(newest)
    del newest
    assert there() is None


def test_what_python_calls_equal_but_is_written_differently_is_told_apart() -> None:
    said = cached_by_identity(lambda value: repr(value))
    assert [said(1), said(True), said(1.0)] == ["1", "True", "1.0"]
    assert [said([1]), said((1,)), said([True])] == ["[1]", "(1,)", "[True]"]
    assert [said({"a": 1}), said({"a": True})] == ["{'a': 1}", "{'a': True}"]
    assert [said({1: "a"}), said({True: "a"})] == ["{1: 'a'}", "{True: 'a'}"]
    assert [said("1"), said(b"1"), said(None)] == ["'1'", "b'1'", "None"]


def test_a_list_that_grew_since_is_another_question() -> None:
    asked = [1]
    total = cached_by_identity(lambda numbers: sum(numbers))
    assert total(asked) == 1
    asked.append(2)
    assert total(asked) == 3


def test_a_default_is_the_same_question_whether_it_is_named_or_not(published: Store, answers: Answers) -> None:
    @cached_per_version
    def said(_: Store, month: date, locality: str = "All", shown: str = "known") -> str:
        return f"{month} {locality} {shown}"

    assert said(published, SEPTEMBER) == said(published, SEPTEMBER, "All", shown="known") == "2021-09-01 All known"
    assert len(answers) == 1
    with pytest.raises(TypeError, match="month"):
        said(published)  # type: ignore[call-arg]


def test_what_is_remembered_is_told_to_nobody_who_may_not_read(published: Store) -> None:
    look(published)
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        look(published)


# --- the budget -----------------------------------------------------------------------------------------------------


def test_the_least_recently_used_go_first_and_the_budget_is_kept_to(answers: Answers) -> None:
    answers.budget = 1_050_000
    made = []

    @cached_by_identity
    def text(number: int) -> bytes:
        made.append(number)
        return bytes(100_000)

    for number in range(10):
        text(number)
        text(0)
    assert made == list(range(10))
    assert 1_000_000 < answers.bytes <= answers.budget
    text(10)
    assert answers.bytes <= answers.budget
    text(0)
    assert made[-1] == 10  # used each time, and so still there
    text(1)
    assert made[-1] == 1


def test_an_answer_larger_than_its_part_of_the_budget_is_given_and_not_kept(answers: Answers) -> None:
    answers.budget = 400_000
    of_size = cached_by_identity(lambda size: bytes(size))
    assert len(of_size(answers.budget // LARGEST)) == 100_000
    assert (len(answers), answers.bytes) == (0, 0)
    assert len(of_size(90_000)) == 90_000
    assert len(answers) == 1


def test_a_frame_that_many_answers_hold_is_counted_once_until_the_last_of_them_goes(answers: Answers) -> None:
    frame = pl.DataFrame({"n": range(10_000)})
    size = int(frame.estimated_size())
    same = cached_by_identity(lambda frame, times: [frame] * times)
    for times in range(1, 6):
        same(frame, times)
    assert size < answers.bytes < 1.2 * size
    answers.forget(lambda make: True)
    assert answers.bytes == 0


def test_what_is_inside_an_answer_is_counted_and_what_belongs_to_the_program_is_not(answers: Answers) -> None:
    class Pair:
        def __init__(self, left: bytes, right: Any):
            self.left, self.right = left, right

    nested = cached_by_identity(lambda size: {"of": [Pair(bytes(size), (pl.DataFrame({"t": ["a" * size]}), os, dict))]})
    nested(50_000)
    assert 100_000 < answers.bytes < 110_000


# --- versions -------------------------------------------------------------------------------------------------------


def test_after_each_load_nothing_of_the_former_version_is_kept(
    empty: Store, the_catalogue: Catalogue, answers: Answers
) -> None:
    held = []
    for value in (50.0, 60.0, 70.0, 80.0):
        load(empty, the_catalogue, [extract(value)])
        assert (look(empty), look(empty)) == (value, value)
        held.append((len(answers), answers.bytes))
    assert len({number for number, _ in held}) == 1
    assert all(0 < size <= answers.budget for _, size in held)
    assert max(size for _, size in held) < 1.1 * held[0][1]
    assert versions_kept(answers, empty) == {empty.version}


def versions_kept(answers: Answers, store: Store) -> set[Any]:
    return {question[2] for question in answers._kept if len(question) == 4 and question[1] is store}


def test_a_frame_of_the_former_version_is_let_go(empty: Store, the_catalogue: Catalogue, answers: Answers) -> None:
    load(empty, the_catalogue, [extract(50.0)])
    look(empty)
    former = ref(month_table(empty, SEPTEMBER))
    load(empty, the_catalogue, [extract(60.0)])
    assert former() is not None  # nobody has read the new version yet
    look(empty)
    gc.collect()
    assert former() is None


def test_a_run_that_began_before_a_load_is_answered_and_nothing_of_it_is_kept(
    empty: Store, the_catalogue: Catalogue, answers: Answers
) -> None:
    load(empty, the_catalogue, [extract(50.0)])

    def reader() -> None:
        with one_moment():
            assert look(empty) == 50.0
            with ThreadPoolExecutor(1) as another:
                another.submit(load, empty, the_catalogue, [extract(60.0)]).result()
                assert another.submit(look, empty).result() == 60.0
            kept = list(answers._kept)
            assert look(empty) == 50.0
            assert list(answers._kept) == kept
            assert mark(month_table(empty, SEPTEMBER)) == ""
            assert list(answers._kept) == kept

    copy_context().run(reader)
    assert look(empty) == 60.0
    assert versions_kept(answers, empty) == {empty.version}


def test_a_load_while_an_answer_is_worked_out_leaves_it_unkept(
    empty: Store, the_catalogue: Catalogue, answers: Answers
) -> None:
    @cached_per_version
    def slow(store: Store) -> int:
        load(store, the_catalogue, [extract(50.0)])
        return store.version[0]

    assert slow(empty) == 1
    assert len(answers) == 0


def test_a_restored_store_is_the_current_one_though_its_version_is_smaller(
    empty: Store, tmp_path: Path, the_catalogue: Catalogue, answers: Answers
) -> None:
    load(empty, the_catalogue, [extract(50.0)])
    backup = shutil.copytree(empty.root, tmp_path / "backup")
    load(empty, the_catalogue, [extract(60.0)])
    assert look(empty) == 60.0
    newer = empty.version
    shutil.rmtree(empty.root)
    shutil.copytree(backup, empty.root)
    assert look(empty) == 50.0
    assert empty.version < newer
    assert versions_kept(answers, empty) == {empty.version}
    undo(empty, 1)
    assert month_table(empty, SEPTEMBER).is_empty()


def test_two_stores_keep_their_answers_beside_each_other(
    published: Store, tmp_path: Path, the_catalogue: Catalogue, answers: Answers
) -> None:
    other = Store(tmp_path / "other")
    load(other, the_catalogue, [extract(50.0)])
    look(published)
    before = len(answers)
    assert look(other) == 50.0
    both = len(answers)
    look(published)
    look(other)
    assert len(answers) == both > before
    load(other, the_catalogue, [extract(60.0)])
    assert look(other) == 60.0
    assert len(answers) == both
    assert versions_kept(answers, published) == {published.version}


# --- threads --------------------------------------------------------------------------------------------------------


@contextmanager
def asking(people: int, ask: Callable[[int], Any]) -> Iterator[list[Any]]:
    """So many threads that ask at once; what they were told is in the list afterwards."""
    told: list[Any] = []
    with ThreadPoolExecutor(people) as pool:
        asked = [pool.submit(ask, number) for number in range(people)]
        yield told
        told += [one.result(LONG) for one in asked]


def test_twenty_who_ask_the_same_at_once_are_answered_by_one_calculation(published: Store) -> None:
    made, all_there, go_on = [], threading.Barrier(21), threading.Event()

    @cached_per_version
    def slow(_: Store) -> int:
        made.append(threading.get_ident())
        assert go_on.wait(LONG)
        return len(made)

    def ask(_: int) -> int:
        all_there.wait(LONG)
        return slow(published)

    with asking(20, ask) as told:
        all_there.wait(LONG)
        go_on.set()
    assert told == [1] * 20


def test_twenty_different_questions_do_not_wait_for_one_another() -> None:
    all_computing = threading.Barrier(20)

    @cached_by_identity
    def square(number: int) -> int:
        all_computing.wait(LONG)  # passes only while all twenty are being worked out
        return number * number

    with asking(20, square) as told:
        pass
    assert told == [number * number for number in range(20)]


def test_who_works_out_one_answer_may_ask_for_anothers_meanwhile() -> None:
    """One needs what another thread works out, which needs something of its own: nobody waits for ever."""
    both_computing = threading.Barrier(2)

    @cached_by_identity
    def part(name: str) -> str:
        return name

    @cached_by_identity
    def whole(name: str) -> str:
        both_computing.wait(LONG)
        return name + part("a") + part("b")

    with asking(2, lambda number: whole("xy"[number])) as told:
        pass
    assert told == ["xab", "yab"]


def test_a_question_that_needs_itself_ends_as_python_ends_it() -> None:
    @cached_by_identity
    def endless(number: int) -> int:
        return endless(number)

    with pytest.raises(RecursionError):
        endless(1)


def test_an_exception_is_not_kept_and_those_who_wait_try_for_themselves() -> None:
    made, waiting, go_on = [], threading.Event(), threading.Event()

    @cached_by_identity
    def at_first_not(number: int) -> int:
        made.append(number)
        if len(made) == 1:
            waiting.set()
            assert go_on.wait(LONG)
            raise ValueError("not yet")
        return number

    def first() -> None:
        with pytest.raises(ValueError, match="not yet"):
            at_first_not(7)

    with ThreadPoolExecutor(6) as pool:
        failing = pool.submit(first)
        assert waiting.wait(LONG)
        others = [pool.submit(at_first_not, 7) for _ in range(5)]
        go_on.set()
        failing.result(LONG)
        assert [one.result(LONG) for one in others] == [7] * 5
    assert made == [7, 7]
