"""What a monthly figure is: value, change, distance, RAG, status, direction, quarters, control chart, comparators.

Rules on Polars frames; each is said in words in the module that applies it, and `pipeline` has their order. Rows are
fetched by the store, put into words by `wording` and drawn by `charts`; nothing here reads a file or chooses a colour.
What is handed out has the columns of a schema, and no other.
"""

from analytics.indicators.another_catalogue import what_changes
from analytics.indicators.calibration import calibration, false_and_true_signals
from analytics.indicators.choice import Grain, categories, chosen_figures
from analytics.indicators.comments import (
    FIELDS,
    Comment,
    comments_held,
    newest_comments,
    uncommented,
    write_comment,
)
from analytics.indicators.events import events_among, events_held
from analytics.indicators.filtering import (
    NO_TARGET,
    ORDERS,
    PART,
    STATUSES,
    VARIATIONS,
    counts_by_chance,
    narrowed,
    ordered,
    page,
    pages,
    sorted_upwards,
    status_by_theme,
)
from analytics.indicators.load_account import account, what_moves
from analytics.indicators.localities import (
    TEAM,
    beside_whole,
    by_place,
    funnel_curve,
    of_measure,
    one_scale,
    series_by_place,
    split,
    splits_of,
)
from analytics.indicators.month_changes import since_last_month
from analytics.indicators.noting import LONGEST_EVENT, note_event, noted_here, take_back
from analytics.indicators.pipeline import headline_figures, kpi_facts, measured, month_table, series, sparklines
from analytics.indicators.pooling import of_some_parts
from analytics.indicators.published_examples import printed_beside
from analytics.indicators.quality import quality, undefined
from analytics.indicators.quarters import rolling_quarters
from analytics.indicators.rebase import LONGEST_REASON, confirm_step, step_months
from analytics.indicators.reported import (
    judged_good,
    measures_reported,
    months_to_compare,
    neighbour_codes,
    others,
    own_code,
    peers,
    reported,
)
from analytics.indicators.restatements import anything_to_compare, loads_that_name, restatements
from analytics.indicators.schemas import (
    BESIDE_COLUMNS,
    CHANCE,
    CHART,
    COLUMNS,
    LIMITS,
    LISTED,
    PLACE_COLUMNS,
    SPINE_COLUMNS,
    UNIT,
)
from analytics.indicators.spc import suggested_rebase
from analytics.indicators.spine import KEPT, among, kept, kept_counts, spine
from analytics.indicators.then_and_now import Targets, then_and_now
from analytics.indicators.years import financial_years, quarters_to
