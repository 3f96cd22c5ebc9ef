"""What to audit next: how many audits of next month, of whom, and what they can tell.

**How many.** As many a month as tell a share good or better from one that is so many points higher or lower, in two
periods of so many months, 8 times in 10 (`analytics.sample_size`), from the share of the last such period; from 50 %,
which needs most, where fewer than 20 audits are held. Never more than there are open cases.

**Of whom.** In proportion to the open cases, with the audits of the months before that the same period still covers
taken off: a part that had fewer than its share of them gets more. Each team gets one at least, where there are as many
audits as teams. Numbers are rounded by largest remainder. Those of a team are divided by legal status case by case:
each goes to the status that is furthest behind, over all teams so far.

**What that can tell** is said of periods of the same length with so many audits a month. It is about chance alone: what
auditors rate differently is on top of it. No case is chosen here: a team draws its own, by chance.
"""

from __future__ import annotations

import math
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

import polars as pl

from analytics import formatting, months, sample_size
from analytics.audits import caseload
from analytics.audits.inclusion import allocated, as_now, in_band, rated
from analytics.audits.schemas import Sample
from analytics.caching import cached_per_version
from analytics.catalogue import ALL, GOOD_OR_BETTER, catalogue
from analytics.columns import projected
from analytics.extracts import ExtractError, Options, check, read_csv, to_correct
from analytics.extracts.kinds.audits import OpenCases
from analytics.intervals import FEW, wilson
from analytics.store import Shown, Store
from analytics.units import PERCENT

POINTS, SPAN = 10, 6
TYPED = "team,legal_status,open_cases"
_UNIT = ("locality", "service", "team")


@dataclass(frozen=True)
class Design:
    """A sample for the month after `month`.

    `cells` has a row a part of the caseload at the end of `cases_of`, columns of `Sample`; `keys` are the columns that
    it is split by. `share` is what is expected, 0 to 1, and whether it is `assumed`; `recent` is how many audits a
    month had in the `span` months to `month`, and `unplaced` names who had audits, but has no open cases."""

    month: date
    cases_of: date
    points: int
    span: int
    cells: pl.DataFrame
    keys: tuple[str, ...]
    share: float
    assumed: bool
    recent: float
    unplaced: tuple[str, ...]

    @property
    def next_month(self) -> date:
        return months.before(self.month, -1)

    def sum(self, column: str) -> int:
        """All of a column of `cells` together."""
        return int(self.cells[column].sum())

    def by(self, *columns: str) -> pl.DataFrame:
        """The counts of `cells` by some of its columns, in its order."""
        counts = pl.col("open_cases", "audits", "next_month", "third_fewer").sum()
        return self.cells.group_by(columns, maintain_order=True).agg(counts, pl.col("simulated").any())

    @property
    def unit_key(self) -> str:
        """The column of the teams, or of what there is in place of teams; that of teams where cases are not split."""
        return next((key for key in ("team", "service", "locality") if key in self.keys), "team")

    @property
    def unit(self) -> str:
        """What sentences call a team, or what there is in place of teams."""
        return caseload.kind(self.unit_key)


@cached_per_version
def designed(
    store: Store,
    month: date,
    shown: Shown = "known",
    locality: str = ALL,
    points: int = POINTS,
    span: int = SPAN,
) -> Design | None:
    """The sample of an area, from the newest open cases held up to `month`; None where none are held."""
    rows = caseload.open_cases(store, month, shown, locality)
    newest = rows.filter(pl.col("month") == pl.col("month").max())
    return None if newest["open_cases"].sum() == 0 else design(store, newest, month, shown, locality, points, span)


def design(
    store: Store, cases: pl.DataFrame, month: date, shown: Shown, locality: str, points: int, span: int
) -> Design:
    """The sample from rows of open cases of one month, with at least one case among them."""
    done = as_now(rated(allocated(store, month, span, shown, locality)), month)
    good = int(done.select(in_band(GOOD_OR_BETTER).sum()).item())
    assumed = done.height < FEW
    share = 0.5 if assumed else good / done.height
    rows = caseload.finest(cases)
    keys = tuple(key for key in (*_UNIT, "legal_status") if (rows[key] != ALL).any())
    if "team" in keys:  # a team is known by its name
        keys = tuple(key for key in keys if key in ("team", "legal_status"))
    recent = done.filter(pl.col("month") > months.before(month, span - 1))
    cells = _cells(rows, recent, keys)
    total = min(math.ceil(_needed(share, points / 100) / span), int(cells["open_cases"].sum()))
    numbers = {"next_month": total, "third_fewer": total - round(total / 3)}
    of_unit = [key for key in keys if key != "legal_status"]
    placed = [done.join(cells, on=of_unit, how="anti")[of_unit[-1]].unique().sort()] if of_unit else []
    return Design(
        month=month,
        cases_of=cases["month"][0],
        points=points,
        span=span,
        cells=projected(cells.with_columns(**{n: _divided(cells, number) for n, number in numbers.items()}), Sample),
        keys=keys,
        share=share,
        assumed=assumed,
        recent=done.height / max(done["month"].n_unique(), 1),
        unplaced=tuple(placed[0]) if placed else (),
    )


def of_typed(
    lines: str, store: Store, month: date, shown: Shown, locality: str, points: int, span: int
) -> Design | None:
    """The sample from open cases that somebody typed, a line each of the columns of TYPED; they are not stored. None
    where there is no open case in them. Raises ExtractError, with a sentence on what is wrong with each line."""
    typed = [f"{months.code(month)},{line}" for line in lines.splitlines() if line.strip()]
    content = "\n".join([f"month,{TYPED}", *typed]).encode()
    options = Options(kind=OpenCases.KIND)
    found = check(read_csv(content, "What you typed (the first line is row 2)"), catalogue(), options)
    if found.refused:
        raise ExtractError("\n- ".join(["Lines to correct; the first is row 2:", *to_correct(found, 20, "")]))
    if not found.accepted["open_cases"].sum():
        return None
    return design(store, found.accepted, month, shown, locality, points, span)


def table(store: Store, month: date, shown: Shown = "known", locality: str = ALL) -> pl.DataFrame:
    """The sample as rows: columns of `Sample`."""
    found = designed(store, month, shown, locality)
    return Sample.create_empty() if found is None else found.cells


def _needed(share: float, by: float) -> float:
    """How many audits a period needs to tell so much more from the share, or so much less, whichever is more."""
    return max(sample_size.needed(share, to) for to in (share - by, share + by) if 0 <= to <= 1)


def _cells(rows: pl.DataFrame, done: pl.DataFrame, keys: tuple[str, ...]) -> pl.DataFrame:
    """Open cases, and the audits that were done, by the columns that the cases are split by."""
    others = [column for column in (*_UNIT, "legal_status") if column not in keys]
    counts = pl.col("open_cases").sum(), pl.col("simulated").any(), pl.col(others).first()
    cells = rows.group_by(keys or pl.lit(ALL).alias("_")).agg(*counts)
    audits = done.group_by(keys or pl.lit(ALL).alias("_")).agg(audits=pl.len().cast(pl.Int64))
    names = {status.legal_status: status.name for status in catalogue().legal_statuses.values()}
    found = cells.join(audits, on=list(keys) or "_", how="left").with_columns(
        pl.col("audits").fill_null(0),
        name=pl.col("legal_status").replace(names),
    )
    return found.sort(*_UNIT, "legal_status")


def _divided(cells: pl.DataFrame, total: int) -> pl.Series:
    """`total` audits by cell: first by unit, then by legal status within it."""
    rows = cells.to_dicts()
    cases, done = cells["open_cases"].sum(), cells["audits"].sum()
    behind = [max((total + done) * row["open_cases"] / cases - row["audits"], 0.0) for row in rows]
    units: dict[tuple[str, ...], list[int]] = defaultdict(list)
    for at, row in enumerate(rows):
        units[tuple(row[key] for key in _UNIT)].append(at)
    most = [sum(rows[at]["open_cases"] for at in of) for of in units.values()]
    least = [min(1, cap) if total >= len(units) else 0 for cap in most]
    numbers = sample_size.divided(total, [sum(behind[at] for at in of) for of in units.values()], least, most)
    owed: dict[str, float] = defaultdict(float)
    found = [0] * len(rows)
    for of, number in zip(units.values(), numbers, strict=True):
        weights = {at: behind[at] for at in of if behind[at]} or {at: rows[at]["open_cases"] for at in of}
        for at, weight in weights.items():
            owed[rows[at]["legal_status"]] += number * weight / sum(weights.values())
        for _ in range(number):
            room = [at for at in of if found[at] < rows[at]["open_cases"]]
            one = max(room, key=lambda at: (at in weights, owed[rows[at]["legal_status"]], -at))
            found[one] += 1
            owed[rows[one]["legal_status"]] -= 1
    return pl.Series(found, dtype=pl.Int64)


def half_width(share: float, audits: int, cases: int) -> float:
    """How far the interval of a share of so many audits of so many open cases reaches to either side, in points."""
    low, high = wilson(pl.lit(share * audits), pl.lit(audits), population=pl.lit(cases))
    return float(pl.select((high - low) * 50).item())


@dataclass(frozen=True)
class Outlook:
    """What a number of audits a month can tell: the smallest difference between two periods that is found 8 times in 10
    (points; None: not even the largest), how often the wanted one is missed (0 to 1), and how far the interval of one
    month reaches to either side (points)."""

    what: str
    audits: int
    points: float | None
    missed: float
    half_width: float


def outlooks(of: Design) -> list[Outlook]:
    """What the proposed number can tell, a third fewer, and as many as lately."""
    found = []
    for what, number in (
        ("Proposed", of.sum("next_month")),
        ("A third fewer", of.sum("third_fewer")),
        ("As many as lately", round(of.recent)),
    ):
        if number:
            each = number * of.span
            power = min(
                sample_size.power(of.share, to, each, each)
                for to in (of.share - of.points / 100, of.share + of.points / 100)
                if 0 <= to <= 1
            )
            reach = half_width(of.share, number, of.sum("open_cases"))
            found.append(Outlook(what, number, _points(of.share, each, each), 1 - power, reach))
    return found


def outlook_table(of: Design) -> pl.DataFrame:
    """`outlooks` as rows, with `found`: how many times in 10 the wanted difference is found."""
    rows = pl.DataFrame(outlooks(of), schema_overrides={"points": pl.Float64})
    return rows.with_columns(found=10 - 10 * pl.col("missed"))


def by_status(of: Design) -> pl.DataFrame:
    """One row a legal status, in the order of the catalogue: legal_status, name, open_cases, audits, next_month,
    third_fewer, simulated, and points, the smallest difference between two periods that is found; null where not even
    the largest is. Empty without legal statuses."""
    order = {status: at for at, status in enumerate(catalogue().legal_statuses)}
    place = pl.col("legal_status").replace_strict(order, default=len(order), return_dtype=pl.Int64)
    rows = of.by("legal_status", "name").sort(place)
    rows = rows if "legal_status" in of.keys else rows.clear()
    each = [_points(of.share, number * of.span, number * of.span) for number in rows["next_month"]]
    return rows.with_columns(points=pl.Series(each, dtype=pl.Float64))


def by_unit(of: Design) -> pl.DataFrame:
    """One row a team, or what there is in place of teams: unit, open_cases, audits, next_month, third_fewer, simulated,
    legal_statuses (of next month, in words), and points, the smallest difference from all others that is found."""
    key = of.unit_key
    some = of.cells.filter((pl.col("next_month") > 0) & (pl.col("legal_status") != ALL))
    words = some.group_by(key, maintain_order=True).agg(
        legal_statuses=pl.concat_str(pl.col("next_month").cast(pl.String), "name", separator=" ").str.join(", ")
    )
    rows = of.by(key).filter(pl.col("open_cases") > 0)
    rows = rows.join(words, on=key, how="left", maintain_order="left").rename({key: "unit"})
    every = rows["next_month"].sum()
    each = [_points(of.share, number * of.span, (every - number) * of.span) for number in rows["next_month"]]
    return rows.with_columns(points=pl.Series(each, dtype=pl.Float64))


def _points(share: float, cases: int, others: int) -> float | None:
    found = sample_size.detectable(share, cases, others)
    return None if found is None else math.ceil(found * 1000 - 1e-6) / 10


def answers(of: Design) -> dict[str, str]:
    """The question, and its answer in a sentence or two, ready for Markdown."""
    units, proposed = by_unit(of), outlooks(of)
    told, fewer = proposed[0], proposed[1] if of.sum("third_fewer") else None
    return {
        "How many next month?": _how_many(of),
        f"How many a {of.unit}?": _how_many_each(of, units),
        "What can that tell?": _tells(of, units, told),
        "What would a third fewer cost?": _costs(of, units, told, fewer)
        if fewer
        else "**There is none to leave out.**",
    }


def briefly(of: Design | None) -> str:
    """How many audits next month, how many a team, and what for, in a sentence ready for Markdown."""
    if of is None:
        return "**Not known**: no open cases are held to choose from."
    number, total = by_unit(of)["next_month"], formatting.counted(of.sum("next_month"), "audit")
    low, high = int(number.min()), int(number.max())  # type: ignore[arg-type]
    said = f"**{total} in {months.words(of.next_month)}**"
    if of.unit_key in of.keys:
        said += f", {low if low == high else f'{low} to {high}'} a {of.unit}"
    points = outlooks(of)[0].points
    change = f"a change of {of.points} points in {of.span} months"
    if points is None or points > of.points:
        return f"{said}: every open case, and still too few to find {change}."
    return f"{said}: enough to find {change}, 8 times in 10."


def _how_many(of: Design) -> str:
    total, cases = of.sum("next_month"), of.sum("open_cases")
    said = f"**{formatting.counted(total, 'audit')} in {months.words(of.next_month)}**, of {cases:,} open cases"
    if of.cases_of != of.month:
        said += f" at the end of {months.words(of.cases_of)}, the newest held"
    lately = f" Lately there were about {round(of.recent)} a month." if of.recent else " No audits are held yet."
    return f"{said}.{lately}"


def _how_many_each(of: Design, units: pl.DataFrame) -> str:
    number, parts = units["next_month"], f"{of.unit}s"
    if of.unit_key not in of.keys:
        return "**Not known**: the open cases are not split by team, service or place."
    low, high = int(number.min()), int(number.max())  # type: ignore[arg-type]
    if low == 0:
        without = units.filter(next_month=0).height
        return (
            f"**Up to {high}.** There are fewer audits than {parts}: "
            f"{formatting.out_of(without, units.height, of.unit, verb=('has', 'have'))} none next month."
        )
    most = units.filter(next_month=high)["unit"].to_list()
    each = f"**{low}**" if low == high else f"**{low} to {high}**"
    named = "" if low == high or len(most) > 3 else f", most in {formatting.joined(most)}"
    return f"{each} for each of {units.height} {parts}{named}. Those that had few audits for their cases get more."


def _tells(of: Design, units: pl.DataFrame, told: Outlook) -> str:
    span, each = f"{of.span} months", told.audits * of.span
    if told.points is None or told.points > of.points:
        first = f"**Less than you want**: every open case is in it, and {of.points} points still can't be told."
    else:
        first = (
            f"**A change of {of.points} points** from {PERCENT.value(100 * of.share)} {catalogue().scale.good} between "
            f"two periods of {span} ({each} audits each): found 8 times in 10."
        )
    alone = f"One month alone is good to {told.half_width:.0f} points either way."
    known = units["points"].drop_nulls()
    if of.unit_key not in of.keys:
        return f"{first} {alone}"
    if known.is_empty():
        return f"{first} {alone} It can't tell one {of.unit} from the others."
    best, usual = (
        f"{points:.0f}"
        for points in pl.DataFrame({"points": known})
        .select(best=pl.col("points").min(), usual=pl.col("points").median())
        .row(0)
    )
    apart = f"It can tell a {of.unit} from the others only where they are {best} points apart or more"
    return f"{first} {alone} {apart}, usually {usual}."


def _costs(of: Design, units: pl.DataFrame, told: Outlook, fewer: Outlook) -> str:
    points = "no change at all" if fewer.points is None else f"only changes of {fewer.points:g} points"
    said = (
        f"**{fewer.audits} audits find {points}.** A change of {of.points} points would be missed "
        f"{round(10 * fewer.missed)} times in 10, not {round(10 * told.missed)}."
    )
    without = units.filter(third_fewer=0).height - units.filter(next_month=0).height
    return f"{said} {formatting.counted(without, f'more {of.unit}')} would have none." if without else said


def notes(of: Design) -> list[str]:
    """What to know of a sample, a sentence each."""
    said = []
    if of.assumed:
        said.append(f"Fewer than {FEW} audits are held, so a share of 50% is assumed, which needs most audits.")
    if of.unplaced:
        names = formatting.joined(list(of.unplaced))
        said.append(f"Audits are held of these, but no open cases, so they get none: {names}.")
    return said
