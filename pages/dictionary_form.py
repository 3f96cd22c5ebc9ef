"""Change one line of the catalogue: choose it, fill in its fields, say why, look at what would change, store it."""

from __future__ import annotations

import zlib

import streamlit as st

from analytics import statutory
from analytics.catalogue import Catalogue, catalogue
from analytics.errors import UserFacingError
from analytics.extracts import EXTRACTS, Options
from analytics.extracts.catalogue_fields import called, fields, heading, lines, one_line
from analytics.extracts.contracts import LONGEST_NOTE
from analytics.extracts.kinds import listed_kinds
from analytics.store import Incoming, Prepared, Store, prepare, store_prepared
from analytics.store.scope import PART
from pages.catalogue_field import one_field
from pages.load_form import finish, offer, preview

FORM, LINE, OFFERED = "change one line", "line being changed", "what the line would do"
NEW = "a new line"
LONG = 80  # characters; a column with longer texts gets a larger field


def change_one_line(store: Store) -> None:
    """The form, folded until somebody wants it."""
    folded = st.expander("Change one line", key=FORM, on_change="rerun")
    if not folded.open:
        return
    with folded:
        known = catalogue()
        kinds = listed_kinds(known.rows)
        kind = st.selectbox("List", kinds, kinds.index("definitions"), format_func=heading, on_change=forget)
        given = lines(kind, known.rows.get(kind))
        # A line that is known by all of its fields can't be changed into another one.
        changeable = [called(kind, line) for line in given] if any(not field.key for field in fields(kind)) else []
        if not changeable or EXTRACTS[kind].KEY:
            changeable = [NEW, *changeable]
        which = st.selectbox("Line", changeable, on_change=forget, key=f"line of {kind}")
        held = next((line for line in given if called(kind, line) == which), None) if which != NEW else None
        fill_in(known, kind, held, given)
        if LINE in st.session_state:
            confirm(store, *st.session_state[LINE])


def forget() -> None:
    """What was checked is of another line."""
    for key in (LINE, OFFERED):
        st.session_state.pop(key, None)


def fill_in(known: Catalogue, kind: str, held: dict[str, str] | None, given: list[dict[str, str]]) -> None:
    """The fields of a line (of a new one if none is held), the reason, and the button that checks it."""
    at = zlib.crc32(repr((kind, held)).encode())  # so that the fields begin anew when the line has changed
    with st.form(f"line {at}", border=False):
        texts = {}
        for field in fields(kind):
            value = held[field.name] if held else field.usual
            long = any(len(line[field.name]) > LONG for line in given)
            texts[field.name] = one_field(known, field, value, f"{at} {field.name}", long, held is not None)
        why = st.text_input("Why this change (required)", max_chars=LONGEST_NOTE, key=f"{at} why").strip()
        st.caption(
            "No names of people in the reason: the history shows it. To take a line away, or to call it otherwise, "
            "load the workbook."
        )
        asked = st.form_submit_button("Check")
    if not asked:
        return
    forget()
    if not why:
        st.error("Say why the line is changed.")
        return
    try:
        incoming = Incoming(*one_line(kind, texts))
        prepared = prepare(known, [incoming], Options(kind=kind))
        statutory.check_definitions(prepared)
        st.session_state[LINE] = prepared, why
    except UserFacingError as problem:
        st.error(str(problem))


def confirm(store: Store, prepared: Prepared, why: str) -> None:
    """What is wrong with the line, or what it would change, and the buttons that store it or leave it."""
    (checked,) = prepared.checked
    for _, column, value, problem, _ in checked.refusals.rows():
        st.error(f"{heading(column)}: {f'“{value}” ' if value else ''}{problem}")
    if prepared.refused:
        return
    offered = offer(store, prepared, OFFERED)
    if offered is None:
        return
    if not offered.part.moves:
        st.info("The catalogue says this already, so nothing would change.")
        return
    preview(store, prepared, offered.part, key="line")
    left, right = st.columns(2)
    if left.button("Store the line", type="primary"):
        load_id = store_prepared(store, prepared, scope=PART, offered=offered, reason=why)
        finish(
            "success",
            f"Stored as load {load_id}. Everybody sees it now. You can undo it under History.",
            (LINE, OFFERED),
        )
    if right.button("Leave the line as it is"):
        finish("info", "Nothing was stored.", (LINE, OFFERED))
