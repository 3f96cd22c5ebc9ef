"""Lists of Annex A as tests make them, and a store of an authority that begins with the starter catalogue."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook

from analytics.catalogue import Catalogue
from analytics.statutory import Counted, Definition, count, read_teams
from analytics.store import Incoming, Store, begin, held_catalogue, load

DAY = date(2025, 9, 30)
CHILD = ("Child Unique ID", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)")
TEAM = ("Allocated Team", "Allocated Worker")
DISABILITY = "Does the Child have a Disability"
AREAS = b"area,name,kind\nHarbour,Harbour,place\nMoor,Moor,place\n"
TEAMS = b"team,area\nHarbour Assessment,Harbour\nMoor Assessment,Moor\nHospital team,\n"
HEADINGS = {
    "List 1": (*CHILD, "Date of Contact", "Contact Source"),
    "List 2": (*CHILD, "Assessment start date", "Assessment completion date", "Organisation completing assessment"),
    "List 3": (
        *CHILD, "Date of referral", "Referral Source", "Referral NFA?", "Number of Referrals in Last 12 Months", *TEAM,
    ),
    "List 4": (
        *CHILD, DISABILITY, "Continuous Assessment Start Date", "Child Seen During Continuous Assessment",
        "Continuous Assessment Date of Authorisation",
        "Was the child assessed as requiring LA children's social care support?", *TEAM,
    ),
    "List 5": (
        *CHILD, DISABILITY, "Strategy discussion initiating Section 47 Enquiry Start Date",
        "Was an Initial Child Protection Conference deemed unnecessary?", "Date of Initial Child Protection Conference",
        "Did the Initial Child Protection Conference Result in a Child Protection Plan", *TEAM,
    ),
    "List 6": (
        *CHILD, DISABILITY, "CIN Start Date", "Primary Need Code", "Date Child Was Last Seen", "CIN Closure Date",
        "Reason for Closure", "Case Status", *TEAM,
    ),
    "List 7": (
        *CHILD, DISABILITY, "Child Protection Plan Start Date", "Date of the Last Statutory Visit",
        "Was the Child Seen Alone?", "Date of latest review conference", "Child Protection Plan End Date",
        "Number of Previous Child Protection Plans", *TEAM,
    ),
    "List 8": (
        *CHILD, DISABILITY, "Date Started to be Looked After", "Child's Legal Status", "Date of Last Social Work Visit",
        "What is the permanence plan for this child?", "Date of Last Health Assessment", "Date of Last Dental Check",
        "Number of Placements in the Last 12 months", "Date Ceased to be Looked After",
        "Reason Ceased to be Looked After", "Start Date of Most Recent Placement", "Placement Type",
        "Placement postcode", *TEAM,
    ),
    "List 9": (
        *CHILD, DISABILITY, *TEAM, "Allocated Personal Advisor", "Latest Pathway Plan Review Date", "LA in Touch",
        "Suitability of Accommodation", "Activity Status",
    ),
    "List 10": (
        "Child Unique ID", "Family identifier", "Gender", "Ethnicity", "Date of Birth", "Age of Child (Years)",
        DISABILITY, "Date the Child Entered Care", "Date of Decision that Child Should be Placed for Adoption",
        "Date of Placement Order", "Date of Matching Child and Prospective Adopters", "Date Placed for Adoption",
        "Date of Adoption Order",
    ),
    "List 11": (
        "Individual adopter identifier", "Family identifier", "Gender", "Ethnicity", "Disability",
        "Date enquiry received",
    ),
}  # fmt: skip


def northmere(store: Store) -> Catalogue:
    """Begin a store with the starter catalogue and two areas."""
    begin(store, "Northmere")
    load(store, held_catalogue(store), [Incoming("areas.csv", AREAS)])
    return held_catalogue(store)


def counted(catalogue: Catalogue, *files: Incoming, definitions: Sequence[Definition] | None = None) -> Counted:
    """The files counted, with the teams of TEAMS."""
    teams = read_teams(Incoming("teams.csv", TEAMS), catalogue)
    return count(files, catalogue, day=DAY, teams=teams, definitions=definitions)


def workbook(sheets: Mapping[str, Sequence[Sequence[Any]]], name: str = "annex-a.xlsx") -> Incoming:
    """A workbook of these sheets, each with its rows."""
    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
    out = io.BytesIO()
    book.save(out)
    return Incoming(name, out.getvalue())


def rows_of(title: str, *records: Mapping[str, Any]) -> list[list[Any]]:
    """The header of a list, and a row for each record, which says what differs from nothing."""
    return [list(HEADINGS[title]), *([record.get(heading) for heading in HEADINGS[title]] for record in records)]


def whole(counts: Counted, measure: str, month: str = "2025-09") -> tuple[float, float | None] | None:
    """Numerator and denominator of the whole authority in a month; None if there is no row."""
    return split(counts, measure, month=month)


def split(
    counts: Counted, measure: str, *, locality: str = "All", team: str = "All", breakdown: str = "All",
    category: str = "All", month: str = "2025-09",
) -> tuple[float, float | None] | None:  # fmt: skip
    asked = (measure, date.fromisoformat(f"{month}-01"), locality, team, breakdown, category)
    return next(((row[6], row[7]) for row in counts.counts.iter_rows() if row[:6] == asked), None)


def files_in(folder: Path) -> list[Path]:
    return [file for file in folder.rglob("*") if file.is_file()]
