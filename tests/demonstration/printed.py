"""The tables of the quality-assurance report, as printed."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

ORACLES = Path(__file__).parents[1] / "oracles"


def printed(table: str) -> list[dict[str, str]]:
    """A table of the report."""
    return counted(f"quality_assurance/{table}")


def counted(table: str) -> list[dict[str, str]]:
    """A table of the oracles."""
    with (ORACLES / f"{table}.csv").open(newline="", encoding="utf-8") as handle:
        return list(csv.DictReader(handle))


def first_day(text: str) -> date:
    return date.fromisoformat(f"{text}-01")


def whole(percent: float) -> int:
    """A percentage to one decimal as the papers round it; callers see to it that no tenth lies at the half."""
    return int(percent + 0.5)
