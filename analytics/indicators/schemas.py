"""What is known of an indicator in a month, and which of it each door hands out.

Values, targets, means and limits are in the unit of the indicator, changes, distances and gaps in its differences
(percentage points). What can't be said is null; the column named no_ or marker says why.
"""

from __future__ import annotations

import dataframely as dy

from analytics.columns import count, day, flag, number, schema, some_of, text
from analytics.headlines import Figures as Headlines


class Known(dy.Schema):
    """Every column that leaves this package of one indicator, area and month; how each is worked out stands in the
    module that does."""

    measure_id = dy.String()
    name = dy.String()
    theme = dy.String()
    position = dy.Int64()  # in the catalogue, from 0
    polarity = dy.String()
    window = dy.String()  # what stretch of time a figure covers
    unit = dy.String()
    counted = dy.String()  # what the denominator counts
    locality = dy.String()
    month = dy.Date()
    # from the store, and `pooling`
    cut = day()
    source = text()
    load_id = count()  # null where no load has the month
    simulated = flag()
    counts_simulated = flag()  # beside a real value
    note = text()
    # `figures` and `rag`
    value = number()
    marker = text()  # c, x, z or low, where there is no value
    numerator = count()
    denominator = count()
    target = number()
    tolerance_percent = number()  # of the target
    rag = text()  # rating this month
    status = text()  # overall rating
    months_off = count()  # of the last twelve months with a rating, how many were red
    months_coloured = count()
    distance = number()  # from the target
    change = number()  # on the month before
    no_change = text()
    month_ago = number()
    year_ago = number()
    group = count()
    count_to_target = count()
    first_published = number()
    first_simulated = flag()
    # `direction`
    direction = text()
    direction_word = text()
    no_direction = text()
    level = text()
    run_months = count()
    run_since = day()
    run_change = number()
    trend = text()
    # `quarters`
    rolling_quarter = number()
    quarter_numerator = count()
    quarter_denominator = count()
    no_quarter = text()
    # `spc`
    mean = number()
    lower = number()
    upper = number()
    near_lower = number()
    near_upper = number()
    signal = text()
    side = text()
    trial = flag()
    variation = text()
    no_variation = text()
    recalculated = day()
    assurance = text()
    usual = number()  # the mean to one decimal; below, the limits cut off at the bounds of the unit
    lowest_usual = number()
    highest_usual = number()
    # `headlines`
    earlier_rag = text()
    earlier_status = text()
    missed_months = count()
    missed_since = day()
    missed_always = flag()
    better_by = number()
    better_count = count()
    list = text()
    list_order = count()


# The columns of `table indicators`, in this order; people and scripts rely on the names.
COLUMNS = (
    *("measure_id", "name", "theme", "locality", "month", "value", "marker", "numerator", "denominator"),
    *("target", "tolerance_percent", "rag", "status", "distance", "change", "direction", "run_months", "trend"),
    *("variation", "assurance", "group", "rolling_quarter", "year_ago", "count_to_target", "counted"),
    *("first_published", "simulated", "note", "no_variation"),
)
# What `table indicator` has besides: the control chart.
LIMITS = ("mean", "lower", "upper", "near_lower", "near_upper", "signal", "trial")


def _door(name: str, *columns: str) -> type[dy.Schema]:
    return schema(name, some_of(Known, *columns))


MonthTable = _door(
    *("MonthTable", *COLUMNS, "position", "polarity", "unit", "no_change", "direction_word", "signal", "side"),
    *("counts_simulated", "load_id"),
)
Series = _door(
    *("Series", *COLUMNS, *LIMITS, "side", "recalculated", "polarity", "window", "no_change", "no_quarter"),
    *("source", "cut", "load_id", "counts_simulated", "first_simulated"),
)
HeadlineFigures = _door(
    *("HeadlineFigures", *(name for name in Headlines.column_names() if name != "withheld")),
    *("locality", "month", "window", "simulated", "distance", "change", "month_ago", "no_direction", "direction_word"),
    *("run_months", "run_since", "side", "trial", "no_variation", "assurance", "usual", "lower", "upper"),
    *("lowest_usual", "highest_usual", "earlier_status", "missed_always", "better_by", "better_count", "list"),
    "list_order",
)
# What a reader takes home of the lists.
Priorities = _door(
    *("Priorities", *COLUMNS, "list", "list_order", "signal", "side", "usual", "lower", "upper", "better_by"),
    *("better_count", "earlier_rag", "earlier_status", "missed_months", "missed_since", "no_change", "no_direction"),
    *("run_since", "run_change", "direction_word", "level", "mean", "trial", "polarity", "unit", "window", "source"),
    *("cut", "load_id", "counts_simulated"),
)
KpiFacts = _door(
    *("KpiFacts", "measure_id", "month", "value", "marker", "numerator", "denominator", "counted", "target"),
    *("rag", "status", "months_off", "months_coloured", "distance", "change", "no_change", "polarity", "window"),
    *("simulated", "counts_simulated", "count_to_target", "direction", "direction_word", "no_direction", "trend"),
    *("level", "signal", "side", "trial", "variation", "no_variation", "assurance", "rolling_quarter", "no_quarter"),
    *("quarter_numerator", "quarter_denominator"),
)
PlaceMonths = _door("PlaceMonths", "locality", "month", "value", "target", "simulated", "note")
Values = _door("Values", "measure_id", "month", "value", "denominator", "simulated", "counts_simulated")
# What follows from printed county figures alone, and where they were printed.
PrintedFigures = schema(
    "PrintedFigures",
    some_of(
        *(Known, "measure_id", "month", "value", "marker", "target", "tolerance_percent", "rag", "status"),
        *("polarity", "window", "simulated", "change", "direction", "direction_word", "run_months", "run_since"),
        *("run_change", "signal", "side", "trial", "variation", "no_variation", "mean", "rolling_quarter"),
    ),
    {"reference": text()},
)
