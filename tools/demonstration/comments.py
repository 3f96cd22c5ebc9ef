"""Comments on figures of the county and of Cheltenham.

All of it is made up: the reasons, the actions, their days, and the roles that wrote them. They show where a comment
stands and what it may say. Nobody of the council wrote any of them.
"""

from __future__ import annotations

import polars as pl

from tools.demonstration.programme import CUT, SEPTEMBER

# indicator, area, month, comment, action, due, status, role, day
_WRITTEN = (
    (
        "missing_return_interview_done", "All", "2021-08",
        "Interviews were offered, and children were not at home when we came.",
        "Offer each child a choice of time and place.", "2021-09-30", "open", "Head of Service, Vulnerability",
        "2021-09-14",
    ),
    (
        "missing_return_interview_done", "All", SEPTEMBER,
        "The service that interviews children had vacancies all month, and new staff started late.",
        "Share the interviews between the locality teams until the vacancies are filled.", "2021-11-30", "open",
        "Head of Service, Vulnerability", "2021-10-12",
    ),
    (
        "icpc_15d", "All", SEPTEMBER,
        "Too few chairs were on duty after the summer leave.",
        "Train team managers to chair conferences in busy weeks.", "2021-12-17", "open",
        "Head of Safeguarding", "2021-10-11",
    ),
    (
        "initial_visits_s17_5d", "All", "2021-07",
        "Visits were made in time and recorded late.",
        "Remind teams of the day on which a visit counts.", "2021-08-31", "done", "Head of Service, Assessment",
        "2021-08-16",
    ),
    (
        "initial_visits_s17_5d", "Cheltenham", SEPTEMBER,
        "Posts of the team were empty all month.",
        "Move a duty team here until the new workers have started.", "2021-11-15", "open", "Locality Manager",
        "2021-10-13",
    ),
    (
        "sw_18_or_fewer", "All", SEPTEMBER,
        "Newly qualified workers start in October. Until then experienced workers carry more cases.",
        None, None, None, "Head of Workforce", "2021-10-08",
    ),
)  # fmt: skip


def comments(_: int) -> pl.DataFrame:
    """One row a comment, with the columns of the comments extract; the same for every seed."""
    columns = ("measure_id", "area", "month", "comment", "action", "due_on", "status", "written_by", "written_on")
    rows = pl.DataFrame(_WRITTEN, schema=columns, orient="row")
    return rows.with_columns(cut=pl.lit(CUT), source=pl.lit("simulated"), simulated=pl.lit("true"))
