"""A store with the published figures and the simulated indicators behind them."""

from __future__ import annotations

from pathlib import Path

import pytest

from analytics import simulation
from analytics.catalogue import catalogue
from analytics.store import Incoming, Store, load

PUBLISHED = Path(__file__).parents[2] / "data" / "published"


@pytest.fixture(scope="session")
def simulated(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """As after `demo`, without audits and screenings. Tests only read it."""
    store = Store(tmp_path_factory.mktemp("simulated"))
    load(store, catalogue(), [Incoming.from_path(file) for file in sorted(PUBLISHED.glob("*.csv"))])
    files = [Incoming(name, content) for name, content in simulation.files(PUBLISHED) if "indicators" in name]
    load(store, catalogue(), files)
    return store
