"""What is odd or wrong in lists as case systems give them, put into made-up lists and counted.

Other spellings of the same value should change no figure. The rest is wrong, and what a count of the lists does with it
must be said: a formula or a day in the future where a date should be, an end before its start, a child in two states.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import Enum

from tools.demonstration.draws import Draws
from tools.lists import codes
from tools.lists.lists import NO, TEAM, WORKER, YES, Cell, List, Row

EXCEL = date(1899, 12, 30)  # day 0 of Excel's dates
MONTH_NAMES = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
CODE = re.compile(r"[a-z]\) (.+)")
AGE = "Age of Child (Years)"
SPELLINGS = {
    YES: ("Yes", "Y", "yes", "TRUE"),
    NO: ("No", "N", "no", "FALSE"),
    "a) Male": ("Male", "M", "male", "a) male"),
    "b) Female": ("Female", "F", "FEMALE", "b)Female"),
    "a) White": ("White", "WBRI", "a) WBRI", "White British"),
    "b) Mixed": ("Mixed", "MWBC", "e) MWBC"),
    "c) Asian or Asian British": ("Asian", "APKN", "k) APKN", "Asian or Asian British"),
    "d) Black or black British": ("Black", "BAFR", "Black or Black British"),
    "e) Other ethnic group": ("OOTH", "r) OOTH", "Other ethnic group"),
    "f) Not stated": ("NOBT", "s) NOBT", "Not stated"),
}
KNOWN_NAMES = {AGE: "Age", "Date of referral": "Date of Referral", "Placement postcode": "Placement Postcode"}
TITLED = (3, 8)  # lists that begin with rows of titles
TITLES = ("Made-up authority: annex A", "Report run for the made-up inspection")
ENDS = {
    4: ("Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"),
    6: ("CIN Start Date", "CIN Closure Date"),
    7: ("Child Protection Plan Start Date", "Child Protection Plan End Date"),
    8: ("Date Started to be Looked After", "Date Ceased to be Looked After"),
}  # of lists: the columns of a start and its end; an open row has no end
TWO_STATES = {
    6: ("Case Status", (codes.ON_PLAN, codes.IN_NEED)),
    7: ("Latest Category of Abuse", ("a) Neglect", "d) Emotional Abuse")),
    8: ("Child's Legal Status", (codes.FULL, codes.AGREED)),
}  # of lists: the column that differs in another open row of a child, and what it may be
FORMULA_IN = {
    2: "Assessment completion date",
    7: "Date of the Last Statutory Visit",
    10: "Date of Placement Order",
    11: "Date Stage 1 started",
}
FUTURE_IN = {1: "Date of Contact", 3: "Date of referral", 8: "Date of Last Social Work Visit"}
BLANK = (
    (7, "Date of latest review conference"),
    (9, "Latest Pathway Plan Review Date"),
    (8, "Date of Last Dental Check"),
)
RENAMED = (4, TEAM), (5, TEAM), (6, "Date Child Was Last Seen")


class Flaws(Enum):
    NONE = "none"
    SPELLING = "spelling"
    ALL = "all"

    def __str__(self) -> str:
        return self.value


@dataclass(frozen=True)
class Flaw:
    what: str
    list: int | str  # its number, the name of its file, or an element's of the census
    how_many: int


def spoil(made: list[List], seed: int, day: date, flaws: Flaws) -> tuple[list[List], list[Flaw]]:
    """The lists with flaws, and how many of each there are in each list."""
    if flaws is Flaws.NONE:
        return made, []
    draws, counted = Draws(seed, "flaws"), Counter[tuple[str, int]]()
    spoiled = [replace(each, rows=[list(row) for row in each.rows]) for each in made]
    if flaws is Flaws.ALL:
        for each in spoiled:
            _wrong_values(each, draws, day, counted)
        _wrong_columns(spoiled, draws, counted)
    spoiled = [_spelled(each, draws, counted) for each in spoiled]
    return spoiled, [Flaw(what, number, many) for (what, number), many in sorted(counted.items())]


def some(rows: Sequence[Row], draws: Draws, share: float) -> list[Row]:
    """A share of the rows, and one at least where there are any."""
    certain = draws.below(max(1, len(rows)))
    return [row for number, row in enumerate(rows) if draws.uniform() < share or number == certain]


def _wrong_values(made: List, draws: Draws, day: date, counted: Counter[tuple[str, int]]) -> None:
    """Changes cells of the list, and adds rows of children in two states."""
    at, number = made.columns.index, made.number
    if number in ENDS:
        start, end = map(at, ENDS[number])
        going_on = [row for row in made.rows if row[end] is None]
        for row in some([row for row in made.rows if row[end] is not None], draws, 0.02):
            row[end] = _earlier(row[start], draws)
            counted["an end before its start", number] += 1
        if number in TWO_STATES:
            column, states = at(TWO_STATES[number][0]), TWO_STATES[number][1]
            for row in some(going_on, draws, 0.01):
                other = list(row)
                other[start] = _earlier(row[start], draws)
                other[column] = states[row[column] == states[0]]
                made.rows.append(other)
                counted["a child in two states at once", number] += 1
    if number in FUTURE_IN:
        for row in some(made.rows, draws, 0.01):
            row[at(FUTURE_IN[number])] = day + timedelta(days=1 + draws.below(400))
            counted["a date in the future", number] += 1
    if number in FORMULA_IN:
        column = at(FORMULA_IN[number])
        for row in some(made.rows, draws, 0.02):
            row[column] = f"={chr(ord('A') + column - 1)}{made.rows.index(row) + 2}+5"
            counted["a formula instead of a date", number] += 1
    if TEAM in made.columns:
        for row in some(made.rows, draws, 0.03):
            row[at(TEAM)] = row[at(WORKER)] = "#N/A"
            counted["#N/A as a team and a worker", number] += 1


def _wrong_columns(spoiled: list[List], draws: Draws, counted: Counter[tuple[str, int]]) -> None:
    """Empties one column of one list, and gives another a name that says nothing."""
    number, name = draws.choice(BLANK)
    place = spoiled[number - 1].columns.index(name)
    for row in spoiled[number - 1].rows:
        row[place] = None
    counted[f"a blank column: {name}", number] = 1
    number, name = draws.choice(RENAMED)
    made = spoiled[number - 1]
    columns = tuple("Field 17" if column == name else column for column in made.columns)
    spoiled[number - 1] = replace(made, columns=columns)
    counted[f"a column renamed beyond recognition: {name}", number] = 1


def _earlier(day: Cell, draws: Draws) -> Cell:
    return day - timedelta(days=1 + draws.below(30)) if isinstance(day, date) else None


def _spelled(made: List, draws: Draws, counted: Counter[tuple[str, int]]) -> List:
    number = made.number
    for row in made.rows:
        for place, (name, cell) in enumerate(zip(made.columns, row, strict=True)):
            what, row[place] = _another_spelling(name, cell, draws)
            if what:
                counted[what, number] += 1
    names = tuple(KNOWN_NAMES.get(name, name).replace("'", "’") for name in made.columns)
    for old, new in zip(made.columns, names, strict=True):
        if old != new:
            counted[f"a column by another known name: {new}", number] = 1
    titles = TITLES if number in TITLED else ()
    if titles:
        counted["rows of titles above the header", number] = len(titles)
    return replace(made, columns=names, titles=titles)


def _another_spelling(name: str, cell: Cell, draws: Draws) -> tuple[str, Cell]:
    """What was done to a cell, if anything, and the cell."""
    chance = draws.uniform()
    if name == AGE:
        if cell is None:
            return "an age as “Unborn”", "Unborn"
        if isinstance(cell, int) and chance < 0.4:
            return "an age as a fraction", cell + round(draws.uniform(0, 0.99), 6)
    elif isinstance(cell, date):
        if chance < 0.06:
            return "a date as dd/mm/yyyy text", f"{cell:%d/%m/%Y}"
        if chance < 0.1:
            return "a date as dd-mmm-yy text", f"{cell.day:02}-{MONTH_NAMES[cell.month - 1]}-{cell:%y}"
        if chance < 0.12:
            return "a date as Excel's number of days", (cell - EXCEL).days
    elif isinstance(cell, str) and chance < 0.2:
        code = CODE.fullmatch(cell)
        if code:
            return "a code in another spelling", draws.choice(SPELLINGS.get(cell, (code[1], cell.lower(), f"{cell} ")))
    return "", cell
