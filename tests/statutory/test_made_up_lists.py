"""The lists of a made-up authority, whose indicators are known from what happened and not from the lists."""

from __future__ import annotations

import csv
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue
from analytics.statutory import Counted, count, read_teams
from analytics.statutory.layout import columns
from analytics.statutory.reading import AFTER, AN_ERROR, BACKWARDS, LATER, NO_RESULT, TWICE
from analytics.store import Incoming, Store, begin, held_catalogue, load
from tests.statutory.lists import DAY

ROOT = Path(__file__).parents[2]
# What the lists can't tell as the catalogue defines it: reviews that fell due, and every missing episode.
NOT_OURS = {"cla_reviews_on_time", "return_interviews_offered"}
NUMBERS = {
    name: number
    for number, name in enumerate(
        ("contacts", "early_help", "referrals", "assessments", "section_47", "children_in_need", "child_protection",
         "children_in_care", "care_leavers", "adoption", "adopters"), 1,
    )
}  # fmt: skip
Figures = dict[tuple[str, ...], tuple[float, float | None]]


@dataclass(frozen=True)
class Made:
    folder: Path
    catalogue: Catalogue

    def counted(self, *files: str) -> Counted:
        teams = read_teams(Incoming.from_path(self.folder / "teams.csv"), self.catalogue)
        return count([Incoming.from_path(self.folder / name) for name in files], self.catalogue, day=DAY, teams=teams)

    def rows(self, name: str) -> Iterator[dict[str, str]]:
        yield from csv.DictReader((self.folder / name).read_text(encoding="utf-8").splitlines())

    @property
    def truth(self) -> Figures:
        found: Figures = {}
        for row in self.rows("truth.csv"):
            *key, numerator, denominator = row.values()
            is_rate_of_a_group = key[0].endswith("_rate") and key[4] != "All"  # nobody knows the population of one
            if key[0] not in NOT_OURS and not is_rate_of_a_group:
                found[tuple(key)] = float(numerator), float(denominator) if denominator else None
        return found


def made(folder: Path, *asked: str) -> Made:
    command = [sys.executable, "-m", "tools.lists", "--children", "300", "--out", str(folder), "--csv", *asked]
    subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    store = Store(folder / "store")
    begin(store, "Northmere")
    load(store, held_catalogue(store), [Incoming.from_path(folder / "areas.csv")])
    return Made(folder, held_catalogue(store))


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Made:
    return made(tmp_path_factory.mktemp("clean"))


def figures(counted: Counted) -> Figures:
    return {(row[0], f"{row[1]:%Y-%m}", *row[2:6]): (row[6], row[7]) for row in counted.counts.iter_rows()}


def without_nought(found: Figures) -> Figures:
    """A count of nothing is told in every month by the truth; by ours from the first month that has a case."""
    return {key: counts for key, counts in found.items() if counts != (0, None)}


def test_every_true_figure_is_counted_and_no_other(clean: Made) -> None:
    counted = clean.counted("annex-a.xlsx")
    ours = figures(counted)
    assert without_nought(ours) == without_nought(clean.truth)
    assert {key for key, counts in ours.items() if counts == (0, None)} <= {*clean.truth}
    assert len({key[0] for key in ours}) >= 40
    assert {*counted.not_computed}.isdisjoint(key[0] for key in clean.truth)
    assert all("no case of it" in why for why in counted.not_computed.values())
    assert counted.made_up
    assert all(account.rows == account.used for account in counted.accounts.values())


def test_csv_files_say_the_same_as_the_workbook(clean: Made) -> None:
    counted = clean.counted(*(f"list_{number}.csv" for number in range(11, 0, -1)))
    assert without_nought(figures(counted)) == without_nought(clean.truth)


def test_other_spellings_change_no_figure(tmp_path: Path) -> None:
    spelled = made(tmp_path, "--flaws", "spelling")
    assert without_nought(figures(spelled.counted("annex-a.xlsx"))) == without_nought(spelled.truth)


def test_what_is_wrong_is_accounted_for_row_by_row(tmp_path: Path) -> None:
    flawed = made(tmp_path, "--flaws", "all")
    counted = flawed.counted("annex-a.xlsx")
    flaws = Counter({(row["what"], int(row["list"])): int(row["how_many"]) for row in flawed.rows("flaws.csv")})
    for name, account in counted.accounts.items():
        number = NUMBERS[name]
        assert account.rows == account.used + account.left_out.total()
        assert account.left_out[BACKWARDS] == flaws["an end before its start", number]
        assert account.left_out[TWICE] == flaws["a child in two states at once", number]
        by_problem: Counter[str] = Counter()
        for (_, problem), cells in account.unreadable.items():
            by_problem[problem] += cells
        assert by_problem[NO_RESULT] == flaws["a formula instead of a date", number]
        assert account.left_out[LATER] + by_problem[AFTER] == flaws["a date in the future", number]
        if account.used == account.rows:
            assert by_problem[AN_ERROR] == 2 * flaws["#N/A as a team and a worker", number]

    headings = {(NUMBERS[c.of], c.heading): c.name for c in columns() if c.of in NUMBERS}
    for what, number in flaws:
        kind, _, heading = what.partition(": ")
        if kind in ("a blank column", "a column renamed beyond recognition"):
            (account,) = (account for name, account in counted.accounts.items() if NUMBERS[name] == number)
            assert headings[number, heading] in account.missing
            assert any(heading in why for why in counted.not_computed.values()) or heading == "Allocated Team"
