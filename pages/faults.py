"""What people see of a fault in a script: a sentence with a reference. The log has the rest."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from analytics.access import NotAllowed
from analytics.store import DatabaseAway, LostLedger


def told(problem: Exception) -> bool:
    """Say it in place of Streamlit's own box, which speaks to programmers. True: there is nothing left to say."""
    if isinstance(problem, (NotAllowed, DatabaseAway, LostLedger)):
        st.error(str(problem))
        return True
    reference = secrets.token_hex(4)
    logging.getLogger(__name__).error("Fault %s", reference, exc_info=problem)
    st.error(
        f"This page can't be shown just now. Load it again; if it stays so, tell whoever runs Line of Sight the "
        f"reference {reference}, under which the fault stands in the log."
    )
    return True
