"""The heavy step over the Parquet files of one or more authorities, on DuckDB or on a Spark cluster.

Both engines run the same text and write the same two files: `localities.parquet` (the figures of every authority and
its localities) and `authorities.parquet` (one row a measure and month over all of them, where any has a figure: pooled
numerator and denominator, percent (of percentages), how many authorities have a figure and how many of those have
counts, the lowest and the highest figure, and the value of all of them in the unit: pooled, or added up, null of
scores). Of each authority the newest cut is taken that has the measure and month, real before simulated.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import polars as pl

from analytics.catalogue import ALL, Catalogue
from analytics.errors import UserFacingError
from analytics.rollup.figures import measures, text

if TYPE_CHECKING:
    from pyspark.sql import DataFrame, SparkSession

LOCALITIES, AUTHORITIES = "localities", "authorities"
# What is read of the detail, in the words of Spark, which would otherwise open every file to find out.
_COLUMNS = {
    "source": "string", "cut": "date", "month": "date", "measure_id": "string", "locality": "string", "team": "string",
    "breakdown": "string", "category": "string", "numerator": "double", "denominator": "double", "value": "double",
    "marker": "string", "simulated": "boolean",
}  # fmt: skip
_FIRST, _LAST = date(1900, 1, 1), date(2999, 12, 1)  # the months of an area without a beginning or an end


class EngineMissing(UserFacingError):
    """The engine that was asked for is not installed. The message says what to do."""


class CantRoll(UserFacingError):
    """The engine could not finish. The message says why; no file was written or replaced."""


@dataclass(frozen=True)
class Authority:
    """One authority: its name, and its Parquet files of indicator rows."""

    name: str
    files: tuple[Path, ...]


def on_duckdb(authorities: Sequence[Authority], catalogue: Catalogue, out: Path) -> None:
    """Write both files into `out`. Raises CantRoll."""
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out, prefix=".new-") as name, duckdb.connect(":memory:") as connection:
        made = Path(name)
        try:
            detail = _detail_on_duckdb(connection, authorities)
            detail.create_view("detail")
            connection.register("measures", measures(catalogue))
            connection.register("places", _places(authorities, catalogue))
            _write(connection.sql(text(LOCALITIES)), made / f"{LOCALITIES}.parquet")
            connection.read_parquet(str(made / f"{LOCALITIES}.parquet")).create_view("rollups")
            _write(connection.sql(text(AUTHORITIES)), made / f"{AUTHORITIES}.parquet")
        except duckdb.Error as problem:
            raise CantRoll(f"DuckDB couldn't make the rollup: {_first_line(problem)}") from None
        _put_in_place(made, out)


def on_spark(master: str, authorities: Sequence[Authority], catalogue: Catalogue, out: Path) -> None:
    """The same on a Spark cluster, whose workers must see the files and `out` under the same paths.

    Raises EngineMissing if PySpark is not installed, CantRoll if the cluster can't be reached or gives up.
    """
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError:
        raise EngineMissing(
            "PySpark is not installed. Install it with "
            "`pip install -r requirements-cluster.txt -c constraints.txt`, or leave out --engine to use DuckDB."
        ) from None
    from py4j.protocol import Py4JError

    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=out.resolve(), prefix=".new-") as name:
        made = Path(name)
        made.chmod(0o777)  # workers may run as somebody else
        try:
            spark = SparkSession.builder.master(master).appName("Line of Sight rollup").getOrCreate()
            try:
                _roll_on_spark(spark, authorities, catalogue, made)
            finally:
                spark.stop()
        except (PySparkException, Py4JError) as problem:
            raise CantRoll(f"Spark at {master} couldn't make the rollup: {_first_line(problem)}") from None
        with duckdb.connect(":memory:") as connection:
            for step in (LOCALITIES, AUTHORITIES):
                # Spark names its files in the order of its ORDER BY, and DuckDB reads them in the order of their names.
                _write(connection.read_parquet(str(made / step / "*.parquet")), made / f"{step}.parquet")
                shutil.rmtree(made / step)
        _put_in_place(made, out)


def _roll_on_spark(spark: SparkSession, authorities: Sequence[Authority], catalogue: Catalogue, made: Path) -> None:
    _detail_on_spark(spark, authorities).createOrReplaceTempView("detail")
    of_each = "measure_id string, kind string, unit string, per double, addable boolean, sums boolean, divides boolean"
    spark.createDataFrame(measures(catalogue).rows(), of_each).createOrReplaceTempView("measures")
    places = _places(authorities, catalogue)
    columns = "authority string, locality string, valid_from date, valid_to date"
    spark.createDataFrame(places.rows(), columns).createOrReplaceTempView("places")
    spark.sql(text(LOCALITIES)).write.parquet(f"file://{made / LOCALITIES}")
    spark.read.parquet(f"file://{made / LOCALITIES}").createOrReplaceTempView("rollups")
    spark.sql(text(AUTHORITIES)).write.parquet(f"file://{made / AUTHORITIES}")


def _detail_on_spark(spark: SparkSession, authorities: Sequence[Authority]) -> DataFrame:
    from pyspark.sql.functions import lit

    schema = ", ".join(f"{name} {kind}" for name, kind in _COLUMNS.items())
    frames = [
        spark.read.schema(schema)
        .parquet(*(f"file://{file.resolve()}" for file in authority.files))
        .withColumn("authority", lit(authority.name))
        for authority in authorities
    ]
    return reduce(lambda one, other: one.union(other), frames)


def _detail_on_duckdb(
    connection: duckdb.DuckDBPyConnection, authorities: Sequence[Authority]
) -> duckdb.DuckDBPyRelation:
    relations = [
        connection.read_parquet([str(file) for file in authority.files], union_by_name=True).select(
            *_COLUMNS, duckdb.ConstantExpression(authority.name).alias("authority")
        )
        for authority in authorities
    ]
    return reduce(lambda one, other: one.union(other), relations)


def _places(authorities: Sequence[Authority], catalogue: Catalogue) -> pl.DataFrame:
    """What each authority is pooled from where it has no figure of its own, and from when to when: authority, locality,
    valid_from, valid_to."""
    parts = [area for area in catalogue.areas.values() if area.area in catalogue.behind(ALL) and not area.parent]
    rows = [
        (authority.name, part.area, part.valid_from or _FIRST, part.valid_to or _LAST)
        for authority in authorities
        for part in parts
    ]
    columns = {"authority": pl.String, "locality": pl.String, "valid_from": pl.Date, "valid_to": pl.Date}
    return pl.DataFrame(rows, schema=columns, orient="row")


def _write(relation: duckdb.DuckDBPyRelation, file: Path) -> None:
    relation.write_parquet(str(file), compression="zstd")


def _put_in_place(made: Path, out: Path) -> None:
    for step in (LOCALITIES, AUTHORITIES):
        os.replace(made / f"{step}.parquet", out / f"{step}.parquet")


def _first_line(problem: Exception) -> str:
    return next((line.strip() for line in str(problem).splitlines() if line.strip()), type(problem).__name__)
