"""What each quarterly paper says first, and what got worse, in a sentence or two."""

from __future__ import annotations

from datetime import date

from analytics.corporate import budget, placements, risks, scorecard
from analytics.store import Shown, Store


def headlines(store: Store, month: date, shown: Shown = "known") -> dict[str, str]:
    """The sentences by the paper's name; papers that are not held are left out."""
    asked = (store, month, shown)
    measures, register = scorecard.measures(*asked), risks.register(*asked)
    by_month, lines = placements.by_month(*asked), budget.lines(*asked)
    said = {}
    if not measures.is_empty():
        said["Scorecard"] = f"{scorecard.finding(measures)}. {' '.join(scorecard.moved_sentences(measures)[:1])}"
    if not register.is_empty():
        said["Risks"] = f"{risks.finding(register)}. {' '.join(risks.moved_sentences(register))}"
    if not by_month.is_empty():
        said["Placements"] = f"{placements.finding(by_month, placements.TOTAL)}."
    if not lines.is_empty():
        said["Budget"] = f"{budget.finding(lines)}."
    return said
