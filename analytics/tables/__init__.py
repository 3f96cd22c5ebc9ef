"""Figures as tables: real HTML tables, built in one place (`table.py`) from columns that each table declares.

A module has the tables of one subject and takes frames that are already computed. Nothing is computed here, and charts
and what is neither chart nor table do not belong here. Those of a board pack are made in `analytics.board_packs`, with
the same builder.
"""

from analytics.tables import (
    audit_details,
    audits,
    corporate,
    explore,
    follow_up,
    home,
    indicators,
    localities,
    money,
    national,
    records,
    screening,
    spine,
    then_and_now,
)
from analytics.tables.table import CARDS_CSS, DIFFERENCE, NUMBER, TABLE_CSS, VALUE, Column, listing, sectioned, table

__all__ = [
    "CARDS_CSS", "DIFFERENCE", "NUMBER", "TABLE_CSS", "VALUE", "Column", "audit_details", "audits", "corporate",
    "explore", "follow_up", "home", "indicators", "listing", "localities", "money", "national", "records",
    "screening", "sectioned", "spine", "table", "then_and_now",
]  # fmt: skip
