"""A city of five areas that reports figures of every kind: shares, rates, averages, counts, money and an index; of
months, quarters and years. Figures that are no percentages are above 100 or have two decimals, so that a text tells
which they are.

It keeps the starter catalogue and sends its own as a workbook, a tidy file with the
counts of its areas, and a wide one of the whole.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from analytics.catalogue import ALL, Frequency, Polarity, Window
from analytics.extracts import catalogue_book, catalogue_of
from analytics.extracts.catalogue_fields import csv_content
from analytics.months import code, up_to
from analytics.store import Incoming
from analytics.units import Kind, Unit
from tests.authorities.making import Authority, Batch
from tests.westshire import chance, wobble

NAME = "Aldersgate Vale"
MONTHS = sorted(up_to(date(2025, 3, 1), 24))
AREAS = {"Millrace": 0.3, "Nether Quay": 0.25, "Overcombe": 0.2, "Pinfold": 0.15, "Ramsholt": 0.1}
PEOPLE = {"0 to 17": 61_000, "10 to 17": 27_000}  # of the city, of each age group
YEARS = (2022, 2023, 2024)
AGES, TEENS = PEOPLE


@dataclass(frozen=True)
class Measure:
    """An indicator, and from what its figures are made: the level of the city's value, and its cases in a period.

    Of a count, an amount and a rate by population, the level is that of the numerator. Without cases there is the value
    of the whole alone.
    """

    name: str
    theme: str
    counted: str
    level: float
    cases: float = 0
    kind: Kind = Kind.PERCENTAGE
    unit: str = "%"
    decimals: int = 1
    polarity: Polarity = Polarity.BIGGER
    window: Window = Window.MONTH
    frequency: Frequency = Frequency.MONTH
    population: str = ""
    yearly: bool = False
    parts_counted: bool = False

    @property
    def months(self) -> list[date]:
        """The months that have a figure."""
        every, last = self.frequency.months, self.frequency.last_month
        return [month for month in MONTHS if month.month % every == last % every]

    @property
    def said(self) -> Unit:
        return Unit(self.kind, self.counted if self.kind is Kind.COUNT else self.unit, self.decimals)

    @property
    def per(self) -> Fraction:
        """By what numerator / denominator of a period is multiplied."""
        times = 12 // self.frequency.months if self.yearly else 1
        return Fraction(self.said.per) * times


SMALLER, PLAN, INFORMATION = Polarity.SMALLER, Polarity.PLAN, Polarity.INFORMATION
SNAPSHOT, QUARTER = Window.SNAPSHOT, Frequency.QUARTER
HELP, SAFE, CARE, STAFF = "Getting help", "Keeping safe", "In our care", "People and money"
MEASURES: dict[str, Measure] = {
    "calls_1d": Measure("% of calls answered within a day", HELP, "calls", 88, 2400),
    "help_10d": Measure("% of help plans made within 10 days", HELP, "plans", 74, 610),
    "help_again": Measure("% of families back within 9 months", HELP, "families", 21, 480, polarity=SMALLER),
    "help_heard": Measure("% of help plans with the child's own words", HELP, "plans", 66, 610),
    "checks_45d": Measure("% of assessments within 45 working days", HELP, "assessments", 83, 520),
    "risk_48h": Measure("% of risk meetings held within 48 hours", SAFE, "meetings", 90, 340),
    "enquiry_15d": Measure("% of enquiries ended within 15 days", SAFE, "enquiries", 81, 290),
    "conference_15d": Measure("% of first conferences within 15 days", SAFE, "conferences", 78, 150),
    "plan_second": Measure("% of plans that are a second one", SAFE, "plans", 23, 140, polarity=SMALLER),
    "plan_seen": Measure("% of children on a plan seen on time", SAFE, "children", 91, 420, window=SNAPSHOT),
    "plan_long": Measure(
        "% of plans of over two years", SAFE, "plans", 6, 420, polarity=SMALLER, window=SNAPSHOT
    ),
    "care_seen": Measure("% of children in care seen on time", CARE, "children", 93, 640, window=SNAPSHOT),
    "care_moves": Measure(
        "% of children in care with a third home", CARE, "children", 11, 640, polarity=SMALLER, window=SNAPSHOT
    ),
    "care_health": Measure("% of children in care with a health check", CARE, "children", 87, 640, window=SNAPSHOT),
    "care_teeth": Measure("% of children in care with a dental check", CARE, "children", 72, 640, window=SNAPSHOT),
    "care_near": Measure(
        "% of children in care near home", CARE, "children", 70, 640, polarity=PLAN, window=SNAPSHOT
    ),
    "left_touch": Measure("% of care leavers in touch", CARE, "care leavers", 92, 350, window=SNAPSHOT),
    "left_work": Measure("% of care leavers in work or learning", CARE, "care leavers", 58, 350, window=SNAPSHOT),
    "staff_agency": Measure(
        "% of workers from an agency", STAFF, "workers", 17, 330, polarity=SMALLER, window=SNAPSHOT, parts_counted=True
    ),
    "staff_trained": Measure("% of workers trained this year", STAFF, "workers", 64, window=Window.FINANCIAL_YTD),
    "staff_met": Measure("% of workers supervised", STAFF, "workers", 84),
    "calls": Measure("Calls to the front door", HELP, "calls", 2750, 1, Kind.COUNT, "", 0, INFORMATION),
    "open_cases": Measure("Cases at month end", HELP, "cases", 3900, 1, Kind.COUNT, "", 0, INFORMATION, SNAPSHOT),
    "plans_begun": Measure("Protection plans begun", SAFE, "plans", 1640, 1, Kind.COUNT, "", 0, SMALLER),
    "missing": Measure("Times that a child was missing", CARE, "episodes", 1480, 1, Kind.COUNT, "", 0, SMALLER),
    "came_in": Measure(
        "Children who came into care in the quarter", CARE, "children", 2150, 1, Kind.COUNT, "", 0, INFORMATION,
        frequency=QUARTER,
    ),
    "left_count": Measure("Care leavers with a worker", CARE, "leavers", 1900, 1, Kind.COUNT, "", 0, PLAN, SNAPSHOT),
    "care_rate": Measure(
        "Children in care per 10,000", CARE, "children", 1340, 1, Kind.RATE, "per 10,000", 1, SMALLER, SNAPSHOT,
        population=AGES,
    ),
    "enquiry_rate": Measure(
        "Enquiries per 10,000 over a year", SAFE, "enquiries", 240, 1, Kind.RATE, "per 10,000", 1, INFORMATION,
        population=AGES, yearly=True,
    ),
    "checks_rate": Measure(
        "Assessments per 10,000 over a year", HELP, "assessments", 610, 1, Kind.RATE, "per 10,000", 1, PLAN,
        population=AGES, yearly=True,
    ),
    "back_rate": Measure(
        "Families back per 1,000 helped", HELP, "families", 218, 9000, Kind.RATE, "per 1,000", 1, SMALLER,
    ),
    "entrants_rate": Measure(
        "First cautions per 100,000", SAFE, "children", 160, 1, Kind.RATE, "per 100,000", 1, SMALLER,
        frequency=QUARTER, population=TEENS,
    ),
    "checks_days": Measure("Days of an assessment (mean)", HELP, "assessments", 33, 520, Kind.MEAN, "days", 2, SMALLER),
    "visit_days": Measure("Average days to the first visit", SAFE, "visits", 4, 700, Kind.MEAN, "days", 2, SMALLER),
    "match_days": Measure(
        "Average days to a match", CARE, "children", 430, 60, Kind.MEAN, "days", 1, SMALLER, Window.ROLLING_12M
    ),
    "court_weeks": Measure("Average weeks in court", CARE, "children", 38, 90, Kind.MEAN, "weeks", 2, SMALLER),
    "worker_cases": Measure(
        "Mean caseload of a worker", STAFF, "workers", 17, 210, Kind.MEAN, "children a worker", 2, SMALLER, SNAPSHOT,
        parts_counted=True,
    ),
    "agency_pay": Measure("Spend on agency workers", STAFF, "pounds", 412_000, 1, Kind.AMOUNT, "£", 0, SMALLER),
    "overspend": Measure(
        "Forecast over budget", STAFF, "pounds", 3_210, 0, Kind.AMOUNT, "£k", 0, SMALLER, SNAPSHOT
    ),
    "staff_index": Measure(
        "Index of the staff survey", STAFF, "answers", 63, 0, Kind.SCORE, "", 2, window=SNAPSHOT,
        frequency=Frequency.FINANCIAL_YEAR,
    ),
}  # fmt: skip
OTHER_KINDS = {measure: of for measure, of in MEASURES.items() if of.kind is not Kind.PERCENTAGE}
WIDE = [measure for measure, of in MEASURES.items() if not of.cases]
Counts = tuple[Fraction, Fraction | None]


def people(area: str, age: str, year: int) -> int:
    """How many of an age group live in an area."""
    return round(PEOPLE[age] * AREAS[area] * (1 + 0.01 * (year - YEARS[0])))


def counts(measure: str, area: str, month: date) -> Counts:
    """Numerator and denominator of an area in a month, to half a case where parts are counted."""
    of, at = MEASURES[measure], (NAME, measure, area, month)
    part, steps = AREAS[area], 2 if of.parts_counted else 1
    if of.kind.adds or of.population:
        spread = 0.04 * of.level * part * wobble(*at)
        return Fraction(round(of.level * part + spread)), None
    cases = Fraction(round(of.cases * part * (0.9 + 0.2 * chance(*at)) * steps), steps)
    level = of.level / float(of.said.per) * (1 + 0.03 * wobble(*at, "met"))
    met = Fraction(round(float(cases) * level * steps), steps)
    return (min(met, cases) if of.kind is Kind.PERCENTAGE else met), cases


def alone(measure: str, month: date) -> float:
    """The value of the whole where nothing else is sent."""
    of = MEASURES[measure]
    return round(of.level * (1 + 0.05 * wobble(NAME, measure, month)), of.decimals)


def _targets() -> Iterator[dict[str, object]]:
    usual = {"tolerance_percent": 5, "area": ALL, "target_to": "", "tolerance": "", "reason": "Agreed by the board"}
    levels = {"care_rate": 228.5, "back_rate": 223.5, "entrants_rate": 580.5}
    for number, (measure, of) in enumerate(MEASURES.items()):
        if of.polarity in (INFORMATION, PLAN) or number % 6 == 5:
            continue
        target = levels.get(measure, of.level * (0.98 if of.polarity is SMALLER else 1.02))
        about = usual | {"measure_id": measure, "valid_from": "2023-04", "target": round(target, of.decimals)}
        yield about | ({"tolerance": 1.75} if measure == "checks_days" else {})
    for measure, low, high in (("left_count", 1850, 1980), ("checks_rate", 1150.5, 1230.5), ("care_near", 65, 75)):
        yield usual | {"measure_id": measure, "valid_from": "2023-04", "target": low, "target_to": high}
    yield usual | {"measure_id": "worker_cases", "valid_from": "2023-04", "target": 15.25, "area": "Ramsholt"}


def workbook() -> bytes:
    """The catalogue as the city fills it in: a sheet for each list."""
    definitions = [
        {
            "measure_id": measure, "name": of.name, "theme": of.theme, "polarity": of.polarity, "kind": of.kind,
            "unit": "" if of.kind is Kind.COUNT else of.unit, "decimals": of.decimals, "window": of.window,
            "frequency": of.frequency, "counted": of.counted, "definition": f"{of.name}, as the city counts it.",
            "population": of.population, "yearly": "yes" if of.yearly else "no",
            "parts_counted": "yes" if of.parts_counted else "no",
        }
        for measure, of in MEASURES.items()
    ]  # fmt: skip
    population = [
        {"area": area, "year": year, "age_group": age, "number": people(area, age, year)}
        for area in AREAS for year in YEARS for age in PEOPLE
    ]  # fmt: skip
    lists: dict[str, list[dict[str, object]]] = {
        "council": [{"council": NAME, "whole": "city", "part": "area", "parts": "areas"}],
        "areas": [{"area": area, "name": area} for area in AREAS],
        "definitions": list(definitions),
        "targets": list(_targets()),
        "population": list(population),
    }
    files = [
        (f"{kind}.csv", csv_content([{name: str(cell) for name, cell in row.items()} for row in rows]))
        for kind, rows in lists.items()
    ]
    return catalogue_book.workbook(catalogue_of(files))


def _file(name: str, rows: list[list[object]]) -> Incoming:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return Incoming(name, text.getvalue().encode())


def tidy() -> Incoming:
    """The counts of each area, those of months, quarters and years in one file."""
    rows: list[list[object]] = [["cut", "month", "measure_id", "locality", "numerator", "denominator"]]
    for measure, of in MEASURES.items():
        for month in of.months if of.cases else []:
            for area in AREAS:
                met, cases = counts(measure, area, month)
                numbers = [
                    f"{float(met):g}" if met < 10_000 else f"{int(met):,}",
                    "" if cases is None else float(cases),
                ]
                rows.append([code(MONTHS[-1]), code(month), measure, area, *numbers])
    return _file("figures-2025-03.csv", rows)


def wide() -> Incoming:
    """What is reported for the city alone, a month a column, each written as its dashboard shows it."""
    rows: list[list[object]] = [["Indicator", *(f"{month:%b-%y}" for month in MONTHS)]]
    for measure in WIDE:
        of = MEASURES[measure]
        cells = [of.said.number(alone(measure, month)) if month in of.months else "" for month in MONTHS]
        money, sign = ("£" if of.kind is Kind.AMOUNT else ""), "%" if of.kind is Kind.PERCENTAGE else ""
        rows.append([of.name, *(f"{money}{cell}{sign}" if cell else "" for cell in cells)])
    return _file("dashboard-2025-03.csv", rows)


AUTHORITY = Authority(
    NAME, "city", MONTHS, "Nether Quay", "calls", MEASURES["calls"].name, [NAME, *AREAS],
    [Batch([Incoming("catalogue.xlsx", workbook())], "part"), Batch([tidy(), wide()], "whole")],
)  # fmt: skip
