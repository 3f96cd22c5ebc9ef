"""An authority with figures of every kind loads them, and finds its own sums and units wherever they are shown."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import redirect_stdout
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import cache
from io import BytesIO
from typing import Any

import openpyxl
import pytest
from google.protobuf.text_format import MessageToString
from streamlit.proto.BidiComponent_pb2 import BidiComponent
from streamlit.testing.v1 import AppTest

from analytics import indicators
from analytics.__main__ import main
from analytics.catalogue import ALL, Window
from analytics.commands.tables import TABLES, WHOLE_COUNCIL
from analytics.disclosure import Wanted
from analytics.indicators.pipeline import figures_by_month
from analytics.indicators.quarters import rolling_quarters
from analytics.months import code
from analytics.sharing.pack_service import draft, export, freeze
from analytics.store import Incoming, Store, prepare
from analytics.units import Kind
from tests.authorities.making import in_use
from tests.authorities.reading import file_text
from tests.authorities.unitary import AREAS, AUTHORITY, MEASURES, MONTHS, OTHER_KINDS, WIDE, alone, counts, people, tidy
from tests.authorities.unitary import wide as wide_file
from tests.pages.test_pages import SHELL, at

NEWEST, AREA = MONTHS[-1], "Nether Quay"
# One indicator of each kind but percentages, and those that are of a quarter, a year or the last twelve months.
SHOWN = ("calls", "came_in", "care_rate", "checks_rate", "checks_days", "worker_cases", "agency_pay", "staff_index")


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Store:
    """Its store with everything that it sends."""
    return AUTHORITY.made(tmp_path_factory.mktemp("city") / "store")


@pytest.fixture
def city(made: Store) -> Iterator[Store]:
    """That store, in use. Packs are added to it; no figure changes."""
    with in_use(made.root):
        yield made


def test_every_file_loads_with_nothing_refused(city: Store) -> None:
    """Shares with a percent sign, money with a pound sign and commas, halves of workers, quarters and years."""
    from analytics.catalogue import catalogue

    files = [Incoming("again.xlsx", AUTHORITY.batches[0].files[0].content), tidy(), wide_file()]
    accounts = prepare(catalogue(), files).checked
    assert [account.refusals.rows() for account in accounts] == [[] for _ in accounts]
    assert indicators.month_table(city, NEWEST)["value"].null_count() == 0
    kinds = [of.kind for of in MEASURES.values()]
    assert {kind: kinds.count(kind) for kind in Kind} == {
        "percentage": 21, "rate": 5, "mean": 5, "count": 6, "amount": 2, "score": 1,
    }  # fmt: skip


def rounded(value: Fraction, decimals: int) -> float:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return float(exact.quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP))


def expected(measure: str, areas: Iterable[str], months: Sequence[date]) -> float:
    """The figure of some areas and months together, from the counts that were sent."""
    of = MEASURES[measure]
    sent = [counts(measure, area, month) for month in months for area in areas]
    total = sum((met for met, _ in sent), Fraction(0))
    if of.kind.adds:
        return rounded(total, of.decimals)
    if of.population:
        years = [month.year - (month.month < 6) for month in months]
        lived = [sum(people(area, of.population, year) for area in areas) for year in years]
        times = of.per / len(months) if of.yearly else of.per
        return rounded(total * times / (Fraction(sum(lived), len(lived))), of.decimals)
    return rounded(total * of.per / sum((cases or Fraction(0)) for _, cases in sent), of.decimals)


def newest(measure: str) -> date:
    return MEASURES[measure].months[-1]


@pytest.mark.parametrize("area", [ALL, AREA])
def test_figures_agree_with_sums_in_plain_python(city: Store, area: str) -> None:
    areas = list(AREAS) if area == ALL else [area]
    values = dict(indicators.month_table(city, NEWEST, area).select("measure_id", "value").rows())
    wanted = {m: expected(m, areas, [newest(m)]) for m, of in MEASURES.items() if of.cases}
    if area == ALL:
        wanted |= {measure: alone(measure, newest(measure)) for measure in WIDE}
    assert {measure: values[measure] for measure in wanted} == wanted


def test_three_months_together_agree_with_sums_in_plain_python(city: Store) -> None:
    known = figures_by_month(city)
    found = rolling_quarters(known).filter(month=NEWEST)
    values = dict(found.select("measure_id", "quarter_value").rows())
    wanted = {
        measure: expected(measure, AREAS, MONTHS[-3:])
        for measure, of in MEASURES.items()
        if of.cases and of.window is Window.MONTH and of.frequency.months == 1
    }
    assert len(wanted) > 15
    assert {measure: values[measure] for measure in wanted} == wanted


def test_a_target_of_an_area_a_range_and_a_tolerance_in_days_are_kept(city: Store) -> None:
    whole = {row["measure_id"]: row for row in indicators.month_table(city, NEWEST).iter_rows(named=True)}
    own = {row["measure_id"]: row for row in indicators.month_table(city, NEWEST, "Ramsholt").iter_rows(named=True)}
    assert (own["worker_cases"]["target"], whole["worker_cases"]["target"]) == (15.25, 16.66)
    assert whole["left_count"]["rag"] is not None
    assert all(whole[m]["rag"] is None for m, of in MEASURES.items() if of.polarity == "information")


# Where a sign of percentages is next to a figure that is none.


@cache
def other_values() -> frozenset[str]:
    """How figures of other kinds than percentages may be written, in digits: their values, whole ones, and changes."""
    found: set[str] = set()
    for measure, of in OTHER_KINDS.items():
        for areas in ([*AREAS], *([area] for area in AREAS)):
            before = None
            for month in of.months:
                value = expected(measure, areas, [month]) if of.cases else alone(measure, month)
                different = [value] if before is None else [value, abs(value - before)]
                found |= {f"{each:.{of.decimals}f}" for each in different if of.decimals == 2 or each > 100}
                found |= {f"{each:.0f}" for each in different if each > 1000}
                before = value
    return frozenset(found - {"400"})  # as which Methods says how far a page can be enlarged


_NUMBER = r"(?<![\w.,])(\d[\d,]*(?:\.\d+)?)"
_SIGNED = re.compile(rf"{_NUMBER}(?:\s|&nbsp;|<[^<>]*>)*(%|per ?cent\b|percentage|points?\b)")
_STYLES = re.compile(r"style=\\?[\"'][^\"']*\\?[\"']|<style.*?</style>", re.S)
# What is in percent wherever it is said: limits of chance, and tolerances.
ALWAYS = {"95", "99", "99.8", "5", "10"}


def near_signs(text: str, where: str, *, any_number: bool = False) -> list[str]:
    """The figures of other kinds in a text that a sign of percentages follows; with `any_number`, every number."""
    plain = _STYLES.sub("", text)
    found = []
    for match in _SIGNED.finditer(plain):
        number = match[1].replace(",", "")
        if number in other_values() or (any_number and number not in ALWAYS):
            around = plain[max(match.start() - 60, 0) : match.end() + 30]
            found.append(f"{where}: …{' '.join(around.split())}…")
    return found


def in_rows(rows: Sequence[Sequence[Any]], where: str) -> list[str]:
    """The figures under a heading of percentages in rows of other kinds."""
    names = {of.name for of in OTHER_KINDS.values()} | set(OTHER_KINDS)
    found, header = [], []
    for row in rows:
        cells = [str(cell) if cell is not None else "" for cell in row]
        if not names & set(cells):
            header = cells if sum(map(bool, cells)) > 2 and not any(re.match(r"[-−+]?\d", c) for c in cells) else header
            continue
        for head, cell in zip(header, cells, strict=False):
            of_percent = re.search(r"%|points|percent(?!age_)", head) and not re.search("tolerance|95|99", head)
            if of_percent and re.match(r"[-−+]?[\d,]+(\.\d+)?$", cell):
                found.append(f"{where}: “{cell}” under “{head}” in the row of {next(c for c in cells if c in names)}")
    return found


def strings(spec: Any) -> Iterator[str]:
    if isinstance(spec, dict):
        for key, value in spec.items():
            if key != "usermeta":
                yield from strings(value)
    elif isinstance(spec, list):
        for value in spec:
            yield from strings(value)
    elif isinstance(spec, str):
        yield spec


def opened(app: AppTest, page: str, measure: str = "") -> list[str]:
    """Open a page, and list what is wrong with it. Of one indicator, no chart has a sign of percentages at all."""
    address = {"month": code(NEWEST), "section": "everything"} | ({"measure": measure} if measure else {})
    where = f"{page}{f' of {measure}' if measure else ''}"
    shown = at(app, page, **address)
    assert len(shown.title) == 1, where
    found = [f"{where}: {error.value}" for error in shown.error]
    for node in shown._tree:
        proto = getattr(node, "proto", None)
        if proto is None or node.type == "vega_lite_chart":
            continue
        text = proto.json if isinstance(proto, BidiComponent) else MessageToString(proto, as_utf8=True)
        found += near_signs(text, where, any_number=bool(measure) and page == "indicator.py")
    for chart in shown.get("vega_lite_chart"):
        said = [*strings(json.loads(chart.proto.spec))]
        found += [fault for text in said for fault in near_signs(text, f"{where}, chart", any_number=bool(measure))]
        if measure:
            signs = [text for text in said if re.search(r"'%'|\(%\)|\bpoints\b|per ?cent", text)]
            found += [f"{where}, chart: {text[:120]}" for text in signs]
    return found


def without_faults(found: Iterable[str]) -> None:
    listed = [*dict.fromkeys(found)]
    assert not listed, f"{len(listed)} faults:\n" + "\n".join(listed[:200])


@pytest.mark.parametrize(
    "page",
    [
        *(
            "overview.py",
            "then_and_now.py",
            "indicator.py",
            "localities.py",
            "audits.py",
            "screening.py",
            "corporate.py",
            "board.py",
        ),
        *("data.py", "methods.py"),
    ],
)
def test_a_page_has_no_percent_sign_next_to_another_figure(city: Store, page: str) -> None:
    without_faults(opened(AppTest.from_file(SHELL, default_timeout=300), page))


@pytest.mark.parametrize("measure", SHOWN)
@pytest.mark.parametrize("page", ["indicator.py", "localities.py"])
def test_the_page_of_an_indicator_is_in_its_unit(city: Store, page: str, measure: str) -> None:
    without_faults(opened(AppTest.from_file(SHELL, default_timeout=300), page, measure))


@pytest.mark.parametrize("name", TABLES)
def test_a_table_of_the_command_line_has_no_percent_sign_next_to_another_figure(city: Store, name: str) -> None:
    found = []
    for measure in SHOWN if name == "indicator" else [""]:
        of_audits = "audit" in name or name in ("moderation", "action-times", "voices")
        for area in [ALL] if name in WHOLE_COUNCIL or of_audits else [ALL, AREA]:
            of = ["--measure", measure] if measure else []
            printed = io.StringIO()
            with redirect_stdout(printed):
                assert main(["table", name, "--month", code(NEWEST), "--locality", area, *of]) == 0
            where = f"table {name} {measure}"
            found += near_signs(printed.getvalue(), where)
            found += in_rows([*csv.reader(io.StringIO(printed.getvalue()))], where)
    without_faults(found)


@pytest.fixture(scope="session")
def packs(made: Store) -> dict[str, bytes]:
    """A pack of the whole and one of an area, in every format."""
    files: dict[str, bytes] = {}
    with in_use(made.root):
        for area in (ALL, AREA):
            pack_id = freeze(made, draft(made, Wanted(NEWEST, area)))
            files |= {f"{area}/{name}": content for name, content in export(made, pack_id).items()}
    return files


@pytest.mark.parametrize("ending", ["html", "pdf", "docx", "pptx", "xlsx", "csv"])
def test_a_pack_has_no_percent_sign_next_to_another_figure(packs: dict[str, bytes], ending: str) -> None:
    found = []
    of_format = {name: content for name, content in packs.items() if name.endswith(ending)}
    assert of_format
    for name, content in of_format.items():
        if ending != "xlsx":
            found += near_signs(file_text(name, content), name)
        if ending == "csv":
            found += in_rows([*csv.reader(io.StringIO(content.decode("utf-8-sig")))], name)
        if ending == "xlsx":
            for sheet in openpyxl.load_workbook(BytesIO(content)):
                rows = [*sheet.iter_rows()]
                found += in_rows([[cell.value for cell in row] for row in rows], f"{name}, {sheet.title}")
                said = "\n".join(str(cell.value) for row in rows for cell in row if isinstance(cell.value, str))
                found += near_signs(said, f"{name}, {sheet.title}")
                found += [
                    f"{name}, {sheet.title}: {cell.value} as {cell.number_format}"
                    for row in rows
                    if {str(cell.value) for cell in row} & {of.name for of in OTHER_KINDS.values()}
                    for cell in row
                    if "%" in cell.number_format and isinstance(cell.value, int | float)
                ]
    without_faults(found)
