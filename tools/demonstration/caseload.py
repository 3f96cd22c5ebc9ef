"""The open cases that audits are drawn from: one number for each team and legal status at the end of September 2021.

Published, and so exact: 4,335 children open, 834 of them in care. Each team has as many open cases, and as many
children with a protection plan, as in the simulated indicators. Made up: every single number.
"""

from __future__ import annotations

import polars as pl

from analytics import months
from analytics.catalogue import ALL
from tools.demonstration.counts import LAST
from tools.demonstration.draws import Draws
from tools.demonstration.splitting import share_out
from tools.demonstration.teams import ASSESSMENT, DISABLED, OVER_11, SAFEGUARDING, TEAMS, UNDER_11

_OPEN, _PROTECTION, _IN_CARE = "case_supervision", "cpp_seen_10d", "cic_statutory_visit"
_ALL_OF_A_SERVICE = {ASSESSMENT: "Assessment", UNDER_11: "CIC", DISABLED: "CWD"}


def open_cases(indicators: pl.DataFrame, seed: int) -> pl.DataFrame:
    """One row a team and legal status, with the columns of the open_cases extract; `indicators` is the extract of
    September 2021."""
    month = months.code(LAST)
    of_month = indicators.filter(month=month, breakdown=ALL)
    by_team = of_month.filter(pl.col("team") != ALL)
    open_now, plans = (
        dict(by_team.filter(measure_id=m).select("team", "denominator").rows()) for m in (_OPEN, _PROTECTION)
    )
    in_care = of_month.filter(measure_id=_IN_CARE, team=ALL)["denominator"].sum()
    older = [team.team for team in TEAMS if team.service == OVER_11]
    younger = sum(open_now[team.team] for team in TEAMS if team.service == UNDER_11)
    draws = Draws(seed, "open cases")
    weights = [open_now[team] * draws.uniform(0.9, 1.1) for team in older]
    older_in_care = dict(zip(older, share_out(in_care - younger, weights), strict=True))
    rows = []
    for team in TEAMS:
        cases = open_now[team.team]
        if team.service == SAFEGUARDING:
            by_status = {"CIN": cases - plans[team.team], "CP": plans[team.team]}
        elif team.service == OVER_11:
            by_status = {"CIC": older_in_care[team.team], "Care Leaver": cases - older_in_care[team.team]}
        else:
            by_status = {_ALL_OF_A_SERVICE[team.service]: cases}
        for legal_status, number in by_status.items():
            rows.append((month, month, team.locality, team.service, team.team, legal_status, number))
    columns = ["cut", "month", "locality", "service", "team", "legal_status", "open_cases"]
    frame = pl.DataFrame(rows, schema=columns, orient="row")
    return frame.with_columns(source=pl.lit("simulated"), simulated=pl.lit("true"))
