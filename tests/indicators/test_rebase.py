"""A step change is confirmed, used wherever limits are, and taken back; and confirmations never replace one another."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from analytics import months
from analytics.access import NotAllowed, Role, Viewer, acting_as
from analytics.catalogue import ALL, Catalogue
from analytics.extracts import Options
from analytics.indicators import account, confirm_step, headline_figures, series, step_months, what_moves
from analytics.indicators import rebase as steps_module
from analytics.indicators.events import events_of, limits_since
from analytics.store import CantChange, Incoming, Store, all_rows, history, load, prepare, proposed, redo, undo
from analytics.store.content_store import as_parquet, keep
from analytics.wording import attention, indicator_summaries, recalculation_sentences, warnings
from tests.making import as_before

SEPTEMBER, STEP = date(2021, 9, 1), date(2021, 2, 1)
HELD = [months.before(SEPTEMBER, back) for back in range(17, -1, -1)]
VALUES = [50, 51] * 5 + [80, 82] * 4  # from April 2020; the step is in February 2021
MEASURES = ("icpc_due", "protected_seen")
REASON = "A second duty team began"


@pytest.fixture
def stepped(empty: Store, the_catalogue: Catalogue) -> Store:
    """Two indicators, each with the same step for the county and for Cold Ferry."""
    lines = [
        f"2021-09,{months.code(month)},{measure},{place},{value}"
        for measure in MEASURES
        for place in (ALL, "Cold Ferry")
        for month, value in zip(HELD, VALUES, strict=True)
    ]
    text = "\n".join(["cut,month,measure_id,locality,value", *lines])
    load(empty, the_catalogue, [Incoming("step.csv", text.encode())])
    return empty


def judged(store: Store, measure: str = "icpc_due", place: str = ALL) -> dict[str, object]:
    others_decide = "list_order"
    found = headline_figures(store, SEPTEMBER, place).drop(others_decide)
    return found.row(by_predicate=pl.col("measure_id") == measure, named=True)


def test_a_confirmed_step_moves_the_limits_wherever_they_are_used(stepped: Store) -> None:
    """The seven figures from the step to August: mean 566/7, moving range 2, limits 5.32 × 8/7 on either side."""
    before, apart = judged(stepped), 2.66 * 2 * 8 / 7
    assert (before["variation"], before["assurance"]) == ("improving", None)
    assert before["no_assurance"] == "this month is unlikely to be chance, so the range may not hold"
    assert attention(stepped, SEPTEMBER).filter(measure_id="icpc_due")["list"].to_list() == ["better and real"]
    confirm_step(stepped, "icpc_due", STEP, REASON)
    row = judged(stepped)
    assert (row["variation"], row["signal"], row["trial"]) == ("common cause", None, True)
    assert (row["assurance"], row["no_assurance"]) == (None, "the range is on trial, from fewer than 13 months")
    assert (row["mean"], row["lower"], row["upper"]) == pytest.approx((566 / 7, 566 / 7 - apart, 566 / 7 + apart))
    assert attention(stepped, SEPTEMBER).filter(measure_id="icpc_due").is_empty()
    said = " ".join(s.text for s in indicator_summaries(stepped, SEPTEMBER)["icpc_due"])
    assert "could be chance: within its expected range of 74.8% to 86.9% (trial limits)" in said
    line = series(stepped, "icpc_due", SEPTEMBER)
    assert line["mean"].to_list() == pytest.approx([50.5] * 10 + [566 / 7] * 8)
    assert line["recalculated"].to_list() == [None] * 10 + [STEP] * 8


def test_no_other_indicator_and_no_other_area_is_touched(stepped: Store) -> None:
    others = [("protected_seen", ALL), ("icpc_due", "Cold Ferry")]
    before = [judged(stepped, *other) for other in others]
    confirm_step(stepped, "icpc_due", STEP, REASON)
    assert [judged(stepped, *other) for other in others] == before
    confirm_step(stepped, "icpc_due", STEP, "An area of its own", "Cold Ferry")
    assert judged(stepped, "icpc_due", "Cold Ferry")["variation"] == "common cause"


def test_undo_brings_the_former_limits_back_and_redo_the_new(stepped: Store) -> None:
    before = series(stepped, "icpc_due", SEPTEMBER)
    load_id = confirm_step(stepped, "icpc_due", STEP, REASON)
    after = series(stepped, "icpc_due", SEPTEMBER)
    undo(stepped, load_id)
    assert_frame_equal(series(stepped, "icpc_due", SEPTEMBER), before)
    redo(stepped, load_id)
    assert_frame_equal(series(stepped, "icpc_due", SEPTEMBER), after)


def test_a_confirmation_is_a_load_like_any_other(stepped: Store) -> None:
    load_id = confirm_step(stepped, "icpc_due", STEP, "  A second \n duty team  began ", "Cold Ferry")
    row = history(stepped).row(0, named=True)
    assert (row["load_id"], row["kind"], row["accepted"], row["state"]) == (load_id, "events", 1, "live")
    assert (row["loaded_by"], row["file_name"]) == ("analyst", "step-change-icpc_due-Cold-Ferry-2021-02.csv")
    (event,) = all_rows(stepped, "events").to_dicts()
    assert (event["note"], event["recorded_by_role"], event["rebase"], event["simulated"]) == (
        REASON, "analyst", True, False,
    )  # fmt: skip
    found = events_of(all_rows(stepped, "events"), ["icpc_due"], ["Cold Ferry"], HELD[0], SEPTEMBER)
    assert recalculation_sentences(found) == [
        f"Limits recalculated from February 2021: {REASON} (confirmed by an analyst, load {load_id})."
    ]


def test_confirmations_of_one_month_stand_beside_each_other_and_are_undone_alone(stepped: Store) -> None:
    first, second = (confirm_step(stepped, measure, STEP, REASON) for measure in MEASURES)
    third = confirm_step(stepped, "icpc_due", STEP, REASON, "Cold Ferry")
    assert all_rows(stepped, "events")["load_id"].sort().to_list() == [first, second, third]
    undo(stepped, first)
    assert limits_since(stepped) == {"protected_seen": (STEP,)}
    assert limits_since(stepped, "Cold Ferry") == {"icpc_due": (STEP,)}


def test_many_who_confirm_at_once_lose_nothing(stepped: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """As when all look before the first has written: every reason stands, and the limits have one new beginning."""
    monkeypatch.setattr(steps_module, "step_months", lambda *_: [STEP])
    reasons = [f"Reason of analyst {letter}" for letter in "ABCDEFGH"]
    with ThreadPoolExecutor(8) as people:
        list(people.map(lambda why: confirm_step(stepped, "icpc_due", STEP, why), reasons))
    assert sorted(all_rows(stepped, "events")["note"]) == reasons
    assert limits_since(stepped) == {"icpc_due": (STEP,)}


@pytest.mark.parametrize("reason", ["=1+1", 'He said "now", and: that; was\tit', "All", "-", "2021-05", "ü — 9 %"])
def test_any_reason_is_kept_as_it_was_written(stepped: Store, reason: str) -> None:
    confirm_step(stepped, "icpc_due", STEP, reason)
    assert all_rows(stepped, "events")["note"].to_list() == [" ".join(reason.split())]


@pytest.mark.parametrize(
    ("month", "reason", "said"),
    [
        (STEP, " \n ", "^Say why the limits are recalculated: what changed in the service.$"),
        (STEP, "x" * 301, "the reason is longer than 300 characters."),
        (
            HELD[0],
            REASON,
            "can't be recalculated from April 2020. Possible are months with a figure after the first: May",
        ),
        (date(2021, 10, 1), REASON, "can't be recalculated from October 2021"),
    ],
)
def test_what_will_not_do_is_said_and_leaves_the_store_as_it_was(
    stepped: Store, month: date, reason: str, said: str
) -> None:
    with pytest.raises(CantChange, match=said):
        confirm_step(stepped, "icpc_due", month, reason)
    assert stepped.version[0] == 1


def test_an_indicator_without_a_control_chart_has_no_month_to_recalculate_from(stepped: Store) -> None:
    assert step_months(stepped, "referred_again") == []
    with pytest.raises(CantChange, match="there is no control chart"):
        confirm_step(stepped, "referred_again", STEP, REASON)


def test_a_month_is_confirmed_once_until_its_load_is_undone(stepped: Store) -> None:
    load_id = confirm_step(stepped, "icpc_due", STEP, REASON)
    with pytest.raises(CantChange, match="are recalculated from February 2021 already"):
        confirm_step(stepped, "icpc_due", STEP, "Again")
    undo(stepped, load_id)
    confirm_step(stepped, "icpc_due", STEP, "Again")


def test_an_area_is_told_its_own_months(stepped: Store, the_catalogue: Catalogue) -> None:
    confirm_step(stepped, "icpc_due", STEP, REASON, "Cold Ferry")
    of = f"The limits of “{the_catalogue.indicators['icpc_due'].name}”, Cold Ferry"
    with pytest.raises(CantChange) as refused:
        confirm_step(stepped, "icpc_due", HELD[0], REASON, "Cold Ferry")
    assert str(refused.value) == (
        f"{of} can't be recalculated from April 2020. Possible are months with a figure after the first: May 2020 to "
        "January 2021; March 2021 to September 2021."
    )
    with pytest.raises(CantChange) as refused:
        confirm_step(stepped, "icpc_due", STEP, REASON, "Cold Ferry")
    assert str(refused.value) == f"{of} are recalculated from February 2021 already; `history` lists the load."


def test_a_leader_may_not_confirm(stepped: Store) -> None:
    with acting_as(Viewer(Role.LEADER)), pytest.raises(NotAllowed, match="Only analysts"):
        confirm_step(stepped, "icpc_due", STEP, REASON)
    assert stepped.version[0] == 1


def test_too_few_figures_since_are_said_and_not_judged(stepped: Store) -> None:
    confirm_step(stepped, "icpc_due", date(2021, 5, 1), REASON)
    row = judged(stepped)
    assert (row["variation"], row["signal"], row["assurance"]) == (None, None, None)
    assert row["no_variation"] == (
        "an expected range needs six months with figures before this one since limits were recalculated"
    )


def test_what_comes_in_is_held_against_the_new_limits(stepped: Store, the_catalogue: Catalogue) -> None:
    """Twelve months at the new level are wanted before anything is odd; of all months together 50 is not odd at all.
    The limits are 81 ± 2.66 × 2 × 13/12."""
    confirm_step(stepped, "icpc_due", STEP, REASON)
    months_in = [f"2021-{m:02}" for m in (10, 11, 12)] + ["2022-01", "2022-02"]
    lines = [f"2022-02,{month},icpc_due,{value}" for month, value in zip(months_in, [80, 82, 80, 82, 50], strict=True)]
    text = "\n".join(["cut,month,measure_id,value", *lines])
    prepared = prepare(the_catalogue, [Incoming("later.csv", text.encode())])
    told = account(stepped, what_moves(proposed(stepped, prepared).whole))
    said = {w.code: w.sentence for w in warnings(stepped, prepared.checked, told)}
    assert "expected 75.2% to 86.8%" in said["outside-limits"]


def test_events_stored_before_they_could_recalculate_limits_are_read(stepped: Store, the_catalogue: Catalogue) -> None:
    """A file without the column, alone and beside one that has it."""
    text = b"measure_id,month,note,recorded_by_role\nAll,2021-01,A lockdown began,leader\n"
    load_id = load(stepped, the_catalogue, [Incoming("events.csv", text)], Options(kind="events"))
    older = keep(as_parquet(all_rows(stepped, "events").drop("rebase", "load_id")), stepped.parquet, ".parquet")
    as_before(stepped, "UPDATE parts SET parquet = ? WHERE load_id = ?", older, load_id)
    old = Store(stepped.root)
    assert all_rows(old, "events").select("note", "rebase").rows() == [("A lockdown began", False)]
    confirm_step(old, "icpc_due", STEP, REASON)
    both = all_rows(old, "events").sort("load_id").select("note", "rebase").rows()
    assert both == [("A lockdown began", False), (REASON, True)]


def test_a_damaged_event_takes_no_figure_with_it(stepped: Store) -> None:
    before = judged(stepped)
    confirm_step(stepped, "icpc_due", STEP, REASON)
    (event,) = (part for _, part in stepped.ledger.live("events"))
    Path(stepped.parquet / event.parquet).unlink()
    harmed = Store(stepped.root)
    assert judged(harmed) == before
    (lost,) = harmed.parts()[1]
    assert "no events can be shown, and no control limits are recalculated" in lost.sentence
