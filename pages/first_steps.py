"""Before there is any figure: which authority this is, then its areas, its targets and a first extract."""

from __future__ import annotations

import streamlit as st

from analytics import access, formatting
from analytics.access import Role
from analytics.catalogue import Catalogue, catalogue
from analytics.catalogue.catalogue import DATA
from analytics.extracts import catalogue_book
from analytics.extracts.authorities import authorities
from analytics.store import Store, begin

TEMPLATES = DATA / "templates"


def first_steps(store: Store) -> None:
    """What to do next, each step with its template."""
    known = catalogue()
    if access.viewer().role is not Role.ANALYST:
        st.title("No figures yet")
        st.write("An analyst has to load a first extract. Then this page shows it.")
    elif known.council:
        next_steps(known)
    else:
        ask_for_the_authority(store)


def ask_for_the_authority(store: Store) -> None:
    """The name, and with it a starter catalogue."""
    st.title("Which authority is this?")
    st.write(
        "Choose its name. The store then begins with indicators that English authorities commonly report, the grades "
        "of inspections, and the authority's region and statistical neighbours. All of it can be changed."
    )
    name = st.selectbox(
        "Authority", [one.name for one in authorities() if one.code], index=None, key="authority",
        placeholder="Choose its name, or write another one", accept_new_options=True,
    )  # fmt: skip
    if st.button("Begin", type="primary", disabled=not name):
        begin(store, str(name).strip())
        st.rerun()
    st.write("Or look at the demonstration first: `python -m analytics demo` loads it.")


def next_steps(known: Catalogue) -> None:
    """The steps, and which of them are done."""
    st.title(f"{known.council}: steps to the first figures")
    st.write(
        "Fill in each template, in Excel if you like, and load it. Nothing is stored until you have seen what becomes "
        "of every row."
    )
    areas = formatting.counted(len(known.areas), "area is loaded", "areas are loaded")
    targets = formatting.counted(len(known.targets), "target is loaded", "targets are loaded")
    people = "" if known.population.is_empty() else "loaded"
    rates = any(indicator.population for indicator in known.indicators.values())
    for number, (title, template, done, why) in enumerate(
        (
            (
                "Your areas",
                "areas",
                areas if known.areas else "",
                f"The {known.parts} and services that figures are split by.",
            ),
            ("Your targets", "targets", targets if known.targets else "", "Without a target, a figure has no colour."),
            *(
                [("Your population", "population", people, "How many children live in each area. Rates need it.")]
                * rates
            ),
            ("A first extract", "indicators", "", "The counts behind each indicator, month by month."),
        ),
        1,
    ):
        st.subheader(f"{number}. {title}{f' ({done})' if done else ''}")
        st.write(why)
        left, right = st.columns(2)
        left.download_button(
            f"Template: {template}.csv", (TEMPLATES / f"{template}.csv").read_bytes(), f"{template}.csv", "text/csv"
        )
        right.page_link("data.py", label="Load it on the Data page", icon=":material/upload_file:")
    st.write(
        "The Department's files of national figures load as they are. With them the page Compared with others works "
        "before any extract of your own."
    )
    st.subheader("Or all of it as one workbook")
    st.write("A sheet for each list, with what goes where: indicators, areas, targets, the grades of audits, words.")
    st.download_button("Catalogue as a workbook", catalogue_book.workbook(known), "catalogue.xlsx")
