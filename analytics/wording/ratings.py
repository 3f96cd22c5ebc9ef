"""Overall ratings in sentences: of a month, and of one indicator."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import unit_of
from analytics.headlines import headlines
from analytics.indicators.rag import FAR_OFF_PERCENT, FAR_OFF_TOLERANCES, OFF_TOLERANCE_MONTHS
from analytics.wording.phrases import for_information


@cached_by_identity
def month_sentence(table: pl.DataFrame, month: date, area: str, theme: tuple[str, ...] = ()) -> str:
    """The overall ratings of a month (`headline_figures`), and what is furthest on the wrong side of its target."""
    found = headlines(table)
    counts = found.overall_rating
    of_theme = f" in the {'theme' if len(theme) == 1 else 'themes'} {formatting.joined(theme)}" if theme else ""
    one, many = f"indicator{of_theme} for {area}", f"indicators{of_theme} for {area}"
    have = formatting.out_of(counts.red, table.height, one, many, ("has", "have"))
    said = f"In {months.words(month)}, {have} an overall rating of red, {counts.amber} amber and {counts.green} green."
    if counts.none:
        said += f" {counts.none} {'has' if counts.none == 1 else 'have'} no target or no figure."
    for worst in found.furthest.rows.head(1).iter_rows(named=True):
        unit, side = unit_of(worst["measure_id"]), "above" if worst["distance"] > 0 else "below"
        said += (
            f" Furthest from its target is “{worst['name']}”: {unit.value(worst['value'])}"
            f"{'' if worst['period'] == 'month' else ' ' + months.in_period(worst['month'], worst['period'])}, "
            f"{unit.size(worst['distance'])} {side} {unit.target(worst['target'], worst['target_to'])}."
        )
    return said


def status_sentence(facts: pl.DataFrame) -> str:
    """What the overall rating is, and by which rule; `facts` is the one row of `kpi_facts`."""
    row = facts.row(0, named=True)
    if row["value"] is not None and for_information(row):
        return "No overall rating: the indicator is for information."
    if row["status"] is None:
        return "No overall rating: it needs a figure and a target in force."
    off = (
        f"off tolerance in {row['months_off']} of the last {row['months_coloured']} {row['period']}s that have a colour"
    )
    if row["tolerance"] is None:
        nearer = row["target"] if row["distance"] < 0 or row["target_to"] is None else row["target_to"]
        worse_by, limit = abs(row["distance"]) / abs(nearer) * 100 if nearer else 100.0, float(FAR_OFF_PERCENT)
        far, most = f"worse than the target by {worse_by:.0f}% of it", f"{FAR_OFF_PERCENT}%"
    else:
        unit = unit_of(row["measure_id"])
        worse_by, limit = abs(row["distance"]), FAR_OFF_TOLERANCES * row["tolerance"]
        far, most = f"worse than the target by {unit.size(worse_by)}", f"{unit.size(limit)}, twice the tolerance"
    if row["status"] == "green":
        why = "the target is met" if row["rag"] == "green" else "the target is missed within tolerance"
    elif row["status"] == "amber":
        why = f"{far}, not more than {most}, and {off}, fewer than {OFF_TOLERANCE_MONTHS}"
    else:
        reasons = [
            far if round(worse_by, 9) > round(limit, 9) else "",
            off if row["months_off"] >= OFF_TOLERANCE_MONTHS else "",
        ]
        why = formatting.joined([reason for reason in reasons if reason])
    return f"Overall rating {formatting.rag(row['status'])}: {why}."
