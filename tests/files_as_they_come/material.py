"""What a file of these tests is: how it is made, what its own words mean, and what should come of it."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum

from openpyxl import Workbook

# measure_id, month, locality, team, numerator, denominator, value, marker. A value is in the unit of its indicator.
Figure = tuple[str, str, str, str, float | None, float | None, float | None, str | None]
Audit = tuple[str, str, str, str, str]  # audit_id, month, locality, legal_status, rating
PracticeRating = tuple[str, str, str]  # audit_id, area of practice, rating


class Month(Enum):
    """The newest month of an edition. Only three files have the third, in which something about their shape is new."""

    FIRST = date(2023, 11, 1)
    NEXT = date(2023, 12, 1)
    DRIFTED = date(2024, 1, 1)


@dataclass(frozen=True)
class Edition:
    """What should come of one edition of a file.

    `totals` is the number of its rows that repeat the sum of others and are set aside; `unknown` are names in it that
    the catalogue does not have and nobody has explained, so that their rows are no figures yet.
    """

    figures: Sequence[Figure] = ()
    audits: Sequence[Audit] = ()
    practice_ratings: Sequence[PracticeRating] = ()
    totals: int = 0
    unknown: Sequence[str] = ()


@dataclass(frozen=True)
class FileAsItComes:
    """A kind of file that an analyst gets every month.

    `build` gives the name and the content of an edition, and raises KeyError where there is no such edition.
    `meanings` are what the analyst shows once: by column of ours, the file's word and ours. Spaces around a word and
    the breaks of lines in it are not part of it. “null” is an empty count of both numerator and denominator.
    """

    build: Callable[[Month], tuple[str, bytes]]
    meanings: Mapping[str, Mapping[str, str]]
    editions: Mapping[Month, Edition]


def saved(book: Workbook) -> bytes:
    """A workbook as a file."""
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
