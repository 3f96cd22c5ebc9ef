"""The council of the tests: its catalogue, and extracts of every kind that fit it. All of it is invented.

Tests of rules ask for the catalogue here and never for the one in use, which may be any council's. The percentages of
the whole council are published; counts by place, team and category are simulated, and pool to them. Chance is that of
the seed alone, so every store that is made of them holds the same.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterable
from datetime import date
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

from analytics.catalogue import (
    ALL,
    Catalogue,
    Corporate,
    Notes,
    Window,
)
from analytics.extracts import catalogue_of
from analytics.months import code, up_to
from analytics.store import Incoming

FOLDER = Path(__file__).parent / "frozen_catalogue"
PAPERS = FOLDER.with_name("frozen_papers")
SEPTEMBER = date(2021, 9, 1)
MONTHS = sorted(up_to(SEPTEMBER, 37))
PRINTED = MONTHS[-13:]  # of which the council has published percentages
CUTS = MONTHS[-4:]

# The part of the council that a place is.
PLACES = {"Dunmere": 0.34, "Cold Ferry": 0.12, "Bracksea": 0.10, "Wexley": 0.20, "Ashport": 0.24}
# The usual level in percent, and the cases of the council in a month.
LEVELS: dict[str, tuple[float, int]] = {
    "contacts_decided_1d": (82, 1200),
    "contacts_closed_2d": (93, 1200),
    "first_visits_help": (73, 260),
    "first_visits_risk": (84, 120),
    "icpc_due": (81, 62),
    "missing_interviewed": (76, 80),
    "missing_in_year": (12, 700),
    "protected_seen": (90, 640),
    "reviews_current": (93, 700),
    "long_plans": (1.6, 640),
    "referred_again": (26, 420),
    "plans_again": (24, 48),
    "care_again": (9, 24),
    "health_checked_0_4": (84, 130),
    "health_checked_5plus": (91, 560),
    "reviews_of_health": (44, 60),
    "teeth_checked": (70, 700),
    "sdq_current": (80, 480),
    "care_s20": (22, 700),
    "three_homes": (12, 700),
    "same_home": (66, 220),
    "foster_places_filled": (88, 300),
    "few_changes_of_worker": (86, 2400),
    "long_proceedings": (48, 110),
    "proceedings_in_time": (35, 60),
    "school_attended": (87, 500),
    "school_excluded": (6, 500),
    "leavers_busy": (58, 240),
    "carers_supervised": (91, 310),
    "worker_in_2_weeks": (99.4, 600),
}
# What has happened: from a month on, the level is another.
HAPPENED = {
    ("icpc_due", SEPTEMBER): 52,
    ("carers_supervised", date(2021, 2, 1)): 97,
    ("reviews_of_health", date(2021, 6, 1)): 30,
    ("care_s20", date(2021, 5, 1)): 30,
}
APART = {
    ("first_visits_help", "Cold Ferry"): -45,
    ("contacts_decided_1d", "Cold Ferry"): 12,
    ("missing_interviewed", "Ashport"): 8,
}
NONE_IN_AUGUST = ("school_attended", "school_excluded")
NOT_KNOWN = ("leavers_busy", date(2021, 8, 1))
SINCE = {"long_proceedings": date(2021, 4, 1)}
WHOLE_OF = {"first_visits_all": ("first_visits_help", "first_visits_risk"),
            "health_checked": ("health_checked_0_4", "health_checked_5plus")}  # fmt: skip
AGES = ("0-4", "5-9", "10-15", "16-17")
SPLITS = (
    ("Age band", ("care_s20", "missing_interviewed", "protected_seen"), AGES),
    ("Age band", ("referred_again",), ("Unborn", *AGES)),
    ("Reason for care", ("care_again", "care_s20", "three_homes"), ("Abuse or neglect", "Stress", "Other")),
    ("Missing from", ("missing_interviewed",), ("Home", "Foster care")),
)
WITHOUT_TEAMS = "proceedings_in_time"
Counts = tuple[int, int]
T = TypeVar("T")


def catalogue_in(folder: Path) -> Catalogue:
    """The catalogue that the CSV files of a folder make."""
    return catalogue_of([(file.name, file.read_bytes()) for file in sorted(folder.glob("*.csv"))])


def catalogue_files(*kinds: str) -> list[Incoming]:
    """The catalogue as files to load; those of some kinds where they are named."""
    return [Incoming.from_path(file) for file in sorted(FOLDER.glob("*.csv")) if not kinds or file.stem in kinds]


@cache
def catalogue() -> Catalogue:
    return catalogue_in(FOLDER)


@cache
def corporate_catalogue() -> Corporate:
    return catalogue().corporate


@cache
def notes() -> Notes:
    return catalogue().notes


def chance(*of: object) -> float:
    """A number from 0 to 1, always the same of the same."""
    return int.from_bytes(sha256(repr(of).encode()).digest()[:6]) / 2**48


def wobble(*of: object) -> float:
    """About as a normal deviate."""
    return (sum(chance(*of, n) for n in range(4)) - 2) * 3**0.5


def one_of(choices: dict[T, float], *of: object) -> T:
    """One of some choices, by their weights."""
    left = chance(*of) * sum(choices.values())
    for choice, weight in choices.items():
        left -= weight
        if left < 0:
            return choice
    return choice


@cache
def counts(measure: str, place: str, month: date) -> Counts | None:
    """Numerator and denominator of a place; None where there are none."""
    if parts := WHOLE_OF.get(measure):
        first, second = (counts(part, place, month) for part in parts)
        return first and second and (first[0] + second[0], first[1] + second[1])
    if month < SINCE.get(measure, month) or (measure, month) == NOT_KNOWN:
        return None
    if measure in NONE_IN_AUGUST and month.month == 8:
        return None
    level, size = LEVELS[measure]
    for (happened, since), other in HAPPENED.items():
        level = other if happened == measure and since <= month else level
    share = min(max((level + APART.get((measure, place), 0)) / 100, 0.0), 1.0)
    known = catalogue().indicators.get(measure)
    calm = 1.0 if known and known.window is Window.MONTH else 0.35
    cases = max(2, round(size * PLACES[place] * (1 + calm * 0.15 * (2 * chance(measure, place, month) - 1))))
    met = cases * share + calm * wobble(measure, place, month, "met") * (cases * share * (1 - share)) ** 0.5
    return min(max(round(met), 0), cases), cases


def whole(measure: str, month: date) -> Counts | None:
    """Numerator and denominator of the council, pooled from its places."""
    found = [counted for place in PLACES if (counted := counts(measure, place, month))]
    return (sum(n for n, _ in found), sum(d for _, d in found)) if found else None


def divided(counted: Counts, names: Iterable[str], *of: object) -> dict[str, Counts]:
    """Counts of a place by team or category: each case has one, by chance."""
    met, cases = counted
    every, good = Counter(dict.fromkeys(names, 0)), Counter[str]()
    for case in range(cases):
        name = one_of(dict.fromkeys(every, 1.0), *of, case)
        every[name] += 1
        good[name] += case < met
    return {name: (good[name], n) for name, n in every.items()}


def teams(place: str, measure: str) -> list[str]:
    first = catalogue().indicators[measure].theme == "First Response"
    return [f"{place} {'Duty' if first else 'Support'} {number}" for number in (1, 2)]


def extract(
    name: str, header: str, rows: Iterable[Iterable[Any]], *, simulated: bool = True, source: str = ""
) -> Incoming:
    """An extract as the council sends it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*header.split(","), "source", "simulated"])
    ending = [source or ("simulated" if simulated else "published"), str(simulated).lower()]
    writer.writerows([*row, *ending] for row in rows)
    return Incoming(name, text.getvalue().encode())


INDICATORS = "cut,month,measure_id,locality,team,breakdown,category,numerator,denominator,value,marker"


def printed_indicators() -> Incoming:
    """What stands in the folder of papers: the percentages of the council, to one decimal."""
    rows = []
    for measure in catalogue().indicators:
        for month in PRINTED:
            about = ["2021-09", code(month), measure, ALL, ALL, ALL, ALL, "", ""]
            if counted := whole(measure, month):
                rows.append([*about, (2000 * counted[0] + counted[1]) // (2 * counted[1]) / 10, ""])
            elif month >= SINCE.get(measure, month):
                rows.append([*about, "", "x" if (measure, month) == NOT_KNOWN else "z"])
    return extract("indicators-2021-09.csv", INDICATORS, rows, simulated=False)


def indicators(cut: date) -> Incoming:
    """Counts of the places, of all months in the newest cut and of a year in others. What was recorded late is missing
    in the first cut of a month."""
    rows = []
    for month in MONTHS if cut == SEPTEMBER else sorted(up_to(cut, 13)):
        for measure in catalogue().indicators:
            for place in PLACES:
                counted = counts(measure, place, month)
                if not counted:
                    continue
                if month == cut != SEPTEMBER and counted[0] and chance("late", measure, place, cut) < 0.2:
                    counted = counted[0] - 1, counted[1]
                about = [code(cut), code(month), measure, place]
                rows.append([*about, ALL, ALL, ALL, *counted, "", ""])
                if month not in PRINTED:
                    continue
                if measure != WITHOUT_TEAMS:
                    for team, part in divided(counted, teams(place, measure), measure, place, month).items():
                        rows.append([*about, team, ALL, ALL, *part, "", ""])
                for split, of, names in SPLITS:
                    if measure in of:
                        for name, part in divided(counted, names, measure, place, month, split).items():
                            rows.append([*about, ALL, split, name, *part, "", ""])
    return extract(f"simulated-indicators-{code(cut)}.csv", INDICATORS, rows)


AUDITS = (
    "cut,month,audit_id,record_key,status,locality,service,team,legal_status,auditor_rating,rating,lower_end,"
    "child_spoken_to,family_spoken_to,worker_included,manager_included,reviewer_included,submitted_late"
)
SERVICES = {"New": "Duty", "Help": "Support", "Plan": "Support", "Care": "Support", "Left": "Leaving care"}
STATUSES = {"New": 0.15, "Help": 0.3, "Plan": 0.2, "Care": 0.28, "Left": 0.07}
GRADES = {"Outstanding": 0.02, "Good": 0.4, "Requires Improvement": 0.47, "Inadequate": 0.11}
SPRING = {"Good": 0.95, "Requires Improvement": 0.05}  # of children with a plan, from April to June


@cache
def audits() -> list[list[str]]:
    """Sixty audits a month for a year, a row each."""
    found = []
    for month in MONTHS[-12:]:
        for n in range(60):
            at = "audit", month, n
            place = one_of(PLACES, *at, "place")
            status = one_of(STATUSES, *at, "status")
            service = one_of({SERVICES[status]: 0.8, "Early Help": 0.1, "STARS": 0.1}, *at, "service")
            state = one_of(
                {"completed": 0.76, "exempt": 0.16, "below standard": 0.05, "not submitted": 0.03}, *at, "state"
            )
            audit = f"S{month:%y%m}{n:02}"
            about = ["2021-09", code(month), audit, sha256(audit.encode()).hexdigest()[:12], state, place, service]
            about += [f"{place} {service} {1 + (n % 2)}", status]
            rating = auditor = "z"
            lower = "not applicable"
            answers = ["not applicable"] * 6
            if state == "completed":
                spring = status == "Plan" and 4 <= month.month <= 6
                rating = one_of(SPRING if spring else GRADES, *at, "rating")
                auditor = one_of({rating: 0.8, "Good": 0.15, "Requires Improvement": 0.05}, *at, "auditor")
                if rating == "Requires Improvement":
                    lower = one_of({"yes": 0.6, "no": 0.4}, *at, "lower")
                weights = (0.7, 0.75, 0.95, 0.9, 0.6, 0.3)
                answers = [one_of({"yes": w, "no": 1 - w}, *at, k) for k, w in enumerate(weights)]
            found.append([*about, auditor, rating, lower, *answers])
    return found


def printed_audits() -> Incoming:
    """The completed audits of three months as printed: by month, legal status and rating alone."""
    rows = []
    for row in audits():
        if row[4] == "completed" and row[1] >= "2021-07":
            about = [*row[:2], f"P{row[2]}", f"p{row[3]}", "completed", ALL, ALL, ALL, row[8]]
            rows.append([*about, "x", row[10], *["x"] * 7])
    return extract("audits-2021-09.csv", AUDITS, rows, simulated=False)


def of_audits() -> list[Incoming]:
    """The audits, what they found by area of practice, and what was agreed; the open cases that they are of; and
    children of concern."""
    areas, actions = [], []
    for row in audits():
        if row[4] != "completed":
            continue
        for area in ("Assessment", "SMART planning", "Management oversight", "Planning", "Permanence Planning"):
            areas.append(["2021-09", row[2], area, one_of(GRADES, "area", row[2], area)])
        for n in range(2):
            at = "action", row[2], n
            kind = one_of({"care planning": 0.4, "other": 0.6}, *at)
            year, month = int(row[1][:4]), int(row[1][5:])
            due = date(year + month // 12, month % 12 + 1, 1 + int(27 * chance(*at, "day")))
            states = {"completed on time": 0.5, "completed late": 0.25, "overdue": 0.15, "no update": 0.1}
            state = one_of(states, *at, "state") if due < date(2021, 10, 1) else "not yet due"
            done = due if state == "completed on time" else due.replace(day=28) if state == "completed late" else ""
            if state == "completed late" and due.day == 28:
                state = "completed on time"
            actions.append(["2021-09", f"N-{row[2]}-{n}", row[2], kind, due, state, done])
    cases = [
        ["2021-09", "2021-09", place, service, f"{place} {service} {team}", status, round(1250 * part * of * at)]
        for place, part in PLACES.items()
        for status, of in STATUSES.items()
        for service, at in {SERVICES[status]: 0.8, "Early Help": 0.1, "STARS": 0.1}.items()
        for team in (1, 2)
    ]
    concerns = [["2021-09", code(m), 2 + n % 3, 1 + n % 4, 12 + n % 5] for n, m in enumerate(MONTHS[-12:])]
    return [
        extract("simulated-audits-2021-09.csv", AUDITS, audits()),
        extract("simulated-audit-areas-2021-09.csv", "cut,audit_id,area,rating", areas),
        extract("simulated-audit-actions-2021-09.csv", "cut,action_id,audit_id,kind,due,status,done_on", actions),
        extract("simulated-open-cases-2021-09.csv", "cut,month,locality,service,team,legal_status,open_cases", cases),
        extract("simulated-concerns-2021-09.csv", "cut,month,opened,resolved,tracked", concerns),
    ]


# Records screened in an area: red, amber, green, and without a rating.
SCREENED = {
    "Dunmere": (60, 250, 90, 0),
    "Cold Ferry": (54, 90, 36, 0),
    "Bracksea & Wexley": (45, 195, 60, 0),
    "Ashport": (100, 148, 2, 0),
    "Early Help": (10, 120, 70, 0),
    "Youth (Ashport)": (18, 72, 30, 0),
    "STARS": (5, 45, 0, 10),
}


def screenings() -> Incoming:
    """Single records, half a year of them."""
    rows = []
    for area, ratings in SCREENED.items():
        every = [rag for rag, n in zip(("red", "amber", "green", "x"), ratings, strict=True) for _ in range(n)]
        for n, rag in enumerate(every):
            key = sha256(f"{area}{n}".encode()).hexdigest()[:12]
            rows.append(["2021-09", date(2021, 4 + n % 6, 1 + n % 28), key, area, rag])
    return extract("simulated-screenings-2021-09.csv", "cut,screened_on,record_id,area,rag", rows)


def comparators() -> Incoming:
    """What others publish, near what the council has: neighbours lie on both sides of it."""
    rows = []
    words = {"year to March": "year to March {}", "31 March": "31 March {}", "school year": "school year {}"}
    for measure, other in catalogue().counterparts.items():
        if not other.period_kind:
            continue
        level = LEVELS[measure][0]
        for year in range(2017, 2025):
            named = f"{year - 1}-{year % 100}" if other.period_kind == "school year" else str(year)
            period = words[other.period_kind].format(named)
            for who, statistic, more in (
                ("Statistical neighbours", "mean", 1.5),
                ("Statistical neighbours", "median", 1.2),
                ("Statistical neighbours", "lowest", -level / 4),
                ("Statistical neighbours", "highest", (100 - level) / 4),
                ("England", "value", 2.0),
                ("Westshire", "value", -0.5),
            ):
                figure = round(level + more + (year - 2020) / 10, 1)
                reporters = 10 if who == "Statistical neighbours" else ""
                rows.append(["2025-07", measure, who, period, statistic, max(figure, 0.0), reporters])
    header = "cut,measure_id,comparator,period,statistic,value,reporters"
    return extract("comparators-2025-07.csv", header, rows, simulated=False, source="dfe")


def plan() -> Incoming:
    """Statuses of the improvement plan, of which the paper prints none."""
    rows = []
    labels = ("Better audits", "Training for every leader", "Permanence early")
    for number, label in enumerate(labels, 1):
        for period, statuses in zip(
            ("2020-12", "2021-03", "2021-06", "2021-09"),
            (
                ("compromised", "at risk"),
                ("on target", "at risk"),
                ("on target", "compromised"),
                ("completed", "at risk"),
            ),
            strict=True,
        ):
            rows.append(["2021-09", period, number, label, *statuses])
    return extract("simulated-plan-2021-09.csv", "cut,period,priority_id,label,action_status,impact_status", rows)


def published() -> list[Incoming]:
    """Everything that the council, and the department for it, has published."""
    papers = [Incoming.from_path(file) for file in sorted(PAPERS.glob("*.csv"))]
    return [printed_audits(), comparators(), *papers]


def simulated() -> list[Incoming]:
    """What is made up beside it."""
    return [*of_audits(), *(indicators(cut) for cut in CUTS), plan(), screenings()]
