"""What a load would change and what looks odd in it, before it is stored; and what moved afterwards."""

from __future__ import annotations

import shutil
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue, catalogue
from analytics.indicators import (
    changes,
    changes_sentence,
    month_table,
    quality,
    restatement_sentences,
    restatements,
    series,
    since_last_month,
    warnings,
)
from analytics.indicators.load_checks import _listed
from analytics.indicators.restatements import NOW_REAL, restatement_sentence
from analytics.store import Incoming, Store, load, prepare, undo

HEADER = "cut,month,measure_id,locality,numerator,denominator,value,marker,source,simulated"
SEPTEMBER, AUGUST = date(2021, 9, 1), date(2021, 8, 1)


def file(*lines: str) -> Incoming:
    return Incoming("f.csv", "\n".join([HEADER, *lines]).encode())


def line(
    value: object = "",
    month: str = "2021-09",
    cut: str = "2021-09",
    measure: str = "icpc_15d",
    locality: str = "All",
    counts: tuple[object, object] = ("", ""),
    marker: str = "",
    source: str = "council",
) -> str:
    return f"{cut},{month},{measure},{locality},{counts[0]},{counts[1]},{value},{marker},{source},false"


def codes(store: Store, the_catalogue: Catalogue, *lines: str) -> dict[str, str]:
    (checked,) = prepare(the_catalogue, [file(*lines)]).checked
    assert checked.refused == 0
    return {warned.code: warned.sentence for warned in warnings(store, checked, changes(store, checked))}


YEAR_BEFORE = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
ICPC = "% of ICPCs that took place within 15 w.days of start fo S47 enquiry"


def test_a_plain_load_warns_of_nothing(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(58.1)) == {}


def test_localities_that_do_not_give_the_county_figure(empty: Store, the_catalogue: Catalogue) -> None:
    """3 of 4 and 5 of 10 are 8 of 14, 57.1 %: not the mean of 75 and 50."""
    places = (line(locality="Stroud", counts=(3, 4)), line(locality="Gloucester", counts=(5, 10)))
    assert "localities-sum" not in codes(empty, the_catalogue, *places, line(57.1))
    said = codes(empty, the_catalogue, *places, line(62.5))["localities-sum"]
    assert "2 of 6 localities together 57.1%, county 62.5%" in said
    hidden = line(marker="c", locality="Cheltenham")
    assert "localities-sum" not in codes(empty, the_catalogue, *places, hidden, line(62.5))
    assert "localities-sum" not in codes(empty, the_catalogue, places[0], line(62.5)), "one alone is no county"


def test_a_value_that_differs_from_its_counts(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(75, counts=(3, 4))) == {}
    assert "80% written, 75.0% from 3 of 4" in codes(empty, the_catalogue, line(80, counts=(3, 4)))["counts-disagree"]


def test_a_month_outside_the_usual_limits(empty: Store, the_catalogue: Catalogue) -> None:
    """Twelve months that swing between 80 and 82: mean 81, mean moving range 2, limits 75.68 to 86.32."""
    months = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    held = [line(80 + 2 * (i % 2), month=m) for i, m in enumerate(months)]
    assert "outside-limits" not in codes(empty, the_catalogue, *held, line(86.3))
    said = codes(empty, the_catalogue, *held, line(86.4))["outside-limits"]
    assert "86.4%, usual 75.7% to 86.3%" in said
    assert "outside-limits" not in codes(empty, the_catalogue, *held[1:], line(86.4)), "eleven months are too few"


def test_the_expected_range_is_that_of_the_control_chart(empty: Store, the_catalogue: Catalogue) -> None:
    """Six months between 80 and 82, none in February, six months between 90 and 92: mean 86, and all moving ranges are
    2, for none is taken across the gap. So the limits are 86 ± 2.66 × 2."""
    first = [f"2020-{m:02}" for m in range(8, 13)] + ["2021-01"]
    later = [f"2021-{m:02}" for m in range(3, 9)]
    held = [line(80 + 2 * (i % 2), month=m) for i, m in enumerate(first)]
    held += [line(90 + 2 * (i % 2), month=m) for i, m in enumerate(later)]
    assert "92.0%, usual 80.7% to 91.3%" in codes(empty, the_catalogue, *held, line(92))["outside-limits"]
    load(empty, the_catalogue, [file(*held, line(86))])
    chart = series(empty, "icpc_15d", AUGUST).filter(month=AUGUST)
    assert chart.select("lower", "upper").row(0) == pytest.approx((80.68, 91.32))


def test_a_freak_month_does_not_widen_the_expected_range(empty: Store, the_catalogue: Catalogue) -> None:
    """Ten moves of 2, and a month that falls by 60 and rises again: those two moves are left out, as in the chart."""
    months = [f"2020-{m:02}" for m in range(8, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    values = [80, 82, 80, 82, 80, 82, 20, 82, 80, 82, 80, 82, 80]
    held = [line(value, month=month) for month, value in zip(months, values, strict=True)]
    mean = sum(values) / len(values)
    said = codes(empty, the_catalogue, *held, line(90))["outside-limits"]
    assert f"90.0%, usual {mean - 2.66 * 2:.1f}% to {mean + 2.66 * 2:.1f}%" in said


def test_rolling_figures_are_never_held_against_limits(empty: Store, the_catalogue: Catalogue) -> None:
    months = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    held = [line(15 + i % 2, month=m, measure="cic_3plus_placements_12m") for i, m in enumerate(months)]
    assert codes(empty, the_catalogue, *held, line(60, measure="cic_3plus_placements_12m")) == {}


def test_figures_that_moved_much_vanished_or_are_new(empty: Store, the_catalogue: Catalogue) -> None:
    load(
        empty,
        the_catalogue,
        [file(line(50, month="2021-08", cut="2021-08"), line(20, "2021-08", "2021-08", "cic_s20"))],
    )
    found = codes(empty, the_catalogue, line(60, month="2021-08"), line(30, month="2021-08", measure="cic_sdq"))
    assert "from 50.0% to 60.0%" in found["moved-much"]
    assert "accommodated under S20" in found["vanished"]
    assert "SDQ" in found["new"]


def test_rows_months_and_localities_that_are_missing(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, month="2021-08", cut="2021-08", locality="Stroud"))])
    found = codes(
        empty, the_catalogue, line(50, month="2021-06"), line(51), line(30, month="2021-06", measure="cic_sdq")
    )
    assert "September 2021 has 1 row, June 2021 2" in found["row-count"]
    assert "July 2021 and August 2021" in found["missing-month"]
    assert "Stroud" in found["fewer-localities"]


def test_what_would_change_is_told_before_it_is_stored(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(20, "2021-08", "2021-08", "cic_s20"))])
    (checked,) = prepare(
        the_catalogue, [file(line(55.5, "2021-08"), line(20, "2021-08", measure="cic_s20"), line(58))]
    ).checked
    told = changes(empty, checked)
    assert told.select("measure_id", "month", "value_now", "value_then", "difference").rows() == [
        ("icpc_15d", SEPTEMBER, None, 58.0, None),
        ("icpc_15d", AUGUST, 50.0, 55.5, 5.5),
    ]
    assert changes_sentence(told) == "What would change: 1 figure moves, 1 is new or had no value"
    assert empty.version[0] == 1


def test_an_older_cut_changes_nothing_that_a_newer_one_says(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08"))])
    (checked,) = prepare(the_catalogue, [file(line(40, "2021-08", "2021-08"))]).checked
    assert changes(empty, checked).is_empty()


def test_five_are_named_and_the_rest_are_counted() -> None:
    assert _listed(["a", "b", "c", "d", "e"]) == "a; b; c; d; e"
    assert _listed(["a", "b", "c", "d", "e", "f"]) == "a; b; c; d; e; and 1 more"


def test_another_kind_of_extract_changes_no_figure_and_is_not_judged(empty: Store, the_catalogue: Catalogue) -> None:
    targets = Incoming("t.csv", b"measure_id,valid_from,target,reason\nicpc_15d,2021-09,58,Agreed by the board\n")
    (checked,) = prepare(the_catalogue, [targets]).checked
    told = changes(empty, checked)
    assert (told.columns, told.height) == (["measure_id"], 0)
    assert warnings(empty, checked, told) == []


def test_a_table_without_rows_warns_of_nothing(empty: Store, the_catalogue: Catalogue) -> None:
    (checked,) = prepare(the_catalogue, [file(line(50, measure="unheard_of"))]).checked
    assert checked.accepted.is_empty()
    assert warnings(empty, checked, changes(empty, checked)) == []


def test_a_value_may_differ_from_its_counts_by_one_tenth_of_rounding(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(33.4, counts=(1, 3))) == {}
    assert codes(empty, the_catalogue, line(33.5, counts=(1, 3)))["counts-disagree"] == (
        f"Values that differ from their counts: {ICPC}, September 2021, All: 33.5% written, 33.3% from 1 of 3. "
        "The counts are used."
    )


def test_the_county_may_differ_from_its_localities_by_one_tenth_of_rounding(
    empty: Store, the_catalogue: Catalogue
) -> None:
    places = (line(locality="Stroud", counts=(3, 4)), line(locality="Gloucester", counts=(5, 10)))
    assert codes(empty, the_catalogue, *places, line(57.2)) == {}
    both = ("Stroud", "Gloucester")
    earlier = [*(line(counts=(1, 2), month="2021-08", locality=p) for p in both), line(30, month="2021-08")]
    of_others = [*(line(counts=(1, 2), locality=p, measure="cic_s20") for p in both), line(30, measure="cic_s20")]
    found = codes(empty, the_catalogue, *places, *of_others, *earlier, line(57.3))
    assert found["localities-sum"] == (
        "The localities do not give the county figure: "
        "% of children in care accommodated under S20, September 2021: 2 of 6 localities together 50.0%, county 30.0%; "
        f"{ICPC}, September 2021: 2 of 6 localities together 57.1%, county 57.3%; "
        f"{ICPC}, August 2021: 2 of 6 localities together 50.0%, county 30.0%. Both are stored as they are."
    )


def test_odd_sums_of_one_month_stand_in_the_order_of_the_measures(empty: Store, the_catalogue: Catalogue) -> None:
    measures = ["icpc_15d", "cic_sdq", "cic_s20", "cic_iro_casenote_6m", "cic_dental_check"]
    places = ("Stroud", "Gloucester")
    counted = [line(counts=(1, 2), locality=place, measure=m) for m in measures for place in places]
    given = [*counted, *(line(30, measure=m) for m in measures)]
    said = codes(empty, the_catalogue, *given)["localities-sum"]
    at = [said.index(the_catalogue.indicators[measure].name) for measure in measures]
    assert at == sorted(at, reverse=True)


def test_combined_areas_services_and_splits_are_not_added_to_the_localities(
    empty: Store, the_catalogue: Catalogue
) -> None:
    """8 of 14 in two localities; each further row would make it another share."""
    given = (
        line(locality="Stroud", counts=(3, 4)),
        line(locality="Gloucester", counts=(5, 10)),
        line(locality="Cotswolds & Stroud", counts=(3, 8)),
        line(locality="Under 11s", counts=(0, 7)),
        line(57.1),
    )
    assert codes(empty, the_catalogue, *given) == {}
    split = "cut,month,measure_id,locality,team,breakdown,category,numerator,denominator,value,source\n" + "".join(
        f"2021-09,2021-09,icpc_15d,{row},council\n"
        for row in (
            "Stroud,All,All,All,3,4,",
            "Stroud,Team A,All,All,0,9,",
            "Stroud,All,Age,Under 1,0,9,",
            "All,All,All,All,,,75",
        )
    )
    (checked,) = prepare(the_catalogue, [Incoming("f.csv", split.encode())]).checked
    told = changes(empty, checked)
    assert told.select("locality", "value_then").rows() == [("All", 75.0), ("Stroud", 75.0)]
    assert warnings(empty, checked, told) == []


def test_a_month_on_the_limit_is_within_the_usual(empty: Store, the_catalogue: Catalogue) -> None:
    """Twelve months that swing between 47.5 and 52.5: limits 50 ± 2.66 × 5, 36.7 to 63.3."""
    held = [line(47.5 + 5 * (i % 2), month=m) for i, m in enumerate(YEAR_BEFORE)]
    for inside, outside in ((36.7, 36.6), (63.3, 63.4)):
        assert codes(empty, the_catalogue, *held, line(inside)) == {}
        assert codes(empty, the_catalogue, *held, line(outside)) == {
            "outside-limits": "Outside what the months before would lead one to expect: "
            f"{ICPC}, September 2021: {outside}%, usual 36.7% to 63.3%. It may be real."
        }


@pytest.mark.parametrize("value", [0.0, 0.3, 0.6, 81.3, 100.0])
def test_a_series_that_never_moved_is_usual_where_it_stands(
    value: float, empty: Store, the_catalogue: Catalogue
) -> None:
    held = [line(f"{value}%", month=m) for m in YEAR_BEFORE]
    assert codes(empty, the_catalogue, *held, line(f"{value}%")) == {}
    other = 50.0
    assert f"50.0%, usual {value}% to {value}%" in codes(empty, the_catalogue, *held, line(other))["outside-limits"]


def test_usual_limits_are_never_said_to_lie_below_nought_or_above_a_hundred(
    empty: Store, the_catalogue: Catalogue
) -> None:
    held = [line(99 + i % 2, month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "50.0%, usual 96.8% to 100.0%" in codes(empty, the_catalogue, *held, line(50))["outside-limits"]
    held = [line(i % 2, month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "50.0%, usual 0.0% to 3.2%" in codes(empty, the_catalogue, *held, line(50))["outside-limits"]


def test_a_month_sent_again_stands_once_and_as_it_comes_in(empty: Store, the_catalogue: Catalogue) -> None:
    """Eleven months held at 50 come in again, swinging between 40 and 60: still eleven, and with a twelfth, not 50."""
    load(empty, the_catalogue, [file(*(line(50, month=m, cut="2021-08") for m in YEAR_BEFORE))])
    again = [line(40 + 20 * (i % 2), month=m) for i, m in enumerate(YEAR_BEFORE)]
    assert "outside-limits" not in codes(empty, the_catalogue, *again, line(90)), "usual 0.0 to 100.0"
    assert "usual 50.0% to 50.0%" in codes(empty, the_catalogue, line(90))["outside-limits"], "those held count too"


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
    few = [line(10, measure="cic_s20"), line(10, measure="cic_sdq")]
    assert "outside-limits" in codes(empty, the_catalogue, *few, *held, line(90))


def test_ten_points_are_much(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(20, "2021-08", "2021-08", "cic_s20"))])
    found = codes(empty, the_catalogue, line(40, "2021-08"), line(29.9, "2021-08", measure="cic_s20"))
    assert found == {
        "moved-much": f"Moved by 10 points or more: {ICPC}, August 2021, All: from 50.0% to 40.0%. "
        "Check whether late recording explains it."
    }


def test_what_vanished_and_what_is_new_is_told_against_the_newest_cut_of_the_same_source(
    empty: Store, the_catalogue: Catalogue
) -> None:
    s20 = line(20, "2021-08", "2021-08", "cic_s20")
    load(empty, the_catalogue, [file(line(20, "2021-07", "2021-07", "cic_3plus_placements_12m"))])
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), s20)])
    load(empty, the_catalogue, [file(line(50, measure="cic_sdq", source="others"))])
    load(empty, the_catalogue, [file(line(50, "2021-10", "2021-10", "cic_sdq"))])
    assert codes(empty, the_catalogue, line(50, "2021-08"), line(50, "2021-08", measure="cic_sdq")) == {
        "vanished": "In the cut August 2021, but not in this one: % of children in care accommodated under S20. "
        "Their earlier months stay as they are.",
        "new": "In this cut, but not in the cut August 2021: % of children in care with an up-to-date SDQ. "
        "Check that they are meant.",
    }
    same_cut = codes(empty, the_catalogue, line(50, "2021-08", "2021-08"))
    assert "In the cut August 2021, but not in this one" in same_cut["vanished"], "a corrected load of the same cut"


def test_months_and_rows_left_out_are_told_in_full(empty: Store, the_catalogue: Catalogue) -> None:
    given = [line(50, "2020-11"), line(50, "2021-02"), line(50, "2021-02", measure="cic_s20")]
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
    measures = ["cic_sdq", "cic_s20", "icpc_15d", "cic_dental_check", "cic_iro_casenote_6m"]
    given = [line(50, month, measure=measure) for measure in measures for month in ("2021-07", "2021-09")]
    said = codes(empty, the_catalogue, *given)["missing-month"]
    names = [the_catalogue.indicators[measure].name for measure in measures]
    assert said.startswith(f"Months left out between others: {'; '.join(f'{name}: August 2021' for name in names)}. ")


def test_localities_left_out_are_told_in_full(empty: Store, the_catalogue: Catalogue) -> None:
    held = [line(50, "2021-08", "2021-08", locality=place) for place in ("Tewkesbury", "Stroud", "Gloucester")]
    load(empty, the_catalogue, [file(*held)])
    assert codes(empty, the_catalogue, line(50, locality="Stroud")) == {
        "fewer-localities": "In the cut before, but not in this one: Gloucester; Tewkesbury. "
        "Check that the export is complete."
    }


def test_changes_are_listed_newest_month_first_then_as_in_the_catalogue_then_by_locality(
    empty: Store, the_catalogue: Catalogue
) -> None:
    (checked,) = prepare(
        the_catalogue,
        [
            file(
                line(1, "2021-08"),
                line(2, measure="cic_s20"),
                line(3, measure="icpc_15d", locality="Stroud"),
                line(4, measure="icpc_15d"),
            )
        ],
    ).checked
    told = changes(empty, checked)
    assert told.columns == [
        "measure_id",
        "name",
        "locality",
        "month",
        "value_now",
        "value_then",
        "difference",
        "instead_of_simulated",
    ]
    assert told.select("name", "locality", "value_then").rows() == [
        (ICPC, "All", 4.0),
        (ICPC, "Stroud", 3.0),
        ("% of children in care accommodated under S20", "All", 2.0),
        (ICPC, "All", 1.0),
    ]


def test_a_corrected_load_of_the_same_cut_changes_what_it_says(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50))])
    (checked,) = prepare(the_catalogue, [file(line(51))]).checked
    assert changes(empty, checked).select("value_now", "value_then", "difference").rows() == [(50.0, 51.0, 1.0)]


def simulated(*lines: str) -> Incoming:
    return Incoming(
        "s.csv", "\n".join([HEADER, *(one.replace("council,false", "made up,true") for one in lines)]).encode()
    )


def test_a_real_figure_is_never_compared_with_the_simulated_one_that_it_replaces(
    empty: Store, the_catalogue: Catalogue
) -> None:
    months = [f"2020-{m:02}" for m in range(9, 13)] + [f"2021-{m:02}" for m in range(1, 9)]
    held = [line(80 + 2 * (i % 2), month=m) for i, m in enumerate(months)]
    load(empty, the_catalogue, [simulated(*held, line(80), line(50, locality="Stroud"))])
    (checked,) = prepare(the_catalogue, [file(line(20), line(50, locality="Stroud"))]).checked
    told = changes(empty, checked)
    assert told.select("value_now", "value_then", "difference", "instead_of_simulated").rows() == [
        (None, 20.0, None, True),
        (None, 50.0, None, True),
    ]
    assert changes_sentence(told).endswith(
        "0 are new or had no value, 2 take the place of simulated figures, not compared"
    )
    assert {warned.code for warned in warnings(empty, checked, told)} == set()


def test_a_simulated_figure_never_takes_the_place_of_a_real_one(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50))])
    (checked,) = prepare(the_catalogue, [simulated(line(80))]).checked
    assert changes(empty, checked).is_empty()


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
    newest, said = restatement_sentences(restated, "icpc_15d", "All", AUGUST)
    assert "then 45.0%" in newest
    assert "August 2021: 50.0% in the cut August 2021 of council (load 1), then 44.0% in the cut September 2021" in said
    assert restatements(restated, "cic_s20").is_empty()
    assert restatement_sentences(restated, "cic_s20", "All", AUGUST) == [
        "It has not: no load has changed the figure of August 2021 since it was first held."
    ]


@pytest.mark.parametrize(
    ("locality", "simulated", "why", "said"),
    [
        (
            "All",
            False,
            "later cut",
            "Visits, August 2021: 50.0% in the cut August 2021 of published (load 1), then – in",
        ),
        ("Stroud", True, "later cut", "Visits, Stroud, August 2021: 50.0% (simulated) in the cut August 2021 of"),
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
    }  # fmt: skip
    assert said in restatement_sentence(row)
    assert restatement_sentence(row).endswith(f": {why}, loaded on 4 October 2021, 09:05 UTC by the analyst.")


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
    assert series(empty, "icpc_15d", SEPTEMBER)["value"].to_list() == [58.1]
    assert restatements(empty).is_empty()


def test_two_sources_by_turns_are_told_as_they_were_shown(empty: Store, the_catalogue: Catalogue) -> None:
    """Loads 1 and 3 are the published ones: load 3 took the place of load 2, not of load 1, and nobody saw 58 to 59."""
    for source, value, cut in (("published", 58, "2021-09"), ("council", 60, "2021-09"), ("published", 59, "2021-10")):
        load(empty, the_catalogue, [file(line(value, cut=cut, source=source))])
    assert moves(empty, "earlier_load", "earlier_value", "later_load", "later_value", "why") == [
        (2, 60.0, 3, 59.0, "another source"),
        (1, 58.0, 2, 60.0, "another source"),
    ]


def test_a_corrected_load_that_leaves_a_figure_out_brings_the_other_source_back(
    empty: Store, the_catalogue: Catalogue
) -> None:
    load(empty, the_catalogue, [file(line(58, source="published"))])
    load(empty, the_catalogue, [file(line(60))])
    load(empty, the_catalogue, [file(line(20, measure="cic_s20"))])
    assert moves(empty, "earlier_load", "later_load", "later_value") == [(1, 2, 60.0), (2, 1, 58.0)]
    assert series(empty, "icpc_15d", SEPTEMBER)["value"].to_list() == [58.0]


def test_real_rows_in_place_of_simulated_ones_are_said_and_not_compared(empty: Store, the_catalogue: Catalogue) -> None:
    made_up = line(50, locality="Stroud", source="simulated").replace(",false", ",true")
    load(empty, the_catalogue, [file(made_up)])
    load(empty, the_catalogue, [file(line(60, locality="Stroud"))])
    assert moves(empty, "earlier_value", "later_value", "difference", "why", "simulated") == [
        (50.0, 60.0, None, "now from real rows", True)
    ]
    assert since_last_month(empty, SEPTEMBER, "Stroud").is_empty()


def test_the_last_thing_told_of_a_figure_is_what_is_shown(demonstration: Store, tmp_path: Path) -> None:
    """An own extract, of a locality and the county, over the published figures and their simulated splits."""
    shutil.copytree(demonstration.root, tmp_path / "store")
    store = Store(tmp_path / "store")
    load(store, catalogue(), [file(line(60.1), line(33.3, locality="Stroud"), line(70, "2021-08"))])
    for locality, source, why in (("All", "published", "another source"), ("Stroud", "simulated", NOW_REAL)):
        mine = restatements(store, "icpc_15d").filter(locality=locality, month=SEPTEMBER, source="council")
        (row,) = mine.iter_rows(named=True)
        shown = series(store, "icpc_15d", SEPTEMBER, locality).filter(month=SEPTEMBER)
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
    rows = {row["month"]: row for row in series(restated, "icpc_15d", SEPTEMBER).to_dicts()}
    assert (rows[AUGUST]["value"], rows[AUGUST]["first_published"]) == (45.0, 50.0)
    first = {row["month"]: row for row in series(restated, "icpc_15d", SEPTEMBER, shown="published").to_dicts()}
    assert (first[AUGUST]["value"], first[SEPTEMBER]["value"], first[SEPTEMBER]["change"]) == (50.0, 58.0, 8.0)


def test_a_month_whose_own_cut_is_not_held_has_nothing_as_first_published(published: Store) -> None:
    assert month_table(published, AUGUST, shown="published").is_empty()
    assert month_table(published, SEPTEMBER, shown="published").height == 77


def test_all_rows_of_a_month_come_from_one_cut(empty: Store, the_catalogue: Catalogue) -> None:
    """The newer cut leaves Stroud out; the older cut's Stroud must not stand beside the newer county figure."""
    load(
        empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(40, "2021-08", "2021-08", locality="Stroud"))]
    )
    load(empty, the_catalogue, [file(line(60, "2021-08"))])
    assert series(empty, "icpc_15d", SEPTEMBER)["value"].to_list() == [60.0]
    assert series(empty, "icpc_15d", SEPTEMBER, "Stroud").is_empty()


def test_a_target_that_was_loaded_goes_before_the_catalogues(
    published: Store, the_catalogue: Catalogue, empty: Store
) -> None:
    load(empty, the_catalogue, [file(line(58.1))])
    targets = Incoming("t.csv", b"measure_id,valid_from,target,reason\nicpc_15d,2021-09,58,Agreed by the board\n")
    load(empty, the_catalogue, [targets])
    row = month_table(empty, SEPTEMBER).filter(measure_id="icpc_15d").row(0, named=True)
    assert (row["target"], row["rag"], row["tolerance_percent"]) == (58.0, "green", 5.0)


def test_data_quality_by_indicator(published: Store) -> None:
    rows = {row["measure_id"]: row for row in quality(published).to_dicts()}
    assert len(rows) == 77
    attendance = rows["cic_good_attendance"]
    assert (attendance["figures"], attendance["missing"], attendance["marked"]) == (10, 2, 1)
    assert (attendance["first_published"], attendance["with_counts"]) == (1, 0)


def test_a_load_of_audits_has_no_figures_that_could_have_moved(empty: Store, the_catalogue: Catalogue) -> None:
    audit = Incoming("areas.csv", b"cut,audit_id,area,rating,source\n2021-09,A1,Planning,Good,council\n")
    load(empty, the_catalogue, [audit])
    (checked,) = prepare(the_catalogue, [audit]).checked
    assert warnings(empty, checked, changes(empty, checked)) == []
