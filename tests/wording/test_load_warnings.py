"""What a load would change and what looks odd in it, before it is stored; and what moved afterwards."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import polars as pl
import pytest

from analytics.catalogue import Catalogue, using
from analytics.extracts import Options
from analytics.indicators import (
    account,
    anything_to_compare,
    month_table,
    quality,
    restatements,
    series,
    since_last_month,
    what_moves,
)
from analytics.indicators.restatements import NOW_REAL
from analytics.store import Incoming, Store, held_catalogue, load, prepare, proposed, undo
from analytics.store.scope import Scope
from analytics.wording import counts_sentences, restatement_sentences, warnings
from analytics.wording.load_warnings import _listed
from analytics.wording.restatements import restatement_sentence
from tests.indicators.test_season import ENGLANDS, OF_HOLIDAYS, began, own, wide_file
from tests.making import copied
from tests.westshire import catalogue

HEADER = "cut,month,measure_id,locality,numerator,denominator,value,marker,source,simulated"
SEPTEMBER, AUGUST = date(2021, 9, 1), date(2021, 8, 1)


def file(*lines: str) -> Incoming:
    return Incoming("f.csv", "\n".join([HEADER, *lines]).encode())


def line(
    value: object = "",
    month: str = "2021-09",
    cut: str = "2021-09",
    measure: str = "icpc_due",
    locality: str = "All",
    counts: tuple[object, object] = ("", ""),
    marker: str = "",
    source: str = "council",
) -> str:
    return f"{cut},{month},{measure},{locality},{counts[0]},{counts[1]},{value},{marker},{source},false"


def codes(store: Store, the_catalogue: Catalogue, *lines: str, scope: Scope | None = None) -> dict[str, str]:
    prepared = prepare(the_catalogue, [file(*lines)])
    assert prepared.refused == 0
    told = account(store, what_moves(proposed(store, prepared).under(scope)))
    return {warned.code: warned.sentence for warned in warnings(store, prepared.checked, told)}


def told_of(store: Store, the_catalogue: Catalogue, *files: Incoming, scope: Scope | None = None) -> pl.DataFrame:
    """The account of a load, of what is now known."""
    told = account(store, what_moves(proposed(store, prepare(the_catalogue, [*files])).under(scope)))
    return told.filter(~pl.col("published"))


YEAR_BEFORE = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
ICPC = "% of ICPCs held within 15 w.days of the start fo the enquiry"


def test_a_plain_load_warns_of_nothing(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(58.1)) == {}


def test_localities_that_do_not_give_the_county_figure(empty: Store, the_catalogue: Catalogue) -> None:
    """3 of 4 and 5 of 10 are 8 of 14, 57.1 %: not the mean of 75 and 50."""
    places = (line(locality="Wexley", counts=(3, 4)), line(locality="Dunmere", counts=(5, 10)))
    assert "parts-sum" not in codes(empty, the_catalogue, *places, line(57.1))
    said = codes(empty, the_catalogue, *places, line(62.5))["parts-sum"]
    assert "2 of 5 localities together 57.1%, county 62.5%" in said
    hidden = line(marker="c", locality="Ashport")
    assert "parts-sum" not in codes(empty, the_catalogue, *places, hidden, line(62.5))
    assert "parts-sum" not in codes(empty, the_catalogue, places[0], line(62.5)), "one alone is no county"


def test_a_value_that_differs_from_its_counts(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(75, counts=(3, 4))) == {}
    assert "80% written, 75.0% from 3 of 4" in codes(empty, the_catalogue, line(80, counts=(3, 4)))["counts-disagree"]


def wide(mean: float, step: float, before: int) -> tuple[float, float]:
    """The limits of a new month: three standard deviations, 2.66 of the mean step, and one part in so many more."""
    apart = 2.66 * step * (1 + 1 / before)
    return mean - apart, mean + apart


def expected(value: float, limits: tuple[float, float]) -> str:
    low, high = (min(max(limit, 0), 100) for limit in limits)
    return f"{value:.1f}%, expected {low:.1f}% to {high:.1f}%"


def test_a_month_outside_the_usual_limits(empty: Store, the_catalogue: Catalogue) -> None:
    """Twelve months that swing between 80 and 82: mean 81, mean moving range 2, limits 81 ± 5.32 × 13/12."""
    held = [line(80 + 2 * (i % 2), month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "outside-limits" not in codes(empty, the_catalogue, *held, line(86.7))
    said = codes(empty, the_catalogue, *held, line(86.8))["outside-limits"]
    assert "86.8%, expected 75.2% to 86.8%" in said
    assert expected(86.8, wide(81, 2, 12)) in said
    assert "outside-limits" not in codes(empty, the_catalogue, *held[1:], line(90)), "eleven months are too few"


def test_the_expected_range_is_that_of_the_control_chart(empty: Store, the_catalogue: Catalogue) -> None:
    """Six months between 80 and 82, none in February, six months between 90 and 92: mean 86, and all moving ranges are
    2, for none is taken across the gap."""
    first = [f"2020-{m:02}" for m in range(8, 13)] + ["2021-01"]
    later = [f"2021-{m:02}" for m in range(3, 9)]
    held = [line(80 + 2 * (i % 2), month=m) for i, m in enumerate(first)]
    held += [line(90 + 2 * (i % 2), month=m) for i, m in enumerate(later)]
    limits = wide(86, 2, 12)
    assert expected(92, limits) in codes(empty, the_catalogue, *held, line(92))["outside-limits"]
    load(empty, the_catalogue, [file(*held, line(92))])
    chart = series(empty, "icpc_due", SEPTEMBER).filter(month=SEPTEMBER)
    assert chart.select("lower", "upper").row(0) == pytest.approx(limits)
    assert chart["signal"].item() == "outside"


def test_it_says_whose_season_was_taken_out(empty: Store) -> None:
    """Half of what an August has, in the second year of an authority that has just begun."""
    held = began(empty, *ENGLANDS, own_months=14)
    newest = wide_file(own(1, level=250, of_month=OF_HOLIDAYS))
    with using(held_catalogue(held)):
        prepared = prepare(held_catalogue(held), [newest], Options(source="own"))
        told = account(held, what_moves(proposed(held, prepared).under("part")))
        said = {warned.code: warned.sentence for warned in warnings(held, prepared.checked, told)}["outside-limits"]
    assert "season taken out with the factors of England's referrals by month, April 2014 to March 2024" in said


def test_a_freak_month_does_not_widen_the_expected_range(empty: Store, the_catalogue: Catalogue) -> None:
    """Ten moves of 2, and a month that falls by 60 and rises again: those two moves are left out, as in the chart."""
    months = [f"2020-{m:02}" for m in range(8, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    values = [80, 82, 80, 82, 80, 82, 20, 82, 80, 82, 80, 82, 80]
    held = [line(value, month=month) for month, value in zip(months, values, strict=True)]
    said = codes(empty, the_catalogue, *held, line(90))["outside-limits"]
    assert expected(90, wide(sum(values) / 13, 2, 13)) in said


def test_rolling_figures_are_never_held_against_limits(empty: Store, the_catalogue: Catalogue) -> None:
    months = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    held = [line(15 + i % 2, month=m, measure="three_homes") for i, m in enumerate(months)]
    assert codes(empty, the_catalogue, *held, line(60, measure="three_homes")) == {}


def test_figures_that_moved_much_vanished_or_are_new(empty: Store, the_catalogue: Catalogue) -> None:
    load(
        empty,
        the_catalogue,
        [file(line(50, month="2021-08", cut="2021-08"), line(20, "2021-08", "2021-08", "care_s20"))],
    )
    found = codes(empty, the_catalogue, line(60, month="2021-08"), line(30, month="2021-08", measure="sdq_current"))
    assert "from 50.0% to 60.0%" in found["moved-much"]
    assert "by agreement (S20)" in found["vanished"]
    assert "SDQ" in found["new"]


def test_rows_months_and_localities_that_are_missing(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, month="2021-08", cut="2021-08", locality="Wexley"))])
    found = codes(
        empty, the_catalogue, line(50, month="2021-06"), line(51), line(30, month="2021-06", measure="sdq_current")
    )
    assert "September 2021 has 1 row, June 2021 2" in found["row-count"]
    assert "July 2021 and August 2021" in found["missing-month"]
    assert "Wexley" in found["fewer-parts"]


def test_what_would_change_is_told_before_it_is_stored(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(20, "2021-08", "2021-08", "care_s20"))])
    new = file(line(55.5, "2021-08"), line(20, "2021-08", measure="care_s20"), line(58))
    told = told_of(empty, the_catalogue, new)
    assert told.select("what", "measure_id", "month", "was", "becomes", "rating_was", "rating_becomes").rows() == [
        ("changes", "icpc_due", AUGUST, "50.0", "55.5", "red", "red"),
        ("appears", "icpc_due", SEPTEMBER, None, "58.0", None, "red"),
    ]
    moved = what_moves(proposed(empty, prepare(the_catalogue, [new])).whole)
    assert counts_sentences(moved)[0] == "Figures of the whole council and its areas: 1 appears and 1 changes."
    assert empty.version[0] == 1


def test_an_older_cut_changes_nothing_that_a_newer_one_says(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08"))])
    assert told_of(empty, the_catalogue, file(line(40, "2021-08", "2021-08"))).is_empty()


def test_five_are_named_and_the_rest_are_counted() -> None:
    assert _listed(["a", "b", "c", "d", "e"]) == "a; b; c; d; e"
    assert _listed(["a", "b", "c", "d", "e", "f"]) == "a; b; c; d; e; and 1 more"


def test_another_kind_of_extract_changes_no_figure_and_is_not_judged(empty: Store, the_catalogue: Catalogue) -> None:
    targets = Incoming("t.csv", b"measure_id,valid_from,target,reason\nicpc_due,2021-09,58,Agreed by the board\n")
    told = told_of(empty, the_catalogue, targets)
    assert told.select("what", "table", "measure_id").rows() == [("appears", "targets", "icpc_due")]
    assert warnings(empty, prepare(the_catalogue, [targets]).checked, told) == []


def test_a_table_without_rows_warns_of_nothing(empty: Store, the_catalogue: Catalogue) -> None:
    (checked,) = prepare(the_catalogue, [file(line(50, measure="unheard_of"))]).checked
    assert checked.accepted.is_empty()
    assert warnings(empty, [checked], told_of(empty, the_catalogue, file(line(50, measure="unheard_of")))) == []


def test_a_value_may_differ_from_its_counts_by_one_tenth_of_rounding(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(33.4, counts=(1, 3))) == {}
    assert codes(empty, the_catalogue, line(33.5, counts=(1, 3)))["counts-disagree"] == (
        f"Values that differ from their counts: {ICPC}, September 2021, Westshire: 33.5% written, 33.3% from 1 "
        "of 3. The counts are used."
    )


def test_the_county_may_differ_from_its_localities_by_one_tenth_of_rounding(
    empty: Store, the_catalogue: Catalogue
) -> None:
    places = (line(locality="Wexley", counts=(3, 4)), line(locality="Dunmere", counts=(5, 10)))
    assert codes(empty, the_catalogue, *places, line(57.2)) == {}
    both = ("Wexley", "Dunmere")
    earlier = [*(line(counts=(1, 2), month="2021-08", locality=p) for p in both), line(30, month="2021-08")]
    of_others = [*(line(counts=(1, 2), locality=p, measure="care_s20") for p in both), line(30, measure="care_s20")]
    found = codes(empty, the_catalogue, *places, *of_others, *earlier, line(57.3))
    assert found["parts-sum"] == (
        "The localities do not give the county figure: "
        "% of children in care by agreement (S20), September 2021: 2 of 5 localities together 50.0%, county 30.0%; "
        f"{ICPC}, September 2021: 2 of 5 localities together 57.1%, county 57.3%; "
        f"{ICPC}, August 2021: 2 of 5 localities together 50.0%, county 30.0%. Both are stored as they are."
    )


def test_odd_sums_of_one_month_stand_in_the_order_of_the_measures(empty: Store, the_catalogue: Catalogue) -> None:
    measures = ["teeth_checked", "sdq_current", "protected_seen", "icpc_due", "care_s20"]
    places = ("Wexley", "Dunmere")
    counted = [line(counts=(1, 2), locality=place, measure=m) for m in measures for place in places]
    given = [*counted, *(line(30, measure=m) for m in measures)]
    said = codes(empty, the_catalogue, *given)["parts-sum"]
    at = [said.index(the_catalogue.indicators[measure].name) for measure in measures]
    assert at == sorted(at, reverse=True)


def test_combined_areas_services_and_splits_are_not_added_to_the_localities(
    empty: Store, the_catalogue: Catalogue
) -> None:
    """8 of 14 in two localities; each further row would make it another share."""
    given = (
        line(locality="Wexley", counts=(3, 4)),
        line(locality="Dunmere", counts=(5, 10)),
        line(locality="Bracksea & Wexley", counts=(3, 8)),
        line(locality="Early Help", counts=(0, 7)),
        line(57.1),
    )
    assert codes(empty, the_catalogue, *given) == {}
    split = "cut,month,measure_id,locality,team,breakdown,category,numerator,denominator,value,source\n" + "".join(
        f"2021-09,2021-09,icpc_due,{row},council\n"
        for row in (
            "Wexley,All,All,All,3,4,",
            "Wexley,Team A,All,All,0,9,",
            "Wexley,All,Age,Under 1,0,9,",
            "All,All,All,All,,,75",
        )
    )
    of = Incoming("f.csv", split.encode())
    told = told_of(empty, the_catalogue, of)
    assert told.select("table", "locality", "item", "becomes").rows() == [
        ("figures", "All", None, "75.0"),
        ("figures", "Bracksea & Wexley", None, "75.0"),  # of Wexley alone
        ("figures", "Wexley", None, "75.0"),
        ("split figures", "Wexley", "Age: Under 1", "0.0"),
        ("split figures", "Wexley", "Team A", "0.0"),
    ]
    assert warnings(empty, prepare(the_catalogue, [of]).checked, told) == []


def test_a_month_on_the_limit_is_within_the_usual(empty: Store, the_catalogue: Catalogue) -> None:
    """Twelve months that swing between 48.8 and 51.2: limits 50 ± 2.66 × 2.4 × 13/12, which are 6.916."""
    held = [line(48.8 + 2.4 * (i % 2), month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert wide(50, 2.4, 12) == pytest.approx((43.084, 56.916))
    for inside, outside in ((43.1, 43.0), (56.9, 57.0)):
        assert codes(empty, the_catalogue, *held, line(inside)) == {}
        (said,) = codes(empty, the_catalogue, *held, line(outside)).values()
        assert f"{ICPC}, September 2021: {outside}%, expected 43.1% to 56.9%. " in said


@pytest.mark.parametrize("value", [0.0, 0.3, 0.6, 81.3, 100.0])
def test_a_series_that_never_moved_is_usual_where_it_stands(
    value: float, empty: Store, the_catalogue: Catalogue
) -> None:
    held = [line(f"{value}%", month=m) for m in YEAR_BEFORE]
    assert codes(empty, the_catalogue, *held, line(f"{value}%")) == {}
    assert expected(50, (value, value)) in codes(empty, the_catalogue, *held, line(50))["outside-limits"]


def test_usual_limits_are_never_said_to_lie_below_nought_or_above_a_hundred(
    empty: Store, the_catalogue: Catalogue
) -> None:
    """99.5 and 0.5 ± 2.66 × 13/12, which is 2.88."""
    held = [line(99 + i % 2, month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "50.0%, expected 96.6% to 100.0%" in codes(empty, the_catalogue, *held, line(50))["outside-limits"]
    held = [line(i % 2, month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "50.0%, expected 0.0% to 3.4%" in codes(empty, the_catalogue, *held, line(50))["outside-limits"]


def test_a_month_sent_again_stands_once_and_as_it_comes_in(empty: Store, the_catalogue: Catalogue) -> None:
    """Twelve months held at 50 come in again, swinging between 40 and 60."""
    load(empty, the_catalogue, [file(*(line(50, month=m, cut="2021-08") for m in YEAR_BEFORE))])
    again = [line(40 + 20 * (i % 2), month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "outside-limits" not in codes(empty, the_catalogue, *again, line(90)), "expected 0.0 to 100.0"
    assert "expected 50.0% to 50.0%" in codes(empty, the_catalogue, line(90))["outside-limits"], "those held count too"


def test_eleven_months_held_and_sent_again_are_eleven(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(*(line(50, month=m, cut="2021-08") for m in YEAR_BEFORE[1:]))])
    again = [line(51, month=m) for m in YEAR_BEFORE[1:]]
    assert "outside-limits" not in codes(empty, the_catalogue, *again, line(90))


def test_held_months_without_a_figure_do_not_count(empty: Store, the_catalogue: Catalogue) -> None:
    held = [line(50, month=m, cut="2021-08") for m in YEAR_BEFORE[1:]]
    load(empty, the_catalogue, [file(line(marker="c", month=YEAR_BEFORE[0], cut="2021-08"), *held)])
    assert "outside-limits" not in codes(empty, the_catalogue, line(90))


def test_an_indicator_with_few_months_does_not_hide_the_next(empty: Store, the_catalogue: Catalogue) -> None:
    held = [line(50, month=m) for m in YEAR_BEFORE]
    few = [line(10, measure="care_s20"), line(10, measure="sdq_current")]
    assert "outside-limits" in codes(empty, the_catalogue, *few, *held, line(90))


def test_ten_points_are_much(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(20, "2021-08", "2021-08", "care_s20"))])
    found = codes(empty, the_catalogue, line(40, "2021-08"), line(29.9, "2021-08", measure="care_s20"))
    assert found == {
        "moved-much": f"Moved by 10 points or more: {ICPC}, August 2021, Westshire: from 50.0% to 40.0%. "
        "Check whether late recording explains it."
    }


def test_what_vanished_and_what_is_new_is_told_against_the_newest_cut_of_the_same_source(
    empty: Store, the_catalogue: Catalogue
) -> None:
    s20 = line(20, "2021-08", "2021-08", "care_s20")
    load(empty, the_catalogue, [file(line(20, "2021-07", "2021-07", "three_homes"))])
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), s20)])
    load(empty, the_catalogue, [file(line(50, measure="sdq_current", source="others"))])
    load(empty, the_catalogue, [file(line(50, "2021-10", "2021-10", "sdq_current"))])
    assert codes(empty, the_catalogue, line(50, "2021-08"), line(50, "2021-08", measure="sdq_current")) == {
        "vanished": "In the cut August 2021, but not in this load: % of children in care by agreement (S20). "
        "What is held of them stays as it is.",
        "new": "In this load, but not in the cut August 2021: % of children in care with an SDQ in date. "
        "Check that they are meant.",
    }
    same_cut = codes(empty, the_catalogue, line(50, "2021-08", "2021-08"))
    assert "In the data of August 2021 as they are held, but not in this load" in same_cut["vanished"]


def test_months_and_rows_left_out_are_told_in_full(empty: Store, the_catalogue: Catalogue) -> None:
    given = [line(50, "2020-11"), line(50, "2021-02"), line(50, "2021-02", measure="care_s20")]
    assert codes(empty, the_catalogue, *given) == {
        "row-count": "February 2021 has 2 rows, November 2020 1. Check that the export is complete.",
        "missing-month": f"Months left out between others: {ICPC}: December 2020 and January 2021. "
        "They are shown as not available.",
    }
    assert codes(empty, the_catalogue, line(50, "2020-12"), line(50, "2021-01")) == {}


def test_every_month_of_more_than_a_year_leaves_none_out(empty: Store, the_catalogue: Catalogue) -> None:
    every = [f"{year}-{month:02}" for year in (2019, 2020) for month in range(1, 13)]
    assert codes(empty, the_catalogue, *(line(50, month) for month in [*every, "2021-01"])) == {}


def test_indicators_with_months_left_out_are_told_in_the_order_of_the_file(
    empty: Store, the_catalogue: Catalogue
) -> None:
    measures = ["sdq_current", "care_s20", "icpc_due", "teeth_checked", "protected_seen"]
    given = [line(50, month, measure=measure) for measure in measures for month in ("2021-07", "2021-09")]
    said = codes(empty, the_catalogue, *given)["missing-month"]
    names = [the_catalogue.indicators[measure].name for measure in measures]
    assert said.startswith(f"Months left out between others: {'; '.join(f'{name}: August 2021' for name in names)}. ")


def test_localities_left_out_are_told_in_full(empty: Store, the_catalogue: Catalogue) -> None:
    held = [line(50, "2021-08", "2021-08", locality=place) for place in ("Dunmere", "Wexley", "Ashport")]
    load(empty, the_catalogue, [file(*held)])
    assert codes(empty, the_catalogue, line(50, locality="Wexley")) == {
        "fewer-parts": "In the cut August 2021, but not in this load: Ashport; Dunmere. "
        "What is held of them stays as it is. Check that the export is complete."
    }
    again = {
        scope: codes(empty, the_catalogue, line(50, "2021-08", locality="Wexley"), scope=scope)
        for scope in ("whole", "part")
    }
    assert "2 figures of them would disappear." in again["whole"]["fewer-parts"]
    assert "What is held of them stays as it is." in again["part"]["fewer-parts"]


def test_months_left_out_that_another_source_has_are_not_said_to_be_missing(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", source="published"))])
    said = codes(empty, the_catalogue, line(50, "2021-06"), line(51))["missing-month"]
    assert "August 2021" in said
    assert "What is held of them stays as it is." in said


def test_the_whole_council_is_named_as_people_name_it(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"))])
    assert "Westshire" in codes(empty, the_catalogue, line(50, locality="Wexley"))["fewer-parts"]


def test_files_of_one_month_are_compared_together(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(20, "2021-08", "2021-08", "care_s20"))])
    files = [file(line(50)), Incoming("g.csv", file(line(20, measure="care_s20")).content)]
    prepared = prepare(the_catalogue, files)
    ((one, other),) = prepared.statements
    assert warnings(empty, [one, other], told_of(empty, the_catalogue, *files)) == []


def test_the_account_is_in_the_order_of_the_catalogue_then_newest_month_first_then_by_locality(
    empty: Store, the_catalogue: Catalogue
) -> None:
    told = told_of(
        empty,
        the_catalogue,
        file(
            line(1, "2021-08"),
            line(2, measure="care_s20"),
            line(3, measure="icpc_due", locality="Wexley"),
            line(4, measure="icpc_due"),
        ),
    )
    assert told.select("name", "locality", "month", "becomes").rows() == [
        (ICPC, "All", SEPTEMBER, "4.0"),
        (ICPC, "Wexley", SEPTEMBER, "3.0"),
        (ICPC, "All", AUGUST, "1.0"),
        ("% of children in care by agreement (S20)", "All", SEPTEMBER, "2.0"),
    ]


def test_a_corrected_load_of_the_same_cut_changes_what_it_says(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50))])
    told = told_of(empty, the_catalogue, file(line(51)))
    assert told.select("what", "was", "becomes").rows() == [("changes", "50.0", "51.0")]


def simulated(*lines: str) -> Incoming:
    return Incoming(
        "s.csv", "\n".join([HEADER, *(one.replace("council,false", "made up,true") for one in lines)]).encode()
    )


def test_a_real_figure_is_never_compared_with_the_simulated_one_that_it_replaces(
    empty: Store, the_catalogue: Catalogue
) -> None:
    months = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    held = [line(80 + 2 * (i % 2), month=m) for i, m in enumerate(months)]
    load(empty, the_catalogue, [simulated(*held, line(80), line(50, locality="Wexley"))])
    real = file(line(20), line(50, locality="Wexley"))
    told = told_of(empty, the_catalogue, real)
    assert told.select("what", "was", "becomes", "simulated_was", "simulated", "source_was", "source").rows() == [
        ("changes", "80.0", "20.0", True, False, "made up", "council"),
        ("changes", "50.0", "50.0", True, False, "made up", "council"),
    ]
    assert warnings(empty, prepare(the_catalogue, [real]).checked, told) == []


def test_a_simulated_figure_never_takes_the_place_of_a_real_one(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50))])
    assert told_of(empty, the_catalogue, simulated(line(80))).is_empty()


@pytest.fixture
def restated(empty: Store, the_catalogue: Catalogue) -> Store:
    """August 2021: 50.0 in its own cut (load 1), 44.0 in September's (load 2), corrected to 45.0 (load 3)."""
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"))])
    load(empty, the_catalogue, [file(line(44, "2021-08"), line(58))])
    load(empty, the_catalogue, [file(line(45, "2021-08"), line(58))])
    return empty


def test_restatements_list_what_moved_by_how_much_and_in_which_load(restated: Store) -> None:
    found = restatements(restated)
    columns = ("month", "earlier_value", "later_value", "difference", "earlier_load", "later_load", "why")
    assert found.select(columns).rows() == [
        (AUGUST, 44.0, 45.0, 1.0, 2, 3, "corrected load"),
        (AUGUST, 50.0, 44.0, -6.0, 1, 2, "later cut"),
    ]
    newest, said = restatement_sentences(restated, "icpc_due", "All", AUGUST)
    assert "then 45.0%" in newest
    assert "August 2021: 50.0% in the cut August 2021 of council (load 1), then 44.0% in the cut September 2021" in said
    assert restatements(restated, "care_s20").is_empty()
    assert restatement_sentences(restated, "care_s20", "All", AUGUST) == [
        "No load has a figure of August 2021, so none could change."
    ]


def test_what_was_loaded_once_is_not_said_to_be_unchanged(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"))])
    (said,) = restatement_sentences(empty, "icpc_due", "All", AUGUST)
    assert "not known" in said
    assert not anything_to_compare(empty)
    load(empty, the_catalogue, [file(line(50, "2021-08"))])
    (said,) = restatement_sentences(empty, "icpc_due", "All", AUGUST)
    assert "No load has changed" in said
    assert anything_to_compare(empty)


def test_a_pooled_figure_moves_with_its_localities(empty: Store, the_catalogue: Catalogue) -> None:
    """A late locality and a corrected one: what the whole is pooled from is named."""
    places = the_catalogue.behind("All")
    load(empty, the_catalogue, [file(*(line(locality=p, counts=(3, 4)) for p in places[1:]))])
    load(
        empty,
        the_catalogue,
        [file(line(locality=places[0], counts=(1, 4)), line(locality=places[1], counts=(2, 4)))],
        scope="part",
    )
    pooled, *of = restatement_sentences(empty, "icpc_due", "All", SEPTEMBER)
    assert "pooled" in pooled
    assert any(places[0] in said and "no figure, then 25.0%" in said and "stated late" in said for said in of)
    assert any(places[1] in said and "75.0%" in said and "50.0%" in said for said in of)
    assert len(of) == 2


@pytest.mark.parametrize(
    ("locality", "simulated", "why", "said"),
    [
        (
            "All",
            False,
            "later cut",
            "Visits, August 2021: 50.0% in the cut August 2021 of published (load 1), then – in",
        ),
        ("Wexley", True, "later cut", "Visits, Wexley, August 2021: 50.0% (simulated) in the cut August 2021 of"),
        (
            "All",
            True,
            "later cut",
            "then – (simulated) in the cut September 2021 of council (load 2): later cut, loaded",
        ),
        (
            "All",
            True,
            "now from real rows",
            "50.0% (simulated) in the cut August 2021 of published (load 1), then – in",
        ),
        ("All", True, "now from simulated rows", "50.0% in the cut August 2021 of published (load 1), then – (simul"),
    ],
)
def test_a_restatement_in_words(locality: str, simulated: bool, why: str, said: str) -> None:
    row = {
        "measure_id": "m",
        "name": "Visits", "locality": locality, "month": AUGUST, "earlier_value": 50.0, "later_value": None,
        "earlier_cut": AUGUST, "later_cut": SEPTEMBER, "earlier_load": 1, "later_load": 2, "why": why,
        "earlier_source": "published", "source": "council", "simulated": simulated,
        "loaded_at": datetime(2021, 10, 4, 9, 5, tzinfo=UTC), "loaded_by": "analyst",
        "by_load": 2, "file_name": "october.csv",
    }  # fmt: skip
    assert said in restatement_sentence(row)
    assert restatement_sentence(row).endswith(
        f": {why}, loaded on 4 October 2021, 09:05 UTC by the analyst (load 2, october.csv)."
    )


def moves(store: Store, *columns: str) -> list[tuple[object, ...]]:
    return restatements(store).select(columns).rows()


def test_an_own_extract_over_published_figures_is_told_with_both_sources(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [file(line(58.1, source="published"))])
    load(empty, the_catalogue, [file(line(60.1))])
    sources, values = ("earlier_source", "source"), ("earlier_value", "later_value", "difference")
    loads = ("earlier_load", "later_load", "loaded_by", "why")
    assert moves(empty, *sources, *values, *loads) == [
        ("published", "council", 58.1, 60.1, 2.0, 1, 2, "analyst", "another source")
    ]
    when = {e.load_id: e.loaded_at for e in empty.ledger.history()}
    assert moves(empty, "loaded_at") == [(when[2],)]
    undo(empty, 2)
    assert moves(empty) == []


def test_a_source_that_was_never_shown_changes_nothing(empty: Store, the_catalogue: Catalogue) -> None:
    """Its cut is older than the one shown, so the page has shown 58.1 all the time."""
    load(empty, the_catalogue, [file(line(58.1, "2021-08", source="published"))])
    load(empty, the_catalogue, [file(line(60.1, "2021-08", "2021-08"))])
    assert series(empty, "icpc_due", SEPTEMBER)["value"].to_list() == [58.1]
    assert restatements(empty).is_empty()


def test_two_sources_by_turns_are_told_as_they_were_shown(empty: Store, the_catalogue: Catalogue) -> None:
    """Loads 1 and 3 are the published ones: load 3 took the place of load 2, not of load 1, and nobody saw 58 to 59."""
    for source, value, cut in (("published", 58, "2021-09"), ("council", 60, "2021-09"), ("published", 59, "2021-10")):
        load(empty, the_catalogue, [file(line(value, cut=cut, source=source))])
    assert moves(empty, "earlier_load", "earlier_value", "later_load", "later_value", "why") == [
        (2, 60.0, 3, 59.0, "another source"),
        (1, 58.0, 2, 60.0, "another source"),
    ]


def test_a_load_that_leaves_an_indicator_out_changes_nothing_of_it(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(58, source="published"))])
    load(empty, the_catalogue, [file(line(60))])
    load(empty, the_catalogue, [file(line(20, measure="care_s20"))])
    assert moves(empty, "earlier_load", "later_load", "later_value") == [(1, 2, 60.0)]
    assert series(empty, "icpc_due", SEPTEMBER)["value"].to_list() == [60.0]


def test_a_whole_load_that_leaves_a_locality_out_brings_the_other_source_back(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [file(line(58, locality="Wexley", source="published"))])
    load(empty, the_catalogue, [file(line(60, locality="Wexley"), line(61, locality="Ashport"))])
    load(empty, the_catalogue, [file(line(62, locality="Ashport"))], scope="whole")
    assert moves(empty, "locality", "earlier_load", "later_load", "later_value", "by_load") == [
        ("Ashport", 2, 3, 62.0, 3),
        ("Wexley", 2, 1, 58.0, 3),
        ("Wexley", 1, 2, 60.0, 2),
    ]
    assert series(empty, "icpc_due", SEPTEMBER, "Wexley")["value"].to_list() == [58.0]


def test_real_rows_in_place_of_simulated_ones_are_said_and_not_compared(empty: Store, the_catalogue: Catalogue) -> None:
    made_up = line(50, locality="Wexley", source="simulated").replace(",false", ",true")
    load(empty, the_catalogue, [file(made_up)])
    load(empty, the_catalogue, [file(line(60, locality="Wexley"))])
    assert moves(empty, "earlier_value", "later_value", "difference", "why", "simulated") == [
        (50.0, 60.0, None, "now from real rows", True)
    ]
    assert since_last_month(empty, SEPTEMBER, "Wexley").is_empty()


def test_the_last_thing_told_of_a_figure_is_what_is_shown(westshire: Store, tmp_path: Path) -> None:
    """An own extract, of a locality and the county, over the published figures and their simulated splits."""
    copied(westshire, tmp_path / "store")
    store = Store(tmp_path / "store")
    load(store, catalogue(), [file(line(60.1), line(50.0, locality="Wexley"), line(70, "2021-08"))])
    for locality, source, why in (("All", "published", "another source"), ("Wexley", "simulated", NOW_REAL)):
        mine = restatements(store, "icpc_due").filter(locality=locality, month=SEPTEMBER, source="council")
        (row,) = mine.iter_rows(named=True)
        shown = series(store, "icpc_due", SEPTEMBER, locality).filter(month=SEPTEMBER)
        assert (row["earlier_source"], row["later_value"], row["why"]) == (source, shown["value"].item(), why)


def test_a_figure_that_became_suppressed_is_a_restatement_too(restated: Store, the_catalogue: Catalogue) -> None:
    load(restated, the_catalogue, [file(line(marker="c", month="2021-08", cut="2021-10"))])
    newest = restatements(restated).row(0, named=True)
    assert (newest["earlier_value"], newest["later_value"], newest["difference"]) == (45.0, None, None)


def test_an_undone_load_restates_nothing(restated: Store) -> None:
    undo(restated, 3)
    undo(restated, 2)
    assert restatements(restated).is_empty()


def test_first_published_and_now_known_stand_side_by_side(restated: Store) -> None:
    rows = {row["month"]: row for row in series(restated, "icpc_due", SEPTEMBER).to_dicts()}
    assert (rows[AUGUST]["value"], rows[AUGUST]["first_published"]) == (45.0, 50.0)
    first = {row["month"]: row for row in series(restated, "icpc_due", SEPTEMBER, shown="published").to_dicts()}
    assert (first[AUGUST]["value"], first[SEPTEMBER]["value"], first[SEPTEMBER]["change"]) == (50.0, 58.0, 8.0)


def test_a_month_whose_own_cut_is_not_held_has_nothing_as_first_published(published: Store) -> None:
    assert month_table(published, AUGUST, shown="published").is_empty()
    assert month_table(published, SEPTEMBER, shown="published").height == len(catalogue().indicators)


def test_a_cut_takes_away_no_locality_that_it_does_not_name(empty: Store, the_catalogue: Catalogue) -> None:
    """The newer cut has the county alone; it says nothing of Wexley."""
    load(
        empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(40, "2021-08", "2021-08", locality="Wexley"))]
    )
    load(empty, the_catalogue, [file(line(60, "2021-08"))])
    assert series(empty, "icpc_due", SEPTEMBER)["value"].to_list() == [60.0]
    assert series(empty, "icpc_due", SEPTEMBER, "Wexley")["value"].to_list() == [40.0]


def test_a_target_that_was_loaded_goes_before_the_catalogues(
    published: Store, the_catalogue: Catalogue, empty: Store
) -> None:
    load(empty, the_catalogue, [file(line(58.1))])
    targets = Incoming("t.csv", b"measure_id,valid_from,target,reason\nicpc_due,2021-09,58,Agreed by the board\n")
    load(empty, the_catalogue, [targets])
    row = month_table(empty, SEPTEMBER).filter(measure_id="icpc_due").row(0, named=True)
    assert (row["target"], row["rag"], row["tolerance_percent"]) == (58.0, "green", 5.0)


def test_data_quality_by_indicator(published: Store) -> None:
    rows = {row["measure_id"]: row for row in quality(published).to_dicts()}
    assert len(rows) == len(catalogue().indicators)
    attendance = rows["school_attended"]
    assert (attendance["figures"], attendance["missing"], attendance["marked"]) == (12, 0, 1)
    assert (attendance["first_published"], attendance["with_counts"]) == (1, 0)


def test_a_load_of_audits_has_no_figures_that_could_have_moved(empty: Store, the_catalogue: Catalogue) -> None:
    audit = Incoming("areas.csv", b"cut,audit_id,area,rating,source\n2021-09,A1,Planning,Good,council\n")
    load(empty, the_catalogue, [audit])
    told = told_of(empty, the_catalogue, audit)
    assert told.is_empty(), "they are held already"
    assert warnings(empty, prepare(the_catalogue, [audit]).checked, told) == []
