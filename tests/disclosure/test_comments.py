"""Which comments may leave in a pack: words that tell nobody's identity, and numbers beside exact figures alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics import sharing
from analytics.catalogue import ALL, using
from analytics.disclosure import AS_PRINTED, FROM_ROUNDED, SignOff, Wanted, disclose
from analytics.disclosure.comments import NUMBERS, comments_beside
from analytics.indicators import Comment, write_comment
from analytics.store import Incoming, Store, load
from tests.westshire import catalogue

SEPTEMBER, DAY = date(2021, 9, 1), date(2021, 10, 12)
PLAIN, COUNTED, IN_WORDS = "Rooms were missing", "3 of the late ones were missed", "Seven were late since August 2021"


def frame(basis: str, value: float | None, low: float | None = None) -> pl.DataFrame:
    row = {"measure_id": "icpc_due", "name": "Conferences", "basis": basis, "value": value, "value_low": low}
    return pl.DataFrame([row], schema_overrides={"value": pl.Float64, "value_low": pl.Float64})


def wrote(store: Store, text: str, area: str = ALL) -> None:
    write_comment(store, "icpc_due", area, SEPTEMBER, Comment(text, "Head of Service"), DAY)


@pytest.mark.parametrize("text", [COUNTED, IN_WORDS])
@pytest.mark.parametrize(
    ("beside", "leaves"),
    [
        (frame(AS_PRINTED, 58.1), True),
        (frame(AS_PRINTED, None), False),
        (frame(FROM_ROUNDED, 60.0), False),
        (frame(FROM_ROUNDED, 60.0, 58.0), False),
        (frame("from counts", 60.0, 58.0), False),
    ],
)
def test_numbers_leave_beside_a_figure_that_is_published_exactly_and_no_other(
    empty: Store, text: str, beside: pl.DataFrame, leaves: bool
) -> None:
    wrote(empty, text)
    shown, kept_back = comments_beside(empty, SEPTEMBER, ALL, beside)
    assert shown.height == leaves
    assert kept_back["reason"].to_list() == ([] if leaves else [NUMBERS])


def test_a_comment_without_a_number_leaves_beside_a_withheld_figure(empty: Store) -> None:
    wrote(empty, PLAIN)
    shown, _ = comments_beside(empty, SEPTEMBER, ALL, frame(FROM_ROUNDED, None))
    assert shown["comment"].to_list() == [PLAIN]


@pytest.fixture
def own(tmp_path: Path) -> Store:
    """In Ashport 3 of 240 conferences were in time, which a policy that protects small numbers hides."""
    store = Store(tmp_path / "own")
    rows = "cut,month,measure_id,locality,numerator,denominator\n2021-09,2021-09,icpc_due,Ashport,3,240\n"
    load(store, catalogue(), [Incoming("own.csv", rows.encode())])
    return store


def test_a_pack_of_an_area_has_no_comment_with_a_number_and_says_which_it_leaves_out(own: Store) -> None:
    wrote(own, COUNTED, "Ashport")
    found = disclose(own, Wanted(SEPTEMBER, "Ashport", ("indicators",)), None)
    assert found.publishables["comments"].frame.is_empty()
    (kept_back,) = found.hidden.filter(figure="comment").to_dicts()
    assert kept_back["reason"] == NUMBERS


def test_what_somebody_signed_for_as_it_is_has_its_comments_with_numbers(own: Store) -> None:
    wrote(own, COUNTED, "Ashport")
    signed = SignOff("leader", date(2021, 11, 25), "Agreed by the board")
    found = disclose(own, Wanted(SEPTEMBER, "Ashport", ("indicators",), {"indicators": "open"}, signed), None)
    assert found.publishables["comments"].frame["comment"].to_list() == [COUNTED]


def test_the_maker_is_told_to_read_the_comments_and_may_leave_them_out(own: Store) -> None:
    wrote(own, PLAIN, "Ashport")
    made = sharing.pack_service.draft(own, Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    assert "1 comment is in the pack. The check does not read words" in made.disclosed.check_said
    assert PLAIN in made.files["pack.html"].decode()
    assert "Comments are the words of those who wrote them" in made.files["pack.html"].decode()
    without = sharing.pack_service.draft(own, Wanted(SEPTEMBER, "Ashport", ("indicators",), comments=False))
    assert "comment" not in without.disclosed.check_said
    assert PLAIN not in without.files["pack.html"].decode()


def test_a_pack_keeps_the_comment_that_it_was_made_with(own: Store) -> None:
    wrote(own, PLAIN, "Ashport")
    pack_id = sharing.pack_service.freeze(
        own, sharing.pack_service.draft(own, Wanted(SEPTEMBER, "Ashport", ("indicators",)))
    )
    wrote(own, "Rooms are back", "Ashport")
    page = sharing.packs.read(own, pack_id, sharing.packs.PAGE).decode()
    assert PLAIN in page
    assert "Rooms are back" not in page


def test_a_pack_says_where_questions_go_where_the_authority_has_said(own: Store) -> None:
    wanted = Wanted(SEPTEMBER, "Ashport", ("indicators",))
    assert "Send questions to" not in dict(sharing.pack_service.draft(own, wanted).paper.provenance)
    with using(replace(catalogue(), replies_to="the children's performance mailbox")):
        made = sharing.pack_service.draft(own, wanted)
    assert dict(made.paper.provenance)["Send questions to"] == "the children's performance mailbox"
