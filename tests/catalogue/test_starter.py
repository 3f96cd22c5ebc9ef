"""The starter catalogue and the templates, read as plain CSV: what any English authority begins with."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from analytics.catalogue import Polarity, Window
from analytics.extracts import EXTRACTS
from analytics.units import Kind, unit

DATA = Path(__file__).resolve().parents[2] / "data"
STARTER, TEMPLATES, OPEN = DATA / "starter", DATA / "templates", DATA / "open"
NEITHER = "Neither more nor fewer is better"
Row = dict[str, str]


def read(file: Path) -> list[Row]:
    with file.open(encoding="utf-8", newline="") as opened:
        return list(csv.DictReader(opened, strict=True))


def starter(name: str) -> list[Row]:
    return read(STARTER / f"{name}.csv")


def repeated(values: Iterable[str]) -> list[str]:
    """The values that are there more than once, whatever their capitals."""
    every = [value.casefold() for value in values]
    return sorted({value for value in every if every.count(value) > 1})


@pytest.fixture(scope="module")
def definitions() -> dict[str, Row]:
    return {row["measure_id"]: row for row in starter("definitions")}


def test_there_are_enough_indicators_to_begin_with_and_none_is_there_twice(definitions: dict[str, Row]) -> None:
    rows = starter("definitions")
    assert len(rows) >= 34
    assert repeated(row["measure_id"] for row in rows) == []
    assert repeated(row["name"] for row in rows) == []
    assert [name for name in definitions if not re.fullmatch(r"[a-z][a-z0-9_]{0,59}", name)] == []


def test_an_indicator_is_complete_but_for_what_the_authority_fills_in(
    definitions: dict[str, Row],
) -> None:
    for measure_id, row in definitions.items():
        assert unit(row["kind"], row["unit"], 1).problem() == "", measure_id
        assert row["polarity"] in [*Polarity], measure_id
        assert row["window"] in [*Window], measure_id
        assert all(row[field] for field in ("theme", "counted")), measure_id
        assert 15 <= len(row["definition"].split()) <= 60, measure_id
        assert not any(row[field] for field in ("owner", "source_system", "in_use_from", "in_use_to")), measure_id


def test_where_neither_more_nor_fewer_is_better_the_definition_says_so(definitions: dict[str, Row]) -> None:
    assert {m for m, row in definitions.items() if row["polarity"] == "plan"} == {
        m for m, row in definitions.items() if NEITHER in row["definition"]
    }


def test_there_are_figures_of_every_kind_and_a_rate_has_its_population(definitions: dict[str, Row]) -> None:
    """The template of the population has every age group of which a rate is taken."""
    assert {row["kind"] for row in definitions.values()} == {*Kind}
    ages = {row["population"] for row in definitions.values() if row["kind"] == "rate"}
    assert ages == {row["age_group"] for row in read(TEMPLATES / "population.csv")}


def test_demand_is_for_information_and_says_so(definitions: dict[str, Row]) -> None:
    for_information = {m for m, row in definitions.items() if row["polarity"] == "information"}
    assert {"contacts_received", "referrals_rate", "cla_open"} <= for_information
    assert for_information == {m for m, row in definitions.items() if "for information" in row["definition"]}


def test_a_part_is_of_an_indicator_of_the_same_stretch_of_time(definitions: dict[str, Row]) -> None:
    parts = {m: row["part_of"] for m, row in definitions.items() if row["part_of"]}
    assert parts["cla_kinship_care"] == "cla_foster_care"
    assert [m for m, whole in parts.items() if definitions[whole]["window"] != definitions[m]["window"]] == []


def test_every_indicator_has_a_national_counterpart_or_the_reason_why_not(definitions: dict[str, Row]) -> None:
    rows = starter("counterparts")
    assert [row["measure_id"] for row in rows] == list(definitions)
    assert [row["measure_id"] for row in rows if not row["difference"].endswith(".")] == []
    mapped = [row["national_measure"] for row in rows if row["national_measure"]]
    assert repeated(mapped) == []
    assert set(mapped) <= {row["Measure_short"] for row in read(OPEN / "national_dictionary.csv")}
    assert [
        row["measure_id"] for row in rows if not row["national_measure"] and (row["inverted"] or row["period_kind"])
    ] == []


def test_a_national_counterpart_has_the_same_better_way_and_the_same_kind_of_year(definitions: dict[str, Row]) -> None:
    national = {row["Measure_short"]: row for row in read(OPEN / "national_dictionary.csv")}
    better = {("High", "no"): "bigger", ("Low", "no"): "smaller", ("High", "yes"): "smaller", ("Low", "yes"): "bigger"}
    compared = 0
    for row in starter("counterparts"):
        if row["national_measure"]:
            of = national[row["national_measure"]]
            assert (of["Year_Type"] == "Academic Year") == (row["period_kind"] == "school year"), row
            ours = definitions[row["measure_id"]]["polarity"]
            if of["Polarity"] != "-" and ours in ("bigger", "smaller"):  # where both say which way is better
                assert ours == better[of["Polarity"], row["inverted"]], row
                compared += 1
    assert compared >= 15


def test_another_name_means_one_indicator(definitions: dict[str, Row]) -> None:
    rows = starter("aliases")
    assert len(rows) >= 40
    assert {row["measure_id"] for row in rows} <= set(definitions)
    assert repeated([*(row["alias"] for row in rows), *(row["name"] for row in definitions.values())]) == []
    assert {"alias": "% re-referrals within 12 months", "measure_id": "rereferrals_12m"} in rows


def test_every_legal_status_has_indicators_of_timeliness(definitions: dict[str, Row]) -> None:
    roles, statuses = starter("indicator_roles"), {row["legal_status"] for row in starter("legal_statuses")}
    assert {row["measure_id"] for row in roles} <= set(definitions)
    timely = [row for row in roles if row["role"] == "timeliness"]
    assert {row["legal_status"] for row in timely} - {""} == statuses
    areas = {row["part"] for row in starter("audit_parts") if row["kind"] == "area of practice"}
    assert {row["practice_area"] for row in timely} - {""} <= areas
    (open_children,) = [row["measure_id"] for row in roles if row["role"] == "open children"]
    assert "all children open to children's social care" in definitions[open_children]["definition"]


def test_the_glossary_explains_every_short_form_in_the_names_of_indicators(definitions: dict[str, Row]) -> None:
    terms = starter("glossary")
    assert repeated(row["term"] for row in terms) == []
    assert [row["term"] for row in terms if not row["meaning"].endswith(".")] == []
    said = " ".join(row["term"] for row in terms)
    names = " ".join([*(row["name"] for row in definitions.values()), *(row["alias"] for row in starter("aliases"))])
    short = {form.removesuffix("s") for form in re.findall(r"\b[A-Z][A-Za-z&]?[A-Z][A-Z]*s?\b|\bS\d+", names)}
    assert {"SDQ", "PEP", "ICPC", "S47"} <= short
    assert [form for form in sorted(short) if not re.search(rf"\b{re.escape(form)}", said)] == []


def test_the_risk_matrix_agrees_with_the_levels() -> None:
    levels = {
        score: row["level"]
        for row in starter("risk_levels")
        for score in range(int(row["least"]), int(row["most"]) + 1)
    }
    assert sorted(levels) == list(range(1, 26))
    matrix = starter("risk_matrix")
    assert len({(row["likelihood"], row["impact"]) for row in matrix}) == len(matrix) == 25
    for row in matrix:
        assert int(row["score"]) == int(row["likelihood"]) * int(row["impact"])
        assert row["level"] == levels[int(row["score"])]


def test_a_template_fits_the_starter_catalogue(definitions: dict[str, Row]) -> None:
    known = {
        "measure_id": set(definitions),
        "locality": {row["area"] for row in read(TEMPLATES / "areas.csv")},
        "area": {row["area"] for row in read(TEMPLATES / "areas.csv")},
        "legal_status": {row["legal_status"] for row in starter("legal_statuses")},
        "rating": {*(row["grade"] for row in starter("audit_form")), "z"},
        "theme": {row["theme"] for row in starter("voice_themes")},
    }
    for kind in ("indicators", "audits", "open_cases", "targets", "population", "voices"):
        rows, columns = read(TEMPLATES / f"{kind}.csv"), EXTRACTS[kind].columns()
        assert len(rows) >= 2, kind
        assert set(rows[0]) <= set(columns), kind
        assert EXTRACTS[kind].required() - {"cut"} <= set(rows[0]), kind
        for column in known.keys() & rows[0].keys():
            assert {row[column] for row in rows} <= known[column], (kind, column)
    for row in read(TEMPLATES / "indicators.csv"):
        if definitions[row["measure_id"]]["kind"] == "percentage":
            assert int(row["numerator"]) <= int(row["denominator"])
