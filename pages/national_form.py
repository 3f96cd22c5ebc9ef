"""Show once which figures of a file of national statistics are shown with which indicators."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import streamlit as st

from analytics import formatting, tables
from analytics.catalogue import Catalogue, catalogue
from analytics.catalogue.recipes import Recipe, RecipeColumn
from analytics.errors import UserFacingError
from analytics.extracts.national import of_areas
from analytics.extracts.recipes import Grid, all_recipes, drafting_national
from analytics.extracts.recipes.drafting_national import (
    AS_WRITTEN,
    EACH,
    FRACTION,
    STRETCHES,
    Draft,
    Figure,
    Proposal,
)
from analytics.indicators.reported import own_code
from analytics.store import Incoming
from pages import components

FIELDS = {
    "value": "a percentage or rate",
    FRACTION: "a percentage, as a fraction: 0.581 is 58.1%",
    "numerator": "a number",
    "denominator": "what it is out of",
}
ENGLAND = "E92000001"
GONE = "no longer there"


@dataclass(frozen=True)
class ShowingNational:
    """A file of national statistics that is being shown, and the rows of it that are looked at."""

    file: Incoming
    draft: Draft
    rows: Grid


def begun(file: Incoming, tables: Sequence[Grid]) -> ShowingNational | None:
    """None for files that are no national statistics. Raises ExtractError where no recipe could read it."""
    draft = drafting_national.begun(tables, file.file_name, catalogue())
    return ShowingNational(file, draft, of_areas(draft.found, [own_code(), ENGLAND])) if draft else None


def form(showing: ShowingNational) -> Recipe | None:
    """The recipe, once somebody saves it."""
    known, draft, name = catalogue(), showing.draft, showing.file.file_name
    st.subheader("Which of its figures are shown with your indicators?")
    st.caption(name)
    wrong: list[str] = []
    names, texts = new_names(draft, wrong), filter_texts(draft)
    before = [c for c in drafting_national.kept(draft, names, texts) if GONE not in (c.heading, *c.only_where)]
    asked = drafting_national.figures(draft, texts)
    if not asked:
        wrong.append("No row of the file has these texts together. Choose others.")
    if len(asked) > drafting_national.MOST:
        wrong.append(f"These are {len(asked):,} figures. Choose one text for more of the columns.")
        asked = []
    open_ones = [figure for figure in asked if not figure.is_of((*before, *draft.read))]
    columns = [*before, *chosen(draft, open_ones, before, known)]
    if rest := [figure for figure in asked if figure not in open_ones]:
        with st.expander(f"{formatting.counted(len(rest), 'figure is', 'figures are')} read already"):
            columns += chosen(draft, rest, before, known)
    if not columns:
        st.write("Choose an indicator for at least one figure.")
    recipe = drafting_national.recipe_of(draft, columns, name, known)
    if columns and not wrong:
        try:
            preview(showing, recipe, known)
        except UserFacingError as problem:
            wrong.append(str(problem))
    usual = recipe.recipe
    given = st.text_input("Save the recipe as", usual, max_chars=60).strip()
    if given in all_recipes(known) and not (draft.like and given == draft.like.recipe and given in known.recipes):
        wrong.append(f"There is a recipe called “{given}”. Choose another name.")
    for said in wrong:
        st.error(said)
    saved = st.button("Save and load", type="primary", disabled=bool(wrong) or not (columns and given))
    return replace(recipe, recipe=given) if saved else None


def new_names(draft: Draft, wrong: list[str]) -> dict[str, str]:
    """What the headings are called now that the recipe looks for in vain; adds to `wrong` what is not said."""
    names: dict[str, str] = {}
    likely = drafting_national.renamed(draft)
    if draft.missing and draft.like:
        st.info(f"The recipe “{draft.like.recipe}” reads such files. It looks for columns that this one does not have.")
    for heading in draft.missing:
        options = [*draft.new, GONE]
        at = options.index(likely[heading]) if heading in likely else None
        label = f"“{heading}” is now called"
        if now := st.selectbox(label, options, at, placeholder="not said", key=f"renamed {heading}"):
            names[heading] = now
        else:
            wrong.append(f"Say what “{heading}” is called now.")
    return names


def filter_texts(draft: Draft) -> dict[str, str]:
    """What of each filter is read, for all figures."""
    usual = drafting_national.usual_texts(draft)
    found = {}
    places = st.columns(min(len(usual), 3) or 1)
    for number, (heading, text) in enumerate(usual.items()):
        options = [EACH, *draft.found.filters[heading]]
        found[heading] = places[number % 3].selectbox(
            f"Rows where {heading} is", options, options.index(text), key=f"filter {heading}",
            format_func=lambda text: text or "anything: a line for each",
        )  # fmt: skip
    return found


def chosen(
    draft: Draft, figures: Sequence[Figure], before: Sequence[RecipeColumn], known: Catalogue
) -> list[RecipeColumn]:
    """A line for each figure: the indicator that it is shown with, what it is, and what its year is."""
    columns = []
    guessed = drafting_national.proposals(draft, figures, before, known)
    for figure, proposal in zip(figures, guessed, strict=True):
        columns += one_figure(draft, figure, proposal, known)
    return columns


def one_figure(draft: Draft, figure: Figure, proposal: Proposal, known: Catalogue) -> list[RecipeColumn]:
    """The columns that a figure is; none where it is not read."""
    ids, key = [*known.indicators], f"{figure.label} {sorted(figure.where.items())}"
    left, middle, right = st.columns([3, 1, 1])
    usual = ids.index(proposal.measure_id) if proposal.measure_id else None
    named = {measure_id: one.name for measure_id, one in known.indicators.items()}
    measure_id = left.selectbox(
        figure.label, ids, usual, format_func=named.__getitem__, placeholder="not read", key=f"figure {key}"
    )
    if measure_id is None:
        return []
    if measure_id == proposal.measure_id:
        left.caption("Suggested by its name. Check that it counts the same.")
    field = middle.selectbox(
        "What it is", [*FIELDS], [*FIELDS].index(proposal.field), format_func=FIELDS.__getitem__, key=f"field {key}"
    )
    years = [AS_WRITTEN, *STRETCHES]
    stretch = drafting_national.stretch_of(draft, measure_id, known)
    year = right.selectbox(
        "The year is", years, years.index(stretch), key=f"year {key} {measure_id}",
        format_func=lambda text: text or "as the file says",
    )  # fmt: skip
    measures = [measure_id]
    if field == "denominator":
        others = [one for one in ids if one != measure_id]
        measures += left.multiselect(
            f"{figure.label}: other figures out of it", others, format_func=named.__getitem__, key=f"others {key}",
            placeholder="none",
        )  # fmt: skip
    return [drafting_national.column(figure, one, field, year, known) for one in measures]


def preview(showing: ShowingNational, recipe: Recipe, known: Catalogue) -> None:
    """What the newest rows of the authority and of England become."""
    rows, refusals, odd = drafting_national.example(showing.rows, recipe, known, showing.file.file_name)
    caption = f"The newest figures of {known.council} and England, by this recipe"
    components.html(tables.records.national(rows, caption), key="national-example")
    for said in odd:
        st.warning(said)
    for one in opposite(recipe, known):
        st.caption(f"“{one}” counts the opposite of its national measure: 100 minus the percentage is shown.")
    if not refusals.is_empty():
        components.html(tables.records.refusals(refusals, refusals["row_number"].n_unique()), key="national-refused")
    replaced = {c.says["national_measure"] for c in showing.draft.read} & measures_of(recipe)
    own = measures_of(showing.draft.like) if showing.draft.like else set()
    if again := [one.name for measure in sorted(replaced - own) for one in known.beside(measure)]:
        st.caption(f"Another recipe reads {formatting.joined(again)} from this file. This one goes first.")


def measures_of(recipe: Recipe) -> set[str]:
    return {column.says["national_measure"] for column in recipe.columns if "national_measure" in column.says}


def opposite(recipe: Recipe, known: Catalogue) -> list[str]:
    """The indicators whose counterpart counts the opposite."""
    beside = [one for measure in sorted(measures_of(recipe)) for one in known.beside(measure)]
    return [one.name for one in beside if (c := known.counterparts.get(one.measure_id)) and c.inverted]
