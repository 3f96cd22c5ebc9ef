"""A store with two frozen packs, a clock that is set by hand, and a small app with the route of shared links."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from urllib.parse import unquote

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route

from analytics.sharing import SharedLinks, shared_links
from analytics.sharing.links import create
from analytics.sharing.packs import keep
from analytics.store import Store
from tests.waiting import wait_for

PAGE = b"<!doctype html><html lang=en-GB><style>p{color:#000}</style><p>September 2021</p></html>"
OTHER_PAGE = b"<!doctype html><html lang=en-GB><p>August 2021</p></html>"
CELLS = b"legal_status,rating,count\nchild in need,good,3\n"
ABOUT = {"month": "2021-09", "area": "All", "policy": "strict", "loads": [1, 2]}


class Clock:
    """The time, which stands still until a test moves it."""

    def __init__(self) -> None:
        self.at = datetime(2021, 11, 25, 10, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at

    def forward(self, **by: float) -> None:
        self.at += timedelta(**by)


@dataclass
class Answer:
    status: int
    headers: dict[str, str]
    body: bytes


@dataclass
class Shared:
    """Two packs with a link each, and the app that serves them."""

    store: Store
    clock: Clock
    pack_id: str
    other_id: str
    token: str
    other_token: str
    waited: list[float] = field(default_factory=list)
    seconds: float = 0.0

    def __post_init__(self) -> None:
        self.links = SharedLinks(lambda: self.store, now=self.clock, seconds=lambda: self.seconds, wait=self._wait)
        self.app = Starlette(routes=[*shared_links(self.links), Route("/{rest:path}", elsewhere)])

    async def _wait(self, seconds: float) -> None:
        self.waited.append(seconds)

    async def asked(self, sent: bytes, method: str = "GET", headers: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
        """What the app answers to a path exactly as it is sent, without a client that would tidy it first."""
        path, _, query = sent.partition(b"?")
        scope = {
            "type": "http", "asgi": {"version": "3.0"}, "http_version": "1.1", "method": method, "scheme": "http",
            "path": unquote(path.decode("latin-1")), "raw_path": path, "query_string": query, "root_path": "",
            "headers": [(b"host", b"council.example"), *headers], "server": ("council.example", 80),
            "client": ("203.0.113.9", 5000),
        }  # fmt: skip
        events: list[dict[str, object]] = []

        async def send(event: object) -> None:
            events.append(dict(event))  # type: ignore[call-overload]

        async def receive() -> dict[str, object]:
            return {"type": "http.request", "body": b"", "more_body": False}

        await self.app(scope, receive, send)  # type: ignore[arg-type]
        start = events[0]
        named = {name.decode(): value.decode() for name, value in start["headers"]}  # type: ignore[attr-defined]
        return Answer(start["status"], named, b"".join(e.get("body", b"") for e in events[1:]))  # type: ignore

    def ask(self, sent: bytes | str, method: str = "GET", headers: Iterable[tuple[bytes, bytes]] = ()) -> Answer:
        return wait_for(self.asked, sent.encode() if isinstance(sent, str) else sent, method, headers)


async def elsewhere(request: Request) -> PlainTextResponse:
    """Stands for the rest of the app: an address that is not under /s/ is none of the route's."""
    return PlainTextResponse("elsewhere")


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def pack_id(empty: Store, clock: Clock) -> str:
    files = {"pack.html": PAGE, "pack.xlsx": b"PK the workbook", "indicators.csv": b"measure_id,value\nicpc_due,58.1\n"}
    return keep(empty, ABOUT, files, {"cells.csv": CELLS}, now=clock)


@pytest.fixture
def shared(empty: Store, clock: Clock, pack_id: str) -> Shared:
    other = keep(empty, {"month": "2021-08"}, {"pack.html": OTHER_PAGE}, {"cells.csv": b""}, now=clock)
    tokens = [create(empty, pack, 60, now=clock)[0] for pack in (pack_id, other)]
    return Shared(empty, clock, pack_id, other, *tokens)
