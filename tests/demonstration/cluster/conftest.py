"""A PostgreSQL server of the tests' own, on a socket that nobody else sees. `make test-cluster` runs what is here."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url

from analytics.store import Store

PROGRAMS = "/usr/lib/postgresql"
WANTED = "LINE_OF_SIGHT_CLUSTER"  # set by `make test-cluster`, where nothing may be left out


def missing(said: str) -> None:
    """Leave a test out because something is not installed; within `make test-cluster` that is a fault."""
    (pytest.fail if os.environ.get(WANTED) else pytest.skip)(said)


def programs() -> Path:
    """The folder with initdb and pg_ctl: the newest that Debian has installed."""
    found = sorted(Path(PROGRAMS).glob("*/bin/initdb"), key=lambda file: float(file.parts[-3]))
    if not found:
        missing("PostgreSQL is not installed: apt-get install -y postgresql default-jre-headless")
    return found[-1].parent


class Postgres:
    """A server in a folder. Its databases sort words as English does, which SQLite does not."""

    def __init__(self, folder: Path):
        self._folder = folder
        self._programs = programs()
        self._numbers = count(1)
        self._owner: dict[str, Any] = {}
        if os.geteuid() == 0:  # PostgreSQL refuses to run as root
            person = pwd.getpwnam("nobody")
            os.chown(folder, person.pw_uid, person.pw_gid)
            self._owner = {"user": person.pw_uid, "group": person.pw_gid, "extra_groups": []}
        self._run(
            "initdb", "--username", "los", "--auth", "trust", "--encoding", "UTF8", "--locale", "C",
            "--locale-provider", "icu", "--icu-locale", "en-GB",
        )  # fmt: skip

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._programs / program), "-D", str(self._folder / "data"), *arguments]
        with (self._folder / "said").open("w+") as said:
            done = subprocess.run(
                command, cwd=self._folder, stdout=said, stderr=subprocess.STDOUT, check=False, **self._owner
            )
            said.seek(0)
            assert done.returncode == 0, said.read()

    def start(self) -> None:
        log = str(self._folder / "log")
        self._run("pg_ctl", "start", "--wait", "--log", log, "--options", f"-k {self._folder} -h ''")

    def stop(self) -> None:
        self._run("pg_ctl", "stop", "--wait", "--mode", "fast")

    def connect(self, database: str) -> Any:
        """A connection past Line of Sight."""
        import psycopg

        return psycopg.connect(host=str(self._folder), user="los", dbname=database, autocommit=True)

    def connect_to(self, store: Store) -> Any:
        """A connection past Line of Sight to the database of a store."""
        return self.connect(str(make_url(store.database).database))

    def new(self) -> str:
        """The address of a database that nobody has used, as the setting names it."""
        name = f"los_{next(self._numbers)}"
        with self.connect("postgres") as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return f"postgresql+psycopg://los@/{name}?host={self._folder}"


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    if not find_spec("psycopg"):
        missing("psycopg is not installed: python -m pip install -r requirements-cluster.txt -c constraints.txt")
    folder = Path(tempfile.mkdtemp(prefix="line-of-sight-"))  # short enough for a socket, and not root's alone
    try:
        server = Postgres(folder)
        server.start()
        yield server
        server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def database(postgres: Postgres) -> str:
    return postgres.new()
