"""Simulated audits, areas, actions and concerns: rows that real ones could be, and the contracts they must meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from itertools import combinations_with_replacement, product

import polars as pl
import pytest

from analytics import months
from analytics.catalogue import Catalogue
from analytics.store import Incoming, prepare
from tests.demonstration.making.conftest import Rows
from tests.demonstration.making.printed import GOOD_OR_BETTER, share, whole_percent
from tools.demonstration.actions import audit_actions
from tools.demonstration.auditors import AUDITORS
from tools.demonstration.audits import audits, audits_and_re_reads
from tools.demonstration.concerns import concerns
from tools.demonstration.days import BANK_HOLIDAYS
from tools.demonstration.practice import AREAS, audit_areas
from tools.demonstration.programme import MONTHS, RATINGS
from tools.demonstration.screening import screenings
from tools.demonstration.teams import SERVICES_OF, TEAMS

ANSWERS = ("child_spoken_to", "family_spoken_to", "worker_included", "manager_included", "reviewer_included")
SUBMITTED = pl.col("status").is_in(["completed", "below standard"])
APPLIES = pl.col("reviewer_included") != "not applicable"


@pytest.mark.parametrize("make", [audits, audit_areas, audit_actions, concerns, screenings])
def test_the_same_seed_gives_the_same_rows_and_another_does_not(make: Callable[[int], pl.DataFrame]) -> None:
    assert make(5).equals(make(5))
    assert not make(5).equals(make(6))


def test_the_extracts_are_taken_in_without_a_refused_row(rows: Rows, the_catalogue: Catalogue) -> None:
    frames = {
        "audits": rows.audits,
        "audit_areas": rows.areas,
        "audit_actions": rows.actions,
        "concerns": rows.concerns,
        "screenings": rows.screenings,
    }
    files = [Incoming(f"{kind}.csv", frame.write_csv().encode()) for kind, frame in frames.items()]
    found = prepare(the_catalogue, files).checked
    assert {table.kind: table.accepted.height for table in found} == {kind: f.height for kind, f in frames.items()}
    assert {(table.source, table.cut, table.refused) for table in found} == {("simulated", date(2021, 9, 1), 0)}
    assert all(table.accepted["simulated"].all() for table in found)


def test_an_audit_belongs_to_a_team_that_holds_such_children(rows: Rows) -> None:
    known = {(team.team, team.service, team.locality) for team in TEAMS}
    assert set(rows.audits.select("team", "service", "locality").rows()) <= known
    pairs = set(rows.audits.select("legal_status", "service").rows())
    assert pairs == {(status, service) for status, services in SERVICES_OF.items() for service in services}


def test_who_could_not_take_part_is_not_applicable(rows: Rows) -> None:
    done = rows.audits.filter(SUBMITTED)
    assert set(done.filter(APPLIES)["legal_status"]) == {"CIC", "CP"}
    assert done.filter(~APPLIES, pl.col("legal_status").is_in(["CIC", "CP"])).is_empty()
    young = done.filter(child_spoken_to="not applicable")
    assert young.height > 20
    assert young.filter(pl.col("service") == "11-25").is_empty()
    assert set(done.filter(family_spoken_to="not applicable")["legal_status"]) == {"Care Leaver"}
    for column in ("worker_included", "manager_included", "submitted_late"):
        assert set(done[column]) == {"yes", "no"}


def test_audits_that_were_not_submitted_say_nothing_more(rows: Rows) -> None:
    rest = rows.audits.filter(~SUBMITTED)
    assert set(rest["status"]) == {"exempt", "not submitted"}
    for column in (*ANSWERS, "submitted_late", "lower_end"):
        assert set(rest[column]) == {"not applicable"}
    assert set(rest["rating"]) == set(rest["auditor_rating"]) == {"z"}


def test_the_lower_half_is_said_of_requires_improvement_alone(rows: Rows) -> None:
    graded = rows.audits.filter(pl.col("lower_end") != "not applicable")
    assert set(graded["lower_end"]) == {"yes", "no"}
    assert graded.equals(rows.audits.filter(rating="Requires Improvement"))


def test_every_submitted_audit_has_an_auditor_by_code_and_no_other_has(rows: Rows) -> None:
    assert set(rows.audits.filter(SUBMITTED)["auditor_code"]) == set(AUDITORS)
    assert set(rows.audits.filter(~SUBMITTED)["auditor_code"]) == {None}
    assert set(rows.audits["anchor_code"]) == {None}


def test_re_reads_stand_behind_the_audits_and_change_none(rows: Rows) -> None:
    """A file a month, each read by four auditors."""
    both = audits_and_re_reads(rows.seed)
    assert both.head(rows.audits.height).equals(rows.audits)
    read = both.tail(-rows.audits.height)
    assert read.group_by("anchor_code").agg(pl.col("auditor_code").n_unique())["auditor_code"].to_list() == [4] * 12
    assert set(read["simulated"]) == {"true"}


def test_a_returned_audit_has_the_auditors_rating_and_no_other(rows: Rows) -> None:
    returned = rows.audits.filter(status="below standard")
    assert returned.height >= 7
    assert set(returned["rating"]) == {"z"}
    assert set(returned["auditor_rating"]) <= set(RATINGS)


def test_participation_holds_for_all_submitted_audits_as_for_those_accepted(rows: Rows) -> None:
    printed = {
        ("2021-09", "child_spoken_to"): 31,
        ("2021-09", "family_spoken_to"): 61,
        ("2021-09", "worker_included"): 100,
        ("2021-09", "manager_included"): 98,
        ("2021-09", "reviewer_included"): 100,
        ("2021-08", "child_spoken_to"): 38,
        ("2021-08", "family_spoken_to"): 63,
        ("2021-08", "reviewer_included"): 85,
        ("2021-07", "family_spoken_to"): 74,
        ("2021-07", "worker_included"): 92,
        ("2021-07", "manager_included"): 92,
    }
    for status in (SUBMITTED, pl.col("status") == "completed"):
        found = {}
        for month, column in printed:
            asked = rows.audits.filter(status, pl.col(column).is_in(["yes", "no"]), month=month)
            found[month, column] = whole_percent(share(asked, pl.col(column) == "yes") or Fraction(0))
        assert found == printed


def test_the_counts_of_those_spoken_to_fit_what_they_said(rows: Rows) -> None:
    """73 and 27 % of 11 children, 30 and 70 % of 27 families."""
    september = rows.completed.filter(month="2021-09")
    assert september.filter(child_spoken_to="yes").height == 11
    assert september.filter(family_spoken_to="yes").height == 27


def test_one_audit_of_july_was_not_moderated(rows: Rows) -> None:
    """The printed shares are of 51: no count of 52 is 20 %."""
    assert [n for n in range(53) if whole_percent(Fraction(n, 52)) == 20] == []
    alone = rows.completed.filter(auditor_rating="x")
    assert alone.select("month", "rating").rows() == [("2021-07", "Good")]


def test_junes_counts_are_among_all_that_fit(rows: Rows) -> None:
    """All counts of 49 audits, 6 inadequate, that make the printed shares of June, July and August hold."""
    # July and August together: audits, good or better, inadequate; then the printed shares, if printed.
    held = {
        "Assessment": (13, 5, 2, 50, 15),
        "CIN": (30, 12, 1, 41, 5),
        "CP": (20, 7, 2, 44, 13),
        "CIC": (23, 13, 3, 53, 11),
        "Care Leaver": (7, 1, 0, 18, None),
        "CWD": (8, 2, 0, 33, None),
    }

    def fitting(n: int, good: int, bad: int, good_printed: int, bad_printed: int | None) -> list[tuple[int, int, int]]:
        return [
            (n_june, good_june, bad_june)
            for n_june in range(25)
            for good_june, total in combinations_with_replacement(range(n_june + 1), 2)
            if (bad_june := total - good_june) <= 6
            and whole_percent(Fraction(good + good_june, n + n_june)) == good_printed
            and bad_printed in (None, whole_percent(Fraction(bad + bad_june, n + n_june)))
        ]

    sets = [
        dict(zip(held, chosen, strict=True))
        for chosen in product(*(fitting(*figures) for figures in held.values()))
        if sum(c[0] for c in chosen) == 49 and sum(c[2] for c in chosen) == 6
    ]
    assert len(sets) == 4
    june = rows.completed.filter(month="2021-06")
    ours = {
        status: (those.height, those.filter(GOOD_OR_BETTER).height, those.filter(rating="Inadequate").height)
        for status in held
        for those in [june.filter(legal_status=status)]
    }
    assert ours in sets


def test_inadequate_audits_of_april_to_june_can_be_no_others(rows: Rows) -> None:
    """11 % of 130 audits; 40, 67 and 50 % of each month's directed by the moderator; six at least in June."""
    sets = [
        (april, may, june)
        for april, may, june in product(range(1, 20), repeat=3)
        if whole_percent(Fraction(april + may + june, 130)) == 11
        and all(
            any(whole_percent(Fraction(n, count)) == printed for n in range(count + 1))
            for count, printed in ((april, 40), (may, 67), (june, 50))
        )
    ]
    assert sets == [(5, 3, 6)]
    counts = rows.completed.filter(rating="Inadequate").group_by("month").len()
    assert dict(counts.rows()) | {"2021-04": 5, "2021-05": 3, "2021-06": 6} == dict(counts.rows())


def test_a_child_is_audited_again_later_and_never_younger(rows: Rows) -> None:
    again = rows.audits.filter(pl.col("record_key").is_duplicated()).sort("record_key", "month")
    assert again["record_key"].n_unique() >= 5
    for _, pair in again.group_by("record_key"):
        earlier, later = pair.sort("month").to_dicts()
        assert MONTHS.index(later["month"]) - MONTHS.index(earlier["month"]) >= 3
        assert earlier["locality"] == later["locality"]
        if earlier["legal_status"] == "Assessment":
            assert later["legal_status"] in ("CIN", "CP")
        else:
            assert (earlier["team"], earlier["legal_status"]) == (later["team"], later["legal_status"])
        assert (earlier["child_spoken_to"], later["child_spoken_to"]) != ("no", "not applicable")
        assert (earlier["child_spoken_to"], later["child_spoken_to"]) != ("yes", "not applicable")


def test_numbers_and_order_say_nothing_of_the_rating(rows: Rows) -> None:
    """In a month sorted by rating there would be no more than three changes of rating from one audit to the next."""
    for _, month in rows.completed.group_by("month"):
        ordered = month.sort("audit_id")["rating"]
        assert (ordered != ordered.shift(1)).sum() > 8
    assert rows.audits["audit_id"].is_unique().all()


def test_nothing_is_repeated_mechanically(rows: Rows) -> None:
    recent = rows.completed.filter(pl.col("month") >= "2021-04")
    a_team = recent.group_by("team").len()["len"]
    assert a_team.n_unique() >= 8
    assert a_team.max() <= 30
    exempt = rows.audits.filter(status="exempt")
    assert exempt.filter(month="2021-09")["team"].n_unique() >= 8
    assert exempt.group_by("month").len()["len"].n_unique() >= 4
    for column in (*ANSWERS, "submitted_late"):
        by_month = rows.completed.group_by("month").agg(yes=(pl.col(column) == "yes").sum())["yes"]
        assert by_month.n_unique() >= 4


def test_every_completed_audit_has_each_area_once(rows: Rows) -> None:
    assert rows.areas.height == rows.completed.height * len(AREAS)
    assert rows.areas.select("audit_id", "area").is_unique().all()
    assert set(rows.areas["audit_id"]) == set(rows.completed["audit_id"])


def test_areas_follow_the_audits_rating_but_not_always(rows: Rows) -> None:
    both = rows.areas.filter(pl.col("rating") != "z").join(rows.completed, on="audit_id", suffix="_overall")
    same = share(both, pl.col("rating") == pl.col("rating_overall"))
    assert same is not None
    assert Fraction(1, 2) < same < Fraction(9, 10)


def test_an_area_that_does_not_apply_is_left_out_in_several_months(rows: Rows) -> None:
    left_out = rows.areas.filter(rating="z").join(rows.completed.select("audit_id", "month"), on="audit_id")
    counts = Counter(left_out.select("area", "month").unique()["area"])
    assert set(counts) == {
        "Permanence Planning", "Planning", "Relational Intervention & Review", "Risk Assessment & Response",
    }  # fmt: skip
    assert min(counts.values()) >= 6


def test_actions_belong_to_completed_audits_of_their_time(rows: Rows) -> None:
    placed = rows.actions.join(rows.completed.select("audit_id", "month"), on="audit_id", how="left")
    assert placed["month"].null_count() == 0
    assert placed["action_id"].is_unique().all()
    for action in placed.to_dicts():
        month, due = date.fromisoformat(f"{action['month']}-01"), date.fromisoformat(action["due"])
        assert month < due < months.before(month, -2)
        assert due.weekday() < 5
        assert due not in BANK_HOLIDAYS


def test_an_actions_days_fit_its_status(rows: Rows) -> None:
    end = "2021-09-30"
    done = rows.actions.filter(pl.col("done_on").is_not_null())
    assert set(done["status"]) == {"completed on time", "completed late"}
    assert (done["done_on"] <= end).all()
    assert done.filter((pl.col("done_on") > pl.col("due")) != (pl.col("status") == "completed late")).is_empty()
    later = rows.actions.filter(pl.col("due") > end)
    assert set(later["status"]) == {"not yet due"}
    assert later.height == 7
    assert rows.actions.filter(status="not yet due", kind="care planning").is_empty()


def test_an_audit_has_at_most_one_care_planning_action(rows: Rows) -> None:
    assert rows.actions.filter(kind="care planning")["audit_id"].is_unique().all()
    others = rows.actions.filter(kind="other").group_by("audit_id").len()["len"]
    assert others.max() >= 3


def test_thirty_of_the_actions_not_transferred_are_augusts(rows: Rows) -> None:
    placed = rows.actions.filter(status="not transferred").join(rows.audits.select("audit_id", "month"), on="audit_id")
    assert placed.filter(month="2021-08").height == 30


def test_children_of_concern_are_those_before_with_the_opened_less_the_resolved(rows: Rows) -> None:
    assert rows.concerns["month"].to_list() == list(MONTHS)
    change = rows.concerns["tracked"].diff().drop_nulls()
    expected = (rows.concerns["opened"].cast(pl.Int64) - rows.concerns["resolved"].cast(pl.Int64)).slice(1)
    assert change.to_list() == expected.to_list()
    assert rows.concerns.select(pl.min_horizontal("opened", "resolved", "tracked")).min().item() >= 0
    assert rows.concerns.filter(month="2021-09").select("opened", "resolved").row(0) == (6, 7)


def test_more_is_agreed_where_practice_is_weaker(rows: Rows) -> None:
    of_rating = rows.actions.join(rows.completed.select("audit_id", "rating"), on="audit_id")["rating"].value_counts()
    actions, held = dict(of_rating.rows()), dict(rows.completed["rating"].value_counts().rows())
    assert actions["Good"] / held["Good"] < actions["Inadequate"] / held["Inadequate"]
