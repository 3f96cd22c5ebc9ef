"""What authorities, regions and England reported of the national measures beside the indicators.

- A measure is beside the indicator whose counterpart names it, or that is called so. Where it counts the opposite, the
  figure is taken from 100 and its cases from all.
- Of one measure and period that several files have, one file is taken as a whole: one with values before one without,
  then one with counts, then the newest load, then the statistics before the tool that is made of them. As first
  published: each figure as the first load had it.
- A figure without a value is worked out of its counts, unless a marker says why there is none. The denominator of a
  rate that has none is the population of its age group in the middle of the year before, where that is held of the
  authorities.
- National figures of months are no comparators: from them follows the season of an indicator whose counterpart names
  them for it.
- Neighbours, region and country: from what they reported follow the figures of others beside the authority's own. Mean,
  median, lowest and highest are without weights; of fewer than three neighbours that reported there is none.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from datetime import date, timedelta

import polars as pl

from analytics import months
from analytics.caching import cached_per_version
from analytics.catalogue import catalogue
from analytics.columns import projected
from analytics.extracts import authorities
from analytics.extracts.authorities import area_codes, area_named, key
from analytics.extracts.dates import as_period
from analytics.extracts.kinds.context import JUDGEMENTS, Comparators, Inspections, NationalFigures
from analytics.extracts.national import PUBLISHERS, TOOL, is_age_group
from analytics.formatting import possessive, within_sentence
from analytics.indicators.comparators import NEIGHBOURS, STATISTICS, beside
from analytics.indicators.schemas import AUTHORITY, COUNTRY, REGION, Reported
from analytics.indicators.season import NATIONAL
from analytics.percent import from_tenths, tenths
from analytics.store import DamagedFile, Shown, Store, all_rows, first_rows, months_held
from analytics.units import Kind, quotient, rounded

FEWEST_REPORTERS = 3
_LEVELS = {"E92": COUNTRY, "E12": REGION, "E13": REGION}
_FILE = ["national_measure", "period", "load_id", "source"]


@cached_per_version
def reported(store: Store, shown: Shown = "known", *, of_department: bool = False) -> pl.DataFrame:
    """Every figure of the measures that have an indicator: columns of `Reported`, by indicator, period and code, in the
    unit of the indicator. Empty where no national figures are held, and while a file of them is damaged, so that
    everything else is shown; the damage is told on every page. `of_department` leaves out what came under another
    source than the Department's, of which nobody knows whether it was published."""
    with suppress(DamagedFile):
        return projected(_reported(store, shown, of_department), Reported)
    return Reported.create_empty()


@cached_per_version
def _reported(store: Store, shown: Shown = "known", of_department: bool = False) -> pl.DataFrame:
    rows = all_rows(store, NationalFigures.KIND) if shown == "known" else first_rows(store, NationalFigures.KIND)
    if of_department:
        rows = rows.filter(pl.col("source").is_in(list(PUBLISHERS)))
    ends = {words: period.last for words in rows["period"].unique() if (period := as_period(words))}
    rows = rows.with_columns(last=pl.col("period").replace_strict(ends, default=None, return_dtype=pl.Date))
    found = rows.join(_meant(), on="national_measure")
    return _with_areas(_of_one_file(_turned(_with_values(_with_people(found, rows))))).sort("position", "last", "code")


@cached_per_version
def measures_reported(store: Store) -> tuple[str, ...]:
    """The measure_id of each indicator of which others' figures are held, in the catalogue's order."""
    return tuple(reported(store)["measure_id"].unique(maintain_order=True))


@cached_per_version
def others(store: Store) -> pl.DataFrame:
    """The figures of others to set beside the authority's own: the extracts of `comparators` that are held, and what
    follows from what the authority's neighbours, its region, the country and it itself reported; of these none while a
    file of national figures is damaged. Columns of the rows of `comparators` that the store hands out."""
    held = all_rows(store, Comparators.KIND)
    try:
        rows = _reported(store)
    except DamagedFile:
        return held
    known = ["measure_id", "period", "cut", "source", "load_id"]
    of_neighbours = (
        rows.filter(pl.col("code").is_in(neighbour_codes()))
        .group_by(known, maintain_order=True)
        .agg(
            pl.col("simulated").any(),
            pl.col("value").mean().alias("mean"),
            pl.col("value").median().alias("median"),
            pl.col("value").min().alias("lowest"),
            pl.col("value").max().alias("highest"),
            reporters=pl.col("value").count().cast(pl.Int64),
        )
        .unpivot(on=STATISTICS, index=[*known, "simulated", "reporters"], variable_name="statistic")
        .with_columns(
            comparator=pl.lit(NEIGHBOURS),
            value=pl.when(pl.col("reporters") >= FEWEST_REPORTERS).then(from_tenths(tenths(pl.col("value")))),
        )
    )
    who = {code: area_named(code).name for code in rows["code"].unique()}
    single = {code: name for code, name in who.items() if code in _beside_codes()} | {own_code(): catalogue().council}
    alone = rows.filter(pl.col("code").is_in(list(single))).with_columns(
        comparator=pl.col("code").replace_strict(single, return_dtype=pl.String),
        statistic=pl.lit("value"),
        value=from_tenths(tenths(pl.col("value"))),
        reporters=pl.lit(None, pl.Int64),
    )
    return pl.concat([held, *(part.select(held.columns) for part in (of_neighbours, alone))])


@cached_per_version
def peers(store: Store, measure_id: str, month: date) -> pl.DataFrame:
    """The figures of others to set beside one measure in a month: its rows of `beside`."""
    return beside(others(store), month).filter(measure_id=measure_id)


@cached_per_version
def monthly(store: Store) -> pl.DataFrame:
    """The monthly figures of the authority, its region and the country that counterparts name for the season of an
    indicator, none of them simulated: columns of `season.NATIONAL`, by indicator, rank and month.

    None while a file of them is damaged, so that figures are shown all the same; the damage is told on every page.
    """
    measures = {m: of.season_measure for m, of in catalogue().counterparts.items() if of.season_measure}
    if measures:
        with suppress(DamagedFile):
            return _monthly(all_rows(store, NationalFigures.KIND), measures)
    return pl.DataFrame(schema=NATIONAL)


def _monthly(rows: pl.DataFrame, measures: Mapping[str, str]) -> pl.DataFrame:
    ranks = {own_code(): 1, **dict.fromkeys(_beside_codes(), 2), area_codes()[key("England")]: 3}
    known = [(code, rank, possessive(area_named(code).name)) for code, rank in ranks.items() if code]
    areas = pl.DataFrame(known, {"code": pl.String, "rank": pl.Int64, "whose": pl.String}, orient="row")
    named = [(measure_id, measure, within_sentence(measure)) for measure_id, measure in measures.items()]
    wanted = pl.DataFrame(named, dict.fromkeys(("measure_id", "national_measure", "what"), pl.String), orient="row")
    held = rows.filter(~pl.col("simulated")).join(areas, on="code").join(wanted, on="national_measure")
    periods = [(words, period.last) for words in held["period"].unique() if (period := as_period(words))]
    ends = [(words, month) for words, month in periods if words == months.words(month)]
    return (
        _of_one_file(held)
        .join(pl.DataFrame(ends, {"period": pl.String, "month": pl.Date}, orient="row"), on="period")
        .select(
            "measure_id",
            "rank",
            figures=pl.format("{} {}", "whose", "what"),
            publisher=pl.col("source").replace(PUBLISHERS),
            month="month",
            value=pl.coalesce("value", "numerator"),
        )
        .sort("measure_id", "rank", "month")
    )


def months_to_compare(store: Store) -> list[date]:
    """The months that anything is held for, newest first; where that is national figures alone, those in which their
    periods end."""
    return months_held(store) or sorted(reported(store)["last"].unique(), reverse=True)


@cached_per_version
def judged_good(store: Store) -> tuple[str, ...]:
    """The codes of the authorities whose newest inspection that is held judged them good or outstanding."""
    newest = all_rows(store, Inspections.KIND).sort("inspected_on").unique("code", keep="last", maintain_order=True)
    return tuple(newest.filter(pl.col("overall").is_in(JUDGEMENTS[:2]))["code"].sort())


def own_code() -> str:
    """The code of the authority itself; empty if the national statistics do not know it."""
    return authorities.own_code(catalogue().code, catalogue().council)


def neighbour_codes() -> list[str]:
    """The codes of the statistical neighbours, the closest first: those that the catalogue names, else those of the
    Department's model."""
    names = catalogue().neighbours or [neighbour.name for neighbour in authorities.neighbours(own_code())]
    return [code for name in names if (code := area_codes().get(key(name)))]


def _beside_codes() -> set[str]:
    """The codes of the country and of the region that the authority lies in."""
    code = area_codes().get(key(own_code()))
    region = catalogue().region or (area_named(code).region if code else "")
    return {code for name in ("England", region) if (code := area_codes().get(key(name)))}


def _meant() -> pl.DataFrame:
    """Of each indicator the national measure beside it, and what its figures are."""
    known = catalogue()
    rows = []
    for position, (measure_id, indicator) in enumerate(known.indicators.items()):
        other, unit = known.counterparts.get(measure_id), indicator.unit
        of_unit = unit.kind.value, unit.per, unit.decimals, indicator.population
        inverted = other.inverted if other else False
        rows.append((position, measure_id, known.national_measure(measure_id), inverted, *of_unit))
    texts = dict.fromkeys(("measure_id", "national_measure", "kind", "population"), pl.String)
    kinds = {"position": pl.Int64, "inverted": pl.Boolean, "per": pl.Float64, "decimals": pl.Int64, **texts}
    names = ("position", "measure_id", "national_measure", "inverted", "kind", "per", "decimals", "population")
    return pl.DataFrame(rows, schema={name: kinds[name] for name in names}, orient="row")


def _with_people(found: pl.DataFrame, rows: pl.DataFrame) -> pl.DataFrame:
    """The figures with `people`, the population of their age group in the middle of the year before."""
    measures, groups = rows["national_measure"].unique(), found["population"].unique()
    people = [
        rows.filter(national_measure=measure).select("code", "last", people="value", population=pl.lit(group))
        for group in groups
        for measure in measures
        if is_age_group(measure, group)
    ]
    if not people:
        return found.with_columns(people=pl.lit(None, pl.Float64))
    before = pl.concat(people).drop_nulls("people").unique(["code", "last", "population"], keep="last").sort("last")
    return found.sort("last", maintain_order=True).join_asof(
        before, on="last", by=["code", "population"], tolerance=timedelta(days=366), check_sortedness=False
    )


def _with_values(found: pl.DataFrame) -> pl.DataFrame:
    numerator, denominator = pl.col("numerator"), pl.col("denominator")
    of_people = (pl.col("kind") == Kind.RATE.value) & numerator.is_not_null()
    found = found.with_columns(denominator=pl.coalesce(denominator, pl.when(of_people).then("people")))
    divides = pl.col("kind").is_in([kind.value for kind in Kind if kind.divides])
    worked_out = pl.when(divides).then(quotient(numerator, denominator, pl.col("per"))).otherwise(rounded(numerator))
    return found.with_columns(value=pl.coalesce("value", pl.when(pl.col("marker").is_null()).then(worked_out)))


def _turned(found: pl.DataFrame) -> pl.DataFrame:
    """The figures of a measure that counts the opposite, turned the way of the indicator."""
    rest = pl.col("denominator") - pl.col("numerator")
    return found.with_columns(
        value=pl.when("inverted").then((100 - pl.col("value")).round(6)).otherwise("value"),
        numerator=pl.when("inverted").then(rest).otherwise("numerator"),
    )


def _of_one_file(found: pl.DataFrame) -> pl.DataFrame:
    """Of each measure and period the figures of one file."""
    files = found.group_by(_FILE).agg(
        has_values=pl.col("value").is_not_null().any(),
        has_counts=(pl.col("numerator").is_not_null() & pl.col("denominator").is_not_null()).any(),
    )
    best = files.sort(
        "has_values", "has_counts", "load_id", pl.col("source") != TOOL, "source", descending=True
    ).unique(_FILE[:2], keep="first", maintain_order=True)
    return found.join(best, on=_FILE, how="semi", maintain_order="left")


def _with_areas(found: pl.DataFrame) -> pl.DataFrame:
    """The figures with the name, the level and the region of the area."""
    known = [area_named(code) for code in found["code"].unique()]
    rows = [(one.known_as, one.name, _LEVELS.get(one.known_as[:3], AUTHORITY), _region(one.region)) for one in known]
    areas = pl.DataFrame(rows, schema=dict.fromkeys(("code", "name", "level", "region"), pl.String), orient="row")
    return found.join(areas, on="code", maintain_order="left")


def _region(name: str) -> str:
    """A region as its own row of the statistics is called."""
    return area_named(area_codes()[key(name)]).name if name else ""
