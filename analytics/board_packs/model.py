"""What a paper says, before it is a page, a workbook or a file: sections of sentences, tables and charts.

Every format is written from this one statement, so that all of them carry the same figures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum

from analytics.catalogue import unit_of
from analytics.charts import Chart
from analytics.furniture.html import spark_said
from analytics.home import Card
from analytics.units import PERCENT, Unit


class Kind(StrEnum):
    """What the cells of a column hold."""

    TEXT = "text"
    COUNT = "count"
    VALUE = "value"  # in the unit of the column
    DIFFERENCE = "difference"  # of two such values
    NUMBER = "number"  # in a unit that the row or the column's label says
    LINE = "line"


@dataclass(frozen=True)
class Column:
    """A column. `unit` is that of its values or differences; None where the rows are of several units, so that each
    cell says in which it is. `wraps_at`: characters after which its text wraps in print, 0 where that is left open."""

    label: str
    kind: Kind = Kind.TEXT
    names_row: bool = False
    unit: Unit | None = PERCENT
    wraps_at: int = 0

    @property
    def numeric(self) -> bool:
        return self.kind in (Kind.COUNT, Kind.VALUE, Kind.DIFFERENCE, Kind.NUMBER)

    @property
    def of_units(self) -> bool:
        """Whether its numbers are of several units."""
        return self.unit is None and self.kind in (Kind.VALUE, Kind.DIFFERENCE)

    @property
    def headed(self) -> str:
        """The label with the unit."""
        if self.unit is None or self.kind not in (Kind.VALUE, Kind.DIFFERENCE):
            return self.label
        return self.unit.headed(self.label) if self.kind is Kind.VALUE else self.unit.headed_difference(self.label)


@dataclass(frozen=True)
class Entry:
    """One cell: what people read, and the number behind it for a spreadsheet (none where a marker stands).

    `rag` is the colour whose shape and word `text` says; `line` are the values of a small line that `text` describes;
    `unit` is that of the number; `symbol` is what a spreadsheet has in place of a number that is not there.
    """

    text: str
    value: float | int | None = None
    rag: str | None = None
    small: str = ""
    line: tuple[float | None, ...] = ()
    unit: Unit | None = None
    symbol: str = ""

    @property
    def whole(self) -> str:
        return f"{self.text} ({self.small})" if self.small else self.text


@dataclass(frozen=True)
class Rows:
    """Rows under a heading of their own; an empty heading is not written."""

    heading: str
    rows: Sequence[Sequence[Entry]]


@dataclass(frozen=True)
class Table:
    """A table: its short name (of a sheet and a file), a caption that says what it shows, columns, groups of rows.

    `folded` tables are long and stand closed on the page until they are opened.
    """

    name: str
    caption: str
    columns: Sequence[Column]
    groups: Sequence[Rows]
    folded: bool = False

    @property
    def title(self) -> str:
        """Its name as people read it, also on a sheet, whose name may have 31 characters."""
        return self.name.replace("-", " ").capitalize()[:31]

    @property
    def rows(self) -> list[tuple[str, Sequence[Entry]]]:
        """Every row with the heading that it stands under."""
        return [(group.heading, row) for group in self.groups for row in group.rows]

    @property
    def of_units(self) -> bool:
        """Whether its rows are of several units."""
        return any(column.of_units for column in self.columns)

    def unit_of(self, row: Sequence[Entry]) -> Unit | None:
        """The unit of a row, where rows are of several."""
        return next((e.unit for e, c in zip(row, self.columns, strict=True) if c.of_units and e.unit), None)

    @property
    def headed(self) -> bool:
        """Whether any rows stand under a heading."""
        return any(group.heading for group in self.groups)


@dataclass(frozen=True)
class Picture:
    """A chart, drawn for a phone and for a wide page."""

    name: str
    narrow: Chart
    wide: Chart


@dataclass(frozen=True)
class Said:
    """A sentence, and what it names one by one. `below`: what somebody wrote of each of these, empty where nobody did;
    without it, of none."""

    text: str
    items: Sequence[str] = ()
    below: Sequence[str] = ()

    @property
    def lines(self) -> list[tuple[str, str]]:
        """What it names, each with what is below it."""
        return list(zip(self.items, self.below or [""] * len(self.items), strict=True))


@dataclass(frozen=True)
class Section:
    """A part of the paper. `sentences` come first, then the pictures, then the tables, then `remarks`. `own_page`: in
    print it begins on a new page."""

    anchor: str
    heading: str
    sentences: Sequence[Said] = ()
    pictures: Sequence[Picture] = ()
    tables: Sequence[Table] = ()
    remarks: Sequence[str] = ()
    own_page: bool = False


@dataclass(frozen=True)
class Action:
    """What somebody wrote of a figure: what is behind it (comment), what is done (action, empty where nothing is), its
    status and day (state), who wrote it when (by), and all of it in a paragraph (told)."""

    measure_id: str
    title: str
    figure: str
    rating: str | None
    comment: str
    action: str
    state: str
    by: str
    told: str


_OFF = "Red, furthest first by the figures that can be given."
_NONE_OFF = "No indicator that has a rating here is red."


@dataclass(frozen=True)
class Part:
    """A part of a summary: its heading, what is said first, and its cards."""

    anchor: str
    heading: str
    said: Said
    cards: Sequence[Card] = ()


@dataclass(frozen=True)
class Summary:
    """What every format begins with; see `analytics.board_packs.summary`.

    ratings: how many indicators are red, amber and green. cards: what to look at first, at most five, in their order;
    each with the months that may be drawn (`values`, described by `line`) and its comment. worse, better: a sentence,
    and what got worse or better besides the cards; where that may not be told, worse is None, and better says why.
    since: what changed since the previous pack, if there is one. quiet: what is not news. timely, good: a sentence
    each, and `picture` of both, None where one of them is withheld. actions: every comment in the pack. done: a
    sentence on them. notes: what is withheld, and how numbers were rounded.
    """

    ratings: str
    cards: Sequence[Card]
    worse: Said | None
    better: Said
    since: Said | None
    quiet: str
    timely: str
    good: str
    picture: Picture | None
    actions: Sequence[Action]
    done: str
    notes: Sequence[str]
    month: date

    @property
    def parts(self) -> list[Part]:
        """What got worse and better, with their cards, what changed since the pack before, and what is not news; where
        change may not be told, what is off target."""
        since = [Part("since", "Since the previous pack", self.since)] if self.since else []
        if self.worse is None:
            off = Said(_OFF if self.cards else _NONE_OFF)
            return [
                Part("off-target", "Furthest from target", off, self.cards),
                Part("change", "What got worse or better", self.better),
                *since,
            ]
        worse, better = ([card for card in self.cards if card.better is way] for way in (False, True))
        return [
            Part("worse", "What got worse", self.worse, worse),
            Part("better", "What got better", self.better, better),
            *since,
            Part("not-news", "What is not news", Said(self.quiet)),
        ]

    @property
    def other_actions(self) -> list[Action]:
        """The comments that no card has."""
        on_cards = {card.measure_id for card in self.cards}
        return [action for action in self.actions if action.measure_id not in on_cards]

    def line(self, card: Card) -> Entry:
        """The months of a card as a small line with its words; no line where fewer than two are known."""
        if sum(value is not None for value in card.values) < 2:
            return Entry("")
        return Entry(spark_said(card.values, self.month, unit_of(card.measure_id)), line=tuple(card.values))


@dataclass(frozen=True)
class Paper:
    """The whole paper: a summary, and sections, which are annexes to it. `mark` says which figures are simulated, and
    is empty if none is."""

    title: str
    council: str
    area: str
    month: str
    mark: str
    sections: Sequence[Section]
    provenance: Sequence[tuple[str, str]] = field(default_factory=tuple)
    summary: Summary | None = None

    @property
    def tables(self) -> list[Table]:
        """Every table, section by section."""
        return [table for section in self.sections for table in section.tables]
