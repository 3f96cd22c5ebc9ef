"""What stands out in one locality, and which localities, teams or categories differ by more than chance."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.headlines import Headlines, most_to_target, of_cases
from analytics.units import Kind, Unit
from analytics.wording.phrases import fewer_or_more, now, to_target_unit
from analytics.wording.spc_labels import NOT_JUDGED

MOST_SAID = 5
_SUCH = {Kind.MEAN: "averages", Kind.COUNT: "counts", Kind.AMOUNT: "amounts of money", Kind.SCORE: "scores"}


@dataclass(frozen=True)
class Standing:
    """A list of indicators under a heading: measure_id, name, reason. `none` is what is said where it is empty, `note`
    what must be known of it where it is not."""

    heading: str
    rows: pl.DataFrame
    none: str
    note: str = ""


@cached_by_identity
def place_lists(rows: pl.DataFrame) -> list[Standing]:
    """What stands out in one locality, from the rows of `beside_whole`: at most five indicators under each heading."""
    if not rows["value"].count():
        return [Standing("Nothing can be judged", _reasons([]), "No indicator has a figure here for this month.")]
    told = rows.filter("in_list").with_columns(size=pl.col("whole_gap").abs())
    compared = _compared(rows)
    found = []
    for stands in ("worse", "better"):
        those = told.filter(pl.col("stands") == stands).sort("beyond", "size", descending=True)
        said = [
            f"{_value(r)} ({_made_of(r)}), "
            f"the {catalogue().whole} {unit_of(r['measure_id']).value(r['whole_value'])}; {r['beyond']}."
            for r in those.head(MOST_SAID).iter_rows(named=True)
        ]
        heading = f"{stands.capitalize()} than elsewhere, beyond chance"
        none = "No indicator could be compared."
        if compared:
            among = formatting.counted(compared, "indicator", "indicators")
            none = f"No indicator is {stands} by more than chance, with {among} compared at once."
        found.append(Standing(heading, _reasons(said, those), none))
    short = most_to_target(rows)
    said = [
        f"{_to_target(r)} would have met {unit_of(r['measure_id']).target(r['target'], r['target_to'])}."
        for r in short.head(MOST_SAID).iter_rows(named=True)
    ]
    none = "No indicator with counts is off its target."
    if not rows.filter(of_cases())["count_to_target"].count():
        none = "No indicator with counts has a target that can be judged."
    return [*found, Standing("Furthest from target, counted", _reasons(said, short), none)]


def nothing_worse(found: Headlines) -> str:
    """What is said where no finding of a month is about an indicator that got worse."""
    if not found.judged:
        return f"Whether anything got worse is not known: {NOT_JUDGED}."
    if found.worse.rows.height:
        return ""
    return "No indicator got worse by more than chance this month."


def also_worse(found: Headlines, shown: int) -> str:
    """How many more indicators got worse than the findings shown; empty if none did."""
    more = found.worse.rows.height - shown
    return f"{formatting.counted(more, 'more indicator')} got worse by more than chance." if more > 0 else ""


@cached_by_identity
def place_comparisons(rows: pl.DataFrame) -> str:
    """Of how many comparisons the lists of `place_lists` are drawn, and of how many of the rows that could be better or
    worse there is too little to tell."""
    few = rows.filter("few", pl.col("p_value").is_not_null(), pl.col("polarity").is_in(["bigger", "smaller"]))
    return formatting.drawn_from(_compared(rows), few.height)


def _value(row: dict[str, Any]) -> str:
    """The figure, with its quarter or year where it is not of a month."""
    value = unit_of(row["measure_id"]).value(row["value"])
    return value if row["period"] == "month" else f"{value} {months.in_period(row['month'], row['period'])}"


def _made_of(row: dict[str, Any]) -> str:
    if row["kind"] != Kind.PERCENTAGE:
        return now(row)
    return f"{formatting.quantity(row['numerator'])} of {_all(row)}"


def _to_target(row: dict[str, Any]) -> str:
    """How many more or fewer would have met the target, of how many if the figure is a percentage of them."""
    count = f"{row['count_to_target']:,} {fewer_or_more(row)}"
    return f"{count} of {_all(row)}" if row["kind"] == Kind.PERCENTAGE else f"{count} {to_target_unit(row)}"


def _all(row: dict[str, Any]) -> str:
    """All that a percentage is counted from: `40 children`."""
    return f"{formatting.quantity(row['denominator'])} {formatting.unit(row['denominator'], row['counted'])}"


def _reasons(said: list[str], those: pl.DataFrame | None = None) -> pl.DataFrame:
    """The first rows with what is said of each."""
    if those is None:
        return pl.DataFrame(schema={"measure_id": pl.String, "name": pl.String, "reason": pl.String})
    first = those.head(len(said)).select("measure_id", "name")
    return first.with_columns(pl.Series("reason", said, dtype=pl.String))


@cached_by_identity
def beyond_sentence(rows: pl.DataFrame, unit: Unit, what: str = "") -> str:
    """Which rows of one indicator differ from the rest by more than chance; `rows` are those of `by_place` or `split`,
    with the name of each in `name_of_row`, `unit` is that of the indicator, and `what` the rows are: parts of the whole
    unless it says otherwise."""
    what = what or catalogue().parts
    if not unit.kind.spread:
        return (
            f"How far chance alone moves {_SUCH[unit.kind]} is not known, so no difference between the {what} is "
            "judged and no funnel is drawn."
        )
    judged = rows.drop_nulls("beyond")
    told, few = judged.filter(~pl.col("few")), judged.filter("few")["name_of_row"].to_list()
    silent = rows.filter(pl.col("beyond").is_null())["name_of_row"].to_list()
    rest = f" Too few to tell: {formatting.joined(few)}." if few else ""
    rest += f" Not judged, for want of counts: {formatting.joined(silent)}." if silent else ""
    if judged.is_empty():
        return f"Without counts it can't be said which {what} differ by more than chance."
    if judged.height == 1:
        return f"There is only one of the {what}, so there is nothing to set it against."
    if told.is_empty():
        return f"There are too few cases to tell whether the {what} differ.{rest}"
    if judged.height == 2:
        return f"{_pair(judged, unit)}{rest}"
    out = told.filter("in_list")
    if out.is_empty():
        return f"No difference between the {what} is more than chance.{rest}"
    said = [
        f"{name} ({unit.value(value)}, {stands}, {beyond})"
        for name, value, stands, beyond in out.sort("beyond", descending=True, maintain_order=True)
        .select("name_of_row", "value", "stands", "beyond")
        .rows()
    ]
    verb = "differs" if len(said) == 1 else "differ"
    others = "" if out.height == told.height else " The other differences could be chance."
    return f"{formatting.joined(said)} {verb} by more than chance from all {what} together.{others}{rest}"


def _pair(rows: pl.DataFrame, unit: Unit) -> str:
    """Whether two rows, that are compared with each other alone, differ; the worse or higher first."""
    first, other = rows.sort(pl.col("stands").is_in(["worse", "higher"]), descending=True).iter_rows(named=True)
    one, two = (f"{row['name_of_row']} ({unit.value(row['value'])})" for row in (first, other))
    if not first["in_list"]:
        return f"The difference between {one} and {two} could be chance."
    sure = "very unlikely" if first["beyond"] == "beyond 99.8%" else "unlikely"
    return f"{one} is {first['stands']} than {two}: {sure} to be chance."


@cached_by_identity
def comparisons_sentence(rows: pl.DataFrame) -> str:
    """What chance alone does to the comparisons of `beyond_sentence`: to those that it names, and to those that are
    drawn outside the limits; nothing where none was made, or one alone: that of two rows."""
    if rows["beyond"].count() <= 2:
        return ""
    compared = _compared(rows)
    return f"{formatting.drawn_from(compared)} {formatting.by_chance(compared)}".strip()


def _compared(rows: pl.DataFrame) -> int:
    """Of how many comparisons the list of the rows is drawn."""
    return max(rows["compared"].drop_nulls().to_list(), default=0)
