"""Starts the app as a person starts it, in a process of its own, for tests that need a real server."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


# `python -m streamlit`, whose server works out no more than the newest month ahead: a test looks at once at what people
# look at for half an hour.
SHORT_SIGHTED = "from pages import prewarm; prewarm.MONTHS = 0; from streamlit.web.cli import main; main()"


def command(port: int, *more: str, works_ahead: bool = True) -> list[str]:
    python = [sys.executable, *(("-m", "streamlit") if works_ahead else ("-c", SHORT_SIGHTED))]
    return [*python, "run", "app.py", "--server.port", str(port), "--server.headless", "true", *more]


@contextmanager
def serving(store: Path, log: Path, port: int, *, works_ahead: bool = False, **settings: str) -> Iterator[str]:
    """The address of a server that nobody has opened yet; `settings` are environment variables."""
    environment = os.environ | {"LINE_OF_SIGHT_STORE": str(store)} | settings
    with log.open("w") as output:
        started = command(port, works_ahead=works_ahead)
        process = subprocess.Popen(started, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(f"{address}/_stcore/health", process, log)
        yield address
    finally:
        process.terminate()
        process.wait(10)


def _wait_for(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    """Until it answers, if only to refuse."""
    for _ in range(300):
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(address, timeout=1):
                return
        except urllib.error.HTTPError as refusal:
            refusal.close()
            return
        except OSError:
            time.sleep(0.1)
    pytest.fail(f"The server did not start:\n{log.read_text()}")
