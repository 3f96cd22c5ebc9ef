"""Every number in every sentence stands among its figures, and every figure among those computed."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain

import pytest

from analytics import formatting
from analytics.catalogue import Catalogue
from analytics.indicators.pipeline import headline_figures
from analytics.store import Store
from analytics.wording import executive_summary, indicator_summaries, month_summary, phrases
from tests.wording.test_summary import SEPTEMBER


@pytest.mark.parametrize(
    ("measure", "texts"),
    [
        (
            "initial_contact_decisions_24h",
            [
                "80.1% in September 2021, 9.9 points below the target of 90.0%: red, off tolerance; missed for 5 "
                "months, since May 2021.",
                "Getting worse: down 13.5 points since March 2021; unlikely to be chance: six or more falls in a row.",
                "309 more of 3,105 contacts (simulated counts) would have met the target.",
            ],
        ),
        (
            "readmitted_to_care_12m",
            [
                "5.6% in September 2021, 5.8 points below the target of 11.4%: green.",
                "Up and down, this month down 1.1 points, which is better; could be chance: within its expected range "
                "of 0.0% to 22.8%, which is wide; at this level, the target may be met or missed.",
                "Only 18 children (simulated counts): one more or fewer changes the figure by 5.6 points.",
            ],
        ),
        (
            "cpp_over_2_years",
            [
                "3.1% in September 2021, 1.1 points above the target of 2.0%: red, off tolerance; missed in all 6 "
                "months judged.",
                "No clear change, unchanged on August 2021; could be chance: within its expected range of 1.6% to "
                "4.0%; at this level, the target may be met or missed.",
                "9 fewer of 737 children (simulated counts) would have met the target.",
                "Worse than the statistical neighbours' median of 1.3% (31 March 2021, 6 months earlier).",
            ],
        ),
        (
            "cic_good_attendance",
            [
                "82.0% in September 2021, 13.0 points below the target of 95.0%: red, off tolerance; missed in "
                "September 2021.",
                "No direction: resets in September, so fewer than three moves are known; not judged "
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


def test_the_month_in_five_sentences(published: Store) -> None:
    standing, worse, better, changed, noise = (said.text for said in month_summary(published, SEPTEMBER))
    assert standing == (
        "Gloucestershire, September 2021, rating this month: 39 of 93 indicators red, 17 amber, 15 green. Overall "
        "rating: 35 red, 4 amber, 32 green. 22 can't be rated: no target or no figure. Since August 2021, 4 moved to a "
        "worse rating this month, 7 to a better one."
    )
    assert worse.startswith("Worse: unlikely to be chance: 6 indicators, first of all “Children who went missing")
    assert "held within 15 working days” (58.1%, usually 84.6%)" in worse
    assert "“Initial contact decisions made within 24 hours” (80.1%, down 13.5 points in 6 months, since March" in worse
    assert better.startswith("Better: unlikely to be chance: 2 indicators: “Children aged 8")
    assert changed.startswith("Changed: unlikely to be chance: 2 indicators: “Referrals to social care” (953, usually")
    assert {worse.split(". ")[-1], better.split(". ")[-1]} == {"Chance alone would bring fewer than 1."}
    assert noise.startswith(
        "10 of 11 ratings that changed this month could be chance; 1 more can't be judged. The largest moves that "
        "could be chance: "
    )
    assert "“First visits in protection enquiries within 2 working days” (up 33.3 points to 87.5%)" in noise
    assert "New protection plans that are a repeat” (up 13.7 points to 30.8%)" in noise


def test_a_theme_and_a_quiet_month_are_said_in_whole_sentences(published: Store) -> None:
    standing, worse, better, _ = (said.text for said in month_summary(published, SEPTEMBER, theme=("Repeat Work",)))
    assert standing.startswith("Gloucestershire, September 2021, rating this month: 1 of 3 indicators red, 0 amber, 2")
    assert worse == "Worse: unlikely to be chance: none of 3 that can be judged better or worse."
    assert better == "Better: unlikely to be chance: none of 3 that can be judged better or worse."
    noise = month_summary(published, date(2020, 10, 1))[3].text  # before there were targets
    assert noise.startswith("Which changes could be chance is not known: no rating can be compared")


def test_the_draft_names_every_theme_and_what_is_new_in_it(published: Store, the_catalogue: Catalogue) -> None:
    draft = executive_summary(published, SEPTEMBER)
    assert tuple(draft) == the_catalogue.themes
    texts = [said.text for said in draft["Repeat Work"]]
    assert texts == [
        "Got better: “Referrals that are repeats within 12 months” (21.4%, down 9.1 points since July 2021).",
        "Off tolerance: “New protection plans that are a repeat” (30.8% against 25.0%, newly missed).",
        "New since August 2021: “New protection plans that are a repeat” from green to red (30.8%, could be chance).",
    ]
    health = [said.text for said in draft["Health and Wellbeing"]]
    assert "up-to-date dental check” (76.5%, up 6.9 points since June 2021, but worse this" in health[0]


def test_what_got_better_or_worse_goes_that_way_and_no_signal_says_the_opposite(published: Store) -> None:
    rows = {phrases.named(row): row for row in headline_figures(published, SEPTEMBER).iter_rows(named=True)}
    found = 0
    for said in chain.from_iterable(executive_summary(published, SEPTEMBER).values()):
        for start, way, opposite in (
            ("Got better: ", "improving", "concerning"),
            ("Got worse: ", "declining", "improving"),
        ):
            if said.text.startswith(start):
                for name in re.findall("“.+?”", said.text):
                    row = rows[name]
                    meaning = formatting.better_or_worse(row["net_change"], row["polarity"])
                    assert (row["direction"], f"Got {meaning}: ") == (way, start)
                    assert row["variation"] != opposite
                    found += 1
    assert found > 10
