"""From the rows of the catalogue kinds to one `Catalogue`, and what is wrong with rows that only others show.

The rows are frames with the columns of their contracts (`analytics.extracts.kinds.catalogue`), which were checked one
by one. A row with a mistake is left out, so that what is wrong with the others is found too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import fields
from types import MappingProxyType
from typing import Any

import polars as pl

from analytics import formatting
from analytics.catalogue.audit_parts import AREA, MODERATION, STEP, STEPS, AuditPart, AuditParts
from analytics.catalogue.catalogue import (
    ALL,
    POPULATION,
    Area,
    AuditTarget,
    Catalogue,
    Counterpart,
    Frequency,
    Indicator,
    LegalStatus,
    Mistake,
    PeriodKind,
    Polarity,
    Publication,
    Target,
    Term,
    Window,
)
from analytics.catalogue.corporate import AuditShare, Corporate, Counted, Question, RiskCell, RiskLevel
from analytics.catalogue.notes import Notes
from analytics.catalogue.policies import Policy
from analytics.catalogue.recipes import recipes_of
from analytics.catalogue.scale import FEWEST_GRADES, GOOD_OR_BETTER, MOST_GRADES, Grade, Scale
from analytics.units import Kind, Unit, unit

_ROLE = {"timeliness": "timeliness", "open": "open children"}
_NOTES = {
    "note_texts": ("page", "part", "text"),
    "note_simulated": ("how_made",),
    "note_claims": ("claim_id", "paragraph", "measure_id", "claimed", "found"),
    "note_examples": (
        *("month", "measure_id", "printed_group", "printed_dot", "printed_trend"),
        *("printed_change", "printed_distance"),
    ),
    "note_unreproducible": ("rows_of", "subject", "where", "printed", "why"),
    "note_discrepancies": ("papers", "figure", "month", "statuses", "named", "printed", "why"),
}
_DATES, _NUMBERS = ("month", "papers"), {"printed_group": pl.Int64, "printed_change": pl.Float64,
                                         "printed_distance": pl.Float64}  # fmt: skip
_AUDITS = "Audits"  # the topic of the glossary under which grades are explained
_OF_A_LOAD = ("cut", "source", "simulated")  # columns that say nothing of what a row is called
_Row = dict[str, Any]


class _Rows:
    """The rows of every kind, with the mistakes that were found so far."""

    def __init__(self, rows: Mapping[str, pl.DataFrame]):
        self.rows = rows
        self.mistakes: list[Mistake] = []
        self._filled = {kind: _filled(frame) for kind, frame in rows.items()}
        self._wrong: set[tuple[str, int]] = set()

    def of(self, kind: str) -> list[_Row]:
        """The rows of a kind in which no mistake was found; empty texts are ""."""
        return [row for _, row in self.numbered(kind)]

    def numbered(self, kind: str) -> Iterator[tuple[int, _Row]]:
        """The same with their places."""
        for place, row in enumerate(self._filled.get(kind, ())):
            if (kind, place) not in self._wrong:
                yield place, row

    def wrong(self, kind: str, place: int | None, column: str, value: object, problem: str) -> None:
        named = ""
        if place is not None:
            self._wrong.add((kind, place))
            row = self.rows[kind].row(place, named=True)
            named = next(str(row[name]) for name in row if name not in _OF_A_LOAD)
        self.mistakes.append(Mistake(kind, place, column, "" if value is None else str(value), problem, named))


def _filled(frame: pl.DataFrame) -> list[_Row]:
    texts = [name for name, dtype in frame.schema.items() if dtype == pl.String]
    return frame.with_columns(pl.col(texts).fill_null("")).rows(named=True)


def build(rows: Mapping[str, pl.DataFrame]) -> Catalogue:
    """The catalogue that rows by kind make; of no rows, an empty one. Its `mistakes` say what is wrong with them."""
    held = _Rows(rows)
    for check in (_check_council, _check_definitions, _check_areas, _check_names, _check_scale, _check_parts,
                  _check_roles, _check_risks, _check_recipes):  # fmt: skip
        check(held)
    council = next(iter(held.of("council")), {})
    open_children = [row["measure_id"] for row in held.of("indicator_roles") if row["role"] == _ROLE["open"]]
    return Catalogue(
        indicators=MappingProxyType({row["measure_id"]: _indicator(row) for row in held.of("definitions")}),
        targets=tuple(_plain(Target, row) for row in held.of("targets")),
        audit_targets=tuple(
            AuditTarget(
                row["measure"], row["valid_from"], row["target"], Polarity(row["polarity"]), row["reason"],
                row["reference"],
            )
            for row in held.of("audit_targets")
        ),
        council=council.get("council", ""),
        areas=MappingProxyType({row["area"]: _area(row) for row in held.of("areas")}),
        legal_statuses=MappingProxyType(
            {row["legal_status"]: _plain(LegalStatus, row) for row in held.of("legal_statuses")}
        ),
        scale=_scale(held),
        form=AuditParts(tuple(_part(row) for row in held.of("audit_parts"))),
        aliases=MappingProxyType({row["alias"]: row["measure_id"] for row in held.of("aliases")}),
        counterparts=MappingProxyType({row["measure_id"]: _counterpart(row) for row in held.of("counterparts")}),
        timeliness=_timely(held, "legal_status"),
        timeliness_of_areas=_timely(held, "practice_area"),
        open_children=next(iter(open_children), None),
        glossary=_glossary(held),
        policies=MappingProxyType({row["policy"]: _plain(Policy, row) for row in held.of("policies")}),
        publications=tuple(
            Publication(row["of_source"], row["file_name"], row["reference"]) for row in held.of("publications")
        ),
        corporate=_corporate(held),
        notes=Notes(*(_note(held, kind, columns) for kind, columns in _NOTES.items())),
        rows=MappingProxyType(dict(rows)),
        mistakes=tuple(held.mistakes),
        code=council.get("code", ""),
        region=council.get("region", ""),
        replies_to=council.get("replies_to", ""),
        population=_population(held),
        neighbours=tuple(row["neighbour"] for row in sorted(held.of("neighbours"), key=lambda row: row["rank"])),
        closeness=MappingProxyType({row["neighbour"]: row["closeness"] for row in held.of("neighbours")}),
        comparison_groups=MappingProxyType(_groups(held)),
        recipes=MappingProxyType(recipes_of(held.of("recipes"), held.of("recipe_columns"), held.of("recipe_words"))),
        voice_themes=MappingProxyType({row["theme"]: row["name"] for row in held.of("voice_themes")}),
        whole=council.get("whole", "council"),
        part=council.get("part", "locality"),
        parts=council.get("parts", "localities"),
    )  # fmt: skip


def _plain(made: type[Any], row: _Row) -> Any:
    """An object whose fields are columns of its row."""
    return made(**{field.name: row[field.name] for field in fields(made)})


def _indicator(row: _Row) -> Indicator:
    named = row | {"name": _shown(row), "printed_name": row["name"]}
    given = {field.name: named[field.name] for field in fields(Indicator)}
    given |= {"polarity": Polarity(row["polarity"]), "window": Window(row["window"]), "unit": _unit(row)}
    return Indicator(**given | {"frequency": Frequency(row["frequency"])})


def _shown(row: _Row) -> str:
    """What an indicator is called wherever it is shown: its plain title, or its printed name where it has none."""
    return str(row["plain_title"] or row["name"])


def _unit(row: _Row) -> Unit:
    """The unit of a definition: that of its kind where it names none, and of a count what is counted."""
    kind = Kind(row["kind"])
    named = {Kind.PERCENTAGE: "%", Kind.AMOUNT: "£"}.get(kind, "")
    name = row["counted"] if kind is Kind.COUNT else row["unit"] or named
    return unit(kind, name, kind.decimals if row["decimals"] is None else row["decimals"])


def _population(held: _Rows) -> pl.DataFrame:
    rows = [tuple(row[column] for column in POPULATION) for row in held.of("population")]
    return pl.DataFrame(rows, schema=POPULATION, orient="row")


def _area(row: _Row) -> Area:
    counts = row["kind"] == "place" if row["counts_in_whole"] is None else row["counts_in_whole"]
    given = {field.name: row[field.name] for field in fields(Area)}
    return Area(**(given | {"members": _several(row["members"]), "counts_in_whole": counts}))


def _several(text: str) -> tuple[str, ...]:
    """What a cell lists with semicolons."""
    return tuple(one.strip() for one in text.split(";") if one.strip())


def _groups(held: _Rows) -> dict[str, tuple[str, ...]]:
    groups: dict[str, tuple[str, ...]] = {}
    for row in held.of("comparison_groups"):
        groups[row["group"]] = (*groups.get(row["group"], ()), row["authority"])
    return groups


def _counterpart(row: _Row) -> Counterpart:
    return Counterpart(
        measure_id=row["measure_id"],
        national_measure=row["national_measure"] or None,
        inverted=bool(row["inverted"]),
        period_kind=PeriodKind(row["period_kind"]) if row["period_kind"] else None,
        difference=row["difference"],
        season_measure=row["season_measure"] or None,
    )


def _scale(held: _Rows) -> Scale:
    rows = sorted(held.of("audit_form"), key=lambda row: row["order"])
    return Scale(tuple(_plain(Grade, row) for row in rows))


def _glossary(held: _Rows) -> tuple[Term, ...]:
    """The terms of the glossary, and the grades of audits that the form explains, if no term does."""
    terms = [_plain(Term, row | {"synonyms": _several(row["synonyms"])}) for row in held.of("glossary")]
    scale = _scale(held)
    grades = {grade.grade: grade.meaning for grade in scale.of if grade.meaning}
    if grades and len(scale.bands[GOOD_OR_BETTER]) > 1:
        good = formatting.either(scale.bands[GOOD_OR_BETTER])
        grades = {scale.good_row: f"An audit rated {good}.", **grades}
    known = {term.term.casefold() for term in terms}
    more = [Term(_AUDITS, grade, said) for grade, said in grades.items() if grade.casefold() not in known]
    return (*terms, *more)


def _part(row: _Row) -> AuditPart:
    return AuditPart(
        **{field.name: row[field.name] for field in fields(AuditPart)} | {"name": row["name"] or row["part"]}
    )


def _timely(held: _Rows, of: str) -> Mapping[str, tuple[str, ...]]:
    """The indicators of timeliness by what a column of their roles names."""
    found: dict[str, tuple[str, ...]] = {}
    for row in held.of("indicator_roles"):
        if row["role"] == _ROLE["timeliness"] and row[of]:
            found[row[of]] = (*found.get(row[of], ()), row["measure_id"])
    return MappingProxyType(found)


def _corporate(held: _Rows) -> Corporate:
    return Corporate(
        levels=tuple(_plain(RiskLevel, row) for row in held.of("risk_levels")),
        matrix=tuple(_plain(RiskCell, row) for row in held.of("risk_matrix")),
        counted=MappingProxyType(
            {row["scorecard_measure"]: _plain(Counted, row) for row in held.of("scorecard_indicators")}
        ),
        audits=MappingProxyType(
            {row["scorecard_measure"]: _plain(AuditShare, row) for row in held.of("scorecard_audits")}
        ),
        questions=tuple(_plain(Question, row) for row in held.of("questions")),
    )


def _note(held: _Rows, kind: str, columns: tuple[str, ...]) -> pl.DataFrame:
    frame = held.rows.get(kind)
    if frame is None:
        types = dict.fromkeys(columns, pl.String) | {name: _NUMBERS[name] for name in columns if name in _NUMBERS}
        return pl.DataFrame(schema=types | {name: pl.Date for name in columns if name in _DATES})
    return frame.select(columns)


def _check_council(held: _Rows) -> None:
    if not list(held.numbered("council")) and any(not frame.is_empty() for frame in held.rows.values()):
        problem = "Nothing says which authority this is. Fill in one row: the name of the council."
        held.wrong("council", None, "", "", problem)


def _check_definitions(held: _Rows) -> None:
    """An indicator that is part of another one has the same window and kind of figure, and none is a part of itself. A
    unit goes with its kind."""
    for place, row in list(held.numbered("definitions")):
        if problem := _unit(row).problem():
            held.wrong("definitions", place, "unit", row["unit"], f"{problem}.")
    by_id = {row["measure_id"]: row for row in held.of("definitions")}
    for place, row in held.numbered("definitions"):
        above, part = {row["measure_id"]}, row
        while of := part["part_of"]:
            problem = ""
            if of not in by_id:
                problem = f"is not among the definitions{formatting.nearest(of, by_id)}"
            elif of in above:
                problem = "would be a part of itself."
            elif by_id[of]["window"] != part["window"]:
                problem = "covers another stretch of time (window)."
            elif by_id[of]["kind"] != part["kind"]:
                problem = "is another kind of figure."
            if problem:
                held.wrong("definitions", place, "part_of", of, problem)
                break
            above.add(of)
            part = by_id[of]
    names = Counter(name for row in held.of("definitions") for name in {row["name"], _shown(row)})
    for place, row in held.numbered("definitions"):
        for column in ("name", "plain_title"):
            if names[row[column]] > 1:
                held.wrong("definitions", place, column, row[column], "is the name of another indicator too.")


def _check_areas(held: _Rows) -> None:
    """What an area names is another area; none lies in itself or comes after itself."""
    by_name = {row["area"]: row for row in held.of("areas")}
    for place, row in held.numbered("areas"):
        for member in _several(row["members"]):
            if member not in by_name or by_name[member]["kind"] != "place":
                problem = f"is not a place among the areas{formatting.nearest(member, by_name)}"
                held.wrong("areas", place, "members", member, problem)
        for column in ("parent", "succeeded_by"):
            above, area = {row["area"]}, row
            while of := area[column]:
                if of not in by_name or of in above:
                    problem = f"is not among the areas{formatting.nearest(of, by_name)}"
                    if of in by_name:
                        problem = "would come back to the same area."
                    held.wrong("areas", place, column, of, problem)
                    break
                above.add(of)
                area = by_name[of]


def _check_names(held: _Rows) -> None:
    """Indicators and legal statuses that rows name are there."""
    for column, kind in (("measure_id", "definitions"), ("legal_status", "legal_statuses")):
        known = {row[column] for row in held.of(kind)}
        for other, frame in held.rows.items():
            if other == kind or column not in frame.columns:
                continue
            for place, row in list(held.numbered(other)):
                if row[column] and row[column] not in known:
                    problem = f"is not among the {kind.replace('_', ' ')}."
                    held.wrong(other, place, column, row[column], problem)
    by_id = {row["measure_id"]: row for row in held.of("definitions")}
    names = {row["name"] for row in by_id.values()}
    known_areas = {ALL} | {row["area"] for row in held.of("areas")}
    for kind, column in (("targets", "area"), ("population", "area")):
        for place, row in list(held.numbered(kind)):
            if row[column] not in known_areas:
                problem = f"is not among the areas{formatting.nearest(row[column], known_areas)}"
                held.wrong(kind, place, column, row[column], problem)
    for place, row in list(held.numbered("targets")):
        if problem := _wrong_target(row, by_id[row["measure_id"]]):
            held.wrong("targets", place, "target", row["target"], problem)
    for kind in ("counterparts", "scorecard_indicators"):
        for place, row in list(held.numbered(kind)):
            if row["inverted"] and by_id[row["measure_id"]]["kind"] != Kind.PERCENTAGE:
                problem = "is 100 minus the indicator, which has a meaning for a percentage alone. Write no."
                held.wrong(kind, place, "inverted", "yes", problem)
    for place, row in list(held.numbered("counterparts")):
        of = by_id[row["measure_id"]]
        if row["season_measure"] and not _has_months(of):
            problem = "goes with a count or a rate of what happens in a month. Leave it empty."
            held.wrong("counterparts", place, "season_measure", row["season_measure"], problem)
    for place, row in list(held.numbered("aliases")):
        if row["alias"] in names:
            held.wrong("aliases", place, "alias", row["alias"], "is the name of an indicator already.")


def _has_months(of: _Row) -> bool:
    monthly = of["frequency"] == Frequency.MONTH and of["window"] == Window.MONTH
    return monthly and of["kind"] in (Kind.COUNT, Kind.RATE)


def _wrong_target(row: _Row, of: _Row) -> str:
    if of["polarity"] == Polarity.INFORMATION:
        return "is a target of an indicator for information, which is not rated. Leave it out, or change the polarity."
    if row["target_to"] is not None and of["polarity"] != Polarity.PLAN:
        return "is a range, which goes with the polarity plan alone. Write one number."
    return ""


def _check_scale(held: _Rows) -> None:
    """The good enough grades lead, the inadequate ones end the scale, and there are neither too few nor too many."""
    rows = sorted(held.numbered("audit_form"), key=lambda numbered: numbered[1]["order"])
    if not rows:
        return
    above: list[_Row] = []
    for number, (place, row) in enumerate(rows, 1):
        if row["order"] != number:
            problem = "must count the grades: 1 for the best, then 2, and so on."
            held.wrong("audit_form", place, "order", row["order"], problem)
        if row["good_enough"] and any(not better["good_enough"] for better in above):
            held.wrong("audit_form", place, "good_enough", "yes", "must be no, for a better grade is not good enough.")
        poor = row["inadequate"]
        if (row["good_enough"] and poor) or (not poor and any(better["inadequate"] for better in above)):
            problem = "must be no where the grade is good enough, and yes below an inadequate one."
            held.wrong("audit_form", place, "inadequate", "yes" if poor else "no", problem)
        if row["lower_end"] and (row["good_enough"] or poor or any(better["lower_end"] for better in above)):
            problem = "must be no: one grade at most has a lower end, neither good enough nor inadequate."
            held.wrong("audit_form", place, "lower_end", "yes", problem)
        above.append(row)
    scale = _scale(held)
    if not all(scale.bands.values()):
        held.wrong("audit_form", None, "", "", "One grade at least must be good enough, and one inadequate.")
    if not FEWEST_GRADES <= len(rows) <= MOST_GRADES:
        problem = f"There are {len(rows)} grades. A form may have {FEWEST_GRADES} to {MOST_GRADES}."
        held.wrong("audit_form", None, "", "", problem)


def _check_parts(held: _Rows) -> None:
    """Steps are those that there are, and the expected range is of moderation; areas that roles name are there."""
    taken: dict[str, str] = {}
    for place, row in list(held.numbered("audit_parts")):
        if row["kind"] == STEP and row["part"] not in STEPS:
            problem = f"is no step of an audit. Write one of {formatting.joined(STEPS)}."
            held.wrong("audit_parts", place, "part", row["part"], problem)
        if row["expected_from"] is not None and (row["kind"], row["part"]) != (STEP, MODERATION):
            held.wrong("audit_parts", place, "expected_from", row["expected_from"], "goes with moderation alone.")
        if row["measure"] and taken.setdefault(row["measure"], row["part"]) != row["part"]:
            problem = f"is the measure of “{taken[row['measure']]}” already. Each part needs its own."
            held.wrong("audit_parts", place, "measure", row["measure"], problem)
    areas = {row["part"] for row in held.of("audit_parts") if row["kind"] == AREA}
    for place, row in list(held.numbered("indicator_roles")):
        if row["practice_area"] and row["practice_area"] not in areas:
            problem = f"is no area of practice among the audit parts{formatting.nearest(row['practice_area'], areas)}"
            held.wrong("indicator_roles", place, "practice_area", row["practice_area"], problem)


def _check_roles(held: _Rows) -> None:
    every = [(place, row) for place, row in held.numbered("indicator_roles") if row["role"] == _ROLE["open"]]
    for place, row in every[1:]:
        problem = f"is “{every[0][1]['measure_id']}” already for “{_ROLE['open']}”; only one indicator may be."
        held.wrong("indicator_roles", place, "measure_id", row["measure_id"], problem)


def _check_recipes(held: _Rows) -> None:
    """Columns and words are of a recipe that is there."""
    known = {row["recipe"] for row in held.of("recipes")}
    for kind in ("recipe_columns", "recipe_words"):
        for place, row in list(held.numbered(kind)):
            if row["recipe"] not in known:
                problem = f"is not among the recipes{formatting.nearest(row['recipe'], known)}"
                held.wrong(kind, place, "recipe", row["recipe"], problem)


def _check_risks(held: _Rows) -> None:
    """Levels follow each other, and the matrix has all squares, each of a level."""
    next_score = 1
    for place, row in held.numbered("risk_levels"):
        if row["least"] != next_score:
            problem = "must follow the highest score of the level above."
            held.wrong("risk_levels", place, "least", row["least"], problem)
        next_score = row["most"] + 1
    levels = {row["level"] for row in held.of("risk_levels")}
    squares = list(held.numbered("risk_matrix"))
    if squares and len(squares) != 25:
        held.wrong("risk_matrix", None, "", "", f"There are {len(squares)} squares of 5 × 5.")
    for place, row in squares:
        if row["level"] not in levels:
            held.wrong("risk_matrix", place, "level", row["level"], "is not among the risk levels.")
