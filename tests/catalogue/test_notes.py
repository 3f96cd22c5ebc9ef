"""Notes on a council's own papers: read where they are there, and wrong ones named by file and field."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue, CatalogueError, read_notes

EXAMPLES = "month,measure_id,printed_group,printed_dot,printed_trend,printed_change,printed_distance\n"


def test_where_there_are_no_notes_every_frame_is_empty(tmp_path: Path, the_catalogue: Catalogue) -> None:
    (tmp_path / "texts.csv").write_text("page,part,text\n", encoding="utf-8")
    found = read_notes(tmp_path, the_catalogue)
    assert found.said("Methods", "Direction of travel") == ""
    assert found.summary_claims.is_empty()
    assert found.printed_examples.is_empty()


def test_texts_of_one_part_of_a_page_are_paragraphs(tmp_path: Path, the_catalogue: Catalogue) -> None:
    rows = "page,part,text\nAudits,Teams,One.\nMethods,Teams,Other.\nAudits,Teams,Two.\n"
    (tmp_path / "texts.csv").write_text(rows, encoding="utf-8")
    assert read_notes(tmp_path, the_catalogue).said("Audits", "Teams") == "One.\n\nTwo."


def test_what_is_not_printed_is_null(tmp_path: Path, the_catalogue: Catalogue) -> None:
    (tmp_path / "printed_examples.csv").write_text(f"{EXAMPLES}2021-09,icpc_due,3,declining,,-2,\n", encoding="utf-8")
    found = read_notes(tmp_path, the_catalogue).printed_examples
    assert found.rows() == [(date(2021, 9, 1), "icpc_due", 3, "declining", None, -2.0, None)]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("measure_id,month\nicpc_due,2021-09\n", "line 1: the columns must be month, measure_id, printed_group"),
        (f"{EXAMPLES}last month,icpc_due,3,,,,\n", "field month: “last month” is not a month"),
        (f"{EXAMPLES},icpc_due,3,,,,\n", "field month: “” is not a month"),
        (f"{EXAMPLES}2021-09,icpc_du,3,,,,\n", "field measure_id: “icpc_du” is not in indicators.csv"),
        (f"{EXAMPLES}2021-09,icpc_due,three,,,,\n", "can't be read"),
        ("", "can't be read"),
    ],
)
def test_a_wrong_file_is_named(tmp_path: Path, the_catalogue: Catalogue, content: str, said: str) -> None:
    (tmp_path / "printed_examples.csv").write_text(content, encoding="utf-8")
    with pytest.raises(CatalogueError) as problem:
        read_notes(tmp_path, the_catalogue)
    assert str(problem.value).startswith("notes/printed_examples.csv")
    assert said in str(problem.value)
