"""Catalogue files: read once, and wrong ones named by file, line and field."""

from __future__ import annotations

import csv
import re
from datetime import date

from analytics.catalogue import Catalogue
from tests.demonstration.council import PUBLISHED


def test_what_the_catalogue_holds(the_catalogue: Catalogue) -> None:
    assert len(the_catalogue.indicators) == 93
    assert len(the_catalogue.themes) == 13
    assert len(the_catalogue.targets) == 71
    assert the_catalogue.council == "Gloucestershire"
    assert list(the_catalogue.legal_statuses) == ["Assessment", "CIN", "CP", "CIC", "Care Leaver", "CWD"]


def test_targets_of_the_published_indicators_start_in_april_2021(the_catalogue: Catalogue) -> None:
    """But for that of permanent exclusions, which the scorecard prints for one quarter."""
    others = {t.valid_from for t in the_catalogue.targets if t.measure_id != "permanent_exclusions"}
    assert others == {date(2021, 4, 1)}


def test_no_start_of_a_target_is_printed_so_none_is_said(the_catalogue: Catalogue) -> None:
    assert all(t.start_assumed for t in the_catalogue.targets)
    assert not any(re.search(r"\b20\d\d$|from ", said) for said in the_catalogue.dictionary()["target"])


def test_the_target_of_the_audit_programme_is_the_one_in_force(the_catalogue: Catalogue) -> None:
    def target(measure: str, month: date) -> float | None:
        found = the_catalogue.audit_target(measure, month)
        return found and found.target

    months = (date(2020, 9, 1), date(2021, 6, 1), date(2021, 7, 1), date(2031, 1, 1))
    assert [target("good_or_better", month) for month in months] == [None, 40, 50, 50]
    assert [target("inadequate", month) for month in months] == [None, 12, 9, 9]
    assert target("nonsense", months[-1]) is None
    assert all("not printed" in t.reason for t in the_catalogue.audit_targets), "no start is printed"


def test_a_smaller_is_better_indicator_has_the_group_that_was_printed(the_catalogue: Catalogue) -> None:
    """Of the performance report, which groups nothing of other papers."""
    report = {
        row["measure_id"] for row in csv.DictReader((PUBLISHED / "indicators-2021-09.csv").open(encoding="utf-8"))
    }
    for indicator in map(the_catalogue.indicators.__getitem__, report):
        assert (indicator.group_printed is not None) == (indicator.polarity == "smaller"), indicator.measure_id


def test_every_indicator_has_a_counterpart_or_the_reason_why_not(the_catalogue: Catalogue) -> None:
    assert list(the_catalogue.counterparts) == list(the_catalogue.indicators)
    mapped = [c for c in the_catalogue.counterparts.values() if c.national_measure]
    assert len(mapped) == 28
    assert len({c.national_measure for c in mapped}) == 28
    assert {c.measure_id for c in mapped if c.inverted} == {
        "care_leavers_in_touch_6m",
        "cic_under_3_sw_12m",
        "cic_good_attendance",
    }


def test_the_glossary_explains_every_short_form_in_the_names_of_indicators(the_catalogue: Catalogue) -> None:
    said = " ".join(term.term for term in the_catalogue.glossary)
    names = " ".join(f"{indicator.name} {indicator.printed_name}" for indicator in the_catalogue.indicators.values())
    found = re.findall(r"\bw\.days|\b[A-Z][a-z]?[A-Z][A-Za-z]*|\bS\d+", names)
    short = {form.removesuffix("s") for form in found}
    assert {"ICPC", "CPP", "S20", "w.day", "CYtD"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{re.escape(form)}", said)] == []


def test_the_glossary_explains_every_short_form_in_the_quarterly_papers(the_catalogue: Catalogue) -> None:
    said = " ".join(f"{term.term} {term.meaning}" for term in the_catalogue.glossary)
    names = ""
    for paper, column in (("scorecard", "measure"), ("risks", "title"), ("plan", "label")):
        with (PUBLISHED / f"{paper}-2021-09.csv").open(encoding="utf-8") as file:
            names += " ".join(row[column] for row in csv.DictReader(file)) + " "
    short = set(re.findall(r"\b[A-Z]{2,}[0-9]?\b", names))
    assert {"NEET", "KS2"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{form}", said)] == []


def test_the_glossary_stands_under_its_topics(the_catalogue: Catalogue) -> None:
    by_topic = the_catalogue.terms_by_topic()
    assert sum(map(len, by_topic.values())) == len(the_catalogue.glossary)
    assert [term.term for term in by_topic["Red, amber and green"]][:2] == ["Target", "RAG"]
    assert all(term.meaning.endswith(".") for term in the_catalogue.glossary)
