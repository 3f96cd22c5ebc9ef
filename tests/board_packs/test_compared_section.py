"""A council beside all others in a pack: what the page says, on one page, from published figures alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from pypdf import PdfReader
from streamlit.testing.v1 import AppTest

from analytics import board_packs, indicators, wording
from analytics.board_packs import Paper, Section
from analytics.board_packs.compared_section import MOST
from analytics.catalogue import ALL, catalogue
from analytics.disclosure import PACK_SECTIONS, Disclosed, Wanted, disclose, sections_of
from analytics.sharing import pack_service, packs
from analytics.store import Incoming, Store, adopt_catalogue, begin, held_catalogue, load
from tests.making import copied
from tests.national.made import NEIGHBOURS, WESTSHIRE, name_of, reported
from tests.pages.test_pages import SHELL, at, html

SEPTEMBER, MARCH = date(2021, 9, 1), date(2025, 3, 1)
HELD = reported().filter(pl.col("last").dt.year() <= 2021)


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory, published: Store) -> Path:
    """The store of a council whose catalogue says its code and its neighbours, with a national figure that no indicator
    has. Tests only read it."""
    store = copied(published, tmp_path_factory.mktemp("compared") / "store")
    adopt_catalogue(store)
    near = [f"{name_of(code)},{rank}\n" for rank, code in enumerate(NEIGHBOURS, start=1)]
    files = {
        "council.csv": f"council,code,whole,part,parts\nWestshire,{WESTSHIRE},county,locality,localities\n",
        "neighbours.csv": "neighbour,rank\n" + "".join(near),
        "national_figures.csv": "national_measure,code,period,value,source\nother,916,year to March 2021,1.5,dfe\n",
    }
    for name, content in files.items():
        load(store, held_catalogue(store), [Incoming(name, content.encode())])
    return store.root


@pytest.fixture
def westshire(monkeypatch: pytest.MonkeyPatch, root: Path) -> Store:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(root))
    monkeypatch.setattr(indicators, "reported", lambda *_, **__: HELD)
    return Store(root)


@pytest.fixture
def kent(monkeypatch: pytest.MonkeyPatch, empty: Store) -> Store:
    """An authority that has loaded the Department's figures and nothing of its own."""
    begin(empty, "Kent")
    header = "national_measure,code,period,numerator,denominator,source"
    lines = [f"ReReferral,{code},year to March {year},{20 + year % 10},100,dfe" for year in (2024, 2025)
             for code in ("886", "881", "888", "878", "E92000001")]  # fmt: skip
    load(empty, held_catalogue(empty), [Incoming("national.csv", "\n".join([header, *lines]).encode())])
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(empty.root))
    return empty


def disclosed(store: Store, locality: str = ALL) -> Disclosed:
    return disclose(store, Wanted(SEPTEMBER, locality, ("compared",)), None)


def written(store: Store) -> Paper:
    return board_packs.paper(disclosed(store), [], [])


def section(of: Paper) -> Section:
    return next(part for part in of.sections if part.anchor == "compared")


def of_page(rows: str) -> Iterator[str]:
    """The text of each row of a table of a page."""
    for row in rows.split("<tr")[2:]:
        yield " ".join(re.sub(r"<[^>]+>", " ", row).split())


def as_if_of(*measures: str) -> pl.DataFrame:
    """The figures of an indicator in which the council is far from the others, as those of many."""
    far = HELD.filter(measure_id="icpc_due")
    return pl.concat(far.with_columns(measure_id=pl.lit(measure)) for measure in measures)


def test_its_rows_are_those_of_the_page_in_the_same_order(westshire: Store) -> None:
    app = at(AppTest.from_file(SHELL, default_timeout=60), "compare.py", month="2021-09")
    shown, (table,) = list(of_page(html(app, "compared"))), section(written(westshire)).tables
    assert len(shown) == len(table.rows) == 5
    for said, (_, (name, *entries)) in zip(shown, table.rows, strict=True):
        own, _, period = name.text.rpartition(", ")
        assert said.index(own) < said.index(period)
        for entry in entries:
            for words in (*re.split(r" \(|\)", entry.text), entry.small.removesuffix(" here")):
                assert words in said
    first = [entry.whole for entry in table.rows[0][1]]
    assert first[0] == "% of ICPCs held within 15 w.days of the start fo the enquiry, year to March 2021"
    assert first[4] == "150th of 150 (149th to 150th)"
    assert first[1] == "33.6%"
    assert first[5].endswith("(89 fewer conferences here)")
    assert first[6] == "worse than other authorities, very unlikely to be chance"


def test_it_says_the_finding_the_comparisons_and_the_source(westshire: Store) -> None:
    paper = written(westshire)
    finding, comparisons = section(paper).sentences
    assert finding.text == wording.national_overview(disclosed(westshire).publishables["compared"].frame)
    assert finding.text.startswith("2 of 4 indicators")
    assert "unlike other authorities: 2 worse." in finding.text
    assert comparisons.text.startswith("Drawn from 4 comparisons.")
    assert section(paper).remarks[0].startswith("Source: Department for Education, published statistics.")
    assert [said.text for said in paper.sections[0].sentences] == [f"Compared with others: {finding.text}"]


def test_it_states_no_count_and_hides_nothing(westshire: Store) -> None:
    made = disclosed(westshire)
    assert made.cells.is_empty()
    assert made.hidden.is_empty()
    assert made.publishables["compared"].policy == "public"
    assert not {"numerator", "denominator"} & set(made.publishables["compared"].frame.columns)


def test_what_the_department_suppressed_is_a_marker(westshire: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    own = (pl.col("code") == WESTSHIRE) & (pl.col("measure_id") == "plans_again") & (pl.col("last").dt.year() == 2021)
    suppressed = {c: pl.when(~own).then(c) for c in ("numerator", "denominator", "value")}
    marker = pl.when(own).then(pl.lit("c")).otherwise("marker")
    monkeypatch.setattr(indicators, "reported", lambda *_, **__: HELD.with_columns(**suppressed, marker=marker))
    (table,) = section(written(westshire)).tables
    (row,) = [row for _, row in table.rows if row[0].text.startswith("% of CPPs starting")]
    assert (row[1].text, row[4].text, row[6].text) == ("withheld", "–", "no figure")


def test_what_nobody_else_reported_is_left_out(westshire: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    others = (pl.col("measure_id") == "icpc_due") & (pl.col("code") != WESTSHIRE)
    monkeypatch.setattr(indicators, "reported", lambda *_, **__: HELD.filter(~others))
    finding = section(written(westshire)).sentences[0]
    assert finding.text.startswith("1 of 3 indicators")
    assert "icpc_due" not in disclosed(westshire).publishables["compared"].frame["measure_id"]


def test_an_area_has_nothing_of_it(westshire: Store) -> None:
    assert disclosed(westshire, "Wexley").publishables["compared"].frame.is_empty()


def test_fifteen_fit_one_page_of_the_pdf_and_the_rest_is_counted(
    westshire: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All of them worse, with the longest names, in print."""
    known = catalogue().indicators
    measures = sorted(known, key=lambda one: len(known[one].name), reverse=True)[: MOST + 5]
    made_up = as_if_of(*measures).with_columns(simulated=pl.lit(True))
    monkeypatch.setattr(indicators, "reported", lambda *_, **__: made_up)
    paper = written(westshire)
    (table,) = section(paper).tables
    assert len(table.rows) == MOST
    assert section(paper).sentences[-1].text.endswith("5 more indicators are not shown.")
    said = [" ".join(page.extract_text().split()) for page in PdfReader(BytesIO(board_packs.document(paper))).pages]
    (page,) = [text for text in said[1:] if "5 more indicators are not shown." in text]
    assert "Source: Department for Education" in page
    assert section(paper).remarks[-1] in page
    assert page.count("unlikely to be chance") == MOST


def test_simulated_figures_are_marked(westshire: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    assert not written(westshire).mark
    monkeypatch.setattr(indicators, "reported", lambda *_, **__: HELD.with_columns(simulated=pl.lit(True)))
    paper = written(westshire)
    assert paper.mark.startswith("Simulated, not real: the comparison with others.")
    assert any("imulated" in remark for remark in section(paper).remarks)


def test_every_format_has_it(westshire: Store) -> None:
    paper = written(westshire)
    assert "150th of 150" in board_packs.page(paper).decode()
    assert "33.6" in board_packs.csv_files(paper)["compared-with-others.csv"].decode()
    assert board_packs.slides(paper)
    assert board_packs.workbook(paper)


def test_it_is_offered_where_national_figures_are_loaded(kent: Store, published: Store) -> None:
    assert "compared" in sections_of(kent, ALL)
    assert "compared" not in sections_of(kent, "An area")
    assert list(sections_of(published, ALL)) == [name for name in PACK_SECTIONS if name != "compared"]


def test_the_frozen_pack_says_what_it_was_made_with(kent: Store) -> None:
    pack_id = pack_service.freeze(kent, pack_service.draft(kent, Wanted(MARCH, sections=("compared",))))
    (pack,) = packs.packs(kent)
    assert [(load["kind"], load["source"]) for load in pack.about["loads"]] == [("national figures", "dfe")]
    assert pack.about["catalogue"].startswith("definitions, targets and areas as of load")
    page = packs.read(kent, pack_id).decode()
    for words in ("Compared with others", "25.0%", "year to March 2025", "national figures"):
        assert words in page


def test_a_pack_from_before_the_section_still_opens(westshire: Store, tmp_path: Path) -> None:
    store = copied(westshire, tmp_path / "own")
    of_indicators = Wanted(SEPTEMBER, sections=("indicators",))
    every = dict(PACK_SECTIONS)
    try:
        del PACK_SECTIONS["compared"]
        older = pack_service.freeze(store, pack_service.draft(store, of_indicators))
        pack_service.export(store, older)
    finally:  # in their order
        PACK_SECTIONS.clear()
        PACK_SECTIONS.update(every)
    assert "Compared with others" not in packs.read(store, older).decode()
    paper = pack_service.draft(store, Wanted(SEPTEMBER, sections=("indicators", "compared"))).paper
    (changes,) = [part for part in paper.sections if part.anchor == "changes"]
    assert changes.sentences[-1].text == "Not compared with the previous pack: the comparison with others."
