"""Every small count that could follow from what has been told, whether or not a pack hides it.

The whole less five areas is the sixth; a combined area less its member is the other; two months of a year to date leave
what happened between; a count that was corrected leaves those that were added. So of the unknowns that packs speak of
these are counts of children, too, and checked where they are small:

- of an indicator: its cases of every area, and of one area less another inside it; what a numerator lacks to its
  denominator; each of a month, of three months that follow one another, and between two months of one year so far; what
  an indicator has besides one that is part of it;
- of audits: every area, legal status and rating, of a month and of three;
- of records: every area and rating, to the end of a month and between two months;
- of placements: every kind, and what the kinds lack to the total;
- of all of these, what was corrected between two packs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

import polars as pl

from analytics.audits.inclusion import WINDOW, within
from analytics.catalogue import ALL, Window, catalogue
from analytics.disclosure.bindings import NAME, in_year, sums_of
from analytics.disclosure.case_audits import of_rows
from analytics.disclosure.kinds import SIDES, is_share
from analytics.disclosure.publishable import CELLS

SMALL = 5  # the largest count that is small where no policy says otherwise
_AUDITS, _RECORDS, _PLACEMENTS = "audits", "screening", "placements"
_YEARLY = [window.value for window in Window if window.resets_in]
_TERMS = ("part", "truth", "coefficient")
_UNKNOWN = ("part", "truth")


def small_counts(cells: pl.DataFrame, touched: pl.Series, most: int = SMALL) -> pl.DataFrame:
    """The counts from 1 to `most` that the unknowns of `cells` make, as statements that limit nothing (CELLS).

    touched: names of unknowns; only indicators that one of them is of, and other sections that one of them is of, are
    looked at.
    """
    unknowns = cells.select(_UNKNOWN).unique(maintain_order=True).with_columns(of=pl.col("part").str.split("|"))
    kind, second = pl.col("of").list.get(0), pl.col("of").list.get(1, null_on_oob=True)
    about = touched.str.split("|").list.slice(0, 2)
    measures = about.filter(about.list.get(0) == NAME).list.get(1).unique()
    there = about.list.get(0).unique().to_list()
    # Corrected since, a count is another unknown of the same name; the newest comes last.
    unknowns = unknowns.with_columns(version=pl.int_range(pl.len()).over("part"))
    found = [
        *_of_indicators(unknowns.filter(kind == NAME, second.is_in(measures.implode())), most),
        *(_of_audits(unknowns.filter(kind == _AUDITS), most) if _AUDITS in there else ()),
        *(_of_records(unknowns.filter(kind == _RECORDS), most) if _RECORDS in there else ()),
        *(_of_placements(unknowns.filter(kind == _PLACEMENTS), most) if _PLACEMENTS in there else ()),
    ]
    return _named(found)


def growing(cells: pl.DataFrame) -> pl.DataFrame:
    """That a year so far, and the records screened so far, don't shrink from month to month, where they don't; as
    CELLS."""
    unknowns = cells.select(_UNKNOWN).unique(maintain_order=True).unique("part", keep="last", maintain_order=True)
    of = unknowns.with_columns(pl.col("part").str.split("|").alias("of"))
    yearly = in_year()
    kind, second = pl.col("of").list.get(0), pl.col("of").list.get(1, null_on_oob=True)
    of_year = of.filter((kind == NAME) & second.is_in(yearly)).with_columns(
        month=pl.col("of").list.get(2).str.to_date("%Y-%m"),
        same=pl.concat_str(second, pl.col("of").list.slice(3).list.join("|"), separator="|"),
        window=second.replace_strict(_windows_of(), default="", return_dtype=pl.String),
    )
    of_year = of_year.with_columns(same=pl.concat_str("same", _year(), separator="|"))
    records = of.filter(kind == _RECORDS).with_columns(
        month=second.str.to_date("%Y-%m"), same=pl.col("of").list.slice(2).list.join("|")
    )
    columns = (*_UNKNOWN, "month", "same")
    every = pl.concat([of_year.select(columns), records.select(columns)]).sort("same", "month")
    before = {f"{name}_before": pl.col(name).shift(1).over("same") for name in _UNKNOWN}
    pairs = every.with_columns(**before).filter(pl.col("truth") >= pl.col("truth_before"))
    claim = pl.format("{} since {}", "part", "part_before")
    ends = {"low": pl.lit(0, pl.Int64), "high": pl.lit(None, pl.Int64), "hidden": pl.lit(value=False)}
    return pl.concat(
        [
            pairs.select(statement=claim, part="part", truth="truth", coefficient=pl.lit(1, pl.Int64), **ends),
            pairs.select(
                statement=claim, part="part_before", truth="truth_before", coefficient=pl.lit(-1, pl.Int64), **ends
            ),
        ]
    ).select(list(CELLS))


def _windows_of() -> dict[str, str]:
    return {measure: indicator.window.value for measure, indicator in catalogue().indicators.items()}


def _named(found: Iterable[pl.DataFrame]) -> pl.DataFrame:
    """Sums (claim and _TERMS) as CELLS, each once, named by what it is."""
    every = [frame.select("claim", *_TERMS).with_columns(claim=pl.format(f"{at}|{{}}", "claim")) for at, frame in
             enumerate(found) if frame.height]  # fmt: skip
    if not every:
        return pl.DataFrame(schema=CELLS)
    terms = pl.concat(every).group_by("claim", "part", "truth").agg(pl.col("coefficient").sum())
    terms = terms.filter(pl.col("coefficient") != 0)
    texts = terms.group_by("claim").agg(
        text=pl.format("{}={}*{}", "part", "truth", "coefficient").sort().str.join(";")
    ).unique("text", keep="first")  # fmt: skip
    names = [hashlib.sha256(text.encode()).hexdigest()[:20] for text in texts["text"]]
    named = terms.join(texts.select("claim", statement=pl.Series(names, dtype=pl.String)), on="claim")
    ends = {end: pl.lit(None, pl.Int64) for end in ("low", "high")}
    return named.select("statement", *_TERMS, **ends, hidden=pl.lit(value=True)).sort("statement", "part")


def _versions(unknowns: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """The unknowns as they were known at first, and after each correction."""
    for version in sorted(unknowns["version"].unique()):
        yield version, unknowns.filter(pl.col("version") <= version).unique("part", keep="last", maintain_order=True)


def _differences(pairs: pl.DataFrame, terms: pl.DataFrame, most: int) -> pl.DataFrame:
    """The terms of one claim less another, where that is small, whichever is the larger; pairs has the columns a, b,
    a_count and b_count."""
    rest = pl.col("a_count") - pl.col("b_count")
    pairs = pairs.with_columns(rest=rest).filter(rest.abs().is_between(1, most)).unique(["a", "b"])
    pairs = pairs.with_columns(claim=pl.format("{} less {}", "a", "b"), sign=pl.col("rest").sign())
    sides = [
        pairs.select("claim", "sign", of=name).join(terms.rename({"claim": "of"}), on="of")
        .with_columns(coefficient=pl.col("coefficient") * pl.col("sign") * times)
        for name, times in (("a", 1), ("b", -1))
    ]  # fmt: skip
    return pl.concat(sides).select("claim", *_TERMS)


def _pairs(a: pl.DataFrame, b: pl.DataFrame, on: list[str], *where: pl.Expr) -> pl.DataFrame:
    """Claims of one frame beside those of another; columns of the second are called b_…."""
    other = b.rename({column: f"b_{column}" for column in b.columns if column not in on})
    found = a.join(other, on=on).filter(*where)
    return found.rename({"claim": "a", "b_claim": "b", "count": "a_count"})


def _small(claims: pl.DataFrame, terms: pl.DataFrame, most: int) -> pl.DataFrame:
    wanted = claims.filter(pl.col("count").is_between(1, most))
    return terms.join(wanted, on="claim", how="semi")


def _of_indicators(unknowns: pl.DataFrame, most: int) -> Iterator[pl.DataFrame]:
    if unknowns.is_empty():
        return
    names = ("measure_id", "month", "place", "side")
    at = [pl.col("of").list.get(n + 1).alias(name) for n, name in enumerate(names)]
    unknowns = unknowns.select(*_UNKNOWN, "version", *at).with_columns(pl.col("month").str.to_date("%Y-%m"))
    key = ["measure_id", "month", "area", "side", "version"]
    areas = [ALL, *catalogue().areas]
    found = []
    for version, known in _versions(unknowns):
        whole = sums_of(known.drop("version"), areas).select("area", *known.drop("version").columns)
        own = known.drop("version").filter(~pl.col("place").is_in(areas)).with_columns(area=pl.col("place"))
        every = pl.concat([whole, own.select(whole.columns)]).with_columns(version=pl.lit(version))
        if version:  # only what was corrected by then
            changed = known.filter(version=version).select(_UNKNOWN)
            of_these = every.join(changed, on=_UNKNOWN).select(key).unique()
            every = every.join(of_these, on=key, how="semi")
        found.append(every)
    claim = pl.concat_str(
        pl.col("measure_id"), pl.col("month").cast(pl.String), "area", "side", "version", separator="|"
    )
    terms = pl.concat(found).with_columns(coefficient=pl.lit(1, pl.Int64))
    upper, lower = (terms.filter(is_share(), side=side) for side in SIDES)
    without_side = [name for name in key if name != "side"]
    both = upper.select(without_side).unique().join(lower.select(without_side).unique(), on=without_side)
    rests = [
        frame.join(both, on=without_side, how="semi").with_columns(
            side=pl.lit("rest"), coefficient=pl.lit(times, pl.Int64)
        )
        for frame, times in ((lower, 1), (upper, -1))
    ]
    terms = pl.concat([terms, *rests]).with_columns(claim=claim)
    count = (pl.col("truth") * pl.col("coefficient")).sum()
    claims = terms.group_by("claim", *key, maintain_order=True).agg(count=count)
    window = pl.col("measure_id").replace_strict(_windows_of(), default="", return_dtype=pl.String)
    claims = claims.with_columns(window=window)
    terms = terms.select("claim", *_TERMS)
    yield _small(claims, terms, most)
    same = [name for name in key if name != "version"]
    yield _differences(_pairs(claims, claims, same, pl.col("version") > pl.col("b_version")), terms, most)
    inside = [(area, part) for area in areas for part in catalogue().behind(area)]
    table = pl.DataFrame(inside, schema={"area": pl.String, "b_area": pl.String}, orient="row")
    same = ["measure_id", "month", "side", "version"]
    yield _differences(
        _pairs(claims.join(table, on="area"), claims.rename({"area": "b_area"}), [*same, "b_area"]), terms, most
    )
    parts = [(indicator.part_of, measure) for measure, indicator in catalogue().indicators.items() if indicator.part_of]
    table = pl.DataFrame(parts, schema={"measure_id": pl.String, "b_measure": pl.String}, orient="row")
    of_parts = claims.rename({"measure_id": "b_measure"})
    same = ["month", "area", "side", "version"]
    yield _differences(_pairs(claims.join(table, on="measure_id"), of_parts, [*same, "b_measure"]), terms, most)
    yearly = claims.filter(pl.col("window").is_in(_YEARLY)).with_columns(year=_year())
    same = ["measure_id", "area", "side", "year"]
    yield _differences(_pairs(yearly, yearly, same, pl.col("month") > pl.col("b_month")), terms, most)
    yield _windows(claims.filter(window="month"), terms, most)


def _year() -> pl.Expr:
    """In which year a year to date lies: the month in which it began. Reads month and window."""
    starts = {window.value: window.resets_in for window in Window if window.resets_in}
    first = pl.col("window").replace_strict(starts, return_dtype=pl.Int64)
    month, year = (part.cast(pl.Int64) for part in (pl.col("month").dt.month(), pl.col("month").dt.year()))
    return year - (month < first).cast(pl.Int64)


def _windows(claims: pl.DataFrame, terms: pl.DataFrame, most: int) -> pl.DataFrame:
    """The small counts of three months that follow one another. claims have month, and are alike in all other columns
    but claim and count."""
    same = [column for column in claims.columns if column not in ("claim", "count", "month")]
    back = [
        claims.select(*same, pl.col("month").dt.offset_by(f"{n}mo"), pl.col("claim").alias(f"claim_{n}"),
                      pl.col("count").alias(f"count_{n}"))
        for n in range(WINDOW)
    ]  # fmt: skip
    first, *others = back
    for other in others:
        first = first.join(other, on=[*same, "month"])
    total = pl.sum_horizontal(f"count_{n}" for n in range(WINDOW))
    small = first.filter(total.is_between(1, most)).select(
        name=pl.format("three months to {}", "claim_0"), claim=pl.concat_list(f"claim_{n}" for n in range(WINDOW))
    )
    return small.explode("claim").join(terms, on="claim").drop("claim").rename({"name": "claim"})


def _of_audits(unknowns: pl.DataFrame, most: int) -> Iterator[pl.DataFrame]:
    if unknowns.is_empty():
        return
    names = ("month", "locality", "service", "legal_status", "rating")
    at = [pl.col("of").list.get(n + 1).alias(name) for n, name in enumerate(names)]
    unknowns = unknowns.select(*_UNKNOWN, "version", *at).with_columns(pl.col("month").str.to_date("%Y-%m"))
    of = [(row, rating) for row, ratings in of_rows().items() for rating in ratings]
    ratings = pl.DataFrame(of, schema=dict.fromkeys(("row", "rating"), pl.String), orient="row")
    claims, terms = [], []
    key = ["area", "legal_status", "row", "month", "version"]
    claim = pl.concat_str("area", "legal_status", "row", pl.col("month").cast(pl.String), "version", separator="|")
    for version, known in _versions(unknowns):
        known = known.with_columns(changed=pl.col("version") == version, version=pl.lit(version))
        every = pl.concat(within(known, area).with_columns(area=pl.lit(area)) for area in (ALL, *catalogue().areas))
        every = pl.concat([every, every.with_columns(legal_status=pl.lit(ALL))]).join(ratings, on="rating")
        counted = every.filter(pl.col("changed").any().over(key)) if version else every
        claims.append(counted.group_by(key).agg(count=pl.col("truth").sum()))
        terms.append(counted.select(*key, *_UNKNOWN))
    every = pl.concat(claims).with_columns(claim=claim)
    wanted = every.filter(pl.col("count") <= (most if every["version"].max() == 0 else pl.col("count").max()))
    members = pl.concat(terms).join(wanted, on=key, how="semi").with_columns(
        claim=claim, coefficient=pl.lit(1, pl.Int64)
    )  # fmt: skip
    members = members.select("claim", *_TERMS)
    yield _small(wanted, members, most)
    yield _windows(wanted, members, most)
    same = [name for name in key if name != "version"]
    yield _differences(_pairs(wanted, wanted, same, pl.col("version") > pl.col("b_version")), members, most)


def _of_records(unknowns: pl.DataFrame, most: int) -> Iterator[pl.DataFrame]:
    if unknowns.is_empty():
        return
    at = [pl.col("of").list.get(n + 1).alias(name) for n, name in enumerate(("month", "recorded", "rag"))]
    unknowns = unknowns.select(*_UNKNOWN, "version", *at)
    behind = [(area, part) for area in catalogue().areas for part in (area, *catalogue().behind(area))]
    table = pl.DataFrame(behind, schema={"area": pl.String, "recorded": pl.String}, orient="row")
    whole = unknowns.with_columns(area=pl.lit(ALL))
    every = pl.concat([whole, unknowns.join(table, on="recorded").select(whole.columns)])
    every = pl.concat([every, every.with_columns(rag=pl.lit(ALL))])
    key = ["area", "rag", "month", "version"]
    found = []
    for version, _ in _versions(unknowns):
        known = every.filter(pl.col("version") <= version).unique(
            ["area", "rag", "part"], keep="last", maintain_order=True
        )
        changed = known.filter((pl.col("version") == version).any().over("area", "rag", "month"))
        found.append(changed.with_columns(version=pl.lit(version)))
    terms = pl.concat(found).with_columns(claim=pl.concat_str(key, separator="|"), coefficient=pl.lit(1, pl.Int64))
    claims = terms.group_by("claim", *key).agg(count=pl.col("truth").sum())
    terms = terms.select("claim", *_TERMS)
    yield _small(claims, terms, most)
    later = (pl.col("month") > pl.col("b_month")) | (
        (pl.col("month") == pl.col("b_month")) & (pl.col("version") > pl.col("b_version"))
    )
    yield _differences(_pairs(claims, claims, ["area", "rag"], later), terms, most)


def _of_placements(unknowns: pl.DataFrame, most: int) -> Iterator[pl.DataFrame]:
    terms = unknowns.select(
        *_UNKNOWN, "version", claim=pl.format("{}|{}", "part", "truth"), coefficient=pl.lit(1, pl.Int64)
    )
    claims = terms.select("claim", "version", "part", count="truth")
    yield _small(claims, terms.select("claim", *_TERMS), most)
    pairs = _pairs(claims, claims, ["part"], pl.col("version") > pl.col("b_version"))
    yield _differences(pairs, terms.select("claim", *_TERMS), most)
