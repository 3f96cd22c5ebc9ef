"""Confirming a step change: from a month on, an indicator's control limits in an area are worked out afresh.

A confirmation is an event with its reason, taken in like any extract: checked against the contract, kept as a file
named by its content, live in one ledger transaction, listed in the history, and taken back by undoing its load. See
`noting`.
"""

from __future__ import annotations

from datetime import date

import polars as pl

from analytics import months
from analytics.access import require_analyst
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, catalogue
from analytics.extracts.contracts import LONGEST_NOTE
from analytics.indicators.events import limits_since
from analytics.indicators.noting import record
from analytics.indicators.pipeline import control
from analytics.store import CantChange, Refused, Store

LONGEST_REASON = LONGEST_NOTE


@cached_per_version
def step_months(store: Store, measure_id: str, locality: str = ALL) -> list[date]:
    """The months from which limits can be worked out afresh, newest first.

    Those of the control chart that have a figure and are not the first, and that no recalculation begins with already.
    """
    chart = control(store, date.max, locality).filter(pl.col("value").is_not_null(), measure_id=measure_id)
    begun = limits_since(store, locality).get(measure_id, ())
    return chart.slice(1).filter(~pl.col("month").is_in(begun))["month"].reverse().to_list()


def confirm_step(store: Store, measure_id: str, month: date, reason: str, locality: str = ALL) -> int:
    """Record that limits are worked out afresh from a month on, and why. Returns the load_id; undoing it takes it back.

    Raises NotAllowed for anyone but an analyst, and CantChange where the reason or the month will not do; the message
    says why.
    """
    viewer = require_analyst()
    why = " ".join(reason.split())
    if not why:
        raise CantChange("Say why the limits are recalculated: what changed in the service.")
    if month not in step_months(store, measure_id, locality):
        raise CantChange(_not_from(store, measure_id, locality, month))
    try:
        return record(store, "step-change", measure_id, locality, month, why, viewer, rebase=True)
    except Refused as refused:
        problems = refused.checked[0].refusals["problem"].to_list()
        raise CantChange(f"This can't be recorded: the reason {' It '.join(problems)}") from None


def _not_from(store: Store, measure_id: str, locality: str, month: date) -> str:
    of = f"“{catalogue().indicators[measure_id].name}”, {catalogue().area_name(locality)}"
    if month in limits_since(store, locality).get(measure_id, ()):
        return f"The limits of {of} are recalculated from {months.words(month)} already; `history` lists the load."
    if not (possible := step_months(store, measure_id, locality)):
        return f"The limits of {of} can't be recalculated: there is no control chart of two figures or more."
    return (
        f"The limits of {of} can't be recalculated from {months.words(month)}. Possible are months with a figure after "
        f"the first: {'; '.join(months.runs(possible))}."
    )
