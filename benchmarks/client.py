"""A browser without a screen: opens a page over Streamlit's websocket, changes filters, and times the answers."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.Selectbox_pb2 import Selectbox

PATIENCE = 60.0  # seconds


@dataclass(frozen=True)
class Answer:
    """What one run of a page took, from the question to its last message, and what it sent."""

    seconds: float
    bytes: int
    messages: int


@dataclass
class Visitor:
    """One open page: its websocket, where it is, and the filters that it shows, by label."""

    socket: websockets.ClientConnection
    page: str = ""
    query: str = ""
    script: str = ""
    filters: dict[str, Selectbox] = field(default_factory=dict)
    chosen: dict[str, str] = field(default_factory=dict)
    kept: set[str] = field(default_factory=set)

    async def open(self, page: str = "", query: str = "") -> Answer:
        """Open a page by its address, as a link does."""
        self.page, self.query, self.script = page, query, ""
        return await self._ask()

    async def choose(self, label: str, option: str) -> Answer:
        """Choose an option of a filter by the words people read."""
        box = self.filters[label]
        if option not in box.options:
            raise ValueError(f"{label} has no option {option!r}.")
        self.chosen[box.id] = option
        return await self._ask()

    async def _ask(self) -> Answer:
        question = BackMsg()
        state = question.rerun_script
        state.query_string, state.page_script_hash = self.query, self.script
        state.page_name = "" if self.script else self.page
        state.cached_message_hashes.extend(self.kept)
        for box, option in self.chosen.items():
            state.widget_states.widgets.add(id=box, string_value=option)
        began = time.perf_counter()
        await self.socket.send(question.SerializeToString())
        received = messages = 0
        async with asyncio.timeout(PATIENCE):
            async for raw in self.socket:
                received, messages = received + len(raw), messages + 1
                answer = ForwardMsg.FromString(raw)
                if answer.WhichOneof("type") == "script_finished":
                    return Answer(time.perf_counter() - began, received, messages)
                self._take(answer)
        raise ConnectionError("The server closed the connection.")

    def _take(self, answer: ForwardMsg) -> None:
        if answer.metadata.cacheable:
            self.kept.add(answer.hash)
        kind = answer.WhichOneof("type")
        if kind == "navigation":
            self.script = answer.navigation.page_script_hash
        elif kind == "new_session" and not self.script:
            self.script = answer.new_session.main_script_hash
        elif kind == "page_info_changed":
            self.query = answer.page_info_changed.query_string
        elif kind == "delta" and answer.delta.WhichOneof("type") == "new_element":
            element = answer.delta.new_element
            if element.WhichOneof("type") == "selectbox":
                self.filters[element.selectbox.label] = element.selectbox
            elif element.WhichOneof("type") == "exception":
                raise RuntimeError(element.exception.message)


@asynccontextmanager
async def visiting(address: str) -> AsyncIterator[Visitor]:
    """A visitor of the app at an address such as http://127.0.0.1:8501, who has opened nothing yet."""
    stream = f"ws{address.removeprefix('http')}/_stcore/stream"
    async with websockets.connect(stream, max_size=None, subprotocols=["streamlit"], origin=address) as socket:
        yield Visitor(socket)
