"""The simulated audits and screenings of a few seeds: what holds must hold for each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest

from analytics.simulation.actions import audit_actions
from analytics.simulation.audits import audits
from analytics.simulation.concerns import concerns
from analytics.simulation.practice import audit_areas
from analytics.simulation.screening import screenings


@dataclass(frozen=True)
class Rows:
    seed: int
    audits: pl.DataFrame
    areas: pl.DataFrame
    actions: pl.DataFrame
    concerns: pl.DataFrame
    screenings: pl.DataFrame

    @property
    def completed(self) -> pl.DataFrame:
        return self.audits.filter(status="completed")


@pytest.fixture(scope="session", params=[0, 1, 2021])
def rows(request: pytest.FixtureRequest) -> Rows:
    seed = request.param
    return Rows(seed, audits(seed), audit_areas(seed), audit_actions(seed), concerns(seed), screenings(seed))
