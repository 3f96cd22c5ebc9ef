"""What an audit says about practice: ratings, legal status, teams, areas of practice, moderation, actions.

Here belongs everything that is counted from single case audits, and the sentences made from it by rule. How a monthly
indicator is read does not belong here, nor how anything is drawn; each rule stands in words in the module that
applies it.
"""

from analytics.audits import (
    actions,
    caseload,
    completion,
    moderation,
    practice,
    programme,
    ratings,
    re_audits,
    sample,
    teams,
    voices,
)
from analytics.audits.headlines import answers, window_in_words
from analytics.audits.inclusion import area_held
from analytics.audits.legal_status import (
    apart,
    apart_sentence,
    by_legal_status,
    by_month_and_status,
    legal_status_sentences,
    overall,
    overall_sentence,
    windows_compared,
)
from analytics.audits.published_discrepancies import Difference, papers_differ
from analytics.audits.published_shares import printed_elsewhere
from analytics.audits.ratings import by_month, by_quarter, month_sentence, three_months, trend, trend_sentence
from analytics.audits.restatements import restated_audit_sentences, restated_audits
from analytics.audits.snapshot import of_month, series_of, snapshot
from analytics.audits.triangulation import (
    beside_timeliness,
    place_beside_timeliness,
    place_sentence,
    triangulation_sentences,
)
