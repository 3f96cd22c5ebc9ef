"""Load extracts: check, look at what became of every row and what would change, say whether files are the whole or a
part where that matters, confirm; and undo or redo a load."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics import formatting, indicators, months, statutory, tables, wording
from analytics.catalogue import catalogue
from analytics.catalogue.catalogue import DATA
from analytics.extracts import EXTRACTS, MARKERS, Checked, ChildLevelLists, ExtractError, Options
from analytics.extracts.kinds.context import NationalFigures
from analytics.extracts.recipes import recipe_list
from analytics.store import (
    DamagedFile,
    Incoming,
    Load,
    Prepared,
    Proposed,
    Store,
    already_sentence,
    prepare,
    proposed,
    redo,
    store_prepared,
    undo,
)
from analytics.store.proposal import Outcome
from analytics.store.scope import PART, WHOLE, Scope
from pages import components, downloads
from pages.downloads import Frame
from pages.recipe_form import SHOWN, begin, recipe_form

CHANGES = "what it would change on the pages"
PREPARED, OFFERED, DONE, STORED = "load being prepared", "what it would do", "what was done", "load stored last"
UNREAD, FORGOTTEN = "files that could not be read", "times that extracts were forgotten"
TEMPLATES = DATA / "templates"
MOST_LISTED = 20_000  # lines of a table but of figures of areas


def load_form(store: Store) -> None:
    """Upload, check, look, confirm."""
    st.write("Nothing is stored until you have seen the account of every row and confirmed it.")
    with st.expander("Recipes for files of other shapes"):
        components.html(tables.records.recipes(recipe_list(catalogue())), key="recipes")
    with st.expander("Templates of the files"):
        for template in sorted(TEMPLATES.glob("*.csv")):
            downloads.button(template.name, template.name, template.read_bytes, "text/csv", template.name)
    uploaded = st.file_uploader(
        "Extract files (CSV, Excel, OpenDocument or Parquet, several at once)",
        accept_multiple_files=True,
        # So that what was stored, or forgotten, is not sent again with the next file.
        key=f"files {st.session_state.get(STORED, 0)} {st.session_state.get(FORGOTTEN, 0)}",
    )
    with st.expander("If a file leaves something out"):
        dash = st.selectbox("A dash in place of a value means", [None, *MARKERS], format_func=dash_in_words)
        fractions = st.selectbox("Percentages are fractions of 1", [None, True, False], format_func=fractions_in_words)
        fill_down = st.checkbox("Give the value of merged cells to each of their rows")
        cut = st.selectbox(
            "Cut, where a file has no cut column", [None, *months.up_to(date.today(), 36)], format_func=cut_in_words
        )
        source = st.text_input(
            "Source, where a file has no source column", placeholder="council", max_chars=components.LONGEST_TEXT
        ).strip()
    incoming = [Incoming(file.name, file.getvalue()) for file in uploaded]
    options = Options(cut=cut, source=source or None, dash=dash, fractions=fractions, fill_down=fill_down)
    if SHOWN in st.session_state:
        shown = st.session_state[SHOWN].file
        if not recipe_form(store):
            return
        check_files(incoming or [shown], options)
    if st.button("Check the files", disabled=not uploaded, type="primary") and not check_files(incoming, options):
        forget(uploaded, FORGOTTEN)
        st.rerun()
    say_what_was_done()
    if st.session_state.get(UNREAD):
        for number, file in enumerate(incoming):
            show(file, f"Show once how {file.file_name} is read", number)
    if PREPARED in st.session_state:
        confirm(store, st.session_state[PREPARED])


def forget(files: Sequence[UploadedFile], times: str) -> None:
    """Take uploaded files out of the memory of the server, which else has them as long as the page is open, and count
    in the session how many `times` that was done, by which the fields that they were chosen in are emptied."""
    st.session_state[times] = st.session_state.get(times, 0) + 1
    run = get_script_run_ctx()
    for file in files:
        file.close()
        if run and isinstance(run.uploaded_file_mgr, MemoryUploadedFileManager):
            run.uploaded_file_mgr.remove_file(run.session_id, file.file_id)


def check_files(incoming: list[Incoming], options: Options) -> bool:
    """Check files, and keep what was found for the rest of the page; whether the files may be kept, too."""
    st.session_state.pop(PREPARED, None)
    st.session_state.pop(UNREAD, None)
    with st.status(f"Checking {formatting.counted(len(incoming), 'file')} …") as status:
        try:
            prepared = prepare(catalogue(), incoming, options)
            statutory.check_definitions(prepared)
            st.session_state[PREPARED] = prepared
            status.update(label="Checked", state="complete")
        except ExtractError as problem:
            status.update(label="These files can't be loaded", state="error")
            st.session_state[DONE] = ("error", str(problem))
            if isinstance(problem, ChildLevelLists):
                return False
            st.session_state[UNREAD] = True
        except statutory.DefinitionError as problem:
            status.update(label="These files can't be loaded", state="error")
            st.session_state[DONE] = ("error", str(problem))
    return True


def show(file: Incoming, label: str, number: int, recipe: str = "") -> None:
    """The button that begins to show how a file is read, and forgets what was checked before."""
    if not st.button(label, key=f"show {number}"):
        return
    try:
        begin(file, recipe)
    except ExtractError as problem:
        st.error(str(problem))
        return
    for key in (PREPARED, OFFERED, UNREAD):
        st.session_state.pop(key, None)
    st.rerun()


def dash_in_words(marker: str | None) -> str:
    return "not said: rows with a dash are refused" if marker is None else f"{MARKERS[marker]} ({marker})"


def fractions_in_words(fractions: bool | None) -> str:
    if fractions is None:
        return "not said: what looks like a fraction is asked about"
    return "yes: 0.581 is 58.1%" if fractions else "no: 0.6 is 0.6%"


def cut_in_words(month: date | None) -> str:
    return months.words(month) if month else "not said"


def confirm(store: Store, prepared: Prepared) -> None:
    """The account of each table and of the load, and the buttons that store it or leave everything as it is."""
    unknown: dict[str, tuple[Incoming, str, str]] = {}
    for number, (file, checked, _) in enumerate(prepared.tables, 1):
        account(checked, str(number))
        if checked.kind == NationalFigures.KIND and checked.recipe:
            unknown[file.file_name] = file, f"Choose which figures of {file.file_name} are read", ""
        elif checked.refused and not EXTRACTS[checked.kind].OF_CATALOGUE:
            label = f"Say once what the words of {file.file_name} mean"
            unknown[file.file_name] = file, label, checked.recipe or ""
    for number, (file, label, recipe) in enumerate(unknown.values(), 1):
        show(file, label, -number, recipe)
    any_rest = all(checked.accepted.height for checked in prepared.checked)
    if prepared.refused:
        rest = ", or store the others. The refused rows are kept with the load." if any_rest else "."
        st.error(
            f"{formatting.counted(prepared.refused, 'row was', 'rows were')} refused, so nothing is stored yet. "
            f"Correct the file and check it again{rest}"
        )
    offered = offer(store, prepared)
    said = scope(store, prepared, offered) if offered else None
    left, right = st.columns(2)
    refused = formatting.counted(prepared.refused, "refused row")
    label = f"Store without the {refused}" if prepared.refused else "Store these files"
    open_question = offered is not None and (offered.already is not None or (offered.undecided and said is None))
    if any_rest and left.button(label, type="secondary" if prepared.refused else "primary", disabled=open_question):
        load_id = store_prepared(store, prepared, accept_rest=bool(prepared.refused), scope=said, offered=offered)
        cuts = [checked.cut for checked in prepared.checked if not EXTRACTS[checked.kind].OF_CATALOGUE]
        look = (
            f"[Open {months.words(max(cuts))}](./?month={months.code(max(cuts))}), or undo" if cuts else "You can undo"
        )
        st.session_state[STORED] = load_id
        finish("success", f"Stored as load {load_id}. Everybody sees it now. {look} it under History.")
    if right.button("Cancel"):
        finish("info", "Nothing was stored.")


def account(checked: Checked, key: str) -> None:
    """What became of the rows of one table: the sum, and the refused ones."""
    st.subheader(checked.file_name)
    of = "" if EXTRACTS[checked.kind].OF_CATALOGUE else f", cut {months.words(checked.cut)}, source {checked.source}"
    st.markdown(
        f"{checked.kind}{of}. **Rows in {checked.rows_in:,} = "
        f"accepted {checked.accepted.height:,} + refused {checked.refused:,} + totals {checked.totals:,} + blank "
        f"{checked.blank:,}.**"
    )
    for notice in checked.notices:
        st.info(notice)
    if checked.refused:
        components.html(tables.records.refusals(checked.refusals, checked.refused), key=f"refused-{key}")
        downloads.buttons(f"refused-{key}", checked.refusals)


def offer(store: Store, prepared: Prepared, kept: str = OFFERED) -> Proposed | None:
    """What the load would do, worked out once and kept in the session; None where damage hides what is held, which must
    not stop the load that mends it."""
    known = st.session_state.get(kept)
    if known is None or known[:2] != (id(prepared), store.version):
        try:
            known = id(prepared), store.version, proposed(store, prepared)
        except DamagedFile as problem:
            st.warning(f"This load can't be compared with what is held. {problem}")
            return None
        st.session_state[kept] = known
    found: Proposed = known[2]
    return found


def scope(store: Store, prepared: Prepared, offered: Proposed) -> Scope | None:
    """What looks odd and what would change; where something would disappear, what was chosen of the two ways."""
    st.subheader("What this load does to what is shown")
    if offered.already:
        st.info(already_sentence(offered.already))
        return None
    said = prepared.remembered if offered.undecided else None
    if said:
        st.write(
            f"The recipe says that these files are {'the whole' if said == WHOLE else 'a part'} of what they name."
        )
    elif offered.undecided:
        whole, part = (
            " ".join(wording.counts_sentences(indicators.what_moves(offered.under(s)))) for s in (WHOLE, PART)
        )
        said = st.radio(
            "Something that is shown now would disappear. What are these files?",
            (WHOLE, PART),
            index=None,
            format_func={WHOLE: "The whole of what they name", PART: "A part, which adds or corrects"}.get,
            captions=(whole, part),
        )
    preview(store, prepared, offered.under(said), counted=not offered.undecided or said is not None)
    return said


def what_changes(store: Store, prepared: Prepared, outcome: Outcome) -> Frame:
    """What the load would change on the pages, worked out once and kept in the session, for every month of every
    area is asked for twice."""
    known = st.session_state.get(CHANGES)
    of = store.version, outcome.scope
    if known is None or known[0] is not prepared or known[1] != of:
        changed = indicators.what_changes(store, prepared.checked, outcome.scope)
        known = st.session_state[CHANGES] = prepared, of, changed
    found: Frame = known[2]
    return found


def preview(store: Store, prepared: Prepared, outcome: Outcome, *, counted: bool = True, key: str = "account") -> None:
    """What looks odd in a load, and what it would change: how much (if that is not said already), and each of them."""
    moved = indicators.what_moves(outcome)
    lines = indicators.account(store, moved, MOST_LISTED)
    for together in prepared.statements:
        for warned in wording.warnings(store, together, lines):
            st.warning(warned.sentence)
    counts = " ".join(wording.counts_sentences(moved))
    if counted:
        st.write(counts)
    if gone := wording.gone_sentence(moved):
        st.write(gone)
    changed = what_changes(store, prepared, outcome)
    if pages := wording.pages_sentence(changed):
        st.write(pages)
        lines = lines.vstack(changed)
    if not lines.is_empty():
        components.folded("Show all changes", tables.records.account(lines, counts), key=key)
        downloads.buttons("what-a-load-changes" if key == "account" else f"what-{key}-changes", lines)


def undo_or_redo(store: Store, loads: dict[int, Load]) -> None:
    """Take one of the loads back, or bring it back; `loads` are by their numbers."""
    chosen = st.selectbox(
        "Load to undo or redo", list(loads), format_func=lambda i: f"Load {i}: {loads[i].part.file_name}"
    )
    stands = loads[chosen].stands
    if st.button(f"Undo load {chosen}" if stands else f"Redo load {chosen}"):
        (undo if stands else redo)(store, chosen)
        finish("success", f"Load {chosen} is undone." if stands else f"Load {chosen} has been restored.")


def finish(kind: str, sentence: str, prepared: tuple[str, ...] = (PREPARED, OFFERED)) -> None:
    """Forget what was prepared, and say what was done in the next run."""
    for key in prepared:
        st.session_state.pop(key, None)
    st.session_state[DONE] = (kind, sentence)
    st.rerun()


def say_what_was_done() -> None:
    if DONE in st.session_state:
        kind, sentence = st.session_state.pop(DONE)
        {"success": st.success, "error": st.error, "info": st.info}[kind](sentence)
