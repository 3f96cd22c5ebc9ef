"""Extracts of the quarterly papers for tests, a line of text each, and the figures as the papers print them."""

from __future__ import annotations

import csv
from pathlib import Path

from analytics.store import Incoming, Store, load
from tests.westshire import catalogue

PRINTED = Path(__file__).parents[1] / "oracles" / "corporate"
HEADERS = {
    "scorecard": "line,scorecard,section,measure_id,measure,polarity,reporting_basis,unit,period,value,target",
    "risks": "risk_id,risk_group,title,inherent_level,inherent_score,period,level,score,likelihood,impact",
    "placements": "series,month,value",
    "budget": "line,attachment,group,service_area,full_year_budget_k,forecast_outturn_k,variance_dsg_k,"
    "variance_non_dsg_k,pandemic_variance_k,total_variance_k,percent,row_type",
    "plan": "period,priority_id,label,action_status,impact_status,marker",
}


def printed(name: str) -> list[dict[str, str]]:
    with (PRINTED / f"{name}.csv").open(newline="", encoding="utf-8") as lines:
        return list(csv.DictReader(lines))


def held(
    store: Store, kind: str, *lines: str, cut: str = "2021-09", simulated: bool = False, source: str = "council"
) -> Store:
    """The store after one more load of a kind, which states the whole."""
    text = extract(kind, *lines, cut=cut, simulated=simulated, source=source)
    load(store, catalogue(), [Incoming(f"{kind}.csv", text.encode())], scope="whole")
    return store


def extract(kind: str, *lines: str, cut: str = "2021-09", simulated: bool = False, source: str = "published") -> str:
    """An extract of a kind as CSV."""
    source = "simulated" if simulated else source
    rows = [f"{cut},{source},{str(simulated).lower()},{line}" for line in lines]
    return "\n".join([f"cut,source,simulated,{HEADERS[kind]}", *rows])


def measure(
    value: str, target: str = "", *, name: str = "m", polarity: str = "bigger", period: str = "2021-09",
    basis: str = "Latest Quarter", unit: str = "%",
) -> str:  # fmt: skip
    return f"1,Card,Section,{name},Measure {name},{polarity},{basis},{unit},{period},{value},{target}"
