"""Requests of which only a part arrives, at a real server in this process."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator

import pytest
import uvicorn
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router, WebSocketRoute
from starlette.websockets import WebSocket
from uvicorn.protocols.http.h11_impl import H11Protocol
from websockets.sync.client import connect

from analytics.sign_in.half_sent import end_half_sent

SECONDS = 0.4
HEAD = b"POST / HTTP/1.1\r\nHost: 127.0.0.1\r\n"


async def length(request: Request) -> PlainTextResponse:
    return PlainTextResponse(str(len(await request.body())))


async def echo(websocket: WebSocket) -> None:
    await websocket.accept()
    async for text in websocket.iter_text():
        await websocket.send_text(text)


@pytest.fixture
def port(monkeypatch: pytest.MonkeyPatch) -> Iterator[int]:
    for changed in ("connection_made", "data_received"):
        monkeypatch.setattr(H11Protocol, changed, getattr(H11Protocol, changed))  # put back afterwards
    end_half_sent(SECONDS)
    app = Router([Route("/", length, methods=["POST"]), WebSocketRoute("/stream", echo)])
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, ws="websockets-sansio", lifespan="off"))
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield int(listening.getsockname()[1])
        server.should_exit = True
        thread.join(10)


def closed_after(port: int, *pieces: bytes, pause: float = 0.0) -> tuple[float, bytes]:
    """Seconds until the server closes the connection, from the first piece on, and what it said before."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        began, said = time.monotonic(), b""
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(pause)
        while got := connection.recv(65536):
            said += got
        return time.monotonic() - began, said


@pytest.mark.parametrize(
    "sent",
    [b"", b"P", HEAD, HEAD + b"Content-Length: 500\r\n\r\nabc", HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\na"],
)
def test_what_stops_half_way_is_closed_after_a_time(port: int, sent: bytes) -> None:
    took, said = closed_after(port, sent)
    assert SECONDS * 0.9 < took < 5
    assert not said.startswith(b"HTTP/1.1 200")


def test_headers_that_trickle_in_have_no_more_time(port: int) -> None:
    with pytest.raises((BrokenPipeError, ConnectionResetError)):
        closed_after(port, *[HEAD, *(b"X-More: 1\r\n" for _ in range(20))], pause=SECONDS / 4)


def test_a_body_that_comes_slowly_is_taken(port: int) -> None:
    body = [b"abc"] * 6
    pieces = [HEAD + b"Connection: close\r\nContent-Length: 18\r\n\r\n", *body]
    took, said = closed_after(port, *pieces, pause=SECONDS / 2)
    assert took > SECONDS
    assert said.endswith(b"\r\n\r\n18")


def test_an_open_websocket_may_be_silent(port: int) -> None:
    with connect(f"ws://127.0.0.1:{port}/stream") as websocket:
        time.sleep(2 * SECONDS)
        websocket.send("still here")
        assert websocket.recv(timeout=5) == "still here"
