"""Rows of the catalogue laid over those that are held, so that what comes in is checked by what it would become."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import polars as pl

from analytics.catalogue import Catalogue, Mistake, build
from analytics.extracts.checking import FINDING, WAITS, Checked, waiting
from analytics.extracts.kinds import EXTRACTS
from analytics.extracts.kinds.catalogue_notes import NAMES
from analytics.extracts.reading import Sheet

_AT, _NEW = "_at", "_new"  # where a row stands, and which of the rows that came in it is
_Place = tuple[int, int]
_NAMES = {**NAMES, ("areas", "members"): "areas"}
_NAMED = set(NAMES.values())


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
        self._left: dict[str, set[str]] = {}  # by kind, names whose rows came in, were refused, and are not held

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
        one = held is None and self._as_part is self._as_whole  # of what is new alone, a part is the whole
        self._as_part = self._as_part | {kind: laid_over(held, new, kind)}
        self._as_whole = self._as_part if one else self._as_whole | {kind: stated(held, new, kind)}
        ways = [self._as_part] if one else [self._as_part, self._as_whole]
        either = [(build(_without_numbers(rows)), rows) for rows in ways]
        self.catalogue, self._rows = min(either, key=lambda one: len(self._mistakes(one[0])))

    def note_refused(self, sheet: Sheet, kind: str) -> None:
        """Remember the names in a sheet that the catalogue does not have, though the sheet was laid over it."""
        if kind not in _NAMED or (name := EXTRACTS[kind].KEY[0]) not in sheet.header:
            return
        there = self._rows[kind][name].to_list() if kind in self._rows else []
        self._left.setdefault(kind, set()).update(set(sheet.cells[name]) - {"", *there})

    @property
    def refused(self) -> dict[str, set[str]]:
        """By kind, names whose rows are refused: by themselves, or because they can't stand beside others."""
        found = self._mistaken()
        for kind, names in self._left.items():
            found[kind] = found.get(kind, set()) | names
        return found

    def _mistakes(self, catalogue: Catalogue) -> list[Mistake]:
        """Those that the catalogue did not have before."""
        return [mistake for mistake in catalogue.mistakes if mistake not in self.before.mistakes]

    def held_against_each_other(self, accounts: Mapping[_Place, Checked]) -> tuple[dict[_Place, Checked], list[str]]:
        """The accounts with those rows refused that can't stand beside the others; and what is wrong with a kind as a
        whole because of them. A held row that can't stay is for whoever says whether they are the whole."""
        found: dict[_Place, list[tuple[int, Mistake, bool]]] = {}
        wrong: list[str] = []
        mistaken = self._mistaken()
        for mistake in self.catalogue.mistakes:
            named = _NAMES.get((mistake.kind, mistake.column), "")
            others = mistaken.get(named, set()) if named != mistake.kind else set()
            waits = mistake.value in others | self._left.get(named, set())
            frame = self._rows.get(mistake.kind)
            new = None
            if frame is not None and mistake.row is not None and _NEW in frame.columns:
                new = frame[_NEW][mistake.row]
            if new is not None:
                place, row = self._from[new]
                said = replace(mistake, problem=waiting(named)) if waits else mistake
                found.setdefault(place, []).append((row, said, waits))
            elif mistake.row is None and mistake not in self.before.mistakes:
                wrong.append(mistake_sentence(mistake))
        return {place: _refused(account, found.get(place, ())) for place, account in accounts.items()}, wrong

    def _mistaken(self) -> dict[str, set[str]]:
        """By kind, the names of rows in which there is a mistake."""
        found: dict[str, set[str]] = {}
        for mistake in self.catalogue.mistakes:
            if mistake.kind in _NAMED and mistake.row is not None:
                name = EXTRACTS[mistake.kind].KEY[0]
                found.setdefault(mistake.kind, set()).add(self._rows[mistake.kind][name][mistake.row])
        return found


def _without_numbers(rows: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    return {kind: frame.drop(_NEW, strict=False) for kind, frame in rows.items()}


def mistake_sentence(mistake: Mistake) -> str:
    """What is wrong in the catalogue, as people read it."""
    kind = EXTRACTS[mistake.kind].IN_WORDS.capitalize()
    if mistake.row is None:
        return f"{kind}: {mistake.problem}"
    return f"{kind}, {mistake.named}: {mistake.column} “{mistake.value}” {mistake.problem}"


def _refused(account: Checked, mistakes: Sequence[tuple[int, Mistake, bool]]) -> Checked:
    """The account with rows refused that were accepted."""
    if not mistakes:
        return account
    rows = [
        (
            *(account.accepted_from[row], mistake.column, mistake.value, mistake.problem),
            WAITS if waits else f"{mistake.column}-catalogue",
        )
        for row, mistake, waits in mistakes
    ]
    refusals = pl.concat([account.refusals, pl.DataFrame(rows, schema=FINDING, orient="row")]).sort("row_number")
    gone = {row for row, _, _ in mistakes}
    stays = pl.Series([row not in gone for row in range(account.accepted.height)], dtype=pl.Boolean)
    return replace(
        account,
        accepted=account.accepted.filter(stays),
        accepted_from=account.accepted_from.filter(stays),
        refusals=refusals,
        refused=account.refused + len(gone),
    )
