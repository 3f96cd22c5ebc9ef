"""The returns of made-up children looked after, whose indicators are known from what happened to the children."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass
from datetime import date

import pytest

from analytics.catalogue import Catalogue
from analytics.statutory import Counted, count
from analytics.statutory.reading import AFTER, AGAIN, BACKWARDS, LATER, NO_CODE, OTHER_YEAR, STRANGER, TWICE
from analytics.store import Incoming, Store
from tests.statutory.care import MARCH
from tests.statutory.lists import northmere
from tools.lists.flaws import Flaws
from tools.lists.ssda903 import HEADINGS
from tools.lists.writing import return_files

Figures = dict[tuple[str, ...], tuple[float, float | None]]
# What looks back beyond the year that the last return is of.
LOOKING_BACK = {"cla_long_term_stability", "cla_reentered_12m", "adoption_days", "adoption_match_days"}
IN_PART = {"cla_placements_3plus", "cla_social_workers_3plus", "cla_reviews_on_time"}


@dataclass(frozen=True)
class Made:
    files: dict[str, bytes]
    catalogue: Catalogue

    def counted(self, *starts: str, day: date | None = None) -> Counted:
        """The files whose names begin so, and the one that says that they are made up."""
        given = [Incoming(name, content) for name, content in self.files.items() if name.startswith((*starts, "MADE"))]
        return count(given, self.catalogue, day=day)

    def rows(self, name: str) -> list[dict[str, str]]:
        return list(csv.DictReader(self.files[name].decode().splitlines()))

    @property
    def truth(self) -> Figures:
        found: Figures = {}
        for row in self.rows("truth.csv"):
            *key, numerator, denominator = row.values()
            found[tuple(key)] = float(numerator), float(denominator) if denominator else None
        return without_nought(found)


def without_nought(found: Figures) -> Figures:
    return {key: counts for key, counts in found.items() if counts != (0, None)}


def figures(counted: Counted) -> Figures:
    rows = counted.counts.iter_rows()
    return without_nought({(row[0], f"{row[1]:%Y-%m}", *row[2:6]): (row[6], row[7]) for row in rows})


@pytest.fixture(scope="module")
def catalogue(tmp_path_factory: pytest.TempPathFactory) -> Catalogue:
    return northmere(Store(tmp_path_factory.mktemp("returns")))


@pytest.fixture(scope="module")
def clean(catalogue: Catalogue) -> Made:
    return Made(dict(return_files(7, 600, MARCH)), catalogue)


def test_every_true_figure_is_counted_from_the_returns_of_four_years_and_no_other(clean: Made) -> None:
    counted = clean.counted("SSDA903_")
    assert (counted.of.key, counted.day, counted.made_up) == ("ssda903", MARCH, True)
    assert figures(counted) == clean.truth
    assert len({key[0] for key in figures(counted)}) >= 30
    assert counted.not_computed == {}
    episodes, oc2 = counted.accounts["episodes"], counted.accounts["oc2"]
    assert (episodes.rows, {*episodes.left_out}) == (episodes.used + episodes.left_out[AGAIN], {AGAIN})
    assert {*oc2.left_out} == {OTHER_YEAR}


def test_one_year_gives_its_own_figures_truly_and_none_of_what_it_cannot_know(clean: Made) -> None:
    counted = clean.counted("SSDA903_2025")
    ours = figures(counted)
    assert {*counted.not_computed} == LOOKING_BACK
    assert {key for key in ours if key[0] == "cla_placements_3plus"} == {
        key for key in clean.truth if key[0] == "cla_placements_3plus" and key[1] == "2025-03"
    }
    assert min(key[1] for key in ours if key[0] == "cla_reviews_on_time") == "2024-10"
    compared = {key: counts for key, counts in ours.items() if key[0] != "cla_reviews_on_time"}
    assert compared == {key: clean.truth.get(key) for key in compared}
    assert {key[0] for key in clean.truth} - {key[0] for key in ours} == LOOKING_BACK
    assert {key for key in clean.truth if key[0] not in LOOKING_BACK | IN_PART} <= {*ours}


def test_other_spellings_and_names_of_files_change_no_figure(catalogue: Catalogue) -> None:
    made = Made(dict(return_files(8, 400, MARCH, Flaws.SPELLING)), catalogue)
    assert any(name == "episodes 24-25.csv" for name in made.files)
    counted = made.counted("SSDA903_", *HEADINGS)
    assert figures(counted) == made.truth
    assert counted.others == 0


def test_what_is_wrong_is_accounted_for_row_by_row(catalogue: Catalogue) -> None:
    made = Made(dict(return_files(9, 600, MARCH, Flaws.ALL)), catalogue)
    flaws = Counter({(row["what"], row["list"]): int(row["how_many"]) for row in made.rows("flaws.csv")})
    counted = made.counted(*HEADINGS)
    assert all(account.rows == account.used + account.left_out.total() for account in counted.accounts.values())
    episodes = counted.accounts["episodes"]
    assert episodes.left_out[BACKWARDS] == flaws["an end before its start", "episodes"] > 0
    assert episodes.left_out[TWICE] == flaws["a child in two states at once", "episodes"] > 0
    assert episodes.unreadable["ended", AFTER] == flaws["a date in the future", "episodes"] > 0
    assert episodes.unreadable["placement", NO_CODE] >= flaws["a code that does not exist", "episodes"] > 0
    assert episodes.unreadable["child_id", STRANGER] == flaws["a child who is not in the header", "episodes"] > 0
    assert counted.accounts["reviews"].left_out[LATER] == flaws["a date in the future", "reviews"] > 0
    assert (
        figures(counted)["cla_open", "2025-03", "All", "All", "All", "All"]
        == made.truth["cla_open", "2025-03", "All", "All", "All", "All"]
    )
