"""What a damaged or missing file takes away, and how the reader is told.

Of a damaged file nothing is read. The months it holds are withheld for its kind, from every cut: an older cut would
show outdated figures as current. Simulated rows of those months are withheld too, for they must not step into the
place of real ones; a damaged simulated file leaves the real ones. Other months and other kinds are served. Where the
months of a file are not known (it was damaged before a newer program noted them) nothing of its kind is served.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from analytics import formatting, months
from analytics.extracts import EXTRACTS
from analytics.store.content_store import DamagedFile
from analytics.store.ledger import Part

MOST_SAID = 3


@dataclass(frozen=True)
class Damage:
    """A part of a load of which a file is damaged or missing: the file's name, and in `harm` which of the two, in
    words that follow the name."""

    load_id: int
    part: Part
    file: str
    harm: str

    @property
    def kind(self) -> str:
        return self.part.kind

    @property
    def months(self) -> tuple[date, ...]:
        """The months that are withheld; empty if they are not known."""
        return self.part.months

    @property
    def replaced_sentence(self) -> str:
        """The same of a file that a later load replaced: what it held is wanted for the list of restatements alone."""
        return (
            f"Restatements of {formatting.joined(months.runs(self.months)) or 'any month'} can't be listed: "
            "the stored file "
            f"{self.file[:12]}… of load {self.load_id} ({self.part.file_name}), which a later load replaced, "
            f"{self.harm}. Restore it from the backup and start Line of Sight afresh, or undo load {self.load_id}."
        )

    @property
    def sentence(self) -> str:
        """Which file it is, what can't be shown for it, and what to do."""
        extract = EXTRACTS[self.kind]
        lost = f"no {extract.IN_WORDS} can be shown"
        if extract.ALSO_LOST:
            lost += f", and {extract.ALSO_LOST}"
        if self.months:
            which = "simulated " if self.part.source == "simulated" else ""
            lost = f"the {which}{extract.IN_WORDS} of {formatting.joined(months.runs(self.months))} are withheld"
        return (
            f"The stored file {self.file[:12]}… of load {self.load_id} ({self.part.file_name}) {self.harm}, so "
            f"{lost}. Load the extract again, undo load {self.load_id}, or restore the file from the backup and start "
            "Line of Sight afresh."
        )


def withheld_months(damaged: Iterable[Damage]) -> list[tuple[date, str]]:
    """The months that damaged parts of one kind take away, each with the source it takes them from.

    Raises DamagedFile if they are not known of one of them.
    """
    found: set[tuple[date, str]] = set()
    for damage in damaged:
        if not damage.months:
            raise DamagedFile(damage.sentence)
        found.update((month, damage.part.source) for month in damage.months)
    return sorted(found)


def withheld_in_words(kind: str, found: Sequence[date]) -> str:
    """Which months of a kind are withheld, and why, in a sentence; empty if none is."""
    if not found:
        return ""
    return (
        f"The {kind} of {formatting.joined(months.runs(found))} are withheld, because a stored file that holds them "
        "is damaged or missing."
    )


def damage_in_words(damaged: Sequence[Damage]) -> str:
    """What is damaged, for a reader of any page: a sentence each for the first few; empty if nothing is."""
    if not damaged:
        return ""
    more = len(damaged) - MOST_SAID
    return " ".join(
        [
            *(damage.sentence for damage in damaged[:MOST_SAID]),
            *([f"So it is with {more} more; `python -m analytics check` names every file."] if more > 0 else []),
            "Everything else is shown; comparisons with what is withheld are left out.",
        ]
    )
