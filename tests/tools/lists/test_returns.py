"""Made-up returns of children looked after: of the same children as the lists of Annex A, each of its own year."""

from __future__ import annotations

import csv
from datetime import date, datetime
from io import StringIO
from itertools import pairwise

import pytest

from tools.lists.flaws import Flaws
from tools.lists.writing import files, return_files

MARCH = date(2025, 3, 31)


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("flaws", list(Flaws))
def test_the_same_seed_gives_the_same_bytes_and_another_does_not(flaws: Flaws) -> None:
    first, again, other = (dict(return_files(seed, 200, MARCH, flaws)) for seed in (7, 7, 8))
    assert first == again
    same = [name for name in first if first[name] == other.get(name)]
    assert [name for name in same if rows(first[name])] == []


def test_who_is_looked_after_on_the_day_is_in_list_8_of_annex_a() -> None:
    episodes = rows(dict(return_files(7, 300, MARCH))["SSDA903_2025_episodes.csv"])
    going_on = {row["CHILD"] for row in episodes if not row["DEC"] and row["LS"] != "V4"}
    list_8 = rows(dict(files(7, 300, MARCH, with_csv=True))["list_8.csv"])
    assert going_on == {row["Child Unique ID"] for row in list_8 if not row["Date Ceased to be Looked After"]}
    assert len(going_on) > 20


def test_a_return_knows_nothing_of_the_years_after_it() -> None:
    for name, content in return_files(7, 300, MARCH):
        if name.startswith("SSDA903_2023_") and "uasc" not in name:  # whose claims may be open for years
            days = [cell for row in rows(content) for cell in row.values() if cell.count("/") == 2]
            assert max((datetime.strptime(day, "%d/%m/%Y").date() for day in days), default=date.min) <= date(
                2023, 3, 31
            )


def test_episodes_follow_one_another_without_a_gap() -> None:
    found: dict[str, list[dict[str, str]]] = {}
    for row in rows(dict(return_files(7, 300, MARCH))["SSDA903_2025_episodes.csv"]):
        found.setdefault(row["CHILD"], []).append(row)
    for own in found.values():
        for before, after in pairwise(own):
            assert (before["REC"] == "X1") == (after["RNE"] != "S")
            assert before["REC"] != "X1" or before["DEC"] == after["DECOM"]
            assert (before["LS"] != after["LS"]) == (after["RNE"] in "LBU") or after["RNE"] == "S"
