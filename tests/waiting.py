"""Tests that wait for what is asynchronous."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

from anyio.from_thread import start_blocking_portal

T = TypeVar("T")


def wait_for(function: Callable[..., Awaitable[T]], *arguments: Any) -> T:
    """What the function returns. It runs in a thread of its own: in that of the tests, a browser that an earlier test
    opened has a loop which still runs."""
    with start_blocking_portal() as portal:
        return portal.call(function, *arguments)
