"""The main script: page settings, the filters in the sidebar, the menu. Every page runs inside it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st

from analytics import access, formatting, furniture, months
from analytics.catalogue import catalogue
from analytics.extracts import EXTRACTS
from analytics.extracts.kinds.context import NationalFigures
from analytics.store import Store, damage, damage_in_words, kinds_held, months_held, one_moment, the_store
from pages import components, concurrency, current_user, errors, filters, url_filters
from pages.first_steps import first_steps
from pages.menu import FRONT, Page, has_something, in_menu, pages
from pages.search import search

st.set_page_config(page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.logo(Path(__file__).with_name("logo.svg"), size="large")


def sidebar(store: Store, page: Page) -> None:
    """The menu, the search, the filters that the page uses, and whoever is signed in. Other filters keep their values,
    and the link has them."""
    with st.sidebar:
        menu = [
            (one.title, f"{'./' if one.name == FRONT else one.name}?{urlencode(url_filters.named(one.name, store))}")
            for one in in_menu(store)
        ]
        components.html(furniture.menu(menu, page.title), key="menu")
        search(store)
        used = [one for one in filters.every().values() if page.name in one.pages and has_something(page, store)]
        codes = dict(url_filters.filters().codes)
        used = [one for one in used if codes[one.key]]  # of one without a choice there is nothing to choose
        if any(one.in_sidebar for one in used):
            st.subheader("Filters")
        for key, one in filters.every().items():
            if one not in used:
                st.session_state[key] = url_filters.for_widget(one, codes[key])  # else Streamlit forgets it
            elif one.several and one.in_sidebar:
                offered = [code for code in one.offered(store, codes) if code != one.default]
                st.multiselect(
                    one.label, offered, key=key, format_func=one.written, help=one.help,
                    placeholder=one.written(one.default),
                )  # fmt: skip
            elif one.in_sidebar:
                st.selectbox(one.label, one.offered(store, codes), key=key, format_func=one.written, help=one.help)
        if current_user.settings() is not None:
            components.signed_in(access.viewer().role)


def body() -> None:
    """Filters, then the page; or, without anything that it could show, what to do."""
    offered = [st.Page(page.file, title=page.title, default=page.name == FRONT) for page in pages()]
    opened = st.navigation(offered, position="hidden")
    page = next(page for page in pages() if page.name == (opened.url_path or FRONT))
    store = the_store()
    damaged = damage(store)
    if damaged:
        st.warning(damage_in_words(damaged))
    problems = [*url_filters.too_long(), *url_filters.read(page.name, store)]
    sidebar(store, page)
    url_filters.write(page.name, store)
    now = url_filters.filters()
    shows = has_something(page, store)
    about = [catalogue().indicators[now.measure].name if page.name == "indicator" and shows else page.title]
    if months_held(store) and page.name != url_filters.QUESTION:  # which is of no month that is chosen elsewhere
        about.append(months.words(now.month))
        components.shown_in_bar(f"{catalogue().area_name(now.locality)} · {months.words(now.month)}")
    st.set_page_config(page_title=f"{', '.join(about)} – Line of Sight")
    for problem in problems:
        st.warning(problem)
    if shows:
        opened.run()
    elif damaged and not months_held(store):
        st.title("No figures can be shown")
        st.page_link("data.py", label="Load the extract again, or undo its load, on the Data page")
    else:
        nothing_yet(store, page)
    if page.name != "methods" and catalogue().glossary:
        words_used = f"{url_filters.link('methods', now)}#words"
        components.html(furniture.links_list([("Glossary", words_used)]), key="words-used")


def nothing_yet(store: Store, page: Page) -> None:
    """What to do where nothing is loaded that a page could show."""
    if months_held(store):
        st.title(page.title)
        st.write(
            f"Nothing that this page shows is loaded yet. Load {page.brought_by} on the Data page or with "
            "`python -m analytics load FILE`, and open this page again."
        )
        return
    first_steps(store)
    if held := kinds_held(store):
        named = formatting.joined([EXTRACTS[kind].IN_WORDS for kind in held])
        st.write(
            f"Loaded so far: {named}. They are shown once a month of indicators, audits or screenings is loaded, too."
        )
    if NationalFigures.KIND in held:
        st.page_link("compare.py", label="Compare the national figures already", icon=":material/compare_arrows:")


access.ask_through(current_user.asking)
components.style()
try:
    # Whoever asks, and the ledger, are looked up once a run: all of a page is for one reader and of one version.
    with concurrency.turn(), access.acting_as(access.viewer()), one_moment():
        body()
except Exception as problem:  # the last one before Streamlit's own box
    errors.told(problem)
