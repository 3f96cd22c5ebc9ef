"""The disclosure policies that an authority may publish under.

A policy says which small counts are hidden, to what the others are rounded, and whether totals and rolling quarters
may stand beside them.

Sources of the policies with these names: `dfe` hides what the Department for Education's statistics of children in need
and in care hide, `nhs` follows the rule of NHS England's Hospital Episode Statistics (1 to 7 hidden, the rest to the
nearest 5). `strict` is ours: zeros are hidden, too, for beside rolling sums a shown zero gave neighbouring months away.
"""

from __future__ import annotations

from dataclasses import dataclass


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
