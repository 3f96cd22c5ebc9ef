"""An indicator in another unit: wherever its figures are written, they carry that unit and no percentage sign.

A unit is one declaration, so a test can make one. The values stay those of the tests; what they are called is
what is looked at.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import indicators, wording
from analytics.__main__ import main
from analytics.caching import ANSWERS
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.disclosure import Wanted
from analytics.extracts import check, read_csv
from analytics.headlines import FURTHEST, headlines, headlines_table
from analytics.sharing import pack_service, packs
from analytics.store import Store
from analytics.units import UNITS, Unit
from tests.pages.test_pages import SHELL, alts, at, html
from tests.westshire import FOLDER

SEPTEMBER = date(2021, 9, 1)
MEASURE, NAME = "icpc_due", "Conferences within 15 days"
RATE = Unit("rate", " per 10,000", one="per 10,000", many="per 10,000", differences="rates per 10,000")
# What is a percentage of the target, and how Vega writes dates.
OTHER = re.compile(r"\d+% of it|not more than 10%|%[bBY]")


@pytest.fixture
def in_rates(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, westshire: Store) -> Iterator[Store]:
    """The store, in which one indicator is a rate."""
    folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
    with (folder / "definitions.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        if row["measure_id"] == MEASURE:
            row |= {"unit": "rate", "name": NAME}
    with (folder / "definitions.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    units = {**UNITS, "rate": RATE}
    for module in ("analytics.units", "analytics.catalogue.building", "analytics.extracts.kinds.catalogue"):
        monkeypatch.setattr(sys.modules[module], "UNITS", units)
    monkeypatch.setenv("LINE_OF_SIGHT_CATALOGUE", str(folder))
    ANSWERS.forget(lambda made_by: True)  # a chart is kept by the store's version, which the copy has too
    root = shutil.copytree(westshire.root, tmp_path / "rates")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(root))
    yield Store(root)
    ANSWERS.forget(lambda made_by: True)


@pytest.fixture
def opened(in_rates: Store) -> AppTest:
    return AppTest.from_file(SHELL, default_timeout=60)


def percentages(text: str) -> list[str]:
    """What still stands before a percentage sign."""
    return re.findall(r".{0,40}%", OTHER.sub("", text))


def row_of(table: str) -> str:
    return " ".join(row for row in table.split("<tr")[1:] if NAME in row)


@pytest.mark.parametrize("view", ["line", "year", "quarter"])
def test_the_indicator_page(opened: AppTest, view: str) -> None:
    app = at(opened, "indicator.py", month="2021-09", measure=MEASURE, view=view)
    parts = [html(app, key) for key in ("facts", "summary", "months", "judged", "quarters", "restated")]
    charts = [json.dumps(json.loads(c.proto.spec), ensure_ascii=False) for c in app.get("vega_lite_chart")]
    said = [m.value for m in [*app.markdown, *app.subheader] if NAME in m.value or "per 10,000" in m.value]
    shown = " ".join([*parts, *charts, *alts(app), *said])
    assert "41.9 per 10,000" in parts[0]
    assert {"line": "41.9 per 10,000", "year": "41.9 per 10,000", "quarter": "67.2 per 10,000"}[view] in alts(app)[0]
    assert "datum.label + ' per 10,000'" in charts[0]
    assert percentages(shown) == []
    assert not re.search(r"\d points?\b", shown)


def test_the_overview(opened: AppTest) -> None:
    app = at(opened, "overview.py", month="2021-09")
    row = row_of(html(app, "indicators"))
    assert "41.9 per 10,000" in row
    assert "of 80.0 per 10,000" in row
    assert percentages(row) == []
    assert "Change and distance are in percentage points and rates per 10,000; the rating" in html(app, "indicators")
    (reason,) = re.findall(rf"{NAME}</a> <span>(.*?)</span>", html(app, "attention"))
    assert reason.startswith(
        "Below the lower limit of 68.1 per 10,000; 34.3 per 10,000 worse than the usual 76.2 per 10,000"
    )
    assert percentages(reason) == []


@pytest.mark.parametrize("locality", ["All", "Ashport"])
def test_the_localities_are_not_judged_as_shares_are(opened: AppTest, locality: str) -> None:
    app = at(opened, "localities.py", month="2021-09", measure=MEASURE, locality=locality)
    row = row_of(html(app, "heat"))
    assert "41.9 per 10,000" in row
    assert percentages(row) == []
    assert "beyond" not in row
    small = [alt for alt in alts(app) if alt.startswith("Line of")]
    assert len(small) == 5
    assert percentages(" ".join(small)) == []
    said = "How far chance alone moves such figures is not known, so no difference between the localities is judged."
    assert said in [m.value for m in app.markdown]


def test_the_table_command(in_rates: Store, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["table", "indicators", "--month", "2021-09", "--measure", MEASURE]) == 0
    heads, row = csv.reader(capsys.readouterr().out.splitlines())
    assert dict(zip(heads, row, strict=True))["trend"].endswith("per 10,000 since June")
    assert percentages(",".join(row)) == []


def test_the_headlines_say_in_what_a_difference_is_counted(in_rates: Store) -> None:
    found = headlines(indicators.headline_figures(in_rates, SEPTEMBER))
    rows = headlines_table(found).filter(measure_id=MEASURE, headline=FURTHEST)
    assert rows.select("number", "unit").rows() == [(38.1, "per 10,000")]


def test_the_pack(in_rates: Store) -> None:
    """Where the indicators of a table are of several units, its cells say them and its headings do not."""
    made = pack_service.draft(in_rates, Wanted(SEPTEMBER, ALL, ("indicators",)))
    page = made.files[packs.PAGE].decode()
    rows = row_of(page)
    assert "Furthest from their target, in points and per 10,000, first of all:" in page
    assert "41.9 per 10,000" in rows
    assert percentages(rows) == []
    heads, *rows = csv.reader(made.files["indicators.csv"].decode("utf-8-sig").splitlines())
    (row,) = [dict(zip(heads, row, strict=True)) for row in rows if NAME in row]
    assert (row["September 2021"], row["Target"]) == ("41.9 per 10,000", "80 per 10,000")
    assert percentages(",".join(row.values())) == []


def test_a_value_beyond_the_bounds_of_a_percentage_is_accepted_of_another_unit(in_rates: Store) -> None:
    text = f"cut,month,measure_id,value\n2021-09,2021-09,{MEASURE},512\n2021-09,2021-09,care_s20,512\n"
    account = check(read_csv(text.encode(), "f.csv"), catalogue())
    assert account.accepted["value"].to_list() == [512.0]
    assert account.refusals.select("value", "problem", "code").row(0) == ("512", "must not be above 100.", "value-max")


def test_the_sentences_of_an_indicator(in_rates: Store) -> None:
    said = wording.indicator_summaries(in_rates, SEPTEMBER)[MEASURE]
    assert said[0].text.startswith(
        "41.9 per 10,000 in September 2021, 38.1 per 10,000 below the target of 80.0 per 10,000"
    )
    assert percentages(" ".join(sentence.text for sentence in said)) == []
    assert unit_of("care_s20").value(81.1) == "81.1%"
