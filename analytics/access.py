"""Who is asking, and what their role may do. The check stands in the functions that read or change data."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    ANALYST = "analyst"
    LEADER = "leader"


class NotAllowed(Exception):
    """The viewer's role may not do this."""


@dataclass(frozen=True)
class Viewer:
    """Somebody who uses the app, known by role alone."""

    role: Role


LOCAL = Viewer(Role.ANALYST)  # on one's own machine, without sign-in


def require_analyst(viewer: Viewer) -> None:
    """Raises NotAllowed unless the viewer may load and undo."""
    if viewer.role is not Role.ANALYST:
        raise NotAllowed(f"Only analysts may do this; you are here as {viewer.role}.")
