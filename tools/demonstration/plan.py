"""The improvement plan's statuses, quarter by quarter.

Published, and so exact: the priorities. Made up: every status. Action and impact each move by one step at most in a
quarter; what is completed stays so, and the impact is never ahead of the action.
"""

from __future__ import annotations

from collections.abc import Sequence

import polars as pl

from tools.demonstration.draws import Draws
from tools.demonstration.programme import CUT

STATUSES = ("completed", "on target", "compromised", "at risk")
QUARTERS = ("2020-09", "2020-12", "2021-03", "2021-06", "2021-09")


def plan(priorities: Sequence[tuple[str, str]], seed: int) -> pl.DataFrame:
    """One row a priority (its id and label) and quarter, with the columns of the plan extract."""
    rows = []
    for priority, label in priorities:
        draws = Draws(seed, "plan", priority)
        action = 1 + draws.below(2)
        impact = action + 1
        for period in QUARTERS:
            rows.append(
                {
                    "cut": CUT,
                    "period": period,
                    "priority_id": priority,
                    "label": label,
                    "action_status": STATUSES[action],
                    "impact_status": STATUSES[impact],
                }
            )
            step = draws.choice((-1, -1, 0, 0, 1)) if action else 0
            action = min(max(action + step, 0), 3)
            impact = max(min(impact + draws.choice((-1, 0, 0, 1)), 3), action)
    return pl.DataFrame(rows).with_columns(source=pl.lit("simulated"), simulated=pl.lit("true"))
