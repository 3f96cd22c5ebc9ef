"""How long things take where some are not finished yet: the Kaplan–Meier estimate.

Of what is unfinished, it is known that it took at least so long, and it counts as at risk until then. Leaving it out
would make things look faster than they are.

E. L. Kaplan and P. Meier, “Nonparametric estimation from incomplete observations”, Journal of the American Statistical
Association 53 (1958), 457–481. The variance is Greenwood's, and the interval is taken on the scale of log(−log S), so
that it is within 0 and 1: J. D. Kalbfleisch and R. L. Prentice, “The Statistical Analysis of Failure Time Data” (1980),
section 1.3. The interval of the median is that of R. Brookmeyer and J. Crowley, “A confidence interval for the median
survival time”, Biometrics 38 (1982), 29–41, on the same scale.
"""

# This module belongs to no room; any may import it.

from __future__ import annotations

import numpy as np
import polars as pl

from analytics.intervals import WARNING, deviate

_EXACT = 1e-9  # by how much a product of fractions may miss a half


def kaplan_meier(days: pl.Series, done: pl.Series) -> pl.DataFrame:
    """One row a day on which anything was finished or last seen, in order: day, at_risk (not finished before it and
    still followed), events (finished on it), survival (share not finished by its end, 0 to 1), and lower and upper (its
    95 % interval; null where nothing or everything is finished, of which the formula says nothing).

    `days` are whole numbers, `done` says whether each was finished then, or last seen unfinished.
    """
    by_day = pl.DataFrame({"day": days, "done": done}).group_by("day").agg(gone=pl.len(), events=pl.col("done").sum())
    by_day = by_day.sort("day").cast({"gone": pl.Int64, "events": pl.Int64})
    n, d = pl.col("at_risk"), pl.col("events")
    curve = by_day.with_columns(at_risk=pl.col("gone").sum() - pl.col("gone").cum_sum() + pl.col("gone")).with_columns(
        survival=(1 - d / n).cum_prod(), _variance=pl.when(d < n).then(d / (n * (n - d))).otherwise(0).cum_sum()
    )
    log = pl.col("survival").log()
    wide = (deviate(WARNING) * pl.col("_variance").sqrt() / log).exp()  # log S is negative: this is the upper end's
    defined = pl.col("survival").is_between(0, 1, closed="none")
    return curve.with_columns(
        lower=pl.when(defined).then(pl.col("survival") ** (1 / wide)),
        upper=pl.when(defined).then(pl.col("survival") ** wide),
    ).select("day", "at_risk", "events", "survival", "lower", "upper")


def median(curve: pl.DataFrame) -> tuple[int | None, int | None, int | None]:
    """The first day by whose end half or more are finished, from `kaplan_meier`, and the ends of its 95 % interval;
    None for what the curve does not reach."""
    first, low, high = (
        curve.filter(pl.col(column) <= 0.5 + _EXACT)["day"].min() for column in ("survival", "lower", "upper")
    )
    return first, low, high  # type: ignore[return-value]


def same_curve(
    days: pl.Series, done: pl.Series, other_days: pl.Series, other_done: pl.Series
) -> tuple[float | None, float | None]:
    """The log-rank test of two groups: its statistic, positive where the first group finishes faster than the second,
    and the p-value on both sides (0 to 1). Both None where the groups have nothing to compare: nothing finished, or
    nobody at risk together.

    N. Mantel, “Evaluation of survival data and two new rank order statistics”, Cancer Chemotherapy Reports 50 (1966),
    163–170.
    """
    from scipy.stats import CensoredData, logrank  # half a second, which only a comparison needs

    if not (len(days) and len(other_days) and (done.any() or other_done.any())):
        return None, None
    with np.errstate(invalid="ignore"):
        found = logrank(
            CensoredData.right_censored(days.to_numpy(), (~done).to_numpy()),
            CensoredData.right_censored(other_days.to_numpy(), (~other_done).to_numpy()),
        )
    return (None, None) if np.isnan(found.pvalue) else (float(found.statistic), float(found.pvalue))
