"""Overall ratings in sentences: of a month, and of one indicator."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import ALL, unit_of
from analytics.headlines import headlines
from analytics.indicators.rag import FAR_OFF_PERCENT, OFF_TOLERANCE_MONTHS


@cached_by_identity
def month_sentence(table: pl.DataFrame, month: date, area: str, theme: str = ALL) -> str:
    """The overall ratings of a month (`headline_figures`), and what is furthest on the wrong side of its target."""
    found = headlines(table)
    counts = found.overall_rating
    of = f"of {formatting.counted(table.height, 'indicator', 'indicators')}" + (
        "" if theme == ALL else f" in the theme {theme}"
    )
    have = "has" if counts.red == 1 else "have"
    said = (
        f"In {months.words(month)}, {counts.red} {of} for {area} {have} an overall rating of red, "
        f"{counts.amber} amber and {counts.green} green."
    )
    if counts.none:
        said += f" {counts.none} {'has' if counts.none == 1 else 'have'} no target or no figure."
    for worst in found.furthest.rows.head(1).iter_rows(named=True):
        unit, side = unit_of(worst["measure_id"]), "above" if worst["distance"] > 0 else "below"
        said += (
            f" Furthest from its target is “{worst['name']}”: {unit.value(worst['value'])}, "
            f"{unit.size(worst['distance'])} {side} {unit.value(worst['target'])}."
        )
    return said


def status_sentence(facts: pl.DataFrame) -> str:
    """What the overall rating is, and by which rule; `facts` is the one row of `kpi_facts`."""
    row = facts.row(0, named=True)
    if row["status"] is None:
        return "No overall rating: it needs a figure and a target in force."
    off = f"off tolerance in {row['months_off']} of the last {row['months_coloured']} months that have a colour"
    worse_by = abs(row["distance"]) / row["target"] * 100 if row["target"] else 100.0
    far = f"worse than the target by {worse_by:.0f}% of it"
    if row["status"] == "green":
        why = "the target is met" if row["rag"] == "green" else "the target is missed within tolerance"
    elif row["status"] == "amber":
        why = f"{far}, not more than {FAR_OFF_PERCENT}%, and {off}, fewer than {OFF_TOLERANCE_MONTHS}"
    else:
        reasons = [far if worse_by > FAR_OFF_PERCENT else "", off if row["months_off"] >= OFF_TOLERANCE_MONTHS else ""]
        why = formatting.joined([reason for reason in reasons if reason])
    return f"Overall rating {formatting.rag(row['status'])}: {why}."
