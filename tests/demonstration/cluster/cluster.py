"""A Spark standalone cluster on loopback: a master and two workers, each a process with its executors in its group."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pyspark

HOME = Path(pyspark.__file__).parent
PATIENCE = 600  # seconds; a slow machine is no fault of the code
SETTINGS = """
spark.driver.host 127.0.0.1
spark.driver.bindAddress 127.0.0.1
spark.ui.enabled false
spark.executor.memory 600m
spark.sql.shuffle.partitions 8
spark.sql.files.maxPartitionBytes 1m
spark.sql.files.openCostInBytes 1m
"""


def wait_for(true: Callable[[], object], what: str) -> None:
    """Raises TimeoutError."""
    until = time.monotonic() + PATIENCE
    while not true():
        if time.monotonic() > until:
            raise TimeoutError(what)
        time.sleep(0.05)


class Daemon:
    """A master or a worker; what it says is in its log."""

    def __init__(self, folder: Path, name: str, *arguments: str):
        self.log = folder / f"{name}.log"
        self.work = folder / name
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [HOME / "bin" / "spark-class", *arguments], stdout=log, stderr=log, start_new_session=True,
                env=environment(folder),
            )  # fmt: skip

    def said(self) -> str:
        return self.log.read_text(errors="replace")

    def tasks_finished(self) -> int:
        """How many tasks its executors have finished."""
        logs = self.work.glob("app-*/*/stderr")
        return sum(log.read_text(errors="replace").count("Finished task") for log in logs)

    def kill(self) -> None:
        """End it and its executors at once, as when a machine is switched off."""
        if self._process.poll() is None:
            os.killpg(self._process.pid, signal.SIGKILL)
            self._process.wait()


class Cluster:
    """A master and its workers."""

    def __init__(self, folder: Path, workers: int = 2):
        (folder / "spark-defaults.conf").write_text(SETTINGS)
        self.folder = folder
        here = ["--host", "127.0.0.1", "--port", "0", "--webui-port", "0"]
        self.master = Daemon(folder, "master", "org.apache.spark.deploy.master.Master", *here)
        address = r"Starting Spark master at (spark://\S+)"
        self.workers: list[Daemon] = []
        try:
            wait_for(lambda: re.search(address, self.master.said()), "the master does not start")
            self.address = re.findall(address, self.master.said())[0]
            for number in range(workers):
                name = f"worker {number}"
                room = ["--cores", "1", "--memory", "700m", "--work-dir", str(folder / name)]
                kind = "org.apache.spark.deploy.worker.Worker"
                self.workers.append(Daemon(folder, name, kind, *here, *room, self.address))
            for worker in self.workers:
                wait_for(lambda w=worker: "Successfully registered" in w.said(), "a worker does not start")
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for daemon in (*self.workers, self.master):
            daemon.kill()


def environment(folder: Path) -> dict[str, str]:
    return os.environ | {"SPARK_LOCAL_IP": "127.0.0.1", "SPARK_CONF_DIR": str(folder)}
