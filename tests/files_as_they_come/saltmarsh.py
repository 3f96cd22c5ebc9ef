"""Saltmarsh, a city of five wards with two services, and five files that its analysts get every month. All of it is
invented.

The tables of the builders and the expectations below them were written apart from each other: neither is made of the
other. A figure that is the same in a later edition is written once.
"""

from __future__ import annotations

from datetime import date, datetime

from openpyxl import Workbook
from openpyxl.styles import Alignment

from analytics.months import up_to
from tests.authorities.making import Authority, Batch, sent
from tests.files_as_they_come.material import Edition, FileAsItComes, Month, saved

NAME = "Saltmarsh"
CHILDREN = {"Château Green": 8705, "Fishergate": 8500, "Lantern Hill": 9010, "Ropewalk": 7420, "Tideway": 6150}
SERVICES = ("Family Help", "Leaving Care")
DEFINITIONS = [
    ["help_30d", "% of early help plans made within 30 days", "Early help", "bigger", "percentage", "%", 1, "month",
     "plans", ""],
    ["refer_back", "% of referrals within 12 months of an earlier one", "Early help", "smaller", "percentage", "%", 1,
     "month", "referrals", ""],
    ["refer_rate", "Referrals per 10,000 children", "Early help", "information", "rate", "per 10,000", 1, "month",
     "referrals", "0 to 17"],
    ["open_cases", "Children whose case is open", "Early help", "information", "count", "", 0, "snapshot", "children",
     ""],
    ["conf_15d", "% of first conferences held within 15 working days", "Protection", "bigger", "percentage", "%", 1,
     "month", "conferences", ""],
    ["cin_seen", "% of children in need seen on time", "Protection", "bigger", "percentage", "%", 1, "snapshot",
     "children", ""],
    ["in_care", "Children in care", "In care", "information", "count", "", 0, "snapshot", "children", ""],
    ["care_health", "% of children in care with an up-to-date health check", "In care", "bigger", "percentage", "%", 1,
     "snapshot", "children", ""],
    ["match_days", "Average days until a child is matched with adopters", "In care", "smaller", "mean", "days", 1,
     "month", "children", ""],
    ["leavers_touch", "% of care leavers in touch", "Leaving care", "bigger", "percentage", "%", 1, "snapshot",
     "care leavers", ""],
    ["agency_cost", "Cost of agency social workers", "Workforce", "smaller", "amount", "£", 2, "month", "pounds", ""],
]  # fmt: skip
TARGETS = {"help_30d": 80, "refer_back": 20, "conf_15d": 85, "cin_seen": 90, "care_health": 92, "leavers_touch": 92}
STATUSES = {"CIN": "Child in need", "CP": "Child protection", "CLA": "Child looked after", "CL": "Care leaver"}


def _catalogue() -> Batch:
    areas = [[area, area, "place", "ward"] for area in CHILDREN] + [[area, area, "service", ""] for area in SERVICES]
    return Batch(
        [
            sent("council.csv", "council,whole,part,parts", [[NAME, "city", "ward", "wards"]]),
            sent("areas.csv", "area,name,kind,level", areas),
            sent(
                "definitions.csv",
                "measure_id,name,theme,polarity,kind,unit,decimals,window,counted,population,definition",
                [[*row, f"{row[1]}, as the city counts it."] for row in DEFINITIONS],
            ),
            sent(
                "targets.csv",
                "measure_id,valid_from,target,tolerance_percent,reason",
                [[measure, "2023-04", target, 5, "Agreed by the board"] for measure, target in TARGETS.items()],
            ),
            sent(
                "population.csv",
                "area,year,age_group,number",
                [[area, year, "0 to 17", number] for area, number in CHILDREN.items() for year in (2022, 2023)],
            ),
            sent(
                "legal_statuses.csv",
                "legal_status,name,meaning",
                [[status, name, f"{name}, as the city has it"] for status, name in STATUSES.items()],
            ),
            sent(
                "audit_form.csv",
                "grade,order,good_enough,inadequate,lower_end",
                [["Outstanding", 1, "yes", "no", "no"], ["Good", 2, "yes", "no", "no"],
                 ["Requires Improvement", 3, "no", "no", "yes"], ["Inadequate", 4, "no", "yes", "no"]],
            ),
            sent("aliases.csv", "alias,measure_id", [["Re-referral rate", "refer_back"]]),
            sent(
                "counterparts.csv",
                "measure_id,difference",
                [[row[0], "No national measure is like it."] for row in DEFINITIONS],
            ),
            sent("indicator_roles.csv", "role,legal_status,measure_id", [["timeliness", "CIN", "cin_seen"]]),
        ],
        "whole",
    )  # fmt: skip


AUTHORITY = Authority(
    NAME, "city", sorted(up_to(date(2024, 1, 1), 12)), "Ropewalk", "cin_seen", "Children whose case is open",
    [NAME, *CHILDREN, *SERVICES], [_catalogue()],
)  # fmt: skip


# A pack with two header rows: the month above Num, Den and %.

_PACK: list[tuple[str, str, str, list[tuple[object, object, object]]]] = [
    ("Early help", "Plans within 30 days", "0.0%", [(88, 120, 0.733), (97, 126, 0.77), (71, 92, 0.772)]),
    ("Early help", "Re-referrals\nwithin 12 months", "0.0%", [(31, 140, 0.221), (28, 133, 0.211), (22, 101, 0.218)]),
    ("Protection", "ICPCs in 15 days", "0.0%", [(17, 23, 0.739), (21, 26, 0.808), (15, 19, 0.789)]),
    ("Protection", "CIN seen on time", "0.0%", [(402, 468, 0.859), (415, 471, 0.881), (409, 466, 0.878)]),
    ("In care", "Children in care", "#,##0", [(1204, "-", "-"), (1209, "-", "-"), (1198, "-", "-")]),
    ("In care", "Days to match (mean)", "0.0", [(8215, 19, 432.4), (7310, 17, 430), ("n/a", "n/a", "n/a")]),
]


def two_header_rows(month: Month) -> tuple[str, bytes]:
    """Months merged over three columns, themes merged over two rows, and an indicator's name on two lines."""
    months = ["October 2023", "November 2023", "December 2023"][: {Month.FIRST: 2, Month.NEXT: 3}[month]]
    book = Workbook()
    sheet = book.active
    sheet.title = "Pack"
    sheet.append(["Saltmarsh City Council: monthly pack"])
    sheet.append([])
    sheet.append(["Theme", "Indicator"])
    sheet.append([None, None, *["Num", "Den", "%"] * len(months)])
    for column in (1, 2):
        sheet.merge_cells(start_row=3, end_row=4, start_column=column, end_column=column)
    for number, title in enumerate(months):
        column = 3 + 3 * number
        sheet.cell(3, column, title).alignment = Alignment(horizontal="center")
        sheet.merge_cells(start_row=3, end_row=3, start_column=column, end_column=column + 2)
    for number, (theme, indicator, number_format, cells) in enumerate(_PACK):
        row = 5 + number
        if number % 2 == 0:
            sheet.cell(row, 1, theme)
            sheet.merge_cells(start_row=row, end_row=row + 1, start_column=1, end_column=1)
        sheet.cell(row, 2, indicator).alignment = Alignment(wrap_text=True)
        for at, three in enumerate(cells[: len(months)]):
            for nr, cell in enumerate(three):
                sheet.cell(row, 3 + 3 * at + nr, cell)
            sheet.cell(row, 5 + 3 * at).number_format = number_format
    sheet.append([])
    sheet.append(["Notes", "Children in care excludes short breaks"])
    return f"{month.value:%m} Monthly pack {month.value:%b %y}.xlsx", saved(book)


_PACK_FIRST = [
    ("help_30d", "2023-10", "All", "All", 88, 120, 73.3, None),
    ("help_30d", "2023-11", "All", "All", 97, 126, 77, None),
    ("refer_back", "2023-10", "All", "All", 31, 140, 22.1, None),
    ("refer_back", "2023-11", "All", "All", 28, 133, 21.1, None),
    ("conf_15d", "2023-10", "All", "All", 17, 23, 73.9, None),
    ("conf_15d", "2023-11", "All", "All", 21, 26, 80.8, None),
    ("cin_seen", "2023-10", "All", "All", 402, 468, 85.9, None),
    ("cin_seen", "2023-11", "All", "All", 415, 471, 88.1, None),
    ("in_care", "2023-10", "All", "All", 1204, None, None, None),
    ("in_care", "2023-11", "All", "All", 1209, None, None, None),
    ("match_days", "2023-10", "All", "All", 8215, 19, 432.4, None),
    ("match_days", "2023-11", "All", "All", 7310, 17, 430, None),
]
_PACK_NEXT = [
    *_PACK_FIRST,
    ("help_30d", "2023-12", "All", "All", 71, 92, 77.2, None),
    ("refer_back", "2023-12", "All", "All", 22, 101, 21.8, None),
    ("conf_15d", "2023-12", "All", "All", 15, 19, 78.9, None),
    ("cin_seen", "2023-12", "All", "All", 409, 466, 87.8, None),
    ("in_care", "2023-12", "All", "All", 1198, None, None, None),
    ("match_days", "2023-12", "All", "All", None, None, None, "z"),
]
TWO_HEADER_ROWS = FileAsItComes(
    two_header_rows,
    {
        "measure_id": {
            "Plans within 30 days": "help_30d",
            "Re-referrals within 12 months": "refer_back",
            "ICPCs in 15 days": "conf_15d",
            "CIN seen on time": "cin_seen",
            "Children in care": "in_care",
            "Days to match (mean)": "match_days",
        },
        "marker": {"n/a": "z", "-": "z"},
    },
    {Month.FIRST: Edition(_PACK_FIRST), Month.NEXT: Edition(_PACK_NEXT)},
)


# The answers of a questionnaire in Microsoft Forms: an audit a row.

_HEADINGS = [
    "Id",
    "Start time",
    "Completion time",
    "Email",
    "Name",
    "1. What is the child's reference?",
    "2. Which ward's team holds the case?",
    "3. What is the child's legal status\nat the time of the audit?",
    "4. Which month is this audit for?",
    "5. Overall, how would you grade practice with this child and family?\xa0",
    "6. How good is the assessment of the child's needs?",
    "7. How good is the plan, and is it SMART?",
    "8. How well do we hear the child's voice?",
    "9. How good is management oversight?",
    "10. Did the child take part in the audit?",
    "11. Did a parent or carer take part in the audit?",
    "12. Did the social worker take part in the audit?",
    "13. Anything else?",
]
_CIN, _CP = "Child in need (section 17)", "Subject to a child protection plan"
_CLA, _CL = "Looked after child", "Care leaver"
_AUDITS: list[tuple[object, ...]] = [
    (1, datetime(2023, 10, 9, 9, 12, 41), datetime(2023, 10, 9, 9, 55, 3), "SM-4471", "Château Green", _CLA,
     "October 2023", "Grade 2", "Grade 2", "RI", "Grade 1", "Grade 2", "Yes", "Yes", "Yes", None),
    (2, datetime(2023, 10, 11, 14, 2, 10), datetime(2023, 10, 11, 14, 48, 55), "SM-4502", "Fishergate", _CIN,
     "October 2023", "RI", "RI", "RI", "Grade 2", "RI", "No", "Yes", "Yes", "Plan has no dates"),
    (3, datetime(2023, 10, 12, 10, 30, 0), datetime(2023, 10, 12, 11, 20, 7), "SM-4388", "Fishergte", _CP,
     "October 2023", "Grade 2", "Grade 2", "Grade 2", "Grade 2", "RI", "Yes", "No", "Yes", None),
    (4, datetime(2023, 10, 17, 13, 44, 19), datetime(2023, 10, 17, 14, 15, 31), "SM-4619", "Lantern Hill", _CL,
     "October 2023", "Grade 1", "Grade 1", "Grade 2", "Grade 1", "Grade 2", "Yes", "N/A", "Yes", "Lovely work"),
    (5, datetime(2023, 10, 24, 9, 0, 58), datetime(2023, 10, 24, 10, 1, 12), "SM-4290", "Ropewalk", _CIN,
     "October 2023", "Grade 4", "Grade 4", "Grade 4", "RI", "Grade 4", "No", "No", "No", None),
    (6, datetime(2023, 11, 7, 11, 17, 26), datetime(2023, 11, 7, 12, 2, 40), "SM-4533", "Tideway ", _CP,
     "November 2023", "Grade 3", "Grade 2", "Grade 3", "N/A", "RI", "N/A", "Yes", "Yes", "Unborn baby"),
    (7, datetime(2023, 11, 14, 15, 21, 5), datetime(2023, 11, 14, 16, 11, 49), "SM-4477", "Rope walk", _CLA,
     "November 2023", "Grade 2", "Grade 3", "Grade 2", "Grade 2", "Grade 2", "Yes", "Yes", "No", None),
    (8, datetime(2023, 11, 21, 9, 39, 33), datetime(2023, 11, 21, 10, 25, 14), "SM-4701", "Lantern Hill", _CIN,
     "November 2023", "RI", "Grade 2", "RI", "RI", "Grade 4", "No", "Yes", "Yes", None),
    (9, datetime(2023, 12, 5, 10, 8, 17), datetime(2023, 12, 5, 10, 59, 2), "SM-4410", "Château Green", _CP,
     "December 2023", "Grade 2", "Grade 1", "Grade 2", "Grade 2", "RI", "Yes", "Yes", "Yes", None),
    (10, datetime(2023, 12, 6, 14, 50, 44), datetime(2023, 12, 6, 15, 33, 21), "SM-4587", "Fishergte", _CLA,
     "December 2023", "Grade 1", "Grade 2", "Grade 1", "Grade 1", "Grade 1", "Yes", "N/A", "Yes", None),
    (11, datetime(2023, 12, 12, 9, 25, 9), datetime(2023, 12, 12, 10, 10, 36), "SM-4644", "Tideway", _CL,
     "December 2023", "Grade 3", "RI", "Grade 3", "Grade 2", "RI", "No", "N/A", "Yes", "Pathway plan late"),
    (12, datetime(2023, 12, 14, 13, 3, 51), datetime(2023, 12, 14, 13, 47, 28), "SM-4722", "Ropewalk", _CIN,
     "December 2023", "Grade 4", "RI", "Grade 4", "Grade 4", "Grade 4", "No", "Yes", "No", None),
]  # fmt: skip


def forms_audits(month: Month) -> tuple[str, bytes]:
    """All answers so far under long questions: grades by number or short, statuses in words, wards misspelt."""
    name, rows = {
        Month.FIRST: ("Practice audit tool 2023-24(1-8).xlsx", 8),
        Month.NEXT: ("Practice audit tool 2023-24(1-12).xlsx", 12),
    }[month]
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet.append(_HEADINGS)
    for audit, started, completed, *answers in _AUDITS[:rows]:
        sheet.append([audit, started, completed, "anonymous", None, *answers])
        for column in (2, 3):
            sheet.cell(sheet.max_row, column).number_format = "m/d/yy h:mm:ss"
    return name, saved(book)


_AUDITS_FIRST = [
    ("1", "2023-10", "Château Green", "CLA", "Good"),
    ("2", "2023-10", "Fishergate", "CIN", "Requires Improvement"),
    ("3", "2023-10", "Fishergate", "CP", "Good"),
    ("4", "2023-10", "Lantern Hill", "CL", "Outstanding"),
    ("5", "2023-10", "Ropewalk", "CIN", "Inadequate"),
    ("6", "2023-11", "Tideway", "CP", "Requires Improvement"),
    ("7", "2023-11", "Ropewalk", "CLA", "Good"),
    ("8", "2023-11", "Lantern Hill", "CIN", "Requires Improvement"),
]
_PRACTICE_FIRST = [
    ("1", "Assessment", "Good"),
    ("1", "Planning", "Requires Improvement"),
    ("1", "Child's voice", "Outstanding"),
    ("1", "Management oversight", "Good"),
    ("2", "Assessment", "Requires Improvement"),
    ("2", "Planning", "Requires Improvement"),
    ("2", "Child's voice", "Good"),
    ("2", "Management oversight", "Requires Improvement"),
    ("3", "Assessment", "Good"),
    ("3", "Planning", "Good"),
    ("3", "Child's voice", "Good"),
    ("3", "Management oversight", "Requires Improvement"),
    ("4", "Assessment", "Outstanding"),
    ("4", "Planning", "Good"),
    ("4", "Child's voice", "Outstanding"),
    ("4", "Management oversight", "Good"),
    ("5", "Assessment", "Inadequate"),
    ("5", "Planning", "Inadequate"),
    ("5", "Child's voice", "Requires Improvement"),
    ("5", "Management oversight", "Inadequate"),
    ("6", "Assessment", "Good"),
    ("6", "Planning", "Requires Improvement"),
    ("6", "Child's voice", "z"),
    ("6", "Management oversight", "Requires Improvement"),
    ("7", "Assessment", "Requires Improvement"),
    ("7", "Planning", "Good"),
    ("7", "Child's voice", "Good"),
    ("7", "Management oversight", "Good"),
    ("8", "Assessment", "Good"),
    ("8", "Planning", "Requires Improvement"),
    ("8", "Child's voice", "Requires Improvement"),
    ("8", "Management oversight", "Inadequate"),
]
_AUDITS_NEXT = [
    *_AUDITS_FIRST,
    ("9", "2023-12", "Château Green", "CP", "Good"),
    ("10", "2023-12", "Fishergate", "CLA", "Outstanding"),
    ("11", "2023-12", "Tideway", "CL", "Requires Improvement"),
    ("12", "2023-12", "Ropewalk", "CIN", "Inadequate"),
]
_PRACTICE_NEXT = [
    *_PRACTICE_FIRST,
    ("9", "Assessment", "Outstanding"),
    ("9", "Planning", "Good"),
    ("9", "Child's voice", "Good"),
    ("9", "Management oversight", "Requires Improvement"),
    ("10", "Assessment", "Good"),
    ("10", "Planning", "Outstanding"),
    ("10", "Child's voice", "Outstanding"),
    ("10", "Management oversight", "Outstanding"),
    ("11", "Assessment", "Requires Improvement"),
    ("11", "Planning", "Requires Improvement"),
    ("11", "Child's voice", "Good"),
    ("11", "Management oversight", "Requires Improvement"),
    ("12", "Assessment", "Requires Improvement"),
    ("12", "Planning", "Inadequate"),
    ("12", "Child's voice", "Inadequate"),
    ("12", "Management oversight", "Inadequate"),
]
FORMS_AUDITS = FileAsItComes(
    forms_audits,
    {
        "area": {
            "6. How good is the assessment of the child's needs?": "Assessment",
            "7. How good is the plan, and is it SMART?": "Planning",
            "8. How well do we hear the child's voice?": "Child's voice",
            "9. How good is management oversight?": "Management oversight",
        },
        "locality": {**{area: area for area in CHILDREN}, "Fishergte": "Fishergate", "Rope walk": "Ropewalk"},
        "legal_status": {
            "Child in need (section 17)": "CIN",
            "Subject to a child protection plan": "CP",
            "Looked after child": "CLA",
            "Care leaver": "CL",
        },
        "rating": {
            "Grade 1": "Outstanding",
            "Grade 2": "Good",
            "Grade 3": "Requires Improvement",
            "RI": "Requires Improvement",
            "Grade 4": "Inadequate",
            "N/A": "z",
        },
    },
    {
        Month.FIRST: Edition(audits=_AUDITS_FIRST, practice_ratings=_PRACTICE_FIRST),
        Month.NEXT: Edition(audits=_AUDITS_NEXT, practice_ratings=_PRACTICE_NEXT),
    },
)


# The export of a system from abroad, with the three wards of the coast.

_COAST = {
    "2023-10": """\
31.10.2023;Château Green;Care leavers in touch;41;46;89,1
31.10.2023;Fishergate;Care leavers in touch;35;38;92,1
31.10.2023;Tideway;Care leavers in touch;28;33;84,8
31.10.2023;Grand Total;Care leavers in touch;104;117;88,9
31.10.2023;Château Green;Referrals per 10.000;39;;44,8
31.10.2023;Fishergate;Referrals per 10.000;52;;61,2
31.10.2023;Tideway;Referrals per 10.000;31;;50,4
31.10.2023;Grand Total;Referrals per 10.000;122;;52,2
31.10.2023;Château Green;Agency cost;;;£18450,75
31.10.2023;Fishergate;Agency cost;;;£12200,00
31.10.2023;Tideway;Agency cost;;;£9875,50
31.10.2023;Grand Total;Agency cost;;;£40526,25
31.10.2023;Château Green;Days to match;1204,5;3;401,5
31.10.2023;Fishergate;Days to match;826;2;413,0
31.10.2023;Tideway;Days to match;460;1;460,0
31.10.2023;Grand Total;Days to match;2490,5;6;415,1
""",
    "2023-11": """\
30.11.2023;Château Green;Care leavers in touch;43;47;91,5
30.11.2023;Fishergate;Care leavers in touch;34;38;89,5
30.11.2023;Tideway;Care leavers in touch;29;32;90,6
30.11.2023;Grand Total;Care leavers in touch;106;117;90,6
30.11.2023;Château Green;Referrals per 10.000;44;;50,5
30.11.2023;Fishergate;Referrals per 10.000;47;;55,3
30.11.2023;Tideway;Referrals per 10.000;36;;58,5
30.11.2023;Grand Total;Referrals per 10.000;127;;54,4
30.11.2023;Château Green;Agency cost;;;£17980,10
30.11.2023;Fishergate;Agency cost;;;£13115,40
30.11.2023;Tideway;Agency cost;;;£10240,00
30.11.2023;Grand Total;Agency cost;;;£41335,50
30.11.2023;Château Green;Days to match;843;2;421,5
30.11.2023;Fishergate;Days to match;1190,5;3;396,8
30.11.2023;Tideway;Days to match;402;1;402,0
30.11.2023;Grand Total;Days to match;2435,5;6;405,9
""",
    "2023-12": """\
31.12.2023;Château Green;Care leavers in touch;44;47;93,6
31.12.2023;Fishergate;Care leavers in touch;36;39;92,3
31.12.2023;Tideway;Care leavers in touch;30;33;90,9
31.12.2023;Grand Total;Care leavers in touch;110;119;92,4
31.12.2023;Château Green;Referrals per 10.000;35;;40,2
31.12.2023;Fishergate;Referrals per 10.000;41;;48,2
31.12.2023;Tideway;Referrals per 10.000;27;;43,9
31.12.2023;Grand Total;Referrals per 10.000;103;;44,1
31.12.2023;Château Green;Agency cost;;;£16204,00
31.12.2023;Fishergate;Agency cost;;;£11890,25
31.12.2023;Tideway;Agency cost;;;£9450,60
31.12.2023;Grand Total;Agency cost;;;£37544,85
31.12.2023;Château Green;Days to match;410,5;1;410,5
31.12.2023;Fishergate;Days to match;799;2;399,5
31.12.2023;Tideway;Days to match;0;0;
31.12.2023;Grand Total;Days to match;1209,5;3;403,2
""",
}


def semicolon_export(month: Month) -> tuple[str, bytes]:
    """Semicolons, decimal commas, days with full stops, cp1252, and a total after the wards of each indicator."""
    months = ["2023-10", "2023-11", "2023-12"][: {Month.FIRST: 2, Month.NEXT: 3}[month]]
    text = "Date;Ward;Indicator;Numerator;Denominator;Result\n" + "".join(_COAST[one] for one in months)
    return f"Saltmarsh_export_{month.value:%m_%Y}.csv", text.replace("\n", "\r\n").encode("cp1252")


_COAST_FIRST = [
    ("leavers_touch", "2023-10", "Château Green", "All", 41, 46, 89.1, None),
    ("leavers_touch", "2023-10", "Fishergate", "All", 35, 38, 92.1, None),
    ("leavers_touch", "2023-10", "Tideway", "All", 28, 33, 84.8, None),
    ("refer_rate", "2023-10", "Château Green", "All", 39, None, 44.8, None),
    ("refer_rate", "2023-10", "Fishergate", "All", 52, None, 61.2, None),
    ("refer_rate", "2023-10", "Tideway", "All", 31, None, 50.4, None),
    ("agency_cost", "2023-10", "Château Green", "All", None, None, 18450.75, None),
    ("agency_cost", "2023-10", "Fishergate", "All", None, None, 12200, None),
    ("agency_cost", "2023-10", "Tideway", "All", None, None, 9875.5, None),
    ("match_days", "2023-10", "Château Green", "All", 1204.5, 3, 401.5, None),
    ("match_days", "2023-10", "Fishergate", "All", 826, 2, 413, None),
    ("match_days", "2023-10", "Tideway", "All", 460, 1, 460, None),
    ("leavers_touch", "2023-11", "Château Green", "All", 43, 47, 91.5, None),
    ("leavers_touch", "2023-11", "Fishergate", "All", 34, 38, 89.5, None),
    ("leavers_touch", "2023-11", "Tideway", "All", 29, 32, 90.6, None),
    ("refer_rate", "2023-11", "Château Green", "All", 44, None, 50.5, None),
    ("refer_rate", "2023-11", "Fishergate", "All", 47, None, 55.3, None),
    ("refer_rate", "2023-11", "Tideway", "All", 36, None, 58.5, None),
    ("agency_cost", "2023-11", "Château Green", "All", None, None, 17980.1, None),
    ("agency_cost", "2023-11", "Fishergate", "All", None, None, 13115.4, None),
    ("agency_cost", "2023-11", "Tideway", "All", None, None, 10240, None),
    ("match_days", "2023-11", "Château Green", "All", 843, 2, 421.5, None),
    ("match_days", "2023-11", "Fishergate", "All", 1190.5, 3, 396.8, None),
    ("match_days", "2023-11", "Tideway", "All", 402, 1, 402, None),
]
_COAST_NEXT = [
    *_COAST_FIRST,
    ("leavers_touch", "2023-12", "Château Green", "All", 44, 47, 93.6, None),
    ("leavers_touch", "2023-12", "Fishergate", "All", 36, 39, 92.3, None),
    ("leavers_touch", "2023-12", "Tideway", "All", 30, 33, 90.9, None),
    ("refer_rate", "2023-12", "Château Green", "All", 35, None, 40.2, None),
    ("refer_rate", "2023-12", "Fishergate", "All", 41, None, 48.2, None),
    ("refer_rate", "2023-12", "Tideway", "All", 27, None, 43.9, None),
    ("agency_cost", "2023-12", "Château Green", "All", None, None, 16204, None),
    ("agency_cost", "2023-12", "Fishergate", "All", None, None, 11890.25, None),
    ("agency_cost", "2023-12", "Tideway", "All", None, None, 9450.6, None),
    ("match_days", "2023-12", "Château Green", "All", 410.5, 1, 410.5, None),
    ("match_days", "2023-12", "Fishergate", "All", 799, 2, 399.5, None),
    ("match_days", "2023-12", "Tideway", "All", 0, 0, None, None),
]
SEMICOLON_EXPORT = FileAsItComes(
    semicolon_export,
    {
        "measure_id": {
            "Care leavers in touch": "leavers_touch",
            "Referrals per 10.000": "refer_rate",
            "Agency cost": "agency_cost",
            "Days to match": "match_days",
        },
        "locality": {area: area for area in ("Château Green", "Fishergate", "Tideway")},
    },
    {Month.FIRST: Edition(_COAST_FIRST, totals=8), Month.NEXT: Edition(_COAST_NEXT, totals=12)},
)


# A table with the wards across and the city as one of them, saved from Excel as CSV.

_ACROSS = {
    "2023-10": """\
Care leavers in touch,Oct-23,89.1%,92.1%,87.5%,90.0%,84.8%,88.9%
Health checks up to date,Oct-23,91.0%,88.4%,85.7%,n/a,90.2%,88.6%
Children in care,Oct-23,301,264,198,187,254,"1,204"
CIN seen on time,Oct-23,85.9%,84.2%,88.1%,83.3%,86.0%,85.5%
""",
    "2023-11": """\
Care leavers in touch,Nov-23,91.5%,89.5%,88.0%,85.7%,90.6%,89.4%
Health checks up to date,Nov-23,90.4%,89.1%,86.2%,84.6%,91.3%,88.5%
Children in care,Nov-23,305,262,199,188,255,"1,209"
CIN seen on time,Nov-23,88.1%,85.0%,n/a,86.4%,87.2%,86.8%
""",
    "2023-12": """\
Care leavers in touch,Dec-23,93.6%,92.3%,90.5%,87.1%,90.9%,91.0%
Health checks up to date,Dec-23,92.2%,88.8%,87.0%,85.9%,n/a,88.9%
Children in care,Dec-23,300,259,201,185,253,"1,198"
CIN seen on time,Dec-23,87.8%,86.1%,84.9%,85.5%,88.0%,86.6%
""",
}


def areas_across(month: Month) -> tuple[str, bytes]:
    """Wards across with spaces after their names, the city last, percent signs, and rows of commas at the end."""
    months = ["2023-10", "2023-11", "2023-12"][: {Month.FIRST: 2, Month.NEXT: 3}[month]]
    heading = "Indicator,Month,Château Green ,Fishergate,Lantern Hill  ,Ropewalk,Tideway ,Saltmarsh\n"
    text = heading + "".join(_ACROSS[one] for one in months) + ",,,,,,,\n" * 2
    return f"ward profile {month.value:%b%y}.csv", text.replace("\n", "\r\n").encode()


_ACROSS_FIRST = [
    ("leavers_touch", "2023-10", "Château Green", "All", None, None, 89.1, None),
    ("leavers_touch", "2023-10", "Fishergate", "All", None, None, 92.1, None),
    ("leavers_touch", "2023-10", "Lantern Hill", "All", None, None, 87.5, None),
    ("leavers_touch", "2023-10", "Ropewalk", "All", None, None, 90, None),
    ("leavers_touch", "2023-10", "Tideway", "All", None, None, 84.8, None),
    ("leavers_touch", "2023-10", "All", "All", None, None, 88.9, None),
    ("care_health", "2023-10", "Château Green", "All", None, None, 91, None),
    ("care_health", "2023-10", "Fishergate", "All", None, None, 88.4, None),
    ("care_health", "2023-10", "Lantern Hill", "All", None, None, 85.7, None),
    ("care_health", "2023-10", "Ropewalk", "All", None, None, None, "z"),
    ("care_health", "2023-10", "Tideway", "All", None, None, 90.2, None),
    ("care_health", "2023-10", "All", "All", None, None, 88.6, None),
    ("in_care", "2023-10", "Château Green", "All", None, None, 301, None),
    ("in_care", "2023-10", "Fishergate", "All", None, None, 264, None),
    ("in_care", "2023-10", "Lantern Hill", "All", None, None, 198, None),
    ("in_care", "2023-10", "Ropewalk", "All", None, None, 187, None),
    ("in_care", "2023-10", "Tideway", "All", None, None, 254, None),
    ("in_care", "2023-10", "All", "All", None, None, 1204, None),
    ("cin_seen", "2023-10", "Château Green", "All", None, None, 85.9, None),
    ("cin_seen", "2023-10", "Fishergate", "All", None, None, 84.2, None),
    ("cin_seen", "2023-10", "Lantern Hill", "All", None, None, 88.1, None),
    ("cin_seen", "2023-10", "Ropewalk", "All", None, None, 83.3, None),
    ("cin_seen", "2023-10", "Tideway", "All", None, None, 86, None),
    ("cin_seen", "2023-10", "All", "All", None, None, 85.5, None),
    ("leavers_touch", "2023-11", "Château Green", "All", None, None, 91.5, None),
    ("leavers_touch", "2023-11", "Fishergate", "All", None, None, 89.5, None),
    ("leavers_touch", "2023-11", "Lantern Hill", "All", None, None, 88, None),
    ("leavers_touch", "2023-11", "Ropewalk", "All", None, None, 85.7, None),
    ("leavers_touch", "2023-11", "Tideway", "All", None, None, 90.6, None),
    ("leavers_touch", "2023-11", "All", "All", None, None, 89.4, None),
    ("care_health", "2023-11", "Château Green", "All", None, None, 90.4, None),
    ("care_health", "2023-11", "Fishergate", "All", None, None, 89.1, None),
    ("care_health", "2023-11", "Lantern Hill", "All", None, None, 86.2, None),
    ("care_health", "2023-11", "Ropewalk", "All", None, None, 84.6, None),
    ("care_health", "2023-11", "Tideway", "All", None, None, 91.3, None),
    ("care_health", "2023-11", "All", "All", None, None, 88.5, None),
    ("in_care", "2023-11", "Château Green", "All", None, None, 305, None),
    ("in_care", "2023-11", "Fishergate", "All", None, None, 262, None),
    ("in_care", "2023-11", "Lantern Hill", "All", None, None, 199, None),
    ("in_care", "2023-11", "Ropewalk", "All", None, None, 188, None),
    ("in_care", "2023-11", "Tideway", "All", None, None, 255, None),
    ("in_care", "2023-11", "All", "All", None, None, 1209, None),
    ("cin_seen", "2023-11", "Château Green", "All", None, None, 88.1, None),
    ("cin_seen", "2023-11", "Fishergate", "All", None, None, 85, None),
    ("cin_seen", "2023-11", "Lantern Hill", "All", None, None, None, "z"),
    ("cin_seen", "2023-11", "Ropewalk", "All", None, None, 86.4, None),
    ("cin_seen", "2023-11", "Tideway", "All", None, None, 87.2, None),
    ("cin_seen", "2023-11", "All", "All", None, None, 86.8, None),
]
_ACROSS_NEXT = [
    *_ACROSS_FIRST,
    ("leavers_touch", "2023-12", "Château Green", "All", None, None, 93.6, None),
    ("leavers_touch", "2023-12", "Fishergate", "All", None, None, 92.3, None),
    ("leavers_touch", "2023-12", "Lantern Hill", "All", None, None, 90.5, None),
    ("leavers_touch", "2023-12", "Ropewalk", "All", None, None, 87.1, None),
    ("leavers_touch", "2023-12", "Tideway", "All", None, None, 90.9, None),
    ("leavers_touch", "2023-12", "All", "All", None, None, 91, None),
    ("care_health", "2023-12", "Château Green", "All", None, None, 92.2, None),
    ("care_health", "2023-12", "Fishergate", "All", None, None, 88.8, None),
    ("care_health", "2023-12", "Lantern Hill", "All", None, None, 87, None),
    ("care_health", "2023-12", "Ropewalk", "All", None, None, 85.9, None),
    ("care_health", "2023-12", "Tideway", "All", None, None, None, "z"),
    ("care_health", "2023-12", "All", "All", None, None, 88.9, None),
    ("in_care", "2023-12", "Château Green", "All", None, None, 300, None),
    ("in_care", "2023-12", "Fishergate", "All", None, None, 259, None),
    ("in_care", "2023-12", "Lantern Hill", "All", None, None, 201, None),
    ("in_care", "2023-12", "Ropewalk", "All", None, None, 185, None),
    ("in_care", "2023-12", "Tideway", "All", None, None, 253, None),
    ("in_care", "2023-12", "All", "All", None, None, 1198, None),
    ("cin_seen", "2023-12", "Château Green", "All", None, None, 87.8, None),
    ("cin_seen", "2023-12", "Fishergate", "All", None, None, 86.1, None),
    ("cin_seen", "2023-12", "Lantern Hill", "All", None, None, 84.9, None),
    ("cin_seen", "2023-12", "Ropewalk", "All", None, None, 85.5, None),
    ("cin_seen", "2023-12", "Tideway", "All", None, None, 88, None),
    ("cin_seen", "2023-12", "All", "All", None, None, 86.6, None),
]
AREAS_ACROSS = FileAsItComes(
    areas_across,
    {
        "measure_id": {
            "Care leavers in touch": "leavers_touch",
            "Health checks up to date": "care_health",
            "Children in care": "in_care",
            "CIN seen on time": "cin_seen",
        },
        "locality": {**{area: area for area in CHILDREN}, "Saltmarsh": "All"},
        "marker": {"n/a": "z"},
    },
    {Month.FIRST: Edition(_ACROSS_FIRST), Month.NEXT: Edition(_ACROSS_NEXT)},
)


# A table of teams that somebody makes by hand every month, with the month above it alone.

_TEAMS: dict[Month, list[tuple[object, ...]]] = {
    Month.FIRST: [
        ("Anchor", "Château Green", 0.868, 1, "1,204", 401.5),
        (None, "Fishergte", 0.842, 0.75, "987", "-"),
        ("Beacon", "Latern Hill", 0.881, "n/a", "1,112", 413),
        (None, "Ropewalk", 0.833, 0.667, "640", 455.5),
        ("Compass", "Tideway", 0.86, 0, "87", "n/a"),
        ("Total", None, 0.861, 0.714, "4,030", 420),
    ],
    Month.NEXT: [
        ("Anchor", "Château Green", 0.879, 0.8, "1,198", 399),
        (None, "Fishergte", 0.85, 1, "1,003", 410.5),
        ("Beacon", "Latern Hill", 0.87, 0.5, "1,090", "-"),
        (None, "Ropewalk", 0.861, "n/a", "655", 428),
        ("Compass", "Tideway", 0.892, 1, "91", 388),
        ("Total", None, 0.869, 0.789, "4,037", 406.4),
    ],
    Month.DRIFTED: [
        ("Anchor", "Château Green", 0.884, 0.857, "1,187", 405),
        (None, "Fishergte", 0.846, 0.8, "1,011", "-"),
        ("Beacon", "Latern Hill", 0.877, 1, "1,076", 397.5),
        (None, "Ropewalk", 0.858, 0.6, "648", 431),
        ("Compass", "Tideway", 0.9, "-", "64", 402),
        (None, "Saltings", 0.914, 1, "33", "n/a"),
        ("Total", None, 0.871, 0.818, "4,019", 409.2),
    ],
}


def teams_by_hand(month: Month) -> tuple[str, bytes]:
    """A table that begins in column B: teams merged going down, bare fractions, numbers as text, wards misspelt."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Sheet1"
    sheet["B1"] = "Team performance"
    last_day = {Month.FIRST: "30 November 2023", Month.NEXT: "31 December 2023", Month.DRIFTED: "31 January 2024"}
    sheet["B3"] = f"Data as at {last_day[month]}"
    headings = ("Team", "Ward", "CIN seen on time", "Conferences in 15 days", "Children open", "Days to match")
    for row, cells in enumerate([headings, *_TEAMS[month]], 5):
        for column, cell in enumerate(cells, 2):
            sheet.cell(row, column, cell)
    for merged in ("B6:B7", "B8:B9", *(["B10:B11"] if month is Month.DRIFTED else [])):
        sheet.merge_cells(merged)
    sheet.cell(sheet.max_row + 2, 2, "Prepared by Performance and Insight. Figures not yet signed off.")
    return f"Team table {month.value:%B %Y}.xlsx", saved(book)


_TEAMS_FIRST = [
    ("cin_seen", "2023-11", "Château Green", "Anchor", None, None, 86.8, None),
    ("conf_15d", "2023-11", "Château Green", "Anchor", None, None, 100, None),
    ("open_cases", "2023-11", "Château Green", "Anchor", None, None, 1204, None),
    ("match_days", "2023-11", "Château Green", "Anchor", None, None, 401.5, None),
    ("cin_seen", "2023-11", "Fishergate", "Anchor", None, None, 84.2, None),
    ("conf_15d", "2023-11", "Fishergate", "Anchor", None, None, 75, None),
    ("open_cases", "2023-11", "Fishergate", "Anchor", None, None, 987, None),
    ("match_days", "2023-11", "Fishergate", "Anchor", None, None, None, "z"),
    ("cin_seen", "2023-11", "Lantern Hill", "Beacon", None, None, 88.1, None),
    ("conf_15d", "2023-11", "Lantern Hill", "Beacon", None, None, None, "z"),
    ("open_cases", "2023-11", "Lantern Hill", "Beacon", None, None, 1112, None),
    ("match_days", "2023-11", "Lantern Hill", "Beacon", None, None, 413, None),
    ("cin_seen", "2023-11", "Ropewalk", "Beacon", None, None, 83.3, None),
    ("conf_15d", "2023-11", "Ropewalk", "Beacon", None, None, 66.7, None),
    ("open_cases", "2023-11", "Ropewalk", "Beacon", None, None, 640, None),
    ("match_days", "2023-11", "Ropewalk", "Beacon", None, None, 455.5, None),
    ("cin_seen", "2023-11", "Tideway", "Compass", None, None, 86, None),
    ("conf_15d", "2023-11", "Tideway", "Compass", None, None, 0, None),
    ("open_cases", "2023-11", "Tideway", "Compass", None, None, 87, None),
    ("match_days", "2023-11", "Tideway", "Compass", None, None, None, "z"),
]
_TEAMS_NEXT = [
    ("cin_seen", "2023-12", "Château Green", "Anchor", None, None, 87.9, None),
    ("conf_15d", "2023-12", "Château Green", "Anchor", None, None, 80, None),
    ("open_cases", "2023-12", "Château Green", "Anchor", None, None, 1198, None),
    ("match_days", "2023-12", "Château Green", "Anchor", None, None, 399, None),
    ("cin_seen", "2023-12", "Fishergate", "Anchor", None, None, 85, None),
    ("conf_15d", "2023-12", "Fishergate", "Anchor", None, None, 100, None),
    ("open_cases", "2023-12", "Fishergate", "Anchor", None, None, 1003, None),
    ("match_days", "2023-12", "Fishergate", "Anchor", None, None, 410.5, None),
    ("cin_seen", "2023-12", "Lantern Hill", "Beacon", None, None, 87, None),
    ("conf_15d", "2023-12", "Lantern Hill", "Beacon", None, None, 50, None),
    ("open_cases", "2023-12", "Lantern Hill", "Beacon", None, None, 1090, None),
    ("match_days", "2023-12", "Lantern Hill", "Beacon", None, None, None, "z"),
    ("cin_seen", "2023-12", "Ropewalk", "Beacon", None, None, 86.1, None),
    ("conf_15d", "2023-12", "Ropewalk", "Beacon", None, None, None, "z"),
    ("open_cases", "2023-12", "Ropewalk", "Beacon", None, None, 655, None),
    ("match_days", "2023-12", "Ropewalk", "Beacon", None, None, 428, None),
    ("cin_seen", "2023-12", "Tideway", "Compass", None, None, 89.2, None),
    ("conf_15d", "2023-12", "Tideway", "Compass", None, None, 100, None),
    ("open_cases", "2023-12", "Tideway", "Compass", None, None, 91, None),
    ("match_days", "2023-12", "Tideway", "Compass", None, None, 388, None),
]
_TEAMS_DRIFTED = [
    ("cin_seen", "2024-01", "Château Green", "Anchor", None, None, 88.4, None),
    ("conf_15d", "2024-01", "Château Green", "Anchor", None, None, 85.7, None),
    ("open_cases", "2024-01", "Château Green", "Anchor", None, None, 1187, None),
    ("match_days", "2024-01", "Château Green", "Anchor", None, None, 405, None),
    ("cin_seen", "2024-01", "Fishergate", "Anchor", None, None, 84.6, None),
    ("conf_15d", "2024-01", "Fishergate", "Anchor", None, None, 80, None),
    ("open_cases", "2024-01", "Fishergate", "Anchor", None, None, 1011, None),
    ("match_days", "2024-01", "Fishergate", "Anchor", None, None, None, "z"),
    ("cin_seen", "2024-01", "Lantern Hill", "Beacon", None, None, 87.7, None),
    ("conf_15d", "2024-01", "Lantern Hill", "Beacon", None, None, 100, None),
    ("open_cases", "2024-01", "Lantern Hill", "Beacon", None, None, 1076, None),
    ("match_days", "2024-01", "Lantern Hill", "Beacon", None, None, 397.5, None),
    ("cin_seen", "2024-01", "Ropewalk", "Beacon", None, None, 85.8, None),
    ("conf_15d", "2024-01", "Ropewalk", "Beacon", None, None, 60, None),
    ("open_cases", "2024-01", "Ropewalk", "Beacon", None, None, 648, None),
    ("match_days", "2024-01", "Ropewalk", "Beacon", None, None, 431, None),
    ("cin_seen", "2024-01", "Tideway", "Compass", None, None, 90, None),
    ("conf_15d", "2024-01", "Tideway", "Compass", None, None, None, "z"),
    ("open_cases", "2024-01", "Tideway", "Compass", None, None, 64, None),
    ("match_days", "2024-01", "Tideway", "Compass", None, None, 402, None),
]
TEAMS_BY_HAND = FileAsItComes(
    teams_by_hand,
    {
        "measure_id": {
            "CIN seen on time": "cin_seen",
            "Conferences in 15 days": "conf_15d",
            "Children open": "open_cases",
            "Days to match": "match_days",
        },
        "locality": {
            "Château Green": "Château Green",
            "Fishergte": "Fishergate",
            "Latern Hill": "Lantern Hill",
            "Ropewalk": "Ropewalk",
            "Tideway": "Tideway",
        },
        "team": {"Anchor": "Anchor", "Beacon": "Beacon", "Compass": "Compass"},
        "marker": {"n/a": "z", "-": "z"},
    },
    {
        Month.FIRST: Edition(_TEAMS_FIRST, totals=1),
        Month.NEXT: Edition(_TEAMS_NEXT, totals=1),
        Month.DRIFTED: Edition(_TEAMS_DRIFTED, totals=1, unknown=("Saltings",)),
    },
)

FILES = (TWO_HEADER_ROWS, FORMS_AUDITS, SEMICOLON_EXPORT, AREAS_ACROSS, TEAMS_BY_HAND)
