"""The simulated indicator extracts: four cuts, each by locality, team and breakdown.

The cut of September 2021 has 37 months. Those of June, July and August have thirteen each and say what was known
then: return interviews look better before all missing episodes are in, and visits look worse before the last of them
are recorded. What is late is drawn once, so that each cut lies between the one before it and the newest.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.catalogue import ALL
from tools.demonstration.counts import LAST, PUBLISHED, VISITS, Count, Published
from tools.demonstration.county import county
from tools.demonstration.draws import Draws
from tools.demonstration.local import BREAKDOWNS, categories, localities, teams
from tools.demonstration.splitting import Late, late_in_cells
from tools.demonstration.teams import LOCALITIES

SOURCE = "simulated"
CUTS = months.up_to(LAST, 4)[::-1]
_MONTHS_OF_AN_EARLIER_CUT = 13

# The chance that a case becomes known only in the first, second or third month after its own.
_RECORDED_LATER = (0.02, 0.012, 0.005)  # done in time, but not yet on the system
_ENTERED_LATER = (0.12, 0.06, 0.03)  # missing episodes without an interview that come in later
_LATE: dict[str, tuple[str, tuple[float, ...]]] = {
    **dict.fromkeys(
        (*VISITS.parts, "cin_seen_20d", "cpp_seen_10d", "cic_statutory_visit", "cpp_5plus_seen_alone_20d"),
        ("done", _RECORDED_LATER),
    ),
    "single_assessments_45d": ("done", _RECORDED_LATER),
    "missing_return_interview_done": ("not done", _ENTERED_LATER),
    "return_interviews_72h": ("not done", _ENTERED_LATER),
}

_SCHEMA = {
    **dict.fromkeys(("cut", "month", "measure_id", "locality", "team", "breakdown", "category"), pl.String),
    "numerator": pl.Int64,
    "denominator": pl.Int64,
    "marker": pl.String,
}
_Row = tuple[str | int | None, ...]

# The cells of a month by locality, team, breakdown and category; All where a row is not split.
_Cell = tuple[str, str, str, str]
_Counts = dict[str, dict[_Cell, Count]]
_Lates = dict[str, dict[_Cell, list[Late]]]


def extracts(published: Published, seed: int) -> dict[date, pl.DataFrame]:
    """The extract of each cut, with the columns of the `indicators` kind; months are written as in a file."""
    series = county(published, seed)
    held = sorted({month for counts in series.values() for month in counts} | set(PUBLISHED))
    cells = {month: _cells({m: s[month] for m, s in series.items() if month in s}, month, seed) for month in held}
    late = {month: _late(cells[month], month, seed) for month in months.up_to(LAST, 6)}
    closed = [measure for measure, values in published.items() if measure in series and "z" in values.values()]
    return {cut: _extract(cut, held, cells, late, closed) for cut in CUTS}


def _extract(
    cut: date, held: list[date], cells: dict[date, _Counts], late: dict[date, _Lates], closed: list[str]
) -> pl.DataFrame:
    window = held if cut == LAST else months.up_to(cut, _MONTHS_OF_AN_EARLIER_CUT)[::-1]
    rows: list[_Row] = []
    for month in window:
        age = (cut.year - month.year) * 12 + cut.month - month.month
        head = months.code(cut), months.code(month)
        unknown = {} if cut == LAST else late.get(month, {})
        for measure, counts in cells[month].items():
            steps = unknown.get(measure, {})
            for cell, count in counts.items():
                known = sum(steps[cell][age:], Late()).before(count) if cell in steps else count
                rows.append((*head, measure, *cell, known.part, known.whole, None if known.whole else "z"))
        if month.month == 8:
            rows += [
                (*head, measure, place, ALL, ALL, ALL, None, None, "z") for measure in closed for place in LOCALITIES
            ]
    return pl.DataFrame(rows, schema=_SCHEMA, orient="row").with_columns(source=pl.lit(SOURCE), simulated=pl.lit(True))


def _cells(counts: dict[str, Count], month: date, seed: int) -> _Counts:
    """One month's counts by locality, by team and by the categories of each breakdown."""
    by_locality = localities(counts, month, seed)
    found: _Counts = {m: {(place, ALL, ALL, ALL): c for place, c in cells.items()} for m, cells in by_locality.items()}
    for place in LOCALITIES:
        here = {measure: cells[place] for measure, cells in by_locality.items()}
        for measure, by_team in teams(here, place, month, seed).items():
            found[measure] |= {(place, team, ALL, ALL): count for team, count in by_team.items()}
        for measure in BREAKDOWNS.keys() & here.keys():
            for breakdown in BREAKDOWNS[measure]:
                split = categories(measure, breakdown, place, here[measure], month, seed)
                found[measure] |= {(place, ALL, breakdown, category): count for category, count in split.items()}
    return found


def _late(counts: _Counts, month: date, seed: int) -> _Lates:
    """What became known in the first, second and third month after this one, by cell."""
    found: _Lates = {}
    for measure, (what, chances) in _LATE.items():
        found[measure] = {}
        for place in LOCALITIES:
            draws = Draws(seed, "late", measure, place, month)
            cells = counts[measure]
            whole = cells[place, ALL, ALL, ALL]
            steps = [_step(what, whole, chance, draws) for chance in chances]
            found[measure][place, ALL, ALL, ALL] = steps
            grains: dict[tuple[bool, str], list[_Cell]] = {}
            for cell in cells:
                if cell[0] == place and cell[1:] != (ALL, ALL, ALL):
                    grains.setdefault((cell[1] == ALL, cell[2]), []).append(cell)
            for members in grains.values():
                split = late_in_cells(steps, [cells[cell] for cell in members], draws)
                found[measure] |= {cell: [step[i] for step in split] for i, cell in enumerate(members)}
    found[VISITS.whole] = {
        cell: [sum(parts, Late()) for parts in zip(*(found[m].get(cell, _NO_STEPS) for m in VISITS.parts), strict=True)]
        for cell in counts[VISITS.whole]
    }
    return found


def _step(what: str, whole: Count, chance: float, draws: Draws) -> Late:
    if what == "done":
        return Late(done=draws.binomial(whole.part, chance))
    return Late(entered_not_done=draws.binomial(whole.whole - whole.part, chance))


_NO_STEPS = [Late()] * len(_RECORDED_LATER)
