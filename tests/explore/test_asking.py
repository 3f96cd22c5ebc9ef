"""A line of words becomes a question of closed choices, and whatever is not understood is given back."""

from __future__ import annotations

from urllib.parse import parse_qs

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics import indicators
from analytics.catalogue import ALL
from analytics.explore import SUBJECTS, Understood, read, understood
from analytics.explore.asking import LONGEST
from analytics.store import Store


def asked(store: Store, text: str, here: str = ALL) -> Understood:
    return understood(store, SUBJECTS, text, here)


def address(store: Store, text: str, here: str = ALL) -> dict[str, list[str]]:
    """The parts of the address that a text becomes; nothing of it may be left over."""
    found = asked(store, text, here)
    assert found.question is not None, found.missing
    assert found.left == ()
    return parse_qs(found.question.address())


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        (
            "Audits rated inadequate by team and legal status in the last six months",
            {"subject": "audits", "measure": "inadequate", "rows": "team", "columns": "legal_status", "span": "6"},
        ),
        ("how many audits inadequate by team, last 3 months", {"measure": "how-many-inadequate", "span": "3"}),
        ("good-or-better audits by quarter for children in care, last two years",
         {"measure": "good_or_better", "legal_status": "Care", "rows": "quarter", "span": "24"}),
        ("audits graded inadequate by team", {"measure": "inadequate", "rows": "team"}),
        ("audits requires improvement by area since April", {"rating": "Requires Improvement", "span": "6"}),
        ("first visits within 5 days over two years",
         {"indicator": "first_visits_help", "rows": "month", "span": "24"}),
        ("tooth check in Cold Ferry in July 2021 against a year ago",
         {"indicator": "teeth_checked", "area": "Cold Ferry", "month": "2021-07", "beside": "year-ago"}),
        ("dental", {}),
        ("Seeing Children by area, September against March",
         {"theme": "Seeing Children", "month": "2021-09", "beside": "2021-03"}),
        ("red three months running", {"red-for": "3"}),
        ("ICPCs in Cold Ferry, Dunmere and Ashport on one chart with the whole, last 24 months",
         {"rows": "month", "columns": "area", "chart": "line", "span": "24"}),
        ("ten teams furthest from target in Plans and Reviews",
         {"rows": "team", "most": "10", "order": "high", "measure": "to-target"}),
        ("screening red by area and month screened", {"subject": "screening", "rows": "area", "columns": "month"}),
        ("which indicators moved with ICPCs over two years",
         {"subject": "together", "with": "icpc_due", "span": "24"}),
        ("first visits within 2 days, two more visits a week in time, last six months",
         {"indicator": "first_visits_risk", "more": "2", "rows": "month"}),
        ("children in care by agreement, target 20, this year",
         {"indicator": "care_s20", "goal": "20", "span": "6"}),
        ("which areas are highest for first visits within 5 days this month",
         {"indicator": "first_visits_help", "order": "high", "rows": "area"}),
        ("funnel plot of ICPCs", {"indicator": "icpc_due", "rows": "area", "chart": "funnel"}),
        ("ICPCs in Cold Ferry vs Dunmere", {"indicator": "icpc_due", "area": "Cold Ferry", "rows": "area"}),
        ("section 20, last 12 months monthly", {"indicator": "care_s20", "span": "12", "rows": "month"}),
    ],
)  # fmt: skip
def test_words_become_the_question_that_they_ask(westshire: Store, text: str, parts: dict[str, str]) -> None:
    if text == "dental":  # Westshire counts tooth checks
        assert asked(westshire, text).question is None
        assert asked(westshire, text).left == ("dental",)
        return
    found = address(westshire, text)
    assert {key: found[key][:1] for key in parts} == {key: [value] for key, value in parts.items()}


def test_the_last_load_is_the_newest(westshire: Store) -> None:
    newest = int(indicators.restatements(westshire)["by_load"].max())  # type: ignore[arg-type]
    assert address(westshire, "what did the last load change")["load"] == [str(newest)]


@pytest.mark.parametrize("text", ["who is the auditor", "audits by auditor"])
def test_who_audited_is_not_answered(westshire: Store, text: str) -> None:
    found = asked(westshire, text)
    assert "auditor" in found.left
    assert any("for analysts" in sentence for sentence in found.said)
    assert found.question is None or found.question.subject == "audits"


def test_all_that_words_name_is_side_by_side(westshire: Store) -> None:
    found = address(westshire, "first visits by area")
    assert found["indicator"] == ["first_visits_all", "first_visits_help", "first_visits_risk"]
    assert (found["rows"], found["columns"]) == (["area"], ["indicator"])


def test_the_words_of_the_glossary_mean_the_short_forms(westshire: Store) -> None:
    found = asked(westshire, "initial child protection conference")
    assert found.question is not None
    assert found.question.chosen("indicator") == ("icpc_due",)


def test_each_phrase_says_what_it_became_and_the_question_without_it(westshire: Store) -> None:
    found = asked(westshire, "audits by team, last six months")
    assert [(phrase.words, phrase.became) for phrase in found.phrases] == [
        ("audits", "audits"), ("by team", "by team"), ("last six months", "6 months"),
    ]  # fmt: skip
    without = parse_qs(found.phrases[1].without)
    assert without["span"] == ["6"]
    assert without["rows"] == ["month"]


def test_what_could_be_two_says_so_and_offers_the_other(westshire: Store) -> None:
    found = asked(westshire, "which indicators moved with first visits over two years")
    (phrase,) = [phrase for phrase in found.phrases if phrase.instead]
    assert parse_qs(phrase.instead[0][1])["with"] == ["first_visits_help"]
    assert any("could be 3 indicators" in sentence for sentence in found.said)


def test_my_locality_is_the_area_that_is_chosen(westshire: Store) -> None:
    assert address(westshire, "what was red in my locality", here="Cold Ferry")["area"] == ["Cold Ferry"]
    assert "locality" in asked(westshire, "red in my locality").left


def test_what_is_not_known_is_given_back_and_never_guessed(westshire: Store) -> None:
    found = asked(westshire, "unicorn rides by team")
    assert found.question is None
    assert found.left == ("unicorn", "rides")
    assert found.missing
    found = asked(westshire, "CPPs not the first, because of a few large families")
    assert found.question is not None
    assert found.question.chosen("indicator") == ("plans_again",)
    assert set(found.left) >= {"because", "families"}
    assert any("not why" in sentence for sentence in found.said)
    assert any("by family" in sentence for sentence in found.said)


def test_what_nothing_is_held_of_says_so(published: Store) -> None:
    assert "Load it on the Data page" in asked(published, "records screened red by area").missing


def test_a_month_that_is_not_held_is_said(westshire: Store) -> None:
    assert any("October 2022" in sentence for sentence in asked(westshire, "audits in October 2022").said)


def test_no_more_than_200_letters_are_read(westshire: Store) -> None:
    found = asked(westshire, "audits by team " + "and so on " * 2000 + "by legal status")
    assert found.question is not None
    assert found.question.columns == ""
    assert str(LONGEST) in found.said[0]


HOSTILE = [
    "a&b=c", "%s%s%n", "٢٠٢١-٠٩",
    "", "   ", "\x00\x1b[31m audits", "'; DROP TABLE files; --", "<script>alert(1)</script> by team",
    "by by by and and", "audits by team by team by team", "last 999999999999 months audits", "²³ months audits",
    "٣ months of audits", "against against target", "since since", "\ud800 audits", "🦄" * 300, "@ # ~ ? {0} {n} %s",
    "moved with", "more than more than", "audits in February 9999", "target 1e9", "load 99999999999999999999",
    "from May to April audits", "questions here with the whole quarterly", "load 3 with the county", "moved with here",
]  # fmt: skip


@pytest.mark.parametrize("text", HOSTILE)
def test_nothing_that_is_typed_gets_past_the_vocabulary(westshire: Store, text: str) -> None:
    whole(westshire, text)


VOCABULARY = [
    "audits", "by", "team", "and", "area", "last", "six", "months", "over", "two", "years", "since", "April", "2021",
    "against", "target", "a year ago", "the whole", "England", "moved with", "more", "visits", "a week", "red",
    "load 3", "three months running", "ICPCs", "Cold Ferry", "children in care", "highest", "10", "how many", "why",
    "questions", "screening", "actions", "first visits", "my locality", "September", "to", "in", "on one chart", ",",
    "others", "goal",
]  # fmt: skip


@given(st.lists(st.sampled_from(VOCABULARY) | st.text(max_size=12), max_size=14))
def test_whatever_is_asked_is_a_question_that_can_be_read_or_says_what_is_missing(
    westshire: Store, words: list[str]
) -> None:
    whole(westshire, " ".join(words))


def whole(store: Store, text: str) -> None:
    """A question that reads back from its address, or a sentence; and no letters but those that were read."""
    found = asked(store, text, here="Cold Ferry")
    if found.question is None:
        assert found.missing
        return
    assert read(store, SUBJECTS, found.question.address()) == (found.question, [])
    for phrase in found.phrases:
        assert not phrase.without or read(store, SUBJECTS, phrase.without)[1] == []
