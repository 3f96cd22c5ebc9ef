"""The facts of a month, the events and the months of one indicator as HTML."""

from __future__ import annotations

import re
from datetime import date

import polars as pl

from analytics import indicators, wording
from analytics.furniture import event_list, month_facts
from analytics.store import Store
from analytics.tables.indicators import month_by_month

SEPTEMBER = date(2021, 9, 1)


def facts(store: Store, measure: str, locality: str = "All", month: date = SEPTEMBER) -> dict[str, str]:
    """Each fact's label and text."""
    said = month_facts(wording.kpi_facts(indicators.kpi_facts(store, measure, month, locality)))
    return {label: re.sub("<[^>]+>", " ", text) for label, text in re.findall(r"<dt>(.*?)</dt><dd>(.*?)</dd>", said)}


def test_the_facts_are_words_and_say_what_is_simulated(westshire: Store) -> None:
    said = facts(westshire, "icpc_due")
    assert list(said) == [
        "September 2021", "Could it be chance", "Target 80.0%", "Overall rating",
        "Distance from target", "Change on the month before", "Direction of travel", "Rolling quarter",
    ]  # fmt: skip
    assert list(said)[: wording.FIRST][-1] == "Overall rating"
    assert "41.9% ■ red rating this month" in " ".join(said["September 2021"].split())
    for label, words in {
        "Target 80.0%": "conferences would have met the target; now 26 of 62; simulated counts",
        "Direction of travel": "3rd month, down 46.0 points since June",
        "Could it be chance": "Below the expected range",
        "Overall rating": "Will we reliably meet the target? Not judged: this month is unlikely to be chance",
        "Rolling quarter": "127 of 189 in three months; simulated counts",
    }.items():
        assert words in said[label]


def test_the_figure_of_an_area_is_said_to_be_simulated(westshire: Store) -> None:
    assert "simulated" in facts(westshire, "icpc_due", "Wexley")["September 2021"]
    assert "simulated" not in facts(westshire, "icpc_due")["September 2021"]


def test_a_small_denominator_is_said(westshire: Store) -> None:
    said = facts(westshire, "icpc_due", "Bracksea")["Target 80.0%"]
    denominator = int(re.search(r"of (\d+)", said)[1])  # type: ignore[index]
    assert denominator < 20
    assert "small numbers" in said


def test_events_are_listed_in_words_and_escaped() -> None:
    events = pl.DataFrame(
        [(1, date(2021, 1, 1), "<b>Lockdown</b>", "All", "All", "leader", False)],
        schema=["number", "month", "note", "measure_id", "locality", "recorded_by_role", "simulated"],
        orient="row",
    )
    said = event_list(events)
    assert "January 2021</b>: &lt;b&gt;Lockdown" in said
    assert "(all indicators, Westshire, recorded by leader)" in said


def headings(table: str) -> list[str]:
    return re.findall(r'scope="col"[^>]*>(.*?)</th>', table)


def test_counts_quarter_and_signal_stand_only_where_there_are_any(published: Store, westshire: Store) -> None:
    bare = month_by_month(indicators.series(published, "worker_in_2_weeks", SEPTEMBER), "A name")
    assert headings(bare)[-1] == "Distance from target"
    full = month_by_month(indicators.series(westshire, "icpc_due", SEPTEMBER), "A name")
    assert headings(full)[-4:] == ["Numerator", "Denominator", "Rolling quarter", "Signal"]
    newest = full.split('<th role="rowheader"')[1]
    for cell in (">26<", ">62<", "67.2%", "below the expected range"):
        assert cell in newest


def test_the_months_stand_under_the_note_that_says_where_they_come_from(westshire: Store) -> None:
    table = month_by_month(indicators.series(westshire, "icpc_due", SEPTEMBER), "A name")
    parts = re.split(r'scope="colgroup"[^>]*>', table)[1:]
    assert [part.split("<")[0] for part in parts] == [
        "Numerator and denominator are a simulated split of the published figure",
        "Pooled from the localities; wholly simulated: nothing was published",
    ]
    assert [part.count("rowheader") for part in parts] == [13, 24]
