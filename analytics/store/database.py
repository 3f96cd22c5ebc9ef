"""The databases of a store: SQLite files in its folder, or one PostgreSQL database that several app servers share.

Both are asked in the same SQL, through SQLAlchemy. Whoever changes something waits for whoever is changing something;
whoever reads waits for nobody.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache, lru_cache
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree
from sqlalchemy.pool import NullPool

SETTING = "LINE_OF_SIGHT_LEDGER"
STORE_SETTING = "LINE_OF_SIGHT_STORE"
IN_MEMORY = Path(":memory:")
WAITS = 30  # seconds, for somebody else's change
ANSWERS = 10  # seconds, after which a database server is taken to be away
# A server that dies in the middle of a change must not hold up the others for good; one that hashes the files of a
# large load within its change needs a minute or two.
FORGOTTEN_AFTER = 600  # seconds

Steps = Sequence[Sequence[str]]


class StoreTooNew(Exception):
    """The store was written by a newer version of the program."""


class DatabaseAway(Exception):
    """The database server can't be asked, or the setting that names it is wrong. The message says what to do."""


class Database:
    """One of a store's databases: a file, or (with a `url`) some tables in the PostgreSQL database of that address.

    `steps` are the statements that bring an empty one up to date, in SQLite's words and in PostgreSQL's; both have
    as many steps as there were versions.
    """

    def __init__(self, file: Path, url: str, name: str, steps: Steps, postgresql: Steps):
        self.file = file
        self.url = url
        self._name = name
        self._steps = postgresql if url else steps

    @property
    def is_there(self) -> bool:
        """Whether there is anything to read. Asking makes no file."""
        return bool(self.url) or self.file.exists()

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection of one's own, to a database that is made or brought up to date where needed.

        Raises StoreTooNew, DatabaseAway, and what SQLite raises.
        """
        with _plainly(), self._engine().connect() as connection:
            self._bring_up_to_date(connection)
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """The same in one transaction: all of what is done is kept, or nothing; others who write wait."""
        with self.reading() as connection, self._transaction(connection):
            yield connection

    def _engine(self) -> Engine:
        if self.url:
            return _server(self.url)
        if self.file != IN_MEMORY:
            self.file.parent.mkdir(parents=True, exist_ok=True)
        return _file(str(self.file))

    @contextmanager
    def _transaction(self, connection: Connection) -> Iterator[None]:
        """By hand, because SQLAlchemy has no word for BEGIN IMMEDIATE: a lock that is taken later would be too late."""
        connection.exec_driver_sql("BEGIN" if self.url else "BEGIN IMMEDIATE")
        try:
            if self.url:
                turn = "SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || :name, 0))"
                connection.execute(text(turn), {"name": self._name})
            yield
        except BaseException:
            with suppress(SQLAlchemyError):  # where the server has gone there is nothing to take back
                connection.exec_driver_sql("ROLLBACK")
            raise
        connection.exec_driver_sql("COMMIT")

    def _version(self, connection: Connection) -> int:
        if not self.url:
            return int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        found = connection.execute(text("SELECT version FROM versions WHERE name = :name"), {"name": self._name})
        return int(found.scalar() or 0)

    def _bring_up_to_date(self, connection: Connection) -> None:
        version = self._version(connection)
        if version > len(self._steps):
            which, setting = ("'s database", SETTING) if self.url else (f" in {self.file.parent}", STORE_SETTING)
            raise StoreTooNew(
                f"The store{which} was written by a newer version of Line of Sight. "
                f"Update the program, or name another in {setting}."
            )
        if version == len(self._steps):
            return
        if not self.url:
            connection.exec_driver_sql("PRAGMA journal_mode = WAL")
        self._before_steps(connection, version)
        with self._transaction(connection):
            version = self._version(connection)  # somebody else may have done it
            for step in self._steps[version:]:
                for statement in step:
                    connection.exec_driver_sql(statement)
            self._after_steps(connection, version)
            self._note_version(connection)

    def _note_version(self, connection: Connection) -> None:
        version = len(self._steps)
        if not self.url:
            connection.exec_driver_sql(f"PRAGMA user_version = {version}")
            return
        connection.execute(
            text(
                "INSERT INTO versions VALUES (:name, :version)"
                " ON CONFLICT (name) DO UPDATE SET version = excluded.version"
            ),
            {"name": self._name, "version": version},
        )

    def _before_steps(self, connection: Connection, version: int) -> None:
        """What has to be done before a database of an older version is changed."""

    def _after_steps(self, connection: Connection, version: int) -> None:
        """What the steps can't do, in the same transaction; `version` is the one that was found."""


@contextmanager
def _plainly() -> Iterator[None]:
    """SQLite's own errors as they are, and a database server that does not answer as DatabaseAway."""
    try:
        yield
    except DBAPIError as problem:
        if isinstance(problem.orig, sqlite3.Error):
            raise problem.orig from None
        if isinstance(problem, OperationalError) or problem.connection_invalidated:
            raise _away(problem) from None
        raise
    except NoneFree as problem:
        raise _away(problem) from None


def _away(problem: SQLAlchemyError) -> DatabaseAway:
    """The driver's words name hosts and accounts, so they go into the log alone."""
    logging.getLogger(__name__).error("The database does not answer: %s", problem)
    return DatabaseAway(
        "Line of Sight can't reach its database just now, so nothing can be shown or changed. Try again in a minute; "
        "if it stays so, tell whoever runs it. If you were changing something, look into the history first: it says "
        "whether that was kept."
    )


@lru_cache(64)
def _file(path: str) -> Engine:
    """Each connection opens the file anew, so that threads never share one and a file put in its place is seen."""
    engine = create_engine(
        URL.create("sqlite", database=path),
        poolclass=NullPool,
        connect_args={"timeout": WAITS, "isolation_level": None},
    )
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA foreign_keys = ON"))
    return engine


@cache
def _server(url: str) -> Engine:
    """The connections of this process to one PostgreSQL database, lent to one thread at a time."""
    try:
        address = make_url(url)
        if address.get_backend_name() != "postgresql":
            raise _wrong("names no PostgreSQL database")
        limits = f"-c lock_timeout={WAITS}s -c idle_in_transaction_session_timeout={FORGOTTEN_AFTER}s"
        engine = create_engine(
            address,
            isolation_level="AUTOCOMMIT",  # a question is one statement; what changes something begins by hand
            pool_pre_ping=True,  # a server that was restarted is not taken for one that is away
            pool_timeout=ANSWERS,
            connect_args={"connect_timeout": ANSWERS, "options": f"{address.query.get('options', '')} {limits}"},
        )
    except (ArgumentError, NoSuchModuleError):
        raise _wrong("is no address of a database") from None
    except ModuleNotFoundError:
        raise _wrong("needs the packages of requirements-cluster.txt") from None
    with engine.connect() as connection, connection.execution_options(isolation_level="READ COMMITTED").begin():
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(2021)")  # two who come first must not both make it
        connection.exec_driver_sql(
            "CREATE TABLE IF NOT EXISTS versions (name TEXT PRIMARY KEY, version INTEGER NOT NULL)"
        )
    return engine


def _wrong(said: str) -> DatabaseAway:
    return DatabaseAway(
        f"{SETTING} {said}. It is written postgresql+psycopg://USER@HOST/DATABASE, and left out where SQLite in the "
        "store's folder serves (docs/scale.md)."
    )
