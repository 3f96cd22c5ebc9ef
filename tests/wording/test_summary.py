"""Every number in every sentence stands among its figures, and every figure among those computed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from analytics import months
from analytics.headlines import BETTER, CHANGED, WORSE
from analytics.indicators import STATUSES
from analytics.indicators.comparators import beside
from analytics.store import Store, all_rows
from analytics.wording import Figure, Sentence, executive_summary, indicator_summaries, month_summary
from analytics.wording.cited_sentence import sentence
from analytics.wording.priorities import headline_figures, reason
from analytics.wording.summary import _beside_neighbours
from tests.westshire import catalogue

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
    return f"{abs(value):,.12g}" + (" month" if figure.unit == "months" else "")


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
    found |= {("one_moves", r["measure_id"]): int(1000 / r["denominator"] + 0.5) / 10 for r in rows if r["denominator"]}
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
        "changed without a signal": sum(said == "common cause" for _, said in steps),
        "not judged": sum(said is None for _, said in steps),
        "judged": sum(row["variation"] is not None and row["polarity"] in ("bigger", "smaller") for row in rows),
    }
    counts |= {which: sum(row["list"] == which for row in rows) for which in (WORSE, BETTER, CHANGED)}
    for which, variation in ((WORSE, "concerning"), (BETTER, "improving")):
        counts[f"small {which}"] = sum(row["small"] and row["variation"] == variation for row in rows)
    for which, column in (("month", "rag"), ("overall", "status")):
        counts |= {f"{which} {rating}": sum(row[column] == rating for row in rows) for rating in STATUSES}
    # Of all signals that chance brings, half are for the worse and half for the better.
    by_chance = (
        sum(row["expected_by_chance"] for row in rows if row["variation"] and row["polarity"] in ("bigger", "smaller"))
        / 2
    )
    found["by chance", "All"] = f"about {round(by_chance)}" if by_chance >= 1 else "fewer than 1"
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
    assert check(published, month, "All") > 80


@pytest.mark.parametrize("month", months.up_to(SEPTEMBER, 21)[::4], ids=months.code)
@pytest.mark.parametrize("locality", ["Wexley", "Bracksea & Wexley", "All"])
def test_every_number_of_a_place_is_among_its_figures(westshire: Store, locality: str, month: date) -> None:
    assert check(westshire, month, locality) > 80


def test_a_number_that_is_no_figure_would_be_found() -> None:
    figure = Figure("value", 81.1, "value", "icpc_due", SEPTEMBER)
    assert numbers("81.1% of 1,200, since May 2021") - numbers(written(figure)) == Counter(["1,200", "2021"])
    with pytest.raises(AssertionError):
        numbers("“19 more” met it")


def test_each_indicator_has_two_to_four_sentences_or_says_that_there_is_no_figure(westshire: Store) -> None:
    said = indicator_summaries(westshire, SEPTEMBER)
    assert set(said) == set(catalogue().indicators)
    assert {len(sentences) for sentences in said.values()} == {2, 3, 4}
    august = indicator_summaries(westshire, date(2021, 8, 1))
    assert [s.text for s in august["school_attended"]] == ["There is no figure for August 2021."]


def test_an_exact_target_and_none_at_all_are_said(westshire: Store) -> None:
    said = indicator_summaries(westshire, SEPTEMBER, "Wexley")["worker_in_2_weeks"]
    assert said[0].text == "100.0% in September 2021, exactly on the target of 100.0%: green."
    said = indicator_summaries(westshire, SEPTEMBER)["few_changes_of_worker"]
    assert said[0].text == "85.9% in September 2021; no target is in force."


def test_an_area_within_the_council_is_not_compared_with_other_councils(westshire: Store) -> None:
    texts = [s.text for said in indicator_summaries(westshire, SEPTEMBER, "Wexley").values() for s in said]
    assert not [text for text in texts if "neighbours" in text]


def test_neighbours_that_are_simulated_say_so(published: Store) -> None:
    row = headline_figures(published, SEPTEMBER).filter(measure_id="icpc_due").row(0, named=True)
    said = sentence(
        _beside_neighbours(row, {"value": 87.5, "period_words": "2020-21", "not_compared": "", "simulated": True})
    )
    assert said.text == "Worse than the statistical neighbours' median of 87.5% (2020-21, simulated)"


def test_the_month_in_four_sentences(published: Store) -> None:
    standing, worse, better, noise = (said.text for said in month_summary(published, SEPTEMBER))
    assert standing == (
        "Westshire, September 2021, rating this month: 19 of 31 indicators red, 4 amber, 6 green. Overall "
        "rating: 14 red, 5 amber, 10 green. 2 can't be rated: no target or no figure. Since August 2021, 3 moved to a "
        "worse rating this month, 1 to a better one."
    )
    assert worse.startswith("Worse: unlikely to be chance: 2 indicators: “ICPCs held within 15 w.days")
    assert "(41.9%, usually 79.1%)" in worse
    assert "“Children in care with a review in date” (92.1%, usually 93.1%)." in worse
    assert better == "Better: unlikely to be chance: none of 24 that can be judged better or worse."
    assert noise.startswith("3 of 4 ratings that changed this month could be chance.")
    assert "“Children entering care who left it within 12 months” (up 8.5 points to 12.5%)" in noise


def test_a_month_that_is_not_held_has_no_sentences(published: Store) -> None:
    later = date(2022, 9, 1)
    assert month_summary(published, later) == ()
    assert indicator_summaries(published, later) == {}
    assert executive_summary(published, later) == {}


def test_the_draft_says_where_there_is_nothing(published: Store) -> None:
    first = executive_summary(published, date(2020, 9, 1))
    nothing = "Whether anything got better or worse or is new is not known: no earlier month can be compared."
    assert {said.text for sentences in first.values() for said in sentences} == {nothing}
