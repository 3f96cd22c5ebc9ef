"""A request of which only a part arrives ends after a time; the server would wait as long as its sender does.

A proxy has limits of its own for this. Where there is none, and for who gets round it, it is done here.
"""

from __future__ import annotations

import asyncio
from weakref import WeakKeyDictionary

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

SECONDS = 30.0  # for all of a request's headers; for its body, from one piece to the next

_made, _received = H11Protocol.connection_made, H11Protocol.data_received
_timers: WeakKeyDictionary[H11Protocol, asyncio.TimerHandle] = WeakKeyDictionary()


def end_half_sent(seconds: float = SECONDS) -> None:
    """From here on every connection of uvicorn, which has no setting for it, is closed when it stops half-way. Asked
    again, the newest time counts."""

    def connection_made(self: H11Protocol, transport: asyncio.Transport) -> None:
        _made(self, transport)
        _watch(self, seconds)

    def data_received(self: H11Protocol, data: bytes) -> None:
        _received(self, data)
        _watch(self, seconds)

    H11Protocol.connection_made = connection_made  # type: ignore[method-assign]
    H11Protocol.data_received = data_received  # type: ignore[method-assign]


def _watch(connection: H11Protocol, seconds: float) -> None:
    """Set the time by which more must come. Further pieces of headers don't put it off."""
    state = connection.conn.their_state
    if state is h11.IDLE and connection in _timers:
        return
    if timer := _timers.pop(connection, None):
        timer.cancel()
    is_websocket = connection not in connection.connections
    if state in (h11.IDLE, h11.SEND_BODY) and not is_websocket:
        _timers[connection] = connection.loop.call_later(seconds, _end, connection, seconds)


def _end(connection: H11Protocol, seconds: float) -> None:
    _timers.pop(connection, None)
    if connection.conn.their_state is h11.SEND_BODY and connection.flow.read_paused:
        _watch(connection, seconds)  # it is we who have not read on
    elif connection.conn.their_state in (h11.IDLE, h11.SEND_BODY):
        connection.transport.close()
