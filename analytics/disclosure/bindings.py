"""What every reader knows of the counts of indicators besides what a pack prints of them.

- The numerator of a percentage lies within its denominator.
- Indicators that are parts of another (`part_of` in the catalogue) have no more cases than it has, in the numerator and
  in the denominator; where the true counts of all its parts add up to it, a reader may take it that they always do.
- A printed percentage or rate limits the counts that it was made from: that of a month, of the whole council or an
  area, and that of a quarter of the corporate scorecard, which is pooled from its three months or is the last month's.
  What a rate of a population says, whose size everybody knows, it says of its cases alone. A printed count is itself;
  a printed mean is taken to say of how many it is.
- Two counts that are the same in every area and month that has both are taken to count the same children: a denominator
  that indicators share, or the numerator of one that is the denominator of another.
- What has been published of teams, or of the categories of a breakdown, which add up to their area.
- An area's count is the sum of the counts of the areas that stand behind it in the month, where it is: the whole of
  its parts, an area of the areas within it, and before it came into force of those that it took the place of.

A printed percentage is taken as exact to the last decimal that the true counts bear out. What they don't give says
nothing.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache

import polars as pl

from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue, corporate_catalogue
from analytics.disclosure.count_statements import BINDING, printed, readings, within
from analytics.disclosure.kinds import (
    SIDES,
    counts,
    how_many_sides,
    is_count,
    is_mean,
    is_share,
    of_people,
    whole,
)
from analytics.disclosure.published import figures
from analytics.indicators.kinds import adds, with_meaning, with_population
from analytics.store import Store, figures_held, split_rows
from analytics.units import PERCENT_OF

NAME = "indicators"  # how the names of finest counts begin
YEAR = 12
SPAN = 3  # months of a rolling quarter, and of a quarter of the scorecard
_KEY = ["measure_id", "month"]
NO_PARTS = pl.DataFrame(
    schema={
        "measure_id": pl.String, "month": pl.Date, "place": pl.String, "side": pl.String, "truth": pl.Int64,
        "part": pl.String,
    }
)  # fmt: skip
_SHARES = ["share", "measure_id", "area", "first", "last", "value", "per"]


def part_name(place: str) -> pl.Expr:
    """The name of a finest count, from measure_id, month, the column of its place, and side."""
    return pl.format(NAME + "|{}|{}|{}|{}", "measure_id", pl.col("month").dt.to_string("%Y-%m"), place, "side")


def said_of(cells: pl.DataFrame) -> pl.DataFrame:
    """The measures and months of which the cells of packs say something: measure_id, month."""
    found = cells.filter(pl.col("part").str.starts_with(f"{NAME}|")).select(of=pl.col("part").str.split("|"))
    return (
        found.select(measure_id=pl.col("of").list.get(1), month=pl.col("of").list.get(2).str.to_date("%Y-%m"))
        .unique()
        .sort(_KEY)
    )


@cached_per_version
def place_truths(store: Store, first: date, last: date) -> pl.DataFrame:
    """The true counts of the areas that others are made of, from a month to a month, as the extracts have them:
    measure_id, month, place, side, truth."""
    made_of = {part for area in (ALL, *catalogue().areas) for part in catalogue().behind(area)}
    held = figures_held(store, [area for area in catalogue().areas if area in made_of])
    rows = with_meaning(held.filter(pl.col("month").is_between(first, last)), catalogue())
    truths = rows.select(*_KEY, *SIDES, place="locality").unpivot(
        SIDES, index=[*_KEY, "place"], variable_name="side", value_name="truth"
    )
    counted = pl.any_horizontal(counts(side) & (pl.col("side") == side) for side in SIDES)
    return truths.filter(counted).with_columns(truth=whole(pl.col("truth"))).drop_nulls("truth")


def sums_of(truths: pl.DataFrame, areas: Iterable[str]) -> pl.DataFrame:
    """Of which counts those of some areas are sums: area, and measure_id, month, place, side, truth, one row a place.

    `truths` are those of `place_truths`. A part without a count of its own is the sum of its parts. An area that has no
    parts in a month is its own place; of one whose parts have not all a count, there is nothing.
    """
    at = [*_KEY, "side"]
    held = truths["month"].unique().sort().to_list()

    @cache
    def sums(area: str) -> pl.DataFrame:
        """The places of an area, as the sum of its parts where it has any."""
        parts = [(month, part) for month in held for part in catalogue().members(area, month)]
        table = pl.DataFrame(parts, schema={"month": pl.Date, "member": pl.String}, orient="row")
        own = truths.filter(place=area).join(table, on="month", how="anti", maintain_order="left")
        of = [counted(part).with_columns(member=pl.lit(part)) for part in dict.fromkeys(part for _, part in parts)]
        if not of:
            return own
        found = pl.concat(of).join(table, on=["month", "member"], how="semi", maintain_order="left")
        needed = table.group_by("month").agg(needed=pl.len())
        every = pl.col("member").n_unique().over(at) == pl.col("needed")
        complete = found.join(needed, on="month", maintain_order="left").filter(every).drop("needed", "member")
        return pl.concat([own, complete.unique([*at, "place"], maintain_order=True)])

    def counted(part: str) -> pl.DataFrame:
        """A part by its own counts, or else as the sum of its parts."""
        own = truths.filter(place=part)
        if not catalogue().behind(part):
            return own
        return pl.concat([own, sums(part).join(own, on=at, how="anti", maintain_order="left")])

    found = [sums(area).select(pl.lit(area).alias("area"), *truths.columns) for area in areas]
    return pl.concat(found) if found else truths.clear().with_columns(area=pl.lit(None, pl.String))


def heads() -> dict[str, str]:
    """Of each indicator the one at the head of those that it is part of; itself where it is part of none."""
    above = {measure: indicator.part_of for measure, indicator in catalogue().indicators.items()}
    found = {measure: measure for measure in above}
    while further := {measure: above[head] for measure, head in found.items() if above[head]}:
        found |= further
    return found


def in_year() -> list[str]:
    """The indicators of which each month covers the year so far."""
    return [measure for measure, indicator in catalogue().indicators.items() if indicator.window.resets_in]


def known_besides(
    store: Store, parts: pl.DataFrame, about: pl.DataFrame | None = None, quarters: pl.DataFrame | None = None
) -> pl.DataFrame:
    """What is known of the counts that `parts` name, and of those that are tied to them, as BINDING.

    parts: measure_id, month, place, side, truth, part, one row a finest count that a claim consists of. about: measures
    and months of which something was said earlier. quarters: percentages that are said now, as `of_scorecard` gives
    them; those that have been published are known without.
    """
    shares = pl.concat(
        [_months(store), of_scorecard(figures(store, "scorecard")), *([] if quarters is None else [quarters])]
    )
    touched = pl.concat(
        [
            parts.select(_KEY),
            *([] if about is None else [about.select(_KEY)]),
            *([] if quarters is None else [_spans(quarters).select(_KEY)]),
        ]
    )
    if touched.is_empty():
        return pl.DataFrame(schema=BINDING)
    touched = _with_families(store, touched)
    spans = _spans(shares)
    reaching = spans.join(touched, on=_KEY, how="semi").select("share").unique()
    # A quarter reaches months of which nothing is said here, and their own percentages limit them.
    touched = _with_families(store, pl.concat([touched, spans.join(reaching, on="share", how="semi").select(_KEY)]))
    first, last = touched["month"].min(), touched["month"].max()
    assert isinstance(first, date)
    assert isinstance(last, date)
    places = place_truths(store, first, last).join(touched, on=_KEY, how="semi", maintain_order="left")
    columns = [*_KEY, "place", "side", "truth", "part"]
    places = places.with_columns(part=part_name("place"))
    every = pl.concat([places.select(columns), parts.select(columns)])
    every = every.unique(["part", "truth"], maintain_order=True)
    reaching_out = spans.join(touched, on=_KEY, how="anti").select("share").unique()
    known = shares.join(reaching_out, on="share", how="anti").unique("share", maintain_order=True)
    return pl.concat(
        [
            _within(every),
            _parts_of(every),
            _areas_of(places),
            _printed(every, places, known),
            _printed_rates(store, places),
            _printed_counts(store, places),
            _same(store, places),
            _splits(store, touched),
        ]
    )


def _with_families(store: Store, touched: pl.DataFrame) -> pl.DataFrame:
    """The months of measures, and of all that count cases of the same kind."""
    yearly = touched.filter(pl.col("measure_id").is_in(in_year()))  # months of a year so far limit one another
    of_year = yearly.join(pl.DataFrame({"ahead": range(1 - YEAR, YEAR)}), how="cross").select(
        "measure_id", pl.col("month").dt.offset_by(pl.format("{}mo", "ahead"))
    )  # fmt: skip
    touched = pl.concat([touched.select(_KEY), of_year]).unique(maintain_order=True)
    found = heads()
    for measure, first in same_counts(store).select("measure_id", "of_measure").rows():
        one, other = found[first], found[measure]
        found = {name: one if head == other else head for name, head in found.items()}
    schema = dict.fromkeys(("measure_id", "head"), pl.String)
    table = pl.DataFrame(list(found.items()), schema=schema, orient="row")
    of_heads = touched.join(table, on="measure_id").select("head", "month").unique()
    return of_heads.join(table, on="head").select(_KEY).sort(_KEY)


@cached_per_version
def same_counts(store: Store) -> pl.DataFrame:
    """Counts that are the same wherever both are held: measure_id and side, and of the one that goes before it the
    columns of_measure and of_side. Three areas and months with a case, at least, have to bear it out."""
    every = place_truths(store, date.min, date.max)
    text = pl.format("{}={}", "place", "truth").sort().str.join(";")
    name = pl.format("{}|{}", "measure_id", "side")
    of_months = every.group_by("measure_id", "side", "month").agg(text=text, cases=(pl.col("truth") > 0).sum())
    of_months = of_months.with_columns(name=name)
    pairs = of_months.join(of_months, on="month", suffix="_first").filter(pl.col("name") > pl.col("name_first"))
    alike = pairs.group_by("name", "name_first").agg(
        same=(pl.col("text") == pl.col("text_first")).all(), cases=pl.col("cases").sum()
    )
    found = alike.filter("same", pl.col("cases") >= SPAN).sort("name", "name_first").unique("name", keep="first")
    ends = {
        "measure_id": ("name", 0),
        "side": ("name", 1),
        "of_measure": ("name_first", 0),
        "of_side": ("name_first", 1),
    }
    return found.select(pl.col(of).str.split("|").list.get(at).alias(column) for column, (of, at) in ends.items())


def _same(store: Store, places: pl.DataFrame) -> pl.DataFrame:
    """That counts are the same, as BINDING."""
    first = places.rename({"measure_id": "of_measure", "side": "of_side", "part": "first", "truth": "of_truth"})
    both = places.join(same_counts(store), on=["measure_id", "side"]).join(
        first, on=["of_measure", "of_side", "month", "place"]
    )
    both = both.filter(pl.col("truth") == pl.col("of_truth"))
    ends = {"claim": pl.format("{} is {}", "part", "first"), "low": pl.lit(0), "high": pl.lit(0)}
    one = both.select(part="part", truth="truth", coefficient=pl.lit(1), **ends)
    other = both.select(part="first", truth="of_truth", coefficient=pl.lit(-1), **ends)
    return pl.concat([frame.select(pl.col(c).cast(kind) for c, kind in BINDING.items()) for frame in (one, other)])


def _splits(store: Store, touched: pl.DataFrame) -> pl.DataFrame:
    """What has been published of teams and categories, and that they add up to their area where they do, as BINDING."""
    rows = figures(store, "indicators").filter((pl.col("team") != ALL) | (pl.col("breakdown") != ALL))
    rows = with_meaning(rows.join(touched, on=_KEY, how="semi"), catalogue()).filter(is_share() | is_count())
    if rows.is_empty():
        return pl.DataFrame(schema=BINDING)
    found = []
    for measure, month in rows.select(_KEY).unique(maintain_order=True).rows():
        held = with_meaning(split_rows(store, measure, month, month), catalogue())
        of = held.with_columns(split=pl.when(pl.col("team") != ALL).then(pl.lit(ALL)).otherwise("breakdown"))
        of = of.with_columns(place=_split_name()).unpivot(
            SIDES, index=[*_KEY, "locality", "split", "place"], variable_name="side", value_name="truth"
        )
        of = (
            of.with_columns(truth=whole(pl.col("truth")))
            .drop_nulls("truth")
            .filter(pl.any_horizontal(counts(side) & (pl.col("side") == side) for side in SIDES))
        )
        found.append(of.with_columns(part=part_name("place")))
    parts = pl.concat(found)
    first, last = (getattr(parts["month"], end)() for end in ("min", "max"))
    wholes = sums_of(place_truths(store, first, last), parts["locality"].unique())
    at = [*_KEY, "side"]
    area = wholes.group_by(*at, "area").agg(of_area=pl.col("truth").sum())
    claim = pl.format("{}|{}|{}|{}|{} adds up", "measure_id", "month", "locality", "side", "split")
    each = parts.join(area.rename({"area": "locality"}), on=[*at, "locality"]).with_columns(claim=claim)
    each = each.filter(pl.col("truth").sum().over("claim") == pl.col("of_area"))
    ends = {"low": pl.lit(0, pl.Int64), "high": pl.lit(0, pl.Int64)}
    sums = each.select("claim", *at, "locality").unique(maintain_order=True).join(
        wholes.rename({"area": "locality"}), on=[*at, "locality"]
    )  # fmt: skip
    value = pl.col("value").cast(pl.String).fill_null("")
    share = pl.concat_str(pl.lit("split"), *_KEY, "locality", "team", "breakdown", "category", value, separator="|")
    printed_rows = rows.with_columns(place=_split_name(), share=share)
    of_rows = parts.join(printed_rows.select(*_KEY, "place", "share", "value", *SIDES), on=[*_KEY, "place"])
    of_rows = of_rows.with_columns(
        said=whole(pl.when(pl.col("side") == SIDES[0]).then(SIDES[0]).otherwise(SIDES[1])),
        upper=pl.col("side") == SIDES[0], lower=pl.col("side") == SIDES[1],
    )  # fmt: skip
    shares = of_rows.filter(is_share()).drop_nulls("value").select("share", "value").unique(maintain_order=True)
    exact = of_rows.filter(pl.col("said") == pl.col("truth"))
    every = [
        each.select("claim", "part", "truth", **ends, coefficient=pl.lit(-1, pl.Int64)),
        sums.select("claim", **ends, truth="truth", part=part_name("place"), coefficient=pl.lit(1, pl.Int64)),
        exact.select("part", "truth", claim=pl.format("{}|{}", "share", "side"), low="said", high="said",
                     coefficient=pl.lit(1, pl.Int64)),
        printed(readings(shares), of_rows.select("share", "part", "truth", "upper", "lower")),
        _within(parts.drop("locality", "split")),
    ]  # fmt: skip
    return pl.concat(frame.select(pl.col(c).cast(kind) for c, kind in BINDING.items()) for frame in every)


def _split_name() -> pl.Expr:
    """The place of a team, or of a category of a breakdown, in its area."""
    category = pl.format("{}/{}/{}", "locality", "breakdown", "category")
    return pl.when(pl.col("team") != ALL).then(pl.format("{}/{}", "locality", "team")).otherwise(category)


def _rows(store: Store) -> pl.DataFrame:
    """What has been printed of months, of the whole council or an area and not split further, with what the catalogue
    says of it."""
    rows = figures(store, "indicators").filter(team=ALL, breakdown=ALL)
    known = with_meaning(rows, catalogue()).with_columns(
        printed="numerator", numerator=pl.col("numerator").fill_null(0)
    )
    # Whoever reads a rate knows of how many people, though its row has no cases.
    known = with_population(known, catalogue()).with_columns(numerator="printed").rename({"locality": "area"})
    # The number of a count may stand in either column; `with_meaning` has put it in the numerator.
    value = pl.when(~adds()).then("value")
    return known.select(*_KEY, "area", *SIDES, "per", value=value).unique(maintain_order=True)


def _months(store: Store) -> pl.DataFrame:
    """The printed percentages, and rates of cases, of months: columns of _SHARES."""
    share = pl.format("printed|{}|{}|{}|{}", *_KEY, "area", "value")
    of_cases = is_share() | (counts(SIDES[0]) & counts(SIDES[1]))
    rows = _rows(store).filter(of_cases).drop_nulls("value").with_columns(share=share, first="month", last="month")
    return rows.select(_SHARES).unique(maintain_order=True)


def on_scorecard(rows: pl.DataFrame, of: pl.DataFrame) -> pl.DataFrame:
    """The percentages of rows of the scorecard with what `of` says of their measures (measure_id, inverted and others),
    turned round where they are inverted."""
    found = rows.filter(unit="%").drop_nulls("value").select("measure_id", "period", "value").join(of, on="measure_id")
    value = pl.when("inverted").then((100 - pl.col("value")).round(4)).otherwise("value")
    return found.with_columns(value=value).unique(["measure_id", "period", "value"], maintain_order=True)


def of_scorecard(rows: pl.DataFrame) -> pl.DataFrame:
    """The percentages that rows of the scorecard say of monthly indicators: columns of _SHARES.

    Each is there twice, pooled over the quarter and of its last month, for the paper's basis need not be the
    indicator's own.
    """
    names = [(name, counted.measure_id, counted.inverted) for name, counted in corporate_catalogue().counted.items()]
    schema = {"measure_id": pl.String, "of": pl.String, "inverted": pl.Boolean}
    found = on_scorecard(rows, pl.DataFrame(names, schema=schema, orient="row"))
    of_span = [
        found.select(
            pl.format(f"scorecard|{{}}|{{}}|{{}}|{length}", "of", "period", "value").alias("share"),
            pl.col("period").dt.offset_by(f"-{length - 1}mo").alias("first"),
            measure_id="of",
            area=pl.lit(ALL),
            last="period",
            value="value",
            per=pl.lit(PERCENT_OF),
        )
        for length in (1, SPAN)
    ]
    return pl.concat(of_span).filter(is_share()).select(_SHARES)


def _spans(shares: pl.DataFrame) -> pl.DataFrame:
    """One row a share and month that it covers: share, measure_id, month."""
    ranges = pl.date_ranges("first", "last", interval="1mo").alias("month")
    return shares.select("share", "measure_id", "area", ranges).explode("month")


def _within(every: pl.DataFrame) -> pl.DataFrame:
    sides = every.filter(is_share()).partition_by("side", as_dict=True)
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
    if not named:
        return pl.DataFrame(schema=BINDING)
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


def _areas_of(places: pl.DataFrame) -> pl.DataFrame:
    """That the counts of areas which have parts, and counts of their own, are the sums of those of the parts, where
    they are."""
    made_of = [area for area in places["place"].unique(maintain_order=True) if catalogue().behind(area)]
    own = places.select(*_KEY, "side", area="place", own="part", own_truth="truth")
    of = sums_of(places, made_of).join(own, on=[*_KEY, "side", "area"]).filter(pl.col("place") != pl.col("area"))
    of = of.filter(pl.col("truth").sum().over("own") == pl.col("own_truth"))
    claim, none = pl.format("{} of its areas", "own"), pl.lit(0, pl.Int64)
    ends = {"claim": claim, "low": none, "high": none}
    whole = of.unique("own", maintain_order=True)
    whole = whole.select(part="own", truth="own_truth", coefficient=pl.lit(1, pl.Int64), **ends)
    each = of.select("part", "truth", coefficient=pl.lit(-1, pl.Int64), **ends)
    return pl.concat([frame.select(pl.col(c).cast(kind) for c, kind in BINDING.items()) for frame in (whole, each)])


def _behind(rows: pl.DataFrame, places: pl.DataFrame, name: str) -> pl.DataFrame:
    """The counts that printed figures of areas are sums of: the rows (a name of their own in the column `name`, with
    measure_id, month and area) with place, side, part and truth, where every place of every month is held."""
    found = rows.join(sums_of(places, rows["area"].unique()), on=[*_KEY, "area"])
    needed = rows.group_by(name).agg(needed=how_many_sides().sum())
    there = pl.struct("month", "side").n_unique().over(name)
    return found.join(needed, on=name).filter(there == pl.col("needed"))


def _printed(every: pl.DataFrame, places: pl.DataFrame, shares: pl.DataFrame) -> pl.DataFrame:
    """What the percentages say of the places' counts, of all of them in every month of theirs, and of the area's own
    counts where these are not the sum of its places."""
    period = pl.when(pl.col("first") == pl.col("last")).then(pl.lit("month")).otherwise(pl.lit("quarter"))
    own = shares.with_columns(month="last", place=pl.format("{} ({})", "area", period)).join(every, on=[*_KEY, "place"])
    found = []
    for name, of in (("places", _behind(_spans(shares), places, "share")), ("own", own)):
        share = pl.format(f"{{}}|{name}", "share")
        members = of.select(
            "part", "truth", share=share, upper=pl.col("side") == "numerator", lower=pl.col("side") == "denominator"
        )
        found.append(printed(readings(shares.select("value", "per", share=share)), members))
    return pl.concat(found)


def _printed_rates(store: Store, places: pl.DataFrame) -> pl.DataFrame:
    """What printed rates of a population say of the places' cases, as BINDING, where the true counts bear it out."""
    rows = _rows(store).filter(of_people(), pl.col("denominator") > 0).drop_nulls("value")
    rows = readings(rows.with_columns(share=pl.format("rate|{}|{}|{}|{}", *_KEY, "area", "value")))
    people, hundred = pl.col("denominator"), pl.col("hundred")
    units = (pl.col("value") * hundred / pl.col("per")).round(6).round(0, mode="half_away_from_zero")
    ends = [((2 * units + sign) * people / (2 * hundred)).round(9).ceil().cast(pl.Int64) for sign in (-1, 1)]
    rows = rows.with_columns(
        claim=pl.format("{} in {}", "share", "hundred"), low=pl.max_horizontal(0, ends[0]), high=ends[1] - 1
    )
    of = _behind(rows.select("claim", *_KEY, "area", "low", "high"), places, "claim")
    return _sums(of.filter(pl.col("truth").sum().over("claim").is_between(pl.col("low"), pl.col("high"))))


def _printed_counts(store: Store, places: pl.DataFrame) -> pl.DataFrame:
    """That printed counts are the sums of those of the places, where they are: counts of a month beside a percentage or
    by themselves, those of a mean whether or not they are printed, and those of the scorecard."""
    rows = _rows(store)
    named = pl.format(
        "printed|{}|{}|{}|{}|{}", *_KEY, "area", *(pl.col(side).cast(pl.String).fill_null("") for side in SIDES)
    )
    given = pl.col("value").is_not_null() | pl.col("denominator").is_not_null()
    of_months = [
        _behind(rows.with_columns(claim=named), places, "claim").filter(pl.col("side") == side)
        .with_columns(claim=pl.format(f"{{}}|{side}", "claim"), low=whole(pl.col(side)))
        .with_columns(low=pl.when(is_mean() & given).then(pl.col("truth").sum().over("claim")).otherwise("low"))
        for side in SIDES
    ]  # fmt: skip
    card = _counts_of_scorecard(figures(store, "scorecard"))
    spans = _spans(card).join(card.select("share", low=whole(pl.col("value"))), on="share")
    of_card = _behind(spans.rename({"share": "claim"}), places, "claim")
    of = pl.concat([part.select("claim", "part", "truth", "low") for part in (*of_months, of_card)])
    of = of.filter(pl.col("truth").sum().over("claim") == pl.col("low"))
    return _sums(of.with_columns(high="low"))


def _sums(of: pl.DataFrame) -> pl.DataFrame:
    """Claims about plain sums of counts (claim, part, truth, low, high), as BINDING."""
    one = of.with_columns(coefficient=pl.lit(1, pl.Int64))
    return one.select(pl.col(column).cast(kind) for column, kind in BINDING.items())


def _counts_of_scorecard(rows: pl.DataFrame) -> pl.DataFrame:
    """The numbers that rows of the scorecard say of monthly counts, as `of_scorecard` gives percentages."""
    names = [(name, of.measure_id) for name, of in corporate_catalogue().counted.items()]
    table = pl.DataFrame(names, schema={"measure_id": pl.String, "of": pl.String}, orient="row")
    found = rows.filter(pl.col("unit") != "%").drop_nulls("value").join(table, on="measure_id")
    of_span = [
        found.select(
            pl.format(f"scorecard|{{}}|{{}}|{{}}|{length}", "of", "period", "value").alias("share"),
            pl.col("period").dt.offset_by(f"-{length - 1}mo").alias("first"),
            measure_id="of",
            area=pl.lit(ALL),
            last="period",
            value="value",
        )
        for length in (1, SPAN)
    ]
    return pl.concat(of_span).filter(is_count()).unique("share", maintain_order=True)
