"""A real server, started as people start it and as a container does: the link opens, and its log holds no token."""

from __future__ import annotations

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from analytics.sharing.link_route import REFUSAL
from analytics.sharing.links import create
from analytics.store.content_store import sha256
from tests.sharing.conftest import OTHER_PAGE, PAGE, Shared

ROOT = Path(__file__).parents[2]
STARTS = {
    "streamlit": [
        "streamlit",
        "run",
        "app.py",
        "--server.headless",
        "true",
        "--logger.level",
        "debug",
        "--server.port",
    ],
    "uvicorn": ["uvicorn", "app:app", "--log-level", "trace", "--access-log", "--port"],
}


@dataclass
class Server:
    started_as: str
    port: int
    log: Path

    def ask(self, sent: str, method: str = "GET") -> tuple[int, dict[str, str], bytes]:
        """The answer to an address exactly as it is spelled."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        try:
            connection.putrequest(method, sent, skip_accept_encoding=True)
            connection.endheaders()
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()
        finally:
            connection.close()


@pytest.fixture(params=STARTS)
def server(request: pytest.FixtureRequest, shared: Shared, tmp_path: Path) -> Iterator[Server]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    started = Server(request.param, port, tmp_path / "server.log")
    environment = os.environ | {"LINE_OF_SIGHT_STORE": str(shared.store.root)}
    with started.log.open("w") as output:
        command = [sys.executable, "-m", *STARTS[request.param], str(port)]
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT)
    try:
        for _ in range(300):
            assert process.poll() is None, started.log.read_text()
            try:
                started.ask("/_stcore/health")
                break
            except OSError:
                time.sleep(0.1)
        yield started
    finally:
        process.terminate()
        process.wait(10)


def test_a_link_on_a_real_server(server: Server, shared: Shared) -> None:
    token, other_token = (create(shared.store, pack)[0] for pack in (shared.pack_id, shared.other_id))
    link = f"/s/{token}"
    status, headers, body = server.ask(link)
    assert (status, body) == (200, PAGE)
    assert not {"set-cookie", "location"} & set(headers)
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'sha256-")
    assert headers["cache-control"] == "no-store"
    assert server.ask(link, "HEAD")[::2] == (200, b"")
    assert server.ask(f"/s/{other_token}?a=b")[2] == OTHER_PAGE
    assert server.ask(f"{link}/pack.xlsx")[2] == b"PK the workbook"

    (shared.store.root / "packs" / shared.other_id / (sha256(OTHER_PAGE) + ".html")).write_bytes(b"damaged")
    refusals = [
        server.ask(f"/s/{token[:-1]}"),
        server.ask(f"/s/{other_token}"),
        server.ask(f"{link}/cells.csv"),
        server.ask(f"{link}%0a"),
        server.ask(f"/s%2f{token}"),
        server.ask(link, "POST"),
        server.ask(link, "OPTIONS"),
    ]
    for _, headers, _ in refusals:
        headers.pop("date")
    assert refusals == [refusals[0]] * len(refusals)
    assert refusals[0][::2] == (404, REFUSAL)
    for trick in (f"//s/{token}", f"/S/{token}", f"/s/../s/{token}", f"/s/x\\..\\{token}"):
        assert PAGE not in server.ask(trick)[2]

    said = server.log.read_text()
    assert "could not be opened, reference" in said
    assert "Traceback" in said, "so there is something that could have held a token"
    for hidden in (token, other_token):
        assert hidden not in said
        assert hidden[:-1] not in said
        assert hidden[1:20] not in said
    if server.started_as == "uvicorn":  # the other writes no access log, so there would be nothing to mask
        assert '"GET /s/[link] HTTP/1.1" 200' in said
