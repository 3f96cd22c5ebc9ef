"""Audit ratings: pooled over three months."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from analytics import audits
from analytics.store import Store

SEPTEMBER = date(2021, 9, 1)


def test_children_in_care_by_hand(published: Store) -> None:
    """19 of 33: 2 Outstanding and 17 Good."""
    row = audits.windows_compared(published, SEPTEMBER).filter(legal_status="CIC").row(0, named=True)
    assert (row["audits"], row["good_or_better"], row["inadequate"]) == (33, 19, 5)
    assert row["good_or_better_share"] == 57.6
    assert row["inadequate_share"] == 15.2


def test_shares_are_pooled_and_not_the_mean_of_the_months(published: Store) -> None:
    """Children in need: months 8 of 16, 4 of 14, 4 of 12. Pooled 16 of 42 is 38.1; the mean of the months is 37.3."""
    months = [Fraction(8, 16), Fraction(4, 14), Fraction(4, 12)]
    row = audits.windows_compared(published, SEPTEMBER).filter(legal_status="CIN").row(0, named=True)
    assert row["good_or_better_share"] == 38.1
    assert round(float(sum(months) / 3 * 100), 1) == 37.3


def test_the_earlier_window_is_the_printed_share_and_says_so(published: Store) -> None:
    compared = audits.windows_compared(published, SEPTEMBER)
    assert compared["previous_is_printed"].all()
    assert compared["previous_audits"].null_count() == 6
    care_leavers = compared.filter(legal_status="Care Leaver").row(0, named=True)
    assert (care_leavers["previous_good_or_better_share"], care_leavers["previous_inadequate_share"]) == (18.0, None)


def test_an_incomplete_window_gives_nothing_rather_than_two_months(published: Store) -> None:
    assert audits.by_legal_status(published, date(2021, 8, 1)).is_empty()
    assert audits.windows_compared(published, date(2021, 7, 1)).is_empty()
    assert audits.by_month(published, date(2020, 12, 1)).is_empty()


def test_where_only_printed_shares_are_held_they_are_given_without_counts(published: Store) -> None:
    row = audits.windows_compared(published, date(2021, 8, 1)).filter(legal_status="CIC").row(0, named=True)
    assert (row["good_or_better_share"], row["printed"], row["audits"]) == (53.0, True, None)


def test_all_legal_statuses_together(published: Store) -> None:
    by_status = audits.by_legal_status(published, SEPTEMBER)
    every = audits.overall(by_status).row(0, named=True)
    assert (every["good_or_better"], every["audits"], every["good_or_better_share"]) == (57, 147, 38.8)
    assert audits.overall_sentence(by_status) == "38.8% of audits were good or better (57 of 147), 9.5% inadequate"


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
    assert said == "17 of 46 audits were good or better in September 2021; 18 of 49 in August 2021"


def test_a_month_with_no_audit_of_a_rating_shows_zero(published: Store) -> None:
    july = audits.by_month(published, SEPTEMBER).filter(pl.col("month") == date(2021, 7, 1), rating="Outstanding")
    assert july.select("count", "share").row(0) == (0, 0.0)


def test_as_first_published_only_the_month_of_the_cut_is_held(published: Store) -> None:
    first = audits.by_month(published, SEPTEMBER, "published")
    assert first["month"].unique().to_list() == [SEPTEMBER]
    assert audits.by_legal_status(published, SEPTEMBER, "published").is_empty()


def test_the_three_months_before_have_no_audit_in_common_and_are_tested(demonstration: Store) -> None:
    apart = audits.apart(demonstration, SEPTEMBER)
    leavers = apart.filter(legal_status="Care Leaver").row(0, named=True)
    assert (leavers["good_or_better"], leavers["audits"]) == (1, 11)
    assert (leavers["previous_good_or_better"], leavers["previous_audits"]) == (4, 8)
    assert (leavers["good_or_better_share_change"], leavers["good_or_better_share_real"]) == (-40.9, True)
    assert apart["audits"].sum() + apart["previous_audits"].sum() == 147 + 130
    assert audits.apart_sentence(apart) == (
        "More than chance against the three months before: Care leavers −40.9 points, few audits"
    )


def test_where_the_three_months_before_are_not_held_nothing_is_tested(published: Store) -> None:
    apart = audits.apart(published, SEPTEMBER)
    assert apart["audits"].sum() == 147
    assert apart["good_or_better_share_real"].null_count() == apart.height
    assert "not held" in audits.apart_sentence(apart)


def test_the_counts_by_month_pool_to_the_window(demonstration: Store) -> None:
    cells = audits.by_month_and_status(demonstration, SEPTEMBER)
    assert cells.height == 12 * 6
    window = cells.filter(pl.col("month") >= date(2021, 7, 1), legal_status="CIC")
    assert (window["good_or_better"].sum(), window["audits"].sum()) == (19, 33)
    assert window["good_or_better_rolling"].to_list()[-1] == 57.6
    june = cells.filter(month=date(2021, 8, 1), legal_status="CIC")
    assert june["good_or_better_rolling"].item() == 52.8, "the printed 53%, from June, July and August"


def test_of_a_locality_only_its_own_audits_count(demonstration: Store) -> None:
    places = ("Gloucester", "Forest of Dean", "Cotswolds", "Stroud", "Cheltenham", "Tewkesbury")
    found = [audits.by_legal_status(demonstration, SEPTEMBER, "known", place) for place in places]
    assert sum(frame["count"].sum() for frame in found) == 147
    both = audits.by_legal_status(demonstration, SEPTEMBER, "known", "Cotswolds & Stroud")
    assert both["count"].sum() == found[2]["count"].sum() + found[3]["count"].sum()
    assert not audits.windows_compared(demonstration, SEPTEMBER, "known", "Stroud")["printed"].any()


def test_of_a_service_the_audits_of_that_service_count(demonstration: Store) -> None:
    disabled = audits.by_legal_status(demonstration, SEPTEMBER, "known", "DCYPS")
    assert disabled.filter(pl.col("count") > 0)["legal_status"].unique().to_list() == ["CWD"]
    assert disabled["count"].sum() == 13
    assert audits.area_held(demonstration, SEPTEMBER, "known", "Over 11s (Cheltenham)") == "All"
