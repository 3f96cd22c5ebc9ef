"""One row a measure and month over several authorities, and the command that makes it."""

from __future__ import annotations

import sys
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from analytics import rollup
from analytics.__main__ import main
from analytics.catalogue import Catalogue
from analytics.store import Incoming, Store, load
from analytics.units import Kind, Unit
from tests.areas import area, council_of
from tests.extracts.test_kinds_of_figure import known
from tests.rollup.made import PLACES, SCHEMA, authority
from tests.rollup.test_localities import ICPC, row
from tests.westshire import catalogue

AUGUST, SEPTEMBER = date(2021, 8, 1), date(2021, 9, 1)


def held(folder: Path, *given: dict[str, object]) -> rollup.Authority:
    folder.mkdir()
    pl.DataFrame(given, schema=SCHEMA).write_parquet(folder / "detail.parquet")
    return rollup.Authority(folder.name, (folder / "detail.parquet",))


def together(root: Path, *authorities: rollup.Authority) -> list[dict[str, object]]:
    rollup.on_duckdb(authorities, catalogue(), root / "out")
    return pl.read_parquet(root / "out" / "authorities.parquet").to_dicts()


def test_authorities_are_pooled_from_counts_and_never_averaged(tmp_path: Path) -> None:
    (made,) = together(
        tmp_path,
        held(tmp_path / "A", row("All", counts=(1, 10))),
        held(tmp_path / "B", row("All", counts=(45, 50), simulated=True)),
        held(tmp_path / "C", row("All", value=95.5)),
        held(tmp_path / "D", row("All", marker="c")),
    )
    assert made == {
        "measure_id": ICPC, "month": SEPTEMBER, "kind": "percentage", "unit": "%", "numerator": 46, "denominator": 60,
        "value": 100 * 46 / 60, "authorities": 3, "with_counts": 2, "lowest": 10.0, "highest": 95.5, "simulated": True,
    }  # fmt: skip


def test_authorities_come_to_together_what_the_kind_of_figure_says(tmp_path: Path) -> None:
    """A count is added up, a mean is pooled, whole counts of one file and halves of another among them; a score has its
    lowest and highest alone."""
    given = [
        held(tmp_path / "A", *(row("All", counts=(400, None), measure="referrals"),
                               row("All", counts=(90, 10), measure="days"), row("All", value=60, measure="survey"))),
    ]  # fmt: skip
    (tmp_path / "B").mkdir()
    halves = [row("All", value=12.0, measure="referrals"), row("All", counts=(30.5, 5), measure="days"),
              row("All", value=64.5, measure="survey")]  # fmt: skip
    now = SCHEMA | {"numerator": pl.Float64, "denominator": pl.Float64}
    pl.DataFrame(halves, schema=now, strict=False).write_parquet(tmp_path / "B" / "detail.parquet")
    rollup.on_duckdb([*given, rollup.Authority("B", (tmp_path / "B" / "detail.parquet",))], known(), tmp_path / "out")
    made = pl.read_parquet(tmp_path / "out" / "authorities.parquet")
    assert made.select("measure_id", "unit", "numerator", "denominator", "value", "lowest", "highest").rows() == [
        ("days", "days", 120.5, 15, 120.5 / 15, 6.1, 9),
        ("referrals", "referrals", 412, None, 412, 12, 400),
        ("survey", "", None, None, None, 60, 64.5),
    ]


def test_an_authority_without_a_county_figure_is_all_its_localities_or_none(tmp_path: Path) -> None:
    places = [row(place, counts=(number, 10)) for number, place in enumerate(PLACES)]
    (made,) = together(
        tmp_path,
        held(tmp_path / "A", *places, row("Bracksea & Wexley", counts=(9, 9))),
        held(tmp_path / "B", *places[1:]),
        held(tmp_path / "C", *places[1:], row(PLACES[0], marker="c")),
        held(tmp_path / "D", *places, row("All", counts=(1, 2))),
    )
    assert (made["numerator"], made["denominator"], made["authorities"]) == (10 + 1, 50 + 2, 2)
    assert (made["lowest"], made["highest"]) == (20.0, 50.0)


def test_an_authority_is_the_localities_in_force_in_the_month(tmp_path: Path) -> None:
    """One is new in September: August is that of the other, September that of both."""
    known = council_of(area("Harbour"), area("Quay", valid_from=SEPTEMBER))
    given = [row("Harbour", counts=(1, 10)) | {"month": AUGUST}, row("Harbour", counts=(2, 10))]
    rollup.on_duckdb([held(tmp_path / "A", *given, row("Quay", counts=(3, 10)))], known, tmp_path / "out")
    made = pl.read_parquet(tmp_path / "out" / "authorities.parquet")
    assert made.select("month", "numerator", "denominator").rows() == [(AUGUST, 1, 10), (SEPTEMBER, 5, 20)]


def test_of_each_authority_the_newest_cut_is_taken_that_has_the_month(tmp_path: Path) -> None:
    def said(cut: date, month: date, number: int, **more: object) -> dict[str, object]:
        return {**row("All", counts=(number, 10)), "cut": cut, "month": month, **more}

    first, second = together(
        tmp_path,
        held(tmp_path / "A", said(AUGUST, AUGUST, 1), said(SEPTEMBER, AUGUST, 2), said(SEPTEMBER, SEPTEMBER, 3)),
        held(
            tmp_path / "B",
            said(AUGUST, AUGUST, 4),
            said(SEPTEMBER, AUGUST, 9, source="simulated", simulated=True),
            said(SEPTEMBER, SEPTEMBER, 5, marker="x", numerator=None, denominator=None),
        ),
    )
    assert (first["numerator"], first["simulated"]) == (2 + 4, False), "real before simulated"
    assert (second["numerator"], second["authorities"]) == (3, 1)


def test_the_command_reads_what_is_live_in_a_store(
    tmp_path: Path, the_catalogue: Catalogue, capsys: pytest.CaptureFixture[str]
) -> None:
    store = Store(tmp_path / "Shire")
    for numerator in (3, 4):
        text = f"cut,month,measure_id,numerator,denominator\n2021-09,2021-09,icpc_due,{numerator},8\n"
        load(store, the_catalogue, [Incoming("f.csv", text.encode())])
    authority(tmp_path / "Folder", [SEPTEMBER], 1, months=1)
    out = tmp_path / "out"
    assert main(["rollup", str(store.root), str(tmp_path / "Folder"), "--out", str(out)]) == 0
    assert capsys.readouterr().out.split() == [str(out / f"{s}.parquet") for s in ("localities", "authorities")]
    found = pl.read_parquet(out / "localities.parquet").filter(authority="Shire")
    assert found.select("numerator", "denominator", "locality").rows() == [(4, 8, "All")]


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        (["Empty"], "holds no indicators"),
        (["Shire", "two/Shire"], "Two folders are called Shire"),
        (["Shire", "--engine", "hadoop"], "“hadoop” is not an engine"),
        (["Broken"], "DuckDB couldn't make the rollup"),
    ],
)
def test_what_cannot_be_made_is_said_in_a_sentence(
    tmp_path: Path, asked: list[str], said: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "Empty").mkdir()
    for folder in ("Shire", "two/Shire"):
        authority(tmp_path / folder, [SEPTEMBER], 1, months=1)
    (tmp_path / "Broken").mkdir()
    (tmp_path / "Broken" / "x.parquet").write_bytes(b"no Parquet")
    monkeypatch.chdir(tmp_path)
    assert main(["rollup", *asked, "--out", "out"]) == 1
    assert said in capsys.readouterr().err
    assert not list(tmp_path.glob("out/*")), "nothing half made is left"


def test_without_pyspark_the_command_says_what_to_install(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pyspark", "pyspark.errors", "pyspark.sql"):
        monkeypatch.setitem(sys.modules, module, None)
    authority(tmp_path / "Shire", [SEPTEMBER], 1, months=1)
    assert main(["rollup", str(tmp_path / "Shire"), "--engine", "spark://localhost:1", "--out", str(tmp_path)]) == 1
    assert "requirements-cluster.txt" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("unit", "lines", "pooled"),
    [
        # 30 of 6,000 children and 10 of 1,000.
        (Unit(Kind.RATE, "per 10,000", 1), [{"counts": (30, 6000)}, {"counts": (10, 1000)}], 40 / 7000 * 10_000),
        (Unit(Kind.MEAN, "days", 1), [{"counts": (45, 10)}, {"counts": (15, 20)}], 2.0),
        (Unit(Kind.COUNT, "referrals", 0), [{"counts": (30, None)}, {"value": 12.0}], 42.0),
        (Unit(Kind.AMOUNT, "£k", 0), [{"value": 1250.0}, {"value": -50.0}], 1200.0),
        (Unit(Kind.SCORE, "points", 1), [{"value": 3.0}, {"value": 4.0}], None),
    ],
)
def test_each_kind_of_figure_is_pooled_added_up_or_neither(
    tmp_path: Path, unit: Unit, lines: list[dict[str, Any]], pooled: float | None
) -> None:
    one = replace(catalogue().indicators[ICPC], unit=unit)
    known = replace(catalogue(), indicators={ICPC: one})
    given = [held(tmp_path / f"{at}", row("All", **line)) for at, line in enumerate(lines)]
    rollup.on_duckdb(given, known, tmp_path / "out")
    (made,) = pl.read_parquet(tmp_path / "out" / "authorities.parquet").to_dicts()
    assert made["value"] == (None if pooled is None else pytest.approx(pooled))
    assert (made["kind"], made["unit"], made["authorities"]) == (unit.kind, unit.name, 2)
