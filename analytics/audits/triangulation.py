"""On time, and well done? Timeliness of the work with children of a legal status beside the grade of their files.

Indicators say whether a visit, a review or a plan came in time; audits say how good the work was. The two stand side
by side: the indicators of a month, and the audits of the three months to it. Which indicators speak of which legal
status, or of which area of practice, is said in the catalogue.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl

from analytics import formatting
from analytics.audits.inclusion import targets
from analytics.audits.schemas import Timeliness
from analytics.caching import cached_by_identity
from analytics.catalogue import BANDS, catalogue
from analytics.columns import projected
from analytics.units import PERCENT, Kind


@cached_by_identity
def beside_timeliness(
    indicators: pl.DataFrame, statuses: pl.DataFrame, areas: pl.DataFrame, month: date
) -> pl.DataFrame:
    """One row an indicator of timeliness that has a figure: what the month's table says of it, and the audits; columns
    of `Timeliness`, legal statuses first.

    `indicators` has measure_id, name, value, target, rag and simulated; `statuses` is a frame of `legal_status.apart`,
    `areas` of `practice.three_months`.
    """
    known = catalogue()
    none, aim = pl.lit(None, pl.String), targets([month], "good_or_better")[0]
    of_status = _paired(indicators, known.timeliness, statuses, "legal_status").with_columns(
        practice_area=none, of_name="of", good_or_better_target=pl.lit(aim, pl.Float64)
    )
    names = {area: part.name for area, part in known.form.areas.items()}
    of_areas = areas.with_columns(name=pl.col("area").replace(names))
    of_area = _paired(indicators, known.timeliness_of_areas, of_areas, "area").with_columns(
        legal_status=none, practice_area="area", of_name="of"
    )
    return pl.concat([projected(of_status, Timeliness), projected(of_area, Timeliness)])


def _paired(
    indicators: pl.DataFrame, timely: Mapping[str, Sequence[str]], audited: pl.DataFrame, by: str
) -> pl.DataFrame:
    """Indicators of timeliness that have a figure, beside the audits of what they speak of; `of` is its name."""
    pairs = [(name, measure) for name, measures in timely.items() for measure in measures]
    listed = pl.DataFrame(pairs, schema={by: pl.String, "measure_id": pl.String}, orient="row")
    figures = indicators.select("measure_id", "name", "value", "target", "rag", _simulated="simulated").drop_nulls(
        "value"
    )
    both = listed.join(figures, on="measure_id", maintain_order="left").join(
        audited.rename({"name": "of"}), on=by, maintain_order="left"
    )
    return both.with_columns(simulated=pl.col("simulated") | pl.col("_simulated").fill_null(False))


@cached_by_identity
def triangulation_sentences(both: pl.DataFrame) -> list[str]:
    """What the two say of each legal status and area of practice in a frame of `beside_timeliness`, without a full
    stop."""
    said = []
    for _, rows in both.filter(pl.col("audits") > 0).group_by("of_name", maintain_order=True):
        row: dict[str, Any] = rows.row(0, named=True)
        said.append(_verdict(row["of_name"], rows, row, row["good_or_better_target"]))
    return said


def _verdict(whose: str, timely: pl.DataFrame, audits: dict[str, Any], target: float | None) -> str:
    """In time, and well done? `timely` has target and rag; `audits` the counts and share good or better."""
    aimed = timely.drop_nulls("target")
    met = aimed.filter(rag="green").height
    share = audits["good_or_better_share"]
    counted = f"{audits['good_or_better']} of {audits['audits']}"
    whose_audits = "their audits were" if audits.get("practice_area") is None else "audits were in this"
    graded = f"{PERCENT.value(share)} of {whose_audits} {catalogue().scale.good} ({counted})"
    said = f"{whose}: {formatting.out_of(met, aimed.height, 'timeliness indicator')} on target; {graded}"
    if target is None or aimed.is_empty():
        return said
    well, in_time = share >= target, met == aimed.height
    verdict = {
        (True, True): "in time, and well done by the audits' target",
        (True, False): "good enough, but not all in time",
        (False, True): "in time, but the quality is below target",
        (False, False): "short of target on both timeliness and quality",
    }[well, in_time]
    return f"{said}: {verdict}"


@cached_by_identity
def place_beside_timeliness(indicators: pl.DataFrame, mine: pl.DataFrame, council: pl.DataFrame) -> pl.DataFrame:
    """One locality's timeliness indicators, and its audits of three months: one row a share, audits last; columns of
    `PlaceTimeliness`. Rows without counts are left out.

    `indicators` is a frame of one locality with measure_id, name, value, low, high, numerator, denominator,
    whole_value, target, rag and simulated; `mine` and `council` are those of `ratings.three_months`.
    """
    listed = [measure for measures in catalogue().timeliness.values() for measure in measures]
    # Nothing but shares of whole cases goes beside a share of audits.
    known = catalogue().indicators
    shares = [m for m in listed if known[m].kind is Kind.PERCENTAGE and not known[m].parts_counted]
    timely = indicators.filter(pl.col("measure_id").is_in(shares)).drop_nulls("low")
    rows = timely.select(
        what="name", share="value", low="low", high="high",
        part=pl.col("numerator").cast(pl.Int64), whole=pl.col("denominator").cast(pl.Int64),
        council="whole_value", target="target", simulated="simulated",
    )  # fmt: skip
    whole_council = dict(zip(BANDS, (council[f"{b}_share"][0] if council.height else None for b in BANDS), strict=True))
    graded = [
        mine.select(
            what=pl.lit(f"Audits rated {catalogue().scale.names[band]}, three months"),
            share=f"{band}_share", low=f"{band}_share_low", high=f"{band}_share_high",
            part=pl.col(band).cast(pl.Int64), whole=pl.col("audits").cast(pl.Int64),
            council=pl.lit(whole_council[band], pl.Float64), target=f"{band}_target", simulated="simulated",
        )
        for band in BANDS
    ]  # fmt: skip
    return pl.concat([rows, *graded], how="vertical_relaxed")


@cached_by_identity
def place_sentence(indicators: pl.DataFrame, mine: pl.DataFrame, place: str) -> str:
    """On time, but is it good? One locality in a sentence; frames as in `place_beside_timeliness`."""
    if mine.is_empty():
        return f"{place}: audits of all three months are not held, so it can’t be said whether the work is good."
    row = mine.row(0, named=True)
    listed = [measure for measures in catalogue().timeliness.values() for measure in measures]
    timely = indicators.filter(pl.col("measure_id").is_in(listed) & pl.col("value").is_not_null())
    few = "" if not row["few"] else "; so few audits say little by themselves"
    return f"{_verdict(place, timely, row, row['good_or_better_target'])}{few}."
