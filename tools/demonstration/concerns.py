"""Children of concern, month by month.

Published, and so exact: the number tracked from May to September 2021, and the six notifications of September.
Made up: the other months, and how many were opened and resolved; each month's number is the last one's, plus those
opened, less those resolved.
"""

from __future__ import annotations

import polars as pl

from tools.demonstration.draws import Draws
from tools.demonstration.programme import CUT, MONTHS, SEPTEMBER

_TRACKED = {"2021-05": 18, "2021-06": 23, "2021-07": 25, "2021-08": 27, SEPTEMBER: 26}
_OPENED = {SEPTEMBER: 6}


def concerns(seed: int) -> pl.DataFrame:
    """One row a month, October 2020 to September 2021, with the columns of the concerns extract."""
    draws = Draws(seed, "concerns")
    at_end = [_TRACKED.get(month, 11 + place // 2 + draws.below(4)) for place, month in enumerate(MONTHS)]
    at_start = [10 + draws.below(4), *at_end]
    rows = []
    for month, before, after in zip(MONTHS, at_start, at_end, strict=False):
        opened = _OPENED.get(month, max(2 + draws.binomial(6, 0.4), after - before))
        resolved = before + opened - after
        rows.append({"cut": CUT, "month": month, "opened": opened, "resolved": resolved, "tracked": after})
    return pl.DataFrame(rows).with_columns(source=pl.lit("simulated"), simulated=pl.lit("true"))
