"""Load, check, undo, for analysts; for leaders too: history, restatements, data quality, definitions."""

from datetime import date

import streamlit as st

from analytics import access, charts, formatting, indicators, months, sharing
from analytics.access import Role
from analytics.catalogue import catalogue
from analytics.charts import Listed
from analytics.errors import UserFacingError
from analytics.extracts import MARKERS, Checked, ExtractError, Options
from analytics.simulated_label import marked
from analytics.store import (
    DamagedFile,
    Incoming,
    Load,
    Prepared,
    history,
    prepare,
    redo,
    replaced_damage,
    store_prepared,
    the_store,
    undo,
)
from pages import components

store = the_store()
MOST_SHOWN = 200  # rows in a table on the page; a download has them all
PREPARED, DONE = "load being prepared", "what was done"


def show_account(checked: Checked, key: str) -> None:
    """What became of one table, row by row: the sum, the refused rows, what to look at, what would change."""
    st.subheader(checked.file_name)
    st.markdown(
        f"{checked.kind}, cut {months.words(checked.cut)}, source {checked.source}. **Rows in {checked.rows_in:,} = "
        f"accepted {checked.accepted.height:,} + refused {checked.refused:,} + totals {checked.totals:,} + blank "
        f"{checked.blank:,}.**"
    )
    for notice in checked.notices:
        st.info(notice)
    if checked.refused:
        columns = [
            Listed("row_number", "Row", "count"),
            *(Listed(c, c.capitalize()) for c in ("column", "value", "problem")),
        ]
        caption = f"Refused rows ({checked.refused:,}), with what is wrong"
        components.html(charts.listing(caption, checked.refusals.head(MOST_SHOWN), columns), key=f"refused-{key}")
        components.downloads(f"refused-{key}", checked.refusals)
    try:
        show_comparison(checked, key)
    except DamagedFile as problem:  # must not stop the load that mends it
        st.warning(f"This table can't be compared with what is held. {problem}")


def show_comparison(checked: Checked, key: str) -> None:
    """What looks odd beside the figures held, and which of them would change."""
    changed = indicators.changes(store, checked)
    for warned in indicators.warnings(store, checked, changed):
        st.warning(f"{warned.sentence} `{warned.code}`")
    if changed.height:
        columns = [
            Listed("name", "Indicator"),
            Listed("locality", "Area", "area"),
            Listed("month", "Month", "month"),
            Listed("value_now", "Now", "value"),
            Listed("value_then", "After this load", "value"),
            Listed("difference", "Difference", "difference"),
        ]
        if changed["instead_of_simulated"].any():
            columns.append(Listed("instead_of_simulated", "In place of a simulated figure", "yes"))
        caption = indicators.changes_sentence(changed)
        components.html(charts.listing(caption, changed.head(MOST_SHOWN), columns), key=f"changes-{key}")
        components.downloads(f"changes-{key}", changed)
    elif checked.kind == "indicators":
        st.write("No county or locality figure would change: all of them are held already.")


def load_tab() -> None:
    """Upload, check, look, confirm."""
    st.write("Nothing is stored until you have seen the account of every row and confirmed it.")
    uploaded = st.file_uploader("Extract files (CSV or Excel workbooks, several at once)", accept_multiple_files=True)
    with st.expander("What the files do not say themselves"):
        dash = st.selectbox("A dash in place of a value means", [None, *MARKERS], format_func=dash_in_words)
        fractions = st.selectbox("Percentages are fractions of 1", [None, True, False], format_func=fractions_in_words)
        fill_down = st.checkbox("Give the value of merged cells to each of their rows")
        cut = st.selectbox(
            "Cut, where a file has no cut column", [None, *months.up_to(date.today(), 36)], format_func=cut_in_words
        )
        source = st.text_input("Source, where a file has no source column", placeholder="council").strip() or None
    if st.button("Check the files", disabled=not uploaded, type="primary"):
        st.session_state.pop(PREPARED, None)
        with st.status(f"Checking {formatting.counted(len(uploaded), 'file')} …") as status:
            try:
                incoming = [Incoming(file.name, file.getvalue()) for file in uploaded]
                options = Options(cut=cut, source=source, dash=dash, fractions=fractions, fill_down=fill_down)
                st.session_state[PREPARED] = prepare(catalogue(), incoming, options)
                status.update(label="Checked", state="complete")
            except ExtractError as problem:
                status.update(label="These files can't be loaded", state="error")
                st.session_state[DONE] = ("error", str(problem))
    say_what_was_done()
    if PREPARED in st.session_state:
        confirm(st.session_state[PREPARED])


def confirm(prepared: Prepared) -> None:
    for number, checked in enumerate(prepared.checked, 1):
        show_account(checked, str(number))
    any_rest = all(checked.accepted.height for checked in prepared.checked)
    if prepared.refused:
        st.error(
            f"{formatting.counted(prepared.refused, 'row was', 'rows were')} refused, so nothing is stored yet. "
            "Correct the file and check it again"
            f"{', or store the others. The refused rows are kept with the load.' if any_rest else '.'}"
        )
    left, right = st.columns(2)
    refused = formatting.counted(prepared.refused, "refused row")
    label = f"Store without the {refused}" if prepared.refused else "Store these files"
    if any_rest and left.button(label, type="secondary" if prepared.refused else "primary"):
        load_id = store_prepared(store, prepared, accept_rest=bool(prepared.refused))
        cut = max(checked.cut for checked in prepared.checked)
        opened = f"[Open {months.words(cut)}](./?month={months.code(cut)})"
        finish("success", f"Stored as load {load_id}. Everybody sees it now. {opened}, or undo it under History.")
    if right.button("Leave everything as it is"):
        finish("info", "Nothing was stored.")


def finish(kind: str, sentence: str) -> None:
    st.session_state.pop(PREPARED, None)
    st.session_state[DONE] = (kind, sentence)
    st.rerun()


def say_what_was_done() -> None:
    if DONE in st.session_state:
        kind, sentence = st.session_state.pop(DONE)
        {"success": st.success, "error": st.error, "info": st.info}[kind](sentence)


def dash_in_words(marker: str | None) -> str:
    return "not said: rows with a dash are refused" if marker is None else f"{MARKERS[marker]} ({marker})"


def fractions_in_words(fractions: bool | None) -> str:
    if fractions is None:
        return "not said: what looks like a fraction is asked about"
    return "yes: 0.581 is 58.1%" if fractions else "no: 0.6 is 0.6%"


def cut_in_words(month: date | None) -> str:
    return months.words(month) if month else "not said"


def history_tab() -> None:
    entries = store.ledger.history()
    if not entries:
        st.write("Nothing was loaded yet.")
        return
    columns = [
        Listed("load_id", "Load"), Listed("loaded_at", "When", "time"), Listed("loaded_by", "Who"),
        Listed("file_name", "File"), Listed("kind", "Kind"), Listed("cut", "Cut", "month"), Listed("source", "Source"),
        Listed("rows_in", "Rows in", "count"), Listed("accepted", "Accepted", "count"),
        Listed("refused", "Refused", "count"), Listed("state", "State"),
    ]  # fmt: skip
    components.html(charts.listing("Every load, newest first. Times are UTC.", history(store), columns), key="history")
    components.downloads("history", history(store))
    if access.viewer().role is Role.ANALYST:
        undo_or_redo(entries)
    log = [f"- {c.changed_at:%d %B %Y, %H:%M}: {c.what} of load {c.load_id} by an {c.changed_by}. {c.reason}" for c in
           store.ledger.changes()]  # fmt: skip
    with st.expander("Everything that was done, newest first"):
        st.markdown("\n".join(log))


def undo_or_redo(entries: list[Load]) -> None:
    loads = {e.load_id: e for e in entries if not e.erased}
    chosen = st.selectbox(
        "Load to undo or redo", list(loads), format_func=lambda i: f"Load {i}: {loads[i].part.file_name}"
    )
    stands = loads[chosen].stands
    if st.button(f"Undo load {chosen}" if stands else f"Redo load {chosen}"):
        (undo if stands else redo)(store, chosen)
        st.session_state[DONE] = ("success", f"Load {chosen} is undone." if stands else f"Load {chosen} stands again.")
        st.rerun()


def restatements_tab() -> None:
    st.write(
        "Why a figure of the county or of an area is not what it was: a later cut, a corrected load, another source, "
        "or real rows in place of simulated ones. Each line says what was shown before and after, where both came "
        "from, and when and by whom the load was made. What an undone load had changed is not listed; History has it."
    )
    for lost in replaced_damage(store):
        st.warning(lost.replaced_sentence)
    found = indicators.restatements(store)
    if found.is_empty():
        st.write("No figure has moved. This list fills when another load changes a figure that was held before.")
        return
    columns = [
        Listed("name", "Indicator"), Listed("locality", "Area", "area"), Listed("month", "Month", "month"),
        Listed("earlier_value", "Before", "value"), Listed("later_value", "After", "value"),
        Listed("difference", "Difference", "difference"), Listed("why", "Why"),
        Listed("later_load", "In load", "count"),
        Listed("loaded_at", "Loaded (UTC)", "time"), Listed("loaded_by", "By"),
        Listed("earlier_source", "Source before"), Listed("earlier_cut", "Cut before", "month"),
        Listed("source", "Source after"), Listed("later_cut", "Cut after", "month"),
    ]  # fmt: skip
    more = f" The newest {MOST_SHOWN}; the download has all." if found.height > MOST_SHOWN else ""
    caption = marked(f"{found.height:,} figures that moved, newest first.{more}", found)
    components.html(charts.listing(caption, found.head(MOST_SHOWN), columns), key="restatements")
    components.downloads("restatements", found)


def quality_tab() -> None:
    found = indicators.quality(store)
    columns = [
        Listed("name", "Indicator"), Listed("first", "First month", "month"), Listed("last", "Last month", "month"),
        Listed("figures", "Figures", "count"), Listed("missing", "Months missing", "count"),
        Listed("marked", "Marked as missing", "count"),
        Listed("first_published", "Months first published here", "count"),
        Listed("with_counts", "With counts", "count"), Listed("newest_cut", "Newest cut", "month"),
        Listed("simulated_months", "Months simulated besides", "count"),
    ]  # fmt: skip
    components.html(
        charts.listing("How complete each indicator is, for the whole council", found, columns), key="quality"
    )
    components.downloads("data-quality", found)


def dictionary_tab() -> None:
    frame = catalogue().dictionary()
    columns = [Listed(c, c.replace("_", " ").capitalize()) for c in frame.columns]
    components.html(charts.listing("What is measured", frame, columns), key="dictionary")
    components.downloads("dictionary", frame)


def log_tab() -> None:
    """Who did what, by role, and whether anybody changed the log."""
    found, problems = sharing.log.entries(store), sharing.log.verify(store)
    for problem in problems:
        st.error(problem)
    if found.is_empty():
        st.write("Nothing was done yet.")
        return
    columns = [Listed("at", "When", "time"), Listed("who", "Who"), Listed("what", "What"), Listed("about", "About")]
    more = f" The newest {MOST_SHOWN} of {found.height:,}; the download has all." if found.height > MOST_SHOWN else ""
    caption = f"Everything that was done, newest first. Times are UTC.{more}"
    components.html(charts.listing(caption, found.head(MOST_SHOWN), columns), key="log")
    components.downloads("log", found)
    if not problems:
        lines, last = sharing.log.last_hash(store)
        st.write(
            f"The log has {formatting.counted(lines, 'line', 'lines')} about packs, links and people. Each carries the "
            "hash of the "
            "line before, and none was changed. Kept elsewhere, the last hash shows later that the log was not "
            f"written anew: {last}. "
            "Lines about loads come from the ledger; refused attempts are counted by the hour."
        )


TABS = {
    "Load": load_tab,
    "History": history_tab,
    "Log": log_tab,
    "Restatements": restatements_tab,
    "Data quality": quality_tab,
    "Dictionary": dictionary_tab,
}

st.title("Data")
say_what_was_done()  # above the tabs, for it may have been done under any of them
try:
    shown = [name for name in TABS if name != "Load" or access.viewer().role is Role.ANALYST]
    for tab, name in zip(st.tabs(shown), shown, strict=True):
        with tab:
            TABS[name]()
except UserFacingError as problem:
    st.error(str(problem))
