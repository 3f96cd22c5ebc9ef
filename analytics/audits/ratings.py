"""Ratings by month, by quarter of the financial year, and over three months, beside the target as it was in force.

A single month is compared with the month before, and with its year: it *stands out* where its share lies outside the
99.8 % funnel limits round the pooled share of the months held, of the twelve to the month chosen. Quarters are
compared with the quarter before. The rolling share pools three months that are all held; neighbouring ones share two
months, so it is drawn and not tested. A target is met by a share that is at least (for inadequate: at most) as large.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits import caseload
from analytics.audits.inclusion import (
    WINDOW,
    YEAR,
    all_rated,
    allocated,
    banded,
    beside_previous,
    in_band,
    months_rated,
    rated,
    share,
    targets,
    with_changes,
    with_shares,
)
from analytics.audits.schemas import ByQuarter, RatingsByMonth, ThenAndNow, ThreeMonths, Trend
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, BANDS, GOOD_OR_BETTER, catalogue
from analytics.columns import projected
from analytics.intervals import ALARM, average, funnel
from analytics.store import Shown, Store
from analytics.units import PERCENT

_COUNTED = ("audits", *BANDS, *(f"{band}_share" for band in BANDS))
_OF_WINDOW = (
    *_COUNTED,
    "open_cases",
    "simulated",
    *(f"{band}_share_{end}" for band in BANDS for end in ("low", "high")),
    "few",
)


def counts(rows: pl.DataFrame, by: str, order: Sequence[object], cases: pl.DataFrame) -> pl.DataFrame:
    """Audits by rating for each group in `order`: the columns of `ByLegalStatus`, with `by` in place of the first.
    `cases` has the open cases of groups: by, open_cases."""
    ratings = pl.DataFrame({"rating": catalogue().scale.grades}).with_row_index("rating_order")
    groups = pl.DataFrame({by: order}, schema={by: rows.schema[by]}).with_row_index("order")
    counted = rows.group_by(by, "rating").agg(count=pl.len().cast(pl.Int64), simulated=pl.col("simulated").any())
    return (
        groups.join(ratings, how="cross")
        .join(counted, on=[by, "rating"], how="left")
        .with_columns(pl.col("count").fill_null(0))
        .with_columns(
            audits=pl.col("count").sum().over(by), simulated=pl.col("simulated").any(ignore_nulls=True).over(by)
        )
        .join(cases, on=by, how="left", maintain_order="left")
        .with_columns(**share("count", "audits", "share", "open_cases"))
        .sort("order", "rating_order")
        .select(by, "rating", "count", "audits", "share", "share_low", "share_high", "simulated")
    )


@cached_per_version
def by_month(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Ratings in each month held, of the twelve up to `month`; columns of `RatingsByMonth`.

    lower_end counts the audits at the lower end of the grade that has one; it is null for other ratings, and where the
    source does not say.
    """
    rows = rated(allocated(store, month, YEAR, shown, locality))
    said = pl.col("lower_end").is_in(["yes", "no"])
    lower = (
        rows.filter(pl.col("rating") == pl.lit(catalogue().scale.lower, pl.String))
        .group_by("month", "rating")
        .agg(lower_end=pl.when(said.all()).then((pl.col("lower_end") == "yes").sum().cast(pl.Int64)))
    )
    found = counts(
        rows, "month", rows["month"].unique().sort().to_list(), caseload.counted(store, month, shown, locality)
    )
    return projected(found.join(lower, on=["month", "rating"], how="left", maintain_order="left"), RatingsByMonth)


@cached_per_version
def trend(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Good or better, and inadequate, in each month held of the twelve up to `month`, oldest first, beside the month
    before; columns of `Trend`."""
    rows = rated(allocated(store, month, YEAR + WINDOW - 1, shown, locality))
    held = months_rated(store, month, YEAR + WINDOW - 1, shown)
    of_month = rows.group_by("month").agg(**banded()).sort("month")
    every = with_shares(caseload.with_open_cases(of_month, store, month, shown, locality))
    found = with_changes(beside_previous(every, _COUNTED, "month", pl.col("month").dt.offset_by("-1mo")))
    rolled = _rolling(every, sorted(held))
    found = found.join(rolled, on="month", how="left", maintain_order="left")
    found = found.filter(pl.col("month") > months.before(month, YEAR))
    for band in BANDS:
        low, high = funnel(pl.col("_year"), pl.col("audits"), ALARM)
        part = pl.col(band) / pl.col("audits")
        found = (
            found.with_columns(_year=average(pl.col(band), pl.col("audits")))
            .with_columns(
                ((part < low) | (part > high)).alias(f"{band}_stands_out"),
                (pl.col("_year") * 100).round(1, mode="half_away_from_zero").alias(f"{band}_year"),
                pl.Series(f"{band}_target", targets(found["month"].to_list(), band), pl.Float64),
            )
            .drop("_year")
        )
    return projected(found, Trend)


def _rolling(every: pl.DataFrame, held: list[date]) -> pl.DataFrame:
    """The pooled shares of each month and the two before it, where all three are held: month, band_rolling."""
    columns = ("audits", *BANDS)
    whole = pl.DataFrame({"month": held}, schema={"month": pl.Date}).join(every, on="month", how="left")
    whole = whole.select("month", pl.col(columns).fill_null(0))
    shifted = pl.concat([whole.with_columns(month=pl.col("month").dt.offset_by(f"{back}mo")) for back in range(WINDOW)])
    pooled = shifted.group_by("month").agg(pl.col(columns).sum(), held=pl.len())
    pooled = with_shares(pooled.filter(pl.col("held") == WINDOW))
    return pooled.select("month", *(pl.col(f"{band}_share").alias(f"{band}_rolling") for band in BANDS))


@cached_per_version
def by_quarter(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The last four quarters of the financial year that are complete by `month`, oldest first, beside the quarter
    before; columns of `ByQuarter`. All three months of a quarter hold audits."""
    rows = rated(allocated(store, month, YEAR + 2 * WINDOW, shown, locality))
    held = months_rated(store, month, YEAR + 2 * WINDOW, shown)
    whole = [end for end in held if {months.before(end, back) for back in range(WINDOW)} <= held and end.month % 3 == 0]
    placed = rows.with_columns(ends=pl.col("month").dt.truncate("1q").dt.offset_by("2mo"))
    quarters = placed.filter(pl.col("ends").is_in(whole)).group_by("ends").agg(**banded()).sort("ends")
    quarters = caseload.with_open_cases(quarters.rename({"ends": "month"}), store, month, shown, locality)
    quarters = with_shares(quarters.rename({"month": "ends"}))
    found = beside_previous(quarters, _COUNTED, "ends", pl.col("ends").dt.offset_by("-3mo"))
    found = with_changes(found).filter(pl.col("ends") > months.before(month, YEAR + WINDOW - 1)).tail(4)
    ends = found["ends"].to_list()
    named = found.with_columns(
        pl.Series("quarter", [quarter_name(end) for end in ends], pl.String),
        *(pl.Series(f"{band}_target", targets(ends, band), pl.Float64) for band in BANDS),
    )
    return projected(named, ByQuarter)


def quarter_name(end: date) -> str:
    """The quarter of the financial year that ends with a month.

    >>> quarter_name(date(2024, 9, 1)), quarter_name(date(2024, 3, 1))
    ('2024/25 Q2', '2023/24 Q4')
    """
    year = end.year - (end.month < 4)
    return f"{year}/{(year + 1) % 100:02d} Q{(end.month - 4) % 12 // 3 + 1}"


@cached_per_version
def three_months(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The three months to `month` pooled, beside the three months before them if all of these are held: no row unless
    all of the first are; columns of `ThreeMonths`."""
    rows = rated(allocated(store, month, 2 * WINDOW, shown, locality))
    newer = pl.col("month") > months.before(month, WINDOW)
    windows = (
        rows.filter(which, all_rated(store, end, WINDOW, shown)).select(**banded(), month=pl.lit(end))
        for which, end in ((newer, month), (~newer, months.before(month, WINDOW)))
    )
    now, before = (
        with_shares(caseload.with_open_cases(one, store, month, shown, locality)).filter(pl.col("audits") > 0)
        for one in windows
    )
    earlier = before.select(pl.col(_COUNTED).name.prefix("previous_"))
    if now.is_empty() or earlier.is_empty():
        earlier = earlier.clear(n=now.height)
    found = with_changes(pl.concat([now, earlier], how="horizontal")).with_columns(
        *(pl.Series(f"{band}_target", targets([month] * now.height, band), pl.Float64) for band in BANDS)
    )
    return projected(found, ThreeMonths)


@cached_per_version
def then_and_now(store: Store, then: date, now: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The three months to an earlier month and to a later one, each pooled: a row each where all three are held, the
    later beside the earlier unless both have a month in common; columns of `ThenAndNow`."""
    kept = [name for name in ThreeMonths.column_names() if name in _OF_WINDOW]
    both = pl.concat(three_months(store, end, shown, locality).select(*kept, month=pl.lit(end)) for end in (then, now))
    earlier = pl.when(pl.lit(then <= months.before(now, WINDOW)) & (pl.col("month") == now)).then(pl.lit(then))
    return projected(with_changes(beside_previous(both, _COUNTED, "month", earlier)), ThenAndNow)


@cached_by_identity
def then_and_now_sentence(rows: pl.DataFrame) -> str:
    """What the rows of `then_and_now` say of audits good enough, and whether the difference could be chance."""
    if rows.is_empty():
        return "Audits: neither month has three months of audits held."
    said = [
        f"{PERCENT.value(r['good_or_better_share'])} ({r['good_or_better']} of {r['audits']}) in the three months to "
        f"{months.words(r['month'])}"
        for r in rows.iter_rows(named=True)
    ]
    found = f"Audits {catalogue().scale.good}: {', '.join(said)}."
    real = rows["good_or_better_share_real"][-1]
    if rows.height < 2:
        return f"{found} The other month has no three months of audits."
    if real is None:
        return f"{found} The two have months in common, so they are not compared."
    return f"{found} {'More than chance.' if real else 'The difference could be chance.'}"


@cached_by_identity
def month_sentence(by_month: pl.DataFrame) -> str:
    """The newest month of `by_month` in a sentence, beside the month before if it is held."""
    *earlier, newest = by_month["month"].unique(maintain_order=True).to_list()
    good, audits = _good_in(by_month, newest)
    were = formatting.capital(formatting.out_of(good, audits, "audit", verb=("was", "were")))
    said = f"{were} {catalogue().scale.good} in {months.words(newest)}"
    if not earlier:
        return said
    good, audits = _good_in(by_month, earlier[-1])
    return f"{said}; {good} of {audits} in {months.words(earlier[-1])}"


def _good_in(by_month: pl.DataFrame, month: date) -> tuple[int, int]:
    rows = by_month.filter(pl.col("month") == month)
    return int(rows.filter(in_band(GOOD_OR_BETTER))["count"].sum()), int(rows["audits"][0])


def trend_sentence(trend: pl.DataFrame, band: str) -> str:
    """The newest month of `trend` in a sentence for one band, beside its target and the month before."""
    row = trend.row(-1, named=True)
    name, value, target = catalogue().scale.names[band], row[f"{band}_share"], row[f"{band}_target"]
    said = f"{PERCENT.value(value)} {name} in {months.words(row['month'])} ({row[band]} of {row['audits']})"
    if target is not None:
        said += f", {against_target(value, target)}"
    change, real = row[f"{band}_share_change"], row[f"{band}_share_real"]
    if change is None or real is None:
        return said
    how = "more than chance" if real else "no more than chance"
    return f"{said}; {formatting.signed(change)} on the month before, {how}"


def against_target(value: float, target: float) -> str:
    """
    >>> against_target(41.0, 50.0), against_target(50.0, 50.0)
    ('below the target of 50%', 'on the target of 50%')
    """
    place = "on" if value == target else "above" if value > target else "below"
    return f"{place} the target of {PERCENT.as_printed(target)}"


@cached_by_identity
def standing_out_sentence(trend: pl.DataFrame) -> str:
    """Which months of `trend` lie outside the limits of their year, for each band."""
    names = catalogue().scale.names.items()
    year = formatting.joined([f"{PERCENT.value(trend[f'{band}_year'][0])} {name}" for band, name in names])
    of = f"the year ({year} of {formatting.counted(int(trend['audits'].sum()), 'audit', 'audits')})"
    said = [
        f"{formatting.joined([months.words(month) for month in found['month']])} by its share {name}"
        for band, name in names
        if not (found := trend.filter(f"{band}_stands_out")).is_empty()
    ]
    if not said:
        return f"No month stands out of {of} beyond what chance makes."
    return f"Out of {of} stand, beyond what chance makes: {'; '.join(said)}."
