"""A section of a pack is a declaration on either side. The one here, children missing from care, is declared in this
file alone, and is offered, protected, written and compared like the others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from streamlit.testing.v1 import AppTest

from analytics import board_packs
from analytics.board_packs import WRITERS, Column, Entry, Kind, Paper, Rows, Said, Section, Table
from analytics.board_packs.section_writer import Changes, Frames, SectionWriter
from analytics.catalogue import Policy
from analytics.disclosure import PACK_SECTIONS, Publishable, Wanted, disclose
from analytics.disclosure import section as disclosed
from analytics.disclosure.columns import count_columns, text_columns
from analytics.disclosure.count_statements import BINDING, CELL, COUNTS, PARTS
from analytics.sharing import pack_service
from analytics.store import Store

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
CHILDREN = {AUGUST: {"Dunmere": 12, "Wexley": 9}, SEPTEMBER: {"Dunmere": 21, "Wexley": 6}}


def missing(_: Store, month: date, __: str, policy: Policy, ___: pl.DataFrame) -> disclosed.Section:
    rows = pl.DataFrame([*CHILDREN[month].items()], schema={"area": pl.String, "count": pl.Int64}, orient="row")
    group = pl.format("missing|{}", "area")
    counts = rows.with_columns(
        claim=pl.format("{}|{}", group, pl.lit(month)), section=pl.lit("missing"), group=group, role=pl.lit(CELL),
        lines=pl.lit(None, pl.List(pl.String)), marker=pl.lit(None, pl.String),
    ).select("area", *COUNTS)  # fmt: skip
    parts = counts.select("claim", part="claim", truth="count", coefficient=pl.lit(1, pl.Int64)).select(list(PARTS))

    def write(protected: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        frame = disclosed.shown(rows.select("area"), ["area"], children=protected)
        made = MISSING.publishable("missing", policy.policy, frame, (policy.meaning,))
        hidden = disclosed.listed("missing", frame, pl.col("area"), {"children": pl.col("children_reason")})
        return {"missing": made}, hidden

    return disclosed.Section(policy, counts, parts, pl.DataFrame(schema=BINDING), write)


MISSING = disclosed.PackSection(
    name="missing",
    title="Children missing from care",
    policy="nhs",
    frames={"missing": {**text_columns("area"), **count_columns("children")}},
    make=missing,
    group_name=lambda group: f"children missing, {group.rpartition('|')[2]}",
)


def written(frames: Frames, at: date, area: str) -> list[Section]:
    of = frames["missing"]
    rows = [[Entry(place), Entry(f"[{why}]" if n is None else str(n), n)] for place, n, why in of.frame.rows()]
    columns = [Column("Area", names_row=True), Column("Children", Kind.COUNT)]
    table = Table("missing", f"Children missing from care in {area}, {at:%B %Y}", columns, [Rows("", rows)])
    return [Section("missing", "Children missing from care", [], [], [table], of.notes)]


def changed(before: Mapping[str, pl.DataFrame], now: Frames, previous: str) -> Changes:
    if "missing" not in before:
        return [], []
    differ = before["missing"].join(now["missing"].frame, on=["area", "children"], how="anti", nulls_equal=True).height
    return [Said(f"{differ} areas differ from {previous}.")], []


WRITER = SectionWriter(
    "missing", {"missing": "children missing"}, written,
    lead=lambda frames, at, area: [Said(f"Missing from care: {frames['missing'].frame['children'].sum()} or more.")],
    changes=changed, not_compared="children missing", reading=("A child counts once a month.",),
)  # fmt: skip


@pytest.fixture
def declared(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(PACK_SECTIONS, "missing", MISSING)
    monkeypatch.setitem(WRITERS, "missing", WRITER)


def sentences(paper: Paper, anchor: str) -> list[str]:
    return [said.text for part in paper.sections if part.anchor == anchor for said in part.sentences]


def test_every_section_is_declared_on_both_sides() -> None:
    assert list(WRITERS) == list(PACK_SECTIONS)
    for name, section in PACK_SECTIONS.items():
        assert (section.name, WRITERS[name].name) == (name, name)
        assert WRITERS[name].simulated.keys() <= section.frames.keys()


@pytest.mark.usefixtures("declared")
def test_a_section_that_is_declared_is_protected_and_written(published: Store) -> None:
    made = disclose(published, Wanted(SEPTEMBER), None)
    assert made.publishables["missing"].frame.rows() == [("Dunmere", 20, None), ("Wexley", None, "c")]
    assert made.hidden.filter(section="missing").rows() == [("missing", "Wexley", "children", "c", "from 1 to 7")]
    paper = board_packs.paper(made, [], [])
    assert [part.anchor for part in paper.sections][-6:-3] == ["plan", "missing", "changes"]
    (table,) = [table for table in paper.tables if table.name == "missing"]
    assert [[entry.text for entry in row] for _, row in table.rows] == [["Dunmere", "20"], ["Wexley", "[c]"]]
    assert sentences(paper, "month")[-1] == "Missing from care: 20 or more."
    assert "A child counts once a month." in sentences(paper, "reading")
    assert "missing.csv" in board_packs.csv_files(paper)


@pytest.mark.usefixtures("declared")
def test_a_section_that_can_be_compared_is_compared_with_the_pack_before(empty: Store) -> None:
    wanted = Wanted(AUGUST, sections=("missing",))
    pack_service.export(empty, pack_service.freeze(empty, pack_service.draft(empty, wanted)))
    paper = pack_service.draft(empty, Wanted(SEPTEMBER, sections=("missing",))).paper
    assert sentences(paper, "changes") == ["2 areas differ from August 2021."]
    another = pack_service.draft(empty, Wanted(SEPTEMBER, sections=("missing",), policies={"missing": "strict"})).paper
    assert sentences(another, "changes") == ["There is no earlier pack of this area to compare with."]


@pytest.mark.usefixtures("declared")
def test_what_was_left_out_is_said_in_the_words_of_its_section(empty: Store) -> None:
    """Beside an earlier pack that said "6 or more", a range of 1 to 7 would leave two values."""
    wanted = Wanted(SEPTEMBER, sections=("missing",))
    of_stroud = disclose(empty, wanted, None).cells.filter(truth=6)
    earlier = of_stroud.with_columns(
        statement=pl.lit("of an earlier pack"), low=pl.lit(6, pl.Int64), high=pl.lit(40, pl.Int64), hidden=pl.lit(False)
    )
    (dropped,) = disclose(empty, wanted, earlier).dropped
    assert dropped.endswith("earlier publications would give away: children missing, Wexley")


@pytest.mark.usefixtures("declared")
@pytest.mark.parametrize(("locality", "offered"), [("All", True), ("Wexley", False)])
def test_a_section_is_offered_by_its_title_to_whom_it_is_of(
    monkeypatch: pytest.MonkeyPatch, published: Store, locality: str, offered: bool
) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(published.root))
    app = AppTest.from_file(str(Path(__file__).parents[2] / "pages" / "shell.py"), default_timeout=120)
    app.query_params["month"], app.query_params["locality"] = "2021-09", locality
    app.switch_page("board.py").run()
    assert ("Children missing from care" in [box.label for box in app.checkbox]) == offered
