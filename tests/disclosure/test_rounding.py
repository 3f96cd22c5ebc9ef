"""What each policy does to a count, and that a percentage or a colour never tells another story than the truth."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.disclosure import policies
from analytics.disclosure.count_statements import COUNTS, QUARTER, STATUS_TOTAL, LeftOut, protected
from analytics.disclosure.rounding import with_colour, with_rate
from analytics.disclosure.section import shown
from analytics.indicators.rag import rag
from analytics.percent import pooled
from tests.kinds import of_kind

NAMES = ["open", "dfe", "nhs", "strict"]
PAIRS = st.integers(0, 400).flatmap(lambda d: st.tuples(st.integers(0, d), st.just(d)))


def counts(*true: int | None, role: str = "month", marker: str | None = None) -> pl.DataFrame:
    rows = [
        {"claim": f"c{n}", "section": "s", "group": "g", "role": role, "count": count, "marker": marker}
        for n, count in enumerate(true)
    ]
    return pl.DataFrame(rows, schema=COUNTS)


def said(policy: str, *true: int | None, **more: Any) -> list[tuple[int | None, str | None, int | None, int | None]]:
    return protected(counts(*true, **more), policies()[policy]).select("published", "marker", "least", "most").rows()


@pytest.mark.parametrize(
    ("policy", "expected"),
    [
        ("open", {n: (n, None, n, n) for n in (0, 1, 5, 6, 7, 8, 12, 13)}),
        (
            "dfe",
            {
                0: (0, None, 0, 0),
                1: (None, "c", 1, 5),
                5: (None, "c", 1, 5),
                6: (6, None, 6, 6),
                13: (13, None, 13, 13),
            },
        ),
        (
            "nhs",
            {
                0: (0, None, 0, 0),
                1: (None, "c", 1, 7),
                5: (None, "c", 1, 7),
                7: (None, "c", 1, 7),
                8: (10, None, 8, 12),
                12: (10, None, 8, 12),
                13: (15, None, 13, 17),
            },
        ),
        (
            "strict",
            {
                0: (None, "c", 0, 7),
                1: (None, "c", 0, 7),
                7: (None, "c", 0, 7),
                8: (10, None, 8, 12),
                13: (15, None, 13, 17),
            },
        ),
    ],
)
def test_each_boundary(policy: str, expected: dict[int, tuple[Any, ...]]) -> None:
    assert dict(zip(expected, said(policy, *expected), strict=True)) == expected


@pytest.mark.parametrize("policy", NAMES)
@given(count=st.integers(0, 300))
def test_what_is_published_fits_exactly_the_counts_published_alike(policy: str, count: int) -> None:
    every = said(policy, *range(320))
    (one,) = said(policy, count)
    alike = [n for n, other in enumerate(every) if other[:2] == one[:2]]
    assert (alike[0], alike[-1]) == one[2:]
    assert len(alike) == alike[-1] - alike[0] + 1


def test_a_missing_count_keeps_its_marker() -> None:
    assert [row[:2] for row in said("nhs", None)] == [(None, "x")]
    assert [row[:2] for row in said("nhs", None, marker="z")] == [(None, "z")]


def test_what_a_policy_does_not_have_is_hidden_and_says_nothing() -> None:
    for role in (QUARTER, STATUS_TOTAL):
        frame = protected(counts(40, role=role), policies()["dfe"])
        assert frame.select("published", "marker", "said", "hidden").rows() == [(None, "c", False, False)]
        assert protected(counts(40, role=role), policies()["nhs"])["published"].to_list() == [40]
    left_out = LeftOut(totals=frozenset({STATUS_TOTAL}), quarters=frozenset({"g"}))
    for role in (QUARTER, STATUS_TOTAL):
        assert protected(counts(40, role=role), policies()["nhs"], left_out)["published"].to_list() == [None]


def test_a_count_hidden_besides_may_be_anything() -> None:
    frame = protected(counts(40, 3), policies()["dfe"], LeftOut(besides=frozenset({"c0", "c1"})))
    assert frame.select("published", "least", "most", "hidden").rows() == [(None, 0, None, True), (None, 1, 5, True)]


def rate(
    policy: str, n: int, d: int, target: float = 50, polarity: str = "bigger", tolerance: float = 5
) -> dict[str, Any]:
    row = pl.DataFrame({"only": [1], "target": [target], "polarity": [polarity], "tolerance_percent": [tolerance]})
    sides = {
        side: protected(counts(count), policies()[policy]).with_columns(only=pl.lit(1))
        for side, count in (("numerator", n), ("denominator", d))
    }
    rows = shown(of_kind(row.cast({"only": pl.Int32})).drop("numerator", "denominator"), ["only"], **sides)
    frame = with_rate(rows, "numerator", "denominator", "value")
    return with_colour(frame, "rag", "note").row(0, named=True)


def true_colour(n: int, d: int, target: float, polarity: str, tolerance: float) -> str | None:
    row = {"n": [n], "d": [d], "target": [target], "polarity": [polarity], "tolerance_percent": [tolerance]}
    frame = of_kind(pl.DataFrame(row)).with_columns(value=pooled(pl.col("n"), pl.col("d")))
    return frame.select(rag()).item()


@pytest.mark.parametrize("policy", NAMES)
@given(
    pair=PAIRS,
    target=st.integers(0, 1000),
    polarity=st.sampled_from(["bigger", "smaller", "plan"]),
    tolerance=st.sampled_from([0, 5, 20]),
)
def test_a_publication_never_contradicts_the_truth(
    policy: str, pair: tuple[int, int], target: int, polarity: str, tolerance: int
) -> None:
    n, d = pair
    row = rate(policy, n, d, target / 10, polarity, tolerance)
    if row["rag"] is not None:
        assert row["rag"] == true_colour(n, d, target / 10, polarity, tolerance)
    if row["value"] is None:
        assert row["value_marker"] is not None
        assert row["value_low"] is None
        assert row["value_high"] is None
        return
    assert row["value_marker"] is None
    assert row["value"] == round(row["value"])
    true = Fraction(100 * n, d)
    if row["value_low"] is None:
        assert abs(true - int(row["value"])) <= Fraction(1, 2)
        return
    assert Fraction(str(row["value_low"])) <= true <= Fraction(str(row["value_high"]))
    assert Fraction(str(row["value_high"])) - Fraction(str(row["value_low"])) <= 5
    assert row["value_low"] - 0.5 <= row["value"] <= row["value_high"] + 0.5


@given(pair=PAIRS)
def test_a_percentage_is_made_from_published_counts_alone(pair: tuple[int, int]) -> None:
    """Two tables that publish the same counts publish the same percentage and colour."""
    n, d = pair
    row = rate("nhs", n, d)
    if row["numerator"] and row["denominator"]:
        d_alike = min(row["denominator"] + 2, 402)
        n_alike = min(max(row["numerator"] - 2, 8), d_alike)
        other = rate("nhs", n_alike, d_alike)
        assert {k: row[k] for k in ("value", "value_low", "value_high", "rag")} == {
            k: other[k] for k in ("value", "value_low", "value_high", "rag")
        }


def test_a_wide_interval_gives_no_percentage_but_a_colour_that_is_certain() -> None:
    row = rate("nhs", 30, 33, target=50)
    assert (row["value"], row["value_marker"], row["rag"]) == (None, "c", "green")
    assert rate("nhs", 17, 33, target=50)["rag"] is None, "the interval has more than one colour"
    assert rate("nhs", 5, 33, target=50)["rag"] is None, "the numerator is hidden"


def test_plan_is_best_has_no_colour_across_its_target() -> None:
    """Both ends are red, and on the target between them it is green."""
    assert rate("nhs", 30, 60, target=50, polarity="plan", tolerance=0)["rag"] is None
    assert rate("nhs", 300, 320, target=50, polarity="plan", tolerance=0)["rag"] == "red"


def test_nothing_counted_is_not_applicable_only_where_the_nought_is_shown() -> None:
    assert rate("nhs", 0, 0)["value_marker"] == "z"
    assert rate("strict", 0, 0)["value_marker"] == "c", "else the marker would show the nought"
