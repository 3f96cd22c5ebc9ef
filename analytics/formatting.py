"""How figures are written for people: one decimal, a real minus sign, a word and a shape before a colour.

This module belongs to no room; any may import it.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches

MINUS = "\N{MINUS SIGN}"
NONE = "–"
SHAPES = {"red": "■", "amber": "▲", "green": "●"}


def number(value: float) -> str:
    """One decimal, and a real minus sign.

    >>> number(-3)
    '−3.0'
    """
    return f"{value:.1f}".replace("-", MINUS)


def signed(value: float | None) -> str:
    """
    >>> signed(2.5), signed(-0.3), signed(0.0)
    ('+2.5', '−0.3', '0.0')
    """
    if value is None:
        return NONE
    return f"+{value:.1f}" if value > 0 else number(abs(value) if value == 0 else value)


def capital(text: str) -> str:
    """A text with a capital letter at its beginning; the rest of it as it is.

    >>> capital("% of children in KS2"), capital("wards"), capital("")
    ('% of children in KS2', 'Wards', '')
    """
    return text[:1].upper() + text[1:]


def within_sentence(text: str) -> str:
    """A heading as it stands within a sentence; a short form keeps its capitals.

    >>> within_sentence("Referrals by month"), within_sentence("CIN rate")
    ('referrals by month', 'CIN rate')
    """
    return text if text[1:2].isupper() else text[:1].lower() + text[1:]


def possessive(name: str) -> str:
    """A name that something belongs to.

    >>> print(possessive("England"), possessive("East Midlands"))
    England's East Midlands'
    """
    return f"{name}'" if name.endswith("s") else f"{name}'s"


def counted(number: int, one: str, many: str = "") -> str:
    """A number of things; of many, with an s, or the words that are given.

    >>> counted(1, "row"), counted(1200, "row"), counted(0, "audit was", "audits were")
    ('1 row', '1,200 rows', '0 audits were')
    """
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def out_of(part: int, whole: int, one: str, many: str = "", verb: tuple[str, str] = ("", "")) -> str:
    """How many of a number of things, with a verb for one and for many.

    >>> are = ("is", "are")
    >>> out_of(3, 40, "team", verb=are), out_of(1, 40, "team", verb=are), out_of(0, 40, "team", verb=are)
    ('3 of 40 teams are', '1 of 40 teams is', '0 of 40 teams are')
    >>> out_of(2, 2, "team", verb=are), out_of(1, 1, "team"), out_of(0, 1, "team", verb=are)
    ('both teams are', 'the one team', 'no team is')
    """
    said = f"{part:,} of {counted(whole, one, many)}"
    if whole == 1:
        said = f"{'the one' if part else 'no'} {one}"
    elif part == whole == 2:
        said = f"both {many or one + 's'}"
    return f"{said} {verb[0 if part == 1 or whole == 1 else 1]}".strip()


def drawn_from(compared: int, few: int = 0, *, named: bool = True) -> str:
    """Of how many comparisons a list of what differs was drawn, how much of it chance alone may bring (where it names
    anything), and of how many more there was too little to tell.

    >>> drawn_from(52, 3)
    'Drawn from 52 comparisons. At most about 1 in 20 of those named is there by chance. 3 more are too few to tell.'
    >>> drawn_from(0, 1)
    'Nothing could be compared: 1 is too few to tell.'
    >>> drawn_from(0)
    ''
    """
    if not compared:
        return f"Nothing could be compared: {counted(few, 'is', 'are')} too few to tell." if few else ""
    said = f"Drawn from {counted(compared, 'comparison')}."
    if named:
        said += " At most about 1 in 20 of those named is there by chance."
    return f"{said} {counted(few, 'more is', 'more are')} too few to tell." if few else said


def by_chance(compared: int) -> str:
    """How many of so many comparisons lie outside 95% limits by chance alone.

    >>> by_chance(52)
    'Judged one by one, about 3 of 52 comparisons would look different by chance alone.'
    >>> by_chance(6), by_chance(0)
    ('Judged one by one, about 1 in 20 comparisons would look different by chance alone.', '')
    """
    about = f"{compared / 20:.0f} of {compared:,}" if compared >= 20 else "1 in 20"
    return f"Judged one by one, about {about} comparisons would look different by chance alone." if compared else ""


def quantity(number: float) -> str:
    """How many there are, with decimals only where there are parts of one.

    >>> quantity(1250.0), quantity(34.6)
    ('1,250', '34.6')
    """
    return f"{number:,.12g}".replace("-", MINUS)


def of(part: float, whole: float) -> str:
    """
    >>> of(24.0, 1045.0)
    '24 of 1,045'
    """
    return f"{quantity(part)} of {quantity(whole)}"


def ordinal(number: int) -> str:
    """
    >>> ordinal(1), ordinal(2), ordinal(3), ordinal(11), ordinal(22)
    ('1st', '2nd', '3rd', '11th', '22nd')
    """
    ending = "th" if number % 100 in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def unit(number: float, many: str) -> str:
    """What is counted, of one or of many.

    >>> unit(1, "children"), unit(1, "enquiries"), unit(1, "foster carers"), unit(0, "visits")
    ('child', 'enquiry', 'foster carer', 'visits')
    """
    if number != 1:
        return many
    return "child" if many == "children" else f"{many[:-3]}y" if many.endswith("ies") else many.removesuffix("s")


def rag(colour: str | None, nothing: str = "no target") -> str:
    """A colour as shape and word.

    >>> rag("red"), rag(None)
    ('■ red', 'no target')
    """
    return nothing if colour is None else f"{SHAPES[colour]} {colour}"


def joined(parts: Sequence[str]) -> str:
    """
    >>> joined(["a", "b", "c"])
    'a, b and c'
    """
    return " and ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def either(parts: Sequence[str]) -> str:
    """
    >>> either(["a", "b", "c"])
    'a, b or c'
    """
    return " or ".join(filter(None, [", ".join(parts[:-1]), parts[-1]])) if parts else ""


def ends(said: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """The least and the most of figures that are in order, each with the names of all that have it; one, if all have
    the same. `said` has a figure as it is written, and a name.

    >>> ends([("4%", "Wexley"), ("4%", "Dunmere"), ("9%", "Ashport"), ("12%", "Cold Ferry")])
    [('4%', 'Wexley and Dunmere'), ('12%', 'Cold Ferry')]
    """
    return [
        (figure, joined([name for each, name in said if each == figure]))
        for figure in dict.fromkeys((said[0][0], said[-1][0]))
    ]


def quotable(text: str) -> str:
    """The beginning of a text that somebody else wrote, without what Markdown or HTML would read as more than text.

    >>> quotable("<b>`Wexley`</b>")
    'bWexley/b'
    """
    return "".join(letter for letter in text if letter.isprintable() and letter not in "`[]<>\\")[:40]


def nearest(word: str, known: Iterable[str]) -> str:
    """The end of a sentence about a name that is not known: the one that it is most like.

    >>> nearest("Wexly", ["Wexley", "Ashport"])
    '. Did you mean “Wexley”?'
    """
    near = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f". Did you mean “{near[0]}”?" if near else "."


def better_or_worse(change: float | None, polarity: str) -> str:
    """What a change means, by polarity: better, worse, no change; nothing where neither way is better, or without one.

    >>> better_or_worse(-2.0, "smaller"), better_or_worse(-2.0, "bigger"), better_or_worse(-2.0, "information")
    ('better', 'worse', '')
    """
    if change is None or polarity not in ("bigger", "smaller"):
        return ""
    if change == 0:
        return "no change"
    return "better" if (change > 0) == (polarity == "bigger") else "worse"


def letters(column: int) -> str:
    """A column as a spreadsheet names it: 28 is AB."""
    before, last = divmod(column - 1, 26)
    return (letters(before) if before else "") + chr(ord("A") + last)
