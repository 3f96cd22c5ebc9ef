"""What is guessed of a file, and what somebody has to say once so that it comes in."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from analytics.catalogue import catalogue
from analytics.catalogue.recipes import RecipeColumn
from analytics.extracts.opening import grids
from analytics.extracts.recipes.drafting import absent, drafted, files_of, unknown_words
from analytics.store import Incoming, load, prepare, the_store
from tests.authorities.making import Authority, in_use
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.holding import FILES, hold
from tests.files_as_they_come.material import FileAsItComes, Month

# What the meanings of a file don't say: of words, and of fields that the file does not have.
ANSWERS = {
    northmoor.SQL_RESULT.build: {"NULL": "x"},
    saltmarsh.TWO_HEADER_ROWS.build: {"-": ""},
    saltmarsh.FORMS_AUDITS.build: {"N/A": "not applicable"},
    saltmarsh.TEAMS_BY_HAND.build: {"-": "z"},
}
ABSENT = {"status": "completed"}


@FILES
@pytest.mark.parametrize("month", [Month.FIRST, Month.NEXT])
def test_what_is_guessed_and_the_words_that_are_asked_about_make_the_recipe(
    authority: Authority, file: FileAsItComes, month: Month, tmp_path: Path
) -> None:
    """Nobody corrects a column: the guess of each of the ten files is right."""
    store = authority.begun(tmp_path / "store", 1)
    with in_use(store.root):
        name, content = file.build(Month.FIRST)
        tables = grids(content, name)
        recipe = drafted(tables, name, catalogue())
        words: dict[str, dict[str, str]] = {}
        said = {written: means for of in file.meanings.values() for written, means in of.items()}
        for word in unknown_words(recipe, tables, name, catalogue()):
            means = ANSWERS.get(file.build, {}).get(word.written, said.get(word.written))
            if word.written == "N/A" and "rating" in word.fields:
                means = "z"
            assert means is not None, f"nobody said what “{word.written}” means"
            for field in word.fields:
                words.setdefault(field, {})[word.written] = means
        for _, field in absent(recipe):
            words.setdefault(field, {})[""] = ABSENT.get(field, "x")
        if file is northmoor.WAREHOUSE_PARQUET:
            words["numerator"] = {"": "x"}
        if file is saltmarsh.FORMS_AUDITS:
            words["area"] = dict(file.meanings["area"])
        recipe = replace(recipe, recipe="shown", words=words)
        load(the_store(), catalogue(), [Incoming(*one) for one in files_of(recipe)])
        hold(prepare(catalogue(), [Incoming(*file.build(month))]), file, month)


def test_of_a_renamed_column_that_alone_is_asked(tmp_path: Path) -> None:
    store = northmoor.AUTHORITY.begun(tmp_path / "store", 1)
    with in_use(store.root):
        name, content = northmoor.POWER_BI_EXPORT.build(Month.FIRST)
        first = drafted(grids(content, name), name, catalogue())
        name, content = northmoor.POWER_BI_EXPORT.build(Month.DRIFTED)
        again = drafted(grids(content, name), name, catalogue(), like=first)
    new = RecipeColumn("indicators", "Result", "value", written=first.columns[-1].written)
    assert (again.recipe, again.columns) == (first.recipe, (*first.columns[:-1], new))
