"""The disclosure policies, as the catalogue has them.

A policy says which small counts are hidden, to what the others are rounded, and whether totals and rolling quarters
may stand beside them.

Sources of the policies with these names: `dfe` hides what the Department for Education's statistics of children in need
and in care hide, `nhs` follows the rule of NHS England's Hospital Episode Statistics (1 to 7 hidden, the rest to the
nearest 5). `strict` is ours: zeros are hidden, too, for beside rolling sums a shown zero gave neighbouring months away.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import MappingProxyType

from analytics.catalogue.catalogue import CatalogueError, Line, lines


@dataclass(frozen=True)
class Policy:
    """What is done to a count before it may leave.

    Counts from hidden_from to hidden_to are hidden (none where these are None), all others are rounded to the nearest
    `rounded_to`. secondary: further counts are hidden where they would give a hidden one away. totals, rolling:
    whether totals, and rolling quarters beside months, may stand. signed_off: whether a named role must sign for it.
    """

    policy: str
    title: str
    hidden_from: int | None
    hidden_to: int | None
    rounded_to: int
    secondary: bool
    totals: bool
    rolling: bool
    signed_off: bool
    meaning: str


@dataclass(frozen=True)
class SignOff:
    """Who answers for figures that leave unprotected: a role, the day, and why."""

    role: str
    on: date
    reason: str


def read_policies(file: Path, defaults: Collection[str]) -> Mapping[str, Policy]:
    """The policies of a file by name, in its order. Raises CatalogueError naming file, line and field, or what it lacks
    of `defaults`."""
    columns = tuple(Policy.__annotations__)
    found: dict[str, Policy] = {}
    for line in lines(file, columns):
        name = line.text("policy")
        if name in found:
            raise line.wrong("policy", f"“{name}” stands in an earlier line already.")
        low, high = (_whole(line, column, optional=True) for column in ("hidden_from", "hidden_to"))
        if (low is None) != (high is None) or (low is not None and high is not None and low > high):
            raise line.wrong(
                "hidden_to", "both ends of the hidden counts must be given, the smaller first, or neither."
            )
        step = _whole(line, "rounded_to")
        if step not in (1, 5):
            raise line.wrong("rounded_to", "must be 1 (as is) or 5.")
        if step == 5 and (high or 0) < 2:
            raise line.wrong("hidden_to", "1 and 2 round to 0, so with rounding to 5 they must be hidden.")
        flags = {flag: line.one_of(flag, ("yes", "no")) == "yes" for flag in columns[5:9]}
        found[name] = Policy(name, line.text("title"), low, high, step, **flags, meaning=line.text("meaning"))
    if missing := sorted(set(defaults) - set(found)):
        raise CatalogueError(f"{file.name}: the policies {', '.join(missing)} are missing, and are used by default.")
    return MappingProxyType(found)


def _whole(line: Line, column: str, *, optional: bool = False) -> int | None:
    if optional and not line.values[column].strip():
        return None
    number = line.number_of(column)
    if number != int(number):
        raise line.wrong(column, "must be a whole number.")
    return int(number)
