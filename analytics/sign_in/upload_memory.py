"""Nothing of an uploaded list stays in the server once it was forgotten: not on its disk, and not in freed memory.

What still refers to an upload is the page's to forget. Here belongs what would stay all the same: temporary files of
large uploads, memory that is freed and not used again, and the buffer into which uvloop receives everything.
"""

from __future__ import annotations

import asyncio
import ctypes
import socket
from contextlib import suppress

from starlette.formparsers import MultiPartParser
from starlette.types import ASGIApp, Receive, Scope, Send

from analytics.extracts.reading import FILE_LIMIT
from analytics.sign_in.access_middleware import UPLOAD

M_PERTURB = -6  # as malloc.h of glibc has it
RECEIVED = 256 * 1024  # bytes; uvloop receives fewer at once


def leave_nothing_of_uploads() -> None:
    """Keep uploads out of temporary files, and overwrite memory when it is freed. The latter is done by glibc alone,
    and for pieces of more than a kilobyte."""
    MultiPartParser.spool_max_size = FILE_LIMIT
    with suppress(OSError, AttributeError):
        ctypes.CDLL("libc.so.6").mallopt(M_PERTURB, 0xA5)


class OverwritesReceived:
    """The layer that overwrites, after an upload, what its loop has received it into."""

    def __init__(self, app: ASGIApp):
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        await self._app(scope, receive, send)
        if scope["type"] == "http" and scope["path"].startswith(UPLOAD):
            await overwrite_received()


async def overwrite_received() -> None:
    """Let the loop receive so many zeros at once as it has room for: uvloop has one buffer for all connections, and the
    end of a large upload would stay in it until another one comes."""
    loop = asyncio.get_running_loop()
    zeros, received = socket.socketpair()
    with zeros:
        zeros.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 2 * RECEIVED)
        zeros.setblocking(False)
        zeros.send(bytes(RECEIVED))
        transport, taken = await loop.connect_accepted_socket(_Taken, received)
        await taken.first
        transport.close()


class _Taken(asyncio.Protocol):
    """Tells when something was received."""

    def __init__(self) -> None:
        self.first: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def data_received(self, _: bytes) -> None:
        if not self.first.done():
            self.first.set_result(None)
