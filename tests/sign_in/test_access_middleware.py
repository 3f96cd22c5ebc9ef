"""The gates by themselves, before an app that answers everything: who passes, and with which headers."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.routing import Route, Router, WebSocketRoute
from starlette.testclient import TestClient
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from analytics.access import Role
from analytics.sharing.link_route import REFUSAL
from analytics.sign_in import access_middleware
from analytics.sign_in.access_middleware import KEY_HEADER, Front, Gate, LocalGate, content_policy
from analytics.sign_in.identity import application, cookie_name
from analytics.sign_in.user_roles import Person, Register, key_of
from analytics.store import DatabaseAway
from tests.sign_in.provider import Provider
from tests.sign_in.test_identity import ADA, SETTINGS
from tests.waiting import wait_for

HOST = SETTINGS.host
PAGE = {"accept": "text/html"}
EVERYWHERE = (
    "/", "/indicator", "/_stcore/health", "/_stcore/host-config", "/_stcore/upload_file/a/b", "/media/abc.csv",
    "/component/a/b", "/_stcore/bidi-components/a/b", "/static/js/index.js", "/oauth2callback", "/auth/login",
    "/nowhere",
)  # fmt: skip


async def answer(request: Request) -> PlainTextResponse:
    """Figures for whoever gets here, with what the app is told of them."""
    if request.url.path.endswith("/fault"):
        raise ZeroDivisionError("a secret of the inside")
    return PlainTextResponse(f"figures for {request.headers.get(KEY_HEADER)}")


async def echo(socket: WebSocket) -> None:
    await socket.accept()
    await socket.send_text(str(socket.headers.get(KEY_HEADER)))
    async for text in socket.iter_text():
        await socket.send_text(text)


LOCAL_STREAM = "ws://127.0.0.1:8501/_stcore/stream"
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"]
INSIDE = Router([WebSocketRoute("/{path:path}", echo), Route("/{path:path}", answer, methods=METHODS)])


def visitor(app: ASGIApp, base_url: str) -> TestClient:
    """Somebody behind a proxy on the same machine, where everybody is."""
    front = Front(app, content_policy(["sha256-abc"]), secure=True)
    return TestClient(
        front, base_url=base_url, follow_redirects=False, client=("127.0.0.1", 50000), raise_server_exceptions=False
    )


@pytest.fixture
def register(tmp_path: Path) -> Register:
    return Register(tmp_path)


@pytest.fixture
def served(register: Register) -> TestClient:
    sign_in = application(SETTINGS, register, Provider().transport)
    return visitor(Gate(INSIDE, SETTINGS, register, sign_in), SETTINGS.url)


@pytest.fixture
def signed_in(served: TestClient, register: Register) -> Callable[..., str]:
    """Sign the visitor in. Returns the key of the sign-in."""

    def do(role: Role | None = Role.LEADER, person: Person = ADA) -> str:
        if role:
            register.grant(person, role)
        token = register.sign_in(person, timedelta(hours=1))
        served.cookies.set(cookie_name(SETTINGS), token)
        return key_of(token)

    return do


@pytest.fixture
def local() -> TestClient:
    return visitor(LocalGate(INSIDE), "http://127.0.0.1:8501")


@pytest.mark.parametrize("path", EVERYWHERE)
def test_whoever_is_not_signed_in_gets_nothing(served: TestClient, path: str) -> None:
    pretending = {"origin": SETTINGS.url, "x-forwarded-for": "127.0.0.1", "x-real-ip": "127.0.0.1"}
    for method in METHODS:
        answered = served.request(method, path, headers=pretending)
        assert answered.status_code == 401
        assert "figures" not in answered.text
    assert served.get(path).status_code == 401


@pytest.mark.parametrize(
    "path",
    [
        "//sign-in", "/sign-in/", "/sign-in/../indicator", "/sign-in%2f..%2findicator", "/sign-in%5c..%5cindicator",
        "/s/../indicator", "/s/abc/../../indicator", "/s/abc%2f..%2findicator", "/s/..%5cindicator", "/s/", "/s/abc/..",
        "/s//abc", "/S/abc", "/alive/", "/alive/../indicator", "/%61live/x", "/s/abc;/indicator", "/s/abc%00",
        "/s/a.b", "/./s/abc/.", "/signed-out/x",
    ],
)  # fmt: skip
def test_no_spelling_of_a_path_gets_round_the_gate(served: TestClient, path: str) -> None:
    """As a client sends it that does not tidy its paths: the decoded path is what the router sees."""
    for raw in (path, path.replace("%2f", "/").replace("%5c", "\\").replace("%00", "\0").replace("%61", "a")):
        sent: list[dict[str, object]] = []
        run(served.app, {**scope_of(path), "path": raw, "headers": [(b"host", HOST.encode())]}, sent)
        assert sent[0]["status"] == (404 if raw.lower().startswith("/s/") else 401), raw


TOKEN = f"aB3-_{38 * 'x'}"  # as long as a token, and spelled with the same letters
FORMS = [
    *(f"/s/{TOKEN}{behind}" for behind in (
        ".", ",", ";", ":", "!", "'", '"', ")", "]", "}", ">", "*", "~", "=", "|", "\\", "@evil.test", ";jsessionid=1",
        "%22", "%2e", "%2c", "%3b", "%29", "%5c", "%2f..", "%252e", "%00", "%0d%0a", "%e2%80%9d", "%ff",
        "/.", "/..", "//", "/index", "/pack.html.", "/../indicator", "/%2e%2e/indicator",
    )),
    f"/S/{TOKEN}", f"/s//{TOKEN}", f"//s/{TOKEN}", f"/./s/{TOKEN}", f"/x/../s/{TOKEN}", f"/s%5c{TOKEN}", f"/s;/{TOKEN}",
    f"/{TOKEN}.", f"/x/{TOKEN[:-2]}", f"/indicator?from=/s/{TOKEN}", f"/?{TOKEN}x", f"/static/../s/{TOKEN}",
    f"/s%252f{''.join(f'%25{ord(letter):02x}' for letter in TOKEN)}",
]  # fmt: skip


def scope_of(address: str, method: str = "GET", *headers: tuple[bytes, bytes]) -> dict[str, object]:
    """A request as the server hands it on, of an address that no client has tidied."""
    raw, _, query = address.partition("?")
    return {
        "type": "http", "method": method, "path": unquote(raw), "raw_path": raw.encode(), "scheme": "https",
        "query_string": query.encode(), "headers": [(b"host", HOST.encode()), (b"accept", b"text/html"), *headers],
        "server": (HOST, 443), "http_version": "1.1",
    }  # fmt: skip


@pytest.mark.parametrize("address", FORMS)
def test_a_link_that_came_with_more_than_the_link_is_refused_and_never_led_through_the_sign_in(
    served: TestClient, address: str
) -> None:
    """A sign-in's address would carry the token into histories and logs."""
    sent: list[dict[str, object]] = []
    run(served.app, scope_of(address), sent)
    assert (sent[0]["status"], sent[1]["body"]) == (404, REFUSAL)
    assert b"location" not in dict(sent[0]["headers"])  # type: ignore[call-overload]


def test_somebody_who_is_signed_in_gets_the_same_refusal(served: TestClient, signed_in: Callable[..., str]) -> None:
    signed_in()
    answered = served.get(f"/s/{TOKEN}.")
    assert (answered.status_code, answered.content) == (404, REFUSAL)


@pytest.mark.parametrize(
    ("method", "headers", "status"),
    [
        ("CONNECT", [], 405),
        ("POST", [(b"content-length", b"5"), (b"transfer-encoding", b"chunked")], 400),
        ("GET", [(b"Transfer-Encoding", b"chunked"), (b"Content-Length", b"0")], 400),
    ],
)
def test_what_a_proxy_may_read_otherwise_than_we_do_ends_the_connection(
    served: TestClient, local: TestClient, method: str, headers: list[tuple[bytes, bytes]], status: int
) -> None:
    for visitor_of in (served, local):
        sent: list[dict[str, object]] = []
        run(visitor_of.app, scope_of("/indicator", method, *headers), sent)
        assert sent[0]["status"] == status
        assert (b"connection", b"close") in sent[0]["headers"]  # type: ignore[operator]


def run(app: ASGIApp, scope: dict[str, object], sent: list[dict[str, object]]) -> None:
    async def receive() -> dict[str, object]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: object) -> None:
        sent.append(message)  # type: ignore[arg-type]

    wait_for(app, scope, receive, send)  # type: ignore[arg-type]


def test_a_person_who_follows_a_link_is_led_to_the_sign_in_and_it_is_kept(served: TestClient) -> None:
    answered = served.get("/indicator?month=2021-09&measure=icpc_due", headers=PAGE)
    assert answered.status_code == 303
    assert answered.headers["location"] == "/sign-in?next=%2Findicator%3Fmonth%3D2021-09%26measure%3Dicpc_due"


@pytest.mark.parametrize("path", ["/media/abc.csv", "/_stcore/health", "/static/js/index.js", "/component/a/b"])
def test_what_scripts_ask_for_is_refused_and_not_led_anywhere(served: TestClient, path: str) -> None:
    assert served.get(path, headers=PAGE).status_code == 401


def test_a_shared_link_needs_no_sign_in_and_is_nobody(served: TestClient, signed_in: Callable[..., str]) -> None:
    assert served.get("/s/abcDEF-_123").text == "figures for None"
    signed_in()
    assert served.get("/s/abcDEF-_123", headers={KEY_HEADER: "somebody"}).text == "figures for None"


def test_alive_says_nothing_else(served: TestClient) -> None:
    assert served.get("/alive", headers={"host": "10.0.0.1"}).text == "alive"


def test_whoever_is_signed_in_gets_in_under_their_own_key(served: TestClient, signed_in: Callable[..., str]) -> None:
    key = signed_in()
    assert served.get("/indicator").text == f"figures for {key}"
    for spelling in (KEY_HEADER, KEY_HEADER.title(), KEY_HEADER.upper()):
        assert served.get("/indicator", headers={spelling: "somebody else"}).text == f"figures for {key}"


@pytest.mark.parametrize("token", ["", "guessed", "null", "x" * 5000])
def test_a_guessed_cookie_is_nobody(served: TestClient, signed_in: Callable[..., str], token: str) -> None:
    signed_in()
    served.cookies.clear()
    served.cookies.set(cookie_name(SETTINGS), token)
    assert served.get("/").status_code == 401


def test_the_key_that_is_kept_is_no_token(served: TestClient, signed_in: Callable[..., str]) -> None:
    key = signed_in()
    served.cookies.clear()
    served.cookies.set(cookie_name(SETTINGS), key)
    assert served.get("/").status_code == 401


def test_a_cookie_used_again_after_signing_out_is_refused(served: TestClient, signed_in: Callable[..., str]) -> None:
    signed_in()
    kept = served.cookies[cookie_name(SETTINGS)]
    assert served.post("/sign-out", headers={"origin": SETTINGS.url}).status_code == 303
    served.cookies.clear()
    served.cookies.set(cookie_name(SETTINGS), kept)
    assert served.get("/").status_code == 401


def test_a_role_that_was_taken_away_ends_at_the_next_request(
    served: TestClient, signed_in: Callable[..., str], register: Register
) -> None:
    signed_in(Role.ANALYST)
    assert served.get("/media/abc").status_code == 200
    register.revoke(ADA)
    assert served.get("/media/abc").status_code == 403


def test_without_a_role_one_page_says_which_identifiers_to_send(
    served: TestClient, signed_in: Callable[..., str]
) -> None:
    signed_in(None, Person(ADA.issuer, "council", "<b>ada</b>"))
    for path in EVERYWHERE:
        answered = served.get(path, headers=PAGE)
        assert answered.status_code == 403
        assert "figures" not in answered.text
        assert "&lt;b&gt;ada&lt;/b&gt;" in answered.text
        assert ADA.issuer in answered.text


def test_a_person_of_another_tenant_has_not_the_same_role(served: TestClient, signed_in: Callable[..., str]) -> None:
    signed_in(Role.ANALYST)
    signed_in(None, Person(ADA.issuer, "another", ADA.subject))
    assert served.get("/").status_code == 403


def test_only_analysts_upload(served: TestClient, signed_in: Callable[..., str]) -> None:
    for role, status in ((Role.LEADER, 403), (Role.ANALYST, 200)):
        signed_in(role)
        upload = served.put("/_stcore/upload_file/a/b", content=b"rows", headers={"origin": SETTINGS.url})
        assert upload.status_code == status


@pytest.mark.parametrize("path", ["/_stcore/agent/interact", "/_stcore/metrics", "/_stcore/script-health-check"])
def test_what_nobody_needs_is_closed_to_everybody(
    served: TestClient, local: TestClient, signed_in: Callable[..., str], path: str
) -> None:
    signed_in(Role.ANALYST)
    assert served.get(path).status_code == 404
    assert local.get(path).status_code == 403


@pytest.mark.parametrize(
    "host", ["evil.test", "127.0.0.1", "figures.council.test.evil.test", "figures.council.test:80"]
)
def test_another_host_name_is_refused(served: TestClient, signed_in: Callable[..., str], host: str) -> None:
    signed_in()
    for path in ("/", "/sign-in", "/s/abc"):
        answered = served.get(path, headers={"host": host, "x-forwarded-host": HOST})
        assert answered.status_code == 400
        assert "figures for" not in answered.text


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://figures.council.test", "https://council.test"])
@pytest.mark.parametrize("path", ["/_stcore/upload_file/a/b", "/sign-out", "/"])
def test_other_websites_change_nothing(
    served: TestClient, signed_in: Callable[..., str], origin: str, path: str
) -> None:
    signed_in(Role.ANALYST)
    for headers in ({"origin": origin}, {}):
        assert served.post(path, headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect), connect(served, origin=origin):
        pass


def connect(served: TestClient, **headers: str):  # type: ignore[no-untyped-def]
    return served.websocket_connect("/_stcore/stream", headers={"origin": SETTINGS.url, "host": HOST} | headers)


def test_a_websocket_needs_a_sign_in_with_a_role(served: TestClient, signed_in: Callable[..., str]) -> None:
    with pytest.raises(WebSocketDisconnect), connect(served):
        pass
    signed_in(None)
    with pytest.raises(WebSocketDisconnect), connect(served):
        pass
    key = signed_in(Role.LEADER)
    with connect(served, **{KEY_HEADER: "somebody else"}) as socket:
        assert socket.receive_text() == key
        socket.send_text("hello")
        assert socket.receive_text() == "hello"


@pytest.mark.parametrize("end", ["signed out", "role gone"])
def test_an_open_websocket_gets_no_further_answer_once_the_right_to_it_ended(
    served: TestClient, signed_in: Callable[..., str], register: Register, end: str
) -> None:
    key = signed_in(Role.ANALYST)
    with connect(served) as socket:
        socket.receive_text()
        if end == "signed out":
            register.sign_out(key)
        else:
            register.revoke(ADA)
        socket.send_text("figures, please")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
        assert closed.value.code == 1008


def test_an_open_websocket_is_closed_though_nothing_is_asked(
    served: TestClient, signed_in: Callable[..., str], register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_middleware, "LOOKS_AGAIN", 0.05)
    key = signed_in(Role.ANALYST)
    with connect(served) as socket:
        socket.receive_text()
        register.sign_out(key)
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_while_the_database_is_away_an_open_page_stays_and_its_script_decides(
    served: TestClient, signed_in: Callable[..., str], register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The script asks for itself who is there, and says in a sentence that nobody can tell."""
    key = signed_in(Role.ANALYST)

    def away(_: str) -> None:
        raise DatabaseAway("The database does not answer.")

    with connect(served) as socket:
        socket.receive_text()
        with monkeypatch.context() as patched:
            patched.setattr(register, "signed_in", away)
            socket.send_text("figures, please")
            assert socket.receive_text() == "figures, please"
            assert served.get("/").status_code == 503, "anything new needs a sign-in that is known"
        register.sign_out(key)
        socket.send_text("figures, please")
        with pytest.raises(WebSocketDisconnect):
            socket.receive_text()


def test_a_look_at_the_sign_in_loses_no_message(
    served: TestClient, signed_in: Callable[..., str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(access_middleware, "LOOKS_AGAIN", 0.01)
    signed_in()
    with connect(served) as socket:
        socket.receive_text()
        for number in range(5):
            time.sleep(0.03)  # several looks while nothing comes
            socket.send_text(str(number))
            assert socket.receive_text() == str(number)


@pytest.mark.parametrize(
    "headers",
    [
        {"x-forwarded-for": "127.0.0.1"}, {"X-Forwarded-Host": "localhost"}, {"x-forwarded-proto": "http"},
        {"forwarded": "for=127.0.0.1"}, {"via": "1.1 proxy"}, {"x-real-ip": "127.0.0.1"}, {"host": "evil.test"},
        {"host": "localhost.evil.test"}, {"host": "127.0.0.1.nip.test"}, {"host": "evil.test#localhost"},
        {"host": "localhost@evil.test"}, {"host": ""}, {"host": "0.0.0.0:8501"}, {"host": "[::1"},
    ],
)  # fmt: skip
def test_without_sign_in_no_proxy_and_no_other_name(local: TestClient, headers: dict[str, str]) -> None:
    answered = local.get("/", headers=headers)
    assert answered.status_code == 403
    assert "figures for" not in answered.text
    with pytest.raises(WebSocketDisconnect), local.websocket_connect(LOCAL_STREAM, headers=headers):
        pass


@pytest.mark.parametrize("host", ["localhost:8501", "127.0.0.1:8501", "[::1]:8501", "LOCALHOST"])
def test_without_sign_in_this_machine_gets_in_and_nobody_is_named(local: TestClient, host: str) -> None:
    assert local.get("/", headers={"host": host, KEY_HEADER: "somebody"}).text == "figures for None"
    headers = {"host": host, "origin": f"http://{host}"}
    assert local.put("/_stcore/upload_file/a/b", headers=headers).status_code == 200
    with local.websocket_connect(LOCAL_STREAM, headers=headers) as socket:
        assert socket.receive_text() == "None"


@pytest.mark.parametrize(
    "ends",
    [{"client": ("10.1.2.3", 5)}, {"server": ("10.1.2.3", 8501)}, {"client": None}, {"server": ("/socket", None)}],
)
def test_without_sign_in_no_other_machine_gets_in_however_the_server_was_started(ends: dict[str, object]) -> None:
    sent: list[dict[str, object]] = []
    scope = {
        "type": "http", "method": "GET", "path": "/", "query_string": b"", "headers": [(b"host", b"localhost:8501")],
        "client": ("127.0.0.1", 5), "server": ("127.0.0.1", 8501),
    }  # fmt: skip
    run(LocalGate(INSIDE), scope | ends, sent)
    assert sent[0]["status"] == 403


@pytest.mark.parametrize("origin", ["https://evil.test", "null", "http://localhost:3000", "http://127.0.0.1"])
def test_without_sign_in_other_websites_reach_neither_websocket_nor_changes(local: TestClient, origin: str) -> None:
    headers = {"origin": origin}
    assert local.post("/", headers=headers).status_code == 403
    assert local.delete("/_stcore/upload_file/a/b", headers=headers).status_code == 403
    with pytest.raises(WebSocketDisconnect), local.websocket_connect(LOCAL_STREAM, headers=headers):
        pass


def test_every_answer_has_the_headers(served: TestClient, signed_in: Callable[..., str]) -> None:
    signed_in()
    for path in ("/", "/media/abc", "/fault", "/alive", "/s/abc", "/signed-out", "/_stcore/agent"):
        headers = served.get(path).headers
        assert "frame-ancestors 'none'" in headers["content-security-policy"], path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "same-origin"
        assert headers["cache-control"] == "no-store"
        assert "max-age" in headers["strict-transport-security"]
    served.cookies.clear()
    assert served.get("/").headers["cache-control"] == "no-store"


def test_the_app_s_own_scripts_may_be_kept_by_the_browser_and_their_errors_may_not(
    served: TestClient, signed_in: Callable[..., str]
) -> None:
    signed_in()
    assert "cache-control" not in served.get("/static/js/index.js").headers
    assert served.get("/static/fault").headers["cache-control"] == "no-store"


def test_without_https_no_browser_is_told_to_insist_on_it() -> None:
    front = Front(LocalGate(INSIDE), content_policy(), secure=False)
    answered = TestClient(front, base_url="http://127.0.0.1:8501", client=("127.0.0.1", 5)).get("/")
    assert answered.text == "figures for None"
    assert "strict-transport-security" not in answered.headers


def test_the_start_and_end_of_the_server_reach_the_app_through_every_layer(register: Register) -> None:
    heard = []

    @asynccontextmanager
    async def lifespan(_: object) -> AsyncIterator[None]:
        heard.append("start")
        yield
        heard.append("end")

    inside = Router([Route("/", answer)], lifespan=lifespan)
    for layer in (LocalGate(inside), Gate(inside, SETTINGS, register, INSIDE)):
        heard.clear()
        with TestClient(Front(layer, content_policy(), secure=True)):
            assert heard == ["start"]
        assert heard == ["start", "end"]


def test_a_websocket_that_is_never_read_ends_like_any_other(register: Register, signed_in: Callable[..., str]) -> None:
    async def speaks_only(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "websocket.accept"})
        await send({"type": "websocket.close", "code": 1000})

    signed_in()
    served = visitor(Gate(speaks_only, SETTINGS, register, INSIDE), SETTINGS.url)
    served.cookies.set(cookie_name(SETTINGS), register.sign_in(ADA, timedelta(hours=1)))
    with connect(served) as socket, pytest.raises(WebSocketDisconnect):
        socket.receive_text()


def test_what_the_app_says_after_the_right_to_hear_it_ended_reaches_nobody(
    register: Register, signed_in: Callable[..., str]
) -> None:
    tried = []

    async def goes_on(scope: Scope, receive: Receive, send: Send) -> None:
        socket = WebSocket(scope, receive, send)
        await socket.accept()
        register.revoke(ADA)
        while (await receive())["type"] != "websocket.disconnect":
            pass
        tried.append("figures")
        await send({"type": "websocket.send", "text": "figures"})

    signed_in()
    served = visitor(Gate(goes_on, SETTINGS, register, INSIDE), SETTINGS.url)
    served.cookies.set(cookie_name(SETTINGS), register.sign_in(ADA, timedelta(hours=1)))
    with connect(served) as socket:
        socket.send_text("figures, please")
        with pytest.raises(WebSocketDisconnect) as closed:
            socket.receive_text()
    assert (closed.value.code, tried) == (1008, ["figures"])


def test_of_an_error_people_see_a_reference_that_stands_in_the_log(
    served: TestClient, signed_in: Callable[..., str], caplog: pytest.LogCaptureFixture
) -> None:
    signed_in()
    answered = served.get("/fault")
    assert answered.status_code == 500
    assert "secret" not in answered.text
    assert "ZeroDivision" not in answered.text
    (logged,) = [r.getMessage() for r in caplog.records if r.getMessage().startswith("Fault ")]
    assert logged.removeprefix("Fault ") in answered.text


def test_a_register_that_cannot_be_read_lets_nobody_in(served: TestClient, register: Register) -> None:
    register.file.write_bytes(b"no database")
    assert served.get("/").status_code == 500
    with pytest.raises(Exception), connect(served):  # noqa: B017,PT011  # whichever way the socket ends
        pass
