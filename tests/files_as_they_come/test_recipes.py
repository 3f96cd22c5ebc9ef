"""A file comes in as it is by its recipe, and every figure is the one that is written in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics.catalogue import catalogue
from analytics.extracts import ExtractError
from analytics.store import Incoming, Prepared, load, prepare, the_store
from tests.authorities.making import Authority, in_use
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.material import Edition, FileAsItComes, Month
from tests.files_as_they_come.recipes import RECIPES

EVERY = [(a.AUTHORITY, file) for a in (northmoor, saltmarsh) for file in a.FILES]
FILES = pytest.mark.parametrize(("authority", "file"), EVERY, ids=[file.build.__name__ for _, file in EVERY])
HOW = ("measure_id", "month", "locality", "team", "numerator", "denominator", "value", "marker")


def read(authority: Authority, file: FileAsItComes, month: Month, folder: Path) -> Prepared:
    """What comes of an edition in a store that knows the recipe."""
    store = authority.begun(folder, 1)
    with in_use(store.root):
        load(the_store(), catalogue(), RECIPES[file.build.__name__])
        return prepare(catalogue(), [Incoming(*file.build(month))])


def written(prepared: Prepared) -> Edition:
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


def key(figure: tuple[object, ...]) -> tuple[str, ...]:
    return tuple(map(str, figure[:4]))


@FILES
@pytest.mark.parametrize("month", [Month.FIRST, Month.NEXT])
def test_every_figure_is_the_one_in_the_file(
    authority: Authority, file: FileAsItComes, month: Month, tmp_path: Path
) -> None:
    prepared = read(authority, file, month, tmp_path / "store")
    expected, found = file.editions[month], written(prepared)
    assert prepared.refused == 0, [account.refusals.rows() for account in prepared.checked]
    in_a_row = 4 if file is saltmarsh.TEAMS_BY_HAND else 1  # the account counts figures
    assert found.totals == expected.totals * in_a_row
    assert sorted(found.audits) == sorted(expected.audits)
    assert sorted(found.practice_ratings) == sorted(expected.practice_ratings)
    assert [key(figure) for figure in sorted(found.figures, key=key)] == [
        key(figure) for figure in sorted(expected.figures, key=key)
    ]
    for one, other in zip(sorted(found.figures, key=key), sorted(expected.figures, key=key), strict=True):
        assert one[4:7] == pytest.approx(other[4:7]), one
        assert one[7] == other[7], one
    assert {f"{account.cut:%Y-%m}" for account in prepared.checked} == {f"{month.value:%Y-%m}"}


DRIFTED = [one for one in EVERY if Month.DRIFTED in one[1].editions]


@pytest.mark.parametrize(("authority", "file"), DRIFTED, ids=[file.build.__name__ for _, file in DRIFTED])
def test_a_file_that_has_drifted_says_what_is_new_and_loads_nothing(
    authority: Authority, file: FileAsItComes, tmp_path: Path
) -> None:
    if file is saltmarsh.TEAMS_BY_HAND:
        (account,) = read(authority, file, Month.DRIFTED, tmp_path / "store").checked
        assert {*account.refusals["value"]} == {"Saltings"} == {*file.editions[Month.DRIFTED].unknown}
        return
    new = {"wide_dashboard": "Exec comment", "power_bi_export": "Result"}[file.build.__name__]
    with pytest.raises(ExtractError, match=f"recipe “{file.build.__name__}”.*“{new}”"):
        read(authority, file, Month.DRIFTED, tmp_path / "store")
