"""True counts of indicators by area, of a month and its rolling quarter, and the localities' counts behind them.

An area's own row is its count where one is held; else it is added up from its localities.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, Policy, catalogue
from analytics.disclosure.bindings import SPAN, heads, part_name, sums_of
from analytics.disclosure.count_statements import MONTH, QUARTER, REST, RUNNING
from analytics.disclosure.kinds import SIDES, counts, is_mean, is_share, of_people, whole
from analytics.disclosure.published import published
from analytics.disclosure.rounding import is_hidden, source_marker
from analytics.indicators import rolling_quarters
from analytics.indicators.kinds import adds, value_of_rows, with_meaning, with_population
from analytics.indicators.pooling import is_of_some, with_pooled
from analytics.indicators.quarters import NO_QUARTER
from analytics.months import of_month
from analytics.store import Store, figures_held, indicator_rows, place_rows

OF_PARTS = "of parts"  # how the line of an indicator and its parts begins
PERIODS = {"month": MONTH, "quarter": QUARTER}


@cached_per_version
def public_rows(store: Store) -> pl.DataFrame:
    """The published rows of the whole, all months, without counts and with reference: what was printed, or follows from
    the counts that were."""
    known, none = catalogue(), pl.lit(None, pl.Float64)
    rows = with_population(with_meaning(published(store, indicator_rows(store), "indicators"), known), known)
    value = pl.coalesce(pl.when(~adds()).then("value"), value_of_rows())
    return rows.with_columns(value=value, numerator=none, denominator=none).select(
        *indicator_rows(store).columns, "reference"
    )


def counts_held(store: Store, areas: Iterable[str], month: date) -> pl.DataFrame:
    """One row an indicator and area that has any figure for the month, or of the newest quarter or year by then.

    Columns: measure_id, month (of the figure), area, window, simulated, has_value (whether a figure is held), marker
    (of the source), and for both periods and sides the true number of cases: month_numerator, month_denominator,
    quarter_numerator, quarter_denominator (null where there is none, or where it is of no cases); and of both periods
    month_value and quarter_value, the figure itself, month_people and quarter_people, the population of a rate, and
    month_per and quarter_per, by what it is multiplied.
    """
    known = catalogue()
    names = list(areas)
    whole_areas = [area for area in names if not known.behind(area)]
    own = with_population(with_meaning(figures_held(store, whole_areas), known), known)
    held = [own, *(_pooled(store, area) for area in names if area not in whole_areas)]
    meaning = [column for column in known.indicator_frame().columns if column != "position"]
    recent = pl.col("month").is_between(months.before(month, SPAN - 1), month) | (pl.col("period_months") > 1)
    rows = pl.concat(
        frame.select(*meaning, "month", "position", *SIDES, "value", "marker", "simulated", area="locality")
        for frame in held
    ).filter(recent, pl.col("month") <= month)
    rows = rows.with_columns(
        order=pl.col("area").replace_strict({area: at for at, area in enumerate(names)}, default=None)
    )
    quarters = rolling_quarters(rows, by=("measure_id", "area", "simulated")).filter(of_month(month))
    of_months = (pl.col("window") == "month") & (pl.col("period_months") == 1)
    people = {"month": pl.col("denominator"), "quarter": pl.col("quarter_denominator")}
    per = {"month": pl.col("per"), "quarter": pl.col("per") / pl.when("yearly").then(SPAN).otherwise(1)}
    return quarters.sort("position", "order").select(
        *("measure_id", "month", "area", "window", "simulated"),
        has_value=value_of_rows().is_not_null(),
        marker=source_marker(pl.col("marker")),
        **{f"month_{side}": pl.when(counts(side)).then(whole(pl.col(side))) for side in SIDES},
        **{
            f"quarter_{side}": pl.when(of_months & counts(side)).then(whole(pl.col(f"quarter_{side}")))
            for side in SIDES
        },
        month_value=value_of_rows(),
        quarter_value=pl.when(of_months).then("quarter_value"),
        **{f"{period}_people": pl.when(of_people()).then(number) for period, number in people.items()},
        **{f"{period}_per": number for period, number in per.items()},
    )


def _pooled(store: Store, area: str) -> pl.DataFrame:
    behind = place_rows(store, list(catalogue().behind(area)))
    pooled = with_pooled(indicator_rows(store, area), behind, area, catalogue())
    # Counts that were made up to fit a printed percentage are no counts of the county, nor are those of some parts.
    some = is_of_some()
    no_counts = pl.col("counts_simulated") | some.fill_null(value=False)
    return pooled.with_columns(
        *(pl.when(~no_counts).then(side).alias(side) for side in SIDES),
        marker=pl.when(some).then(pl.lit("x")).otherwise("marker"),
    )


def long_counts(section: str, held: pl.DataFrame) -> pl.DataFrame:
    """The counts of `counts_held` as COUNTS, with measure_id, month, area, period and side besides, and told (whether
    what is given of it leaves no doubt of the number)."""
    code = pl.col("month").dt.to_string("%Y-%m")
    running = pl.col("window").is_in(list(NO_QUARTER)) & ~is_share()
    frames = [
        held.filter(counts(side)).select(
            "measure_id",
            "month",
            "area",
            period=pl.lit(period),
            side=pl.lit(side),
            claim=pl.format(f"{section}|{{}}|{{}}|{{}}|{period}|{side}", "measure_id", code, "area"),
            section=pl.lit(section),
            group="measure_id",
            role=pl.when(running).then(pl.lit(RUNNING)).otherwise(pl.lit(role)),
            lines=_lines(pl.format(f"{{}}|{period}|{side}", code)),
            count=f"{period}_{side}",
            marker=_marker(period),
            told=pl.lit(period == "month") & is_mean() & ~pl.col("few_beside"),
        )
        for period, role in PERIODS.items()
        for side in SIDES
    ]
    return pl.concat(frames)


def with_few_beside(held: pl.DataFrame, truths: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Add few_beside: whether a mean is kept back because that of one area beside it is, and the mean of all less those
    of the others would tell it. It is the one of the fewest cases. A mean of the whole is never kept back so.

    The same in every pack, whichever areas it has. `truths` are those of `place_truths`.
    """
    means = held.filter(is_mean()).select("measure_id", "month", "area").unique()
    kept: list[tuple[str, date, str]] = []
    for month, area in means.filter(pl.col("area") != ALL).select("month", "area").unique(maintain_order=True).rows():
        beside = catalogue().members(catalogue().above(area), month)
        of = sums_of(truths.filter(pl.col("month") == month, pl.col("side") == SIDES[1]).filter(is_mean()), beside)
        each = of.group_by("measure_id", "area").agg(count=pl.col("truth").sum())
        few = is_hidden(pl.col("count"), policy)
        alone = each.filter(few.sum().over("measure_id") == 1, ~few).sort("count", "area").unique("measure_id")
        kept += [(measure, month, name) for measure, name in alone.select("measure_id", "area").rows() if name == area]
    table = pl.DataFrame(kept, schema=means.schema, orient="row").with_columns(few_beside=pl.lit(value=True))
    found = held.join(table, on=["measure_id", "month", "area"], how="left", maintain_order="left")
    return found.with_columns(pl.col("few_beside").fill_null(value=False))


def _lines(of: pl.Expr) -> pl.Expr:
    """The totals that a count is part of: its measure's over the areas, and that of an indicator with its parts."""
    head_of = heads()
    wholes = {head for measure, head in head_of.items() if measure != head}
    head = pl.col("measure_id").replace_strict(head_of, return_dtype=pl.String)
    over_areas = pl.format("{}|{}", "measure_id", of)
    of_parts = pl.format(f"{OF_PARTS}|{{}}|{{}}|{{}}", head, "area", of)
    return (
        pl.when(head.is_in(list(wholes)))
        .then(pl.concat_list(over_areas, of_parts))
        .otherwise(pl.concat_list(over_areas))
    )


def with_rests(counts: pl.DataFrame, parts: pl.DataFrame, policy: Policy) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The counts of `long_counts` and their parts, with the small rests of a percentage's month besides (side `rest`).

    Whoever reads 96 of 98 reads that 2 are missing; whoever reads about 95 of about 100, and the printed percentage of
    all areas, may find that too. A rest as small as what the policy hides is checked like a hidden count. Its numerator
    shares a line with it, and is hidden first under a policy that hides more where it must.
    """
    if policy.hidden_to is None:
        return counts, parts
    key = ["measure_id", "area", "period"]
    upper, lower = (counts.filter(is_share(), side=side, role=MONTH) for side in SIDES)
    line = pl.concat_str(pl.lit("rest"), *key, separator="|")
    rests = (
        lower.join(upper.select(*key, met="count", of_met="claim"), on=key, maintain_order="left")
        .with_columns(of_all="claim", claim=pl.format("{} rest", "claim"), side=pl.lit("rest"))
        .with_columns(count=pl.col("count") - pl.col("met"), lines=pl.concat_list(line))
        .with_columns(role=pl.lit(REST), marker=pl.lit(None, pl.String))
        .filter(pl.col("count").is_between(1, policy.hidden_to))
    )
    signs = {"of_all": 1, "of_met": -1}
    of_rests = [
        parts.join(rests.select(rest="claim", claim=of), on="claim", maintain_order="left")
        .with_columns(coefficient=pl.col("coefficient") * sign)
        .drop("claim")
        .rename({"rest": "claim"})
        .select(parts.columns)
        for of, sign in signs.items()
    ]
    told = pl.col("claim").is_in(rests["of_met"].implode())
    marked = counts.with_columns(lines=pl.when(told).then(pl.concat_list("lines", line)).otherwise("lines"))
    return pl.concat([marked, rests.select(counts.columns)]), pl.concat([parts, *of_rests])


def _marker(period: str) -> pl.Expr:
    """A snapshot's quarter is its last month, and figures of quarters and years have none."""
    if period == "month":
        return pl.col("marker")
    frequent = {m for m, i in catalogue().indicators.items() if i.frequency.months == 1}
    has_quarter = (pl.col("window") == "month") & pl.col("measure_id").is_in(list(frequent))
    return pl.when(~has_quarter).then(pl.lit("z"))


def parts_of(counts: pl.DataFrame, truths: pl.DataFrame) -> pl.DataFrame:
    """Which localities' counts each count of `long_counts` is the sum of, as PARTS with measure_id, month, place, side.

    One that is not the sum of its localities is an unknown of its own.
    """
    known = counts.drop_nulls("count").select("claim", "measure_id", "month", "area", "period", "side", "count")
    back = pl.when(pl.col("period") == "quarter").then(pl.lit(f"-{SPAN - 1}mo")).otherwise(pl.lit("0mo"))
    spans = pl.date_ranges(pl.col("month").dt.offset_by(back), "month", interval="1mo")
    of_places = (
        known.with_columns(month=spans)
        .explode("month")
        .join(sums_of(truths, known["area"].unique()), on=["measure_id", "month", "area", "side"], how="left")
    )
    adds_up = (pl.col("truth").sum() == pl.col("count").first()) & (pl.col("truth").null_count() == 0)
    fits = of_places.group_by("claim").agg(fits=adds_up).filter("fits")["claim"].implode()
    own = known.filter(~pl.col("claim").is_in(fits)).with_columns(
        place=pl.format("{} ({})", "area", "period"), truth="count"
    )
    return pl.concat([of_places.filter(pl.col("claim").is_in(fits)), own], how="diagonal").select(
        "claim",
        "measure_id",
        "month",
        "place",
        "side",
        "truth",
        part=part_name("place"),
        coefficient=pl.lit(1, pl.Int64),
    )
