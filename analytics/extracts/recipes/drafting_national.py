"""A first recipe for a file of national statistics that none fits, or none fits wholly, for somebody to confirm or
change: which of its figures is beside which indicator. What is proposed comes from its headings and the texts of its
filters."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import polars as pl

from analytics import formatting
from analytics.catalogue import Catalogue
from analytics.catalogue.catalogue import Indicator
from analytics.catalogue.recipes import LEAVE_OUT, Recipe, RecipeColumn, Written
from analytics.extracts.authorities import area_named
from analytics.extracts.checking import Options, check
from analytics.extracts.dates import as_period
from analytics.extracts.kinds.context import NationalFigures
from analytics.extracts.national import (
    Statistics,
    is_national,
    is_statistics,
    nearly_fits,
    new_name,
    read_by,
    read_national,
    statistics,
    usual_stretch,
)
from analytics.extracts.oddities import not_by_their_counts
from analytics.extracts.reading import ExtractError, plain
from analytics.extracts.recipes.drafting import name_guessed
from analytics.extracts.recipes.matching import Grid
from analytics.extracts.recipes.shipped import all_recipes
from analytics.units import Kind

EACH = ""  # of a filter: each of its texts is a figure of its own
MOST = 60  # figures that are asked about at once
FRACTION = "fraction"  # of a figure: a percentage that is written as a fraction of 1
AS_WRITTEN = ""  # of a year: what it is called says what it is
STRETCHES = (
    "year to March", "31 March", "school year", "year to September", "30 September", "calendar year", "31 December",
    "30 June", "April", "May", "June", "July", "August", "September", "October", "November", "December", "January",
    "February", "March",
)  # fmt: skip
_ALIKE = 0.85  # how like a name of an indicator the words of a figure must be
_EVERYBODY = re.compile(r"total( \(.*\)| \w+)?|all( .*)?", re.I)
_WHO = {"sex", "gender", "age", "ethnicity", "ethnic"}  # in the names of filters
_PERCENT = {"percent", "percentage", "pct", "pt", "proportion", "share"}
_SHARES = _PERCENT | {"rate", "rates", "ratio", "average", "mean", "median", "per", "caseload"}
_COUNTS = {"number", "numbers", "count", "counts", "num", "fte", "headcount"}
_WHOLES = {"denominator", "population", "total", "eligible", "cohort", "base"}
_SAYS_NOTHING = (_SHARES - {"caseload"}) | _COUNTS | _WHOLES | {
    "value", "figure", "of", "the", "a", "in", "at", "who", "on", "for", "to", "and", "with",
    "child", "children", "000", "within", "12", "months", "year",
}  # fmt: skip


@dataclass(frozen=True)
class Draft:
    """A file of statistics before anybody says what its figures are.

    `like` is the recipe to change: the one that the file nearly fits, which lacks the headings `missing` and has the
    `new` ones; one that takes several of its rows for one; or the authority's own that reads some of it. `read` are
    the columns of recipes that read some of its figures.
    """

    found: Statistics
    like: Recipe | None
    missing: tuple[str, ...]
    new: tuple[str, ...]
    read: tuple[RecipeColumn, ...]


@dataclass(frozen=True)
class Figure:
    """One figure of a file: its heading, what filters of several texts must say, which of that tells it from the
    others, what the filters of one text say, and whether its numbers are at most 1 with some below it."""

    heading: str
    where: Mapping[str, str]
    told: tuple[str, ...] = ()
    always: Mapping[str, str] = field(default_factory=dict)
    below_1: bool = False

    @property
    def label(self) -> str:
        return ": ".join(filter(None, (self.heading, ", ".join(self.told))))

    @property
    def words(self) -> list[str]:
        return _words(" ".join((*self.told, self.heading)))

    def is_of(self, columns: Iterable[RecipeColumn]) -> bool:
        """Whether one of these columns of a recipe is this figure."""
        where = {(plain(name), text.casefold()) for name, text in (*self.where.items(), *self.always.items())}
        return any(
            plain(column.heading) == plain(self.heading)
            and {(plain(name), text.casefold()) for name, text in column.only_where.items()} <= where
            for column in columns
        )


@dataclass(frozen=True)
class Proposal:
    """What a figure seems to be: of which indicator (empty if that is not plain), which field, of what year."""

    measure_id: str
    field: str
    stretch: str


def begun(tables: Iterable[Grid], file_name: str, catalogue: Catalogue) -> Draft | None:
    """A file of national statistics as it is before anybody says anything; None for other files.

    Raises ExtractError for a file of the Interactive Tool, which no recipe reads, and as `read_national` does.
    """
    grid = next(filter(is_national, tables), None)
    if grid is None:
        return None
    if not is_statistics(grid):
        raise ExtractError(
            f"{file_name} is a table of the Interactive Tool, which needs no recipe. Name its measures in the "
            "counterparts of the catalogue, and load the file again."
        )
    found = statistics(grid, file_name)
    recipes = national_recipes(catalogue)
    read, used = read_by(found, recipes)
    known = {column.says["national_measure"] for column in read}
    unread = [r for r in recipes if r not in used and not {c.says.get("national_measure") for c in r.columns} <= known]
    near = nearly_fits(unread, found.cells)
    mixed = {id(column) for column in read if found.mixes(column.only_where)}
    own = (recipe for recipe in used if recipe.recipe in catalogue.recipes)
    like = next((recipe for recipe in used if mixed & {*map(id, recipe.columns)}), None) or next(own, None)
    if near is None:
        return Draft(found, like, (), (), tuple(read))
    new = [heading for heading in (*found.figures, *found.filters) if plain(heading) in near[2]]
    return Draft(found, near[0], tuple(near[1]), tuple(new), tuple(read))


def national_recipes(catalogue: Catalogue) -> list[Recipe]:
    """The recipes for national statistics, the authority's own first."""
    return [recipe for recipe in all_recipes(catalogue).values() if recipe.kind == NationalFigures.KIND]


def renamed(draft: Draft) -> dict[str, str]:
    """What the missing headings seem to be called now."""
    found: dict[str, str] = {}
    for heading in draft.missing:
        if near := new_name(heading, [name for name in draft.new if name not in found.values()]):
            found[heading] = near
    return found


def kept(draft: Draft, names: Mapping[str, str], texts: Mapping[str, str]) -> tuple[RecipeColumn, ...]:
    """The columns that the recipe reads, those that have a new name by that; where a filter is new that tells apart
    what the recipe reads as one, with what of it is read."""
    found = []
    for column in draft.like.columns if draft.like else ():
        if column.field == LEAVE_OUT:
            continue
        where = {names.get(name, name): text for name, text in column.only_where.items()}
        if draft.found.mixes(where):
            said = {*map(plain, where)}
            where |= {name: text for name, text in texts.items() if text != EACH and plain(name) not in said}
        found.append(replace(column, heading=names.get(column.heading, column.heading), only_where=where))
    return tuple(found)


def usual_texts(draft: Draft) -> dict[str, str]:
    """What of each filter is read unless somebody says otherwise: everybody; else each of its texts, while that is not
    too many. Each, too, where the headings say no more than “number” and “percentage”, for then the filters say what
    is counted; but not of a filter that says who people are."""
    filters = {name: texts for name, texts in draft.found.filters.items() if len(texts) > 1}
    usual = {name: next(filter(_EVERYBODY.fullmatch, texts), EACH) for name, texts in filters.items()}
    says_what = any(_stem(_words(heading)) for heading in draft.found.figures)
    found = {name: text if says_what or _WHO & {*_words(name)} else EACH for name, text in usual.items()}
    while (each := [name for name, text in found.items() if text == EACH]) and len(figures(draft, found)) > MOST:
        one_less = [found | {name: usual[name]} for name in each if usual[name] != EACH]
        one_less = one_less or [found | {name: filters[name][0]} for name in each]
        counts = [len(figures(draft, one)) for one in one_less]
        most = max((count for count in counts if count <= MOST), default=min(counts))
        found = one_less[counts.index(most)]
    return found


def figures(draft: Draft, texts: Mapping[str, str]) -> list[Figure]:
    """The figures that a file has where its filters have these texts; EACH of a filter gives one for each text."""
    each = [name for name, text in texts.items() if text == EACH]
    fixed = {name: text for name, text in texts.items() if text != EACH}
    there = [pl.col(plain(heading)).str.contains(r"\d").any() for heading in draft.found.figures]
    there += [_below_1(plain(heading)).alias(f"_{plain(heading)}") for heading in draft.found.figures]
    rows, names = draft.found.rows(fixed), [*map(plain, each)]
    always = {name: of[0] for name, of in draft.found.filters.items() if name not in texts}
    parts = rows.group_by(names, maintain_order=True).agg(there) if each else rows.select(there)
    found = []
    for part in parts.iter_rows(named=True):
        told = tuple(part[name] for name in names)
        where = fixed | dict(zip(each, told, strict=True))
        found += [
            Figure(heading, {name: where[name] for name in texts}, told, always, part[f"_{plain(heading)}"])
            for heading in draft.found.figures
            if all(told) and part[plain(heading)]
        ]
    return found


def proposals(
    draft: Draft, asked: Sequence[Figure], columns: Sequence[RecipeColumn], catalogue: Catalogue
) -> list[Proposal]:
    """What each of some figures seems to be. An indicator is proposed only where the words are near its name, one of
    its other names or its national measure, and nothing else is as near; for one figure of a kind; and none that these
    columns or other recipes read."""
    names = _names(catalogue)
    held = {column.says.get("national_measure") for column in (*columns, *draft.read)}
    taken: set[tuple[str, str]] = set()
    found = []
    for figure in asked:
        field = _field(figure, draft)
        measure_id = "" if figure.is_of(draft.read) else _near(figure, field, names, catalogue)
        of = catalogue.national_measure(measure_id), field
        measure_id = "" if of[0] in held or of in taken else measure_id
        taken.add(of)
        found.append(Proposal(measure_id, field, stretch_of(draft, measure_id, catalogue)))
    return found


def stretch_of(draft: Draft, measure_id: str, catalogue: Catalogue) -> str:
    """What the year of a figure seems to be: as the counterpart of the indicator has it, where the file does not call
    it a school or calendar year."""
    usual = usual_stretch(draft.found.cells["time_identifier"].unique())
    counterpart = catalogue.counterparts.get(measure_id)
    return str(counterpart.period_kind or usual) if counterpart and usual == "year to March" else usual


def column(figure: Figure, measure_id: str, field: str, stretch: str, catalogue: Catalogue) -> RecipeColumn:
    """The column of a recipe that reads a figure; without an indicator, one that is still to be completed."""
    says = {"national_measure": catalogue.national_measure(measure_id)} if measure_id else {}
    says |= {"period": stretch} if stretch else {}
    written = Written.FRACTIONS if field == FRACTION else None
    field = "value" if field == FRACTION else field
    return RecipeColumn(NationalFigures.KIND, figure.heading, field, says, written=written, only_where=figure.where)


def drafted(draft: Draft, file_name: str, catalogue: Catalogue) -> Recipe:
    """A recipe with all that is guessed. Columns without a national measure are read when somebody writes it.

    Raises ExtractError where recipes read every figure already.
    """
    texts = usual_texts(draft)
    before = kept(draft, renamed(draft), texts)
    asked = [figure for figure in figures(draft, texts) if not figure.is_of((*before, *draft.read))]
    if not (before or asked):
        raise ExtractError(f"Every figure of {file_name} is read by a recipe already. Export that one to change it.")
    guessed = proposals(draft, asked, before, catalogue)
    columns = [column(f, p.measure_id, p.field, p.stretch, catalogue) for f, p in zip(asked, guessed, strict=True)]
    return recipe_of(draft, (*before, *columns), file_name, catalogue)


def recipe_of(draft: Draft, columns: Sequence[RecipeColumn], file_name: str, catalogue: Catalogue) -> Recipe:
    """The recipe that is changed, or a new one, with these columns and the others of the file as not read, by which it
    is seen next year what is new. A shipped one stays as it is."""
    recipe = draft.like or Recipe("", NationalFigures.KIND)
    if recipe.recipe not in catalogue.recipes:
        about = f"National statistics, as in {file_name}."
        recipe = replace(recipe, recipe=name_guessed(file_name), about=about)
    known = {plain(name) for one in columns for name in (one.heading, *one.only_where)}
    rest = [name for name in (*draft.found.figures, *draft.found.filters) if plain(name) not in known]
    left = [RecipeColumn(NationalFigures.KIND, name, LEAVE_OUT, needed=False) for name in rest]
    return replace(recipe, columns=(*columns, *left))


def example(
    grid: Grid, recipe: Recipe, catalogue: Catalogue, file_name: str
) -> tuple[pl.DataFrame, pl.DataFrame, list[str]]:
    """What a table becomes by a recipe: of each measure and area the newest figure (indicator, area, period, value,
    number, out_of, marker), the refusals, and what is odd about its counts. Raises ExtractError as `read_national`
    does."""
    sheets = read_national(grid, [recipe], catalogue, file_name)
    sheet = next(one for one in sheets if one.told and one.told.kind == NationalFigures.KIND)
    checked = check(sheet, catalogue, Options(fractions=bool(sheet.told and sheet.told.fractions)))
    names = {
        measure: formatting.joined([one.name for one in catalogue.beside(measure)]) or measure
        for measure in checked.accepted["national_measure"].unique()
    }
    areas = {code: area_named(code).name for code in checked.accepted["code"].unique()}
    ends = {words: period.last for words in checked.accepted["period"].unique() if (period := as_period(words))}
    rows = (
        checked.accepted.with_columns(last=pl.col("period").replace_strict(ends, return_dtype=pl.Date))
        .filter(pl.col("last") == pl.col("last").max().over("national_measure", "code"))
        .select(
            pl.col("national_measure").replace_strict(names, return_dtype=pl.String).alias("indicator"),
            pl.col("code").replace_strict(areas, return_dtype=pl.String).alias("area"),
            "period",
            "value",
            pl.col("numerator").alias("number"),
            pl.col("denominator").alias("out_of"),
            "marker",
        )
    )
    return rows, checked.refusals, [*not_by_their_counts(checked.accepted, catalogue)]


def _words(text: str) -> list[str]:
    parted = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text)
    return re.findall(r"[a-z]+|\d+", parted.casefold())


def _stem(words: Iterable[str]) -> str:
    """The words that say what is counted, without blanks, for “re-referral” is “rereferral”."""
    return "".join(word for word in words if word not in _SAYS_NOTHING)


def _names(catalogue: Catalogue) -> dict[str, set[str]]:
    """The indicators by what their names, their other names and their national measures say."""
    found: dict[str, set[str]] = {}
    named = [(one.name, one.measure_id) for one in catalogue.indicators.values()]
    named += [(one, one) for one in catalogue.indicators] + [*catalogue.aliases.items()]
    named += [(c.national_measure, c.measure_id) for c in catalogue.counterparts.values() if c.national_measure]
    for name, measure_id in named:
        found.setdefault(_stem(_words(name)), set()).add(measure_id)
    found.pop("", None)
    return found


def _near(figure: Figure, field: str, names: Mapping[str, set[str]], catalogue: Catalogue) -> str:
    """The one indicator that a figure is called like; empty if there is none, or several are as near."""
    if field == "denominator" or not (stem := _stem(figure.words)):
        return ""
    fits = {
        name: {one for one in of if _may_be(catalogue.indicators[one], field, figure)} for name, of in names.items()
    }
    near = difflib.get_close_matches(stem, [name for name, of in fits.items() if of], n=1, cutoff=_ALIKE)
    first = fits[near[0]] if near else set()
    return next(iter(first)) if len(first) == 1 else ""


def _may_be(indicator: Indicator, field: str, figure: Figure) -> bool:
    if field not in ("value", FRACTION):
        return True
    return indicator.kind == Kind.PERCENTAGE if _PERCENT & {*figure.words} else indicator.kind.divides


def _field(figure: Figure, draft: Draft) -> str:
    """Which field the words of a figure name; where they name none, its decimals say it."""
    words = {*figure.words}
    if words & _SHARES:
        return FRACTION if figure.below_1 and words & _PERCENT else "value"
    if {*_words(figure.heading)} & _WHOLES or (figure.told and _EVERYBODY.fullmatch(figure.told[-1])):
        return "denominator"
    cells = draft.found.rows(figure.where)[plain(figure.heading)]
    if words & _COUNTS or not cells.str.contains(r"\d\.\d").any():
        return "numerator"
    return FRACTION if figure.below_1 else "value"


def _below_1(name: str) -> pl.Expr:
    """Whether all numbers of a column are at most 1, and one of them is between 0 and 1."""
    number = pl.col(name).cast(pl.Float64, strict=False)
    return (number.max() <= 1).fill_null(False) & ((number > 0) & (number < 1)).any()
