"""What figures mean in one authority: the kinds of its catalogue, in the order in which they refer to one another.

They are loaded like every extract, and no month is asked of them: what was loaded last is in force. What several rows
say together is checked by `analytics.catalogue.building`.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

import dataframely as dy
import polars as pl

from analytics.catalogue import ALL, ANSWERS, BANDS, Frequency, PeriodKind, Polarity, Window
from analytics.catalogue.audit_parts import PART_KINDS
from analytics.extracts.contracts import (
    Extract,
    a_month,
    known,
    one_of,
    optional,
    rule,
    split,
    written_text,
)
from analytics.units import Kind

_TEXT: Any = partial(optional, dy.String)
_MONTH: Any = partial(optional, dy.Date, {"reads": "month"}, check={"first_day": lambda day: day.dt.day() == 1})
_YES: Any = partial(dy.Bool, metadata={"default": "no"})
_STEP: Any = partial(dy.Int64, min=1, max=5)


class OfCatalogue(Extract):
    """A kind of the catalogue: a whole load states all rows of it, and what was loaded last goes first."""

    OF_CATALOGUE = True

    def __init_subclass__(
        cls, *, kind: str = "", key: tuple[str, ...] = (), later: Mapping[str, str] | None = None
    ) -> None:
        super().__init_subclass__(kind=kind, key=key, states=(), by_load=True, later=later)


class Council(OfCatalogue, kind="council", key=(), later={"replies_to": "NULL::VARCHAR"}):
    """One row is the authority, alone, and what the whole and its parts are called (county, district, districts)."""

    council = dy.String()
    code = _TEXT()
    region = _TEXT()
    whole = dy.String()
    part = dy.String()
    parts = dy.String()
    replies_to = _TEXT()


class Neighbours(OfCatalogue, kind="neighbours", key=("neighbour",)):
    """One row is an authority that is like this one; 1 is the closest."""

    neighbour = dy.String()
    rank = dy.Int64(min=1)
    closeness = _TEXT()


class ComparisonGroups(OfCatalogue, kind="comparison_groups", key=("group", "authority")):
    """One row is an authority in a group that this one is compared with."""

    group = dy.String()
    authority = dy.String(metadata={"reads": "area code"})


class Definitions(
    OfCatalogue,
    kind="definitions",
    key=("measure_id",),
    later={
        "plain_title": "NULL::VARCHAR",
        "kind": f"'{Kind.PERCENTAGE}'",
        "decimals": "NULL::BIGINT",
        "frequency": f"'{Frequency.MONTH}'",
        "population": "NULL::VARCHAR",
        "yearly": "false",
        "parts_counted": "false",
    },
):
    """One row is one indicator as the authority defines it. `group_printed` holds for `group_month` alone."""

    measure_id = dy.String(max_length=60)
    name = dy.String()
    plain_title = _TEXT()
    theme = dy.String()
    polarity = one_of(*Polarity)
    polarity_basis = one_of("printed", "inferred", metadata={"default": "inferred"})
    kind = one_of(*Kind, metadata={"default": Kind.PERCENTAGE})
    unit = _TEXT()
    decimals = optional(dy.Int64, min=0, max=4)
    window = one_of(*Window)
    frequency = one_of(*Frequency, metadata={"default": Frequency.MONTH})
    counted = dy.String()
    definition = dy.String()
    owner = written_text(nullable=True)
    source_system = _TEXT()
    in_use_from = _MONTH()
    in_use_to = _MONTH()
    part_of = _TEXT()
    population = _TEXT()
    yearly = _YES()
    parts_counted = _YES()
    group_printed = optional(dy.Int64, min=1, max=3)
    group_month = _MONTH()

    @rule("measure_id", f"is “{ALL}”, which stands for every indicator. Give it another name")
    def not_all(cls) -> pl.Expr:
        return pl.col("measure_id") != ALL

    @rule("in_use_to", "is before the month from which the indicator is in use")
    def used_in_order(cls) -> pl.Expr:
        return (pl.col("in_use_to") >= pl.col("in_use_from")).fill_null(value=True)

    @rule("population", "is an age group, which goes with a rate alone. Leave it empty")
    def population_of_rates(cls) -> pl.Expr:
        return pl.col("population").is_null() | (pl.col("kind") == Kind.RATE)

    @rule("yearly", "goes with a rate of what happens in a month or a quarter, with an age group as its population")
    def yearly_of_rates(cls) -> pl.Expr:
        return ~pl.col("yearly") | (pl.col("population").is_not_null() & (pl.col("window") == Window.MONTH))

    @rule("window", "is a stretch of months, but the indicator has a figure a year. Write month or snapshot")
    def window_of_years(cls) -> pl.Expr:
        return (pl.col("frequency").is_in([Frequency.MONTH, Frequency.QUARTER])) | pl.col("window").is_in(
            [Window.MONTH, Window.SNAPSHOT]
        )

    @rule("group_month", "and the printed group belong together. Fill in both or neither")
    def group_of_a_month(cls) -> pl.Expr:
        return pl.col("group_month").is_null() == pl.col("group_printed").is_null()


class Areas(OfCatalogue, kind="areas", key=("area",)):
    """One row is one area: a place, a service, or a combination of places. `members` are parted by semicolons."""

    area = dy.String()
    name = dy.String()
    kind = one_of("place", "service", "combined", metadata={"default": "place"})
    level = _TEXT()
    parent = _TEXT()
    members = _TEXT()
    counts_in_whole = optional(dy.Bool)
    valid_from = _MONTH()
    valid_to = _MONTH()
    succeeded_by = _TEXT()

    @rule("area", f"is “{ALL}”, which stands for the whole. Give it another name")
    def not_all(cls) -> pl.Expr:
        return pl.col("area") != ALL

    @rule("members", "belong to a combined area, and only to one. Fill them in for it, and nowhere else")
    def members_of_combined(cls) -> pl.Expr:
        return (pl.col("kind") == "combined") == pl.col("members").is_not_null()

    @rule("counts_in_whole", "is yes, but the places of a combined area count already. Write no")
    def counted_once(cls) -> pl.Expr:
        return ~((pl.col("kind") == "combined") & pl.col("counts_in_whole")).fill_null(value=False)

    @rule("valid_to", "is empty, and an area that another one succeeds has a last month. Fill it in")
    def ended_where_succeeded(cls) -> pl.Expr:
        return pl.col("succeeded_by").is_null() | pl.col("valid_to").is_not_null()

    @rule("valid_to", "is before the month from which the area is in force")
    def in_order(cls) -> pl.Expr:
        return (pl.col("valid_to") >= pl.col("valid_from")).fill_null(value=True)


class LegalStatuses(OfCatalogue, kind="legal_statuses", key=("legal_status",)):
    """One row is a child's legal status as audits use it: the short form in extracts, the name people read."""

    legal_status = dy.String()
    name = dy.String()
    meaning = dy.String()


class AuditForm(OfCatalogue, kind="audit_form", key=("grade",), later={"meaning": "NULL::VARCHAR"}):
    """One row is a grade of an audit, the best first."""

    grade = dy.String()
    order = dy.Int64(min=1)
    good_enough = dy.Bool()
    inadequate = dy.Bool()
    lower_end = _YES()
    meaning = _TEXT()


class AuditParts(OfCatalogue, kind="audit_parts", key=("part", "kind")):
    """One row is a part of the audit form: an area of practice, a person who can take part, or a step it has."""

    part = dy.String()
    kind = one_of(*PART_KINDS)
    name = _TEXT()
    measure = _TEXT()
    expected_from = optional(dy.Float64, min=0, max=100)
    expected_to = optional(dy.Float64, min=0, max=100)

    @rule("expected_to", "and expected_from are both ends of a range, the lower first. Fill in both or neither")
    def both_ends(cls) -> pl.Expr:
        low, high = pl.col("expected_from"), pl.col("expected_to")
        return (low.is_null() == high.is_null()) & (low <= high).fill_null(value=True)


class VoiceThemes(OfCatalogue, kind="voice_themes", key=("theme",)):
    """One row is a question or a theme on which children, families and workers are heard: its short form, its name."""

    theme = dy.String(max_length=60)
    name = dy.String()


class Targets(
    Extract,
    kind="targets",
    key=("measure_id", "area", "valid_from"),
    states=("measure_id",),
    by_load=True,
    later={
        "area": f"'{ALL}'",
        "target_to": "NULL::DOUBLE",
        "tolerance": "NULL::DOUBLE",
        "start_assumed": "false",
    },
):
    """One row is a target in force from a month on. The tolerance is in the unit of the indicator, or in percent.

    Where `start_assumed` says yes, the month is the authority's assumption, for nothing published says it.
    """

    OF_CATALOGUE = True

    measure_id = known("indicators")
    valid_from = a_month()
    target = dy.Float64(metadata={"percent": "measure_id"})
    tolerance_percent = dy.Float64(min=0, max=100, metadata={"default": "5"})
    reason = dy.String()
    area = split("areas")
    target_to = optional(dy.Float64, {"percent": "measure_id"})
    tolerance = optional(dy.Float64, min=0)
    start_assumed = _YES()

    @rule("target_to", "is the upper end of a range and must be above the target")
    def range_in_order(cls) -> pl.Expr:
        return (pl.col("target_to") > pl.col("target")).fill_null(value=True)


class Population(OfCatalogue, kind="population", key=("area", "year", "age_group")):
    """One row is how many people of an age group live in an area in the middle of a year, of which rates are taken."""

    area = split("areas")
    year = dy.Int64(min=1981, max=2100)
    age_group = dy.String()
    number = dy.Int64(min=0)
    reference = _TEXT()


class AuditTargets(OfCatalogue, kind="audit_targets", key=("measure", "valid_from")):
    """One row is what a measure of the audit programme should reach from a month on: percent, or audits a month."""

    measure = dy.String()
    valid_from = a_month()
    target = dy.Float64(min=0, max=100)
    polarity = one_of(Polarity.BIGGER, Polarity.SMALLER)
    reason = dy.String()
    reference = dy.String()


class Aliases(OfCatalogue, kind="aliases", key=("alias",)):
    """One row is another name that somebody confirmed to mean an indicator."""

    alias = dy.String()
    measure_id = known("indicators")


class Counterparts(OfCatalogue, kind="counterparts", key=("measure_id",), later={"season_measure": "NULL::VARCHAR"}):
    """One row is the national measure beside an indicator, or why there is none."""

    measure_id = known("indicators")
    national_measure = _TEXT()
    inverted = optional(dy.Bool)
    period_kind = one_of(*PeriodKind, nullable=True, metadata={"default": ""})
    difference = dy.String()
    season_measure = _TEXT()

    @rule("period_kind", "goes with a national measure. Fill in both, with inverted, or none of them")
    def of_a_measure(cls) -> pl.Expr:
        with_one = pl.col("national_measure").is_not_null()
        return (with_one == pl.col("period_kind").is_not_null()) & (with_one == pl.col("inverted").is_not_null())


class IndicatorRoles(
    OfCatalogue,
    kind="indicator_roles",
    key=("role", "legal_status", "practice_area", "measure_id"),
    later={"practice_area": "NULL::VARCHAR"},
):
    """One row is what an indicator is to audits: timely by legal status or area of practice, or all open children."""

    role = one_of("timeliness", "open children")
    legal_status = _TEXT({"names": "legal_statuses", "or_all": False})
    measure_id = known("indicators")
    practice_area = _TEXT()

    @rule("legal_status", "or an area of practice goes with the role timeliness, and only with it. Fill in one of them")
    def one_of_timeliness(cls) -> pl.Expr:
        named = pl.col("legal_status").is_not_null().cast(pl.Int8) + pl.col("practice_area").is_not_null()
        return named == (pl.col("role") == "timeliness").cast(pl.Int8)


class ListDefinitions(OfCatalogue, kind="list_definitions", key=("measure_id", "statutory_return")):
    """One row is how an indicator is counted from child-level lists: see `analytics.statutory.layout`."""

    measure_id = known("indicators")
    statutory_return = dy.String(metadata={"default": "annex_a"})
    months = dy.String(metadata={"default": "1"})
    rows = dy.String()
    breakdowns = dy.String(metadata={"default": "child"})
    sql = dy.String()


class Glossary(OfCatalogue, kind="glossary", key=("term",), later={"synonyms": "NULL::VARCHAR"}):
    """One row is a word or short form that readers may not know, under a topic, and what it means here."""

    topic = dy.String()
    term = dy.String()
    meaning = dy.String()
    synonyms = _TEXT()


class Policies(OfCatalogue, kind="policies", key=("policy",)):
    """One row is a disclosure policy: see `analytics.catalogue.policies`."""

    policy = dy.String()
    title = dy.String()
    hidden_from = optional(dy.Int64, min=0)
    hidden_to = optional(dy.Int64, min=0)
    rounded_to = dy.Int64()
    secondary = dy.Bool()
    totals = dy.Bool()
    rolling = dy.Bool()
    signed_off = dy.Bool()
    meaning = dy.String()

    @rule("hidden_to", "and hidden_from are both ends of the hidden counts, the smaller first. Fill in both or neither")
    def both_ends(cls) -> pl.Expr:
        low, high = pl.col("hidden_from"), pl.col("hidden_to")
        return (low.is_null() == high.is_null()) & (low <= high).fill_null(value=True)

    @rule("rounded_to", "must be 1 (as is) or 5")
    def a_step(cls) -> pl.Expr:
        return pl.col("rounded_to").is_in([1, 5])

    @rule("hidden_to", "is too low: 1 and 2 round to 0, so with rounding to 5 they must be hidden")
    def hidden_where_rounded(cls) -> pl.Expr:
        return (pl.col("rounded_to") != 5) | (pl.col("hidden_to").fill_null(0) >= 2)


class Publications(OfCatalogue, kind="publications", key=("of_source", "file_name")):
    """One row is a loaded file whose figures have been published: the source it was loaded under, and the reference."""

    of_source = dy.String()
    file_name = dy.String()
    reference = dy.String()


class Questions(OfCatalogue, kind="questions", key=("question_id",)):
    """One row is a question that members asked. `link` is a page and its filters, as the address bar writes them."""

    question_id = dy.String()
    topic = dy.String()
    question = dy.String()
    meeting = dy.String()
    answered = one_of(*ANSWERS)
    link = _TEXT()
    note = _TEXT()

    @rule("link", "goes with a question that is answered, and only with one")
    def link_of_an_answer(cls) -> pl.Expr:
        return (pl.col("answered") != "no") == pl.col("link").is_not_null()

    @rule("note", "is empty. Say what the data can't answer, and why")
    def why_not(cls) -> pl.Expr:
        return (pl.col("answered") == "yes") | pl.col("note").is_not_null()


class SavedQuestions(OfCatalogue, kind="saved_questions", key=("name",)):
    """One row is a question of the Explore page that somebody saved: its name, its address, and what it is for."""

    name = written_text(80)
    address = dy.String(max_length=2000)
    note = written_text(nullable=True)
    saved_by = one_of("analyst", "leader")
    saved_on = dy.Date(metadata={"reads": "date"})

    @rule("address", "is not a question as the address of the Explore page has it, such as subject=audits&rows=team")
    def of_a_question(cls) -> pl.Expr:
        return pl.col("address").str.contains(r"^subject=[\w-]+(&[\w-]+=[^&=\s]*)*$")


class RiskLevels(OfCatalogue, kind="risk_levels", key=("level",)):
    """One row is a level of risk, and the lowest and highest score (likelihood × impact) that it covers."""

    level = dy.String()
    least = dy.Int64(min=1)
    most = dy.Int64(min=1)


class RiskMatrix(OfCatalogue, kind="risk_matrix", key=("likelihood", "impact")):
    """One row is one square of the risk matrix; likelihood and impact from 1 to 5."""

    likelihood = _STEP()
    likelihood_label = dy.String()
    impact = _STEP()
    impact_label = dy.String()
    score = dy.Int64()
    level = dy.String()

    @rule("score", "must be likelihood × impact")
    def product(cls) -> pl.Expr:
        return pl.col("score") == pl.col("likelihood") * pl.col("impact")


class ScorecardIndicators(OfCatalogue, kind="scorecard_indicators", key=("scorecard_measure",)):
    """One row is a measure of the scorecard that is a monthly indicator too, or 100 minus that (inverted)."""

    scorecard_measure = dy.String()
    measure_id = known("indicators")
    inverted = dy.Bool()


class ScorecardAudits(OfCatalogue, kind="scorecard_audits", key=("scorecard_measure",)):
    """One row is a measure of the scorecard that is the share of a band of a quarter's audits, or 100 minus that."""

    scorecard_measure = dy.String()
    band = one_of(*BANDS)
    inverted = dy.Bool()


class NoteTexts(OfCatalogue, kind="note_texts", key=("page", "part", "text")):
    """One row is a text in Markdown on the authority's own papers, the page and the part of it that show it."""

    page = dy.String()
    part = dy.String()
    text = dy.String()


class NoteSimulated(OfCatalogue, kind="note_simulated", key=("how_made",)):
    """One row is a text in Markdown on how simulated rows were made."""

    how_made = dy.String()


class NoteClaims(OfCatalogue, kind="note_claims", key=("claim_id",)):
    """One row is a claim of a published summary that its own figures do not bear out."""

    claim_id = dy.String()
    paragraph = dy.String()
    measure_id = known("indicators")
    claimed = dy.String()
    found = dy.String()


class NoteExamples(OfCatalogue, kind="note_examples", key=("month", "measure_id")):
    """One row is what analysts printed beside an indicator of a month: group, words of direction, change, distance."""

    month = a_month()
    measure_id = known("indicators")
    printed_group = optional(dy.Int64, min=1, max=3)
    printed_dot = _TEXT()
    printed_trend = _TEXT()
    printed_change = optional(dy.Float64)
    printed_distance = optional(dy.Float64)


class NoteUnreproducible(OfCatalogue, kind="note_unreproducible", key=("rows_of", "subject", "where", "printed")):
    """One row is a printed figure that rows can't give: table (where), row (subject), as printed, and why not."""

    rows_of = dy.String()
    subject = dy.String()
    where = dy.String()
    printed = dy.String()
    why = dy.String()


class NoteDiscrepancies(OfCatalogue, kind="note_discrepancies", key=("papers", "figure", "month", "statuses", "named")):
    """One row is a figure of the audits that the papers of a month print in two ways."""

    papers = a_month()
    figure = dy.String()
    month = a_month()
    statuses = _TEXT()
    named = dy.String()
    printed = dy.String()
    why = dy.String()
