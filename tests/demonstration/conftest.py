"""The catalogue of the demonstration is the one in use, and stores hold what `demo` loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue
from analytics.commands.loads import demonstration as extracts
from analytics.store import Store, held_catalogue, load
from tests.demonstration import council
from tests.making import made_once

HERE = Path(__file__).parent


@pytest.hookimpl(wrapper=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Around a test of this folder with all that it asks for, such as the stores below. Pytest asks for every test."""
    with pytest.MonkeyPatch.context() as patch:
        if HERE in item.path.parents:
            patch.setenv("LINE_OF_SIGHT_CATALOGUE", str(council.FOLDER))
        return (yield)


@pytest.fixture(scope="session")
def the_catalogue() -> Catalogue:
    return council.catalogue()


def _store(folder: pytest.TempPathFactory, *parts: str) -> Store:
    def fill(store: Store) -> None:
        for part in ("catalogue", *parts):
            load(store, held_catalogue(store), extracts(part))

    return made_once(folder, "-".join(("demonstration", *parts)), fill)


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that holds the catalogue and the published figures. Tests only read it."""
    return _store(tmp_path_factory, "published")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store as `demo` leaves it: with the simulated splits of the published figures too. Tests only read it."""
    return _store(tmp_path_factory, "published", "simulated")
