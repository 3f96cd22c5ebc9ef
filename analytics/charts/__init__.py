"""How figures are drawn: one builder a chart or table, one theme, one alt sentence a chart.

Builders take frames that are already computed and give back a Vega-Lite specification or HTML; they choose
colours, shapes and words but never compute a figure. Nothing here knows about pages.
"""

from analytics.charts.attention import attention_list, links_list, menu, news_table, note, sentences_list
from analytics.charts.audit_detail_tables import (
    actions_table,
    areas_table,
    differences_table,
    moderation_cross_table,
    moderation_months_table,
    places_table,
    printed_table,
    team_list_table,
    took_part_table,
    triangulation_table,
)
from analytics.charts.audit_dots import (
    area_dots,
    good_trend,
    in_time_trend,
    inadequate_trend,
    legal_status_dots,
    moderation_trend,
    place_dots,
    took_part_dots,
)
from analytics.charts.audit_tables import (
    apart_table,
    periods_table,
    snapshot_months_table,
    snapshot_table,
    status_months_table,
)
from analytics.charts.audits import ratings_by_legal_status, ratings_by_month
from analytics.charts.chart import Chart, Drawing, as_png, as_svg, drawn, figure_png, figure_svg, in_parts
from analytics.charts.corporate import (
    budget_bars,
    placements_by_year,
    placements_long,
    plan_bars,
    risk_matrix,
    scorecard_bars,
)
from analytics.charts.corporate_tables import (
    beside_monthly_table,
    plan_counts_table,
    plan_table,
    questions_table,
    risk_levels_table,
    risks_table,
    scorecard_shares_table,
    scorecard_table,
)
from analytics.charts.facts import event_list, month_facts, printed_examples_table
from analytics.charts.html import CARDS_CSS, TABLE_CSS
from analytics.charts.indicator import Beside, indicator_line
from analytics.charts.listing import Listed, listing
from analytics.charts.localities import funnel_plot, quality_dots, small_line
from analytics.charts.locality_tables import heat_table, mine_table, quality_table, split_table
from analytics.charts.money_tables import (
    budget_checks_table,
    budget_table,
    cost_table,
    placements_averages_table,
    placements_months_table,
    placements_short_table,
    placements_years_table,
)
from analytics.charts.published import (
    budget_variances,
    colours_by_theme,
    good_by_legal_status,
    placements_of_years,
    scorecard_by_quarter,
    screening_by_area,
)
from analytics.charts.rating_tables import legal_status_table, ratings_by_month_table
from analytics.charts.screening import red_funnel, screened_by_month, screening_bars, screening_over_time
from analytics.charts.screening_tables import (
    screening_definitions,
    screening_limits_table,
    screening_months_table,
    screening_table,
    screening_totals_table,
)
from analytics.charts.tables import (
    indicator_table,
    month_by_month_table,
    neighbour_links,
    spark_said,
    status_tiles,
)
from analytics.charts.themes import status_by_theme
from analytics.charts.years import quarters_line, years_line

__all__ = [
    "CARDS_CSS",
    "TABLE_CSS",
    "Beside",
    "Chart",
    "Drawing",
    "Listed",
    "actions_table",
    "apart_table",
    "area_dots",
    "areas_table",
    "as_png",
    "as_svg",
    "attention_list",
    "beside_monthly_table",
    "budget_bars",
    "budget_checks_table",
    "budget_table",
    "budget_variances",
    "colours_by_theme",
    "cost_table",
    "differences_table",
    "drawn",
    "event_list",
    "figure_png",
    "figure_svg",
    "funnel_plot",
    "good_by_legal_status",
    "good_trend",
    "heat_table",
    "in_parts",
    "in_time_trend",
    "inadequate_trend",
    "indicator_line",
    "indicator_table",
    "legal_status_dots",
    "legal_status_table",
    "links_list",
    "listing",
    "menu",
    "mine_table",
    "moderation_cross_table",
    "moderation_months_table",
    "moderation_trend",
    "month_by_month_table",
    "month_facts",
    "neighbour_links",
    "news_table",
    "note",
    "periods_table",
    "place_dots",
    "placements_averages_table",
    "placements_by_year",
    "placements_long",
    "placements_months_table",
    "placements_of_years",
    "placements_short_table",
    "placements_years_table",
    "places_table",
    "plan_bars",
    "plan_counts_table",
    "plan_table",
    "printed_examples_table",
    "printed_table",
    "quality_dots",
    "quality_table",
    "quarters_line",
    "questions_table",
    "ratings_by_legal_status",
    "ratings_by_month",
    "ratings_by_month_table",
    "red_funnel",
    "risk_levels_table",
    "risk_matrix",
    "risks_table",
    "scorecard_bars",
    "scorecard_by_quarter",
    "scorecard_shares_table",
    "scorecard_table",
    "screened_by_month",
    "screening_bars",
    "screening_by_area",
    "screening_definitions",
    "screening_limits_table",
    "screening_months_table",
    "screening_over_time",
    "screening_table",
    "screening_totals_table",
    "sentences_list",
    "small_line",
    "snapshot_months_table",
    "snapshot_table",
    "spark_said",
    "split_table",
    "status_by_theme",
    "status_months_table",
    "status_tiles",
    "team_list_table",
    "took_part_dots",
    "took_part_table",
    "triangulation_table",
    "years_line",
]
