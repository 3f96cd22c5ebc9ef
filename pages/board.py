"""The board pack: choose, look at exactly what will leave, see what is hidden and why, make, share, revoke."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from functools import partial

import streamlit as st

from analytics import access, disclosure, formatting, months, sharing, tables
from analytics.catalogue import catalogue
from analytics.disclosure import SignOff, Wanted
from analytics.errors import UserFacingError
from analytics.store import the_store
from analytics.tables import Column
from pages import components, url_filters

now, store = url_filters.filters(), the_store()
DRAFT, NEW_LINK, DONE = "pack being made", "link just made", "what was done with packs"
FILES = {"html": "Page (HTML)", "pdf": "PDF for printing", "pptx": "Slides (PowerPoint)", "xlsx": "Workbook (Excel)"}
MOST_SHOWN = 200  # rows in a table on the page; a download has them all


def wanted() -> Wanted | None:
    """What the fields ask for; None while something is missing, which is said."""
    may = disclosure.sections_of(now.locality)
    st.write("Sections")
    sections = [name for name, s in may.items() if st.checkbox(s.title, value=True, key=f"pack-section-{name}")]
    known = disclosure.policies()
    chosen: dict[str, str] = {}
    with st.expander("Protection of small numbers"):
        for section in sections:
            names = list(known)
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
            "Why may these figures leave unprotected? The reason stands on the pack.",
            key="pack-reason",
            max_chars=disclosure.LONGEST_REASON,
        )
        if not reason.strip():
            st.info("Figures leave unprotected only with a reason. It stands on the pack, with your role and the day.")
            return None
        sign_off = SignOff(str(access.viewer().role), datetime.now(UTC).date(), reason.strip())
    return Wanted(now.month, now.locality, tuple(sections), chosen, sign_off)


@contextmanager
def told() -> Iterator[None]:
    """What may be refused; a refusal is shown in its own words."""
    try:
        yield
    except UserFacingError as problem:
        st.error(str(problem))


def worked_out(asked: Wanted) -> sharing.Draft:
    """The pack before it is kept, with the progress of the work."""
    bar = st.progress(0.0, "Working out what may leave")

    def show(done: float, what: str) -> None:
        bar.progress(min(done, 1.0), what)

    try:
        return sharing.pack_service.draft(store, asked, show)
    finally:
        bar.empty()


def preview(draft: sharing.Draft) -> None:
    """What will leave, as it will look, and what of it is hidden."""
    hidden = draft.disclosed.hidden
    st.subheader("What will leave", anchor="leaves")
    st.caption("This is the page itself, as its readers will see it. Nothing of it changes after it is made.")
    st.iframe(draft.files[sharing.packs.PAGE].decode(), height=720, alt="The pack as its readers will see it")
    st.subheader(f"What is hidden, and why: {formatting.counted(hidden.height, 'figure', 'figures')}", anchor="hidden")
    st.markdown(
        "".join(
            f"- {said}\n"
            for said in (draft.disclosed.check_said, *(f"Left out: {left}." for left in draft.disclosed.dropped))
        )
    )
    if hidden.height:
        columns = [Column(c.capitalize(), c) for c in ("section", "row", "figure", "marker", "reason")]
        shown = min(hidden.height, MOST_SHOWN)
        caption = f"{shown} of {hidden.height:,} hidden figures. This list is for you and does not leave."
        with st.expander("The hidden figures one by one"):
            components.html(tables.listing(caption, columns, hidden.head(MOST_SHOWN)), key="pack-hidden")
            components.downloads("hidden-figures", hidden)


def make() -> None:
    """Choose and look; then freeze."""
    st.header("Make a pack", anchor="make")
    st.write(
        f"For **{months.words(now.month)}**, **{catalogue().area_name(now.locality)}**: choose another month or area "
        "under Filters."
    )
    asked = wanted()
    if asked is None:
        st.session_state.pop(DRAFT, None)
        return
    if st.button("Preview", type="primary", key="pack-preview"):
        st.session_state.pop(DRAFT, None)
        with told():
            st.session_state[DRAFT] = (asked, worked_out(asked))
    kept = st.session_state.get(DRAFT)
    if not kept:
        return
    if kept[0] != asked:
        st.info("The choice has changed since the preview. Preview it again before the pack is made.")
        return
    preview(kept[1])
    if st.button("Make this pack", type="primary", key="pack-make"):
        with told():
            pack_id = sharing.pack_service.freeze(store, kept[1])
            del st.session_state[DRAFT]
            st.session_state[DONE] = (
                f"The pack {pack_id[:12]} is made. It stands below: share it, or hand out its files."
            )
            st.rerun()


def show_pack(pack: sharing.Pack) -> None:
    """One pack: its files, and a link to it."""
    short = pack.pack_id[:12]
    made = f"made {pack.kept_at:%d %B %Y %H:%M} UTC by the {pack.kept_by}"
    new = st.session_state.get(NEW_LINK, ("", ""))
    with st.expander(f"{pack.title}, {made}", expanded=new[0] == pack.pack_id, key=f"pack-{short}"):
        if pack.erased:
            st.write("This pack was erased. Its links open nothing; the log keeps the reason.")
            return
        titles = [disclosure.PACK_SECTIONS[section].title for section in pack.about["sections"]]
        st.caption(f"Pack {short}. Sections: {', '.join(titles)}.")
        days = st.number_input("Days that a link works", 1, 365, 60, key=f"days-{short}")
        if st.button("Make a link", key=f"link-{short}"):
            with told(), st.spinner("Checking that the pack, with all others, gives no hidden figure away"):
                st.session_state[NEW_LINK] = (pack.pack_id, sharing.pack_service.share(store, pack.pack_id, int(days)))
                st.rerun()
        if new[0] == pack.pack_id:
            st.success("The link is shown this once. Whoever has it can read the pack, so send it only to its readers.")
            st.code(f"{components.own_address()}/s/{new[1]}", language=None)
        st.write("Hand out as files, which is noted in the log:")
        with st.container(horizontal=True):
            for name in sorted(pack.files, key=lambda name: (name.endswith(".csv"), name)):
                st.download_button(
                    file_label(name), partial(handed_out, pack.pack_id, name),
                    file_name=f"{pack.about['month']}-{name}", mime=components.once("application/octet-stream"),
                    key=f"file-{short}-{name}", on_click="ignore",
                )  # fmt: skip


def file_label(name: str) -> str:
    """What people call a file of a pack."""
    stem, _, ending = name.rpartition(".")
    return FILES.get(ending, f"Figures as CSV: {stem.replace('-', ' ')}")


def handed_out(pack_id: str, name: str) -> bytes:
    """A file of a pack, noted as exported."""
    return sharing.pack_service.export(store, pack_id)[name]


def links() -> None:
    """Every link, and a way to close each."""
    st.header("Links", anchor="links")
    found = sharing.links.links(store)
    if found.is_empty():
        st.write("No link has been made yet.")
        return
    columns = [
        Column("Link", "link_id", "count"),
        Column("Pack", "pack"),
        Column("State", "state"),
        Column("Made by", "made_by"),
        Column("Made", "made_at", "time"),
        Column("Works until", "expires_at", "time"),
        Column("Opened", "opened", "count"),
        Column("Files taken", "downloaded", "count"),
        Column("Last opened", "last_opened", "time"),
    ]
    components.html(tables.listing("Links to packs, newest first. Times are UTC.", columns, found), key="pack-links")
    still_open = dict(found.filter(state="open").select("link_id", "pack").iter_rows())
    if not still_open:
        return
    with st.form("revoke", border=False):
        link = st.selectbox(
            "Link to close", list(still_open), format_func=lambda i: f"Link {i}: {still_open[i]}", key="revoke-link"
        )
        if st.form_submit_button("Revoke it"):
            with told():
                sharing.links.revoke(store, link)
                st.session_state[DONE] = f"Link {link} is revoked. It opens nothing any more, from this moment."
                st.rerun()


st.title("Board pack")
if done := st.session_state.pop(DONE, None):
    st.success(done)
make()
st.header("Packs", anchor="packs")
made_packs = sharing.packs.packs(store)
if not made_packs:
    st.write("No pack has been made yet. Choose above what should stand in it, and preview it.")
for one in made_packs:
    show_pack(one)
links()
