"""The snapshot: measures of the audit programme, month by month, made from the rows.

Each is a count of audits or a share with its counts. The distance is the value minus the target in force, in points;
a target is met by a value at least (where smaller is better: at most) as large. The change is from the month before,
and is tested where both months have counts. How a measure is counted stands in the module of its subject.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl
import polars.selectors as cs

from analytics import months
from analytics.audits import actions, caseload, programme
from analytics.audits.inclusion import (
    YEAR,
    allocated,
    areas_of_practice,
    banded,
    beside_previous,
    compared,
    in_band,
    rated,
    share,
)
from analytics.audits.practice import measures
from analytics.audits.schemas import Snapshot
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, BANDS, GOOD_OR_BETTER, INADEQUATE, Polarity, catalogue
from analytics.columns import projected
from analytics.store import Shown, Store


@dataclass(frozen=True)
class Measure:
    """A measure of the snapshot: its short name, what people read, and which way is better (None: neither)."""

    measure: str
    name: str
    polarity: Polarity | None


_MANY = 3  # grades of a band that are not named one by one


def _measures() -> tuple[Measure, ...]:
    """The measures in the order of the report, in the words of the audit scale."""
    scale, form = catalogue().scale, catalogue().form
    bands = scale.bands.items()
    good, poor = (" or ".join(reversed(of)) if len(of) < _MANY else scale.names[band] for band, of in bands)
    return (
        Measure("audits_accepted", "Audits completed to the accepted standard", Polarity.BIGGER),
        Measure("completion", "Completion: submitted, of those allocated", Polarity.BIGGER),
        Measure(GOOD_OR_BETTER, f"Rated {good}", Polarity.BIGGER),
        *(Measure(_measure(grade), f"Rated {grade}", None) for grade in _grades()),
        Measure(INADEQUATE, f"Rated {poor}", Polarity.SMALLER),
        Measure("actions_in_time", "Actions of the month before completed in time", Polarity.BIGGER),
        *(Measure(p.measure, f"{p.name}: {scale.good}", Polarity.BIGGER) for p in form.areas.values() if p.measure),
        *(Measure(p.measure, p.name, Polarity.BIGGER) for p in form.people.values() if p.measure),
    )


def _grades() -> list[str]:
    """The grades with a measure of their own: those of neither band, and the others with a target, if their band has
    more of them."""
    scale = catalogue().scale
    aimed = {target.measure for target in catalogue().audit_targets}
    several = {grade for band in scale.bands.values() if len(band) > 1 for grade in band if _measure(grade) in aimed}
    return [grade for grade in scale.grades if grade in scale.between or grade in several]


def _measure(grade: str) -> str:
    """The short name of the share of one grade: “requires_improvement”."""
    return grade.lower().replace(" ", "_")


_PARTS = ("measure", "month", "part", "whole", "open_cases", "simulated")


@cached_per_version
def snapshot(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The measures in each month of the twelve to `month` in which they are known: in the report's order, oldest first;
    columns of `Snapshot`."""
    parts = _counted(store, month, shown, locality)
    counted = pl.concat([part.select(cs.by_name(_PARTS, require_all=False)) for part in parts], how="diagonal")
    found = counted.with_columns(**share("part", "whole", "value", "open_cases"))
    found = found.with_columns(pl.col("value").fill_null(pl.when(pl.col("whole").is_null()).then("part")))
    key = pl.concat_str("measure", "month")
    earlier = pl.concat_str("measure", pl.col("month").dt.offset_by("-1mo"))
    found = beside_previous(found.with_columns(_key=key), ("part", "whole", "value"), "_key", earlier).drop("_key")
    found = _against_targets(compared(found, "part", "whole", "value"))
    return _described(found).filter(pl.col("month") <= month)


def _counted(store: Store, month: date, shown: Shown, locality: str) -> list[pl.DataFrame]:
    """measure, month, part, whole, simulated of every measure; of ratings open_cases, too."""
    done = rated(allocated(store, month, YEAR, shown, locality))
    grades = {_measure(grade): grade for grade in _grades()}
    by_month = done.group_by("month").agg(
        **banded(), **{name: (pl.col("rating") == grade).sum().cast(pl.Int64) for name, grade in grades.items()}
    )
    by_month = caseload.with_open_cases(by_month, store, month, shown, locality)
    every = by_month.with_columns(
        measure=pl.lit("audits_accepted"), part=pl.col("audits"), whole=pl.lit(None, pl.Int64)
    )
    ratings = [
        by_month.with_columns(measure=pl.lit(band), part=pl.col(band), whole=pl.col("audits"))
        for band in (*BANDS, *grades)
    ]
    submitted = programme.steps(store, month, shown, locality).with_columns(
        measure=pl.lit("completion"), part=pl.col("submitted"), whole=pl.col("allocated")
    )
    in_time = actions.in_time(store, month, shown, locality).with_columns(
        measure=pl.lit("actions_in_time"), part=pl.col("on_time"), whole=pl.col("agreed")
    )
    areas = (
        areas_of_practice(store, month, YEAR, shown, locality)
        .filter(pl.col("area").is_in(list(measures())))
        .group_by("month", measure=pl.col("area").replace_strict(measures(), default=None, return_dtype=pl.String))
        .agg(
            part=in_band(GOOD_OR_BETTER).sum().cast(pl.Int64),
            whole=pl.len().cast(pl.Int64),
            simulated=pl.col("simulated").any(),
        )
    )
    people = programme.took_part(store, month, shown, locality).with_columns(part=pl.col("yes"), whole=pl.col("asked"))
    return [every, *ratings, submitted, in_time, areas, people]


def _against_targets(found: pl.DataFrame) -> pl.DataFrame:
    aims = [catalogue().audit_target(measure, month) for measure, month in found.select("measure", "month").rows()]
    smaller = [aim is not None and aim.polarity is Polarity.SMALLER for aim in aims]
    return (
        found.with_columns(
            pl.Series("target", [None if aim is None else aim.target for aim in aims], pl.Float64),
            pl.Series("_smaller", smaller, pl.Boolean),
        )
        .with_columns(distance=(pl.col("value") - pl.col("target")).round(1, mode="half_away_from_zero"))
        .with_columns(met=pl.when("_smaller").then(pl.col("distance") <= 0).otherwise(pl.col("distance") >= 0))
    )


def _described(found: pl.DataFrame) -> pl.DataFrame:
    rows = [(n, m.measure, m.name, m.polarity) for n, m in enumerate(_measures())]
    schema = {"_order": pl.Int64, "measure": pl.String, "name": pl.String, "polarity": pl.String}
    order = pl.DataFrame(rows, schema=schema, orient="row")
    return projected(order.join(found, on="measure").sort("_order", "month"), Snapshot)


@cached_by_identity
def of_month(measures: pl.DataFrame, month: date) -> pl.DataFrame:
    """The rows of one month from a frame of `snapshot`."""
    return measures.filter(pl.col("month") == month)


@cached_by_identity
def series_of(measures: pl.DataFrame, month: date) -> dict[str, list[float | None]]:
    """Each measure's values over the twelve months to `month`, oldest first, None where there is none."""
    span = [months.before(month, back) for back in reversed(range(YEAR))]
    return {
        str(measure): [dict(part.select("month", "value").rows()).get(at) for at in span]
        for (measure,), part in measures.group_by("measure", maintain_order=True)
    }
