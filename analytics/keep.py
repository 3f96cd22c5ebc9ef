"""Remembering what pure functions give, so that drawing a view again costs no calculation.

This module belongs to no room; any may import it.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache, update_wrapper
from typing import Any, ParamSpec, TypeVar

import polars as pl

P = ParamSpec("P")
R = TypeVar("R")
MOST_KEPT = 256


class _Question:
    """The arguments of a call. It holds its frames, so that none that is made later can have the place of one."""

    def __init__(self, args: tuple[Any, ...], kwargs: dict[str, Any]):
        self.args, self.kwargs = args, kwargs
        self._key = tuple(_known(arg) for arg in args), tuple((name, _known(arg)) for name, arg in kwargs.items())
        self._hash = hash(self._key)

    def __hash__(self) -> int:
        return self._hash

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Question) and self._key == other._key


def _known(value: Any) -> Hashable:
    if isinstance(value, pl.DataFrame):
        return "frame", id(value)
    if isinstance(value, Mapping):
        return "mapping", *((key, _known(of)) for key, of in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return type(value).__name__, *(_known(of) for of in value)
    # Equal in Python, yet written differently: 1, 1.0 and True.
    return type(value).__name__, value


def kept(make: Callable[P, R]) -> Callable[P, R]:
    """Remember the last answers of a pure function of frames and plain values; they must not be changed.

    A frame is known by being the very same one, never by its content: those of `per_version` stay the same until the
    ledger changes. Raises TypeError for arguments that are neither frames nor hashable.
    """

    @lru_cache(maxsize=MOST_KEPT)
    def remembered(question: _Question) -> R:
        return make(*question.args, **question.kwargs)

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        return remembered(_Question(args, kwargs))

    return update_wrapper(call, make)
