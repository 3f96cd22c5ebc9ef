"""Did the audits happen, whom do they reach, and who took part?

**Steps.** Of the audits allocated in a month some are exempt and some never submitted; the rest are *submitted*, late
or not; of these some are below standard and returned, and the others *accepted*: these are the completed audits that
ratings are counted from. *Completion* is submitted of allocated. A month whose rows do not say whether audits came
late was put together from counts of ratings, and has no steps.

**Coverage.** A team is known if an audit was allocated to it in the year, and reached if one was completed in three
months. The children audited in a year, each counted once, are set beside the children open to social care at the end
of the month, if a count of them is held: the denominator of the indicator that the catalogue names for it.

**Who took part.** Of the completed audits for which the question applies, the share that answers yes. Audits that
have “not applicable”, as of a child too young to be asked, are left out. Who can take part is said by the audit form.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import formatting, months
from analytics.audits.inclusion import WINDOW, YEAR, allocated, rated, share, targets
from analytics.audits.schemas import Steps, TookPart
from analytics.caching import cached_by_identity, cached_per_version
from analytics.catalogue import ALL, catalogue, unit_of
from analytics.columns import projected
from analytics.percent import pooled
from analytics.store import DamagedFile, Shown, Store, people_rows, place_rows
from analytics.units import PERCENT

STEPS = {
    "allocated": "Allocated",
    "exempt": "Exempt",
    "not_submitted": "Not submitted",
    "submitted": "Submitted",
    "late": "Late",
    "below_standard": "Below standard",
    "accepted": "Accepted",
}
_WERE = ("was", "were")


@dataclass(frozen=True)
class Coverage:
    """Whom the audits reach. None is not known.

    audits: completed in the month; whole: of the whole council; teams_reached: with an audit in three months;
    children_audited: in the year; children_open: at the month's end; children_share: percent.
    """

    month: date
    audits: int
    whole: bool
    teams_known: int | None
    teams_reached: int | None
    children_audited: int
    children_open: int | None
    children_share: float | None


@cached_per_version
def steps(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a month with known steps, of the twelve to `month`, oldest first; columns of `Steps`."""
    status = pl.col("status")
    submitted = status.is_in(["completed", "below standard"])
    counted = (
        allocated(store, month, YEAR, shown, locality)
        .group_by("month")
        .agg(
            allocated=pl.len().cast(pl.Int64),
            exempt=(status == "exempt").sum().cast(pl.Int64),
            not_submitted=(status == "not submitted").sum().cast(pl.Int64),
            submitted=submitted.sum().cast(pl.Int64),
            late=(pl.col("submitted_late") == "yes").sum().cast(pl.Int64),
            below_standard=(status == "below standard").sum().cast(pl.Int64),
            accepted=(status == "completed").sum().cast(pl.Int64),
            simulated=pl.col("simulated").any(),
            said=(pl.col("submitted_late") != "x").any(),
        )
    )
    found = counted.filter("said").with_columns(
        **share("submitted", "allocated", "completion"), late_share=pooled(pl.col("late"), pl.col("submitted"))
    )
    return projected(found.sort("month"), Steps)


@cached_per_version
def coverage(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> Coverage:
    """Whom the audits reach. The teams are None where the source does not name them. Records are told apart by their
    key."""
    year = allocated(store, month, YEAR, shown, locality)
    named, done = year.filter(pl.col("team") != ALL), rated(year)
    recent = done.filter((pl.col("month") > months.before(month, WINDOW)) & (pl.col("team") != ALL))
    open_now = _children_open(store, month, shown, locality)
    audited = done["record_key"].n_unique()
    return Coverage(
        month=month,
        audits=done.filter(month=month).height,
        whole=locality == ALL,
        teams_known=named["team"].n_unique() or None,
        teams_reached=recent["team"].n_unique() if named.height else None,
        children_audited=audited,
        children_open=open_now,
        children_share=pl.select(pooled(pl.lit(audited), pl.lit(open_now, pl.Int64))).item(),
    )


def _children_open(store: Store, month: date, shown: Shown, locality: str) -> int | None:
    """Children open to social care in an area, added up from its parts where it has any, at whatever depth; None where
    one of them has no count, or where no indicator has all of them."""
    parts = catalogue().members(locality, month)
    of_all = catalogue().open_children
    if of_all is None:
        return None
    rows = place_rows(store, list(catalogue().behind(locality)) if parts else [locality], shown)
    is_count = unit_of(of_all).kind.adds  # a count is the number itself
    number = pl.coalesce("numerator", "value") if is_count else pl.col("denominator")
    of_month = rows.filter(pl.col("measure_id") == of_all, pl.col("month") == month)
    held = dict(of_month.select("locality", number=number).drop_nulls("number").rows())

    def added_up(areas: tuple[str, ...]) -> int | None:
        counts = [held.get(area, added_up(catalogue().members(area, month))) for area in areas]
        known = [int(count) for count in counts if count is not None]
        return sum(known) if counts and len(known) == len(counts) else None

    return added_up(parts or (locality,))


@cached_per_version
def took_part(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """One row a month held, of the twelve to `month`, and a person of the audit form; columns of `TookPart`. Months in
    which nothing is known of a person are left out."""
    people = catalogue().form.people
    names, order = {p: part.name for p, part in people.items()}, {p: n for n, p in enumerate(people)}
    counted = (
        _answers(store, month, shown, locality)
        .filter(pl.col("answer").is_in(["yes", "no"]), pl.col("person").is_in(list(people)))
        .group_by("month", "person")
        .agg(
            yes=(pl.col("answer") == "yes").sum().cast(pl.Int64),
            asked=pl.len().cast(pl.Int64),
            simulated=pl.col("simulated").any(),
        )
        .with_columns(**share("yes", "asked", "share"))
        .sort("month", pl.col("person").replace_strict(order, default=None, return_dtype=pl.Int64))
    )
    measures = [people[person].measure or person for person in counted["person"]]
    aims = [targets([at], measure)[0] for at, measure in zip(counted["month"], measures, strict=True)]
    found = counted.with_columns(
        pl.Series("measure", measures, pl.String),
        pl.Series("target", aims, pl.Float64),
        name=pl.col("person").replace_strict(names, default=None, return_dtype=pl.String),
    )
    return projected(found, TookPart)


def _answers(store: Store, month: date, shown: Shown, locality: str) -> pl.DataFrame:
    """Whether a person took part in an audit that counts, in the year to `month`: month, person, answer, simulated. A
    row of its own goes before the audit's column."""
    rows, of = rated(allocated(store, month, YEAR, shown, locality)), ["source", "cut", "audit_id"]
    columns = [person for person in catalogue().form.people if person in rows.columns]
    index = [*of, "month", "simulated"]
    asked = rows.unpivot(columns, index=index, variable_name="person", value_name="answer") if columns else None
    with suppress(DamagedFile):  # every page says what is damaged; what needs no people is still served
        own = people_rows(store, shown).select(*of, "person", answer="took_part")
        own = own.join(rows.select(index), on=of).select(*index, "person", "answer")
        asked = own if asked is None else pl.concat([own, asked.join(own, on=[*of, "person"], how="anti")])
    if asked is None:
        asked = rows.select(index).clear().with_columns(person=pl.lit(""), answer=pl.lit(""))
    return asked.select("month", "person", "answer", "simulated")


@cached_by_identity
def steps_sentence(steps: pl.DataFrame) -> str:
    """The newest month of `steps` in a sentence."""
    row = steps.row(-1, named=True)
    aim = targets([row["month"]], "completion")[0]
    against = "" if aim is None else f", target {PERCENT.as_printed(aim)}"
    were = formatting.out_of(row["submitted"], row["allocated"], "allocated audit", verb=_WERE)
    return (
        f"In {months.words(row['month'])} {were} submitted "
        f"({PERCENT.value(row['completion'])}{against}), {row['late']} of them late "
        f"({PERCENT.value(row['late_share'])}); "
        f"{formatting.counted(row['below_standard'], 'was', 'were')} below standard and {row['accepted']} accepted. "
        f"{formatting.counted(row['exempt'], 'was', 'were')} exempt and "
        f"{row['not_submitted']} not submitted."
    )


def coverage_sentence(reached: Coverage) -> str:
    """Whom the audits reach, from `coverage`."""
    said = [
        f"{formatting.counted(reached.audits, 'audit was', 'audits were')} completed in {months.words(reached.month)}."
    ]
    for measure, name in (("audits_accepted", "baseline"), ("audits_ambition", "ambition")):
        aim = targets([reached.month], measure)[0] if reached.whole else None
        if aim is not None:
            said[0] = f"{said[0][:-1]}, {'reaching' if reached.audits >= aim else 'short of'} the {name} of {aim:g}."
    if reached.teams_known and reached.teams_reached is not None:
        teams = formatting.capital(formatting.out_of(reached.teams_reached, reached.teams_known, "team"))
        said.append(f"{teams} had an audit in the three months.")
    children = f"{formatting.counted(reached.children_audited, 'file was', 'files were')} audited in the year"
    if reached.children_open is None:
        said.append(f"{children}; how many children are open to social care is not held.")
    else:
        said.append(
            f"{children}, beside {formatting.counted(reached.children_open, 'child', 'children')} "
            "open to social care "
            "at the end of the month "
            f"({PERCENT.value(reached.children_share)})."
        )
    return " ".join(said)


@cached_by_identity
def took_part_sentence(people: pl.DataFrame, month: date) -> str:
    """How many of those who can take part reached their target in a month, and who is furthest from it."""
    now = people.filter(pl.col("target").is_not_null(), month=month)
    if now.is_empty():
        return f"Who took part in {months.words(month)}; no target was in force"
    met = now.filter(pl.col("share") >= pl.col("target"))
    furthest = now.sort(pl.col("share") - pl.col("target")).row(0, named=True)
    targets_met = formatting.out_of(met.height, now.height, "target for taking part", "targets for taking part", _WERE)
    said = f"{formatting.capital(targets_met)} met in {months.words(month)}"
    if met.height == now.height:
        return said
    return (
        f"{said}; furthest off: {furthest['name'][0].lower()}{furthest['name'][1:]}, "
        f"{PERCENT.value(furthest['share'])} of a target of {PERCENT.as_printed(furthest['target'])}"
    )
