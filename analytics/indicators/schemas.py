"""What is known of indicators, and which of it each door hands out.

Values, targets, means and limits are in the unit of the indicator, changes, distances and gaps in its differences
(percentage points). What can't be said is null; the column named no_ or marker says why. How each is worked out is said
in the module that does.
"""

from __future__ import annotations

import dataframely as dy

from analytics.columns import Columns
from analytics.headlines import Figures as Headlines

KNOWN = Columns(
    texts="""
        measure_id name theme polarity window kind unit period population counted locality source note marker reference
        rag status no_change direction direction_word no_direction level trend no_quarter signal side variation
        no_variation assurance earlier_rag earlier_status list reason beyond stands category localities comparator
        period statistic period_words recorded_by_role what earlier later better_or_worse earlier_source why loaded_by
        file_name printed_direction table item was becomes rating_was rating_becomes source_was parts_missing differs
        quarter remark no_ytd no_last_ytd financial_year no_year_change method no_assurance not_compared
        whole_outside national_outside no_scale national_of national_period code region season_source then_marker
        then_rag verdict no_comparison area comment action written_by owner
    """,
    numbers="""
        value target tolerance_percent distance change month_ago year_ago first_published run_change net_change
        rolling_quarter mean lower upper near_lower near_upper usual lowest_usual highest_usual from_usual
        better_by together low_95 high_95 low_998 high_998 per target_to tolerance numerator denominator
        quarter_numerator quarter_denominator ytd_numerator ytd_denominator last_ytd_numerator
        last_ytd_denominator whole_value whole_gap year_gap low high earlier_value later_value difference
        printed_change printed_distance year_change quarter_value ytd_value last_ytd_value ytd_change share
        then_value then_target then_target_to then_numerator then_denominator
        carried_over expected_by_chance p_value on_scale whole_on_scale national national_on_scale scale_from
        scale_to
    """,
    counts="""
        position load_id decimals period_months last_month population_year months_off months_coloured group
        count_to_target run_months quarter_months missed_months better_count list_order reporters place earlier_load
        later_load by_load printed_group count figures missing marked with_counts simulated_months parts_with_figure
        parts_in_force baseline compared areas rank_from rank_to alike cases
    """,
    flags="""
        yearly simulated counts_simulated first_simulated trial missed_always few small seasonal rebase published
        simulated_was in_list start_assumed few_cases apart definition_changed replaced
    """,
    days="""
        month cut run_since net_since recalculated missed_since earlier_cut later_cut quarter_start quarter_as_at first
        last newest_cut then_month due_on written_on
    """,
)
# The columns of `table indicators`, in this order; people and scripts rely on the names.
_TABLE = """
    measure_id name theme locality month value marker numerator denominator target tolerance_percent rag status distance
    change direction run_months trend variation assurance group rolling_quarter year_ago count_to_target counted
    first_published simulated note no_variation
"""
COLUMNS = tuple(_TABLE.split())
_UNIT = "kind unit decimals per target_to tolerance"  # what a figure is measured in, and by what it is rated
_PERIOD = "period period_months last_month"
UNIT = ("kind", "unit", "period")  # what of these a reader of the files that a page offers needs to read a value
# How likely a signal of the month is if nothing has changed, 0 to 1, and by which chart it is judged.
_CHANCE = "expected_by_chance method"
CHANCE = tuple(_CHANCE.split())
# What `table indicator` has besides: the control chart.
LIMITS = ("mean", "lower", "upper", "near_lower", "near_upper", "signal", "trial")
CHART = ("method", "baseline", "seasonal", "season_source", "carried_over")  # how they are made, see `spc`

# parts_with_figure: of how many of the parts_in_force a pooled figure is; parts_missing names the others.
MonthTable = KNOWN.schema(
    "MonthTable",
    f"""{_TABLE} position polarity population {_UNIT} {_PERIOD} no_change direction_word signal side counts_simulated
    load_id parts_with_figure parts_in_force few small {_CHANCE}""",
)
# recalculated: since when its limits are; first_simulated: whether what was first published is.
Series = KNOWN.schema(
    "Series",
    f"""{_TABLE} {" ".join((*LIMITS, *CHART))} side recalculated polarity {_UNIT} {_PERIOD} window population yearly
    no_change few no_quarter source cut load_id counts_simulated first_simulated parts_with_figure parts_in_force
    parts_missing start_assumed""",
)
# usual: the mean to the last decimal; lowest_usual, highest_usual: the limits cut off at the bounds of the unit. For
# the others see `headlines.history` and `headlines.with_lists`.
HeadlineFigures = KNOWN.schema(
    "HeadlineFigures",
    f"""{" ".join(name for name in Headlines.column_names() if name != "withheld")} locality month window {_PERIOD}
    tolerance population numerator simulated distance change month_ago no_direction direction_word run_months run_since
    net_since net_change side trial no_variation assurance no_assurance usual lower upper lowest_usual highest_usual
    method seasonal start_assumed earlier_status missed_always from_usual better_by better_count small list
    list_order""",
)
# What a reader takes home of the lists.
_LISTS = f"""{_TABLE} list list_order signal side usual lower upper from_usual better_by better_count earlier_rag
earlier_status missed_months missed_since no_change no_direction run_since run_change direction_word level mean trial
few small {_CHANCE} polarity {_UNIT}
{_PERIOD} window source cut load_id counts_simulated"""
Priorities = KNOWN.schema("Priorities", _LISTS)
Attention = KNOWN.schema("Attention", f"{_LISTS} reason")  # why an indicator is on its list
# months_off: of the last twelve months with a rating (months_coloured), how many were red.
KpiFacts = KNOWN.schema(
    "KpiFacts",
    f"""measure_id month value marker numerator denominator counted target rag status months_off months_coloured
    distance change no_change polarity window simulated counts_simulated count_to_target direction direction_word
    no_direction trend level signal side trial variation no_variation assurance no_assurance mean lower upper method
    seasonal carried_over baseline few rolling_quarter no_quarter
    quarter_numerator quarter_denominator parts_with_figure parts_in_force population {_UNIT} {_PERIOD}
    start_assumed""",
)
Values = KNOWN.schema("Values", "measure_id month value denominator simulated counts_simulated")
# What follows from printed figures of the whole alone; reference: where they were printed.
PrintedFigures = KNOWN.schema(
    "PrintedFigures",
    f"""measure_id month value marker target tolerance_percent tolerance rag status polarity {_UNIT} {_PERIOD} window
    simulated change direction direction_word run_months run_since run_change signal side trial variation no_variation
    few expected_by_chance mean lower upper rolling_quarter season_source reference""",
)
# The whole beside its localities. A row is held against all rows of its kind together; these and the limits of chance
# are in percent, not rounded. beyond: WITHIN, BEYOND_95, BEYOND_998 or null without counts; stands: better, worse,
# higher, lower or null; few: too few to tell; low, high: the Wilson interval, in percent. p_value: from 0 to 1;
# in_list: whether a list of what differs names the row, drawn from so many comparisons (compared).
_FUNNEL = "together low_95 high_95 low_998 high_998 beyond stands few"
_LISTED = "p_value in_list compared"
LISTED = tuple(_LISTED.split())
PLACE_COLUMNS = (*COLUMNS, *_FUNNEL.split())  # of `table localities`; UNIT and LISTED follow
Places = KNOWN.schema("Places", f"{_TABLE} {_FUNNEL} polarity population {_UNIT} {_PERIOD} load_id {_LISTED}")
# whole_gap: locality minus whole; year_gap: against itself a year ago.
_BESIDE = "whole_value whole_gap year_gap low high"
BESIDE_COLUMNS = (*PLACE_COLUMNS, *_BESIDE.split())
BesideWhole = KNOWN.schema(
    "BesideWhole", f"{_TABLE} {_FUNNEL} polarity population {_UNIT} {_PERIOD} load_id {_BESIDE} {_LISTED}"
)
# One area on the scale of all areas of its level: see `spine.placed`. few is that of the control chart, few_cases that
# of `BesideWhole`, as is what follows from beyond.
_SPINE = """areas scale_from scale_to on_scale rank_from rank_to alike whole_value whole_on_scale whole_outside national
national_of national_period national_on_scale national_outside no_scale beyond stands few_cases in_list
compared"""
SPINE_COLUMNS = (*COLUMNS, *_SPINE.split())
Spine = KNOWN.schema(
    "Spine", f"{_TABLE} {_SPINE} position polarity {_UNIT} {_PERIOD} counts_simulated signal side few small"
)
# An indicator in two months, see `then_and_now`. low, high: the 95% interval of the difference; cases: that in what
# is counted; verdict: better, worse, higher or lower by more than chance, or why not.
ThenAndNow = KNOWN.schema(
    "ThenAndNow",
    f"""measure_id name theme
    locality then_month month then_value then_marker value marker difference low high cases counted verdict
    no_comparison then_rag rag then_target then_target_to target target_to then_numerator then_denominator numerator
    denominator simulated note counts_simulated definition_changed polarity window kind unit decimals per {_PERIOD} few
    {_LISTED}""",
)
PlaceMonths = KNOWN.schema("PlaceMonths", "locality month value target target_to simulated note")
# A category of a split in a month; a team is in `localities`. counted: whether all of it has counts; the sparks are
# those of thirteen months, as far as they are held.
Split = KNOWN.schema(
    "Split",
    f"""category month numerator denominator counted value marker simulated localities polarity kind unit decimals
    per population {_FUNNEL} spark_months spark_values low high {_LISTED}""",
    counted=dy.Bool(),
    spark_months=dy.List(dy.Date()),
    spark_values=dy.List(dy.Float64(nullable=True)),
)
# Any choice of figures: see `choice`. apart: whether the cases of another month are others.
ChosenFigures = KNOWN.schema(
    "ChosenFigures",
    """measure_id locality category month numerator denominator value why kind unit decimals per polarity low high few
    apart target target_to tolerance tolerance_percent rag distance count_to_target direction_word trend variation
    no_variation counted simulated""",
)
FunnelCurve = KNOWN.schema("FunnelCurve", "denominator together low_95 high_95 low_998 high_998")
# A month of a financial year, such as “2024/25”; place: 0 for April to 11 for March; its change on last year's month.
FinancialYears = KNOWN.schema(
    "FinancialYears",
    """measure_id month value target target_to simulated counts_simulated note year_change no_year_change
    period_months start_assumed financial_year place""",
)
# A financial quarter, such as “Q2 2024/25”. quarter_months: of the three, how many have what it needs; quarter_as_at:
# the last of them; remark: why there is no figure, or the note of its last month.
Quarters = KNOWN.schema(
    "Quarters",
    """measure_id simulated quarter_start window quarter quarter_numerator quarter_denominator quarter_value
    quarter_months quarter_as_at no_quarter note remark""",
)
# The financial year to a month, and last year's to the same month.
YearToDate = KNOWN.schema(
    "YearToDate",
    """measure_id month polarity kind counted population ytd_value ytd_numerator ytd_denominator no_ytd last_ytd_value
    last_ytd_numerator last_ytd_denominator no_last_ytd ytd_change""",
)
# What changed since last month's cut. earlier and later are in words; the month is that of the figure; better_or_worse
# says what the difference means, whatever became of the rating.
Change = KNOWN.schema(
    "Change",
    """what measure_id name theme locality month period earlier later earlier_value later_value difference
    better_or_worse signal variation few small simulated""",
)
# A figure that moved from one version to the next; source, and what begins with later or loaded, are those of the
# later. difference: null where a version has no value, or one of the two is simulated; simulated: either is.
Restatements = KNOWN.schema(
    "Restatements",
    """measure_id name locality month earlier_source earlier_cut earlier_load earlier_value source later_cut later_load
    later_value difference why loaded_at loaded_by simulated by_load file_name""",
    loaded_at=dy.Datetime(time_zone="UTC", time_unit="us", nullable=True),
)
# What a load would change: a figure, or a row of the table of another kind. what: appears, changes or disappears; item:
# a team, a category, an audit; was and becomes: values in the unit of the indicator, or words.
Account = KNOWN.schema(
    "Account",
    """what table published measure_id name month locality item was becomes rating_was rating_becomes source_was source
    simulated_was simulated""",
)
# What was printed beside an indicator of a month. differs: which of group, change and distance do not agree, in words;
# empty if all do.
PrintedExamples = KNOWN.schema(
    "PrintedExamples",
    """month measure_id name value printed_group group printed_change change printed_distance distance printed_direction
    direction direction_word trend differs source simulated""",
)
# How complete an indicator is. Months: with a value (figures), without any row between first and last (missing), with a
# marker for a value (marked), held in the cut of the month itself (first_published); all of real figures.
Quality = KNOWN.schema(
    "Quality",
    """measure_id name theme first last figures missing marked first_published with_counts newest_cut
    simulated_months""",
    first_published=dy.Int64(nullable=True),
)
# A figure of others for the period set beside a month; period_words: how far that is from it, where it is another;
# not_compared: why no figure of the month is judged by it, empty where it may be.
Comparators = KNOWN.schema(
    "Comparators", "measure_id comparator period statistic value reporters source simulated period_words not_compared"
)
COUNTRY, REGION, AUTHORITY = "country", "region", "authority"
# What one authority, region or country reported for one period. code: three digits of an authority, the GSS code of any
# other; region: that of an authority; last: the month in which the period ends; marker: why there is no value.
Reported = KNOWN.schema(
    "Reported",
    "measure_id code name level region period last numerator denominator value marker simulated",
    **{name: dy.String() for name in ("measure_id", "code", "name", "region", "period")},
    level=dy.String(check=lambda level: level.is_in([COUNTRY, REGION, AUTHORITY])),
    last=dy.Date(),
    simulated=dy.Bool(),
)
# Events to mark on a chart; the note of a recalculation (rebase) says that it is one.
Events = KNOWN.schema(
    "Events",
    "number month note measure_id locality recorded_by_role simulated rebase load_id",
    number=dy.UInt32(),
)
# What somebody wrote on a figure; replaced: whether a later comment on the same figure has its place.
Comments = KNOWN.schema(
    "Comments",
    "measure_id area month comment action due_on status written_by written_on simulated note load_id replaced",
)
# What has been red and has no comment; owner: the role that answers for it, empty if none is named.
Uncommented = KNOWN.schema("Uncommented", f"measure_id name theme owner area month value rag simulated {_UNIT}")
# How many of a theme's indicators have an overall rating, and what share that is; simulated: whether any of all is.
StatusByTheme = KNOWN.schema("StatusByTheme", "theme status count share simulated")
