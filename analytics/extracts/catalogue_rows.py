"""Rows of the catalogue laid over those that are held, so that what comes in is checked by what it would become."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import polars as pl

from analytics.catalogue import Catalogue, Mistake, build
from analytics.extracts.checking import FINDING, Checked, refusal_sentence
from analytics.extracts.kinds import EXTRACTS

_AT, _NEW = "_at", "_new"  # where a row stands, and which of the rows that came in it is
_Place = tuple[int, int]


def laid_over(held: pl.DataFrame | None, new: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows of a kind over those of the same key, in their place; others follow. The columns of the new rows, of which
    held rows may lack some."""
    key = list(EXTRACTS[kind].KEY)
    if held is None or held.is_empty() or not key:
        return new
    held = pl.concat([new.clear(), held.select(c for c in held.columns if c in new.columns)], how="diagonal")
    held = held.with_row_index(_AT)
    places = held.select(*key, _AT)
    over = new.with_row_index("_nr").join(places, on=key, how="left", nulls_equal=True, maintain_order="left")
    over = over.with_columns(pl.coalesce(_AT, held.height + pl.col("_nr")).alias(_AT)).drop("_nr")
    kept = held.join(new, on=key, how="anti", nulls_equal=True)
    return pl.concat([kept, over.select(kept.columns)], how="vertical_relaxed").sort(_AT).drop(_AT)


def stated(held: pl.DataFrame | None, new: pl.DataFrame, kind: str) -> pl.DataFrame:
    """Rows of a kind that state the whole of what they name: what else its source had of that is gone."""
    if held is not None:
        held = held.join(
            new, on=["source", *EXTRACTS[kind].STATES], how="anti", nulls_equal=True, maintain_order="left"
        )
    return laid_over(held, new, kind)


class Overlaid:
    """A catalogue with the accepted rows of tables laid over it, one after the other.

    Nobody has said yet whether they state the whole or a part. They are taken for what goes together with the fewest
    mistakes, a part where both do; what is said later is held against them once more.
    """

    def __init__(self, catalogue: Catalogue):
        self.before = catalogue
        self._as_part = self._as_whole = dict(catalogue.rows)
        self._new: dict[str, pl.DataFrame] = {}  # the rows that came in, by kind
        self._from: list[tuple[_Place, int]] = []  # of each of them, its table and its number there
        self.catalogue, self._rows = catalogue, self._as_part

    def lay(self, place: _Place, account: Checked) -> None:
        """Lay the rows of a table over what is there; nothing for a kind of which the catalogue is not made."""
        kind = account.kind
        if not EXTRACTS[kind].OF_CATALOGUE:
            return
        first = len(self._from)
        numbers = pl.Series(_NEW, range(first, first + account.accepted.height), pl.Int64)
        new = account.accepted.with_columns(numbers)
        self._from += [(place, row) for row in range(new.height)]
        new = self._new[kind] = laid_over(self._new.get(kind), new, kind)
        held = self.before.rows.get(kind)
        self._as_part = self._as_part | {kind: laid_over(held, new, kind)}
        self._as_whole = self._as_whole | {kind: stated(held, new, kind)}
        either = [(build(_without_numbers(rows)), rows) for rows in (self._as_part, self._as_whole)]
        self.catalogue, self._rows = min(either, key=lambda one: len(self._mistakes(one[0])))

    def _mistakes(self, catalogue: Catalogue) -> list[Mistake]:
        """Those that the catalogue did not have before."""
        return [mistake for mistake in catalogue.mistakes if mistake not in self.before.mistakes]

    def held_against_each_other(self, accounts: Mapping[_Place, Checked]) -> tuple[dict[_Place, Checked], list[str]]:
        """The accounts with those rows refused that can't stand beside the others; and what is wrong with no row of
        theirs but because of them."""
        found: dict[_Place, list[tuple[int, Mistake]]] = {}
        wrong: list[str] = []
        for mistake in self.catalogue.mistakes:
            frame = self._rows.get(mistake.kind)
            new = None
            if frame is not None and mistake.row is not None and _NEW in frame.columns:
                new = frame[_NEW][mistake.row]
            if new is not None:
                place, row = self._from[new]
                found.setdefault(place, []).append((row, mistake))
            elif mistake not in self.before.mistakes:
                wrong.append(mistake_sentence(mistake))
        return {place: _refused(account, found.get(place, ())) for place, account in accounts.items()}, wrong


def _without_numbers(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {kind: frame.drop(_NEW, strict=False) for kind, frame in rows.items()}


def mistake_sentence(mistake: Mistake) -> str:
    """What is wrong in the catalogue, as people read it."""
    kind = EXTRACTS[mistake.kind].IN_WORDS.capitalize()
    if mistake.row is None:
        return f"{kind}: {mistake.problem}"
    return f"{kind}, {refusal_sentence(mistake.row + 1, mistake.column, mistake.value, mistake.problem)}"


def _refused(account: Checked, mistakes: list[tuple[int, Mistake]] | tuple[()]) -> Checked:
    """The account with rows refused that were accepted."""
    if not mistakes:
        return account
    rows = [
        (account.accepted_from[row], mistake.column, mistake.value, mistake.problem, f"{mistake.column}-catalogue")
        for row, mistake in mistakes
    ]
    refusals = pl.concat([account.refusals, pl.DataFrame(rows, schema=FINDING, orient="row")]).sort("row_number")
    gone = {row for row, _ in mistakes}
    stays = pl.Series([row not in gone for row in range(account.accepted.height)], dtype=pl.Boolean)
    return replace(
        account,
        accepted=account.accepted.filter(stays),
        accepted_from=account.accepted_from.filter(stays),
        refusals=refusals,
        refused=account.refused + len(gone),
    )
