"""On time, and well done? Timeliness of the work with children of a legal status beside the grade of their files.

Indicators say whether a visit, a review or a plan came in time; audits say how good the work was. The two stand side
by side: the indicators of a month, and the audits of the three months to it. Which indicators speak of which legal
status is said in the catalogue.
"""

from __future__ import annotations

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
def beside_timeliness(indicators: pl.DataFrame, statuses: pl.DataFrame) -> pl.DataFrame:
    """One row an indicator of timeliness that has a figure: what the month's table says of it, and the audits; columns
    of `Timeliness`.

    `indicators` has measure_id, name, value, target, rag and simulated; `statuses` is a frame of `legal_status.apart`.
    """
    pairs = [(status, measure) for status, measures in catalogue().timeliness.items() for measure in measures]
    listed = pl.DataFrame(pairs, schema={"legal_status": pl.String, "measure_id": pl.String}, orient="row")
    figures = indicators.select("measure_id", "name", "value", "target", "rag", _simulated="simulated").drop_nulls(
        "value"
    )
    share = [f"good_or_better_share{end}" for end in ("", "_low", "_high")]
    graded = statuses.select("legal_status", "audits", "good_or_better", *share, "few", "simulated", status_name="name")
    both = listed.join(figures, on="measure_id", maintain_order="left").join(
        graded, on="legal_status", maintain_order="left"
    )
    either = pl.col("simulated") | pl.col("_simulated").fill_null(False)
    return projected(both.with_columns(simulated=either), Timeliness)


@cached_by_identity
def triangulation_sentence(both: pl.DataFrame, legal_status: str, month: date) -> str:
    """What the two say of one legal status, from a frame of `beside_timeliness`; empty if it has no row there."""
    rows = both.filter(pl.col("audits") > 0, legal_status=legal_status)
    target = targets([month], "good_or_better")[0]
    if rows.is_empty():
        return ""
    row: dict[str, Any] = rows.row(0, named=True)
    return _verdict(row["status_name"], rows, row, target)


def _verdict(whose: str, timely: pl.DataFrame, audits: dict[str, Any], target: float | None) -> str:
    """In time, and well done? `timely` has target and rag; `audits` the counts and share good or better."""
    aimed = timely.drop_nulls("target")
    met = aimed.filter(rag="green").height
    share = audits["good_or_better_share"]
    counted = f"{audits['good_or_better']} of {audits['audits']}"
    graded = f"{PERCENT.value(share)} of their audits were {catalogue().scale.good} ({counted})"
    said = f"{whose}: {formatting.out_of(met, aimed.height, 'timeliness indicator')} on target; {graded}"
    if target is None or aimed.is_empty():
        return said
    well, in_time = share >= target, met == aimed.height
    verdict = {
        (True, True): "in time, and well done by the audits' target",
        (True, False): "well done by the audits' target, but not all in time",
        (False, True): "in time, but the quality is below target",
        (False, False): "neither all in time nor of the quality aimed for",
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
