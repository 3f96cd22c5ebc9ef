"""Remembering what functions gave, so that a view seen before costs no calculation. One cache for the whole program.

All answers share one budget in bytes; the least recently used go first. Those of an older version of a store's ledger
go as soon as another version is read, for nobody will ask for them again. This module belongs to no room; any may
import it.
"""

from __future__ import annotations

import gc
import sys
import threading
from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from functools import partial, update_wrapper
from inspect import signature
from types import BuiltinFunctionType, FunctionType, ModuleType, NoneType
from typing import Any, Concatenate, ParamSpec, Protocol, TypeVar
from weakref import WeakKeyDictionary, ref

import polars as pl

# Bytes, as `_sizes` counts them. All pages of all areas take 63 MB for a month of the demonstration, so that there is
# room for four. The process grows by up to twice as much, for allocators round up and keep some.
BUDGET = 256 << 20
LARGEST = 4  # an answer that adds more than one part in so many of the budget is given and not kept
_COLUMN = 500  # bytes that a column of a frame takes besides its values, as measured
_PLAIN = frozenset({int, float, bool, date, NoneType})
_SHARED = (type, ModuleType, FunctionType, BuiltinFunctionType)  # parts of the program, which no answer holds alone


class Versioned(Protocol):
    """A store, as far as it matters here. It is known by being the very same one."""

    @property
    def version(self) -> Hashable:
        """The version that this run looks at. Raises NotAllowed unless whoever asks may read."""

    @property
    def current_version(self) -> Hashable:
        """The version that was read last, by whichever run; not the largest, for a ledger may be restored."""


P = ParamSpec("P")
R = TypeVar("R")
S = TypeVar("S", bound=Versioned)
_Question = tuple[Any, ...]  # the function first; hashable
_Read = tuple[Versioned, Hashable]  # a store and the version of it that a run looks at


@dataclass(frozen=True)
class _Kept:
    """An answer. It goes with the frames that were asked about: they are not held, for one that a page makes for itself
    is never asked about again, and a few of its rows may hold all rows of another."""

    answer: Any
    about: tuple[ref[pl.DataFrame], ...]
    store: Versioned | None  # None where it was asked without reading any
    frames: Sequence[int]  # the identity of each frame in the answer
    rest: int  # bytes of everything else in the answer and the question

    @property
    def alive(self) -> bool:
        """Whether its question can be asked: a frame made later may have the identity of one that is gone."""
        return all(frame() is not None for frame in self.about)


@dataclass
class _Computing:
    """A question that a thread is answering. Who else asks it waits for `done`, and asks again if it has failed."""

    thread: int = field(default_factory=threading.get_ident)
    done: threading.Event = field(default_factory=threading.Event)
    answer: tuple[Any, ...] = ()  # alone in it, once there is one


class Answers:
    """Answers by question, safe to share between threads.

    A question is answered while no lock is held, and waits for nothing but the same question in another thread. So two
    threads could wait for one another only if a question needed itself.
    """

    def __init__(self, budget: int = BUDGET):
        self.budget = budget
        self.bytes = 0
        self._kept: OrderedDict[_Question, _Kept] = OrderedDict()  # the least recently used first
        self._frames: dict[int, int] = {}  # bytes of each frame that is held, by its identity
        self._holders: Counter[int] = Counter()  # how many answers hold it
        self._gone: deque[_Question] = deque()  # about frames that are no more
        self._computing: dict[_Question, _Computing] = {}
        self._versions: WeakKeyDictionary[Versioned, Hashable] = WeakKeyDictionary()
        self._lock = threading.Lock()

    def __len__(self) -> int:
        return len(self._kept)

    def find(self, question: _Question) -> _Kept | None:
        """What is kept of a question."""
        with self._lock:
            kept = self._kept.get(question)
            if kept is None or not kept.alive:
                return None
            self._kept.move_to_end(question)
            return kept

    def work_out(
        self, question: _Question, make: Callable[[], R], about: Sequence[pl.DataFrame], read: _Read | None
    ) -> R:
        """The answer to a question of which nothing was kept: from `make`, or from whoever is answering it already.

        `about` are the frames in the question. The answer is kept unless it is too large, or belongs to a version that
        is not the current one. Raises what `make` does.
        """
        while True:
            with self._lock:
                kept = self._kept.get(question)
                if kept and kept.alive:  # since it was looked for
                    return kept.answer
                other = self._computing.get(question)
                if other is None:
                    mine = self._computing[question] = _Computing()
                    break
            if other.thread == threading.get_ident():
                return make()  # it asks itself: Python ends that, while waiting would not end
            other.done.wait()
            if other.answer:
                return other.answer[0]
        try:
            if read:
                with self._lock:
                    self._is_current(*read)
            answer = make()
            mine.answer = (answer,)
            self._keep(question, answer, about, read)
            return answer
        finally:
            with self._lock:
                del self._computing[question]
            mine.done.set()

    def _keep(self, question: _Question, answer: Any, about: Sequence[pl.DataFrame], read: _Read | None) -> None:
        frames, rest = _sizes(answer, question[-1])
        with self._lock:
            while self._gone:
                kept = self._kept.get(gone := self._gone.popleft())
                if kept and not kept.alive:
                    self._drop(gone)
            if read and not self._is_current(*read):
                return
            new = {frame: size for frame, size in frames.items() if frame not in self._frames}
            added = rest + sum(new.values())
            if added > self.budget // LARGEST:
                return
            about_them = tuple(ref(frame, lambda _: self._gone.append(question)) for frame in about)
            self._kept[question] = _Kept(answer, about_them, read and read[0], tuple(frames), rest)
            self._frames |= new
            self._holders.update(frames.keys())
            self.bytes += added
            while self.bytes > self.budget:
                self._drop(next(iter(self._kept)))

    def _drop(self, question: _Question) -> None:
        kept = self._kept.pop(question)
        self.bytes -= kept.rest
        for frame in kept.frames:
            self._holders[frame] -= 1
            if not self._holders[frame]:
                del self._holders[frame]
                self.bytes -= self._frames.pop(frame)

    def _is_current(self, store: Versioned, version: Hashable) -> bool:
        """Whether a version of a store is the current one. Drops what was asked while another one was."""
        current = store.current_version
        if self._versions.get(store, current) != current:
            for question in [question for question, kept in self._kept.items() if kept.store in (store, None)]:
                self._drop(question)
        self._versions[store] = current
        return version == current

    def forget(self, made_by: Callable[[Callable[..., Any]], bool]) -> None:
        """Drop the answers of some functions."""
        with self._lock:
            for question in [question for question in self._kept if made_by(question[0])]:
                self._drop(question)


ANSWERS = Answers()
_apart: ContextVar[Answers | None] = ContextVar("apart", default=None)
_run = threading.local()  # `read` says what this thread read last


def _in_use() -> Answers:
    apart = _apart.get()
    return ANSWERS if apart is None else apart  # which is false as long as it is empty


@contextmanager
def apart() -> Iterator[None]:
    """Within it this thread remembers for itself: what is asked with another catalogue is nobody else's answer."""
    before = _apart.set(Answers())
    try:
        yield
    finally:
        _apart.reset(before)


def _sizes(*held: Any) -> tuple[dict[int, int], int]:
    """The bytes of the frames that some objects hold, by their identity, and of everything else, each object once."""
    frames: dict[int, int] = {}
    seen: set[int] = set()
    rest, found = 0, list(held)
    while found:
        new = {id(one): one for one in found if id(one) not in seen and not isinstance(one, _SHARED)}
        seen.update(new)
        others = []
        for identity, one in new.items():
            if isinstance(one, pl.DataFrame):
                frames[identity] = int(one.estimated_size()) + _COLUMN * one.width
            else:
                others.append(one)
        rest += sum(map(sys.getsizeof, others))
        found = gc.get_referents(*others)
    return frames, rest


def _frames(value: Any) -> Iterator[pl.DataFrame]:
    """The frames in an argument that `_known` knows by their identity."""
    if isinstance(value, pl.DataFrame):
        yield value
    elif isinstance(value, Mapping):
        for of in value.values():
            yield from _frames(of)
    elif isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        for of in value:
            yield from _frames(of)


def _known(value: Any) -> Hashable:
    """By what an argument is known: a frame by its identity, everything else by type and value."""
    kind = type(value)
    if kind is str:
        return value
    if kind in _PLAIN:
        return kind, value  # equal in Python, yet written differently: 1, 1.0 and True
    if isinstance(value, pl.DataFrame):
        return pl.DataFrame, id(value)
    if isinstance(value, Mapping):
        return Mapping, *((_known(key), _known(of)) for key, of in value.items())
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        return kind, *map(_known, value)
    return kind, value


def cached_by_identity(make: Callable[P, R]) -> Callable[P, R]:
    """Remember the answers of a pure function of frames and plain values; they must not be changed.

    A frame is known by being the very same one, never by its content: those of `cached_per_version` stay the same until
    the ledger changes. An answer goes with the frames that it was about. Raises TypeError for arguments that are
    neither frames nor hashable.
    """

    def call(*args: P.args, **kwargs: P.kwargs) -> R:
        named = tuple((name, _known(value)) for name, value in kwargs.items()) if kwargs else ()
        question = make, (*map(_known, args), named)
        answers = _in_use()
        if kept := answers.find(question):
            return kept.answer
        about = [*_frames(args), *_frames(kwargs)]
        return answers.work_out(question, partial(make, *args, **kwargs), about, getattr(_run, "read", None))

    return update_wrapper(call, make)


def cached_per_version(make: Callable[Concatenate[S, P], R]) -> Callable[Concatenate[S, P], R]:
    """Remember the answers of a function of a store and plain values, until its ledger changes; they must not be
    changed.

    Asking for the version checks who is asking, so what is remembered is told to nobody who may not read it. A run that
    looks at an older version still is answered, and nothing of it is kept.
    """
    parameters = signature(make)
    defaults = tuple(parameter.default for parameter in parameters.parameters.values())[1:]

    def call(store: S, /, *args: P.args, **kwargs: P.kwargs) -> R:
        if kwargs:
            bound = parameters.bind(store, *args, **kwargs)
            bound.apply_defaults()  # asked with a default or without, by name or by place: one question
            asked = tuple(bound.arguments.values())[1:]
        else:
            asked = args + defaults[len(args) :]
        read = _run.read = store, store.version
        question = make, *read, tuple(map(_known, asked))
        answers = _in_use()
        if kept := answers.find(question):
            return kept.answer
        return answers.work_out(question, partial(make, store, *args, **kwargs), (), read)

    return update_wrapper(call, make)
