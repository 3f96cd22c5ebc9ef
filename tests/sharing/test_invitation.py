"""What goes out with a link: the code to point a phone at, and an e-mail that is true of the pack."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from lxml import etree

from analytics.catalogue import catalogue, using
from analytics.sharing import Invitation, Pack, invite, links
from analytics.sharing.database import CantShare
from tests.sharing.conftest import Shared
from tests.westshire import catalogue as westshire

ADDRESS = "https://figures.westshire.example/s/" + "a" * 43
UNTIL = datetime(2022, 1, 24, 9, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def the_council() -> Iterator[None]:
    with using(replace(westshire(), replies_to="performance@westshire.example")):
        yield


def invited(**about: Any) -> Invitation:
    title = {"title": "September 2021, Ashport"}
    return invite(Pack("0" * 64, UNTIL, "leader", title | about, (), False, False), ADDRESS, UNTIL)


def test_the_email_says_what_it_is_until_when_and_where_replies_go() -> None:
    made = invited()
    assert "September 2021, Ashport" in made.subject
    assert made.body.split("\n\n")[1] == ADDRESS, "on a line of its own, so that programs make a link of it"
    assert "24 January 2022, 09:05 UTC" in made.body
    assert "performance@westshire.example" in made.body
    assert "withheld to protect children" in made.body
    with using(replace(catalogue(), replies_to="")):
        assert "Questions" not in invited().body


def test_an_email_promises_no_protection_that_was_signed_away() -> None:
    body = invited(signed_off="by the leader on 4 October 2021: partners asked").body
    assert "not withheld" in body
    assert "withheld to protect children" not in body


def test_an_email_says_what_is_simulated() -> None:
    assert "Simulated, not real: the audits." in invited(mark="Simulated, not real: the audits.").body
    assert "Simulated" not in invited().body


def test_a_program_for_email_reads_the_same_words() -> None:
    made = invited(title="September 2021, Ashport & Dunmere + 1")
    asked = parse_qs(urlsplit(made.mailto).query)
    assert urlsplit(made.mailto).path == "", "the maker says who reads it"
    assert asked == {"subject": [made.subject], "body": [made.body.replace("\n", "\r\n")]}


def test_the_code_is_a_drawing_that_a_dark_page_leaves_black_on_white() -> None:
    drawn = etree.fromstring(invited().qr_code)
    ground, code = drawn.iter("{*}path")
    assert (ground.get("fill"), code.get("stroke")) == ("#fff", "#000")
    assert drawn.get("width") == drawn.get("height"), "a square"


def test_until_when_a_link_works_is_known_of_it_alone(shared: Shared) -> None:
    assert links.works_until(shared.store, shared.token) == datetime(2022, 1, 24, 10, 0, tzinfo=UTC)
    with pytest.raises(CantShare):
        links.works_until(shared.store, "a" * 43)
