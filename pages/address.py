"""The filters and the address bar: one link for one view.

The address carries codes (`month=2024-09`), the widgets show names. Streamlit's own binding of widgets to the
address is not used because it writes the names people read into the link and drops a bad value without a word;
here a bad value ends in a sentence. The rules:
- an address that somebody opened, or went back to, sets every filter: what it does not name has its default;
- an empty address (a click on a page in the menu) leaves the filters as they are;
- after each run the address names the month, and every filter that differs from its default.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from urllib.parse import quote, urlencode

import streamlit as st

from analytics import months
from analytics.catalogue import ALL, catalogue, notes
from analytics.indicators import NO_TARGET, ORDERS, STATUSES, TEAM
from analytics.store import Shown

WITH_MEASURE = ("indicator", "localities")  # pages that show one indicator
_SEEN = "address as last written"
VIEWS = {
    "line": "Month by month",
    "year": "Year on year",
    "quarter": "Rolling quarter",
}  # how the Indicator page draws its figures
SECTIONS = {
    "snapshot": "Snapshot",
    "ratings": "Ratings",
    "by-legal-status": "By legal status",
    "teams": "By locality, service and team",
    "areas": "Areas of practice",
    "trust": "Can the audits be trusted?",
    "help": "Did it help the child?",
    "timeliness": "In time, and well done?",
    "papers": "Where the published papers differ",
    "everything": "All on one page",
}  # what the Audits page shows


def sections() -> dict[str, str]:
    """The sections of the Audits page by code; the one on the council's papers only where there are notes on them."""
    return {code: name for code, name in SECTIONS.items() if code != "papers" or notes().discrepancies.height}


@dataclass(frozen=True)
class Filters:
    """One view: what the address says, read."""

    month: date
    locality: str
    theme: str
    status: str
    measure: str
    shown: Shown
    order: str
    split: str
    view: str
    section: str

    def codes(self) -> dict[str, str]:
        """As the address writes them."""
        return {
            "month": months.code(self.month),
            "locality": self.locality,
            "theme": self.theme,
            "status": self.status,
            "measure": self.measure,
            "as": self.shown,
            "order": self.order,
            "split": self.split,
            "view": self.view,
            "section": self.section,
        }


@dataclass(frozen=True)
class Choice:
    """One filter: its name in the address, what a sentence says of a value it does not have, its options as codes."""

    key: str
    noun: str
    absent: str
    options: Sequence[str]
    because: Mapping[str, str] = field(default_factory=dict)  # what it says instead, of some values

    @property
    def default(self) -> str:
        """The first option; for the indicator, the first of the chosen theme."""
        theme = st.session_state.get("theme", ALL)
        if self.key != "measure" or theme == ALL:
            return self.options[0]
        return next(m for m, i in catalogue().indicators.items() if i.theme == theme)


def choices(held: Sequence[date], withheld: Sequence[date], splits: Sequence[str]) -> dict[str, Choice]:
    """The filters in the order in which an address is read: the theme before the indicator."""
    damaged = {months.code(m): "which is withheld because a stored file is damaged or missing" for m in withheld}
    all_choices = (
        Choice("month", "month", "for which nothing is held", [months.code(m) for m in held], damaged),
        Choice("locality", "area", "which is not in the catalogue", [ALL, *catalogue().areas]),
        Choice("theme", "theme", "which is not in the catalogue", [ALL, *catalogue().themes]),
        Choice("status", "overall rating", "which is not a rating", [ALL, *STATUSES, NO_TARGET]),
        Choice("as", "version", "which is neither known nor published", ["known", "published"]),
        Choice("order", "order", "which is not an order", list(ORDERS)),
        Choice("split", "split", "which no extract has", list(splits)),
        Choice("measure", "indicator", "which is not in the catalogue", list(catalogue().indicators)),
        Choice("view", "view", f"which is none of {', '.join(VIEWS)}", list(VIEWS)),
        Choice("section", "section", "which the page does not have", list(sections())),
    )
    return {choice.key: choice for choice in all_choices}


def read_address(of: Mapping[str, Choice], say: Callable[[str, str], str]) -> list[str]:
    """Set the filters from the address if somebody opened another one. Returns a sentence a bad value.

    `say` gives the words people read for a filter's key and code.
    """
    address = st.query_params.to_dict()
    problems = []
    if address and address != st.session_state.get(_SEEN):
        for key, choice in of.items():
            asked = address.get(key, choice.default)
            if asked not in choice.options:
                problems.append(_problem(choice, asked, say(key, choice.default)))
                asked = choice.default
            st.session_state[key] = asked
    for key, choice in of.items():
        if st.session_state.get(key) not in choice.options:
            st.session_state[key] = choice.default
    return problems


def _problem(choice: Choice, asked: str, shown: str) -> str:
    plain = "".join(c for c in asked if c.isprintable() and c not in "`[]<>\\")[:40]
    return (
        f"The link asks for the {choice.noun} “`{plain or ' '}`”, {choice.because.get(asked, choice.absent)}. "
        f"**{shown}** is shown instead; choose another under Filters."
    )


def narrowed_options(choice: Choice) -> list[str]:
    """The options of a filter; the indicators of the chosen theme, and the one that is shown now."""
    theme, measure = st.session_state["theme"], st.session_state["measure"]
    if choice.key != "measure" or theme == ALL:
        return list(choice.options)
    return [m for m in choice.options if m == measure or catalogue().indicators[m].theme == theme]


def keep_measure_in_theme() -> None:
    """After another theme was chosen: show its first indicator, unless the one shown belongs to it."""
    theme, measure = st.session_state["theme"], st.session_state["measure"]
    if theme not in (ALL, catalogue().indicators[measure].theme):
        del st.session_state["measure"]  # the next run gives it its default


def codes(of: Mapping[str, Choice], always: Sequence[str]) -> dict[str, str]:
    """What the address names: the filters in `always`, and those that differ from their default."""
    return {
        key: st.session_state[key]
        for key, choice in of.items()
        if key in always or st.session_state[key] != choice.default
    }


def write_address(named: dict[str, str]) -> None:
    """Make the address name this view."""
    if st.query_params.to_dict() != named:
        st.query_params.from_dict(named)
    st.session_state[_SEEN] = named


def filters() -> Filters:
    """The filters as they stand; the shell has set them."""
    state = st.session_state
    month = months.as_month(state["month"])
    assert month is not None  # the options are months
    return Filters(
        month, state["locality"], state["theme"], state["status"], state["measure"], state["as"], state["order"],
        state["split"], state["view"], state["section"],
    )  # fmt: skip


@lru_cache(maxsize=4096)
def link(page: str, at: Filters, **changes: str) -> str:
    """The address of a page (“” is the front page) with these filters, some of them changed; defaults left out."""
    codes = canonical(at, **changes)
    if page not in WITH_MEASURE:
        codes.pop("measure")
    return f"{page}?{urlencode(codes, quote_via=quote)}"


def canonical(at: Filters, **changes: str) -> dict[str, str]:
    """The filters as the address of the Indicator page writes them, so that a link to it is not rewritten."""
    left_out = (ALL, "known", "theme", TEAM, "line", "snapshot")
    return {key: code for key, code in (at.codes() | changes).items() if code not in left_out}


def neighbours(at: Filters) -> tuple[tuple[str, str] | None, tuple[str, str] | None]:
    """The indicators before and after the one shown, within the chosen theme: name and address, or None."""
    order = [m for m, i in catalogue().indicators.items() if m == at.measure or at.theme in (ALL, i.theme)]
    position = order.index(at.measure)
    found: list[tuple[str, str] | None] = [
        (catalogue().indicators[order[other]].name, link("indicator", at, measure=order[other]))
        if 0 <= other < len(order)
        else None
        for other in (position - 1, position + 1)
    ]
    return found[0], found[1]
