"""The summary of a pack: what got worse, what got better, what is not news, whether work is timely and good, and what
is being done. The page, the PDF, the slides and the Word file all begin with it.

Everything in it comes from publishable frames, and so does what is chosen and in which order: the cards are those that
`home` makes of the headlines, here of the figures that may be published. Where it may not be told of any indicator
whether it changed, the cards are those that are off their target, furthest first by what is published.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import polars as pl

from analytics import formatting, home, months, wording
from analytics.board_packs import narrative
from analytics.board_packs.entries import drawn, figure, window
from analytics.board_packs.model import Action, Picture, Said, Summary
from analytics.board_packs.section_writer import Frames
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.charts.packs import timely_and_good
from analytics.disclosure import AS_PRINTED, FROM_ROUNDED, HIDDEN, PACK_SECTIONS, policies
from analytics.headlines import MONTH_RATING, Headlines, Listed, furthest_first, headlines, rating_step
from analytics.indicators.pipeline import SPARK_MONTHS
from analytics.units import Kind, Unit, rounded

Written = Mapping[str, dict[str, Any]]  # the comments in a pack, by measure_id
_RED = "red"


def summary(
    frames: Frames, at: date, area: str, previous: Mapping[str, pl.DataFrame], previous_named: str
) -> Summary | None:
    """The summary of the frames of a pack; None without indicators. `previous` holds the frames of the pack before, and
    `previous_named` says which it was."""
    if "indicators" not in frames or frames["indicators"].frame.is_empty():
        return None
    frame = frames["indicators"].frame.with_columns(usual=rounded(pl.col("mean")))
    of, written = headlines(frame), _written(frames)
    untold = not of.judged and of.worse.withheld > 0
    cards = home.first(
        _off_target(frame, at, written) if untold else home.of_headlines(of, _lines(frames, at), written)
    )
    timely, good, picture = _timely_and_good(frames, at, area)
    worse, quiet = None, ""
    if untold:
        better = Said(f"What got worse or better can't be said here: the earlier months of {area} are not published.")
    else:
        worse, better = _changed(of.worse, "worse", cards), _changed(of.better, "better", cards)
        quiet = wording.quiet_sentence(frame, of)
    return Summary(
        ratings=wording.rating_sentences(of, at, area)[0].text,
        cards=cards,
        worse=worse,
        better=better,
        since=_since(frame, previous, previous_named),
        quiet=quiet,
        timely=timely,
        good=good,
        picture=picture,
        actions=tuple(_actions(frame, written, at)),
        done=_done(frame, written),
        notes=tuple(_notes(frames, of)),
        month=at,
    )


def _written(frames: Frames) -> Written:
    if "comments" not in frames:
        return {}
    return {row["measure_id"]: row for row in frames["comments"].frame.iter_rows(named=True)}


def _lines(frames: Frames, at: date) -> dict[str, list[float | None]]:
    """Of each indicator the figures of its published months up to this one, None where there is none."""
    span = pl.DataFrame({"month": [months.before(at, back) for back in range(SPARK_MONTHS - 1, -1, -1)]})
    known = frames["indicator-months"].frame.select("measure_id", "month", "value")
    every = known.select("measure_id").unique().join(span, how="cross")
    of = every.join(known, on=["measure_id", "month"], how="left").sort("month").group_by("measure_id").agg("value")
    return dict(of.rows())


def _off_target(frame: pl.DataFrame, at: date, written: Written) -> Iterator[home.Card]:
    """The red ones, of the month or else of three months together, furthest from the target first by what is published:
    by the figure, or by the two counts of a percentage that has too wide a range to be given."""
    of_month = pl.col("rag").eq_missing(_RED)
    red = frame.filter(of_month | pl.col("quarter_rag").eq_missing(_RED)).with_columns(
        pl.when(of_month).then(c).otherwise(f"quarter_{c}").alias(c) for c in ("value", "numerator", "denominator")
    )
    is_share = pl.col("kind") == Kind.PERCENTAGE.value
    of_counts = pl.when(is_share).then(pl.col("per") * pl.col("numerator") / pl.col("denominator"))
    ranked = furthest_first(red.with_columns(value=pl.coalesce("value", of_counts)))["measure_id"].to_list()
    for row in red.iter_rows(named=True):
        unit, about, cases = unit_of(row["measure_id"]), written.get(row["measure_id"]), wording.in_children(row)
        value, whole = row["value"], narrative.is_whole(row)
        if cases and row["basis"] == FROM_ROUNDED:
            cases = f"About {cases}"
        given = value is not None or not cases
        said = _figure(value, HIDDEN, unit, whole) if given else cases.removesuffix(".")
        period = "" if row["rag"] == _RED else f" Three months, {window(at)}."
        yield home.Card(
            home.Places.INDICATOR, row["measure_id"], wording.plain_name(row), "Off target", False, said, _RED,
            f"Target {unit.target(row['target'], row['target_to'])}.{period}", cases if given else "", (),
            "figure" if row["simulated"] else "", home.order(None, len(ranked) - ranked.index(row["measure_id"])),
            wording.comment_line(about, row["month"] or at) if about else "",
        )  # fmt: skip


def _figure(value: float | None, marker: str | None, unit: Unit, whole: bool) -> str:
    why = " to protect children" if value is None and marker == HIDDEN else ""
    return f"{figure(value, marker, unit, whole=whole)}{why}"


def _changed(listed: Listed, way: str, cards: Sequence[home.Card]) -> Said:
    """How many indicators got worse or better by more than chance, and those that no card is of."""
    on_cards = [card.measure_id for card in cards]
    rest = listed.rows.filter(~pl.col("measure_id").is_in(on_cards))
    said = formatting.counted(listed.rows.height, "indicator") if listed.rows.height else "No indicator"
    withheld = f" Of {listed.withheld} more it is withheld." if listed.withheld else ""
    items = [
        f"{wording.plain_name(row)}: {unit_of(row['measure_id']).value(row['value'])}. {wording.usual_and_target(row)}"
        for row in rest.iter_rows(named=True)
    ]
    return Said(f"{said} got {way}, and it is unlikely to be chance.{withheld}", items)


def _since(frame: pl.DataFrame, previous: Mapping[str, pl.DataFrame], named: str) -> Said | None:
    """Which ratings got worse since the pack before, and how many better; None where none can be compared."""
    if "indicators" not in previous:
        return None
    differing, compared = narrative.changed(previous["indicators"], frame)
    if not compared:
        return None
    worse = differing.filter(rating_step("rag", "rag_before") > 0)
    items = [f"{wording.plain_name(r)}: {r['rag_before']} to {r['rag']}" for r in worse.iter_rows(named=True)]
    return Said(narrative.turned(differing, compared, named).text, items)


def _timely_and_good(frames: Frames, at: date, area: str) -> tuple[str, str, Picture | None]:
    """How many indicators of timeliness are on target, the share of audits good or better, and both drawn where both
    are given."""
    every = home.of_timeliness(frames["indicators"].frame)
    rated = every.drop_nulls("rag")
    met, hidden = rated.filter(rag="green").height, every.filter(pl.col("withheld").list.contains(MONTH_RATING)).height
    timely = f"{formatting.capital(formatting.out_of(met, rated.height, 'timeliness indicator'))} on target."
    if rated.is_empty():
        timely = "No timeliness indicator has a rating here."
    if hidden:
        timely += f" The rating of {hidden} more is withheld to protect children."
    if "audits" not in frames:
        return timely, "This pack has no audits.", None
    audits = frames["audits"]
    good = f"{narrative.good_share(audits, window(at))}."
    shares = audits.frame.filter(legal_status=ALL, rating=catalogue().scale.good_row)["share"]
    if rated.is_empty() or not shares.count():
        return timely, good, None
    draw = partial(timely_and_good, met=met, rated=rated.height)
    return timely, good, drawn("timely-and-good", draw, audits, timely, f"{area}. {good}")[0]


def _actions(frame: pl.DataFrame, written: Written, at: date) -> Iterator[Action]:
    for row in frame.filter(pl.col("measure_id").is_in(list(written))).iter_rows(named=True):
        about, unit = written[row["measure_id"]], unit_of(row["measure_id"])
        yield Action(
            row["measure_id"],
            wording.plain_name(row),
            _figure(row["value"], row["value_marker"], unit, narrative.is_whole(row)),
            row["rag"],
            about["comment"],
            about["action"] or "",
            wording.action_state(about),
            wording.signed(about, row["month"] or at),
            wording.comment_paragraph(about, row["month"] or at),
        )


def _done(frame: pl.DataFrame, written: Written) -> str:
    """Of how many red ones there is a comment, and how many actions are open."""
    red = frame.filter(rag=_RED)["measure_id"].to_list()
    commented = len(written.keys() & set(red))
    of_red = formatting.out_of(commented, len(red), "red indicator", verb=("has", "have"))
    said = f"{formatting.capital(of_red)} a comment." if red else "No indicator is red."
    actions = [row["status"] for row in written.values() if row["action"]]
    if not actions:
        return f"{said} No action is recorded in this pack."
    still, done = actions.count("open"), actions.count("done")
    return f"{said} {formatting.counted(still, 'action is', 'actions are')} open, {done} done."


def _notes(frames: Frames, of: Headlines) -> Iterator[str]:
    """Why it is not said how many children, and how small numbers are protected, once for the whole pack."""
    printed = frames["indicators"].frame.filter(basis=AS_PRINTED)
    if of.how_many.withheld and printed["numerator"].null_count():
        yield "Published percentages have no counts in this pack, so it is not said how many children they are."
    if protected := [name for name in ("audits", "screening") if name in frames]:
        said = formatting.capital(formatting.joined(protected))
        yield f"{said} are not compared with chance in packs, because their counts are protected."
    for meaning, titles in rules(frames).items():
        yield f"To protect children, in {formatting.joined(titles)}: {formatting.within_sentence(meaning)}"


def rules(frames: Frames) -> dict[str, list[str]]:
    """How small numbers are protected, each rule in words with the titles of the sections that it holds for."""
    known, found = policies(), dict[str, list[str]]()
    for section in PACK_SECTIONS.values():
        for meaning in {
            known[frames[f].policy].meaning for f in section.frames if f in frames and frames[f].policy in known
        }:
            found.setdefault(meaning, []).append(formatting.within_sentence(section.title))
    return found
