"""What a pack says in sentences. Each is put together by rule from publishable frames alone, so that no sentence can
tell what a table hides. No cause is named, for none is known here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting, months
from analytics.board_packs.entries import figure
from analytics.board_packs.model import Said
from analytics.catalogue import catalogue, unit_of, units_of
from analytics.corporate import budget, placements, plan, risks, scorecard
from analytics.disclosure import AS_IT_IS, AS_PRINTED, FROM_ROUNDED, Publishable
from analytics.extracts.contracts import PLAN_STATUSES
from analytics.headlines import CHANGED, MISSED, Headlines, Listed, rating_step
from analytics.simulated_label import mark
from analytics.units import PERCENT, Kind
from analytics.wording import by_chance_words, missed_label, not_listed

NAMED = 4  # indicators that one sentence names at most
_ABSENT = ("x", "z")  # markers of what is not there, so that it can't be withheld


def is_whole(row: dict[str, Any]) -> bool:
    """Whether a row's figure is a whole number because it comes from published counts. A mean, money and a score keep
    their decimals."""
    indicator = catalogue().indicators[row["measure_id"]]
    if row["basis"] in (AS_PRINTED, AS_IT_IS) or indicator.parts_counted or not indicator.kind.of_cases:
        return False
    return row["value"] is None or float(row["value"]).is_integer()


def figure_word(frame: pl.DataFrame) -> str:
    """What the figures of a frame are called: percentages, if all are."""
    return "percentage" if (frame["kind"] == Kind.PERCENTAGE.value).all() else "figure"


def of_period(row: dict[str, Any]) -> str:
    """Of which quarter or year a figure is; empty of one of a month."""
    period = catalogue().indicators[row["measure_id"]].frequency.period
    if period == "month":
        return ""
    return period if row["month"] is None else f"{period} to {months.words(row['month'])}"


def real_changes(of: Listed, lead: str, comments: Mapping[str, str]) -> Said:
    """How many indicators got worse (or better, or changed) by more than chance, and the first of them, each with the
    comment on it (by measure_id)."""
    if of.rows.is_empty():
        return Said(f"{lead}: none{_withheld(of)}.")
    said = _named(f"{lead}: {formatting.counted(of.rows.height, 'indicator', 'indicators')}", of)
    return replace(said, below=[comments.get(measure, "") for measure in of.rows["measure_id"][:NAMED]])


def ordinary(of: Headlines) -> Said:
    """How many signals for the worse or better chance alone would bring, how many indicators are within their expected
    range, and what of the others is in no list."""
    said = [
        f"If nothing had changed, chance alone would bring {by_chance_words(of.by_chance)} of "
        f"{formatting.counted(of.judged, 'indicator')} that can be judged better or worse into these lists.",
        f"{formatting.counted(of.usual, 'indicator is', 'indicators are')} within the expected range. A change of "
        "rating among these could be chance.",
    ]
    if of.contradictory:
        have = "has" if of.contradictory == 1 else "have"
        said.append(f"{of.contradictory} more {have} a signal, but the last three months say the opposite.")
    return Said(" ".join(filter(None, [*said, not_listed(of)])))


def furthest(of: Headlines) -> list[Said]:
    """The indicators that miss their target by most, and for how long; nothing if that is withheld."""
    if not of.furthest.rows.is_empty():
        named = of.furthest.rows.head(NAMED)
        counted_in = formatting.joined([unit.many for unit in units_of(named["measure_id"])])
        return [_named(f"Furthest from their target, in {counted_in}", of.furthest)]
    if of.furthest.withheld:
        return []
    rated = of.month_rating.none < of.indicators
    return [Said("No indicator is off its target." if rated else "No indicator is rated, so none is off its target.")]


def most_to_target(of: Listed) -> list[Said]:
    """Of which indicators the most children (or whatever is counted) more or fewer would have met the target; nothing
    if that is not known of any."""
    items = [
        f"{r['name']}: {r['count_to_target']:,} {'fewer' if r['polarity'] == 'smaller' else 'more'}{_of_how_many(r)} "
        f"would have met {unit_of(r['measure_id']).as_printed(r['target'])}"
        for r in of.rows.head(NAMED).iter_rows(named=True)
    ]
    return [Said(f"Furthest from their target, counted{_withheld(of)}:", items)] if items else []


def _of_how_many(row: dict[str, Any]) -> str:
    """Of how many cases a figure is; empty of a count, which is of none."""
    if row["denominator"] is None:
        return ""
    return f" of {formatting.quantity(row['denominator'])} {formatting.unit(row['denominator'], row['counted'])}"


def not_given(of: Headlines) -> list[Said]:
    """Which headlines are withheld for all indicators that have them; nothing if none is."""
    rated = of.overall_rating.red + of.overall_rating.amber + of.overall_rating.green
    whole = {
        "the overall rating": of.overall_rating.withheld and not rated,
        "ratings that moved": of.turned.withheld and not of.turned.compared,
        "changes that are more than chance": of.worse.withheld and not of.judged,
        "the furthest from target": of.furthest.withheld and of.furthest.rows.is_empty(),
        "how long targets have been missed": of.missed.withheld and of.missed.rows.is_empty(),
        "how many more would have met their target": of.how_many.withheld and of.how_many.rows.is_empty(),
    }
    named = [name for name, is_so in whole.items() if is_so]
    return (
        [Said(f"Withheld, as it rests on figures that are not published: {formatting.joined(named)}.")] if named else []
    )


def _withheld(of: Listed) -> str:
    return f"; of {of.withheld} more it is withheld" if of.withheld else ""


def _named(lead: str, of: Listed) -> Said:
    """A lead and the first few indicators of a list."""
    more = ", first of all" if of.ordered else ", such as"
    rows = of.rows.head(NAMED).to_dicts()
    items = [_beside_usual(row) if row["list"] == CHANGED else _against_target(row) for row in rows]
    return Said(f"{lead}{_withheld(of)}{more if of.rows.height > NAMED else ''}:", items)


def too_few(indicators: Publishable, area: str) -> Said:
    """For how many indicators of an area a figure may be given, for the month and for three months."""
    frame = indicators.frame
    month = frame["value"].count()
    quarter = frame["quarter_value"].count()
    absent = frame.filter(pl.col("numerator").is_null(), value_marker="x").height
    rest = f" {formatting.counted(absent, 'indicator has', 'indicators have')} no figure." if absent else ""
    return Said(
        f"The numbers of {area} are small. A {figure_word(frame)} can be given for "
        f"{formatting.out_of(month, frame.height, 'indicator')} for the month, and for {quarter} "
        f"over three months together; for the others the counts are given rounded, or withheld, so that "
        f"nobody can be recognised.{rest}"
    )


def good_share(audits: Publishable, window: str) -> str:
    """The share of audits rated good or better in all, or that it may not be given; without a full stop."""
    scale = catalogue().scale
    good = audits.frame.filter(pl.col("rating") == scale.good_row)
    all_of_them = good.filter(pl.col("legal_status") == "All").to_dicts()
    whole = all_of_them[0] if all_of_them else None
    if whole is None:
        return f"{window}: the audits of these months are not all held"
    if whole["share"] is None:
        few = f"the audits are too few for a share rated {scale.good} to be given"
        return f"{window}: {'no audit was completed' if whole['share_marker'] == 'z' else few}"
    low, high = whole["share_low"], whole["share_high"]
    rounded = ""
    if low is not None and PERCENT.whole(low) != PERCENT.whole(high):
        rounded = f" (between {PERCENT.whole(low)} and {PERCENT.whole(high)}, as counts are rounded)"
    return f"{window}: {PERCENT.whole(whole['share'])} of audits were rated {scale.good}{rounded}"


def good_practice(audits: Publishable, window: str) -> Said:
    """The share of audits rated good or better in all, and how many legal statuses have one that may be given."""
    good = pl.col("rating") == catalogue().scale.good_row
    by_status = audits.frame.filter(good & (pl.col("legal_status") != "All"))
    given, of = by_status["share"].count(), by_status.height
    if not of:
        return Said(f"{good_share(audits, window)}.")
    rest = (
        f"{given} of {of} shares can be given; the others rest on" if given else "no share can be given: each rests on"
    )
    return Said(f"{good_share(audits, window)}. By legal status {rest} too few audits.")


def screened(screening: Publishable) -> Said:
    """Which areas have the largest share of red records, and which the smallest, of those whose share may be given."""
    absent = pl.col("share_marker").is_in(_ABSENT).fill_null(False)
    every = screening.frame.filter(~absent, rag="red")
    red = every.drop_nulls("share").sort("share", maintain_order=True)
    if red.is_empty():
        return Said(f"No area's share of red records {'is held' if every.is_empty() else 'may be given'}.")
    ends = formatting.ends([(PERCENT.as_printed(row["share"]), row["area_name"]) for row in red.iter_rows(named=True)])
    said = " to ".join(f"{share} red ({names})" for share, names in ends)
    said = f"from {said}" if len(ends) > 1 else said
    if red.height == every.height:
        return Said(f"Screened records: {said}.")
    others = formatting.counted(every.height - red.height, "area", "areas")
    return Said(f"Screened records: {said}. Withheld: the shares of {others}.")


def off_target(of: Publishable) -> Said:
    """How many measures of the scorecard are behind target in the newest quarter, and the furthest of them."""
    rows = scorecard.of_quarter(of.frame)
    own = "status" if rows["target"].count() else "compared_status"
    aim = pl.coalesce("target", "compared_target")
    behind = rows.filter(pl.col(own) == scorecard.BEHIND).with_columns(aim=aim, off=(pl.col("value") - aim).abs() / aim)
    furthest = behind.sort("off", descending=True, maintain_order=True).head(NAMED).to_dicts()
    items = [
        f"{r['measure']}: {scorecard.amount(r['value'], r['unit'])}, target {scorecard.amount(r['aim'], r['unit'])}"
        for r in furthest
    ]
    lead = scorecard.finding(of.frame)
    return Said(f"{lead}. Furthest behind, in proportion to the target:" if items else f"{lead}.", items)


def high_risks(of: Publishable) -> list[Said]:
    """Which risks moved in the newest quarter, and which stand at the highest level."""
    rows = risks.current(of.frame)
    high = rows.filter(pl.col("level") == "High").sort("score", descending=True, maintain_order=True).to_dicts()
    found = [Said(f"{risks.finding(of.frame)}.", risks.moved_sentences(of.frame))]
    if high:
        found.append(Said("High now:", [f"{r['risk_id']} ({r['score']}): {r['title']}" for r in high]))
    return found


def placed(of: Publishable) -> Said:
    """The newest number of agency placements that may be given, and that of a year before; in percent where both are
    exact. Of a newer month it says whether its number is withheld or not there."""
    last = of.frame["month"].max()
    assert isinstance(last, date)  # nothing is said of an empty frame
    rows = {r["month"]: r for r in of.frame.filter(pl.col("series") == placements.TOTAL).iter_rows(named=True)}
    hidden = {at for at, r in rows.items() if r["count"] is None and r["count_marker"] not in _ABSENT}
    newest = [at for at, r in rows.items() if r["count"] is not None]
    if not newest:
        of_them = "number of agency placements"
        return Said(f"The {of_them} may not be given." if hidden else f"No {of_them} is held.")
    at = max(newest)
    now, before = rows[at], rows.get(months.before(at, 12))
    said = f"Agency placements in {months.words(at)}: {_counted_about(now)}"
    if now["change"] is not None:
        percent = "" if now["change_percent"] is None else f" ({PERCENT.signed(now['change_percent'])}{PERCENT.symbol})"
        more = "more" if now["change"] > 0 else "fewer"
        moved = f"{abs(now['change']):,} {more} than" if now["change"] else "as many as"
        said += f", {moved} a year before{percent}"
    elif before is not None and before["count"] is not None:
        said += f"; a year before {_counted_about(before)}"
    if at == last:
        return Said(f"{said}.")
    newer = f"None is held for {months.words(last)}"
    withheld = any(month > at for month in hidden)
    return Said(f"{said}. {'The newest number may not be given' if withheld else newer}.")


def _counted_about(row: dict[str, Any]) -> str:
    return f"{'about ' if row['basis'] == FROM_ROUNDED else ''}{row['count']:,}"


def overspent(of: Publishable) -> list[Said]:
    """The total variance in pounds and in percent, and the services with the largest."""
    every = budget.total(of.frame)
    over = budget.services(of.frame).filter(pl.col("total_variance_k") > 0).head(NAMED).to_dicts()
    items = [f"{r['service_area']}: {budget.variance_in_words(r)}" for r in over]
    largest = [Said("Most over budget:", items)] if items else []
    if every is None or every["total_variance_k"] is None:
        return [Said("No total of the budget is held."), *largest]
    said = (
        f"{budget.variance_in_words(every)}: {budget.in_words(every['forecast_outturn_k'])} forecast against "
        f"{budget.in_words(every['full_year_budget_k'])}."
    )
    if (grant := every["variance_dsg_k"]) is not None:
        said += f" {budget.in_words(grant, signed=grant < 0)} of it is the Dedicated Schools Grant."
    return [Said(said), *largest]


def at_risk(of: Publishable) -> Said:
    """How many priorities of the plan are compromised or at risk, and which; what is simulated is marked."""
    rows = plan.current(of.frame).to_dicts()
    items = [
        f"{r['priority_id']} {r['label']}: action {r['action_status'] or 'not known'}, "
        f"impact {r['impact_status'] or 'not known'}"
        for r in rows
        if {r["action_status"], r["impact_status"]} & set(PLAN_STATUSES[2:])
    ]
    return Said(" ".join(filter(None, [f"{plan.finding(of.frame)}.", mark(of.frame)])), items)


def _beside_usual(row: dict[str, Any]) -> str:
    """The figure of what is neither better nor worse, and how far from the usual it is, or from where a run began."""
    side = "above" if row["from_usual"] > 0 else "below"
    of = f"{months.words(row['run_since'])}, in a run" if row["signal"] == "trend" else "the usual"
    return f"{_value(row)}, {unit_of(row['measure_id']).size(row['from_usual'])} {side} {of}"


def _value(row: dict[str, Any]) -> str:
    value = figure(row["value"], row["value_marker"], unit_of(row["measure_id"]), whole=is_whole(row))
    return f"{row['name']}: {value}"


def _against_target(row: dict[str, Any]) -> str:
    unit = unit_of(row["measure_id"])
    target = "no target" if row["target"] is None else f"target {unit.as_printed(row['target'])}"
    of = [row[column] for column in ("measure_id", "missed_months", "missed_since", "missed_always", "earlier_rag")]
    missed = missed_label(*of) if row["missed_months"] and MISSED not in row["withheld"] else ""
    return ", ".join(filter(None, [_value(row), target, missed]))


def changed(before: pl.DataFrame, now: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The indicators whose rating or figure differs between the publishable frames of two packs, and how many have a
    rating in both.

    Columns: measure_id, name, theme, value_before, marker_before, basis_before, rag_before, value, value_marker, basis,
    rag.
    """
    earlier = before.select(
        "measure_id",
        value_before="value",
        marker_before="value_marker",
        basis_before="basis",
        rag_before="rag",
    )
    joined = now.join(earlier, on="measure_id", how="inner", maintain_order="left")
    moved = pl.col("rag").ne_missing(pl.col("rag_before")) | pl.col("value").ne_missing(pl.col("value_before"))
    differing = joined.filter(moved).select(
        *("measure_id", "name", "theme", "value_before", "marker_before", "basis_before", "rag_before"),
        *("value", "value_marker", "basis", "rag"),
    )
    return differing, joined.drop_nulls(["rag", "rag_before"]).height


def turned(differing: pl.DataFrame, compared: int, previous: str) -> Said:
    """How many ratings got worse and better since the previous pack; `compared` is how many both packs have."""
    steps = differing.select(step=rating_step("rag", "rag_before"))["step"].drop_nulls()
    worse, better = steps.filter(steps > 0).len(), steps.filter(steps < 0).len()
    moved = (
        f"the rating this month got worse in {formatting.counted(worse, 'indicator', 'indicators')} "
        f"and better in {better}"
        if compared
        else "no rating can be compared"
    )
    return Said(f"Since the previous pack ({previous}) {moved}; {differing.height} have another figure or rating.")
