"""A small paper made by hand, with everything that a paper may have; its texts can be replaced by awkward ones."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from html import unescape

import polars as pl

from analytics import board_packs
from analytics.board_packs import Action, Column, Entry, Kind, Paper, Picture, Rows, Said, Section, Summary, Table
from analytics.charts import Chart
from analytics.charts.packs import screening_by_area
from analytics.disclosure import Publishable
from analytics.home import Card, Places

MARK = "Simulated, not real: the screening. Simulated split of the published figure."
NAME = "Repeat referrals in the month"
AREAS = ("Dunmere", "Cold Ferry", "Ashport", "Ashport", "Wexley", "Early Help", "Over 11s")


def picture(areas: tuple[str, ...] = AREAS) -> Picture:
    shares = {"red": 12.5, "amber": 26.5, "green": 61.0}
    rows = [
        {"area": area, "area_name": area, "rag": rag, "share": share, "basis": "from rounded counts", "simulated": True}
        for area in areas
        for rag, share in shares.items()
    ]
    frame = Publishable("screening", "open", pl.DataFrame(rows), (), True)
    said = "Screened records: 12.5% red in every area", "Screened records by rating, to the end of September 2021."
    return Picture("screening", *(screening_by_area(frame, *said, narrow=narrow) for narrow in (True, False)))


def indicators(name: str = NAME, rows: int = 1) -> Table:
    """A table under headings, with a small line, a marker, a colour and a small text."""
    columns = [
        Column("Indicator", names_row=True),
        Column("13 months", Kind.LINE),
        Column("Children", Kind.COUNT),
        Column("September 2021", Kind.VALUE),
        Column("Colour"),
        Column("Change on the month before", Kind.DIFFERENCE),
    ]
    line = Entry("3 months to September 2021: from 20.1% to 21.4%", line=(20.1, None, 21.4))
    row = [
        Entry(name),
        line,
        Entry("1,235", 1235),
        Entry("21.4%", 21.4, small="19 to 23"),
        Entry("■ red", rag="red"),
        Entry("−2.3", -2.3, small="better"),
    ]
    hidden = [
        Entry("Visits in time"),
        Entry("no figures", line=(None, None)),
        Entry("[c]"),
        Entry("[c]"),
        Entry("no target"),
        Entry("–"),
    ]
    groups = [Rows("Response to risk", [row] * rows), Rows("Repeat work", [hidden])]
    return Table("indicators", "Westshire, September 2021, as the council published it.", columns, groups)


def audits() -> Table:
    columns = [Column("Legal status", names_row=True), Column("Good", Kind.COUNT), Column("Share", Kind.VALUE)]
    rows = [[Entry("Children in need"), Entry("45", 45), Entry("63%", 63.0)]]
    return Table("audits-printed", "Completed case audits, July to September 2021", columns, [Rows("", rows)])


def paper(name: str = NAME, rows: int = 1) -> Paper:
    """The paper; `name` stands in every place where a name can stand."""
    worse = Said(
        "Worse: unlikely to be chance: 8 indicators, first of all:", [f"{name}: 21.4%, target 18%", "Visits: 63%"]
    )
    return Paper(
        title="Children's services, September 2021",
        council="Westshire",
        area="Whole council",
        month="September 2021",
        mark=MARK,
        sections=[
            Section("month", "What the month says", [Said("Of 31 indicators, 19 are ■ red."), worse]),
            Section("indicators", "Indicators by theme", [], [picture()], [indicators(name, rows)], ["Rounded to 5."]),
            Section("audits", "Quality of practice", [], [], [audits()], [f"Of {name} nothing is known."]),
            Section("nothing", "What changed"),
        ],
        provenance=[("Made from", f"load 3: {name} (SHA-256 0123456789ab)"), ("Signed off", "by the leader")],
    )


def card(name: str = NAME, *, better: bool = False, values: tuple[float | None, ...] = (80.5, None, 58.1)) -> Card:
    """A percentage of the Westshire catalogue, with the months to September 2021 that are published."""
    verdict, figure = ("Got better", "63%") if better else ("Got worse", "58.1%")
    facts = "Usually 80.5%, target 90%."
    return Card(Places.INDICATOR, "icpc_due", name, verdict, better, figure, "red", facts, "", values, "", (True, 0, 0))


def summary(name: str = NAME, cards: int = 2) -> Summary:
    """A summary with everything that one may have; `name` stands in every place where a name can stand."""
    rows = [{"name": "On target", "value": 25.0}, {"name": "Audits good or better", "value": 38.0}]
    chart = Chart(
        "Timely and good?",
        "Caption",
        "Dots.",
        {"height": 90, "config": {}, "layer": [{"data": {"values": rows}, "mark": "point"}]},
    )
    told = "Few chairs. Action: Train two. Open, due 30 Nov 2021. (Head)"
    action = Action(
        "icpc_due", name, "58.1%", "red", "Few chairs.", "Train two.", "Open, due 30 Nov 2021", "Head", told
    )
    return Summary(
        ratings="Westshire, September 2021, rating this month: 19 of 31 indicators red, 2 amber, 6 green.",
        cards=[*[card(name)] * (cards - 1), card(name, better=True)],
        worse=Said("3 indicators got worse, and it is unlikely to be chance.", [f"{name}: 21.4%. Usually 18.0%."]),
        better=Said("1 indicator got better, and it is unlikely to be chance."),
        since=Said("Since the previous pack one rating got worse.", [f"{name}: green to red"]),
        quiet="Not news: 27 of 31 indicators are in the usual range.",
        timely="1 of 4 timeliness indicators on target.",
        good="38% of audits were rated good or better.",
        picture=Picture("timely-and-good", chart, chart),
        actions=[action],
        done="1 of 19 red indicators has a comment. 1 action is open, 0 done.",
        notes=["To protect children: counts of 1 to 7 are hidden."],
        month=date(2021, 9, 1),
    )


def entries(of: Paper) -> Iterator[tuple[Column, Entry]]:
    """Every entry of every table with its column."""
    for table in of.tables:
        for _, row in table.rows:
            yield from zip(table.columns, row, strict=True)


def packed(text: str) -> str:
    """A text without the spaces and breaks that a layout puts in."""
    return re.sub(r"[\s\u200b]+", "", text)


def figures(text: str) -> set[str]:
    return set(re.findall(r"\d[\d.,]*\d|\d", text))


def page_figures(of: Paper) -> set[str]:
    """Every figure that the page shows or says aloud."""
    html = re.sub(r"<style>.*?</style>", "", board_packs.page(of).decode(), flags=re.DOTALL)
    aloud = " ".join(re.findall(r'aria-label="([^"]*)"', html))
    return figures(unescape(re.sub(r"<[^>]*>", " ", html) + aloud))
