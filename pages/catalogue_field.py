"""One field of a line of the catalogue, as a form asks for it."""

from __future__ import annotations

import streamlit as st

from analytics.catalogue import Catalogue
from analytics.extracts import EXTRACTS
from analytics.extracts.catalogue_fields import Field, lines
from pages.components import LONGEST_TEXT


def one_field(known: Catalogue, field: Field, value: str, key: str, long: bool, is_held: bool) -> str:
    """One field, and what was filled in. What a line is known by stays as it is."""
    label = field.heading if field.required else f"{field.heading} (may be empty)"
    longest = max(LONGEST_TEXT, len(value))  # what is held is never cut
    if is_held and field.key:
        return st.text_input(label, value, max_chars=longest, key=key, disabled=True)
    options = list(field.choices)
    if field.names:
        options = [line[EXTRACTS[field.names].KEY[0]] for line in lines(field.names, known.rows.get(field.names))]
    if options:
        options = list(dict.fromkeys([*([] if field.required else [""]), *options, *filter(None, [value])]))
        at = options.index(value) if value in options else None
        return st.selectbox(label, options, at, key=key, help=field.note) or ""
    hint = "2026-04" if field.reads == "month" else None
    made = st.text_area if long else st.text_input
    return made(label, value, max_chars=longest, key=key, help=field.note, placeholder=hint)
