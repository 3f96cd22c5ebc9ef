"""The files themselves: they open, and what is expected of them is written in them and is what a load accepts."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from types import ModuleType

import openpyxl
import polars as pl
import pytest

from analytics.catalogue import ALL, catalogue
from analytics.store import Store, prepare
from tests.authorities.making import in_use, sent
from tests.files_as_they_come import northmoor, saltmarsh
from tests.files_as_they_come.material import FileAsItComes, Month

EDITIONS = [
    pytest.param(file, month, id=f"{file.build.__name__}-{month.name.lower()}")
    for authority in (northmoor, saltmarsh)
    for file in authority.FILES
    for month in file.editions
]
INDICATORS = "cut,month,measure_id,locality,team,numerator,denominator,value,marker"


@pytest.fixture(scope="module", params=(northmoor, saltmarsh), ids=lambda authority: authority.NAME)
def made(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[ModuleType, Store]:
    """An authority, and a store that has its catalogue and no figures yet."""
    authority: ModuleType = request.param
    return authority, authority.AUTHORITY.made(tmp_path_factory.mktemp("material") / "store")


@pytest.fixture
def authority(made: tuple[ModuleType, Store]) -> Iterator[ModuleType]:
    """An authority whose catalogue is in use."""
    with in_use(made[1].root):
        yield made[0]


def _lines(name: str, content: bytes) -> list[list[str]]:
    """The rows of all sheets, with the texts of their cells: numbers without a unit and with a decimal point, days as
    in 2023-11-30."""
    if name.endswith(".parquet"):
        rows: list[tuple[object, ...]] = pl.read_parquet(io.BytesIO(content)).rows()
    elif name.endswith(".xlsx"):
        book = openpyxl.load_workbook(io.BytesIO(content))
        rows = [row for sheet in book for row in sheet.iter_rows(values_only=True) if sheet.sheet_state == "visible"]
    else:
        text = content.decode("cp1252" if b";" in content else "utf-8-sig")
        parted_by = next(mark for mark in "\t;," if mark in text)
        rows = [tuple(row) for row in csv.reader(io.StringIO(text), delimiter=parted_by)]
        if parted_by == ";":
            rows = [tuple(str(cell).replace(",", ".") for cell in row) for row in rows]
    return [[_text(cell) for cell in row] for row in rows]


def _text(cell: object) -> str:
    if isinstance(cell, datetime):
        return f"{cell:%Y-%m-%d}"
    text = " ".join(str(cell).split())
    try:
        return f"{float(text.strip('£%').replace(',', '')):.10g}"
    except ValueError:
        return text


def _ways(number: float) -> set[str]:
    """How a number may be written: as it is, or as a fraction of which it is the percentage."""
    return {f"{number:.10g}", f"{number / 100:.10g}"}


def _written_as(file: FileAsItComes, column: str, ours: str) -> set[str]:
    return {theirs for theirs, meant in file.meanings.get(column, {}).items() if meant == ours}


@pytest.mark.parametrize(("file", "month"), EDITIONS)
def test_each_figure_is_written_in_a_row_of_its_indicator_and_area(file: FileAsItComes, month: Month) -> None:
    """Where areas or indicators are across, in a row of the other."""
    lines = [set(line) for line in _lines(*file.build(month))]
    everything = set().union(*lines)
    for measure, _, locality, team, *numbers, marker in file.editions[month].figures:
        names, areas = _written_as(file, "measure_id", measure), _written_as(file, "locality", locality)
        assert names & everything, measure
        assert areas & everything or locality == ALL, locality
        assert team == ALL or team in everything
        ways = [_ways(number) for number in numbers if number is not None]
        if marker and "null" in file.meanings["marker"]:
            ways.append({"None"})
        elif marker:
            ways.append(_written_as(file, "marker", marker))
        of_both = [line for line in lines if line & names and line & areas]
        of_either = [line for line in lines if line & (names | areas)]
        written = [line for line in of_both or of_either if all(line & way for way in ways)]
        assert written, (measure, locality, numbers, marker)


@pytest.mark.parametrize(("file", "month"), EDITIONS)
def test_no_figure_is_expected_twice_and_none_of_a_month_to_come(file: FileAsItComes, month: Month) -> None:
    edition = file.editions[month]
    for rows, key in ((edition.figures, 4), (edition.audits, 1), (edition.practice_ratings, 2)):
        assert len({row[:key] for row in rows}) == len(rows)
    months = {row[1] for row in [*edition.figures, *edition.audits]}
    assert max(months) == f"{month.value:%Y-%m}"


def test_each_audit_is_a_row_with_the_words_that_mean_what_is_expected() -> None:
    file = saltmarsh.FORMS_AUDITS
    for month, edition in file.editions.items():
        headings, *rows = _lines(*file.build(month))
        found = {row[0]: dict(zip(headings, row, strict=True)) for row in rows}
        assert [*found] == [audit for audit, *_ in edition.audits]
        for audit, of, locality, status, rating in edition.audits:
            _, _, _, _, _, _, ward, legal, written, overall, *_ = found[audit].values()
            assert f"{datetime.strptime(written, '%B %Y'):%Y-%m}" == of
            assert ward in _written_as(file, "locality", locality)
            assert legal in _written_as(file, "legal_status", status)
            assert overall in _written_as(file, "rating", rating)
        for audit, area, rating in edition.practice_ratings:
            (question,) = _written_as(file, "area", area)
            assert found[audit][question] in _written_as(file, "rating", rating)


def test_what_is_expected_is_accepted_by_the_catalogue(authority: ModuleType) -> None:
    assert not catalogue().mistakes
    for file in authority.FILES:
        for month, edition in file.editions.items():
            cut = f"{month.value:%Y-%m}"
            if rows := [[cut, of, measure, *rest] for measure, of, *rest in edition.figures]:
                (account,) = prepare(catalogue(), [sent("expected.csv", INDICATORS, rows)]).checked
                assert (account.refused, account.accepted.height) == (0, len(rows)), account.refusals
            assert {audit[2] for audit in edition.audits} <= {*catalogue().areas}
            assert {audit[3] for audit in edition.audits} <= {*catalogue().legal_statuses}
            ratings = {row[-1] for row in [*edition.audits, *edition.practice_ratings]}
            assert ratings <= {*catalogue().scale.grades, "z"}
            assert not {*edition.unknown} & {*catalogue().areas}


def test_a_value_next_to_its_counts_is_what_they_make(authority: ModuleType) -> None:
    for file in authority.FILES:
        for edition in file.editions.values():
            for measure, *_, numerator, denominator, value, _ in edition.figures:
                unit = catalogue().indicators[measure].unit
                if None not in (numerator, denominator, value):
                    assert value == pytest.approx(unit.per * numerator / denominator, abs=0.0501), measure


def test_what_has_drifted_is_all_that_has_changed_about_the_shape() -> None:
    before, after = (_lines(*northmoor.power_bi_export(month))[0] for month in (Month.NEXT, Month.DRIFTED))
    assert before == ["Period", "KPI_ID", "Area", "Num", "Den", "Outturn"]
    assert after == ["Period", "KPI_ID", "Area", "Num", "Den", "Result"]
    before, after = (_lines(*northmoor.wide_dashboard(month))[4] for month in (Month.NEXT, Month.DRIFTED))
    assert [*filter(lambda heading: heading not in before, after)] == ["2024-01-01", "Exec comment"]
    texts = {cell for line in _lines(*saltmarsh.teams_by_hand(Month.DRIFTED)) for cell in line}
    assert texts >= {*saltmarsh.TEAMS_BY_HAND.editions[Month.DRIFTED].unknown}


@pytest.mark.parametrize(("file", "month"), EDITIONS)
def test_totals_are_the_rows_that_say_so(file: FileAsItComes, month: Month) -> None:
    totals = [line for line in _lines(*file.build(month)) if {"Total", "Grand Total"} & set(line)]
    assert len(totals) == file.editions[month].totals
