"""What every reader knows of the counts of indicators besides what a pack prints of them.

- A numerator lies within its denominator.
- Indicators that are parts of another (`part_of` in the catalogue) have no more cases than it has, in the numerator and
  in the denominator; where the true counts of all its parts add up to it, a reader may take it that they always do.
- A printed percentage of the whole council limits the counts that it was made from: that of a month, and that of a
  quarter of the corporate scorecard, which is pooled from its three months or is the last month's.

A printed percentage is taken as exact to the last decimal that the true counts bear out. It says nothing where they
don't give it.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, corporate_catalogue
from analytics.disclosure.count_statements import BINDING, printed, within
from analytics.disclosure.published import figures
from analytics.percent import tenths
from analytics.store import Store, figures_held

_NAME = "indicators"  # how the names of finest counts begin
SIDES = ("numerator", "denominator")
SPAN = 3  # months of a rolling quarter, and of a quarter of the scorecard
_KEY = ["measure_id", "month"]
NO_PARTS = pl.DataFrame(
    schema={
        "measure_id": pl.String, "month": pl.Date, "place": pl.String, "side": pl.String, "truth": pl.Int64,
        "part": pl.String,
    }
)  # fmt: skip
_SHARES = {"share": pl.String, "measure_id": pl.String, "first": pl.Date, "last": pl.Date, "value": pl.Float64}


def part_name(place: str) -> pl.Expr:
    """The name of a finest count, from measure_id, month, the column of its place, and side."""
    return pl.format(_NAME + "|{}|{}|{}|{}", "measure_id", pl.col("month").dt.to_string("%Y-%m"), place, "side")


def said_of(cells: pl.DataFrame) -> pl.DataFrame:
    """The measures and months of which the cells of packs say something: measure_id, month."""
    found = cells.filter(pl.col("part").str.starts_with(f"{_NAME}|")).select(of=pl.col("part").str.split("|"))
    return (
        found.select(measure_id=pl.col("of").list.get(1), month=pl.col("of").list.get(2).str.to_date("%Y-%m"))
        .unique()
        .sort(_KEY)
    )


@cached_per_version
def place_truths(store: Store, first: date, last: date) -> pl.DataFrame:
    """The localities' true counts from a month to a month: measure_id, month, place, side, truth."""
    rows = figures_held(store, list(catalogue().members(ALL))).filter(
        pl.col("month").is_between(first, last) & pl.col("denominator").is_not_null()
    )
    return rows.select(*_KEY, *SIDES, place="locality").unpivot(
        SIDES, index=[*_KEY, "place"], variable_name="side", value_name="truth"
    )


def family(measure_id: str) -> str:
    """The indicator at the head of those that this one is part of; itself where it is part of none."""
    while above := catalogue().indicators[measure_id].part_of:
        measure_id = above
    return measure_id


def known_besides(
    store: Store, parts: pl.DataFrame, about: pl.DataFrame | None = None, quarters: pl.DataFrame | None = None
) -> pl.DataFrame:
    """What is known of the counts that `parts` name, and of those that are tied to them, as BINDING.

    parts: measure_id, month, place, side, truth, part, one row a finest count that a claim consists of. about: measures
    and months of which something was said earlier. quarters: percentages that are said now, as `of_scorecard` gives
    them; those that have been published are known without.
    """
    shares = pl.concat([_months(), of_scorecard(figures("scorecard")), *([] if quarters is None else [quarters])])
    touched = pl.concat(
        [
            parts.select(_KEY),
            *([] if about is None else [about.select(_KEY)]),
            *([] if quarters is None else [_spans(quarters).select(_KEY)]),
        ]
    )
    if touched.is_empty():
        return pl.DataFrame(schema=BINDING)
    touched = _with_families(touched)
    spans = _spans(shares)
    reaching = spans.join(touched, on=_KEY, how="semi").select("share").unique()
    # A quarter reaches months of which nothing is said here, and their own percentages limit them.
    touched = _with_families(pl.concat([touched, spans.join(reaching, on="share", how="semi").select(_KEY)]))
    first, last = touched["month"].min(), touched["month"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    places = place_truths(store, first, last).join(touched, on=_KEY, how="semi", maintain_order="left")
    columns = [*_KEY, "place", "side", "truth", "part"]
    every = pl.concat([places.with_columns(part=part_name("place")).select(columns), parts.select(columns)])
    every = every.unique(["part", "truth"], maintain_order=True)
    reaching_out = spans.join(touched, on=_KEY, how="anti").select("share").unique()
    known = shares.join(reaching_out, on="share", how="anti").unique("share", maintain_order=True)
    return pl.concat([_within(every), _parts_of(every), _printed(every, known)])


def _with_families(touched: pl.DataFrame) -> pl.DataFrame:
    """The months of measures, and of all that count cases of the same kind."""
    heads = {measure: family(measure) for measure in catalogue().indicators}
    table = pl.DataFrame(list(heads.items()), schema=["measure_id", "head"], orient="row")
    of_heads = touched.join(table, on="measure_id").select("head", "month").unique()
    return of_heads.join(table, on="head").select(_KEY).sort(_KEY)


def _months() -> pl.DataFrame:
    """The printed percentages of months of the whole council: columns of _SHARES."""
    whole = (pl.col("locality") == ALL) & (pl.col("team") == ALL) & (pl.col("breakdown") == ALL)
    rows = figures("indicators").filter(whole & pl.col("value").is_not_null())
    share = pl.format("printed|{}|{}|{}", *_KEY, "value")
    return rows.select("measure_id", "value", share=share, first="month", last="month").select(list(_SHARES)).unique()


def of_scorecard(rows: pl.DataFrame) -> pl.DataFrame:
    """The percentages that rows of the scorecard say of monthly indicators: columns of _SHARES.

    Each is there twice, pooled over the quarter and of its last month, for the paper's basis need not be the
    indicator's own; that which the true counts don't give says nothing.
    """
    names = [(name, counted.measure_id, counted.inverted) for name, counted in corporate_catalogue().counted.items()]
    schema = {"scorecard": pl.String, "measure_id": pl.String, "inverted": pl.Boolean}
    counted = pl.DataFrame(names, schema=schema, orient="row")
    value = pl.when("inverted").then(100 - pl.col("value")).otherwise("value")
    found = (
        rows.filter(unit="%")
        .drop_nulls("value")
        .select("period", "value", scorecard="measure_id")
        .join(counted, on="scorecard")
        .select("measure_id", value=value, last="period")
    )
    of_span = [
        found.with_columns(
            share=pl.format(f"scorecard|{{}}|{{}}|{{}}|{length}", "measure_id", "last", "value"),
            first=pl.col("last").dt.offset_by(f"-{length - 1}mo"),
        )
        for length in (1, SPAN)
    ]
    return pl.concat(of_span).select(list(_SHARES)).unique(maintain_order=True)


def _spans(shares: pl.DataFrame) -> pl.DataFrame:
    """One row a share and month that it covers: share, measure_id, month."""
    ranges = pl.date_ranges("first", "last", interval="1mo").alias("month")
    return shares.select("share", "measure_id", ranges).explode("month")


def _within(every: pl.DataFrame) -> pl.DataFrame:
    sides = every.partition_by("side", as_dict=True)
    if len(sides) < len(SIDES):
        return pl.DataFrame(schema=BINDING)
    upper, lower = (sides[(side,)].select(*_KEY, "place", "part", "truth") for side in SIDES)
    pairs = upper.join(lower, on=[*_KEY, "place"], suffix="_of_whole").filter(
        pl.col("truth") <= pl.col("truth_of_whole")
    )
    return within(pairs.select("part", part_truth="truth", whole="part_of_whole", whole_truth="truth_of_whole"))


def _parts_of(every: pl.DataFrame) -> pl.DataFrame:
    """That an indicator has all cases of its parts, at the same place, in the same month and on the same side."""
    named = [(i.part_of, i.measure_id) for i in catalogue().indicators.values() if i.part_of]
    table = pl.DataFrame(named, schema={"whole": pl.String, "measure_id": pl.String}, orient="row")
    at = ["whole", "month", "place", "side"]
    wholes = every.select(*at[1:], whole="measure_id", whole_part="part", whole_truth="truth")
    members = every.join(table, on="measure_id").join(wholes, on=at)
    own = pl.col("truth").sum().over(*at, "whole_part", "whole_truth")
    complete = pl.len().over(*at, "whole_part", "whole_truth") == pl.col("whole").replace_strict(
        dict(table.group_by("whole").len().rows()), return_dtype=pl.Int64
    )
    members = members.with_columns(rest=pl.col("whole_truth") - own, complete=complete)
    # Where parts share cases after all, each of them lies within the whole by itself.
    together = pl.col("rest") >= 0
    claim = pl.when(together).then(pl.format("{}={} of its parts", "whole_part", "whole_truth"))
    members = members.with_columns(
        claim=claim.otherwise(pl.format("{}={} of {}", "whole_part", "whole_truth", "part")),
        high=pl.when((pl.col("rest") == 0) & pl.col("complete")).then(0),
    ).filter(together | (pl.col("truth") <= pl.col("whole_truth")))
    low = pl.lit(0, pl.Int64)
    whole = members.unique("claim", maintain_order=True).select(
        "claim", pl.lit(1, pl.Int64).alias("coefficient"), low.alias("low"), "high", part="whole_part",
        truth="whole_truth",
    )  # fmt: skip
    each = members.select("claim", "part", "truth", "high", coefficient=pl.lit(-1, pl.Int64), low=low)
    return pl.concat([frame.select(pl.col(c).cast(kind) for c, kind in BINDING.items()) for frame in (whole, each)])


def _printed(every: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """What the percentages say of the localities' counts, of all of them in every month of theirs, and of the whole
    council's own."""
    own = {f"{ALL} (month)": 1, f"{ALL} (quarter)": SPAN}
    spans = _spans(shares)
    rows = spans.join(every, on=_KEY).with_columns(own=pl.col("place").is_in(list(own)))
    of_places = rows.filter(~pl.col("own"))
    length = pl.col("month").n_unique().over("share") == pl.col("share").replace_strict(
        dict(spans.group_by("share").len().rows()), return_dtype=pl.Int64
    )
    whole = (pl.len() == len(catalogue().members(ALL)) * len(SIDES)).over("share", "month")
    of_places = of_places.filter(whole).filter(length)
    ends = shares.select(
        "share", pl.col("last").alias("month"), ((pl.col("last") - pl.col("first")).dt.total_days() // 28).alias("span")
    )
    lengths = pl.col("place").replace_strict({name: n - 1 for name, n in own.items()}, return_dtype=pl.Int64)
    of_whole = rows.filter("own").join(ends, on=["share", "month"]).filter(pl.col("span") == lengths)
    found = []
    for members, name in ((of_places, "places"), (of_whole, "whole")):
        for hundred, units in ((1000, tenths(pl.col("value"))), (100, pl.col("value").cast(pl.Int64))):
            said = shares.filter(pl.col("value") == pl.col("value").round()) if hundred == 100 else shares
            label = pl.format(f"{{}}|{name}|{hundred}", "share")
            units_of = said.select(units.alias("units"), share=label, hundred=pl.lit(hundred, pl.Int64))
            of = members.join(said.select("share"), on="share", how="semi").select(
                "part", "truth", share=label, upper=pl.col("side") == "numerator", lower=pl.col("side") == "denominator"
            )
            found.append(printed(units_of, of))
    return pl.concat(found)
