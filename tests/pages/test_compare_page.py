"""The page that compares with others, with national figures and without; and what the Indicator page has of them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import indicators
from analytics.national import Reported
from analytics.store import Incoming, Store, adopt_catalogue, begin, held_catalogue, load
from tests.making import copied
from tests.national.made import NEIGHBOURS, WESTSHIRE, name_of, reported
from tests.pages.test_pages import SHELL, alts, at, html

MONTH = {"month": "2021-09"}
NOTHING = Reported.create_empty()


@pytest.fixture(scope="module")
def held() -> pl.DataFrame:
    """150 invented authorities up to the year to March 2021; Westshire is unlike the others in two indicators."""
    return reported().filter(pl.col("last").dt.year() <= 2021)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, published: Store) -> Path:
    """The store of Westshire, whose catalogue says its code and its neighbours, with national figures that no indicator
    has. Tests only read it."""
    store = copied(published, tmp_path_factory.mktemp("compared") / "store")
    adopt_catalogue(store)
    council = f"council,code,whole,part,parts\nWestshire,{WESTSHIRE},county,locality,localities\n"
    figures = "national_measure,code,period,value,source\nother,916,year to March 2021,1.5,dfe\n"
    near = [f"{name_of(code)},{rank},Close\n" for rank, code in enumerate(NEIGHBOURS, start=1)]
    neighbours = "neighbour,rank,closeness\n" + "".join(near)
    files = {"council.csv": council, "neighbours.csv": neighbours, "national_figures.csv": figures}
    for name, content in files.items():
        load(store, held_catalogue(store), [Incoming(name, content.encode())])
    return store.root


@pytest.fixture
def app(monkeypatch: pytest.MonkeyPatch, root: Path, held: pl.DataFrame) -> AppTest:
    monkeypatch.setattr(indicators, "reported", lambda *_: held)
    monkeypatch.setattr(indicators, "measures_reported", lambda _: held["measure_id"].unique(maintain_order=True))
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(root))
    return AppTest.from_file(SHELL, default_timeout=60)


def text(of: str) -> str:
    return re.sub(r"<[^>]+>", " ", of)


def test_indicators_unlike_the_others_come_first(app: AppTest) -> None:
    app = at(app, "compare.py", **MONTH)
    assert any("2 of 4 indicators with counts are unlike other authorities: 2 worse." in m.value for m in app.markdown)
    table = html(app, "compared")
    named = re.findall(r'data-opens="[^"]*national=(\w+)"', table)
    assert named == ["icpc_due", "referred_again", "long_plans", "plans_again", "same_home"]
    first = text(table.split("<tr")[2])
    for said in ("33.6%", "150th of 150", "149th to 150th", "74.1%", "89 fewer conferences", "worse than other"):
        assert said in first
    assert any("Drawn from 4 comparisons" in caption.value for caption in app.caption)


def test_what_is_read_before_the_first_figure_is_short(app: AppTest) -> None:
    app = at(app, "compare.py", **MONTH)
    caption = text(html(app, "compared").split("</caption>")[0])
    said = [app.title[0].value, *(m.value for m in app.markdown[:1]), caption]
    assert len(" ".join(said).split()) <= 60


def test_one_indicator_in_depth(app: AppTest) -> None:
    app = at(app, "compare.py", national="plans_again", **MONTH)
    said = text(html(app, "one"))
    for words in (
        "within the usual range",
        "of 150 with a published figure",
        "Since the year to March 2020",
        "10 of 10 reported",
    ):
        assert words in said
    funnel, years = alts(app)
    assert "10 Statistical neighbours" in funnel
    assert "year to March 2013 to year to March 2021" in years
    assert html(app, "all-authorities").count('role="rowheader"') == 150
    assert html(app, "group").count('role="rowheader"') == 10
    assert html(app, "group").count("Close<") == 10


def test_another_group_is_chosen_in_the_address(app: AppTest) -> None:
    app = at(app, "compare.py", national="plans_again", **{"with": "region"}, **MONTH)
    assert "Median of others in Region 1" in html(app, "compared")
    assert html(app, "group").count('role="rowheader"') == 16
    assert app.query_params["with"] in ("region", ["region"])


def test_limits_for_chance_alone_are_drawn_on_request(app: AppTest) -> None:
    app = at(app, "compare.py", national="plans_again", limits="chance", **MONTH)
    assert any("chance alone" in html_.proto.body for html_ in app.get("html"))
    assert "outside 99.8%" in html(app, "all-authorities")


def test_without_counts_there_is_no_funnel(app: AppTest) -> None:
    app = at(app, "compare.py", national="same_home", **MONTH)
    (years,) = alts(app)
    assert years.startswith("Lines of")
    assert "no counts published" in html(app, "one")


def test_an_indicator_of_which_others_alone_have_a_figure_is_said(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, held: pl.DataFrame
) -> None:
    of_others = (pl.col("measure_id") != "plans_again") | (pl.col("code") != WESTSHIRE)
    monkeypatch.setattr(indicators, "reported", lambda *_: held.filter(of_others))
    app = at(app, "compare.py", national="plans_again", **MONTH)
    assert any("Westshire has no figure of “% of CPPs starting" in caption.value for caption in app.caption)


def test_the_year_that_had_ended_by_the_month_is_shown(app: AppTest) -> None:
    app = at(app, "compare.py", month="2020-09")
    assert html(app, "compared").count("year to March 2020, 6 months earlier") == 5


def test_a_month_without_a_year_near_it_gets_no_verdict(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, held: pl.DataFrame
) -> None:
    monkeypatch.setattr(indicators, "reported", lambda *_: held.filter(pl.col("last").dt.year() <= 2019))
    app = at(app, "compare.py", **MONTH)
    assert html(app, "compared").count("too far apart in time to compare") == 5
    assert any("can't be told for any indicator" in m.value for m in app.markdown)


@pytest.mark.parametrize(
    ("known", "said"), [(False, "Load the Department's files on the Data page"), (True, "have none of Westshire")]
)
def test_where_nothing_is_loaded_it_says_what_to_do(
    app: AppTest, monkeypatch: pytest.MonkeyPatch, held: pl.DataFrame, known: bool, said: str
) -> None:
    others = held.filter(pl.col("code") != WESTSHIRE) if known else NOTHING
    monkeypatch.setattr(indicators, "reported", lambda *_: others)
    app = at(app, "compare.py", **MONTH)
    assert any(said in m.value for m in app.markdown)


def test_the_indicator_page_has_it_in_short(app: AppTest, monkeypatch: pytest.MonkeyPatch) -> None:
    app = at(app, "indicator.py", measure="referred_again", **MONTH)
    assert "worse than other authorities" in html(app, "national")
    assert "compare?" in html(app, "compare")
    monkeypatch.setattr(indicators, "reported", lambda *_: NOTHING)
    app = at(app, "indicator.py", measure="referred_again", **MONTH)
    assert any("statistical neighbours" in m.value.lower() or "figures of others" in m.value for m in app.markdown)


def test_national_figures_alone_can_be_compared_before_any_extract(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """An authority that has just begun: the months to choose from are those in which the periods end."""
    store = Store(tmp_path / "store")
    begin(store, "Kent")
    header = "national_measure,code,period,numerator,denominator,value,marker"
    lines = [f"ReReferral,{code},year to March {year},{20 + year % 10},100,{20 + year % 10}.0," for year in (2024, 2025)
             for code in ("886", "881", "888", "878", "E92000001", "E12000008")]  # fmt: skip
    load(store, held_catalogue(store), [Incoming("national.csv", "\n".join([header, *lines]).encode())])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "compare.py")
    assert not app.exception
    assert "re-referrals" in text(html(app, "compared"))
    assert "25.0%" in text(html(app, "compared"))
    front = at(AppTest.from_file(SHELL, default_timeout=60), "overview.py")
    assert any("National figures".lower() in one.value.lower() for one in front.markdown)


@pytest.mark.parametrize("page", ["indicator.py", "compare.py"])
def test_a_damaged_file_of_national_figures_takes_no_page_with_it(
    monkeypatch: pytest.MonkeyPatch, root: Path, tmp_path: Path, page: str
) -> None:
    store = Store(Path(shutil.copytree(root, tmp_path / "harmed")))
    (part,) = (part for _, part in store.ledger.live("national_figures"))
    (store.parquet / part.parquet).write_bytes(b"no longer what it was")
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), page, **MONTH)
    assert not app.error
    assert "no national figures can be shown" in app.warning[0].value
