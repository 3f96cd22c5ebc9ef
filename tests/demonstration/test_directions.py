"""Direction of travel and runs: the rules, against what the council's analysts printed."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from itertools import product
from pathlib import Path

import polars as pl
import pytest

from analytics import months
from analytics.indicators import direction
from analytics.indicators.direction import directions
from tests.demonstration.council import PUBLISHED, catalogue, notes

COARSE = {"in-month improvement": "improving", "plateaued": "static"}
LEVELS = {"strong, consistent": "strong"}
TURNED_ROUND = {"improving", "declining"}
GRID = tuple(product((1.5, 2, 2.5), (1.5, 2, 2.5, 3), (2, 3, 4)))  # of USUAL_MOVES, SMALL and TURNS

with (Path(__file__).parents[1] / "oracles" / "printed_directions.csv").open(newline="") as handle:
    PRINTED = list(csv.DictReader(handle))
EXAMPLES = {p["measure_id"]: p["word"] for p in PRINTED if (p["source"], p["kind"]) == ("example", "dot")}
SEPTEMBER = date(2021, 9, 1)


def every_figure() -> pl.DataFrame:
    rows = pl.read_csv(PUBLISHED / "indicators-2021-09.csv", infer_schema_length=0)
    return rows.select("measure_id", pl.col("month").str.to_date("%Y-%m"), pl.col("value").cast(pl.Float64)).join(
        catalogue().indicator_frame(), on="measure_id"
    )


FIGURES = every_figure()
Rows = dict[tuple[str, date], dict[str, object]]


@pytest.fixture(scope="module")
def computed() -> Rows:
    return {(row["measure_id"], row["month"]): row for row in directions(FIGURES).to_dicts()}


def bears_out(printed: dict[str, str], rows: Rows) -> bool:
    """Whether the values bear out what was printed."""
    to = months.as_month(printed["to_month"])
    since = months.as_month(printed["from_month"] or "2021-09")
    assert to
    assert since
    row = rows[printed["measure_id"], to]
    if printed["kind"] == "dot":
        return row["direction"] == COARSE.get(printed["word"], printed["word"])
    if printed["kind"] == "level":
        return row["level"] == LEVELS.get(printed["word"], printed["word"])
    if printed["kind"] == "run":
        return row["run_months"] == int(printed["figure"])
    if printed["kind"] == "run_since":
        return row["run_since"] == since
    change = Decimal(str(row["value"])) - Decimal(str(rows[printed["measure_id"], since]["value"]))
    if printed["kind"] == "change":
        return change.quantize(Decimal(1), "ROUND_HALF_UP") == int(printed["figure"])
    assert printed["kind"] == "moved"
    if printed["word"] == "static":
        return abs(change) <= 2
    return (printed["word"] == "improving") == ((change > 0) == (row["polarity"] == "bigger")) and change != 0


@pytest.mark.parametrize("printed", PRINTED, ids=lambda p: "-".join([p["source"], p["measure_id"], p["kind"]]))
def test_what_was_printed_is_borne_out_or_named_with_a_reason(printed: dict[str, str], computed: Rows) -> None:
    assert bears_out(printed, computed) == (printed["agrees"] == "yes")
    assert bool(printed["reason"]) == (printed["agrees"] == "no")


def september(figures: pl.DataFrame) -> dict[str, str]:
    rows = directions(figures).filter(pl.col("month") == SEPTEMBER)
    return dict(rows.select("measure_id", "direction").iter_rows())


def agreeing(found: dict[str, str], names: Sequence[str] = tuple(EXAMPLES)) -> int:
    return sum(found[name] == COARSE.get(EXAMPLES[name], EXAMPLES[name]) for name in names)


def reversed_ones(found: dict[str, str], names: Sequence[str] = tuple(EXAMPLES)) -> int:
    return sum({found[name], COARSE.get(EXAMPLES[name], EXAMPLES[name])} == TURNED_ROUND for name in names)


OF_EXAMPLES = FIGURES.filter(pl.col("measure_id").is_in(list(EXAMPLES)))


def test_no_printed_direction_is_reversed_whatever_the_numbers() -> None:
    assert len(EXAMPLES) == 42
    assert agreeing(september(OF_EXAMPLES)) == 32
    assert {reversed_ones(found) for found in OF_GRID.values()} == {0}


@pytest.fixture(scope="module", autouse=True)
def of_grid() -> None:
    """The directions by every choice of the rule's numbers."""
    with pytest.MonkeyPatch.context() as patch:
        for numbers in GRID:
            for name, number in zip(("USUAL_MOVES", "SMALL", "TURNS"), numbers, strict=True):
                patch.setattr(direction, name, number)
            OF_GRID[numbers] = september(OF_EXAMPLES)


OF_GRID: dict[tuple[float, float, int], dict[str, str]] = {}
SAID = notes().said("Methods", "Direction of travel")


def test_the_methods_page_says_how_many_are_foretold_when_each_is_left_out() -> None:
    """By the least and the most lucky choice of the numbers that do best on the others."""
    foretold = []
    for left_out in EXAMPLES:
        others = [name for name in EXAMPLES if name != left_out]
        scores = {numbers: agreeing(found, others) for numbers, found in OF_GRID.items()}
        best = [OF_GRID[numbers] for numbers, score in scores.items() if score == max(scores.values())]
        foretold.append([agreeing(found, [left_out]) for found in best])
    least, most = sum(min(hits) for hits in foretold), sum(max(hits) for hits in foretold)
    assert f"{least} to {most} of {len(EXAMPLES)}" in SAID


def test_every_printed_direction_that_differs_is_named_on_the_methods_page() -> None:
    found = september(OF_EXAMPLES)
    differ = [name for name in EXAMPLES if not agreeing(found, [name])]
    listed = [part for part in SAID.splitlines() if part.startswith("- ")]
    values = dict(OF_EXAMPLES.filter(pl.col("month") == SEPTEMBER).select("measure_id", "value").iter_rows())
    assert [name for name in differ if not any(f"{values[name]:g}" in part for part in listed)] == []
    printed = [part.partition(", printed as ")[2].partition(".")[0] for part in listed]
    assert sorted(printed) == sorted(EXAMPLES[name] for name in differ)


@pytest.mark.parametrize(("number", "off"), [("USUAL_MOVES", 10**6), ("SMALL", -1), ("TURNS", 99)])
def test_each_number_serves_an_example_or_more(monkeypatch: pytest.MonkeyPatch, number: str, off: int) -> None:
    monkeypatch.setattr(direction, number, off)
    assert agreeing(september(OF_EXAMPLES)) < 32
