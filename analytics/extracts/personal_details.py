"""What looks as if it could tell who a child or a family is, in a text that somebody writes.

A comment is read by everybody who reads the figure, and goes into packs. So its words are checked before they are
stored, on the page and in a file alike. The check would rather refuse too much, and says what to write instead. It
can't know every name: whoever writes a comment, and whoever makes a pack, reads it too.

**Names.** Two words or more with a capital, one after the other, are taken for a name, unless they end as a body or a
role does (Team, Hub, Manager), or the catalogue or the lists below know all of them. The first word of a sentence does
not count where it is a usual one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import partial
from itertools import groupby
from types import MappingProxyType

import polars as pl

from analytics.catalogue import catalogue


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


# Usual at the start of a sentence; so is what ends in -ed, -ing or -ly.
_USUAL = _words(
    """
    a about action actions additional after again all also although an and another any as at because before better both
    but by case cases children compared completion contacts delays despite due each early every few fewer figures first
    following for four from half high higher however if in initial it its large last late less low lower managers many
    more most much new next no none not now of on once one only other our over partly performance plan please poor
    practice problems quality quarter recent records reports several since small so social some staff still such system
    teams that the their then there these they this those though three timeliness to too two under until visits we when
    where while with within without workers
    """
)
# Has a capital and is no part of a name.
_CAPITAL = _words(
    """
    I January February March April May June July August September October November December Monday Tuesday Wednesday
    Thursday Friday Saturday Sunday Christmas Easter Spring Summer Autumn Winter England Wales Scotland British Ofsted
    Covid Act Annex Appendix Assistant Band Chief Child Children Corporate Deputy Early Education Executive Family Head
    Health Help Leaving Level Local National North Part Parenting Phase Plan Principal Public Quarter Regional Section
    Senior Social South Stage East West Central Strategic Tier Virtual Young Youth Justice Care Adoption Assurance
    Business Commissioning Door Edge Fostering Front Human Performance Permanence Placements Quality Resources
    Safeguarding Support
    """
)
# Ends what a body, a place of work, a plan or a role is called.
_BODIES = _words(
    """
    Academy Act Agency Analyst Area Authority Board Borough Cabinet Centre Chair Clinic College Commissioner Committee
    Conference Council County Court Department Director District Duty Forum Framework Group Guidance Head Hospital Hub
    Lead Locality Manager Meeting Nurse Office Officer Panel Partnership Plan Police Practice Practitioner Programme
    Project Protocol Review Scheme School Service System Team Trust Tribunal Unit University Ward Worker
    """
)
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)"
)
_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen"
    "|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|dozen|couple|pair|both"
    "|twins?|triplets|half|third|single|twice"
)
_NUMBERS = re.compile(rf"\d|\b(?:{_NUMBER_WORDS})s?\b", re.IGNORECASE)
_OF_A_YEAR = re.compile(rf"\b{_MONTH} (?:19|20)\d\d\b", re.IGNORECASE)
# Words with nothing but spaces between them.
_WORDS = re.compile(r"[^\W\d_](?:[\w'’ \t-]*\w)?")
_INITIAL = re.compile(r"\b([^\W\d_])\.[ \t]*(?=[^\W\d_])")

_Search = Callable[[str], Iterable[str]]


@dataclass(frozen=True)
class PersonalDetail:
    """The words that look like a personal detail, and what is wrong with them, with what to write instead."""

    words: str
    problem: str


def personal_details(text: str) -> list[PersonalDetail]:
    """What in a text looks like a personal detail, the first of each kind; nothing if the text may be kept.

    >>> [found.problem for found in personal_details("Fewer staff in Team Two since August 2021")]
    []
    >>> [found.words for found in personal_details("Mother is on 07700 900123")]
    ['07700 900123']
    """
    found: list[PersonalDetail] = []
    for search, problem in _KINDS.values():
        words = next(iter(search(_plain(text))), None)
        if words is not None and not any(words in before.words for before in found):
            found.append(PersonalDetail(words, problem))
    return found


def has_numbers(text: str) -> bool:
    """Whether a text has a number, in figures or in words, that could be a count. The year of a month is none.

    >>> has_numbers("Seven were late"), has_numbers("Late since August 2021"), has_numbers("3 of 10")
    (True, False, True)
    """
    return _NUMBERS.search(_OF_A_YEAR.sub("", _plain(text))) is not None


def _plain(text: str) -> str:
    """The text with the usual form of each character, and without those that can't be seen."""
    seen = "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")
    return re.sub(r"[‐‑‒–—−]", "-", seen)


def _matches(pattern: str, flags: re.RegexFlag = re.IGNORECASE) -> _Search:
    compiled = re.compile(pattern, flags)
    return lambda text: (match[0].strip() for match in compiled.finditer(text))


def _names(text: str) -> Iterable[str]:
    """What is taken for a name; see above."""
    text = _INITIAL.sub(r"\1 ", text)
    known = _CAPITAL | _BODIES | _of_catalogue()
    for part in _WORDS.finditer(text):
        words = part[0].split()
        first = words[0].lower()
        begins = text[: part.start()].rstrip(" \t\"'“‘(")[-1:] in ("", *".!?:;\n•-")
        if begins and (first in _USUAL or first.endswith(("ed", "ing", "ly"))):
            words[0] = first
        for is_capital, run in groupby(words, _has_capital):
            name = [re.sub("['’]s$", "", word) for word in run]
            if len(name) > 1 and _NUMBERS.fullmatch(name[-1]):  # as in Team Two
                name.pop()
            if not is_capital or len(name) == 1 or name[-1].removesuffix("s") in _BODIES:
                continue
            if any(len(word) > 1 and word not in known for word in name):
                yield " ".join(name)


def _has_capital(word: str) -> bool:
    """Whether a word is written as names are; an abbreviation, with a plural s too, is not."""
    abbreviation = word.isupper() or (len(word) > 2 and word[:-1].isupper())
    return word[0].isupper() and (len(word) == 1 or not abbreviation)


def _of_catalogue() -> frozenset[str]:
    """The words of areas, indicators, legal statuses and the glossary."""
    known = catalogue()
    texts = [known.council, *(area.name for area in known.areas.values())]
    texts += [f"{i.name} {i.theme}" for i in known.indicators.values()]
    texts += [status.name for status in known.legal_statuses.values()]
    texts += [term.term for terms in known.terms_by_topic().values() for term in terms]
    return frozenset(word for text in texts for word in re.findall(r"[^\W\d_][\w'’-]*", text))


_CASE = re.NOFLAG
_SOMEBODY = "case|child|children|client|family|file|id|no|number|person|pupil|record|ref|reference|service user"
# By kind: what finds it, and what is wrong and to be written instead.
_KINDS: Mapping[str, tuple[_Search, str]] = MappingProxyType(
    {
        "e_mail": (_matches(r"[^\s@,;]+@[^\s@,;]+"), "looks like an e-mail address. Write a role instead."),
        "nhs_number": (
            _matches(r"(?<!\d)\d{3}[ -]\d{3}[ -]\d{4}(?!\d)"),
            "looks like an NHS number. Leave it out: a comment is about a service, never about one child.",
        ),
        "upn": (
            _matches(r"\b[A-Z]\d{11}[0-9A-Z]\b"),
            "looks like a unique pupil number. Leave it out: a comment is about a service, never about one child.",
        ),
        "phone": (
            _matches(r"(?<![\d.])(?:\+ ?44 ?(?:\(0\) ?)?|\(?0)\d(?:[ ()-]{0,2}\d){7,9}(?!\d)"),
            "looks like a telephone number. Write a role instead.",
        ),
        "date": (
            _matches(
                r"(?<!\d)\d{1,2} ?[/.-] ?\d{1,2} ?[/.-] ?(?:\d{4}|\d{2})(?!\d)"
                r"|(?<!\d)\d{4}[/.-]\d{1,2}[/.-]\d{1,2}(?!\d)"
                rf"|\b\d{{1,2}}(?:st|nd|rd|th)?(?: of)?[ -]{_MONTH}[, -]+(?:(?:19|20)\d\d|\d\d)\b"
                rf"|\b{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?,? (?:19|20)\d\d\b"
                r"|\b(?:dob|d\.o\.b|date of birth|birthday|born (?:on|in))\b"
            ),
            "could be a date of birth. Write the month alone, as in October 2021. The day by which an action is due "
            "has a field of its own.",
        ),
        "postcode": (
            _matches(r"\b(?:[A-Z]{1,2}\d[A-Z\d]?)(?! (?-i:1st|2nd|3rd|[4-9]th)\b) ?\d[ABD-HJLNP-UW-Z]{2}\b"),
            "looks like a postcode. Write the area instead.",
        ),
        "reference": (
            _matches(
                r"\b[A-Z]{1,6}[-/]?\d{4,}\b|\b[A-Z]{1,6}[-/]\d{1,4}[-/]\d{2,}\b"
                rf"|\b(?:{_SOMEBODY})(?:\.|:| no\.?| number| id)*[ #:]*\d{{3,}}\b"
            ),
            "looks like the reference of a case. Leave it out: a comment is about a service, never about one child.",
        ),
        "long_number": (
            _matches(r"\d{5,}|(?!(?:19|20)\d\d-(?:19|20)\d\d\b)\d(?:[ -]?\d){6,}"),
            "is a long number, which could be somebody's. Leave it out, or write a large amount with commas.",
        ),
        "title": (
            _matches(r"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Baby)\b\.? ?[A-Z]\w*", _CASE),
            "looks like somebody's name. Write a role instead, as in “the social worker”.",
        ),
        "name": (
            _names,
            "may be somebody's name. Write a role instead, as in “the social worker”. What is no name, write with "
            "small letters.",
        ),
    }
)


def _free_of(search: _Search, cell: pl.Expr) -> pl.Expr:
    return cell.map_elements(lambda text: next(iter(search(_plain(text))), None) is None, return_dtype=pl.Boolean)


# The same for the columns of a contract, by kind: whether a cell is free of it, and what is said if it is not.
CHECKS: Mapping[str, Callable[[pl.Expr], pl.Expr]] = {
    kind: partial(_free_of, search) for kind, (search, _) in _KINDS.items()
}
PROBLEMS: Mapping[str, str] = {kind: problem for kind, (_, problem) in _KINDS.items()}
