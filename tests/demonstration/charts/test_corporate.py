"""Charts and tables of the quarterly papers: valid, told in words, and never by colour alone."""

from __future__ import annotations

from analytics import charts, tables
from analytics.corporate import risks, scorecard
from analytics.store import Store
from tests.charts.test_corporate import SEPTEMBER, row


def test_each_risk_is_drawn_at_its_score(published: Store) -> None:
    scores = risks.scores(risks.register(published, SEPTEMBER))
    chart = charts.corporate.risk_scores(scores, "", "A title", False)
    drawn = {r["title"][:5]: (r["score"], r["inherent"]) for r in chart.spec["layer"][-2]["data"]["values"]}
    assert drawn == {"SR7.2": (8, 25), "SR7.4": (12, 20), "SR7.5": (12, 16), "SR7.7": (12, 16)}


def test_the_scorecard_table_has_the_basis_beside_each_value(published: Store) -> None:
    frame = scorecard.measures(published, SEPTEMBER)
    table = tables.corporate.scorecard_measures(scorecard.quarterly(frame), "Caption")
    assert table.count('role="rowheader"') == 23
    visits = row(table, "% Initial visits in time")
    for said in ("Latest Quarter", "69.5%", "−9.7", "worse", "85.0%", "■ behind", "none"):
        assert said in visits
    assert "Snapshot" in row(table, "fewer than 3 Social Workers")
    assert "no target printed" in row(table, "fewer than 3 Social Workers")
    yearly = tables.corporate.scorecard_measures(scorecard.yearly(frame), "Caption", yearly=True)
    assert "2018/19" in yearly
    assert "which years: ambiguous" in row(yearly, "SEN/Non-SEN gap")
