"""Authorities that are unlike each other, each with a store of its own, used as the product uses it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from analytics.catalogue.catalogue import DATA
from analytics.store import Store
from tests import westshire
from tests.authorities import borough, county, graded, met
from tests.authorities.making import Authority, in_use
from tests.making import copied, made_once

EVERY = (borough.AUTHORITY, county.AUTHORITY, graded.AUTHORITY, met.AUTHORITY)


@pytest.fixture(scope="session", params=EVERY, ids=lambda authority: authority.name)
def authority(request: pytest.FixtureRequest) -> Authority:
    made: Authority = request.param
    return made


@pytest.fixture(scope="session")
def made(authority: Authority, tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store with everything that the authority has. Tests only read it."""
    return made_once(tmp_path_factory, f"made-{authority.name}", partial(fill, authority))


def fill(authority: Authority, store: Store) -> None:
    """Load everything that an authority sends."""
    authority.made(store.root)


@pytest.fixture
def held(made: Store) -> Iterator[Store]:
    """That store, in use."""
    with in_use(made.root):
        yield made


@pytest.fixture
def own(made: Store, tmp_path: Path) -> Iterator[Store]:
    """A copy of that store, in use, to be changed."""
    folder = tmp_path / "own"
    copied(made, folder)
    with in_use(folder):
        yield Store(folder)


@pytest.fixture(scope="session")
def foreign(authority: Authority) -> frozenset[str]:
    """The words of other authorities: their names, and those of their areas."""
    words = {name for other in EVERY if other is not authority for name in other.names}
    words |= {westshire.catalogue().council, *westshire.catalogue().areas}
    for kind, column in (("council", "council"), ("areas", "area")):
        with (DATA / "demonstration" / "catalogue" / f"{kind}.csv").open(encoding="utf-8") as file:
            words |= {row[column] for row in csv.DictReader(file)}
    return frozenset(words) - set(authority.names) - {"Early Help"}  # which is the name of a service everywhere
