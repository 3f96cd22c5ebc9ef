"""Making a publication: the sections under their policies, then the check, then what must be left out until it holds.

A component is the counts that are tied together by what has been published. Where one gives a hidden count away, this
is tried in turn, for that component alone:

1. under a policy with secondary suppression, the smallest count still shown in the same total is hidden too;
2. the rolling quarters of its indicators are left out;
3. of audits, the totals of legal statuses, then those of ratings; of screening, the totals of areas; of placements,
   the totals;
4. the counts of the indicator, the legal status, the area screened or the month of placements are left out: beside
   printed figures or earlier publications they would give a count away, whatever else is left out;
5. but where audits, or counts shown as they are, would give away what an earlier publication hid, this one is refused.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from functools import partial

import polars as pl

from analytics import formatting
from analytics.catalogue import ALL, Policy, catalogue
from analytics.disclosure.area_counts import OF_PARTS
from analytics.disclosure.bindings import NAME, said_of
from analytics.disclosure.comments import COMMENT
from analytics.disclosure.count_statements import (
    COUNTS,
    QUARTER,
    TOTALS,
    LeftOut,
    cells_of,
    protected,
    statements,
)
from analytics.disclosure.kinds import SIDES
from analytics.disclosure.pack_sections import PACK_SECTIONS, Disclosed, Wanted, policies
from analytics.disclosure.publishable import CELLS, CannotPublish, Publishable
from analytics.disclosure.reidentification import ENOUGH, Checked, Leaving, find_exposed
from analytics.disclosure.section import Section
from analytics.disclosure.small_counts import SMALL
from analytics.store import Store

_log = logging.getLogger(__name__)

Progress = Callable[[float, str], None]
_MANY = 8  # counts hidden beside a small one, after which all that are tied to it are left out
_ROUNDS = 40  # each hides at least one more count, or leaves out a whole kind


def disclose(
    store: Store,
    wanted: Wanted,
    earlier: pl.DataFrame | None,
    progress: Progress = lambda share, what: None,
) -> Disclosed:
    """What may be published of what is wanted, beside everything that was published before.

    earlier: the cells of every pack ever opened or exported (columns of CELLS), or None. progress is told the share
    done, 0 to 1, and what is done. Raises CannotPublish, with what to do, where the wish is incomplete or where the
    publication would give a hidden count away.
    """
    named = checked_wish(wanted)
    progress(0.0, "Counting")
    began, run = time.perf_counter(), _Run()
    try:
        return _settled(store, wanted, named, earlier, progress, run)
    finally:
        _log.info(
            "Disclosure check of %s: %s; hidden counts %d, steps %d, %.1f s",
            ", ".join(f"{section} ({policy.policy})" for section, policy in named.items()),
            "passed" if run.passed else "not passed",
            run.checked,
            run.steps,
            time.perf_counter() - began,
        )


@dataclass
class _Run:
    """What the log says of a check: whether it passed, how many steps it took, and how many hidden counts it saw."""

    passed: bool = False
    steps: int = 0
    checked: int = 0


def _settled(
    store: Store,
    wanted: Wanted,
    named: Mapping[str, Policy],
    earlier: pl.DataFrame | None,
    progress: Progress,
    run: _Run,
) -> Disclosed:
    """What may be published once nothing hidden is given away, step by step. Raises CannotPublish."""
    before = pl.DataFrame(schema=CELLS) if earlier is None else earlier.select(list(CELLS))
    about = said_of(before)
    sections = {
        name: section.make(store, wanted.month, wanted.locality, named[name], about)
        for name, section in PACK_SECTIONS.items()
        if name in named
    }
    left_out, safe, said_before = _alone_in_their_line(sections), set[str](), frozenset(before["statement"])
    anyhow = [pl.concat([before, _anyhow(sections, signed=False)])]
    if any(policy.signed_off for policy in named.values()):
        anyhow.append(_anyhow(sections, signed=True))
    leaving: Leaving | None = None
    for run.steps in range(1, _ROUNDS + 1):
        counts = _protected(sections, left_out)
        said = _said(sections, counts)
        cells = cells_of(said)
        every, mine = pl.concat([before, cells]), frozenset(cells["statement"])
        leaving = leaving or Leaving(every, mine, smallest(named.values()), anyhow)
        check = partial(find_exposed, every, mine, safe, progress, leaving=leaving)
        # Less is said from round to round, so what was safe stays so; one count a component shows what to leave out.
        result = check(one_each=True)
        run.checked = result.checked
        more = _further(left_out, counts, said, result, said_before)
        if more == left_out:
            result = check()
            more = _further(left_out, counts, said, result, said_before)
        if more == left_out:
            # What follows from earlier publications alone is no secret that a later one could give away.
            known = frozenset().union(*result.exposed.values()) - said_before
            cells = cells.filter(~pl.col("statement").is_in(known))
            run.passed = True
            return _disclosed(wanted, sections, counts, cells, left_out, result)
        left_out = more
    raise CannotPublish(_ASK)


def _alone_in_their_line(sections: Mapping[str, Section]) -> LeftOut:
    """What to hide at once, under policies that hide more where they must: beside a small count of an indicator and its
    parts that is the only one hidden there, the smallest of the others."""
    besides: set[str] = set()
    for section in sections.values():
        while section.policy.secondary:
            counts = protected(section.counts, section.policy, LeftOut(besides=frozenset(besides)))
            lines = counts.filter("said").explode("lines").filter(pl.col("lines").str.starts_with(OF_PARTS))
            alone = lines.filter(pl.col("hidden").sum().over("lines") == 1, ~pl.col("hidden"))
            chosen = alone.sort(pl.col("count") == 0, "count", "claim").unique("lines", keep="first")["claim"]
            if chosen.is_empty():
                break
            besides.update(chosen)
    return LeftOut(besides=frozenset(besides))


def smallest(of: Iterable[Policy]) -> int:
    """Up to which number a count that no pack hides is small under all of some policies."""
    return min((policy.hidden_to or SMALL for policy in of), default=SMALL)


def _anyhow(sections: Mapping[str, Section], *, signed: bool) -> pl.DataFrame:
    """What is known without the pack, or with what of it is `signed` for, as CELLS: also of how many cases of the whole
    a printed percentage is, to a tenth."""
    counts = {
        name: protected(part.counts if signed and part.policy.signed_off else part.counts.clear(), part.policy)
        for name, part in sections.items()
    }
    said = _said(sections, counts)
    of_whole = pl.col("claim").str.contains(rf"^(printed|scorecard)\|.*\|{ALL}\||^scorecard\|")
    sizes = said.filter(of_whole, pl.col("part").str.contains(rf"^{NAME}\|.*\|{SIDES[1]}$"))
    size = pl.col("truth").sum().over("claim")
    rough = sizes.unique(["claim", "part", "truth"]).with_columns(
        statement=pl.format("about as many as {}", "claim"),
        coefficient=pl.lit(1, pl.Int64),
        low=size * 9 // 10,
        high=size * 11 // 10,
    )
    return pl.concat([cells_of(said), rough.select(list(CELLS))])


LONGEST_REASON = 500  # characters
_ASK = "Choose a stricter policy for the sections concerned, or leave them out."


def checked_wish(wanted: Wanted) -> Mapping[str, Policy]:
    """The policy of each section that is wanted. Raises CannotPublish if the wish is not complete."""
    if unknown := sorted(set(wanted.sections) - set(PACK_SECTIONS)):
        raise CannotPublish(f"There is no section {', '.join(unknown)}; choose from {', '.join(PACK_SECTIONS)}.")
    if not wanted.sections:
        raise CannotPublish("Choose at least one section.")
    if wanted.locality != ALL and wanted.locality not in catalogue().areas:
        raise CannotPublish(f"There is no area “{wanted.locality}” among the areas of the catalogue.")
    held, found = policies(), {}
    for section in wanted.sections:
        name = wanted.policy(section)
        if name not in held:
            raise CannotPublish(f"There is no policy “{name}”; choose from {', '.join(held)}.")
        found[section] = held[name]
        signed = wanted.sign_off is not None and wanted.sign_off.role.strip() and wanted.sign_off.reason.strip()
        if found[section].signed_off and not signed:
            raise CannotPublish(
                f"The policy “{found[section].title}” shows counts as they are. A named role must sign for it, with "
                "the date and a reason."
            )
    if wanted.sign_off is not None and not _fit_for_print(wanted.sign_off.reason):
        raise CannotPublish(
            f"The reason can't be printed: give it in at most {LONGEST_REASON} characters, without control characters."
        )
    return found


def _fit_for_print(reason: str) -> bool:
    return len(reason) <= LONGEST_REASON and all(letter.isprintable() or letter == "\n" for letter in reason)


def _protected(sections: Mapping[str, Section], left_out: LeftOut) -> dict[str, pl.DataFrame]:
    return {name: protected(section.counts, section.policy, left_out) for name, section in sections.items()}


def _said(sections: Mapping[str, Section], counts: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """What the sections say of the counts, as `statements`."""
    return pl.concat(statements(counts[name], part.parts, part.binding) for name, part in sections.items())


def _further(
    left_out: LeftOut,
    counts: Mapping[str, pl.DataFrame],
    said: pl.DataFrame,
    result: Checked,
    earlier: frozenset[str],
) -> LeftOut:
    """What to leave out besides, of each component that gives a hidden count away; `earlier` are the statements of
    earlier packs. Raises CannotPublish."""
    columns = [*COUNTS, "published", "out", "said", "hidden", "secondary", "as_is"]
    every = pl.concat([frame.select(columns) for frame in counts.values()]).filter("said")
    every = every.with_columns(besides=pl.col("claim").is_in(left_out.besides))
    every = every.join(said.select("claim", "statement").unique(), on="claim", maintain_order="left")
    small = frozenset(result.small["statement"])
    for names, given in result.exposed.items():
        tied = every.filter(pl.col("statement").is_in(names))
        if tied.filter(~pl.col("out")).is_empty():  # it is known already, and nothing said here adds to it
            continue
        if hidden := given - small:
            left_out = _one_step(left_out, tied, hidden, bool(hidden & earlier))
        else:
            of = result.small.filter(pl.col("statement").is_in(given))
            left_out = _beside(left_out, tied, said, of, earlier)
    return left_out


def _beside(
    left_out: LeftOut, tied: pl.DataFrame, said: pl.DataFrame, small: pl.DataFrame, earlier: frozenset[str]
) -> LeftOut:
    """What else to hide of one component where small counts that no pack hides would follow: for each of them one
    count, which this pack is the first to tell. `small` has what they are the sums of."""
    shown = tied.filter(pl.col("published").is_not_null(), ~pl.col("statement").is_in(earlier))
    if shown["as_is"].any():
        raise CannotPublish(_unsaid(tied, small["statement"].n_unique()))
    if QUARTER in shown["role"]:
        return replace(left_out, quarters=left_out.quarters | set(shown.filter(role=QUARTER)["group"]))
    if tied.filter("besides").height >= _MANY or shown.is_empty():
        told = tied.filter(~pl.col("out"))
        concerned = said.join(small, on=["part", "truth"], how="semi")["claim"].unique()
        of_it = told.filter(pl.col("claim").is_in(concerned.implode()))["group"]
        return replace(left_out, groups=left_out.groups | set(of_it if len(of_it) else told["group"]))
    terms = said.join(shown, on="claim", how="semi").select("claim", "part", "truth")
    shown = shown.join(terms.group_by("claim").agg(size=pl.len()), on="claim")
    chosen: set[str] = set()
    for _, of in small.group_by("statement", maintain_order=True):
        touching = terms.join(of, on=["part", "truth"], how="semi")["claim"].unique()
        if not chosen.isdisjoint(touching):
            continue
        # First what the count consists of, of the largest sums first; then what stands beside it in a sum that it is
        # part of, then that sum.
        around = terms.join(terms.filter(pl.col("claim").is_in(touching.implode())), on=["part", "truth"], how="semi")
        touches, near = (pl.col("claim").is_in(claims.implode()) for claims in (touching, around["claim"]))
        direct = touches & (pl.col("size") <= of.height)
        size = pl.when(direct).then(-pl.col("size").cast(pl.Int64)).otherwise("size")
        chosen.add(shown.sort(~direct, ~near, size, "count", "claim")["claim"][0])
    pairs = {claim.rpartition("|")[0] for claim in chosen if claim.endswith(SIDES)}  # of no use without each other
    chosen.update(claim for claim in shown["claim"] if claim.endswith(SIDES) and claim.rpartition("|")[0] in pairs)
    return replace(left_out, besides=left_out.besides | chosen)


def _unsaid(tied: pl.DataFrame, given: int) -> str:
    sections = ", ".join(tied["section"].unique(maintain_order=True))
    counts = formatting.counted(given, "small count", "small counts")
    return f"With this publication ({sections}), {counts} that it does not show could be worked out. {_ASK}"


def _one_step(left_out: LeftOut, tied: pl.DataFrame, given: frozenset[str], of_earlier: bool) -> LeftOut:
    """The first step that is left for one component; `tied` are its counts that are published."""
    exposed = pl.col("statement").is_in(given)
    for concerned in (exposed, pl.col("hidden") & pl.col("group").is_in(tied.filter(exposed)["group"].implode())):
        lines = tied.filter(concerned)["lines"].explode().drop_nulls().unique()
        beside = tied.filter(~pl.col("hidden") & pl.col("secondary") & _any_in(pl.col("lines"), lines))
        if not beside.is_empty():
            elsewhere = ~_any_in(pl.col("lines"), lines.filter(lines.str.starts_with(OF_PARTS)))
            smallest = beside.sort(elsewhere, pl.col("count") == 0, "count", "claim")["claim"][0]
            return replace(left_out, besides=left_out.besides | {smallest})
    told = tied.filter(~pl.col("out"))
    roles = set(told["role"])
    if QUARTER in roles:
        return replace(left_out, quarters=left_out.quarters | set(told.filter(role=QUARTER)["group"]))
    for role in TOTALS:
        if role in roles:
            return replace(left_out, totals=left_out.totals | {role})
    if of_earlier and (tied["as_is"].any() or any(PACK_SECTIONS[name].refused for name in tied["section"].unique())):
        raise CannotPublish(_refusal(tied, len(given)))
    left = told if of_earlier else told.filter(exposed)
    if left.is_empty():  # a count of which nothing is said follows from what is said of others
        left = told
    return replace(left_out, groups=left_out.groups | set(left["group"]))


def _refusal(tied: pl.DataFrame, given: int) -> str:
    sections = ", ".join(tied["section"].unique(maintain_order=True))
    counts = formatting.counted(given, "count", "counts")
    return f"With this publication ({sections}), {counts} that an earlier publication hid could be worked out. {_ASK}"


def _any_in(lines: pl.Expr, wanted: pl.Series) -> pl.Expr:
    return lines.list.set_intersection(wanted.implode()).list.len() > 0


def _disclosed(
    wanted: Wanted,
    sections: Mapping[str, Section],
    counts: Mapping[str, pl.DataFrame],
    cells: pl.DataFrame,
    left_out: LeftOut,
    result: Checked,
) -> Disclosed:
    publishables: dict[str, Publishable] = {}
    hidden = []
    for name, section in sections.items():
        found, listing = section.write(counts[name])
        publishables |= {key: replace(made, notes=_notes(made, section.policy, wanted)) for key, made in found.items()}
        hidden.append(listing)
    if not wanted.comments:
        publishables.pop("comments", None)
        hidden = [listing.filter(pl.col("figure") != COMMENT) for listing in hidden]
    return Disclosed(
        wanted, publishables, cells, pl.concat(hidden), _dropped(left_out, counts), result.checked, _told(result)
    )


def _told(result: Checked) -> str:
    """The outcome of the check in a sentence."""
    given = sum(len(names) for names in result.exposed.values())
    if given:
        return (
            f"{result.checked} hidden counts were checked. {given} can be worked out from what has been published "
            "already; this publication adds nothing to that."
        )
    if not result.checked:
        return "No count is hidden, so there was nothing to check."
    return f"{result.checked} hidden counts were checked: each keeps at least {ENOUGH} possible values."


def _notes(made: Publishable, policy: Policy, wanted: Wanted) -> tuple[str, ...]:
    """The notes of a publishable; none beside an empty one. What nobody protected says who signed for it."""
    if made.frame.is_empty():
        return ()
    if not policy.signed_off or wanted.sign_off is None or made.policy != policy.policy:
        return made.notes
    signed = wanted.sign_off
    return (*made.notes, f"Signed for by {signed.role} on {signed.on.day} {signed.on:%B %Y}: {signed.reason}")


def _named(groups: frozenset[str], counts: Mapping[str, pl.DataFrame]) -> str:
    """What groups of counts are called: an indicator, the audits of a legal status, the records of an area."""
    held = ((PACK_SECTIONS[section], groups.intersection(frame["group"])) for section, frame in counts.items())
    return "; ".join(sorted({section.group_name(group) for section, found in held for group in found}))


def _dropped(left_out: LeftOut, counts: Mapping[str, pl.DataFrame]) -> tuple[str, ...]:
    """What was left out, in words; `counts` by section."""
    found = []
    if left_out.quarters:
        found.append(f"Rolling quarters of {_named(left_out.quarters, counts)}")
    found += [f"{role.capitalize()}" for role in TOTALS if role in left_out.totals]
    if left_out.besides:
        told = formatting.counted(len(left_out.besides), "count", "counts")
        found.append(f"{told}, hidden because they would give a small one away")
    if left_out.groups:
        told = _named(left_out.groups, counts)
        found.append(f"Counts that printed percentages or earlier publications would give away: {told}")
    return tuple(found)
