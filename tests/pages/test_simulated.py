"""No page, table, chart or export hides that what it shows is simulated, and no published figure has moved."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import audits, indicators, screening
from analytics.__main__ import main
from analytics.indicators import COLUMNS, month_table
from analytics.simulated_label import SPLIT, WHOLLY
from analytics.store import Incoming, Store, load, months_held
from pages import downloads
from tests.pages.test_pages import SHELL, alts, at, html
from tests.westshire import catalogue, notes

SEPTEMBER = date(2021, 9, 1)
MARK = f"{SPLIT[0].upper()}{SPLIT[1:]}"


@pytest.fixture
def demo(monkeypatch: pytest.MonkeyPatch, westshire: Store) -> AppTest:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    return AppTest.from_file(SHELL, default_timeout=60)


@pytest.mark.parametrize(
    ("page", "address", "table"),
    [
        ("overview.py", {"month": "2021-09", "locality": "Cold Ferry"}, "indicators"),
        ("overview.py", {"month": "2021-07", "as": "published"}, "indicators"),
        ("audits.py", {"month": "2021-09", "section": "by-legal-status"}, "legal-status"),
        ("audits.py", {"month": "2021-03", "section": "everything"}, "ratings-by-month"),
        ("screening.py", {"month": "2021-09"}, "screening-table"),
    ],
)
def test_a_page_with_simulated_rows_says_so_in_words_table_and_chart(
    demo: AppTest, page: str, address: dict[str, str], table: str
) -> None:
    app = at(demo, page, **address)
    assert MARK in html(app, "ribbon")
    assert MARK in html(app, table)
    assert all(SPLIT in alt.lower() for alt in alts(app)), "behind its months, where others are wholly simulated"


def test_a_month_for_which_nothing_was_published_is_told_apart(demo: AppTest) -> None:
    app = at(demo, "overview.py", month="2019-05")
    said = f"{WHOLLY[0].upper()}{WHOLLY[1:]}."
    assert said in html(app, "ribbon")
    assert said in html(app, "indicators")


def test_the_county_of_a_published_month_is_shown_as_published(demo: AppTest) -> None:
    app = at(demo, "overview.py", month="2021-09")
    assert not [part for part in app.get("html") if 'data-part="ribbon"' in part.proto.body]
    assert MARK not in html(app, "indicators")


def test_every_view_has_rows_to_show(demo: AppTest) -> None:
    for page in ("overview.py", "indicator.py"):
        app = at(demo, page, month="2018-10", locality="Ashport")
        assert "Nothing" not in " ".join(text.value for text in app.markdown)
        assert html(app, "indicators" if page == "overview.py" else "months").count('role="rowheader"') > 30


@pytest.mark.parametrize("month", [date(2020, 9, 1), date(2021, 1, 1), SEPTEMBER])
def test_no_published_figure_has_moved(westshire: Store, published: Store, month: date) -> None:
    own = [c for c in COLUMNS if c not in ("numerator", "denominator", "rolling_quarter", "count_to_target", "note")]
    own = [c for c in own if c != "first_published"]
    assert month_table(westshire, month).select(own).equals(month_table(published, month).select(own))


def test_exports_carry_the_mark(westshire: Store) -> None:
    for frame in (
        month_table(westshire, SEPTEMBER, "Wexley").select(COLUMNS),
        audits.by_month(westshire, SEPTEMBER),
        screening.by_area(westshire, SEPTEMBER),
        indicators.restatements(westshire),
    ):
        rows = list(csv.DictReader(io.StringIO(downloads.csv(frame).decode("utf-8-sig"))))
        assert all(SPLIT in row["note"] for row in rows if row["simulated"] == "true")
        assert any(row["simulated"] == "true" for row in rows)


def test_the_command_line_carries_the_mark(
    monkeypatch: pytest.MonkeyPatch, westshire: Store, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(westshire.root))
    for name in ("indicators", "audits", "audits-by-legal-status", "screening"):
        assert main(["table", name, "--month", "2021-09", "--format", "json"]) == 0
        rows = json.loads(capsys.readouterr().out)
        assert all(SPLIT in row["note"] for row in rows if row["simulated"] or row.get("denominator"))


def test_the_county_is_pooled_from_its_localities_and_says_so(westshire: Store) -> None:
    table = month_table(westshire, date(2019, 5, 1)).drop_nulls("denominator")
    assert table.height > 25
    assert table["note"].unique().to_list() == [f"pooled from the localities; {WHOLLY}"]
    place = pl.concat(
        [month_table(westshire, date(2019, 5, 1), place) for place in catalogue().behind("All")]
    ).group_by("measure_id", maintain_order=True)
    added = place.agg(pl.col("numerator", "denominator").sum())
    both = table.join(added, on="measure_id", suffix="_added")
    assert both.filter(pl.col("numerator") != pl.col("numerator_added")).is_empty()
    assert both.filter(pl.col("denominator") != pl.col("denominator_added")).is_empty()


def test_real_and_simulated_months_are_not_compared(westshire: Store) -> None:
    first = month_table(westshire, date(2020, 9, 1)).drop_nulls("value")
    assert first["change"].null_count() == first.height
    assert first["year_ago"].null_count() == first.height


def test_months_from_the_first_simulated_to_the_last_published_are_held(westshire: Store) -> None:
    held = months_held(westshire)
    assert (held[0], held[-1], len(held)) == (SEPTEMBER, date(2018, 9, 1), 37)


def test_the_methods_page_lists_what_the_simulated_rows_cannot_give(demo: AppTest) -> None:
    app = at(demo, "methods.py", month="2021-09")
    text = "\n".join(block.value for block in app.markdown)
    assert all(why in text for why in notes().unreproducible["why"])


def test_a_figure_of_the_county_without_a_locality_says_so(tmp_path: Path) -> None:
    places = catalogue().behind("All")
    rows = [f"2021-09,2021-09,icpc_due,{place},{n},20" for n, place in enumerate(places, 5)]
    header = "cut,month,measure_id,locality,numerator,denominator"
    for number, lines in enumerate((rows, rows[:-1], [*rows[:-1], f"2021-09,2021-09,icpc_due,{places[-1]},0,0"])):
        store = Store(tmp_path / str(number))
        load(store, catalogue(), [Incoming("x.csv", "\n".join([header, *lines]).encode())])
        row = month_table(store, SEPTEMBER).filter(measure_id="icpc_due").row(0, named=True)
        pooled = "pooled from the localities"
        expected = {
            0: (35, 100, 35.0, pooled),
            1: (26, 80, 32.5, "pooled from 4 of 5 localities"),
            2: (26, 80, 32.5, pooled),
        }[number]
        assert (row["numerator"], row["denominator"], row["value"], row["note"]) == expected


def test_an_indicator_without_the_split_says_by_what_it_is_held(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", measure="care_s20", split="Missing from")
    text = "\n".join(block.value for block in app.markdown)
    assert "is not held by missing from" in text
    assert "Team, Age band, Reason for care" in text


def test_a_service_that_is_no_locality_is_told_and_all_are_shown(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="STARS")
    assert any("is not one of the localities" in box.value for box in app.info)
    assert html(app, "heat").count('role="rowheader"') == len(catalogue().indicators)


def test_what_stands_out_in_a_locality_leads_to_its_indicator_there(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Cold Ferry")
    worse = html(app, "stands")
    assert 'href="indicator?month=2021-09&amp;locality=Cold%20Ferry&amp;measure=first_visits_all"' in worse
    assert "53.3% (24 of 45 visits), the county 72.8%" in worse
    captions = " ".join(caption.value for caption in app.caption)
    assert "Drawn from 17 comparisons. At most about 1 in 20 of those named is there by chance." in captions
    assert "13 more are too few to tell." in captions


def test_what_is_too_few_to_tell_is_shown_with_its_interval_and_in_no_list(demo: AppTest, westshire: Store) -> None:
    app = at(demo, "localities.py", month="2021-09", locality="Cold Ferry")
    few = indicators.beside_whole(westshire, SEPTEMBER, "Cold Ferry").filter("few")
    assert html(app, "mine").count("too few to tell") == few.height
    assert html(app, "mine").count("95% interval") == few["low"].count()
    stands = html(app, "stands").partition("Furthest from target")[0]
    assert not [
        measure for measure in few["measure_id"] if f"measure={measure}&quot;" in stands or f'={measure}"' in stands
    ]
    assert "Judged one by one, about" in html(app, "heat")


def test_a_split_says_of_how_many_comparisons_it_names_what_differs(demo: AppTest) -> None:
    app = at(demo, "localities.py", month="2021-09", measure="care_s20", split="Age band")
    text = "\n".join(caption.value for caption in app.caption)
    assert "comparisons. At most about 1 in 20 of those named is there by chance." in text
