"""Files that an older program stored, of percentages alone and with whole counts, next to those of now."""

from __future__ import annotations

from datetime import date

import polars as pl
import pytest

from analytics.catalogue import Polarity, using
from analytics.extracts import EXTRACTS
from analytics.indicators import month_table
from analytics.store import Incoming, Store, audit_rows, content_store, figures_held, held_catalogue, load
from analytics.units import PERCENT

AUGUST, SEPTEMBER = date(2024, 8, 1), date(2024, 9, 1)
LATER = {name for kind in ("definitions", "targets", "counterparts") for name in EXTRACTS[kind].LATER}
CATALOGUE = [
    Incoming("council.csv", b"council,whole,part,parts\nNorthmere,city,area,areas\n"),
    Incoming("areas.csv", b"area,name\nEast,East\nWest,West\n"),
    Incoming(
        "definitions.csv",
        b"measure_id,name,theme,polarity,unit,window,counted,definition\n"
        b"on_time,% of visits on time,Visits,bigger,%,month,visits,x\n"
        b"agency,% of workers from an agency,Staff,smaller,%,snapshot,workers,x\n",
    ),
    Incoming("targets.csv", b"measure_id,valid_from,target,tolerance_percent,reason\non_time,2024-01,85,5,x\n"),
    Incoming("counterparts.csv", b"measure_id,difference\non_time,Nobody counts visits.\nagency,x\n"),
]
HEADER = "cut,month,measure_id,locality,team,numerator,denominator"


def figures(month: str, *rows: str) -> list[Incoming]:
    text = "\n".join([HEADER, *(f"{month},{month},{row}" for row in rows)])
    return [Incoming(f"{month}.csv", text.encode())]


@pytest.fixture
def older(empty: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store with a catalogue and the figures of August, as the program wrote them that knew percentages alone."""

    def as_it_wrote(frame: pl.DataFrame) -> bytes:
        whole = [name for name in ("numerator", "denominator") if name in frame.columns]
        old = frame.drop(LATER - {"area", "kind"} if "parent" in frame.columns else LATER, strict=False)
        return now(old.cast(dict.fromkeys(whole, pl.Int64)))

    now = content_store.as_parquet
    with monkeypatch.context() as before:
        before.setattr(content_store, "as_parquet", as_it_wrote)
        load(empty, held_catalogue(empty), CATALOGUE)
        of_august = figures("2024-08", "on_time,East,All,81,100", "on_time,West,A,30,50", "on_time,West,B,15,50")
        load(empty, held_catalogue(empty), [*of_august], scope="whole")
    return Store(empty.root)


def test_an_older_catalogue_says_percentages_of_every_month(older: Store) -> None:
    stored = [pl.read_parquet_schema(file) for file in older.parquet.glob("*.parquet")]
    assert not any({"decimals", "target_to", "season_measure"} & set(columns) for columns in stored)
    known = held_catalogue(older)
    assert not known.mistakes
    of = known.indicators["on_time"]
    assert (of.unit, of.polarity, of.frequency, of.parts_counted) == (PERCENT, Polarity.BIGGER, "month", False)
    (target,) = known.targets
    assert (target.area, target.target_to, target.tolerance, target.tolerance_percent) == ("All", None, None, 5)
    assert not target.start_assumed
    assert known.counterparts["on_time"].season_measure is None


def test_a_line_of_now_is_laid_over_an_older_one(older: Store) -> None:
    """The older indicator keeps its place; the new one is a rate, and its target a range of one area."""
    new = [
        Incoming(
            "more.csv",
            b"measure_id,name,theme,polarity,kind,unit,window,counted,definition\n"
            b"back,Families back per 1000,Visits,plan,rate,per 1000,month,families,x\n",
        ),
        Incoming(
            "targets.csv",
            b"measure_id,area,valid_from,target,target_to,tolerance,reason\nback,East,2024-01,10,12,0.5,x\n",
        ),
    ]
    load(older, held_catalogue(older), new, scope="part")
    known = held_catalogue(older)
    assert [*known.indicators] == ["on_time", "agency", "back"]
    assert [(t.measure_id, t.area, t.target_to) for t in known.targets] == [
        ("on_time", "All", None),
        ("back", "East", 12),
    ]


def test_whole_counts_of_before_and_decimals_of_now_are_added_up_in_one_store(older: Store) -> None:
    load(
        older,
        held_catalogue(older),
        [Incoming("fte.csv", b"measure_id,name,theme,polarity,unit,window,counted,parts_counted,definition\n"
                             b"agency,% of workers from an agency,Staff,smaller,%,snapshot,workers,yes,x\n")],
        scope="part",
    )  # fmt: skip
    rows = ("agency,East,All,12.5,60.5", "agency,West,A,2.25,10", "agency,West,B,0.5,9.5", "on_time,East,All,9,10")
    load(older, held_catalogue(older), figures("2024-09", *rows), scope="whole")
    held = figures_held(older, ["East", "West"]).select("month", "measure_id", "locality", "numerator", "denominator")
    assert held.sort("month", "measure_id", "locality").rows() == [
        (AUGUST, "on_time", "East", 81.0, 100.0),
        (AUGUST, "on_time", "West", 45.0, 100.0),
        (SEPTEMBER, "agency", "East", 12.5, 60.5),
        (SEPTEMBER, "agency", "West", 2.75, 19.5),
        (SEPTEMBER, "on_time", "East", 9.0, 10.0),
    ]
    with using(held_catalogue(older)):
        values = dict(month_table(older, SEPTEMBER).select("measure_id", "value").rows())
        assert dict(month_table(older, AUGUST).select("measure_id", "value").rows())["on_time"] == 63.0
    assert values["agency"] == 19.1  # 15.25 of 80


FORMER_AUDITS = b"""cut,month,audit_id,record_key,status,legal_status,auditor_rating,rating,lower_ri,child_spoken_to
2024-09,2024-09,A1,k1,completed,CP,Good,Requires Improvement,yes,yes
2024-09,2024-09,A2,k2,completed,CP,Requires Improvement,Requires Improvement,no,no
"""
FORMER_FORM = [
    Incoming("council.csv", b"council,whole,part,parts\nNorthmere,city,area,areas\n"),
    Incoming("legal_statuses.csv", b"legal_status,name,meaning\nCP,Child protection,x\n"),
    Incoming(
        "audit_form.csv",
        b"grade,order,good_enough,inadequate,lower_end\nGood,1,yes,no,no\nRequires Improvement,2,no,no,yes\n"
        b"Inadequate,3,no,yes,no\n",
    ),
]


@pytest.fixture
def older_audits(empty: Store, monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose audits have the name that a lower end had, and whose form was told nothing of its parts."""
    now = content_store.as_parquet
    with monkeypatch.context() as before:
        rename = {"lower_end": "lower_ri"}
        before.setattr(
            content_store, "as_parquet",
            lambda frame: now(frame.rename(rename) if "audit_id" in frame.columns else frame),
        )  # fmt: skip
        load(empty, held_catalogue(empty), FORMER_FORM)
        load(empty, held_catalogue(empty), [Incoming("audits.csv", FORMER_AUDITS)])
    return Store(empty.root)


def test_audits_of_before_keep_their_lower_end_next_to_those_of_now(older_audits: Store) -> None:
    assert any("lower_ri" in pl.read_parquet_schema(file) for file in older_audits.parquet.glob("*.parquet"))
    new = FORMER_AUDITS.replace(b"2024-09,A", b"2024-09,B").replace(b"lower_ri", b"lower_end")
    load(older_audits, held_catalogue(older_audits), [Incoming("more.csv", new)], scope="part")
    rows = audit_rows(older_audits, SEPTEMBER, SEPTEMBER)
    assert dict(rows.select("audit_id", "lower_end").rows()) == {"A1": "yes", "A2": "no", "B1": "yes", "B2": "no"}


def test_an_audit_form_of_before_has_the_parts_that_every_form_had(older_audits: Store) -> None:
    form = held_catalogue(older_audits).form
    assert [*form.people][:2] == ["child_spoken_to", "family_spoken_to"]
    assert [*form.steps] == ["moderation", "re-audits", "actions", "concerns"]
    assert form.expected == (10, 15)


def test_a_line_is_added_to_the_parts_of_before_and_a_whole_list_takes_their_place(older_audits: Store) -> None:
    one = Incoming("parts.csv", b"part,kind,name\ncarer,person,Carer heard\n")
    load(older_audits, held_catalogue(older_audits), [one], scope="part")
    assert [*held_catalogue(older_audits).form.people][-2:] == ["reviewer_included", "carer"]
    load(older_audits, held_catalogue(older_audits), [one], scope="whole")
    form = held_catalogue(older_audits).form
    assert ([*form.people], [*form.steps], [*form.areas]) == (["carer"], [], [])
