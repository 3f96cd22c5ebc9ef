"""What is said of indicators: sentences, labels and lists, made by rule from the figures of `indicators`.

Here belongs every word that pages, charts, packs and warnings say of an indicator's figures. No figure is worked out
here, nothing is laid out, and the sentences of audits, screening and the corporate papers stay with their figures.
"""

from analytics.wording.areas import area_sentence
from analytics.wording.cited_sentence import Figure, Sentence
from analytics.wording.comments import (
    action_sentence,
    action_state,
    comment_line,
    comment_paragraph,
    signed,
    uncommented_label,
    written_when,
)
from analytics.wording.comparators import peers_sentence
from analytics.wording.exec_summary import executive_summary
from analytics.wording.findings import (
    finding_sentence,
    in_children,
    plain_name,
    quiet_sentence,
    ratings_briefly,
    usual_and_target,
)
from analytics.wording.kpi_labels import (
    FIRST,
    Fact,
    kpi_facts,
    no_target,
    notes_said,
    rebase_suggestion,
    recalculation_sentences,
    simulated_sentence,
    year_to_date_sentence,
)
from analytics.wording.load_account import counts_sentences, gone_sentence, line_sentence, pages_sentence
from analytics.wording.load_warnings import Warned, warnings
from analytics.wording.localities import (
    Standing,
    also_worse,
    beyond_sentence,
    comparisons_sentence,
    nothing_worse,
    place_comparisons,
    place_lists,
)
from analytics.wording.national import (
    LIMITS,
    Others,
    funnel_title,
    national_comparisons,
    national_group,
    national_overview,
    national_sentences,
    nothing_national,
    years_title,
)
from analytics.wording.phrases import differences_in, missed_label
from analytics.wording.priorities import attention
from analytics.wording.ratings import month_sentence, status_sentence
from analytics.wording.restatements import restatement_sentences
from analytics.wording.spc_labels import (
    ASSURANCES,
    LIST_HEADINGS,
    NOT_JUDGED,
    VARIATIONS,
    assurance_word,
    by_chance_words,
    method_words,
    not_listed,
    season_measures,
    season_sentences,
    signal_briefly,
    signal_labels,
    signal_words,
    unlikely_to_be_chance,
    variation_word,
)
from analytics.wording.spine import against_words, national_names, rank_words, scale_ends, spine_words
from analytics.wording.summary import indicator_summaries, month_summary, rating_sentences
from analytics.wording.then_and_now import (
    THEN_AND_NOW_TEST,
    cases_words,
    then_and_now_lists,
    then_and_now_ratings,
    then_and_now_sentences,
)
