"""Then and now: the indicators of an area in two months side by side.

- **By more than chance**: the counts of the two months are compared as two areas are, by the pooled two-sample z-test,
  and a list names those of which at most about 1 in 20 is there by chance, drawn from all
  indicators that can be tested. With too few to tell, a row stands in no list. The test takes the months for two
  groups without a child in common. Where the same children, or the same months, are counted in both, it is cautious.
- **Interval** of a difference: Newcombe's, from the intervals of the two shares or rates (`intervals.difference`).
- **In cases**: how many more or fewer there are in the later month than the earlier share of them would have been.
- Each month is compared as a month; snapshots are never pooled. A figure of the year so far is compared only with one
  to the same month of another year. Nothing is compared across real and simulated months, nor across figures that are
  pooled from different areas.
- **Ratings** are by the target of their month, or, to compare, by that of the later month for both.
- **Definition**: whether a load between those of the two figures changed what the indicator is.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import ALL
from analytics.columns import case, projected
from analytics.headlines import in_cases
from analytics.indicators.figures import OTHER_PARTS, difference
from analytics.indicators.localities import compared, is_rate
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.rag import rag
from analytics.indicators.schemas import ThenAndNow
from analytics.intervals import difference as interval
from analytics.intervals import listed
from analytics.months import of_month
from analytics.store import Shown, Store, definitions_changed

Targets = Literal["then", "now"]
COULD_BE_CHANCE, TOO_FEW, NOT_TESTED, NOT_COMPARED = "could be chance", "too few to tell", "not tested", "not compared"
_OF_TARGET = ("target", "target_to", "tolerance", "tolerance_percent")
_OF_MONTH = (*_OF_TARGET, *("month", "value", "marker", "numerator", "denominator", "rag", "simulated"))
_BEHIND = ("counts_simulated", "parts_missing", "load_id", "note")


@cached_per_version
def then_and_now(
    store: Store, then: date, now: date, locality: str = ALL, shown: Shown = "known", targets: Targets = "then"
) -> pl.DataFrame:
    """The indicators of an area in an earlier month (columns then_…) and a later one, in the catalogue's order; columns
    of `ThenAndNow`. Empty where either month has no row at all. `targets` says whose target rates the earlier month."""
    rows = figures_by_month(store, locality, shown)
    earlier, later = (rows.filter(of_month(month)) for month in (then, now))
    if targets == "now":
        of_later = later.select("measure_id", *_OF_TARGET)
        earlier = earlier.drop(_OF_TARGET).join(of_later, on="measure_id", maintain_order="left")
        earlier = earlier.with_columns(rag=rag())
    before = earlier.select("measure_id", pl.col(*_OF_MONTH, *_BEHIND).name.prefix("then_"))
    both = later.join(before, on="measure_id", maintain_order="left").with_columns(no_comparison=_why_not(then, now))
    alike = pl.col("no_comparison").is_null()
    both = both.with_columns(difference=pl.when(alike).then(difference("value", "then_value")))
    changed = (
        definitions_changed(store)
        .rename({"load_id": "changed_in"})
        .join(both.select("measure_id", "load_id", "then_load_id"), on="measure_id")
    )
    between = changed.filter(pl.col("changed_in") > pl.col("then_load_id"), pl.col("changed_in") <= pl.col("load_id"))
    found = _tested(both).with_columns(
        definition_changed=pl.col("measure_id").is_in(between["measure_id"].implode()),
        cases=in_cases("difference"),
        simulated=pl.col("simulated") | pl.col("then_simulated"),
        note=pl.when("simulated").then("note").otherwise(pl.when("then_simulated").then("then_note")),
        counts_simulated=pl.col("counts_simulated") | pl.col("then_counts_simulated"),
    )
    return projected(found.with_columns(verdict=_verdict()), ThenAndNow)


def _why_not(then: date, now: date) -> pl.Expr:
    """Why the two figures of a row are not compared; null where they are."""
    to_date = pl.col("window").str.ends_with("_ytd") & (pl.col("month").dt.month() != pl.col("then_month").dt.month())
    return case(
        (pl.col("value").is_null(), f"no figure in {months.words(now)}"),
        (pl.col("then_value").is_null(), f"no figure in {months.words(then)}"),
        (pl.col("month") == pl.col("then_month"), pl.format("both are of the same {}", "period")),
        (pl.col("simulated") != pl.col("then_simulated"), "real and simulated months are not compared"),
        (pl.col("parts_missing") != pl.col("then_parts_missing"), OTHER_PARTS),
        (to_date, "covers the year so far, and the two months are not the same month of a year"),
    )


def _tested(both: pl.DataFrame) -> pl.DataFrame:
    """The rows with low, high, p_value, few, stands, in_list and compared."""
    counts = ("numerator", "denominator")
    known = pl.all_horizontal(pl.col(f"{when}{c}").is_not_null() for when in ("then_", "") for c in counts)
    able = both.filter(known, pl.col("no_comparison").is_null())
    about = able.select("measure_id", "polarity", "kind", "per")
    sides = [
        about.with_columns(able.select(pl.col(f"{when}{c}").alias(c) for c in counts), later=pl.lit(not when))
        for when in ("then_", "")
    ]
    test = compared(pl.concat(sides), "measure_id").filter("later").select("measure_id", "p_value", "few", "stands")
    of_now, of_then = ([pl.col(f"{when}{c}") for c in counts] for when in ("", "then_"))
    low, high = interval(of_now[0], of_now[1], of_then[0], of_then[1], is_rate())
    ends = able.select("measure_id", low=low * pl.col("per"), high=high * pl.col("per"))
    found = test.join(ends, on="measure_id").with_columns(**listed(pl.col("p_value"), ~pl.col("few")))
    tested = pl.col("p_value").is_not_null()
    found = found.with_columns(pl.when(tested).then(c).alias(c) for c in ("few", "low", "high"))
    return both.join(found, on="measure_id", how="left", maintain_order="left")


def _verdict() -> pl.Expr:
    """Better, worse, higher or lower by more than chance, or why that can't be said."""
    return case(
        (pl.col("no_comparison").is_not_null(), NOT_COMPARED),
        (pl.col("p_value").is_null(), NOT_TESTED),
        (pl.col("few"), TOO_FEW),
        (pl.col("in_list"), pl.col("stands")),
        otherwise=COULD_BE_CHANCE,
    )
