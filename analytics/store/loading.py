"""Taking extracts in: check everything, store everything, then one ledger transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from analytics.catalogue import Catalogue
from analytics.extracts import Checked, ExtractError, check, read_csv
from analytics.store import files
from analytics.store.ledger import Part
from analytics.store.store import Store


@dataclass(frozen=True)
class Incoming:
    """One file as it was handed over."""

    file_name: str
    content: bytes

    @classmethod
    def from_path(cls, path: Path) -> Incoming:
        """Raises ExtractError if there is no such file or it can't be read."""
        try:
            return cls(path.name, path.read_bytes())
        except OSError as problem:
            raise ExtractError(f"{path}: can't be read ({problem.strerror}). Check the name and folder.") from None


@dataclass(frozen=True)
class LoadReport:
    """What became of each file."""

    load_id: int
    checked: tuple[Checked, ...]


class Refused(Exception):
    """Rows were refused, so nothing was stored. `checked` holds the account and the refused rows."""

    def __init__(self, checked: tuple[Checked, ...]):
        self.checked = checked
        super().__init__("Rows were refused; nothing was stored.")


def load(
    store: Store,
    catalogue: Catalogue,
    incoming: list[Incoming],
    *,
    kind: str | None = None,
    cut: date | None = None,
    loaded_by: str = "analyst",
) -> LoadReport:
    """Check files and make them live together.

    Raises ExtractError where a file as a whole can't be used and Refused where rows are refused; either way
    the store is as it was.
    """
    checked = tuple(check(read_csv(i.content, i.file_name), catalogue, kind, cut) for i in incoming)
    _no_overlap(checked)
    if any(c.refused for c in checked):
        raise Refused(checked)
    parts = []
    for file, account in zip(incoming, checked, strict=True):
        original = files.keep(file.content, store.originals, ".csv")
        parts.append(
            Part(
                file_name=file.file_name,
                file_sha256=original.removesuffix(".csv"),
                kind=account.kind,
                source=account.source,
                cut=account.cut,
                rows_in=account.rows_in,
                accepted=account.accepted.height,
                refused=account.refused,
                totals=account.totals,
                blank=account.blank,
                parquet=files.keep(files.as_parquet(account.accepted), store.parquet, ".parquet"),
            )
        )
    return LoadReport(store.ledger.record(parts, loaded_by), checked)


def _no_overlap(checked: tuple[Checked, ...]) -> None:
    seen: dict[tuple[str, str, date], str] = {}
    for account in checked:
        key = account.kind, account.source, account.cut
        if key in seen:
            raise ExtractError(
                f"{account.file_name} and {seen[key]} both hold {account.kind} of the same source and cut. "
                "Put them into one file, or load them one after the other."
            )
        seen[key] = account.file_name
