"""The board pack: choose, look at exactly what will leave, see what is hidden and why, make, share, revoke."""

from functools import partial
from urllib.parse import urlsplit

import streamlit as st

from analytics import disclosure, sharing, tables
from analytics.store import months_held, the_store
from pages import components, downloads, url_filters
from pages.pack_form import DONE, finish, pack_form, refusals_shown

now, store = url_filters.filters(), the_store()
NEW_LINK = "link just made"
FILES = {
    "html": "Page (HTML)",
    "pdf": "PDF for printing",
    "docx": "Document (Word)",
    "pptx": "Slides (PowerPoint)",
    "xlsx": "Workbook (Excel)",
}


def own_address() -> str:
    """Where the reader's browser reaches the app, without a page."""
    asked = urlsplit(st.context.url or "")
    return f"{asked.scheme}://{asked.netloc}"


def show_pack(pack: sharing.Pack) -> None:
    """One pack: its files, and a link to it."""
    short = pack.pack_id[:12]
    made = f"made {pack.kept_at:%d %B %Y %H:%M} UTC by the {pack.kept_by}"
    linked, link = st.session_state.get(NEW_LINK, ("", ""))
    with st.expander(f"{pack.title}, {made}", expanded=linked == pack.pack_id, key=f"pack-{short}"):
        if pack.erased:
            st.write("This pack was erased. Its links open nothing; the log keeps the reason.")
            return
        titles = [disclosure.PACK_SECTIONS[section].title for section in pack.about["sections"]]
        st.caption(f"Pack {short}. Sections: {', '.join(titles)}.")
        days = st.number_input("Link expires after (days)", 1, 365, 60, key=f"days-{short}")
        if st.button("Make a link", key=f"link-{short}"):
            with refusals_shown(), st.spinner("Checking that the pack, with all others, gives no hidden figure away"):
                st.session_state[NEW_LINK] = (pack.pack_id, sharing.pack_service.share(store, pack.pack_id, int(days)))
                st.rerun()
        if linked == pack.pack_id:
            show_link(pack, link)
        st.write("Download files (recorded in the log):")
        with st.container(horizontal=True):
            for name in sorted(pack.files, key=in_order):
                content = partial(exported, pack.pack_id, name)
                file = f"{pack.about['month']}-{name}"
                downloads.button(file_label(name), file, content, "application/octet-stream", f"file-{short}-{name}")


def show_link(pack: sharing.Pack, token: str) -> None:
    """The link that was just made, to copy, to point a phone at, and in an e-mail."""
    invited = sharing.invite(pack, f"{own_address()}/s/{token}", sharing.links.works_until(store, token))
    st.success(
        "Copy the link now. It won't be shown again. Anyone who has it can read the pack, so send it only to its "
        "readers."
    )
    st.code(invited.address, language=None, wrap_lines=True)
    components.copy_text("Copy the link", invited.address, key="copy-pack-link")
    st.image(invited.qr_code, "Point a phone at it to open the pack.", alt=f"QR code of the link to {pack.title}")
    with st.expander("E-mail to its readers"):
        st.link_button("Open in your e-mail program", invited.mailto)
        st.code(f"{invited.subject}\n\n{invited.body}", language=None, wrap_lines=True)
        components.copy_text("Copy the e-mail", f"{invited.subject}\n\n{invited.body}", key="copy-pack-email")


def in_order(name: str) -> tuple[int, str]:
    """Where a file of a pack stands among the others: the figures as CSV last."""
    ending = name.rpartition(".")[2]
    return [*FILES, ending].index(ending), name


def file_label(name: str) -> str:
    """What people call a file of a pack."""
    stem, _, ending = name.rpartition(".")
    return FILES.get(ending, f"Figures as CSV: {stem.replace('-', ' ')}")


def exported(pack_id: str, name: str) -> bytes:
    """A file of a pack, noted as exported."""
    return sharing.pack_service.export(store, pack_id)[name]


def show_links() -> None:
    """Every link, and a way to close each."""
    found = sharing.links.links(store)
    if found.is_empty():
        st.write("No link has been made yet.")
        return
    components.html(tables.records.links(found), key="pack-links")
    still_open = dict(found.filter(state="open").select("link_id", "pack").iter_rows())
    if not still_open:
        return
    with st.form("revoke", border=False):
        link = st.selectbox(
            "Link to close", list(still_open), format_func=lambda i: f"Link {i}: {still_open[i]}", key="revoke-link"
        )
        if st.form_submit_button("Revoke it"):
            with refusals_shown():
                sharing.links.revoke(store, link)
                finish(f"Link {link} is revoked. It no longer works.")


st.title("Board pack")
if done := st.session_state.pop(DONE, None):
    st.success(done)
st.header("Make a pack", anchor="make")
if months_held(store):
    pack_form(store, now)
else:
    st.write("A pack is made for a month, and no figures of a month are loaded yet. Load an extract on the Data page.")
st.header("Packs", anchor="packs")
made_packs = sharing.packs.packs(store)
if not made_packs:
    st.write("No pack has been made yet. Choose the contents above, then preview.")
for one in made_packs:
    show_pack(one)
st.header("Links", anchor="links")
show_links()
