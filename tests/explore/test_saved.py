"""Questions that are saved: what may be saved, where it is listed, and that it is undone like any load."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from analytics import access, explore
from analytics.access import NotAllowed, Role, Viewer
from analytics.catalogue import using
from analytics.errors import UserFacingError
from analytics.explore.saved import save
from analytics.store import Incoming, Refused, Store, adopt_catalogue, held_catalogue, history, load, undo
from tests.making import copied

TEAMS = "subject=audits&rows=team&span=6&measure=inadequate"
DAY = date(2021, 10, 14)


@pytest.fixture
def store(westshire: Store, tmp_path: Path) -> Iterator[Store]:
    """A store of one's own, read with the catalogue that it holds at the moment."""
    own = copied(westshire, tmp_path / "own")
    adopt_catalogue(own)
    with using(held_catalogue(own)):
        yield own


def listed(store: Store) -> list[tuple[str, str]]:
    with using(held_catalogue(store)):
        return explore.saved_questions(store).select("name", "missing").rows()


def test_a_question_is_listed_with_its_address_and_its_note_until_it_is_undone(store: Store) -> None:
    load_id = save(store, explore.SUBJECTS, " Audits  by team ", TEAMS, "Most teams have few.", DAY)
    with using(held_catalogue(store)):
        (row,) = explore.saved_questions(store).iter_rows(named=True)
    assert (row["name"], row["note"], row["saved_by"], row["saved_on"]) == (
        "Audits by team", "Most teams have few.", "analyst", DAY,
    )  # fmt: skip
    assert explore.read(store, explore.SUBJECTS, row["address"]) == explore.read(store, explore.SUBJECTS, TEAMS)
    assert "saved_questions" in history(store)["kind"]
    undo(store, load_id)
    assert listed(store) == []


def test_several_are_in_the_order_of_their_names(store: Store) -> None:
    for name in ("teams", "Areas"):
        save(store, explore.SUBJECTS, name, TEAMS, on=DAY)
    assert listed(store) == [("Areas", ""), ("teams", "")]


@pytest.mark.parametrize(
    ("name", "address", "note", "said"),
    [
        ("  ", TEAMS, "", "Give the question a name"),
        ("Teams", "subject=audits&rows=shoe_size", "", "shoe_size"),
        ("Two more a week", "rows=month&indicator=first_visits_help&span=6&more=2", "", "no data"),
        ("Teams", TEAMS, "Asked for by Jane Smith", "somebody's name"),
        ("Born on 12/03/2015", TEAMS, "", "date of birth"),
        ("T" * 81, TEAMS, "", "longer than 80"),
    ],
)
def test_what_can_not_be_saved_is_said_and_stores_nothing(
    store: Store, name: str, address: str, note: str, said: str
) -> None:
    before = store.version
    with pytest.raises(UserFacingError, match=said):
        save(store, explore.SUBJECTS, name, address, note)
    assert store.version == before


def test_a_name_is_of_one_question_whose_note_may_change(store: Store) -> None:
    save(store, explore.SUBJECTS, "Teams", TEAMS, on=DAY)
    with using(held_catalogue(store)):
        with pytest.raises(UserFacingError, match="Another question is called “Teams”"):
            save(store, explore.SUBJECTS, "Teams", "subject=audits&rows=team")
        save(store, explore.SUBJECTS, "Teams", TEAMS, "Since October.", DAY)
    with using(held_catalogue(store)):
        assert explore.saved_questions(store)["note"].to_list() == ["Since October."]


def test_only_analysts_save_rename_and_take_back(store: Store) -> None:
    save(store, explore.SUBJECTS, "Teams", TEAMS, on=DAY)
    with using(held_catalogue(store)), access.acting_as(Viewer(Role.LEADER)):
        assert listed(store) == [("Teams", "")]
        for change in (
            lambda: save(store, explore.SUBJECTS, "Mine", TEAMS),
            lambda: explore.rename_question(store, "Teams", "Mine"),
            lambda: explore.take_question_back(store, "Teams"),
        ):
            with pytest.raises(NotAllowed):
                change()
    assert listed(store) == [("Teams", "")]


def test_another_name_keeps_the_question_and_its_note(store: Store) -> None:
    save(store, explore.SUBJECTS, "Teams", TEAMS, "Since October.", DAY)
    with using(held_catalogue(store)):
        explore.rename_question(store, "Teams", "Audits by team")
    with using(held_catalogue(store)):
        (row,) = explore.saved_questions(store).iter_rows(named=True)
    assert (row["name"], row["note"]) == ("Audits by team", "Since October.")
    assert "rows=team" in row["address"]


def test_what_is_taken_back_is_gone_with_what_its_note_was_before(store: Store) -> None:
    for note in ("", "Since October."):
        with using(held_catalogue(store)):
            save(store, explore.SUBJECTS, "Teams", TEAMS, note, DAY)
    with using(held_catalogue(store)):
        explore.take_question_back(store, "Teams")
    assert listed(store) == []


def test_questions_of_a_file_are_taken_back_with_it_and_not_one_by_one(store: Store) -> None:
    rows = "".join(f"{name},{TEAMS},analyst,2020-04-14\n" for name in ("Teams", "Also teams"))
    content = f"name,address,saved_by,saved_on\n{rows}".encode()
    load(store, held_catalogue(store), [Incoming("saved_questions.csv", content)])
    with using(held_catalogue(store)):
        with pytest.raises(UserFacingError, match="Data page"):
            explore.take_question_back(store, "Teams")
        with pytest.raises(UserFacingError, match="Data page"):
            explore.rename_question(store, "Teams", "Others")
    assert len(listed(store)) == 2


def test_a_what_if_that_a_file_brought_says_that_it_is_no_data(store: Store) -> None:
    address = "subject=indicators&rows=month&indicator=first_visits_help&span=6&more=2"
    content = f"name,address,saved_by,saved_on\nMore visits,{address},analyst,2020-04-14\n".encode()
    load(store, held_catalogue(store), [Incoming("saved_questions.csv", content)])
    ((_, said),) = listed(store)
    assert said.startswith("What if: not data")


def test_one_whose_choices_are_gone_still_opens_and_says_what_is_missing(store: Store) -> None:
    gone = "name,address,saved_by,saved_on\nOld team,subject=audits&rows=month&team=Red+team,analyst,2020-04-14\n"
    load(store, held_catalogue(store), [Incoming("saved_questions.csv", gone.encode())])
    ((_, missing),) = listed(store)
    assert "Red team" in missing
    with using(held_catalogue(store)):
        (address,) = explore.saved_questions(store)["address"]
    answer = explore.ask_address(store, address)
    assert not answer.frame.is_empty()
    assert answer.problems == (missing,)


def test_a_file_with_something_else_for_an_address_is_refused(store: Store) -> None:
    content = b"name,address,saved_by,saved_on\nOdd,https://example.com/x?subject=audits,analyst,2020-04-14\n"
    with pytest.raises(Refused) as refused:
        load(store, held_catalogue(store), [Incoming("saved_questions.csv", content)])
    assert "is not a question" in refused.value.checked[0].refusals["problem"].item()
