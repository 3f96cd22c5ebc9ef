"""A real server with sign-in: nothing of any route without it, and each session is its owner's."""

from __future__ import annotations

import re
import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from pathlib import Path
from unittest.mock import MagicMock

import httpx2
import pytest
from starlette.routing import Mount, Route
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.web.server.starlette.starlette_app import create_streamlit_routes
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect

from analytics.access import Role
from analytics.sharing.link_route import REFUSAL
from analytics.sign_in.user_roles import Person, Register
from analytics.store import Store
from tests.making import copied
from tests.serving import free_port, serving
from tests.sign_in.test_access_middleware import FORMS, TOKEN

ISSUER = "https://identity.council.test"
ADA, BOB = (Person(ISSUER, "", name) for name in ("ada-7", "bob-9"))
COOKIE = "line-of-sight"
PAGES = ("/", "/overview", "/indicator", "/localities", "/audits", "/screening", "/data", "/methods", "/nowhere")


class Served:
    """A server and what lies behind it."""

    def __init__(self, address: str, store: Path, log: Path):
        self.address = address
        self.log = log
        self.register = Register(store)

    def cookie(self, person: Person, role: Role) -> dict[str, str]:
        """Somebody's sign-in, as a header."""
        self.register.grant(person, role)
        return {"Cookie": f"{COOKIE}={self.register.sign_in(person, timedelta(hours=1))}"}

    def socket(self, headers: dict[str, str], session: str = "") -> ClientConnection:
        """An open websocket, as the app's own page opens it, perhaps to go on with a session."""
        return connect(
            self.address.replace("http", "ws") + "/_stcore/stream",
            additional_headers=headers,
            origin=self.address,  # type: ignore[arg-type]
            subprotocols=["streamlit", "none", *([session] if session else [])],  # type: ignore[list-item]
            max_size=None,
        )


@pytest.fixture(scope="module")
def served(published: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    store = tmp_path_factory.mktemp("served") / "store"
    copied(published, store)
    port = free_port()
    settings = {
        "LINE_OF_SIGHT_SIGN_IN_URL": f"http://127.0.0.1:{port}",
        "LINE_OF_SIGHT_SIGN_IN_ISSUER": ISSUER,
        "LINE_OF_SIGHT_SIGN_IN_CLIENT_ID": "line-of-sight",
        "LINE_OF_SIGHT_SIGN_IN_CLIENT_SECRET": "kept between the two of us",
    }
    log = tmp_path_factory.mktemp("log") / "server.log"
    with serving(store, log, port, **settings) as address:
        yield Served(address, store, log)


def streamlit_paths() -> list[str]:
    """An address of every route that this version of Streamlit has."""
    routes = create_streamlit_routes(MagicMock())
    paths = [route.path for route in routes if isinstance(route, (Route, Mount))]
    for name in ("session_id", "file_id", "path"):
        paths = [path.replace(f"{{{name}}}", "a").replace(f"{{{name}:path}}", "a") for path in paths]
    return sorted({path or "/" for path in paths})


def run(socket: ClientConnection, page: str = "", fragment: str = "") -> list[ForwardMsg]:
    """Have the script run, and gather what it sends."""
    asked = BackMsg()
    asked.rerun_script.query_string = "month=2021-09"
    asked.rerun_script.page_name = page
    asked.rerun_script.fragment_id = fragment
    socket.send(asked.SerializeToString())
    got: list[ForwardMsg] = []
    while not got or got[-1].WhichOneof("type") != "script_finished":
        got.append(ForwardMsg.FromString(socket.recv(timeout=60)))  # type: ignore[arg-type]
    return got


def session_of(got: list[ForwardMsg]) -> str:
    return next(m.new_session.initialize.session_id for m in got if m.WhichOneof("type") == "new_session")


def test_no_route_says_anything_to_anybody_who_is_not_signed_in(served: Served) -> None:
    paths = [*streamlit_paths(), *PAGES]
    assert "/_stcore/health" in paths
    assert "/media/a" in paths
    with httpx2.Client(base_url=served.address) as client:
        for path in paths:
            for method in ("GET", "POST", "PUT", "DELETE", "OPTIONS"):
                answered = client.request(method, path, headers={"Origin": served.address, "X-Forwarded-For": "::1"})
                assert (answered.status_code, answered.text) == (401, "Sign in first."), (method, path)
            led = client.get(path, headers={"Accept": "text/html"})
            assert led.status_code in (303, 401), path
            assert "<html" not in led.text, path


def test_an_error_inside_is_no_way_to_learn_of_it(served: Served) -> None:
    with httpx2.Client(base_url=served.address, headers=served.cookie(ADA, Role.LEADER)) as client:
        for path in ("/media/guessed.csv", "/component/a/../../etc", "/_stcore/bidi-components/a/b", "/%00"):
            answered = client.get(path)
            assert "Traceback" not in answered.text
            assert "site-packages" not in answered.text


def answers(served: Served, sent: bytes, silent: float = 20) -> list[tuple[int, bytes, bytes]]:
    """Status, headers and body of what comes back until the server closes, or is silent for so many seconds."""
    host = served.address.removeprefix("http://")
    with socket.create_connection(("127.0.0.1", int(host.rpartition(":")[2])), timeout=10) as connection:
        connection.sendall(sent.replace(b"HOST", host.encode()))
        connection.settimeout(silent)
        got = b""
        with suppress(TimeoutError, ConnectionResetError):
            while more := connection.recv(65536):
                got += more
    found = re.findall(rb"HTTP/1\.1 (\d+)[^\r]*\r\n(.*?)\r\n\r\n((?:(?!HTTP/1\.1 \d).)*)", got, re.DOTALL)
    return [(int(status), headers, body) for status, headers, body in found]


def test_no_form_of_a_link_leads_on_or_stands_in_the_log(served: Served) -> None:
    """As somebody sends it who has copied more than the link, or tries."""
    for form in FORMS:
        line = form.replace('"', "%22").replace(">", "%3e").encode()
        for accept in (b"text/html", b"*/*"):
            ((status, headers, body),) = answers(
                served,
                b"GET " + line + b" HTTP/1.1\r\nHost: HOST\r\nConnection: close\r\nAccept: " + accept + b"\r\n\r\n",
            )
            assert (status, body) == (404, REFUSAL), form
            assert b"location:" not in headers.lower(), form
    assert TOKEN[:20] not in served.log.read_text()


SECOND = b"0\r\n\r\nGET /alive HTTP/1.1\r\nHost: HOST\r\n\r\n"  # read by whoever takes the first to have ended
BOTH = b"Content-Length: 5\r\nTransfer-Encoding: chunked"
LENGTHS = (
    b"Content-Length: 5\r\nContent-Length: 6", b"Content-Length: +5", b"Content-Length: -1", b"Content-Length: 5, 6",
    b"Content-Length: 0x5", b"Content-Length: 1e1", b"Content-Length : 5", b"Transfer-Encoding: gzip, chunked",
    b"Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", b"Transfer-Encoding: xchunked",
    b"Transfer-Encoding : chunked", b"Transfer-Encoding: chunked\r\nContent-Length: 0", b"no colon", b"X: a\x00b",
    b"Content-Length: " + b"9" * 30, b"Content-Length:", b"transfer-encoding: chunked\r\ncontent-length: 5",
)  # fmt: skip
LINES = (
    b"GET", b"GET /", b"GET / HTTP/9.9", b"GET  / HTTP/1.1", b"G\x00T / HTTP/1.1", b"GET /\x00 HTTP/1.1",
    b"PRI * HTTP/2.0", b"GET /\xff HTTP/1.1", b"\x16\x03\x01\x00\xff", b"", b"GET / HTTP/1.1 x", b"get / http/1.1",
    b"CONNECT HOST HTTP/1.1", b"CONNECT evil.test:443 HTTP/1.1", b"GET http://evil.test/ HTTP/1.1",
    b"OPTIONS * HTTP/1.1",
)  # fmt: skip
ODD = [
    *(
        b"%b /x HTTP/1.1\r\nHost: HOST\r\n%b\r\n\r\n%b" % (method, BOTH, SECOND)
        for method in (b"GET", b"PUT", b"CONNECT")
    ),
    *(b"POST /x HTTP/1.1\r\nHost: HOST\r\n%b\r\n\r\n%b" % (head, SECOND) for head in (BOTH, *LENGTHS)),
    *(line + b"\r\nHost: HOST\r\n\r\n" for line in LINES),
    b"GET / HTTP/1.1\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: HOST\r\nX: " + b"a" * 70_000 + b"\r\n\r\n",
    b"GET /" + b"a" * 70_000,
]


def test_no_odd_request_gets_in_stays_or_leaves_a_fault_in_the_log(served: Served) -> None:
    assert len(ODD) >= 40
    for sent in ODD:
        for status, _, body in answers(served, sent, 0.5):
            assert 400 <= status < 502, sent
            assert body != b"alive", "the second request was read"
    assert httpx2.get(served.address + "/alive").text == "alive"
    assert "Traceback" not in served.log.read_text()


def test_a_websocket_without_sign_in_is_refused(served: Served) -> None:
    for headers in ({}, {"Cookie": f"{COOKIE}=guessed"}, {"X-Line-Of-Sight-Sign-In": "guessed"}):
        with pytest.raises(InvalidStatus) as refused:
            served.socket(headers)
        assert refused.value.response.status_code == 403


def test_a_leader_gets_figures(served: Served) -> None:
    with served.socket(served.cookie(ADA, Role.LEADER)) as socket:
        got = run(socket)
        assert re.search(r"[0-9]+ red, .* of [0-9]+ indicators", str(got))
        assert "You are here as " in str(got)


def test_a_session_is_its_owners_whoever_knows_its_id(served: Served) -> None:
    ada, bob = served.cookie(ADA, Role.ANALYST), served.cookie(BOB, Role.LEADER)
    with served.socket(ada) as socket:
        session = session_of(run(socket))
        with served.socket(bob, session) as other:
            assert session_of(run(other)) != session, "while its owner is there"
        assert run(socket)
    with served.socket(bob, session) as other:
        assert session_of(run(other)) != session, "after its owner has left"
    with served.socket(ada, session) as again:
        assert session_of(run(again)) == session, "its owner goes on with it"


@pytest.mark.parametrize("fragment", ["", "a-fragment"])
def test_whoever_has_lost_their_role_gets_nothing_more(served: Served, fragment: str) -> None:
    with served.socket(served.cookie(BOB, Role.LEADER)) as socket:
        assert run(socket)
        served.register.revoke(BOB)
        with pytest.raises(ConnectionClosed) as closed:
            run(socket, fragment=fragment)
        assert closed.value.rcvd is not None
        assert closed.value.rcvd.code == 1008


def test_a_leader_uploads_nothing_and_an_analyst_only_from_our_own_page(served: Served) -> None:
    upload = served.address + "/_stcore/upload_file/a/b"
    files = {"file": ("rows.csv", b"a,b\n1,2\n")}
    leader, analyst = served.cookie(ADA, Role.LEADER), served.cookie(BOB, Role.ANALYST)
    own = {"Origin": served.address}
    assert httpx2.put(upload, files=files, headers=leader | own).status_code == 403
    assert httpx2.put(upload, files=files, headers=analyst | {"Origin": "https://evil.test"}).status_code == 403
    assert httpx2.put(upload, files=files).status_code == 403


def test_the_server_says_it_is_alive(served: Served) -> None:
    assert httpx2.get(served.address + "/alive", headers={"Host": "localhost"}).text == "alive"


def test_without_sign_in_a_real_server_answers_this_machine_and_no_proxy(tmp_path: Path) -> None:
    with (
        serving(tmp_path / "store", tmp_path / "server.log", free_port()) as address,
        httpx2.Client(base_url=address) as client,
    ):
        opened = client.get("/indicator")
        assert opened.status_code == 200
        assert "frame-ancestors 'none'" in opened.headers["content-security-policy"]
        for headers in ({"X-Forwarded-For": "10.1.2.3"}, {"Forwarded": "for=10.1.2.3"}, {"Host": "evil.test"}):
            assert client.get("/indicator", headers=headers).status_code == 403
