"""Who is asking, and what their role may do. The check stands in the functions that read or change data.

A page can't be trusted to ask: a fragment runs without the top of its script, and a client may press any button. So
the store asks here before every answer, and here asks the one function that knows who is there.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from enum import StrEnum

from analytics.errors import UserFacingError

SIGN_IN = "LINE_OF_SIGHT_SIGN_IN_"  # the settings of sign-in begin so; any of them makes this a served app


class Role(StrEnum):
    ANALYST = "analyst"
    LEADER = "leader"
    LINK_VIEWER = "link viewer"  # gets frozen packs, and nothing of the store


OF_LEADERS = frozenset({"comments"})  # the kinds of file that leaders write, on the page of a figure


class NotAllowed(UserFacingError):
    """The viewer's role may not do this, or nobody known is asking."""


@dataclass(frozen=True)
class Viewer:
    """Somebody who uses the app, known by role alone."""

    role: Role


LOCAL = Viewer(Role.ANALYST)  # on one's own machine, without sign-in


def _unasked() -> Viewer:
    """Who is there as long as nobody has said how to find out: oneself; where there is sign-in, nobody."""
    if any(name.startswith(SIGN_IN) for name in os.environ):
        raise NotAllowed("Nobody is signed in.")
    return LOCAL


_asking: Callable[[], Viewer] = _unasked
_acting: ContextVar[Viewer | None] = ContextVar("acting", default=None)


def ask_through(asking: Callable[[], Viewer]) -> None:
    """Set, for the whole process, the function that says who is asking now, or raises NotAllowed."""
    global _asking
    _asking = asking


@contextmanager
def acting_as(viewer: Viewer) -> Iterator[None]:
    """Let this thread or task act as a viewer: the command line, the warm-up of the server, tests."""
    before = _acting.set(viewer)
    try:
        yield
    finally:
        _acting.reset(before)


def viewer() -> Viewer:
    """Who is asking now. Raises NotAllowed where nobody known is."""
    return _acting.get() or _asking()


def require_reader() -> Viewer:
    """Who is asking. Raises NotAllowed unless they may read the store."""
    asking = viewer()
    if asking.role not in (Role.ANALYST, Role.LEADER):
        raise NotAllowed(f"You are here as {asking.role} and may read nothing but the packs you have links to.")
    return asking


def require_writer(kinds: Iterable[str]) -> Viewer:
    """Who is asking. Raises NotAllowed unless they may store files of all these kinds: analysts any, leaders theirs."""
    if set(kinds) and set(kinds) <= OF_LEADERS:
        return require_reader()
    return require_analyst()


def require_analyst() -> Viewer:
    """Who is asking. Raises NotAllowed unless they may load and undo."""
    asking = viewer()
    if asking.role is not Role.ANALYST:
        raise NotAllowed(f"Only analysts may do this; you are here as {asking.role}.")
    return asking
