"""A first recipe for a file that none fits, guessed from its headings and cells, for somebody to confirm or change.

Nothing here is loaded: a draft becomes a recipe only when it is stored, and a file is then read by it like any other.
"""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import PurePath

import polars as pl

from analytics import formatting
from analytics.catalogue import ALL, Catalogue
from analytics.catalogue.audit_parts import AREA, PERSON
from analytics.catalogue.recipes import (
    ABOVE_BELOW,
    CELL,
    FILE,
    FIRST,
    LEAVE_OUT,
    NEWEST,
    PLACEHOLDER,
    SHEET,
    TARGET_FIELD,
    WITH_MONTH,
    Recipe,
    RecipeColumn,
    Written,
    tidied,
)
from analytics.extracts.catalogue_fields import NO, YES, csv_content
from analytics.extracts.cells import is_number, metadata, reads
from analytics.extracts.contracts import MARKERS, TOTAL, TOTAL_COLUMNS, TOTALS, WRITTEN_MARKERS
from analytics.extracts.dates import as_day, as_month, months_in, without_month
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.kinds.audits import WITHIN_AUDITS
from analytics.extracts.kinds.recipes import RECIPE_KINDS
from analytics.extracts.reading import ExtractError, Sheet
from analytics.extracts.recipes.matching import Grid, columns_of, joined_headings, match
from analytics.extracts.recipes.reading_with import FIGURES, read_with
from analytics.extracts.recipes.recognising import matched_tables

_SAMPLES = 5  # cells of a column that are shown
_LOOKED_AT = 200  # rows below the header
_CLOSE = 0.8  # how like a known name a word must be to be taken for it, until somebody says otherwise
MONTHS = ("month", "cut")  # which are other ones in the next file
# What people call a column; the longest that a heading holds is taken.
_CALLED: dict[str, dict[str, tuple[str, ...]]] = {
    "indicators": {
        "measure_id": ("indicator", "measure", "kpi", "ind cd", "metric", "performance indicator", "ref"),
        "month": ("month", "period", "date", "per", "reporting month", "month end"),
        "locality": ("area", "locality", "district", "ward", "loc cd", "place", "town"),
        "team": ("team", "service"),
        "numerator": ("num", "numerator", "n", "count"),
        "denominator": ("den", "denom", "denominator", "d", "cohort", "out of"),
        "value": ("value", "outturn", "actual", "result", "val", "%", "percent", "rate", "performance"),
        TARGET_FIELD: ("target",),
    },
    "audits": {
        "audit_id": ("id", "audit id", "audit no", "response id"),
        "record_key": ("reference", "child's reference", "record", "case id", "case no"),
        "month": ("month", "audit month", "period"),
        "locality": ("area", "locality", "district", "ward", "place"),
        "team": ("team",),
        "service": ("service",),
        "legal_status": ("legal status", "status of the child", "plan type"),
        "auditor_rating": ("auditor's grade", "auditor grade", "auditor rating", "grade before moderation"),
        "auditor_code": ("auditor code", "auditor no"),
        "anchor_code": ("anchor code", "anchor file"),
        "rating": (
            "overall",
            "overall grade",
            "moderated grade",
            "final grade",
            "overall rating",
            "judgement",
            "grade",
        ),
        "lower_end": ("lower end",),
        "status": ("audit status", "progress"),
        "submitted_late": ("late", "submitted late"),
        "child_spoken_to": ("did the child", "child spoken to", "child take part", "spoke to the child"),
        "family_spoken_to": ("parent or carer", "family spoken to", "did a parent", "family"),
        "worker_included": ("social worker take part", "worker included", "did the social worker"),
        "manager_included": ("manager take part", "manager included", "did the manager"),
        "reviewer_included": ("reviewing officer", "reviewer included", "iro"),
    },
}
_PRACTICE = ("how good", "how well", "grade the", "quality of")  # of audits: a question that grades an area of practice


@dataclass(frozen=True)
class Shape:
    """Columns of a table whose headings differ in the month alone: the heading (with “{month}” for it), how many there
    are, what stands in the first rows, and whether cells are merged downwards."""

    heading: str
    columns: int
    cells: tuple[str, ...]
    merged: bool = False

    @property
    def samples(self) -> tuple[str, ...]:
        return self.cells[:_SAMPLES]


@dataclass(frozen=True)
class Unknown:
    """A word of a file that nobody has explained: in which fields, how often, what it seems to mean (empty if that is
    not plain), and all that it may mean, what is most like it first."""

    fields: tuple[str, ...]
    written: str
    times: int
    near: str
    choices: tuple[str, ...]


def first_rows(grid: Grid, most: int) -> pl.DataFrame:
    """The first rows of a table as they are, with their numbers, under the letters of its columns."""
    width = max((len(line) for line in grid.top), default=0)
    lines = [[str(n), *line, *[""] * (width - len(line))] for n, line in enumerate(grid.top[:most], 1)]
    return pl.DataFrame(lines, schema=["Row", *map(formatting.letters, range(1, width + 1))], orient="row")


def header_guessed(grid: Grid) -> tuple[int, int]:
    """The row, from 1, that looks like the last one of the header, and of how many rows that is."""
    rows = [[tidied(cell) for cell in line] for line in grid.top]
    filled = [{n for n, cell in enumerate(line) if cell} for line in rows]
    words = [{n for n in there if not is_number(line[n])} for line, there in zip(rows, filled, strict=True)]
    most = max(map(len, filled), default=0)
    wide = (i for i, there in enumerate(filled) if len(there) >= max(2, 0.6 * most))
    last = next((i for i in wide if len(words[i]) >= 0.6 * len(filled[i])), 0)
    if last + 1 < len(rows):
        header, below = filled[last], filled[last + 1]
        if len(below) > 1 and below == words[last + 1] and below - header and min(header, default=0) not in below:
            return last + 2, 2
    repeated = rows and max(Counter(cell.casefold() for cell in rows[last] if cell).values(), default=0) > 1
    return last + 1, 2 if repeated and last and len(filled[last - 1]) > 1 else 1


def header_row(recipe: Recipe, grid: Grid, catalogue: Catalogue) -> int:
    """The last row of the header, from 1, as a recipe finds it."""
    return match(recipe, grid, catalogue).header_row


def short_name(text: str) -> str:
    """A name as people read it as a short form for extracts.

    >>> short_name("% of children seen (5 days)")
    'of_children_seen_5_days'
    """
    return re.sub(r"\W+", "_", text.casefold()).strip("_")[:60]


def shapes(grid: Grid, row: int, header_rows: int) -> list[Shape]:
    """The columns of a table below the header that ends in a row, in their order."""
    header = joined_headings(grid, row - 1, header_rows)
    found: dict[str, list[int]] = {}
    for number, heading in enumerate(header):
        if heading:
            found.setdefault(without_month(heading, grid.from_1904), []).append(number)
    body = [line for number, line in islice(grid.rows(), row + _LOOKED_AT) if number > row]
    listed = []
    for heading, numbers in found.items():
        cells = (line[n].strip() for line in body for n in numbers if n < len(line))
        merged = any(m.first_column - 1 in numbers and m.last_row > m.first_row >= row for m in grid.merged)
        listed.append(Shape(heading, len(numbers), tuple(dict.fromkeys(filter(None, cells))), merged))
    return listed


def drafted(grids: Sequence[Grid], file_name: str, catalogue: Catalogue, like: Recipe | None = None) -> Recipe:
    """A recipe for a file. One that it is nearly `like` gives everything that the file still has."""
    first = grids[0]
    name = name_guessed(file_name)
    monthly = len(grids) > 1 and all(months_in(grid.name) for grid in grids[1:]) and bool(months_in(grids[-1].name))
    if monthly:
        first = grids[-1]
    row, header_rows = header_guessed(first)
    if like is not None:
        header_rows, found = like.header_rows, match(like, first, catalogue)
        row = found.header_row
    given = shapes(first, row, header_rows)
    kind = like.kind if like else _kind(given)
    recipe = like or Recipe(name, kind, sheets=WITH_MONTH if monthly else FIRST, header_rows=header_rows)
    recipe = replace(recipe, columns=tuple(columns_guessed(given, kind, catalogue, recipe)))
    if like is None:
        return _with_months(recipe, first, row, file_name)
    shipped = like.recipe not in catalogue.recipes  # which stays as it is: this is one of the authority's own
    return replace(recipe, recipe=name if shipped else like.recipe, columns=(*recipe.columns, *_spelled(like, recipe)))


def name_guessed(file_name: str) -> str:
    """What files like this are called: the name of this one without numbers and months."""
    words = re.sub(r"[\W\d_]+", " ", PurePath(file_name).stem).split()
    return " ".join(word for word in words if not as_month(f"{word} 2000"))[:60] or "New recipe"


def _spelled(like: Recipe, recipe: Recipe) -> list[RecipeColumn]:
    """The columns of a recipe that a file no longer has: spellings of those that are there, or no longer needed."""
    there = {(c.kind, c.field) for c in recipe.columns if not c.across}
    held = {(c.kind, c.said, c.field) for c in recipe.columns}
    gone = [c for c in like.columns if (c.kind, c.said, c.field) not in held]
    return [c if (c.kind, c.field) in there and not c.across else replace(c, needed=False) for c in gone]


def columns_guessed(given: Sequence[Shape], kind: str, catalogue: Catalogue, known: Recipe) -> list[RecipeColumn]:
    """What the columns of a file seem to be, in their order; those that a recipe knows are what it says."""
    taken: set[str] = set()
    found: list[RecipeColumn] = []
    of_areas = sum(shape.heading.casefold() in catalogue.meant["areas"] for shape in given)
    of_indicators = sum(shape.heading.casefold() in catalogue.meant["indicators"] for shape in given)
    named = any(_field(shape.heading, kind, set()) == "measure_id" for shape in given)
    no_names = kind == "indicators" and not named and sum(_are_figures(shape, kind) for shape in given) > 1
    for shape in given:
        heading = shape.heading
        if same := _same(known, heading, catalogue):
            taken |= {column.field for column in same}
            if known.recipe not in catalogue.recipes:  # which says nothing of how this authority writes
                same = [as_written(column, shape) for column in same]
            found += [column for column in same if column not in found]
        elif PLACEHOLDER.search(heading):
            left = tidied(PLACEHOLDER.sub("", heading).replace(ABOVE_BELOW.strip(), " "))
            found.append(as_written(RecipeColumn(kind, heading, _figure(left)), shape))
        elif of_areas > 1 and heading.casefold() in catalogue.meant["areas"]:
            found.append(as_written(RecipeColumn(kind, heading, "value", {"locality": heading}), shape))
        elif (of_indicators > 1 and heading.casefold() in catalogue.meant["indicators"]) or (
            no_names and _are_figures(shape, kind)
        ):
            found.append(as_written(RecipeColumn(kind, heading, "value", {"measure_id": heading}), shape))
        elif kind == "audits" and (within := _within_audit(shape, catalogue)):
            found.append(within)
        else:
            field = _field(heading, kind, taken)
            taken.add(field)
            found.append(as_written(RecipeColumn(kind, heading, field, needed=field != LEAVE_OUT), shape))
    return completed(found)


def completed(columns: Sequence[RecipeColumn]) -> list[RecipeColumn]:
    """The columns of audits, with the number of the audit for what is within it, too."""
    fields = {(column.kind, column.field) for column in columns}
    numbers = [column for column in columns if (column.kind, column.field) == ("audits", "audit_id")]
    within = [
        kind for kind in WITHIN_AUDITS if any(of == kind for of, _ in fields) and (kind, "audit_id") not in fields
    ]
    return [*columns, *(replace(column, kind=kind) for kind in within for column in numbers)]


def _within_audit(shape: Shape, catalogue: Catalogue) -> RecipeColumn | None:
    """What a heading says of an area of practice, or of a person that audits have no column for: one that the audit
    form has, or an area that the question seems to grade."""
    heading, form = shape.heading, catalogue.form
    named = {word.casefold(): part for part in form.of for word in (part.part, part.name)}
    part = named.get(heading.casefold())
    if part and part.kind == PERSON:
        if part.part in EXTRACTS["audits"].columns():
            return as_written(RecipeColumn("audits", heading, part.part), shape)
        return RecipeColumn("audit_people", heading, "took_part", {"person": part.part})
    if part and part.kind == AREA:
        return RecipeColumn("audit_areas", heading, "rating", {"area": part.part})
    if any(words in heading.casefold() for words in _PRACTICE):
        return RecipeColumn("audit_areas", heading, "rating", {"area": heading})
    return None


def _are_figures(shape: Shape, kind: str) -> bool:
    """Whether a column has numbers and its heading is no field, or no more than that of a value."""
    no_field = _field(shape.heading, kind, set()) in (LEAVE_OUT, "value")
    return no_field and sum(map(is_number, shape.cells)) > 0.5 * len(shape.cells)


def _same(known: Recipe, heading: str, catalogue: Catalogue) -> list[RecipeColumn]:
    """The columns of a recipe that a heading is."""
    by_name = [c for c in known.columns if c.said == heading.casefold()]
    return by_name or [column for column, _ in columns_of(known, heading, catalogue)]


def as_written(column: RecipeColumn, shape: Shape) -> RecipeColumn:
    """The column with the way in which its cells seem to be written, filled down where they are merged."""
    bare = [cell for cell in shape.cells if is_number(cell) and "%" not in cell]
    how: Written | None = None
    if column.field in FIGURES and any(
        re.fullmatch(r"[-£\d. ]*\d,\d{1,2}|[-£\d. ]*\d,\d{4,}", cell) for cell in shape.cells
    ):
        how = Written.DECIMAL_COMMA
    elif column.field == "value" and _are_fractions(bare):
        how = Written.FRACTIONS
    elif column.field == "month" and any(_is_month_first(cell) for cell in shape.cells):
        how = Written.MONTH_FIRST
    return replace(
        column, written=how or column.written, fill_down=shape.merged and column.field not in (*FIGURES, LEAVE_OUT)
    )


def _are_fractions(cells: Sequence[str]) -> bool:
    """Whether most numbers with decimals lie between 0 and 1; or all numbers, where none has any."""
    numbers = [float(cell.replace(",", "")) for cell in cells if re.fullmatch(r"[\d,]+(\.\d+)?", cell)]
    parted = [number for number in numbers if not number.is_integer()]
    return bool(parted) and sum(number < 1 for number in parted) > 0.5 * len(parted)


def _is_month_first(cell: str) -> bool:
    return as_day(cell) is None and bool(re.match(r"\d{1,2}/(1[3-9]|2\d|3[01])/\d{2,4}\b", cell))


def _figure(text: str) -> str:
    """Which figure a heading names beside a month."""
    return next((name for name in FIGURES[1:] if _is_called(text, _CALLED["indicators"][name])), "value")


def _is_called(heading: str, names: Iterable[str]) -> int:
    """How much of a heading one of some names says: 0 for none."""
    plain = f" {' '.join(re.sub(r'[^a-z%]+', ' ', heading.casefold()).split())} "
    said = (" ".join(re.sub(r"[^a-z%]+", " ", name).split()) for name in names)
    return max((len(name) for name in said if f" {name} " in plain), default=0)


def _field(heading: str, kind: str, taken: set[str]) -> str:
    known = _CALLED.get(kind, {name: (name.replace("_", " "),) for name in EXTRACTS[kind].column_names()})
    scores = {name: _is_called(heading, names) for name, names in known.items() if name not in taken}
    best = max(scores, key=lambda name: scores[name], default=LEAVE_OUT)
    return best if scores.get(best) else LEAVE_OUT


def _kind(given: Sequence[Shape]) -> str:
    """The kind of extract that most headings speak of."""

    def known(kind: str) -> int:
        return sum(bool(_field(shape.heading, kind, set()) != LEAVE_OUT) for shape in given)

    graded = any("grade" in shape.heading.casefold() or "rating" in shape.heading.casefold() for shape in given)
    audits = graded and not any(PLACEHOLDER.search(shape.heading) for shape in given)
    return "audits" if audits and known("audits") > known("indicators") else "indicators"


def _with_months(recipe: Recipe, grid: Grid, row: int, file_name: str) -> Recipe:
    """Where the month and the cut of a file stand, if no column has them."""
    has = any(column.field == "month" or "month" in column.placeholders for column in recipe.columns)
    if has or "month" not in EXTRACTS[recipe.kind].columns():
        return with_cut(recipe)
    place = ""
    if recipe.sheets == WITH_MONTH or len(months_in(grid.name)) == 1:
        place = SHEET
    for number, line in enumerate(grid.top[: row - 1], 1):
        for column, cell in enumerate(line, 1):
            if not place and len(months_in(cell, grid.from_1904)) == 1 and not is_number(cell):
                place = f"{CELL} {formatting.letters(column)}{number}"
    if not place and len(months_in(PurePath(file_name).stem)) == 1:
        place = FILE
    return replace(recipe, month_from=place, cut_from=place)


def with_cut(recipe: Recipe) -> Recipe:
    """The recipe with the newest month as its cut, if a column has months and nothing else says the cut."""
    fields = {name for column in recipe.columns for name in (column.field, *column.placeholders)}
    has_months = "month" in fields and "cut" not in fields
    return replace(recipe, cut_from=NEWEST) if has_months and not recipe.cut_from else recipe


def absent(recipe: Recipe) -> list[tuple[str, str]]:
    """Of each kind that a file becomes, the fields that an extract needs and the recipe has from nowhere."""
    found = []
    for kind in recipe.kinds:
        there = {c.field for c in recipe.columns if c.kind == kind}
        there |= {name for c in recipe.columns if c.kind == kind for name in (*c.says, *c.placeholders)}
        there |= {"month"} if recipe.month_from else set()
        there |= {"cut"} if recipe.cut_from else set()
        needed = [name for name in EXTRACTS[kind].columns() if name in EXTRACTS[kind].required()]
        found += [(kind, name) for name in needed if name not in there and "" not in recipe.words.get(name, {})]
    return found


def choices(kind: str, field: str, catalogue: Catalogue) -> tuple[str, ...]:
    """What may stand in a field: names of the catalogue or fixed words; of a figure, why there is none."""
    column = EXTRACTS[kind].columns().get(field)
    if column is None:
        return ()
    about = metadata(column)
    if "allowed" in about:
        return tuple(about["allowed"]())
    if "number" in reads(column):
        return tuple(MARKERS)
    listed = tuple(getattr(catalogue, about.get("names") or "", ()))
    return (ALL, *listed) if about.get("or_all") else listed


def unknown_words(recipe: Recipe, grids: Sequence[Grid], file_name: str, catalogue: Catalogue) -> list[Unknown]:
    """The words of a file that neither the recipe nor the catalogue explains, by field, the most frequent first. One
    that may mean the same in several fields is asked about once.

    Nothing written stands for figures that are empty, of which a marker says why. Raises ExtractError where the recipe
    can't read the file.
    """
    found: dict[tuple[tuple[str, ...], str], Unknown] = {}
    for sheet in sheets_of(recipe, grids, file_name, catalogue):
        assert sheet.told is not None
        contract = EXTRACTS[sheet.told.kind].columns()
        figures = [name for name in FIGURES if name in sheet.header]
        if figures and "marker" in contract and "" not in recipe.words.get("marker", {}):
            empty = sheet.cells.filter(pl.all_horizontal(pl.col(name) == "" for name in figures), _some(sheet)).height
            if empty:
                found[(), ""] = Unknown(("marker",), "", empty, "", tuple(MARKERS))
        for field in (name for name in sheet.header if name in contract):
            may, is_figure = choices(sheet.told.kind, field, catalogue), "number" in reads(contract[field])
            listed = metadata(contract[field]).get("names") or ""
            if reads(contract[field]) == "month":
                for text in sheet.cells[field].unique(maintain_order=True):
                    if text and as_month(text, sheet.from_1904) is None:
                        times = sheet.cells.filter(pl.col(field) == text).height
                        found[(field,), text] = Unknown((field,), tidied(text), times, "", ())
            if not may:
                continue
            for text, times in Counter(sheet.cells[field].to_list()).most_common():
                written, key = tidied(text), (may, tidied(text).casefold())
                if not written or _is_understood(written, field, may, listed, is_figure, catalogue):
                    continue
                if key in found:
                    known = found[key]
                    fields = tuple(dict.fromkeys((*known.fields, field)))
                    found[key] = replace(known, fields=fields, times=known.times + times)
                else:
                    near, first = ("", may) if is_figure else _likely(written, may, listed, catalogue)
                    found[key] = Unknown((field,), written, times, near, first)
    return [*found.values()]


def _some(sheet: Sheet) -> pl.Expr:
    """Whether a row has anything."""
    return pl.any_horizontal(pl.col(name) != "" for name in sheet.header)


def sheets_of(recipe: Recipe, grids: Sequence[Grid], file_name: str, catalogue: Catalogue) -> list[Sheet]:
    """A file as a recipe reads it, though it has other columns too. Raises ExtractError where it can't be read."""
    matched = matched_tables(recipe, grids, catalogue)
    if not matched:
        raise ExtractError(f"{file_name} has no such sheet.")
    read = read_with(recipe, matched, file_name, grids)
    for sheet in read:
        if isinstance(sheet, ExtractError):
            raise sheet
    return [sheet for sheet in read if isinstance(sheet, Sheet)]


def _is_understood(
    text: str, field: str, may: Sequence[str], listed: str, is_figure: bool, catalogue: Catalogue
) -> bool:
    if is_figure:
        return is_number(text) or text.casefold() in WRITTEN_MARKERS or bool(re.search(r"\d", text))
    if text.casefold() in {choice.casefold() for choice in may}:
        return True
    if field in TOTAL_COLUMNS and re.search(TOTAL if field == "measure_id" else TOTALS, text.casefold()):
        return catalogue.council.casefold() not in text.casefold()
    return text.casefold() in catalogue.meant.get(listed, {})


def _likely(text: str, may: Sequence[str], listed: str, catalogue: Catalogue) -> tuple[str, tuple[str, ...]]:
    """What a word seems to mean, empty where that is not plain; and all that it may mean, what is like it first."""
    named = {choice.casefold(): choice for choice in may} | dict(catalogue.meant.get(listed, {}))
    text = text.casefold()
    like = {name: difflib.SequenceMatcher(None, text, name).ratio() for name in named}
    first = tuple(dict.fromkeys(named[name] for name in sorted(like, key=lambda name: -like[name])))
    if listed == "areas" and catalogue.council.casefold() in text:
        return ALL, first
    begun = {short for name, short in named.items() if name.startswith(text)}
    near = [named[name] for name, ratio in like.items() if ratio >= _CLOSE and ratio == max(like.values())]
    return (begun.pop() if len(begun) == 1 else next(iter(near), "")), first


def _pairs(said: Mapping[str, str]) -> str:
    return "; ".join(f"{name}={text}" for name, text in said.items())


def files_of(recipe: Recipe) -> list[tuple[str, bytes]]:
    """The recipe as files of the catalogue: name and content."""
    one = {
        "recipe": recipe.recipe, "kind": recipe.kind, "about": recipe.about, "sheets": recipe.sheets,
        "header_rows": str(recipe.header_rows), "month_from": recipe.month_from, "cut_from": recipe.cut_from,
        "from_source": recipe.source, "whole_or_part": recipe.whole_or_part, "delimiter": recipe.delimiter,
        "encoding": recipe.encoding,
    }  # fmt: skip
    columns = [
        {
            "recipe": recipe.recipe, "kind": c.kind, "heading": c.heading, "field": c.field,
            "says": _pairs(c.says), "needed": YES if c.needed else NO,
            "written": c.written or "", "fill_down": YES if c.fill_down else NO, "only_where": _pairs(c.only_where),
        }
        for c in recipe.columns
    ]  # fmt: skip
    words = [
        {"recipe": recipe.recipe, "field": field, "written": text, "means": means}
        for field, of in recipe.words.items()
        for text, means in of.items()
    ]
    listed = zip(RECIPE_KINDS, ([one], columns, words), strict=True)
    return [(f"{kind}.csv", csv_content(rows)) for kind, rows in listed if rows]
