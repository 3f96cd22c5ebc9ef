"""Audit ratings: pooled over three months."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from analytics import audits
from analytics.audits import legal_status
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


def test_children_in_care_by_hand(published: Store) -> None:
    """17 of 36: 2 Outstanding and 15 Good."""
    row = audits.windows_compared(published, SEPTEMBER).filter(legal_status="Care").row(0, named=True)
    assert (row["audits"], row["good_or_better"], row["inadequate"]) == (36, 17, 1)
    assert row["good_or_better_share"] == 47.2
    assert row["inadequate_share"] == 2.8


def test_shares_are_pooled_and_not_the_mean_of_the_months(published: Store) -> None:
    """Care leavers: months 0 of 4, 2 of 6, 1 of 1. Pooled 3 of 11 is 27.3; the mean of the months is 44.4."""
    months = [Fraction(0, 4), Fraction(2, 6), Fraction(1, 1)]
    row = audits.windows_compared(published, SEPTEMBER).filter(legal_status="Left").row(0, named=True)
    assert row["good_or_better_share"] == 27.3
    assert round(float(sum(months) / 3 * 100), 1) == 44.4


def test_the_earlier_window_is_the_printed_share_and_says_so(published: Store) -> None:
    compared = audits.windows_compared(published, SEPTEMBER)
    assert compared["previous_is_printed"].all()
    assert compared["previous_audits"].null_count() == 5
    care_leavers = compared.filter(legal_status="Left").row(0, named=True)
    assert (care_leavers["previous_good_or_better_share"], care_leavers["previous_inadequate_share"]) == (20.0, None)


def test_an_incomplete_window_gives_nothing_rather_than_two_months(published: Store) -> None:
    assert audits.by_legal_status(published, date(2021, 8, 1)).is_empty()
    assert audits.windows_compared(published, date(2021, 7, 1)).is_empty()
    assert audits.by_month(published, date(2020, 12, 1)).is_empty()


def test_where_only_printed_shares_are_held_they_are_given_without_counts(published: Store) -> None:
    row = audits.windows_compared(published, date(2021, 8, 1)).filter(legal_status="Care").row(0, named=True)
    assert (row["good_or_better_share"], row["printed"], row["audits"]) == (51.0, True, None)


def test_all_legal_statuses_together(published: Store) -> None:
    by_status = audits.by_legal_status(published, SEPTEMBER)
    every = audits.overall(by_status).row(0, named=True)
    assert (every["good_or_better"], every["audits"], every["good_or_better_share"]) == (65, 136, 47.8)
    assert audits.overall_sentence(by_status) == "47.8% of audits were good or better (65 of 136), 6.6% inadequate"


@pytest.mark.parametrize(
    ("earlier", "as_printed", "expected"),
    [
        (50.0, True, "good or better fell from 50% (as printed) to 40.9% (9 of 22 audits)"),
        (40.0, False, "good or better rose from 40.0% to 40.9% (9 of 22 audits)"),
        (40.9, False, "good or better stayed at 40.9% (9 of 22 audits)"),
        (None, False, "good or better was 40.9% (9 of 22 audits)"),
    ],
)
def test_a_legal_status_in_a_sentence(earlier: float | None, as_printed: bool, expected: str) -> None:
    row = {
        "name": "Assessment", "audits": 22, "good_or_better": 9, "good_or_better_share": 40.9, "printed": False,
        "previous_good_or_better_share": earlier, "previous_is_printed": as_printed,
    }  # fmt: skip
    (said,) = audits.legal_status_sentences(pl.DataFrame([row]), SEPTEMBER)
    assert said == f"Assessment: {expected}, below the target of 50%, above the previous 40%"
    (june,) = audits.legal_status_sentences(pl.DataFrame([row]), date(2021, 6, 1))
    assert june.endswith(", above the target of 40%"), "no target was in force before October 2020"


def test_the_newest_month_in_a_sentence(published: Store) -> None:
    said = audits.month_sentence(audits.by_month(published, SEPTEMBER))
    assert said == "23 of 43 audits were good or better in September 2021; 20 of 48 in August 2021"


def test_a_month_with_no_audit_of_a_rating_shows_zero(published: Store) -> None:
    july = audits.by_month(published, SEPTEMBER).filter(pl.col("month") == date(2021, 7, 1), rating="Outstanding")
    assert july.select("count", "share").row(0) == (0, 0.0)


def test_as_first_published_only_the_month_of_the_cut_is_held(published: Store) -> None:
    first = audits.by_month(published, SEPTEMBER, "published")
    assert first["month"].unique().to_list() == [SEPTEMBER]
    assert audits.by_legal_status(published, SEPTEMBER, "published").is_empty()


def test_the_three_months_before_have_no_audit_in_common_and_are_tested(westshire: Store) -> None:
    apart = audits.apart(westshire, SEPTEMBER)
    plans = apart.filter(legal_status="Plan").row(0, named=True)
    assert (plans["good_or_better"], plans["audits"]) == (18, 32)
    assert (plans["previous_good_or_better"], plans["previous_audits"]) == (24, 26)
    assert (plans["good_or_better_share_change"], plans["good_or_better_share_real"]) == (-36.0, True)
    assert apart["audits"].sum() + apart["previous_audits"].sum() == 136 + 133
    assert audits.apart_sentence(apart) == (
        "More than chance against the three months before: Child protection −36.0 points. Too few audits to tell: Care "
        "leavers"
    )
    assert apart.filter(legal_status="Plan")["good_or_better_change_p_value"].item() == pytest.approx(0.0042, abs=5e-5)
    assert legal_status.comparisons_sentence(apart).startswith("Drawn from 4 comparisons")


def test_where_the_three_months_before_are_not_held_nothing_is_tested(published: Store) -> None:
    apart = audits.apart(published, SEPTEMBER)
    assert apart["audits"].sum() == 136
    assert apart["good_or_better_share_real"].null_count() == apart.height
    assert "not held" in audits.apart_sentence(apart)


def test_the_counts_by_month_pool_to_the_window(westshire: Store) -> None:
    cells = audits.by_month_and_status(westshire, SEPTEMBER)
    assert cells.height == 12 * 5
    window = cells.filter(pl.col("month") >= date(2021, 7, 1), legal_status="Care")
    assert (window["good_or_better"].sum(), window["audits"].sum()) == (17, 36)
    assert window["good_or_better_rolling"].to_list()[-1] == 47.2
    june = cells.filter(month=date(2021, 8, 1), legal_status="Care")
    assert june["good_or_better_rolling"].item() == 51.4, "the printed 51%, from June, July and August"


def test_of_a_locality_only_its_own_audits_count(westshire: Store) -> None:
    places = ("Dunmere", "Cold Ferry", "Bracksea", "Wexley", "Ashport")
    found = [audits.by_legal_status(westshire, SEPTEMBER, "known", place) for place in places]
    assert sum(frame["count"].sum() for frame in found) == 136
    both = audits.by_legal_status(westshire, SEPTEMBER, "known", "Bracksea & Wexley")
    assert both["count"].sum() == found[2]["count"].sum() + found[3]["count"].sum()
    assert not audits.windows_compared(westshire, SEPTEMBER, "known", "Wexley")["printed"].any()


def test_of_a_service_the_audits_of_that_service_count(westshire: Store) -> None:
    disabled = audits.by_legal_status(westshire, SEPTEMBER, "known", "STARS")
    of_each = disabled.group_by("legal_status", maintain_order=True).agg(pl.col("count").sum())
    assert of_each.rows() == [("New", 1), ("Help", 4), ("Plan", 5), ("Care", 1), ("Left", 1)]
    assert audits.area_held(westshire, SEPTEMBER, "known", "Youth (Ashport)") == "All"
