"""The quarterly papers of the whole council: scorecard, risks, placements, budget, improvement plan.

- What a source has published passes as printed, also where an extract that has not been published restates it.
- Placements of another source are counts of children, and under the policy.
- A measure of the scorecard of another source is a figure about children without the counts behind it: it stays, unless
  the policy shows figures as they are and a named role signs for it.
- Money, scores of risks and statuses are no counts of children and pass.
- A text passes only if it stands, word for word, in the same column of a paper that has been published. Else the row
  has its id alone; an id that no paper has and that is no code gives way to a number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import polars as pl

from analytics import months
from analytics.catalogue import ALL, Policy
from analytics.corporate import budget, plan, risks, scorecard
from analytics.corporate.papers import held
from analytics.disclosure import placement_counts
from analytics.disclosure.bindings import NO_PARTS, known_besides, of_scorecard
from analytics.disclosure.columns import count_columns, text_columns
from analytics.disclosure.printed_papers import printed_first, printed_rows, referenced
from analytics.disclosure.publishable import (
    AS_PRINTED,
    FROM_EXACT,
    FROM_ROUNDED,
    HIDDEN,
    NOT_AVAILABLE,
    PUBLIC,
    Publishable,
)
from analytics.disclosure.rounding import source_marker
from analytics.disclosure.section import PackSection, Section, listed, may_not_add, publications_in, shown
from analytics.simulated_label import mark
from analytics.store import Store

UNTOLD = "title not published"
IDS = {"scorecard": "measure_id", "risks": "risk_id", "budget": "code", "plan": "priority_id"}
TITLES = {"scorecard": "measure", "risks": "title", "budget": "service_area", "plan": "label"}
_OTHER_TEXTS = {"scorecard": ("section", "unit"), "risks": ("risk_group",), "budget": ("attachment", "group")}
_OWN_WORDS = {"attachment": (budget.MAIN, budget.HIGH_RISK, budget.OTHER_AGAIN), "unit": ("%", "number")}
_BESIDE_ITS_ID = ("risks", "plan")  # whose tables have a column for the id
_CODE = r"^[A-Za-z]{0,4}[0-9][0-9./-]{0,9}[A-Za-z]?$"
_WITHOUT_COUNTS = "a figure of the scorecard without the counts behind it"


def corporate(store: Store, month: date, locality: str, policy: Policy, about: pl.DataFrame) -> Section:
    """Five frames, of the whole council alone; each is empty where its paper is not held.

    about: the measures and months of which earlier publications said something.
    """
    every = placement_counts.rows(store, month)
    placed = placement_counts.named(every if locality == ALL else every.clear())
    counts, parts, binding = placement_counts.of_counts(store, placed)
    measures, kept_back = _measures(store, month, policy)
    if locality == ALL:
        said_now = of_scorecard(measures.filter(pl.col("reference").is_null() & ~pl.col("simulated")))
        binding = pl.concat([binding, known_besides(store, NO_PARTS, about, said_now)])
    papers = {
        "scorecard": measures,
        "risks": referenced(store, risks.register(store, month), held(store, "risks", month, "known"), "risks"),
        "budget": referenced(store, budget.lines(store, month), held(store, "budget", month, "known"), "budget"),
        "plan": referenced(store, plan.priorities(store, month), held(store, "plan", month, "known"), "plan"),
    }

    def write(protected: pl.DataFrame) -> tuple[Mapping[str, Publishable], pl.DataFrame]:
        made = {
            kind: _made(store, kind, frame if locality == ALL else frame.clear(), policy, kept_back.height)
            for kind, frame in papers.items()
        }
        frame = _placements(placed, protected, policy)
        row = pl.format("{}, {}", "series", pl.col("month").dt.to_string("%B %Y"))
        hidden = [listed("placements", frame, row, {"count": pl.col("count_reason")})]
        if locality == ALL:
            nameless = every.join(placed, on="series", how="anti").with_columns(row)
            hidden += [_listed("scorecard", kept_back, _WITHOUT_COUNTS), _listed("placements", nameless, UNTOLD)]
        return made | {"placements": _made_of_placements(frame, policy)}, pl.concat(hidden)

    return Section(policy, counts, parts, binding, write)


def _listed(section: str, rows: pl.DataFrame, reason: str) -> pl.DataFrame:
    """Rows that are left out altogether, for their maker; the first column names each."""
    all_of_them = rows.select(row=rows.columns[0], value_marker=pl.lit(HIDDEN))
    return listed(section, all_of_them, pl.col("row"), {"value": pl.lit(reason)})


def _measures(store: Store, month: date, policy: Policy) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The measures of the scorecard that may leave, and the rows of the same quarters that may not (a name each)."""
    rows = printed_first(store, "scorecard", month)
    passes = pl.col("reference").is_not_null() | pl.lit(policy.signed_off)
    at = pl.col("period")
    since = months.before(month, 3 * scorecard.PERIODS)
    kept_back = rows.filter(~passes & (at > since) & (at <= month)).select(
        pl.format("{}, {}", "measure_id", at.dt.to_string("%B %Y"))
    )
    shown_rows = rows.filter(passes)
    return referenced(store, scorecard.measures_of(shown_rows, month), shown_rows, "scorecard"), kept_back


def _made(store: Store, kind: str, rows: pl.DataFrame, policy: Policy, kept_back: int) -> Publishable:
    """A paper with its references, and without the texts that may not leave; kept_back: figures of the scorecard."""
    frame, without = _told(store, kind, rows)
    own = frame.filter(pl.col("reference").is_null() & ~pl.col("simulated"))
    figures = kind == "scorecard" and not own.is_empty()
    markers = {}
    if kind == "scorecard":
        marker = pl.coalesce(source_marker(pl.col("marker")), pl.lit(NOT_AVAILABLE))
        markers = {"value_marker": pl.when(pl.col("value").is_null()).then(marker)}
    notes = (
        policy.meaning if figures else "",
        _left_out(without, "title"),
        "" if own.is_empty() else "Some of this or all of it was not published before.",
        _left_out(kept_back if kind == "scorecard" else 0, "figure"),
        mark(frame),
        *publications_in(frame),
    )
    return CORPORATE.publishable(kind, policy.policy if figures else PUBLIC, frame, notes, **markers)


def _left_out(count: int, what: str) -> str:
    if not count:
        return ""
    said = f"{what} was not published before, and is" if count == 1 else f"{what}s were not published before, and are"
    return f"{count} {said} left out."


def _told(store: Store, kind: str, frame: pl.DataFrame) -> tuple[pl.DataFrame, int]:
    """The frame with those texts alone that have been printed, and how many titles it lost."""
    printed, name, title = printed_rows(store, kind), IDS[kind], TITLES[kind]

    def stands(column: str) -> pl.Expr:
        return pl.col(column).is_in([*printed[column].drop_nulls().unique(), *_OWN_WORDS.get(column, ())])

    number = pl.format("line {}", "line") if kind == "budget" else pl.format("no. {}", pl.col(name).rank("dense"))
    coded = pl.when(stands(name) | pl.col(name).str.contains(_CODE)).then(name)
    texts = (title, *_OTHER_TEXTS.get(kind, ()))
    frame = frame.with_columns(pl.coalesce(coded, number).alias(name), *(pl.when(stands(c)).then(c) for c in texts))
    without = frame.filter(pl.col(title).is_null())[name].n_unique()
    instead = pl.lit(UNTOLD) if kind in _BESIDE_ITS_ID else pl.format(f"{{}} ({UNTOLD})", name)
    return frame.with_columns(pl.coalesce(title, instead)), without


def _placements(rows: pl.DataFrame, protected: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Printed counts as printed, all others as far as the policy lets."""
    frame = shown(rows, ["series", "month"], count=protected)
    public, exact = pl.col("public"), pl.lit(policy.signed_off)
    basis = FROM_ROUNDED if policy.rounded_to > 1 else FROM_EXACT
    absent = pl.when(pl.col("value").is_null()).then(pl.lit(NOT_AVAILABLE))
    both = (public & pl.col("public_before").fill_null(False)) | exact
    return frame.with_columns(
        count=pl.when(public).then("value").otherwise("count"),
        count_marker=pl.when(public).then(absent).otherwise("count_marker"),
        change=pl.when(both).then("change"),
        change_percent=pl.when(both).then("change_percent"),
        basis=pl.when(public).then(pl.lit(AS_PRINTED)).otherwise(pl.lit(basis)),
    )


def _made_of_placements(frame: pl.DataFrame, policy: Policy) -> Publishable:
    own = not frame["public"].all()
    notes = (policy.meaning, may_not_add(policy)) if own else ()
    return CORPORATE.publishable(
        "placements", policy.policy if own else PUBLIC, frame, (*notes, mark(frame), *publications_in(frame))
    )


CORPORATE = PackSection(
    name="corporate",
    title="Corporate papers",
    policy="nhs",
    frames={
        # The columns of `corporate.scorecard.measures`, without comparators; what is worked out of printed rows alone.
        "scorecard": {
            **text_columns("section", "measure_id", "measure", "polarity", "reporting_basis", "unit"),
            "period": pl.Date,
            "period_confidence": pl.String,
            "value": pl.Float64,
            "value_marker": pl.String,
            "target": pl.Float64,
            **text_columns("status", "no_status"),
            "distance": pl.Float64,
            "compared_target": pl.Float64,
            "compared_period": pl.Date,
            "compared_status": pl.String,
            **dict.fromkeys(("previous_value", "change", "year_ago", "year_change"), pl.Float64),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.risks.register`.
        "risks": {
            **text_columns("risk_id", "risk_group", "title", "inherent_level"),
            "inherent_score": pl.Int64,
            "period": pl.Date,
            "level": pl.String,
            **dict.fromkeys(("score", "likelihood", "impact", "previous_score", "change"), pl.Int64),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        # The thirteen months to the newest, and the same month of every year before. The change on a year before
        # stands only where both counts are exact.
        "placements": {
            "series": pl.String,
            "month": pl.Date,
            "financial_year": pl.String,
            **count_columns("count"),
            "change": pl.Int64,
            "change_percent": pl.Float64,
            **text_columns("basis", "reference"),
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.budget.lines`, in thousands of pounds, in the order of the paper.
        "budget": {
            **text_columns("attachment", "group", "service_area", "row_type"),
            **dict.fromkeys(("full_year_budget_k", "forecast_outturn_k", "variance_dsg_k"), pl.Float64),
            **dict.fromkeys(("variance_non_dsg_k", "pandemic_variance_k", "total_variance_k", "percent"), pl.Float64),
            "reference": pl.String,
            "simulated": pl.Boolean,
        },
        # The columns of `corporate.plan.priorities`.
        "plan": {
            **text_columns("priority_id", "label"),
            "period": pl.Date,
            **text_columns("action_status", "impact_status", "action_before", "impact_before"),
            **text_columns("action_moved", "impact_moved", "note", "reference"),
            "simulated": pl.Boolean,
        },
    },
    make=corporate,
    group_name=lambda group: f"agency placements, {group.rpartition('|')[2]}",
)
