"""Every number in every sentence stands among its figures, and every figure among those computed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from analytics import months
from analytics.catalogue import Catalogue, catalogue
from analytics.headlines import BETTER, WORSE
from analytics.indicators import STATUSES
from analytics.indicators.comparators import beside
from analytics.store import Store, all_rows
from analytics.wording import Figure, Sentence, executive_summary, indicator_summaries, month_summary
from analytics.wording.cited_sentence import sentence
from analytics.wording.priorities import headline_figures, reason
from analytics.wording.summary import _beside_neighbours

SEPTEMBER = date(2021, 9, 1)
PUBLISHED_MONTHS = months.up_to(SEPTEMBER, 13)
NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?")
NAMES = {name for i in catalogue().indicators.values() for name in (i.name, re.sub("^% (of )?", "", i.name))}
COLOURS = ["green", "amber", "red"]


def numbers(text: str) -> Counter[str]:
    """The numbers of a text, those in the names of indicators left out."""

    def unnamed(match: re.Match[str]) -> str:
        name = match[1]
        assert name in NAMES or name[:1].lower() + name[1:] in NAMES
        return ""

    return Counter(number.rstrip(",") for number in NUMBER.findall(re.sub("“([^”]*)”", unnamed, text)))


def written(figure: Figure) -> str:
    """A figure as people write it."""
    value = figure.value
    if isinstance(value, date):
        return f"{value:%B %Y}"
    if isinstance(value, str):
        return value
    if figure.unit == "value":
        return f"{value:.1f}%"
    if figure.unit == "difference":
        return f"{abs(value):.1f} point"
    return f"{abs(value):,}" + (" month" if figure.unit == "months" else "")


def all_sentences(store: Store, month: date, locality: str) -> Iterator[Sentence]:
    for said in indicator_summaries(store, month, locality).values():
        yield from said
    yield from month_summary(store, month, locality)
    for said in executive_summary(store, month, locality).values():
        yield from said
    for row in headline_figures(store, month, locality).to_dicts():
        if row["list"]:
            yield reason(row)


Computed = dict[tuple[str, str], Any]


def computed(store: Store, month: date, locality: str) -> Computed:
    """What the figures of a month must be, by name and measure_id."""
    rows = headline_figures(store, month, locality).to_dicts()
    found: Computed = {(column, row["measure_id"]): row[column] for row in rows for column in row}
    found |= {("one_moves", r["measure_id"]): 100 / r["denominator"] for r in rows if r["denominator"]}
    for row in beside(all_rows(store, "comparators"), month).to_dicts():
        if (row["comparator"], row["statistic"]) == ("Statistical neighbours", "median"):
            found["neighbours_median", row["measure_id"]] = row["value"]
            found["neighbours_period", row["measure_id"]] = row["period_words"]
    steps = [
        (COLOURS.index(row["rag"]) - COLOURS.index(row["earlier_rag"]), row["variation"])
        for row in rows
        if row["rag"] and row["earlier_rag"] and row["rag"] != row["earlier_rag"]
    ]
    counts = {
        "indicators": len(rows),
        "no rating": sum(row["status"] is None for row in rows),
        "worse": sum(step > 0 for step, _ in steps),
        "better": sum(step < 0 for step, _ in steps),
        "changed": len(steps),
        "changed without a signal": sum(
            said is not None and said != ("concerning" if step > 0 else "improving") for step, said in steps
        ),
        "not judged": sum(said is None for _, said in steps),
    }
    counts |= {which: sum(row["list"] == which for row in rows) for which in (WORSE, BETTER)}
    for which, column in (("month", "rag"), ("overall", "status")):
        counts |= {f"{which} {rating}": sum(row[column] == rating for row in rows) for rating in STATUSES}
    return found | {(name, "All"): count for name, count in counts.items()}


def check(store: Store, month: date, locality: str) -> int:
    known = computed(store, month, locality)
    checked = 0
    for said in all_sentences(store, month, locality):
        assert not numbers(said.text) - numbers(" ".join(written(f) for f in said.figures * 9)), said.text
        for figure in said.figures:
            assert written(figure) in said.text, (figure, said.text)
            if figure.name == "month":
                assert figure.value in (month, months.before(month))
            else:
                assert figure.month == month
                assert figure.value == known[figure.name, figure.measure_id], figure
            checked += 1
    return checked


@pytest.mark.parametrize("month", PUBLISHED_MONTHS, ids=months.code)
def test_every_number_of_the_published_county_is_among_its_figures(published: Store, month: date) -> None:
    assert check(published, month, "All") > 150


@pytest.mark.parametrize("month", months.up_to(SEPTEMBER, 21)[::4], ids=months.code)
@pytest.mark.parametrize("locality", ["Stroud", "Cotswolds & Stroud", "All"])
def test_every_number_of_a_place_is_among_its_figures(demonstration: Store, locality: str, month: date) -> None:
    assert check(demonstration, month, locality) > 150


def test_a_number_that_is_no_figure_would_be_found() -> None:
    figure = Figure("value", 81.1, "value", "icpc_15d", SEPTEMBER)
    assert numbers("81.1% of 1,200, since May 2021") - numbers(written(figure)) == Counter(["1,200", "2021"])
    with pytest.raises(AssertionError):
        numbers("“19 more” met it")


def test_each_indicator_has_two_to_four_sentences_or_says_that_there_is_no_figure(demonstration: Store) -> None:
    said = indicator_summaries(demonstration, SEPTEMBER)
    assert set(said) == set(catalogue().indicators)
    assert {len(sentences) for sentences in said.values()} == {2, 3, 4}
    august = indicator_summaries(demonstration, date(2021, 8, 1))
    assert [s.text for s in august["cic_good_attendance"]] == ["There is no figure for August 2021."]


@pytest.mark.parametrize(
    ("measure", "texts"),
    [
        (
            "initial_contact_decisions_24h",
            [
                "80.1% in September 2021, 9.9 points below the target of 90.0%: red, off tolerance; missed for 5 "
                "months, since May 2021.",
                "Declining, down 13.5 points in 6 months, since March 2021; a signal for the worse: seven or more "
                "months falling; as things run, the target may be met or missed.",
                "309 more of 3,105 contacts (simulated counts) would have met the target.",
            ],
        ),
        (
            "readmitted_to_care_12m",
            [
                "5.6% in September 2021, 5.8 points below the target of 11.4%: green.",
                "Static, down 1.1 points on August 2021; no signal, within the usual ups and downs of 0.0% to 20.3%; "
                "as things run, the target may be met or missed.",
                "Only 18 children (simulated counts) stand behind it, so that a single one moves it by 5.6 points.",
            ],
        ),
        (
            "cpp_over_2_years",
            [
                "3.1% in September 2021, 1.1 points above the target of 2.0%: red, off tolerance; missed in all 6 "
                "months judged so far, since April 2021.",
                "Static, unchanged on August 2021; no signal, within the usual ups and downs of 2.1% to 3.6%; as "
                "things run, the target is out of reach.",
                "9 fewer of 737 children (simulated counts) would have met the target.",
                "Worse than the statistical neighbours' median of 1.3% (31 March 2021, 6 months earlier).",
            ],
        ),
        (
            "cic_good_attendance",
            [
                "82.0% in September 2021, 13.0 points below the target of 95.0%: red, off tolerance; missed in "
                "September 2021.",
                "No direction: starts afresh in September, so fewer than three moves are known; not judged "
                "against chance: each figure also covers months before it.",
                "73 more of 562 children (simulated counts) would have met the target.",
                "It covers a part of the year only, so it is not judged against the statistical neighbours' median of "
                "70.5% (school year 2020-21, 2 months earlier).",
            ],
        ),
    ],
)
def test_what_is_said_of_an_indicator(demonstration: Store, measure: str, texts: list[str]) -> None:
    assert [said.text for said in indicator_summaries(demonstration, SEPTEMBER)[measure]] == texts


def test_an_exact_target_and_none_at_all_are_said(demonstration: Store) -> None:
    said = indicator_summaries(demonstration, SEPTEMBER, "Stroud")["allocated_worker_2w"]
    assert said[0].text == "100.0% in September 2021, exactly on the target of 100.0%: green."
    said = indicator_summaries(demonstration, SEPTEMBER)["children_under_3_sw_6m"]
    assert said[0].text == "84.4% in September 2021; no target is in force."


def test_an_area_within_the_council_is_not_compared_with_other_councils(demonstration: Store) -> None:
    texts = [s.text for said in indicator_summaries(demonstration, SEPTEMBER, "Stroud").values() for s in said]
    assert not [text for text in texts if "neighbours" in text]


def test_neighbours_that_are_simulated_say_so(published: Store) -> None:
    row = headline_figures(published, SEPTEMBER).filter(measure_id="icpc_15d").row(0, named=True)
    said = sentence(_beside_neighbours(row, {"value": 87.5, "period_words": "2020-21", "simulated": True}))
    assert said.text == "Worse than the statistical neighbours' median of 87.5% (2020-21, simulated)"


def test_the_month_in_four_sentences(published: Store) -> None:
    standing, worse, better, noise = (said.text for said in month_summary(published, SEPTEMBER))
    assert standing == (
        "Gloucestershire, September 2021, rating this month: 39 of 77 indicators red, 17 amber, 14 green. Overall "
        "rating: 35 red, 4 amber, 31 green. 7 can't be rated: no target or no figure. Since August 2021, 4 moved to a "
        "worse rating this month, 7 to a better one."
    )
    assert worse.startswith("Worse and real: 11 indicators, first of all “Children with a missing episode(s)")
    assert "“Initial contact decisions made within 24 hours” (80.1%, down 13.5 points in 6 months, since March" in worse
    assert "up-to-date Pathway plan” (67.7%, usually 80.1%)." in worse
    assert better.startswith("Better and real: 6 indicators, first of all “Children in care with and up-to-date dental")
    assert "“Children in care accommodated under S20” (21.1%, usually 25.0%)" in better
    assert noise.startswith(
        "No more than noise, as far as the control charts can tell: 9 of 11 ratings this month that changed; 1 more "
        "can't be judged; of the moves"
    )
    assert "“Initial visits that were within 2 w.days of contact (S47)” (up 33.3 points to 87.5%)" in noise
    assert "“ICPCs that took place within 15 w.days of start fo S47 enquiry” (down 16.1 points to 58.1%)" in noise


def test_a_theme_and_a_quiet_month_are_said_in_whole_sentences(published: Store) -> None:
    standing, worse, better, _ = (said.text for said in month_summary(published, SEPTEMBER, theme="Repeat Work"))
    assert standing.startswith("Gloucestershire, September 2021, rating this month: 1 of 3 indicators red, 0 amber, 2")
    assert worse == "Worse and real: none; no control chart has such a signal."
    assert better == "Better and real: none; no control chart has such a signal."
    noise = month_summary(published, date(2020, 10, 1))[3].text  # before there were targets
    assert noise.startswith(
        "No more than noise, as far as the control charts can tell: not known, for no rating can be"
    )


def test_a_month_that_is_not_held_has_no_sentences(published: Store) -> None:
    later = date(2022, 9, 1)
    assert month_summary(published, later) == ()
    assert indicator_summaries(published, later) == {}
    assert executive_summary(published, later) == {}


def test_the_draft_names_every_theme_and_what_is_new_in_it(published: Store, the_catalogue: Catalogue) -> None:
    draft = executive_summary(published, SEPTEMBER)
    assert tuple(draft) == the_catalogue.themes
    texts = [said.text for said in draft["Repeat Work"]]
    assert texts == [
        "Off tolerance: “CP plans starting in month that are second/subsequent plans” (30.8% against 25.0%, newly "
        "missed).",
        "New since August 2021: “CP plans starting in month that are second/subsequent plans” from green to red "
        "(30.8%, no signal).",
    ]
    health = [said.text for said in draft["Health and Wellbeing"]]
    assert health[0] == (
        "Improved: “Children in care with and up-to-date dental check” (76.5%, improving over three months, though "
        "down 0.6 points on August 2021, signal)."
    )
    assert [text.split(":")[0] for text in health] == ["Improved", "Declined", "Off tolerance"]


def test_the_draft_says_where_there_is_nothing(published: Store) -> None:
    first = executive_summary(published, date(2020, 9, 1))
    nothing = "Whether anything improved, declined or is new is not known: no earlier month can be compared."
    assert {said.text for sentences in first.values() for said in sentences} == {nothing}


def test_what_improves_against_its_signal_is_neither_improved_nor_declined(published: Store) -> None:
    for said in executive_summary(published, SEPTEMBER)["Management Oversight"]:
        if said.text.startswith(("Improved", "Declined")):
            assert "18 or fewer" not in said.text
