"""The main script: page settings, the filters in the sidebar, the menu. Every page runs inside it."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import urlencode

import streamlit as st
from streamlit.navigation.page import StreamlitPage

from analytics import access, furniture, months
from analytics.catalogue import catalogue
from analytics.store import Store, damage, damage_in_words, months_held, one_moment, the_store
from pages import components, concurrency, current_user, errors, filters, url_filters
from pages.search import search

st.set_page_config(page_icon=str(Path(__file__).with_name("icon.svg")), layout="wide")
st.logo(Path(__file__).with_name("logo.svg"), size="large")

PAGES = {
    "overview.py": (
        "Overview",
        "this month at a glance, overall rating, rating this month, red, amber, green, all indicators by theme",
    ),
    "indicator.py": ("Indicator", "one indicator in depth, line chart, target, definition"),
    "localities.py": ("Localities", "one locality in depth, all side by side, funnel plot, split by team, age, reason"),
    "audits.py": ("Audits", "quality of practice, audit ratings by month and legal status, children in care"),
    "screening.py": ("Screening", "screened records, red, amber and green by locality"),
    "corporate.py": (
        "Corporate",
        "corporate scorecard, targets by quarter, strategic risks, risk register, likelihood and impact, agency "
        "placements, residential, fostering, supported living, revenue budget, forecast, overspend, cost, improvement "
        "plan, priorities, members' questions",
    ),
    "board.py": ("Board pack", "share, link, preview what leaves, hidden figures, revoke, export, papers for members"),
    "data.py": ("Data", "load extracts, upload, check, history, undo, log, restatements, data quality, dictionary"),
    "methods.py": ("Methods", "how figures are worked out, rules, definitions of red, amber and green, rounding"),
}
FRONT = "overview.py"


def who_is_here() -> None:
    """Below the filters, where people sign in: their role, and the way out."""
    if current_user.settings() is not None:
        with st.sidebar:
            components.signed_in(access.viewer().role)


def sidebar(store: Store, page: str) -> None:
    """The menu, the search, and the filters that the page uses. The others keep their values, and the link has them."""
    with st.sidebar:
        menu = [
            (title, f"{'./' if file == FRONT else name_of(file)}?{urlencode(url_filters.named(name_of(file), store))}")
            for file, (title, _) in PAGES.items()
        ]
        components.html(furniture.menu(menu, PAGES[page][0]), key="menu")
        search(PAGES)
        used = [one for one in filters.every().values() if name_of(page) in one.pages]
        if any(one.in_sidebar for one in used):
            st.subheader("Filters")
        codes = dict(url_filters.filters().codes)
        for key, one in filters.every().items():
            if one not in used:
                st.session_state[key] = codes[key]  # else Streamlit forgets it with its widget
            elif one.in_sidebar:
                st.selectbox(one.label, one.offered(store, codes), key=key, format_func=one.written, help=one.help)
    who_is_here()


def name_of(file: str) -> str:
    """The name of a page in the address."""
    return file.removesuffix(".py")


def body() -> None:
    """Filters, then the page; or, without data, what to do."""
    menu = [st.Page(file, title=title, default=file == FRONT) for file, (title, _) in PAGES.items()]
    page = st.navigation(menu, position="hidden")
    chosen = next(file for file, (title, _) in PAGES.items() if title == page.title)
    store = the_store()
    damaged = damage(store)
    if damaged:
        st.warning(damage_in_words(damaged))
    if months_held(store):
        view(store, page, chosen)
        return
    who_is_here()
    if chosen == "data.py":
        page.run()
    elif damaged:
        st.title("No figures can be shown")
        st.page_link("data.py", label="Load the extract again, or undo its load, on the Data page")
    else:
        st.title("No figures yet")
        st.write(
            "Load the published figures with `python -m analytics demo`, or your own extract with "
            "`python -m analytics load FILE` or on the Data page, and open this page again."
        )


def view(store: Store, page: StreamlitPage, chosen: str) -> None:
    """The filters as the address has them, the sidebar, and the page."""
    problems = url_filters.read(store)
    sidebar(store, chosen)
    url_filters.write(name_of(chosen), store)
    now = url_filters.filters()
    about = catalogue().indicators[now.measure].name if chosen == "indicator.py" else page.title
    st.set_page_config(page_title=f"{about}, {months.words(now.month)} – Line of Sight")
    for problem in problems:
        st.warning(problem)
    page.run()
    if chosen != "methods.py":
        words_used = f"{url_filters.link('methods', now)}#words"
        components.html(furniture.links_list([("What the words on this page mean", words_used)]), key="words-used")


access.ask_through(current_user.asking)
components.style()
try:
    # Whoever asks, and the ledger, are looked up once a run: all of a page is for one reader and of one version.
    with concurrency.turn(), access.acting_as(access.viewer()), one_moment():
        body()
except Exception as problem:  # the last one before Streamlit's own box
    errors.told(problem)
