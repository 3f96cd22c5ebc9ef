"""Publications from a council's own few counts, small enough to see what is given away and by what."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.disclosure import CannotPublish, Disclosed, SignOff, Wanted, disclose, policies, suppression
from analytics.simulated_label import SPLIT_SENTENCE
from analytics.store import Incoming, Store, load
from tests.publishing import published_as
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
SIGNED = SignOff("director", SEPTEMBER, "Asked for by the partners")
COUNTS = {"Dunmere": 10, "Cold Ferry": 15, "Ashport": 3, "Wexley": 15, "Bracksea": 15}


def took(store: Store, header: str, *lines: str) -> None:
    load(store, catalogue(), [Incoming("own.csv", "\n".join([header, *lines]).encode())])


@pytest.fixture
def store(tmp_path: Path) -> Store:
    """One indicator, in five places, each of 40; together 58 of 200."""
    store = Store(tmp_path / "store")
    rows = [f"2021-09,2021-09,icpc_due,{place},{met},40,own" for place, met in COUNTS.items()]
    took(store, "cut,month,measure_id,locality,numerator,denominator,source", *rows)
    return store


def said(store: Store, section: str, policy: str = "nhs", place: str = "All", *earlier: Disclosed) -> Disclosed:
    wanted = Wanted(SEPTEMBER, place, (section,), {section: policy}, SIGNED if policy == "open" else None)
    return disclose(store, wanted, pl.concat([one.cells for one in earlier]) if earlier else None)


@pytest.fixture
def earlier(store: Store) -> Iterator[list[Disclosed]]:
    """Ashport's count was hidden, those of the others were signed for; then the council printed all of them
    together, which leaves few numbers for Ashport."""
    packs = [said(store, "indicators", "nhs" if met < 8 else "open", place) for place, met in COUNTS.items()]
    paper = "cut,month,measure_id,locality,value,source\n2021-09,2021-09,icpc_due,All,29.0,published"
    took(store, *paper.split("\n"))
    with published_as(paper):
        yield packs


def test_what_was_printed_since_gave_away_is_told_and_not_repeated(store: Store, earlier: list[Disclosed]) -> None:
    found = said(store, "indicators", "nhs", "Wexley", *earlier)
    assert "can be worked out from what has been published already" in found.check_said
    name = catalogue().indicators["icpc_due"].name
    assert found.dropped == (f"Counts that printed percentages or earlier publications would give away: {name}",)
    assert found.publishables["indicators"].frame["numerator"].to_list() == [None]  # the one indicator that is held


def test_what_is_not_settled_in_many_rounds_is_refused(
    store: Store, earlier: list[Disclosed], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suppression, "_ROUNDS", 1)
    with pytest.raises(CannotPublish, match="Choose a stricter policy for the sections concerned, or leave them out"):
        said(store, "indicators", "nhs", "Wexley", *earlier)


def test_a_check_is_logged_with_its_sections_policies_and_steps_and_no_count_of_children(
    store: Store, earlier: list[Disclosed], caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.INFO, "analytics.disclosure")
    said(store, "indicators", "open", "Wexley")
    said(store, "indicators", "nhs", "Wexley", *earlier)
    monkeypatch.setattr(suppression, "_ROUNDS", 1)
    with pytest.raises(CannotPublish):
        said(store, "indicators", "nhs", "Wexley", *earlier)
    assert [re.sub(r"\d+\.\d s", "n s", record.getMessage()) for record in caplog.records] == [
        "Disclosure check of indicators (open): passed; hidden counts 0, steps 1, n s",
        "Disclosure check of indicators (nhs): passed; hidden counts 1, steps 2, n s",
        "Disclosure check of indicators (nhs): not passed; hidden counts 1, steps 1, n s",
    ]
    assert not [record for record in caplog.records if SIGNED.reason in str(vars(record))]


def test_an_open_pack_of_areas_shows_small_counts_and_rests_as_they_are(store: Store) -> None:
    month = said(store, "areas", "open").publishables["areas"].frame.filter(measure_id="icpc_due", period="month")
    assert dict(month.select("area", "numerator").rows()) == COUNTS
    assert month["denominator"].unique().to_list() == [40]


@pytest.mark.parametrize(("source", "simulated", "marks"), [("own", False, ()), ("simulated", True, (SPLIT_SENTENCE,))])
def test_records_are_marked_as_simulated_if_they_are(
    tmp_path: Path, source: str, simulated: bool, marks: tuple[str, ...]
) -> None:
    """No share was printed beside them, so nothing of theirs is as printed."""
    store = Store(tmp_path / "store")
    rows = [f"2021-09-15,r{n},Wexley,{'red' if n < 10 else 'green'},{source},{simulated}" for n in range(40)]
    took(store, "screened_on,record_id,area,rag,source,simulated", *rows)
    made = said(store, "screening").publishables["screening"]
    assert made.notes == (policies()["nhs"].meaning, *marks)
    assert made.simulated is simulated
    assert made.frame.filter(area="Wexley", rag="red")["count"].to_list() == [10]
