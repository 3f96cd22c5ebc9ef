"""Every published figure of the audit programme comes out of the rows, through the functions that the page shows."""

from __future__ import annotations

from collections import Counter
from datetime import date

import polars as pl
import pytest

from analytics import audits, months
from analytics.audits import actions, caseload, moderation, practice, programme, ratings, sample, teams
from analytics.store import Store
from tests.demonstration.council import notes
from tests.demonstration.printed import counted, first_day, printed, whole

SEPTEMBER = date(2021, 9, 1)
LISTED = set(notes().unreproducible.filter(rows_of="audits").select("where", "subject", "printed").rows())
OURS = {
    "qa_audits_accepted": "audits_accepted",
    "qa_completion_rate": "completion",
    "qa_good_outstanding": "good_or_better",
    "qa_ri": "requires_improvement",
    "qa_inadequate": "inadequate",
    "qa_actions_in_timescale": "actions_in_time",
    "qa_assessment_good": "assessment_good",
    "qa_smart_planning_good": "smart_planning_good",
    "qa_management_oversight_good": "management_oversight_good",
    "qa_child_involvement": "child_spoken_to",
    "qa_family_involvement": "family_spoken_to",
    "qa_sw_involvement": "worker_included",
    "qa_tm_involvement": "manager_included",
    "qa_iro_involvement": "reviewer_included",
}


@pytest.fixture(scope="module")
def snapshot(demonstration: Store) -> dict[tuple[str, date], dict[str, float]]:
    found = audits.snapshot(demonstration, SEPTEMBER)
    return {(row["measure"], row["month"]): row for row in found.iter_rows(named=True)}


def test_counts_by_month_are_those_printed(published: Store) -> None:
    found = audits.by_month(published, SEPTEMBER)
    ours = {
        (f"{month:%Y-%m}", rating): count for month, rating, count in found.select("month", "rating", "count").rows()
    }
    assert ours == {(r["month"], r["rating"]): int(r["count"]) for r in counted("printed_audit_counts_by_month")}


def test_three_months_by_legal_status_are_the_printed_counts_together(published: Store) -> None:
    expected: Counter[tuple[str, str]] = Counter()
    for row in counted("printed_audit_counts"):
        expected[row["legal_status"], row["rating"]] += int(row["count"])
    found = audits.by_legal_status(published, SEPTEMBER)
    assert {(s, r): n for s, r, n in found.select("legal_status", "rating", "count").rows()} == dict(expected)
    assert found["count"].sum() == 147


def test_the_snapshot_gives_every_printed_value_but_those_listed(
    snapshot: dict[tuple[str, date], dict[str, float]],
) -> None:
    compared = 0
    for row in printed("qa_snapshot") + printed("qa_snapshot_history"):
        month = first_day(row["month"])
        subject = f"{months.words(month)}, {row['qa_id']}"
        if ("snapshot", subject, f"{row['value']} %") in LISTED:
            continue
        assert whole(snapshot[OURS[row["qa_id"]], month]["value"]) == int(row["value"]), subject
        compared += 1
    assert compared == 44 - 3


def test_the_snapshot_has_every_printed_measure_and_target_in_the_reports_order(demonstration: Store) -> None:
    now = audits.of_month(audits.snapshot(demonstration, SEPTEMBER), SEPTEMBER)
    expected = [(OURS[row["qa_id"]], float(row["target"]) if row["target"] else None) for row in printed("qa_snapshot")]
    assert now.select("measure", "target").rows() == expected


def test_audits_by_month_are_those_printed_and_july_is_listed(demonstration: Store) -> None:
    trend = dict(audits.trend(demonstration, SEPTEMBER).select("month", "audits").rows())
    differing = {
        r["month"]
        for r in printed("audits_completed_by_month")
        if trend[first_day(r["month"])] != int(r["audits_completed"])
    }
    assert differing == {"2021-07"}
    assert trend[date(2021, 7, 1)] == 52


def test_quarters_give_the_printed_shares(demonstration: Store) -> None:
    quarters = {row["quarter"]: row for row in audits.by_quarter(demonstration, SEPTEMBER).iter_rows(named=True)}
    assert list(quarters) == ["2020/21 Q3", "2020/21 Q4", "2021/22 Q1", "2021/22 Q2"]
    for row in printed("audit_practice_quality_by_quarter"):
        if row["quarter"] not in quarters or row["band"] not in ("good or better", "inadequate"):
            continue
        if (
            "practice quality by quarter",
            f"{row['quarter']}, {row['band']}",
            f"{float(row['percent']):g} %",
        ) in LISTED:
            continue
        share = quarters[row["quarter"]][f"{row['band'].replace(' ', '_')}_share"]
        assert whole(share) == float(row["percent"]), row
    last = quarters["2021/22 Q2"]
    assert (last["good_or_better"], last["audits"], last["good_or_better_share"]) == (57, 147, 38.8)


def test_the_three_months_to_august_are_those_printed(demonstration: Store) -> None:
    counted = {r["legal_status"]: r for r in audits.apart(demonstration, date(2021, 8, 1)).iter_rows(named=True)}
    for row in printed("audit_rolling_previous"):
        for band in ("good_or_better", "inadequate"):
            if row[f"{band}_percent"]:
                assert whole(counted[row["legal_status"]][f"{band}_share"]) == int(row[f"{band}_percent"]), row


def test_moderation_is_as_printed(demonstration: Store) -> None:
    found = {row["month"]: row for row in moderation.by_month(demonstration, SEPTEMBER).iter_rows(named=True)}
    for row in printed("moderator_effect"):
        ours = found[first_day(row["month"])]
        assert whole(ours["upgraded_share"]) == int(row["pct_upgraded"])
        assert whole(ours["downgraded_share"]) == int(row["pct_downgraded"])
        assert whole(ours["directed_share"]) == int(row["pct_inadequate_directed_by_moderator"])


def test_the_steps_are_as_printed(demonstration: Store) -> None:
    found = {row["month"]: row for row in programme.steps(demonstration, SEPTEMBER).iter_rows(named=True)}
    for row in printed("audit_pipeline"):
        ours = found[first_day(row["month"])]
        if row["count"]:
            assert ours[row["step"]] == int(row["count"]), row
        elif row["step"] == "late":
            assert whole(ours["late_share"]) == int(row["percent"])
    assert whole(found[date(2021, 8, 1)]["completion"]) == 81


def test_areas_of_practice_are_as_printed(demonstration: Store) -> None:
    found = {row["area"]: row for row in practice.by_area(demonstration, SEPTEMBER).iter_rows(named=True)}
    for row in printed("audit_practice_areas"):
        share = f"{row['measure']}_share"
        assert whole(found[row["area"]][share]) == int(row["current_percent"])
        if row["previous_percent"]:
            assert whole(found[row["area"]][f"previous_{share}"]) == int(row["previous_percent"])


def test_the_lists_of_teams_are_as_printed(demonstration: Store) -> None:
    found = teams.by_team(demonstration, SEPTEMBER)
    assert (found["on_good"].sum(), found["added_good"].sum(), found["removed_good"].sum()) == (20, 2, 1)
    assert found.filter(pl.col("months_on_good") >= 6).height == 11
    assert (found["on_poor"].sum(), found["on_weak"].sum()) == (2, 26)
    assert teams.list_sentence(found, "good") == (
        "20 of 47 teams. Since the month before, 2 joined the list and 1 left it. "
        "11 have been on it for six months or more"
    )


def test_actions_are_as_printed(demonstration: Store) -> None:
    words_of = {
        "transferred to the child's plan on time": "completed on time",
        "transferred to the child's plan late": "completed late",
        "Team Manager has yet to provide an update": "no update",
        "not yet transferred to the child's plan (30 relate to August audits)": "not transferred",
        "social work service ended before the action was completed": "service ended",
    }
    recent = actions.by_age(demonstration, SEPTEMBER).filter(age=actions.AGES[0])
    found = {(kind, status): count for kind, status, count in recent.select("kind", "status", "count").rows()}
    by_month = actions.by_month(demonstration, SEPTEMBER).filter(pl.col("status").is_in(actions.OPEN))
    for row in printed("audit_actions"):
        kind = "other" if row["action_type"] == "non-care planning" else row["action_type"]
        if row["status"].startswith("PRINTED TOTAL"):
            agreed = recent.filter(kind=kind)["agreed"][0]
            assert agreed == int(row["count"])
        elif row["status"].startswith("historic"):
            until = date(2021, 7, 1) if "July" in row["period"] else date(2021, 6, 1)
            older = by_month.filter(pl.col("month") < until, kind=kind)
            assert older["count"].sum() == int(row["count"])
        else:
            assert found[kind, words_of.get(row["status"], row["status"])] == int(row["count"]), row
    august = by_month.filter(month=date(2021, 8, 1), kind="care planning", status="not transferred")
    assert august["count"].item() == 30


def test_children_of_concern_are_as_printed(demonstration: Store) -> None:
    found = {row["month"]: row for row in actions.concerns(demonstration, SEPTEMBER).iter_rows(named=True)}
    for row in printed("children_of_concern"):
        column = "tracked" if row["measure"].startswith("tracked") else "opened"
        assert found[first_day(row["month"])][column] == int(row["count"])


def test_what_is_printed_of_other_services_is_shown_as_printed(published: Store) -> None:
    found = audits.printed_elsewhere(published, SEPTEMBER)
    shown = {
        (s, c): (v, n)
        for s, c, v, n in found.filter(month=SEPTEMBER).select("subject", "category", "value", "counted").rows()
    }
    for row in printed("audit_other_services"):
        value, counted = shown[f"{row['service']} audits", row["rating"]]
        assert (value, counted.split(" of ")[0]) == (float(row["percent"]), row["count"])
    assert shown["children's feedback", "rated positive"] == (73.0, None)
    reviewed = found.filter(subject="ambassadors' review")
    ours = {
        (f"{month:%Y-%m}", category): value
        for month, category, value in reviewed.select("month", "category", "value").rows()
    }
    assert ours == {(r["month"], r["measure"]): float(r["value"]) for r in printed("ambassadors_review")}


def test_where_the_papers_differ_the_rows_give_one_figure(demonstration: Store) -> None:
    found = {d.what: (d.printed, d.rows) for d in audits.papers_differ(demonstration, SEPTEMBER)}
    assert found["Audits completed in July 2021"] == ("51, and 52 by rating", "52")
    assert found["Good or better, July to September 2021"] == ("38%, and 40%", "38.8% (57 of 147)")
    assert found["Care planning actions, July to September 2021"] == (
        "104; the statuses printed add up to 102",
        "104, of which 102 have a status that was printed",
    )
    assert found["Completion, September 2021"] == ("77%", "73.1% (49 of 67)")


def test_the_papers_are_not_listed_where_their_months_are_not_in_view(demonstration: Store, published: Store) -> None:
    assert audits.papers_differ(demonstration, date(2021, 8, 1)) == []
    assert [d.what for d in audits.papers_differ(published, SEPTEMBER)] == [
        "Audits completed in July 2021",
        "Good or better, July to September 2021",
    ], "nothing is said of what is not held"


def test_the_target_in_force_changes_in_july(demonstration: Store) -> None:
    trend = audits.trend(demonstration, SEPTEMBER)
    assert trend["good_or_better_target"].to_list() == [40.0] * 9 + [50.0] * 3
    assert trend["inadequate_target"].to_list() == [12.0] * 9 + [9.0] * 3
    assert ratings.quarter_name(SEPTEMBER) == "2021/22 Q2"


def test_the_open_cases_are_as_many_as_the_indicators_and_the_papers_say(demonstration: Store) -> None:
    """4,335 children open, 834 of them in care; by team as in the simulated indicators."""
    assert caseload.counted(demonstration, SEPTEMBER, "known", "All")["open_cases"].to_list() == [4335]
    by_status = caseload.counted(demonstration, SEPTEMBER, "known", "All", "legal_status")
    assert by_status.filter(legal_status="CIC")["open_cases"].item() == 834
    assert programme.coverage(demonstration, SEPTEMBER).children_open == 4335


def test_a_sample_for_october_tells_ten_points_in_six_months(demonstration: Store) -> None:
    design = sample.designed(demonstration, SEPTEMBER)
    assert design is not None
    assert design.unplaced == ()
    assert design.cells["next_month"].sum() == 65
    assert design.cells["simulated"].all()
    answers = sample.answers(design)
    assert answers["How many a team?"].startswith("**1 to 3** for each of 47 teams")
    assert "43 audits find only changes of 12.3 points" in answers["What would a third fewer cost?"]
