"""What an authority measures and how, as one object; `building` makes it of the rows of the catalogue kinds."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from pathlib import Path

import polars as pl

from analytics import months
from analytics.catalogue import areas
from analytics.catalogue.audit_parts import AuditParts
from analytics.catalogue.corporate import Corporate
from analytics.catalogue.notes import Notes
from analytics.catalogue.policies import Policy
from analytics.catalogue.recipes import Recipe
from analytics.catalogue.scale import Scale
from analytics.errors import UserFacingError
from analytics.units import Kind, Unit

ALL = areas.WHOLE  # how every column says that a row is not split by it
# The columns of targets that figures are rated by.
TARGET: Mapping[str, type[pl.DataType]] = {
    "measure_id": pl.String,
    "area": pl.String,
    "valid_from": pl.Date,
    "target": pl.Float64,
    "target_to": pl.Float64,
    "tolerance_percent": pl.Float64,
    "tolerance": pl.Float64,
    "start_assumed": pl.Boolean,
}

# What is said of a target whose start is not published, in place of a month.
START_UNKNOWN = "in force (start not published)"

DATA = Path(__file__).resolve().parents[2] / "data"

# How many people live in an area in the middle of a year, by age group.
POPULATION: Mapping[str, type[pl.DataType]] = {
    "area": pl.String,
    "year": pl.Int64,
    "age_group": pl.String,
    "number": pl.Int64,
}


class Polarity(StrEnum):
    """Which way is better."""

    BIGGER = "bigger"
    SMALLER = "smaller"
    PLAN = "plan"
    INFORMATION = "information"  # neither way: it is not rated, and nothing about it is better or worse

    @property
    def words(self) -> str:
        return {
            "bigger": "Bigger is better",
            "smaller": "Smaller is better",
            "plan": "Plan is best",
            "information": "For information: neither way is better",
        }[self.value]


class Window(StrEnum):
    """The stretch of time that one monthly figure covers."""

    MONTH = "month"
    SNAPSHOT = "snapshot"
    ROLLING_12M = "rolling_12m"
    CALENDAR_YTD = "calendar_ytd"
    ACADEMIC_YTD = "academic_ytd"
    FINANCIAL_YTD = "financial_ytd"

    @property
    def words(self) -> str:
        return {
            "month": "What happened in the month",
            "snapshot": "How things were at the end of the month",
            "rolling_12m": "The last 12 months, so that neighbouring months overlap",
            "calendar_ytd": "Since January, starting again each year",
            "academic_ytd": "Since September, starting again each school year",
            "financial_ytd": "Since April, starting again each financial year",
        }[self.value]

    @property
    def resets_in(self) -> int | None:
        """The month of the year in which the figure starts afresh; None where it does not."""
        return {"calendar_ytd": 1, "financial_ytd": 4, "academic_ytd": 9}.get(self.value)


class Frequency(StrEnum):
    """How often an indicator has a figure. A figure of a quarter or a year has the last month of it."""

    MONTH = "month"
    QUARTER = "quarter"
    CALENDAR_YEAR = "calendar year"
    FINANCIAL_YEAR = "financial year"
    ACADEMIC_YEAR = "academic year"
    WORKFORCE_YEAR = "year to September"  # of the census of social workers

    @property
    def months(self) -> int:
        """How many months lie between two figures."""
        return {"month": 1, "quarter": 3}.get(self.value, 12)

    @property
    def last_month(self) -> int:
        """A month of the year, 1 to 12, that has a figure; the others follow every so many months."""
        return {"financial year": 3, "academic year": 8, "year to September": 9}.get(self.value, 12)

    def newest(self, month: date) -> date:
        """The last month of the newest period that had ended by a month.

        >>> Frequency.QUARTER.newest(date(2025, 8, 1)), Frequency.MONTH.newest(date(2025, 8, 1))
        (datetime.date(2025, 6, 1), datetime.date(2025, 8, 1))
        """
        return months.before(month, (month.month - self.last_month) % self.months)

    @property
    def period(self) -> str:
        """What a figure is of: a month, a quarter or a year."""
        return {1: "month", 3: "quarter", 12: "year"}[self.months]

    @property
    def words(self) -> str:
        return {
            "month": "Every month",
            "quarter": "Every quarter, with its last month",
            "calendar year": "Every year, with December",
            "financial year": "Every year, with March",
            "academic year": "Every year, with August",
            "year to September": "Every year, with September",
        }[self.value]


@dataclass(frozen=True)
class Indicator:
    """One indicator as the council defines it. `group_printed` holds for `group_month` alone.

    `name` is what is shown of it everywhere, `printed_name` what the council's papers call it; they may be the same.
    `part_of` is the measure_id of the indicator that counts all the cases of this one too, in its numerator and in its
    denominator, beside others; empty if there is none. Parts of the same indicator share no case. `population` is the
    age group of which a rate takes its denominator where a row has none; a rate that is `yearly` says what a year of
    such months would come to. Counts are whole numbers unless `parts_counted`, as of full-time equivalents.
    """

    measure_id: str
    name: str
    printed_name: str
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
    frequency: Frequency = Frequency.MONTH
    population: str = ""
    yearly: bool = False
    parts_counted: bool = False

    @property
    def kind(self) -> Kind:
        return self.unit.kind

    @property
    def time_covered(self) -> str:
        """The stretch of time that a figure covers."""
        return self.window.words.replace("the month", f"the {self.frequency.period}")


@dataclass(frozen=True)
class Target:
    """A target of an area, or of all that have none of their own, in force from a month on.

    From `target` to `target_to`, where there is one, a figure is on target. The tolerance is `tolerance`, in the unit
    of the indicator, or else `tolerance_percent`, in percent of the target. With `start_assumed` its start is not
    published: `valid_from` is an assumption, which decides what months are rated and is never said.
    """

    measure_id: str
    valid_from: date
    target: float
    tolerance_percent: float
    reason: str
    area: str = areas.WHOLE
    target_to: float | None = None
    tolerance: float | None = None
    start_assumed: bool = False

    @property
    def start_words(self) -> str:
        """From when it is in force."""
        return START_UNKNOWN if self.start_assumed else f"from {self.valid_from:%B %Y}"


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
    """A word or short form that readers may not know, under a topic, and what it means here.

    `synonyms` are other words that people look for it by.
    """

    topic: str
    term: str
    meaning: str
    synonyms: tuple[str, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        """All that it is called: the term, its short forms in brackets, its synonyms.

        >>> Term("", "Child protection plan (CPP, CP plan)", "", ("protection plan",)).names
        ('Child protection plan', 'CPP', 'CP plan', 'protection plan')
        """
        term, _, short = self.term.removesuffix(")").partition(" (")
        return (term, *(form for form in short.split(", ") if form), *self.synonyms)


class PeriodKind(StrEnum):
    """The stretch of time that a national figure covers."""

    YEAR = "year to March"
    DAY = "31 March"
    SCHOOL_YEAR = "school year"
    SEPTEMBER = "30 September"


@dataclass(frozen=True)
class Counterpart:
    """The national measure that an indicator can be set beside, and how its definition differs.

    `inverted` says that the national figure is 100 minus ours. Where there is no counterpart, `national_measure` and
    `period_kind` are None and `difference` says why. `season_measure` is a national measure by month whose season the
    indicator has, None without one.
    """

    measure_id: str
    national_measure: str | None
    inverted: bool
    period_kind: PeriodKind | None
    difference: str
    season_measure: str | None = None


def _meant(named: Iterable[tuple[str, str]], aliases: Mapping[str, str] | None = None) -> dict[str, str]:
    named = [*named]
    short = {one.casefold(): one for one, _ in named}
    names = [(name.casefold(), one) for one, name in named] + [
        (a.casefold(), one) for a, one in (aliases or {}).items()
    ]
    several = {text for text, times in Counter(text for text, _ in dict.fromkeys(names)).items() if times > 1}
    return {text: one for text, one in names if text not in several} | short


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

    `timeliness` has, by legal status, the indicators that say whether the work with these children came in time, and
    `timeliness_of_areas` the same by area of practice. `scale` are the grades of the audits, and `form` what else their
    form has. `open_children` is the indicator whose denominator is every child open to social care; None if there is
    none. `rows` are those of which all this was made, by kind; `mistakes` is what is wrong with them. `code` is that of
    the authority in national statistics, `region` the one that it lies in, `neighbours` the authorities that are most
    like it, and `closeness` how much by the national model; all empty where they are not known. `comparison_groups` are
    the codes of authorities, by group. `population` has the columns of POPULATION; `recipes` say how files of other
    shapes are read. `whole`, `part` and `parts` are what the whole and its parts are called, in lower case within a
    sentence. `replies_to` is where readers of a pack send their questions, empty if nobody said.
    """

    indicators: Mapping[str, Indicator]
    targets: tuple[Target, ...]
    audit_targets: tuple[AuditTarget, ...]
    council: str
    areas: Mapping[str, Area]
    legal_statuses: Mapping[str, LegalStatus]
    scale: Scale
    form: AuditParts
    aliases: Mapping[str, str]
    counterparts: Mapping[str, Counterpart]
    timeliness: Mapping[str, tuple[str, ...]]
    timeliness_of_areas: Mapping[str, tuple[str, ...]]
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
    replies_to: str = ""
    neighbours: tuple[str, ...] = ()
    closeness: Mapping[str, str] = field(default_factory=dict)
    comparison_groups: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    population: pl.DataFrame = field(default_factory=lambda: pl.DataFrame(schema=POPULATION))
    recipes: Mapping[str, Recipe] = field(default_factory=dict)
    voice_themes: Mapping[str, str] = field(default_factory=dict)  # the name of each, by its short form
    whole: str = "council"  # what the whole is called: county, borough, city
    part: str = "locality"  # what one of its parts is called: locality, district, patch
    parts: str = "localities"
    themes: tuple[str, ...] = field(init=False)
    names: Mapping[str, str] = field(init=False)

    def __post_init__(self) -> None:
        names = dict(self._indicators_named()) | dict(self.aliases)
        object.__setattr__(self, "names", names)
        object.__setattr__(self, "themes", tuple(dict.fromkeys(i.theme for i in self.indicators.values())))

    def _indicators_named(self) -> Iterator[tuple[str, str]]:
        """What each indicator is called, printed or shown, with its measure_id."""
        for one in self.indicators.values():
            yield from ((name, one.measure_id) for name in dict.fromkeys((one.printed_name, one.name)))

    @cached_property
    def meant(self) -> Mapping[str, Mapping[str, str]]:
        """What a text means that names an area, an indicator, a legal status or a theme: by list, the short form of
        each short form, name and alias in lower case. The council's name is the whole; what could be two is neither."""
        indicators = [(one, name) for name, one in self._indicators_named()]
        return {
            "areas": _meant([(ALL, self.council), *((a.area, a.name) for a in self.areas.values())]),
            "indicators": _meant(indicators, self.aliases),
            "legal_statuses": _meant([(s.legal_status, s.name) for s in self.legal_statuses.values()]),
            "voice_themes": _meant(self.voice_themes.items()),
        }

    def national_measure(self, measure_id: str) -> str:
        """The national measure beside an indicator: the one that its counterpart names, else that of its own name."""
        counterpart = self.counterparts.get(measure_id)
        return (counterpart.national_measure if counterpart else None) or measure_id

    def beside(self, national_measure: str) -> list[Indicator]:
        """The indicators that a national measure is beside."""
        return [one for one in self.indicators.values() if self.national_measure(one.measure_id) == national_measure]

    def units(self, named_by: str) -> dict[str, Unit]:
        """The units of figures by what names them: `measure_id`, or `national_measure`, which has that of the indicator
        beside it. None for other names."""
        if named_by == "national_measure":
            return {self.national_measure(measure_id): one.unit for measure_id, one in self.indicators.items()}
        return {measure_id: one.unit for measure_id, one in self.indicators.items()} if named_by == "measure_id" else {}

    def indicator_frame(self) -> pl.DataFrame:
        """One row an indicator: measure_id, position (order of the file), the Indicator's fields, kind, unit and
        decimals of its figures, per (by what numerator / denominator of a period is multiplied), and of its frequency
        what a figure is of (period), how many months that has (period_months) and a month of the year that ends one
        (last_month)."""
        texts = ("measure_id", "name", "theme", "polarity", "window", "counted", "population")
        types = {**dict.fromkeys(texts, pl.String), "group_printed": pl.Int64, "group_month": pl.Date,
                 "yearly": pl.Boolean}  # fmt: skip
        of_unit = {"kind": pl.String, "unit": pl.String, "decimals": pl.Int64, "per": pl.Float64,
                   "period": pl.String, "period_months": pl.Int64, "last_month": pl.Int64}  # fmt: skip
        rows = [
            (
                *(getattr(i, column) for column in types),
                *(
                    i.unit.kind.value,
                    i.unit.name,
                    i.unit.decimals,
                    i.unit.per * (12 / i.frequency.months if i.yearly else 1),
                ),
                *(i.frequency.period, i.frequency.months, i.frequency.last_month),
            )
            for i in self.indicators.values()
        ]
        frame = pl.DataFrame(rows, schema=types | of_unit, orient="row").with_row_index("position")
        return frame.cast({"position": pl.Int64})

    def dictionary(self) -> pl.DataFrame:
        """The catalogue as people read it, one row an indicator: name, definition, theme, kind, unit, polarity,
        frequency, time_covered, counted, target (the newest of the whole, with its start), measure_id."""
        newest = {t.measure_id: f"{self.target_words(t)} {t.start_words}" for t in self.targets if t.area == ALL}
        columns = ["name", "definition", "theme", "kind", "unit", "polarity", "frequency", "time_covered", "counted",
                   "target", "measure_id"]  # fmt: skip
        rows = [
            (i.name, i.definition, i.theme, i.kind.value, i.unit.name, i.polarity.words, i.frequency.words,
             i.time_covered, i.counted, newest.get(m, "none"), m)
            for m, i in self.indicators.items()
        ]  # fmt: skip
        return pl.DataFrame(rows, schema=columns, orient="row")

    def target_frame(self) -> pl.DataFrame:
        """One row a target, with the columns of TARGET; sorted for an as-of join."""
        rows = [tuple(getattr(t, column) for column in TARGET) for t in self.targets]
        return pl.DataFrame(rows, schema=TARGET, orient="row").sort("valid_from")

    def target_words(self, target: Target) -> str:
        """A target in the unit of its indicator, “85%” or “40 to 50 per 10,000”."""
        return self.indicators[target.measure_id].unit.target(target.target, target.target_to, as_printed=True)

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


def frequency_of(measure_id: str) -> Frequency:
    """How often an indicator has a figure. Raises KeyError for one that the catalogue does not have."""
    return catalogue().indicators[measure_id].frequency


def units_of(measures: Iterable[str]) -> list[Unit]:
    """The units of some indicators, each once."""
    return list(dict.fromkeys(unit_of(measure_id) for measure_id in measures))
