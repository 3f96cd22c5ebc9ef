"""Make a board pack: choose, look at exactly what will leave and what of it is hidden, then freeze it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import streamlit as st

from analytics import access, disclosure, formatting, indicators, months, sharing, tables
from analytics.catalogue import catalogue
from analytics.disclosure import SignOff, Wanted
from analytics.errors import UserFacingError
from analytics.store import Store
from pages import components, concurrency, current_user, downloads
from pages.components import bullets
from pages.filters import Chosen

DRAFT, DONE = "pack being made", "what was done with packs"


@contextmanager
def refusals_shown() -> Iterator[None]:
    """What may be refused; a refusal is shown in its own words."""
    try:
        yield
    except UserFacingError as problem:
        st.error(str(problem))


def pack_form(store: Store, now: Chosen) -> None:
    """Choose and look; then freeze."""
    st.write(
        f"For **{months.words(now.month)}**, **{catalogue().area_name(now.locality)}**: choose another month or area "
        "under Filters."
    )
    asked = wanted(store, now)
    if asked is None:
        st.session_state.pop(DRAFT, None)
        return
    if st.button("Preview", type="primary", key="pack-preview"):
        st.session_state.pop(DRAFT, None)
        with refusals_shown():
            st.session_state[DRAFT] = (asked, worked_out(store, asked))
    kept = st.session_state.get(DRAFT)
    if not kept:
        return
    if kept[0] != asked:
        st.info("The choice has changed since the preview. Preview it again before the pack is made.")
        return
    preview(kept[1])
    if st.button("Make this pack", type="primary", key="pack-make"):
        with refusals_shown():
            pack_id = sharing.pack_service.freeze(store, kept[1])
            del st.session_state[DRAFT]
            finish(f"Pack {pack_id[:12]} created. Share it or download its files below.")


def finish(sentence: str) -> None:
    """Say what was done in the next run."""
    st.session_state[DONE] = sentence
    st.rerun()


def wanted(store: Store, now: Chosen) -> Wanted | None:
    """What the fields ask for; None while something is missing, which is said."""
    may, known = disclosure.sections_of(store, now.locality), disclosure.policies()
    st.write("Sections")
    sections = [name for name, s in may.items() if st.checkbox(s.title, value=True, key=f"pack-section-{name}")]
    written = indicators.newest_comments(store, now.locality, now.month).height
    comments = written > 0 and st.checkbox("Comments on the indicators", value=True, key="pack-comments")
    chosen: dict[str, str] = {}
    names = list(known)
    with st.expander("Protection of small numbers"):
        for section in sections:
            chosen[section] = st.selectbox(
                may[section].title,
                names,
                index=names.index(may[section].policy),
                format_func=lambda name: known[name].title,
                key=f"pack-policy-{section}",
            )
            st.caption(known[chosen[section]].meaning)
    if not sections:
        st.info("Choose at least one section.")
        return None
    sign_off = None
    if any(known[policy].signed_off for policy in chosen.values()):
        reason = st.text_area(
            "Why may these figures leave unprotected? The reason is printed in the pack.",
            key="pack-reason",
            max_chars=disclosure.LONGEST_REASON,
        )
        if not reason.strip():
            st.info(
                "Give a reason for releasing unprotected figures. It is printed in the pack with your role and the "
                "date."
            )
            return None
        sign_off = SignOff(str(access.viewer().role), datetime.now(UTC).date(), reason.strip())
    return Wanted(now.month, now.locality, tuple(sections), chosen, sign_off, comments)


def worked_out(store: Store, asked: Wanted) -> sharing.Draft:
    """The pack before it is kept, with the progress of the work."""
    bar = st.progress(0.0, "Working out what may leave")

    def show(done: float, what: str) -> None:
        bar.progress(min(done, 1.0), what)

    def wait() -> None:
        concurrency.give_back()
        show(0.0, "Waiting for another pack to be worked out first")

    try:
        with sharing.pack_service.turn_to_draft(current_user.person(), wait):
            return sharing.pack_service.draft(store, asked, show)
    finally:
        bar.empty()


def preview(draft: sharing.Draft) -> None:
    """What readers will see, and what is hidden."""
    hidden = draft.disclosed.hidden
    st.subheader("What readers will see", anchor="leaves")
    st.caption("This is the page itself, as its readers will see it. Nothing of it changes after it is made.")
    st.iframe(draft.files[sharing.packs.PAGE].decode(), height=720, alt="The pack as its readers will see it")
    st.subheader(f"What is hidden, and why: {formatting.counted(hidden.height, 'figure', 'figures')}", anchor="hidden")
    bullets([draft.disclosed.check_said, *(f"Left out: {left}." for left in draft.disclosed.dropped)])
    if hidden.height:
        with st.expander("The hidden figures one by one"):
            components.html(tables.records.hidden_figures(hidden), key="pack-hidden")
            downloads.buttons("hidden-figures", hidden)
