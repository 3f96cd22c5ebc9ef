"""Then and now in sentences: what got better or worse between two months, and how sure that is."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.headlines import rating_step
from analytics.indicators.then_and_now import COULD_BE_CHANCE, NOT_COMPARED, NOT_TESTED, TOO_FEW
from analytics.units import Kind
from analytics.wording.localities import Standing
from analytics.wording.phrases import Row

THEN_AND_NOW_TEST = (
    "The test takes the two months for different children. Where the same ones are counted in both, it is cautious. "
    "Ordinary ups and downs from month to month can be larger than chance: each indicator shows its expected range."
)
_HEADINGS = {"worse": "Got worse", "better": "Got better", "higher": "Went up", "lower": "Went down"}


@cached_by_identity
def then_and_now_sentences(rows: pl.DataFrame, then: date, now: date, area: str) -> list[str]:
    """What the rows of `indicators.then_and_now` say together, findings first, and how much of it chance may bring."""
    count = dict(rows.group_by("verdict").len().iter_rows())
    compared = max(rows["compared"].drop_nulls().to_list(), default=0)
    since = f"{area}, {months.words(then)} to {months.words(now)}"
    if not compared:
        return [f"{since}: no indicator could be tested against chance.", *_not_told(count)]
    found = [
        f"{count.get(which, 0)} {said.lower()}"
        for which, said in _HEADINGS.items()
        if which in count or which in ("worse", "better")
    ]
    alike = count.get(COULD_BE_CHANCE, 0)
    told = f"{formatting.counted(alike, 'other difference')} could be chance."
    named = sum(count.get(which, 0) for which in _HEADINGS)
    drawn = formatting.drawn_from(compared, count.get(TOO_FEW, 0), named=bool(named))
    return [f"{since}: {formatting.joined(found)} by more than chance. {told}", drawn, *_not_told(count)]


def _not_told(count: dict[str, int]) -> list[str]:
    said = {NOT_TESTED: "no counts, so chance can't be judged", NOT_COMPARED: "not compared; the table says why"}
    return [f"{formatting.counted(count[which], 'indicator')}: {why}." for which, why in said.items() if which in count]


@cached_by_identity
def then_and_now_ratings(rows: pl.DataFrame, targets: str, then: date, now: date) -> str:
    """How many have a better and a worse rating than then, and by whose targets the earlier month is rated; and of how
    many the definition changed in between."""
    step = rows.select(step=rating_step("rag", "then_rag"))["step"].drop_nulls()
    by = f"the targets of {months.words(now)}, for comparison" if targets == "now" else "the targets of its month"
    said = f"{months.words(then)} is rated by {by}."
    if step.is_empty():
        said = (
            f"{said} No indicator has a rating in both months: a target was not yet in force, or a figure is missing."
        )
    else:
        worse, better = int((step > 0).sum()), int((step < 0).sum())
        both = formatting.counted(step.len(), "indicator")
        said = f"Of {both} rated in both, {better} have a better rating now, {worse} a worse. {said}"
    changed = rows.filter("definition_changed").height
    return (
        f"{said} {formatting.counted(changed, 'definition')} changed in between; the table says which."
        if changed
        else said
    )


@cached_by_identity
def then_and_now_lists(rows: pl.DataFrame) -> list[Standing]:
    """What got worse, better, higher or lower by more than chance, the most cases first, each with its figures."""
    none = "None by more than chance." if rows["compared"].count() else "Not known: nothing could be tested."
    found = []
    for which, heading in _HEADINGS.items():
        those = rows.filter(verdict=which).sort(pl.col("cases").abs(), descending=True, nulls_last=True)
        if which in ("worse", "better") or not those.is_empty():
            reasons = [reason(row) for row in those.iter_rows(named=True)]
            listed = those.select("measure_id", "name").with_columns(reason=pl.Series(reasons, dtype=pl.String))
            found.append(Standing(f"{heading} ({those.height})", listed, none))
    return found


def reason(row: Row) -> str:
    """The two figures of a row, and how many cases the difference makes."""
    unit = unit_of(row["measure_id"])
    said = f"{unit.value(row['then_value'])} then, {unit.value(row['value'])} now."
    return f"{said} {formatting.capital(cases_words(row))}." if row["cases"] else said


def cases_words(row: Row) -> str:
    """A difference in what is counted: `about 14 fewer of 62 conferences`; a dash where it is not known."""
    if row["cases"] is None:
        return formatting.NONE
    made_up = " (simulated counts)" if row["simulated"] or row["counts_simulated"] else ""
    number, more = abs(row["cases"]), "fewer" if row["cases"] < 0 else "more"
    if row["kind"] != Kind.PERCENTAGE:
        return f"about {number:,} {more} {formatting.unit(number, row['counted'])}{made_up}"
    of = formatting.quantity(row["denominator"])
    return f"about {number:,} {more} of {of} {formatting.unit(row['denominator'], row['counted'])}{made_up}"
