"""What an authority of these tests is made of: files as it would send them, from a seed, all of it invented."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from analytics.catalogue import ALL, catalogue
from analytics.months import code
from analytics.store import Incoming, Store, begin, held_catalogue, load, the_store
from analytics.store.scope import Scope
from tests.westshire import chance, extract, one_of, wobble

AUDITS = (
    "cut,month,audit_id,record_key,status,locality,team,legal_status,auditor_rating,rating,lower_end,"
    "child_spoken_to,family_spoken_to,worker_included,manager_included,reviewer_included,submitted_late"
)
STATES = {"completed": 0.8, "exempt": 0.1, "below standard": 0.06, "not submitted": 0.04}
Counts = tuple[int, int]


@dataclass(frozen=True)
class Batch:
    """Files that are loaded together, and whether they state the whole of what they name or a part."""

    files: Sequence[Incoming]
    scope: Scope


@dataclass(frozen=True)
class Authority:
    """An authority: what it is called, its months, an area and an indicator to ask for, the name of an indicator that
    only it has, and what it loads: its catalogue first, then figures. `names` are words that nobody else's pages and
    packs may have."""

    name: str
    whole: str
    months: Sequence[date]
    area: str
    measure: str
    own_indicator: str
    names: Sequence[str]
    batches: Sequence[Batch]

    @property
    def codes(self) -> tuple[str, str]:
        """The newest month and an older one, as links have them."""
        return code(self.months[-1]), code(self.months[-6])

    def begun(self, folder: Path, batches: int = 0) -> Store:
        """A store as `init` leaves it, and after so many of the loads that follow."""
        with in_use(folder):
            begin(the_store(), self.name)
            for batch in self.batches[:batches]:
                load(the_store(), catalogue(), list(batch.files), scope=batch.scope)
        return Store(folder)

    def made(self, folder: Path) -> Store:
        """A store that holds everything."""
        return self.begun(folder, len(self.batches))


@contextmanager
def in_use(folder: Path) -> Iterator[None]:
    """Use a store as the product does: its own catalogue is the one in use, and there is none beside it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LINE_OF_SIGHT_STORE", str(folder))
        patch.setenv("LINE_OF_SIGHT_CATALOGUE", str(folder / "none"))
        patch.setattr(import_module("analytics.catalogue.catalogue"), "_reading", lambda: held_catalogue(the_store()))
        yield


def sent(name: str, header: str, rows: Iterable[Iterable[Any]]) -> Incoming:
    """A file of real rows of the council's own."""
    return extract(name, header, rows, simulated=False, source="council")


def recipe(
    name: str, kind: str, columns: Iterable[Sequence[str]], words: Mapping[str, Mapping[str, str]], **layout: str
) -> list[Incoming]:
    """Three files of the catalogue: a recipe for the first sheet, its columns (heading, field and, where it is not that
    of the recipe, kind and what the heading says), and its words."""
    rows = [[name, *(dict(enumerate(column)).get(n, usual) for n, usual in enumerate(("", "", kind, "")))]
            for column in columns]  # fmt: skip
    meanings = [[name, field, written, means] for field, of in words.items() for written, means in of.items()]
    one = {"recipe": name, "kind": kind, **layout}
    return [
        sent("recipes.csv", ",".join(one), [one.values()]),
        sent("recipe_columns.csv", "recipe,heading,field,kind,says", rows),
        sent("recipe_words.csv", "recipe,field,written,means", meanings),
    ]


def counted(seed: str, measure: str, area: str, month: date, level: float, size: float) -> Counts:
    """Numerator and denominator of an area in a month, near a level in percent of so many cases."""
    cases = max(2, round(size * (0.85 + 0.3 * chance(seed, measure, area, month))))
    share = level / 100
    met = cases * share + wobble(seed, measure, area, month, "met") * (cases * share * (1 - share)) ** 0.5
    return min(max(round(met), 0), cases), cases


def figures(
    seed: str, cut: date, months: Sequence[date], areas: Mapping[str, float], levels: Mapping[str, Counts],
    since: Mapping[str, date], teams: int = 0,
) -> Incoming:  # fmt: skip
    """The monthly figures in a cut: counts of each area, from its first month, and of its teams where it has some. Of
    the cut's own month a case is recorded late, and missing."""
    rows: list[list[Any]] = []
    for month in months:
        for measure, (level, size) in levels.items():
            for area, part in areas.items():
                if month < since.get(area, month):
                    continue
                met, cases = counted(seed, measure, area, month, level, size * part)
                met -= month == cut and met > 0 and chance(seed, "late", measure, area, month) < 0.3
                about = [code(cut), code(month), measure, area]
                rows.append([*about, ALL, met, cases])
                for team in range(1, teams + 1):
                    share = met * team // teams - met * (team - 1) // teams
                    of = cases * team // teams - cases * (team - 1) // teams
                    rows.append([*about, f"{area} team {team}", min(share, of), of])
    return sent(f"figures-{code(cut)}.csv", "cut,month,measure_id,locality,team,numerator,denominator", rows)


def audits(
    seed: str, cut: date, months: Sequence[date], number: int, areas: Mapping[str, float],
    statuses: Mapping[str, float], grades: Mapping[str, float], lower: str = "",
) -> list[list[Any]]:  # fmt: skip
    """So many audits a month, a row each; `lower` is the grade of which audits tell the lower end."""
    rows: list[list[Any]] = []
    for month in months:
        for n in range(number):
            at = seed, "audit", month, n
            area = one_of(dict(areas), *at, "area")
            state = one_of(STATES, *at, "state")
            audit = f"{seed[0].upper()}{month:%y%m}{n:02}"
            about = [code(cut), code(month), audit, sha256(audit.encode()).hexdigest()[:12], state]
            about += [area, f"{area} team {1 + n % 2}", one_of(dict(statuses), *at, "status")]
            found = ["z", "z", *["not applicable"] * 7]
            if state == "completed":
                rating = one_of(dict(grades), *at, "rating")
                first = one_of({rating: 0.85, **dict.fromkeys(grades, 0.05)}, *at, "first")
                low = one_of({"yes": 0.5, "no": 0.5}, *at, "lower") if rating == lower else "not applicable"
                answers = [one_of({"yes": 0.7, "no": 0.3}, *at, question) for question in range(6)]
                found = [first, rating, low, *answers]
            rows.append([*about, *found])
    return rows
