"""A comment is kept with its history, replaced by a later one, and taken back; what is red without one is listed."""

from __future__ import annotations

import logging
from datetime import date

import pytest

from analytics import months
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.catalogue import ALL, Catalogue
from analytics.extracts import Options
from analytics.indicators import Comment, comments_held, newest_comments, uncommented, write_comment
from analytics.store import CantChange, Incoming, Store, load, undo
from analytics.wording import comment_line, comment_paragraph

AUGUST, SEPTEMBER, DAY = date(2021, 8, 1), date(2021, 9, 1), date(2021, 10, 12)
FIRST = Comment("Rooms were missing", "Head of Service", "Book the town hall", date(2021, 11, 30), "open")
LATER = Comment("Rooms were missing", "Head of Service", "Book the town hall", date(2021, 11, 30), "done")


def wrote(store: Store, said: Comment = FIRST, month: date = SEPTEMBER, area: str = ALL) -> int:
    return write_comment(store, "icpc_due", area, month, said, DAY)


def held(store: Store) -> list[tuple[date, str | None, bool]]:
    return comments_held(store, ALL, SEPTEMBER, "icpc_due").select("month", "status", "replaced").rows()


def test_a_later_comment_takes_the_place_of_the_one_before_and_undoing_it_gives_it_back(empty: Store) -> None:
    wrote(empty)
    load_id = wrote(empty, LATER)
    assert held(empty) == [(SEPTEMBER, "done", False), (SEPTEMBER, "open", True)]
    undo(empty, load_id)
    assert held(empty) == [(SEPTEMBER, "open", False)]


def test_comments_of_other_months_and_areas_stay(empty: Store) -> None:
    wrote(empty, LATER, AUGUST)
    wrote(empty)
    wrote(empty, area="Wexley")
    assert held(empty) == [(SEPTEMBER, "open", False), (AUGUST, "done", False)]
    assert comments_held(empty, "Wexley", SEPTEMBER).height == 1
    assert comments_held(empty, ALL, AUGUST)["status"].to_list() == ["done"], "nothing is known of September in August"


def test_what_somebody_wrote_goes_before_what_was_made_up(empty: Store, the_catalogue: Catalogue) -> None:
    wrote(empty)
    header = "measure_id,area,month,comment,written_by,written_on,source,simulated"
    made_up = f"{header}\nicpc_due,All,2021-09,Nobody said this,Head,2021-10-20,simulated,yes\n"
    load(empty, the_catalogue, [Incoming("made-up.csv", made_up.encode())])
    (row,) = newest_comments(empty, ALL, SEPTEMBER).to_dicts()
    assert (row["comment"], row["simulated"]) == ("Rooms were missing", False)
    assert comments_held(empty, ALL, SEPTEMBER)["note"].to_list() == ["", "simulated comments: nobody wrote them"]


def test_the_newest_comment_of_a_year_is_shown_beside_later_figures(empty: Store) -> None:
    wrote(empty, month=months.before(SEPTEMBER, 12))
    assert newest_comments(empty, ALL, SEPTEMBER).is_empty()
    wrote(empty, month=AUGUST)
    (row,) = newest_comments(empty, ALL, SEPTEMBER).iter_rows(named=True)
    assert comment_line(row, SEPTEMBER) == (
        "Action: Book the town hall. Open, due 30 Nov 2021. (Head of Service, 12 Oct 2021, on August 2021)"
    )
    assert comment_paragraph(row, AUGUST).startswith("Rooms were missing. Action: ")


def test_a_reason_without_an_action_is_the_line_itself(empty: Store) -> None:
    wrote(empty, Comment("Recorded late", "Team Manager"))
    (row,) = newest_comments(empty, ALL, SEPTEMBER).iter_rows(named=True)
    assert comment_line(row, SEPTEMBER) == "Recorded late. (Team Manager, 12 Oct 2021)"


@pytest.mark.parametrize(
    ("said", "why"),
    [
        (Comment("", "Head"), "What is behind it: is empty"),
        (Comment("Late", ""), "Written by"),
        (Comment("Late", "Head", "Act", None, "open"), "needs the day by which it is due"),
        (Comment("Jane Smith was away", "Head"), "may be somebody's name"),
        (Comment("x" * 301, "Head"), "longer than 300 characters"),
    ],
)
def test_what_will_not_do_is_said_and_nothing_is_stored_quoted_or_logged(
    empty: Store, said: Comment, why: str, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG), pytest.raises(CantChange, match=why) as problem:
        wrote(empty, said)
    assert empty.version[0] == 0
    assert "Smith" not in f"{problem.value}{caplog.text}"


def test_no_word_of_a_comment_is_logged(empty: Store, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        wrote(empty)
    assert "town hall" not in caplog.text
    assert "Rooms" not in caplog.text


def test_a_leader_writes_comments_and_nothing_else_and_who_has_a_link_not_even_those(
    empty: Store, the_catalogue: Catalogue
) -> None:
    with acting_as(Viewer(Role.LEADER)):
        load_id = wrote(empty)
        assert held(empty) == [(SEPTEMBER, "open", False)]
        with pytest.raises(NotAllowed):
            undo(empty, load_id)
        events = Incoming("events.csv", b"month,area,measure_id,what\n2021-09,All,icpc_due,New rooms\n")
        for options in (Options(kind="events"), None):
            with pytest.raises(NotAllowed):
                load(empty, the_catalogue, [events], options)
    with acting_as(Viewer(Role.LINK_VIEWER)), pytest.raises(NotAllowed):
        wrote(empty)
    assert empty.version[0] == 1


@pytest.fixture
def red(empty: Store, the_catalogue: Catalogue) -> Store:
    """Conferences have been red for three months, protection visits for two: their targets are 80% and 90%."""
    figures = {"icpc_due": (50, 51, 52), "protected_seen": (99, 50, 51)}
    rows = [
        f"2021-09,{months.code(months.before(SEPTEMBER, 2 - back))},{measure},All,{value}"
        for measure, values in figures.items()
        for back, value in enumerate(values)
    ]
    load(empty, the_catalogue, [Incoming("f.csv", "\n".join(["cut,month,measure_id,locality,value", *rows]).encode())])
    return empty


def test_what_is_red_for_three_months_without_a_comment_is_listed(red: Store) -> None:
    assert uncommented(red, SEPTEMBER).select("measure_id", "value").rows() == [("icpc_due", 52.0)]


def test_a_comment_on_any_of_the_three_months_is_one(red: Store) -> None:
    wrote(red, month=months.before(SEPTEMBER, 3))
    assert uncommented(red, SEPTEMBER)["measure_id"].to_list() == ["icpc_due"], "on an earlier figure"
    wrote(red, area="Wexley")
    assert uncommented(red, SEPTEMBER)["measure_id"].to_list() == ["icpc_due"], "on the figure of another area"
    wrote(red, month=AUGUST)
    assert uncommented(red, SEPTEMBER).is_empty()


def test_a_file_replaces_what_was_written_on_the_page(empty: Store, the_catalogue: Catalogue) -> None:
    wrote(empty)
    rows = "measure_id,area,month,comment,written_by,written_on\nicpc_due,All,2021-09,Rooms are back,Head,2021-11-02\n"
    load(empty, the_catalogue, [Incoming("comments.csv", rows.encode())], Options(kind="comments"))
    assert newest_comments(empty, ALL, SEPTEMBER)["comment"].to_list() == ["Rooms are back"]
    assert comments_held(empty, ALL, SEPTEMBER).height == 2
