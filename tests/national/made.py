"""150 invented authorities in 9 regions, whose true figures are known, as the national files would report them.

Chance is that of the seed alone. Westshire, the council of the other tests, is one of them: code 901, Region 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

import numpy as np
import numpy.typing as npt
import polars as pl

from analytics.national import AUTHORITY, COUNTRY, REGION, Reported

WESTSHIRE = "901"
NUMBER, REGIONS = 150, 9
CODES = [f"{901 + at}" for at in range(NUMBER)]
NEIGHBOURS = CODES[1:11]
YEARS = tuple(range(2013, 2026))
# Of each indicator the level in England in the first year, its change a year (points), how much authorities differ on
# the arcsine scale, how many cases an authority has, and how Westshire differs on that scale.
INDICATORS = {
    "icpc_due": (0.82, -0.5, 0.12, 220, -0.45),
    "referred_again": (0.22, -0.1, 0.07, 3000, 0.25),
    "plans_again": (0.24, 0.2, 0.06, 260, 0.0),
    "long_plans": (0.03, -0.05, 0.04, 260, 0.0),
    "same_home": (0.68, 0.1, 0.05, 180, 0.02),
}


def name_of(code: str) -> str:
    at = int(code) - int(WESTSHIRE)
    return f"Authority {chr(65 + at // 26)}{chr(65 + at % 26)}" if at else "Westshire"


def region_of(code: str) -> str:
    return f"Region {int(code) % REGIONS or REGIONS}"


def sizes(typical: float, number: int, rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Denominators as unequal as those of English authorities."""
    return np.round(np.exp(rng.normal(np.log(typical), 0.7, number))).clip(5)


def rows_of(
    measure_id: str, counts: Iterable[tuple[float | None, float | None]], year: int = 2024, codes: list[str] = CODES
) -> pl.DataFrame:
    """Authorities with these numerators and denominators of a percentage in one year to March."""
    told = list(counts)
    return pl.DataFrame(
        [
            {
                "measure_id": measure_id, "code": code, "name": name_of(code), "level": AUTHORITY,
                "region": region_of(code), "period": f"year to March {year}", "last": date(year, 3, 1),
                "numerator": n, "denominator": d, "value": 100 * n / d if n is not None and d else None,
                "marker": "c" if n is None else None, "simulated": False,
            }
            for code, (n, d) in zip(codes, told, strict=True)
        ],
        schema=Reported.create_empty().schema,
    )  # fmt: skip


def with_totals(rows: pl.DataFrame) -> pl.DataFrame:
    """The rows with those of each region and of England, pooled from them."""
    n, d = pl.col("numerator").sum(), pl.col("denominator").sum()
    by = ["measure_id", "period", "last", "simulated"]
    pooled = {"numerator": n, "denominator": d, "value": 100 * n / d}
    regions = rows.group_by(*by, "region", maintain_order=True).agg(**pooled)
    regions = regions.with_columns(
        code=pl.concat_str(pl.lit("E1200000"), pl.col("region").str.slice(-1)), name="region", level=pl.lit(REGION)
    ).with_columns(region=pl.lit(""), marker=pl.lit(None, pl.String))
    country = rows.group_by(by, maintain_order=True).agg(**pooled)
    country = country.with_columns(
        code=pl.lit("E92000001"), name=pl.lit("England"), level=pl.lit(COUNTRY), region=pl.lit(""),
        marker=pl.lit(None, pl.String),
    )  # fmt: skip
    columns = Reported.column_names()
    return pl.concat([rows.select(columns), regions.select(columns), country.select(columns)])


def reported(seed: int = 7, indicators: Iterable[str] = INDICATORS) -> pl.DataFrame:
    """Thirteen years of some indicators: what `analytics.national.figures.reported` gives. In the newest year two
    authorities are suppressed, and of `same_home` only percentages are published."""
    rng, found = np.random.default_rng(seed), []
    for measure_id in indicators:
        level, a_year, differ, typical, own = INDICATORS[measure_id]
        people = sizes(typical, NUMBER, rng)
        apart = rng.normal(0, differ, NUMBER)
        apart[0] = own
        for year in YEARS:
            share = level + a_year * (year - YEARS[0]) / 100
            moved = rng.normal(0, differ / 5, NUMBER)
            true = np.sin((np.arcsin(np.sqrt(share)) + apart + moved).clip(0, np.pi / 2)) ** 2
            counts = list(zip(rng.binomial(people.astype(int), true).astype(float), people, strict=True))
            if year == YEARS[-1]:
                counts[20:22] = [(None, None)] * 2
            found.append(rows_of(measure_id, counts, year))
    rows = with_totals(pl.concat(found))
    only_percent = pl.col("measure_id") == "same_home"
    return rows.with_columns(pl.when(~only_percent).then(c).alias(c) for c in ("numerator", "denominator"))


def meant(rows: pl.DataFrame, polarity: str = "bigger", kind: str = "percentage", per: float = 100.0) -> pl.DataFrame:
    """The rows with what a catalogue would say of the indicator."""
    return rows.with_columns(polarity=pl.lit(polarity), kind=pl.lit(kind), per=pl.lit(per))
