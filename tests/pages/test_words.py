"""What the whole and its parts are called is the catalogue's to say: a borough with wards reads of these alone."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from analytics.disclosure import Wanted
from analytics.sharing import pack_service
from analytics.store import Incoming, Store, adopt_catalogue, held_catalogue, load, the_store
from tests.making import copied
from tests.pages.test_pages import SHELL, at, html
from tests.westshire import catalogue as westshire_catalogue
from tests.wording.test_load_warnings import codes, line

SEPTEMBER = date(2021, 9, 1)
OTHERS = re.compile(r"\bcount(y|ies)\b|localit|district", re.IGNORECASE)
PAGES = (
    "home",
    "overview",
    "then_and_now",
    "indicator",
    "localities",
    "audits",
    "screening",
    "corporate",
    "explore",
    "board",
    "data",
    "methods",
)
NOT_READ = {"id", "form_id", "page", "page_script_hash", "query_string", "url", "view"}  # addresses and codes
ADDRESSES = re.compile(
    r'\b(href|id|for|class|headers|data-part|data-opens|aria-labelledby)="[^"]*"|<style>.*?</style>', re.DOTALL
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory, westshire: Store) -> Path:
    """The store of the tests' council, which calls itself a borough. Tests only read it."""
    store = copied(westshire, tmp_path_factory.mktemp("borough") / "store")
    adopt_catalogue(store)
    named = Incoming("council.csv", b"council,whole,part,parts\nWestshire,borough,ward,wards\n")
    load(store, held_catalogue(store), [named])
    return store.root


@pytest.fixture
def borough(monkeypatch: pytest.MonkeyPatch, made: Path) -> Store:
    """That store, in use."""
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(made))
    return the_store()


def texts(of: Any, name: str = "") -> Iterator[str]:
    """Every text of an element of a page that somebody may read; addresses and names of columns are left out."""
    if isinstance(of, Message):
        for field, value in of.ListFields():
            yield from texts(value, field.name)
    elif isinstance(of, Mapping):
        for key, value in of.items():
            yield from texts(value, str(key))
    elif isinstance(of, str):
        if name in NOT_READ or name == "field":
            return
        if name in ("spec", "json"):  # a chart; or HTML for a script of ours
            yield from texts(json.loads(of))
        else:
            yield ADDRESSES.sub("", of)
    elif hasattr(of, "__iter__") and not isinstance(of, bytes):
        for one in of:
            yield from texts(one, name)


def read(app: AppTest) -> list[str]:
    """All that can be read on a page and beside it."""
    protos = [node.proto for node in (*app.main, *app.sidebar) if getattr(node, "proto", None) is not None]
    return [text for proto in protos for text in texts(proto)]


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("area", ["All", "Wexley", "STARS"])
def test_a_borough_with_wards_reads_of_no_county_and_no_locality(borough: Store, page: str, area: str) -> None:
    app = AppTest.from_file(SHELL, default_timeout=120)
    address = {"columns": "area"} if page == "explore" else {"locality": area, "section": "everything"}
    app = at(app, f"{page}.py", month="2021-09", **address)
    found = read(app)
    assert len(found) > 30
    assert not app.error
    assert [text for text in found if OTHERS.search(text)] == []


def test_the_page_of_the_parts_is_called_by_their_name_at_the_address_that_it_had(borough: Store) -> None:
    app = at(AppTest.from_file(SHELL, default_timeout=120), "localities.py", month="2021-09", locality="Cold Ferry")
    assert app.title[0].value == "Cold Ferry among the wards: September 2021"
    assert re.search(r'<a href="localities\?[^"]*" aria-current="page">Wards</a>', html(app, "menu"))
    assert "All indicators in all wards" in [header.value for header in app.header]
    assert "(24 of 45 visits), the borough 72.8%" in html(app, "stands")
    assert "Against the other wards" in html(app, "mine")
    app.text_input(key="find").set_value("one ward").run()
    assert "Page: Wards" in html(app, "found-pages")


def test_what_is_pooled_says_of_what(borough: Store) -> None:
    app = at(AppTest.from_file(SHELL, default_timeout=120), "indicator.py", month="2020-08", measure="icpc_due")
    assert "pooled from the wards" in " ".join(m.value for m in app.markdown).casefold()


def test_wards_that_do_not_give_the_figure_of_the_borough_are_warned_of(empty: Store, borough: Store) -> None:
    wards = (line(locality="Wexley", counts=(20, 40)), line(locality="Dunmere", counts=(30, 40)))
    said = codes(empty, westshire_catalogue(), *wards, line(counts=(10, 80)))["parts-sum"]
    assert said.startswith("The wards do not give the borough figure: ")
    assert "2 of 5 wards together 62.5%, borough 12.5%" in said


def test_a_pack_of_a_borough_speaks_of_no_county(borough: Store) -> None:
    files = pack_service.draft(borough, Wanted(SEPTEMBER)).files
    page = ADDRESSES.sub("", files["pack.html"].decode())
    assert "Westshire" in page
    assert not OTHERS.search(page)
    tables = [content.decode("utf-8-sig") for name, content in files.items() if name.endswith(".csv")]
    cells = [cell for table in tables for row in list(csv.reader(io.StringIO(table)))[1:] for cell in row]
    assert len(cells) > 1000
    assert [cell for cell in cells if OTHERS.search(cell)] == []
