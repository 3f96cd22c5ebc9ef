"""Show once how a kind of file is read: its table, its columns, its words; what is shown is kept as a recipe."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import TypeVar

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
from analytics.extracts.dates import NOT_MONTHS, headings
from analytics.extracts.kinds.recipes import fields_of, kinds_of_files
from analytics.extracts.opening import grids, nearest_recipe
from analytics.extracts.recipes import Grid, all_recipes, chosen, drafting
from analytics.extracts.recipes.drafting import Shape, Unknown
from analytics.store import Incoming, Store, prepare, store_prepared
from analytics.store.scope import PART, WHOLE
from pages import components, national_form
from pages.catalogue_field import one_field
from pages.components import LONGEST_TEXT
from pages.national_form import ShowingNational

T = TypeVar("T")
Line = tuple[str, dict[str, str]]  # of the catalogue: its kind, and the text of each of its fields
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
    layout: tuple[object, ...] = ()  # of the table that the columns were worked out for
    said: dict[str, object] = field(default_factory=dict)  # what was chosen, by the key of its field

    @property
    def table(self) -> Grid:
        """The table that the steps show."""
        read = chosen(self.recipe, self.tables)
        return read[-1] if read else self.tables[0]


def begin(file: Incoming, name: str = "") -> None:
    """Begin to show how a file is read: by a recipe of that name, by the one that comes nearest, or from scratch."""
    known = catalogue()
    found = grids(file.content, file.file_name)
    if national := national_form.begun(file, found):
        st.session_state[SHOWN] = national
        return
    like = all_recipes(known)[name] if name else nearest_recipe(file.content, file.file_name, known)
    recipe = drafting.drafted(found, file.file_name, known, like)
    table = chosen(recipe, found)[-1]
    row = drafting.header_row(recipe, table, known) if like else drafting.header_guessed(table)[0]
    layout = recipe.kind, recipe.sheets, row, recipe.header_rows
    st.session_state[SHOWN] = Showing(file, found, recipe, row, like, 2 if name else 1 if like else 0, layout)


def recipe_form(store: Store) -> bool:
    """The steps; whether the recipe was kept, so that the files can be read with it."""
    showing: Showing | ShowingNational = st.session_state[SHOWN]
    kept = False
    with st.container(border=True):
        try:
            if isinstance(showing, ShowingNational):
                if recipe := national_form.form(showing):
                    keep(store, recipe, ())
                    kept = True
            else:
                kept = the_step(store, showing)
        except UserFacingError as problem:
            st.error(str(problem))
        with st.container(horizontal=True):
            if isinstance(showing, Showing) and showing.step and st.button("Back"):
                showing.step -= 1
                st.rerun()
            if not kept and st.button("Stop, and keep nothing"):
                st.session_state.pop(SHOWN)
                st.rerun()
    return kept


def the_step(store: Store, showing: Showing) -> bool:
    """One of the three steps; whether the recipe was kept."""
    st.subheader(f"How {showing.file.file_name} is read")
    st.caption(f"Step {showing.step + 1} of 3: {STEPS[showing.step].lower()}")
    if showing.step == 0:
        the_table(showing)
    elif showing.step == 1:
        the_columns(showing)
    else:
        return the_words(store, showing)
    return False


def choose(showing: Showing, key: str, label: str, options: Sequence[T], usual: T, words: Callable[[T], str]) -> T:
    """A choice that is still there when somebody comes back to its step."""
    at = showing.said.get(key, usual)
    chosen = st.selectbox(label, options, options.index(at) if at in options else 0, format_func=words, key=key)
    showing.said[key] = chosen
    return chosen


def onward(showing: Showing, recipe: Recipe) -> None:
    """Keep what the step says, and go to the next one."""
    showing.recipe = recipe
    showing.step += 1
    st.rerun()


def the_table(showing: Showing) -> None:
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
    st.caption("The first rows, as they are")
    st.dataframe(drafting.first_rows(table, TOP), hide_index=True)
    left, right = st.columns(2)
    row = left.number_input("Last row of the header", 1, len(table.top), min(showing.row, len(table.top)))
    rows = right.selectbox("Rows of the header", [1, 2], recipe.header_rows - 1)
    month = place("The month of a figure stands", recipe.month_from, "in a column or a heading")
    cut = place("The data month (the cut) is", recipe.cut_from, "in a column of its own", newest=True)
    if st.button("Next: the columns", type="primary"):
        recipe = replace(recipe, header_rows=rows, month_from=month, cut_from=cut)
        layout = kind, sheets, row, rows
        if showing.layout != layout:
            showing.row, showing.layout = int(row), layout
            given = drafting.shapes(table, showing.row, rows)
            known = showing.like or replace(recipe, columns=())
            recipe = replace(recipe, columns=tuple(drafting.columns_guessed(given, kind, catalogue(), known)))
        onward(showing, recipe)


def words(kind: str) -> str:
    return EXTRACTS[kind].IN_WORDS


def place(label: str, given: str, absent: str, *, newest: bool = False) -> str:
    """Where a month stands."""
    either = {"": absent} | ({NEWEST: "the newest month of the file"} if newest else {})
    either |= {SHEET: "in the name of the sheet", FILE: "in the name of the file", CELL: "in a cell above the table"}
    known = CELL if given.startswith(CELL) else given
    said = st.selectbox(label, list(either), list(either).index(known), format_func=either.__getitem__)
    if said != CELL:
        return said
    said = st.text_input("The cell, such as B2", given.removeprefix(CELL).strip(), max_chars=10, key=f"cell {label}")
    cell = said.strip().upper()
    if not A_CELL.fullmatch(f"{CELL} {cell}"):
        st.caption("Write the cell as a letter and a row, such as B2.")
        return ""
    return f"{CELL} {cell}"


def the_columns(showing: Showing) -> None:
    """Which field each column is, and how its cells are written."""
    recipe, like = showing.recipe, showing.like
    given = drafting.shapes(showing.table, showing.row, recipe.header_rows)
    for what, remedy in NOT_MONTHS.items():
        if wrong := [f"“{s.heading}”" for s in given if headings([s.heading])[0] == what]:
            st.warning(f"Headings that are {what}: {formatting.joined(wrong)}. {remedy}")
    folded = []
    if like is not None:
        known = {column.said for column in like.columns}
        folded = [shape for shape in given if shape.heading.casefold() in known]
        new = [f"“{shape.heading}”" for shape in given if shape not in folded]
        there = {shape.heading.casefold() for shape in given}
        gone = [f"“{c.heading}”" for c in like.columns if c.said not in there and not (c.across or "*" in c.heading)]
        said = [f"{what} {formatting.joined(of)}." for what, of in (("New:", new), ("No longer there:", gone)) if of]
        st.info(f"This is the recipe “{like.recipe}”. {' '.join(said)}")
    columns = [column for shape in given if shape not in folded for column in one_column(showing, shape)]
    if folded:
        with st.expander("Columns that are as before"):
            columns += [column for shape in folded for column in one_column(showing, shape)]
    others = [c for c in recipe.columns if c.said not in {shape.heading.casefold() for shape in given}]
    showing.recipe = drafting.with_cut(replace(recipe, columns=tuple(drafting.completed([*columns, *others]))))
    if st.button("Next: the words", type="primary"):
        onward(showing, showing.recipe)


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
        key = f"says {shape.heading}"
        says = {across: middle.text_input(label, says[across], max_chars=LONGEST_TEXT, key=key)}
    if across == "person":
        people = catalogue().form.people
        at_first = [*people].index(says[across]) if says[across] in people else 0
        label, words = "The person of whom it tells", lambda person: people[person].name
        says = {across: middle.selectbox(label, [*people], at_first, words, key=f"says {shape.heading}")}
    needed = first.needed or first.field == LEAVE_OUT
    changed = RecipeColumn(kind, shape.heading, name, says, needed, how, fill)
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
        options += [("audit_people", "took_part", "person")] if catalogue().form.people else []
    return options


def field_words(option: tuple[str, str, str]) -> str:
    kind, name, across = option
    if name == LEAVE_OUT:
        return "leave it out"
    if kind == "audit_areas" and across:
        return "rating of an area of practice"
    if kind == "audit_people" and across:
        return "whether a person took part"
    return f"{field_name(name)} of the {NAMED[across]} in the heading" if across else field_name(name)


def field_name(name: str) -> str:
    """A field of an extract in words."""
    return NAMED.get(name, heading(name).lower())


def the_words(store: Store, showing: Showing) -> bool:
    """What the words of the file mean, what the file does not say, the preview, and the name."""
    known, recipe = catalogue(), showing.recipe
    if out := [f"“{column.heading}”" for column in recipe.columns if column.field == LEAVE_OUT]:
        st.caption(f"Columns that are left out: {formatting.joined(out)}.")
    meanings = {name: dict(of) for name, of in recipe.words.items()}
    lines: list[Line] = []
    unsaid = 0
    unknown = drafting.unknown_words(recipe, showing.tables, showing.file.file_name, known)
    if unknown:
        st.write("Say once what these words mean. Rows with a word of which nothing is said are refused.")
    for number, word in enumerate(unknown):
        means = one_word(showing, word)
        if means == NEW:
            lines.append(new_line(known, word, number))
            means = lines[-1][1][EXTRACTS[lines[-1][0]].KEY[0]]
        unsaid += means == NOT_SAID
        if means != NOT_SAID:
            for name in word.fields:
                meanings.setdefault(name, {})[word.written.casefold()] = means
    lacking = []
    nowhere = [name for _, name in drafting.absent(recipe) if name in (*drafting.MONTHS, *drafting.FIGURES)]
    for kind, name in drafting.absent(recipe):
        if name not in nowhere:
            if always := always_said(showing, kind, name):
                meanings.setdefault(name, {})[""] = always
            else:
                lacking.append(field_name(name))
    recipe = replace(recipe, words=meanings)
    wrong = [f"The {formatting.joined(lacking)} must be said."] if lacking else already_there(known, lines)
    if nowhere:
        wrong = [f"Nothing says the {formatting.joined(nowhere)}. Go back, and say in which column or where it stands."]
    try:
        wrong += [] if wrong else preview(showing, recipe, lines, known)
    except UserFacingError as problem:
        wrong.append(str(problem))
    given = st.text_input("Keep it as", str(showing.said.get("name", recipe.recipe)), max_chars=60).strip()
    showing.said["name"] = given
    begun_with = showing.like.recipe if showing.like and showing.like.recipe in known.recipes else ""
    if given in all_recipes(known) and given != begun_with:
        wrong.append(f"There is a recipe called “{given}”. Choose another name.")
    for said in wrong:
        st.error(said)
    if unsaid:
        st.write(f"Of {formatting.counted(unsaid, 'word', 'words')} nothing is said yet.")
    if st.button("Keep the recipe and read the file", type="primary", disabled=bool(wrong) or not given):
        keep(store, replace(recipe, recipe=given), lines)
        return True
    return False


def always_said(showing: Showing, kind: str, name: str) -> str:
    """What a field always is that the file does not have; empty where nothing is said."""
    may = drafting.choices(kind, name, catalogue())
    label, key = f"The {field_name(name)}, which the file does not have, is always", f"always {kind} {name}"
    if may:
        usual = next((choice for choice in may if choice in ("completed", "x")), NOT_SAID)
        said = choose(showing, key, label, (NOT_SAID, *may), usual, meaning_words)
        return "" if said == NOT_SAID else said
    before = str(showing.said.get(key, ""))
    showing.said[key] = st.text_input(label, before, max_chars=LONGEST_TEXT, key=key).strip()
    return str(showing.said[key])


def already_there(known: Catalogue, lines: Sequence[Line]) -> list[str]:
    """What is wrong with new lines of the catalogue: names that are taken, and fields that can't be."""
    wrong = []
    for kind, texts in lines:
        key = EXTRACTS[kind].KEY[0]
        if texts[key] in known.rows[kind][key] if kind in known.rows else False:
            wrong.append(
                f"{heading(key)} “{texts[key]}” is there already. Choose it above, or give the new one another."
            )
    if lines and not wrong:
        for account in check_files([one_line(*line) for line in lines], known)[0]:
            for _, column, value, problem, _ in (row for one in account for row in one.refusals.rows()):
                wrong.append(f"{heading(column)}: {f'“{value}” ' if value else ''}{problem}")
    return wrong


def few(grid: Grid) -> Grid:
    """The first rows of a table, of which a preview is worked out."""
    return replace(grid, rows=lambda: islice(grid.rows(), TRIED))


def one_word(showing: Showing, word: Unknown) -> str:
    """What a word means: something known, something new, that the row is left out, or that nothing was said."""
    of = formatting.joined([field_name(name) for name in word.fields])
    label, key = f"“{word.written}” as {of}, {formatting.counted(word.times, 'row')}", f"word {of} {word.written}"
    if not word.choices:  # a month, which has no list
        said = st.text_input(
            f"{label}: which month is it?", str(showing.said.get(key, "")), max_chars=20, key=key, placeholder="2024-09"
        )
        showing.said[key] = said.strip()
        return said.strip() or NOT_SAID
    options = [NOT_SAID, *([NOTHING] if set(word.fields) & set(drafting.FIGURES) else []), *word.choices, LEAVE_OUT]
    options += [NEW] if set(word.fields) & {"measure_id", "locality"} else []
    if not word.written:
        label, options = f"No figure, {formatting.counted(word.times, 'row')}", [NOT_SAID, *word.choices]
    return choose(showing, key, label, options, word.near or NOT_SAID, meaning_words)


def meaning_words(means: str) -> str:
    known = catalogue()
    if means in known.indicators:
        return f"{known.indicators[means].name} ({means})"
    said = {
        NOT_SAID: "not said",
        NOTHING: "nothing is there",
        LEAVE_OUT: "leave these rows out",
        NEW: "something new, which the catalogue gets",
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


def preview(showing: Showing, recipe: Recipe, lines: Sequence[Line], known: Catalogue) -> list[str]:
    """The first rows as the extract has them, and what becomes of the rows; returns why there is nothing to keep."""
    with_new = check_files([one_line(*line) for line in lines], known)[1] if lines else known
    accepted = 0
    sheets = drafting.sheets_of(recipe, [*map(few, showing.tables)], showing.file.file_name, with_new)
    for number, sheet in enumerate(sheets):
        checked = check(sheet, with_new, Options())
        accepted += checked.accepted.height
        st.markdown(
            f"**{words(checked.kind).capitalize()}**, data month {checked.cut:%B %Y}: of {checked.rows_in:,} rows "
            f"{checked.accepted.height:,} are accepted, {checked.refused:,} refused, {checked.totals:,} totals and "
            f"{checked.blank:,} blank."
        )
        shown = checked.accepted.select(name for name in checked.accepted.columns if name in sheet.header)
        named = shown.head(PREVIEWED).rename({name: field_name(name) for name in shown.columns})
        st.dataframe(named, hide_index=True)
        if checked.refused:
            found = tables.records.refusals(checked.refusals, checked.refused)
            components.html(found, key=f"recipe-refused-{number}")
    return [] if accepted else ["No row is accepted yet, so that there is nothing to keep."]


def keep(store: Store, recipe: Recipe, lines: Sequence[Line]) -> None:
    """Store the new lines of the catalogue, and the recipe."""
    why = f"For the recipe “{recipe.recipe}”"
    if lines:
        prepared = prepare(catalogue(), [Incoming(*one_line(*line)) for line in lines])
        store_prepared(store, prepared, scope=PART, reason=why)
    prepared = prepare(catalogue(), [Incoming(*one) for one in drafting.files_of(recipe)])
    store_prepared(store, prepared, scope=WHOLE, reason=why)
    st.session_state.pop(SHOWN)
