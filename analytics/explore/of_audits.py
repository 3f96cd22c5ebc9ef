"""Audits, and the actions that were agreed in them."""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits import actions
from analytics.audits.inclusion import allocated, as_now, in_band, rated, within
from analytics.catalogue import ALL, GOOD_OR_BETTER, INADEQUATE, catalogue
from analytics.explore.counting import EVERY, counted_cells, with_times
from analytics.explore.question import NOTHING, PUBLISHED, YEAR_AGO, Dimension, Measure, Question, Subject, months_of
from analytics.extracts.contracts import ACTION_STATUSES
from analytics.store import Store, action_rows, kinds_held
from analytics.units import PERCENT, Kind, Unit

_AUDITS = Unit(Kind.COUNT, "audits", 0)
_ACTIONS = Unit(Kind.COUNT, "actions", 0)
_LONGEST = 120
MODERATED = {"yes": "moderated", "no": "not moderated"}


def _audit_months(store: Store) -> list[date]:
    if "audits" not in kinds_held(store):
        return []
    newest = months_of(store)
    held = set(allocated(store, newest[0], _LONGEST, "known", ALL)["month"]) if newest else set()
    return [month for month in newest if month in held]


def _grades(*_: object) -> dict[str, str]:
    return {grade: grade for grade in catalogue().scale.grades}


def _areas(store: Store, question: Question) -> dict[str, str]:
    rows = allocated(store, question.month, question.span, question.shown, ALL)
    held = {*rows["locality"], *rows["service"]}
    known = {ALL: catalogue().council}
    for area in catalogue().known_in(question.month):
        names = {area, *catalogue().behind(area), catalogue().area_name(area)}
        if names & held:
            known[area] = catalogue().area_name(area)
    return known


def _of_column(name: str) -> Dimension:
    def held(store: Store, question: Question) -> dict[str, str]:
        rows = allocated(store, question.month, question.span, question.shown, ALL)
        values = [value for value in rows[name].unique().sort() if value not in (ALL, "", "x")]
        return {value: value for value in values}

    return Dimension(name, formatting.capital(name), held)


def _statuses(store: Store, question: Question) -> dict[str, str]:
    rows = allocated(store, question.month, question.span, question.shown, ALL)
    held = set(rows["legal_status"])
    return {code: formatting.capital(code) for code in catalogue().legal_statuses if code in held}


def _times(store: Store, question: Question) -> dict[str, str]:
    return {months.code(m): months.words(m) for m in _audit_months(store) if question.first <= m <= question.month}


def _quarters(store: Store, question: Question) -> dict[str, str]:
    ends = {date(m.year, (m.month - 1) // 3 * 3 + 3, 1) for m in map(months.as_month, _times(store, question)) if m}
    return {months.code(end): f"quarter to {months.words(end)}" for end in sorted(ends)}


def _shared() -> tuple[Dimension, ...]:
    return (
        Dimension("month", "Month", _times),
        Dimension("quarter", "Quarter", _quarters),
        Dimension("area", "Area", _areas),
        _of_column("service"),
        _of_column("team"),
        Dimension("legal_status", "Legal status", _statuses),
        Dimension("rating", "Rating", _grades),
    )


def audit_dimensions(store: Store) -> dict[str, Dimension]:
    """What audits can be split by or narrowed to. Auditors are none of it: who they are is for analysts alone."""
    found = (
        *_shared(),
        Dimension("auditor_rating", "Auditor's rating", _grades),
        Dimension("moderated", "Moderated", lambda *_: MODERATED),
        Dimension("late", "Submitted late", lambda *_: {"yes": "late", "no": "in time"}),
    )
    return {dimension.code: dimension for dimension in found}


def audit_measures(store: Store) -> dict[str, Measure]:
    """What is counted of audits that were completed and rated."""
    scale = catalogue().scale
    found = (
        Measure("audits", "audits", _AUDITS, EVERY),
        Measure(GOOD_OR_BETTER, f"audits {scale.names[GOOD_OR_BETTER]}", PERCENT, in_band(GOOD_OR_BETTER), EVERY),
        Measure(INADEQUATE, f"audits {scale.names[INADEQUATE]}", PERCENT, in_band(INADEQUATE), EVERY),
        Measure("how-many-inadequate", f"number of audits {scale.names[INADEQUATE]}", _AUDITS, in_band(INADEQUATE)),
    )
    return {measure.code: measure for measure in found}


_POLARITY = {GOOD_OR_BETTER: "bigger", INADEQUATE: "smaller", "how-many-inadequate": "smaller", "in-time": "bigger"}


def _in_areas(rows: pl.DataFrame, question: Question) -> pl.DataFrame:
    """The rows with the area that they are counted in; one that lies in two chosen areas is in both of them, side by
    side, and once where areas are not shown."""
    chosen = question.chosen("area")
    if "area" in question.split:
        areas = chosen or tuple(area for area in catalogue().known_in(question.month) if not catalogue().behind(area))
        return pl.concat([within(rows, area).with_columns(area=pl.lit(area)) for area in areas] or [rows.clear()])
    if not chosen:
        return rows.with_columns(area=pl.lit(ALL))
    of_each = [within(rows, area) for area in chosen]
    key = [name for name in ("source", "audit_id", "action_id") if name in rows.columns]
    return pl.concat(of_each).unique(key, maintain_order=True).with_columns(area=pl.lit(ALL))


def audit_cells(store: Store, question: Question) -> pl.DataFrame:
    """The cells of a question about audits; columns of `Cells`."""
    rows = as_now(rated(allocated(store, question.month, question.span, question.shown, ALL)), question.month)
    known = pl.col("auditor_rating").is_in(list(catalogue().scale.grades))
    rows = rows.with_columns(
        moderated=pl.when(known).then(pl.lit("yes")).otherwise(pl.lit("no")), late=pl.col("submitted_late")
    )
    return counted_cells(with_times(_in_areas(rows, question)), question, audit_measures(store), _POLARITY)


def audit_notes(store: Store, question: Question) -> list[str]:
    """What a reader must know of the intervals."""
    return ["Intervals here do not allow for how large the caseload is; those of the Audits page do, where it is held."]


def action_dimensions(store: Store) -> dict[str, Dimension]:
    """What agreed actions can be split by or narrowed to."""
    found = (
        *_shared(),
        Dimension("status", "What became of it", lambda *_: {status: status for status in ACTION_STATUSES}),
        Dimension("kind", "Kind of action", lambda *_: {kind: kind for kind in actions.KINDS}),
    )
    return {dimension.code: dimension for dimension in found}


def action_measures(store: Store) -> dict[str, Measure]:
    """What is counted of actions, by the month of their audit."""
    found = (
        Measure("actions", "agreed actions", _ACTIONS, EVERY),
        Measure("in-time", "actions completed on time", PERCENT, pl.col("status") == "completed on time", EVERY),
        Measure("open", "open actions", _ACTIONS, pl.col("status").is_in(actions.OPEN)),
    )
    return {measure.code: measure for measure in found}


def action_cells(store: Store, question: Question) -> pl.DataFrame:
    """The cells of a question about the agreed actions of audits; columns of `Cells`."""
    audits = as_now(allocated(store, question.month, question.span, question.shown, ALL), question.month)
    columns = ("source", "audit_id", "month", "locality", "service", "team", "legal_status", "rating")
    agreed = action_rows(store, question.month, question.shown).join(audits.select(columns), on=["source", "audit_id"])
    return counted_cells(with_times(_in_areas(agreed, question)), question, action_measures(store), _POLARITY)


AUDITS = Subject(
    "audits",
    "Audits",
    audit_dimensions,
    audit_measures,
    audit_cells,
    rows="month",
    months=_audit_months,
    beside=(NOTHING, YEAR_AGO, PUBLISHED),
    charts=("table", "line", "bar", "heat", "dot", "slope", "calendar"),
    notes=audit_notes,
)
ACTIONS_AGREED = Subject(
    "actions",
    "Agreed actions",
    action_dimensions,
    action_measures,
    action_cells,
    rows="month",
    months=lambda store: _audit_months(store) if "audit_actions" in kinds_held(store) else [],
    beside=(NOTHING, YEAR_AGO),
    charts=("table", "line", "bar", "heat", "calendar"),
    notes=lambda *_: ["Actions are counted in the month of their audit."],
)
