"""A load's figures of county and localities lie in a file of their own, and every answer is as if they did not."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.catalogue import ALL, Catalogue
from analytics.extracts import Options
from analytics.store import (
    Incoming,
    Store,
    Swept,
    breakdowns_held,
    check_files,
    damage,
    erase,
    figures_held,
    held_before,
    indicator_rows,
    load,
    months_held,
    place_rows,
    prepare,
    split_rows,
    sweep,
    undo,
    versions,
)
from tests.making import as_before, copied
from tests.rollup.made import PLACES, rows
from tests.store.test_faults import DELETED, HARMS, do_harm

JULY, AUGUST, SEPTEMBER = (date(2021, month, 1) for month in (7, 8, 9))
HEADER = "cut,month,measure_id,locality,team,breakdown,category,numerator,denominator,marker"


def incoming(frame: pl.DataFrame, name: str) -> Incoming:
    return Incoming(name, frame.write_csv().encode())


def extract(*lines: str, cut: str = "2021-09") -> Incoming:
    return Incoming(f"{cut}.csv", "\n".join([HEADER, *(f"{cut},{line}" for line in lines), ""]).encode())


PERCENT = Options(fractions=False)  # an indicator of few may be at 0.9 %
TEAMS = ("2021-09,icpc_due,Wexley,Team A,All,All,3,4,", "2021-09,icpc_due,Wexley,Team B,All,All,1,6,")


@pytest.fixture(scope="module")
def two_cuts(tmp_path_factory: pytest.TempPathFactory, the_catalogue: Catalogue) -> Store:
    """July and August, then August again and September, with every sort of row; tests only read it."""
    store = Store(tmp_path_factory.mktemp("two cuts"))
    for cut, months in ((AUGUST, [JULY, AUGUST]), (SEPTEMBER, [AUGUST, SEPTEMBER])):
        load(store, the_catalogue, [incoming(rows(cut, months, cut.month, 3, 4), f"{cut}.csv")], PERCENT, scope="whole")
    return store


def names(store: Store) -> set[str]:
    return {file.name for file in store.parquet.iterdir()}


def test_teams_that_were_added_up_are_shown_and_told_of(empty: Store, the_catalogue: Catalogue) -> None:
    (checked,) = prepare(the_catalogue, [extract(*TEAMS)]).checked
    assert checked.notices == (
        "1 figure of localities or the whole council added up from teams, because the file has the teams alone.",
    )
    load(empty, the_catalogue, [extract(*TEAMS)])
    assert indicator_rows(empty, "Wexley").select("numerator", "denominator", "value").rows() == [(4, 10, None)]
    assert split_rows(empty, "icpc_due", SEPTEMBER, SEPTEMBER)["team"].to_list() == ["Team A", "Team B"]
    assert versions(empty)["numerator"].to_list() == [4]
    assert empty.ledger.history()[0].part.notices == checked.notices[0]


def test_an_extract_that_is_not_split_needs_no_second_file(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [extract("2021-09,icpc_due,Wexley,All,All,All,3,4,")])
    assert empty.ledger.history()[0].part.rollup == ""
    assert len(names(empty)) == 1


def test_the_same_rows_give_the_same_files_in_whatever_order_they_come(
    two_cuts: Store, empty: Store, the_catalogue: Catalogue
) -> None:
    frame = rows(SEPTEMBER, [AUGUST, SEPTEMBER], SEPTEMBER.month, 3, 4)
    for order in (1, 2):
        load(empty, the_catalogue, [incoming(frame.sample(fraction=1, shuffle=True, seed=order), "f.csv")], PERCENT)
    assert names(empty) < names(two_cuts)
    assert len(names(empty)) == 2


def test_detail_lies_in_the_order_in_which_it_is_asked_for(two_cuts: Store) -> None:
    for _, part in two_cuts.ledger.live("indicators"):
        detail = pl.read_parquet(two_cuts.parquet / part.parquet)
        order = ["measure_id", "month", "locality", "team", "breakdown", "category"]
        assert detail.equals(detail.sort(order))
        assert detail.height == part.accepted


def test_a_measure_that_is_only_split_is_known(empty: Store, the_catalogue: Catalogue) -> None:
    """What the older cut says of the locality, of which the newer one says nothing, is shown beside it."""
    load(empty, the_catalogue, [extract("2021-08,icpc_due,Wexley,All,Age,0-4,1,2,")])
    assert indicator_rows(empty, "Wexley").is_empty()
    load(empty, the_catalogue, [extract("2021-08,icpc_due,Wexley,All,All,All,3,4,", cut="2021-08")])
    assert indicator_rows(empty, "Wexley")["numerator"].to_list() == [3]
    assert split_rows(empty, "icpc_due", AUGUST, AUGUST)["category"].to_list() == ["0-4"]
    assert months_held(empty) == [AUGUST]
    assert breakdowns_held(empty) == ["Age"]


def test_every_answer_is_the_same_from_a_store_without_rollups(two_cuts: Store, tmp_path: Path) -> None:
    """As an older program left it: only the figures that are added up from teams are not there."""
    older, newer = (copied(two_cuts, tmp_path / name) for name in ("older", "newer"))
    for store, rollup in ((older, "''"), (newer, "rollup")):
        as_before(store, f"UPDATE parts SET scope = 'cut', rollup = {rollup}")
    two_cuts = newer
    added = pl.concat(
        [
            pl.read_parquet(two_cuts.parquet / part.rollup).filter(pl.col("teams") > 0)
            for _, part in two_cuts.ledger.live("indicators")
        ]
    )
    assert added.height > 10
    key = ["source", "cut", "measure_id", "month", "locality"]
    for shown in ("known", "published"):
        for ask in (figures_held, place_rows):
            ours = ask(two_cuts, [ALL, *PLACES], shown)  # type: ignore[arg-type]
            assert ours.join(added, on=key, how="anti").equals(ask(older, [ALL, *PLACES], shown))  # type: ignore[arg-type]
        ours, theirs = (split_rows(s, "icpc_due", JULY, SEPTEMBER, shown=shown) for s in (two_cuts, older))  # type: ignore[arg-type]
        assert ours.equals(theirs)
        assert ours.height > 50
    assert versions(two_cuts).join(added, on=key, how="anti").equals(versions(older))
    assert (months_held(two_cuts), breakdowns_held(two_cuts)) == (months_held(older), breakdowns_held(older))
    assert sweep(two_cuts, older_than=0) == Swept(0, 0), "no rollup is taken for a leftover"


def test_one_breakdown_is_what_all_of_them_hold_of_it(two_cuts: Store) -> None:
    every = split_rows(two_cuts, "icpc_due", JULY, SEPTEMBER)
    for breakdown in (ALL, *breakdowns_held(two_cuts), "Shoe size"):
        one = split_rows(two_cuts, "icpc_due", JULY, SEPTEMBER, breakdown=breakdown)
        assert one.equals(every.filter(breakdown=breakdown))


def test_all_splits_of_a_month_come_from_one_load(empty: Store, the_catalogue: Catalogue) -> None:
    """What another source says by age does not stand beside what the newest says by team."""
    by_age = f"{HEADER},source\n2021-08,2021-08,icpc_due,Wexley,All,Age,0-4,1,2,,another\n"
    load(empty, the_catalogue, [Incoming("by age.csv", by_age.encode())])
    assert split_rows(empty, "icpc_due", AUGUST, AUGUST, breakdown="Age").height == 1
    load(empty, the_catalogue, [extract("2021-08,icpc_due,Wexley,Team A,All,All,3,4,")])
    assert split_rows(empty, "icpc_due", AUGUST, AUGUST, breakdown="Age").is_empty()
    assert split_rows(empty, "icpc_due", AUGUST, AUGUST, breakdown=ALL)["team"].to_list() == ["Team A"]


def test_a_page_opens_only_files_that_hold_the_answer(two_cuts: Store, tmp_path: Path) -> None:
    """Files that are emptied behind the program's back would raise if they were opened."""
    store = copied(two_cuts, tmp_path / "copy")
    (_, old), (_, new) = store.ledger.live("indicators")
    figures_held(store, PLACES)  # every file is verified
    split = split_rows(store, "icpc_due", AUGUST, SEPTEMBER)
    for name in (old.parquet, old.rollup):
        emptied(store.parquet / name)
    assert split_rows(store, "icpc_due", AUGUST, SEPTEMBER).equals(split)
    emptied(store.parquet / new.rollup)
    assert held_before(store, "council", SEPTEMBER)["cut"].unique().to_list() == [SEPTEMBER]


def emptied(file: Path) -> None:
    """Another content of the same size, in the same place and of the same time."""
    was = file.stat()
    file.write_bytes(bytes(was.st_size))
    os.utime(file, ns=(was.st_atime_ns, was.st_mtime_ns))


def test_what_came_before_is_the_newest_cut_of_the_source(two_cuts: Store) -> None:
    assert held_before(two_cuts, "council", JULY).is_empty()
    assert held_before(two_cuts, "of others", SEPTEMBER).is_empty()
    before = held_before(two_cuts, "council", AUGUST)
    assert set(before["cut"]) == {AUGUST}
    assert set(before["locality"]) == {ALL, *PLACES}


@pytest.mark.parametrize("harm", [*HARMS, DELETED])
def test_a_harmed_rollup_withholds_its_months_and_loading_again_mends_it(
    two_cuts: Store, tmp_path: Path, the_catalogue: Catalogue, harm: str
) -> None:
    store = copied(two_cuts, tmp_path / "copy")
    part = store.ledger.live("indicators")[-1][1]
    do_harm(store.parquet / part.rollup, harm)
    assert months_held(store) == [JULY]
    (found,) = damage(store)
    assert f"The stored file {part.rollup[:12]}… of load 2" in found.sentence
    (problem,) = check_files(store)
    assert f"The stored file {part.rollup[:12]}…" in problem
    again = incoming(rows(SEPTEMBER, [AUGUST, SEPTEMBER], SEPTEMBER.month, 3, 4), "again.csv")
    load(store, the_catalogue, [again], PERCENT)
    assert damage(store) == ()
    assert months_held(store) == [SEPTEMBER, AUGUST, JULY]


def test_erasing_removes_the_rollup_too(two_cuts: Store, tmp_path: Path) -> None:
    store = copied(two_cuts, tmp_path / "copy")
    undo(store, 2)
    assert erase(store, 2, "The law asks for it") == 3
    (_, part), *_ = store.ledger.live("indicators")
    assert names(store) == {part.parquet, part.rollup}
