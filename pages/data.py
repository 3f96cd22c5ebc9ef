"""Load, check, undo, for analysts; for leaders too: history, restatements, data quality, definitions."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from analytics import access, formatting, furniture, indicators, sharing, tables
from analytics.access import Role
from analytics.catalogue import catalogue
from analytics.errors import UserFacingError
from analytics.extracts import catalogue_book, mistake_sentence
from analytics.store import history, replaced_damage, the_store
from pages import components, downloads
from pages.dictionary_form import change_one_line
from pages.downloads import Frame
from pages.lists_form import lists_form
from pages.load_form import load_form, say_what_was_done, undo_or_redo
from pages.menu import left_out_sentence

store = the_store()


def listed(table: str, key: str, frame: Frame, file: str = "", fold: str = "") -> None:
    """A table, below a label that unfolds it if there is one, and the button that hands it out."""
    if fold:
        components.folded(fold, table, key)
    else:
        components.html(table, key=key)
    downloads.buttons(file or key, frame)


def history_tab() -> None:
    entries = store.ledger.history()
    if not entries:
        st.write("Nothing has been loaded yet.")
        return
    listed(furniture.boxed("Loads", tables.records.history(history(store))), "history", history(store))
    if access.viewer().role is Role.ANALYST:
        undo_or_redo(store, {e.load_id: e for e in entries if not e.erased})
    done = [f"{c.changed_at:%d %B %Y, %H:%M}: {c.what} {c.load_id}, by an {c.changed_by}. {c.reason}"
            for c in store.ledger.changes()]  # fmt: skip
    with st.expander("Everything that was done, newest first"):
        st.markdown("\n".join(f"- {line}" for line in done))


def log_tab() -> None:
    """Who did what, by role, and whether anybody changed the log."""
    found, problems = sharing.log.entries(store), sharing.log.verify(store)
    for problem in problems:
        st.error(problem)
    if found.is_empty():
        st.write("No activity yet.")
        return
    listed(tables.records.log(found), "log", found)
    if not problems:
        lines, last = sharing.log.last_hash(store)
        st.write(
            f"The log has {formatting.counted(lines, 'line', 'lines')} about packs, links, people and lists of "
            "identifiers. Each carries the hash of the line before, and none was changed. Kept elsewhere, the last "
            f"hash shows later that the log was not written anew: {last}. "
            "Lines about loads come from the ledger; refused attempts are counted by the hour."
        )


def restatements_tab() -> None:
    st.write(
        f"Why a figure of the {catalogue().whole} or of an area is not what it was: a later cut, a corrected load, "
        "another source, or real rows in place of simulated ones. Each line says what was shown before and after, "
        "where both came from, and when and by whom the load was made. What an undone load had changed is not listed; "
        "History has it."
    )
    for lost in replaced_damage(store):
        st.warning(lost.replaced_sentence)
    found = indicators.restatements(store)
    if found.is_empty():
        moved = (
            "No figure has moved."
            if indicators.anything_to_compare(store)
            else "Whether a figure has moved is not known: no two loads of one can be compared."
        )
        st.write(f"{moved} This list fills when another load changes a figure that was held before.")
    else:
        fold = formatting.counted(found.height, "figure that moved", "figures that moved")
        listed(tables.records.restatements(found), "restatements", found, fold=fold)


def quality_tab() -> None:
    found = indicators.quality(store)
    fold = f"How complete {formatting.counted(found.height, 'indicator is', 'indicators are')}"
    listed(tables.records.quality(found), "quality", found, "data-quality", fold)
    if names := indicators.undefined(store):
        st.warning(
            f"Held and shown nowhere, because the catalogue does not define it: {formatting.joined(names)}. Load its "
            "definition, or undo the load that brought its figures."
        )


def dictionary_tab() -> None:
    known = catalogue()
    downloads.button(
        "Catalogue as a workbook",
        "catalogue.xlsx",
        partial(catalogue_book.workbook, known),
        downloads.XLSX,
        "catalogue-xlsx",
    )
    if access.viewer().role is Role.ANALYST:
        change_one_line(store)
    for mistake in known.mistakes:  # as an undone load may leave behind
        st.warning(f"Left out of the pages until it is put right: {mistake_sentence(mistake)}")
    found = known.dictionary()
    fold = f"What {formatting.counted(found.height, 'indicator measures', 'indicators measure')}"
    listed(tables.records.dictionary(found), "dictionary", found, fold=fold)


def load_tab() -> None:
    lists_form(store)
    load_form(store)


TABS: dict[str, Callable[[], None]] = {
    "Load": load_tab, "History": history_tab, "Log": log_tab, "Restatements": restatements_tab,
    "Data quality": quality_tab, "Dictionary": dictionary_tab,
}  # fmt: skip

st.title("Data")
with st.container():  # above the tabs, for it may have been done under any of them, and one stays where one is
    say_what_was_done()
shown = [name for name in TABS if name != "Load" or access.viewer().role is Role.ANALYST]
for tab, name in zip(st.tabs(shown), shown, strict=True):
    with tab:
        try:
            TABS[name]()
        except UserFacingError as problem:  # what one tab can't show is no reason to leave out another
            st.error(str(problem))
if left_out := left_out_sentence(store):
    st.write(left_out)
