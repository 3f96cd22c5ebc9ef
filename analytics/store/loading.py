"""Taking extracts in: check everything, store everything, then one ledger transaction."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path, PurePath

import polars as pl

from analytics import rollup
from analytics.access import require_analyst
from analytics.catalogue import Catalogue
from analytics.errors import UserFacingError
from analytics.extracts import EXTRACTS, Checked, ExtractError, Options, check_files
from analytics.extracts.reading import FILE_LIMIT
from analytics.store import content_store
from analytics.store.ledger import Part
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
            return cls(path.name, path.read_bytes())
        except OSError as problem:
            raise ExtractError(f"{path}: can't be read ({problem.strerror}). Check the name and folder.") from None


@dataclass(frozen=True)
class Prepared:
    """Files that were checked and not yet stored: the file that each table stands in, the account of the table, and its
    figures of county and localities where they are not simply its rows."""

    tables: tuple[tuple[Incoming, Checked, pl.DataFrame | None], ...]

    @property
    def checked(self) -> tuple[Checked, ...]:
        return tuple(checked for _, checked, _ in self.tables)

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

    Raises ExtractError where a file as a whole can't be used, and NotAllowed for anyone but an analyst.
    """
    require_analyst()
    began = time.perf_counter()
    accounts = check_files([(file.file_name, file.content) for file in incoming], catalogue, options)
    tables = tuple(
        (file, *_with_rollup(account, catalogue))
        for file, found in zip(incoming, accounts, strict=True)
        for account in found
    )
    seen: dict[tuple[str, str, date], str] = {}
    for _, account, _ in tables:
        key = account.kind, account.source, account.cut
        if key in seen:
            raise ExtractError(
                f"{account.file_name} and {seen[key]} both hold {account.kind} of the same source and cut. "
                "Put them into one table, or load them one after the other."
            )
        seen[key] = account.file_name
    prepared = Prepared(tables)
    _log.info("Checked in %.1f s: %s", time.perf_counter() - began, _counted(prepared.checked))
    return prepared


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


def store_prepared(store: Store, prepared: Prepared, *, accept_rest: bool = False) -> int:
    """Make checked files live together. Returns the load_id.

    Rows that were refused are left out if `accept_rest` says so, and kept in the ledger. Raises Refused otherwise,
    LostLedger, and NotAllowed for anyone but an analyst; then the store is as it was.
    """
    viewer = require_analyst()
    if prepared.refused and not accept_rest:
        raise Refused(prepared.checked)
    for checked in prepared.checked:
        if checked.accepted.is_empty():
            raise ExtractError(
                f"{checked.file_name}: every row was refused, so there is nothing to store. Correct it and load again."
            )
    began = time.perf_counter()
    store.ledger.begin()
    parts = [_stored(store, *table) for table in prepared.tables]

    def still_there() -> None:
        for part in parts:
            for name in part.read:
                content_store.verify(store.parquet / name)
            for name in filter(None, (part.original, part.refusals)):
                content_store.verify(store.originals / name)

    load_id = store.ledger.record(parts, viewer.role, still_there)
    _log.info("Load %d stored in %.1f s: %s", load_id, time.perf_counter() - began, _counted(prepared.checked))
    return load_id


def detail(account: Checked) -> bytes:
    """The accepted rows as they are stored: a Parquet file."""
    rows = account.accepted.sort(DETAIL_ORDER) if account.kind == "indicators" else account.accepted
    return content_store.as_parquet(rows)


def _stored(store: Store, file: Incoming, account: Checked, rolled: pl.DataFrame | None) -> Part:
    original = content_store.keep(file.content, store.originals, PurePath(file.file_name).suffix.lower()[:8])
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
) -> int:
    """Check files and make them live together: `prepare`, then `store_prepared`. Returns the load_id."""
    return store_prepared(store, prepare(catalogue, incoming, options), accept_rest=accept_rest)
