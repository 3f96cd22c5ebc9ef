"""Files that were audited again: which audits make a pair, and whether grades moved beyond chance."""

from __future__ import annotations

import pytest

from analytics.audits import re_audits
from analytics.store import Store
from tests.audits.conftest import POOR, WEAK, Holding
from tests.westshire import SEPTEMBER


def counts(store: Store) -> dict[str, int]:
    return re_audits.re_audits(store, SEPTEMBER).row(0, named=True)


def said(store: Store) -> str:
    return re_audits.again_sentence(re_audits.re_audits(store, SEPTEMBER), SEPTEMBER)


def test_a_file_audited_three_times_is_one_pair_of_the_last_two(holding: Holding) -> None:
    """So that no file counts twice in the test."""
    same = {"record_key": "same"}
    store = holding(
        (1, {"month": "2021-01"} | same | POOR), (1, {"month": "2021-05"} | same | WEAK), (1, same),
        (3, {"month": "2021-08"}),
    )  # fmt: skip
    again = re_audits.audited_again(store, SEPTEMBER)
    assert again.select("before", "after", "count", "outcome").rows() == [("Requires Improvement", "Good", 1, "better")]


def test_a_re_audit_may_name_the_earlier_audit_and_needs_no_key_in_common(holding: Holding) -> None:
    """A1-0 names A0-0, and A2-0 names A1-0: of the chain the last two are the pair."""
    store = holding(
        (1, {"month": "2021-01", "re_audit_of": ""} | POOR),
        (1, {"month": "2021-05", "re_audit_of": "A0-0"} | WEAK),
        (1, {"re_audit_of": "A1-0"}),
    )
    assert re_audits.audited_again(store, SEPTEMBER).select("before", "after", "count").rows() == [
        ("Requires Improvement", "Good", 1)
    ]


def test_what_can_not_be_paired_is_counted_with_the_reason(holding: Holding) -> None:
    """Of five re-audits one is a pair; one names an audit that is not held; two follow an audit without a grade, one of
    them returned and one exempt; one is without a grade itself."""
    no_grade = {"rating": "z", "auditor_rating": "z"}
    store = holding(
        (1, {"month": "2021-03", "record_key": "a", "re_audit_of": ""} | POOR), (1, {"record_key": "a"}),
        (1, {"re_audit_of": "Z9"}),
        (1, {"month": "2021-03", "record_key": "b", "status": "below standard"} | no_grade), (1, {"record_key": "b"}),
        (1, {"month": "2021-03", "record_key": "c", "status": "exempt"} | no_grade), (1, {"record_key": "c"}),
        (1, {"month": "2021-03", "record_key": "d"}),
        (1, {"record_key": "d", "status": "below standard"} | no_grade),
    )  # fmt: skip
    row = counts(store)
    assert [row[c] for c in ("again", "paired", "earlier_not_held", "no_grade_before", "no_grade_now")] == [
        5, 1, 1, 2, 1,
    ]  # fmt: skip
    assert "1 because the audit named is not held, or not earlier, 2 because the earlier audit has no" in said(store)


def test_audits_without_a_key_are_not_one_file(holding: Holding) -> None:
    """“x” says that the key is not available."""
    store = holding((5, {"month": "2021-03", "record_key": "x"}), (5, {"record_key": "x"}))
    assert re_audits.re_audits(store, SEPTEMBER).is_empty()
    assert said(store).startswith("No file audited in the year to September 2021 was audited before")


def test_re_audits_that_name_their_audits_need_no_key_at_all(holding: Holding) -> None:
    """Two files, and one that names a later audit."""
    keyless = {"record_key": "x"}
    store = holding(
        (3, keyless | {"month": "2021-03", "re_audit_of": ""} | POOR),
        (1, keyless | {"re_audit_of": "A0-0"}), (1, keyless | {"re_audit_of": "A0-1"} | WEAK),
        (1, keyless | {"month": "2021-02", "re_audit_of": "A0-2"}),
    )  # fmt: skip
    assert [counts(store)[column] for column in ("again", "paired", "better", "earlier_not_held")] == [3, 2, 2, 1]


def test_the_earlier_audit_may_lie_in_another_area(holding: Holding) -> None:
    store = holding(
        (1, {"month": "2021-03", "record_key": "a", "locality": "Ashport"} | POOR), (1, {"record_key": "a"})
    )
    assert re_audits.re_audits(store, SEPTEMBER, "known", "Wexley")["better"].to_list() == [1]
    assert re_audits.re_audits(store, SEPTEMBER, "known", "Ashport").is_empty()


@pytest.mark.parametrize(
    ("better", "weaker", "p", "verdict"),
    [
        (6, 0, 0.03125, "More became better than chance would bring."),  # 2 · ½⁶
        (0, 6, 0.03125, "More became weaker than chance would bring."),
        (8, 2, 0.109375, "That could be chance."),  # 2 · (1 + 10 + 45) / 2¹⁰
        (5, 0, 0.0625, "Too few grades changed to tell"),  # 2 · ½⁵
    ],
)
def test_the_sign_test_worked_by_hand(holding: Holding, better: int, weaker: int, p: float, verdict: str) -> None:
    """Files with the same grade twice, of which there are seven here, change nothing."""
    groups = [
        (1, {"month": month, "record_key": f"{way}{n}"} | grade)
        for way, many, first, second in (("up", better, POOR, {}), ("down", weaker, {}, WEAK), ("same", 7, WEAK, WEAK))
        for n in range(many)
        for month, grade in (("2021-03", first), ("2021-09", second))
    ]
    store = holding(*groups)
    row = counts(store)
    assert (row["better"], row["same"], row["weaker"], row["p_value"]) == (better, 7, weaker, pytest.approx(p))
    assert verdict in said(store)
