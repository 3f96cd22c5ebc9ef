"""Shared by all tests: the catalogue and the stores of an invented council, never those in data/."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from streamlit.components.v2 import manifest_scanner

from analytics import access
from analytics.catalogue import Catalogue, read_through
from analytics.store import Store, held_catalogue, is_former, load, the_store
from analytics.store.former_catalogue import former_catalogue
from tests import westshire as council
from tests.making import made_once

# A slow machine is no fault of the code, and CI must find the same today as yesterday.
settings.register_profile(
    "house",
    deadline=None,
    max_examples=30,
    suppress_health_check=[HealthCheck.too_slow],
    derandomize=bool(os.environ.get("CI")),
)
settings.load_profile("house")

# Of this process and of those that it starts, for stores without a catalogue of their own; the tests of the
# demonstration set another.
os.environ["LINE_OF_SIGHT_CATALOGUE"] = str(council.FOLDER)


_known: dict[tuple[object, ...], Catalogue | None] = {}  # of a store, as its files are; None of one without a catalogue


def _state(file: Path) -> tuple[int, int] | None:
    """When the file was changed and its size, or None of one that isn't there: another process may take it away."""
    try:
        about = file.stat()
    except FileNotFoundError:
        return None
    return about.st_mtime_ns, about.st_size


def _in_use() -> Catalogue:
    """The catalogue of the store; of one without a catalogue, that of the folder, as it is named now."""
    store = the_store()
    at = (store.root, *(_state(store.root / f"ledger.sqlite{ending}") for ending in ("", "-wal")))
    if at not in _known:
        with access.acting_as(access.LOCAL):
            former = not store.root.exists() or is_former(store) or not held_catalogue(store).council
        _known[at] = None if former else held_catalogue(store)
    return _known[at] or former_catalogue()


read_through(_in_use)
# Each app that a test opens would read the metadata of every installed package, a third of a second each time.
manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is slow, so that a run of thousands of mutants can leave it out. Files that drive a browser take
    minutes, and come first: at the end one process would run one while the others have nothing left to do."""
    for item in items:
        if "demonstration" in getattr(item, "fixturenames", ()):
            item.add_marker("slow")
    items.sort(key=lambda item: item.get_closest_marker("browser") is None)


@pytest.fixture(scope="session")
def the_catalogue() -> Catalogue:
    return council.catalogue()


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that holds the published figures. Tests only read it."""

    def fill(store: Store) -> None:
        load(store, council.catalogue(), council.published())

    return made_once(tmp_path_factory, "published", fill)


@pytest.fixture(scope="session")
def westshire(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """A store that holds the published figures and their simulated splits. Tests only read it."""

    def fill(store: Store) -> None:
        for extracts in (council.published(), council.simulated()):
            load(store, council.catalogue(), extracts)

    return made_once(tmp_path_factory, "westshire", fill)


@pytest.fixture
def empty(tmp_path: Path) -> Store:
    return Store(tmp_path / "store")


@pytest.fixture(autouse=True)
def _never_the_real_store(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(tmp_path / "no store"))
    monkeypatch.delenv("LINE_OF_SIGHT_LEDGER", raising=False)


@pytest.fixture(autouse=True)
def _each_test_asks_for_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    """A page that ran in a test before has said who is asking; that ends with the test."""
    monkeypatch.setattr(access, "_asking", access._asking)
