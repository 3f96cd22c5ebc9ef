"""What stands behind the line: limits and signals by shape and word, others over their period, events by number."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import altair as alt
import polars as pl
import pytest

from analytics import indicators
from analytics.catalogue import Catalogue
from analytics.charts import Chart, as_svg
from analytics.charts.indicator import Beside, indicator_line
from analytics.indicators.comparators import beside
from analytics.months import up_to
from analytics.store import Incoming, Store, all_rows, load
from tests.making import copied

SEPTEMBER = date(2021, 9, 1)
NOTHING = pl.DataFrame({"value": []})
NO_EVENTS = pl.DataFrame({"number": []})
EVENTS = pl.DataFrame({"number": [1], "month": [date(2021, 1, 1)], "note": ["A lockdown began"]})


def line(
    store: Store,
    catalogue: Catalogue,
    measure: str,
    *,
    month: date = SEPTEMBER,
    locality: str = "All",
    others: pl.DataFrame = NOTHING,
    events: pl.DataFrame = NO_EVENTS,
    first: bool = False,
    dark: bool = False,
) -> Chart:
    series = indicators.series(store, measure, month, locality)
    beside = Beside(others, events, first)
    return indicator_line(series, catalogue.indicators[measure], month, catalogue.area_name(locality), beside, dark)


def beside_icpc(store: Store) -> pl.DataFrame:
    return beside(all_rows(store, "comparators"), SEPTEMBER).filter(measure_id="icpc_due")


def marks(chart: Chart, **wanted: Any) -> list[dict[str, Any]]:
    return [layer for layer in chart.spec["layer"] if all(layer["mark"].get(k) == v for k, v in wanted.items())]


def labels(chart: Chart) -> list[str]:
    return list(dict.fromkeys(row["label"] for layer in marks(chart, type="text") for row in layer["data"]["values"]))


def drawn(layer: dict[str, Any], column: str = "value") -> dict[str, float]:
    return {row["at"][:7]: row[column] for row in layer["data"]["values"] if row[column] is not None}


def test_limits_are_cut_at_100_when_drawn_and_the_label_says_so(published: Store, the_catalogue: Catalogue) -> None:
    """Twelve figures before September: mean 99.275, mean moving range 3.9 / 11, so 99.275 − 2.66 × 3.9 / 11 × 13/12."""
    chart = line(published, the_catalogue, "worker_in_2_weeks")
    lower, upper = marks(chart, strokeDash=[6, 3])
    assert lower["encoding"]["y"]["field"] == "lower"
    assert set(drawn(upper, "upper").values()) == {100.0}
    assert drawn(lower, "lower")["2021-09"] == pytest.approx(98.253, abs=0.001)
    assert {"Mean 99.3%", "Limit 98.3%", "Limit over 100%"} <= set(labels(chart))
    assert "Mean 99.3%, expected range 98.3% to 100.0%. Any month that is judged could be chance." in chart.alt
    assert "from the 12 figures before September 2021; drawn within 0% and 100%." in chart.caption
    assert "Judged by an XmR chart." in chart.caption
    assert "Diamond" not in chart.caption


def test_a_limit_below_nought_is_cut_there(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "care_again")
    lower, _ = marks(chart, strokeDash=[6, 3])
    assert set(drawn(lower, "lower").values()) == {0.0}
    assert "Limit below 0%" in labels(chart)


def test_a_signal_is_a_diamond_and_the_newest_is_told_in_words(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "icpc_due")
    (diamonds,) = marks(chart, shape="diamond")
    assert list(drawn(diamonds)) == ["2021-06", "2021-09"]
    assert "June 2021: above the expected range; September 2021: below the expected range" in chart.alt
    assert "unlikely to be chance; the newest is September 2021, below the expected range." in chart.caption


def test_fewer_than_13_figures_have_trial_limits(published: Store, the_catalogue: Catalogue) -> None:
    assert "trial limits" in line(published, the_catalogue, "icpc_due", month=date(2021, 8, 1)).caption
    assert "trial limits" not in line(published, the_catalogue, "icpc_due").caption


def test_a_window_that_overlaps_has_no_limits(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "missing_in_year")
    assert not marks(chart, strokeDash=[6, 3])
    assert "limits" not in chart.caption + chart.alt


def test_limits_that_coincide_have_one_label(empty: Store, the_catalogue: Catalogue) -> None:
    rows = [f"2021-09,{month:%Y-%m},reviews_current,100.0" for month in up_to(SEPTEMBER, 13)]
    load(empty, the_catalogue, [Incoming("own.csv", "\n".join(["cut,month,measure_id,value", *rows]).encode())])
    said = labels(line(empty, the_catalogue, "reviews_current"))
    assert "Mean 100.0%" in said
    assert not any(label.startswith("Limit") for label in said)


def test_simulated_months_beside_published_ones_are_a_line_of_their_own(
    westshire: Store, the_catalogue: Catalogue
) -> None:
    chart = line(westshire, the_catalogue, "icpc_due")
    made_up, real = (layer for layer in marks(chart, type="line") if layer["mark"].get("point"))
    assert made_up["mark"]["strokeDash"]
    assert made_up["mark"]["point"]["filled"] is False
    assert made_up["mark"]["color"] != real["mark"]["color"]
    assert (min(drawn(made_up)), max(drawn(made_up))) == ("2018-09", "2020-08")
    assert (min(drawn(real)), max(drawn(real))) == ("2020-09", "2021-09")
    assert "Simulated" in labels(chart)
    for said in (chart.caption, chart.alt, as_svg(chart).decode()):
        assert "wholly simulated" in said
        assert "simulated split of the published" in said


def test_an_area_that_is_wholly_simulated_says_so_in_title_caption_and_alt(
    westshire: Store, the_catalogue: Catalogue
) -> None:
    chart = line(westshire, the_catalogue, "icpc_due", locality="Wexley")
    (only,) = (layer for layer in marks(chart, type="line") if layer["mark"].get("point"))
    assert "strokeDash" not in only["mark"]
    assert "% (simulated) in September 2021" in chart.title
    for said in (chart.caption, chart.alt):
        assert "Wexley" in said
        assert "simulated split of the published figure" in said


def test_others_stand_over_their_own_period(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "icpc_due", others=beside_icpc(published))
    (band,) = marks(chart, type="rect")
    (extent,) = band["data"]["values"]
    assert extent == {"at": "2020-09-01T00:00:00", "until": "2021-03-01T00:00:00", "low": 60.9, "high": 85.8}
    assert {"Neighbours 82.3%", "England 83.1%"} <= set(labels(chart))
    assert "England, the median and the range of the statistical neighbours, year to March 2021" in chart.caption
    assert "Statistical neighbours median 82.3%" in chart.alt


def test_others_of_a_period_outside_the_chart_are_not_drawn(published: Store, the_catalogue: Catalogue) -> None:
    later = beside_icpc(published).with_columns(period=pl.lit("year to March 2024"))
    chart = line(published, the_catalogue, "icpc_due", others=later)
    assert not marks(chart, type="rect")
    assert "neighbours" not in chart.caption + chart.alt


def test_others_too_far_from_the_month_are_drawn_and_said_to_be(published: Store, the_catalogue: Catalogue) -> None:
    others = beside_icpc(published).with_columns(
        period=pl.lit("30 September 2020"), not_compared=pl.lit("too far apart")
    )
    chart = line(published, the_catalogue, "icpc_due", others=others)
    assert marks(chart, type="rect")
    for said in (chart.caption, chart.alt):
        assert "30 September 2020, too far apart" in said


def test_a_figure_of_one_day_is_drawn_a_month_wide(published: Store, the_catalogue: Catalogue) -> None:
    a_day = beside_icpc(published).with_columns(period=pl.lit("31 March 2021"))
    (band,) = marks(line(published, the_catalogue, "icpc_due", others=a_day), type="rect")
    assert (band["data"]["values"][0]["at"][:10], band["data"]["values"][0]["until"][:10]) == (
        "2021-03-01",
        "2021-03-28",
    )


def test_an_event_is_a_numbered_rule_and_stands_in_the_caption(published: Store, the_catalogue: Catalogue) -> None:
    chart = line(published, the_catalogue, "icpc_due", events=EVENTS)
    (rule,) = marks(chart, type="rule", strokeDash=[1, 3])
    assert rule["data"]["values"][0]["at"][:7] == "2021-01"
    assert "1" in labels(chart)
    assert "Events: 1 January 2021: A lockdown began." in chart.caption
    assert "A lockdown began" in chart.alt


def test_limits_recalculated_are_lines_of_their_own_and_said(
    published: Store, the_catalogue: Catalogue, tmp_path: Path
) -> None:
    store = copied(published, tmp_path / "store")
    # March to August: mean 36.8, mean moving range 4.74; limits 36.8 ± 2.66 × 4.74 × 7/6.
    indicators.confirm_step(store, "reviews_of_health", date(2021, 3, 1), "A new form")
    chart = line(store, the_catalogue, "reviews_of_health")
    mean = next(layer for layer in chart.spec["layer"] if layer["encoding"].get("y", {}).get("field") == "mean")
    assert mean["encoding"]["detail"]["field"] == "since"
    stretches = {row["at"][:7]: row["since"] for row in mean["data"]["values"]}
    assert (stretches["2021-02"], stretches["2021-03"]) == ("", "March 2021")
    assert "from the 6 figures before September 2021; recalculated from March 2021, trial limits" in chart.caption
    assert "Mean from March 2021 on 36.8%, expected range (trial limits) 23.9% to 49.7%." in chart.alt
    assert "recalculated" not in line(published, the_catalogue, "reviews_of_health").caption


def test_what_was_first_held_and_simulated_is_said_to_be(westshire: Store, the_catalogue: Catalogue) -> None:
    chart = line(westshire, the_catalogue, "icpc_due", first=True)
    assert "as its own cut first said it; simulated in June 2021 to August 2021." in chart.caption


@pytest.mark.parametrize("dark", [False, True])
def test_a_chart_with_everything_on_it_is_valid(westshire: Store, the_catalogue: Catalogue, dark: bool) -> None:
    chart = line(
        westshire,
        the_catalogue,
        "icpc_due",
        others=beside_icpc(westshire),
        events=EVENTS,
        first=True,
        dark=dark,
    )
    alt.LayerChart.from_dict(chart.spec, validate=True)
    assert "NaN" not in json.dumps(chart.spec)
