"""What changed since last month's cut."""

from __future__ import annotations

from analytics.indicators import since_last_month
from analytics.store import Store
from tests.indicators.test_month_changes import SEPTEMBER


def test_a_change_says_its_figures_and_its_signal(published: Store) -> None:
    frame = since_last_month(published, SEPTEMBER).filter(what="rating this month")
    row = frame.filter(measure_id="cic_iro_casenote_6m").row(0, named=True)
    assert (row["earlier"], row["later"], row["better_or_worse"]) == ("amber", "red", "worse")
    assert (row["earlier_value"], row["later_value"], row["difference"]) == (93.0, 90.0, -3.0)
    assert (row["signal"], row["variation"], row["few"], row["small"]) == (None, "common cause", False, False)
    assert frame.filter(measure_id="initial_visits_s47_2d")["better_or_worse"].item() == "better"


def test_better_and_worse_are_said_of_the_figure_and_never_of_the_rating(published: Store) -> None:
    """Its overall rating fell to red, as it was off tolerance in six months; the figure itself rose by 0.6 points."""
    row = since_last_month(published, SEPTEMBER).filter(
        what="overall rating", measure_id="cic_health_assessment_overall"
    )
    assert row.select("earlier", "later", "difference", "better_or_worse").row(0) == ("amber", "red", 0.6, "better")
