"""What a table has that is no mistake by itself, and that people should look at before they store it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal, InvalidOperation

import polars as pl

from analytics import formatting
from analytics.catalogue import ALL, Catalogue
from analytics.extracts.reading import Sheet, listed

_PARTS = ("team", "category")  # columns of indicators whose values are parts of a whole
_LATE = r"-(0[4-9]|10)-\d\d[T ]23:.*(Z|[+-]00:?00)$"  # of ISO times; the end of March is left to the clocks
_SEVERAL = 3  # of two parts, each that equals the other would be the sum of the others


def found(
    sheet: Sheet, accepted: pl.DataFrame, catalogue: Catalogue, cut: date, fractions: bool | None
) -> Iterator[str]:
    """Sentences about targets that differ from the catalogue, times that are another day here, parts that may be totals
    and names spelled two ways."""
    yield from _targets_that_differ(sheet, catalogue, cut, fractions)
    for column in (column for column in sheet.header if accepted.schema.get(column) == pl.Date):
        yield from _late_in_the_evening(sheet.cells[column], column)
    for column in (column for column in _PARTS if column in accepted.columns):
        yield from _spelled_two_ways(accepted[column], column)
        if "numerator" in accepted.columns:
            yield from _sums_of_the_others(accepted, column)


def _targets_that_differ(sheet: Sheet, catalogue: Catalogue, cut: date, fractions: bool | None) -> Iterator[str]:
    """A wide table carries targets along; they are compared with the catalogue and never stored from there."""
    differing = []
    for name, written in sheet.targets:
        measure_id = catalogue.names.get(name)
        in_force = [t for t in catalogue.targets if t.measure_id == measure_id and t.valid_from <= cut]
        known = max(in_force, key=lambda t: t.valid_from).target if in_force else None
        if measure_id and _target(written, fractions) != known:
            differing.append(
                f"{name} ({written} in the file, {'none' if known is None else f'{known:g}'} in the catalogue)"
            )
    if differing:
        yield f"{len(differing)} targets differ from the catalogue, which is kept: {listed(differing)}."


def _target(written: str, fractions: bool | None) -> float | None:
    try:
        number = Decimal(written.rstrip("% "))
    except InvalidOperation:
        return None
    return float(number * 100 if fractions and not written.endswith("%") else number)


def _late_in_the_evening(cells: pl.Series, column: str) -> Iterator[str]:
    """The last hour of a day of universal time is the next day in British Summer Time."""
    if late := int(cells.str.contains(_LATE).sum()):
        times = formatting.counted(late, "time is", "times are")
        yield (
            f"In {column}, {times} in the last hour of a summer's day in UTC. The day was read as it is written. In "
            "the UK it is the next one."
        )


def _spelled_two_ways(names: pl.Series, column: str) -> Iterator[str]:
    """Names that differ in case and spaces alone are counted as two."""
    written: dict[str, list[str]] = {}
    for name in names.unique().sort():
        written.setdefault("".join(name.lower().split()), []).append(f"“{name}”")
    if several := [" and ".join(ways) for ways in written.values() if ways[1:]]:
        yield f"In {column} these are counted apart, though they differ in capitals or spaces alone: {listed(several)}."


def _sums_of_the_others(accepted: pl.DataFrame, column: str) -> Iterator[str]:
    """A part whose counts are those of all other parts together, wherever in the newest year it is one of three or
    more."""
    within = [
        name
        for name in ("month", "measure_id", "locality", "team", "breakdown", "category")
        if name in accepted.columns and name != column
    ]
    newest = pl.col("month") > pl.col("month").max().dt.offset_by("-1y")
    counts = accepted.filter(newest).filter(pl.col(column) != ALL, pl.col("denominator") > 0)
    whole = [pl.col(count).sum().over(within) for count in ("numerator", "denominator")]
    is_sum = (2 * pl.col("numerator") == whole[0]) & (2 * pl.col("denominator") == whole[1])
    parts = counts.select(column, is_sum=is_sum, many=pl.len().over(within) >= _SEVERAL).filter("many")
    sums = parts.group_by(column).agg(pl.col("is_sum").all()).filter("is_sum")[column].sort()
    for name in sums:
        yield (
            f"“{name}” in the column {column} has the counts of all others together. If it is their total, name it "
            "Total, or they are counted twice."
        )
