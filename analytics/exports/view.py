"""What the files of a view say, whatever their format: title, marks, source, notes, table, and the lines of a chart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analytics import charts, formatting, months
from analytics.catalogue import catalogue
from analytics.charts import Chart
from analytics.charts.spc_layers import event_caption
from analytics.errors import UserFacingError
from analytics.explore import Answered, events_beside, fitting, grid, places_beside
from analytics.explore.what_if import WHAT_IF
from analytics.simulated_label import mark
from analytics.store import Store
from analytics.units import Kind, Unit

INTERNAL = "Internal: small numbers are not hidden."
SMALL = (1, 5)  # counts of children that could tell who they are, the first and the last
_TIMES = {"month": 1, "quarter": 3}  # dimensions whose codes are months, so far apart
_AS = {"known": "latest figures", "published": "as first published"}


class NothingToDraw(UserFacingError):
    """A view without a number; the message says what to take instead."""


@dataclass(frozen=True)
class Cell:
    """A cell of the table: its figure (or why there is none), what it is made of, and how it must not be read."""

    text: str
    made_of: str = ""
    warned: str = ""

    @property
    def small(self) -> str:
        """All that is said of the figure."""
        return ", ".join(filter(None, (self.made_of, self.warned)))


@dataclass(frozen=True)
class Lines:
    """What a chart is drawn of: names along its axis, and for each line (or colour of bar) a value at each name, None
    where there is none. `few` has the places, line and name, of values of too few to tell. `left_out` says what is not
    drawn."""

    names: tuple[str, ...]
    values: Mapping[str, tuple[float | None, ...]]
    few: frozenset[tuple[str, int]]
    unit: Unit
    of_time: bool
    left_out: str

    @property
    def highest(self) -> float:
        """The highest of all values."""
        return max(value for line in self.values.values() for value in line if value is not None)


@dataclass(frozen=True)
class Export:
    """A view to take away. `address` is the link to it, `charts` are the drawings on its page, `labels` the
    words for its dimensions, `events` says what happened in its months."""

    answer: Answered
    address: str
    labels: Mapping[str, str]
    charts: tuple[Chart, ...] = ()
    events: str = ""

    @property
    def is_link(self) -> bool:
        """Whether the address can be opened from a file: it names a server."""
        return self.address.startswith(("http://", "https://"))

    @property
    def finding(self) -> str:
        """What the chart says first; nothing where there are several, or none."""
        return self.charts[0].title if len(self.charts) == 1 else ""

    @property
    def title(self) -> str:
        """The finding, or the question where there is none."""
        return self.finding or self.answer.sentence

    @property
    def marks(self) -> str:
        """What every file of the view bears: that some of it is no data, that it is internal, and which figures are
        simulated."""
        frame = self.answer.frame
        supposed = f"{WHAT_IF}." if self.answer.question.supposes else ""
        return " ".join(filter(None, [supposed, INTERNAL if has_small_numbers(frame) else "", mark(frame)]))

    @property
    def notes(self) -> list[str]:
        """What a reader must know, but for the marks, and what happened."""
        said = mark(self.answer.frame)
        return list(filter(None, [self.events, *(note for note in self.answer.notes if note != said)]))

    @property
    def said(self) -> list[str]:
        """All that goes with the table: the question, the marks, the notes, the source and the link."""
        return list(filter(None, [f"{self.answer.sentence}.", self.marks, *self.notes, self.source, self.address]))

    @property
    def source(self) -> str:
        """Whose figures these are, and which."""
        question = self.answer.question
        held = formatting.within_sentence(self.answer.subject.label)
        return f"Source: {catalogue().council}, {held} to {months.words(question.month)}, {_AS[question.shown]}."


def export(store: Store, answer: Answered, address: str) -> Export:
    """A view with its charts, as they are drawn on light paper, and the words for its dimensions."""
    labels = {code: dimension.label for code, dimension in answer.subject.dimensions(store).items()}
    happened = events_beside(store, answer.question)
    drawn: list[Chart] = []
    if answer.question.chart != "table" and answer.question.chart in fitting(answer.subject, answer.question):
        parts = charts.explore.parts(answer, happened, places_beside(store, answer.question))
        drawn = [charts.explore.draw(part, False) for part in parts[: charts.explore.MOST_CHARTS]]
    return Export(answer, address, labels, tuple(drawn), event_caption(happened))


def has_numbers(answer: Answered) -> bool:
    """Whether there is anything that a chart could show."""
    return answer.frame["value"].count() > 0


def has_small_numbers(frame: pl.DataFrame) -> bool:
    """Whether a count that a view shows, or that follows from two of them, is of 1 to 5. `frame` has columns of
    `explore.schemas.Answer`. The numerator of a mean or an amount counts no cases."""
    kind = pl.col("kind")
    cases = kind.is_in([Kind.PERCENTAGE.value, Kind.RATE.value, Kind.COUNT.value])
    share = kind == Kind.PERCENTAGE.value
    counts = [pl.when(kind == Kind.COUNT.value).then(pl.col(name)) for name in ("value", "other")]
    for of in ("", "other_"):
        part, whole = pl.col(f"{of}numerator"), pl.col(f"{of}denominator")
        counts += [pl.when(cases).then(part), pl.when(~cases | share).then(whole), pl.when(share).then(whole - part)]
    small = pl.any_horizontal(count.is_between(*SMALL) for count in (*counts, pl.col("children")))
    return bool(frame.select(small.fill_null(value=False).any()).item())


def table(view: Export) -> tuple[list[str], list[list[Cell]]]:
    """The headings and rows of the view's table: first what names a row, then a cell for each column and measure."""
    question, frame = view.answer.question, view.answer.frame
    ends = [end for end in ("panel", "row") if question.ends[end]]
    rows = frame.select(ends).unique(maintain_order=True).rows()
    columns = _in_time(frame, "column", question.ends["column"])
    across = [(column, measure) for column in columns for measure in question.measures]
    found = {(*(row[end] for end in ends), row["column"], row["measure"]): row for row in frame.iter_rows(named=True)}
    names = {end: dict(frame.select(end, f"{end}_name").rows()) for end in (*ends, "column", "measure")}
    several = len(question.measures) > 1 or not question.columns
    headings = [view.labels[question.ends[end]] for end in ends]
    for column, measure in across:
        short = f"{_month(column):%b %Y}" if question.columns == "month" else names["column"].get(column, column)
        said = [short, names["measure"].get(measure, measure) if several else ""]
        headings.append(formatting.capital(", ".join(filter(None, said))))
    mixed = frame["simulated"].any() and not frame["simulated"].all()
    body = [
        [
            *(Cell(names[end][code]) for end, code in zip(ends, row, strict=True)),
            *(_cell(found.get((*row, *of)), mixed) for of in across),
        ]
        for row in rows
    ]
    return headings, body


def _cell(row: dict[str, Any] | None, mixed: bool) -> Cell:
    if row is None:
        return Cell("not held")
    if row["value"] is None:
        return Cell(grid.words(row, grid.VALUE))
    of = grid.unit_of(row)
    divided = None not in (row["numerator"], row["denominator"]) and of.kind.divides
    made_of = [
        f"{of.total(row['numerator'])} of {formatting.quantity(row['denominator'])}" if divided else "",
        formatting.rag(row["rag"]) if row["rag"] else "",
        f"{of.signed(row['difference'])} on {of.value(row['other'])}" if row["other"] is not None else "",
        "more than chance" if row["in_list"] else "",
    ]
    warned = ["too few to tell" if row["few"] else "", "simulated" if mixed and row["simulated"] else ""]
    return Cell(of.value(row["value"]), ", ".join(filter(None, made_of)), ", ".join(filter(None, warned)))


def _in_time(frame: pl.DataFrame, end: str, of: str) -> list[str]:
    """The codes of a dimension in their order; months and quarters without a gap, for what is not held is shown so."""
    codes = frame[end].unique(maintain_order=True).to_list()
    if of not in _TIMES or not codes:
        return codes
    month, last = _month(min(codes)), _month(max(codes))
    found = []
    while month <= last:
        found.append(months.code(month))
        month = months.before(month, -_TIMES[of])
    return found


def _month(code: str) -> date:
    return date.fromisoformat(f"{code}-01")


def lines(view: Export, most_lines: int, most_names: int) -> Lines:
    """What a chart of the view is drawn of: the first measure, and others in its unit. Along the axis are the months,
    if the view is split by them, else its rows. Raises NothingToDraw."""
    question = view.answer.question
    if not has_numbers(view.answer):
        raise NothingToDraw("This view has no number that a chart could show. Take it away as a page for Word.")
    first = view.answer.frame.drop_nulls("value").row(0, named=True)
    frame = view.answer.frame.filter(pl.struct("kind", "unit").is_in([{k: first[k] for k in ("kind", "unit")}]))
    of = grid.unit_of(first)
    along = next((end for end, code in question.ends.items() if code in _TIMES), "row")
    of_time = question.ends[along] in _TIMES
    codes = _in_time(frame, along, question.ends[along])
    words = dict(frame.select(along, f"{along}_name").rows())
    others = [f"{end}_name" for end in question.ends if end != along and question.ends[end]]
    if frame["measure"].n_unique() > 1 or not others:
        others.append("measure_name")
    held = frame.with_columns(label=pl.concat_str(others, separator=", "))
    labels = held["label"].unique(maintain_order=True).to_list()
    kept = codes[-most_names:] if of_time else codes[:most_names]
    place = {code: at for at, code in enumerate(kept)}
    values: dict[str, list[float | None]] = {name: [None] * len(kept) for name in labels[:most_lines]}
    beside: list[float | None] = [None] * len(kept)
    few = set()
    for row in held.filter(pl.col(along).is_in(kept), pl.col("label").is_in(list(values))).iter_rows(named=True):
        at = place[row[along]]
        values[row["label"]][at], beside[at] = row["value"], row["other"]
        if row["few"] and row["value"] is not None:
            few.add((row["label"], at))
    if len(values) == 1 and any(other is not None for other in beside):
        values[grid.beside_label(view.answer)] = beside
    month = question.ends[along] == "month"
    names = tuple(f"{_month(code):%b %Y}" if month else words.get(code, code) for code in kept)
    return Lines(
        names,
        {name: tuple(line) for name, line in values.items()},
        frozenset(few),
        of,
        of_time,
        _left_out(len(labels) - most_lines, len(codes) - len(kept), frame.height < view.answer.frame.height, of_time),
    )


def _left_out(lines: int, names: int, units: bool, of_time: bool) -> str:
    """What the chart does not show, as a sentence; empty if it shows everything."""
    said = []
    if lines > 0:
        said.append(formatting.counted(lines, "more line"))
    if names > 0:
        said.append(formatting.counted(names, "earlier month" if of_time else "more row"))
    if units:
        said.append("figures in another unit")
    return f"Not in the chart: {formatting.joined(said)}." if said else ""
