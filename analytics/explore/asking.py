"""A question in words: a closed vocabulary, read from what is held, makes an address of a line of text.

Nothing is guessed and no model is asked. The text is cut into words; the longest phrase that is known is taken first,
and what is left over is looked for among the indicators, by the rule of the search (`contains_any`). Each phrase that
was understood says what it became, and every other word is given back. What comes of it is an address, which `read`
checks like that of any link.
"""

from __future__ import annotations

import re
from calendar import month_name
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache

from analytics import formatting, indicators, months
from analytics.catalogue import ALL, GOOD_OR_BETTER, INADEQUATE, Indicator, catalogue, contains_any
from analytics.explore.of_together import SHOWN, USUAL
from analytics.explore.question import (
    BESIDE,
    CHARTS,
    MOST_MEASURES,
    ORDERS,
    SPANS,
    Dimension,
    Question,
    QuestionError,
    Subject,
    read,
)
from analytics.explore.vocabulary import (
    AGAINST,
    ALSO,
    ARTICLES,
    COMPARED,
    FILLING,
    MONTHS,
    NOT_HELD,
    NUMBERS,
    ONE,
    OWN,
    SHARED,
    SUBJECTS,
)
from analytics.store import Store

LONGEST = 200  # letters that are read
MOST_NAMED = 8  # indicators that a few words may mean together
OVER_TIME = 12  # months, where figures are asked for month by month and nothing says how many
_TOKEN = re.compile(r"\d{4}-\d{2}\b|\w+(?:'\w+)?|[,;:.?!]")

Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Phrase:
    """Words that were understood, what they became, and the parts of the question that say it. `without` is the address
    of the question without them, “” if it would be none; `instead` has what else they could have meant (`others`): what
    that would become, and the address."""

    words: str
    became: str
    pairs: Pairs = ()
    without: str = ""
    instead: tuple[tuple[str, str], ...] = ()
    others: Pairs = ()


@dataclass(frozen=True)
class Understood:
    """What a text was taken to ask. Without a question, `missing` says what to add; `left` are the words that mean
    nothing here, and `said` has a sentence for whatever else a reader must know of how it was read."""

    question: Question | None
    phrases: tuple[Phrase, ...] = ()
    left: tuple[str, ...] = ()
    said: tuple[str, ...] = ()
    missing: str = ""


@dataclass(frozen=True)
class _Word:
    stem: str
    raw: str
    at: int


def understood(store: Store, subjects: Mapping[str, Subject], text: str, here: str = ALL) -> Understood:
    """What a text asks; at most LONGEST letters of it are read. `here` is the area that “my locality” means. Raises for
    no text; the question is one that `read` gives for its address."""
    words = _words(text[:LONGEST])
    said = [f"Only the first {LONGEST} letters were read."] if len(text) > LONGEST else []
    if not words:
        return Understood(None, said=tuple(said), missing="Write what to show, such as: audits by team, last 6 months.")
    subject = subjects[_subject_of(words, subjects)]
    if not subject.months(store):
        nothing = f"Nothing is held of {formatting.within_sentence(subject.label)}. Load it on the Data page."
        return Understood(None, said=tuple(said), missing=nothing)
    try:
        phrases, rest = _phrases(words, store, subject, here)
        named, left, about = _indicators_named(words, rest, store, subject)
        phrases += named
        said += [*about, *_not_held(left, subject)]
        question, problems = _question(phrases, left, store, subjects, subject)
        phrases = [_with_others(phrases, at, left, store, subjects, subject) for at in range(len(phrases))]
    except QuestionError as error:
        return Understood(None, said=tuple(said), missing=str(error))
    return Understood(question, tuple(phrases), tuple(left), (*said, *problems), "" if question else _WHAT_IS_MISSING)


def _with_others(
    phrases: Sequence[Phrase],
    at: int,
    left: Sequence[str],
    store: Store,
    subjects: Mapping[str, Subject],
    subject: Subject,
) -> Phrase:
    """A phrase with the addresses of the questions without it, and with what else it could have meant."""

    def address(*other: Phrase) -> str:
        question, _ = _question([*phrases[:at], *other, *phrases[at + 1 :]], left, store, subjects, subject)
        return question.address() if question else ""

    phrase = phrases[at]
    instead = tuple(
        (_became(key, value, store, subject), address(replace(phrase, pairs=((key, value),))))
        for key, value in phrase.others
    )
    return replace(phrase, without=address(), instead=instead)


_WHAT_IS_MISSING = (
    "Say what it is about: an indicator, a theme, audits, actions, screening, England, a load, or members' questions."
)


# --- words -------------------------------------------------------------------------------------------------------


def _words(text: str) -> list[_Word]:
    """The words of a text, each with its stem; “section 20” is S20, and articles are left out."""
    plain = re.sub(r"(?<=\d),(?=\d{3})", "", text.casefold().replace("’", "'"))
    found: list[_Word] = []
    for raw in _TOKEN.findall(plain):
        stem = _stem(raw)
        if found and found[-1].stem == "section" and stem.isdigit():
            found[-1] = _Word(f"s{stem}", f"{found[-1].raw} {raw}", found[-1].at)
        elif stem and stem not in ARTICLES:
            found.append(_Word(stem, raw, len(found)))
    return found


def _stem(word: str) -> str:
    """One of many, and a number in digits.

    >>> [_stem(word) for word in ("teams", "localities", "children", "ten", "child's", "status")]
    ['team', 'locality', 'child', '10', 'child', 'status']
    """
    word = word.removesuffix("'s").removesuffix("'")
    if word.endswith("ies") and len(word) > 4:
        return f"{word[:-3]}y"
    one = word[:-1] if len(word) > 3 and word.endswith("s") and word[-2] not in "su" else word
    return NUMBERS.get(word) or ONE.get(word) or one


@lru_cache(maxsize=8192)
def _stems(text: str) -> tuple[str, ...]:
    return tuple(word.stem for word in _words(text) if word.stem[0].isalnum())


def _raw(words: Iterable[_Word]) -> str:
    return " ".join(word.raw for word in words)


def _within(part: Sequence[str], whole: Sequence[str]) -> bool:
    part = tuple(part)
    return any(tuple(whole[at : at + len(part)]) == part for at in range(len(whole) - len(part) + 1))


def _subject_of(words: Sequence[_Word], subjects: Mapping[str, Subject]) -> str:
    stems = tuple(word.stem for word in words)
    for subject, phrases in SUBJECTS.items():
        if subject in subjects and any(_within(phrase.split(), stems) for phrase in phrases):
            return subject
    return next(iter(subjects))


# --- phrases -----------------------------------------------------------------------------------------------------

_Fit = tuple[int, tuple[str, ...], tuple[str, ...]]  # how many words, the numbers and the months among them


def _phrases(
    words: Sequence[_Word], store: Store, subject: Subject, here: str
) -> tuple[list[Phrase], list[list[_Word]]]:
    """The phrases that are known, and what is left: the runs of words between them."""
    dimensions = subject.dimensions(store)
    rules = [
        (tuple(pattern.split()), pairs)
        for pattern, pairs in _rules(store, subject, here != ALL)
        if all(_offered(part, dimensions) for part in pairs.split())
    ]
    names, splits = _names(store, subject), _splits(store, subject)
    phrases: list[Phrase] = []
    rest: list[list[_Word]] = [[]]
    at = 0
    while at < len(words):
        stems = [word.stem for word in words[at:]]
        took, pairs, others = _longest(stems, rules, names, splits, here)
        if took == 1 and stems[0] == "may":  # which is more often a verb
            took = 0
        if took:
            phrases.append(_phrase(_raw(words[at : at + took]), pairs, store, subject, others))
            rest.append([])
        else:
            rest[-1].append(words[at])
        at += took or 1
    return phrases, [run for run in rest if run]


def _offered(part: str, dimensions: Mapping[str, Dimension]) -> bool:
    """Whether a part of what a phrase means can be said of a subject with these dimensions."""
    key, _, value = part.partition("=")
    if key == "by":
        return value in dimensions
    return key in _SAID or key in ("measure", "subject") or key in dimensions


def _rules(store: Store, subject: Subject, somewhere: bool) -> Iterator[tuple[str, str]]:
    """Patterns and what each means; those of “my locality” only where there is one."""
    yield from OWN.get(subject.code, {}).items()
    if subject.code != "questions":  # which have no months
        yield from SHARED.items()
    for phrase in SUBJECTS.get(subject.code, ()):
        if subject.code not in ("loads", "national"):
            yield phrase, f"subject={subject.code}"
    known = catalogue()
    for against in AGAINST:
        yield from ((f"{against} {means}", pairs) for means, pairs in COMPARED.items())
        yield f"@ {against} @", "to={0} then={1}"
        yield f"{against} {_stem(known.whole)}", COMPARED["whole"]
        yield f"{against} other {_stem(known.part)}?", "others=yes"
    if subject.code == "audits":
        for band in (GOOD_OR_BETTER, INADEQUATE):
            yield f"rated|graded? {' '.join(_stems(known.scale.names[band]))}", f"measure={band}"
    if subject.code == "loads":
        loads = subject.dimensions(store)["load"].options(store, Question("loads", subject.months(store)[0], (), ""))
        yield "last|latest|newest load changed|change?", f"load={next(iter(loads), '')}"
    if subject.code == "national":
        yield "here", f"place={indicators.own_code()}"
        yield "region", f"place={_own_region(store)}"
        yield "neighbour", "".join(f"place={code} " for code in indicators.neighbour_codes())
    else:
        for mine in (f"my {_stem(known.part)}", "my area", "here"):
            if somewhere:
                yield f"in? {mine}", "area={here}"
        for whole in ("with whole", f"with {_stem(known.whole)}"):
            yield whole, f"area={ALL}"


def _longest(
    stems: Sequence[str],
    rules: Sequence[tuple[tuple[str, ...], str]],
    names: Mapping[tuple[str, ...], Sequence[tuple[str, str]]],
    splits: Mapping[tuple[str, ...], str],
    here: str,
) -> tuple[int, Pairs, Pairs]:
    """How many of the first words make the longest phrase that is known, what it says, and what else it could."""
    best: tuple[int, Pairs, Pairs] = 0, (), ()
    for pattern, meaning in rules:
        if (fit := _fits(pattern, stems)) and fit[0] > best[0]:
            best = fit[0], _filled(meaning, fit, here), ()
    for size in range(min(len(stems), 12), best[0], -1):
        if named := names.get(tuple(stems[:size])):
            return size, tuple(named[:1]), tuple(named[1:])
    return max(best, _grouped(stems, splits), key=lambda found: found[0])


def _grouped(stems: Sequence[str], splits: Mapping[tuple[str, ...], str]) -> tuple[int, Pairs, Pairs]:
    """“By team and legal status”, “which indicators”, “ten teams”."""
    lead = next((lead for lead in ("by", "which", "each", "every", "all") if stems[0] == lead), "")
    number = stems[0] if stems[0].isascii() and stems[0].isdigit() else ""
    if not (lead or number):
        return 0, (), ()
    found: list[tuple[str, str]] = []
    took = at = 1
    while at < len(stems):
        size = next((size for size in (3, 2, 1) if tuple(stems[at : at + size]) in splits), 0)
        if size:
            found.append(("by", splits[tuple(stems[at : at + size])]))
            at = took = at + size
        elif found and lead == "by" and stems[at] in ("and", ",", "then", "by"):
            at += 1
            continue
        else:
            break
        if lead != "by":
            break
    if not found:
        return 0, (), ()
    if number:
        if found[0][1] in ("month", "quarter", "period"):
            return 0, (), ()
        found.append(("most", number))
    return took, tuple(found), ()


def _fits(pattern: Sequence[str], stems: Sequence[str]) -> _Fit | None:
    """What a pattern takes at the beginning of some words; None if they don't begin with it."""
    if not pattern:
        return 0, (), ()
    head, rest = pattern[0], pattern[1:]
    if head.endswith("?"):
        return _fits((head[:-1], *rest), stems) or _fits(rest, stems)
    if not stems:
        return None
    size = 1
    number: tuple[str, ...] = ()
    month: tuple[str, ...] = ()
    if head == "#":
        if not (stems[0].isascii() and stems[0].isdigit() and len(stems[0]) < 4):
            return None
        number = (stems[0],)
    elif head == "@":
        size, said = _month(stems)
        month = (said,)
        if not size:
            return None
    elif head != "~" and stems[0] not in head.split("|"):
        return None
    further = _fits(rest, stems[size:])
    return further and (size + further[0], number + further[1], month + further[2])


def _month(stems: Sequence[str]) -> tuple[int, str]:
    """How many of the first words name a month, and which: “09-2021”, or “09-0” without a year."""
    if (written := months.as_month(stems[0])) is not None:
        return 1, f"{written:%m-%Y}"
    if (number := MONTHS.get(stems[0])) is None:
        return 0, ""
    if len(stems) > 1 and len(stems[1]) == 4 and stems[1].isascii() and stems[1].isdigit() and stems[1] > "1900":
        return 2, f"{number:02}-{stems[1]}"
    return 1, f"{number:02}-0"


def _filled(meaning: str, fit: _Fit, here: str) -> Pairs:
    number = fit[1][0] if fit[1] else ""
    said = (part.partition("=") for part in meaning.split())
    return tuple((key, value.replace("+", " ").format(*fit[2], n=number, here=here)) for key, _, value in said)


def _splits(store: Store, subject: Subject) -> dict[tuple[str, ...], str]:
    """The dimensions that can be split by, for the words of each."""
    found: dict[tuple[str, ...], str] = {}
    for code, dimension in subject.dimensions(store).items():
        also = [*ALSO.get(code, ()), *((catalogue().part,) if code == "area" else ())]
        label = _stems(dimension.label)
        short = [label[:1]] if len(label) > 1 and "'" not in dimension.label else []  # no auditor, for her rating
        for words in (label, *short, _stems(dimension.noun), *map(_stems, also)):
            if dimension.shown and words:
                found.setdefault(words, code)
    return found


_NEVER_NAMED = ("month", "quarter", "load", "red-for", "auditor_rating", "question_id", "indicator", "with", "period")


def _names(store: Store, subject: Subject) -> dict[tuple[str, ...], list[tuple[str, str]]]:
    """What can be called by its name: for the words of each, the dimensions and codes that have it."""
    question = Question(subject.code, subject.months(store)[0], (), subject.rows, span=SPANS[-1])
    found: dict[tuple[str, ...], list[tuple[str, str]]] = {}

    def add(text: str, of: str, code: str) -> None:
        stems = _stems(text)
        if any(stem not in FILLING and not stem.isdigit() for stem in stems):
            held = found.setdefault(stems, [])
            held += [(of, code)] if (of, code) not in held else []

    for of, dimension in subject.dimensions(store).items():
        if of in ("indicator", "with"):
            held = dimension.options(store, question)
            for text, code in catalogue().meant["indicators"].items():
                if code in held and len(_stems(text)) > 2:
                    add(text, of, code)
        if of in _NEVER_NAMED:
            continue
        for code, name in dimension.options(store, question).items():
            add(name, of, code)
            if code not in ("yes", "no"):
                add(code, of, code)
            if of == "legal_status":
                add(catalogue().legal_statuses[code].name, of, code)
    return found


def _phrase(words: str, pairs: Pairs, store: Store, subject: Subject, others: Pairs = ()) -> Phrase:
    said = [_became(key, value, store, subject) for key, value in pairs if key != "subject"]
    became = formatting.joined(list(dict.fromkeys(said)))
    return Phrase(words, became or formatting.within_sentence(subject.label), pairs, others=others)


_SAID = {
    "span": "{}", "time": "over time", "since": "from {}", "to": "last month {}", "then": "beside {}",
    "beside": "beside: {}", "chart": "chart: {}", "order": "{}", "most": "{} of them", "count": "counts",
    "as": "as first published", "others": "all areas side by side", "few": "too few to tell is always marked",
    "chance": "what is more than chance is always named", 
    "more": "what if: {} more a week, or fewer where that is better", "goal": "what if: a target of {}",
}  # fmt: skip


def _written(key: str, value: str) -> str:
    if key in ("since", "to", "then"):
        return _month_said(value)
    if key == "span":
        return formatting.counted(_whole(value), "month")
    words = {"beside": BESIDE, "chart": CHARTS, "order": ORDERS}.get(key, {})
    return formatting.within_sentence(words.get(value, value))


def _became(key: str, value: str, store: Store, subject: Subject) -> str:
    dimensions, measures = subject.dimensions(store), subject.measures(store)
    if key in _SAID:
        return _SAID[key].format(_written(key, value))
    if key == "by":
        return f"by {dimensions[value].noun}"
    if key == "measure":
        return measures[value].label if value in measures else value
    if key in ("indicator", "with"):
        return catalogue().indicators[value].name
    if key == "load":
        return f"load {value}"
    question = Question(subject.code, subject.months(store)[0], (), subject.rows, span=SPANS[-1])
    return f"{dimensions[key].noun}: {dimensions[key].options(store, question).get(value, value)}"


def _whole(value: str) -> int:
    number, _, times = value.partition("*")
    return min(int(number) * int(times or 1), SPANS[-1])


def _month_said(code: str) -> str:
    number, _, year = code.partition("-")
    return f"{month_name[int(number)]} {year if year != '0' else ''}".strip()


# --- indicators --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _Named:
    """An indicator and what it is called: its name and unit, and all else; as text, and as words."""

    indicator: Indicator
    texts: tuple[str, str]
    stems: tuple[frozenset[str], frozenset[str]]


def _indicators_named(
    text: Sequence[_Word], rest: Sequence[Sequence[_Word]], store: Store, subject: Subject
) -> tuple[list[Phrase], list[str], list[str]]:
    """The indicators that the words left over name, the words that name none, and what must be said of it. In a text
    that says nothing else, the beginnings of words will do, as in the search."""
    alone = [len(run) for run in rest] == [len(text)]
    key = next((of for of in ("with", "indicator") if of in subject.dimensions(store)), "")
    question = Question(subject.code, subject.months(store)[0], (), subject.rows)
    held = list(_called(subject.dimensions(store)[key].options(store, question))) if key else []
    parts = [part for run in rest for part in _found_in(run, held, alone)]
    several = any(found and len(words) > 1 for words, found in parts)
    phrases: list[Phrase] = []
    left: list[str] = []
    said: list[str] = []
    for words, found in parts:
        if not found or (several and len(words) == 1):  # a word that many names have, beside one that is said in full
            left += [word.raw for word in words]
            continue
        chosen = found[:1] if key == "with" else found
        others = tuple((key, one) for one in found[len(chosen) :])
        read = _raw(text[words[0].at : words[-1].at + 1])
        phrases.append(_phrase(read, tuple((key, one) for one in chosen), store, subject, others))
        if others:
            said.append(f"“{read}” could be {len(found)} indicators. The first of them is taken.")
    return phrases, left, said


def _found_in(run: Sequence[_Word], held: Sequence[_Named], alone: bool) -> list[tuple[list[_Word], list[str]]]:
    """The parts of a run of words, each with the indicators that it names: the whole of it, or else what lies between
    its commas and its “and”, or else the longest part that names any."""
    words = [word for word in run if word.stem[0].isalnum() and word.stem not in FILLING]
    if not words:
        return []
    if found := _matching(words, held, alone):
        return [(words, found)]
    pieces: list[list[_Word]] = [[]]
    for word in run:
        if word.stem == "and" or not word.stem[0].isalnum():
            pieces.append([])
        else:
            pieces[-1].append(word)
    if len(pieces) > 1:
        return [part for piece in pieces for part in _found_in(piece, held, False)]
    for size in range(len(words) - 1, 0, -1):
        for start in range(len(words) - size + 1):
            if found := _matching(words[start : start + size], held, False):
                before, after = words[:start], words[start + size :]
                here = words[start : start + size]
                return [*_found_in(before, held, False), (here, found), *_found_in(after, held, False)]
    return [(words, [])]


def _matching(words: Sequence[_Word], held: Sequence[_Named], alone: bool) -> list[str]:
    """The indicators that have all these words: in their names, or else in what else they are called. None where the
    words are of too many to mean any."""
    wanted = {word.stem for word in words}
    text = " ".join(word.stem for word in words)
    if all(stem.isdigit() or len(stem) == 1 for stem in wanted):
        return []
    for at in (0, 1):
        found = [
            one.indicator.measure_id
            for one in held
            if wanted <= one.stems[at] or (alone and contains_any((text,), one.texts[at]))
        ]
        if found:
            return found if len(found) <= MOST_NAMED else []
    return []


def _called(measures: Iterable[str]) -> Iterator[_Named]:
    """What indicators are called: beside their names their themes and short forms, what others call them, and the words
    of the glossary that their names have in another form, such as CPP and child protection plan."""
    known = catalogue()
    forms = [term.names for term in known.glossary]
    for indicator in map(known.indicators.__getitem__, measures):
        name = f"{indicator.name} {indicator.unit.name}"
        texts = [name, indicator.printed_name, indicator.theme, indicator.measure_id.replace("_", " ")]
        texts += [alias for alias, measure in known.aliases.items() if measure == indicator.measure_id]
        stems = _stems(" ; ".join(texts))
        texts += [form for term in forms if any(_within(_stems(form), stems) for form in term) for form in term]
        every = " ".join(texts)
        yield _Named(indicator, (name, every), (frozenset(_stems(name)), frozenset(_stems(every))))


def _not_held(left: Sequence[str], subject: Subject) -> Iterator[str]:
    """A sentence for each thing that is asked for and that no extract has."""
    stems = {stem for word in left for stem in _stems(word)}
    if subject.code == "questions" and stems & {"year", "month", "quarter", *MONTHS}:
        yield "Questions are held with the papers that answer them, not by month. All are shown."
    yield from (said for words, said in NOT_HELD.items() if stems & set(words))


def _own_region(store: Store) -> str:
    rows = indicators.reported(store)
    own = rows.filter(code=indicators.own_code())["region"].drop_nulls().unique().to_list()
    return next(iter(rows.filter(rows["name"].is_in(own))["code"]), "")


# --- the question ------------------------------------------------------------------------------------------------

_PLAIN = ("beside", "chart", "order", "most", "as", "more", "goal")
_BY_MONTH = ("indicators", "audits", "actions")  # subjects whose months are those of the question


def _question(
    phrases: Sequence[Phrase], left: Sequence[str], store: Store, subjects: Mapping[str, Subject], subject: Subject
) -> tuple[Question | None, list[str]]:
    """The question that the phrases make, and a sentence for each thing that was put in or left out; None where they
    don't say what it is about."""
    asked: dict[str, list[str]] = {}
    for key, value in (pair for phrase in phrases for pair in phrase.pairs):
        asked.setdefault(key, []).append(value)
    dimensions = subject.dimensions(store)
    where = {of: list(dict.fromkeys(codes)) for of, codes in asked.items() if of in dimensions}
    if not _says_what(asked, where, left, subject):
        return None, []
    said: list[str] = []
    splits = _in_order(asked, where, subject, dimensions)
    if len(splits) > 3:
        said.append("A table has rows, columns and panels: what comes fourth is left out.")
    pairs = [("subject", subject.code), *zip(("rows", "columns", "panels"), splits, strict=False)]
    pairs += _months(asked, splits, store, subject, said)
    pairs += [(key, asked[key][-1]) for key in _PLAIN if key in asked]
    pairs += [("measure", code) for code in _measures(asked, subject)]
    pairs += [(of, code) for of, codes in where.items() for code in codes]
    question, problems = read(store, subjects, pairs)
    return question, said + problems


def _says_what(asked: Mapping[str, object], where: Mapping[str, object], left: Sequence[str], subject: Subject) -> bool:
    if subject.code == "indicators":
        narrowed = {"indicator", "theme", "red-for", "rating"} & set(where)
        return bool(narrowed) or bool(asked and not left and "by" not in asked)
    return (
        "indicator" in where if subject.code == "national" else "with" in where if subject.code == "together" else True
    )


def _in_order(
    asked: Mapping[str, list[str]], where: dict[str, list[str]], subject: Subject, dimensions: Mapping[str, object]
) -> list[str]:
    """The dimensions of rows, columns and panels: those asked for, and those without which different things would be
    added up."""
    splits = list(dict.fromkeys(asked.get("by", [])))
    if subject.supposes and ("more" in asked or "goal" in asked):  # what would have been is shown month by month
        return ["month"]
    if "others" in asked and "area" in dimensions:
        where.pop("area", None)
        splits.append("area")
    if "time" in asked and "month" in dimensions and not {"month", "quarter"} & set(splits):
        splits.insert(0, "month")
    if subject.code == "loads":
        splits += ["indicator", "area", "month"]
    if subject.code == "national":
        splits += [of for of in ("period", "place") if of not in splits]
    if subject.code in ("indicators", "national") and len(where.get("indicator", [])) != 1:
        splits += ["indicator"] if splits and "others" not in asked else []
        splits = splits if splits[:1] != ["area"] or "others" not in asked else ["indicator", *splits]
    if subject.code in _BY_MONTH and len(where.get("area", [])) > 1 and "others" not in asked:
        splits += ["area"] if splits or len(where.get("indicator", [])) == 1 else ["indicator", "area"]
    return list(dict.fromkeys(splits))


def _months(
    asked: Mapping[str, list[str]], splits: Sequence[str], store: Store, subject: Subject, said: list[str]
) -> list[tuple[str, str]]:
    """The last month, how many there are, and the month that they are set beside, as far as they are held."""
    held, by_month = subject.months(store), bool({"month", "quarter"} & set(splits))

    def newest(code: str, latest: date) -> date | None:
        number, year = map(int, code.split("-"))
        found = next((m for m in held if m <= latest and m.month == number and year in (0, m.year)), None)
        if found is None:
            said.append(f"Nothing is held of {_month_said(code)}.")
        return found

    month = (newest(asked["to"][-1], held[0]) if "to" in asked else None) or held[0]
    pairs = [("month", months.code(month))] if "to" in asked else []
    if "since" in asked and (first := newest(asked["since"][-1], month)):
        pairs.append(("span", str((month.year - first.year) * 12 + month.month - first.month + 1)))
    elif "span" in asked:
        pairs.append(("span", str(_whole(asked["span"][-1]))))
    elif usual := USUAL if subject.code == "together" else OVER_TIME if subject.code in _BY_MONTH and by_month else 0:
        pairs.append(("span", str(usual)))
        said.append(f"Nothing says how many months: the last {usual} are shown.")
    if "then" in asked and (then := newest(asked["then"][-1], months.before(month))):
        pairs.append(("beside", months.code(then)))
    return pairs


def _measures(asked: Mapping[str, list[str]], subject: Subject) -> list[str]:
    found = list(dict.fromkeys(asked.get("measure", [])))[:MOST_MEASURES]
    if subject.supposes and ("more" in asked or "goal" in asked):
        return found or ["figure", "cases", "to-target"]
    if "count" in asked and subject.code == "indicators":
        return found or ["cases", "of"]
    if "count" in asked and subject.code == "audits":
        return ["how-many-inadequate" if one == "inadequate" else one for one in found] or ["audits"]
    return found or {"questions": ["answered", "why"], "together": list(SHOWN)}.get(subject.code, [])
