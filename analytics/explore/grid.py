"""An answer as a table: what stands across, what stands in each line, and the same as a sheet of numbers and words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING, Any

import polars as pl

from analytics import formatting, months, units
from analytics.columns import inert
from analytics.explore.answer import Answered
from analytics.explore.question import BESIDE, NOTHING
from analytics.units import Unit

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

Cell = dict[str, Any]  # a row of `Answer`
Key = tuple[str, str]  # a column and a measure, or a row and its name
VALUE, OTHER, DIFFERENCE = "value", "other", "difference"
_WIDEST = 60  # characters


@dataclass(frozen=True)
class Line:
    """A line of the table: the panel it is in, its row, and its cells."""

    panel: str
    row: str
    name: str
    cells: dict[Key, Cell]


@dataclass(frozen=True)
class Across:
    """A column of the table: a column and measure of the answer, which part of it is shown, and its heading. `unit` is
    None where its figures are in more than one, or where it has words alone (`worded`)."""

    key: Key
    part: str
    label: str
    unit: Unit | None
    worded: bool

    @property
    def heading(self) -> str:
        """The heading with what its figures are in."""
        if self.unit is None:
            return self.label
        return self.unit.headed_difference(self.label) if self.part == DIFFERENCE else self.unit.headed(self.label)


def unit_of(cell: Cell) -> Unit:
    """What a cell's value is in."""
    return units.unit(cell["kind"], cell["unit"] or "", cell["decimals"] or 0)


def lines(answer: Answered) -> Iterator[Line]:
    """The lines of the table, in the order of the answer, a panel after the other."""
    panels: dict[str, dict[Key, Line]] = {}
    for cell in answer.frame.iter_rows(named=True):
        panel, row, name = (str(cell[part]) for part in ("panel_name", "row", "row_name"))
        line = panels.setdefault(panel, {}).setdefault((row, name), Line(panel, row, name, {}))
        line.cells[cell["column"], cell["measure"]] = cell
    for of_panel in panels.values():
        yield from of_panel.values()


def columns(cells: pl.DataFrame) -> list[str]:
    """The codes of the columns in their order: that of the rows which have most of them, for some have not all."""
    most = pl.col("column").n_unique().over("row")
    ordered = cells.sort(most, descending=True, maintain_order=True)
    return ordered["column"].unique(maintain_order=True).to_list()


def beside_label(answer: Answered) -> str:
    """What the figures are set beside, as a heading; empty where they are not."""
    beside = answer.question.beside
    if beside == NOTHING:
        return ""
    then = months.as_month(beside)
    return months.words(then) if then else BESIDE[beside]


def across(answer: Answered, *parts: str) -> list[Across]:
    """The columns of the table, of each part that is asked for; those of what it is set beside only where it is."""
    frame, question = answer.frame, answer.question
    shown = [part for part in parts if part == VALUE or question.beside != NOTHING]
    of_column = frame.unique(["column", "measure"], maintain_order=True)
    place = {name: at for at, name in enumerate(columns(frame))}
    found = []
    for cell in sorted(of_column.iter_rows(named=True), key=lambda c: place[c["column"]]):
        key = (cell["column"], cell["measure"])
        several = len(question.measures) > 1 or not question.columns
        label = ": ".join(filter(None, [cell["column_name"], cell["measure_name"] if several else ""]))
        label = formatting.capital(label)
        same = frame.filter(column=key[0], measure=key[1]).drop_nulls("value")
        in_one = same.select("kind", "unit", "decimals").n_unique() == 1
        names = {VALUE: label, OTHER: f"{label}, {formatting.within_sentence(beside_label(answer))}",
                 DIFFERENCE: f"{label}, difference"}  # fmt: skip
        unit = unit_of(same.row(0, named=True)) if in_one else None
        found += [Across(key, part, names[part], unit, same.is_empty()) for part in shown]
    return found


def number(cell: Cell | None, part: str) -> float | None:
    """A figure of a cell."""
    return cell[part] if cell else None


def words(cell: Cell | None, part: str) -> str:
    """A figure of a cell as it is written, its words, or why it has none."""
    if cell is None:
        return ""
    value = cell[part]
    if value is None:
        return (cell["words"] or cell["why"] or formatting.NONE) if part == VALUE else formatting.NONE
    return unit_of(cell).signed(value) if part == DIFFERENCE else unit_of(cell).value(value)


def counts(cell: Cell) -> str:
    """The counts that a share or rate is of: “36 of 62”; empty of anything else."""
    if cell["numerator"] is None or cell["denominator"] is None or not unit_of(cell).kind.divides:
        return ""
    return formatting.of(cell["numerator"], cell["denominator"])


def interval(cell: Cell) -> str:
    """The 95 % interval of a share or rate: “95% interval 45.6% to 69.5%”; empty of anything else."""
    if cell["value"] is None or cell["low"] is None or not unit_of(cell).kind.divides:
        return ""
    return f"95% interval {unit_of(cell).value(cell['low'])} to {unit_of(cell).value(cell['high'])}"


def named(answer: Answered) -> list[str]:
    """The headings of what names a line: the panels, if there are any, and the rows."""
    dimensions = (answer.question.panels, answer.question.rows)
    return [formatting.capital(of.replace("_", " ")) for of in dimensions if of]


def frame(answer: Answered) -> pl.DataFrame:
    """The table as a frame: numbers as numbers; columns that have no number at all as words. Headings are unique."""
    found: dict[str, pl.Series] = {}

    def add(heading: str, values: list[Any], kind: type[pl.DataType]) -> None:
        while heading in found:
            heading += " "
        found[heading] = pl.Series(values, dtype=kind)

    listed = list(lines(answer))
    first, *rest = reversed(named(answer))
    if rest:
        add(rest[0], [line.panel for line in listed], pl.String)
    add(first, [line.name for line in listed], pl.String)
    for column in across(answer, VALUE, OTHER, DIFFERENCE):
        cells = [line.cells.get(column.key) for line in listed]
        numbers = [number(cell, column.part) for cell in cells]
        if any(n is not None for n in numbers):
            add(column.heading, numbers, pl.Float64)
        else:
            add(column.heading, [words(cell, column.part) for cell in cells], pl.String)
    return pl.DataFrame(found)


def every_cell(answer: Answered, link: str) -> pl.DataFrame:
    """Every cell with all that is known of it, the question and its link."""
    return answer.frame.with_columns(question=pl.lit(answer.sentence), link=pl.lit(link))


def tab_separated(answer: Answered, said: Sequence[str]) -> str:
    """The table as it is pasted into a spreadsheet or a letter: figures as they are written; below it what a reader
    must know (`said`)."""
    shown = across(answer, VALUE, OTHER, DIFFERENCE)
    rows = [[*named(answer), *(column.label for column in shown)]]
    for line in lines(answer):
        names = [line.panel, line.name] if answer.question.panels else [line.name]
        rows.append([*names, *(words(line.cells.get(column.key), column.part) for column in shown)])
    return "\n".join(
        "\t".join(inert(" ".join(text.split())) for text in row) for row in [*rows, [""], *([line] for line in said)]
    )


def workbook(answer: Answered, said: Sequence[str]) -> bytes:
    """The table as XLSX: numbers as numbers in the format of their unit, then every cell with all that is known of it,
    then what a reader must know (`said`)."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    assert sheet is not None  # a new workbook has one
    sheet.title = "Table"
    shown = across(answer, VALUE, OTHER, DIFFERENCE)
    sheet.append([inert(text) for text in (*named(answer), *(column.heading for column in shown))])
    for line in lines(answer):
        names = [line.panel, line.name] if answer.question.panels else [line.name]
        cells = [(line.cells.get(column.key), column) for column in shown]
        figures = [
            number(cell, c.part) if cell and cell[c.part] is not None else words(cell, c.part) for cell, c in cells
        ]
        sheet.append([inert(one) if isinstance(one, str) else one for one in (*names, *figures)])
        for at, (cell, column) in enumerate(cells, start=len(names) + 1):
            if cell and cell[column.part] is not None:
                unit = unit_of(cell)
                written = unit.sheet_difference if column.part == DIFFERENCE else unit.sheet
                sheet.cell(sheet.max_row, at).number_format = written
    _finished(sheet)
    every = book.create_sheet("Every cell")
    every.append(answer.frame.columns)
    for row in answer.frame.rows():
        every.append([inert(one) if isinstance(one, str) else one for one in row])
    _finished(every)
    about = book.create_sheet("About")
    for text in ("About this table", *said):
        about.append([inert(text)])
    _finished(about)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _finished(sheet: Worksheet) -> None:
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    for cell in sheet[1]:
        cell.font = Font(bold=True)
    sheet.freeze_panes = "B2"
    for number, column in enumerate(sheet.iter_cols(), start=1):
        longest = max(len(str(cell.value)) for cell in column)
        sheet.column_dimensions[get_column_letter(number)].width = min(longest, _WIDEST) + 2
