"""Tests of rules know nothing of the demonstration: its catalogue and extracts may be replaced by any council's."""

from __future__ import annotations

import ast
import csv
import re
from pathlib import Path

import pytest

from analytics.catalogue.catalogue import DATA
from tests import westshire
from tests.demonstration import council

TESTS = Path(__file__).parent
OF_RULES = sorted(set(TESTS.rglob("*.py")) - set((TESTS / "demonstration").rglob("*.py")) - {Path(__file__)})


def strings(file: Path) -> str:
    """Every text in a file, whatever escapes it is written with."""
    nodes = ast.walk(ast.parse(file.read_text(encoding="utf-8")))
    return "\n".join(node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str))


@pytest.mark.parametrize("file", OF_RULES, ids=lambda file: str(file.relative_to(TESTS)))
def test_no_name_of_the_demonstration_stands_in_a_test_of_rules(file: Path) -> None:
    known, ours = council.catalogue(), westshire.catalogue()
    areas = {*known.areas, *(area.name for area in known.areas.values()), known.council}
    names = {*known.indicators, *(indicator.name for indicator in known.indicators.values()), *areas}
    with (DATA / "starter" / "definitions.csv").open(encoding="utf-8", newline="") as starter:
        begun = {row[column] for row in csv.DictReader(starter) for column in ("measure_id", "name")}  # anybody's
    names -= {*ours.indicators, *ours.areas, *begun}
    names = {name for name in names if not re.fullmatch("[a-z]+", name)}  # a word of the language is nobody's
    text = strings(file)
    assert [name for name in sorted(names) if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text)] == []


@pytest.mark.parametrize("file", OF_RULES, ids=lambda file: str(file.relative_to(TESTS)))
def test_a_test_of_rules_reads_nothing_of_the_demonstration(file: Path) -> None:
    source = file.read_text(encoding="utf-8")
    assert "tests.demonstration" not in source
    assert "commands.loads import demonstration" not in source
    looks_for_it = file.parent.name == "authorities"  # on the pages of others
    assert looks_for_it or not re.search(r"DATA / \"(catalogue|demonstration)\"", source)


def test_what_any_authority_begins_with_names_nothing_of_the_demonstration() -> None:
    known = council.catalogue()
    names = {*known.areas, *(area.name for area in known.areas.values()), known.council}
    files = [file for folder in ("starter", "templates") for file in (DATA / folder).iterdir()]
    assert len(files) > 10
    for file in files:
        text = file.read_text(encoding="utf-8")
        assert [name for name in names if re.search(rf"\b{re.escape(name)}(?!\w)", text, re.IGNORECASE)] == []


def test_the_published_percentages_are_those_of_the_counts() -> None:
    """The paper is a file, for the list of publications names one; its figures are pooled from the places."""
    paper = (westshire.PAPERS / "indicators-2021-09.csv").read_bytes()
    assert paper == westshire.printed_indicators().content
