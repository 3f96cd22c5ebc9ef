"""Which audits count. Completed audits with a rating after moderation; *good or better* are the grades that the audit
scale of the catalogue calls good enough, *inadequate* those that it calls inadequate.

Shares are pooled: audits are counted together and divided once, never averaged. The interval beside a share is Wilson's
at 95 %, corrected for a finite population where the open cases are held (`analytics.audits.caseload`). Under 20 audits
one audit moves a share by more than five points: such shares are marked *few*. Two months, quarters or windows without
a common audit differ by more than chance where the interval of their difference leaves out 0 (`analytics.intervals`);
windows that overlap are drawn and never tested.

Where several legal statuses, areas of practice, places or teams are compared at once, one is called weaker or stronger
than the rest, or is named as moved, only if Fisher's exact test says so for it within all that were compared, by the
rule for lists (`analytics.intervals`). Each is set against all others together. With fewer than 20 audits on either
side, or fewer than five expected of the rating or of the others, there is too little to tell.

Blind re-reads of anchor files are no audits and count in no share (`analytics.audits.moderation`).

A month's audits come from one load. With an area chosen, the audits of its places count, or of its service.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, BANDS, GOOD_OR_BETTER, INADEQUATE, CatalogueError, catalogue
from analytics.intervals import FEW, difference, listed, same_share, too_few, wilson
from analytics.percent import from_tenths, pooled, tenths
from analytics.store import DamagedFile, Shown, Store, area_rows, audit_rows
from analytics.units import PERCENT

WINDOW, HALF_YEAR, YEAR = 3, 6, 12  # months


def in_band(band: str) -> pl.Expr:
    """Whether a rating is of a band of the audit scale (good_or_better, inadequate)."""
    return pl.col("rating").is_in(catalogue().scale.bands[band])


def within(rows: pl.DataFrame, locality: str) -> pl.DataFrame:
    """The rows of an area and of all that stand behind it, what it took the place of included: by their place, or by
    their service; all of them for the whole council."""
    if locality == ALL:
        return rows
    areas = [catalogue().areas[area] for area in (locality, *catalogue().behind(locality))]
    services = [area.area for area in areas if area.kind == "service"]
    places = [area.area for area in areas if area.kind != "service"]
    return rows.filter(pl.col("locality").is_in(places) | pl.col("service").is_in(services))


def as_now(rows: pl.DataFrame, month: date) -> pl.DataFrame:
    """The rows with the places and services of the month: what was merged or has another name is its successor."""
    return rows.with_columns(pl.col("locality", "service").replace(catalogue().goes_on_as(month)))


@cached_per_version
def allocated(store: Store, month: date, span: int, shown: Shown, locality: str) -> pl.DataFrame:
    """One row an audit allocated in the `span` months to `month`; re-reads of anchor files are none."""
    rows = audit_rows(store, months.before(month, span - 1), month, shown)
    return within(rows.filter(pl.col("anchor_code").is_null()), locality)


def with_known_statuses(rows: pl.DataFrame) -> pl.DataFrame:
    """The audits themselves. Raises CatalogueError if one has a legal status that the catalogue lacks."""
    unknown = sorted(set(rows["legal_status"]) - set(catalogue().legal_statuses))
    if unknown:
        raise CatalogueError(
            f"The store holds audits with the legal status {', '.join(unknown)}, "
            "which legal_statuses.csv does not have. Put the line back, or undo the loads that brought them."
        )
    return rows


def rated(rows: pl.DataFrame) -> pl.DataFrame:
    """The audits that count."""
    return rows.filter((pl.col("status") == "completed") & pl.col("rating").is_in(catalogue().scale.grades))


@cached_per_version
def months_rated(store: Store, month: date, span: int, shown: Shown) -> frozenset[date]:
    """The months, of the `span` to `month`, in which any audit of the whole council counts: in these an area without
    an audit has none, in others nothing is held."""
    return frozenset(rated(allocated(store, month, span, shown, ALL))["month"])


def all_rated(store: Store, month: date, span: int, shown: Shown) -> bool:
    """Whether audits of each of the `span` months to `month` are held."""
    return len(months_rated(store, month, span, shown)) == span


@cached_per_version
def areas_of_practice(store: Store, month: date, span: int, shown: Shown, locality: str) -> pl.DataFrame:
    """One row an area of practice in one audit that counts, where the area applies: month, area, rating, simulated."""
    done = rated(allocated(store, month, span, shown, locality)).select("source", "cut", "audit_id", "month")
    with suppress(DamagedFile):  # every page says what is damaged; what needs no areas is still served
        found = area_rows(store, shown).filter(pl.col("rating").is_in(catalogue().scale.grades))
        return found.join(done, on=["source", "cut", "audit_id"]).select("month", "area", "rating", "simulated")
    return pl.DataFrame(schema={"month": pl.Date, "area": pl.String, "rating": pl.String, "simulated": pl.Boolean})


@cached_per_version
def area_held(store: Store, month: date, shown: Shown, locality: str) -> str:
    """The area itself if any audit of the year to `month` says that it lies there, else “All”."""
    return ALL if allocated(store, month, YEAR, shown, locality).is_empty() else locality


def banded() -> dict[str, pl.Expr]:
    """What to count of a group of audits: all, good or better, inadequate, and whether any is simulated."""
    return {
        "audits": pl.len().cast(pl.Int64),
        "good_or_better": in_band(GOOD_OR_BETTER).sum().cast(pl.Int64),
        "inadequate": in_band(INADEQUATE).sum().cast(pl.Int64),
        "simulated": pl.col("simulated").any(),
    }


def share(part: str, whole: str, name: str, cases: str = "") -> dict[str, pl.Expr]:
    """name, name_low and name_high: a share and its interval in percent to one decimal, corrected for a finite
    population where the column `cases` has it."""
    low, high = wilson(pl.col(part), pl.col(whole), population=pl.col(cases) if cases else None)
    return {
        name: pooled(pl.col(part), pl.col(whole)),
        f"{name}_low": from_tenths(tenths(low * 100)),
        f"{name}_high": from_tenths(tenths(high * 100)),
    }


def with_shares(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts made with `banded`, with the share of each band, its interval, and few. The column open_cases, if there is
    one, is that of `analytics.audits.caseload`; it is null where the counts are of no known caseload."""
    if "open_cases" not in counts.columns:
        counts = counts.with_columns(open_cases=pl.lit(None, pl.Int64))
    shares = {n: e for band in BANDS for n, e in share(band, "audits", f"{band}_share", "open_cases").items()}
    return counts.with_columns(**shares, few=pl.col("audits") < FEW)


def compared(frame: pl.DataFrame, part: str, whole: str, name: str) -> pl.DataFrame:
    """Adds name_change, in points, and name_real: whether the share differs by more than chance from the one before.

    The frame has part, whole and the share name, each also with the prefix previous_. Both are null where one of the
    two shares is missing, name_real also where its counts are.
    """
    low, high = difference(pl.col(part), pl.col(whole), pl.col(f"previous_{part}"), pl.col(f"previous_{whole}"))
    return frame.with_columns(
        from_tenths(tenths(pl.col(name)) - tenths(pl.col(f"previous_{name}"))).alias(f"{name}_change"),
        ((low > 0) | (high < 0)).alias(f"{name}_real"),
    )


def beside_previous(frame: pl.DataFrame, columns: tuple[str, ...], by: str, earlier: pl.Expr) -> pl.DataFrame:
    """The frame with the same columns of an earlier row beside each, prefixed previous_; `earlier` names that row in
    the column `by`."""
    before = frame.select(pl.col(by).alias("_earlier"), *(pl.col(c).alias(f"previous_{c}") for c in columns))
    joined = frame.with_columns(_earlier=earlier).join(before, on="_earlier", how="left", maintain_order="left")
    return joined.drop("_earlier")


def with_changes(frame: pl.DataFrame) -> pl.DataFrame:
    """The change of both bands, where the frame has the columns of `with_shares` and those of the group before."""
    for band in BANDS:
        frame = compared(frame, band, "audits", f"{band}_share")
    return frame


def against_rest(frame: pl.DataFrame, part: str, by: str = "") -> pl.DataFrame:
    """Adds how the share of each row in `part` of its audits compares with all other rows together, of the same value
    of the column `by`: part_rest_share (percent), part_rest_p_value, part_rest_too_few, part_rest_in_list,
    part_rest_compared."""

    def others(column: str) -> pl.Expr:
        total = pl.col(column).sum()
        return (total.over(by) if by else total) - pl.col(column)

    rest = frame.with_columns(_part=others(part), _audits=others("audits"))
    found = _compared(f"{part}_rest", pl.col(part), pl.col("audits"), pl.col("_part"), pl.col("_audits"))
    rest = rest.with_columns(pooled(pl.col("_part"), pl.col("_audits")).alias(f"{part}_rest_share"), **found)
    return _listed(rest, f"{part}_rest", by).drop("_part", "_audits")


def against_previous(frame: pl.DataFrame, band: str) -> pl.DataFrame:
    """Adds how a band of each row compares with the group before: band_change_p_value, band_change_too_few,
    band_change_in_list, band_change_compared."""
    before = pl.col(f"previous_{band}"), pl.col("previous_audits")
    found = _compared(f"{band}_change", pl.col(band), pl.col("audits"), *before)
    return _listed(frame.with_columns(**found), f"{band}_change")


def _compared(name: str, part: pl.Expr, whole: pl.Expr, other: pl.Expr, other_whole: pl.Expr) -> dict[str, pl.Expr]:
    p, fewer = same_share(part, whole, other, other_whole), pl.min_horizontal(whole, other_whole)
    few = too_few((part + other) / (whole + other_whole), fewer)
    return {f"{name}_p_value": p, f"{name}_too_few": pl.when(p.is_not_null()).then(few)}


def _listed(frame: pl.DataFrame, name: str, by: str = "") -> pl.DataFrame:
    found = listed(pl.col(f"{name}_p_value"), ~pl.col(f"{name}_too_few"), by)
    return frame.with_columns(**{f"{name}_{column}": expression for column, expression in found.items()})


def drawn_from(frame: pl.DataFrame, *names: str, pointwise: bool = False) -> str:
    """Of how many comparisons a list is drawn, and how many more had too few audits to tell; `names` are those of
    comparisons of `against_rest` and `against_previous`, such as good_or_better_rest. Where changes are also judged one
    by one beside it (`pointwise`), what chance alone does to these."""
    compared, few = frame.select(
        pl.sum_horizontal(pl.col(f"{name}_compared").max().fill_null(0) for name in names),
        few=pl.sum_horizontal(pl.col(f"{name}_too_few").sum() for name in names),
    ).row(0)
    return f"{formatting.drawn_from(compared, few)} {formatting.by_chance(compared) if pointwise else ''}".strip()


def lowest_sentence(frame: pl.DataFrame, name: str) -> str:
    """The rows with the lowest share good or better, by the column `name`: as weakest where they differ from the rest
    by more than chance, else as no more than the lowest. The frame has the columns of `against_rest`."""
    rows = lowest(frame).to_dicts()
    good = catalogue().scale.good
    said = [
        f"{row[name]}, {PERCENT.value(row['good_or_better_share'])} {good} ({row['good_or_better']} of {row['audits']})"
        for row in rows
    ]
    if frame.height == 1:
        return said[0]
    if len(rows) == frame.height:
        return f"All are the same: {PERCENT.value(rows[0]['good_or_better_share'])} {good}"
    weaker = [each for each, row in zip(said, rows, strict=True) if is_weaker(row)]
    if weaker:
        return f"Weakest: {'; '.join(weaker)}"
    return f"Lowest: {'; '.join(f'{each}, {could_be_chance(row)}' for each, row in zip(said, rows, strict=True))}"


def lowest(frame: pl.DataFrame) -> pl.DataFrame:
    """The rows with the lowest share good or better: several where they have the same."""
    return frame.filter(pl.col("good_or_better_share") == pl.col("good_or_better_share").min())


def is_weaker(row: dict[str, Any]) -> bool:
    """Whether a row of `against_rest` has a lower share good or better than the rest by more than chance."""
    return bool(row["good_or_better_rest_in_list"] and row["good_or_better_share"] < row["good_or_better_rest_share"])


def could_be_chance(row: dict[str, Any]) -> str:
    """Why the lowest row of `against_rest` for good or better is not called weaker than the rest."""
    return "too few audits to tell" if row["good_or_better_rest_too_few"] else "which could be chance"


def targets(held: list[date], measure: str) -> list[float | None]:
    """The target of a measure as it was in force in each of the months."""
    found = [catalogue().audit_target(measure, month) for month in held]
    return [None if target is None else target.target for target in found]
