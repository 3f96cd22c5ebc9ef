"""Catalogue files: read once, and wrong ones named by file, line and field."""

from __future__ import annotations

import csv
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from analytics.catalogue import Catalogue, CatalogueError, find_indicators, read_catalogue
from tests.westshire import FOLDER, PAPERS


@pytest.fixture
def edited(tmp_path: Path) -> Callable[[str, str, str], Path]:
    """A copy of the catalogue in which one piece of text of one file is replaced."""
    folder = tmp_path / "catalogue"
    shutil.copytree(FOLDER, folder)

    def edit(file: str, old: str, new: str) -> Path:
        text = (folder / file).read_text(encoding="utf-8")
        assert old in text
        (folder / file).write_text(text.replace(old, new, 1), encoding="utf-8")
        return folder

    return edit


def test_what_the_catalogue_holds(the_catalogue: Catalogue) -> None:
    assert len(the_catalogue.indicators) == 31
    assert len(the_catalogue.themes) == 8
    assert len(the_catalogue.targets) == 30
    assert the_catalogue.council == "Westshire"
    assert list(the_catalogue.legal_statuses) == ["New", "Help", "Plan", "Care", "Left"]


def test_the_scale_of_audits_names_its_bands(the_catalogue: Catalogue) -> None:
    scale = the_catalogue.scale
    assert scale.bands == {"good_or_better": ("Outstanding", "Good"), "inadequate": ("Inadequate",)}
    assert (scale.good, scale.inadequate) == ("good or better", "inadequate")
    assert scale.weak == "inadequate or at the lower end of Requires Improvement"


def test_a_target_may_be_followed_by_another(the_catalogue: Catalogue) -> None:
    found = [(t.valid_from, t.target) for t in the_catalogue.targets if t.measure_id == "teeth_checked"]
    assert found == [(date(2021, 4, 1), 70.0), (date(2021, 7, 1), 85.0)]


def test_the_target_of_the_audit_programme_is_the_one_in_force(the_catalogue: Catalogue) -> None:
    def target(measure: str, month: date) -> float | None:
        found = the_catalogue.audit_target(measure, month)
        return found and found.target

    months = (date(2020, 9, 1), date(2021, 6, 1), date(2021, 7, 1), date(2031, 1, 1))
    assert [target("good_or_better", month) for month in months] == [None, 40, 50, 50]
    assert [target("inadequate", month) for month in months] == [None, 12, 9, 9]
    assert target("nonsense", months[-1]) is None


def test_a_smaller_is_better_indicator_has_the_group_that_was_printed(the_catalogue: Catalogue) -> None:
    for indicator in the_catalogue.indicators.values():
        assert (indicator.group_printed is not None) == (indicator.polarity == "smaller"), indicator.measure_id


def test_a_combined_area_covers_its_members(the_catalogue: Catalogue) -> None:
    assert the_catalogue.areas_covering("Wexley") == ("Wexley", "Bracksea & Wexley")
    assert the_catalogue.areas_covering("Ashport") == ("Ashport",)


def test_every_indicator_has_a_counterpart_or_the_reason_why_not(the_catalogue: Catalogue) -> None:
    assert list(the_catalogue.counterparts) == list(the_catalogue.indicators)
    mapped = [c for c in the_catalogue.counterparts.values() if c.national_measure]
    assert len(mapped) == len({c.national_measure for c in mapped}) == 9
    assert {c.measure_id for c in mapped if c.inverted} == {"school_attended"}


def test_the_glossary_explains_every_short_form_in_the_names_of_indicators(the_catalogue: Catalogue) -> None:
    said = " ".join(term.term for term in the_catalogue.glossary)
    names = " ".join(indicator.name for indicator in the_catalogue.indicators.values())
    found = re.findall(r"\bw\.days|\b[A-Z][a-z]?[A-Z][A-Za-z]*|\bS\d+", names)
    short = {form.removesuffix("s") for form in found}
    assert {"ICPC", "CPP", "S20", "w.day", "CYtD"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{re.escape(form)}", said)] == []


def test_the_glossary_explains_every_short_form_in_the_quarterly_papers(the_catalogue: Catalogue) -> None:
    said = " ".join(f"{term.term} {term.meaning}" for term in the_catalogue.glossary)
    names = ""
    for paper, column in (("scorecard", "measure"), ("risks", "title"), ("plan", "label")):
        with (PAPERS / f"{paper}-2021-09.csv").open(encoding="utf-8") as file:
            names += " ".join(row[column] for row in csv.DictReader(file)) + " "
    short = set(re.findall(r"\b[A-Z]{2,}[0-9]?\b", names))
    assert {"KS2"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{form}", said)] == []


def test_the_glossary_stands_under_its_topics(the_catalogue: Catalogue) -> None:
    by_topic = the_catalogue.terms_by_topic()
    assert sum(map(len, by_topic.values())) == len(the_catalogue.glossary)
    assert [term.term for term in by_topic["Red, amber and green"]][:2] == ["Target", "RAG"]
    assert all(term.meaning.endswith(".") for term in the_catalogue.glossary)


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("glossary.csv", 'green",RAG,', 'green",Target,', "line 3, field term: “Target” stands in an earlier line"),
        ("glossary.csv", 'green",RAG,', 'green",,', "line 3, field term: is empty"),
        (
            "audit_targets.csv",
            "2021-07-01,50,bigger",
            "2021-07-01,500,bigger",
            "line 6, field target: must lie between",
        ),
        ("audit_targets.csv", "12,smaller", "12,plan", "line 7, field polarity: “plan” is not one of bigger, smaller"),
        ("audit_targets.csv", "2021-07-01,9", "2020-10-01,9", "field valid_from: “inadequate” has a target from this"),
        ("indicators.csv", ",bigger,printed", ",upwards,printed", "line 2, field polarity: “upwards” is not one of"),
        ("indicators.csv", ",month,contacts,", ",weekly,contacts,", "line 2, field window: “weekly” is not one of"),
        ("indicators.csv", ",month,contacts,", ",month,,", "line 2, field counted: is empty"),
        (
            "indicators.csv",
            "contacts_closed_2d",
            "contacts_decided_1d",
            "line 3, field measure_id",
        ),
        ("indicators.csv", "measure_id,name", "name,measure_id", "line 1: the columns must be measure_id"),
        (
            "indicators.csv",
            "First Response,bigger",
            "Response, to Risk,bigger",
            "line 2: has 13 fields instead of 12",
        ),
        ("targets.csv", "icpc_due", "icpc_du", "field measure_id: “icpc_du” is not in indicators.csv"),
        ("targets.csv", ",90.0,5,", ",ninety,5,", "line 2, field target: “ninety” is not a number"),
        ("targets.csv", ",90.0,5,", ",90.0,500,", "line 2, field tolerance_percent: must lie between 0 and 100"),
        ("targets.csv", "2021-04-01", "2021-04-15", "line 2, field valid_from: “2021-04-15” is not a month"),
        ("areas.csv", ",Westshire,whole", ",Westshire,place", "one line must have the kind whole"),
        ("areas.csv", "Bracksea;Wexley", "Bracksea;Wexly", "field members: “Wexly” must stand in a line of its own"),
        ("areas.csv", "Dunmere,Dunmere,place,", "Dunmere,Dunmere,place,Wexley", "field members"),
        ("indicators.csv", ",first_visits_all\n", ",initial_visits\n", "field part_of: “initial_visits”"),
        (
            "indicators.csv",
            ",first_visits_all\n",
            ",protected_seen\n",
            "field part_of: “protected_seen” covers",
        ),
        ("indicators.csv", ",health_checked\n", ",health_checked_0_4\n", "a part of itself"),
        ("legal_statuses.csv", "Help,Children in need", "Help,", "line 3, field name: is empty"),
        ("audit_scale.csv", "Good,2,", "Good,3,", "line 3, field order: must count the lines"),
        ("audit_scale.csv", "Good,2,yes", "Good,2,good", "line 3, field good_enough: “good” is not one of yes, no"),
        ("audit_scale.csv", "Outstanding,1,yes", "Outstanding,1,no", "line 3, field good_enough: must be no"),
        ("audit_scale.csv", "4,no,yes", "4,no,no", "one grade at least must be good enough, and one inadequate"),
        ("audit_scale.csv", "2,yes,no", "2,yes,yes", "line 3, field inadequate: must be no where the grade is good"),
        ("audit_scale.csv", "2,yes,no", "2,no,yes", "line 4, field inadequate: must be no where the grade is good"),
        ("audit_scale.csv", "yes,no,no\nGood", "yes,no,yes\nGood", "line 2, field lower_end: one grade at most"),
        ("audit_scale.csv", "Requires Improvement,3,no", "Requires Improvement,3,yes", "field lower_end: one grade"),
        ("audit_scale.csv", "Good,2,yes", "Good,2,no", "at most 2 grades may be good enough, 2 inadequate, and 2"),
        ("counterparts.csv", "icpc_due,", "icpc_du,", "field measure_id: “icpc_du” is not in indicators.csv"),
        ("counterparts.csv", "\nsdq_current,", "\ncare_s20,", "field measure_id: “care_s20” stands in an earlier line"),
        ("counterparts.csv", "ReReferral,no,", "ReReferral,maybe,", "field inverted: “maybe” is not one of yes, no"),
        (
            "counterparts.csv",
            "ReReferral,no,year to March",
            "ReReferral,no,2021",
            "field period_kind: “2021” is not one",
        ),
        ("counterparts.csv", "ReReferral,no,", ",no,", "field inverted: must be empty, for the line names no national"),
        ("counterparts.csv", "sdq_current,,,,", "sdq_current,,,31 March,", "field period_kind: must be empty"),
        ("indicator_roles.csv", "timeliness,New", "timely,New", "line 2, field role: “timely” is not one of"),
        ("indicator_roles.csv", "timeliness,New", "timeliness,Newt", "line 2, field legal_status: “Newt” is not one"),
        ("indicator_roles.csv", "first_visits_all", "first_visits", "line 2, field measure_id: “first_visits” is not"),
        (
            "indicator_roles.csv",
            "timeliness,New",
            "open children,",
            "“open children” is “first_visits_all”",
        ),
    ],
)
def test_a_wrong_file_is_named_by_line_and_field(
    edited: Callable[[str, str, str], Path], file: str, old: str, new: str, said: str
) -> None:
    with pytest.raises(CatalogueError) as problem:
        read_catalogue(edited(file, old, new))
    assert str(problem.value).startswith(file)
    assert said in str(problem.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(CatalogueError, match=r"indicators\.csv is missing"):
        read_catalogue(tmp_path)


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("tooth", "teeth_checked"),
        ("TOOTH check", "teeth_checked"),
        ("dentist", "teeth_checked"),  # stands in the definition alone
        ("icpc", "icpc_due"),
        ("section 20", "care_s20"),
    ],
)
def test_an_indicator_is_found_by_its_words(the_catalogue: Catalogue, words: str, first: str) -> None:
    assert find_indicators(words, the_catalogue)[0].measure_id == first


@pytest.mark.parametrize("words", ["", "  ", "!", "nonsense words"])
def test_nothing_is_found_by_nothing(the_catalogue: Catalogue, words: str) -> None:
    assert find_indicators(words, the_catalogue) == []
