"""What an authority measures and how, as one object; `building` makes it of the rows of the catalogue kinds."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

import polars as pl

from analytics.catalogue import areas
from analytics.catalogue.corporate import Corporate
from analytics.catalogue.notes import Notes
from analytics.catalogue.policies import Policy
from analytics.catalogue.scale import Scale
from analytics.errors import UserFacingError
from analytics.units import Unit

ALL = areas.WHOLE  # how every column says that a row is not split by it

DATA = Path(__file__).resolve().parents[2] / "data"


class Polarity(StrEnum):
    """Which way is better."""

    BIGGER = "bigger"
    SMALLER = "smaller"
    PLAN = "plan"

    @property
    def words(self) -> str:
        return {"bigger": "Bigger is better", "smaller": "Smaller is better", "plan": "Plan is best"}[self.value]


class Window(StrEnum):
    """The stretch of time that one monthly figure covers."""

    MONTH = "month"
    SNAPSHOT = "snapshot"
    ROLLING_12M = "rolling_12m"
    CALENDAR_YTD = "calendar_ytd"
    ACADEMIC_YTD = "academic_ytd"

    @property
    def words(self) -> str:
        return {
            "month": "What happened in the month",
            "snapshot": "How things stood at the end of the month",
            "rolling_12m": "The last 12 months, so that neighbouring months overlap",
            "calendar_ytd": "Since January, starting afresh each year",
            "academic_ytd": "Since September, starting afresh each school year",
        }[self.value]


@dataclass(frozen=True)
class Indicator:
    """One indicator as the council defines it. `group_printed` holds for `group_month` alone.

    `part_of` is the measure_id of the indicator that counts all the cases of this one too, in its numerator and in its
    denominator, beside others; empty if there is none. Parts of the same indicator share no case.
    """

    measure_id: str
    name: str
    theme: str
    polarity: Polarity
    polarity_basis: str
    unit: Unit
    window: Window
    counted: str
    group_printed: int | None
    group_month: date | None
    definition: str
    owner: str = ""
    source_system: str = ""
    in_use_from: date | None = None
    in_use_to: date | None = None
    part_of: str = ""


@dataclass(frozen=True)
class Target:
    """A target and its relative tolerance (percent of the target), in force from a month on."""

    measure_id: str
    valid_from: date
    target: float
    tolerance_percent: float
    reason: str


@dataclass(frozen=True)
class AuditTarget:
    """What a measure of the audit programme should reach from a month on: percent, or audits a month."""

    measure: str
    valid_from: date
    target: float
    polarity: Polarity
    reason: str
    source: str


@dataclass(frozen=True)
class Area:
    """A place, a service, or a combination of places that the sources report as one.

    `area` is what extracts say, `name` what people read. `kind` is place, service or combined, and `members` are the
    places of a combined one. `level` is what an area of its kind is called (locality, district, team), `parent` the
    area that it lies in; both are empty for one that lies in the whole alone. An area that `counts_in_whole` is one of
    those from which its parent, or the whole, is pooled. It is in force from the month `valid_from` to the month
    `valid_to`, both included, without an end where they are None; `succeeded_by` is the area that goes on in its place.
    """

    area: str
    name: str
    kind: str
    members: tuple[str, ...]
    level: str = ""
    parent: str = ""
    counts_in_whole: bool = True
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: str = ""


@dataclass(frozen=True)
class LegalStatus:
    """A child's legal status as audits use it: the short form in extracts, the name people read."""

    legal_status: str
    name: str
    meaning: str


@dataclass(frozen=True)
class Term:
    """A word or short form that readers may not know, under a topic, and what it means here."""

    topic: str
    term: str
    meaning: str


class PeriodKind(StrEnum):
    """The stretch of time that a national figure covers."""

    YEAR = "year to March"
    DAY = "31 March"
    SCHOOL_YEAR = "school year"


@dataclass(frozen=True)
class Counterpart:
    """The national measure that an indicator can be set beside, and how its definition differs.

    `inverted` says that the national figure is 100 minus ours. Where there is no counterpart, `national_measure` and
    `period_kind` are None and `difference` says why.
    """

    measure_id: str
    national_measure: str | None
    inverted: bool
    period_kind: PeriodKind | None
    difference: str


class CatalogueError(UserFacingError):
    """The catalogue says what can't be. The message names the kind, the row and the column."""


@dataclass(frozen=True)
class Publication:
    """A loaded file of figures that have been published: the source it was loaded under, its name, the reference."""

    source: str
    file_name: str
    reference: str


@dataclass(frozen=True)
class Mistake:
    """What is wrong with a row of a kind: its place among the rows that are held (None where it is wrong with all of
    them), and what the row is called."""

    kind: str
    row: int | None
    column: str
    value: str
    problem: str
    named: str = ""


@dataclass(frozen=True)
class Catalogue:
    """Everything that the rows of the catalogue kinds say, in their order.

    `timeliness` has, by legal status, the indicators that say whether the work with these children came in time.
    `open_children` is the indicator whose denominator is every child open to social care; None if there is none.
    `rows` are those of which all this was made, by kind; `mistakes` is what is wrong with them. `code` is that of the
    authority in national statistics, `region` the one that it lies in, `neighbours` the authorities that are most like
    it; all empty where they are not known. `whole`, `part` and `parts` are what the whole and
    its parts are called, in lower case within a sentence.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    audit_targets: tuple[AuditTarget, ...]
    council: str
    areas: Mapping[str, Area]
    legal_statuses: Mapping[str, LegalStatus]
    scale: Scale
    aliases: Mapping[str, str]
    counterparts: Mapping[str, Counterpart]
    timeliness: Mapping[str, tuple[str, ...]]
    open_children: str | None
    glossary: tuple[Term, ...]
    policies: Mapping[str, Policy]
    publications: tuple[Publication, ...]
    corporate: Corporate
    notes: Notes
    rows: Mapping[str, pl.DataFrame]
    mistakes: tuple[Mistake, ...]
    code: str = ""
    region: str = ""
    neighbours: tuple[str, ...] = ()
    whole: str = "council"  # what the whole is called: county, borough, city
    part: str = "locality"  # what one of its parts is called: locality, district, patch
    parts: str = "localities"
    themes: tuple[str, ...] = field(init=False)
    names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        names = {i.name: i.measure_id for i in self.indicators.values()} | dict(self.aliases)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "themes", tuple(dict.fromkeys(i.theme for i in self.indicators.values())))

    def indicator_frame(self) -> pl.DataFrame:
        """One row an indicator: measure_id, position (order of the file), and the Indicator's fields."""
        texts = ("measure_id", "name", "theme", "polarity", "window", "counted")
        types = {**dict.fromkeys(texts, pl.String), "group_printed": pl.Int64, "group_month": pl.Date}
        rows = [tuple(getattr(i, column) for column in types) for i in self.indicators.values()]
        units = pl.Series("unit", [i.unit.name for i in self.indicators.values()], pl.String)
        frame = pl.DataFrame(rows, schema=types, orient="row").with_columns(units).with_row_index("position")
        return frame.cast({"position": pl.Int64})

    def dictionary(self) -> pl.DataFrame:
        """The catalogue as people read it, one row an indicator: name, definition, theme, polarity, time_covered,
        counted, target (the newest, with its start), measure_id."""
        newest = {
            t.measure_id: f"{self.indicators[t.measure_id].unit.as_printed(t.target)} from {t.valid_from:%B %Y}"
            for t in self.targets
        }
        columns = ["name", "definition", "theme", "polarity", "time_covered", "counted", "target", "measure_id"]
        rows = [
            (i.name, i.definition, i.theme, i.polarity.words, i.window.words, i.counted, newest.get(m, "none"), m)
            for m, i in self.indicators.items()
        ]
        return pl.DataFrame(rows, schema=columns, orient="row")

    def target_frame(self) -> pl.DataFrame:
        """One row a target: measure_id, valid_from, target, tolerance_percent; sorted for an as-of join."""
        schema = {"measure_id": pl.String, "valid_from": pl.Date, "target": pl.Float64, "tolerance_percent": pl.Float64}
        rows = [(t.measure_id, t.valid_from, t.target, t.tolerance_percent) for t in self.targets]
        return pl.DataFrame(rows, schema=schema, orient="row").sort("valid_from")

    def terms_by_topic(self) -> dict[str, list[Term]]:
        """The glossary under its topics, both in the order of the file."""
        found: dict[str, list[Term]] = {}
        for term in self.glossary:
            found.setdefault(term.topic, []).append(term)
        return found

    def audit_target(self, measure: str, month: date) -> AuditTarget | None:
        """The target of a measure of the audit programme as it was in force in a month; None if none was."""
        in_force = [t for t in self.audit_targets if t.measure == measure and t.valid_from <= month]
        return max(in_force, key=lambda target: target.valid_from, default=None)

    def area_name(self, locality: str) -> str:
        """How people name what a locality value stands for; “All” is the whole council. An area that the catalogue does
        not have, as of a store of another council, goes by its value."""
        known = self.areas.get(locality)
        return self.council if locality == ALL else known.name if known else locality

    @property
    def any_parts(self) -> str:
        """What areas of whichever level are called."""
        return "areas" if any(area.parent for area in self.areas.values()) else self.parts

    def parts_of(self, locality: str) -> str:
        """What the parts of an area are called; only those of the whole have a name of their own."""
        return self.parts if locality == ALL else self.any_parts

    def members(self, locality: str, month: date) -> tuple[str, ...]:
        """The areas from which an area, or the whole, is pooled in a month; none where it is not made of others."""
        return areas.members(self.areas, locality, month)

    def behind(self, locality: str) -> tuple[str, ...]:
        """Every area that an area, or the whole, is made of in any month, at any depth."""
        return areas.behind(self.areas, locality)

    def predecessors(self, locality: str) -> tuple[str, ...]:
        """The areas that an area took the place of."""
        return areas.predecessors(self.areas, locality)

    def goes_on_as(self, month: date) -> dict[str, str]:
        """Of each area that has ended by a month and been succeeded, the area that goes on in its place then."""
        return areas.goes_on_as(self.areas, month)

    def known_in(self, month: date) -> tuple[str, ...]:
        """The areas that can have figures of a month; those that have an end, or are not in force yet, last."""
        return areas.known_in(self.areas, month)

    def above(self, locality: str) -> str:
        """The area that an area lies in, or the whole."""
        return areas.above(self.areas, locality)

    def areas_covering(self, place: str) -> tuple[str, ...]:
        """The area itself and every area that it belongs to: that it lies in, that names it, or that took its place."""
        return (place, *(area for area in self.areas if place in self.behind(area)))


_reading: Callable[[], Catalogue]  # an empty one, until `read_through` says where from
_using: ContextVar[Catalogue | None] = ContextVar("using", default=None)


def read_through(reading: Callable[[], Catalogue]) -> None:
    """Set, for the whole process, the function that gives the catalogue in use: that of the store, as it is held at the
    version that whoever asks is looking at."""
    global _reading
    _reading = reading


@contextmanager
def using(other: Catalogue) -> Iterator[None]:
    """Let this thread or task use another catalogue: to see what would change with it, and while a load is checked."""
    before = _using.set(other)
    try:
        yield
    finally:
        _using.reset(before)


def catalogue() -> Catalogue:
    """The catalogue in use. Raises what reading the store does."""
    return _using.get() or _reading()


def corporate_catalogue() -> Corporate:
    """What the quarterly papers need, of the catalogue in use."""
    return catalogue().corporate


def notes() -> Notes:
    """The notes on its own papers, of the catalogue in use."""
    return catalogue().notes


def unit_of(measure_id: str) -> Unit:
    """The unit of an indicator's figures. Raises KeyError for one that the catalogue does not have."""
    return catalogue().indicators[measure_id].unit


def units_of(measures: Iterable[str]) -> list[Unit]:
    """The units of some indicators, each once."""
    return list(dict.fromkeys(unit_of(measure_id) for measure_id in measures))
