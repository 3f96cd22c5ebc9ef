"""Indicators that a test makes up, by whatever name, are percentages."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest

from analytics.catalogue import Indicator
from tests.westshire import catalogue

KNOWN = catalogue()


class MadeUp(dict[str, Indicator]):
    def __missing__(self, measure_id: str) -> Indicator:
        return replace(KNOWN.indicators["icpc_due"], measure_id=measure_id)


@pytest.fixture(autouse=True)
def _made_up_indicators_have_a_unit(monkeypatch: pytest.MonkeyPatch) -> None:
    known = replace(KNOWN, indicators=MadeUp(KNOWN.indicators))
    monkeypatch.setattr(sys.modules["analytics.catalogue.catalogue"], "catalogue", lambda: known)
