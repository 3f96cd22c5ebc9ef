"""What is odd or wrong in the files of a return of children looked after (SSDA903), put into made-up ones and counted.

As in `flaws`, other spellings should change no figure, and the rest is wrong.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta

from tools.demonstration.draws import Draws
from tools.lists.flaws import Flaw, Flaws, some
from tools.lists.lists import Row
from tools.lists.ssda903 import HEADINGS, text

SEX = {"1": "Male", "2": "Female", "M": "male", "F": "FEMALE"}
CODES = ("RNE", "LS", "PLACE", "REC", "ETHNIC", "REVIEW_CODE", "MISSING", "ACTIV", "ACCOM", "IN_TOUCH")
Files = dict[str, list[Row]]


def spoil_return(made: Mapping[str, list[Row]], seed: int, end: date, flaws: Flaws) -> tuple[Files, list[Flaw]]:
    """The files of the year up to a day with flaws, and how many of each there are in each file."""
    spoiled = {name: [list(row) for row in rows] for name, rows in made.items()}
    if flaws is Flaws.NONE:
        return spoiled, []
    draws, counted = Draws(seed, "flaws of a return", end.year), Counter[tuple[str, str]]()
    if flaws is Flaws.ALL:
        _wrong_episodes(spoiled["episodes"], draws, end, counted)
        review = HEADINGS["reviews"].index("REVIEW")
        for row in some(spoiled["reviews"], draws, 0.02):
            row[review] = text(end + timedelta(days=1 + draws.below(200)))
            counted["a date in the future", "reviews"] += 1
        strangers = [row[0] for row in some(spoiled["header"], draws, 0.01)]
        spoiled["header"] = [row for row in spoiled["header"] if row[0] not in strangers]
        counted["a child who is not in the header", "episodes"] = sum(
            row[0] in strangers for row in spoiled["episodes"]
        )
    for name, rows in spoiled.items():
        for row in rows:
            _spell(name, row, draws, counted)
    return spoiled, [Flaw(what, name, many) for (what, name), many in sorted(counted.items())]


def _wrong_episodes(rows: list[Row], draws: Draws, end: date, counted: Counter[tuple[str, str]]) -> None:
    decom, dec, place = (HEADINGS["episodes"].index(name) for name in ("DECOM", "DEC", "PLACE"))
    ended, going_on = [row for row in rows if row[dec]], [row for row in rows if not row[dec]]
    for row in some(ended, draws, 0.02):
        row[dec] = _earlier(row[decom], draws)
        counted["an end before its start", "episodes"] += 1
    for row in some(going_on, draws, 0.02):
        rows.append([*row[:decom], _earlier(row[decom], draws), *row[decom + 1 :]])
        counted["a child in two states at once", "episodes"] += 1
    for row in some(going_on, draws, 0.02):
        row[dec] = text(end + timedelta(days=1 + draws.below(200)))
        counted["a date in the future", "episodes"] += 1
    for row in some(going_on, draws, 0.02):
        row[place] = "QQ9"
        counted["a code that does not exist", "episodes"] += 1


def _earlier(day: object, draws: Draws) -> str:
    return text(datetime.strptime(str(day), "%d/%m/%Y").date() - timedelta(days=1 + draws.below(30)))


def _spell(name: str, row: Row, draws: Draws, counted: Counter[tuple[str, str]]) -> None:
    for place, heading in enumerate(HEADINGS[name]):
        cell, chance = row[place], draws.uniform()
        if heading == "SEX" and chance < 0.2:
            row[place] = SEX.get(str(cell), cell)
        elif heading in CODES and chance < 0.1:
            row[place] = str(cell).lower()
        elif isinstance(cell, str) and cell.count("/") == 2 and chance < 0.1 and heading != "DOB":
            row[place] = cell[:6] + cell[8:]
        if row[place] != cell:
            counted["another spelling", name] += 1
