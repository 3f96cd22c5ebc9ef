"""What a page is furnished with besides charts and tables: badges, sparklines, cards, lists, menus, notes.

Each function gives ready HTML in which every text is escaped. Rules and figures do not belong here, nor whole tables
(see `analytics.tables`), nor anything of Streamlit, whose own widgets pages use.
"""

from analytics.furniture.findings import finding_cards, jumps, quiet, ribbon
from analytics.furniture.kpi_cards import benchmarks, event_list, finding, month_facts, provenance
from analytics.furniture.lists import (
    attention_lists,
    boxed,
    choices,
    comment_list,
    folded,
    links_line,
    links_list,
    menu,
    month_lists,
    neighbour_links,
    note,
    noted_links,
    sentences_list,
)
from analytics.furniture.matrix import matrix
from analytics.furniture.phrases import phrases_read
from analytics.furniture.spine import drawing as spine_drawing
from analytics.furniture.spine import key as spine_key

__all__ = [
    "attention_lists", "benchmarks", "boxed", "choices", "comment_list", "event_list", "finding", "finding_cards",
    "folded", "jumps", "links_line", "links_list", "matrix", "menu", "month_facts", "month_lists", "neighbour_links",
    "note", "noted_links", "phrases_read", "provenance", "quiet", "ribbon", "sentences_list", "spine_drawing",
    "spine_key",
]  # fmt: skip
