"""Show once how a kind of file is read: its table, its columns, its words; what is shown is kept as a recipe."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

import polars as pl
import streamlit as st

from analytics import formatting, tables
from analytics.catalogue import Catalogue, catalogue
from analytics.catalogue.recipes import (
    A_CELL,
    CELL,
    EVERY,
    FILE,
    FIRST,
    LEAVE_OUT,
    NEWEST,
    PLACEHOLDER,
    SHEET,
    WITH_MONTH,
    Recipe,
    RecipeColumn,
    Written,
)
from analytics.errors import UserFacingError
from analytics.extracts import EXTRACTS, Options, check_files
from analytics.extracts.catalogue_fields import fields, heading, one_line
from analytics.extracts.checking import check
from analytics.extracts.contracts import MARKERS
from analytics.extracts.kinds.recipes import fields_of, kinds_of_files
from analytics.extracts.opening import grids, nearest_recipe
from analytics.extracts.recipes import Grid, all_recipes, drafting
from analytics.extracts.recipes.drafting import Shape, Unknown
from analytics.store import Incoming, Prepared, Store, prepare, store_prepared
from analytics.store.scope import PART, WHOLE
from pages import components
from pages.catalogue_field import one_field

SHOWN = "file whose reading is shown"
STEPS = ("The table", "The columns", "The words")
TOP, PREVIEWED, TRIED = 15, 8, 2_000  # rows that are shown, of the extract, and that the preview is worked out from
NOT_SAID, NEW, NOTHING = "not said", "something new", ""
NAMED = {"locality": "area", "measure_id": "indicator"}
_WRITTEN: dict[Written | None, str] = {
    None: "as usual", Written.FRACTIONS: "fractions: 0.581 is 58.1%", Written.DECIMAL_COMMA: "decimal comma: 58,1",
    Written.MONTH_FIRST: "month first: 9/30/2024",
}  # fmt: skip


@dataclass
class Showing:
    """A file whose reading is being shown, and the recipe as it stands; `like` is the one that it was begun with, and
    `row` the last one of the header."""

    file: Incoming
    tables: Sequence[Grid]
    recipe: Recipe
    row: int
    like: Recipe | None = None
    step: int = 0
    lines: list[tuple[str, dict[str, str]]] = field(default_factory=list)  # new lines of the catalogue, by kind

    @property
    def table(self) -> Grid:
        """The table that the steps show."""
        read = drafting.chosen(self.recipe, self.tables)
        return read[-1] if read else self.tables[0]


def begin(file: Incoming, name: str = "") -> None:
    """Begin to show how a file is read: by a recipe of that name, by the one that comes nearest, or from scratch."""
    known = catalogue()
    found = grids(file.content, file.file_name)
    like = all_recipes(known)[name] if name else nearest_recipe(file.content, file.file_name, known)
    recipe = drafting.drafted(found, file.file_name, known, like)
    table = drafting.chosen(recipe, found)[-1]
    row = drafting.header_row(recipe, table, known) if like else drafting.header_guessed(table)[0]
    st.session_state[SHOWN] = Showing(file, found, recipe, row, like, 2 if name else 1 if like else 0)


def recipe_form(store: Store) -> Prepared | None:
    """The steps; at the end the file, read with the recipe that was kept."""
    showing: Showing = st.session_state[SHOWN]
    with st.container(border=True):
        st.subheader(f"How {showing.file.file_name} is read")
        st.caption(f"Step {showing.step + 1} of 3: {STEPS[showing.step].lower()}")
        try:
            done = (the_table, the_columns, the_words)[showing.step](store, showing)
        except UserFacingError as problem:
            st.error(str(problem))
            done = None
        left, right = st.columns(2)
        if showing.step and left.button("Back"):
            showing.step -= 1
            st.rerun()
        if right.button("Leave it"):
            st.session_state.pop(SHOWN)
            st.rerun()
    return done


def onward(showing: Showing, recipe: Recipe) -> None:
    """Keep what the step says, and go to the next one."""
    showing.recipe = recipe
    showing.step += 1
    st.rerun()


def the_table(_: Store, showing: Showing) -> None:
    """Which sheets and rows the table is, and where its month stands."""
    recipe, names = showing.recipe, [grid.name for grid in showing.tables]
    kind = st.selectbox(
        "What one row or figure is", kinds := kinds_of_files(), kinds.index(recipe.kind), format_func=words
    )
    sheets = recipe.sheets
    if len(names) > 1:
        either = {FIRST: "The first sheet", EVERY: "Every sheet", WITH_MONTH: "The sheets with a month in their name"}
        either |= {name: f"The sheet “{name}”" for name in names}
        sheets = st.selectbox("Sheets", list(either), list(either).index(sheets), format_func=either.__getitem__)
    showing.recipe = recipe = replace(recipe, sheets=sheets, kind=kind)
    table = showing.table
    components.html(tables.records.cells(top_rows(table), "The first rows, as they are"), key="recipe-top")
    left, right = st.columns(2)
    row = left.number_input("Last row of the header", 1, len(table.top), min(showing.row, len(table.top)))
    rows = right.selectbox("Rows of the header", [1, 2], recipe.header_rows - 1)
    month = place("The month of a figure stands", recipe.month_from, "in a column or a heading")
    cut = place("The data month (the cut) is", recipe.cut_from, "in a column of its own", newest=True)
    if st.button("Next: the columns", type="primary"):
        showing.row = int(row)
        recipe = replace(recipe, header_rows=rows, month_from=month, cut_from=cut)
        given = drafting.shapes(table, showing.row, rows)
        columns = drafting.columns_guessed(given, kind, catalogue(), showing.like or replace(recipe, columns=()))
        onward(showing, replace(recipe, columns=tuple(columns)))


def words(kind: str) -> str:
    return EXTRACTS[kind].IN_WORDS


def top_rows(table: Grid) -> pl.DataFrame:
    """The first rows of a table, with the letters of its columns."""
    width = max((len(line) for line in table.top), default=0)
    lines = [[str(n), *line, *[""] * (width - len(line))] for n, line in enumerate(table.top[:TOP], 1)]
    return pl.DataFrame(lines, schema=["Row", *map(formatting.letters, range(1, width + 1))], orient="row")


def place(label: str, given: str, absent: str, *, newest: bool = False) -> str:
    """Where a month stands."""
    either = {"": absent} | ({NEWEST: "the newest month of the file"} if newest else {})
    either |= {SHEET: "in the name of the sheet", FILE: "in the name of the file", CELL: "in a cell above the table"}
    known = CELL if given.startswith(CELL) else given
    said = st.selectbox(label, list(either), list(either).index(known), format_func=either.__getitem__)
    if said != CELL:
        return said
    cell = st.text_input("The cell, such as B2", given.removeprefix(CELL).strip(), key=f"cell {label}").strip().upper()
    if not A_CELL.fullmatch(f"{CELL} {cell}"):
        st.caption("Write the cell as a letter and a row, such as B2.")
        return ""
    return f"{CELL} {cell}"


def the_columns(_: Store, showing: Showing) -> None:
    """Which field each column is, and how its cells are written."""
    recipe, like = showing.recipe, showing.like
    given = drafting.shapes(showing.table, showing.row, recipe.header_rows)
    if like is not None:
        known = {c.said for c in like.columns}
        gone = [
            h
            for h in known - {s.heading.casefold() for s in given}
            if any(h == c.said and c.needed for c in like.columns)
        ]
        new = [shape for shape in given if shape.heading.casefold() not in known]
        said = [f"New: {formatting.joined([f'“{shape.heading}”' for shape in new])}."] if new else []
        said += [f"No longer there: {formatting.joined([f'“{h}”' for h in gone])}."] if gone else []
        st.info(f"This is the recipe “{like.recipe}”. {' '.join(said)}")
        columns = [column for shape in new for column in one_column(showing, shape)]
        with st.expander("Columns that are as before"):
            columns += [c for shape in given if shape not in new for c in one_column(showing, shape)]
    else:
        columns = [column for shape in given for column in one_column(showing, shape)]
    if st.button("Next: the words", type="primary"):
        onward(showing, replace(recipe, columns=tuple(drafting.completed(columns))))


def one_column(showing: Showing, shape: Shape) -> list[RecipeColumn]:
    """A column: its heading with samples, and what it is said to be; nothing where it stays as it was."""
    recipe = showing.recipe
    held = [c for c in recipe.columns if c.said == shape.heading.casefold()]
    first = held[0] if held else RecipeColumn(recipe.kind, shape.heading, LEAVE_OUT, needed=False)
    options = field_options(recipe.kind, shape.heading)
    at = (first.kind, first.field, next(iter(first.says), ""))
    of = f": {formatting.counted(shape.columns, 'column')}" if shape.columns > 1 else ""
    left, middle = st.columns([3, 2])
    chosen = left.selectbox(
        f"{shape.heading}{of}", options, options.index(at) if at in options else 0, format_func=field_words,
        help=f"For example: {formatting.joined([f'“{s[:40]}”' for s in shape.samples]) or 'nothing'}.",
        key=f"column {shape.heading}",
    )  # fmt: skip
    left.caption(" · ".join(sample[:30] for sample in shape.samples) or "empty")
    kind, name, across = chosen
    if name == LEAVE_OUT:
        return [RecipeColumn(recipe.kind, shape.heading, LEAVE_OUT, needed=False)]
    how, fill = first.written, first.fill_down
    if name in (*drafting.FIGURES, "month"):
        how = middle.selectbox(
            "Written", [*_WRITTEN], [*_WRITTEN].index(how), format_func=_WRITTEN.__getitem__,
            key=f"written {shape.heading}",
        )  # fmt: skip
    else:
        fill = middle.checkbox("Empty cells have the value above", fill, key=f"fill {shape.heading}")
    says = {across: first.says.get(across, shape.heading)} if across else {}
    if across == "area":
        label = "The area of practice that it grades"
        says = {across: middle.text_input(label, says[across], key=f"says {shape.heading}")}
    changed = RecipeColumn(kind, shape.heading, name, says, first.needed or not held, how, fill)
    return [changed, *(held[1:] if at == chosen else [])]


def field_options(kind: str, heading: str) -> list[tuple[str, str, str]]:
    """What a column may be: kind, field, and of which field the heading says the value."""
    if PLACEHOLDER.search(heading):
        return [(kind, LEAVE_OUT, ""), *((kind, figure, "") for figure in drafting.FIGURES)]
    options = [(kind, name, "") for name in (LEAVE_OUT, *fields_of(kind)[:-1])]
    if kind == "indicators":
        options += [(kind, figure, of) for of in NAMED for figure in drafting.FIGURES]
    if kind == "audits":
        options.append(("audit_areas", "rating", "area"))
    return options


def field_words(option: tuple[str, str, str]) -> str:
    kind, name, across = option
    if name == LEAVE_OUT:
        return "leave it out"
    if kind == "audit_areas" and across:
        return "rating of an area of practice"
    return f"{field_name(name)} of the {NAMED[across]} in the heading" if across else field_name(name)


def field_name(name: str) -> str:
    """A field of an extract in words."""
    return NAMED.get(name, heading(name).lower())


def the_words(store: Store, showing: Showing) -> Prepared | None:
    """What the words of the file mean, what the file does not say, the preview, and the name."""
    known, recipe = catalogue(), showing.recipe
    tried = [few(grid) for grid in showing.tables]
    meanings = {name: dict(of) for name, of in recipe.words.items()}
    lines: list[tuple[str, dict[str, str]]] = []
    unknown = drafting.unknown_words(recipe, showing.tables, showing.file.file_name, known)
    if unknown:
        st.write("Say once what these words mean. What is not said is refused until somebody does.")
    for number, word in enumerate(unknown):
        means = one_word(word, number)
        if means == NEW:
            kind, texts = new_line(known, word, number)
            lines.append((kind, texts))
            means = texts[EXTRACTS[kind].KEY[0]]
        if means != NOT_SAID:
            for name in word.fields:
                meanings.setdefault(name, {})[word.written.casefold()] = means
    for kind, name in drafting.absent(recipe):
        may = drafting.choices(kind, name, known)
        label = f"The {field_name(name)}, which the file does not have, is always"
        usual = next((at for at, choice in enumerate(may) if choice in ("completed", "x")), 0)
        always = (
            st.selectbox(label, may, usual, key=f"always {name}") if may else st.text_input(label, key=f"always {name}")
        )
        if always:
            meanings.setdefault(name, {})[""] = always
    recipe = replace(recipe, words=meanings)
    try:
        preview(showing, recipe, tried, lines, known)
    except UserFacingError as problem:
        st.error(str(problem))
    name = st.text_input(
        "Keep it as", recipe.recipe, max_chars=60, help="Next month's file of this shape is then read by itself."
    )
    if st.button("Keep the recipe and read the file", type="primary", disabled=not name.strip()):
        return keep(store, showing, replace(recipe, recipe=name.strip()), lines)
    return None


def few(grid: Grid) -> Grid:
    """The first rows of a table, of which a preview is worked out."""
    return replace(grid, rows=lambda: islice(grid.rows(), TRIED))


def one_word(word: Unknown, number: int) -> str:
    """What a word means: something known, something new, that the row is left out, or that nothing was said."""
    of = formatting.joined([field_name(name) for name in word.fields])
    label = f"“{word.written}” as {of} ({word.times})"
    options = [NOT_SAID, *([NOTHING] if set(word.fields) & set(drafting.FIGURES) else []), *word.choices, LEAVE_OUT]
    options += [NEW] if set(word.fields) & {"measure_id", "locality"} else []
    if not word.written:
        label, options = f"No figure ({word.times})", [NOT_SAID, *word.choices]
    at = options.index(word.near) if word.near else 0
    key = f"word {number} {word.written}"
    return st.selectbox(label, options, at, format_func=meaning_words, key=key)


def meaning_words(means: str) -> str:
    known = catalogue()
    if means in known.indicators:
        return f"{known.indicators[means].name} ({means})"
    said = {
        NOT_SAID: "not said",
        NOTHING: "nothing is there",
        LEAVE_OUT: "leave these rows out",
        NEW: "something new …",
    }
    marked = f"{MARKERS[means]} ({means})" if means in MARKERS else means
    return said.get(means) or (known.area_name(means) if means in known.areas else marked)


def new_line(known: Catalogue, word: Unknown, number: int) -> tuple[str, dict[str, str]]:
    """A line of the catalogue for what is new: an indicator or an area."""
    kind = "definitions" if "measure_id" in word.fields else "areas"
    usual = {
        "name": word.written,
        "area": word.written,
        "definition": word.written,
        "counted": "cases",
        "theme": "Other",
    }
    usual |= {"measure_id": drafting.short_name(word.written), "polarity": "information", "window": "month"}
    texts = {}
    with st.expander(f"The new {'indicator' if kind == 'definitions' else 'area'} “{word.written}”", expanded=True):
        for one in fields(kind):
            value = usual.get(one.name, one.usual)
            asked = one.required or one.name in ("unit", "decimals", "level")
            texts[one.name] = one_field(known, one, value, f"new {number} {one.name}", False, False) if asked else value
    return kind, texts


def preview(
    showing: Showing,
    recipe: Recipe,
    tried: Sequence[Grid],
    lines: Sequence[tuple[str, dict[str, str]]],
    known: Catalogue,
) -> None:
    """The first rows as the extract has them, and what becomes of the rows."""
    with_new = check_files([one_line(*line) for line in lines], known)[1] if lines else known
    for number, sheet in enumerate(drafting.sheets_of(recipe, tried, showing.file.file_name, with_new)):
        checked = check(sheet, with_new, Options())
        st.markdown(
            f"**{words(checked.kind).capitalize()}**, cut {checked.cut:%B %Y}: of {checked.rows_in:,} rows "
            f"{checked.accepted.height:,} are accepted, {checked.refused:,} refused, {checked.totals:,} totals and "
            f"{checked.blank:,} blank."
        )
        shown = checked.accepted.select(name for name in checked.accepted.columns if name in sheet.header)
        components.html(
            tables.records.cells(shown.head(PREVIEWED), "The first rows of the extract"), key=f"recipe-rows-{number}"
        )
        if checked.refused:
            components.html(tables.records.refusals(checked.refusals, checked.refused), key=f"recipe-refused-{number}")


def keep(store: Store, showing: Showing, recipe: Recipe, lines: Sequence[tuple[str, dict[str, str]]]) -> Prepared:
    """Store the new lines and the recipe, and read the file with it."""
    why = f"For the recipe “{recipe.recipe}”"
    if lines:
        prepared = prepare(catalogue(), [Incoming(*one_line(*line)) for line in lines])
        store_prepared(store, prepared, scope=PART, reason=why)
    prepared = prepare(catalogue(), [Incoming(*one) for one in drafting.files_of(recipe)])
    store_prepared(store, prepared, scope=WHOLE, reason=why)
    showing.recipe = showing.like = recipe
    read = prepare(catalogue(), [showing.file], Options(recipe=recipe.recipe))
    st.session_state.pop(SHOWN)
    return read
