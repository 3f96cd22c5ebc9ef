"""Areas of practice: how assessment, planning, response to risk and the like were rated within the audits.

An area is counted in the audits to which it applies; a share is of those. A month stands beside the month before.
Targets are those of the snapshot; most areas have none.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits.inclusion import areas_of_practice, banded, targets, with_changes, with_shares
from analytics.audits.schemas import PracticeAreas
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, BANDS, catalogue
from analytics.columns import projected
from analytics.store import Shown, Store
from analytics.units import PERCENT

# Areas that the snapshot has a target for, by the name of its measure.
MEASURES = {
    "Assessment": "assessment_good",
    "SMART planning": "smart_planning_good",
    "Management oversight": "management_oversight_good",
}


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
    aims = [targets([month], MEASURES[area])[0] if area in MEASURES else None for area in found["area"]]
    aimed = found.with_columns(pl.Series("good_or_better_target", aims, pl.Float64), month=pl.lit(month))
    return projected(aimed, PracticeAreas)


@cached_by_identity
def areas_sentence(areas: pl.DataFrame) -> str:
    """The weakest area of `by_area` by share good or better, and those that moved by more than chance."""
    low = areas.sort("good_or_better_share").row(0, named=True)
    said = f"Weakest: {low['area']}, {PERCENT.value(low['good_or_better_share'])} {catalogue().scale.good}"
    moved = areas.filter(pl.col("good_or_better_share_real") | pl.col("inadequate_share_real"))["area"].to_list()
    if areas["good_or_better_share_real"].null_count() == areas.height:
        return said
    return f"{said}; " + (
        f"moved by more than chance since the month before: {formatting.joined(moved)}"
        if moved
        else "no area moved by more than chance since the month before"
    )
