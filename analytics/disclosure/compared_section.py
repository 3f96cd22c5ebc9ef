"""The authority beside all others, from the national figures that the Department for Education publishes of each.

All of it has been published, and the Department hides small counts itself; places, medians, limits and how many cases a
figure is from a median follow from what is published. So it passes as it is and states no count of its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from analytics import indicators, national
from analytics.catalogue import ALL, Policy
from analytics.disclosure.columns import text_columns
from analytics.disclosure.count_statements import BINDING, COUNTS, PARTS
from analytics.disclosure.publishable import LISTED, NOT_AVAILABLE, PUBLIC, Publishable
from analytics.disclosure.rounding import source_marker
from analytics.disclosure.section import PackSection, Section
from analytics.extracts.kinds.context import NationalFigures
from analytics.simulated_label import mark
from analytics.store import Store, kinds_held

_SOURCE = "Source: Department for Education, published statistics. Figures are as published."


def compared(store: Store, month: date, locality: str, policy: Policy, _: pl.DataFrame) -> Section:
    """One row an indicator of which something is known of others, beside the statistical neighbours, those unlike the
    others first; none of one area, for national figures are those of whole authorities."""
    found = national.unlike_first(national.standpoint(indicators.reported(store, of_department=True)).in_month(month))
    alone = (pl.col("ranked") == 1) & pl.col("country_value").is_null()
    rows = found.filter(~alone.fill_null(False)) if locality == ALL else found.clear()

    def write(_: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        marker = pl.coalesce(source_marker(pl.col("marker")), pl.lit(NOT_AVAILABLE))
        given = pl.when(pl.col("value").is_null()).then(marker)
        made = COMPARED.publishable("compared", PUBLIC, rows, (_SOURCE, mark(rows)), value_marker=given)
        return {"compared": made}, pl.DataFrame(schema=LISTED)

    counts, parts, binding = (pl.DataFrame(schema=columns) for columns in (COUNTS, PARTS, BINDING))
    return Section(policy, counts, parts, binding, write)


COMPARED = PackSection(
    name="compared",
    title="Compared with others",
    policy="nhs",
    frames={
        # Columns of `national.schemas.Comparison`, in the order of `national.unlike_first`.
        "compared": {
            **text_columns("measure_id", "name", "period", "kind", "polarity"),
            "value": pl.Float64,
            "value_marker": pl.String,
            **dict.fromkeys(("change", "country_change", "median"), pl.Float64),
            **dict.fromkeys(("gap", "place", "ranked", "tied", "place_from", "place_to"), pl.Int64),
            **text_columns("beyond", "stands", "not_compared"),
            **dict.fromkeys(("judged", "compared"), pl.Int64),
            **dict.fromkeys(("few", "in_list", "simulated"), pl.Boolean),
        }
    },
    make=compared,
    group_name=str,
    held=lambda store: NationalFigures.KIND in kinds_held(store),
)
