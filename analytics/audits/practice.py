"""Areas of practice: how assessment, planning, response to risk and the like were rated within the audits.

An area is counted in the audits to which it applies; a share is of those. A month stands beside the month before.
Targets are those of the measure that the audit form names for an area; an area without one has none.

The areas are rated within the same audits, whose ratings tend to go together. The test of one area against the others
takes them for separate, and so errs towards chance.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits.inclusion import (
    WINDOW,
    against_previous,
    against_rest,
    all_rated,
    areas_of_practice,
    banded,
    drawn_from,
    lowest_sentence,
    targets,
    with_changes,
    with_shares,
)
from analytics.audits.schemas import PracticeAreas, PracticeThreeMonths
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, BANDS, GOOD_OR_BETTER, catalogue
from analytics.columns import projected
from analytics.store import Shown, Store


def measures() -> dict[str, str]:
    """The areas of the audit form that have a measure, with it."""
    return {area: part.measure for area, part in catalogue().form.areas.items() if part.measure}


@cached_per_version
def by_area(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row an area of practice rated in a month; columns of `PracticeAreas`."""
    rows = areas_of_practice(store, month, 2, shown, locality)
    now, before = (
        with_shares(rows.filter(month=of).group_by("area").agg(**banded())).sort("area")
        for of in (month, months.before(month))
    )
    columns = ("audits", *BANDS, *(f"{band}_share" for band in BANDS))
    earlier = before.select("area", pl.col(columns).name.prefix("previous_"))
    found = with_changes(now.join(earlier, on="area", how="left", maintain_order="left"))
    found = against_rest(found, GOOD_OR_BETTER)
    for band in BANDS:
        found = against_previous(found, band)
    aimed = found.with_columns(pl.Series("good_or_better_target", _aims(found, month), pl.Float64), month=pl.lit(month))
    return projected(aimed, PracticeAreas)


def _aims(areas: pl.DataFrame, month: date) -> list[float | None]:
    of = measures()
    return [targets([month], of[area])[0] if area in of else None for area in areas["area"]]


@cached_per_version
def three_months(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row an area of practice rated in the three months to `month`, pooled; columns of `PracticeThreeMonths`. Empty
    unless audits of all three months are held."""
    rows = areas_of_practice(store, month, WINDOW, shown, locality)
    if not all_rated(store, month, WINDOW, shown):
        rows = rows.clear()
    found = with_shares(rows.group_by("area").agg(**banded()).sort("area"))
    aims = pl.Series("good_or_better_target", _aims(found, month), pl.Float64)
    return projected(found.with_columns(aims), PracticeThreeMonths)


@cached_by_identity
def areas_sentence(areas: pl.DataFrame) -> str:
    """The area of `by_area` with the lowest share good or better, and those that moved by more than chance."""
    said, names = lowest_sentence(areas, "area"), catalogue().scale.names
    tested = [f"{band}_change" for band in BANDS]
    if not any(areas[f"{change}_p_value"].count() for change in tested):
        return said
    if not any(areas[f"{change}_compared"].max() for change in tested):
        return f"{said}; too few audits to tell whether an area moved since the month before"
    moved = [
        f"{formatting.joined(named)} ({names[band]})"
        for band in BANDS
        if (named := areas.filter(f"{band}_change_in_list")["area"].to_list())
    ]
    return f"{said}; " + (
        f"moved by more than chance since the month before: {formatting.joined(moved)}"
        if moved
        else "no area moved by more than chance since the month before"
    )


@cached_by_identity
def comparisons_sentence(areas: pl.DataFrame) -> str:
    """Of how many comparisons what `areas_sentence` names is drawn."""
    return drawn_from(areas, "good_or_better_rest", *(f"{band}_change" for band in BANDS), pointwise=True)
