"""Reading and checking the catalogue files."""

from __future__ import annotations

import csv
import io
import math
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import MappingProxyType

import polars as pl

from analytics.catalogue import areas
from analytics.catalogue.scale import MOST_GRADES, Grade, Scale
from analytics.errors import UserFacingError
from analytics.months import as_month
from analytics.units import PERCENT, UNITS, Unit

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
    """A catalogue file is wrong. The message names file, line and field."""


@dataclass(frozen=True)
class Catalogue:
    """Everything the catalogue files say, in the order of the files.

    `timeliness` has, by legal status, the indicators that say whether the work with these children came in time.
    `open_children` is the indicator whose denominator is every child open to social care; None if there is none.
    `whole`, `part` and `parts` are what the whole and its parts are called, in lower case within a sentence.
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
        """How people name what a locality value stands for; “All” is the whole council."""
        return self.council if locality == ALL else self.areas[locality].name

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


class Line:
    """One line of a catalogue file, with readers that name file, line and field when they fail."""

    def __init__(self, file: Path, number: int, values: Mapping[str, str]):
        self.file, self.number, self.values = file, number, values

    def wrong(self, column: str, problem: str) -> CatalogueError:
        return CatalogueError(f"{self.file.name}, line {self.number}, field {column}: {problem}")

    def text(self, column: str) -> str:
        value = self.values[column].strip()
        if not value:
            raise self.wrong(column, "is empty, and must say something.")
        return value

    def one_of(self, column: str, allowed: Iterable[str]) -> str:
        value, choices = self.text(column), list(allowed)
        if value not in choices:
            raise self.wrong(column, f"“{value}” is not one of {', '.join(choices)}.")
        return value

    def measure(self, indicators: Mapping[str, Indicator]) -> str:
        """The measure_id of an indicator."""
        measure_id = self.text("measure_id")
        if measure_id not in indicators:
            raise self.wrong("measure_id", f"“{measure_id}” is not in indicators.csv.")
        return measure_id

    def number_of(self, column: str, unit: Unit = PERCENT) -> float:
        """A number within the bounds of a unit; those of percentages hold for what has none."""
        try:
            number = float(self.text(column))
        except ValueError:
            number = math.nan
        if not math.isfinite(number):
            raise self.wrong(column, f"“{self.values[column]}” is not a number.")
        if number != unit.within(number):
            ends = [f"{end:g}" for end in (unit.lowest, unit.highest) if end is not None]
            one = f"not be {'below' if unit.highest is None else 'above'} {ends[0]}"
            raise self.wrong(column, f"must {f'lie between {ends[0]} and {ends[1]}' if ends[1:] else one}.")
        return number

    def month(self, column: str) -> date:
        month = as_month(self.text(column))
        if month is None:
            raise self.wrong(column, f"“{self.values[column]}” is not a month such as 2024-09.")
        return month


def lines(file: Path, columns: tuple[str, ...]) -> Iterable[Line]:
    if not file.is_file():
        raise CatalogueError(f"{file.name} is missing from {file.parent}.")
    try:
        text = file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise CatalogueError(f"{file.name} is not UTF-8. Save it as CSV UTF-8 (in Excel: “CSV UTF-8”).") from None
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        header = tuple(next(reader, ()))
        if header != columns:
            raise CatalogueError(
                f"{file.name}, line 1: the columns must be {', '.join(columns)}; found {', '.join(header)}."
            )
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if len(cells) != len(columns):
                raise CatalogueError(
                    f"{file.name}, line {reader.line_num}: has {len(cells)} fields instead of {len(columns)}."
                )
            yield Line(file, reader.line_num, dict(zip(columns, cells, strict=True)))
    except csv.Error as problem:
        raise CatalogueError(
            f"{file.name}, line {reader.line_num}: is not well-formed CSV ({problem}). Look for an open quotation mark."
        ) from None


def _unique(line: Line, column: str, seen: Mapping[str, object]) -> str:
    value = line.text(column)
    if value == ALL:
        raise line.wrong(column, f"“{ALL}” stands for the whole and can't be a name.")
    if value in seen:
        raise line.wrong(column, f"“{value}” stands in an earlier line already.")
    return value


def _read_indicators(file: Path) -> dict[str, Indicator]:
    columns = (
        *("measure_id", "name", "theme", "polarity", "polarity_basis", "unit", "window", "counted", "group_printed"),
        *("group_month", "definition", "part_of"),
    )
    found: dict[str, Indicator] = {}
    every = list(lines(file, columns))
    for line in every:
        has_group = bool(line.values["group_printed"].strip())
        found[_unique(line, "measure_id", found)] = Indicator(
            measure_id=line.text("measure_id"),
            name=line.text("name"),
            theme=line.text("theme"),
            polarity=Polarity(line.one_of("polarity", Polarity)),
            polarity_basis=line.one_of("polarity_basis", ("printed", "inferred")),
            unit=UNITS[line.one_of("unit", UNITS)],
            window=Window(line.one_of("window", Window)),
            counted=line.text("counted"),
            group_printed=int(line.one_of("group_printed", "123")) if has_group else None,
            group_month=line.month("group_month") if has_group else None,
            definition=line.text("definition"),
            part_of=line.values["part_of"].strip(),
        )
    for line in every:
        _check_part(line, found)
    return found


def _check_part(line: Line, indicators: Mapping[str, Indicator]) -> None:
    """Raises CatalogueError where an indicator is part of an unknown one, of another window, or of itself."""
    part = indicators[line.text("measure_id")]
    above = {part.measure_id}
    while part.part_of:
        whole = indicators.get(part.part_of)
        if whole is None:
            raise line.wrong("part_of", f"“{part.part_of}” is not in {line.file.name}.")
        if whole.measure_id in above:
            raise line.wrong("part_of", f"“{part.part_of}” would be a part of itself.")
        if whole.window != part.window:
            raise line.wrong("part_of", f"“{part.part_of}” covers another stretch of time.")
        above.add(whole.measure_id)
        part = whole


def _read_targets(file: Path, indicators: Mapping[str, Indicator]) -> tuple[Target, ...]:
    found: dict[tuple[str, date], Target] = {}
    for line in lines(file, ("measure_id", "valid_from", "target", "tolerance_percent", "reason")):
        measure_id = line.measure(indicators)
        key = measure_id, line.month("valid_from")
        if key in found:
            raise line.wrong("valid_from", f"“{measure_id}” has a target from this month already.")
        target, tolerance = line.number_of("target", indicators[measure_id].unit), line.number_of("tolerance_percent")
        found[key] = Target(*key, target, tolerance, line.text("reason"))
    return tuple(found.values())


def _read_audit_targets(file: Path) -> tuple[AuditTarget, ...]:
    found: dict[tuple[str, date], AuditTarget] = {}
    for line in lines(file, ("measure", "valid_from", "target", "polarity", "reason", "source")):
        key = line.text("measure"), line.month("valid_from")
        if key in found:
            raise line.wrong("valid_from", f"“{key[0]}” has a target from this month already.")
        polarity = Polarity(line.one_of("polarity", (Polarity.BIGGER, Polarity.SMALLER)))
        found[key] = AuditTarget(*key, line.number_of("target"), polarity, line.text("reason"), line.text("source"))
    return tuple(found.values())


def _read_areas(file: Path) -> tuple[str, dict[str, Area]]:
    """The council's name (the one line of kind `whole`) and the areas within it."""
    found: dict[str, Area] = {}
    council = ""
    for line in lines(file, ("area", "name", "kind", "members")):
        kind = line.one_of("kind", ("whole", "place", "service", "combined"))
        members = tuple(m for m in line.values["members"].split(";") if m)
        for member in members:
            if member not in found:
                raise line.wrong("members", f"“{member}” must stand in a line of its own above this one.")
        if (kind == "combined") != bool(members):
            raise line.wrong("members", "a combined area names its members, and only a combined one does.")
        if kind == "whole":
            if council:
                raise line.wrong("kind", f"the whole is “{council}” already; only one line may be the whole.")
            council = line.text("name")
            continue
        name = _unique(line, "area", found)
        found[name] = Area(name, line.text("name"), kind, members, counts_in_whole=kind == "place")
    if not council:
        raise CatalogueError(f"{file.name}: one line must have the kind whole and name the council.")
    return council, found


def _read_legal_statuses(file: Path) -> dict[str, LegalStatus]:
    found: dict[str, LegalStatus] = {}
    for line in lines(file, ("legal_status", "name", "meaning")):
        status = _unique(line, "legal_status", found)
        found[status] = LegalStatus(status, line.text("name"), line.text("meaning"))
    return found


def _read_scale(file: Path) -> Scale:
    """The grades of an audit, one line a grade, in the order of the column order: 1 is the best."""
    found: dict[str, Grade] = {}
    for line in lines(file, ("grade", "order", "good_enough", "inadequate", "lower_end")):
        if line.number_of("order") != len(found) + 1:
            raise line.wrong("order", "must count the lines: 1 for the best grade, then 2, and so on.")
        name, above = _unique(line, "grade", found), list(found.values())[-1:]
        good, poor, lower = (
            line.one_of(column, ("yes", "no")) == "yes" for column in ("good_enough", "inadequate", "lower_end")
        )
        if good and any(not grade.good_enough for grade in above):
            raise line.wrong("good_enough", "must be no, for a better grade is not good enough.")
        if (good and poor) or (not poor and any(grade.inadequate for grade in above)):
            raise line.wrong(
                "inadequate", "must be no where the grade is good enough, and yes below an inadequate one."
            )
        if lower and (good or poor or any(grade.lower_end for grade in found.values())):
            raise line.wrong("lower_end", "one grade at most has a lower end, neither good enough nor inadequate.")
        found[name] = Grade(name, good, poor, lower)
    scale = Scale(tuple(found.values()))
    if not all(scale.bands.values()):
        raise CatalogueError(f"{file.name}: one grade at least must be good enough, and one inadequate.")
    between = len(scale.between) + (scale.lower is not None)
    if max(between, *map(len, scale.bands.values())) > MOST_GRADES:
        raise CatalogueError(
            f"{file.name}: at most {MOST_GRADES} grades may be good enough, {MOST_GRADES} inadequate, and "
            f"{MOST_GRADES} between them, a lower end counted as one."
        )
    return scale


def _read_aliases(file: Path, indicators: Mapping[str, Indicator]) -> dict[str, str]:
    """Other names that somebody confirmed to mean an indicator."""
    found: dict[str, str] = {}
    for line in lines(file, ("alias", "measure_id")):
        found[_unique(line, "alias", found)] = line.measure(indicators)
    return found


def _read_counterparts(file: Path, indicators: Mapping[str, Indicator]) -> dict[str, Counterpart]:
    """The national measures beside indicators, or why there is none. An indicator may be left out."""
    found: dict[str, Counterpart] = {}
    for line in lines(file, ("measure_id", "national_measure", "inverted", "period_kind", "difference")):
        _unique(line, "measure_id", found)
        measure_id = line.measure(indicators)
        national = line.values["national_measure"].strip() or None
        for column in ("inverted", "period_kind"):
            if national is None and line.values[column].strip():
                raise line.wrong(column, "must be empty, for the line names no national measure.")
        found[measure_id] = Counterpart(
            measure_id=measure_id,
            national_measure=national,
            inverted=national is not None and line.one_of("inverted", ("yes", "no")) == "yes",
            period_kind=PeriodKind(line.one_of("period_kind", PeriodKind)) if national else None,
            difference=line.text("difference"),
        )
    return found


def _read_roles(
    file: Path, indicators: Mapping[str, Indicator], legal_statuses: Mapping[str, LegalStatus]
) -> tuple[dict[str, tuple[str, ...]], str | None]:
    """Which indicators stand beside the audits: those of timeliness by legal status, and that of the open children."""
    timely: dict[str, tuple[str, ...]] = {}
    open_children: str | None = None
    for line in lines(file, ("role", "legal_status", "measure_id")):
        measure_id = line.one_of("measure_id", indicators)
        if line.one_of("role", ("timeliness", "open children")) == "timeliness":
            status = line.one_of("legal_status", legal_statuses)
            timely[status] = (*timely.get(status, ()), measure_id)
        elif open_children:
            raise line.wrong("role", f"“open children” is “{open_children}” already; only one indicator may be.")
        else:
            open_children = measure_id
    return timely, open_children


def _read_glossary(file: Path) -> tuple[Term, ...]:
    found: dict[str, Term] = {}
    for line in lines(file, ("topic", "term", "meaning")):
        term = _unique(line, "term", found)
        found[term] = Term(line.text("topic"), term, line.text("meaning"))
    return tuple(found.values())


def read_catalogue(folder: Path) -> Catalogue:
    """Read and check the catalogue files in a folder.

    Raises CatalogueError naming file, line and field of the first thing that is wrong.
    """
    indicators = _read_indicators(folder / "indicators.csv")
    if not indicators:
        raise CatalogueError("indicators.csv has no line besides its header. Name at least one indicator.")
    council, areas = _read_areas(folder / "areas.csv")
    legal_statuses = _read_legal_statuses(folder / "legal_statuses.csv")
    timeliness, open_children = _read_roles(folder / "indicator_roles.csv", indicators, legal_statuses)
    return Catalogue(
        indicators=MappingProxyType(indicators),
        targets=_read_targets(folder / "targets.csv", indicators),
        audit_targets=_read_audit_targets(folder / "audit_targets.csv"),
        council=council,
        areas=MappingProxyType(areas),
        legal_statuses=MappingProxyType(legal_statuses),
        scale=_read_scale(folder / "audit_scale.csv"),
        aliases=MappingProxyType(_read_aliases(folder / "aliases.csv", indicators)),
        counterparts=MappingProxyType(_read_counterparts(folder / "counterparts.csv", indicators)),
        timeliness=MappingProxyType(timeliness),
        open_children=open_children,
        glossary=_read_glossary(folder / "glossary.csv"),
    )


def folder() -> Path:
    """Where the catalogue files lie: `data/catalogue/`, or the folder LINE_OF_SIGHT_CATALOGUE names."""
    return Path(os.environ.get("LINE_OF_SIGHT_CATALOGUE") or DATA / "catalogue")


_read_once = cache(read_catalogue)


def catalogue() -> Catalogue:
    """The catalogue in its folder, read once."""
    return _read_once(folder())


def unit_of(measure_id: str) -> Unit:
    """The unit of an indicator's figures. Raises KeyError for one that the catalogue does not have."""
    return catalogue().indicators[measure_id].unit


def units_of(measures: Iterable[str]) -> list[Unit]:
    """The units of some indicators, each once."""
    return list(dict.fromkeys(unit_of(measure_id) for measure_id in measures))
