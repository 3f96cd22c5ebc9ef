"""Finding an indicator by the words in its name, theme or definition."""

from __future__ import annotations

import re

from analytics.catalogue.catalogue import Catalogue, Indicator


def contains_all(wanted: str, text: str) -> bool:
    """Whether every word of `wanted` begins some word of `text`.

    >>> contains_all("dent check", "an up-to-date dental check")
    True
    """
    have = re.findall(r"\w+", text.lower())
    return all(any(word.startswith(part) for word in have) for part in re.findall(r"\w+", wanted.lower()))


def find_indicators(wanted: str, catalogue: Catalogue) -> list[Indicator]:
    """The indicators that hold all the words; those that hold them in the name come first."""
    if not re.search(r"\w", wanted):
        return []
    found = [
        i
        for i in catalogue.indicators.values()
        if contains_all(wanted, f"{i.name} {i.printed_name} {i.theme} {i.definition} {i.measure_id.replace('_', ' ')}")
    ]
    return sorted(found, key=lambda i: not contains_all(wanted, i.name))
