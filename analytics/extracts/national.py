"""Reading national statistics as the Department for Education publishes them.

Explore Education Statistics: a row has the standard columns (time_period, time_identifier, geographic_level, the codes
and names of countries, regions and local authorities), then filters and figures. Which figure is which national measure
recipes say: a heading, what it is (value, numerator, denominator), and what must stand in the filters. All recipes that
fit are read together, an authority's own first.

The Local Authority Interactive Tool: a row is a figure of one measure, year and area. The measures that counterparts
name are read, and counterparts say which stretch of time a year is.

The Department's model of statistical neighbours: a row is an authority with its neighbours side by side. Those of the
authority itself are read.
"""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

import polars as pl
import polars.selectors as cs

from analytics import formatting
from analytics.catalogue import ALL, Catalogue
from analytics.catalogue.recipes import LEAVE_OUT, Recipe, RecipeColumn, Written, tidied
from analytics.extracts.authorities import area_codes, area_named, key, own_code
from analytics.extracts.dates import as_period
from analytics.extracts.kinds.catalogue import Neighbours, Population
from analytics.extracts.kinds.context import NationalFigures
from analytics.extracts.reading import ROW, ExtractError, NoRows, Sheet, Told, listed, plain
from analytics.extracts.recipes.matching import Grid
from analytics.extracts.recipes.reading_with import FIGURES

SOURCE, TOOL = "dfe", "lait"  # of files of the statistics, and of the tool that is made of them
PUBLISHERS = dict.fromkeys((SOURCE, TOOL), "Department for Education")
_TIME = ("time_period", "time_identifier")
_CODES = {
    "national": ("country_code", "country_name"),
    "regional": ("region_code", "region_name"),
    "local authority": ("old_la_code", "new_la_code", "la_name"),
}
_GEOGRAPHY = ("geographic_level", *(name for names in _CODES.values() for name in names))
_STANDARD = {*_TIME, *_GEOGRAPHY}
_NEEDED = {*_TIME, "geographic_level"}
_TOOL = {"short_desc", "years", "la_and_regions", "la_number", "values"}
_MODEL = {"old_la_code", "sn_1", "sn_1p"}
_SCOPES = {Population.KIND: "part", Neighbours.KIND: "whole"}
_LAYOUTS = (_NEEDED, _TOOL, _MODEL)
_YEAR = re.compile(r"(\d{4})(?:[-/]?(\d{2}))?(?: \([A-Za-z]+\))?")
# Levels and stretches of time of these statistics that are not read, and left out.
_OTHER_LEVELS = re.compile(
    r"school|provider|institution|sponsor|ward|pcon|.*(district|constituency|trust|area|authority|partnership|region)s?"
)
_OTHER_COUNTRIES = r"^[knsw]\d{8}$"  # the codes of Great Britain, Northern Ireland, Scotland and Wales
_OTHER_TIMES = re.compile(r".*\b(term|terms|week|weeks|part|q[1-4])\b.*")
_MONTHS = tuple(date(2000, number, 1).strftime("%B").lower() for number in range(1, 13))
_USUAL = {  # what a year is where no recipe says it, by its identifier
    "reporting year": "year to March", "financial year": "year to March", "tax year": "year to March",
    "academic year": "school year", "calendar year": "calendar year",
}  # fmt: skip

_NEAR = 0.6  # of the headings that a recipe needs
_LIKE, _APART = 0.7, 0.1  # how like a heading its new name is, and how much less so the next one
_NUMBER = r"-?£?[\d,]+(\.\d+)?%?"

Pairs = tuple[tuple[str, str], ...]
Groups = dict[Pairs, dict[Pairs, list[RecipeColumn]]]  # by what headings say, by what must stand in other columns


@dataclass(frozen=True)
class Statistics:
    """A file of statistics, for somebody to show how it is read.

    `cells` are its rows of England, regions and authorities, as text, with their `code`. `figures` are the headings of
    its figures, and `filters` the other columns with their texts; both as the file has them.
    """

    grid: Grid
    cells: pl.DataFrame
    figures: tuple[str, ...]
    filters: Mapping[str, tuple[str, ...]]

    def rows(self, where: Mapping[str, str]) -> pl.DataFrame:
        """The rows with these texts in the filters."""
        return self.cells.filter(_where((plain(name), tidied(text).casefold()) for name, text in where.items()))

    def mixes(self, where: Mapping[str, str]) -> bool:
        """Whether several rows with these texts are of one area and period; not where there is no such filter."""
        there = {*map(plain, where)} <= {*self.cells.columns}
        return there and bool(self.rows(where).select("code", *_TIME).is_duplicated().any())


def is_national(grid: Grid) -> bool:
    """Whether a table is laid out as national statistics are, in either way."""
    return bool(_header(grid)[1])


def read_national(grid: Grid, recipes: Iterable[Recipe], catalogue: Catalogue, file_name: str) -> list[Sheet]:
    """The table as sheets of extracts, one for each kind that recipes make of it, with what was left out in notices.

    Raises ExtractError where nothing says what its figures are, where its filters are not told apart, and NoRows for a
    table without rows.
    """
    header_row, header = _header(grid)
    cells = _cells(grid, header_row, header, file_name)
    if set(header) >= _TOOL:
        return [_of_tool(cells, catalogue, file_name)]
    if set(header) >= _MODEL:
        return [_of_model(cells, catalogue, file_name)]
    return list(_of_statistics(cells, [*recipes], catalogue, file_name, tuple(grid.notices)))


def is_statistics(grid: Grid) -> bool:
    """Whether a table is laid out as files of Explore Education Statistics are, which recipes read."""
    return is_national(grid) and not {*_header(grid)[1]} >= _TOOL


def statistics(grid: Grid, file_name: str) -> Statistics:
    """A file of statistics taken apart. Raises ExtractError as `read_national` does."""
    header_row, header = _header(grid)
    cells, _ = _placed(_cells(grid, header_row, header, file_name))
    figures: list[str] = []
    filters: dict[str, tuple[str, ...]] = {}
    for name, heading in zip(header, map(tidied, grid.top[header_row - 1]), strict=True):
        if not name or name in _STANDARD:
            continue
        texts = [text for text in cells[name].unique(maintain_order=True) if text and not set("=;") & {*text}]
        if cells[name].str.contains(rf"^{_NUMBER}$").any() and _mostly_numbers(cells[name]):
            figures.append(heading)
        elif texts:
            filters[heading] = tuple(texts)
    return Statistics(grid, cells, tuple(figures), filters)


def of_areas(found: Statistics, codes: Iterable[str]) -> Grid:
    """The table with the rows alone of some areas, by the code that national figures have; whole where it has none."""
    wanted = {text for text in found.cells["code"].unique() if area_codes().get(key(text)) in {*codes}}
    header_row, kept = _header(found.grid)[0], {*found.cells.filter(pl.col("code").is_in(wanted))[ROW]}
    lines = [(number, line) for number, line in found.grid.rows() if number <= header_row or number in kept]
    return replace(found.grid, rows=lambda: iter(lines)) if kept else found.grid


def usual_stretch(identifiers: Iterable[str]) -> str:
    """What a year is that files call so, where nothing says it; empty where that is not known."""
    found = {_USUAL.get(identifier.lower(), "") for identifier in identifiers}
    return found.pop() if len(found) == 1 else ""


def period_words(written: str, identifier: str, stretch: str = "") -> str | None:
    """A period as extracts write it, from the year and its identifier as national statistics write them; None if it is
    none that is read. `stretch` is what the year is, where that is known: “31 March”, “school year”, the name of a
    month.

    >>> period_words("2025", "Reporting year"), period_words("202425", "Academic year")
    ('year to March 2025', 'school year 2024-25')
    >>> period_words("2025", "Reporting year", "31 March"), period_words("2025", "Reporting year", "April")
    ('31 March 2025', 'April 2024')
    >>> period_words("2024 (prov)", "", "calendar year"), period_words("2024", "Autumn term")
    ('year to December 2024', None)
    """
    match = _YEAR.fullmatch(written.strip())
    identifier = identifier.strip().lower()
    stretch = stretch.strip() or _USUAL.get(identifier, "")
    if match is None or (match[2] and (int(match[1]) + 1) % 100 != int(match[2])):
        return None
    year = int(match[1]) + bool(match[2])
    if identifier in _MONTHS:
        stretch = identifier
    elif identifier and identifier not in _USUAL:
        return None
    elif stretch.lower() in _MONTHS:  # of a year that starts in April
        year -= _MONTHS.index(stretch.lower()) >= 3
    when = f"{year - 1}-{year % 100:02}" if stretch == "school year" else str(year)
    return getattr(as_period(f"{stretch} {when}"), "words", None)


def is_age_group(measure: str, group: str) -> bool:
    """Whether a national measure is the number of people of an age group: “Children aged 0 to 17” of “0 to 17”."""
    return bool(group) and measure in (group, f"Children aged {group}")


def _header(grid: Grid) -> tuple[int, list[str]]:
    """The row of the header, and its names; no names where a table is laid out otherwise."""
    for number, line in enumerate(grid.top, 1):
        names = [plain(cell) for cell in line]
        if any({*names} >= layout for layout in _LAYOUTS):
            return number, names
    return 0, []


def _cells(grid: Grid, header_row: int, header: Sequence[str], file_name: str) -> pl.DataFrame:
    width = len(header)
    lines = [
        [number, *line[:width], *[""] * (width - len(line))]
        for number, line in grid.rows()
        if number > header_row and any(cell.strip() for cell in line)
    ]
    if repeated := sorted({name for name in header if name and header.count(name) > 1}):
        raise ExtractError(f"{file_name}: the header names {listed(repeated)} twice. Each column needs its own name.")
    if not lines:
        raise NoRows(file_name)
    names = [name or f"_{number}" for number, name in enumerate(header)]
    schema = {ROW: pl.Int64, **dict.fromkeys(names, pl.String)}
    texts = cs.string().str.strip_chars().str.replace_all(r"\s+", " ")
    return pl.DataFrame(lines, schema=schema, orient="row").with_columns(texts)


def _mostly_numbers(cells: pl.Series) -> bool:
    """Whether a column has nothing but numbers and markers."""
    return cells.unique().str.contains(rf"^({_NUMBER}|[a-z]{{1,4}}|\[[a-z]+\]|[:*~.-]*)$").all()


def _of_statistics(
    cells: pl.DataFrame, recipes: Sequence[Recipe], catalogue: Catalogue, file_name: str, notices: tuple[str, ...]
) -> Iterator[Sheet]:
    header = [name for name in cells.columns if name != ROW]
    groups, used, lacking = _groups(recipes, cells)
    if not groups:
        others = [name for name in header if name not in _STANDARD]
        why = f"no recipe says which measures they are. Its other columns are {listed(others, 12)}"
        if near := nearly_fits(recipes, cells):
            recipe, missing, new = near
            why = f"it looks like the recipe “{recipe.recipe}”, but lacks {_quoted(missing)}. "
            why += f"New in it: {_quoted(new)}" if new else "Nothing in it is new"
        elif lacking:
            why = lacking[0]
        raise ExtractError(
            f"{file_name} has national statistics, and {why}. Show it once on the Data page, or with “recipe new”."
        )
    cells, said = _placed(cells)
    said += [f"{words}." for words in lacking]
    columns = [column for of in groups.values() for columns in of.values() for column in columns]
    read = {plain(column.heading) for column in columns}
    filters = {name for of in groups.values() for where in of for name, _ in where}
    matched = pl.any_horizontal(_where(where) for of in groups.values() for where in of)
    taken, left = cells.filter(matched), cells.filter(~matched)
    unread_texts = {name: sorted({*left[name]} - {*taken[name]}) for name in sorted(filters)}
    if left.height:
        which = "; ".join(f"{name}: {listed(of, 12)}" for name, of in unread_texts.items() if of)
        rows_of = formatting.counted(left.height, "row that no recipe reads was", "rows that no recipe reads were")
        said.append(f"{rows_of} left out{which and f' ({which})'}.")
    unread = [name for name in header if name not in _STANDARD | read | filters and cells[name].n_unique() > 1]
    if unread:
        said.append(f"columns that no recipe reads: {listed(unread, 12)}.")
    told = [f"{file_name}: {words}" for words in said]
    by = formatting.joined([f"“{recipe.recipe}”" for recipe in used])
    told.insert(0, f"{file_name}: read with the recipe{'s' if used[1:] else ''} {by}.")
    rows = _figures(cells, groups, file_name, told)
    fractions = any(column.written is Written.FRACTIONS for column in columns) or None
    yield _sheet(rows, NationalFigures.KIND, file_name, used[0].recipe, SOURCE, (*notices, *told), fractions)
    ours = _own_population(rows, catalogue, file_name)
    if ours.height:
        yield _sheet(ours, Population.KIND, file_name, used[0].recipe, SOURCE, ())


def _groups(recipes: Sequence[Recipe], cells: pl.DataFrame) -> tuple[Groups, list[Recipe], list[str]]:
    """The columns that are one measure, of all recipes whose headings and filters a file has; which recipes those
    are; and what these recipes, or all where none is, look for in filters and is not there. A measure is read as the
    first of them says."""
    groups: Groups = {}
    used: list[Recipe] = []
    lacking: dict[str, list[str]] = {}
    for recipe in recipes:
        if not _read(recipe) or not {*_needed(recipe)} <= {*cells.columns}:
            continue
        own: Groups = {}
        for column in _read(recipe):
            if plain(column.heading) in cells.columns:
                where = tuple(sorted((plain(n), tidied(text).casefold()) for n, text in column.only_where.items()))
                own.setdefault(tuple(sorted(column.says.items())), {}).setdefault(where, []).append(column)
        for says, of in own.items():
            absent = [where for where in of if not cells.select(_where(where).any()).item()]
            if says in groups:
                continue
            measure = dict(says)["national_measure"]
            if absent:
                texts = [f"“{text}” in {name}" for name, text in of[absent[0]][0].only_where.items()]
                without = f"the recipe “{recipe.recipe}” finds no row with {formatting.joined(texts)}"
                lacking.setdefault(recipe.recipe, []).append(f"{without}, so that “{measure}” is not read")
                continue
            _refuse_twice(recipe, measure, [c for columns in of.values() for c in columns])
            groups[says] = of
            used += [recipe] if recipe not in used else []
    told = {recipe.recipe for recipe in used} or {*lacking}  # another file may have the same headings
    return groups, used, [words for name, of in lacking.items() if name in told for words in of]


def _read(recipe: Recipe) -> list[RecipeColumn]:
    """The columns of which a recipe says which national measure they are."""
    columns = (c for c in recipe.columns if c.kind == NationalFigures.KIND and c.field != LEAVE_OUT)
    return [c for c in columns if "national_measure" in c.says]


def _needed(recipe: Recipe) -> dict[str, str]:
    """The headings that a file of a recipe has, as they are compared, and as the recipe has them."""
    return {plain(n): n for c in _read(recipe) for n in (*([c.heading] if c.needed else []), *c.only_where)}


def nearly_fits(recipes: Iterable[Recipe], cells: pl.DataFrame) -> tuple[Recipe, list[str], list[str]] | None:
    """The recipe most of whose headings a file has, or has by names that are like them; those that it lacks, and those
    that the recipe does not know. None if there is no such recipe. A filter is one of the recipe only where a text that
    this looks for is in it, under its own or a new name: many files have a number and a percentage of a group."""
    nearest, header = None, cells.columns
    for recipe in recipes:
        needed = _needed(recipe)
        missing = [name for name in needed if name not in header]
        told = (*_read(recipe), *(column for column in recipe.columns if column.field == LEAVE_OUT))
        known = {plain(name) for column in told for name in (column.heading, *column.only_where)}
        new = [name for name in header if name not in _STANDARD | known | {ROW, "code"}]
        if not all(_has_text(cells, [name] if name in header else new, texts) for name, texts in _sought(recipe)):
            continue
        renamed = [name for name in missing if new_name(name, new)]
        share = (len(needed) - len(missing) + len(renamed)) / max(len(needed), 1)
        if missing and share >= _NEAR and (nearest is None or share > nearest[0]):
            nearest = share, recipe, [needed[name] for name in missing], new
    return nearest[1:] if nearest else None


def _sought(recipe: Recipe) -> list[tuple[str, set[str]]]:
    """The filters of a recipe, and the texts that it looks for in them, both as they are compared."""
    found: dict[str, set[str]] = {}
    for column in _read(recipe):
        for name, text in column.only_where.items():
            found.setdefault(plain(name), set()).add(tidied(text).casefold())
    return [*found.items()]


def _has_text(cells: pl.DataFrame, names: Iterable[str], texts: set[str]) -> bool:
    return any(cells[name].unique().str.to_lowercase().is_in([*texts]).any() for name in names)


def new_name(heading: str, names: Iterable[str]) -> str:
    """The one heading that is like one which a file no longer has; empty if there is none, or several are."""
    like = {name: difflib.SequenceMatcher(None, plain(heading), plain(name)).ratio() for name in names}
    best = sorted(like, key=lambda name: -like[name])[:2]
    apart = not best[1:] or like[best[0]] - like[best[1]] >= _APART
    return best[0] if best and like[best[0]] >= _LIKE and apart else ""


def read_by(found: Statistics, recipes: Sequence[Recipe]) -> tuple[list[RecipeColumn], list[Recipe]]:
    """The columns of recipes that read a file of statistics, and which recipes those are."""
    groups, used, _ = _groups(recipes, found.cells)
    return [column for of in groups.values() for columns in of.values() for column in columns], used


def _refuse_twice(recipe: Recipe, measure: str, columns: Sequence[RecipeColumn]) -> None:
    """Raise ExtractError where a recipe has two columns for one figure of a measure."""
    for field in FIGURES:
        if twice := [column.heading for column in columns if column.field == field][1:]:
            raise ExtractError(
                f"The recipe “{recipe.recipe}” has several columns for the {field} of “{measure}”, among them "
                f"“{twice[0]}”. Leave one."
            )


def _quoted(names: Iterable[str]) -> str:
    return formatting.joined([f"“{name}”" for name in names])


def _where(where: Iterable[tuple[str, str]]) -> pl.Expr:
    return pl.all_horizontal(pl.lit(True), *(pl.col(name).str.to_lowercase() == text for name, text in where))


def _placed(cells: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The rows of England, regions and authorities with their `code`, and what was left out."""
    level = pl.col("geographic_level").str.to_lowercase()
    known = [name for name in _GEOGRAPHY if name in cells.columns]
    is_other = level.str.contains(f"^({_OTHER_LEVELS.pattern})$")
    code = pl.when(~is_other).then("geographic_level").otherwise(None)  # which is refused where it is no level
    for place, columns in _CODES.items():
        written = [pl.when(~pl.col(name).is_in(["", "z", ":"])).then(name) for name in columns if name in known]
        code = pl.when(level == place).then(pl.coalesce(*written, pl.lit(""))).otherwise(code)
    abroad = (level == "national") & code.str.to_lowercase().str.contains(_OTHER_COUNTRIES)
    cells = cells.with_columns(code=pl.when(~abroad).then(code))
    together = cells.filter(pl.col("code").str.contains("/"))
    others = cells.filter(pl.col("code").is_null())
    elsewhere, others = others.filter(level == "national"), others.filter(level != "national")
    said = [
        f"{formatting.counted(rows.height, f'row of {what} was', f'rows of {what} were')} left out "
        f"({listed(sorted(rows[name].unique()))})."
        for rows, what, name in (
            (together, "several authorities together", "la_name" if "la_name" in known else "code"),
            (elsewhere, "other countries", "country_code"),
            (others, "other levels", "geographic_level"),
        )
        if rows.height
    ]
    return cells.filter(pl.col("code").is_not_null() & ~pl.col("code").str.contains("/")), said


def _figures(cells: pl.DataFrame, groups: Groups, file_name: str, said: list[str]) -> pl.DataFrame:
    """A row for each measure, area and period; adds to `said` what was left out."""
    frames = []
    strange: dict[str, int] = {}
    for says, of in groups.items():
        told = dict(says)
        measure, found = told["national_measure"], None
        for where, columns in of.items():
            rows = _with_period(cells.filter(_where(where)), told.get("period", ""))
            other = pl.col("time_identifier").str.to_lowercase().str.contains(f"^({_OTHER_TIMES.pattern})$")
            unread = pl.col("period").is_null() & other
            for identifier, times in rows.filter(unread)["time_identifier"].value_counts().rows():
                strange[identifier] = max(times, strange.get(identifier, 0))
            as_written = pl.concat_str(_TIME, separator=" ")  # which is refused
            rows = rows.filter(~unread).with_columns(pl.col("period").fill_null(as_written))
            _refuse_mixed(rows, measure, [plain(c.heading) for c in columns], file_name)
            fields = {column.field: pl.col(plain(column.heading)) for column in columns}
            rows = rows.select(ROW, "code", "period", pl.lit(columns[0].heading).alias("column_name"), **fields)
            if found is None:
                found = rows
            else:
                found = found.join(rows, on=["code", "period"], how="full", coalesce=True, maintain_order="left_right")
                found = found.with_columns(
                    pl.coalesce(name, f"{name}_right").alias(name) for name in (ROW, "column_name")
                ).drop(cs.ends_with("_right"))
        assert found is not None
        absent = [pl.lit("").alias(name) for name in FIGURES if name not in found.columns]
        named = found.with_columns(*absent, national_measure=pl.lit(measure)).with_columns(
            pl.col(FIGURES).fill_null("")
        )
        frames.append(named.select(ROW, "code", "period", "national_measure", "column_name", *FIGURES))
    if strange:
        rows_of = [
            f"{identifier} ({formatting.counted(times, 'row', 'rows')})" for identifier, times in strange.items()
        ]
        said.append(f"{file_name}: periods that are not read: {listed(rows_of)}.")
    return pl.concat(frames)


def _with_period(rows: pl.DataFrame, stretch: str) -> pl.DataFrame:
    written = rows.select(_TIME).unique().rows()
    periods = [(year, of, period_words(year, of, stretch)) for year, of in written]
    when = pl.DataFrame(periods, schema=dict.fromkeys((*_TIME, "period"), pl.String), orient="row")
    return rows.join(when, on=[*_TIME], how="left", maintain_order="left")


def _refuse_mixed(rows: pl.DataFrame, measure: str, figures: Sequence[str], file_name: str) -> None:
    """Raise ExtractError where a measure has several rows of one area and period: its filters are not told apart."""
    twice = rows.filter(pl.struct("code", "period").is_duplicated())
    if twice.is_empty():
        return
    names = [name for name in rows.columns if name not in _STANDARD | {ROW, "code", "period", *figures}]
    apart = [name for name in names if not _mostly_numbers(rows[name]) and twice[name].n_unique() > 1]
    each = [f"{name} ({listed(sorted(twice[name].unique()), 4)})" for name in apart]
    remedy = "show the file once on the Data page, or write it under only_where of the recipe"
    which = f" Say which of {formatting.joined(each)} is meant: {remedy}." if each else ""
    raise ExtractError(
        f"{file_name}: there are several rows of one area and period for “{measure}”, such as rows "
        f"{listed(twice[ROW].head(2).to_list())}.{which}"
    )


def _own_population(rows: pl.DataFrame, catalogue: Catalogue, file_name: str) -> pl.DataFrame:
    """Of the national measures that are called like the population of an indicator, the authority's own figures."""
    wanted = {indicator.population for indicator in catalogue.indicators.values() if indicator.population}
    measures = rows["national_measure"].unique()
    groups = {measure: group for measure in measures for group in wanted if is_age_group(measure, group)}
    own = own_code(catalogue.code, catalogue.council)
    ours = [text for text in rows["code"].unique() if own and area_codes().get(key(text)) == own]
    return rows.filter(pl.col("national_measure").is_in(list(groups)), pl.col("code").is_in(ours)).select(
        ROW,
        "column_name",
        area=pl.lit(ALL),
        year=pl.col("period").str.tail(4),
        age_group=pl.col("national_measure").replace(groups),
        number="value",
        reference=pl.lit(file_name),
    )


def _of_tool(cells: pl.DataFrame, catalogue: Catalogue, file_name: str) -> Sheet:
    stretches = {c.national_measure: str(c.period_kind) for c in catalogue.counterparts.values() if c.national_measure}
    wanted = cells.filter(pl.col("short_desc").is_in(list(stretches)))
    if wanted.is_empty():
        raise ExtractError(
            f"{file_name}: none of its measures is the counterpart of an indicator. Name them in the counterparts of "
            "the catalogue, and load the file again."
        )
    written = wanted.select("short_desc", "years").unique().rows()
    periods = [(measure, years, period_words(years, "", stretches[measure])) for measure, years in written]
    when = pl.DataFrame(periods, schema=dict.fromkeys(("short_desc", "years", "period"), pl.String), orient="row")
    number = pl.col("la_number").str.replace(r"\.0$", "")
    is_known = number.is_in([code for code in area_codes() if code.isdigit()])
    rows = (
        wanted.join(when, on=["short_desc", "years"], maintain_order="left")
        .drop_nulls("period")
        .with_columns(code=pl.when(is_known).then(number).otherwise("la_and_regions"))
        .unique(["short_desc", "period", "code", "values"], keep="first", maintain_order=True)
    )
    left_out = cells["short_desc"].n_unique() - len(set(wanted["short_desc"]))
    said = [f"{file_name}: {formatting.counted(left_out, 'measure', 'measures')} that no counterpart names "
            f"{'was' if left_out == 1 else 'were'} left out."]  # fmt: skip
    unread = sorted({years for _, years, words in periods if words is None})
    if unread:
        said.append(f"{file_name}: years that are not read: {listed(unread)}.")
    made = rows.select(
        ROW,
        "code",
        "period",
        national_measure="short_desc",
        column_name=pl.lit("Values"),
        numerator=pl.lit(""),
        denominator=pl.lit(""),
        value=pl.col("values").replace({"-": "x", "": "x"}),
    )
    return _sheet(made, NationalFigures.KIND, file_name, "", TOOL, tuple(said))


def _of_model(cells: pl.DataFrame, catalogue: Catalogue, file_name: str) -> Sheet:
    own = own_code(catalogue.code, catalogue.council)
    mine = cells.filter(pl.col("old_la_code") == own)
    if mine.is_empty():
        raise ExtractError(
            f"{file_name} has no statistical neighbours of {catalogue.council}. Name the authority as national "
            "statistics do, or its code, in the sheet Council of the catalogue."
        )
    row = mine.row(0, named=True)
    ranks = [rank for rank in range(1, len(row)) if row.get(f"sn_{rank}")]
    codes = [row[f"sn_{rank}"] for rank in ranks]
    names = [area_named(known).name if (known := area_codes().get(code)) else code for code in codes]
    rows = pl.DataFrame(
        [
            (row[ROW], f"SN_{rank}", name, str(rank), row.get(f"sn_{rank}p", ""))
            for rank, name in zip(ranks, names, strict=True)
        ],
        schema={ROW: pl.Int64, **dict.fromkeys(("column_name", "neighbour", "rank", "closeness"), pl.String)},
        orient="row",
    )
    return _sheet(rows, Neighbours.KIND, file_name, "", SOURCE, ())


def _sheet(
    rows: pl.DataFrame,
    kind: str,
    file_name: str,
    recipe: str,
    source: str,
    notices: tuple[str, ...],
    fractions: bool | None = None,
) -> Sheet:
    rows = rows.with_columns(pl.int_range(1, pl.len() + 1).alias("_number"))
    names = [name for name in rows.columns if name not in (ROW, "column_name", "_number")]
    found = [when for words in (rows["period"].unique() if "period" in names else []) if (when := as_period(words))]
    return Sheet(
        file_name,
        tuple(names),
        rows.select(pl.col("_number").alias(ROW), *names),
        notices,
        places=rows.select(pl.col("_number").alias(ROW), row=ROW, column_name="column_name"),
        told=Told(
            recipe=recipe,
            kind=kind,
            cut=max((when.last for when in found), default=None),
            source=source if kind == NationalFigures.KIND else None,  # of the catalogue, which has one
            fractions=fractions,
            scope=_SCOPES.get(kind),
            leaves_out=source == TOOL,  # a million figures, of which a few are read
        ),
    )
