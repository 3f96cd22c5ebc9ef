"""Where practice is strong and where it is weak: areas, services, and lists of teams.

Areas and services are pooled over six months. A team stands on the list of

- *good practice* with three or more audits good or better in six months;
- *inadequate practice* with three or more audits inadequate in six months;
- *weak practice* where 40 % or more of its audits of six months are inadequate, or at the lower end of the
  grade for which the audit scale has one.

How long a team has been on a list is the number of months in a row, up to the one chosen, in which it stood there;
months for which not all six are held are not looked at. Of a team with fewer than three audits in three months there
is too little to say.

The lists of teams count audits and test nothing. Which of a list differ from all other teams together by more than
chance is said with it.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits import caseload
from analytics.audits.inclusion import (
    HALF_YEAR,
    WINDOW,
    YEAR,
    against_rest,
    allocated,
    as_now,
    banded,
    drawn_from,
    in_band,
    months_rated,
    rated,
    with_shares,
)
from analytics.audits.schemas import Places, Teams
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.columns import projected
from analytics.store import Shown, Store
from analytics.units import PERCENT

MANY = 3  # audits good or better, or inadequate, that bring a team on a list
WEAK_PERCENT = 40
ENOUGH = 3  # audits in three months; below this there is too little to say
LISTS = {"good": GOOD_OR_BETTER, "poor": INADEQUATE, "weak": "weak"}  # and what is counted for each


def headings() -> dict[str, str]:
    """What each of LISTS is called, in the words of the audit scale."""
    scale = catalogue().scale
    return {
        "good": f"Good practice: three or more {scale.good} in six months",
        "poor": f"{scale.inadequate_row} practice: three or more {scale.inadequate} in six months",
        "weak": f"Weak practice: {PERCENT.as_printed(WEAK_PERCENT)} or more {scale.weak}",
    }


def _weak() -> pl.Expr:
    """Whether an audit is inadequate, or at the lower end of the grade that has one."""
    at_lower_end = pl.lit(catalogue().scale.lower is not None) & (pl.col("lower_end") == "yes")
    return in_band(INADEQUATE) | at_lower_end


@cached_per_version
def by_place(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """Localities, then services, with the audits of the six months to `month` pooled; columns of `Places`. Rows that
    are not split by a place are left out, so the frame is empty where the source says neither."""
    rows = as_now(rated(allocated(store, month, HALF_YEAR, shown, locality)), month)
    parts = [
        with_shares(
            caseload.with_open_cases(
                rows.filter(pl.col(kind) != ALL).group_by(kind).agg(**banded()), store, month, shown, locality, kind
            )
        )
        .with_columns(kind=pl.lit(kind))
        .rename({kind: "place"})
        .sort("place")
        for kind in ("locality", "service")
    ]
    return projected(against_rest(pl.concat(parts), GOOD_OR_BETTER, "kind"), Places)


@cached_per_version
def by_team(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a team that had an audit allocated in the year to `month`, by locality, service and name, with its audits
    of six months; columns of `Teams`. Whether it is on a list is null unless all six months are held."""
    known = as_now(allocated(store, month, YEAR, shown, locality).filter(pl.col("team") != ALL), month)
    if known.is_empty():
        return Teams.create_empty()
    teams = known.group_by("team").agg(pl.col("locality", "service").last(), simulated=pl.col("simulated").any())
    rows = rated(known)
    half = rows.filter(pl.col("month") > months.before(month, HALF_YEAR))
    counted = half.group_by("team").agg(**banded(), weak=_weak().sum().cast(pl.Int64)).drop("simulated")
    recent = rows.filter(pl.col("month") > months.before(month, WINDOW))
    found = teams.join(counted, on="team", how="left").join(
        recent.group_by("team").agg(recent=pl.len().cast(pl.Int64)), on="team", how="left"
    )
    found = found.with_columns(pl.col("audits", "good_or_better", "inadequate", "weak", "recent").fill_null(0))
    found = caseload.with_open_cases(found, store, month, shown, locality, "team")
    found = with_shares(found).with_columns(too_few=pl.col("recent") < ENOUGH)
    for part in LISTS.values():
        found = against_rest(found, part)
    listed = _listed(rows, month, months_rated(store, month, YEAR, shown))
    return projected(found.join(listed, on="team", how="left").sort("locality", "service", "team"), Teams)


def _listed(rows: pl.DataFrame, month: date, held: frozenset[date]) -> pl.DataFrame:
    """Each team's place on the lists: team, then on_, months_on_, added_, removed_ of each list."""
    ends = [months.before(month, back) for back in range(HALF_YEAR + 1)]
    whole = [end for end in ends if all(months.before(end, back) in held for back in range(HALF_YEAR))]
    known = []
    for end in ends:  # a list can only be followed back as far as every month is held
        if end not in whole:
            break
        known.append(_on_lists(rows, end))
    every = rows.select(pl.col("team").unique())
    for name in LISTS:
        every = every.with_columns(**_place(every["team"], known, name))
    return every


def _on_lists(rows: pl.DataFrame, end: date) -> dict[str, set[str]]:
    """The teams on each list in the six months to `end`."""
    window = rows.filter(pl.col("month").is_between(months.before(end, HALF_YEAR - 1), end))
    counted = window.group_by("team").agg(**banded(), weak=_weak().sum())
    weak = pl.col("weak") * 100 >= pl.col("audits") * WEAK_PERCENT
    rules = {"good": pl.col("good_or_better") >= MANY, "poor": pl.col("inadequate") >= MANY, "weak": weak}
    return {name: set(counted.filter(rule)["team"]) for name, rule in rules.items()}


def _place(teams: pl.Series, known: list[dict[str, set[str]]], name: str) -> dict[str, pl.Series]:
    """The columns of one list for the teams; `known` has the lists of the newest month first."""
    rows = []
    for team in teams:
        on = [team in lists[name] for lists in known]
        now, before = [*on, None, None][:2]
        both = now is not None and before is not None
        run = (*on, False).index(False) if on else None
        rows.append((now, run, now and not before if both else None, before and not now if both else None))
    columns = zip(*rows, strict=True)
    types = {"on": pl.Boolean, "months_on": pl.Int64, "added": pl.Boolean, "removed": pl.Boolean}
    return {
        f"{column}_{name}": pl.Series(values, dtype=dtype)
        for (column, dtype), values in zip(types.items(), columns, strict=True)
    }


@cached_by_identity
def list_sentence(teams: pl.DataFrame, name: str) -> str:
    """How many teams are on a list of `by_team`, and who joined and left it."""
    on = teams.filter(f"on_{name}")
    said = formatting.capital(formatting.out_of(on.height, teams.height, "team"))
    if teams[f"added_{name}"].null_count() == teams.height:
        return f"{said}. Whether any joined or left is not known: the months before are not held"
    added, removed = (teams[f"{what}_{name}"].sum() for what in ("added", "removed"))
    long = on.filter(pl.col(f"months_on_{name}") >= HALF_YEAR).height
    stayed = formatting.counted(long, "has", "have")
    return (
        f"{said}. Since the month before, {added} joined the list and {removed} left it. {stayed} been on it for six "
        "months or more"
    )


@cached_by_identity
def list_test_sentence(teams: pl.DataFrame, name: str) -> str:
    """Which teams on a list of `by_team` have more of what it counts than all other teams together, beyond chance."""
    of, part = teams.filter(f"on_{name}"), LISTS[name]
    if of[f"{part}_rest_too_few"].fill_null(True).all():
        return "The list is a count of audits. Its teams have too few to tell them from the others."
    more = pl.col(part) * 100 > pl.col(f"{part}_rest_share") * pl.col("audits")
    named = of.filter(f"{part}_rest_in_list").filter(more)["team"].to_list()
    said = (
        f"More than chance against the other teams: {formatting.joined(named)}."
        if named
        else "None of its teams has more than the others beyond chance."
    )
    return f"The list is a count of audits. {said} {drawn_from(teams, f'{part}_rest')}"


@cached_by_identity
def too_few_sentence(teams: pl.DataFrame) -> str:
    """Of which teams of `by_team` too little is known."""
    few = teams.filter("too_few")["team"].to_list()
    if not few:
        return f"Every team had {ENOUGH} audits or more in the three months."
    had = formatting.capital(formatting.out_of(len(few), teams.height, "team"))
    return f"{had} had fewer than {ENOUGH} audits in the three months: {formatting.joined(few)}."


@cached_by_identity
def places_sentence(places: pl.DataFrame) -> str:
    """From the lowest share good or better of a locality to the highest; of a service if no locality is known."""
    kind = "locality" if "locality" in places["kind"] else "service"
    ordered = places.filter(kind=kind).sort("good_or_better_share", maintain_order=True)
    good = catalogue().scale.good
    shares = ordered.select("good_or_better_share", "place").iter_rows()
    (low, lowest), *high = formatting.ends([(PERCENT.value(share), place) for share, place in shares])
    if ordered.height == 1:
        return f"{lowest}: {low} {good} in six months"
    said = f"{low} {good} in {lowest}"
    said = f"From {said} to {high[0][0]} in {high[0][1]}" if high else said
    said += ", six months together"
    if not ordered["good_or_better_rest_compared"][0]:
        return f"{said}: too few audits to tell them apart"
    differ = ordered.filter("good_or_better_rest_in_list")["place"].to_list()
    if not differ:
        return f"{said}, which could be chance"
    return f"{said}. More than chance against the others: {formatting.joined(differ)}"


@cached_by_identity
def places_comparisons(places: pl.DataFrame) -> str:
    """Of how many comparisons what `places_sentence` names is drawn."""
    of = places.filter(kind="locality" if "locality" in places["kind"] else "service")
    return drawn_from(of, "good_or_better_rest")
