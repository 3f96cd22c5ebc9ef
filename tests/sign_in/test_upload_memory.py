"""What would stay of an upload in the server although nothing refers to it any more."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import Mock

import pytest
from starlette.applications import Starlette
from starlette.formparsers import MultiPartParser
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from analytics.extracts.reading import FILE_LIMIT
from analytics.sign_in import upload_memory
from analytics.sign_in.access_middleware import UPLOAD
from analytics.sign_in.upload_memory import OverwritesReceived, leave_nothing_of_uploads


async def asked(request: Request) -> PlainTextResponse:
    return PlainTextResponse(request.url.path)


def test_the_buffer_is_overwritten_after_an_upload_and_after_nothing_else(monkeypatch: pytest.MonkeyPatch) -> None:
    times: list[bool] = []

    async def overwriting() -> None:
        times.append(True)

    monkeypatch.setattr(upload_memory, "overwrite_received", overwriting)
    client = TestClient(OverwritesReceived(Starlette(routes=[Route("/{rest:path}", asked, methods=["GET", "PUT"])])))
    assert client.get("/data").text == "/data"
    assert times == []
    assert client.put(f"{UPLOAD}session/file").text == f"{UPLOAD}session/file"
    assert times == [True]


def test_the_loop_receives_more_zeros_than_its_buffer_holds_and_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    received: list[int] = []

    class Counts(upload_memory._Taken):
        def data_received(self, data: bytes) -> None:
            assert not data.strip(b"\0")
            received.append(len(data))
            super().data_received(data)

    monkeypatch.setattr(upload_memory, "_Taken", Counts)
    uvloop = pytest.importorskip("uvloop")

    def overwrite() -> None:
        with asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
            runner.run(upload_memory.overwrite_received())

    with ThreadPoolExecutor(1) as elsewhere:  # another test of this process may have left its loop running
        elsewhere.submit(overwrite).result()
    assert received[0] >= 250_000  # uvloop's buffer for all connections


def test_large_uploads_are_parsed_in_memory_and_freed_memory_is_overwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    library = Mock()
    monkeypatch.setattr(upload_memory.ctypes, "CDLL", library)  # else this process would go on like that
    monkeypatch.setattr(MultiPartParser, "spool_max_size", 1024 * 1024)
    leave_nothing_of_uploads()
    assert MultiPartParser.spool_max_size == FILE_LIMIT
    library.return_value.mallopt.assert_called_once_with(-6, 0xA5)
