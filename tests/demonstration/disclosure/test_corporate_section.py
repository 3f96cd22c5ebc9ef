"""The corporate papers on their way out: printed figures pass, own placements are protected, no own text leaves."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.corporate import budget, placements, plan, risks, scorecard
from analytics.disclosure import Disclosed
from analytics.store import Store
from tests.corporate.rows import extract, held
from tests.disclosure.test_corporate_section import AUGUST, NAME, SEPTEMBER, frame, made
from tests.publishing import published_as


@pytest.fixture(scope="module")
def demo(demonstration: Store) -> Disclosed:
    return made(demonstration)


def test_what_was_printed_passes_as_printed(demo: Disclosed, demonstration: Store) -> None:
    asked = (demonstration, SEPTEMBER)
    for name, worked_out in {
        "scorecard": scorecard.measures(*asked),
        "risks": risks.register(*asked),
        "budget": budget.lines(*asked),
        "plan": plan.priorities(*asked),
    }.items():
        shown = frame(demo, name)
        columns = [c for c in shown.columns if c in worked_out.columns]
        assert len(columns) >= 11, name
        assert shown.select(columns).equals(worked_out.select(columns)), name
    by_month = placements.by_month(*asked).select("series", "month", "value", "change")
    shown = frame(demo, "placements").join(by_month, on=["series", "month"])
    assert shown["count"].to_list() == shown["value"].to_list()
    assert set(shown["basis"]) == {"as printed"}
    assert shown.filter(series=placements.TOTAL, month=AUGUST)["change"].to_list() == [67]
    assert demo.hidden.is_empty()
    for name in ("scorecard", "risks", "budget", "placements"):
        assert demo.publishables[name].policy == "public"
        assert any("25 November 2021" in note for note in demo.publishables[name].notes)


def test_the_months_of_placements_are_thirteen_and_the_same_of_every_year(demo: Disclosed) -> None:
    shown = frame(demo, "placements").filter(series=placements.TOTAL)["month"].to_list()
    assert shown[-13:] == [*(date(2020, m, 1) for m in range(8, 13)), *(date(2021, m, 1) for m in range(1, 9))]
    assert shown[:-13] == [date(year, 8, 1) for year in range(2012, 2020)]


def test_a_title_that_was_printed_passes_from_an_own_extract_too(demonstration: Store, tmp_path: Path) -> None:
    title = frame(made(demonstration), "risks").filter(risk_id="SR7.5")["title"][0]
    printed = f'SR7.5,"G","{title}",High,20,2021-09,High,16,4,4'
    store = held(Store(tmp_path), "risks", printed, source="published")
    held(store, "risks", f'SR7.5,"{NAME}","{title}",High,20,2021-12,High,20,4,5', cut="2021-12")
    with published_as(extract("risks", printed)):
        of = made(store, month=date(2021, 12, 1))
    newest = frame(of, "risks").row(-1, named=True)
    assert (newest["title"], newest["risk_group"], newest["change"], newest["reference"]) == (title, None, 4, None)
