"""Every printed figure of audits and screening, beside what the simulated rows give for it."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path

import polars as pl

from analytics import months
from tests.demonstration.making.conftest import Rows
from tools.demonstration.programme import MONTHS

ORACLES = Path(__file__).parents[3] / "tests" / "oracles"
REPORT = ORACLES / "quality_assurance"
GOOD = ("Outstanding", "Good")
MONTH_NAMES = {text: months.words(date.fromisoformat(f"{text}-01")) for text in ("2020-09", *MONTHS)}
QUARTERS = {"2020/21 Q3": MONTHS[0:3], "2020/21 Q4": MONTHS[3:6], "2021/22 Q1": MONTHS[6:9], "2021/22 Q2": MONTHS[9:]}


@dataclass(frozen=True)
class Figure:
    """A printed figure; `found` is a count, a share (a fraction of 1), or None where the rows cannot say."""

    where: str
    subject: str
    printed: str
    found: int | Fraction | None

    @property
    def holds(self) -> bool:
        if isinstance(self.found, Fraction):
            return self.printed == f"{whole_percent(self.found)} %"
        return self.printed == str(self.found)


def whole_percent(share: Fraction) -> int:
    """Halves are rounded up, as people round."""
    return int(share * 100 + Fraction(1, 2))


def share(frame: pl.DataFrame, part: pl.Expr) -> Fraction | None:
    return Fraction(frame.filter(part).height, frame.height) if frame.height else None


def read(file: Path) -> list[dict[str, str]]:
    with file.open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def percent(text: str) -> str:
    return f"{float(text):g} %"


def months_before(month: str, count: int) -> tuple[str, ...]:
    """So many months that end with a month."""
    last = MONTHS.index(month) + 1
    return MONTHS[last - count : last]


GOOD_OR_BETTER = pl.col("rating").is_in(GOOD)
INADEQUATE = pl.col("rating") == "Inadequate"
BANDS = {
    "good or better": GOOD_OR_BETTER,
    "good_or_better": GOOD_OR_BETTER,
    "inadequate": INADEQUATE,
    "requires improvement": pl.col("rating") == "Requires Improvement",
    "requires improvement or better": ~INADEQUATE,
}


def ratings(rows: Rows) -> Iterator[Figure]:
    for r in read(ORACLES / "printed_audit_counts.csv"):
        found = rows.completed.filter(month=r["month"], legal_status=r["legal_status"], rating=r["rating"]).height
        yield Figure("by legal status", f"{r['month']}, {r['legal_status']}, {r['rating']}", r["count"], found)
    for r in read(ORACLES / "printed_audit_counts_by_month.csv"):
        found = rows.completed.filter(month=r["month"], rating=r["rating"]).height
        yield Figure("by month", f"{r['month']}, {r['rating']}", r["count"], found)
    for r in read(REPORT / "audits_completed_by_month.csv"):
        found = rows.completed.filter(month=r["month"]).height
        yield Figure("audits completed by month", MONTH_NAMES[r["month"]], r["audits_completed"], found)
    for r in read(REPORT / "audit_rolling_previous.csv"):
        window = rows.completed.filter(
            pl.col("month").is_in(months_before(r["period_end"], 3)), legal_status=r["legal_status"]
        )
        for band in ("good_or_better", "inadequate"):
            if r[f"{band}_percent"]:
                printed = percent(r[f"{band}_percent"])
                yield Figure(
                    "three months to August", f"{r['legal_status']}, {band}", printed, share(window, BANDS[band])
                )
    for r in read(REPORT / "audit_practice_quality_by_quarter.csv"):
        quarters = list(QUARTERS)[1:] if r["quarter"].startswith("last 3 quarters") else [r["quarter"]]
        covered = [month for quarter in quarters for month in QUARTERS.get(quarter, ())]
        found = share(rows.completed.filter(pl.col("month").is_in(covered)), BANDS[r["band"]])
        yield Figure("practice quality by quarter", f"{r['quarter']}, {r['band']}", percent(r["percent"]), found)


def steps(rows: Rows, month: str) -> dict[str, pl.DataFrame]:
    those = rows.audits.filter(month=month)
    return {
        "allocated": those,
        "exempt": those.filter(status="exempt"),
        "not_submitted": those.filter(status="not submitted"),
        "submitted": those.filter(pl.col("status").is_in(["completed", "below standard"])),
        "late": those.filter(submitted_late="yes"),
        "below_standard": those.filter(status="below standard"),
        "accepted": those.filter(status="completed"),
    }


def completion(rows: Rows, month: str) -> Fraction:
    found = steps(rows, month)
    return Fraction(found["submitted"].height, found["allocated"].height)


def pipeline(rows: Rows) -> Iterator[Figure]:
    where = "from allocated to accepted"
    for r in read(REPORT / "audit_pipeline.csv"):
        found = steps(rows, r["month"])
        month = MONTH_NAMES[r["month"]]
        if r["step"] == "completion_rate":
            yield Figure(where, f"{month}, completion rate", percent(r["percent"]), completion(rows, r["month"]))
            continue
        if r["count"]:
            yield Figure(where, f"{month}, {r['step']}", r["count"], found[r["step"]].height)
        if r["percent"]:
            printed = Fraction(found[r["step"]].height, found["submitted"].height)
            yield Figure(where, f"{month}, {r['step']}, share", percent(r["percent"]), printed)


def moderation(rows: Rows) -> Iterator[Figure]:
    grades = {"Inadequate": 0, "Requires Improvement": 1, "Good": 2, "Outstanding": 3}
    auditor, after = (pl.col(c).replace_strict(grades, default=None) for c in ("auditor_rating", "rating"))
    for r in read(REPORT / "moderator_effect.csv"):
        both = rows.completed.filter(auditor.is_not_null(), month=r["month"])
        found = {
            "pct_upgraded": share(both, after > auditor),
            "pct_downgraded": share(both, after < auditor),
            "pct_inadequate_directed_by_moderator": share(both.filter(INADEQUATE), auditor > 0),
        }
        for column, value in found.items():
            yield Figure("moderation", f"{r['month']}, {column}", percent(r[column]), value)


def said_yes(rows: Rows, month: str, column: str) -> Fraction | None:
    asked = rows.completed.filter(pl.col(column).is_in(["yes", "no"]), month=month)
    return share(asked, pl.col(column) == "yes")


def area(rows: Rows, month: str, name: str, band: str) -> Fraction | None:
    rated = rows.areas.filter(pl.col("rating") != "z", area=name).join(
        rows.completed.select("audit_id", "month"), on="audit_id"
    )
    return share(rated.filter(month=month), BANDS[band])


def within_time(rows: Rows, month: str) -> Fraction | None:
    """Of the actions agreed in the audits of the month before."""
    of_month = rows.actions.join(rows.audits.select("audit_id", "month"), on="audit_id")
    return share(of_month.filter(month=months_before(month, 2)[0]), pl.col("status") == "completed on time")


def snapshot(rows: Rows) -> Iterator[Figure]:
    def of_month(band: str) -> Callable[[str], Fraction | None]:
        return lambda month: share(rows.completed.filter(month=month), BANDS[band])

    def good(name: str) -> Callable[[str], Fraction | None]:
        return lambda month: area(rows, month, name, "good or better")

    def yes(column: str) -> Callable[[str], Fraction | None]:
        return lambda month: said_yes(rows, month, column)

    measures: dict[str, Callable[[str], int | Fraction | None]] = {
        "qa_audits_accepted": lambda month: rows.completed.filter(month=month).height,
        "qa_completion_rate": lambda month: completion(rows, month),
        "qa_good_outstanding": of_month("good or better"),
        "qa_ri": of_month("requires improvement"),
        "qa_inadequate": of_month("inadequate"),
        "qa_actions_in_timescale": lambda month: within_time(rows, month),
        "qa_assessment_good": good("Assessment"),
        "qa_smart_planning_good": good("SMART planning"),
        "qa_management_oversight_good": good("Management oversight"),
        "qa_child_involvement": yes("child_spoken_to"),
        "qa_family_involvement": yes("family_spoken_to"),
        "qa_sw_involvement": yes("worker_included"),
        "qa_tm_involvement": yes("manager_included"),
        "qa_iro_involvement": yes("reviewer_included"),
    }
    for file in ("qa_snapshot.csv", "qa_snapshot_history.csv"):
        for r in read(REPORT / file):
            printed = r["value"] if r["qa_id"] == "qa_audits_accepted" else percent(r["value"])
            found = measures[r["qa_id"]](r["month"])
            yield Figure("snapshot", f"{MONTH_NAMES[r['month']]}, {r['qa_id']}", printed, found)


def areas_and_feedback(rows: Rows) -> Iterator[Figure]:
    for r in read(REPORT / "audit_practice_areas.csv"):
        for column, month in (("previous_percent", "2021-08"), ("current_percent", "2021-09")):
            if r[column]:
                found = area(rows, month, r["area"], r["measure"])
                yield Figure("areas of practice", f"{month}, {r['area']}, {r['measure']}", percent(r[column]), found)
    who = {"children": "child_spoken_to", "parents": "family_spoken_to"}
    for r in read(REPORT / "audit_feedback.csv"):
        said = said_yes(rows, r["month"], who[r["who"]]) if r["measure"] == "spoken_to" else None
        subject = f"{MONTH_NAMES[r['month']]}, {r['who']}, {r['measure'].replace('_', ' ')}"
        yield Figure("what children and parents said", subject, percent(r["percent"]), said)


def teams_with(rows: Rows, end: str, part: pl.Expr, least: int) -> set[str]:
    """Teams with so many audits of a kind in the six months that end with a month."""
    window = rows.completed.filter(pl.col("month").is_in(months_before(end, 6)) & part)
    return set(window.group_by("team").len().filter(pl.col("len") >= least)["team"])


def teams(rows: Rows) -> Iterator[Figure]:
    lists = {end: teams_with(rows, end, GOOD_OR_BETTER, 3) for end in MONTHS[-6:]}
    now, before = lists["2021-09"], lists["2021-08"]
    weak = INADEQUATE | (pl.col("lower_end") == "yes")
    shares = (
        rows.completed.filter(pl.col("month").is_in(MONTHS[-6:])).group_by("team").agg(weak=weak.sum(), audits=pl.len())
    )
    found: dict[tuple[str, str], int | None] = {
        ("three_or_more_good_or_better_6m", "current"): len(now),
        ("three_or_more_good_or_better_6m", "added"): len(now - before),
        ("three_or_more_good_or_better_6m", "removed"): len(before - now),
        ("three_or_more_good_or_better_6m", "stayed_6m"): len(set.intersection(*lists.values())),
        ("three_or_more_inadequate_6m", "current"): len(teams_with(rows, "2021-09", INADEQUATE, 3)),
        ("three_or_more_inadequate_6m", "previous"): None,
        ("inadequate_or_low_ri_40_percent_6m", "current"): shares.filter(
            pl.col("weak") * 10 >= pl.col("audits") * 4
        ).height,
    }
    for r in read(REPORT / "audit_team_lists.csv"):
        name = r["list"].removesuffix("_6m").replace("_", " ")
        subject = f"{MONTH_NAMES[r['month']]}, {name}, {r['role']}"
        yield Figure("teams' lists", subject, r["teams"], found[r["list"], r["role"]])


ACTION_WORDS = {
    "transferred to the child's plan on time": "completed on time",
    "transferred to the child's plan late": "completed late",
    "Team Manager has yet to provide an update": "no update",
    "not yet transferred to the child's plan (30 relate to August audits)": "not transferred",
    "social work service ended before the action was completed": "service ended",
}


def actions(rows: Rows) -> Iterator[Figure]:
    placed = rows.actions.join(rows.audits.select("audit_id", "month"), on="audit_id")
    for r in read(REPORT / "audit_actions.csv"):
        kind = "other" if r["action_type"] == "non-care planning" else r["action_type"]
        those = placed.filter(kind=kind)
        if r["status"].startswith("historic"):
            until = {"before July 2021": "2021-07", "before June 2021": "2021-06"}[r["period"]]
            unsettled = pl.col("status").is_in(["overdue", "no update", "not transferred"])
            yield Figure("actions", r["status"], r["count"], those.filter(unsettled & (pl.col("month") < until)).height)
            continue
        those = those.filter(pl.col("month").is_in(MONTHS[-3:]))
        if r["status"].startswith("PRINTED TOTAL: audits"):
            yield Figure("actions", r["status"], r["count"], those["audit_id"].n_unique())
        elif r["status"].startswith("PRINTED TOTAL"):
            yield Figure("actions", r["status"], r["count"], those.height)
        else:
            of_status = those.filter(status=ACTION_WORDS.get(r["status"], r["status"])).height
            yield Figure("actions", f"{kind}, {r['status']}", r["count"], of_status)
            yield Figure(
                "actions", f"{kind}, {r['status']}, share", percent(r["percent"]), Fraction(of_status, those.height)
            )


def concern(rows: Rows) -> Iterator[Figure]:
    for r in read(REPORT / "children_of_concern.csv"):
        column = "tracked" if r["measure"].startswith("tracked") else "opened"
        found = rows.concerns.filter(month=r["month"])[column].item()
        yield Figure("children of concern", f"{r['month']}, {r['measure']}", r["count"], found)


def elsewhere(_: Rows) -> Iterator[Figure]:
    for r in read(REPORT / "audit_other_services.csv"):
        for printed in (r["count"], percent(r["percent"])):
            yield Figure("audits of other services", f"{r['service']}, {r['rating']}", printed, None)
    for r in read(REPORT / "ambassadors_review.csv"):
        yield Figure("ambassadors' review", f"{r['month']}, {r['measure']}", percent(r["value"]), None)


PRINTED_AREAS = {
    "Gloucester Locality": "Gloucester",
    "Forest of Dean Locality": "Forest of Dean",
    "Cotswolds & Stroud Localities": "Cotswolds & Stroud",
    "Cheltenham Locality": "Cheltenham",
    "Tewkesbury Locality": "Tewkesbury",
    "Under 11s Service": "Under 11s",
    "Over 11s (Cheltenham) Service": "Over 11s (Cheltenham)",
    "Over 11s (Gloucester/Stroud)": "Over 11s (Gloucester/Stroud)",
    "DCYPS": "DCYPS",
}
COLOURS = ("red", "amber", "green")


def screening(rows: Rows) -> Iterator[Figure]:
    """The printed total is the mean of the nine areas' whole percents, to two decimals."""
    found = {
        (name, colour): share(rows.screenings.filter(area=name), pl.col("rag") == colour)
        for name in PRINTED_AREAS.values()
        for colour in COLOURS
    }
    for r in read(REPORT / "screening_rag.csv"):
        for colour in COLOURS:
            subject, printed = f"{r['locality_service_area']}, {colour}", r[f"{colour}_pct"]
            if r["locality_service_area"] in PRINTED_AREAS:
                ours = found[PRINTED_AREAS[r["locality_service_area"]], colour]
                yield Figure("screening", subject, percent(printed), ours)
            else:
                wholes = [whole_percent(found[name, colour] or Fraction(0)) for name in PRINTED_AREAS.values()]
                hundredths = int(Fraction(sum(wholes), len(wholes)) * 100 + Fraction(1, 2))
                yield Figure("screening", subject, str(int(Fraction(printed) * 100)), hundredths)


def audit_figures(rows: Rows) -> list[Figure]:
    tables = (ratings, pipeline, moderation, snapshot, areas_and_feedback, teams, actions, concern, elsewhere)
    return [figure for table in tables for figure in table(rows)]
