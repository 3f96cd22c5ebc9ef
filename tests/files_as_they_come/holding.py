"""Holding what was read of a file against what is written in it."""

from __future__ import annotations

import pytest

from analytics.store import Prepared
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.material import Edition, FileAsItComes, Month

EVERY = [(a.AUTHORITY, file) for a in (northmoor, saltmarsh) for file in a.FILES]
FILES = pytest.mark.parametrize(("authority", "file"), EVERY, ids=[file.build.__name__ for _, file in EVERY])


HOW = ("measure_id", "month", "locality", "team", "numerator", "denominator", "value", "marker")


def _written(prepared: Prepared) -> Edition:
    """What was accepted, in the way in which the expectations are written."""
    figures, audits, ratings, totals = [], [], [], 0
    for account in prepared.checked:
        totals += account.totals
        rows = account.accepted.rows(named=True)
        if account.kind == "indicators":
            figures += [tuple(f"{r[n]:%Y-%m}" if n == "month" else r[n] for n in HOW) for r in rows]
        elif account.kind == "audits":
            audits += [
                (r["audit_id"], f"{r['month']:%Y-%m}", r["locality"], r["legal_status"], r["rating"]) for r in rows
            ]
        else:
            ratings += [(r["audit_id"], r["area"], r["rating"]) for r in rows]
    return Edition(figures, audits, ratings, totals)


def _key(figure: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(map(str, figure[:4]))


def hold(prepared: Prepared, file: FileAsItComes, month: Month) -> None:
    """Nothing is refused, and what is accepted is what the file says."""
    expected, found = file.editions[month], _written(prepared)
    assert prepared.refused == 0, [account.refusals.rows() for account in prepared.checked]
    in_a_row = 4 if file is saltmarsh.TEAMS_BY_HAND else 1  # the account counts figures
    assert found.totals == expected.totals * in_a_row
    assert sorted(found.audits) == sorted(expected.audits)
    assert sorted(found.practice_ratings) == sorted(expected.practice_ratings)
    figures, written = sorted(found.figures, key=_key), sorted(expected.figures, key=_key)
    assert [*map(_key, figures)] == [*map(_key, written)]
    for one, other in zip(figures, written, strict=True):
        assert one[4:7] == pytest.approx(other[4:7]), one
        assert one[7] == other[7], one
    assert {f"{account.cut:%Y-%m}" for account in prepared.checked} == {f"{month.value:%Y-%m}"}
