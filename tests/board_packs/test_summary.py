"""The summary that every format of a pack begins with, from what may be published alone."""

from __future__ import annotations

from datetime import date
from io import BytesIO

import polars as pl
import pytest
from pypdf import PdfReader

from analytics import board_packs, home
from analytics.board_packs import Summary
from analytics.catalogue import ALL
from analytics.disclosure import Disclosed, Wanted, disclose
from analytics.indicators import Comment, write_comment
from analytics.store import Store
from tests.board_packs import made
from tests.making import copied

SEPTEMBER = date(2021, 9, 1)


def summary(of: Disclosed) -> Summary:
    found = board_packs.paper(of, [], []).summary
    assert found is not None
    return found


@pytest.fixture(scope="module")
def council(published: Store) -> Disclosed:
    return disclose(published, Wanted(SEPTEMBER, ALL, ("indicators",)), None)


@pytest.fixture(scope="module")
def dunmere(westshire: Store) -> Disclosed:
    return disclose(westshire, Wanted(SEPTEMBER, "Dunmere", ("indicators", "audits")), None)


def test_the_cards_are_those_of_the_first_screen(council: Disclosed, published: Store) -> None:
    on_screen = [card for card in home.cards(published, SEPTEMBER) if card.place == home.Places.INDICATOR]
    of_pack = summary(council).cards
    assert len(on_screen) > 1
    assert [(c.measure_id, c.verdict, c.figure, c.facts, c.values) for c in of_pack[: len(on_screen)]] == [
        (c.measure_id, c.verdict, c.figure, c.facts, c.values) for c in on_screen
    ]


def test_what_got_worse_is_on_a_card_or_named_below_them(council: Disclosed) -> None:
    found = summary(council)
    assert found.worse
    for said, is_better in ((found.worse, False), (found.better, True)):
        cards = [card for card in found.cards if card.better is is_better]
        told = 0 if said.text.startswith("No indicator") else int(said.text.split()[0])
        assert told == len(cards) + len(said.items)


def test_only_published_months_are_drawn(council: Disclosed) -> None:
    known = council.publishables["indicator-months"].frame
    found = summary(council)
    assert any(found.line(card).line for card in found.cards)
    for card in found.cards:
        published = known.filter(measure_id=card.measure_id)["value"].to_list()
        assert [value for value in card.values if value is not None] == [v for v in published if v is not None]


def test_of_an_area_no_change_is_told_and_the_cards_are_off_target(dunmere: Disclosed) -> None:
    found, frame = summary(dunmere), dunmere.publishables["indicators"].frame
    red = frame.filter((pl.col("rag") == "red") | (pl.col("quarter_rag") == "red"))["measure_id"].to_list()
    assert {card.measure_id for card in found.cards} <= set(red)
    assert {card.verdict.split(",")[0] for card in found.cards} == {"Off target"}
    assert not any(found.line(card).line for card in found.cards)
    assert "not published" in found.better.text
    assert [part.heading for part in found.parts][:2] == ["Furthest from target", "What got worse or better"]


def test_cards_off_target_come_furthest_first_by_what_is_published(dunmere: Disclosed) -> None:
    frame = dunmere.publishables["indicators"].frame.filter(polarity="bigger", kind="percentage").drop_nulls("rag")
    apart = [
        row["target"] - 100 * row["numerator"] / row["denominator"]
        for card in summary(dunmere).cards
        for row in frame.filter(measure_id=card.measure_id, rag="red").to_dicts()
    ]
    assert len(apart) > 1
    assert apart == pytest.approx(sorted(apart, reverse=True), abs=1)  # figures are given whole


def test_the_summary_comes_before_the_contents_and_the_annexes(dunmere: Disclosed) -> None:
    paper = board_packs.paper(dunmere, [], [])
    pages = [made.packed(page.extract_text()) for page in PdfReader(BytesIO(board_packs.document(paper))).pages]
    (contents,) = (number for number, text in enumerate(pages) if "Annexes" in text)
    assert 1 <= contents <= 2
    for said in (summary(dunmere).better.text, summary(dunmere).timely, *(c.title for c in summary(dunmere).cards)):
        assert made.packed(said) in "".join(pages[:contents])
    page = board_packs.page(paper).decode()
    assert page.index('id="change"') < page.index('id="done"') < page.index('id="annexes"')
    for section in paper.sections:
        assert page.index(f'href="#{section.anchor}"') < page.index(f'<div id="{section.anchor}">')


def test_timely_counts_the_ratings_that_are_given_and_those_withheld(dunmere: Disclosed) -> None:
    timely = home.of_timeliness(dunmere.publishables["indicators"].frame)
    hidden = timely.filter(pl.col("withheld").list.contains("month_rating")).height
    assert hidden
    assert f"{hidden} more is withheld" in summary(dunmere).timely


def test_an_action_stands_with_its_role_and_date(published: Store, tmp_path_factory: pytest.TempPathFactory) -> None:
    store = copied(published, tmp_path_factory.mktemp("acted") / "store")
    said = Comment("Rooms were missing", "Head of Service", "Book the town hall", date(2021, 11, 30), "open")
    write_comment(store, "icpc_due", ALL, SEPTEMBER, said, date(2021, 10, 12))
    found = summary(disclose(store, Wanted(SEPTEMBER, ALL, ("indicators",)), None))
    (action,) = found.actions
    assert (action.action, action.state) == ("Book the town hall", "Open, due 30 Nov 2021")
    assert action.by == "Head of Service, 12 Oct 2021"
    assert "1 action is open, 0 done" in found.done
