"""Audit ratings: pooled over three months."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import polars as pl
import pytest

from analytics import audits
from analytics.store import Store
from tests.audits.test_legal_status import SEPTEMBER


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


def test_where_only_printed_shares_are_held_they_are_given_without_counts(published: Store) -> None:
    row = audits.windows_compared(published, date(2021, 8, 1)).filter(legal_status="CIC").row(0, named=True)
    assert (row["good_or_better_share"], row["printed"], row["audits"]) == (53.0, True, None)


def test_all_legal_statuses_together(published: Store) -> None:
    by_status = audits.by_legal_status(published, SEPTEMBER)
    every = audits.overall(by_status).row(0, named=True)
    assert (every["good_or_better"], every["audits"], every["good_or_better_share"]) == (57, 147, 38.8)
    assert audits.overall_sentence(by_status) == "38.8% of audits were good or better (57 of 147), 9.5% inadequate"


def test_the_newest_month_in_a_sentence(published: Store) -> None:
    said = audits.month_sentence(audits.by_month(published, SEPTEMBER))
    assert said == "17 of 46 audits were good or better in September 2021; 18 of 49 in August 2021"


def test_the_three_months_before_have_no_audit_in_common_and_are_tested(demonstration: Store) -> None:
    apart = audits.apart(demonstration, SEPTEMBER)
    leavers = apart.filter(legal_status="Care Leaver").row(0, named=True)
    assert (leavers["good_or_better"], leavers["audits"]) == (1, 11)
    assert (leavers["previous_good_or_better"], leavers["previous_audits"]) == (4, 8)
    assert (leavers["good_or_better_share_change"], leavers["good_or_better_share_real"]) == (-40.9, True)
    assert apart["audits"].sum() + apart["previous_audits"].sum() == 147 + 130
    assert not apart["good_or_better_change_in_list"].any(), "11 and 8 audits are too few to tell"
    assert audits.apart_sentence(apart).startswith("No legal status differs from the three months before")
    assert "Care leavers" in audits.apart_sentence(apart).partition("Too few audits to tell: ")[2]


def test_no_legal_status_is_called_weakest_where_that_could_be_chance(demonstration: Store) -> None:
    """Child protection, 9 of 26, is no weaker than the other 121; care leavers, 1 of 11, are too few."""
    apart = audits.apart(demonstration, SEPTEMBER)
    p = dict(apart.select("name", "good_or_better_rest_p_value").rows())
    assert p["Child protection"] == pytest.approx(0.80, abs=0.01)
    assert p["Care leavers"] == pytest.approx(0.062, abs=0.001)
    said = audits.answers(demonstration, SEPTEMBER)["For which children is it weakest?"]
    assert said.startswith("**No group is clearly weaker**: the lowest is care leavers, 9.1% good or better (1 of 11)")
    assert "too few audits to tell" in said


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
