"""The tables of indicators say what the headlines of the same pack say, and call what is withheld withheld."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from analytics import board_packs
from analytics.board_packs import Paper, Section, Table
from analytics.disclosure import Wanted, disclose
from analytics.extracts import Options
from analytics.store import Incoming, Store, load
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)
HEADER = "cut,month,measure_id,locality,numerator,denominator,value,source\n"


def written(store: Store, locality: str, *sections: str) -> Paper:
    return board_packs.paper(disclose(store, Wanted(SEPTEMBER, locality, sections), None), [], [])


def own(folder: Path, *rows: str) -> Store:
    """A council's own figures of September, never published before."""
    store = Store(folder)
    lines = "".join(f"2021-09,2021-09,{row},own\n" for row in rows)
    load(store, catalogue(), [Incoming("own.csv", (HEADER + lines).encode())], Options())
    return store


def section(of: Paper, anchor: str) -> Section:
    return next(s for s in of.sections if s.anchor == anchor)


def column(of: Table, label: str) -> list[str]:
    at = [c.label for c in of.columns].index(label)
    return [row[at].text for _, row in of.rows]


@pytest.fixture(scope="module")
def dunmere(westshire: Store) -> Paper:
    return written(westshire, "Dunmere", "indicators")


def test_the_headline_counts_the_column_of_the_month(dunmere: Paper) -> None:
    """Of three months together more can be rated, which the headline does not count."""
    (table,) = section(dunmere, "indicators").tables
    month, quarter = (
        Counter(word for text in column(table, label) for word in ("red", "amber", "green") if text.endswith(word))
        for label in ("Rating this month", "Rating, three months")
    )
    assert month == {"red": 11, "amber": 1, "green": 2}
    headline = section(dunmere, "month").sentences[0].text
    assert [int(n) for n in re.search(r"(\d+) of \d+ indicators red, (\d+) amber, (\d+) green", headline).groups()] == [
        month[word] for word in ("red", "amber", "green")
    ]
    assert quarter != month
    assert quarter.total() > 0


def test_three_months_are_rated_by_their_own_figure(dunmere: Paper) -> None:
    (table,) = section(dunmere, "indicators").tables
    of_snapshots = [
        (figure, rating)
        for figure, rating in zip(column(table, "Three months"), column(table, "Rating, three months"), strict=True)
        if figure == "not applicable"
    ]
    assert set(of_snapshots) == {("not applicable", "not applicable")}
    by_row = zip(column(table, "Rating this month"), column(table, "Rating, three months"), strict=True)
    assert any(month != quarter and quarter != "not applicable" for month, quarter in by_row)


def test_the_sentence_on_areas_counts_the_table(westshire: Store) -> None:
    areas = section(written(westshire, "All", "areas"), "areas")
    (table,) = areas.tables
    cells = [entry.text for _, row in table.rows for entry in row[2:]]
    given, few, left_out = re.match(
        r"(\d+) percentages .* given; (\d+) are withheld .*\. (\d+) indicators have", areas.sentences[0].text
    ).groups()
    assert int(given) == sum("%" in text for text in cells)
    assert int(few) == sum("%" not in text and text not in ("no figure", "not applicable") for text in cells)
    assert int(left_out) == len(catalogue().indicators) - len(table.rows)


def test_areas_show_the_period_that_has_something(tmp_path: Path) -> None:
    """Ashport's month has a rating and no percentage; of three months nothing is held."""
    store = own(tmp_path, "icpc_due,Ashport,30,60,", "protected_seen,Wexley,31,60,")
    (table,) = section(written(store, "All", "areas"), "areas").tables
    assert column(table, "Period") == ["September 2021", "September 2021"]
    assert not any("not applicable" in text for _, row in table.rows for text in (entry.text for entry in row))


@pytest.mark.parametrize("locality", ["All", "Ashport"])
def test_an_own_figure_without_counts_is_withheld_and_not_missing(tmp_path: Path, locality: str) -> None:
    store = own(tmp_path, f"icpc_due,{locality},,,61.5", f"first_visits_help,{locality},50,100,")
    paper = written(store, locality, "indicators")
    (table,) = section(paper, "indicators").tables
    rows = {row[0].text: [entry.text for entry in row] for _, row in table.rows}
    of_it = rows[catalogue().indicators["icpc_due"].name]
    assert of_it[3] == "withheld"
    assert of_it[8] == "withheld"
    assert catalogue().indicators["long_plans"].name not in rows  # of which nothing is held anywhere
    assert "1 withheld" in section(paper, "month").sentences[0].text
    (legend,) = [said.text for said in section(paper, "reading").sentences if said.text.startswith("Withheld")]
    assert "not published before" in legend


def test_an_own_figure_of_a_place_is_withheld_in_the_table_of_areas_too(tmp_path: Path) -> None:
    store = own(tmp_path, "icpc_due,Ashport,,,61.5", "icpc_due,Wexley,30,60,")
    (table,) = section(written(store, "All", "areas"), "areas").tables
    assert column(table, "Ashport") == ["withheld"]
    assert column(table, "Dunmere") == ["no figure"]
    hidden = disclose(store, Wanted(SEPTEMBER, "All", ("areas",)), None).hidden
    reasons = hidden.filter(figure="value", section="areas, month")["reason"].to_list()
    assert "not published before, and without counts" in reasons
