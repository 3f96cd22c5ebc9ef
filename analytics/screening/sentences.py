"""What the screening says in words, and what red, amber and green mean."""

from __future__ import annotations

from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.extracts.contracts import RAG
from analytics.screening.chance import OUTSIDE, WITHIN, rest
from analytics.units import PERCENT

DEFINITIONS = {
    "red": "As far as the record shows, a child may be at risk of significant harm now, or that can’t be ruled out: a "
    "known danger that no plan deals with, a child not seen, or next to nothing written down. A manager looks at the "
    "case at once.",
    "amber": "No sign of harm now, but something that the child’s safety or progress rests on is missing, late or out "
    "of date, such as the assessment, the plan, a visit or supervision. It is put right by a set date, and the record "
    "is looked at again.",
    "green": "The record tells how the child lives and why the council is involved; known risks are dealt with by a "
    "plan that is up to date and followed; visits and supervision are recorded. Nothing beyond ordinary work follows.",
    "unrated": "The record was screened, and the extract names no colour for it. It counts among the records but under "
    "no colour, so that the three shares add up to less than 100%.",
}


def finding(areas: pl.DataFrame) -> str:
    """What a frame of `by_area` says first: the area whose share of red records is furthest above that of the others,
    or below it, if chance does not explain it; of printed shares, which can't be told from chance, their range."""
    if not areas["records"].count():
        return _range(areas)
    if not areas["red_compared"].max():
        return "Too few records to tell whether any area differs from the others"
    told = areas.filter("red_in_list").sort("red", descending=True)
    above, below = (told.filter(pl.col("red_differs").is_in(those)) for those in (OUTSIDE[:2], OUTSIDE[2:]))
    if told.is_empty():
        return "No area has more or fewer red records than chance explains"
    if above.height:
        row, end, amount = above.row(0, named=True), "highest", "more"
    else:
        row, end, amount = below.row(-1, named=True), "lowest", "fewer"
    at_end = row["red"] == (areas["red"].max() if above.height else areas["red"].min())
    named = f"has the {end} share of red records" if at_end else f"has {amount} red records than chance explains"
    others = rest(areas, row["area"], "red")
    against = "" if others is None else f", against {PERCENT.value(others)} elsewhere"
    return f"{row['name']} {named}: {PERCENT.value(row['red'])}{against}"


def _range(areas: pl.DataFrame) -> str:
    """Which areas have the largest share of red records, and which the smallest."""
    ordered = areas.drop_nulls("red").sort("red", maintain_order=True)
    if ordered.is_empty():
        return "No area has a share of red records"
    rows = ordered.iter_rows(named=True)
    ends = formatting.ends([(share(row["red"], row["records"]), row["name"]) for row in rows])
    said = " to ".join(f"{red} red ({names})" for red, names in ends)
    return f"From {said}" if len(ends) > 1 else said


def share(value: float | None, records: int | None) -> str:
    """A share (percent) with the decimals it has: one if it was counted, the source's own if it was printed."""
    if value is None:
        return "not available"
    return PERCENT.as_printed(value) if records is None else PERCENT.value(value)


@cached_by_identity
def so_far_sentence(by_month: pl.DataFrame, name: str) -> str:
    """How many records were screened by the end of the last month of `by_month`, and of what that can be a share."""
    last = by_month.row(-1, named=True)
    month, cut = months.words(last["month"]), months.words(last["cut"])
    why = "An extract names screened records only. How many there are to screen in all is not known"
    if last["records"] == last["in_extract"]:
        return (
            f"{name}: {formatting.counted(last['records'], 'record was', 'records were')} screened by the end of "
            f"{month}, {last['screened']:,} of them in "
            f"that month. These are all that the newest extract (cut {cut}) has. {why}, so no share of the work that "
            "is done can be given."
        )
    return (
        f"{name}: {formatting.counted(last['records'], 'record was', 'records were')} screened by the end of {month}, "
        f"{last['screened']:,} of them in "
        f"that month. That is {PERCENT.value(last['so_far'])} of the {last['in_extract']:,} records that the newest "
        f"extract (cut {cut}) has. {why}, so the share is of the records in that extract."
    )


def so_far_finding(by_month: pl.DataFrame) -> str:
    """How many records were screened in the last month of `by_month` and so far."""
    last = by_month.row(-1, named=True)
    screened = formatting.counted(last["screened"], "record", "records")
    return f"{screened} screened in {months.words(last['month'])}, {last['records']:,} so far"


def over_time_finding(by_month: pl.DataFrame) -> str:
    """How the share of red records moved from the first month of `by_month` to the last."""
    first, last = by_month.row(0, named=True), by_month.row(-1, named=True)
    if first["month"] == last["month"]:
        return f"{PERCENT.value(last['red'])} of the records screened in {months.words(last['month'])} are red"
    return (
        f"Red: {PERCENT.value(first['red'])} of records screened by the end of {months.words(first['month'])}, "
        f"{PERCENT.value(last['red'])} by the end of {months.words(last['month'])}"
    )


@cached_by_identity
def chosen_sentence(areas: pl.DataFrame, area: str) -> str:
    """The shares of one area of `by_area` against all the others together, and whether chance can explain it."""
    row = areas.row(by_predicate=pl.col("area") == area, named=True)
    if row["records"] is None:
        shares = formatting.joined([f"{share(row[colour], None)} {colour}" for colour in RAG])
        return (
            f"**{row['name']}**: {shares}, as printed. Whether that differs from the other areas by more than chance "
            "can’t be told, because the number of records was not printed."
        )
    said = []
    for colour in RAG:
        others = rest(areas, area, colour)
        beside = f", against {PERCENT.value(others)} in the other areas together" if others is not None else ""
        said.append(
            f"- {formatting.rag(colour)}: {formatting.counted(row[f'{colour}_count'], 'record', 'records')}, "
            f"{PERCENT.value(row[colour])}{beside}: "
            f"{_explained(row, colour)}\n"
        )
    small = ", small numbers: one record moves a share by over 5 points" if row["small"] else ""
    return f"**{row['name']}**, {formatting.counted(row['records'], 'record', 'records')}{small}\n\n{''.join(said)}"


TOO_FEW = "too few records to tell"


def _explained(row: dict[str, Any], colour: str) -> str:
    """Where the share of a colour in an area of `by_area` lies against the limits, and whether chance explains it."""
    place = row[f"{colour}_differs"]
    if row[f"{colour}_too_few"]:
        return TOO_FEW
    if place == WITHIN:
        return f"{place}, no more than chance explains"
    if row[f"{colour}_in_list"]:
        return f"{place}, more than chance explains"
    return f"{place}, which could be chance among {row[f'{colour}_compared']} areas"


@cached_by_identity
def chance_sentences(areas: pl.DataFrame) -> list[str]:
    """Which areas of `by_area` lie where against the funnel limits for red, one sentence for all of whom the same is
    said: those outside for more than chance first, and those with too few records to tell last."""
    told = areas.drop_nulls("red_differs").with_columns(
        order=pl.col("red_differs").replace_strict(dict(zip((*OUTSIDE, WITHIN), (0, 1, 2, 3, 4), strict=True)))
    )
    rows = told.sort("red_too_few", "red_in_list", "order", "red", descending=[False, True, False, True])
    named: dict[str, list[str]] = {}
    for row in rows.iter_rows(named=True):
        named.setdefault(_explained(row, "red"), []).append(
            f"{row['name']} ({PERCENT.value(row['red'])} of {row['records']:,})"
        )
    return [f"{formatting.capital(explained)}: {formatting.joined(those)}." for explained, those in named.items()]


def chance_note(areas: pl.DataFrame) -> str:
    """What chance alone does to the comparisons of `by_area` for red: to the areas that are named as different, and to
    those that are drawn outside the limits."""
    compared = max(areas["red_compared"].drop_nulls().to_list(), default=0)
    few = areas.filter("red_too_few").height
    return (
        "The limits are drawn around the share of all records, and are wider where few were screened. They show which "
        "differences are unlikely to be chance, not why. "
        f"{formatting.drawn_from(compared, few)} {formatting.by_chance(compared)}"
    )


def chance_finding(areas: pl.DataFrame) -> str:
    """In which areas of `by_area` chance does not explain the share of red records."""
    if not areas["red_compared"].max():
        return "Too few records to tell whether any area has more or fewer red ones than chance explains"
    told = areas.filter("red_in_list")
    above, below = (told.filter(pl.col("red_differs").is_in(p))["name"].to_list() for p in (OUTSIDE[:2], OUTSIDE[2:]))
    if not above and not below:
        return "No area has more or fewer red records than chance explains"
    more = f"More red records than chance explains in {formatting.joined(above)}" if above else ""
    fewer = (
        f"{'fewer' if above else 'Fewer red records than chance explains'} in {formatting.joined(below)}"
        if below
        else ""
    )
    return "; ".join(filter(None, (more, fewer)))


@cached_by_identity
def totals_sentence(areas: pl.DataFrame, totals: pl.DataFrame) -> str:
    """Why the ways of adding the areas of `by_area` up differ, for the frame of `totals` that came with it."""
    held = areas["records"].count() > 0
    said = "The mean of the areas weighs each area the same, however many records it has. "
    if "printed" in totals["basis"]:
        said = (
            "The printed total is the mean of the areas’ shares: each area weighs the same, however many records it "
            "has. "
        )
    if held and "printed" in totals["basis"]:
        said += (
            "It is the mean of shares in whole percent, as they were printed; the mean below it is of shares to one "
            "decimal, counted from the records, and so may differ a little. "
        )
    return said + (_by_records(areas) if held else _by_bounds(areas))


def _by_records(areas: pl.DataFrame) -> str:
    counted = areas.filter(pl.col("records") > 0).sort("records")
    least, most = counted.row(0, named=True), counted.row(-1, named=True)
    return (
        "The share of records counts each record once, so that a large area weighs more: "
        f"{most['name']} has {most['records']:,} of the {counted['records'].sum():,} records and {least['name']} "
        f"{least['records']:,}, but in the mean each of the {counted.height} areas weighs the same. To say how many "
        "of all records are red, take the share of records."
    )


def _by_bounds(areas: pl.DataFrame) -> str:
    said = "A share of all records would count each record once, so that a large area weighs more. "
    if not areas["red"].count():
        return said.strip()
    low, high = (PERCENT.as_printed(end) for end in areas.select(low=pl.min("red"), high=pl.max("red")).row(0))
    said += "The number of records in each area was not printed, so it can’t be worked out. "
    if low == high:
        return f"{said}For red it is {low}, as in every area."
    return f"{said}It lies between the lowest and the highest area: for red, between {low} and {high}."
