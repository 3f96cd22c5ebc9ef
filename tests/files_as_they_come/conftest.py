"""Stores as the two authorities begin them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from analytics.store import Store
from tests.authorities.making import Authority

Begun = Callable[[Authority], Store]


@pytest.fixture(scope="session")
def first_stores() -> dict[str, Path]:
    """The stores that were made so far, by the name of their authority."""
    return {}


@pytest.fixture
def begun(first_stores: dict[str, Path], tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> Begun:
    """A store of one's own, with the catalogue of an authority."""

    def copied(authority: Authority) -> Store:
        if authority.name not in first_stores:
            first_stores[authority.name] = authority.begun(tmp_path_factory.mktemp("begun") / "store", 1).root
        return Store(shutil.copytree(first_stores[authority.name], tmp_path / "store"))

    return copied
