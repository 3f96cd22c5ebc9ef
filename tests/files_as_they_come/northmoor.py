"""Northmoor, a county of four districts, and five files that its analysts get every month. All of it is invented.

The tables of the builders and the expectations below them were written apart from each other: neither is made of the
other. A figure that is the same in a later edition is written once.
"""

from __future__ import annotations

import io
from datetime import date, datetime, time, timedelta

import polars as pl
from openpyxl import Workbook
from openpyxl.styles import Font, PatternFill

from analytics.months import up_to
from tests.authorities.making import Authority, Batch, sent
from tests.files_as_they_come.material import Edition, FileAsItComes, Month, saved

NAME = "Northmoor"
DISTRICTS = ("Alderfell", "Brackenshaw", "Craghope", "Dunnerley")
DEFINITIONS = [
    ["contacts_1d", "% of contacts decided within one working day", "Front door", "bigger", "percentage", "%", 1,
     "month", "contacts"],
    ["referrals", "Referrals accepted", "Front door", "information", "count", "", 0, "month", "referrals"],
    ["assess_45d", "% of assessments finished within 45 working days", "Assessment", "bigger", "percentage", "%", 1,
     "month", "assessments"],
    ["assess_days", "Average working days to complete an assessment", "Assessment", "smaller", "mean", "days", 1,
     "month", "assessments"],
    ["cp_open", "Children with a protection plan", "Child protection", "information", "count", "", 0, "snapshot",
     "children"],
    ["cp_visits", "% of children on a protection plan visited on time", "Child protection", "bigger", "percentage",
     "%", 1, "snapshot", "children"],
    ["cp_repeat", "% of protection plans that are a second or later one", "Child protection", "smaller",
     "percentage", "%", 1, "month", "plans"],
    ["cla_rate", "Children looked after per 10,000 children", "Children looked after", "information", "rate",
     "per 10,000", 1, "snapshot", "children"],
    ["cla_homes", "% of children looked after with three or more homes in 12 months", "Children looked after",
     "smaller", "percentage", "%", 1, "rolling_12m", "children"],
    ["sw_supervised", "% of social workers supervised in the month", "Workforce", "bigger", "percentage", "%", 1,
     "month", "workers"],
    ["agency_spend", "Spend on agency social workers", "Workforce", "smaller", "amount", "£", 0, "month", "pounds"],
]  # fmt: skip
TARGETS = {"contacts_1d": 90, "assess_45d": 85, "assess_days": 35, "cp_visits": 95, "cp_repeat": 20, "cla_homes": 10}
STATUSES = {"CIN": "Children in need", "CP": "Child protection", "CLA": "Children looked after"}


def _catalogue() -> Batch:
    return Batch(
        [
            sent("council.csv", "council,whole,part,parts", [[NAME, "county", "district", "districts"]]),
            sent("areas.csv", "area,name,kind,level", [[area, area, "place", "district"] for area in DISTRICTS]),
            sent(
                "definitions.csv",
                "measure_id,name,theme,polarity,kind,unit,decimals,window,counted,definition",
                [[*row, f"{row[1]}, as the county counts it."] for row in DEFINITIONS],
            ),
            sent(
                "targets.csv",
                "measure_id,valid_from,target,tolerance_percent,reason",
                [[measure, "2023-04", target, 5, "Agreed by the board"] for measure, target in TARGETS.items()],
            ),
            sent(
                "legal_statuses.csv",
                "legal_status,name,meaning",
                [[status, name, f"{name}, as the county has it"] for status, name in STATUSES.items()],
            ),
            sent("aliases.csv", "alias,measure_id", [["Front door decisions on time", "contacts_1d"]]),
            sent(
                "counterparts.csv",
                "measure_id,difference",
                [[row[0], "No national measure is like it."] for row in DEFINITIONS],
            ),
            sent("indicator_roles.csv", "role,legal_status,measure_id", [["timeliness", "CP", "cp_visits"]]),
        ],
        "whole",
    )


AUTHORITY = Authority(
    NAME, "county", sorted(up_to(date(2024, 1, 1), 12)), "Craghope", "cp_visits", "Referrals accepted",
    [NAME, *DISTRICTS], [_catalogue()],
)  # fmt: skip


# A wide dashboard: a month a column, made by hand in Excel.

_MONTHS = [datetime(2023, 9, 1), datetime(2023, 10, 1), datetime(2023, 11, 1), datetime(2023, 12, 1),
           datetime(2024, 1, 1)]  # fmt: skip
_DASHBOARD: list[tuple[object, ...]] = [
    ("Front door",),
    ("FD1", "Contacts decided in 1 working day", 0.9, "5%", "0.0%", (0.874, 0.881, 0.902, 0.895, 0.911),
     "Green", "▲", None),
    ("FD2", "Referrals", "n/a", "n/a", "#,##0", (1018, 1044, 931, 897, 1062), None, "▼", "For information"),
    ("Assessment",),
    ("AS1", "Assessments in 45 working days *", 0.85, "5%", "0.0%", (0.581, 0.612, 0.652, 0.671, 0.7),
     "Red", "▲", "Backlog in Dunnerley; two posts filled"),
    ("AS2", "Average days per assessment", 35, "2 days", "0.0", (44.2, 42.7, 41.9, 40.6, 38.8), "Red", "▲", None),
    ("Child protection",),
    ("CP1", "Children on a CP plan", "n/a", "n/a", "#,##0", (398, 404, 406, 406, 408), None, "►", None),
    ("CP2", "Repeat CP plans", 0.2, "10%", "0.0%", (0.231, "n/a", 0.2, 0.229, 0.237),
     "Amber", "▼", "October not run: system upgrade"),
    ("Children looked after and workforce",),
    ("CL1", "CLA per 10,000", 65, "5%", "0.0", (71.4, 71.9, 72.3, 72, 72.6), "Amber", "▼", None),
    ("WF1", "Agency spend", 190000, "10%", "£#,##0", (214500, 209320, 198760, 187940, 201115), "Amber", "▲", None),
]  # fmt: skip
_RAG = {"Red": "FFFF0000", "Amber": "FFFFC000", "Green": "FF00B050"}


def wide_dashboard(month: Month) -> tuple[str, bytes]:
    """Titles, theme rows, targets, months as dates across, RAG, arrows and comments, and notes under the table."""
    shown = _MONTHS[: {Month.FIRST: 3, Month.NEXT: 4, Month.DRIFTED: 5}[month]]
    book = Workbook()
    sheet = book.active
    sheet.title = "Dashboard"
    sheet.append(["Northmoor County Council"])
    sheet.append(["Children's Services performance dashboard"])
    sheet.append([f"Reporting month: {month.value:%B %Y}"])
    sheet.append([])
    exec_comment = ["Exec comment"] if month is Month.DRIFTED else []
    sheet.append(["Ref", "Indicator", "Target", "Tolerance", *shown, "RAG", "DoT", *exec_comment, "Comment"])
    for column in range(5, 5 + len(shown)):
        sheet.cell(5, column).number_format = "mmm-yy"
    for line in _DASHBOARD:
        if len(line) == 1:
            sheet.append(line)
            sheet.cell(sheet.max_row, 1).font = Font(bold=True)
            continue
        ref, name, target, tolerance, number_format, values, rag, arrow, comment = line
        cells = [*values[: len(shown)]]
        if ref == "AS1" and month is Month.FIRST:
            cells[2] = 0.648  # which the next edition corrects
        noted = ["Noted at DMT" if ref == "AS1" else None] if exec_comment else []
        sheet.append([ref, name, target, tolerance, *cells, rag, arrow, *noted, comment])
        for column in (3, *range(5, 5 + len(shown))):
            sheet.cell(sheet.max_row, column).number_format = number_format
        if rag:
            colour = PatternFill("solid", fgColor=_RAG[rag])
            sheet.cell(sheet.max_row, 5 + len(shown)).fill = colour
    sheet.append([])
    sheet.append(["Source: case management system, extracted on the fifth working day"])
    sheet.append(["* provisional"])
    return f"Northmoor CSC Dashboard {month.value:%b %Y}.xlsx", saved(book)


_DASHBOARD_BUT_ITS_RESTATED_FIGURE = [
    ("contacts_1d", "2023-09", "All", "All", None, None, 87.4, None),
    ("contacts_1d", "2023-10", "All", "All", None, None, 88.1, None),
    ("contacts_1d", "2023-11", "All", "All", None, None, 90.2, None),
    ("referrals", "2023-09", "All", "All", None, None, 1018, None),
    ("referrals", "2023-10", "All", "All", None, None, 1044, None),
    ("referrals", "2023-11", "All", "All", None, None, 931, None),
    ("assess_45d", "2023-09", "All", "All", None, None, 58.1, None),
    ("assess_45d", "2023-10", "All", "All", None, None, 61.2, None),
    ("assess_days", "2023-09", "All", "All", None, None, 44.2, None),
    ("assess_days", "2023-10", "All", "All", None, None, 42.7, None),
    ("assess_days", "2023-11", "All", "All", None, None, 41.9, None),
    ("cp_open", "2023-09", "All", "All", None, None, 398, None),
    ("cp_open", "2023-10", "All", "All", None, None, 404, None),
    ("cp_open", "2023-11", "All", "All", None, None, 406, None),
    ("cp_repeat", "2023-09", "All", "All", None, None, 23.1, None),
    ("cp_repeat", "2023-10", "All", "All", None, None, None, "z"),
    ("cp_repeat", "2023-11", "All", "All", None, None, 20, None),
    ("cla_rate", "2023-09", "All", "All", None, None, 71.4, None),
    ("cla_rate", "2023-10", "All", "All", None, None, 71.9, None),
    ("cla_rate", "2023-11", "All", "All", None, None, 72.3, None),
    ("agency_spend", "2023-09", "All", "All", None, None, 214500, None),
    ("agency_spend", "2023-10", "All", "All", None, None, 209320, None),
    ("agency_spend", "2023-11", "All", "All", None, None, 198760, None),
]
_DASHBOARD_FIRST = [
    *_DASHBOARD_BUT_ITS_RESTATED_FIGURE,
    ("assess_45d", "2023-11", "All", "All", None, None, 64.8, None),
]
_DASHBOARD_NEXT = [
    *_DASHBOARD_BUT_ITS_RESTATED_FIGURE,
    ("assess_45d", "2023-11", "All", "All", None, None, 65.2, None),
    ("contacts_1d", "2023-12", "All", "All", None, None, 89.5, None),
    ("referrals", "2023-12", "All", "All", None, None, 897, None),
    ("assess_45d", "2023-12", "All", "All", None, None, 67.1, None),
    ("assess_days", "2023-12", "All", "All", None, None, 40.6, None),
    ("cp_open", "2023-12", "All", "All", None, None, 406, None),
    ("cp_repeat", "2023-12", "All", "All", None, None, 22.9, None),
    ("cla_rate", "2023-12", "All", "All", None, None, 72, None),
    ("agency_spend", "2023-12", "All", "All", None, None, 187940, None),
]
_DASHBOARD_DRIFTED = [
    *_DASHBOARD_NEXT,
    ("contacts_1d", "2024-01", "All", "All", None, None, 91.1, None),
    ("referrals", "2024-01", "All", "All", None, None, 1062, None),
    ("assess_45d", "2024-01", "All", "All", None, None, 70, None),
    ("assess_days", "2024-01", "All", "All", None, None, 38.8, None),
    ("cp_open", "2024-01", "All", "All", None, None, 408, None),
    ("cp_repeat", "2024-01", "All", "All", None, None, 23.7, None),
    ("cla_rate", "2024-01", "All", "All", None, None, 72.6, None),
    ("agency_spend", "2024-01", "All", "All", None, None, 201115, None),
]
WIDE_DASHBOARD = FileAsItComes(
    wide_dashboard,
    {
        "measure_id": {
            "FD1": "contacts_1d",
            "FD2": "referrals",
            "AS1": "assess_45d",
            "AS2": "assess_days",
            "CP1": "cp_open",
            "CP2": "cp_repeat",
            "CL1": "cla_rate",
            "WF1": "agency_spend",
        },
        "marker": {"n/a": "z"},
    },
    {
        Month.FIRST: Edition(_DASHBOARD_FIRST),
        Month.NEXT: Edition(_DASHBOARD_NEXT),
        Month.DRIFTED: Edition(_DASHBOARD_DRIFTED),
    },
)


# The export of a visual of Power BI.

_POWER_BI = {
    "2023-10": """\
01/10/2023 00:00:00,CSC-014,WS01,84,102,0.824
01/10/2023 00:00:00,CSC-014,WS02,51,88,0.58
01/10/2023 00:00:00,CSC-014,WS03,63,70,0.9
01/10/2023 00:00:00,CSC-014,WS04,40,64,0.625
01/10/2023 00:00:00,CSC-014,Northmoor Total,238,324,0.735
01/10/2023 00:00:00,CSC-027,WS01,110,121,0.909
01/10/2023 00:00:00,CSC-027,WS02,96,104,0.923
01/10/2023 00:00:00,CSC-027,WS03,71,80,0.888
01/10/2023 00:00:00,CSC-027,WS04,88,99,0.889
01/10/2023 00:00:00,CSC-027,Northmoor Total,365,404,0.903
01/10/2023 00:00:00,CSC-029,WS01,3,14,0.214
01/10/2023 00:00:00,CSC-029,WS02,2,9,0.222
01/10/2023 00:00:00,CSC-029,WS03,0,0,
01/10/2023 00:00:00,CSC-029,WS04,4,11,0.364
01/10/2023 00:00:00,CSC-029,Northmoor Total,9,34,0.265
01/10/2023 00:00:00,CSC-031,WS01,121,,121
01/10/2023 00:00:00,CSC-031,WS02,104,,104
01/10/2023 00:00:00,CSC-031,WS03,80,,80
01/10/2023 00:00:00,CSC-031,WS04,99,,99
01/10/2023 00:00:00,CSC-031,Northmoor Total,404,,404
""",
    "2023-11": """\
01/11/2023 00:00:00,CSC-014,WS01,90,110,0.818
01/11/2023 00:00:00,CSC-014,WS02,55,85,0.647
01/11/2023 00:00:00,CSC-014,WS03,58,66,0.879
01/11/2023 00:00:00,CSC-014,WS04,47,61,0.77
01/11/2023 00:00:00,CSC-014,Northmoor Total,250,322,0.776
01/11/2023 00:00:00,CSC-027,WS01,112,119,0.941
01/11/2023 00:00:00,CSC-027,WS02,99,108,0.917
01/11/2023 00:00:00,CSC-027,WS03,75,82,0.915
01/11/2023 00:00:00,CSC-027,WS04,90,97,0.928
01/11/2023 00:00:00,CSC-027,Northmoor Total,376,406,0.926
01/11/2023 00:00:00,CSC-029,WS01,2,12,0.167
01/11/2023 00:00:00,CSC-029,WS02,3,10,0.3
01/11/2023 00:00:00,CSC-029,WS03,1,5,0.2
01/11/2023 00:00:00,CSC-029,WS04,2,13,0.154
01/11/2023 00:00:00,CSC-029,Northmoor Total,8,40,0.2
01/11/2023 00:00:00,CSC-031,WS01,119,,119
01/11/2023 00:00:00,CSC-031,WS02,108,,108
01/11/2023 00:00:00,CSC-031,WS03,82,,82
01/11/2023 00:00:00,CSC-031,WS04,97,,97
01/11/2023 00:00:00,CSC-031,Northmoor Total,406,,406
""",
    "2023-12": """\
01/12/2023 00:00:00,CSC-014,WS01,77,95,0.811
01/12/2023 00:00:00,CSC-014,WS02,60,83,0.723
01/12/2023 00:00:00,CSC-014,WS03,49,52,0.942
01/12/2023 00:00:00,CSC-014,WS04,44,58,0.759
01/12/2023 00:00:00,CSC-014,Northmoor Total,230,288,0.799
01/12/2023 00:00:00,CSC-027,WS01,108,117,0.923
01/12/2023 00:00:00,CSC-027,WS02,101,110,0.918
01/12/2023 00:00:00,CSC-027,WS03,77,81,0.951
01/12/2023 00:00:00,CSC-027,WS04,85,98,0.867
01/12/2023 00:00:00,CSC-027,Northmoor Total,371,406,0.914
01/12/2023 00:00:00,CSC-029,WS01,4,15,0.267
01/12/2023 00:00:00,CSC-029,WS02,1,8,0.125
01/12/2023 00:00:00,CSC-029,WS03,0,0,
01/12/2023 00:00:00,CSC-029,WS04,3,12,0.25
01/12/2023 00:00:00,CSC-029,Northmoor Total,8,35,0.229
01/12/2023 00:00:00,CSC-031,WS01,117,,117
01/12/2023 00:00:00,CSC-031,WS02,110,,110
01/12/2023 00:00:00,CSC-031,WS03,81,,81
01/12/2023 00:00:00,CSC-031,WS04,98,,98
01/12/2023 00:00:00,CSC-031,Northmoor Total,406,,406
""",
    "2024-01": """\
01/01/2024 00:00:00,CSC-014,WS01,88,104,0.846
01/01/2024 00:00:00,CSC-014,WS02,66,91,0.725
01/01/2024 00:00:00,CSC-014,WS03,57,61,0.934
01/01/2024 00:00:00,CSC-014,WS04,50,64,0.781
01/01/2024 00:00:00,CSC-014,Northmoor Total,261,320,0.816
01/01/2024 00:00:00,CSC-027,WS01,105,116,0.905
01/01/2024 00:00:00,CSC-027,WS02,103,109,0.945
01/01/2024 00:00:00,CSC-027,WS03,74,83,0.892
01/01/2024 00:00:00,CSC-027,WS04,92,100,0.92
01/01/2024 00:00:00,CSC-027,Northmoor Total,374,408,0.917
01/01/2024 00:00:00,CSC-029,WS01,1,11,0.091
01/01/2024 00:00:00,CSC-029,WS02,2,9,0.222
01/01/2024 00:00:00,CSC-029,WS03,1,4,0.25
01/01/2024 00:00:00,CSC-029,WS04,5,14,0.357
01/01/2024 00:00:00,CSC-029,Northmoor Total,9,38,0.237
01/01/2024 00:00:00,CSC-031,WS01,116,,116
01/01/2024 00:00:00,CSC-031,WS02,109,,109
01/01/2024 00:00:00,CSC-031,WS03,83,,83
01/01/2024 00:00:00,CSC-031,WS04,100,,100
01/01/2024 00:00:00,CSC-031,Northmoor Total,408,,408
""",
}


def power_bi_export(month: Month) -> tuple[str, bytes]:
    """UTF-8 with a byte order mark, days before months, coded names, and a row of the whole after the districts."""
    name, months, outturn = {
        Month.FIRST: ("data (3).csv", ["2023-10", "2023-11"], "Outturn"),
        Month.NEXT: ("data (4).csv", ["2023-10", "2023-11", "2023-12"], "Outturn"),
        Month.DRIFTED: ("data (5).csv", ["2023-10", "2023-11", "2023-12", "2024-01"], "Result"),
    }[month]
    text = f"Period,KPI_ID,Area,Num,Den,{outturn}\n" + "".join(_POWER_BI[one] for one in months)
    return name, text.replace("\n", "\r\n").encode("utf-8-sig")


_POWER_BI_FIRST = [
    ("assess_45d", "2023-10", "Alderfell", "All", 84, 102, 82.4, None),
    ("assess_45d", "2023-10", "Brackenshaw", "All", 51, 88, 58, None),
    ("assess_45d", "2023-10", "Craghope", "All", 63, 70, 90, None),
    ("assess_45d", "2023-10", "Dunnerley", "All", 40, 64, 62.5, None),
    ("assess_45d", "2023-10", "All", "All", 238, 324, 73.5, None),
    ("cp_visits", "2023-10", "Alderfell", "All", 110, 121, 90.9, None),
    ("cp_visits", "2023-10", "Brackenshaw", "All", 96, 104, 92.3, None),
    ("cp_visits", "2023-10", "Craghope", "All", 71, 80, 88.8, None),
    ("cp_visits", "2023-10", "Dunnerley", "All", 88, 99, 88.9, None),
    ("cp_visits", "2023-10", "All", "All", 365, 404, 90.3, None),
    ("cp_repeat", "2023-10", "Alderfell", "All", 3, 14, 21.4, None),
    ("cp_repeat", "2023-10", "Brackenshaw", "All", 2, 9, 22.2, None),
    ("cp_repeat", "2023-10", "Craghope", "All", 0, 0, None, None),
    ("cp_repeat", "2023-10", "Dunnerley", "All", 4, 11, 36.4, None),
    ("cp_repeat", "2023-10", "All", "All", 9, 34, 26.5, None),
    ("cp_open", "2023-10", "Alderfell", "All", 121, None, 121, None),
    ("cp_open", "2023-10", "Brackenshaw", "All", 104, None, 104, None),
    ("cp_open", "2023-10", "Craghope", "All", 80, None, 80, None),
    ("cp_open", "2023-10", "Dunnerley", "All", 99, None, 99, None),
    ("cp_open", "2023-10", "All", "All", 404, None, 404, None),
    ("assess_45d", "2023-11", "Alderfell", "All", 90, 110, 81.8, None),
    ("assess_45d", "2023-11", "Brackenshaw", "All", 55, 85, 64.7, None),
    ("assess_45d", "2023-11", "Craghope", "All", 58, 66, 87.9, None),
    ("assess_45d", "2023-11", "Dunnerley", "All", 47, 61, 77, None),
    ("assess_45d", "2023-11", "All", "All", 250, 322, 77.6, None),
    ("cp_visits", "2023-11", "Alderfell", "All", 112, 119, 94.1, None),
    ("cp_visits", "2023-11", "Brackenshaw", "All", 99, 108, 91.7, None),
    ("cp_visits", "2023-11", "Craghope", "All", 75, 82, 91.5, None),
    ("cp_visits", "2023-11", "Dunnerley", "All", 90, 97, 92.8, None),
    ("cp_visits", "2023-11", "All", "All", 376, 406, 92.6, None),
    ("cp_repeat", "2023-11", "Alderfell", "All", 2, 12, 16.7, None),
    ("cp_repeat", "2023-11", "Brackenshaw", "All", 3, 10, 30, None),
    ("cp_repeat", "2023-11", "Craghope", "All", 1, 5, 20, None),
    ("cp_repeat", "2023-11", "Dunnerley", "All", 2, 13, 15.4, None),
    ("cp_repeat", "2023-11", "All", "All", 8, 40, 20, None),
    ("cp_open", "2023-11", "Alderfell", "All", 119, None, 119, None),
    ("cp_open", "2023-11", "Brackenshaw", "All", 108, None, 108, None),
    ("cp_open", "2023-11", "Craghope", "All", 82, None, 82, None),
    ("cp_open", "2023-11", "Dunnerley", "All", 97, None, 97, None),
    ("cp_open", "2023-11", "All", "All", 406, None, 406, None),
]
_POWER_BI_NEXT = [
    *_POWER_BI_FIRST,
    ("assess_45d", "2023-12", "Alderfell", "All", 77, 95, 81.1, None),
    ("assess_45d", "2023-12", "Brackenshaw", "All", 60, 83, 72.3, None),
    ("assess_45d", "2023-12", "Craghope", "All", 49, 52, 94.2, None),
    ("assess_45d", "2023-12", "Dunnerley", "All", 44, 58, 75.9, None),
    ("assess_45d", "2023-12", "All", "All", 230, 288, 79.9, None),
    ("cp_visits", "2023-12", "Alderfell", "All", 108, 117, 92.3, None),
    ("cp_visits", "2023-12", "Brackenshaw", "All", 101, 110, 91.8, None),
    ("cp_visits", "2023-12", "Craghope", "All", 77, 81, 95.1, None),
    ("cp_visits", "2023-12", "Dunnerley", "All", 85, 98, 86.7, None),
    ("cp_visits", "2023-12", "All", "All", 371, 406, 91.4, None),
    ("cp_repeat", "2023-12", "Alderfell", "All", 4, 15, 26.7, None),
    ("cp_repeat", "2023-12", "Brackenshaw", "All", 1, 8, 12.5, None),
    ("cp_repeat", "2023-12", "Craghope", "All", 0, 0, None, None),
    ("cp_repeat", "2023-12", "Dunnerley", "All", 3, 12, 25, None),
    ("cp_repeat", "2023-12", "All", "All", 8, 35, 22.9, None),
    ("cp_open", "2023-12", "Alderfell", "All", 117, None, 117, None),
    ("cp_open", "2023-12", "Brackenshaw", "All", 110, None, 110, None),
    ("cp_open", "2023-12", "Craghope", "All", 81, None, 81, None),
    ("cp_open", "2023-12", "Dunnerley", "All", 98, None, 98, None),
    ("cp_open", "2023-12", "All", "All", 406, None, 406, None),
]
_POWER_BI_DRIFTED = [
    *_POWER_BI_NEXT,
    ("assess_45d", "2024-01", "Alderfell", "All", 88, 104, 84.6, None),
    ("assess_45d", "2024-01", "Brackenshaw", "All", 66, 91, 72.5, None),
    ("assess_45d", "2024-01", "Craghope", "All", 57, 61, 93.4, None),
    ("assess_45d", "2024-01", "Dunnerley", "All", 50, 64, 78.1, None),
    ("assess_45d", "2024-01", "All", "All", 261, 320, 81.6, None),
    ("cp_visits", "2024-01", "Alderfell", "All", 105, 116, 90.5, None),
    ("cp_visits", "2024-01", "Brackenshaw", "All", 103, 109, 94.5, None),
    ("cp_visits", "2024-01", "Craghope", "All", 74, 83, 89.2, None),
    ("cp_visits", "2024-01", "Dunnerley", "All", 92, 100, 92, None),
    ("cp_visits", "2024-01", "All", "All", 374, 408, 91.7, None),
    ("cp_repeat", "2024-01", "Alderfell", "All", 1, 11, 9.1, None),
    ("cp_repeat", "2024-01", "Brackenshaw", "All", 2, 9, 22.2, None),
    ("cp_repeat", "2024-01", "Craghope", "All", 1, 4, 25, None),
    ("cp_repeat", "2024-01", "Dunnerley", "All", 5, 14, 35.7, None),
    ("cp_repeat", "2024-01", "All", "All", 9, 38, 23.7, None),
    ("cp_open", "2024-01", "Alderfell", "All", 116, None, 116, None),
    ("cp_open", "2024-01", "Brackenshaw", "All", 109, None, 109, None),
    ("cp_open", "2024-01", "Craghope", "All", 83, None, 83, None),
    ("cp_open", "2024-01", "Dunnerley", "All", 100, None, 100, None),
    ("cp_open", "2024-01", "All", "All", 408, None, 408, None),
]
POWER_BI_EXPORT = FileAsItComes(
    power_bi_export,
    {
        "measure_id": {
            "CSC-014": "assess_45d",
            "CSC-027": "cp_visits",
            "CSC-029": "cp_repeat",
            "CSC-031": "cp_open",
        },
        "locality": {
            "WS01": "Alderfell",
            "WS02": "Brackenshaw",
            "WS03": "Craghope",
            "WS04": "Dunnerley",
            "Northmoor Total": "All",
        },
    },
    {
        Month.FIRST: Edition(_POWER_BI_FIRST),
        Month.NEXT: Edition(_POWER_BI_NEXT),
        Month.DRIFTED: Edition(_POWER_BI_DRIFTED),
    },
)


# A workbook with a sheet a month, and the districts across.

_SHEETS: dict[str, list[tuple[object, ...]]] = {
    "Sep 23": [
        ("% contacts decided in 1 day", 0.87, 0.91, 0.79, 0.84),
        ("% CLA with 3+ homes", 0.11, 0.09, 0.14, 0.1),
        ("% SWs supervised", 0.82, 0.77, 0.9, "n/a"),
        ("Agency spend (£)", 61200, 48750, 39900, 57310),
    ],
    "Oct 23": [
        ("% contacts decided in 1 day", 0.88, 0.9, 0.81, 0.86),
        ("% CLA with 3+ homes", 0.12, 0.08, 0.13, 0.1),
        ("% SWs supervised", 0.84, 0.79, 0.92, 0.75),
        ("Agency spend (£)", 60150, 47220, 41080, 55990),
    ],
    "Nov 23": [
        ("% contacts decided in 1 day", 0.91, 0.89, 0.83, 0.88),
        ("% CLA with 3+ homes", 0.11, 0.09, 0.15, 0.12),
        ("% SWs supervised", "n/a", 0.81, 0.88, 0.78),
        ("Agency spend (£)", 58440, 45010, 40275, 54120),
    ],
    "Dec 23": [
        ("% contacts decided in 1 day", 0.9, 0.92, 0.8, 0.85),
        ("% CLA with 3+ homes", 0.1, 0.07, 0.14, 0.11),
        ("% SWs supervised", 0.86, 0.83, 0.91, 0.8),
        ("Agency spend (£)", 52330, 44180, 38640, 51005),
    ],
}


def sheet_a_month(month: Month) -> tuple[str, bytes]:
    """A cover, a sheet for each month (of which one has a line more above its table), and a hidden sheet."""
    name, sheets = {
        Month.FIRST: ("District scorecard 2023-24 v3 FINAL.xlsx", ["Sep 23", "Oct 23", "Nov 23"]),
        Month.NEXT: ("District scorecard 2023-24 v4 FINAL.xlsx", ["Sep 23", "Oct 23", "Nov 23", "Dec 23"]),
    }[month]
    book = Workbook()
    cover = book.active
    cover.title = "Cover"
    cover["B2"] = "District scorecard 2023/24"
    cover["B4"] = "Version"
    cover["C4"] = name.split()[3]
    cover["B5"] = "Districts"
    cover["C5"] = len(DISTRICTS)
    for title in sheets:
        sheet = book.create_sheet(title)
        sheet.append(["District scorecard", None, None, None, title])
        if title == "Oct 23":
            sheet.append(["Revised 9 November: agency spend now includes VAT"])
        sheet.append([])
        sheet.append(["Indicator", *DISTRICTS])
        for label, *cells in _SHEETS[title]:
            sheet.append([label, *cells])
            for column in range(2, 6):
                sheet.cell(sheet.max_row, column).number_format = "£#,##0" if "£" in str(label) else "0%"
    lookups = book.create_sheet("Lookups working")
    lookups.sheet_state = "hidden"
    lookups.append(["Indicator", "Alderfell", "Check"])
    lookups.append(["% SWs supervised", 41, 50])
    lookups.append(["Agency spend (£)", 999999, "do not use"])
    return name, saved(book)


_SHEETS_FIRST = [
    ("contacts_1d", "2023-09", "Alderfell", "All", None, None, 87, None),
    ("contacts_1d", "2023-09", "Brackenshaw", "All", None, None, 91, None),
    ("contacts_1d", "2023-09", "Craghope", "All", None, None, 79, None),
    ("contacts_1d", "2023-09", "Dunnerley", "All", None, None, 84, None),
    ("cla_homes", "2023-09", "Alderfell", "All", None, None, 11, None),
    ("cla_homes", "2023-09", "Brackenshaw", "All", None, None, 9, None),
    ("cla_homes", "2023-09", "Craghope", "All", None, None, 14, None),
    ("cla_homes", "2023-09", "Dunnerley", "All", None, None, 10, None),
    ("sw_supervised", "2023-09", "Alderfell", "All", None, None, 82, None),
    ("sw_supervised", "2023-09", "Brackenshaw", "All", None, None, 77, None),
    ("sw_supervised", "2023-09", "Craghope", "All", None, None, 90, None),
    ("sw_supervised", "2023-09", "Dunnerley", "All", None, None, None, "z"),
    ("agency_spend", "2023-09", "Alderfell", "All", None, None, 61200, None),
    ("agency_spend", "2023-09", "Brackenshaw", "All", None, None, 48750, None),
    ("agency_spend", "2023-09", "Craghope", "All", None, None, 39900, None),
    ("agency_spend", "2023-09", "Dunnerley", "All", None, None, 57310, None),
    ("contacts_1d", "2023-10", "Alderfell", "All", None, None, 88, None),
    ("contacts_1d", "2023-10", "Brackenshaw", "All", None, None, 90, None),
    ("contacts_1d", "2023-10", "Craghope", "All", None, None, 81, None),
    ("contacts_1d", "2023-10", "Dunnerley", "All", None, None, 86, None),
    ("cla_homes", "2023-10", "Alderfell", "All", None, None, 12, None),
    ("cla_homes", "2023-10", "Brackenshaw", "All", None, None, 8, None),
    ("cla_homes", "2023-10", "Craghope", "All", None, None, 13, None),
    ("cla_homes", "2023-10", "Dunnerley", "All", None, None, 10, None),
    ("sw_supervised", "2023-10", "Alderfell", "All", None, None, 84, None),
    ("sw_supervised", "2023-10", "Brackenshaw", "All", None, None, 79, None),
    ("sw_supervised", "2023-10", "Craghope", "All", None, None, 92, None),
    ("sw_supervised", "2023-10", "Dunnerley", "All", None, None, 75, None),
    ("agency_spend", "2023-10", "Alderfell", "All", None, None, 60150, None),
    ("agency_spend", "2023-10", "Brackenshaw", "All", None, None, 47220, None),
    ("agency_spend", "2023-10", "Craghope", "All", None, None, 41080, None),
    ("agency_spend", "2023-10", "Dunnerley", "All", None, None, 55990, None),
    ("contacts_1d", "2023-11", "Alderfell", "All", None, None, 91, None),
    ("contacts_1d", "2023-11", "Brackenshaw", "All", None, None, 89, None),
    ("contacts_1d", "2023-11", "Craghope", "All", None, None, 83, None),
    ("contacts_1d", "2023-11", "Dunnerley", "All", None, None, 88, None),
    ("cla_homes", "2023-11", "Alderfell", "All", None, None, 11, None),
    ("cla_homes", "2023-11", "Brackenshaw", "All", None, None, 9, None),
    ("cla_homes", "2023-11", "Craghope", "All", None, None, 15, None),
    ("cla_homes", "2023-11", "Dunnerley", "All", None, None, 12, None),
    ("sw_supervised", "2023-11", "Alderfell", "All", None, None, None, "z"),
    ("sw_supervised", "2023-11", "Brackenshaw", "All", None, None, 81, None),
    ("sw_supervised", "2023-11", "Craghope", "All", None, None, 88, None),
    ("sw_supervised", "2023-11", "Dunnerley", "All", None, None, 78, None),
    ("agency_spend", "2023-11", "Alderfell", "All", None, None, 58440, None),
    ("agency_spend", "2023-11", "Brackenshaw", "All", None, None, 45010, None),
    ("agency_spend", "2023-11", "Craghope", "All", None, None, 40275, None),
    ("agency_spend", "2023-11", "Dunnerley", "All", None, None, 54120, None),
]
_SHEETS_NEXT = [
    *_SHEETS_FIRST,
    ("contacts_1d", "2023-12", "Alderfell", "All", None, None, 90, None),
    ("contacts_1d", "2023-12", "Brackenshaw", "All", None, None, 92, None),
    ("contacts_1d", "2023-12", "Craghope", "All", None, None, 80, None),
    ("contacts_1d", "2023-12", "Dunnerley", "All", None, None, 85, None),
    ("cla_homes", "2023-12", "Alderfell", "All", None, None, 10, None),
    ("cla_homes", "2023-12", "Brackenshaw", "All", None, None, 7, None),
    ("cla_homes", "2023-12", "Craghope", "All", None, None, 14, None),
    ("cla_homes", "2023-12", "Dunnerley", "All", None, None, 11, None),
    ("sw_supervised", "2023-12", "Alderfell", "All", None, None, 86, None),
    ("sw_supervised", "2023-12", "Brackenshaw", "All", None, None, 83, None),
    ("sw_supervised", "2023-12", "Craghope", "All", None, None, 91, None),
    ("sw_supervised", "2023-12", "Dunnerley", "All", None, None, 80, None),
    ("agency_spend", "2023-12", "Alderfell", "All", None, None, 52330, None),
    ("agency_spend", "2023-12", "Brackenshaw", "All", None, None, 44180, None),
    ("agency_spend", "2023-12", "Craghope", "All", None, None, 38640, None),
    ("agency_spend", "2023-12", "Dunnerley", "All", None, None, 51005, None),
]
SHEET_A_MONTH = FileAsItComes(
    sheet_a_month,
    {
        "measure_id": {
            "% contacts decided in 1 day": "contacts_1d",
            "% CLA with 3+ homes": "cla_homes",
            "% SWs supervised": "sw_supervised",
            "Agency spend (£)": "agency_spend",
        },
        "locality": {area: area for area in DISTRICTS},
        "marker": {"n/a": "z"},
    },
    {Month.FIRST: Edition(_SHEETS_FIRST), Month.NEXT: Edition(_SHEETS_NEXT)},
)


# The result of a query, as the SQL client saves it. Columns are parted by spaces here, and by tabs in the file.

_QUERY = {
    "202310": """\
con_1wd ald 202310 412.00 470.00
con_1wd brk 202310 388.00 431.00
con_1wd crg 202310 201.00 254.00
con_1wd dun 202310 305.00 355.00
asm_dys ald 202310 3876.00 102.00
asm_dys brk 202310 3784.00 88.00
asm_dys crg 202310 2310.50 70.00
asm_dys dun 202310 NULL NULL
cla_rt ald 202310 214.00 30150.00
cla_rt brk 202310 187.00 27420.00
cla_rt crg 202310 96.00 15880.00
cla_rt dun 202310 160.00 23975.00
sup_mth ald 202310 41.00 50.00
sup_mth brk 202310 33.00 42.00
sup_mth crg 202310 22.00 24.00
sup_mth dun 202310 27.00 36.00
""",
    "202311": """\
con_1wd ald 202311 431.00 474.00
con_1wd brk 202311 379.00 426.00
con_1wd crg 202311 214.00 258.00
con_1wd dun 202311 321.00 365.00
asm_dys ald 202311 4070.00 110.00
asm_dys brk 202311 3485.50 85.00
asm_dys crg 202311 2244.00 66.00
asm_dys dun 202311 2501.00 61.00
cla_rt ald 202311 216.00 30150.00
cla_rt brk 202311 190.00 27420.00
cla_rt crg 202311 95.00 15880.00
cla_rt dun 202311 163.00 23975.00
sup_mth ald 202311 NULL NULL
sup_mth brk 202311 35.00 43.00
sup_mth crg 202311 21.00 24.00
sup_mth dun 202311 29.00 37.00
""",
    "202312": """\
con_1wd ald 202312 397.00 441.00
con_1wd brk 202312 402.00 437.00
con_1wd crg 202312 188.00 235.00
con_1wd dun 202312 274.00 322.00
asm_dys ald 202312 3382.00 95.00
asm_dys brk 202312 3237.50 83.00
asm_dys crg 202312 1664.00 52.00
asm_dys dun 202312 2204.00 58.00
cla_rt ald 202312 217.00 30150.00
cla_rt brk 202312 188.00 27420.00
cla_rt crg 202312 97.00 15880.00
cla_rt dun 202312 161.00 23975.00
sup_mth ald 202312 43.00 50.00
sup_mth brk 202312 36.00 43.00
sup_mth crg 202312 22.00 24.00
sup_mth dun 202312 30.00 37.00
""",
}


def sql_result(month: Month) -> tuple[str, bytes]:
    """Parted by tabs, coded lower-case names, NULL as text, and the line of the client that counts the rows."""
    name, months, affected = {
        Month.FIRST: ("kpi_query_result.csv", ["202310", "202311"], "(32 rows affected)"),
        Month.NEXT: ("kpi_query_result (1).csv", ["202310", "202311", "202312"], "(48 rows affected)"),
    }[month]
    rows = "".join(_QUERY[one] for one in months).replace(" ", "\t")
    return name, f"ind_cd\tloc_cd\tper\tn\td\n{rows}\n{affected}\n".encode()


_QUERY_FIRST = [
    ("contacts_1d", "2023-10", "Alderfell", "All", 412, 470, None, None),
    ("contacts_1d", "2023-10", "Brackenshaw", "All", 388, 431, None, None),
    ("contacts_1d", "2023-10", "Craghope", "All", 201, 254, None, None),
    ("contacts_1d", "2023-10", "Dunnerley", "All", 305, 355, None, None),
    ("assess_days", "2023-10", "Alderfell", "All", 3876, 102, None, None),
    ("assess_days", "2023-10", "Brackenshaw", "All", 3784, 88, None, None),
    ("assess_days", "2023-10", "Craghope", "All", 2310.5, 70, None, None),
    ("assess_days", "2023-10", "Dunnerley", "All", None, None, None, "x"),
    ("cla_rate", "2023-10", "Alderfell", "All", 214, 30150, None, None),
    ("cla_rate", "2023-10", "Brackenshaw", "All", 187, 27420, None, None),
    ("cla_rate", "2023-10", "Craghope", "All", 96, 15880, None, None),
    ("cla_rate", "2023-10", "Dunnerley", "All", 160, 23975, None, None),
    ("sw_supervised", "2023-10", "Alderfell", "All", 41, 50, None, None),
    ("sw_supervised", "2023-10", "Brackenshaw", "All", 33, 42, None, None),
    ("sw_supervised", "2023-10", "Craghope", "All", 22, 24, None, None),
    ("sw_supervised", "2023-10", "Dunnerley", "All", 27, 36, None, None),
    ("contacts_1d", "2023-11", "Alderfell", "All", 431, 474, None, None),
    ("contacts_1d", "2023-11", "Brackenshaw", "All", 379, 426, None, None),
    ("contacts_1d", "2023-11", "Craghope", "All", 214, 258, None, None),
    ("contacts_1d", "2023-11", "Dunnerley", "All", 321, 365, None, None),
    ("assess_days", "2023-11", "Alderfell", "All", 4070, 110, None, None),
    ("assess_days", "2023-11", "Brackenshaw", "All", 3485.5, 85, None, None),
    ("assess_days", "2023-11", "Craghope", "All", 2244, 66, None, None),
    ("assess_days", "2023-11", "Dunnerley", "All", 2501, 61, None, None),
    ("cla_rate", "2023-11", "Alderfell", "All", 216, 30150, None, None),
    ("cla_rate", "2023-11", "Brackenshaw", "All", 190, 27420, None, None),
    ("cla_rate", "2023-11", "Craghope", "All", 95, 15880, None, None),
    ("cla_rate", "2023-11", "Dunnerley", "All", 163, 23975, None, None),
    ("sw_supervised", "2023-11", "Alderfell", "All", None, None, None, "x"),
    ("sw_supervised", "2023-11", "Brackenshaw", "All", 35, 43, None, None),
    ("sw_supervised", "2023-11", "Craghope", "All", 21, 24, None, None),
    ("sw_supervised", "2023-11", "Dunnerley", "All", 29, 37, None, None),
]
_QUERY_NEXT = [
    *_QUERY_FIRST,
    ("contacts_1d", "2023-12", "Alderfell", "All", 397, 441, None, None),
    ("contacts_1d", "2023-12", "Brackenshaw", "All", 402, 437, None, None),
    ("contacts_1d", "2023-12", "Craghope", "All", 188, 235, None, None),
    ("contacts_1d", "2023-12", "Dunnerley", "All", 274, 322, None, None),
    ("assess_days", "2023-12", "Alderfell", "All", 3382, 95, None, None),
    ("assess_days", "2023-12", "Brackenshaw", "All", 3237.5, 83, None, None),
    ("assess_days", "2023-12", "Craghope", "All", 1664, 52, None, None),
    ("assess_days", "2023-12", "Dunnerley", "All", 2204, 58, None, None),
    ("cla_rate", "2023-12", "Alderfell", "All", 217, 30150, None, None),
    ("cla_rate", "2023-12", "Brackenshaw", "All", 188, 27420, None, None),
    ("cla_rate", "2023-12", "Craghope", "All", 97, 15880, None, None),
    ("cla_rate", "2023-12", "Dunnerley", "All", 161, 23975, None, None),
    ("sw_supervised", "2023-12", "Alderfell", "All", 43, 50, None, None),
    ("sw_supervised", "2023-12", "Brackenshaw", "All", 36, 43, None, None),
    ("sw_supervised", "2023-12", "Craghope", "All", 22, 24, None, None),
    ("sw_supervised", "2023-12", "Dunnerley", "All", 30, 37, None, None),
]
SQL_RESULT = FileAsItComes(
    sql_result,
    {
        "measure_id": {
            "con_1wd": "contacts_1d",
            "asm_dys": "assess_days",
            "cla_rt": "cla_rate",
            "sup_mth": "sw_supervised",
        },
        "locality": {"ald": "Alderfell", "brk": "Brackenshaw", "crg": "Craghope", "dun": "Dunnerley"},
        "marker": {"NULL": "x"},
    },
    {Month.FIRST: Edition(_QUERY_FIRST), Month.NEXT: Edition(_QUERY_NEXT)},
)


# A Parquet file of the data warehouse, which has three of the districts so far.

_WAREHOUSE: dict[date, list[tuple[str, str, float | None, float | None]]] = {
    date(2023, 10, 31): [
        ("Assessments in 45 working days", "Alderfell", 84.0, 102.0),
        ("Assessments in 45 working days", "Brackenshaw", 51.0, 88.0),
        ("Assessments in 45 working days", "Craghope", 63.0, 70.0),
        ("CLA with 3+ homes in 12 months", "Alderfell", 23.0, 214.0),
        ("CLA with 3+ homes in 12 months", "Brackenshaw", 16.0, 187.0),
        ("CLA with 3+ homes in 12 months", "Craghope", 13.0, 96.0),
        ("Repeat CP plans", "Alderfell", 3.0, 14.0),
        ("Repeat CP plans", "Brackenshaw", 2.0, 9.0),
        ("Repeat CP plans", "Craghope", None, None),
        ("Referrals", "Alderfell", 418.0, None),
        ("Referrals", "Brackenshaw", 297.0, None),
        ("Referrals", "Craghope", 154.0, None),
    ],
    date(2023, 11, 30): [
        ("Assessments in 45 working days", "Alderfell", 90.0, 110.0),
        ("Assessments in 45 working days", "Brackenshaw", 55.0, 85.0),
        ("Assessments in 45 working days", "Craghope", 58.0, 66.0),
        ("CLA with 3+ homes in 12 months", "Alderfell", 24.0, 216.0),
        ("CLA with 3+ homes in 12 months", "Brackenshaw", 15.0, 190.0),
        ("CLA with 3+ homes in 12 months", "Craghope", 14.0, 95.0),
        ("Repeat CP plans", "Alderfell", 2.0, 12.0),
        ("Repeat CP plans", "Brackenshaw", 3.0, 10.0),
        ("Repeat CP plans", "Craghope", 1.0, 5.0),
        ("Referrals", "Alderfell", 402.0, None),
        ("Referrals", "Brackenshaw", 281.0, None),
        ("Referrals", "Craghope", 149.0, None),
    ],
    date(2023, 12, 31): [
        ("Assessments in 45 working days", "Alderfell", 77.0, 95.0),
        ("Assessments in 45 working days", "Brackenshaw", 60.0, 83.0),
        ("Assessments in 45 working days", "Craghope", 49.0, 52.0),
        ("CLA with 3+ homes in 12 months", "Alderfell", 22.0, 217.0),
        ("CLA with 3+ homes in 12 months", "Brackenshaw", 14.0, 188.0),
        ("CLA with 3+ homes in 12 months", "Craghope", 13.0, 97.0),
        ("Repeat CP plans", "Alderfell", 4.0, 15.0),
        ("Repeat CP plans", "Brackenshaw", 1.0, 8.0),
        ("Repeat CP plans", "Craghope", None, None),
        ("Referrals", "Alderfell", 389.0, None),
        ("Referrals", "Brackenshaw", 268.0, None),
        ("Referrals", "Craghope", 133.0, None),
    ],
}


def warehouse_parquet(month: Month) -> tuple[str, bytes]:
    """Tidy, with the last day of each month as a timestamp, counts as fractions, nulls, and a column of no use."""
    months = [*_WAREHOUSE][: {Month.FIRST: 2, Month.NEXT: 3}[month]]
    frame = pl.DataFrame(
        [(datetime(one.year, one.month, one.day), *row) for one in months for row in _WAREHOUSE[one]],
        schema={
            "period_end": pl.Datetime("us"),
            "indicator_name": pl.String,
            "district_name": pl.String,
            "numerator": pl.Float64,
            "denominator": pl.Float64,
        },
        orient="row",
    ).with_columns(_loaded_at=pl.lit(datetime.combine(month.value, time(2, 15, 9)) + timedelta(days=35)))
    content = io.BytesIO()
    frame.write_parquet(content)
    return f"fact_kpi_{month.value:%Y%m}.parquet", content.getvalue()


_WAREHOUSE_FIRST = [
    ("assess_45d", "2023-10", "Alderfell", "All", 84, 102, None, None),
    ("assess_45d", "2023-10", "Brackenshaw", "All", 51, 88, None, None),
    ("assess_45d", "2023-10", "Craghope", "All", 63, 70, None, None),
    ("cla_homes", "2023-10", "Alderfell", "All", 23, 214, None, None),
    ("cla_homes", "2023-10", "Brackenshaw", "All", 16, 187, None, None),
    ("cla_homes", "2023-10", "Craghope", "All", 13, 96, None, None),
    ("cp_repeat", "2023-10", "Alderfell", "All", 3, 14, None, None),
    ("cp_repeat", "2023-10", "Brackenshaw", "All", 2, 9, None, None),
    ("cp_repeat", "2023-10", "Craghope", "All", None, None, None, "x"),
    ("referrals", "2023-10", "Alderfell", "All", 418, None, None, None),
    ("referrals", "2023-10", "Brackenshaw", "All", 297, None, None, None),
    ("referrals", "2023-10", "Craghope", "All", 154, None, None, None),
    ("assess_45d", "2023-11", "Alderfell", "All", 90, 110, None, None),
    ("assess_45d", "2023-11", "Brackenshaw", "All", 55, 85, None, None),
    ("assess_45d", "2023-11", "Craghope", "All", 58, 66, None, None),
    ("cla_homes", "2023-11", "Alderfell", "All", 24, 216, None, None),
    ("cla_homes", "2023-11", "Brackenshaw", "All", 15, 190, None, None),
    ("cla_homes", "2023-11", "Craghope", "All", 14, 95, None, None),
    ("cp_repeat", "2023-11", "Alderfell", "All", 2, 12, None, None),
    ("cp_repeat", "2023-11", "Brackenshaw", "All", 3, 10, None, None),
    ("cp_repeat", "2023-11", "Craghope", "All", 1, 5, None, None),
    ("referrals", "2023-11", "Alderfell", "All", 402, None, None, None),
    ("referrals", "2023-11", "Brackenshaw", "All", 281, None, None, None),
    ("referrals", "2023-11", "Craghope", "All", 149, None, None, None),
]
_WAREHOUSE_NEXT = [
    *_WAREHOUSE_FIRST,
    ("assess_45d", "2023-12", "Alderfell", "All", 77, 95, None, None),
    ("assess_45d", "2023-12", "Brackenshaw", "All", 60, 83, None, None),
    ("assess_45d", "2023-12", "Craghope", "All", 49, 52, None, None),
    ("cla_homes", "2023-12", "Alderfell", "All", 22, 217, None, None),
    ("cla_homes", "2023-12", "Brackenshaw", "All", 14, 188, None, None),
    ("cla_homes", "2023-12", "Craghope", "All", 13, 97, None, None),
    ("cp_repeat", "2023-12", "Alderfell", "All", 4, 15, None, None),
    ("cp_repeat", "2023-12", "Brackenshaw", "All", 1, 8, None, None),
    ("cp_repeat", "2023-12", "Craghope", "All", None, None, None, "x"),
    ("referrals", "2023-12", "Alderfell", "All", 389, None, None, None),
    ("referrals", "2023-12", "Brackenshaw", "All", 268, None, None, None),
    ("referrals", "2023-12", "Craghope", "All", 133, None, None, None),
]
WAREHOUSE_PARQUET = FileAsItComes(
    warehouse_parquet,
    {
        "measure_id": {
            "Assessments in 45 working days": "assess_45d",
            "CLA with 3+ homes in 12 months": "cla_homes",
            "Repeat CP plans": "cp_repeat",
            "Referrals": "referrals",
        },
        "locality": {area: area for area in DISTRICTS[:3]},
        "marker": {"null": "x"},
    },
    {Month.FIRST: Edition(_WAREHOUSE_FIRST), Month.NEXT: Edition(_WAREHOUSE_NEXT)},
)

FILES = (WIDE_DASHBOARD, POWER_BI_EXPORT, SHEET_A_MONTH, SQL_RESULT, WAREHOUSE_PARQUET)
