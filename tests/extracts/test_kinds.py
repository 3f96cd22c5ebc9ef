"""What the product has to know of a kind is declared with it, and whole."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import polars as pl
import pytest

from analytics.extracts import EXTRACTS, Extract

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
KINDS = pytest.mark.parametrize("extract", EXTRACTS.values(), ids=EXTRACTS)


@KINDS
def test_what_is_said_of_the_columns_of_a_kind_names_columns_that_it_has(extract: type[Extract]) -> None:
    named = {
        *extract.KEY,
        *extract.STATES,
        *extract.SPLITS,
        *extract.ONE_LOAD_FOR,
        *extract.LATER,
        extract.MONTH or "cut",
        extract.CUT_FROM or "cut",
    }
    assert extract.KEY or extract.OF_CATALOGUE  # of which one may have a single row
    assert named <= set(extract.column_names())


@KINDS
def test_a_column_that_came_later_may_be_missing_from_a_file_too(extract: type[Extract]) -> None:
    assert not set(extract.LATER) & extract.required()


@KINDS
def test_every_rule_has_a_sentence_about_one_of_the_columns(extract: type[Extract]) -> None:
    for rule in extract._schema_validation_rules():
        column, said = extract.sentence(rule)
        assert column in extract.column_names()
        assert not said.endswith("."), "the sentence is ended where it is put together"


def test_the_months_of_rows_are_those_that_a_reader_can_ask_for() -> None:
    rows = pl.DataFrame({"month": [date(2021, 9, 1), date(2021, 8, 1), date(2021, 9, 1)]})
    assert EXTRACTS["indicators"].months_in(rows) == (date(2021, 8, 1), date(2021, 9, 1))
    assert EXTRACTS["targets"].months_in(rows) == ()


def test_one_kind_alone_may_be_wide() -> None:
    assert [kind for kind, extract in EXTRACTS.items() if extract.WIDE] == ["indicators"]


def test_the_readme_lists_every_kind_with_what_one_row_is() -> None:
    one_row = {kind: re.match(r"One row is (.+?)\.(\s|$)", extract.__doc__ or "") for kind, extract in EXTRACTS.items()}
    assert dict(re.findall(r"^\| `(\w+)` \| (.+) \|$", README, re.M)) == {
        kind: found[1] if found else "its docstring begins “One row is”" for kind, found in one_row.items()
    }
