"""Risks: their scores, what moved, and the register as printed."""

from __future__ import annotations

from datetime import date

from analytics.catalogue import Corporate, RiskLevel
from analytics.corporate import risks
from analytics.store import Store
from tests.corporate.rows import held, printed
from tests.westshire import corporate_catalogue

SEPTEMBER = date(2021, 9, 1)


def risk(name: str, score: int, level: str, period: str = "2021-09", where: str = ",") -> str:
    return f"{name},Group,Title of {name},High,25,{period},{level},{score},{where}"


def test_risks_are_ordered_by_score_and_the_square_is_named_only_where_it_is_printed(empty: Store) -> None:
    june = risk("A", 8, "Moderate", "2021-06")
    now = [risk("A", 12, "Moderate"), risk("B", 25, "High"), risk("C", 12, "Moderate", where="3,4")]
    scores = risks.scores(risks.register(held(empty, "risks", june, *now), SEPTEMBER))
    assert scores.select("risk_id", "score", "inherent_score", "previous_score", "square").rows() == [
        ("B", 25, 25, None, None),
        ("A", 12, 25, 8, None),
        ("C", 12, 25, None, "probable × major"),
    ]


def test_what_moved_is_said_with_its_title(empty: Store) -> None:
    june = [risk("A", 8, "Moderate", "2021-06"), risk("B", 16, "High", "2021-06"), risk("C", 5, "Low", "2021-06")]
    now = [risk("A", 12, "Moderate"), risk("B", 6, "Low"), risk("C", 5, "Low")]
    register = risks.register(held(empty, "risks", *june, *now), SEPTEMBER)
    assert risks.finding(register) == (
        "A (8 to 12) went up; B (16 to 6) went down in the quarter to September 2021; "
        "risks now: 2 of 3 Low and 1 of 3 Moderate"
    )
    assert risks.moved_sentences(register) == ["A (8 to 12): Title of A.", "B (16 to 6): Title of B."]


def test_a_level_that_is_not_that_of_its_score_is_told(empty: Store) -> None:
    register = risks.register(held(empty, "risks", risk("A", 12, "High"), risk("B", 13, "High")), SEPTEMBER)
    assert risks.disagreements(register) == ["A, September 2021: printed High, but 12 is Moderate."]


def test_matrix_and_thresholds_are_those_printed() -> None:
    known = corporate_catalogue()
    assert [(c.likelihood, c.impact, c.likelihood_label, c.impact_label, c.score, c.level) for c in known.matrix] == [
        (int(r["likelihood"]), int(r["impact"]), r["likelihood_label"], r["impact_label"], int(r["score"]), r["level"])
        for r in printed("risk_matrix")
    ]
    assert [(level.level, level.least, level.most) for level in known.levels] == [
        (r["level"], int(r["min_score"]), int(r["max_score"])) for r in printed("risk_levels")
    ]
    assert all(known.level(cell.score) == cell.level for cell in known.matrix)


def test_a_score_that_no_threshold_reaches_has_no_level_and_contradicts_nothing() -> None:
    """An authority may have loaded a register and no levels, or levels that stop short."""
    short = Corporate((RiskLevel("Low", 1, 6),), (), {}, {}, ())
    assert [short.level(score) for score in (6, 7)] == ["Low", None]
