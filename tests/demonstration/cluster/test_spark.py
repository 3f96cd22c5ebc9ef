"""The same SQL on DuckDB and on a Spark cluster gives the same tables, also when a worker dies in mid-job."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import polars as pl
import pytest

pytest.importorskip("pyspark", reason="Needs requirements-cluster.txt; `make test-cluster` installs it.")
if not shutil.which("java"):
    pytest.skip("Needs Java: apt-get install -y default-jre-headless", allow_module_level=True)

from analytics import rollup
from analytics.__main__ import main
from tests.demonstration.cluster.cluster import Cluster, environment, wait_for
from tests.rollup.made import authority

MANY = 40  # tasks; each of two workers does over a hundred
CUTS = [date(2021, month, 1) for month in range(1, 9)]


@pytest.fixture(scope="module")
def folders(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Three authorities of eight cuts: 24 files, each a task of its own, so that there is a middle of the job."""
    root = tmp_path_factory.mktemp("authorities")
    return [str(authority(root / f"Council {number}", CUTS, number)) for number in range(3)]


@pytest.fixture(scope="module")
def by_duckdb(folders: list[str], tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    out = tmp_path_factory.mktemp("duckdb")
    assert main(["rollup", *folders, "--out", str(out)]) == 0
    return tables(out)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    (tmp_path / "cluster").mkdir()
    made = Cluster(tmp_path / "cluster")
    yield made
    made.stop()


def tables(out: Path) -> dict[str, pl.DataFrame]:
    return {step: pl.read_parquet(out / f"{step}.parquet") for step in (rollup.LOCALITIES, rollup.AUTHORITIES)}


@contextmanager
def started(cluster: Cluster, folders: list[str], out: Path) -> Iterator[subprocess.Popen[str]]:
    """The command, as a person types it, which ends with the block."""
    job = subprocess.Popen(
        [sys.executable, "-m", "analytics", "rollup", "--engine", cluster.address, *folders, "--out", str(out)],
        env=environment(cluster.folder), cwd=Path(__file__).parents[3], text=True,
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    try:
        yield job
    finally:
        if job.poll() is None:
            os.killpg(job.pid, signal.SIGKILL)
            job.wait()


def same(found: dict[str, pl.DataFrame], wanted: dict[str, pl.DataFrame]) -> None:
    """To the last unit and the last bit of each percentage, in the same order."""
    for step, table in wanted.items():
        assert table.height > 100
        assert found[step].schema == table.schema
        assert found[step].equals(table), step


def test_both_engines_give_the_same_tables(
    cluster: Cluster, folders: list[str], by_duckdb: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    with started(cluster, folders, tmp_path / "out") as job:
        _, said = job.communicate()
    assert job.returncode == 0, said
    same(tables(tmp_path / "out"), by_duckdb)
    assert all(worker.tasks_finished() for worker in cluster.workers), "both workers took part"
    assert sorted(file.name for file in (tmp_path / "out").iterdir()) == ["authorities.parquet", "localities.parquet"]


def test_a_worker_that_dies_in_mid_job_changes_nothing(
    cluster: Cluster, folders: list[str], by_duckdb: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    dying, other = cluster.workers
    with started(cluster, folders, tmp_path / "out") as job:
        wait_for(lambda: dying.tasks_finished() >= MANY or job.poll() is not None, "too few tasks are finished")
        assert job.poll() is None, "the job ended before a worker could be killed"
        before = other.tasks_finished()
        dying.kill()
        _, said = job.communicate()
    assert job.returncode == 0, said
    assert "Lost executor" in said, "Spark noticed"
    assert other.tasks_finished() > before + MANY, "the other worker did what was left"
    same(tables(tmp_path / "out"), by_duckdb)
