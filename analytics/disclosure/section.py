"""A section of a publication: its declaration, its counts, what they consist of, and how its frames are written from
what is shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl

from analytics.catalogue import Policy
from analytics.disclosure.publishable import HIDDEN, LISTED, NOT_AVAILABLE, Publishable
from analytics.store import Store


def may_not_add(policy: Policy) -> str:
    """What is said where rounded totals stand beside rounded parts; empty where nothing is rounded."""
    return (
        "Totals are rounded from the true total; rounded parts may not add up to them." if policy.rounded_to > 1 else ""
    )


@dataclass(frozen=True)
class Section:
    """counts, parts, binding: as in `analytics.disclosure.count_statements`. write: from the counts of `protected` to
    the publishables by name and the list of what is hidden (columns of LISTED); it sees no other count."""

    policy: Policy
    counts: pl.DataFrame
    parts: pl.DataFrame
    binding: pl.DataFrame
    write: Callable[[pl.DataFrame], tuple[Mapping[str, Publishable], pl.DataFrame]]


@dataclass(frozen=True)
class PackSection:
    """The declaration of a section; `analytics.board_packs` has a `SectionWriter` of the same name.

    title: on the Board pack page. policy: the default. frames: columns of each frame that it publishes, by name. make:
    from store, month, area, policy, and the measures and months of which earlier publications said something.
    group_name: a group of its counts in words. of_one_area: whether an area has it, too. refused: whether the whole
    publication is refused where a count of it would give away what an earlier one hid. held: whether a store has any of
    what it shows; without, it is not offered.
    """

    name: str
    title: str
    policy: str
    frames: Mapping[str, Mapping[str, Any]]
    make: Callable[[Store, date, str, Policy, pl.DataFrame], Section]
    group_name: Callable[[str], str]
    of_one_area: bool = False
    refused: bool = False
    held: Callable[[Store], bool] = lambda store: True

    def publishable(
        self, name: str, policy: str, frame: pl.DataFrame, notes: tuple[str, ...] = (), **more: pl.Expr
    ) -> Publishable:
        """One of its frames with the columns in order; columns that it lacks are null, or what `more` says."""
        columns = self.frames[name]
        frame = frame.with_columns(**more)
        absent = {column: pl.lit(None, kind) for column, kind in columns.items() if column not in frame.columns}
        frame = frame.with_columns(**absent).select(pl.col(column).cast(kind) for column, kind in columns.items())
        simulated = "simulated" in columns and bool(frame["simulated"].any())
        return Publishable(name, policy, frame, tuple(filter(None, notes)), simulated)


def shown(joined: pl.DataFrame, by: Sequence[str], **counts: pl.DataFrame) -> pl.DataFrame:
    """`joined` with what is published of counts (frames of `protected`, by name): name, name_marker, name_least,
    name_most (the true counts that fit; null unless shown) and name_reason."""
    for name, frame in counts.items():
        held = pl.col("published").is_not_null()
        one = frame.select(
            *by,
            pl.col("published").alias(name),
            # The ends of a hidden count's interval stay behind with the count.
            pl.when(held).then("least").alias(f"{name}_least"),
            pl.when(held).then("most").alias(f"{name}_most"),
            pl.col("marker").alias(f"{name}_marker"),
            pl.col("reason").alias(f"{name}_reason"),
        )
        joined = joined.join(one, on=list(by), how="left", maintain_order="left")
        absent = pl.when(pl.col(name).is_null()).then(pl.lit(NOT_AVAILABLE))
        joined = joined.with_columns(pl.coalesce(f"{name}_marker", absent).alias(f"{name}_marker"))
    return joined


def listed(section: str, frame: pl.DataFrame, row: pl.Expr, figures: Mapping[str, pl.Expr]) -> pl.DataFrame:
    """What a frame hides, as LISTED; `figures` names each figure and gives the reason that it is hidden for."""
    parts = [
        frame.filter(pl.col(f"{figure}_marker") == HIDDEN).select(
            section=pl.lit(section), row=row, figure=pl.lit(figure), marker=pl.lit(HIDDEN), reason=reason
        )
        for figure, reason in figures.items()
    ]
    return pl.concat(parts) if parts else pl.DataFrame(schema=LISTED)


def publications_in(frame: pl.DataFrame) -> list[str]:
    """The references of a frame, as notes."""
    return [f"As printed: {reference}." for reference in frame["reference"].drop_nulls().unique(maintain_order=True)]
