"""Where figures lie: immutable Parquet files named by their content, the ledger of loads, and DuckDB to fetch.

A load becomes visible in one ledger transaction and nothing is ever overwritten. Where rows of an extract are split
further, its figures of county and localities lie beside them in a small file of their own, which is what pages read.
What a figure means is not known here: the queries choose rows (which cut, which grain), and other rooms compute.
"""

from analytics.catalogue import read_through
from analytics.store.beginning import begin
from analytics.store.content_store import DamagedFile
from analytics.store.database import DatabaseAway, LostLedger, StoreTooNew
from analytics.store.held_catalogue import catalogue_after, held_catalogue, held_rows, is_former
from analytics.store.integrity import Damage, damage_in_words
from analytics.store.ledger import CantChange, Change, Load, in_one_moment, one_moment
from analytics.store.loading import (
    Incoming,
    Prepared,
    Refused,
    Undecided,
    adopt_catalogue,
    already_sentence,
    load,
    prepare,
    proposed,
    store_prepared,
)
from analytics.store.maintenance import (
    LedgerChecked,
    Swept,
    check_files,
    check_ledger,
    erase,
    history,
    redo,
    sweep,
    undo,
)
from analytics.store.proposal import Proposed
from analytics.store.queries import (
    Shown,
    action_rows,
    all_rows,
    area_rows,
    audit_rows,
    breakdowns_held,
    budget_rows,
    concern_rows,
    damage,
    detail_files,
    earliest_cut,
    figures_held,
    first_rows,
    held_before,
    indicator_rows,
    kinds_held,
    months_held,
    named_units,
    paper_rows,
    parts_held,
    place_rows,
    replaced_damage,
    rows_by_cut,
    screening_rows,
    share_rows,
    split_rows,
    told_withheld,
    versions,
    withheld,
)
from analytics.store.recovery import Recovered, recover
from analytics.store.restated import loads, restated_cases, restated_figures
from analytics.store.store import Store, the_store

read_through(lambda: held_catalogue(the_store()))

__all__ = [
    "CantChange",
    "Change",
    "Damage",
    "DamagedFile",
    "DatabaseAway",
    "Incoming",
    "LedgerChecked",
    "Load",
    "LostLedger",
    "Prepared",
    "Proposed",
    "Recovered",
    "Refused",
    "Shown",
    "Store",
    "StoreTooNew",
    "Swept",
    "Undecided",
    "action_rows",
    "adopt_catalogue",
    "all_rows",
    "already_sentence",
    "area_rows",
    "audit_rows",
    "begin",
    "breakdowns_held",
    "budget_rows",
    "catalogue_after",
    "check_files",
    "check_ledger",
    "concern_rows",
    "damage",
    "damage_in_words",
    "detail_files",
    "earliest_cut",
    "erase",
    "figures_held",
    "first_rows",
    "held_before",
    "held_catalogue",
    "held_rows",
    "history",
    "in_one_moment",
    "indicator_rows",
    "is_former",
    "kinds_held",
    "load",
    "loads",
    "months_held",
    "named_units",
    "one_moment",
    "paper_rows",
    "parts_held",
    "place_rows",
    "prepare",
    "proposed",
    "recover",
    "redo",
    "replaced_damage",
    "restated_cases",
    "restated_figures",
    "rows_by_cut",
    "screening_rows",
    "share_rows",
    "split_rows",
    "store_prepared",
    "sweep",
    "the_store",
    "told_withheld",
    "undo",
    "versions",
    "withheld",
]
