"""What authorities reported, beside the indicators of a small council."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path

from analytics.catalogue import Counterpart, PeriodKind, using
from analytics.extracts import Options
from analytics.indicators import others, peers, reported
from analytics.indicators.reported import judged_good, measures_reported, neighbour_codes, own_code
from analytics.indicators.schemas import Reported
from analytics.store import Incoming, Store, load
from analytics.units import Kind, Unit
from tests import westshire

HEADER = "national_measure,code,period,numerator,denominator,value,marker"
DUE = "icpc_due"  # conferences held in time, with the counterpart CP_conf_15days
YEAR = "year to March 2025"


@contextmanager
def known(**changes: object) -> Iterator[None]:
    """The small council, as if it were Kent."""
    own = {"code": "886", "region": "South East", "neighbours": ("Essex", "Lancashire", "Staffordshire")}
    with using(replace(westshire.catalogue(), **(own | changes))):  # type: ignore[arg-type]
        yield


def store_of(folder: Path, *files: tuple[str, list[str]]) -> Store:
    """A store with a load for each source and the lines that it has."""
    store = Store(folder / "store")
    for source, lines in files:
        content = "\n".join([HEADER, *lines]).encode()
        load(store, westshire.catalogue(), [Incoming("f.csv", content)], Options(source=source))
    return store


def figures(store: Store, code: str = "886", measure: str = DUE) -> list[tuple[object, ...]]:
    found = reported(store)
    Reported.validate(found)
    rows = found.filter(measure_id=measure, code=code)
    return rows.select("period", "numerator", "denominator", "value", "marker").rows()


def test_a_figure_has_the_name_level_and_region_of_its_area(tmp_path: Path) -> None:
    lines = [
        f"CP_conf_15days,{code},{YEAR},,,80," for code in ("886", "E12000008", "E92000001", "London (Inner)", "213")
    ]
    with known():
        rows = reported(store_of(tmp_path, ("dfe", lines)))
    assert set(rows.select("code", "name", "level", "region", "last").rows()) == {
        ("886", "Kent", "authority", "South East", date(2025, 3, 1)),
        ("213", "Westminster", "authority", "Inner London", date(2025, 3, 1)),
        ("E12000008", "South East", "region", "", date(2025, 3, 1)),
        ("E13000001", "Inner London", "region", "", date(2025, 3, 1)),
        ("E92000001", "England", "country", "", date(2025, 3, 1)),
    }


def test_a_file_with_counts_goes_before_one_without_and_none_is_mixed(tmp_path: Path) -> None:
    """Essex stands in the second file alone, whose figures of the year are not taken."""
    store = store_of(
        tmp_path,
        ("dfe", [f"CP_conf_15days,886,{YEAR},160,200,80,"]),
        ("lait", [f"CP_conf_15days,886,{YEAR},,,80.4,", f"CP_conf_15days,881,{YEAR},,,70,"]),
    )
    with known():
        assert figures(store) == [(YEAR, 160, 200, 80, None)]
        assert figures(store, "881") == []


def test_what_came_under_another_source_is_no_publication_of_the_department(tmp_path: Path) -> None:
    """So a board pack leaves it out."""
    line = f"CP_conf_15days,886,{YEAR},160,200,80,"
    with known():
        store = store_of(tmp_path, ("council", [line]))
        assert (reported(store).height, reported(store, of_department=True).height) == (1, 0)
        assert reported(store_of(tmp_path / "dfe", ("dfe", [line])), of_department=True).height == 1


def test_counts_alone_give_the_value_and_a_marker_says_why_there_is_none(tmp_path: Path) -> None:
    lines = [f"CP_conf_15days,886,{YEAR},165,200,,", f"CP_conf_15days,881,{YEAR},,,,c"]
    with known():
        store = store_of(tmp_path, ("dfe", lines))
        assert figures(store) == [(YEAR, 165, 200, 82.5, None)]
        assert figures(store, "881") == [(YEAR, None, None, None, "c")]


def test_a_measure_that_counts_the_opposite_is_turned_with_its_cases(tmp_path: Path) -> None:
    late = Counterpart(DUE, "late", True, PeriodKind.YEAR, "The opposite.")
    with known(counterparts={DUE: late}):
        assert figures(store_of(tmp_path, ("dfe", [f"late,886,{YEAR},30,200,15,"]))) == [(YEAR, 170, 200, 85, None)]


def test_of_one_load_the_statistics_go_before_the_tool_that_is_made_of_them(tmp_path: Path) -> None:
    """The tool has a figure of each of two authorities that the statistics have together."""
    years = [f"year to March {year}" for year in range(2014, 2026)]
    files = [
        Incoming(f"{source}.csv", "\n".join([HEADER + ",source", *lines]).encode())
        for source, lines in (
            ("lait", [f"CP_conf_15days,{code},{year},,,80.4,,lait" for code in ("886", "881") for year in years]),
            ("dfe", [f"CP_conf_15days,886,{year},,,80,,dfe" for year in years]),
        )
    ]
    store = Store(tmp_path / "store")
    load(store, westshire.catalogue(), files)
    with known():
        assert figures(store) == [(year, None, None, 80, None) for year in years]
        assert figures(store, "881") == []


def test_a_percentage_that_is_not_published_is_not_worked_out(tmp_path: Path) -> None:
    with known():
        store = store_of(tmp_path, ("dfe", [f"CP_conf_15days,886,{YEAR},165,200,,c"]))
        assert figures(store) == [(YEAR, 165, 200, None, "c")]


def test_a_measure_called_like_an_indicator_needs_no_counterpart(tmp_path: Path) -> None:
    with known(counterparts={}):
        assert figures(store_of(tmp_path, ("dfe", [f"{DUE},886,{YEAR},,,85,"]))) == [(YEAR, None, None, 85, None)]


def test_a_rate_without_a_denominator_is_taken_of_the_children_in_the_middle_of_the_year_before(tmp_path: Path) -> None:
    """3,380 of 338,000 children are 100 for each 10,000; the population of June 2025 came after 31 March 2025."""
    whole = westshire.catalogue().indicators[DUE]
    rate = replace(whole, unit=Unit(Kind.RATE, "per 10,000", 1), population="0 to 17")
    lines = [
        "CP_conf_15days,886,31 March 2025,3380,,,",
        "Children aged 0 to 17,886,30 June 2023,,,300000,",
        "Children aged 0 to 17,886,30 June 2024,,,338000,",
        "Children aged 0 to 17,886,30 June 2025,,,400000,",
    ]
    with known(indicators={DUE: rate}):
        assert figures(store_of(tmp_path, ("dfe", lines))) == [("31 March 2025", 3380, 338000, 100, None)]


def test_a_later_file_restates_and_what_was_first_published_is_kept(tmp_path: Path) -> None:
    with known():
        store = store_of(
            tmp_path,
            ("dfe", [f"CP_conf_15days,886,{YEAR},160,200,80,"]),
            ("dfe", [f"CP_conf_15days,886,{YEAR},150,200,75,"]),
        )
        assert figures(store)[0][3] == 75
        assert reported(store, "published")["value"].to_list() == [80]


def test_the_figures_of_others_follow_from_what_they_reported(tmp_path: Path) -> None:
    """Neighbours 70, 80 and 81; England, the region and the council itself stand alone, and nobody else does."""
    values = {"881": 70, "888": 80, "860": 81, "886": 77, "E12000008": 78, "E92000001": 79, "213": 99}
    with known():
        assert (own_code(), neighbour_codes()) == ("886", ["881", "888", "860"])
        store = store_of(tmp_path, ("dfe", [f"CP_conf_15days,{code},{YEAR},,,{v}," for code, v in values.items()]))
        rows = others(store).select("comparator", "statistic", "value", "reporters").rows()
    assert set(rows) == {
        ("Statistical neighbours", "mean", 77.0, 3), ("Statistical neighbours", "median", 80.0, 3),
        ("Statistical neighbours", "lowest", 70.0, 3), ("Statistical neighbours", "highest", 81.0, 3),
        ("England", "value", 79.0, None), ("South East", "value", 78.0, None), ("Westshire", "value", 77.0, None),
    }  # fmt: skip


def test_of_two_neighbours_that_reported_there_is_no_figure(tmp_path: Path) -> None:
    with known():
        store = store_of(tmp_path, ("dfe", [f"CP_conf_15days,{code},{YEAR},,,70," for code in ("881", "888")]))
        rows = others(store)
    assert set(rows["reporters"]) == {2}
    assert rows["value"].null_count() == 4


def test_a_damaged_file_of_national_figures_takes_nothing_else_with_it(tmp_path: Path) -> None:
    store = store_of(tmp_path, ("dfe", [f"CP_conf_15days,886,{YEAR},,,80,"]))
    with known():
        assert measures_reported(store) == (DUE,)
        assert peers(store, DUE, date(2025, 9, 1)).height > 0
        (file,) = store.parquet.rglob("*.parquet")
        file.write_bytes(b"no longer what it was")
        harmed = Store(store.root)
        assert measures_reported(harmed) == ()
        assert reported(harmed).is_empty()
        assert peers(harmed, DUE, date(2025, 9, 1)).is_empty()


def test_without_national_figures_there_are_none(tmp_path: Path) -> None:
    with known():
        empty = Store(tmp_path / "store")
        assert (reported(empty).height, others(empty).height) == (0, 0)
        Reported.validate(reported(empty))


def test_the_newest_inspection_says_who_is_judged_good(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    lines = [
        "code,inspected_on,overall",
        *("886,2019-03-01,Inadequate", "886,2022-05-09,Outstanding"),
        *("881,2018-11-01,Good", "881,2024-01-15,Requires improvement to be good"),
        "888,2023-06-01,good",
    ]
    load(store, westshire.catalogue(), [Incoming("inspections.csv", "\n".join(lines).encode())])
    assert judged_good(store) == ("886", "888")
