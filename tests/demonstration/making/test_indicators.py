"""The simulated counts give every published percentage again, hang together, and could be a real council's."""

from __future__ import annotations

import csv
from datetime import date
from functools import cache
from pathlib import Path

import polars as pl
import pytest

from analytics import months
from analytics.catalogue.catalogue import DATA
from analytics.percent import pooled
from tests.demonstration.making.conftest import unreproducible
from tools.demonstration.counts import COMPOSITES, LAST, Published, read_published
from tools.demonstration.indicators import CUTS, extracts
from tools.demonstration.local import LOCAL_FACTS, SOCIAL_WORKERS
from tools.demonstration.teams import LOCALITIES
from tools.demonstration.volumes import VOLUMES
from tools.demonstration.writing import PUBLISHED, SEED, SIMULATED

ROOT = Path(__file__).parents[3]
SEPTEMBER = "2021-09"
KEY = ["month", "measure_id"]
COUNTS = ["numerator", "denominator"]


@cache
def printed() -> Published:
    return read_published(PUBLISHED / "indicators-2021-09.csv")


@cache
def cuts(seed: int) -> dict[date, pl.DataFrame]:
    """What the generator makes; of its own seed the committed files, which test_writing.py holds to it."""
    if seed != SEED:
        return extracts(printed(), seed)
    folder = DATA / SIMULATED
    files = {cut: folder / f"simulated-indicators-{months.code(cut)}.csv.gz" for cut in CUTS}
    return {cut: pl.read_csv(file, infer_schema_length=None) for cut, file in files.items()}


def test_another_seed_gives_other_counts() -> None:
    assert cuts(1).keys() == cuts(SEED).keys()
    for cut, rows in cuts(1).items():
        same = rows.join(cuts(SEED)[cut], on=rows.columns, how="semi", nulls_equal=True)
        assert same.height < rows.height / 2, cut


@pytest.fixture(params=[1, SEED])
def newest(request: pytest.FixtureRequest) -> pl.DataFrame:
    return cuts(request.param)[LAST]


def places(rows: pl.DataFrame) -> pl.DataFrame:
    return rows.filter((pl.col("team") == "All") & (pl.col("breakdown") == "All"))


def county(rows: pl.DataFrame) -> pl.DataFrame:
    """Pooled from the localities: month, measure_id, numerator, denominator, value."""
    return (
        places(rows)
        .group_by(KEY)
        .agg(pl.col(COUNTS).sum(), rows=pl.len())
        .with_columns(value=pooled(pl.col("numerator"), pl.col("denominator")))
    )


def values(rows: pl.DataFrame) -> dict[tuple[str, str], float]:
    return {(measure, month): value for month, measure, value in county(rows).select(*KEY, "value").rows()}


def test_the_localities_pool_to_every_published_value_to_the_decimal(newest: pl.DataFrame) -> None:
    found, without = values(newest), {entry["subject"] for entry in unreproducible("indicators")}
    wrong = [
        (measure, month)
        for measure, series in printed().items()
        for month, tenths in series.items()
        if isinstance(tenths, int) and measure not in without and found[measure, months.code(month)] != tenths / 10
    ]
    assert wrong == []
    assert set(printed()) - without == set(VOLUMES)


def test_every_quarter_of_the_scorecard_comes_out_of_the_rows_or_is_listed(newest: pl.DataFrame) -> None:
    """The only independent answer to a rolling quarter: pooled for flows, the last month for a snapshot."""
    listed = {(entry["subject"], entry["printed"]) for entry in unreproducible("indicators")}
    together = county(newest)
    checked, failed = 0, set()
    with (ROOT / "tests" / "oracles" / "scorecard_quarters.csv").open(newline="") as lines:
        for row in csv.DictReader(lines):
            indicator = row["monthly_indicator"].removeprefix("100 - ")
            last = date.fromisoformat(f"{row['quarter_to']}-01")
            pools = row["basis"] == "Latest Quarter" and indicator != "cic_review_up_to_date"
            window = [months.code(month) for month in months.up_to(last, 3 if pools else 1)]
            of = together.filter(pl.col("month").is_in(window) & (pl.col("measure_id") == indicator))
            value = of.select(pooled(pl.col("numerator").sum(), pl.col("denominator").sum())).item()
            if indicator != row["monthly_indicator"]:
                value = round(100 - value, 1)
            whole = float(row["printed"]) == int(float(row["printed"])) and "cin_plan" in indicator
            checked += 1
            if (int(value + 0.5) if whole else value) != float(row["printed"]):
                failed.add((f"{months.words(last)}, {row['scorecard_measure']}", f"{row['printed']} %"))
    assert checked == 75
    assert failed == {key for key in listed if key[1] != "every figure"}


@pytest.mark.parametrize("measure", ["pre_proceedings_completed_26w", "court_proceedings_completed_26w"])
def test_no_count_since_january_gives_every_printed_percent_with_few_cases(measure: str) -> None:
    """Walk all counts that only grow, month by month, up to 120 cases completed by September."""
    found = {(0, 0)}
    for month in months.up_to(LAST, 9)[::-1]:
        tenths = printed()[measure][month]
        found = {
            (n, d)
            for d in range(1, 121)
            for n in range(d + 1)
            if (2000 * n + d) // (2 * d) == tenths
            and any(n >= before and d - n >= rest for before, whole in found for rest in [whole - before])
        }
    assert found == set()


def test_what_the_papers_print_of_single_localities_holds(newest: pl.DataFrame) -> None:
    shares = places(newest).with_columns(value=pooled(pl.col("numerator"), pl.col("denominator")))
    visits = shares.filter(measure_id="initial_visits_timescale_all", month=SEPTEMBER)["value"]
    assert (round(visits.min()), round(visits.max())) == (52, 79)  # type: ignore[arg-type]
    cotswolds = shares.filter(measure_id="single_assessments_45d", locality="Cotswolds")
    for month, percent in (("2021-06", 92), (SEPTEMBER, 61)):
        assert round(cotswolds.filter(month=month)["value"].item()) == percent
    assert {place for facts in LOCAL_FACTS.values() for place in facts} <= set(LOCALITIES)


def test_counts_that_the_papers_print_hold(newest: pl.DataFrame) -> None:
    together = county(newest).filter(month=SEPTEMBER)
    counts = {measure: (n, d) for measure, n, d in together.select("measure_id", *COUNTS).rows()}
    assert counts["repeat_referrals_12m"][1] == 967
    assert counts["cic_s20"] == (176, 834)
    assert counts["cpp_over_2_years"][0] == 23
    assert counts["case_supervision"][1] == 4335
    assert counts["red_contact_decisions_4h"][1] == 210
    assert counts["initial_contact_decisions_24h"][1] == pytest.approx(2900, rel=0.2)


@pytest.mark.parametrize("cut", CUTS, ids=months.code)
def test_teams_and_categories_add_up_to_their_locality_in_every_cut(cut: date) -> None:
    rows = cuts(SEED)[cut].drop_nulls("denominator")
    key = [*KEY, "locality"]
    whole = places(rows).select(*key, n="numerator", d="denominator")
    by_team = rows.filter(pl.col("team") != "All").group_by(key).agg(pl.col(COUNTS).sum())
    split = rows.filter(pl.col("breakdown") != "All").group_by(*key, "breakdown").agg(pl.col(COUNTS).sum())
    for parts in (by_team, split):
        joined = parts.join(whole, on=key, how="left")
        assert joined.filter((pl.col("numerator") != pl.col("n")) | (pl.col("denominator") != pl.col("d"))).is_empty()
    assert whole.filter(pl.col("d") > 0).join(by_team, on=key, how="anti").is_empty()
    assert set(split["breakdown"]) == {"Age band", "Missing from", "Reason for care"}


@pytest.mark.parametrize("grain", ["locality", "team"])
def test_parts_fit_into_their_whole_in_every_cell(newest: pl.DataFrame, grain: str) -> None:
    rows = newest.filter((pl.col("breakdown") == "All") & ((pl.col("team") == "All") == (grain == "locality")))
    cell = ["month", "locality", "team"]
    for composite in COMPOSITES:
        parts = rows.filter(pl.col("measure_id").is_in(composite.parts)).group_by(cell).agg(pl.col(COUNTS).sum())
        both = rows.filter(measure_id=composite.whole).join(parts, on=cell, suffix="_parts")
        n, d = (pl.col(column) - pl.col(f"{column}_parts") for column in COUNTS)
        assert both.height > 100
        assert both.filter((n < 0) | (n > d)).is_empty()
        if not composite.others:
            assert both.filter(d != 0).is_empty()
    lower, upper = (rows.filter(measure_id=measure).select(*cell, *COUNTS) for measure in SOCIAL_WORKERS)
    workers = lower.join(upper, on=cell, suffix="_25")
    assert workers.filter(
        (pl.col("denominator") != pl.col("denominator_25")) | (pl.col("numerator") > pl.col("numerator_25"))
    ).is_empty()


def test_an_earlier_cut_lies_between_the_one_before_and_the_newest() -> None:
    found = {cut: values(rows) for cut, rows in cuts(2021).items()}
    june, july, september = (found[date(2021, month, 1)] for month in (6, 7, 9))
    interviews, visits = ("missing_return_interview_done", "2021-06"), ("initial_visits_timescale_all", "2021-06")
    assert june[interviews] > september[interviews]
    assert june[interviews] >= july[interviews] >= september[interviews]
    assert june[visits] < september[visits]
    assert june[visits] <= july[visits] <= september[visits]
    moved = {measure for (measure, month), value in june.items() if september.get((measure, month)) != value}
    assert len(moved) >= 6
    assert {month for (measure, month), value in june.items() if september.get((measure, month)) != value} <= {
        "2021-04", "2021-05", "2021-06",
    }  # fmt: skip


def test_no_row_stands_for_the_county_and_each_month_has_all_localities() -> None:
    for rows in cuts(2021).values():
        assert set(rows["locality"]) == set(LOCALITIES)
        assert set(county(rows)["rows"]) == {len(LOCALITIES)}
    held = cuts(2021)[LAST]["month"].unique().sort()
    assert (held[0], held[-1], len(held)) == ("2018-09", SEPTEMBER, 37)


def test_the_years_before_move_no_more_than_the_published_one(newest: pl.DataFrame) -> None:
    together = county(newest).sort("month").with_columns(move=pl.col("value").diff().abs().over("measure_id"))
    published = pl.col("month") > "2020-09"
    moves = together.group_by("measure_id").agg(
        then=pl.col("move").filter(~published).mean(), now=pl.col("move").filter(published).mean()
    )
    usual = moves.filter(pl.col("now") > 0.3).select(ratio=pl.col("then") / pl.col("now")).drop_nulls()["ratio"]
    assert 0.6 < usual.median() < 1.5  # type: ignore[operator]


def test_localities_vary_as_counts_do(newest: pl.DataFrame) -> None:
    """Their spread about the county's share is more than the binomial's, for places differ, but not many times it."""
    rows = places(newest).join(county(newest), on=KEY, suffix="_county").filter(pl.col("denominator") >= 20)
    p = pl.col("numerator_county") / pl.col("denominator_county")
    z = (pl.col("numerator") / pl.col("denominator") - p) / (p * (1 - p) / pl.col("denominator")).sqrt()
    spread = rows.filter((pl.col("value") > 5) & (pl.col("value") < 95)).select((z**2).mean()).item()
    assert 1.0 < spread < 4.0
    assert rows.select(pl.col("numerator").n_unique()).item() > 300


def test_teams_share_the_load_unevenly(newest: pl.DataFrame) -> None:
    sizes = newest.filter((pl.col("measure_id") == "case_supervision") & (pl.col("month") == SEPTEMBER))
    by_team = sizes.filter(pl.col("team") != "All")["denominator"]
    assert by_team.n_unique() > 0.7 * len(by_team)
