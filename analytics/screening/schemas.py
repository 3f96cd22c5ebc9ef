"""What the screening hands out. Shares, Wilson 95 % intervals (_low, _high) and funnel limits are in percent; what
counts are needed for is null where none are held.

red_differs and so on say in words where a share lies against the funnel limits; small marks fewer than 20 records. Of
each colour too_few says that there is too little to tell, p_value is from 0 to 1, and in_list says whether a list of
what differs names the area, drawn from so many comparisons (compared).
"""

from __future__ import annotations

import dataframely as dy

from analytics.columns import Columns

_COUNTS = "unrated records red_count amber_count green_count unrated_count"
_INTERVALS = "red_low red_high amber_low amber_high green_low green_high"
_LIMITS = "all_areas low_95 high_95 low_998 high_998"  # all_areas: the share of all records
_P_VALUES, _COMPARED = "red_p_value amber_p_value green_p_value", "red_compared amber_compared green_compared"
_FLAGS = "red_too_few amber_too_few green_too_few red_in_list amber_in_list green_in_list"
_DIFFERS, _ORIGIN = "red_differs amber_differs green_differs", "cut simulated load_id note"
_KNOWN = Columns(
    texts=f"area name kind note basis {_DIFFERS}",
    numbers=f"red amber green sum unrated so_far {_INTERVALS} {_LIMITS} {_P_VALUES}",
    counts=f"records red_count amber_count green_count unrated_count screened in_extract load_id {_COMPARED}",
    flags=f"small simulated {_FLAGS}",
    days="month cut",
)

# sum: of the three colours, which need not be 100 where they were printed.
ByArea = _KNOWN.schema(
    "ByArea",
    f"""area name kind red amber green sum {_COUNTS} {_INTERVALS} small {_DIFFERS} {_ORIGIN} {_P_VALUES} {_FLAGS}
    {_COMPARED}""",
)
# screened: records first screened in the month. All else is of those screened by its end; so_far: these in percent of
# all that the extract has (in_extract).
ByMonth = _KNOWN.schema(
    "ByMonth", f"month screened in_extract so_far red amber green {_COUNTS} {_INTERVALS} small {_ORIGIN}"
)
Totals = _KNOWN.schema("Totals", "basis red amber green records")
RedLimits = _KNOWN.schema(
    "RedLimits",
    f"""area name kind records red_count red {_LIMITS} red_differs small simulated note red_p_value red_too_few
    red_in_list red_compared""",
)
FunnelCurve = _KNOWN.schema("FunnelCurve", f"records {_LIMITS}", records=dy.Float64())
