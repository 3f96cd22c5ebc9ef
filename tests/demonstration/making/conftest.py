"""The simulated audits and screenings of a few seeds: what holds must hold for each."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl
import pytest

from tests.demonstration.council import notes
from tools.demonstration.actions import audit_actions
from tools.demonstration.audits import audits
from tools.demonstration.concerns import concerns
from tools.demonstration.practice import audit_areas
from tools.demonstration.screening import screenings


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


def unreproducible(rows_of: str) -> list[dict[str, str]]:
    """The printed figures that rows of indicators, audits or screening are said not to give."""
    return notes().unreproducible.filter(rows_of=rows_of).to_dicts()


@pytest.fixture(scope="session", params=[1, 2021])
def rows(request: pytest.FixtureRequest) -> Rows:
    seed = request.param
    return Rows(seed, audits(seed), audit_areas(seed), audit_actions(seed), concerns(seed), screenings(seed))
