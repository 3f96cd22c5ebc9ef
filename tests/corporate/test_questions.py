"""The register of members' questions: what must be asked is there, and what is not answered says why."""

from __future__ import annotations

from analytics.corporate import questions


def test_every_question_is_linked_or_says_why_not() -> None:
    register = questions.register()
    for row in register.iter_rows(named=True):
        assert (row["link"] is None) == (row["answered"] == "no")
        assert row["note"] or row["answered"] == "yes"
        assert row["question"].endswith("?")
    assert register["question_id"].n_unique() == register.height


def test_the_finding_counts_the_answers() -> None:
    register = questions.register()
    counts = [register.filter(answered=answer).height for answer in ("yes", "in part", "no")]
    assert sum(counts) == register.height
    assert questions.finding(register).startswith(f"{counts[0]} of {register.height} questions are answered here")
