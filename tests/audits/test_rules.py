"""Rules worked by hand on a few made-up audits."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import audits, tables
from analytics.audits import actions, moderation, practice, programme, ratings, teams
from analytics.audits.inclusion import compared, with_changes, with_shares
from analytics.catalogue import BANDS
from analytics.store import Incoming, Store, load
from tests.audits.conftest import HALF_YEAR, POOR, WEAK, Holding
from tests.westshire import catalogue

SEPTEMBER = date(2021, 9, 1)


def test_a_month_is_real_change_only_beyond_chance(holding: Holding) -> None:
    """36 of 40 after 10 of 40 is more than chance; 12 of 40 after 10 of 40 is not."""
    store = holding(
        (10, {"month": "2021-07"}), (30, {"month": "2021-07"} | POOR),
        (12, {"month": "2021-08"}), (28, {"month": "2021-08"} | POOR),
        (36, {}), (4, POOR),
    )  # fmt: skip
    trend = audits.trend(store, SEPTEMBER)
    assert trend["good_or_better_share"].to_list() == [25.0, 30.0, 90.0]
    assert trend["good_or_better_share_change"].to_list() == [None, 5.0, 60.0]
    assert trend["good_or_better_share_real"].to_list() == [None, False, True]
    assert trend["good_or_better_rolling"].to_list() == [None, None, 48.3]
    assert trend["good_or_better_stands_out"].to_list() == [False, False, True]
    assert "September 2021 by its share good or better" in ratings.standing_out_sentence(trend)
    assert audits.answers(store, SEPTEMBER)["Is practice improving?"].startswith(
        "**Not known**: no audits of the three"
    )


def test_a_gap_is_not_bridged(holding: Holding) -> None:
    store = holding((5, {"month": "2021-07"}), (5, {}))
    trend = audits.trend(store, SEPTEMBER)
    assert trend["good_or_better_share_change"].null_count() == 2
    assert trend["good_or_better_rolling"].null_count() == 2
    assert audits.three_months(store, SEPTEMBER).is_empty()
    assert audits.by_quarter(store, SEPTEMBER).is_empty()


def test_a_month_in_which_an_area_had_no_audit_is_held_all_the_same(holding: Holding) -> None:
    """In Wexley 4 of 4 in July, none in August, 0 of 2 in September: 4 of 6 in three months."""
    store = holding(
        *((10, {"month": month, "locality": "Ashport"}) for month in HALF_YEAR),
        (4, {"month": "2021-07"}), (2, POOR),
    )  # fmt: skip
    pooled = audits.three_months(store, SEPTEMBER, "known", "Wexley").row(0, named=True)
    assert (pooled["good_or_better"], pooled["audits"], pooled["previous_audits"]) == (4, 6, None)
    assert audits.trend(store, SEPTEMBER, "known", "Wexley")["good_or_better_rolling"].to_list()[-1] == 66.7
    assert audits.by_quarter(store, SEPTEMBER, "known", "Wexley")["quarter"].to_list() == ["2021/22 Q2"]
    assert audits.by_legal_status(store, SEPTEMBER, "known", "Wexley")["count"].sum() == 6
    assert teams.by_team(store, SEPTEMBER, "known", "Wexley")["on_good"].to_list() == [True]
    trusted = audits.answers(store, SEPTEMBER, "known", "Wexley")["Can the grades be trusted?"]
    assert trusted == ("**Not known.** Too few audits to tell how far auditors and moderators agree (6 moderated).")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [((10, 30), (30, 10), "**Yes.**"), ((30, 10), (10, 30), "**No: it is getting weaker.**"),
     ((10, 10), (11, 9), "**No clear change.**")],
)  # fmt: skip
def test_whether_practice_is_getting_better(
    holding: Holding, before: tuple[int, int], after: tuple[int, int], said: str
) -> None:
    groups = [
        (count, {"month": month} | rated)
        for months, counts in ((HALF_YEAR[:3], before), (HALF_YEAR[3:], after))
        for month in months
        for count, rated in zip(counts, ({}, POOR), strict=True)
    ]
    assert audits.answers(holding(*groups), SEPTEMBER)["Is practice improving?"].startswith(said)


WEAKEST = "For which children is it weakest?"


def of_statuses(holding: Holding, **counts: tuple[int, int]) -> str:
    """Who is said to be weakest, of good and inadequate audits a month for each legal status."""
    groups = [
        group
        for month in HALF_YEAR[3:]
        for status, (good, poor) in counts.items()
        for group in (
            (good, {"month": month, "legal_status": status}), (poor, {"month": month, "legal_status": status} | POOR),
        )
    ]  # fmt: skip
    return audits.answers(holding(*groups), SEPTEMBER)[WEAKEST]


def test_a_legal_status_is_called_weakest_where_it_differs_by_more_than_chance(holding: Holding) -> None:
    """9 of 30 against 60 of 78 in the others: 0.00002 by Fisher's exact test."""
    said = of_statuses(holding, Help=(20, 6), Plan=(3, 7))
    assert said == (
        "**Child protection**: 30.0% good or better (9 of 30), against 76.9% for all others, more than chance. "
        "2 groups were compared."
    )


def test_the_lowest_by_chance_is_not_called_weakest(holding: Holding) -> None:
    """12 of 24 against 21 of 30 is 0.2."""
    said = of_statuses(holding, Help=(7, 3), Plan=(4, 4))
    assert said.startswith(
        "**No group is clearly weaker**: the lowest is child protection, 50.0% good or better (12 of"
    )
    assert said.endswith("which could be chance. 2 groups were compared.")


def test_groups_with_the_same_share_are_all_called_the_lowest(holding: Holding) -> None:
    """12 of 24 and 15 of 30, against 24 of 30."""
    said = of_statuses(holding, Help=(8, 2), Plan=(4, 4), Care=(5, 5))
    assert said.startswith(
        "**No group is clearly weaker**: the lowest are child protection, 50.0% good or better (12 of 24), which could "
        "be chance; children in care, 50.0% good or better (15 of 30), which could be chance."
    )


def test_of_few_audits_groups_with_the_same_share_are_all_called_the_lowest(holding: Holding) -> None:
    said = of_statuses(holding, Help=(2, 0), Plan=(1, 1), Care=(2, 2))
    assert said == (
        "**Too few audits to tell**: the lowest are child protection, 50.0% good or better (3 of 6); children in care, "
        "50.0% good or better (6 of 12)."
    )


def test_groups_that_are_weaker_and_have_the_same_share_are_both_named(holding: Holding) -> None:
    said = of_statuses(holding, Help=(36, 4), Plan=(6, 14), Care=(6, 14))
    assert "**Child protection**: 30.0% good or better (18 of 60), against " in said
    assert "; **Children in care**: 30.0% good or better (18 of 60), against " in said
    assert "Also weaker" not in said


def test_where_all_have_the_same_share_none_is_the_lowest(holding: Holding) -> None:
    assert of_statuses(holding, Help=(7, 7), Plan=(8, 8)) == (
        "**No group is clearly weaker**: all have the same share, 50.0% good or better."
    )


def test_with_few_audits_there_is_too_little_to_tell_however_low_they_are(holding: Holding) -> None:
    """0 of 6 against 33 of 54 is 0.006, and six audits are few."""
    said = of_statuses(holding, Help=(7, 3), Plan=(4, 4), Left=(0, 2))
    assert said.startswith(
        "**No group is clearly weaker**: the lowest is care leavers, 0.0% good or better (0 of 6), too"
    )
    assert said.endswith("too few audits to tell. 2 groups were compared. 1 more had too few audits to tell.")


def test_of_several_that_are_weaker_the_lowest_is_named_first(holding: Holding) -> None:
    """18 of 60 and 21 of 60 against the others: each is lower than chance makes it among three."""
    said = of_statuses(holding, Help=(36, 4), Plan=(7, 13), Care=(6, 14))
    assert said.startswith("**Children in care**: 30.0% good or better (18 of 60)")
    assert "Also weaker: child protection, 35.0% good or better (21 of 60)." in said


TRUSTED = "Can the grades be trusted?"
LOWERED, RAISED = {"auditor_rating": "Outstanding"}, {"auditor_rating": "Requires Improvement"}
FAIR = [(16, {}), (2, POOR), (1, LOWERED), (1, RAISED)]  # audits of a month: 2 of 20 changed, one each way


def of_months(*kept: tuple[int, dict[str, Any]]) -> list[tuple[int, dict[str, Any]]]:
    return [(count, {"month": month} | group) for month in HALF_YEAR[3:] for count, group in kept]


def test_grades_are_trusted_without_a_reason_for_care(holding: Holding) -> None:
    """6 of 60 changed is within 10 to 15 %, three each way; no inadequate one was found by the moderator."""
    said = audits.answers(holding(*of_months(*FAIR)), SEPTEMBER)[TRUSTED]
    assert said.startswith("**Yes.** Agreement of auditor and moderator is very good: AC2 0.9")
    assert ". Moderation changed 10.0% of grades (6 of 60), within the" in said
    assert "3 went down and 3 up, which could be chance. Moderators found 0 of the 6 inadequate audits." in said


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ((7, LOWERED), "10 went down and 3 up"),  # by the sign test 0.09
        ((9, LOWERED), "12 went down and 3 up: more often down than chance would give"),  # 0.035
        ((3, {"rating": "Inadequate"}), "Moderators found 3 of the 9"),
        ((14, RAISED), "above the expected 10–15%. 3 went down and 17 up: more often up than chance would give"),
        (
            (30, {"auditor_rating": "Inadequate"}),
            "Agreement of auditor and moderator is good, though it could be only moderate",
        ),
    ],
)
def test_one_reason_is_enough_for_care(holding: Holding, more: tuple[int, dict[str, Any]], said: str) -> None:
    answer = audits.answers(holding(*of_months(*FAIR), more), SEPTEMBER)[TRUSTED]
    assert answer.startswith("**Yes" if more == (7, LOWERED) else "**With care.**")
    assert said in answer


def test_where_moderation_changes_nothing_it_is_not_said_that_all_agree(holding: Holding) -> None:
    """A form with one grade for both gives perfect agreement, and no evidence of any."""
    said = audits.answers(holding(*of_months((20, {}), (5, POOR))), SEPTEMBER)[TRUSTED]
    assert said.startswith("**Not known.** Moderation changed none of 75 grades. Either moderators agreed every time")


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ((2, 0), (12, 0), "agreement got worse (AC2 0.74, 0.96 before) and more grades are lowered (40.0%,"),
        ((3, 3), (4, 3), "No clear change since the three months before"),
        ((3, 3), (6, 0), "fewer grades are raised (0.0%, 10.0% before). That is unlikely to be chance."),
    ],
)
def test_whether_agreement_or_direction_changed(
    holding: Holding, before: tuple[int, int], after: tuple[int, int], said: str
) -> None:
    """Thirty audits a month: lowered and raised so many, in the three months before and now."""
    groups = [
        (count, {"month": month} | group)
        for span, (down, up) in ((HALF_YEAR[:3], before), (HALF_YEAR[3:], after))
        for month in span
        for count, group in ((down, LOWERED), (up, RAISED), (20 - down - up, {}), (10, POOR))
    ]
    assert said in moderation.change_sentence(moderation.by_window(holding(*groups), SEPTEMBER))


def test_a_table_calls_no_change_of_few_audits_more_than_chance(holding: Holding) -> None:
    """Care leavers fell from 9 of 9 to 0 of 9, children in need from 60 of 60 to 30 of 60."""
    kept = [
        (count, {"month": month, "legal_status": status} | rated)
        for month in HALF_YEAR
        for status, before, after in (("Left", (3, 0), (0, 3)), ("Help", (20, 0), (10, 10)))
        for count, rated in zip(before if month in HALF_YEAR[:3] else after, ({}, POOR), strict=True)
    ]
    store = holding(*kept)
    table = tables.audits.legal_statuses_tested(audits.apart(store, SEPTEMBER), SEPTEMBER)
    assert re.findall(r"−[\d.]+ <small>(.+?)</small>", table) == ["worse, more than chance", "too few to tell"]
    now = audits.of_month(audits.snapshot(store, date(2021, 7, 1)), date(2021, 7, 1)).filter(measure="good_or_better")
    assert now.select("whole", "previous_whole").row(0) == (23, 23)


@pytest.mark.parametrize(
    ("own", "said"),
    [("Good", "found the one inadequate audit"), ("Inadequate", "did not find the one inadequate audit")],
)
def test_one_inadequate_audit_is_said_as_one(holding: Holding, own: str, said: str) -> None:
    kept = [(10, {"month": month}) for month in HALF_YEAR[3:]]
    one = {"rating": "Inadequate", "auditor_rating": own}
    more = [(1, LOWERED), (1, RAISED)]
    answer = audits.answers(holding(*kept, *more, (1, one)), SEPTEMBER)[TRUSTED]
    assert f"Moderators {said}." in answer
    moved = "2 went down and 1 up" if own == "Good" else "1 went down and 1 up"
    assert f"{moved}: too few to tell which way." in answer


def test_more_changes_than_expected_are_no_reason_where_chance_can_make_them(holding: Holding) -> None:
    answer = audits.answers(holding(*of_months((16, {}), (4, POOR), (2, LOWERED), (2, RAISED))), SEPTEMBER)[TRUSTED]
    assert answer.startswith("**Yes.**")
    assert "above the expected 10–15%, though this could be chance" in answer


def test_a_team_stands_on_a_list_for_as_long_as_it_does_in_a_row(holding: Holding) -> None:
    """Three good ones in June bring team 1 on the list from June on; team 2 has its third in September."""
    months = ("2020-10", "2020-11", "2020-12", "2021-01", "2021-02", "2021-03", *HALF_YEAR)
    others = [(1, {"month": month, "team": "Other"} | POOR) for month in months]
    store = holding(
        *others,
        (3, {"month": "2021-06", "team": "Wexley 1"}),
        (2, {"month": "2021-08", "team": "Wexley 2"}), (1, {"month": "2021-09", "team": "Wexley 2"}),
        (3, {"month": "2021-03", "team": "Wexley 3"}),
    )  # fmt: skip
    found = {row["team"]: row for row in teams.by_team(store, SEPTEMBER).iter_rows(named=True)}
    assert {t: (r["on_good"], r["months_on_good"], r["added_good"], r["removed_good"]) for t, r in found.items()} == {
        "Wexley 1": (True, 4, False, False),
        "Wexley 2": (True, 1, True, False),
        "Wexley 3": (False, 0, False, True),
        "Other": (False, 0, False, False),
    }
    assert found["Other"]["on_poor"]
    assert found["Other"]["months_on_poor"] == 7
    assert {team: row["recent"] for team, row in found.items()} == {
        "Wexley 1": 0,
        "Wexley 2": 3,
        "Wexley 3": 0,
        "Other": 3,
    }
    assert teams.too_few_sentence(teams.by_team(store, SEPTEMBER)).startswith("2 of 4 teams had fewer than 3 audits")


@pytest.mark.parametrize(("weak", "on"), [(2, True), (1, False)])
def test_forty_percent_is_on_the_list_of_weak_practice(holding: Holding, weak: int, on: bool) -> None:
    """2 of 5 is 40 %; 1 of 4 is 25 %."""
    store = holding(*((1, {"month": m, "team": "Other"}) for m in HALF_YEAR), (3, {}), (weak, WEAK))
    team = teams.by_team(store, SEPTEMBER).filter(team="Wexley 1").row(0, named=True)
    assert (team["on_weak"], team["audits"]) == (on, 3 + weak)
    assert team["added_weak"] is None, "the list of the month before can't be made"


def test_with_a_month_missing_there_is_no_list(holding: Holding) -> None:
    store = holding(*((3, {"month": m}) for m in HALF_YEAR if m != "2021-07"))
    found = teams.by_team(store, SEPTEMBER)
    assert found.select("on_good", "months_on_good").row(0) == (None, None)


def test_moderation_counts_only_audits_with_both_ratings(holding: Holding) -> None:
    store = holding(
        (6, {}),
        (1, {"auditor_rating": "x"}),
        (1, {"auditor_rating": "Requires Improvement"}),
        (2, {"rating": "Inadequate"}),
        (1, POOR),
    )
    row = moderation.by_month(store, SEPTEMBER).row(0, named=True)
    assert (row["moderated"], row["upgraded"], row["downgraded"]) == (10, 1, 2)
    assert (row["inadequate"], row["directed"], row["directed_share"]) == (3, 2, 66.7)
    crossed = moderation.crossed(store, SEPTEMBER)
    assert crossed.height == 16
    assert crossed.filter(auditor_rating="Good", rating="Inadequate")["count"].item() == 2


def test_steps_need_rows_that_say_whether_audits_were_late(holding: Holding, published: Store) -> None:
    store = holding(
        (3, {}), (1, {"submitted_late": "yes"}), (1, {"status": "below standard", "rating": "z"}),
        (4, {"status": "exempt", "rating": "z"}), (1, {"status": "not submitted", "rating": "z"}),
    )  # fmt: skip
    row = programme.steps(store, SEPTEMBER).row(0, named=True)
    assert (row["allocated"], row["submitted"], row["accepted"], row["completion"]) == (10, 5, 4, 50.0)
    assert (row["late"], row["late_share"]) == (1, 20.0)
    assert programme.steps(published, SEPTEMBER).is_empty()
    assert moderation.by_month(published, SEPTEMBER).is_empty()


def test_who_could_not_take_part_is_not_asked(holding: Holding) -> None:
    store = holding((2, {}), (1, {"child_spoken_to": "no"}), (5, {"child_spoken_to": "not applicable"}))
    people = programme.took_part(store, SEPTEMBER)
    child = people.filter(measure="child_spoken_to").row(0, named=True)
    assert (child["yes"], child["asked"], child["share"], child["target"]) == (2, 3, 66.7, 80.0)
    assert "reviewer_included" not in people["measure"]


def test_children_are_counted_once_and_set_beside_those_open(holding: Holding) -> None:
    store = holding(
        (1, {"month": "2021-01", "record_key": "same"}), (1, {"record_key": "same"}), (2, {"team": "Wexley 2"}),
        indicators="cut,month,measure_id,locality,numerator,denominator\n2021-09,2021-09,carers_supervised,Wexley,9,12\n",
    )  # fmt: skip
    reached = programme.coverage(store, SEPTEMBER, "known", "Wexley")
    assert (reached.children_audited, reached.children_open, reached.children_share) == (3, 12, 25.0)
    assert (reached.teams_reached, reached.teams_known) == (2, 2)
    assert programme.coverage(store, SEPTEMBER).children_open is None, "the other localities have no count"
    assert "short of the baseline of 45" in programme.coverage_sentence(programme.coverage(store, SEPTEMBER))


def rated_areas(**counts: tuple[int, int]) -> str:
    """Ratings of areas of practice in 60 audits: so many good, and so many inadequate."""
    lines = [
        f"2021-09,A0-{n},{area},{'Good' if n < good else 'Inadequate'},council\n"
        for area, (good, poor) in counts.items()
        for n in range(good + poor)
    ]
    return "cut,audit_id,area,rating,source\n" + "".join(lines)


def test_areas_of_practice_with_the_same_share_are_all_the_lowest_or_none_is(holding: Holding) -> None:
    same = {"Planning": (18, 42), "Risk": (18, 42)}
    store = holding((60, {}), audit_areas=rated_areas(Assessment=(50, 10), **same))
    assert practice.areas_sentence(practice.by_area(store, SEPTEMBER)) == (
        "Weakest: Planning, 30.0% good or better (18 of 60); Risk, 30.0% good or better (18 of 60)"
    )
    every = practice.by_area(store, SEPTEMBER).filter(good_or_better_share=30.0)
    assert practice.areas_sentence(every) == "All are the same: 30.0% good or better"


@pytest.mark.parametrize(
    ("planning", "said"),
    [((15, 45), "Weakest: Planning, 25.0% good or better (15 of 60)"),
     ((27, 33), "Lowest: Planning, 45.0% good or better (27 of 60), which could be chance"),
     ((0, 12), "Lowest: Planning, 0.0% good or better (0 of 12), too few audits to tell")],
)  # fmt: skip
def test_an_area_is_weakest_where_it_differs_by_more_than_chance(
    holding: Holding, planning: tuple[int, int], said: str
) -> None:
    store = holding((60, {}), audit_areas=rated_areas(Assessment=(32, 28), Planning=planning, Risk=(33, 27)))
    areas = practice.by_area(store, SEPTEMBER)
    assert practice.areas_sentence(areas) == said
    compared = 2 if planning == (0, 12) else 3
    assert practice.comparisons_sentence(areas).startswith(f"Drawn from {compared} comparisons")


@pytest.mark.parametrize(("wexley", "named"), [((6, 24), "Wexley"), ((14, 16), "")])
def test_a_place_and_a_team_differ_where_it_is_more_than_chance(
    holding: Holding, wexley: tuple[int, int], named: str
) -> None:
    """6 of 30 against 38 of 60 is 0.0002, 14 of 30 is 0.2; a team of three audits is in no list of what differs."""
    months = [
        ({"month": month, "locality": place, "team": team} | rating, count)
        for month in HALF_YEAR
        for place, team, counts in (("Wexley", "Wexley 1", wexley), ("Ashport", "Ashport 1", (38, 22)))
        for rating, count in zip(({}, POOR), counts, strict=True)
    ]
    few = (3, {"locality": "Ashport", "team": "Ashport 2"} | POOR)
    groups = [(count // 6 + (n < 0), group) for n, (group, count) in enumerate(months)]
    store = holding(*groups, few)
    said = teams.places_sentence(teams.by_place(store, SEPTEMBER))
    found = teams.by_team(store, SEPTEMBER)
    listed = teams.list_test_sentence(found, "poor")
    if named:
        assert said.endswith("More than chance against the others: Wexley and Ashport")
        assert "More than chance against the other teams: Wexley 1." in listed
    else:
        assert said.endswith(", which could be chance")
        assert "None of its teams has more than the others beyond chance." in listed
    assert listed.endswith("1 more is too few to tell.")
    assert not found.filter(team="Ashport 2")["inadequate_rest_in_list"].item()


AREAS = "cut,audit_id,area,rating,source\n" + "".join(
    f"2021-09,A0-{n},Planning,{rating},council\n" for n, rating in enumerate(("Good", "Inadequate", "z", "x"))
)


def test_an_area_is_counted_where_it_applies(holding: Holding) -> None:
    store = holding((4, {}), audit_areas=AREAS)
    row = practice.by_area(store, SEPTEMBER).row(0, named=True)
    assert (row["area"], row["audits"], row["good_or_better"], row["inadequate"]) == ("Planning", 2, 1, 1)
    assert (row["previous_good_or_better_share"], row["good_or_better_target"]) == (None, None)
    assert practice.areas_sentence(practice.by_area(store, SEPTEMBER)) == "Planning, 50.0% good or better (1 of 2)"


def test_areas_of_another_source_are_never_taken_for_an_audit(holding: Holding) -> None:
    store = holding((4, {}), audit_areas=AREAS.replace("council", "other"))
    assert practice.by_area(store, SEPTEMBER).is_empty()


ACTIONS = "cut,action_id,audit_id,kind,due,status,done_on,source\n"


def test_actions_belong_to_the_month_of_their_audit_and_the_newest_cut_counts(holding: Holding) -> None:
    first = ACTIONS + (
        "2021-09,N1,A0-0,other,2021-08-20,completed on time,2021-08-19,council\n"
        "2021-09,N2,A0-1,other,2021-08-20,overdue,,council\n"
        "2021-09,N3,A1-0,care planning,2021-10-20,not yet due,,council\n"
    )
    store = holding((2, {"month": "2021-08"}), (1, {}), audit_actions=first)
    row = actions.in_time(store, SEPTEMBER).row(0, named=True)
    assert (row["month"], row["on_time"], row["agreed"], row["target"]) == (SEPTEMBER, 1, 2, 80.0)
    later = first.splitlines()[0] + "\n2021-10,N2,A0-1,other,2021-08-20,completed late,2021-10-02,council\n"
    load(store, catalogue(), [Incoming("october.csv", later.encode())])
    by_age = actions.by_age(store, SEPTEMBER)
    assert by_age.filter(status="completed late")["count"].sum() == 1
    assert by_age.filter(status="overdue")["count"].sum() == 0
    assert by_age["count"].sum() == 3, "an action is counted once, however many cuts have it"


def test_timeliness_stands_beside_the_audits_of_the_same_children(westshire: Store) -> None:
    figures = pl.DataFrame(
        {
            "measure_id": ["health_checked", "reviews_current", "protected_seen"],
            "name": ["visits", "reviews", "seen"],
            "value": [95.0, 99.0, None],
            "target": [95.0, 98.0, 93.0],
            "rag": ["green", "green", None],
            "simulated": [False] * 3,
        }
    )
    areas = practice.three_months(westshire, SEPTEMBER)
    both = audits.beside_timeliness(figures, audits.apart(westshire, SEPTEMBER), areas, SEPTEMBER)
    assert both.select("legal_status", "good_or_better", "audits").rows() == [("Care", 17, 36), ("Care", 17, 36)]
    assert audits.triangulation_sentences(both) == [
        "Children in care: both timeliness indicators on target; 47.2% of their audits were good or better "
        "(17 of 36): in time, but the quality is below target"
    ]


COUNTS = st.integers(1, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


@given(now=COUNTS, before=COUNTS)
def test_change_is_signed_symmetrical_and_never_real_between_equal_shares(
    now: tuple[int, int], before: tuple[int, int]
) -> None:
    def change(one: tuple[int, int], other: tuple[int, int]) -> tuple[float, bool]:
        frame = with_shares(
            pl.DataFrame({"audits": [one[1]], **{band: [one[0]] for band in BANDS}, "simulated": [False]})
        )
        earlier = with_shares(
            pl.DataFrame({"audits": [other[1]], **{band: [other[0]] for band in BANDS}, "simulated": [False]})
        ).select(pl.all().name.prefix("previous_"))
        row = with_changes(pl.concat([frame, earlier], how="horizontal")).row(0, named=True)
        return row["inadequate_share_change"], row["inadequate_share_real"]

    forth, back = change(now, before), change(before, now)
    assert forth == (-back[0], back[1])
    if now[0] * before[1] == before[0] * now[1]:
        assert forth == (0.0, False)


def test_without_counts_a_change_is_given_and_not_tested() -> None:
    frame = pl.DataFrame(
        {
            "part": [None],
            "whole": [None],
            "share": [53.0],
            "previous_part": [1],
            "previous_whole": [2],
            "previous_share": [50.0],
        },
        schema_overrides={"part": pl.Int64, "whole": pl.Int64},
    )
    row = compared(frame, "part", "whole", "share").row(0, named=True)
    assert (row["share_change"], row["share_real"]) == (3.0, None)
