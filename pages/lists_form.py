"""Count child-level lists and forget them: what goes on to the load is an extract of counts."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import streamlit as st
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile

from analytics import formatting, statutory
from analytics.catalogue import catalogue
from analytics.errors import UserFacingError
from analytics.store import Incoming, prepare
from pages.load_form import DONE, OFFERED, PREPARED, UNREAD

COUNTED, FORGOTTEN = "what became of the lists", "lists counted before"


def lists_form() -> None:
    """Choose the lists, count them, see what became of every row; the counts are then loaded like any extract."""
    number = st.session_state.get(FORGOTTEN, 0)
    names = formatting.joined([one.name for one in statutory.returns()])
    with st.expander(f"Child-level lists of {names}: counted, and not kept"):
        st.write(
            "The lists are counted in memory and forgotten: only counts by month, area, team and breakdown go on. "
            "Do not choose them under “Extract files”, whose files are kept."
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
            forget([*lists, *([teams] if teams else [])])
            st.session_state[FORGOTTEN] = number + 1
            st.rerun()
    prepared, account = st.session_state.get(COUNTED, (None, ()))
    if account and prepared is st.session_state.get(PREPARED):  # and no other file was checked since
        with st.expander("What became of the lists", expanded=True):
            st.text("\n".join(account))


def count(lists: Sequence[UploadedFile], teams: UploadedFile | None, day: date | None) -> None:
    """Count, and keep the account and the load of the counts for the next run, or why there is none."""
    for key in (PREPARED, OFFERED, UNREAD, COUNTED):
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
        except UserFacingError as problem:
            st.session_state[DONE] = ("error", f"{problem} Choose the files again: they were forgotten.")


def forget(files: Sequence[UploadedFile]) -> None:
    """Take uploaded files out of the memory of the server, which else has them as long as the page is open."""
    run = get_script_run_ctx()
    for file in files:
        file.close()
        if run and isinstance(run.uploaded_file_mgr, MemoryUploadedFileManager):
            run.uploaded_file_mgr.remove_file(run.session_id, file.file_id)
