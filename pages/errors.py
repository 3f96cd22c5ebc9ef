"""What people see where a page can't be shown: the sentence of the error, or of a fault a reference."""

from __future__ import annotations

import logging
import secrets

import streamlit as st

from analytics.access import NotAllowed
from analytics.errors import UserFacingError
from analytics.store.afterwards import STOPPED, cause

_log = logging.getLogger(__name__)


def told(problem: Exception) -> bool:
    """Say it in place of Streamlit's own box, which speaks to programmers. True: there is nothing left to say.

    What people may not do is theirs alone; of all else the log has the sentence, or the fault with its traceback.
    """
    if isinstance(problem, UserFacingError):
        if not isinstance(problem, NotAllowed):
            _log.warning("A page can't be shown: %s", problem)
        st.error(str(problem))
        return True
    if isinstance(problem, STOPPED):
        _log.error("The store can't be read or written", exc_info=problem)
        st.error(
            f"The store can't be read or written just now ({cause(problem)}). If you were changing something, look at "
            "History and Log on the Data page first: they say whether it was done."
        )
        return True
    reference = secrets.token_hex(4)
    _log.error("Fault %s", reference, exc_info=problem)
    st.error(
        f"This page can't be shown just now. Load it again; if it stays so, tell whoever runs Line of Sight the "
        f"reference {reference}, which the log has for this fault."
    )
    return True
