"""What a load would change and what looks odd in it, before it is stored; and what moved afterwards."""

from __future__ import annotations

from datetime import date

import pytest

from analytics.catalogue import Catalogue
from analytics.indicators import changes, month_table, quality, restatement_sentence, restatements, series, warnings
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


def test_a_plain_load_warns_of_nothing(empty: Store, the_catalogue: Catalogue) -> None:
    assert codes(empty, the_catalogue, line(58.1)) == {}


def test_localities_that_do_not_give_the_county_figure(empty: Store, the_catalogue: Catalogue) -> None:
    """3 of 4 and 5 of 10 are 8 of 14, 57.1 %: not the mean of 75 and 50."""
    places = (line(locality="Stroud", counts=(3, 4)), line(locality="Gloucester", counts=(5, 10)))
    assert "localities-sum" not in codes(empty, the_catalogue, *places, line(57.1))
    said = codes(empty, the_catalogue, *places, line(62.5))["localities-sum"]
    assert "localities together 57.1%, county 62.5%" in said


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
    assert "September 2021 has 1 rows, June 2021 2" in found["row-count"]
    assert "July 2021 and August 2021" in found["missing-month"]
    assert "Stroud" in found["fewer-localities"]


def test_what_would_change_is_told_before_it_is_stored(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08", "2021-08"), line(20, "2021-08", "2021-08", "cic_s20"))])
    (checked,) = prepare(
        the_catalogue, [file(line(55.5, "2021-08"), line(20, "2021-08", measure="cic_s20"), line(58))]
    ).checked
    told = changes(empty, checked).select("measure_id", "month", "value_now", "value_then", "difference").rows()
    assert told == [("icpc_15d", SEPTEMBER, None, 58.0, None), ("icpc_15d", AUGUST, 50.0, 55.5, 5.5)]
    assert empty.version[0] == 1


def test_an_older_cut_changes_nothing_that_a_newer_one_says(empty: Store, the_catalogue: Catalogue) -> None:
    load(empty, the_catalogue, [file(line(50, "2021-08"))])
    (checked,) = prepare(the_catalogue, [file(line(40, "2021-08", "2021-08"))]).checked
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
    said = restatement_sentence(found.row(1, named=True))
    assert "August 2021: 50.0% in the cut August 2021 (load 1), 44.0% in the cut September 2021 (load 2)" in said
    assert restatements(restated, "cic_s20").is_empty()


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
