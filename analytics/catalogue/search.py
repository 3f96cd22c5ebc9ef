"""Finding an indicator by the words in its name, theme or definition, or by what else people call them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from analytics.catalogue.catalogue import Catalogue, Indicator


def contains_all(wanted: str, text: str) -> bool:
    """Whether every word of `wanted` begins some word of `text`; a plural begins with its singular.

    >>> contains_all("dent checks", "an up-to-date dental check")
    True
    """
    have = _words(text)
    parts = [part.removesuffix("s") if len(part) > 3 else part for part in _words(wanted)]
    return all(any(word.startswith(part) for word in have) for part in parts)


def contains_any(ways: Sequence[str], text: str) -> bool:
    """Whether a text has all words of one of the ways of saying what is looked for."""
    return any(contains_all(way, text) for way in ways)


def ways_of_saying(wanted: str, catalogue: Catalogue) -> list[str]:
    """What is looked for, as it is written and with each name of a term of the glossary replaced by the others.

    "LAC reviews" is looked for as "child in care reviews", too, where the glossary has both names for a child in care.
    """
    said = " ".join(_words(wanted))
    ways = [said]
    for term in catalogue.glossary:
        names = [" ".join(_words(name)) for name in term.names]
        for name in names:
            known = re.compile(rf"\b{name}s?\b")
            if known.search(said):
                ways += [known.sub(other, said) for other in names if other != name]
    return list(dict.fromkeys(ways))


def find_indicators(wanted: str, catalogue: Catalogue) -> list[Indicator]:
    """The indicators that hold all the words in a way of saying them; those that hold them in the name come first."""
    if not _words(wanted):
        return []
    ways = ways_of_saying(wanted, catalogue)
    found = [
        i
        for i in catalogue.indicators.values()
        if contains_any(ways, f"{i.name} {i.printed_name} {i.theme} {i.definition} {i.measure_id.replace('_', ' ')}")
    ]
    return sorted(found, key=lambda i: not contains_any(ways, i.name))


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
