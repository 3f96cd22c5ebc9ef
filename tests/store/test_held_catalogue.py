"""The catalogue of an authority in its store: loaded, corrected, previewed and taken back like every extract."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import pytest

from analytics import indicators, wording
from analytics.caching import apart
from analytics.catalogue import Catalogue, CatalogueError, build, using
from analytics.extracts import mistake_sentence
from analytics.store import (
    Incoming,
    Refused,
    Store,
    Undecided,
    adopt_catalogue,
    begin,
    held_catalogue,
    history,
    load,
    one_moment,
    prepare,
    redo,
    undo,
)
from analytics.store.scope import PART, WHOLE
from tests import westshire
from tests.making import copied
from tests.westshire import FOLDER, catalogue_files

TARGETS = "measure_id,valid_from,target,tolerance_percent,reason\n"
SEPTEMBER = date(2021, 9, 1)


def a_file(name: str, text: str) -> list[Incoming]:
    return [Incoming(f"{name}.csv", text.encode())]


@pytest.fixture
def ours(empty: Store) -> Store:
    """A store with the whole catalogue, and no figure."""
    load(empty, build({}), catalogue_files())
    return empty


def test_what_is_held_is_what_was_loaded(ours: Store, the_catalogue: Catalogue) -> None:
    held = held_catalogue(ours)
    assert held.council == "Westshire"
    assert held.indicators == the_catalogue.indicators
    assert held.areas == the_catalogue.areas
    assert held.targets == the_catalogue.targets
    assert held.glossary == the_catalogue.glossary
    assert held.scale == the_catalogue.scale
    assert not held.mistakes


def test_an_empty_store_has_an_empty_catalogue(empty: Store) -> None:
    assert held_catalogue(empty).council == ""
    assert not held_catalogue(empty).indicators


def test_a_row_that_is_corrected_stays_where_it_stood(ours: Store) -> None:
    before = list(held_catalogue(ours).areas)
    load(ours, held_catalogue(ours), a_file("areas", "area,name,kind\nBracksea,Bracksea and Coast,place\n"), scope=PART)
    held = held_catalogue(ours)
    assert list(held.areas) == before
    assert held.areas["Bracksea"].name == "Bracksea and Coast"


def test_undo_brings_the_former_catalogue_back_and_redo_the_later(ours: Store) -> None:
    text = f"{TARGETS}icpc_due,2021-10-01,95,5,Agreed in the plan of the autumn\n"
    load_id = load(ours, held_catalogue(ours), a_file("targets", text), scope=PART)

    def newest() -> float:
        return [t.target for t in held_catalogue(ours).targets if t.measure_id == "icpc_due"][-1]

    later = newest()
    undo(ours, load_id)
    former = newest()
    redo(ours, load_id)
    assert (former != 95, later, newest()) == (True, 95, 95)


def test_what_a_file_leaves_out_is_asked_about_before_it_is_gone(ours: Store) -> None:
    text = "topic,term,meaning\nRed,Target,What a figure should reach.\n"
    with pytest.raises(Undecided):
        load(ours, held_catalogue(ours), a_file("glossary", text))
    load(ours, held_catalogue(ours), a_file("glossary", text), scope=WHOLE)
    assert [term.term for term in held_catalogue(ours).glossary] == ["Target"]


def test_a_row_that_can_not_stand_beside_the_others_is_refused_with_its_row(ours: Store) -> None:
    text = "area,name,kind,members,parent\nNorth,North,combined,Wexley;Nowhere,\nMoor,Moor,place,,Elsewhere\n"
    with pytest.raises(Refused) as refused:
        load(ours, held_catalogue(ours), a_file("areas", text))
    (account,) = refused.value.checked
    assert [row[:3] for row in account.refusals.rows()] == [(2, "members", "Nowhere"), (3, "parent", "Elsewhere")]
    assert account.rows_in == account.accepted.height + account.refused == 2


def test_definitions_that_others_name_can_not_be_left_out(ours: Store) -> None:
    lines = (FOLDER / "definitions.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    without = "".join(line for line in lines if not line.startswith("icpc_due"))
    before = len(history(ours))
    with pytest.raises(CatalogueError) as problem:
        load(ours, held_catalogue(ours), a_file("definitions", without), scope=WHOLE)
    assert "icpc_due" in str(problem.value)
    assert "Targets, icpc_due: measure_id" in str(problem.value)
    assert len(history(ours)) == before


def test_what_an_undone_load_leaves_without_its_definition_is_said(ours: Store) -> None:
    lines = (FOLDER / "definitions.csv").read_text(encoding="utf-8").splitlines()
    own = lines[1].replace("contacts_decided_1d", "own_measure").replace(lines[1].split(",")[1], "Our own measure")
    defined = load(ours, held_catalogue(ours), a_file("definitions", f"{lines[0]}\n{own}\n"), scope=PART)
    load(ours, held_catalogue(ours), a_file("targets", f"{TARGETS}own_measure,2021-04-01,90,5,Ours\n"), scope=PART)
    undo(ours, defined)
    (mistake,) = held_catalogue(ours).mistakes
    assert (mistake.kind, mistake.value) == ("targets", "own_measure")
    assert "own_measure" not in {target.measure_id for target in held_catalogue(ours).targets}
    assert mistake_sentence(mistake).endswith("measure_id “own_measure” is not among the definitions.")


def test_one_load_may_bring_an_indicator_its_target_and_its_figures(ours: Store) -> None:
    lines = (FOLDER / "definitions.csv").read_text(encoding="utf-8").splitlines()
    own = lines[1].replace("contacts_decided_1d", "own_measure").replace(lines[1].split(",")[1], "Our own measure")
    incoming = [
        *a_file("figures", "cut,month,measure_id,numerator,denominator\n2021-09,2021-09,own_measure,8,10\n"),
        *a_file("targets", f"{TARGETS}own_measure,2021-04-01,90,5,Ours\n"),
        *a_file("definitions", f"{lines[0]}\n{own}\n"),
    ]
    load(ours, held_catalogue(ours), incoming, scope=PART)
    with using(held_catalogue(ours)):
        (row,) = indicators.month_table(ours, SEPTEMBER).filter(measure_id="own_measure").iter_rows(named=True)
    assert (row["name"], row["value"], row["target"], row["rag"]) == ("Our own measure", 80.0, 90.0, "red")


def test_the_catalogue_of_a_page_is_that_of_the_version_it_shows(ours: Store) -> None:
    another = a_file("council", "council,whole,part,parts\nEastshire,city,ward,wards\n")
    with one_moment():
        assert held_catalogue(ours).council == "Westshire"
        with ThreadPoolExecutor(1) as somebody_else:
            somebody_else.submit(load, ours, build({}), another).result()
        assert held_catalogue(ours).council == "Westshire"
    assert held_catalogue(ours).council == "Eastshire"


def test_a_council_is_replaced_and_never_there_twice(ours: Store) -> None:
    load(ours, held_catalogue(ours), a_file("council", "council,whole,part,parts\nEastshire,city,ward,wards\n"))
    held = held_catalogue(ours)
    assert (held.council, held.whole, held.parts) == ("Eastshire", "city", "wards")
    assert not held.mistakes


def test_what_a_new_target_turns_is_said_before_it_is_stored(westshire: Store, tmp_path: Path) -> None:
    store = copied(westshire, tmp_path / "copy")
    adopt_catalogue(store)
    with using(held_catalogue(store)):
        now = indicators.month_table(store, SEPTEMBER).filter(measure_id="icpc_due").row(0, named=True)
        text = f"{TARGETS}icpc_due,2021-09-01,10,5,A trial\n"
        prepared = prepare(held_catalogue(store), a_file("targets", text))
        changed = indicators.what_changes(store, prepared.checked, PART)
        whole = changed.filter(locality="All", month=SEPTEMBER).row(0, named=True)
    assert (whole["rating_was"], whole["rating_becomes"]) == (now["rag"], "green")
    assert set(changed["measure_id"]) == {"icpc_due"}
    assert set(changed["month"]) == {SEPTEMBER}
    assert f"{changed.height} ratings turn" in wording.pages_sentence(changed)
    assert indicators.what_changes(store, [], PART).is_empty()


def test_a_definition_that_is_taken_away_takes_its_figures_from_the_pages(westshire: Store, tmp_path: Path) -> None:
    store = copied(westshire, tmp_path / "copy")
    adopt_catalogue(store)
    kept = {kind: frame for kind, frame in held_catalogue(store).rows.items() if kind != "load_id"}
    rows = kept["definitions"].filter(measure_id="teeth_checked")
    assert rows.height == 1
    with using(held_catalogue(store)):
        before = set(indicators.month_table(store, SEPTEMBER)["measure_id"])
    fewer = build({"council": kept["council"], "definitions": kept["definitions"].remove(measure_id="teeth_checked")})
    with using(fewer), apart():
        after = set(indicators.month_table(store, SEPTEMBER)["measure_id"])
    assert before - after == {"teeth_checked"}


def test_a_store_of_before_is_given_the_catalogue_it_was_made_with(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, westshire.published())
    load(empty, the_catalogue, a_file("targets", f"{TARGETS}icpc_due,2021-04-01,66,5,Loaded before\n"))
    assert held_catalogue(empty).council == "Westshire"  # read from the folder, for nothing of it is held
    adopted = adopt_catalogue(empty)
    assert adopted == 3
    assert adopt_catalogue(empty) is None
    held = held_catalogue(empty)
    assert held.indicators == the_catalogue.indicators
    assert [t.target for t in held.targets if t.measure_id == "icpc_due"] == [66.0]
    assert len(held.targets) == len(the_catalogue.targets)


def test_a_page_that_is_open_while_a_store_of_before_takes_its_catalogue_in_keeps_the_one_it_has(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, westshire.published())
    with one_moment():
        assert not list(empty.ledger.live("council"))  # so the page has begun
        with ThreadPoolExecutor(1) as the_server:
            the_server.submit(adopt_catalogue, empty).result()
            the_server.submit(held_catalogue, empty).result()  # as the next page asks
        assert held_catalogue(empty).indicators == the_catalogue.indicators
    assert held_catalogue(empty).indicators == the_catalogue.indicators


def test_the_files_of_the_first_edition_are_read_under_their_old_names(
    empty: Store, the_catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = Path(shutil.copytree(FOLDER, tmp_path / "data"))
    for new, former in (("definitions", "indicators"), ("audit_form", "audit_scale")):
        (old / f"{new}.csv").rename(old / f"{former}.csv")
    (old / "council.csv").unlink()
    (old / "areas.csv").write_text("area,name,kind,members\nOldshire,Oldshire,whole,\nWexley,Wexley,place,\n")
    (old / "publications.csv").write_text("source,file,reference\npublished,../papers/risks-2021-09.csv,A paper\n")
    (old / "notes").mkdir()
    (old / "notes" / "texts.csv").write_text("page,part,text\nAudits,Teams,One.\n")
    monkeypatch.setenv("LINE_OF_SIGHT_CATALOGUE", str(old))
    load(empty, the_catalogue, westshire.published())
    adopt_catalogue(empty)
    held = held_catalogue(empty)
    assert (held.council, list(held.areas)) == ("Oldshire", ["Wexley"])
    assert held.indicators == the_catalogue.indicators
    assert [(p.source, p.file_name) for p in held.publications] == [("published", "risks-2021-09.csv")]
    assert held.notes.said("Audits", "Teams") == "One."


def test_a_store_is_not_opened_under_the_name_of_a_council_whose_indicators_it_does_not_have(
    empty: Store, the_catalogue: Catalogue, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    load(empty, the_catalogue, westshire.published())
    other = Path(shutil.copytree(FOLDER, tmp_path / "other"))
    for name in ("definitions", "targets", "counterparts", "indicator_roles", "scorecard_indicators"):
        lines = (other / f"{name}.csv").read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if "icpc_due" not in line]
        (other / f"{name}.csv").write_text("".join(kept), encoding="utf-8")
    monkeypatch.setenv("LINE_OF_SIGHT_CATALOGUE", str(other))
    with pytest.raises(CatalogueError, match="figures of icpc_due"):
        adopt_catalogue(empty)
    assert len(history(empty)) == len(westshire.published())


def test_a_store_begins_with_what_national_statistics_know_of_the_authority(empty: Store) -> None:
    begin(empty, "Kent County Council")
    held = held_catalogue(empty)
    assert (held.council, held.code, held.region) == ("Kent County Council", "886", "South East")
    assert len(held.neighbours) == 10
    assert len(held.indicators) >= 30
    assert not held.areas
    with pytest.raises(CatalogueError, match="has data already"):
        begin(empty, "Kent")


def test_an_authority_that_nobody_knows_has_no_neighbours(empty: Store) -> None:
    begin(empty, "Westshire", "South West")
    held = held_catalogue(empty)
    assert (held.code, held.region, held.neighbours) == ("", "South West", ())
