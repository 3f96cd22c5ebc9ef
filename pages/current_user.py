"""Who is there: on one's own machine the analyst, where people sign in whoever's sign-in the gate has let through."""

from __future__ import annotations

import os
from functools import cache

import streamlit as st

from analytics.access import LOCAL, NotAllowed, Viewer
from analytics.sign_in.settings import Misconfigured, SignIn, refuse_address, sign_in
from analytics.sign_in.user_roles import Register
from analytics.store import the_store


@cache
def settings() -> SignIn | None:
    """How sign-in is set up for this process, or None without it. Raises Misconfigured."""
    return sign_in(os.environ)


def register() -> Register:
    """Roles and sign-ins, beside the figures."""
    store = the_store()
    return Register(store.root, database=store.database)


def person() -> str:
    """Whose run this is, to tell people apart in this process; everybody is one on one's own machine."""
    key = st.user.get("sign_in") if settings() else None
    there = register().signed_in(key) if isinstance(key, str) else None
    return repr(there.person) if there else ""


def asking() -> Viewer:
    """Who runs this script, looked up anew each time. Raises NotAllowed if nobody known does.

    Streamlit keeps the gate's header as `st.user.sign_in` (server.trustedUserHeaders) and lets nobody with another
    one resume the session.
    """
    try:
        known = settings()
        refuse_address(st.get_option("server.address"), known)
    except Misconfigured as problem:
        raise NotAllowed(str(problem)) from None
    if known is None:
        return LOCAL
    key = st.user.get("sign_in")
    there = register().signed_in(key) if isinstance(key, str) else None
    if there is None:
        raise NotAllowed("You are signed out. Load the page again to sign in.")
    if there.role is None:
        raise NotAllowed("You have no role in Line of Sight any more.")
    return Viewer(there.role)
