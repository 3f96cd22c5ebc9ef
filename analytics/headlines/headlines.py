"""The headlines of a frame of figures: how many have which rating, and the lists, each in its order."""

from __future__ import annotations

from dataclasses import dataclass
from operator import attrgetter

import polars as pl

from analytics.caching import cached_by_identity
from analytics.extracts.contracts import RAG
from analytics.headlines.figures import (
    FURTHEST,
    HOW_MANY,
    MISSED,
    MONTH_RATING,
    ORDER,
    OVERALL_RATING,
    SIGNAL,
    TURNED,
    checked,
)
from analytics.headlines.rules import (
    BETTER,
    CHANGED,
    WATCH,
    WORSE,
    contradictory,
    furthest_first,
    most_to_target,
    rating_step,
    with_lists,
)
from analytics.units import from_steps, in_unit, shortfall

NO_RATING, WITHHELD = "no target or figure", "withheld"
_RATED = {MONTH_RATING: "rag", OVERALL_RATING: "status"}
_OF_LIST = {WORSE: "concerning", BETTER: "improving"}  # the variation of what is on it


@dataclass(frozen=True)
class Ratings:
    """How many indicators have each rating, how many none for want of a target or a figure, and how many have one that
    is withheld."""

    red: int
    amber: int
    green: int
    none: int
    withheld: int


@dataclass(frozen=True)
class Turned:
    """How many moved to a worse and to a better rating of this month, of those that have one (`compared`) in this month
    and in the month before; `withheld` counts those of which that may not be published. Where nothing was compared,
    that none moved is not known."""

    worse: int
    better: int
    compared: int
    withheld: int


@dataclass(frozen=True)
class Listed:
    """Indicators in the order of a headline: rows of the frame. Of `withheld` more it may not be published whether they
    belong here. Where `ordered` is false the order is withheld, and they have that of the catalogue. `small` more have
    a signal of this kind that makes too small a difference to be news."""

    rows: pl.DataFrame
    withheld: int
    ordered: bool = True
    small: int = 0


@dataclass(frozen=True)
class Headlines:
    """Every headline of one area and month.

    judged: how many of those with a better and a worse side could be judged against chance; by_chance: how many signals
    to expect among them if nothing had changed; worse to watch: see `rules`; contradictory: how many have a signal and
    a direction that contradict each other, all of them in watch. Of all indicators, usual: how many are within their
    expected range; small: how many have a signal that makes too small a difference to be news; few: of how many there
    are too few cases to tell. furthest: all on the wrong side of their target, and `short` by how much, in the unit;
    missed: all that miss it, longest first; how_many: all of which a whole number more or fewer would have met it, most
    first.
    """

    indicators: int
    month_rating: Ratings
    overall_rating: Ratings
    turned: Turned
    worse: Listed
    better: Listed
    changed: Listed
    watch: Listed
    judged: int
    contradictory: int
    usual: int
    small: int
    few: int
    by_chance: float
    furthest: Listed
    missed: Listed
    how_many: Listed


@cached_by_identity
def headlines(frame: pl.DataFrame) -> Headlines:
    """The headlines of the rows of one area and month, all of them or those of a theme.

    `frame` has the columns of `Figures`, and may have more; the rows of the lists keep them. Raises what `checked`
    raises.
    """
    frame = with_lists(checked(frame))
    told = frame.filter(~_withheld(SIGNAL))
    one_way = told.filter(pl.col("variation").is_not_null(), pl.col("polarity").is_in(["bigger", "smaller"]))
    off = frame.filter(pl.col("rag").is_in(["amber", "red"]))
    short = frame.with_columns(short=from_steps(shortfall())).filter(pl.col("short") > 0)
    ranked = furthest_first(short.filter(~_withheld(FURTHEST)))
    missed = off.filter((pl.col("missed_months") > 0) & ~_withheld(MISSED))
    return Headlines(
        indicators=frame.height,
        month_rating=_ratings(frame, MONTH_RATING),
        overall_rating=_ratings(frame, OVERALL_RATING),
        turned=_turned(frame),
        worse=_of_list(frame, WORSE),
        better=_of_list(frame, BETTER),
        changed=_of_list(frame, CHANGED),
        watch=_of_list(frame, WATCH),
        judged=one_way.height,
        contradictory=told.filter(contradictory() & ~pl.col("small")).height,
        usual=told.filter(variation="common cause").height,
        small=told.filter("small").height,
        few=told.filter("few").height,
        by_chance=float(one_way["expected_by_chance"].sum()),
        furthest=Listed(ranked, _how_many(frame, FURTHEST)),
        missed=Listed(missed.sort("missed_months", descending=True, maintain_order=True), _how_many(frame, MISSED)),
        how_many=Listed(most_to_target(frame.filter(~_withheld(HOW_MANY))), _how_many(frame, HOW_MANY)),
    )


def _withheld(what: str) -> pl.Expr:
    return pl.col("withheld").list.contains(what)


def _how_many(frame: pl.DataFrame, what: str) -> int:
    return frame.filter(_withheld(what)).height


def _rating(which: str) -> pl.Expr:
    return pl.when(_withheld(which)).then(pl.lit(WITHHELD)).otherwise(pl.col(_RATED[which]).fill_null(NO_RATING))


def _ratings(frame: pl.DataFrame, which: str) -> Ratings:
    found = frame.select(_rating(which).alias("rating"))["rating"].to_list()
    return Ratings(*(found.count(rating) for rating in (*RAG, NO_RATING, WITHHELD)))


def _turned(frame: pl.DataFrame) -> Turned:
    steps = frame.filter(~_withheld(TURNED)).select(step=rating_step())["step"].drop_nulls()
    return Turned(steps.filter(steps > 0).len(), steps.filter(steps < 0).len(), steps.len(), _how_many(frame, TURNED))


def _of_list(frame: pl.DataFrame, which: str) -> Listed:
    told = frame.filter(~_withheld(SIGNAL))
    rows = told.filter(list=which)
    ordered = _how_many(rows, ORDER) == 0
    small = told.filter("small", variation=_OF_LIST.get(which, "")).height
    return Listed(rows.sort("list_order") if ordered else rows, _how_many(frame, SIGNAL), ordered, small)


def ratings_by_theme(frame: pl.DataFrame, which: str) -> pl.DataFrame:
    """How many indicators of each theme have each rating: theme, rating, count; zeros too.

    which: MONTH_RATING or OVERALL_RATING. Themes have the frame's order; ratings are red, amber, green, NO_RATING,
    WITHHELD. `frame` has theme, withheld (unless nothing is) and rag or status.
    """
    if "withheld" not in frame.columns:
        frame = frame.with_columns(withheld=pl.lit([], pl.List(pl.String)))
    every = (
        frame.select("theme")
        .unique(maintain_order=True)
        .join(pl.DataFrame({"rating": [*RAG, NO_RATING, WITHHELD]}), how="cross", maintain_order="left")
    )
    counts = frame.group_by("theme", _rating(which).alias("rating")).agg(count=pl.len().cast(pl.Int64))
    return every.join(counts, on=["theme", "rating"], how="left", maintain_order="left").with_columns(
        pl.col("count").fill_null(0)
    )


def headlines_table(of: Headlines) -> pl.DataFrame:
    """The headlines as rows: headline, what (a rating, or the name of an indicator), measure_id, number and unit.

    The unit is indicators, what differences of the indicator are counted in (of the lists: better than the usual, below
    0 if worse; of CHANGED: above the usual; of FURTHEST: short of the target), months, or what is counted. A number
    that is not known is null.
    """
    rows: list[tuple[str, str, str | None, float | None, str]] = []
    for headline, ratings in ((MONTH_RATING, of.month_rating), (OVERALL_RATING, of.overall_rating)):
        numbers = (ratings.red, ratings.amber, ratings.green, ratings.none, ratings.withheld)
        rows += [
            (headline, what, None, number, "indicators")
            for what, number in zip((*RAG, NO_RATING, WITHHELD), numbers, strict=True)
        ]
    moved = [(which, getattr(of.turned, which) if of.turned.compared else None) for which in ("worse", "better")]
    rows += [(TURNED, which, None, number, "indicators") for which, number in moved]
    differences = in_unit(attrgetter("many"), pl.String)
    for headline, listed, column, unit in (
        (WORSE, of.worse, "better_by", differences),
        (BETTER, of.better, "better_by", differences),
        (CHANGED, of.changed, "from_usual", differences),
        (WATCH, of.watch, "better_by", differences),
        (FURTHEST, of.furthest, "short", differences),
        (MISSED, of.missed, "missed_months", pl.lit("months")),
        (HOW_MANY, of.how_many, "count_to_target", pl.col("counted")),
    ):
        rows += listed.rows.select(pl.lit(headline), "name", "measure_id", column, unit.alias("in")).rows()
    return pl.DataFrame(rows, schema=["headline", "what", "measure_id", "number", "unit"], orient="row")
