"""One authority among all of England, in words, from rows of `national.comparison`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.caching import cached_by_identity
from analytics.catalogue import catalogue, unit_of
from analytics.indicators.comparators import NEIGHBOURS
from analytics.indicators.localities import BEYOND_998
from analytics.national import ABOVE, GOOD_NEIGHBOURS, LIKE, REGION, WITHIN
from analytics.national import NEIGHBOURS as OF_THE_MODEL
from analytics.national.overdispersion import Spread
from analytics.units import Kind
from analytics.wording.phrases import Row

ENGLAND = "England"
LIMITS = {
    Spread.CALIBRATED: "Limits allow for how much authorities differ: about 95 of 100 are between the inner lines, 998 "
    "of 1,000 between the outer ones.",
    Spread.PUBLISHED: "Limits allow for how much authorities differ by Spiegelhalter's estimate, which is narrower.",
    Spread.CHANCE: "Limits allow for chance alone. Authorities differ for other reasons too, so many are outside.",
}


@dataclass(frozen=True)
class Others:
    """The group that an authority is set beside: what it is called, and the median of such a group."""

    name: str

    @property
    def median(self) -> str:
        return "Neighbours' median" if self.name == NEIGHBOURS else f"Median of {self.name}"


def national_group(which: str, row: Row, members: pl.DataFrame) -> Others:
    """What the group of `national.members` is called."""
    good = "neighbours judged good or outstanding"
    named = {OF_THE_MODEL: NEIGHBOURS, GOOD_NEIGHBOURS: good, REGION: f"others in {row['region']}"}
    one = members["name"].to_list() if which not in catalogue().comparison_groups else []
    return Others(named.get(which) or (one[0] if one else which))


def nothing_national(held: pl.DataFrame) -> str:
    """Why nothing can be compared, and what to do; held: `Reported`."""
    if held.is_empty():
        return "No figures of other authorities are loaded. Load the Department's files on the Data page."
    return (
        f"The national figures that are loaded have none of {catalogue().council}. Load the Department's files of its "
        "indicators, or its three-digit code in `council.csv`, on the Data page."
    )


def why_not(row: Row) -> str:
    """Why nothing is said of an authority's position; empty if something is."""
    if row["value"] is None:
        return "no figure"
    if row["not_compared"]:
        return str(row["not_compared"])
    if row["beyond"] is None:
        spread = Kind(row["kind"]).spread
        if not spread:
            return "only the place is known"
        return "no counts published" if not row["judged"] else "its counts are not published"
    return "too few to tell" if row["few"] else ""


def verdict(row: Row) -> str:
    """Whether an authority is unlike all others, or why that can't be told, as a table says it."""
    if why := why_not(row):
        return why
    if row["in_list"]:
        sure = "very unlikely" if row["beyond"] == BEYOND_998 else "unlikely"
        return f"{row['stands']} than other authorities, {sure} to be chance"
    return WITHIN if row["beyond"] == WITHIN else "could be chance"


def place(row: Row) -> str:
    """The place among those that reported, from the better end or the lowest, without its interval."""
    if row["place"] is None:
        return formatting.NONE
    joint = "joint " * bool(row["tied"])
    return f"{joint}{formatting.ordinal(row['place'])} of {row['ranked']}"


def place_range(row: Row, between: str = "{} to {}") -> str:
    """From which place to which it is, chance allowed for; empty where that is not known."""
    if row["place_from"] is None:
        return ""
    ends = [formatting.ordinal(row[end]) for end in ("place_from", "place_to")]
    return ends[0] if ends[0] == ends[1] else between.format(*ends)


def change(row: Row, name: str) -> tuple[str, str]:
    """A change of a row (the column `name`) with its sign, at the decimals of the unit, and whether it is better or
    worse; empty where it is neither."""
    if row[name] is None:
        return formatting.NONE, ""
    unit = unit_of(row["measure_id"])
    rounded = float(unit.rounded(row[name]))
    meaning = formatting.better_or_worse(rounded, row["polarity"])
    return unit.signed(rounded), "" if meaning == "no change" else meaning


def gap(row: Row, against: str = "than at the median") -> str:
    """How many cases more or fewer than at the median of the group; empty where that is not known."""
    if row["gap"] is None:
        return ""
    counted = catalogue().indicators[row["measure_id"]].counted
    if not row["gap"]:
        return "as many as at the median"
    number = abs(row["gap"])
    return f"{number:,} {'more' if row['gap'] > 0 else 'fewer'} {formatting.unit(number, counted)} {against}"


@cached_by_identity
def national_overview(found: pl.DataFrame) -> str:
    """How many indicators of an authority are unlike other authorities, from all its rows of one month."""
    compared = max(found["compared"].to_list(), default=0)
    if not compared:
        return "Whether it is unlike other authorities can't be told for any indicator."
    named, placed = found.filter("in_list"), found["place"].count() - compared
    among = formatting.counted(compared, "indicator")
    rest = f" {formatting.counted(placed, 'more has', 'more have')} a place, but can't be judged." if placed else ""
    if named.is_empty():
        return f"None of {among} with counts is clearly unlike other authorities.{rest}"
    counts = [
        f"{number} {stands}"
        for stands in ("worse", "better", "higher", "lower")
        if (number := named.filter(pl.col("stands") == stands).height)
    ]
    verb = "is" if named.height == 1 else "are"
    return f"{named.height} of {among} with counts {verb} unlike other authorities: {formatting.joined(counts)}.{rest}"


@cached_by_identity
def national_comparisons(found: pl.DataFrame) -> str:
    """Of how many comparisons the list is drawn, and how many chance alone would bring."""
    compared = max(found["compared"].to_list(), default=0)
    few = found.filter(pl.col("few").fill_null(False) & (pl.col("not_compared") == "")).height
    drawn = formatting.drawn_from(compared, few, named=found["in_list"].any())
    return f"{drawn} {formatting.by_chance(compared)}".strip()


def national_sentences(row: Row, group: Others) -> list[str]:
    """All that is said of one indicator: the finding, the place, the change, the group, and what to know of it."""
    said = [_position(row), _placed(row), change_sentence(row), _beside(row, group), *_limits_of(row)]
    return [sentence for sentence in said if sentence]


def _position(row: Row) -> str:
    unit = unit_of(row["measure_id"])
    if row["value"] is None:
        return f"No figure of {row['name']} is published for {_the(row['period'])}."
    said = f"{_made_of(row)}, {row['period_words']}: {verdict(row)}."
    if row["average"] is None:
        return said
    together, low, high = (unit.value(row[name]) for name in ("average", "low_95", "high_95"))
    return f"{said} All authorities together: {together}. An authority of its size usually has {low} to {high}."


def _made_of(row: Row) -> str:
    unit, n, d = unit_of(row["measure_id"]), row["numerator"], row["denominator"]
    value = unit.value(row["value"])
    if n is None or d is None:
        return value
    counted = catalogue().indicators[row["measure_id"]].counted
    if row["kind"] == Kind.PERCENTAGE:
        return f"{value} ({formatting.of(n, d)} {formatting.unit(d, counted)})"
    return f"{value} ({unit.total(n)}{'' if row['kind'] == Kind.MEAN else ' ' + formatting.unit(n, counted)})"


def _placed(row: Row) -> str:
    if row["place"] is None:
        return ""
    end = "the better end" if row["polarity"] in ("bigger", "smaller") else "the lowest"
    between = place_range(row, "between {} and {}")
    how_sure = f" Allowing for chance, it is {between}." if between else ""
    return f"{formatting.capital(place(row))} with a published figure, counted from {end}.{how_sure}"


def _the(period: str) -> str:
    """“the year to March 2024”, “31 March 2024”."""
    return period if period[0].isdigit() else f"the {period}"


def change_sentence(row: Row) -> str:
    """The own change beside that of England and the region, and whether it is unlike those of other authorities. That
    everybody moved alike is never said: where nothing tells a change apart, half of them may have gone the other way.
    """
    if row["change"] is None:
        return ""
    here, since = _moved(row, "change"), row["earlier_period"]
    elsewhere = [
        f"{who} {_moved(row, name)}"
        for who, name in ((ENGLAND, "country_change"), (row.get("region") or "its region", "region_change"))
        if row[name] is not None
    ]
    beside = f"{formatting.joined(elsewhere)}. " if elsewhere else ""
    told = "" if row["not_compared"] else _unlike(row)
    return f"Since {_the(since)} it {here}. {beside}{told}".strip()


def _moved(row: Row, name: str) -> str:
    """Rose or fell by how much, at the decimals of the unit."""
    unit = unit_of(row["measure_id"])
    change = float(unit.rounded(row[name]))
    return f"{'rose' if change > 0 else 'fell'} by {unit.size(change)}" if change else "did not change"


def _side(change: float | None, row: Row) -> int:
    """1 for a rise, −1 for a fall, at the decimals of the unit."""
    rounded = unit_of(row["measure_id"]).rounded(change or 0)
    return (rounded > 0) - (rounded < 0)


def _unlike(row: Row) -> str:
    if row["unlike"] is None:
        why = "Without the counts of both periods it" if Kind(row["kind"]).spread else "It"
        return f"{why} can't be told whether that is more than chance."
    if row["unlike"] == LIKE:
        if row["clear"]:
            return "That is more than chance, but within the usual range of authorities' changes."
        return "That can't be told from what happened elsewhere."
    own, england = _side(row["change"], row), _side(row["country_change"], row)
    if own == 0 or england == -own:
        return "That is unlike elsewhere, and unlikely to be chance."
    more = "more" if (row["unlike"] == ABOVE) == (own > 0) else "less"
    return f"It {'rose' if own > 0 else 'fell'} {more} than elsewhere, and that is unlikely to be chance."


def _beside(row: Row, group: Others) -> str:
    unit = unit_of(row["measure_id"])
    if not row["asked"]:
        return ""
    reported = f"{row['reporters']} of {row['asked']} reported"
    if row["median"] is None:
        return f"{group.name}: {reported}, too few for a median."
    figures = [("mean", "mean"), ("lowest", "lowest"), ("highest", "highest"), ("pooled", "together")]
    rest = ", ".join(f"{name} {unit.value(row[column])}" for column, name in figures if row[column] is not None)
    said = f"{group.median} {unit.value(row['median'])} ({rest}, {reported})."
    return f"{said} {formatting.capital(words)}." if (words := gap(row)) else said


def _limits_of(row: Row) -> list[str]:
    """What must be known of the figures."""
    counterpart = catalogue().counterparts.get(row["measure_id"])
    left_out = formatting.counted(row["silent"], "authority has no counts and is", "authorities have no counts and are")
    return [
        f"{left_out} left out of the limits." if row["silent"] and row["judged"] else "",
        counterpart.difference if counterpart else "",
        "The figures of others are simulated." if row["simulated"] else "",
    ]


def funnel_title(row: Row) -> str:
    """The finding of the funnel."""
    return f"{row['name']}: {verdict(row)}"


@cached_by_identity
def years_title(moved: pl.DataFrame, name: str) -> str:
    """How an authority and England moved between two periods; moved: a row of `national.changes`, or none."""
    if moved.is_empty():
        return f"{name} beside {ENGLAND}, year by year"
    row = moved.row(0, named=True)
    parts = [f"{name} {_moved(row, 'change')}"]
    if row["country_change"] is not None:
        parts.append(f"{ENGLAND} {_moved(row, 'country_change')}")
    return f"From {row['earlier_period']} to {row['period']}: {' and '.join(parts)}"


def national_first(found: pl.DataFrame, month: date) -> str:
    """What the first table shows."""
    number = formatting.counted(found.height, "indicator")
    return (
        f"{number} of {found['name'][0]} beside all authorities for {months.words(month)}, those unlike the others "
        "first. Places count from the better end, or from the lowest where neither is better. Ranges, where known, "
        "allow for chance."
    )
