"""What a question is answered with.

Values and targets are in the unit of their measure, and held to its decimals; low and high are the ends of the 95 %
interval, as worked out. A cell that has no value says why.
"""

from __future__ import annotations

import polars as pl

from analytics.columns import Columns, projected

KNOWN = Columns(
    texts="row column panel row_name column_name panel_name measure measure_name kind unit polarity rag words why note",
    numbers="""numerator denominator per value low high target target_to tolerance tolerance_percent other
    other_numerator other_denominator difference p_value""",
    counts="decimals compared children",
    flags="few simulated apart in_list",
    days="",
)
_OF = "row column panel measure"
# row, column, panel: codes, “” where there is none. words: what a cell says that is no number. few: too few to tell.
# apart: whether the cases of another month are others, so that two can be tested. children: how many more would have
# met the target. p_value: of a cell that its subject tests by itself.
Cells = KNOWN.schema(
    "Cells",
    f"""{_OF} numerator denominator per value kind unit decimals polarity low high target target_to rag words why
    children few apart simulated p_value""",
)
# other…: what each is set beside; in_list: whether it differs by more than chance, by the rule for lists, drawn from so
# many comparisons (compared).
Answer = KNOWN.schema(
    "Answer",
    f"""{_OF} row_name column_name panel_name measure_name numerator denominator per value kind unit decimals polarity
    low high target target_to rag words why children few simulated other other_numerator other_denominator difference
    p_value in_list compared""",
)
# missing: what of it can no longer be asked, and that it is no data, in sentences; empty where there is nothing to say.
_SAVED = Columns(texts="name address note saved_by missing", numbers="", counts="", flags="", days="saved_on")
SavedQuestions = _SAVED.schema("SavedQuestions", "name address note saved_by saved_on missing")
SPLITS = ("row", "column", "panel")


def as_cells(frame: pl.DataFrame) -> pl.DataFrame:
    """A frame as `Cells`: what it does not say is null, and no cell is of few or can be tested."""
    known = {name: column.dtype for name, column in Cells.columns().items() if name not in frame.columns}
    unsaid = {name: pl.lit(None, kind) for name, kind in known.items()}
    unsaid |= {name: pl.lit(value=False) for name in ("few", "apart") if name in known}
    return projected(frame.with_columns(**unsaid), Cells)
