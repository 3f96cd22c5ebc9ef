"""What people said: which counts are added up, what is called most, and that nobody's words are kept."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.audits import voices
from analytics.extracts import check, read_file, refusal_sentence
from analytics.store import Incoming, Store, load
from tests.audits.conftest import Holding
from tests.westshire import SEPTEMBER, catalogue

HEADER = "month,area,team,who,theme,answer,asked,answered,said\n"


def question(
    yes: int, partly: int, no: int, *, asked: int = 100, month: str = "2021-09", area: str = "All", team: str = "All",
    who: str = "child", theme: str = "listened",
) -> str:  # fmt: skip
    counts = {"yes": yes, "partly": partly, "no": no}
    about = f"{month},{area},{team},{who},{theme}"
    return "".join(f"{about},{answer},{asked},{sum(counts.values())},{said}\n" for answer, said in counts.items())


def named(said: int, answered: int, theme: str = "school") -> str:
    return f"2021-09,All,All,child,{theme},named,100,{answered},{said}\n"


def sheet_of(text: str):  # type: ignore[no-untyped-def]
    (sheet,) = read_file((HEADER + text).encode(), "voices.csv")
    return check(sheet, catalogue())


def test_three_months_are_added_up_and_shares_are_of_those_who_answered(holding: Holding) -> None:
    """15 of 25 said yes in September and 15 of 25 in July: 30 of 50, of 140 asked; and 10 of 40 in June."""
    rows = question(15, 6, 4, asked=60) + question(15, 5, 5, asked=80, month="2021-07")
    store = holding((1, {}), voices=HEADER + rows + question(10, 10, 20, month="2021-06") + named(20, 25))
    listened, school = voices.voices(store, SEPTEMBER).iter_rows(named=True)
    counts = ("asked", "answered", "said", "partly", "no", "previous_said", "previous_answered")
    assert [listened[column] for column in counts] == [140, 50, 30, 11, 9, 10, 40]
    assert (listened["share"], listened["response"], listened["share_change"]) == (60.0, 35.7, 35.0)
    assert listened["in_list"], "Fisher's exact p of 30 of 50 against 10 of 40 is 0.001"
    assert (school["form"], school["share"], school["partly"]) == ("theme", 80.0, None)
    assert voices.change_sentence(voices.voices(store, SEPTEMBER)).startswith(
        "Changed on the three months before, beyond chance: Children, “I was listened to”: from 25.0% to 60.0% (30 of"
    )


def test_what_is_said_most_and_least(holding: Holding) -> None:
    rows = question(30, 5, 5) + question(10, 10, 20, theme="involved") + question(24, 8, 8, theme="safer")
    store = holding((1, {}), voices=HEADER + rows + named(12, 40) + named(9, 40, "waiting"))
    (said,) = voices.sentences(voices.voices(store, SEPTEMBER))
    assert said == (
        "**Children**: 40 of 100 asked answered (40.0%). Most said yes to “I was listened to”, 75.0% (30 of 40). "
        "Fewest said yes to “I helped to decide what happened”, 25.0% (10 of 40). Named most: “School and learning”, "
        "30.0% (12 of 40)."
    )


def test_of_few_answers_nothing_is_called_most_and_nothing_is_tested(holding: Holding) -> None:
    """19 answers are few, and a change from 0 of 19 to 19 of 19 is too little to tell."""
    store = holding((1, {}), voices=HEADER + question(19, 0, 0) + question(0, 0, 19, month="2021-06"))
    found = voices.voices(store, SEPTEMBER)
    assert found.select("few", "too_few", "in_list").row(0) == (True, True, False)
    assert voices.sentences(found)[0].endswith("Under 20 answers to each question: too few to tell what is said most.")
    assert voices.change_sentence(found) == "Nothing could be compared: 1 is too few to tell."


def test_nobody_is_counted_twice_where_the_whole_its_areas_and_their_teams_are_held(holding: Holding) -> None:
    """Parents: the whole is stated (40). Children: pooled from Wexley's own row (20) and Ashport's two teams (5 and 6),
    and Wexley's team is part of the 20."""
    rows = [
        question(40, 0, 0, who="parent or carer"), question(9, 0, 0, who="parent or carer", area="Wexley"),
        question(20, 0, 0, area="Wexley"), question(7, 0, 0, area="Wexley", team="One"),
        question(5, 0, 0, area="Ashport", team="One"), question(6, 0, 0, area="Ashport", team="Two"),
        question(3, 0, 0, area="STARS"),
    ]  # fmt: skip
    store = holding((1, {}), voices=HEADER + "".join(rows))

    def answered(area: str) -> list[tuple[str, int]]:
        return voices.voices(store, SEPTEMBER, "known", area).select("who", "answered").rows()

    assert answered("All") == [("child", 31), ("parent or carer", 40)]
    assert answered("Wexley") == [("child", 20), ("parent or carer", 9)]
    assert answered("Ashport") == [("child", 11)]
    assert answered("Bracksea & Wexley") == [("child", 20), ("parent or carer", 9)]
    assert answered("STARS") == [("child", 3)], "a service is shown alone, and its children are those of a place"
    assert answered("Dunmere") == []


WORDS = "my social worker Jo never came"


@pytest.mark.parametrize(
    ("row", "column", "problem"),
    [
        (f"2021-09,All,All,child,{WORDS},yes,9,5,5\n", "theme", "is not in the catalogue (voice themes)."),
        (f"2021-09,All,All,child,listened,{WORDS},100,8,5\n", "answer", "is not one of yes, partly, no, named."),
        (f"2021-09,All,All,{WORDS},listened,yes,9,5,5\n", "who", "is not one of child, parent or carer, worker."),
    ],
)
def test_words_of_anybody_are_refused_and_not_quoted(row: str, column: str, problem: str) -> None:
    refusals = sheet_of(question(5, 2, 1) + row).refusals
    assert [refusal_sentence(*found[:-1]) for found in refusals.rows()] == [f"row 5, {column}: {problem}"]


def test_where_the_other_rows_are_stored_the_words_are_nowhere_in_the_store(tmp_path: Path) -> None:
    text = HEADER + question(5, 2, 1) + f"2021-09,All,All,child,{WORDS},yes,9,5,5\n"
    store = Store(tmp_path / "store")
    load(store, catalogue(), [Incoming("voices.csv", text.encode())], accept_rest=True)
    assert voices.voices(store, SEPTEMBER)["answered"].to_list() == [8]
    kept = [file for file in store.root.rglob("*") if file.is_file()]
    assert kept
    assert [file.name for file in kept if b"social worker Jo" in file.read_bytes()] == []


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        (named(6, 5), "said-of-answered"),
        ("2021-09,All,All,child,school,named,4,5,2\n", "answered-of-asked"),
        (question(5, 2, 1).replace(",no,100,8,1", ",no,100,8,2"), "answers-add-up"),
        (question(5, 2, 1).replace(",no,100", ",no,90"), "asked-once"),
    ],
)
def test_counts_that_can_not_be_are_refused(rows: str, code: str) -> None:
    assert set(sheet_of(rows).refusals["code"]) == {code}


def test_without_answers_there_is_no_row_and_no_error(holding: Holding) -> None:
    assert voices.voices(holding((1, {})), SEPTEMBER).is_empty()
