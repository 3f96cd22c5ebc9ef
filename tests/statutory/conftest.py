from __future__ import annotations

import pytest

from analytics.catalogue import Catalogue
from analytics.store import Store
from tests.statutory.lists import northmere


@pytest.fixture
def starter(empty: Store) -> Catalogue:
    """The starter catalogue, with the areas of an authority."""
    return northmere(empty)
