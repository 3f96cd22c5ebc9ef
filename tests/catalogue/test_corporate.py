"""The catalogue's files for the quarterly papers: wrong ones are named by file, line and field."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue, CatalogueError, read_corporate
from tests.westshire import FOLDER


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("risk_levels.csv", "Moderate,7", "Moderate,8", "line 3, field least: must follow"),
        ("risk_matrix.csv", "5,Almost certain,1,Insignificant,5", "5,Almost certain,1,Insignificant,6", "field score"),
        ("risk_matrix.csv", "6,Low\n", "6,Lowish\n", "field level: “Lowish” is not one of Low, Moderate, High"),
        ("risk_matrix.csv", "1,Rare,5,Critical,5,Low\n", "", "has 24 squares of 5 × 5"),
        ("scorecard_indicators.csv", ",long_plans", ",longer_plans", "field measure_id: “longer_plans”"),
        (
            "scorecard_audits.csv",
            ",inadequate,",
            ",poor,",
            "field band: “poor” is not one of",
        ),
        ("questions.csv", ",no,,", ",no,data?month=2021-09,", "field link"),
        ("questions.csv", ",no,,", ",maybe,,", "field answered: “maybe” is not one of yes, in part, no"),
    ],
)
def test_a_wrong_file_is_named_by_line_and_field(
    tmp_path: Path, the_catalogue: Catalogue, file: str, old: str, new: str, said: str
) -> None:
    folder = tmp_path / "catalogue"
    shutil.copytree(FOLDER, folder)
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(CatalogueError) as problem:
        read_corporate(folder, the_catalogue)
    assert str(problem.value).startswith(file)
    assert said in str(problem.value)
