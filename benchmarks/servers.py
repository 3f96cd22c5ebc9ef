"""What a ledger in PostgreSQL costs beside one in SQLite: python -m benchmarks.servers (needs what test-cluster needs)

The same questions of the demonstration store in CPU time of the app server, the same loads, and loads by two servers
at once. PostgreSQL runs on the same machine, on a socket: a network adds its way there and back to each statement.
"""

from __future__ import annotations

import multiprocessing
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from analytics.catalogue import catalogue
from analytics.commands.loads import demonstration
from analytics.sharing import log
from analytics.store import Store, load, one_moment
from tests.demonstration.cluster.conftest import Postgres
from tests.store.test_faults import two_kinds

TIMES = 200
LOADS = 40


def milliseconds(does: Callable[[], object], times: int, clock: Callable[[], float] = time.perf_counter) -> float:
    """The middle of so many tries."""
    does()
    taken = []
    for _ in range(times):
        began = clock()
        does()
        taken.append(1000 * (clock() - began))
    return statistics.median(taken)


def page(store: Store) -> None:
    """What one run of a page asks of the ledger."""
    with one_moment():
        store.ledger.live("indicators")


def loads(root: Path, database: str, starts: Any) -> None:
    store = Store(root, database)
    starts.wait(120)
    for number in range(LOADS):
        load(store, catalogue(), two_kinds(number + 1))


def by_servers(root: Path, database: str, servers: int) -> float:
    """Loads a second by so many processes at once."""
    context = multiprocessing.get_context("spawn")  # Polars' threads don't survive a fork
    starts = context.Barrier(servers + 1)
    children = [context.Process(target=loads, args=(root, database, starts)) for _ in range(servers)]
    for child in children:
        child.start()
    starts.wait(120)
    began = time.perf_counter()
    for child in children:
        child.join(300)
    assert {child.exitcode for child in children} == {0}
    return servers * LOADS / (time.perf_counter() - began)


def measure(name: str, folder: Path, new: Callable[[], str]) -> None:
    for servers in (1, 2):
        print(f"{name}: {by_servers(folder / f'by {servers}', new(), servers):.1f} loads/s by {servers} at once")
    store = Store(folder / "demonstration", new())
    for part in ("published", "simulated"):
        load(store, catalogue(), demonstration(part))
    print(f"{name}: page {milliseconds(lambda: page(store), TIMES, time.process_time):.2f} ms of CPU")
    print(f"{name}: page {milliseconds(lambda: page(store), TIMES):.2f} ms by the clock")
    print(f"{name}: line in the log {milliseconds(lambda: log.write(store, 'x', 'leader', {}), TIMES):.2f} ms")


def main() -> None:
    with tempfile.TemporaryDirectory() as local, tempfile.TemporaryDirectory() as folder:
        measure("SQLite", Path(local) / "sqlite", lambda: "")
        Path(folder).chmod(0o755)
        server = Postgres(Path(folder))
        server.start()
        try:
            measure("PostgreSQL", Path(local) / "postgresql", server.new)
        finally:
            server.stop()


if __name__ == "__main__":
    main()
