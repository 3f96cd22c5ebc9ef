"""What a comment may say: of a service anything, of a child or a family nothing that could tell who they are."""

from __future__ import annotations

import string
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from analytics.catalogue import using
from analytics.extracts.personal_details import has_numbers, personal_details
from tests.westshire import catalogue

BEFORE = st.sampled_from(["", "The visit of ", "We rang ", "late ("])
AFTER = st.sampled_from(["", ".", " was late", ", and others", ")"])


def found(text: str) -> list[str]:
    with using(catalogue()):
        return [detail.words for detail in personal_details(text)]


@pytest.mark.parametrize(
    "text",
    [
        "Fewer staff in the Wexley Locality since August 2021.",
        "Recruit two Team Managers; the Head of Service reports to the Improvement Board in November.",
        "Children in Care Health Team lost 3 of 10 nurses.",
        "In April Ofsted visited. Liquidlogic was down for 3 days.",
        "S47 enquiries rose by 12% (45 of 375), and CPPs with them",
        "By 31 October all visits are recorded within 5 days",
        "£1,234,567 of the budget of 2020-21, or 2021/22",
        "section 47, within s17 5th, 15-day conferences, SSDA903",
        "The Independent Reviewing Officer Service has 2 vacancies.",
        "Head of Service, Children in Care",
        "Head of Service, Front Door",
        "Quality Assurance and Business Support",
        "",
    ],
)
def test_what_is_said_of_a_service_may_be_kept(text: str) -> None:
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Jane Smith moved away", "Jane Smith"),
        ("because Oluwaseun Adeyemi left", "Oluwaseun Adeyemi"),
        ("the file of J. Smith", "J Smith"),
        ("Jane O’Brien’s visit", "Jane O’Brien"),
        ("The Smith-Jones Family waited", "Smith-Jones Family"),
        ("Mr Brown was out", "Mr Brown"),
        ("visits by Jo Li", "Jo Li"),
        ("DOB not known", "DOB"),
        ("born on a Tuesday", "born on"),
        ("case 1234 is open", "case 1234"),
        ("LL12345", "LL12345"),
        ("CP/2021/0123", "CP/2021"),
        ("ask smith@example.org", "smith@example.org"),
    ],
)
def test_what_could_tell_who_somebody_is_is_found(text: str, words: str) -> None:
    assert found(text) == [words]


def test_every_kind_says_what_to_write_instead() -> None:
    with using(catalogue()):
        (name,) = personal_details("Jane Smith moved")
        (day,) = personal_details("since 12/03/2015")
    assert "role" in name.problem
    assert "Write the month alone" in day.problem


digits = st.text(string.digits, min_size=10, max_size=10)


@given(BEFORE, digits, st.sampled_from(["", " ", "-"]), AFTER)
def test_no_nhs_number_passes(before: str, number: str, apart: str, after: str) -> None:
    written = apart.join((number[:3], number[3:6], number[6:]))
    assert found(f"{before}{written}{after}")


@given(BEFORE, st.sampled_from(string.ascii_uppercase), st.text(string.digits, min_size=12, max_size=12), AFTER)
def test_no_pupil_number_passes(before: str, letter: str, number: str, after: str) -> None:
    assert found(f"{before}{letter}{number}{after}")


@given(
    BEFORE,
    st.dates(date(1995, 1, 1), date(2030, 12, 31)),
    st.sampled_from(["%d/%m/%Y", "%d.%m.%y", "%Y-%m-%d", "%d %B %Y", "%d-%b-%Y", "%B %d, %Y", "%dth of %B %Y"]),
    AFTER,
)
def test_no_day_of_a_year_passes_and_every_month_does(before: str, day: date, how: str, after: str) -> None:
    assert found(f"{before}{day.strftime(how)}{after}")
    assert not found(f"Late since {day:%B %Y}")


@given(BEFORE, st.from_regex(r"(GL|B|SW|M|EC)[1-9][0-9]? ?[0-9][ABDEFGHJLNPQ]{2}", fullmatch=True), AFTER)
def test_no_postcode_passes_in_capitals_or_small_letters(before: str, code: str, after: str) -> None:
    assert found(f"{before}{code}{after}")
    assert found(f"{before}{code.lower()}{after}") or code.endswith(" 2ND")  # as in “tier p1 2nd visits”


@given(BEFORE, st.sampled_from(["01452 4%s", "(0117) 4%s", "07700 9%s", "+44 7700 9%s"]), digits, AFTER)
def test_no_telephone_number_passes(before: str, form: str, number: str, after: str) -> None:
    assert found(f"{before}{form % number[:5]}{after}")


@given(st.text(string.digits, min_size=5, max_size=12))
def test_digits_are_seen_in_every_script_and_between_signs_that_nobody_sees(number: str) -> None:
    full_width = number.translate({ord(digit): ord("０") + int(digit) for digit in string.digits})
    assert found(f"of {full_width}")
    assert found("of " + "\u200b".join(number))


@given(st.integers(1, 99), st.sampled_from(["{} of them", "all but {}", "({})"]))
def test_a_number_in_figures_is_a_number(number: int, form: str) -> None:
    assert has_numbers(form.format(number))


@pytest.mark.parametrize("text", ["Seven were late", "a single child", "both siblings", "half of them", "the twins"])
def test_a_number_in_words_is_a_number(text: str) -> None:
    assert has_numbers(text)


def test_the_year_of_a_month_is_no_number() -> None:
    assert not has_numbers("Fewer staff since August 2021 and none in Sept 2021")
    assert has_numbers("Fewer staff since August 2021: 3")
