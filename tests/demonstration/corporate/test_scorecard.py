"""The scorecard: its own tolerance, its periods, what is for comparison, and the figures as printed."""

from __future__ import annotations

from datetime import date

from analytics.corporate import scorecard
from analytics.store import Store
from tests.corporate.rows import printed
from tests.corporate.test_scorecard import SEPTEMBER


def test_exactly_five_percent_off_is_listed(published: Store) -> None:
    edge = scorecard.on_the_edge(scorecard.measures(published, SEPTEMBER))
    assert edge.select("measure_id", "period", "value").rows() == [("sc_cp_plans_2_years", date(2020, 9, 1), 2.1)]


def test_a_snapshot_must_be_the_last_month_and_a_quarter_lie_within_its_three(published: Store) -> None:
    beside = scorecard.beside_monthly(published, SEPTEMBER)
    rows = {r["measure_id"]: r for r in beside.iter_rows(named=True)}
    assert beside.height == 15
    absent = rows["cic_good_attendance"]  # 100 minus the share with good attendance
    assert (absent["value"], absent["lowest"], absent["agrees"]) == (18.4, 18.0, False)
    visits = rows["initial_visits_timescale_all"]
    assert visits["lowest"] < visits["value"] < visits["highest"]
    reviews = rows["cic_review_up_to_date"]
    assert (reviews["target"], reviews["target_monthly"]) == (98.0, 100.0)
    said = scorecard.beside_sentence(beside)
    assert "2 of 15 measures do not fit" in said
    assert "(98 here, 100 there)" in said


def test_every_printed_figure_is_shown_as_printed(published: Store) -> None:
    frame = scorecard.measures(published, SEPTEMBER)
    shown = {(r["measure_id"], r["period"]): r for r in frame.iter_rows(named=True)}
    lines = printed("scorecard_quarterly")
    assert len(shown) == len(lines) == 128
    for line in lines:
        year, _, month = line["period"].partition("-")
        row = shown[line["measure_id"], date(int(year), int(month or 8), 1)]
        assert row["value"] == float(line["value"])
        assert row["target"] == (float(line["target"]) if line["target"] else None)
        assert row["period_confidence"] == line["period_confidence"]
    newest = {m: max(p for name, p in shown if name == m) for m, _ in shown}
    for line in printed("scorecard_measures"):
        row = shown[line["measure_id"], newest[line["measure_id"]]]
        assert (row["measure"], row["section"]) == (line["measure"], line["section"])
        assert row["reporting_basis"] == line["reporting_basis"]
        assert line["polarity"].lower().startswith(row["polarity"])
        known = line["comparator"] not in ("", "n/a")
        assert row["comparator"] == (float(line["comparator"]) if known else None)
        assert known or row["comparator_marker"] == ("z" if line["comparator"] else "x")
