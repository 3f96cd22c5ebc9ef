"""What a monthly figure means: value, change, distance, RAG, status, direction, quarters, control chart, comparators.

Pure functions on Polars frames; the rules stand in words in the module that applies them. Rows are fetched by
the store and drawn by charts; nothing here reads a file or chooses a colour.
"""

from analytics.indicators.cited_sentence import Figure, Sentence
from analytics.indicators.comparators import (
    beside,
    peers,
    peers_sentence,
)
from analytics.indicators.direction import directions
from analytics.indicators.events import events_held, events_of, rebase_points, recalculated_said
from analytics.indicators.exec_summary import executive_summary
from analytics.indicators.figures import figures
from analytics.indicators.kpi_labels import (
    assurance_said,
    direction_said,
    notes_said,
    quarter_said,
    rebase_said,
    rebase_suggested,
    simulated_said,
    to_target_said,
)
from analytics.indicators.load_account import account, counts_sentences, gone_sentence, line_sentence, what_moves
from analytics.indicators.load_checks import Warned, warnings
from analytics.indicators.localities import (
    BESIDE_COLUMNS,
    PLACE_COLUMNS,
    TEAM,
    Standing,
    beside_county,
    beyond_sentence,
    by_place,
    funnel_curve,
    one_scale,
    place_lists,
    series_by_place,
    split,
    splits_held,
    splits_of,
)
from analytics.indicators.month_changes import since_last_month
from analytics.indicators.phrases import missed_said
from analytics.indicators.pipeline import (
    COLUMNS,
    LIMITS,
    NO_TARGET,
    ORDERS,
    STATUSES,
    month_table,
    narrowed,
    ordered,
    series,
    sparklines,
    status_by_theme,
)
from analytics.indicators.priorities import attention, reason, weighed
from analytics.indicators.published_examples import printed_beside
from analytics.indicators.quality import quality
from analytics.indicators.quarters import financial_quarters, rolling_quarters, year_on_year, year_to_date
from analytics.indicators.rebase import LONGEST_REASON, confirm_step, step_months
from analytics.indicators.restatements import anything_to_compare, restatement_sentences, restatements
from analytics.indicators.sentences import month_sentence, status_sentence
from analytics.indicators.spc import Options, control_charts, suggested_rebase
from analytics.indicators.spc_labels import signal_briefly, signal_said, signal_words
from analytics.indicators.summary import indicator_summaries, month_summary, rating_sentences
from analytics.indicators.years import financial_years, quarters_to, year_to_date_said

__all__ = [
    "BESIDE_COLUMNS",
    "COLUMNS",
    "LIMITS",
    "LONGEST_REASON",
    "NO_TARGET",
    "ORDERS",
    "PLACE_COLUMNS",
    "STATUSES",
    "TEAM",
    "Figure",
    "Options",
    "Sentence",
    "Standing",
    "Warned",
    "account",
    "anything_to_compare",
    "assurance_said",
    "attention",
    "beside",
    "beside_county",
    "beyond_sentence",
    "by_place",
    "confirm_step",
    "control_charts",
    "counts_sentences",
    "direction_said",
    "directions",
    "events_held",
    "events_of",
    "executive_summary",
    "figures",
    "financial_quarters",
    "financial_years",
    "funnel_curve",
    "gone_sentence",
    "indicator_summaries",
    "line_sentence",
    "missed_said",
    "month_sentence",
    "month_summary",
    "month_table",
    "narrowed",
    "notes_said",
    "one_scale",
    "ordered",
    "peers",
    "peers_sentence",
    "place_lists",
    "printed_beside",
    "quality",
    "quarter_said",
    "quarters_to",
    "rating_sentences",
    "reason",
    "rebase_points",
    "rebase_said",
    "rebase_suggested",
    "recalculated_said",
    "restatement_sentences",
    "restatements",
    "rolling_quarters",
    "series",
    "series_by_place",
    "signal_briefly",
    "signal_said",
    "signal_words",
    "simulated_said",
    "since_last_month",
    "sparklines",
    "split",
    "splits_held",
    "splits_of",
    "status_by_theme",
    "status_sentence",
    "step_months",
    "suggested_rebase",
    "to_target_said",
    "warnings",
    "weighed",
    "what_moves",
    "year_on_year",
    "year_to_date",
    "year_to_date_said",
]
