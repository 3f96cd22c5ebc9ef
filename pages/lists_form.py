"""Count child-level lists and forget them: what goes on to the load is an extract of counts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics import formatting, months, sharing, statutory
from analytics.catalogue import ALL, catalogue
from analytics.errors import UserFacingError
from analytics.store import Incoming, Store, prepare
from analytics.units import Kind
from pages.load_form import DONE, OFFERED, PREPARED, UNREAD, forget

COUNTED, LAST, LISTED = "what became of the lists", "lists counted last", "where the identifiers are"
FORGOTTEN = "times that lists were forgotten"
IN, NOT_IN = "In the numerator", "Not in the numerator"


@dataclass(frozen=True)
class Last:
    """The counts of the lists that were counted last in this session, and the teams that they were counted by."""

    counted: statutory.Counted
    teams: statutory.Teams | None


def lists_form(store: Store) -> None:
    """Choose the lists, count them, see what became of every row; the counts are then loaded like any extract."""
    number = st.session_state.get(FORGOTTEN, 0)
    names = formatting.joined([one.name for one in statutory.returns()])
    with st.expander(f"Child-level lists of {names}: counted, and not kept"):
        st.write(
            "The lists are counted in memory and forgotten: only counts by month, area, team and breakdown go on. "
            "“Extract files” takes no such lists, for its files are kept."
        )
        lists = st.file_uploader(
            "Lists (a workbook, a CSV file for each list, or XML)", accept_multiple_files=True, key=f"lists {number}"
        )
        teams = st.file_uploader(
            "Teams and their areas (a CSV file with the columns team and area), where teams are not called as areas",
            type="csv",
            key=f"teams {number}",
        )
        day = st.date_input("Day that the lists are of, if not the latest date in them", None, format="DD/MM/YYYY")
        if st.button("Count the lists", disabled=not lists, type="primary"):
            count(lists, teams, day)
            forget([*lists, *([teams] if teams else [])], FORGOTTEN)
            st.rerun()
    if LAST in st.session_state:
        with st.expander("Who is behind a figure of these lists"):
            identifiers_form(store, st.session_state[LAST], number)
    prepared, account = st.session_state.get(COUNTED, (None, ()))
    if account and prepared is st.session_state.get(PREPARED):  # and no other file was checked since
        with st.expander("What became of the lists", expanded=True):
            st.text("\n".join(account))


def count(lists: Sequence[UploadedFile], teams: UploadedFile | None, day: date | None) -> None:
    """Count, and keep the account and the load of the counts for the next run, or why there is none."""
    for key in (PREPARED, OFFERED, UNREAD, COUNTED, LAST):
        st.session_state.pop(key, None)
    known = catalogue()
    with st.status(f"Counting {formatting.counted(len(lists), 'file')} …"):
        try:
            areas = statutory.read_teams(Incoming(teams.name, teams.getvalue()), known) if teams else None
            files = [Incoming(file.name, file.getvalue()) for file in lists]
            counted = statutory.count(files, known, day=day, teams=areas)
            account = [*statutory.sentences(counted, known)]
            if counted.counts.is_empty():
                st.session_state[DONE] = ("error", "\n\n".join(account))
            else:
                prepared = st.session_state[PREPARED] = prepare(known, [counted.incoming])
                st.session_state[COUNTED] = prepared, account
                st.session_state[LAST] = Last(counted, areas)
        except UserFacingError as problem:
            st.session_state[DONE] = ("error", f"{problem} Choose the files again: they were forgotten.")


def identifiers_form(store: Store, last: Last, number: int) -> None:
    """Choose a figure of the lists that were counted last, and the lists again, for they were forgotten; the
    identifiers behind it are then handed out once."""
    st.write(
        "Choose a figure, and the same lists again: they were forgotten. You get the identifiers as a file, once. "
        "Nothing of it is kept, and the log says which figure you asked about."
    )
    figures, known = last.counted.of_children, catalogue()
    measure = st.selectbox(
        "Indicator",
        figures["measure_id"].unique(maintain_order=True).to_list(),
        format_func=lambda measure: known.indicators[measure].name,
    )
    figures = figures.filter(measure_id=measure)
    month = st.selectbox(
        "Month of the figure",
        figures["month"].unique().sort(descending=True).to_list(),
        format_func=months.words,
    )
    figures = figures.filter(month=month)
    place = st.selectbox("Area or team", figures.select("locality", "team").rows(), format_func=place_in_words)
    ((numerator, denominator),) = (
        figures.filter(locality=place[0], team=place[1]).select("numerator", "denominator").rows()
    )
    gap = False
    if known.indicators[measure].kind is Kind.PERCENTAGE:
        many = {IN: numerator, NOT_IN: denominator - numerator}
        gap = st.radio("Which of them", list(many), format_func=lambda of: f"{of} ({many[of]:,.0f})") == NOT_IN
    lists = st.file_uploader("The same lists again", accept_multiple_files=True, key=f"lists again {number}")
    if st.button("List the identifiers", disabled=not lists):
        files = [Incoming(file.name, file.getvalue()) for file in lists]
        forget(lists, FORGOTTEN)
        try:
            last.counted.refuse_others(files)
            behind = statutory.Behind(measure, month, gap, *place)
            cases = statutory.identifiers(files, known, behind, day=last.counted.day, teams=last.teams)
            content = sharing.identifiers.written(store, behind, cases)
            address = sharing.identifiers.offer(f"{measure}-{months.code(month)}.csv", content)
            st.session_state[LISTED] = formatting.counted(cases.height, "identifier"), address
        except UserFacingError as problem:
            st.session_state[DONE] = ("error", f"{problem} Choose the files again: they were forgotten.")
        st.rerun()
    if LISTED in st.session_state:
        how_many, address = st.session_state.pop(LISTED)
        st.link_button(f"Download {how_many} (CSV)", f"./{address}", type="primary")
        st.caption(f"The link works once, within {sharing.identifiers.MINUTES} minutes.")


def place_in_words(place: tuple[str, str]) -> str:
    area, team = place
    return catalogue().area_name(area) if team == ALL else team
