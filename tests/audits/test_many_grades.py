"""Forms with as many grades as a form may have, and as few: every grade has its place in charts, tables and packs."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from analytics import audits, charts
from analytics.catalogue import ALL, catalogue
from analytics.disclosure import Wanted
from analytics.sharing import pack_service
from analytics.store import Store
from tests.audits.conftest import HALF_YEAR, Holding
from tests.pages.test_pages import SHELL, all_html, at
from tests.westshire import FOLDER

SEPTEMBER = date(2021, 9, 1)
Held = Callable[[int, int, int], Store]


@pytest.fixture
def graded(holding: Holding, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Held:
    """Makes a store with so many grades, of which so many are good enough and so many inadequate: in each of six months
    three audits of the best, four of the next, and so on."""

    def make(grades: int, good: int, poor: int) -> Store:
        folder = shutil.copytree(FOLDER, tmp_path / "catalogue")
        names = [f"Level {n}" for n in range(1, grades + 1)]
        rows = [
            f"{name},{n},{'yes' if n <= good else 'no'},{'yes' if n > grades - poor else 'no'}"
            for n, name in enumerate(names, 1)
        ]
        (folder / "audit_form.csv").write_text("\n".join(["grade,order,good_enough,inadequate", *rows]))
        monkeypatch.setenv("LINE_OF_SIGHT_CATALOGUE", str(folder))
        groups = [
            (2 + n, {"month": month, "rating": name, "auditor_rating": name})
            for month in reversed(HALF_YEAR)
            for n, name in enumerate(names, 1)
        ]
        return holding(*groups)

    return make


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize(("grades", "good", "poor"), [(2, 1, 1), (10, 4, 2), (10, 8, 1), (10, 1, 9)])
def test_every_grade_has_a_colour_of_its_own_and_a_count_that_is_read_on_it(
    graded: Held, grades: int, good: int, poor: int, dark: bool
) -> None:
    store = graded(grades, good, poor)
    spec = charts.audits.ratings_by_month(audits.by_month(store, SEPTEMBER), "A title", dark=dark).spec
    scale = spec["layer"][0]["encoding"]["color"]["scale"]
    assert len(scale["domain"]) == len(set(scale["range"])) == grades
    rows = spec["layer"][0]["data"]["values"]
    fills = dict(zip(scale["domain"], scale["range"], strict=True))
    for row in rows:
        lighter, darker = sorted((luminance(row["ink"]), luminance(fills[row["rating"]])), reverse=True)
        assert (lighter + 0.05) / (darker + 0.05) >= 4.5, row["rating"]


def test_of_many_grades_each_has_a_letter_in_the_legend_and_the_bar(graded: Held) -> None:
    """Colours alone would not tell ten grades apart."""
    by_month = audits.by_month(graded(10, 4, 2), SEPTEMBER)
    spec = charts.audits.ratings_by_month(by_month, "A title", dark=False).spec
    legend = spec["layer"][0]["encoding"]["color"]["scale"]["domain"]
    assert (legend[0], legend[3], legend[9]) == ("A Level 1", "D Level 4", "J Level 10")
    said = {row["said"] for row in spec["layer"][0]["data"]["values"]}
    assert {"A", "J 12"} <= said


def test_the_page_and_the_pack_have_every_grade(graded: Held, monkeypatch: pytest.MonkeyPatch) -> None:
    store = graded(10, 4, 2)
    monkeypatch.setenv("LINE_OF_SIGHT_STORE", str(store.root))
    app = at(AppTest.from_file(SHELL, default_timeout=60), "audits.py", month="2021-09", section="everything")
    shown = all_html(app)
    assert [grade for grade in catalogue().scale.grades if grade not in shown] == []
    assert "Rated level 4 or better" in shown
    made = pack_service.draft(store, Wanted(SEPTEMBER, ALL, ("audits",), {"audits": "nhs"}))
    frame = made.disclosed.publishables["audits"].frame
    assert frame["rating"].unique(maintain_order=True).to_list()[:-2] == list(catalogue().scale.grades)
    assert all(f">{grade}<" in made.files["pack.html"].decode() for grade in catalogue().scale.grades)
