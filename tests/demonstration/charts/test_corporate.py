"""Charts and tables of the quarterly papers: valid, told in words, and never by colour alone."""

from __future__ import annotations

from analytics import charts, tables
from analytics.corporate import risks, scorecard
from analytics.store import Store
from tests.charts.test_corporate import SEPTEMBER, row


def test_the_matrix_has_25_squares_with_number_word_and_the_risks(published: Store) -> None:
    squares = risks.squares(risks.register(published, SEPTEMBER))
    chart = charts.corporate.risk_matrix(squares, SEPTEMBER, "", "A title", False)
    drawn = {(r["likelihood"], r["impact"]): r for r in chart.spec["layer"][0]["data"]["values"]}
    assert len(drawn) == 25
    assert drawn[5, 5]["head"] == "25\nHigh"
    assert drawn[5, 5]["risks"] == "(SR7.2)"
    assert drawn[4, 3]["risks"] == drawn[3, 4]["risks"] == "SR7.4?\nSR7.5?\nSR7.7?"
    assert "25 (almost certain, critical), High: current none, inherent SR7.2" in chart.alt
    assert "only the score is printed" in chart.caption


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
