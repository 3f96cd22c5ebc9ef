"""What is said of audits in words, from figures small enough to check by eye; and what is said where there are none."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics import audits
from analytics.audits import actions, moderation, practice, programme, ratings, teams
from analytics.audits.inclusion import with_known_statuses
from analytics.catalogue import CatalogueError
from analytics.disclosure import Wanted, disclose
from analytics.store import Store
from tests.audits.conftest import HALF_YEAR, POOR, WEAK, Holding
from tests.westshire import catalogue

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)
BEFORE_TARGETS = date(2020, 9, 1)
ACTIONS = "cut,action_id,audit_id,kind,due,status,done_on,source\n"
AREAS = "cut,audit_id,area,rating,source\n2021-09,A0-0,Planning,Good,council\n"
CONCERNS = "cut,month,opened,resolved,tracked,source\n2021-09,2021-09,4,3,21,council\n"


def lost(store: Store, kind: str) -> Store:
    """The store without the file of one kind, as after a fault of the disk."""
    (file,) = [entry.part.parquet for entry in store.ledger.history() if entry.part.kind == kind]
    (store.parquet / file).unlink()
    return Store(store.root)


def test_without_their_file_actions_areas_and_concerns_are_empty_and_audits_are_served(holding: Holding) -> None:
    agreed = ACTIONS + "2021-09,N1,A0-0,other,2021-10-20,not yet due,,council\n"
    store = holding((2, {}), audit_actions=agreed, audit_areas=AREAS, concerns=CONCERNS)
    for kind, ask in (
        ("audit_actions", lambda of: actions.by_month(of, SEPTEMBER)),
        ("audit_areas", lambda of: practice.by_area(of, SEPTEMBER)),
        ("concerns", lambda of: actions.concerns(of, SEPTEMBER)),
    ):
        whole = ask(store)
        assert not whole.is_empty()
        harmed = lost(store, kind)
        assert ask(harmed).is_empty()
        assert ask(harmed).schema == whole.schema
        assert audits.by_month(harmed, SEPTEMBER)["count"].sum() == 2


def test_actions_in_sentences(holding: Holding) -> None:
    """Of four agreed in August one was done in time; of two from May one is open and one was done late."""
    agreed = ACTIONS + (
        "2021-09,N1,A0-0,other,2021-08-20,completed on time,2021-08-19,council\n"
        "2021-09,N2,A0-1,other,2021-08-20,overdue,,council\n"
        "2021-09,N7,A0-1,other,2021-08-20,overdue,,council\n"
        "2021-09,N3,A0-2,care planning,2021-08-20,not transferred,,council\n"
        "2021-09,N4,A1-0,care planning,2021-06-20,no update,,council\n"
        "2021-09,N5,A1-1,care planning,2021-06-20,completed late,2021-07-02,council\n"
        "2021-09,N6,A2-0,other,2021-10-20,not yet due,,council\n"
    )
    store = holding((3, {"month": "2021-08"}), (2, {"month": "2021-05"}), (1, {}), audit_actions=agreed)
    in_time = actions.in_time(store, SEPTEMBER)
    assert in_time["month"].to_list() == [date(2021, 6, 1), SEPTEMBER]
    assert actions.in_time_sentence(in_time) == (
        "25.0% of the actions agreed in August 2021 were done in time (1 of 4, target 80%)"
    )
    untargeted = in_time.with_columns(target=pl.lit(None, pl.Float64))
    assert actions.in_time_sentence(untargeted).endswith("(1 of 4)")
    assert actions.open_sentence(actions.by_age(store, SEPTEMBER)) == (
        "2 care planning actions are open past their time, 1 of them older than three months; "
        "2 other actions are open past their time, 0 of them older than three months."
    )


def test_children_of_concern_in_a_sentence(holding: Holding) -> None:
    store = holding((1, {}), concerns=CONCERNS)
    assert actions.concerns_sentence(actions.concerns(store, SEPTEMBER)) == (
        "21 children of concern were tracked at the end of September 2021; 4 were opened in the month and 3 resolved. "
        "They are counted for the whole council."
    )


def test_an_area_is_answered_beside_the_whole_council(holding: Holding) -> None:
    """6 of 9 in Wexley; 6 of 18 in the council, where the other nine were inadequate."""
    groups = [
        group
        for month in HALF_YEAR[3:]
        for group in ((2, {"month": month}), (1, {"month": month} | WEAK),
                      (3, {"month": month, "locality": "Ashport"} | POOR))
    ]  # fmt: skip
    store = holding(*groups)
    better = audits.answers(store, SEPTEMBER, "known", "Wexley")["Is practice improving?"]
    assert "66.7% of audits were good or better in July 2021 to September 2021 (6 of 9)" in better
    assert better.endswith(" In the whole council it was 33.3% (6 of 18).")
    weakest = audits.answers(store, SEPTEMBER, "known", "Wexley")["For which children is it weakest?"]
    assert weakest == (
        "**Not known**: all audits are of children in need, 66.7% good or better (6 of 9), so there is nothing to "
        "compare."
    )


def test_without_audits_there_are_four_answers_that_nothing_is_known(empty: Store) -> None:
    assert audits.answers(empty, SEPTEMBER, "known", "Wexley") == {
        "Is practice improving?": "**Not known**: not all audits of July 2021 to September 2021 are held.",
        "For which children is it weakest?": "**Not known**: not all audits of the three months are held.",
        "Can the grades be trusted?": f"**Not known**: {moderation.NOT_MODERATED}",
        "What should be audited next month?": "**Not known**: no open cases are held to choose from.",
    }


def test_with_few_audits_of_each_legal_status_none_is_called_weakest(holding: Holding) -> None:
    groups = [
        g
        for month in HALF_YEAR[3:]
        for g in ((4, {"month": month}), (2, {"month": month, "legal_status": "Plan"} | POOR))
    ]
    assert audits.answers(holding(*groups), SEPTEMBER)["For which children is it weakest?"] == (
        "**Too few audits to tell**: the lowest is child protection, 0.0% good or better (0 of 6)."
    )


def test_a_legal_status_that_the_catalogue_lost_is_an_error_and_never_left_out() -> None:
    rows = pl.DataFrame({"legal_status": ["Help", "Ward of court", "Care"]})
    with pytest.raises(CatalogueError, match=r"legal status Ward of court, which legal_statuses\.csv does not have"):
        with_known_statuses(rows)
    assert with_known_statuses(rows.filter(pl.col("legal_status") != "Ward of court")).height == 2


STATUS = {
    "name": "Care leavers", "audits": 22, "good_or_better": 9, "good_or_better_share": 40.9, "printed": False,
    "previous_good_or_better_share": None, "previous_is_printed": False,
}  # fmt: skip


@pytest.mark.parametrize(
    ("month", "changed", "said"),
    [
        (SEPTEMBER, {"good_or_better_share": None}, "Care leavers: no audits"),
        (SEPTEMBER, {"audits": 11}, "Care leavers: good or better was 40.9% (9 of 11 audits), below the target of 50%, "
         "above the previous 40%, few audits"),
        (SEPTEMBER, {"printed": True, "good_or_better_share": 50.0, "audits": None},
         "Care leavers: good or better was 50%, on the target of 50%, above the previous 40%"),
        (SEPTEMBER, {"good_or_better_share": 40.0},
         "Care leavers: good or better was 40.0% (9 of 22 audits), below the target of 50%, the same as the previous "
         "40%"),
        (BEFORE_TARGETS, {}, "Care leavers: good or better was 40.9% (9 of 22 audits)"),
    ],
)  # fmt: skip
def test_a_legal_status_in_a_sentence(month: date, changed: dict[str, Any], said: str) -> None:
    assert audits.legal_status_sentences(pl.DataFrame([STATUS | changed]), month) == [said]


def test_legal_statuses_that_did_not_move_beyond_chance(holding: Holding) -> None:
    groups = [(8, {"month": month}) for month in HALF_YEAR] + [(8, {"month": month} | POOR) for month in HALF_YEAR]
    apart = audits.apart(holding(*groups), SEPTEMBER)
    assert apart.select("name", "good_or_better_share_change").rows() == [("Children in need", 0.0)]
    assert audits.apart_sentence(apart) == "No legal status differs from the three months before by more than chance"


def test_moderation_in_a_sentence_and_across(holding: Holding) -> None:
    store = holding((6, {}), (2, {"auditor_rating": "Outstanding"}))
    assert moderation.moved_sentence(moderation.by_window(store, SEPTEMBER)) == (
        "Moderation changed 25.0% of grades (2 of 8), above the expected 10–15%, though this could be chance. 2 went "
        "down and 0 up: too few to tell which way."
    )
    crossed = moderation.crossed(store, SEPTEMBER)
    assert crossed["moderated"].unique().to_list() == [8]


def test_without_moderated_audits_nothing_stands_across_in_the_same_columns(holding: Holding) -> None:
    known = holding((2, {}), (2, {"month": "2021-08", "auditor_rating": "x"}))
    none = moderation.crossed(known, AUGUST)
    assert none.is_empty()
    assert none.schema == moderation.crossed(known, SEPTEMBER).schema


AREA = {
    "area": "Planning", "audits": 50, "good_or_better": 20, "good_or_better_share": 40.0,
    "good_or_better_rest_share": 60.0, "good_or_better_rest_p_value": 0.07, "good_or_better_rest_too_few": False,
    "good_or_better_rest_in_list": False,
} | {
    f"{band}_change_{name}": value
    for band in ("good_or_better", "inadequate")
    for name, value in (("p_value", 0.3), ("in_list", False), ("compared", 2))
}  # fmt: skip
BETTER_AREA = {**AREA, "area": "Assessment", "good_or_better_share": 60.0}


def only_compared(moved: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in moved.items() if name.endswith("_compared")}


LOWEST = "Lowest: Planning, 40.0% good or better (20 of 50), which could be chance"


@pytest.mark.parametrize(
    ("moved", "said"),
    [
        ({}, f"{LOWEST}; no area moved by more than chance since the month before"),
        ({"inadequate_change_in_list": True},
         f"{LOWEST}; moved by more than chance since the month before: Assessment (inadequate)"),
        ({f"{band}_change_compared": 0 for band in ("good_or_better", "inadequate")},
         f"{LOWEST}; too few audits to tell whether an area moved since the month before"),
        ({"inadequate_change_in_list": True, "good_or_better_change_in_list": True},
         f"{LOWEST}; moved by more than chance since the month before: Assessment (good or better) and Assessment "
         "(inadequate)"),
    ],
)  # fmt: skip
def test_the_weakest_area_of_practice_and_those_that_moved(moved: dict[str, bool], said: str) -> None:
    assert practice.areas_sentence(pl.DataFrame([BETTER_AREA | moved, AREA | only_compared(moved)])) == said


def test_steps_in_a_sentence(holding: Holding) -> None:
    store = holding(
        (3, {}), (1, {"submitted_late": "yes"}), (2, {"status": "below standard", "rating": "z"}),
        (4, {"status": "exempt", "rating": "z"}), (1, {"status": "not submitted", "rating": "z"}),
        (1, {"month": "2020-12"}),
    )  # fmt: skip
    steps = programme.steps(store, SEPTEMBER)
    assert programme.steps_sentence(steps) == (
        "In September 2021 6 of 11 allocated audits were submitted (54.5%, target 90%), 1 of them late (16.7%); "
        "2 were below standard and 4 accepted. 4 were exempt and 1 not submitted."
    )
    assert "(100.0%), 0 of them late" in programme.steps_sentence(steps.head(1)), "there was no target in 2020"


REACHED: dict[str, Any] = {
    "month": SEPTEMBER, "audits": 46, "whole": True, "teams_known": 30, "teams_reached": 12, "children_audited": 500,
    "children_open": 4000, "children_share": 12.5,
}  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, "46 audits were completed in September 2021, reaching the baseline of 45, short of the ambition of 86. "
         "12 of 30 teams had an audit in the three months. 500 files were audited in the year, beside 4,000 children "
         "open to social care at the end of the month (12.5%)."),
        ({"whole": False, "teams_known": None, "children_open": None},
         "46 audits were completed in September 2021. 500 files were audited in the year; how many children are open "
         "to social care is not held."),
    ],
)  # fmt: skip
def test_coverage_in_sentences(changed: dict[str, Any], said: str) -> None:
    assert programme.coverage_sentence(programme.Coverage(**REACHED | changed)) == said


def test_who_took_part_in_a_sentence(holding: Holding) -> None:
    store = holding((9, {}), (1, {"child_spoken_to": "no", "worker_included": "no"}), (1, {"month": "2020-12"}))
    people = programme.took_part(store, SEPTEMBER)
    assert programme.took_part_sentence(people, SEPTEMBER) == (
        "3 of 4 targets for taking part were met in September 2021; furthest off: social worker included, 90.0% of a "
        "target of 95%"
    )
    december = date(2020, 12, 1)
    assert programme.took_part_sentence(people, december) == "Who took part in December 2020; no target was in force"
    met = people.filter(pl.col("share") >= pl.col("target"))
    assert programme.took_part_sentence(met, SEPTEMBER) == "3 of 3 targets for taking part were met in September 2021"


def test_a_month_in_a_sentence_without_the_month_before(holding: Holding) -> None:
    store = holding((3, {}), (1, POOR))
    assert ratings.month_sentence(audits.by_month(store, SEPTEMBER)) == (
        "3 of 4 audits were good or better in September 2021"
    )


def test_a_month_of_the_trend_in_a_sentence(holding: Holding) -> None:
    store = holding(
        (10, {"month": "2020-09"}), (5, {"month": "2021-07"}), (5, {"month": "2021-07"} | POOR),
        (6, {"month": "2021-08"}), (4, {"month": "2021-08"} | POOR), (36, {}), (4, POOR),
    )  # fmt: skip
    trend = audits.trend(store, SEPTEMBER)
    said = [audits.trend_sentence(trend[: end + 1], "good_or_better") for end in range(trend.height)]
    assert said == [
        "50.0% good or better in July 2021 (5 of 10), on the target of 50%",
        "60.0% good or better in August 2021 (6 of 10), above the target of 50%; +10.0 on the month before, no more "
        "than chance",
        "90.0% good or better in September 2021 (36 of 40), above the target of 50%; +30.0 on the month before, more "
        "than chance",
    ]
    untargeted = audits.trend(store, BEFORE_TARGETS)
    assert audits.trend_sentence(untargeted, "inadequate") == "0.0% inadequate in September 2020 (0 of 10)"


def test_where_no_month_stands_out_the_year_is_named(holding: Holding) -> None:
    store = holding((5, {"month": "2021-08"}), (5, {"month": "2021-08"} | POOR), (6, {}), (4, POOR))
    assert ratings.standing_out_sentence(audits.trend(store, SEPTEMBER)) == (
        "No month stands out of the year (55.0% good or better and 45.0% inadequate of 20 audits) beyond what chance "
        "makes."
    )


def test_a_line_of_the_snapshot_has_a_place_for_every_month(holding: Holding) -> None:
    store = holding((4, {"month": "2021-07"}), (3, {}), (1, POOR))
    line = audits.series_of(audits.snapshot(store, SEPTEMBER), SEPTEMBER)["good_or_better"]
    assert line == [None] * 9 + [100.0, None, 75.0]


PLACE = {
    "kind": "locality", "place": "Wexley", "good_or_better_share": 40.0, "good_or_better_rest_compared": 2,
    "good_or_better_rest_in_list": False,
}  # fmt: skip
ALIKE = "From 40.0% good or better in Wexley to 55.5% in Ashport, six months together"


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([PLACE, PLACE | {"place": "Ashport", "good_or_better_share": 55.5},
          PLACE | {"kind": "service", "place": "STARS", "good_or_better_share": 10.0}],
         f"{ALIKE}, which could be chance"),
        ([PLACE | {"good_or_better_rest_in_list": True}, PLACE | {"place": "Ashport", "good_or_better_share": 55.5}],
         f"{ALIKE}. More than chance against the others: Wexley"),
        ([PLACE | {"good_or_better_rest_compared": 0},
          PLACE | {"place": "Ashport", "good_or_better_share": 55.5, "good_or_better_rest_compared": 0}],
         f"{ALIKE}: too few audits to tell them apart"),
        ([PLACE | {"kind": "service", "place": "STARS"}], "STARS: 40.0% good or better in six months"),
        ([PLACE, PLACE | {"place": "Dunmere"}, PLACE | {"place": "Ashport", "good_or_better_share": 55.5}],
         f"{ALIKE}, which could be chance".replace("Wexley", "Wexley and Dunmere")),
        ([PLACE, PLACE | {"place": "Dunmere"}],
         "40.0% good or better in Wexley and Dunmere, six months together, which could be chance"),
    ],
)  # fmt: skip
def test_places_in_a_sentence(rows: list[dict[str, Any]], said: str) -> None:
    assert teams.places_sentence(pl.DataFrame(rows)) == said


def test_places_then_services_are_pooled_over_six_months(holding: Holding) -> None:
    store = holding(
        (3, {"month": "2021-04"}), (1, POOR), (2, {"locality": "Ashport", "service": "All"}),
        (9, {"month": "2021-03"} | POOR), (5, {"locality": "All", "service": "All"}),
    )  # fmt: skip
    assert teams.by_place(store, SEPTEMBER).select("kind", "place", "good_or_better", "audits").rows() == [
        ("locality", "Ashport", 2, 2),
        ("locality", "Wexley", 3, 4),
        ("service", "Safeguarding", 3, 4),
    ]


def test_lists_of_teams_in_sentences(holding: Holding) -> None:
    store = holding(
        *((1, {"month": month, "team": "Other"} | POOR) for month in ("2021-03", *HALF_YEAR)),
        (3, {"month": "2021-06"}), (3, {"team": "Wexley 2"}),
    )  # fmt: skip
    found = teams.by_team(store, SEPTEMBER)
    assert teams.list_sentence(found, "good") == (
        "2 of 3 teams. Since the month before, 1 joined the list and 0 left it. "
        "0 have been on it for six months or more"
    )
    assert teams.too_few_sentence(found.filter(~pl.col("too_few"))).startswith("Every team had 3 audits or more")
    first = teams.by_team(store, AUGUST)
    assert teams.list_sentence(first, "good") == (
        "1 of 2 teams. Whether any joined or left is not known: the months before are not held"
    )


def test_without_named_teams_there_is_no_list(holding: Holding) -> None:
    assert teams.by_team(holding((3, {"team": "All"})), SEPTEMBER).is_empty()


def test_without_a_target_in_force_time_and_quality_are_not_weighed() -> None:
    both = pl.DataFrame(
        {
            "practice_area": [None] * 2, "of_name": ["Children in need"] * 2, "good_or_better_target": [None] * 2,
            "target": [93.0] * 2,
            "rag": ["green", "red"], "audits": [10] * 2, "good_or_better": [4] * 2, "good_or_better_share": [40.0] * 2,
        }
    )  # fmt: skip
    assert audits.triangulation_sentences(both) == [
        "Children in need: 1 of 2 timeliness indicators on target; 40.0% of their audits were good or better (4 of 10)"
    ]


def test_a_pack_of_audits_with_a_lost_legal_status_is_an_error(
    holding: Holding, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audit of a pack counts every audit: one that has no row there would be left out of all totals."""
    store = holding(*((2, {"month": month}) for month in HALF_YEAR[3:]))
    lost = replace(catalogue(), legal_statuses={"Care": catalogue().legal_statuses["Care"]})
    monkeypatch.setattr("analytics.audits.inclusion.catalogue", lambda: lost)
    with pytest.raises(CatalogueError, match="legal status Help"):
        disclose(store, Wanted(SEPTEMBER, sections=("audits",)), None)
