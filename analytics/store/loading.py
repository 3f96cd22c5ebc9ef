"""Taking extracts in: check everything, store everything, then one ledger transaction."""

from __future__ import annotations

import logging
import sqlite3
import time
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePath
from typing import cast

import polars as pl

from analytics import formatting, rollup
from analytics.access import require_writer
from analytics.catalogue import Catalogue, build
from analytics.errors import UserFacingError
from analytics.extracts import EXTRACTS, Checked, ExtractError, Options, check_files
from analytics.extracts.reading import FILE_LIMIT, ROW
from analytics.store import content_store
from analytics.store.afterwards import NotFinished, told_if_it_breaks_off
from analytics.store.database import DatabaseAway
from analytics.store.former_catalogue import former_files
from analytics.store.held_catalogue import held_catalogue, held_rows, is_former, refuse_contradictions
from analytics.store.ledger import Load, Part
from analytics.store.proposal import Proposed, Statement, propose
from analytics.store.scope import PART, WHOLE, Scope
from analytics.store.store import Store

_log = logging.getLogger(__name__)

# In which order indicator rows lie in their file: a page asks for one measure, then for some of its months. With source
# and cut, of which a file has one each, this is the key of a row, so the same extract always gives the same file.
DETAIL_ORDER = ("measure_id", "month", "locality", "team", "breakdown", "category")


@dataclass(frozen=True)
class Incoming:
    """One file as it was handed over."""

    file_name: str
    content: bytes

    @classmethod
    def from_path(cls, path: Path) -> Incoming:
        """Raises ExtractError if there is no such file, it can't be read, or it is too large."""
        try:
            if path.stat().st_size > FILE_LIMIT:
                raise ExtractError(f"{path.name} is larger than {FILE_LIMIT >> 20} MB. Split it and load the parts.")
            name = path.name.encode(errors="backslashreplace").decode()  # it may have letters of another encoding
            return cls(name, path.read_bytes())
        except OSError as problem:
            raise ExtractError(f"{path}: can't be read ({problem.strerror}). Check the name and folder.") from None


_Table = tuple[Incoming, Checked, pl.DataFrame | None]


@dataclass(frozen=True)
class Prepared:
    """Files that were checked and not yet stored: the file that each table stands in, the account of the table, and its
    figures of county and localities where they are not simply its rows; and the catalogue it was checked by."""

    tables: tuple[_Table, ...]
    catalogue: Catalogue

    @property
    def checked(self) -> tuple[Checked, ...]:
        return tuple(checked for _, checked, _ in self.tables)

    @property
    def statements(self) -> list[list[Checked]]:
        """The accounts of each kind, source and cut, which are one statement whatever files they come in."""
        found: dict[Statement, list[Checked]] = {}
        for account in self.checked:
            found.setdefault((account.kind, account.source, account.cut), []).append(account)
        return [*found.values()]

    @property
    def remembered(self) -> Scope | None:
        """Whether the files state the whole or a part, as the recipes of all tables say; it is taken where nobody says
        otherwise. None where they don't say, or not the same."""
        said = {checked.scope for checked in self.checked}
        return cast("Scope | None", said.pop()) if len(said) == 1 else None

    @property
    def refused(self) -> int:
        return sum(checked.refused for checked in self.checked)


class Refused(UserFacingError):
    """Rows were refused, so nothing was stored. `checked` holds the account and the refused rows."""

    def __init__(self, checked: tuple[Checked, ...]):
        self.checked = checked
        super().__init__(
            "Rows were refused, so nothing was stored. Correct them and load again, or store the others without them."
        )


def prepare(catalogue: Catalogue, incoming: list[Incoming], options: Options | None = None) -> Prepared:
    """Read and check files without storing anything.

    Raises ExtractError where a file as a whole can't be used, and NotAllowed for whom `access` does not let write them.
    """
    require_writer([options.kind] if options and options.kind else [])
    began = time.perf_counter()
    accounts, catalogue = check_files([(file.file_name, file.content) for file in incoming], catalogue, options)
    tables = tuple(
        (file, *_with_rollup(account, catalogue))
        for file, found in zip(incoming, accounts, strict=True)
        for account in found
    )
    _refuse_said_twice(tables)
    prepared = Prepared(tables, catalogue)
    _log.info("Checked in %.1f s: %s", time.perf_counter() - began, _counted(prepared.checked))
    return prepared


def _refuse_said_twice(tables: Sequence[_Table]) -> None:
    """Raises ExtractError where two tables of a kind, source and cut say the same figure: nobody can know which is
    meant. The message names the first of them, with the row in either file."""
    together: dict[Statement, list[_Table]] = {}
    for table in tables:
        account = table[1]
        together.setdefault((account.kind, account.source, account.cut), []).append(table)
    for (kind, _, _), statement in together.items():
        key = list(EXTRACTS[kind].KEY)
        if len(statement) == 1:
            continue
        rows = pl.concat(
            account.accepted.select(key).with_columns(account.accepted_from.alias(ROW), table=pl.lit(number))
            for number, (_, account, _) in enumerate(statement)
        )
        twice = rows.group_by(key, maintain_order=True).agg("table", ROW).filter(pl.col("table").list.len() > 1)
        if twice.is_empty():
            continue
        first = twice.sort(key, nulls_last=True).row(0, named=True)
        places = [
            f"row {row} of {statement[number][1].file_name}"
            for number, row in zip(first["table"][:2], first[ROW][:2], strict=True)
        ]
        more = (
            f", and {formatting.counted(twice.height - 1, 'more is', 'more are')} said twice"
            if twice.height > 1
            else ""
        )
        raise ExtractError(
            f"{places[0][0].upper()}{places[0][1:]} and {places[1]} say the same figure of {kind}{more}. Take it out "
            "of one of the files, or load them one after the other."
        )


def _counted(accounts: Iterable[Checked]) -> str:
    """The kind of each table and its rows, for the log: no file name, no value, no reason."""
    return "; ".join(
        f"{a.kind}, rows in {a.rows_in}, accepted {a.accepted.height}, refused {a.refused}" for a in accounts
    )


def _with_rollup(account: Checked, catalogue: Catalogue) -> tuple[Checked, pl.DataFrame | None]:
    """The rollup of a table of indicators of which any row is split; the account notes what was added up for it."""
    rows = account.accepted
    if account.kind != "indicators" or not rollup.is_split(rows):
        return account, None
    rolled = rollup.localities(rows, catalogue)
    if summed := rollup.summed(rolled):
        figures = "figure" if summed == 1 else "figures"
        said = (
            f"{summed:,} {figures} of localities or the whole council added up from teams, because the file has the "
            "teams alone."
        )
        account = replace(account, notices=(*account.notices, said))
    return account, rolled


class Undecided(UserFacingError):
    """Something would no longer be shown, and nobody said whether the files state the whole or a part, so nothing was
    stored. `proposed` says what either would do."""

    def __init__(self, proposed: Proposed):
        self.proposed = proposed
        super().__init__(
            "Something that is shown now would disappear, and nothing says that it should, so nothing was stored. Say "
            "whether the files state the whole of what they name or a part of it."
        )


def already_sentence(load: Load) -> str:
    """That a file was loaded before, and when."""
    at = load.loaded_at
    return (
        f"Already loaded as load {load.load_id} on {at.day} {at:%B %Y, %H:%M} UTC. It would change nothing, so nothing "
        "was stored."
    )


def proposed(store: Store, prepared: Prepared) -> Proposed:
    """What storing checked files would do to what is shown. Raises DamagedFile, and NotAllowed for whom `access` does
    not let write them."""
    require_writer(account.kind for _, account, _ in prepared.tables)
    hashed = {id(file): content_store.sha256(file.content) for file, _, _ in prepared.tables}
    return propose(store, [(account, hashed[id(file)]) for file, account, _ in prepared.tables], prepared.catalogue)


def store_prepared(
    store: Store,
    prepared: Prepared,
    *,
    accept_rest: bool = False,
    scope: Scope | None = None,
    offered: Proposed | None = None,
    reason: str = "",
) -> int:
    """Make checked files live together. Returns the load_id. `reason` is why, for those who read the history.

    Rows that were refused are left out if `accept_rest` says so, and kept in the ledger. `scope` says whether the files
    state the whole or a part, else `prepared.remembered` does; `offered` is what `proposed` gave, if nothing was loaded
    since. The same bytes again, where they would change nothing, are not stored: the load that has them is returned.
    Raises Refused, Undecided, LostLedger, and NotAllowed for whom `access` does not let write them; then the store is
    as it was. Raises NotFinished where the disk stops it, which says what was stored all the same.
    """
    viewer = require_writer(account.kind for _, account, _ in prepared.tables)
    if prepared.refused and not accept_rest:
        raise Refused(prepared.checked)
    for checked in prepared.checked:
        if checked.accepted.is_empty():
            raise ExtractError(
                f"{checked.file_name}: every row was refused, so there is nothing to store. Correct it and load again."
            )
    refuse_contradictions(store, prepared.checked, scope or WHOLE)
    began = time.perf_counter()
    covers: Mapping[Statement, tuple[str, ...]] = {}
    try:
        offered = offered or proposed(store, prepared)
    except content_store.DamagedFile:  # what can't be compared must not stop the load that mends it, nor be hidden
        scope = scope or PART
    else:
        if scope != WHOLE and offered.already:
            return offered.already.load_id
        scope = scope or prepared.remembered
        if scope is None and offered.undecided:
            raise Undecided(offered)
        covers, scope = offered.under(scope).covers, scope or WHOLE
    with told_if_it_breaks_off(store):
        store.ledger.begin()
        parts: list[Part] = []
        numbers: Counter[Statement] = Counter()
        for table in prepared.tables:
            part = _stored(store, *table)
            of = part.kind, part.source, part.cut
            numbers[of] += 1
            gone = covers.get(of, ()) if numbers[of] == 1 else ()
            parts.append(replace(part, number=numbers[of], scope=scope, covers=gone))

        def still_there() -> None:
            for part in parts:
                for name in part.read:
                    content_store.verify(store.parquet / name)
                for name in filter(None, (part.original, part.refusals)):
                    content_store.verify(store.originals / name)

        load_id = store.ledger.record(parts, viewer.role, still_there, reason)
    _log.info("Load %d stored in %.1f s: %s", load_id, time.perf_counter() - began, _counted(prepared.checked))
    return load_id


def detail(account: Checked) -> bytes:
    """The accepted rows as they are stored: a Parquet file."""
    rows = account.accepted.sort(DETAIL_ORDER) if account.kind == "indicators" else account.accepted
    return content_store.as_parquet(rows)


def _stored(store: Store, file: Incoming, account: Checked, rolled: pl.DataFrame | None) -> Part:
    if account.read is None:
        original = content_store.keep(file.content, store.originals, PurePath(file.file_name).suffix.lower()[:8])
    else:  # a recipe leaves out columns, such as names of people
        original = content_store.keep(account.read.write_csv().encode(), store.originals, ".csv")
    refusals = ""
    if account.refused:
        refusals = content_store.keep(account.refusals.write_csv().encode(), store.originals, ".refused.csv")
    return Part(
        file_name=account.file_name,
        file_sha256=content_store.sha256(file.content),
        kind=account.kind,
        source=account.source,
        cut=account.cut,
        rows_in=account.rows_in,
        accepted=account.accepted.height,
        refused=account.refused,
        totals=account.totals,
        blank=account.blank,
        parquet=content_store.keep(detail(account), store.parquet, ".parquet"),
        original=original,
        refusals=refusals,
        notices="\n".join(account.notices),
        months=EXTRACTS[account.kind].months_in(account.accepted),
        rollup=""
        if rolled is None
        else content_store.keep(content_store.as_parquet(rolled), store.parquet, ".parquet"),
    )


def load(
    store: Store,
    catalogue: Catalogue,
    incoming: list[Incoming],
    options: Options | None = None,
    *,
    accept_rest: bool = False,
    scope: Scope | None = None,
) -> int:
    """Check files and make them live together: `prepare`, then `store_prepared`. Returns the load_id."""
    prepared = prepare(catalogue, incoming, options)
    return store_prepared(store, prepared, accept_rest=accept_rest, scope=scope)


def adopt_catalogue(store: Store) -> int | None:
    """Load the catalogue that a store from before catalogues were loaded was made with; targets that it holds stay.

    Returns the load_id, or None where there is nothing to do, or the store may only be read: it is then shown with the
    catalogue of the folder. Raises CatalogueError where the files are wrong, or are another council's.
    """
    if not is_former(store):
        return None
    held_catalogue(store)  # refuses what does not fit
    prepared = prepare(build({}), [Incoming(*file) for file in former_files()])
    key = list(EXTRACTS["targets"].KEY)
    tables = []
    for file, account, rolled in prepared.tables:
        if account.kind == "targets":
            later = account.accepted.join(held_rows(store, "targets"), on=key, how="anti", maintain_order="left")
            account = replace(account, accepted=later, totals=account.accepted.height - later.height)
        if account.accepted.height:
            tables.append((file, account, rolled))
    try:
        return store_prepared(store, replace(prepared, tables=tuple(tables)), scope=PART)
    except (OSError, sqlite3.Error, DatabaseAway, NotFinished) as problem:
        _log.warning("The catalogue can't be loaded into the store: %s", problem)
        return None
