"""What a table has that is no mistake by itself, and that people should look at before they store it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal

import polars as pl

from analytics import formatting
from analytics.catalogue import ALL, Catalogue
from analytics.extracts.authorities import area_named
from analytics.extracts.contracts import of_indicator
from analytics.extracts.reading import Sheet, listed
from analytics.units import Kind

_PARTS = ("team", "category")  # columns of indicators whose values are parts of a whole
_LATE = r"-(0[4-9]|10)-\d\d[T ]23:.*(Z|[+-]00:?00)$"  # of ISO times; the end of March is left to the clocks
_NUMBER = re.compile(r"(?<![\d.])-?\d[\d,]*(?:\.\d+)?")
_ROUNDED_TO = 10  # counts of national statistics
_SEVERAL = 3  # of two parts, each that equals the other would be the sum of the others


def found(
    sheet: Sheet, accepted: pl.DataFrame, catalogue: Catalogue, cut: date, fractions: bool | None
) -> Iterator[str]:
    """Sentences about targets that differ from the catalogue, times that are another day here, parts that may be
    totals, names spelled two ways and national figures that are not what their counts give."""
    yield from _targets_that_differ(sheet, catalogue, cut, fractions)
    if {"national_measure", "numerator"} <= {*accepted.columns}:
        yield from not_by_their_counts(accepted, catalogue)
    for column in (column for column in sheet.header if accepted.schema.get(column) == pl.Date):
        yield from _late_in_the_evening(sheet.cells[column], column)
    for column in (column for column in _PARTS if column in accepted.columns):
        yield from _spelled_two_ways(accepted[column], column)
        if "numerator" in accepted.columns:
            yield from _sums_of_the_others(accepted, column)


def not_by_their_counts(accepted: pl.DataFrame, catalogue: Catalogue) -> Iterator[str]:
    """National figures that are further from what their counts give than rounding explains, a sentence for each
    measure: of the counts to 10, as the Department rounds them, and of the figure to a whole number."""
    n, d, value = pl.col("numerator"), pl.col("denominator"), pl.col("value")
    counted = accepted.drop_nulls(["numerator", "denominator", "value"]).filter(d > 0)
    divided = {named: unit for named, unit in catalogue.units("national_measure").items() if unit.kind.divides}
    for measure, unit in divided.items():
        rows = counted.filter(national_measure=measure)
        off = rows.filter((value - unit.per * n / d).abs() > 0.5 + unit.per * _ROUNDED_TO / d)
        if off.is_empty():
            continue
        first = off.row(0, named=True)
        figures = formatting.counted(rows.height, "figure")
        yield (
            f"{off.height:,} of {figures} of “{measure}” {'is' if off.height == 1 else 'are'} not what the counts "
            f"give, such as {unit.value(first['value'])} of {area_named(first['code']).name}, {first['period']}, with "
            f"{formatting.of(first['numerator'], first['denominator'])}. Check what it is a number of and out of."
        )


def _targets_that_differ(sheet: Sheet, catalogue: Catalogue, cut: date, fractions: bool | None) -> Iterator[str]:
    """A wide table carries targets along; they are compared with the catalogue and never stored from there."""
    differing = []
    for name, written in sheet.targets:
        measure_id = catalogue.names.get(name)
        in_force = [
            t for t in catalogue.targets if t.measure_id == measure_id and t.area == ALL and t.valid_from <= cut
        ]
        known = max(in_force, key=lambda t: t.valid_from, default=None)
        if measure_id and _target(written, catalogue.indicators[measure_id].kind, fractions) != (
            known and {known.target, known.target_to} - {None}
        ):
            held = "none" if known is None else catalogue.target_words(known)
            differing.append(f"{name} ({written} in the file, {held} in the catalogue)")
    if differing:
        yield f"{len(differing)} targets differ from the catalogue, which is kept: {listed(differing)}."


def _target(written: str, kind: Kind, fractions: bool | None) -> set[float] | None:
    """The number of a target, or both ends of a range; None where there is none."""
    times = 100 if fractions and kind is Kind.PERCENTAGE and "%" not in written else 1
    return {float(Decimal(end.replace(",", "")) * times) for end in _NUMBER.findall(written)} or None


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
    more. One number alone, as a count has it, must be so more than once."""
    within = [
        name
        for name in ("month", "measure_id", "locality", "team", "breakdown", "category")
        if name in accepted.columns and name != column
    ]
    newest = pl.col("month") > pl.col("month").max().dt.offset_by("-1y")
    sums = of_indicator(lambda indicator: indicator.kind.adds)
    counts = (
        accepted.filter(newest)
        .with_columns(_of=pl.when(sums).then(pl.coalesce("numerator", "value")).otherwise("numerator"), _sums=sums)
        .filter(pl.col(column) != ALL, pl.when("_sums").then(pl.col("_of") != 0).otherwise(pl.col("denominator") > 0))
    )
    is_half = [2 * pl.col(count) == pl.col(count).sum().over(within) for count in ("_of", "denominator")]
    is_sum = is_half[0] & (pl.col("_sums") | is_half[1])
    parts = counts.select(column, "_sums", is_sum=is_sum, many=pl.len().over(within) >= _SEVERAL).filter("many")
    seen = pl.col("is_sum").all() & ((pl.len() > 1) | ~pl.col("_sums").all())
    for name in parts.group_by(column).agg(seen).filter("is_sum")[column].sort():
        yield (
            f"“{name}” in the column {column} has the counts of all others together. If it is their total, name it "
            "Total, or they are counted twice."
        )
