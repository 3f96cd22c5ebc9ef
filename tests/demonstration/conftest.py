"""The catalogue of the demonstration is the one in use, and stores hold what `demo` loads."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue
from analytics.commands.loads import demonstration as extracts
from analytics.store import Store, load
from tests.demonstration import council

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
    store = Store(folder.mktemp("-".join(parts)))
    for part in parts:
        load(store, council.catalogue(), extracts(part))
    return store


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that holds the published figures. Tests only read it."""
    return _store(tmp_path_factory, "published")


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store as `demo` leaves it: the published figures and their simulated splits. Tests only read it."""
    return _store(tmp_path_factory, "published", "simulated")
