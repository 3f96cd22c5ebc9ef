"""Which audits count. Completed audits with a rating after moderation; *good or better* are the grades that the audit
scale of the catalogue calls good enough, *inadequate* those that it calls inadequate.

Shares are pooled: audits are counted together and divided once, never averaged. The interval beside a share is
Wilson's at 95 %. Under 20 audits one audit moves a share by more than five points: such shares are marked *few*. Two
months, quarters or windows without a common audit differ by more than chance where the interval of their difference
leaves out 0 (`analytics.intervals`); windows that overlap are drawn and never tested.

A month's audits come from one load. With an area chosen, the audits of its places count, or of its service.
"""

from __future__ import annotations

from contextlib import suppress
from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, BANDS, GOOD_OR_BETTER, INADEQUATE, CatalogueError, catalogue
from analytics.intervals import FEW, difference, wilson
from analytics.percent import from_tenths, pooled, tenths
from analytics.store import DamagedFile, Shown, Store, area_rows, audit_rows

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
    """One row an audit allocated in the `span` months to `month`."""
    return within(audit_rows(store, months.before(month, span - 1), month, shown), locality)


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


def share(part: str, whole: str, name: str) -> dict[str, pl.Expr]:
    """name, name_low and name_high: a share and its interval in percent to one decimal."""
    low, high = wilson(pl.col(part), pl.col(whole))
    return {
        name: pooled(pl.col(part), pl.col(whole)),
        f"{name}_low": from_tenths(tenths(low * 100)),
        f"{name}_high": from_tenths(tenths(high * 100)),
    }


def with_shares(counts: pl.DataFrame) -> pl.DataFrame:
    """Counts made with `banded`, with the share of each band, its interval, and few."""
    shares = {n: e for band in BANDS for n, e in share(band, "audits", f"{band}_share").items()}
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


def targets(held: list[date], measure: str) -> list[float | None]:
    """The target of a measure as it was in force in each of the months."""
    found = [catalogue().audit_target(measure, month) for month in held]
    return [None if target is None else target.target for target in found]
