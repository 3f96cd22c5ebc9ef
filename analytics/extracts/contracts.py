"""What a kind of extract is made of: the values and columns that kinds share, and `Extract`, which carries a kind.

Each kind is declared in `analytics/extracts/kinds` as a subclass of `Extract`, and whatever has to know of it asks
`EXTRACTS`. A column's metadata says how its text is read (`reads`), what stands there if the file has no such column
(`default`), and which catalogue list knows its values (`names`; with `or_all` where “All” is a value too). A symbol in
place of a figure goes to the column that `marker` names. `unquoted` says that a cell which is refused is neither quoted
nor kept, and `problems` what is said of it, by the name of the check. `percent` names the column that tells
percentages: the row's indicator, within the bounds of whose unit the figure then is, or the row's unit; for any other
they all are.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from functools import cache
from types import new_class
from typing import Any, ClassVar

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL, Indicator, catalogue
from analytics.extracts import personal_details

MARKERS = {
    "c": "suppressed",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to zero",
    "u": "low reliability",
}
# What sources write in place of a value, and the marker that it means. Those of the Department for Education are among
# them, with and without brackets, the older ones too. A dash is not here: it is ambiguous, as “~” and “.” are.
WRITTEN_MARKERS = {
    "c": "c", "[c]": "c", "*": "c", "suppressed": "c", "confidential": "c",
    "x": "x", "[x]": "x", ":": "x", "not available": "x", "..": "x",
    "z": "z", "[z]": "z", "n/a": "z", "na": "z", "not applicable": "z", "schools closed": "z",
    "low": "low", "[low]": "low", "k": "low", "[k]": "low",
    "u": "u", "[u]": "u",
}  # fmt: skip
DASHES = ("-", "–", "—")

RAG = ("red", "amber", "green")

# A care planning action is completed when it has been transferred to the child's plan, and “not transferred” before.
ACTION_STATUSES = (
    "completed on time",
    "completed late",
    "overdue",
    "not yet due",
    "not transferred",
    "no update",
    "service ended",
)
COMPLETED = ("completed on time", "completed late")
LONGEST_NOTE = 300  # characters
# Best first.
PLAN_STATUSES = ("completed", "on target", "compromised", "at risk")

# Columns in which a row may call itself a total of the rows above it; such a row is counted but not stored.
TOTAL_COLUMNS = ("measure_id", "locality", "team", "category", "area", "legal_status")
# “Total”, “Grand total”; and “Locality total”, “Total for Stroud”, “All teams”, as no part is called.
TOTAL = r"^(grand |sub[- ]?)?totals?$"
TOTALS = rf"{TOTAL}|[^a-z](sub[- ]?)?totals?$|^totals? (of|for) |^all (teams|localities|areas|districts|services|ages)$"

EXTRACTS: dict[str, type[Extract]] = {}  # by kind; `analytics.extracts.kinds` fills it


def one_of(*allowed: str, **column: Any) -> dy.String:
    """A text that is one of those allowed."""
    metadata = {"allowed": lambda: allowed, **column.pop("metadata", {})}
    return dy.String(check={"one_of": lambda cell: cell.is_in(allowed)}, metadata=metadata, **column)


def one_of_now(allowed: Callable[[], tuple[str, ...]], **metadata: str) -> dy.String:
    """A text that is one of those allowed when rows are checked."""
    return dy.String(check={"one_of": lambda cell: cell.is_in(allowed())}, metadata={"allowed": allowed, **metadata})


def grade(**metadata: str) -> dy.String:
    """A grade of the audit scale, as the catalogue has it when rows are checked, or x or z."""
    return one_of_now(lambda: (*catalogue().scale.grades, "x", "z"), **metadata)


def known(names: str, *, or_all: bool = False, **metadata: Any) -> dy.String:
    """A text that a list of the catalogue has, or (with `or_all`) “All”."""
    return dy.String(metadata={"names": names, "or_all": or_all, **metadata})


def split(names: str | None = None) -> dy.String:
    """What a row is split by, with values of a list of the catalogue or any: “All” where it is not."""
    return known(names, or_all=True, default=ALL) if names else dy.String(metadata={"default": ALL})


def a_month() -> dy.Date:
    """The first day of a month."""
    return dy.Date(metadata={"reads": "month"}, check={"first_day": lambda day: day.dt.day() == 1})


def optional(column: type[dy.Column], metadata: Mapping[str, str] | None = None, **options: Any) -> Any:
    """A column that a file need not have, and that may be empty."""
    return column(nullable=True, metadata={"default": "", **(metadata or {})}, **options)


def written_text(longest: int = LONGEST_NOTE, **column: Any) -> dy.String:
    """A text that somebody writes, which everybody reads: nothing in it may look like a personal detail."""
    metadata = {"unquoted": True, "problems": personal_details.PROBLEMS}
    if column.get("nullable"):
        metadata["default"] = ""
    return dy.String(max_length=longest, check=dict(personal_details.CHECKS), metadata=metadata, **column)


def a_marker() -> dy.String:
    """Why there is no value; empty where there is one."""
    return one_of(*MARKERS, nullable=True, metadata={"default": ""})


def of_indicator(is_so: Callable[[Indicator], bool]) -> pl.Expr:
    """Whether something is so of the indicator of each row, as the catalogue has it when rows are checked; of one that
    it does not have, it is not."""
    chosen = [indicator.measure_id for indicator in catalogue().indicators.values() if is_so(indicator)]
    return pl.col("measure_id").is_in(chosen)


def rule(column: str, said: str) -> Callable[[Callable[[Any], pl.Expr]], Any]:
    """A rule over several columns of a kind: the column to look at where a row breaks it, and what is wrong with it."""

    def declare(holds: Callable[[Any], pl.Expr]) -> Any:
        made: Any = dy.rule()(holds)
        made.sentence = column, said
        return made

    return declare


class Extract(dy.Schema):
    """A kind of extract: the contract of its rows, and everything else that has to be known of the kind.

    A kind is declared as a subclass that names its `kind`. The docstring says what one row is, the columns are those of
    a file and of what is stored, and a `rule` comes with its sentence. Then, as options of the class:

    - `key`: by what a row is known within its source and cut, of which a file has one each;
    - `month`: the column whose months a reader can ask for, if the kind is asked for by month;
    - `cut_from`: the column whose newest month is the cut where a file has no cut column;
    - `later`: columns that the kind was given later, with what stands there in files stored before (SQL);
    - `wide`: whether it may come in the wide shape, an indicator a row and a month a column; one kind alone may;
    - `states`: the columns that name the unit of which a whole load states all rows: what an older load of the source
      has of that unit is then no longer shown. The key if nothing is said, so that a load states its rows alone; of
      no column, everything that the source has of the kind;
    - `splits`: columns of which the unit knows only whether they are “All”;
    - `one_load_for`: the columns within whose values all rows come from one source, where several have them; the key if
      nothing is said. With `source` among them, sources stand beside each other;
    - `by_load`: whether the newest load goes first whatever its cut, for a kind whose cut says little of when it was
      stated;
    - `last_resort`: rows that are taken only where no other source has any (SQL);
    - `also_lost`: what else a damaged file of the kind takes away, in words.
    """

    KIND: ClassVar[str] = ""
    IN_WORDS: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]
    MONTH: ClassVar[str | None]
    CUT_FROM: ClassVar[str | None]
    LATER: ClassVar[Mapping[str, str]]
    WIDE: ClassVar[bool]
    STATES: ClassVar[tuple[str, ...]]
    SPLITS: ClassVar[tuple[str, ...]]
    ONE_LOAD_FOR: ClassVar[tuple[str, ...]]
    BY_LOAD: ClassVar[bool]
    LAST_RESORT: ClassVar[str]
    ALSO_LOST: ClassVar[str]
    OF_CATALOGUE: ClassVar[bool] = False  # whether it says what figures mean, and is of no month

    cut = a_month()
    source = dy.String(regex=r"^[a-z][a-z0-9 -]{0,39}$", metadata={"default": "council"})
    simulated = dy.Bool(metadata={"default": "false"})

    def __init_subclass__(
        cls,
        *,
        kind: str = "",
        key: tuple[str, ...] = (),
        month: str | None = None,
        cut_from: str | None = None,
        later: Mapping[str, str] | None = None,
        wide: bool = False,
        states: tuple[str, ...] | None = None,
        splits: tuple[str, ...] = (),
        one_load_for: tuple[str, ...] | None = None,
        by_load: bool = False,
        last_resort: str = "",
        also_lost: str = "",
    ) -> None:
        super().__init_subclass__()
        if not kind:  # what several kinds share, or a kind with one more column
            return
        cls.KIND, cls.IN_WORDS = kind, kind.replace("_", " ")
        cls.KEY, cls.STATES, cls.SPLITS = key, key if states is None else states, splits
        cls.ONE_LOAD_FOR = key if one_load_for is None else one_load_for
        cls.BY_LOAD, cls.LAST_RESORT = by_load, last_resort
        cls.MONTH, cls.CUT_FROM, cls.LATER, cls.WIDE, cls.ALSO_LOST = month, cut_from, later or {}, wide, also_lost
        EXTRACTS[kind] = cls

    @classmethod
    @cache
    def columns(cls) -> dict[str, dy.Column]:
        """The columns of the contract by name, which are put together once and asked for with every file."""
        return super().columns()

    @classmethod
    @cache
    def required(cls) -> frozenset[str]:
        """The columns that a file must have, for they have no default."""
        return frozenset(name for name, column in cls.columns().items() if "default" not in (column.metadata or {}))

    @classmethod
    def sentence(cls, rule: str) -> tuple[str, str]:
        """Of a rule of the contract the column to look at, and what is wrong with a row that breaks it."""
        column, said = getattr(cls, rule).sentence
        return column, said

    @classmethod
    def columns_of(cls, rule: str) -> list[str]:
        """The columns that a rule of the contract looks at."""
        return cls._schema_validation_rules()[rule].expr.meta.root_names()

    @classmethod
    def months_in(cls, rows: pl.DataFrame) -> tuple[date, ...]:
        """The months that rows are about, oldest first; none for a kind that is not asked for by month."""
        return tuple(rows[cls.MONTH].unique().sort()) if cls.MONTH else ()

    @classmethod
    @cache
    def numbered(cls, name: str) -> type[dy.Schema]:
        """The contract with one more column, of whole numbers: the row in a file, or the load that a row came with."""
        return new_class(f"{cls.__name__}_{name}", (cls,), exec_body=lambda body: body.update({name: dy.Int64()}))

    @classmethod
    def held(cls) -> type[dy.Schema]:
        """The rows that the store hands out: the columns of the contract, and `load_id`."""
        return cls.numbered("load_id")

    @classmethod
    def held_columns(cls, *names: str) -> type[dy.Schema]:
        """Some columns of the rows that the store hands out, in the order of their names here."""
        columns = {name: cls.held().columns()[name] for name in names}
        return new_class(f"{cls.__name__}_{'_'.join(names)}", (dy.Schema,), exec_body=lambda body: body.update(columns))


class UpToCut(Extract):
    """Rows of a month, which is that of the cut or an earlier one."""

    month = a_month()

    @rule("month", "is after the data month (the cut). A file has its data month and earlier ones")
    def month_after_cut(cls) -> pl.Expr:
        return pl.col("month").dt.truncate("1mo") <= pl.col("cut")


NOTHING_SAID = ("value", f"is empty, and no marker says why. Write the figure, or a marker: {', '.join(MARKERS)}")
VALUE_AND_MARKER = ("marker", "says why there is no figure, but the row has one. Keep one of the two")


class ValueOrMarker(Extract):
    """A figure has a value, or a marker that says why not."""

    @rule(*NOTHING_SAID)
    def nothing_said(cls) -> pl.Expr:
        return pl.col("value").is_not_null() | pl.col("marker").is_not_null()

    @rule(*VALUE_AND_MARKER)
    def value_and_marker(cls) -> pl.Expr:
        return pl.col("value").is_null() | pl.col("marker").is_null()
