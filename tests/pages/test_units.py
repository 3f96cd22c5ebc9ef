"""Every kind of figure on every page: its unit stands with it, and no word of a percentage is said of another kind."""

from __future__ import annotations

import json
import re

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import indicators, months, wording
from analytics.board_packs import narrative
from analytics.catalogue import unit_of
from analytics.headlines import CHANGED, FURTHEST, headlines, headlines_table
from analytics.store import Store
from analytics.wording.phrases import differences_in
from tests.every_kind import (
    AUGUST,
    DAYS,
    FAMILIES,
    MEDIAN,
    RATE,
    REFERRALS,
    SPEND,
    STARTS,
    kinds,  # noqa: F401
    made_of_every_kind,  # noqa: F401
)
from tests.pages.test_pages import SHELL, alts, at, html

NAMES = {
    RATE: "Looked after in the borough",
    DAYS: "Average days to a placement", REFERRALS: "Referrals to the borough",
    SPEND: "Spend on placements", MEDIAN: "Median wait for a first visit", STARTS: "Protection plans started",
    FAMILIES: "Families seen by early help",
}  # fmt: skip
# What is a percentage of the target, a level of confidence, and how Vega writes dates.
OTHER = re.compile(r"\d+% of it|not more than 10%|9[59](\.8)?%|%[bBY]")


@pytest.fixture
def opened(kinds: Store) -> AppTest:  # noqa: F811
    return AppTest.from_file(SHELL, default_timeout=120)


def of_percentages(text: str) -> list[str]:
    """What is said as of a percentage."""
    return re.findall(r".{0,40}(?:%|\d points?\b|\bshares?\b|percentage)", OTHER.sub("", text))


def row_of(table: str, name: str) -> str:
    (row,) = (row for row in table.split("<tr")[1:] if f">{name}<" in row)
    return re.sub(r"(\s*\|)+\s*", "|", re.sub(r"<[^>]+>", "|", row))


@pytest.mark.parametrize(
    ("measure", "figure", "in_cases"),
    [
        (RATE, "59.5 per 10,000", "57 fewer"),
        (DAYS, "23.5 days", "509 fewer"),
        (REFERRALS, "2,175", None),
        (SPEND, "£1,243k", None),
        (MEDIAN, "5.3 weeks", None),
        (STARTS, "12.2 per 10,000", "13 fewer"),
        (FAMILIES, "958", "Target met"),
    ],
)
def test_the_indicator_page(opened: AppTest, measure: str, figure: str, in_cases: str | None) -> None:
    app = at(opened, "indicator.py", month="2025-08", measure=measure)
    facts = html(app, "facts")
    charts = [json.dumps(json.loads(c.proto.spec), ensure_ascii=False) for c in app.get("vega_lite_chart")]
    assert f">{figure}<" in facts
    assert in_cases is None or f">{in_cases}<" in facts
    assert figure in alts(app)[0]
    shown = " ".join([facts, *(html(app, key) for key in ("summary", "months", "judged")), *charts, *alts(app)])
    assert of_percentages(shown) == []


def test_what_a_figure_is_made_of_is_said_by_its_kind(opened: AppTest) -> None:
    assert "509 fewer" in (facts := html(at(opened, "indicator.py", month="2025-08", measure=DAYS), "facts"))
    assert "days would have met the target" in facts
    assert "now 1,409 days, 60 children" in facts


def test_a_range_is_said_and_drawn_as_one(opened: AppTest) -> None:
    app = at(opened, "indicator.py", month="2025-08", measure=RATE)
    assert "9.5 per 10,000 above the target of 40 to 50 per 10,000: red" in html(app, "summary")
    assert "40 to 50 per 10,000" in html(app, "judged")
    spec = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    bands = [layer for layer in spec["layer"] if layer["mark"]["type"] == "area"]
    edges = [(b["data"]["values"][-1]["from"], b["data"]["values"][-1]["to"]) for b in bands[:1]]
    assert edges == [(37.0, 53.0)]  # the tolerance of 3.0 on either side
    assert [b["encoding"]["y2"]["field"] for b in bands] == ["to", "until"]
    assert spec["layer"][0]["encoding"]["y"]["axis"]["title"] == "per 10,000"


def test_a_figure_of_a_quarter_or_a_year_says_which(opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2025-08")
    table = html(app, "indicators")
    assert "|12.2 per 10,000|quarter to June 2025|" in row_of(table, NAMES[STARTS])
    assert "|958|year to March 2025|" in row_of(table, NAMES[FAMILIES])
    assert "August 2025" not in row_of(table, "% of visits on time")
    assert "12.2 per 10,000 in the quarter to June 2025 against 10.0 per 10,000" in html(app, "draft")
    page = at(opened, "indicator.py", month="2025-08", measure=STARTS)
    assert "<dt>Quarter to June 2025</dt>" in html(page, "facts")
    assert "<dt>Change on the quarter before</dt>" in html(page, "summary")
    assert "missed in all 9 quarters judged" in html(page, "summary")
    points = json.loads(page.get("vega_lite_chart")[0].proto.spec)["layer"]
    (line,) = (part for part in points if part["mark"]["type"] == "line" and part["mark"].get("strokeWidth") == 2.5)
    months = [p["at"][:7] for p in line["data"]["values"]]
    assert months[-3:] == ["2024-12", "2025-03", "2025-06"]
    assert None not in [p["value"] for p in line["data"]["values"]]


def test_what_is_for_information_is_neither_rated_nor_judged_but_its_signal_is_told(opened: AppTest) -> None:
    """29 months of 1,444.5 on average, with a usual step of 35.8: 1,444.5 ± 2.66 × 35.8 × 30/29."""
    app = at(opened, "overview.py", month="2025-08")
    row = row_of(html(app, "indicators"), NAMES[REFERRALS])
    assert "|for information|" in row
    assert not re.search("red|amber|green|better|worse|no target", row)
    assert "changed: unlikely to be chance" in row
    lists = html(app, "attention")
    assert "<h3>Changed: unlikely to be chance (1)</h3>" in lists
    assert "2,175: above the expected range of 1,346 to 1,543; 731 referrals above the usual 1,444." in lists


def test_units_are_named_of_what_has_a_figure(kinds: Store) -> None:  # noqa: F811
    rows = indicators.headline_figures(kinds, AUGUST)
    few = rows.filter(pl.col("measure_id").is_in([DAYS, REFERRALS]))
    no_change = few.with_columns(change=pl.when(measure_id=DAYS).then("change"))
    assert differences_in(no_change, "change") == "days"
    assert differences_in(few, "change", "distance") == "days and referrals"
    assert differences_in(rows, "change") == "the unit of each figure, of percentages in percentage points"
    assert differences_in(no_change.filter(measure_id=REFERRALS), "change") == ""
    (said,) = narrative.furthest(
        headlines(rows.with_columns(value_marker=pl.lit(None, pl.String), basis=pl.lit("as printed")))
    )
    named = [unit_of(measure).many for measure, name in NAMES.items() if any(name in item for item in said.items)]
    assert len(said.items) == narrative.NAMED
    assert said.text.startswith("Furthest from their target, in ")
    assert set(re.split(", | and ", said.text.split(" in ")[1].split(", first")[0])) <= set(named) | {"points"}


def test_the_pages_of_areas(opened: AppTest) -> None:
    app = at(opened, "localities.py", month="2025-08", measure=STARTS)
    assert next(alt for alt in alts(app) if alt.startswith("Funnel")).count("(population ") == 3
    funnel = json.loads(app.get("vega_lite_chart")[0].proto.spec)
    assert funnel["layer"][-1]["encoding"]["x"]["title"] == "Population (thousands)"
    assert of_percentages(row_of(html(app, "heat"), NAMES[STARTS]) + " ".join(alts(app))) == []
    app = at(opened, "localities.py", month="2025-08", measure=DAYS, locality="Moor")
    assert not [alt for alt in alts(app) if alt.startswith("Funnel")]
    assert any("averages is not known" in m.value and "no funnel is drawn" in m.value for m in app.markdown)
    assert "|80 fewer days|" in row_of(html(app, "mine"), NAMES[DAYS])
    assert "|18,000|3 fewer children|" in row_of(html(app, "mine"), NAMES[STARTS])


def test_the_sentences_and_lists_of_a_month(kinds: Store) -> None:  # noqa: F811
    rows = indicators.headline_figures(kinds, AUGUST)
    found = headlines(rows)
    assert found.changed.rows["measure_id"].to_list() == [REFERRALS]
    table = headlines_table(found)
    assert table.filter(headline=CHANGED).select("number", "unit").rows() == [
        (731.0, "referrals")
    ]  # above those before
    assert table.filter(headline=FURTHEST, measure_id=SPEND).select("number", "unit").rows() == [(43.0, "£k")]
    month = [sentence.text for sentence in wording.month_summary(kinds, AUGUST)]
    assert month[3] == f"Changed: unlikely to be chance: 1 indicator: “{NAMES[REFERRALS]}” (2,175, usually 1,444)."
    assert not [s.text for s in wording.month_summary(kinds, months.before(AUGUST)) if s.text.startswith("Changed")]
    draft = [s.text for said in wording.executive_summary(kinds, AUGUST).values() for s in said]
    assert f"Changed, unlikely to be chance: “{NAMES[REFERRALS]}” (2,175, usually 1,444)." in draft
    said = wording.indicator_summaries(kinds, AUGUST)
    for measure in NAMES:
        assert of_percentages(" ".join(s.text for s in said[measure][:3] if "tolerance" not in s.text)) == []
    assert said[DAYS][2].text == "509 fewer days would have met the target."
    assert said[SPEND][0].text.startswith("£1,243k in August 2025, £43k above the target of £1,200k: amber")
