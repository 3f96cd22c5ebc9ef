"""The corporate papers in a pack: the sentences and tables say what was printed, in every format, and mark the rest."""

from __future__ import annotations

import re
from datetime import date
from io import BytesIO
from pathlib import Path

import polars as pl
import pytest
from docx import Document
from pypdf import PdfReader

from analytics import board_packs
from analytics.board_packs import Kind, Paper, Section, Table
from analytics.board_packs.corporate import HEADINGS
from analytics.charts.packs import placements_of_years
from analytics.disclosure import UNTOLD, Disclosed, Wanted, disclose
from analytics.store import Store
from tests.board_packs import made
from tests.corporate.rows import extract, held, measure
from tests.publishing import published_as

SEPTEMBER = date(2021, 9, 1)


def disclosed(store: Store, month: date = SEPTEMBER) -> Disclosed:
    return disclose(store, Wanted(month, "All", ("corporate",)), None)


def written(of: Disclosed) -> Paper:
    return board_packs.paper(of, [("Made", "22 October 2021")], [])


@pytest.fixture(scope="module")
def paper(westshire: Store) -> Paper:
    return written(disclosed(westshire))


def section(of: Paper, anchor: str) -> Section:
    return next(s for s in of.sections if s.anchor == anchor)


def table(of: Paper, name: str) -> Table:
    return next(t for t in of.tables if t.name == name)


def row(of: Table, starts: str) -> list[str]:
    return next([entry.text for entry in cells] for _, cells in of.rows if cells[0].text.startswith(starts))


def said(of: Section) -> str:
    return "\n".join(line for sentence in of.sentences for line in (sentence.text, *sentence.items))


def test_the_first_lines_say_what_each_paper_says(paper: Paper) -> None:
    assert [sentence.text for sentence in section(paper, "month").sentences] == [
        "Corporate scorecard: 4 of 7 measures are behind target, 2 within tolerance and 1 on target in the quarter to "
        "September 2021.",
        "Strategic risks: R2 (8 to 12) went up in the quarter to September 2021; risks now: 2 of 2 Moderate.",
        "Agency placements in September 2021: 105, 2 more than a year before (+1.9%).",
        "Budget: £7.5m over budget (177.7%): £11.7m forecast against £4.2m. £3.9m of it is the Dedicated "
        "Schools Grant.",
    ]
    assert [s.heading for s in paper.sections][1:6] == list(HEADINGS.values())


def test_simulated_statuses_are_marked_everywhere_and_nothing_else_is(paper: Paper) -> None:
    mark = "Simulated statuses: those of the published plan are not held."
    assert paper.mark == f"Simulated, not real: the statuses of the improvement plan. {mark}"
    plan = section(paper, "plan")
    assert mark in plan.sentences[0].text
    assert mark in plan.tables[0].caption
    assert mark in plan.remarks
    for anchor in ("scorecard", "risks", "placements", "budget"):
        one = section(paper, anchor)
        assert "imulated" not in " ".join([said(one), *one.remarks, *(t.caption for t in one.tables)])


def test_every_chart_says_its_figures_and_is_drawn_for_a_phone_too(paper: Paper) -> None:
    drawn = {picture.name: picture for s in paper.sections for picture in s.pictures}
    assert set(drawn) == {"scorecard", "placements", "budget"}
    assert "September 2021 (7 measures): 1 on target, 2 within tolerance, 4 behind" in drawn["scorecard"].wide.alt
    assert "2020: 103; 2021: 105" in drawn["placements"].wide.alt
    assert "Children in Care: £3.0m over budget" in drawn["budget"].wide.alt
    for picture in drawn.values():
        assert picture.narrow.alt == picture.wide.alt
        assert picture.narrow.spec != picture.wide.spec


def test_every_format_has_every_entry_and_no_figure_of_its_own(paper: Paper) -> None:
    pdf = "\n".join(page.extract_text() for page in PdfReader(BytesIO(board_packs.document(paper))).pages)
    word = Document(BytesIO(board_packs.word(paper)))
    written = {cell.text for table in word.tables for row in table.rows for cell in row.cells}
    packed, of_page = made.packed(pdf), made.page_figures(paper)
    for column, entry in made.entries(paper):
        assert made.packed(entry.text + entry.small) in packed
        assert "\n".join(filter(None, (entry.text, entry.small))) in written
        if column.kind in (Kind.COUNT, Kind.NUMBER, Kind.VALUE) and entry.value is not None:
            assert float(re.sub(r"[,%+]", "", entry.text).replace("−", "-")) == entry.value
    assert made.figures(re.sub(r"Page \d+ of \d+|(\. ){3,}\d+", "", pdf)) <= of_page
    assert made.figures("\n".join(written)) <= of_page
    assert len(board_packs.page(paper)) < 400_000


def test_a_paper_that_is_not_held_says_so(westshire: Store) -> None:
    early = written(disclosed(westshire, date(2021, 8, 1)))
    assert said(section(early, "budget")) == "Nothing of it is held up to August 2021 that may leave."
    assert said(section(early, "placements")).startswith("Agency placements in August 2021: 106")
    assert "in the quarter to June 2021 (against the target of" in said(section(early, "scorecard"))


def test_hidden_placements_are_a_marker_in_every_format(tmp_path: Path) -> None:
    lines = [
        *("Total agency,2021-09,96", "Residential agency,2021-09,52", "Supported living,2021-09,3"),
        *("Total agency,2020-09,81", "Total agency,2019-09,6"),
    ]
    store = held(Store(tmp_path), "placements", *lines)
    found = disclosed(store)
    paper = written(found)
    assert (
        said(section(paper, "placements")) == "Agency placements in September 2021: about 95; a year before about 80."
    )
    assert row(table(paper, "placements"), "September 2021") == ["September 2021", "95", "50", "withheld"]
    chart = placements_of_years(found.publishables["placements"], "Total agency", "", "", narrow=True)
    assert chart.alt == "Columns by year. 2019: withheld; 2020: 80; 2021: 95."
    page = board_packs.page(paper).decode()
    assert not re.search(
        r"\b(96|52|81)\b", re.sub(r"<style>.*?</style>|<path[^>]*>|<svg.*?</svg>", "", page, flags=re.S)
    )


def test_a_newest_month_that_is_hidden_is_not_said_to_be_the_newest(tmp_path: Path) -> None:
    store = held(Store(tmp_path), "placements", "Total agency,2021-09,4", "Total agency,2021-08,40")
    assert said(section(written(disclosed(store)), "placements")) == (
        "Agency placements in August 2021: about 40. The newest number may not be given."
    )
    none = held(Store(tmp_path / "none"), "placements", "Total agency,2021-09,4")
    assert said(section(written(disclosed(none)), "placements")) == (
        "The number of agency placements may not be given."
    )


def test_papers_with_gaps_are_written_all_the_same(tmp_path: Path) -> None:
    """Own extracts may lack titles, totals, targets and whole columns."""
    store = Store(tmp_path)
    measures = [measure("81.0"), measure("44.0", name="y", basis="Academic Year")]
    held(store, "scorecard", *measures, source="published")
    held(store, "budget", "1,Other,Group,Service,,,,,,,,line", "2,Attachment 1,G,S,100,150,,,,50,,line")
    held(store, "plan", "2021-09,1,Label,,,x", "2021-09,2,Other,,,x")
    held(store, "risks", "R1,G,T,High,20,2021-09,High,20,,")
    with published_as(extract("scorecard", *measures)):
        paper = written(disclosed(store))
    assert said(section(paper, "scorecard")) == "No measure has a target."
    assert said(section(paper, "budget")).startswith("No total of the budget is held.\nMost over budget:\nline 2")
    assert said(section(paper, "plan")) == "2 priorities; no status is held."
    assert "High now:\nR1 (20): title not published" in said(section(paper, "risks"))
    assert len(board_packs.slides(paper)) > 0
    assert len(board_packs.document(paper)) > 0


def compared(now: Disclosed, **before: pl.DataFrame) -> Section:
    """The section on what changed since an August pack that had some frames."""
    return section(board_packs.paper(now, [("Made", "22 October 2021")], [], before, "August 2021"), "changes")


def frames_of(of: Disclosed) -> dict[str, pl.DataFrame]:
    return {name: made.frame for name, made in of.publishables.items()}


def test_two_packs_of_the_same_papers_differ_in_nothing(published: Store) -> None:
    now = disclosed(published)
    found = compared(now, **frames_of(now))
    assert re.search(r"Of [1-9]\d+ figures of the quarterly papers that both packs have, 0 differ\.", said(found))
    assert not found.tables


def test_what_the_papers_say_otherwise_stands_beside_what_they_said(published: Store) -> None:
    now = disclosed(published)
    before = frames_of(now)
    newest = pl.col("period") == pl.col("period").max()
    line = (pl.col("attachment") == "Attachment 1") & (pl.col("service_area") == "Total Children")
    assert before["budget"].filter(line).height == 1
    before["risks"] = before["risks"].with_columns(
        score=pl.when(newest & (pl.col("risk_id") == "R1")).then(1).otherwise("score")
    )
    before["budget"] = before["budget"].with_columns(
        total_variance_k=pl.when(line).then(-12.0).otherwise("total_variance_k")
    )
    found = compared(now, **before)
    assert "both packs have, 2 differ." in said(found)
    (table,) = found.tables
    assert [column.label for column in table.columns] == ["Figure", "Before (August 2021)", "Now"]
    assert [heading for heading, _ in table.rows] == ["Strategic risks", "Revenue budget"]
    (risk, money) = ([entry.text for entry in cells] for _, cells in table.rows)
    score = now.publishables["risks"].frame.filter(newest, risk_id="R1")["score"].item()
    assert risk[1].startswith("1 ")
    assert risk[2].startswith(f"{score} ")
    assert money[:2] == ["Total Children", "−12"]


def test_what_only_one_of_the_packs_has_is_not_compared(published: Store) -> None:
    """Nor a line whose title may not leave: its number may be another line's in the pack before."""
    now = disclosed(published)
    scorecard = now.publishables["scorecard"].frame
    first = scorecard["measure_id"][0]
    untold = pl.when(pl.col("measure_id") == scorecard["measure_id"][-1]).then(pl.lit(f"no. 9 ({UNTOLD})"))
    before = scorecard.filter(pl.col("measure_id") != first).with_columns(
        value=pl.lit(None, pl.Float64), value_marker=pl.lit("x"), measure=pl.coalesce(untold, "measure")
    )
    (table,) = compared(now, scorecard=before).tables
    told = [cells[0].text for _, cells in table.rows]
    names = scorecard.unique("measure_id", maintain_order=True)["measure"].to_list()
    assert names[0] not in told
    assert names[-1] not in told
    assert told


def test_packs_that_share_no_paper_have_nothing_to_compare(published: Store) -> None:
    assert said(compared(disclosed(published))) == "There is no earlier pack of this area to compare with."


def test_made_up_statuses_are_marked_where_they_are_compared(westshire: Store) -> None:
    now = disclosed(westshire)
    plan = now.publishables["plan"].frame
    other = plan.with_columns(action_status=pl.lit("at risk"))
    (table,) = compared(now, plan=other).tables
    assert "simulated" in table.caption.lower()
    assert all("at risk" in cells[1].text for _, cells in table.rows)
