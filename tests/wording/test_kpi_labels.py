"""What a month's figures mean, in words: each said of a row that was made for it, and of the published figures."""

from __future__ import annotations

from datetime import date
from typing import Any

import polars as pl
import pytest

from analytics import months, wording
from analytics.indicators import kpi_facts, month_table, series
from analytics.store import Store
from analytics.wording import notes_said, rebase_suggestion, simulated_sentence
from analytics.wording.kpi_labels import assurance_label, direction_label, quarter_label, to_target_label
from tests.kinds import PERCENTAGES, of_kind

SEPTEMBER = date(2021, 9, 1)


def row(**changed: Any) -> dict[str, Any]:
    """A row of a series: 36 of 62, against a target of 80, within its limits."""
    return {
        "measure_id": "m",
        "month": SEPTEMBER, "value": 58.1, "window": "month", "polarity": "bigger", "counted": "conferences",
        "numerator": 36, "denominator": 62, "counts_simulated": False, "simulated": False,
        "target": 80.0, "distance": -21.9, "count_to_target": 14,
        "mean": 66.0, "lower": 57.0, "upper": 75.0, "trial": False, "signal": None, "side": None,
        "variation": "common cause", "no_variation": None, "no_assurance": None, "few": False, "small": False,
        "assurance": "hit or miss", "rolling_quarter": 74.0, "quarter_numerator": 145, "quarter_denominator": 196,
        "no_quarter": None, "direction": "declining", "direction_word": "getting worse", "trend": "2nd month",
        "level": None, "no_direction": None, **PERCENTAGES,
    } | changed  # fmt: skip


@pytest.mark.parametrize(
    ("changed", "headline"),
    [
        ({"assurance": "passes"}, "Yes, at this level"),
        ({"assurance": "fails"}, "No, unless something changes"),
        ({}, "Sometimes"),
        ({"assurance": None, "target": None}, "Not judged"),
    ],
)
def test_assurance_is_said_in_words(changed: dict[str, Any], headline: str) -> None:
    assert assurance_label(row(**changed))[0] == headline


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"target": None}, "no target in force"),
        ({"target": None, "start_assumed": True}, "not rated (start of the target not published)"),
        ({"polarity": "plan"}, "plan is best"),
        ({"no_assurance": "each figure also covers months before it"}, "each figure also covers months before it"),
    ],
)
def test_no_assurance_comes_with_its_reason(changed: dict[str, Any], why: str) -> None:
    assert assurance_label(row(assurance=None, **changed)) == ("Not judged", why)


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({}, ("14 more", "would have met the target; now 36 of 62")),
        (
            {"polarity": "smaller", "distance": 4.0, "count_to_target": 3, "counts_simulated": True},
            ("3 fewer", "would have met the target; now 36 of 62; simulated counts"),
        ),
        ({"count_to_target": 0}, ("Target met", "36 of 62")),
        (
            {"numerator": 4, "denominator": 19, "count_to_target": 12},
            ("12 more", "would have met the target; now 4 of 19; small numbers, fewer than 20"),
        ),
        ({"denominator": 20}, ("14 more", "would have met the target; now 36 of 20")),
        ({"count_to_target": None, "target": None}, ("No target in force", "36 of 62")),
        (
            {"count_to_target": None, "target": None, "start_assumed": True},
            ("Not rated (start of the target not published)", "36 of 62"),
        ),
        ({"count_to_target": None, "numerator": 0, "denominator": 0, "value": None}, ("No figure", None)),
        ({"numerator": None, "denominator": None}, ("Not known", "no numerator and denominator are held")),
    ],
)
def test_the_way_to_the_target_is_counted_and_says_what_the_counts_are(
    changed: dict[str, Any], said: tuple[str, str | None]
) -> None:
    headline, rest = to_target_label(row(**changed))
    assert headline == said[0]
    assert said[1] in (rest, None)


def test_a_quarter_says_what_it_is_made_of_or_why_it_is_not_there() -> None:
    assert quarter_label(row()) == ("74.0%", "145 of 196 in three months")
    assert quarter_label(row(counts_simulated=True))[1] == "145 of 196 in three months; simulated counts"
    assert quarter_label(row(window="snapshot"))[1] == "a snapshot's quarter is its last month"
    assert quarter_label(row(window="snapshot", simulated=True))[1].endswith("; simulated")
    refused = row(rolling_quarter=None, no_quarter="no figure for July 2021")
    assert quarter_label(refused) == ("None", "no figure for July 2021")


def test_the_direction_is_said_with_its_run_and_level_or_why_there_is_none() -> None:
    assert direction_label(row(level="good")) == ("Getting worse", "2nd month; good")
    assert direction_label(row(direction=None, no_direction="no figure this month")) == (
        "Not known",
        "no figure this month",
    )


def test_every_indicator_of_the_month_can_be_put_into_words(westshire: Store) -> None:
    for measure_id in month_table(westshire, SEPTEMBER)["measure_id"]:
        for locality in ("All", "Wexley"):
            for month in series(westshire, measure_id, SEPTEMBER, locality)["month"][::6]:
                facts = wording.kpi_facts(kpi_facts(westshire, measure_id, month, locality))
                assert all(fact.headline or fact.unrated for fact in facts)
                assert None not in [fact.rest for fact in facts]


def test_the_note_of_each_stretch_of_months_is_said_once(westshire: Store) -> None:
    county = series(westshire, "icpc_due", SEPTEMBER)
    assert notes_said(county) == (
        "September 2018 to August 2020: pooled from the localities; wholly simulated: nothing was published. "
        "September 2020 to September 2021: numerator and denominator are a simulated split of the published figure."
    )
    assert simulated_sentence(county, "Westshire") == (
        "Simulated: the figures of September 2018 to August 2020 and the counts of September 2020 to September 2021."
    )
    place = series(westshire, "icpc_due", SEPTEMBER, "Wexley")
    assert simulated_sentence(place, "Wexley") == "All figures for Wexley are simulated."
    assert "September 2020 to September 2021: simulated split of the published figure." in notes_said(place)


def test_real_figures_need_no_note(published: Store) -> None:
    county = series(published, "icpc_due", SEPTEMBER)
    assert notes_said(county) == ""
    assert simulated_sentence(county, "Westshire") == ""


def charted(values: list[float], mean: float | None) -> pl.DataFrame:
    held = [months.before(SEPTEMBER, back) for back in range(len(values) - 1, -1, -1)]
    return pl.DataFrame(
        {
            "measure_id": "m",
            "month": held,
            "value": values,
            "mean": [mean] * len(values),
            "recalculated": [None] * len(values),
            "signal": ["shift"] * len(values),
        },
        schema_overrides={
            "measure_id": pl.String,
            "month": pl.Date,
            "value": pl.Float64,
            "mean": pl.Float64,
            "recalculated": pl.Date,
            "signal": pl.String,
        },
    ).pipe(of_kind)


def test_new_limits_are_suggested_and_never_applied() -> None:
    """Seven months or more at one level, after six at another: the mean of 10 × 6 and 20 × 7 is 15.4."""
    said = rebase_suggestion(charted([10.0] * 6 + [20.0] * 7, 15.4))
    assert said.startswith("From March 2021 to September 2021 every figure lies above the mean of 15.4%.")
    assert said.endswith("This is a suggestion for the analyst; nothing has been changed.")
    assert "below the mean of 15.4%" in rebase_suggestion(charted([20.0] * 6 + [10.0] * 7, 15.4))
    assert rebase_suggestion(charted([10.0, 20.0] * 6, 15.0)) == ""
    assert rebase_suggestion(charted([10.0] * 6 + [20.0] * 7, None)) == "", "without a control chart there is no mean"
    since = pl.when(pl.col("month") >= date(2021, 3, 1)).then(date(2021, 3, 1))
    confirmed = charted([10.0] * 6 + [20.0] * 7, 15.4).with_columns(recalculated=since, mean="value")
    assert rebase_suggestion(confirmed) == "", "what was confirmed is not suggested again"


@pytest.mark.parametrize(
    ("assurance", "said"),
    [
        ("passes", ("Yes, at this level", "all of its expected range is on the right side")),
        ("fails", ("No, unless something changes", "its expected range does not reach it")),
        ("hit or miss", ("Sometimes", "the target is within its expected range")),
    ],
)
def test_assurance_says_why(assurance: str, said: tuple[str, str]) -> None:
    assert assurance_label(row(assurance=assurance)) == said


def test_what_is_wanting_first_is_the_reason_for_no_assurance() -> None:
    assert assurance_label(row(assurance=None, target=None, polarity="plan")) == ("Not judged", "no target in force")
    assert assurance_label(row(assurance=None, polarity="plan", no_assurance="no figure")) == (
        "Not judged",
        "plan is best",
    )
    assert assurance_label(row(assurance=None)) == ("Not judged", "")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"numerator": 1200, "denominator": 3000, "count_to_target": 1200}, ("1,200 more", "1,200 of 3,000")),
        ({"simulated": True}, ("14 more", "36 of 62; simulated counts")),
        ({"distance": 0.1, "count_to_target": 1}, ("1 fewer", "36 of 62")),
        ({"distance": -0.1, "count_to_target": 1}, ("1 more", "36 of 62")),
    ],
)
def test_how_many_more_or_fewer_is_said_with_the_counts(changed: dict[str, Any], said: tuple[str, str]) -> None:
    assert to_target_label(row(**changed)) == (said[0], f"would have met the target; now {said[1]}")


def test_no_figure_and_no_counts_are_told_apart() -> None:
    nothing = row(count_to_target=None, numerator=0, denominator=0, value=None)
    assert to_target_label(nothing) == ("No figure", "0 of 0; small numbers, fewer than 20")
    assert to_target_label(row(denominator=20, numerator=1))[1].endswith("now 1 of 20")


def test_a_quarter_s_counts_are_written_for_people_and_marked() -> None:
    large = row(quarter_numerator=1200, quarter_denominator=3000)
    assert quarter_label(large) == ("74.0%", "1,200 of 3,000 in three months")
    assert quarter_label(row(simulated=True)) == ("74.0%", "145 of 196 in three months; simulated counts")
    snapshot = row(window="snapshot", simulated=True)
    assert quarter_label(snapshot) == ("74.0%", "a snapshot's quarter is its last month; simulated")


def test_a_direction_without_run_or_level_is_said_alone() -> None:
    assert direction_label(row(trend=None)) == ("Getting worse", "")
    assert direction_label(row(trend=None, level="strong", direction_word="better this month only")) == (
        "Better this month only",
        "strong",
    )
    assert direction_label(row(direction=None)) == ("Not known", "")


def noted(*told: tuple[int, float | None, str, bool, bool]) -> pl.DataFrame:
    """Rows of months of 2021: number, value, note, simulated, counts_simulated."""
    return pl.DataFrame(
        [(date(2021, month, 1), *rest) for month, *rest in told],
        schema={
            "month": pl.Date, "value": pl.Float64, "note": pl.String, "simulated": pl.Boolean,
            "counts_simulated": pl.Boolean,
        },
        orient="row",
    ).with_columns(marker=pl.lit(None, pl.String)).pipe(of_kind)  # fmt: skip


def test_every_note_stands_in_the_order_in_which_it_comes() -> None:
    frame = noted(*((month, 50.0, f"note {month * 5 % 12}", False, False) for month in range(1, 13)))
    months_of_2021 = [f"{date(2021, month, 1):%B} 2021: note {month * 5 % 12}." for month in range(1, 13)]
    assert notes_said(frame) == " ".join(months_of_2021)


def test_notes_are_said_once_with_the_months_they_belong_to() -> None:
    frame = noted(
        (1, 50.0, "added up", False, False),
        (2, 50.0, "", False, False),
        (3, 50.0, "made up", False, True),
        (4, None, "made up", False, False),
        (5, 50.0, "added up", False, False),
        (6, 50.0, "added up", False, False),
    )
    assert notes_said(frame) == "January 2021, May 2021 to June 2021: added up. March 2021: made up."
    assert notes_said(frame[1:2]) == ""


def test_how_much_is_simulated_is_said_of_the_figures_that_there_are() -> None:
    real, counts, made = (1, 50.0, "", False, False), (2, 50.0, "c", False, True), (3, 50.0, "s", True, False)
    gap = (4, None, "s", True, False)
    assert simulated_sentence(noted(real, gap), "Wexley") == ""
    assert simulated_sentence(noted(real, counts), "Wexley") == "Simulated: the counts of February 2021."
    assert simulated_sentence(noted(real, made), "Wexley") == "Simulated: the figures of March 2021."
    assert simulated_sentence(noted(made), "Wexley") == "All figures for Wexley are simulated."


def test_a_suggestion_is_said_in_full() -> None:
    assert rebase_suggestion(charted([20.0] * 6 + [10.0] * 7, 14.6)) == (
        "From March 2021 to September 2021 every figure lies below the mean of 14.6%. If something lasting changed "
        "then, the limits could be worked out afresh from March 2021. This is a suggestion for the analyst; nothing "
        "has been changed."
    )
    assert rebase_suggestion(charted([], 14.6)) == ""
    also_marked = charted([20.0] * 6 + [10.0] * 7, 14.6).with_columns(marker=pl.lit(None, pl.String))
    assert "below the mean of 14.6%" in rebase_suggestion(also_marked)
