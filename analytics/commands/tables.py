"""The command `table`: exactly what the page of that name shows."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from datetime import date

import polars as pl

from analytics import audits, corporate, explore, headlines, indicators, months, national, screening
from analytics.catalogue import ALL
from analytics.commands.cli_helpers import (
    Commands,
    Stop,
    command,
    known_locality,
    known_measure,
    month,
    print_table,
    printing,
    tell_damage,
)
from analytics.store import Shown, Store, damage, months_held, withheld


def _indicator(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    if asked.measure is None:
        raise Stop("Name the indicator with --measure, for example --measure icpc_15d.")
    series = indicators.series(store, asked.measure, asked.month, asked.locality, asked.shown)
    return series.filter(pl.col("month") <= asked.month).select(
        *indicators.COLUMNS, *indicators.LIMITS, *indicators.UNIT, *indicators.CHART
    )


def _indicators(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    table = indicators.month_table(store, asked.month, asked.locality, asked.shown).select(
        *indicators.COLUMNS, *indicators.UNIT, *indicators.CHANCE
    )
    return table if asked.measure is None else table.filter(pl.col("measure_id") == asked.measure)


def _then_and_now(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    then = asked.then or months.before(asked.month, YEAR)
    if then >= asked.month:
        raise Stop("Name an earlier month with --then, for example --then 2023-09; the later one is --month.")
    return indicators.then_and_now(store, then, asked.month, asked.locality, asked.shown, asked.targets)


def _localities(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    table = indicators.by_place(store, asked.month, asked.shown).select(
        *indicators.PLACE_COLUMNS, *indicators.UNIT, *indicators.LISTED
    )
    for column, wanted in (("measure_id", asked.measure), ("locality", asked.locality)):
        if wanted not in (None, ALL):
            table = table.filter(pl.col(column) == wanted)
    return table


def _of_audits(
    table: Callable[[Store, date, Shown, str], pl.DataFrame],
) -> Callable[[Store, argparse.Namespace], pl.DataFrame]:
    """A table of the Audits page, which counts the audits of one area or of the whole council."""

    def ask(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
        if audits.area_held(store, asked.month, asked.shown, asked.locality) != asked.locality:
            raise Stop(f"No audit is held for {asked.locality} alone. Leave out --locality for the whole council.")
        return table(store, asked.month, asked.shown, asked.locality)

    return ask


def _comments(store: Store, asked: argparse.Namespace) -> pl.DataFrame:
    """The comments that pages show in the month, or all of one indicator up to it, those that were replaced too."""
    if asked.measure is None:
        return indicators.newest_comments(store, asked.locality, asked.month)
    return indicators.comments_held(store, asked.locality, asked.month, asked.measure)


TABLES: dict[str, Callable[[Store, argparse.Namespace], pl.DataFrame]] = {
    "indicators": _indicators,
    "indicator": _indicator,
    "then-and-now": _then_and_now,
    "localities": _localities,
    "compared": lambda store, asked: national.unlike_first(
        national.standpoint(indicators.reported(store, asked.shown)).in_month(asked.month)
    ),
    "headlines": lambda store, asked: headlines.headlines_table(
        headlines.headlines(indicators.headline_figures(store, asked.month, asked.locality, asked.shown))
    ),
    "comments": _comments,
    "red-without-comment": lambda store, asked: indicators.uncommented(store, asked.month, asked.locality, asked.shown),
    "events": lambda store, asked: indicators.events_among(
        store,
        asked.measure and (asked.measure,),
        None if asked.locality == ALL else (asked.locality,),
        date.min,
        asked.month,
    ),
    "audits": _of_audits(audits.by_month),
    "audits-by-legal-status": _of_audits(audits.by_legal_status),
    "audits-by-team": _of_audits(audits.teams.by_team),
    "audits-by-area": _of_audits(audits.practice.by_area),
    "audit-snapshot": _of_audits(audits.snapshot),
    "audit-sample": _of_audits(audits.sample.table),
    "audits-weighted": _of_audits(audits.caseload.weighted_shares),
    "moderation": _of_audits(audits.moderation.by_month),
    "audit-actions": _of_audits(audits.actions.by_month),
    "action-times": _of_audits(audits.completion.times),
    "re-audits": _of_audits(audits.re_audits.audited_again),
    "voices": lambda store, asked: audits.voices.voices(store, asked.month, asked.shown, asked.locality),
    "screening": lambda store, asked: screening.by_area(store, asked.month, asked.shown),
    "screening-by-month": lambda store, asked: screening.by_month(store, asked.month, shown=asked.shown),
    "scorecard": lambda store, asked: corporate.scorecard.measures(store, asked.month, asked.shown),
    "risks": lambda store, asked: corporate.risks.register(store, asked.month, asked.shown),
    "placements": lambda store, asked: corporate.placements.by_month(store, asked.month, asked.shown),
    "budget": lambda store, asked: corporate.budget.lines(store, asked.month, asked.shown),
    "plan": lambda store, asked: corporate.plan.priorities(store, asked.month, asked.shown),
    "questions": lambda store, asked: corporate.questions.register(),
    "saved-questions": lambda store, asked: explore.saved_questions(store),
}
YEAR = 12  # months
WHOLE_COUNCIL = (
    *("compared", "screening", "screening-by-month", "scorecard", "risks", "placements", "budget", "plan", "questions"),
    "saved-questions",
)


def add(commands: Commands[argparse.ArgumentParser]) -> None:
    """Add the command to a parser."""
    table = command(commands, "table", _table, "print the table that a page shows")
    table.add_argument("name", choices=list(TABLES))
    table.add_argument("--month", type=month, help="such as 2024-09; the newest held if not given")
    table.add_argument("--locality", default=ALL)
    table.add_argument("--measure")
    table.add_argument("--then", type=month, help="of then-and-now: the earlier month; a year before if not given")
    table.add_argument("--targets", choices=("then", "now"), default="then", help="of then-and-now: whose rate it")
    versions = ("known", "published")
    table.add_argument("--as", dest="shown", choices=versions, default="known", help="as now, or as first published")
    printing(table)


def _table(store: Store, asked: argparse.Namespace) -> None:
    known_locality(asked.locality)
    known_measure(asked.measure)
    held = indicators.months_to_compare(store) if asked.name == "compared" else months_held(store)
    damaged = damage(store)
    tell_damage(damaged)
    if not held and damaged:
        raise Stop("No other figures are held.")
    if not held:
        raise Stop("The store is empty. Load extracts with `python -m analytics load FILE`, or run `demo`.")
    asked.month = asked.month or held[0]
    if asked.month in withheld(store) and asked.month not in held:
        raise Stop(f"Everything that is held for {months.words(asked.month)} is withheld.")
    if asked.month not in held:
        first, last = months.code(held[-1]), months.code(held[0])
        raise Stop(f"Nothing is held for {months.words(asked.month)}; held are {first} to {last}.")
    if asked.name not in ("indicators", "indicator", "localities", "comments", "events") and asked.measure:
        raise Stop(f"The table {asked.name} is not of one indicator; --measure does not apply to it.")
    if asked.name in WHOLE_COUNCIL and asked.locality != ALL:
        raise Stop(f"The table {asked.name} is for the whole council; --locality does not apply to it.")
    table = TABLES[asked.name](store, asked)
    if table.is_empty():
        print("The table has no row: nothing of it is held for this month, area and version.", file=sys.stderr)
    print_table(table, asked.format)
