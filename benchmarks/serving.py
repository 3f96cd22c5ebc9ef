"""Servers to measure: the app on the demonstration data, and an empty Streamlit page with one widget beside it."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[1]
EMPTY = 'import streamlit as st\nst.selectbox("Month", ["one", "two", "three", "four"], key="month")\n'
IDLE = 0.1  # seconds of computing within two that a server at rest may use
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Server:
    """A running server: where it answers, its process, and when it was started (of time.perf_counter)."""

    address: str
    pid: int
    began: float

    def computing(self) -> float:
        """The seconds of computing that it has used."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def rest(self) -> None:
        """Wait until it has worked ahead what people are likely to ask: it computes nothing for two seconds."""
        before = -1.0
        while (now := self.computing()) - before > IDLE:
            before = now
            time.sleep(2)

    def memory(self) -> float:
        """The MB that it holds."""
        status = Path(f"/proc/{self.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024


def demonstration(folder: Path) -> Path:
    """A store with the demonstration data."""
    store = folder / "store"
    environment = os.environ | {"LINE_OF_SIGHT_STORE": str(store)}
    command = [sys.executable, "-m", "analytics", "demo"]
    subprocess.run(command, cwd=ROOT, env=environment, check=True, stdout=subprocess.DEVNULL)
    return store


def empty_page(folder: Path, name: str, *, own_settings: bool) -> Path:
    """A folder with one page of one widget, with Streamlit's settings as they come or with the app's."""
    place = folder / name
    place.mkdir()
    if own_settings:
        shutil.copytree(ROOT / ".streamlit", place / ".streamlit")
    (place / "page.py").write_text(EMPTY, encoding="utf-8")
    return place


@contextmanager
def serving(script: str, folder: Path, log: Path, **settings: str) -> Iterator[Server]:
    """A server of a script in a folder, from the moment that it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", script, "--server.port", str(port), "--server.headless=true"]
    began = time.perf_counter()
    with log.open("w") as output:
        process = subprocess.Popen(command, cwd=folder, env=os.environ | settings, stdout=output, stderr=output)
    try:
        _wait_for(f"http://127.0.0.1:{port}/_stcore/health", process, log)
        yield Server(f"http://127.0.0.1:{port}", process.pid, began)
    finally:
        process.terminate()
        process.wait(20)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    for _ in range(1200):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"The server did not start:\n{log.read_text()}")
