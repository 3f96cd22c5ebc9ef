"""The filters and the address bar: one link for one view.

The address carries codes (`month=2024-09`), the widgets show names. Streamlit's own binding of widgets to the
address is not used because it writes the names people read into the link and drops a bad value without a word;
here a bad value ends in a sentence. The rules:
- an address that somebody opened, or went back to, sets every filter: what it does not name has its default;
- an empty address (a click on a page in the menu) leaves the filters as they are; in a new visit the area is the one
  that was last chosen in this browser;
- after each run the address names the month, and every filter that differs from its default;
- the address of the Explore page is a question instead: it sets no filter, and a link to the page names the month.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any
from urllib.parse import quote, unquote, urlencode

import streamlit as st

from analytics import formatting
from analytics.store import Store
from pages.filters import Chosen, Filter, every
from pages.menu import FRONT

QUESTION = "explore"  # the page whose address is a question
LONGEST = 8000  # letters of an address; the longest question of Explore has fewer
AREA = "area"  # the cookie of the area that was last chosen
_SEEN, _BEFORE, _CHOSEN = "address as last written", "filters as last shown", "area as last chosen"


def too_long() -> list[str]:
    """Leave out an address that is too long to be one of ours, before anything reads it. Returns the sentence on it."""
    if sum(len(key) + len(value) for key in st.query_params for value in st.query_params.get_all(key)) <= LONGEST:
        return []
    st.query_params.clear()
    return ["The link is too long to be one of Line of Sight's. Nothing in it was used."]


def read(page: str, store: Store) -> list[str]:
    """Set every filter, from the address of a page if somebody opened another one. Returns a sentence a bad value.

    What was chosen anew in one filter narrows the others: one whose value it leaves out has its default.
    """
    address, state = {} if page == QUESTION else st.query_params.to_dict(), st.session_state
    opened = bool(address) and address != state.get(_SEEN)
    before, held = state.get(_BEFORE, {}), {key: _code(one) for key, one in every().items() if key in state}
    anew = {} if opened else {key: code for key, code in held.items() if code != before.get(key)}
    if Chosen.locality.key in anew:
        state[_CHOSEN] = anew[Chosen.locality.key]
    elif not address and Chosen.locality.key not in state:
        remembered = unquote(str(st.context.cookies.get(AREA, "")))
        if remembered in Chosen.locality.options(store, {}):
            state[Chosen.locality.key] = held[Chosen.locality.key] = remembered
    codes: dict[str, str] = {}
    problems = []
    for key, one in every().items():
        first = one.first(store, codes)
        codes[key] = address.get(key, first) if opened else held.get(key, first)
        if one.follows and key in before and key not in anew and not opened and before[key] == one.first(store, before):
            codes[key] = first
        options = one.options(store, anew)
        absent = [code for code in one.parts(codes[key]) if code not in options] if codes[key] != first else []
        if absent:
            shown = one.together({*one.parts(codes[key])} - {*absent}) if one.several else first
            if opened:
                problems.append(_problem(one, ",".join(absent), shown, store))
            codes[key] = shown
        elif one.several:
            codes[key] = one.together(one.parts(codes[key]))
        if opened or held.get(key) != codes[key]:  # opened: a widget shows a value that was set in its own run
            state[key] = for_widget(one, codes[key])
    return problems


def _code(one: Filter[Any]) -> str:
    """The code that a filter has; a widget for several holds a list of them."""
    held = st.session_state[one.key]
    return held if isinstance(held, str) else one.together(held)


def for_widget(one: Filter[Any], code: str) -> str | list[str]:
    """A code as the widget of its filter holds it."""
    return list(one.parts(code)) if one.several and one.in_sidebar else code


def _problem(one: Filter[Any], asked: str, shown: str, store: Store) -> str:
    plain = formatting.quotable(asked)
    absent = one.absent if isinstance(one.absent, str) else one.absent(store, asked)
    instead = f" **{one.words(shown)}** is shown instead; choose another under Filters." if shown else ""
    return f"The link asks for the {one.noun or one.label.lower()} “`{plain or ' '}`”, {absent}.{instead}"


def area_to_remember() -> str | None:
    """The area that was chosen in this visit, for the browser to keep in its cookie; None if none was."""
    return st.session_state.get(_CHOSEN)


def filters() -> Chosen:
    """The filters as they stand; the shell has set them."""
    return Chosen(tuple((key, _code(one)) for key, one in every().items()))


def named(page: str, store: Store) -> dict[str, str]:
    """What the address of a page names: the filters that differ from their default, and those that it always names."""
    codes = dict(filters().codes)
    return {
        key: codes[key]
        for key, one in every().items()
        if codes[key]
        and (page != QUESTION or one is Chosen.month)
        and (one.always(page) or codes[key] != one.first(store, codes))
    }


def write(page: str, store: Store) -> None:
    """Make the address name this view."""
    state, view = st.session_state, named(page, store)
    if page == QUESTION:
        return
    if st.query_params.to_dict() != view:
        st.query_params.from_dict(view)
    state[_SEEN], state[_BEFORE] = view, dict(filters().codes)


@lru_cache(maxsize=4096)
def link(page: str, at: Chosen, **changes: str) -> str:
    """The address of a page with these filters, some of them changed; defaults left out."""
    return f"{'./' if page == FRONT else page}?{urlencode(canonical(page, at, **changes), quote_via=quote)}"


def switched(page: str, at: Chosen, one: Filter[Any], code: str) -> str:
    """The address of a page with one code of a filter that can hold several taken in, or out."""
    return link(page, at, **{one.key: one.switched(dict(at.codes)[one.key], code)})


def canonical(page: str, at: Chosen, **changes: str) -> dict[str, str]:
    """What a link to a page names: what differs from a default; of filters without a fixed one, what the page uses."""
    of = every()
    return {
        key: code
        for key, code in (dict(at.codes) | changes).items()
        if code != of[key].default and (of[key].default or of[key].always(page) or page in of[key].pages)
    }


def neighbours(store: Store, at: Chosen) -> list[tuple[str, str] | None]:
    """The indicators before and after the one shown, among those offered: name and address, or None."""
    order = [None, *Chosen.measure.offered(store, dict(at.codes)), None]
    here = order.index(at.measure)
    return [
        (Chosen.measure.written(other), link("indicator", at, measure=other)) if other else None
        for other in (order[here - 1], order[here + 1])
    ]
